"""What a whole text tells about its numbers: whether it reads like an abstract, what adds up, what arms are called."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from tracker.claims._arm_labels import which
from tracker.claims._gated import Gated
from tracker.claims._numbers import SPELLED, value_of

_LONGEST = 8000
"""Characters of a text that are looked at: abstracts are shorter, and the start of a long text says what it is."""
_FEW = 2
"""Words of method that make an abstract of a text in which nobody is said to speak."""
_INT = re.compile(r"(?<![\w.,·/-])(?:\d{1,3}(?:[,\u2009\u202f \u00a0]\d{3})+|\d{2,6})(?![\d%]|[.,·]\d)")
_SPELLED = Gated(SPELLED, re.IGNORECASE)
_METHODICAL = re.compile(
    r"\bp\s?[<=>≤]\s?0?[.·]\d|\b95\s?%\s?(?:CI|confidence)|\bn\s?=\s?\d|±|\b(?:background|objectives?|purpose|aims?|methods?|"
    r"results|findings|conclusions?|setting|interpretation|design)\s?:|\bmg/(?:m|kg)|\bIQR\b|\bHR\b|\brespectively\b|"
    r"\bversus\b|\bvs\.?\s|randomi[sz]ed|double-blind|\bmedian\b|\bbaseline\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:said|says|told|according to (?:a|dr)|news|press|researchers)\b|[“\"][A-Z][^”\"]{30}", re.IGNORECASE
)
_SIDES = re.compile(
    r"(?:^|\b(?:to|receive|of|comparing|between|by|with|either|compared|that|whether|receiving)\s|[.:;]\s)"
    r"(?P<a>(?:(?!(?:to|of|with|and|or)\s)[\w+/-]+\s){1,5})(?:\([^()]{1,40}\)\s)?"
    r"(?:versus|vs\.?|compared (?:with|to)|or|against|over|in comparison (?:with|to)|rather than)\s(?:to\s|the\s|a\s)*"
    r"(?P<b>[\w+/-]+(?:\s(?!(?:in|for|as|on|with|and|among)\s)[\w+/-]+){0,3})",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:effects?|efficacy|safety|impact|role|evaluation|use|addition|benefits?|effectiveness|trial|study) of\s"
    r"(?:adding\s|a\s|an\s|the\s)*(?P<a>[\w+/-]+(?:\s(?!(?:in|for|as|on|with|and|among|to)\s)[\w+/-]+){0,3})",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?P<long>(?:[\w/+-]+\s){1,6})[(\[](?P<short>[A-Za-z][A-Za-z0-9+/-]{0,9})(?:[;,:)\]])")
_LETTERED = re.compile(
    r"\b(?P<name>(?:group|arm|regimen)\s[A-Z0-9]{1,3})\b\s?(?:[(,:=]|was|received|were|consisted of)\s?"
    r"(?P<what>[^()]{2,80})"
    r"|(?P<what2>[^().;]{2,80})\((?P<name2>(?:group|arm|regimen)\s[A-Z0-9]{1,3})\b",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    "the a an of in on to for with or and versus vs compared group groups arm arms therapy treatment patients women "
    "men trial study effect effects efficacy safety randomized randomised receive received assigned either plus by as "
    "from at than once daily weekly adjuvant after before during into its their those this that were was is are two "
    "three weeks months years year day days breast cancer type".split()
)


@dataclass(frozen=True, slots=True)
class Document:
    """A text as its numbers need it: `methodical` (reads like an abstract), counts that are `sums` of two or three
    others or `parts` of one, how often each count is printed, and which arm a word or abbreviation names."""

    methodical: bool
    length: int
    sums: frozenset[int]
    parts: frozenset[int]
    times: dict[int, int]
    names: dict[str, str]


@lru_cache(maxsize=8)
def document_of(text: str) -> Document:
    """Look through a text (its first 8,000 characters)."""
    shown = text[:_LONGEST]
    counts = _counts(shown)
    times: dict[int, int] = {}
    for one in counts:
        times[one] = times.get(one, 0) + 1
    sums, parts = _sums(counts, times)
    methodical = (
        len(text) < _LONGEST
        and sum(1 for _ in islice(_METHODICAL.finditer(shown), _FEW)) == _FEW
        and not _TOLD.search(shown)
    )
    return Document(methodical, len(text), frozenset(sums), frozenset(parts), times, _names(shown))


def _counts(text: str) -> list[int]:
    """The whole numbers from ten on, years left out, in the order of the text."""
    found = [(m.start(), int(re.sub(r"\D", "", m.group()))) for m in islice(_INT.finditer(text), 200)]
    for match in islice(_SPELLED.finditer(text), 50):
        value = value_of(match.group(), whole=True)
        if value is not None and 10 <= value < 1_000_000:
            found.append((match.start(), int(value)))
    return [value for _, value in sorted(found) if not 1950 <= value < 2040]


def _sums(counts: list[int], times: dict[int, int]) -> tuple[set[int], set[int]]:
    """Counts that are the sum of two or three that stand close together, and those summands."""
    sums: set[int] = set()
    parts: set[int] = set()
    for at, first in enumerate(counts):
        for next_at in range(at + 1, min(at + 5, len(counts))):
            second = counts[next_at]
            groups = [(first, second)]
            if next_at + 1 < len(counts):
                groups.append((first, second, counts[next_at + 1]))
            for group in groups:
                whole = sum(group)
                if whole in times and min(group) * 20 > whole:
                    sums.add(whole)
                    parts.update(group)
    return sums, parts


def _names(text: str) -> dict[str, str]:
    """Words and abbreviations of the text that name the treatment or the control arm; what names both is left out."""
    names: dict[str, set[str]] = {}
    for match in _SIDES.finditer(text[:2500]):
        for words, side in ((match["a"].split()[-3:], "treatment"), (match["b"].split()[:3], "control")):
            for word in words:
                names.setdefault(word.lower(), set()).add(side)
    sides = {word: next(iter(side)) for word, side in names.items() if len(side) == 1 and _telling(word)}
    for match in _EFFECT.finditer(text[:1000]):
        for word in match["a"].lower().split():
            if word not in names and _telling(word):
                sides.setdefault(word, "treatment")
    for match in _SHORT.finditer(text):
        side = _side(" ".join(match["long"].split()[-max(2, len(match["short"])) :]), sides)
        if side and match["short"].lower() not in names:
            sides[match["short"].lower()] = side
    for match in _LETTERED.finditer(text):
        side = _side(match["what"] or match["what2"], sides)
        if side:
            sides.setdefault((match["name"] or match["name2"]).lower(), side)
    return sides


def _telling(word: str) -> bool:
    return word not in _PLAIN and (len(word) > 2 or word.isupper()) and not word[0].isdigit()


def _side(label: str, sides: dict[str, str]) -> str | None:
    named = which(label)
    if named:
        return named
    told = {sides[word] for word in label.lower().split() if word in sides}
    return told.pop() if len(told) == 1 else None
