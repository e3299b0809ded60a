"""Time points of outcomes and time frames, in days: "Week 12", "baseline to month 6", "weeks 4, 8 and 12"."""

import re
from decimal import Decimal

from tracker.claims._gated import Gated
from tracker.claims._numbers import NUMBER, value_of
from tracker.claims._time import UNIT, UNIT_DAYS, unit_named

_SHORT = {"h": "hours", "mo": "months", "mos": "months", "d": "days", "wk": "weeks"}
_UNIT = rf"(?:{UNIT}|(?<=\d\s)(?-i:mos?|h|wk)|(?<=\d)(?-i:mos?|h|wk))"
_NUMBERS = rf"{NUMBER}(?:(?:,\s?(?:and\s|or\s)?|\s(?:and|or|to|through)\s|\s?[&/]\s?){NUMBER}){{0,8}}"
_POINT = Gated(
    rf"\b(?P<unit1>{UNIT})[\s-]?(?P<n1>{_NUMBERS})|(?<![\w.])(?P<n2>{_NUMBERS})[\s-]{{0,2}}(?P<unit2>{_UNIT})\b",
    re.IGNORECASE,
)
_ONE = Gated(NUMBER, re.IGNORECASE)
_TOLERATED = Gated(rf"\(?\s?(?:\+\s?/\s?[-–−]|±|plus or minus)\s?{NUMBER}\s?(?:{UNIT})?\s?\)?", re.IGNORECASE)
_OF_AGE_RIGHT = Gated(
    r"(?:['’]?\s?(?:of\s)?(?:gestation\w*|pregnan\w*|postmenstrual|post-menstrual|corrected age|life expectancy)|"
    r"[\s-]of[\s-]age\b|[\s-]olds?\b|\sand (?:older|over|above|younger)|\s(?:postmenstrual|gestational)\b)",
    re.IGNORECASE,
)
_OF_AGE_LEFT = Gated(
    r"\b(?:aged?(?:\sof|\sbetween|\sat)?|older than|younger than|over the age of|under the age of|ages|every|each)\s$",
    re.IGNORECASE,
)
_RATE_RIGHT = Gated(r"\s?(?:a|per|each|every)\s(?:day|week|month|year)\b", re.IGNORECASE)
"""Hours a week are an amount."""


def points(text: str) -> list[Decimal]:
    """Every time point or length in `text` in days, in order, without repeats; ages and pregnancies are none."""
    text = _TOLERATED.sub(" ", text)
    found: dict[Decimal, None] = {}
    for match in _POINT.finditer(text):
        if _OF_AGE_RIGHT.match(text, match.end()) or _OF_AGE_LEFT.search(
            text[max(0, match.start() - 24) : match.start()]
        ):
            continue
        if _RATE_RIGHT.match(text, match.end()):
            continue
        printed = match["unit1"] or match["unit2"]
        size = UNIT_DAYS[_SHORT.get(printed) or unit_named(printed)]
        for one in _ONE.finditer(match["n1"] or match["n2"]):
            value = value_of(one.group())
            if value is not None:
                found[value * size] = None
    return list(found)


_POINT_RANGE = Gated(
    rf"\b(?P<unit>{UNIT})\s\d+\s?(?:to|through|until|-|–)\s?(?:(?:{UNIT})\s)?(?P<last>\d+)", re.IGNORECASE
)
_FROM_TO = re.compile(r"\bfrom\b[^;]*\bto\b|\d\s?(?:to|-|–)\s", re.IGNORECASE)


def one_point(text: str) -> Decimal | None:
    """The time point that `text` states, in days: the only one, or the end of "day 0 to day 60"; else None.

    "Weeks 1 to 12" ends at week 12; a list of points ("weeks 4, 8 and 12") is none.
    """
    found = points(_POINT_RANGE.sub(r"\g<unit> \g<last>", text))
    if len(found) == 1:
        return found[0]
    if len(found) == 2 and (min(found) <= 1 or _FROM_TO.search(text)):
        return max(found)
    return None


TOLERANCE = Decimal("0.1")
"""Share by which two time points may differ and still be one (24 weeks, six months; 12 months, 52 weeks)."""


def same_time(a: Decimal, b: Decimal) -> bool:
    """Whether two time points in days are one: a day apart, or a tenth."""
    return abs(a - b) <= max(Decimal(1), TOLERANCE * max(a, b))
