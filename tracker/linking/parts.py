"""Which parts of a page that tells of two trials are about which of them, so that each is held to its own facts.

A sentence belongs to the trial of which it gives something that the other has not: its name, a number, its countries.
The sentences after it in the same paragraph follow it, until one gives something of the other trial, of both, or speaks
of both. What belongs to neither is held against neither.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from tracker.claims._splitter import spans
from tracker.linking._base import DraftLink, Spans, Trial
from tracker.linking.documents import NAMED_SCORE, SEVERAL_SCORE
from tracker.linking.facts import Facts
from tracker.linking.prints import country_lists, numbers
from tracker.linking.words import Terms, acronyms_in, words
from tracker.records import LinkState

OTHER_PARTS = "but tells of another trial too, in other parts"

_OF_BOTH = re.compile(
    r"\b(?:both|either|neither|each of the (?:two )?(?:trials|studies)|(?:the|these|those|across|of|in) two (?:\w+ )?"
    r"(?:trials|studies)|together|pooled|combined|respectively)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:first|second|third|other|another|latter|former|earlier|previous) (?:trial|study)\b", re.IGNORECASE
)
"""Who speaks so turns to one of two; which, only a mark can say."""
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def parts_of(text: str, one: Facts, other: Facts) -> tuple[Spans, Spans]:
    """The stretches [start, end) of the text that are about each of the two trials, in order."""
    names = Terms(one.acronyms | other.acronyms)
    found: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    owner, last = None, 0
    for start, end in spans(text):
        said = text[start:end]
        marks = [_marked(said, names, mine, theirs) for mine, theirs in ((one, other), (other, one))]
        if _OF_BOTH.search(said) or all(marks):
            owner = None
        elif any(marks):
            owner = marks.index(True)
        elif _PARAGRAPH.search(text, last, start) or _TURNS.search(said):
            owner = None
        if owner is not None:
            _append(found[owner], start, end, text)
        last = end
    return tuple(found[0]), tuple(found[1])


def _marked(said: str, names: Terms, mine: Facts, theirs: Facts) -> bool:
    """Whether a sentence gives something of one trial that the other has not."""
    if acronyms_in(said, names).known & (mine.acronyms - theirs.acronyms):
        return True
    if numbers(said) & (_numbers(mine) - _numbers(theirs)):
        return True
    return any(set(run) <= mine.places and not set(run) <= theirs.places for run in country_lists(said))


def _numbers(trial: Facts) -> Set[object]:
    return trial.people() | trial.arms | trial.rates | trial.figures | trial.decimals


def _append(held: list[tuple[int, int]], start: int, end: int, text: str) -> None:
    """Add a sentence, as one stretch with the one before it when only white space lies between."""
    if held and not text[held[-1][1] : start].strip():
        held[-1] = (held[-1][0], end)
    else:
        held.append((start, end))


def told_apart(
    links: Sequence[DraftLink], facts: Mapping[str, Facts], text: str, accept_at: float
) -> tuple[DraftLink, ...]:
    """The two links of a page that gives the numbers of two trials, each with its own parts; as they were without.

    `facts` are those of the two trials, by trial id. Where a number stands is a mark of its trial.
    """
    one, other = links
    known = [_numbered(facts[link.trial.id], link.trial) for link in links]
    parts = parts_of(text, *known)
    if not all(parts):
        return one, other
    told = []
    for link, own in zip(links, parts, strict=True):
        score = round(link.score / SEVERAL_SCORE * NAMED_SCORE, 3)
        state: LinkState = "accepted" if score >= accept_at else "proposed"
        evidence = (*link.evidence, OTHER_PARTS)
        told.append(replace(link, score=score, state=state, evidence=evidence, parts=own))
    return tuple(told)


def _numbered(facts: Facts, trial: Trial) -> Facts:
    numbers = {" ".join(words(value)) for _, value in trial.identifiers}
    return replace(facts, acronyms=facts.acronyms | numbers)


def within(parts: Spans, start: int | None) -> bool:
    """Whether a claim that begins there counts: anywhere when the page is not in parts."""
    return not parts or (start is not None and any(low <= start < high for low, high in parts))
