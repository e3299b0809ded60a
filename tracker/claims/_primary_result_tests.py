"""Which way the test in a sentence points: words, p-values, intervals against the null of their kind."""

import re
from collections.abc import Mapping
from typing import Protocol

from tracker.claims import _primary_result_words as words
from tracker.claims._base import fold
from tracker.claims._p_values import CRITERION, P_VALUE, p_says


class Named(Protocol):
    """An outcome by its names (`_primary_result.Name`)."""

    @property
    def phrases(self) -> frozenset[str]:
        """Phrases any of which names it."""
        ...


def tested(text: str, name: Named | None, short: Mapping[str, str]) -> int:
    """1 when the test of `name` in `text` (or the first one of all) shows a difference, -1 when not, 0 for no test."""
    if name is None:
        return _sign(text)
    places = endpoints(text, name, short)
    own = next((start for start, _, mine in places if mine), None)
    if own is None:
        return _sign(text)
    following = min((start for start, _, mine in places if not mine and start > own), default=len(text))
    before = max((end for _, end, mine in places if not mine and end <= own), default=0)
    return _sign(text[max(before, own - 120) : following]) or _sign(text[own:])


def endpoints(text: str, name: Named, short: Mapping[str, str]) -> list[tuple[int, int, bool]]:
    """(start, end, whether it is `name`) of the endpoints that a sentence names, in order."""
    found: list[tuple[int, int, bool]] = []
    for phrase in sorted(name.phrases, key=len, reverse=True):
        for match in re.finditer(rf"\b{re.escape(phrase).replace(chr(92) + ' ', '[ -]')}s?\b", text, re.IGNORECASE):
            _add(found, match, mine=True)
    for match in words.ENDPOINT.finditer(text):
        if fold(match.group()) not in words.ALONE:
            _add(found, match, mine=False)
    for abbreviation, long in short.items():
        if any(part in long for part in words.OTHER_LONG):
            for match in re.finditer(rf"\b{re.escape(abbreviation)}\b", text):
                _add(found, match, mine=False)
    return sorted(found)


def _add(found: list[tuple[int, int, bool]], match: re.Match[str], *, mine: bool) -> None:
    if not any(start < match.end() and match.start() < end for start, end, _ in found):
        found.append((match.start(), match.end(), mine))


def _sign(text: str) -> int:
    if words.NOT_DIFFERENT.search(text):
        return -1
    return by_p_value(text) or by_interval(text) or (1 if words.SIGNIFICANT.search(text) else 0)


def by_p_value(text: str) -> int:
    """What the first p-value of a difference says at the two-sided level of 0.05."""
    for match in P_VALUE.finditer(text):
        near = text[max(0, match.start() - 60) : match.end() + 40]
        if CRITERION.search(near) or words.OTHER_TEST.search(text, max(0, match.start() - 25), match.end() + 25):
            continue
        said = p_says(match)
        if said is not None:
            return 1 if said == "yes" else -1
    return 0


def by_interval(text: str) -> int:
    """Whether the first interval of a ratio leaves out 1, or that of a difference 0."""
    for match in words.INTERVAL.finditer(text):
        low, high = _end(match["a"]), _end(match["b"])
        if high < low:
            continue
        left = text[max(0, match.start() - 90) : match.start()]
        if words.RATIO.search(left) and low > 0:
            return 1 if low > 1 or high < 1 else -1
        if words.DIFFERENCE.search(left[-60:]):
            return 1 if low > 0 or high < 0 else -1
    return 0


def _end(printed: str) -> float:
    return float(printed.replace("·", ".").replace("−", "-").replace("–", "-").lstrip("+"))
