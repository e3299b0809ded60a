"""The numbers of a sentence as candidates for a role, between the words that they stand among."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._numbers import SPELLED, value_of

_SPACES = "\u00a0\u2007\u2008\u2009\u202f "
_DIGITS = re.compile(
    rf"\d+(?:(?:,\d{{3}}(?!\d))+|(?:[{_SPACES}]\d{{3}}(?!\d|[.,]\d))+)?(?:[.·]\d+)*(?:\s?(?:million|billion)\b)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|[^\s\w]")
_SPELLED = Gated(SPELLED, re.IGNORECASE)
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

    Forms: `#` a whole number, `#y` a year, `#%` a percentage, `#1` one below ten; `#.`, one with decimals, counts nothing
    and is no candidate.
    """

    words: tuple[str, ...]
    candidates: tuple[Candidate, ...]


@lru_cache(maxsize=256)
def numbers_of(text: str) -> Numbers:
    """The words of a sentence and the numbers among them, at most MANY."""
    words: list[str] = []
    found: list[Candidate] = []
    low = text.lower()
    if len(low) != len(text):
        low = text
    at = 0
    for start, end, spelled in _spans(text):
        printed = text[start:end]
        value = value_of(printed, whole=True)
        whole = value is not None
        value = value if whole else value_of(printed)
        if value is None or start < at:
            continue
        words.extend(_WORD.findall(low, at, start))
        form = _form(text, printed, end, value, whole=whole)
        if form != "#.":
            found.append(Candidate(start, end, len(words), value, form, spelled))
        words.append(form)
        at = end
        if len(found) == MANY:
            break
    words.extend(_WORD.findall(low, at))
    return Numbers(tuple(words), tuple(found))


def _spans(text: str) -> list[tuple[int, int, bool]]:
    digits = [(*match.span(), False) for match in _DIGITS.finditer(text)]
    spelled = [(*match.span(), True) for match in _SPELLED.finditer(text)]
    return sorted(digits + spelled) if spelled else digits


def _form(text: str, printed: str, end: int, value: Decimal, *, whole: bool) -> str:
    following = text[end : end + 1]
    if following == "%" or (following and text[end : end + 9].lstrip(" -").startswith(("%", "percent", "per cent"))):
        return "#%"
    if not whole:
        return "#."
    if value < 10:
        return "#1"
    return "#y" if _YEAR.fullmatch(printed) else "#"
