"""What "that measure", "this outcome", "the same scale" refers to: the last outcome named before it.

For a type that reads one sentence at a time: `refers_back(sentence)` says whether a sentence takes its outcome from an
earlier one, and `resolved(text, claims)` fills the outcome of such claims in once a document has been read: hand it the
canonical text and the claims, and it returns them in order, those of `TYPES` without an outcome of their own completed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.claims._base import fold
from tracker.claims._gated import Gated
from tracker.claims._instruments import instrument_lexicon, measures_in
from tracker.records import Claim

TYPES = frozenset({"significance", "event_rate", "effect", "p_value", "ci"})
REACH = 800
"""Characters before a reference in which the outcome must be named."""

_BACK = Gated(
    r"\b(?:that|this|these|those|the same|the latter|the former|both|either)\s(?:key\s|main\s|primary\s|latter\s|"
    r"secondary\s|clinical\s|particular\s|single\s)?(?P<noun>measures?|outcomes?|end[\s-]?points?|scales?|scores?|"
    r"yardsticks?|metrics?|questionnaires?|ind(?:ex|ices)|tests?|markers?|goals?|target|benchmark|respect)\b"
    r"(?!\s(?:that|which|who|of|for|in (?:the|our|this)\s(?:trial|study)))",
    re.IGNORECASE,
)
_PRIMARY = Gated(
    r"\b(?:primary|main|principal)\s(?:\w+\s)?(?:outcome|end[\s-]?point|goal|measure)s?(?:\smeasures?)?\b",
    re.IGNORECASE,
)
_MODIFIERS = re.compile(
    r"(?:(?:mean|total|overall|daily|body|blood|chronic|acute|joint|back|knee|hip|severe|systolic|diastolic|sleep|"
    r"somatic|physical|mental|cognitive|depressive|muscle|kidney|lung|heart|liver|walking|quality of)\s)+$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:symptoms?|scores?|severity|intensity|function|quality|rates?|levels?|duration|control|pressure|density|"
    r"failure|disease|attacks?|capacity|performance|strength)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """An outcome named at [start, end) of a text; `outcome` is its folded phrase."""

    start: int
    end: int
    outcome: str


def refers_back(text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The words of text[start:end] that point at an outcome named before ("on that measure"), or None."""
    return _BACK.search(text, start, len(text) if end is None else end)


def named_in(text: str, start: int, end: int) -> Iterator[Named]:
    """Yield the outcomes that text[start:end] names: instruments, endpoints, known domains, "the primary outcome"."""
    part = text[start:end]
    taken: list[tuple[int, int]] = []
    for low, high, _ in measures_in(part):
        taken.append((low, high))
    for _, pattern, broad in instrument_lexicon().concepts:
        if broad:
            continue
        for match in pattern.finditer(part.lower()):
            taken.append(_phrase(part, match.start(), match.end()))
    taken += [match.span() for match in _PRIMARY.finditer(part)]
    last = -1
    for low, high in sorted(taken, key=lambda span: (span[0], -span[1])):
        if low >= last and not _BACK.search(part, max(0, low - 12), high):
            last = high
            yield Named(start + low, start + high, fold(part[low:high]))


def _phrase(text: str, start: int, end: int) -> tuple[int, int]:
    """The noun phrase around a word that names a domain."""
    while end < len(text) and (text[end].isalnum() or text[end] == "-"):
        end += 1
    tail = _TAIL.match(text, end)
    left = _MODIFIERS.search(text[max(0, start - 40) : start])
    return start - len(left.group()) if left else start, tail.end() if tail else end


def antecedent(text: str, position: int) -> Named | None:
    """The last outcome named in the `REACH` characters before `position`, the primary one by its name if it has one.

    When the nearest is only "the primary outcome", the outcome named beside it in the same sentence says what that is.
    """
    found = list(named_in(text, max(0, position - REACH), position))
    if not found:
        return None
    last = found[-1]
    if _PRIMARY.search(last.outcome):
        beside = [one for one in found[:-1] if _same_sentence(text, one.end, last.start)]
        return beside[-1] if beside else last
    return last


def _same_sentence(text: str, low: int, high: int) -> bool:
    return re.search(r"[.!?]\s", text[low:high]) is None


def resolved(text: str, claims: Iterable[Claim], types: frozenset[str] = TYPES) -> Sequence[Claim]:
    """`claims` of `text` with the outcome of those that only point at one filled in.

    A claim is completed when its type is one of `types`, it has no outcome (or one that is only a pointing word), and
    its sentence refers back before or at it. Its qualifier `outcome_at` is [start, end) of the naming words.
    """
    return [_completed(text, one) if one.type in types else one for one in claims]


def _completed(text: str, claim: Claim) -> Claim:
    if claim.start is None or claim.context_start is None:
        return claim
    if claim.outcome and not _BACK.search(f"the {claim.outcome}") and not _BACK.search(claim.outcome):
        return claim
    back = refers_back(text, claim.context_start, claim.context_end)
    if back is None:
        return claim
    named = antecedent(text, back.start())
    if named is None:
        return claim
    at = {"outcome_at": [named.start, named.end]}
    return claim.model_copy(update={"outcome": named.outcome, "qualifiers": {**claim.qualifiers, **at}})
