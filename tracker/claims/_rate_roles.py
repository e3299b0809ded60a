"""Rates of arms that the model of number roles finds, or judges better than the layout, in texts like abstracts."""

from collections.abc import Iterator, Sequence

from tracker.claims._arm_mentions import Span
from tracker.claims._base import Sentence
from tracker.claims._count_roles import readable
from tracker.claims._number_roles import SHARES, Role, roles
from tracker.claims._rate_runs import Placed

ADD, DROP = 0.6, 0.1
"""Likeliness from which a share is an arm's, and below which it is none."""
BY_MODEL = "number roles"


def judged(sentence: Sentence, spans: Sequence[Span], ruled: dict[int, Placed]) -> dict[int, Placed]:
    """The arms of the figures of a sentence: those of the layout the model does not rule out, and those it adds."""
    if not spans or not readable(sentence):
        return ruled
    read = roles(sentence, SHARES)
    known = [next((r for r in read if start <= r.number.start < end), None) for start, end in spans]
    found = {
        start: ruled[start]
        for (start, _), role in zip(spans, known, strict=True)
        if start in ruled and (role is None or role.share("rate") >= DROP)
    }
    free = [
        (start, role) for (start, _), role in zip(spans, known, strict=True) if start not in ruled and role is not None
    ]
    for (one, a), (two, b) in _pairs(free):
        found |= {one: _placed(a), two: _placed(b)}
    return found


def _pairs(free: Sequence[tuple[int, Role]]) -> Iterator[tuple[tuple[int, Role], tuple[int, Role]]]:
    """Neighbours that are likely rates, one of each arm: a figure alone says too little of whose it is."""
    at = 0
    while at + 1 < len(free):
        one, two = free[at], free[at + 1]
        both = min(one[1].share("rate"), two[1].share("rate")) >= ADD
        if both and (one[1].treatment >= 0.5) != (two[1].treatment >= 0.5):
            yield one, two
            at += 2
        else:
            at += 1


def _placed(role: Role) -> Placed:
    return Placed("treatment" if role.treatment >= 0.5 else "control", BY_MODEL)
