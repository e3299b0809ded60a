"""Numbers and names as the press writes them, for the composed texts of the benchmark."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.linking.benchmark.trial_rows import Row

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_SHARES = (
    (10, "one in ten"), (20, "one in five"), (25, "a quarter"), (33, "a third"), (40, "four in ten"), (50, "half"),
    (60, "six in ten"), (67, "two thirds"), (75, "three quarters"), (80, "eight in ten"), (90, "nine in ten"),
)  # fmt: skip
_LENGTHS = {26: "six months", 52: "a year", 104: "two years", 156: "three years", 208: "four years", 13: "three months"}
OUTSIDERS = (
    "Ruth Amsel", "Pavel Dorn", "Beatriz Nunes", "Kofi Larbi", "Hannah Quist", "Omar Sayed", "Ines Vogt",
    "Peter Brannock",
)  # fmt: skip
FUNDERS = (
    "the national research council", "a charity", "the maker", "public money", "the health ministry", "a foundation",
    "two insurers",
)  # fmt: skip
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def in_words(number: int) -> str:
    """A whole number below ten thousand in words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    head, rest, name = (
        (number // 100, number % 100, "hundred") if number < 1000 else (number // 1000, number % 1000, "thousand")
    )
    joint = f" and {in_words(rest)}" if 0 < rest < 100 else f" {in_words(rest)}"
    return f"{_ONES[head]} {name}" + (joint if rest else "")


def share(percent: str) -> str:
    """A percentage as a rough share: "just over half"."""
    value = float(percent)
    near, words = min(_SHARES, key=lambda s: abs(s[0] - value))
    return words if abs(near - value) < 1 else f"{'just over' if value > near else 'nearly'} {words}"


def about(number: int, rng: Random) -> str:
    """A number of people, rounded as headlines do it."""
    step = 10 if number < 200 else 50 if number < 1000 else 100 if number < 5000 else 1000
    below, above = number // step * step, -(-number // step) * step
    near = f"nearly {above:,}" if above - number <= number - below else f"more than {below:,}"
    return rng.choice([near, f"about {round(number / step) * step:,}"])


def length(weeks: int, rng: Random) -> str:
    """A duration in weeks, or in months or years where that is usual."""
    if weeks % 52 == 26 or weeks in _LENGTHS:
        return rng.choice([_LENGTHS.get(weeks, f"{weeks} weeks"), f"{weeks} weeks"])
    return f"{weeks} weeks"


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def facts(row: Row, rng: Random, *, drug: bool) -> dict[str, str]:
    """What templates may say of a trial; without the `drug` the treatment has its everyday name only."""
    article = "an" if row.everyday[0] in "aeiou" else "a"
    everyday = row.everyday if row.everyday.endswith("s") else f"{article} {row.everyday}"
    it = row.drug if drug else f"the {row.everyday}"
    first = f"{row.drug}, {everyday}" if drug and rng.random() < 0.6 else row.drug if drug else everyday
    last = row.lead.split()[0] if row.lead.startswith(("Liu", "Tan", "Chen")) else row.lead.split()[-1]
    masked = {"DOUBLE": "double-blind ", "TRIPLE": "double-blind ", "SINGLE": "single-blind ", "NONE": "open-label "}
    said = {
        "it": it, "a_it": first, "control": row.control, "illness": row.illness, "people": row.people,
        "weeks": length(row.weeks, rng), "outcome": row.outcome,
        "outcome_low": f"{row.outcome[0].lower()}{row.outcome[1:]}",
        "lead": row.lead, "last": last, "reporter": row.reporter, "sponsor": row.sponsor, "journal": row.journal,
        "n": f"{row.n:,}", "n_words": in_words(row.n) if row.n < 10000 else f"{row.n:,}", "near_n": about(row.n, rng),
        "a1": f"{row.a1:,}", "a2": f"{row.a2:,}", "n_planned": f"{row.planned:,}", "countries": _listed(row.countries),
        "sites": str(row.sites), "phase": row.phase, "id": row.id, "doi": row.doi, "acr": row.acronym, "hit": row.hit,
        "weekday": rng.choice(DAYS), "funder": rng.choice(FUNDERS), "outsider": rng.choice(OUTSIDERS),
        "k": str(rng.randint(3, 9)), "k2": str(rng.randint(11, 79)), "masked": masked[row.masking], "drug": row.drug,
        "conclusion": _conclusion(row), "r1": row.r1, "r2": row.r2, "p": row.p, "m1": row.m1, "m2": row.m2,
    }  # fmt: skip
    if row.r1:
        said |= {"share1": share(row.r1), "round1": str(round(Decimal(row.r1)))}
        said |= {"share2": share(row.r2), "round2": str(round(Decimal(row.r2)))} if row.r2 != "0" else {}
    if row.start:
        said["start_month"] = date.fromisoformat(row.start).strftime("%B %Y")
    said |= {f"{name}_cap": capital(value) for name, value in said.items()}
    said |= {capital(name): capital(value) for name, value in said.items()}
    return said | {"Cap_a_it": capital(first), "N_cap": said["n_cap"], "Near_n_cap": said["near_n_cap"]}


def _listed(countries: str) -> str:
    *most, last = [
        f"the {c}" if c in ("United States", "United Kingdom", "Netherlands", "Gambia") else c
        for c in countries.split(", ")
    ]
    return f"{', '.join(most)} and {last}" if most else last


def _conclusion(row: Row) -> str:
    if not row.p:
        return ""
    if float(row.p) < 0.05:
        return f"{capital(row.drug)} was superior to {row.control} in {row.people}."
    return f"{capital(row.drug)} was not superior to {row.control} in {row.people}."


def day_after(row: Row, days: int) -> str:
    """The date so many days after the paper."""
    return (date.fromisoformat(row.published) + timedelta(days=days)).isoformat()
