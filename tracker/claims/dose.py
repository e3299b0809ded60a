"""How much of a treatment was given, how often: "8 mg/kg, max 800 mg", "2.4 mg once weekly", "a single infusion"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from pydantic import BaseModel, ConfigDict

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, after, before, plain
from tracker.claims._numbers import DIGITS, value_of
from tracker.claims._treatments import treatments
from tracker.claims._whose import scope_of
from tracker.records import Claim


class Dose(BaseModel):
    """A dose as printed: `amount` in `unit` (mg, ml, IU, Gy ...), per kg, m2, hour; `max` in the same unit."""

    model_config = ConfigDict(frozen=True)

    amount: int | float | None = None
    unit: str | None = None
    per: str | None = None
    frequency: str | None = None
    max: int | float | None = None


_UNITS: tuple[tuple[str, str], ...] = (
    (r"milligrams?|mg", "mg"),
    (r"micrograms?|mcg|µg|μg|ug", "ug"),
    (r"grams?|g", "g"),
    (r"nanograms?|ng", "ng"),
    (r"international units?|IUs?", "IU"),
    (r"units?|U", "units"),
    (r"milliliters?|millilitres?|mL", "ml"),
    (r"Gy|grays?", "Gy"),
    (r"puffs?", "puffs"),
    (r"tablets?|capsules?|pills?", "tablets"),
    (r"drops?", "drops"),
)
_UNIT = "|".join(source for source, _ in _UNITS)
_IN_MG = {"mg": Decimal(1), "ug": Decimal("0.001"), "g": Decimal(1000), "ng": Decimal("0.000001")}
_PER = (
    r"(?:\s?(?:/|per\s|a\s)\s?(?P<per>kg|kilogram|kilo|m2|m²|m\(2\)|square met(?:er|re)|hour|hr|h|day|d|week|"
    r"dose|minute|min)\b(?:\s?/\s?(?P<per2>day|d|hour|hr|h|week|dose|minute|min)\b)?(?: of body weight| body "
    r"weight)?)?"
)
_FREQUENCIES: tuple[tuple[str, str], ...] = (
    (
        r"twice[\s-]daily|twice (?:a|per|each|every) day|two times (?:a|per) day|b\.?i\.?d\.?|every (?:12|"
        r"twelve) hours",
        "twice daily",
    ),
    (
        r"(?:three times|thrice)[\s-](?:daily|a day|per day|every day)|t\.?i\.?d\.?|every (?:8|eight) hours",
        "three times daily",
    ),
    (r"four times (?:daily|a day|per day)|q\.?i\.?d\.?|every (?:6|six) hours", "four times daily"),
    (r"twice[\s-]weekly|twice (?:a|per|each) week|two times (?:a|per) week", "twice weekly"),
    (r"three times (?:a|per|each) week|three times weekly|thrice weekly", "three times weekly"),
    (r"every other week|every two weeks|every 2 weeks|biweekly|fortnightly|q2w", "every 2 weeks"),
    (r"every (?:three|3) weeks|q3w|three-weekly|3-weekly|every 21 days", "every 3 weeks"),
    (
        r"(?:once[\s-])?monthly|once (?:a|per|every) month|every (?:four|4) weeks|every month|q4w|every 28 days",
        "monthly",
    ),
    (r"(?:once[\s-])?weekly|once (?:a|per|every) week|every week|each week|per week|a week|/week|/wk", "weekly"),
    (
        r"(?:once[\s-])?daily|once (?:a|per|every) day|every day|each day|per day|a day|nightly|every night|at "
        r"bedtime|/day|/d\b|q\.?d\.?\b",
        "daily",
    ),
    (r"single|one-time|one[\s-]off|once\b(?! (?:a|per|every|daily|weekly|monthly))", "single"),
)
_FREQUENCY = re.compile(
    "|".join(rf"(?P<f{n}>(?<!\w)(?:{source})(?!\w))" for n, (source, _) in enumerate(_FREQUENCIES)), re.IGNORECASE
)
_AMOUNT = re.compile(
    rf"(?<![\d.,/-])(?P<n>{DIGITS})(?:\s?(?:-|–|"
    rf"to)\s?(?P<to>\d[\d,]*(?:\.\d+)?))?[\s-]?(?P<unit>(?:{_UNIT}))(?![\w²]|\s?/\s?(?:d[lL]|m[lL]|[lL]\b|mmol|"
    rf"g\b|ml|cm|cup|serving|mol))" + _PER,
    re.IGNORECASE,
)
_MAX = re.compile(
    rf"^\s?(?:,|\(|;)?\s?(?:up to|max\.?|maximum(?: dose)?(?: of)?:?|to a maximum of|not exceeding|capped at|"
    rf"with a maximum (?:dose )?of|no more than)(?:\s(?:a\s)?(?:maximum|total) "
    rf"of)?\s?(?P<max>{DIGITS})\s?(?P<munit>{_UNIT})\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    r"\b(?:a |one |only one )?(?P<what>(?:single|one-time|one-off)[\s-](?:(?:high|low|oral|intravenous|"
    r"subcutaneous|intramuscular|iv|small|large)[\s-])?(?:dose|infusion|injection|shot|jab|treatment|pill|"
    r"administration))\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:dos(?:e|es|age|ages|ing|ed)|received?|receiving|got|random\w*|took|taking|taken|take|given|giving|"
    r"treated|administer\w*|infus\w*|inject\w*|daily|weekly|placebo|oral(?:ly)?|intraven\w*|subcutan\w*|"
    r"tablets?|pills?|"
    r"capsules?|supplement\w*|regimen|therapy|assigned|group|arm|versus|drug|twice|once|consum\w*|patch|bid|gel|"
    r"cream|swallow\w*|apply|applied|mg/kg|mg/m2|chemotherapy|radiotherapy|radiation)\b",
    re.IGNORECASE,
)
_NOT_LEFT = re.compile(
    r"\b(?:cholesterol|glucose|sodium|weigh\w*|weight|lost|gained|creatinine|level|levels|fell by|"
    r"lowered by|reduced by|decreased by|cost|price|sugar|protein content|birth ?weight|blood loss|than|saved|"
    r"score|requirement|consumption of (?:morphine|opioids)|increase of|decrease of|difference of|excretion|"
    r"volume)\s(?:of\s|by\s|was\s|were\s|at\s|to\s|about\s|around\s|up to\s|an average of\s)*$",
    re.IGNORECASE,
)
_NOT_RIGHT = re.compile(
    r"^\s?(?:of (?:sodium|salt|sugar|cholesterol|fat|blood|fluid|water|weight|tissue|urine|fib(?:er|re)|"
    r"carbohydrates?|saturated)|heavier|lighter|difference|reduction|decrease|increase|lower|higher|less|"
    r"more\b(?! than)|in weight|birth)\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"\bcontain\w*\s(?:about\s|up to\s)*$", re.IGNORECASE)
_DOSED_LEFT = re.compile(
    r"\b(?:(?:dos(?:e|es|age)|infusion|injection)s?\s(?:of\s)?|"
    r"(?:received|receiving|took|taking|given|got|administered)\s(?:either\s|about\s|up to\s)?)$",
    re.IGNORECASE,
)
_DOSED_RIGHT = re.compile(
    r"\s(?:dos(?:e|es|ing|age)|group|arm|tablets?|capsules?|of\s\w+|daily|or placebo)\b", re.IGNORECASE
)
_LOOSE = frozenset({"tablets", "drops", "puffs", "units", "g", "ml"})


_OFTEN_BEFORE = re.compile(
    r"(?:single|one-time|(?:twice-|once-|three times |once |twice )?daily|(?:once-|twice-|once |twice )?weekly|"
    r"monthly)\b[\w\s-]{0,75}\(?\s?(?:dose of\s)?$",
    re.IGNORECASE,
)


def _unit(printed: str) -> str:
    return next(name for source, name in _UNITS if re.fullmatch(source, printed, re.IGNORECASE))


def _per(printed: str | None) -> str | None:
    word = (printed or "").lower()
    if word in {"", "dose", "min", "minute"}:
        return word or None
    return {"k": "kg", "m": "m2", "s": "m2", "h": "hour", "w": "week", "d": "day"}[word[0]]


def _drug(text: str, start: int, end: int) -> str | None:
    """The treatment that stands nearest: right before ("drug 40 mg", "drug (40 mg"), else right behind ("of drug")."""
    best: tuple[int, str] | None = None
    for one in treatments(text[max(0, start - 70) : end + 60]):
        at, stop = one.start + max(0, start - 70), one.end + max(0, start - 70)
        between = text[stop:start] if stop <= start else text[end:at] if at >= end else ""
        if one.kind not in {"drug", "supplement"} or re.search(r"[;.]|\b(?:or|and|versus|vs|than|with)\b|\d", between):
            continue
        distance = start - stop if stop <= start else at - end + (0 if between.strip() in {"of", ""} else 20)
        if distance <= 60 and (best is None or distance < best[0]):
            best = distance, one.name
    return best[1] if best else None


def _frequency(text: str, start: int, end: int) -> str | None:
    """How often, by the words behind in the same clause, else "single" right before."""
    right = re.split(r"[;.]\s|\b(?:or|versus|vs|and (?:placebo|\d))\b", text[end : end + 60])[0]
    left = _OFTEN_BEFORE.search(text[max(0, start - 100) : start])
    found = _FREQUENCY.search(right) or (_FREQUENCY.search(left.group()) if left else None)
    return _FREQUENCIES[int(found.lastgroup[1:])][1] if found and found.lastgroup else None


def find(sentence: Sentence) -> Iterator[Found]:
    """Find doses: an amount with a unit where something is given, or a single infusion; concentrations are none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for match in islice(_AMOUNT.finditer(text), MANY):
        found = _dose(sentence, match)
        if found and all(found.end <= start or end <= found.start for start, end in taken):
            taken.append((found.start, found.end))
            yield found
    yield from _strengths(sentence)
    for match in islice(_SINGLE.finditer(text), MANY):
        near = any(start - 90 < match.start() < end + 10 for start, end in taken)
        if near or re.match(r"\s(?:of\s)?\d", text[match.end() :]):
            continue
        word = match["what"].lower()
        if word.endswith(("treatment", "pill", "shot", "jab")) and not _names_treatment(text, match.end()):
            continue
        drug = _drug(text, match.start(), match.end())
        value = Dose(frequency="single").model_dump()
        yield Found(
            match.start("what"),
            match.end(),
            value,
            kind="single",
            scope=scope_of(sentence, match.start(), match.end())[0],
            confidence=0.8,
            qualifiers={"drug": drug} if drug else {},
        )


def _names_treatment(text: str, position: int) -> bool:
    """Whether a treatment is named right behind `position`."""
    return next(treatments(text[position : position + 40]), None) is not None


_STRENGTH = re.compile(
    rf"(?<![\d.,/(-])(?P<n>{DIGITS})\s?%(?=\s?(?:\(?(?:once|twice|three times|b\.?i\.?d\b|daily|nightly)|gel\b|cream\b|"
    r"ointment\b|(?:ophthalmic )?solution\b|eye\b|drops\b|foam\b|lotion\b|/\s?[a-z]))",
    re.IGNORECASE,
)


def _strengths(sentence: Sentence) -> Iterator[Found]:
    """The strength of a solution or cream: "timolol 0.5% twice daily"."""
    for match in islice(_STRENGTH.finditer(sentence.text), MANY):
        amount = value_of(match["n"])
        left = sentence.text[max(0, match.start() - 60) : match.start()]
        drug = next((one.name for one in treatments(left) if one.end >= len(left.rstrip())), None)
        if amount is None or drug is None:
            continue
        often = _frequency(sentence.text, match.start(), match.end())
        value = Dose(amount=plain(amount), unit="%", frequency=often).model_dump()
        yield Found(
            match.start("n"),
            match.end(),
            value,
            number=amount,
            low=amount,
            high=amount,
            unit="%",
            kind="amount",
            scope=scope_of(sentence, match.start(), match.end())[0],
            confidence=0.85,
            qualifiers={"drug": drug},
        )


def _dose(sentence: Sentence, match: re.Match[str]) -> Found | None:
    text = sentence.text
    unit = _unit(match["unit"])
    amount = value_of(match["to"] or match["n"])
    left = before(text, match.start())
    drug = _drug(text, match.start(), match.end())
    holds = _HOLDS.search(left) and drug is None
    if amount is None or amount <= 0 or match["unit"] in {"G", "u"} or not _GIVEN.search(text):
        return None
    if holds or _NOT_LEFT.search(left) or _NOT_RIGHT.match(after(text, match.end())):
        return None
    per, second = _per(match["per"]), _per(match["per2"])
    frequency = _frequency(text, match.start(), match.end())
    if per in {"day", "week"}:
        frequency, per = {"day": "daily", "week": "weekly"}[per], None
    elif second in {"day", "week"}:
        frequency = {"day": "daily", "week": "weekly"}[second]
    elif second == "hour":
        per = f"{per}/hour"
    sure = drug is not None or _DOSED_LEFT.search(left) is not None or per in {"kg", "m2", "kg/hour"}
    if not sure and (unit in _LOOSE or not (frequency or _DOSED_RIGHT.match(after(text, match.end())))):
        return None
    limit = _MAX.match(text[match.end() :])
    end = match.end() + limit.end() if limit else match.end()
    most = value_of(limit["max"]) if limit and _unit(limit["munit"]) == unit else None
    size = amount * _IN_MG.get(unit, Decimal(1))
    low = value_of(match["n"]) if match["to"] else amount
    value = Dose(
        amount=plain(amount), unit=unit, per=per, frequency=frequency, max=plain(most) if most is not None else None
    )
    base = "mg" if unit in _IN_MG else unit
    return Found(
        match.start("n"),
        end,
        value.model_dump(),
        number=size,
        low=(low or amount) * _IN_MG.get(unit, Decimal(1)),
        high=size,
        unit=f"{base}/{per}" if per else base,
        kind="amount",
        scope=scope_of(sentence, match.start("n"), end)[0],
        confidence=0.85,
        qualifiers={"drug": drug} if drug else {},
    )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two doses of the same drug in the same unit: amount first, then how often."""
    one, two = a.qualifiers.get("drug"), b.qualifiers.get("drug")
    if one and two and one != two:
        return Agreement("not_comparable", f"doses of {one} and of {two}")
    often_a, often_b = (x.value.get("frequency") for x in (a, b))
    if a.number is None or b.number is None:
        if often_a and often_b and (a.number is None) == (b.number is None):
            return Agreement("agree" if often_a == often_b else "differ", f"given {often_a} and {often_b}")
        return Agreement("not_comparable", "an amount is not known")
    if a.unit != b.unit:
        return Agreement("not_comparable", f"{a.unit} and {b.unit} are two units")
    if (
        a.low is not None
        and b.low is not None
        and a.high is not None
        and b.high is not None
        and a.low <= b.high
        and b.low <= a.high
    ):
        if often_a and often_b and often_a != often_b:
            return Agreement("differ", f"the same amount, but {often_a} and {often_b}")
        return Agreement("agree", f"both {a.raw}")
    return (
        Agreement("differ", f"{a.raw} is not {b.raw}")
        if often_a == often_b
        else Agreement(
            "not_comparable",
            f"{a.raw} {often_a or ''} and {b.raw} {often_b or ''}: other times of giving".replace("  ", " "),
        )
    )


def _value(
    amount: float | None,
    unit: str | None,
    per: str | None = None,
    frequency: str | None = None,
    most: float | None = None,
) -> dict[str, object]:
    return {"amount": amount, "unit": unit, "per": per, "frequency": frequency, "max": most}


EXAMPLES = (
    Example("Patients received adalimumab (8 mg/kg, max 600 mg) once.", [_value(8, "mg", "kg", "single", 600)]),
    Example("They took 40 milligrams of simvastatin daily.", [_value(40, "mg", None, "daily")]),
    Example("Semaglutide 2.4 mg once weekly was compared with placebo.", [_value(2.4, "mg", None, "weekly")]),
    Example("Half were given 500 mg of vitamin C twice a day.", [_value(500, "mg", None, "twice daily")]),
    Example("The drug was infused at 70 µg/kg/hr.", [_value(70, "ug", "kg/hour")]),
    Example("Adults received a single infusion of golimumab.", [_value(None, None, None, "single")], ["single"]),
    Example("Docetaxel 75 mg/m2 every 3 weeks was given.", [_value(75, "mg", "m2", "every 3 weeks")]),
    Example("A 90-mg dose was tested in the trial.", [_value(90, "mg")]),
    Example("Timolol 0.5% twice daily was tested.", [_value(0.5, "%", None, "twice daily")]),
    Example("A supplement containing 40 mg of zinc was given to half.", [_value(40, "mg")]),
    Example("Patients received 400 mg.", [_value(400, "mg")]),
    Example("LDL cholesterol fell to 70 mg/dL on the drug."),
    Example("Each tablet given contains 300 mg of sodium."),
    Example("Glucose was 126 mg/dL in the placebo group."),
    Example("Birth weight was 2500 g in the treated group."),
    Example("The 12 people given tablets recovered."),
    Example("It was the single most important trial."),
)

TYPE = ClaimType(
    name="dose",
    description="Amount of a treatment and how often; kind single: only that it was given once. `max` is in "
    "the unit of the amount. Qualifier `drug`.",
    value=Dose,
    agreement="Equal amounts in the same unit, given as often; doses of two drugs, or in two kinds of unit, "
    "are not comparable.",
    compare=compare,
    unit="mg for masses, else as printed (% of a solution); /kg, /m2, /kg/hour",
    kinds=("amount", "single"),
    cues=(
        r"\d\s?%\s?(?:\(?(?:once|twice|three|bid|b\.i|daily|nightly)|gel|cream|oint|soluti|ophth|eye|drop|foam|"
        r"lotion|/)",
        r"\d[\s-]?(?:mg|milligram|mcg|microgram|µg|μg|ug|g|gram|iu|international unit|units?|ml|millilit|gy|"
        r"puffs?|tablets?|capsules?|drops?)\b",
        r"\d[\s-]?(?:milligrams|micrograms|grams|international)",
        r"(?:single|one-time|one-off)[\s-](?:[a-z]+[\s-])?(?:dose|infus|inject|shot|jab|treat|pill|admin)",
    ),
    find=find,
    examples=EXAMPLES,
)
