"""Registration numbers as they are printed: broken by blanks, soft hyphens and line ends, letters for digits."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.claims._gated import Gated
from tracker.claims._schemes import MISTAKES, SCHEMES, digits

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_DOI = Gated(r"\b10\.\d{4,9}/(?!ISRCTN\d)[^\s;,<>\"]+", re.IGNORECASE)
_SHORTEST_TAIL = 3


@dataclass(frozen=True, slots=True)
class Number:
    """A number at [start, end) of a text; of scheme "malformed" when it is misprinted (see `qualifiers`)."""

    start: int
    end: int
    scheme: str
    value: str
    confidence: float
    qualifiers: dict[str, Any] = field(default_factory=dict)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """`text` with every dash as "-", plain digits and blanks and nothing invisible, and where each character stood."""
    if text.isascii():
        return text, range(len(text))
    kept = [(_plain(char), place) for place, char in enumerate(text) if char not in _INVISIBLE]
    return "".join(char for char, _ in kept), [place for _, place in kept]


def _plain(char: str) -> str:
    if char < "\u0080":
        return char
    if unicodedata.category(char) == "Pd" or char == "\u2212":
        return "-"
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def numbers(text: str, beside: str = "") -> Iterator[Number]:
    """Yield every registration number of `text` in order, misprints too.

    A number that is one only in the right surroundings (NL123) needs them in `text` or in `beside`. Nothing is read
    inside a DOI, but in that of an ISRCTN entry.
    """
    folded, places = fold(text)
    taken = [match.span() for match in _DOI.finditer(folded)]
    found = sorted([*_registered(folded, beside, taken), *_misprinted(folded, taken)], key=lambda one: one.start)
    for one in found:
        yield Number(places[one.start], places[one.end - 1] + 1, one.scheme, one.value, one.confidence, one.qualifiers)


def _registered(text: str, beside: str, taken: list[tuple[int, int]]) -> Iterator[Number]:
    for scheme in SCHEMES:
        for match in scheme.pattern.finditer(text):
            if scheme.near and not scheme.near.search(f"{text}\n{beside}"):
                continue
            if not _take(match, taken, free=_is_one_number(text, match)):
                continue
            country = match.groupdict().get("country")
            told = {"country": country} if country else {}
            confidence = min(scheme.confidence, 0.7) if re.search("[A-Za-z]", _run(match)) else scheme.confidence
            yield Number(*match.span(), scheme.name, scheme.canonical(match), confidence, told)


def _misprinted(text: str, taken: list[tuple[int, int]]) -> Iterator[Number]:
    for mistake in MISTAKES:
        for match in mistake.pattern.finditer(text):
            if not _take(match, taken, free=_is_one_number(text, match)):
                continue
            suggested = mistake.suggests(match)
            told = {"suggests_scheme": mistake.scheme} | ({"suggests": suggested} if suggested else {})
            yield Number(*match.span(), "malformed", "".join(match.group().split()).upper(), 0.4, told)


def _take(match: re.Match[str], taken: list[tuple[int, int]], *, free: bool) -> bool:
    """Whether `match` stands clear of what was read before; it is then taken."""
    start, end = match.span()
    if not free or any(start < b and a < end for a, b in taken):
        return False
    taken.append((start, end))
    return True


def _run(match: re.Match[str]) -> str:
    return match.groupdict().get("id") or ""


def _is_one_number(text: str, match: re.Match[str]) -> bool:
    """Whether a run of digits is surely one number: no word or count beside it was drawn in.

    Parts after a blank have at least three digits or are all of one size ("01 20 81 94"); a letter read as a digit
    touches digits, letters are a minority, and no word goes on after them.
    """
    run = _run(match)
    parts = [part for part in re.split(r"[\s-]+", run) if part]
    even = len({len(part) for part in parts}) == 1 and len(parts[0]) > 1 if parts else True
    if len(parts) > 1 and len(parts[-1]) < _SHORTEST_TAIL and not even:
        return False
    letters = sum(char.isalpha() for char in run)
    if not letters:
        return True
    goes_on = text[match.end("id") : match.end("id") + 1].isalnum()
    alone = any(not re.search(r"\d", part) for part in parts)
    return not goes_on and not alone and letters * 2 < len(digits(run))
