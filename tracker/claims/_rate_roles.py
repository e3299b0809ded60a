"""Rates of arms that the model of number roles finds, or judges better than the layout, in texts like abstracts."""

from collections.abc import Sequence

from tracker.claims._base import Sentence
from tracker.claims._count_roles import readable
from tracker.claims._number_roles import Role, roles
from tracker.claims._rate_runs import Placed

ADD, DROP = 0.6, 0.1
"""Likeliness from which a share is an arm's, and below which it is none."""
BY_MODEL = "number roles"


def judged(sentence: Sentence, spans: Sequence[tuple[int, int]], ruled: dict[int, Placed]) -> dict[int, Placed]:
    """The arms of the figures of a sentence: those of the layout, as the model mends them."""
    if not spans or not readable(sentence):
        return ruled
    known = roles(sentence)
    found: dict[int, Placed] = {}
    for start, end in spans:
        role = next((one for one in known if start <= one.number.start < end), None)
        placed = _judged(role, ruled.get(start)) if role else ruled.get(start)
        if placed is not None:
            found[start] = placed
    return found


def _judged(role: Role, ruled: Placed | None) -> Placed | None:
    share = role.share("rate")
    if ruled is None:
        return Placed("treatment" if role.treatment >= 0.5 else "control", BY_MODEL) if share >= ADD else None
    return ruled if share >= DROP else None
