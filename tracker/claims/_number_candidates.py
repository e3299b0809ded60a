"""The numbers of a sentence as candidates for a role, between the words that they stand among."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import SPELLED, value_of

_SPACES = "\u00a0\u2007\u2008\u2009\u202f "
_DIGITS = re.compile(
    rf"\d+(?:(?:,\d{{3}}(?!\d))+|(?:[{_SPACES}]\d{{3}}(?!\d|[.,]\d))+)?(?:[.·]\d+)*(?:\s?(?:million|billion)\b)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|[^\s\w]")
_SPELLED = Gated(SPELLED, re.IGNORECASE)
_MEASURED = re.compile(
    r"[\s-]{0,2}(?:(?:m|k|µ|μ|mc|n)?g|m[lL]|mm(?:ol|Hg)?|cm|IU|Gy|cGy|mU|kcal|min(?:utes?)?|h|hours?|days?|weeks?|months?|"
    r"years?|yrs?|cycles?|courses?|fractions?|times|points?|doses|sessions?|kg|mmol|degrees|fold)\b|"
    r"\s?%\s?(?:CI|confidence)|\s?[-–]\s?\d",
)
"""What follows a measure or a range, not a count or a share."""
_DATED = re.compile(
    r"(?:\b(?:in|since|from|to|and|between|until|by|of|through|during|early|late|mid|Jan(?:uary)?|Feb(?:ruary)?|"
    r"Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|"
    r"spring|summer|autumn|winter)|,|\d)\s?$|[-/–]$",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"[\s-]?(?:%|per\s?cent)|(?:,?\s?(?:,|and|vs\.?|versus|or|v)\s?\d+(?:[.·]\d+)?){1,3}\s?(?:%|per\s?cent)",
    re.IGNORECASE,
)
"""A per cent sign, or one that stands behind the last of a list."""
_COUNTED = re.compile(rf"\s(?:[^\W\d_][\w-]*\s){{0,3}}{PEOPLE}\b")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number at [start, end) of a sentence, `token` being its place among the words; `form` as in `Numbers`."""

    start: int
    end: int
    token: int
    value: Decimal
    form: str
    spelled: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """The lower-cased words and signs of a sentence, numbers replaced by their form, and its candidates in order.

    `printed` are the same words as they stand.

    Forms: `#` a whole number, `#y` a year, `#%` a percentage, `#1` one below ten; `#.`, one with decimals, counts
    nothing and is no candidate; neither are measures, ends of ranges and years.
    """

    words: tuple[str, ...]
    printed: tuple[str, ...]
    candidates: tuple[Candidate, ...]


@lru_cache(maxsize=256)
def numbers_of(text: str) -> Numbers:
    """The words of a sentence and the numbers among them, at most MANY."""
    printed: list[str] = []
    found: list[Candidate] = []
    at = 0
    for start, end, spelled in _spans(text):
        number = text[start:end]
        value = value_of(number, whole=True)
        whole = value is not None
        value = value if whole else value_of(number)
        if value is None or start < at:
            continue
        printed.extend(_WORD.findall(text, at, start))
        form = _form(text, number, end, value, whole=whole)
        if form != "#." and not _MEASURED.match(text, end) and not (form == "#y" and _dated(text, start, end)):
            found.append(Candidate(start, end, len(printed), value, form, spelled))
        printed.append(form)
        at = end
        if len(found) == MANY:
            break
    printed.extend(_WORD.findall(text, at))
    return Numbers(tuple(map(str.lower, printed)), tuple(printed), tuple(found))


def _spans(text: str) -> list[tuple[int, int, bool]]:
    digits = [(*match.span(), False) for match in _DIGITS.finditer(text)]
    spelled = [(*match.span(), True) for match in _SPELLED.finditer(text)]
    return sorted(digits + spelled) if spelled else digits


def _dated(text: str, start: int, end: int) -> bool:
    """Whether what looks like a year is one: a word of time or a month before it, and no word for people behind it."""
    return bool(_DATED.search(text, max(0, start - 12), start)) and not _COUNTED.match(text, end)


def _form(text: str, printed: str, end: int, value: Decimal, *, whole: bool) -> str:
    if _PERCENT.match(text, end):
        return "#%"
    if not whole:
        return "#."
    if value < 10:
        return "#1"
    return "#y" if _YEAR.fullmatch(printed) else "#"
