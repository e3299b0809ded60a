"""Lengths of time as printed, in days. A month is 365.25 / 12 days, a year 365.25 (Julian year, IAU)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracker.claims._gated import Gated
from tracker.claims._numbers import HEDGE, NUMBER, hedge_kind, read, value_of

UNIT_DAYS: dict[str, Decimal] = {
    "minutes": Decimal(1) / 1440,
    "hours": Decimal(1) / 24,
    "days": Decimal(1),
    "weeks": Decimal(7),
    "months": Decimal("365.25") / 12,
    "years": Decimal("365.25"),
}
_UNITS = {
    "min": "minutes",
    "hou": "hours",
    "hr": "hours",
    "day": "days",
    "wee": "weeks",
    "wk": "weeks",
    "mon": "months",
    "mth": "months",
    "yea": "years",
    "yr": "years",
}
UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?)"
LENGTH = (
    rf"(?<!\w)(?:(?P<hedge>(?!over\s){HEDGE})\s+)?(?P<one>{NUMBER}|\b(?:a|an|one full|a full)(?=\s))"
    rf"(?:-?\s?(?:-|–|to|or)\s?(?P<two>\d+|{NUMBER}))?[\s-]{{1,2}}(?:full\s|whole\s|long\s)?(?P<unit>{UNIT})\b"
)
_LENGTH = Gated(LENGTH, re.IGNORECASE)
_POINT = Gated(
    rf"\b(?:at|by|on|after|through|until|within)\s+(?:the\s+)?(?:(?P<after>{UNIT})\s(?P<n>{NUMBER})|"
    rf"(?P<m>{NUMBER})[\s-](?P<unit>{UNIT}))\b|\b(?P<m2>{NUMBER})[\s-](?P<unit2>{UNIT})\s(?:after|later|into)\b",
    re.IGNORECASE,
)


_WINDOW = Gated(
    rf"\b(?:(?:from|between)\s)?(?P<unit>{UNIT})\s(?P<one>{NUMBER})\s?(?:to|and|through|until|-|–)\s?"
    rf"(?:{UNIT}\s)?(?P<two>{NUMBER})\b",
    re.IGNORECASE,
)


def unit_named(printed: str) -> str:
    """The unit (plural, as in UNIT_DAYS) that a printed word means; raises ValueError for another word."""
    word = printed.lower()
    for prefix, unit in _UNITS.items():
        if word.startswith(prefix):
            return unit
    raise ValueError(f"'{printed}' is no unit of time")


@dataclass(frozen=True, slots=True)
class Length:
    """A printed length of time at [start, end): days (low..high; None: open), and the printed unit."""

    start: int
    end: int
    days: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str
    hedged: bool


def lengths(text: str) -> Iterator[Length]:
    """Yield every length of time in `text`: "four weeks", "12-month", "4-6 weeks", "nearly a year"."""
    for match in _LENGTH.finditer(text):
        length = _length(match)
        if length is not None:
            yield length


def _length(match: re.Match[str]) -> Length | None:
    unit = unit_named(match["unit"])
    word = match["one"].lower()
    article = word in {"a", "an", "one full", "a full"}
    one = read("1" if article else word, match["hedge"])
    if one is None:
        return None
    size = UNIT_DAYS[unit]
    high = one.high
    value = one.value
    if match["two"]:
        two = value_of(match["two"])
        if two is None or two < one.value:
            return None
        value = high = two
    start = match.start("one") if hedge_kind(match["hedge"]) is None else match.start("hedge")
    low = one.low
    return Length(
        start,
        match.end(),
        value * size,
        low * size if low is not None else None,
        high * size if high is not None else None,
        unit,
        one.hedged,
    )


def whole_days(days: Decimal) -> int | float:
    """Days as a value of a claim: rounded to a whole day from one day up, to two digits below."""
    return int(days.to_integral_value()) if days >= 1 else float(round(days, 2))


def window_near(text: str, position: int, reach: int = 120) -> tuple[Decimal, Decimal] | None:
    """The window of time ("from week 9 to week 24", "weeks 9-24") nearest to `position`, in days, or None.

    "Weeks 4 and 8" are two points in time; "between week 4 and week 8" is a window.
    """
    best: tuple[int, Decimal, Decimal] | None = None
    for match in _WINDOW.finditer(text, max(0, position - reach), min(len(text), position + reach)):
        one, two = value_of(match["one"]), value_of(match["two"])
        listed = " and " in match.group() and not match.group().lower().startswith("between")
        if one is None or two is None or one >= two or listed:
            continue
        distance = min(abs(match.start() - position), abs(match.end() - position))
        if best is None or distance < best[0]:
            size = UNIT_DAYS[unit_named(match["unit"])]
            best = distance, one * size, two * size
    return best[1:] if best else None


def timepoint_near(text: str, position: int, reach: int = 120) -> Decimal | None:
    """The time point ("at day 28", "after six months") nearest to `position`, in days, or None."""
    best: tuple[int, Decimal] | None = None
    for match in _POINT.finditer(text, max(0, position - reach), min(len(text), position + reach)):
        printed = match["n"] or match["m"] or match["m2"]
        unit = match["after"] or match["unit"] or match["unit2"]
        value = value_of(printed)
        if value is None:
            continue
        distance = min(abs(match.start() - position), abs(match.end() - position))
        if best is None or distance < best[0]:
            best = distance, value * UNIT_DAYS[unit_named(unit)]
    return best[1] if best else None
