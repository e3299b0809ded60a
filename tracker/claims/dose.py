"""How much of a treatment was given, how often: "8 mg/kg, max 800 mg", "2.4 mg once weekly", "a single infusion"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, plain
from tracker.claims._described import described
from tracker.claims._gated import Gated
from tracker.claims._numbers import DIGITS, value_of
from tracker.claims._regimen import UNIT, Dose, dose_at, drug_near, how_often
from tracker.claims._sessions import sessions
from tracker.claims._treatments import treatments
from tracker.claims._whose import scope_of
from tracker.records import Claim, Field

_PER = (
    r"(?:\s?(?:/|per\s|a\s)\s?(?P<per>kg|kilogram|kilo|m2|m²|m\(2\)|square met(?:er|re)|hour|hr|h|day|d|week|"
    r"dose|minute|min)\b(?:\s?/\s?(?P<per2>day|d|hour|hr|h|week|dose|minute|min)\b)?(?: of body weight| body "
    r"weight)?)?"
)
_AMOUNT = Gated(
    rf"(?<![\d.,/-])(?P<n>{DIGITS})(?:\s?(?:-|–|"
    rf"to)\s?(?P<to>\d[\d,]*(?:\.\d+)?))?[\s-]?(?P<unit>(?:{UNIT}))(?![\w²]|\s?/\s?(?:d[lL]|m[lL]|[lL]\b|mmol|"
    rf"g\b|ml|cm|cup|serving|mol))" + _PER,
    re.IGNORECASE,
)
_SINGLE = Gated(
    r"\b(?:a |one |only one )?(?P<what>(?:single|one-time|one-off)[\s-](?:(?:high|low|oral|intravenous|"
    r"subcutaneous|intramuscular|iv|small|large)[\s-])?(?:dose|infusion|injection|shot|jab|treatment|pill|"
    r"administration))\b",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find doses: an amount with a unit where something is given, or a single infusion; concentrations are none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for match in islice(_AMOUNT.finditer(text), MANY):
        found = dose_at(sentence, match)
        if found and all(found.end <= start or end <= found.start for start, end in taken):
            taken.append((found.start, found.end))
            yield found
    yield from _strengths(sentence)
    yield from sessions(sentence)
    for match in islice(_SINGLE.finditer(text), MANY):
        near = any(start - 90 < match.start() < end + 10 for start, end in taken)
        if near or re.match(r"\s(?:of\s)?\d", text[match.end() :]):
            continue
        word = match["what"].lower()
        if word.endswith(("treatment", "pill", "shot", "jab")) and not _names_treatment(text, match.end()):
            continue
        drug = drug_near(text, match.start(), match.end())
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


_STRENGTH = Gated(
    rf"(?<![\d.,/(-])(?P<n>{DIGITS})\s?%(?!\s?(?:CI|confidence|of\b|vs\b(?!\s[a-z])|\(?\d))",
    re.IGNORECASE,
)
_GIVEN_SO = Gated(
    r"\s?(?:\(?(?:once|twice|three times|b\.?i\.?d\b|daily|nightly)|gel\b|cream\b|ointment\b|"
    r"(?:ophthalmic )?solution\b|eye\b|drops\b|foam\b|lotion\b|/\s?[a-z])",
    re.IGNORECASE,
)
_WHERE = (
    r"(?:glaucoma|ocular|ophthalm|\beyes?\b|\biop\b|topical|creams?\b|gels?\b|ointment|solution|\bdrops\b|lotion|\bfoam|"
    r"fixed[\s-]combination|\bacne|\bscalp|\bsprays?\b)"
)
_APPLIED = Gated(_WHERE, re.IGNORECASE)
"""Where what is given has a strength in percent."""
_SALT = Gated(
    r"\s(?:maleate|tartrate|hydrochloride|hemihydrate|sodium|acetate|propionate|isopropyl|purite|tromethamine)$", re.I
)
_STRONGEST = 10


def _strengths(sentence: Sentence) -> Iterator[Found]:
    """The strength of a solution or cream: "timolol 0.5% twice daily", "0.005% latanoprost" in the eye."""
    text = sentence.text
    for match in islice(_STRENGTH.finditer(text), MANY):
        amount = value_of(match["n"])
        left = text[max(0, match.start() - 60) : match.start()].rstrip()
        left = left[: cut.start()] if (cut := _SALT.search(left)) else left
        said = _GIVEN_SO.match(text, match.end()) is not None
        applied = amount is not None and amount <= _STRONGEST and _APPLIED.search(text) is not None
        if amount is None or not (said or applied):
            continue
        drug = next((one.name for one in treatments(left) if one.end >= len(left) and one.kind != "placebo"), None)
        if drug is None and applied:
            right = text[match.end() : match.end() + 40]
            drug = next((one.name for one in treatments(right) if one.start <= 1 and one.kind != "placebo"), None)
        if drug is None:
            continue
        often = how_often(text, match.start(), match.end())
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
            confidence=0.85 if said else 0.75,
            qualifiers={"drug": drug},
        )


def read_field(field: Field) -> Iterator[Claim]:
    """Read the doses that the description of an arm or a treatment gives, if any."""
    yield from described(field, "dose")


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
    if often_a == often_b or _one_giving(a, b) is False:
        return Agreement("differ", f"{a.raw} is not {b.raw}")
    often = f"{a.raw} {often_a or ''} and {b.raw} {often_b or ''}".replace("  ", " ")
    return Agreement("not_comparable", f"{often}: other times of giving")


_PER_DAY = ("daily", "twice daily", "three times daily", "four times daily")
_PARTS = (2, 3, 4)


def _one_giving(a: Claim, b: Claim) -> bool | None:
    """False when two amounts of which one has no frequency cannot be a day's dose and a part of it."""
    told, bare = (a, b) if a.value.get("frequency") else (b, a)
    if bare.value.get("frequency") or not told.number or not bare.number:
        return None
    if told.value["frequency"] not in _PER_DAY:
        return False
    ratio = told.number / bare.number
    ratios = [ratio] if told.value["frequency"] == "daily" else [ratio, 1 / ratio]
    return None if any(abs(one - part) < Decimal("0.02") * part for one in ratios for part in _PARTS) else False


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
    Example("Participants took Zoltoxin 40 mg.", [_value(40, "mg")]),
    Example("The study tested Zoltoxin 40 mg.", [_value(40, "mg")]),
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
    Example("They took 850 mg of metformin 3 times/day.", [_value(850, "mg", None, "three times daily")]),
    Example("Adults received 50 mg of sitagliptin twice/day.", [_value(50, "mg", None, "twice daily")]),
    Example("The patients with glaucoma received latanoprost 0.005% in the evening.", [_value(0.005, "%")]),
    Example("The patients were randomised to 0.5% timolol maleate in the right eye.", [_value(0.5, "%")]),
    Example("A topical cream with mometasone 0.1% was tested.", [_value(0.1, "%")]),
    Example("Infants received 10 µg of vitamin D daily.", [_value(10, "ug", None, "daily")]),
    Example("Patients received 1,200 IU of vitamin D per day.", [_value(1200, "IU", None, "daily")]),
    Example("Children were given 15 mg/kg/day of ibuprofen.", [_value(15, "mg", "kg", "daily")]),
    Example("Patients received adalimumab 40 mg every other week.", [_value(40, "mg", None, "every 2 weeks")]),
    Example("Patients used the lamp for 20 minutes twice a day.", [_value(20, "minutes", None, "twice daily")]),
    Example("The device was to be worn once a day for 30 minutes.", [_value(30, "minutes", None, "daily")]),
    Example("The drug was administered at 35 mg.", [_value(35, "mg")]),
    Example("The dose of the drug was 35 mg.", [_value(35, "mg")]),
    Example("People in the active group received the syrup at 35 mg.", [_value(35, "mg")]),
    Example("Participants slept for seven hours a day."),
    Example("Patients spent 40 minutes a day in pain."),
    Example("LDL cholesterol fell to 70 mg/dL on the drug."),
    Example("Each tablet given contains 300 mg of sodium."),
    Example("Glucose was 126 mg/dL in the placebo group."),
    Example("Birth weight was 2500 g in the treated group."),
    Example("The 12 people given tablets recovered."),
    Example("Of children given the tablet 60% tolerated 600 mg of peanut protein."),
    Example("It was the single most important trial."),
)

TYPE = ClaimType(
    name="dose",
    description="Amount of a treatment and how often; kind single: only that it was given once. `max` is in "
    "the unit of the amount. Qualifiers: `drug`, `printed` (amount and unit as printed).",
    value=Dose,
    agreement="Equal amounts in the same unit, given as often; doses of two drugs, or in two kinds of unit, "
    "are not comparable, nor is an amount without a frequency that can be a part of a day's dose.",
    compare=compare,
    numeric=True,
    unit="mg for masses, else as printed (% of a solution); /kg, /m2, /kg/hour",
    kinds=("amount", "single"),
    cues=(
        rf"\d\s?%[^;]{{0,200}}?{_WHERE}",
        rf"{_WHERE}[^;]{{0,200}}?\d\s?%",
        r"\d\s?%\s?(?:\(?(?:once|twice|three|bid|b\.i|daily|nightly)|gel|cream|oint|soluti|ophth|eye|drop|foam|"
        r"lotion|/)",
        r"\d[\s-]?(?:mg|milligram|mcg|microgram|µg|μg|ug|g|gram|iu|international unit|units?|ml|millilit|gy|"
        r"puffs?|tablets?|capsules?|drops?)\b",
        r"\d[\s-]?(?:milligrams|micrograms|grams|international)",
        r"(?:minutes?|mins?|hours?) (?:at a time )?(?:once|twice|three|thrice|an? |per |each |every |daily|weekly)",
        r"(?:a day|per day|every day|each day|daily|a week|per week|weekly),? (?:for|in sessions of|over) ",
        r"(?:single|one-time|one-off)[\s-](?:[a-z]+[\s-])?(?:dose|infus|inject|shot|jab|treat|pill|admin)",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
