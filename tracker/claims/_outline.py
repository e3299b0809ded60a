"""What a whole text tells about its numbers: whether it reads like an abstract, and which counts add up."""

import re
from dataclasses import dataclass
from itertools import islice

from tracker.claims._gated import Gated
from tracker.claims._numbers import SPELLED, value_of

_LONGEST = 8000
"""Characters of a text that are looked at: abstracts are shorter, and the start of a long text says what it is."""
_FEW = 2
"""Words of method that make an abstract of a text in which nobody is said to speak."""
_INT = re.compile(r"(?<![\w.,·/-])(?:\d{1,3}(?:[,\u2009\u202f \u00a0]\d{3})+|\d{2,6})(?![\d%]|[.,·]\d)")
_TELLING = ("said", "says", "told", "according", "news", "press", "researchers", "“", '"')
"""Without any of these the expression before need not be tried."""
_SPELLED = Gated(SPELLED, re.IGNORECASE)
_METHODICAL = re.compile(
    r"\b(?:p\s?[<=>≤]\s?0?[.·]\d|n\s?=\s?\d|95\s?%\s?(?:ci|confidence)|mg/(?:m|kg)|iqr\b|hr\b|respectively\b|versus\b|"
    r"vs\.?\s|randomi[sz]ed|double-blind|median\b|baseline\b|(?:background|objectives?|purpose|aims?|methods?|results|"
    r"findings|conclusions?|setting|interpretation|design)\s?:)|±"
)
"""For lower-cased text."""
_TOLD = re.compile(
    r"\b(?:said|says|told|according to (?:a|dr)|news|press|researchers)\b|[“\"][A-Z][^”\"]{30}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A text as its numbers need it.

    It is `methodical` when it reads like an abstract; `sums` are counts that are the sum of two or three others, which
    are `parts`; `times`: how often each count is printed.
    """

    methodical: bool
    length: int
    sums: frozenset[int]
    parts: frozenset[int]
    times: dict[int, int]


def outline_of(text: str) -> Outline:
    """Look through a text (its first 8,000 characters); to be asked through `Sentence.document`."""
    shown = text[:_LONGEST]
    counts = _counts(shown)
    times: dict[int, int] = {}
    for one in counts:
        times[one] = times.get(one, 0) + 1
    sums, parts = _sums(counts, times)
    methodical = (
        len(text) < _LONGEST
        and sum(1 for _ in islice(_METHODICAL.finditer(shown.lower()), _FEW)) == _FEW
        and not _told(shown)
    )
    return Outline(methodical, len(text), frozenset(sums), frozenset(parts), times)


def _told(text: str) -> bool:
    """Whether somebody is said to speak, or the press is named."""
    low = text.lower()
    return any(word in low for word in _TELLING) and _TOLD.search(text) is not None


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
            groups: list[tuple[int, ...]] = [(first, second)]
            if next_at + 1 < len(counts):
                groups.append((first, second, counts[next_at + 1]))
            for group in groups:
                whole = sum(group)
                if whole in times and min(group) * 20 > whole:
                    sums.add(whole)
                    parts.update(group)
    return sums, parts
