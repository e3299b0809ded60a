"""Arm sizes against the numbers of people that a registry entry gives of its groups."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from tracker.checks._arms import whole
from tracker.checks._base import Held, Witness
from tracker.claims._base import fold

ASSIGNED = re.compile(r"\b(?:randomi[sz]\w+|assigned|allocated|split|divided)\b", re.IGNORECASE)
FEWER = re.compile(
    r"\b(?:analy[sz]\w+|completed|completers?|finished|protocol|evaluable|assessable|included in|remained|stayed|"
    r"data from|follow-?up|cohort|phase|period|extension|sub-?group)\b",
    re.IGNORECASE,
)
"""Words by which the people of a sentence may be fewer than the arm."""
MOST_GROUPS = 8


def groups_of(witness: Witness) -> dict[str, Held]:
    """How many began in each group of a registry entry's participant flow, by the group's folded name.

    Empty unless there are at least two groups, all with a number; of several periods the first counts.
    """
    began: dict[str, Held] = {}
    for held in witness.of("sample_size"):
        number = whole(held)
        if held.claim.kind == "started" and held.claim.arm and number:
            began.setdefault(fold(held.claim.arm), held)
    return began if 2 <= len(began) <= MOST_GROUPS else {}


def stages_of(witness: Witness) -> list[dict[str, int]]:
    """How many people each group had at every stage that the entry tells: began and ended a period, were analysed."""
    stages: dict[object, dict[str, int]] = defaultdict(dict)
    for held in witness.of("sample_size", "arm_size"):
        told, number = held.claim.qualifiers, whole(held)
        if held.claim.type == "sample_size":
            key, name = (held.claim.kind, told.get("period")), held.claim.arm
        else:
            key, name = (told.get("outcome"), told.get("time_frame")), str(told.get("label") or held.claim.arm or "")
        if number and name and held.claim.path is not None:
            stages[key].setdefault(fold(name), number)
    return [groups for groups in stages.values() if len(groups) <= MOST_GROUPS]


def _together(sizes: tuple[int, int], groups: Sequence[int]) -> bool:
    """Whether two counts are those of two groups, or of two lots of groups: a story may put two doses into one arm."""
    for size in range(1, len(groups)):
        for some in combinations(range(len(groups)), size):
            if sum(groups[i] for i in some) == sizes[0]:
                rest = [n for i, n in enumerate(groups) if i not in some]
                if any(sum(lot) == sizes[1] for most in range(1, len(rest) + 1) for lot in combinations(rest, most)):
                    return True
    return False


def judged(sizes: tuple[int, int], sentence: str, witness: Witness) -> tuple[str, str, Held] | None:
    """The verdict on two counts of arms with its reason and the group they are held against; None without a flow.

    The counts must be those of groups at one stage of the entry. Where the sentence does not say that people were
    assigned, a count between those who began and those who completed a group may be of those who were treated.
    """
    began = groups_of(witness)
    if not began:
        return None
    first = next(iter(began.values()))
    listed = " and ".join(str(whole(held)) for held in began.values())
    stages = stages_of(witness)
    if any(_together(sizes, list(groups.values())) for groups in stages):
        return "consistent", f"agrees with the registered groups ({listed} began)", first
    if FEWER.search(sentence):
        return "not_comparable", f"may be those of the groups ({listed} began) who were analysed or stayed", first
    known = {number for groups in stages for number in groups.values()}
    odd = [size for size in sizes if size not in known] or list(sizes)
    if not ASSIGNED.search(sentence) and any(_between(size, witness, began) for size in odd):
        return "not_comparable", f"may be those of the groups ({listed} began) who were treated", first
    nearest = min(began.values(), key=lambda held: abs((whole(held) or 0) - odd[0]))
    return "inconsistent", f"differs from the registered groups: {listed} began", nearest


def _between(size: int, witness: Witness, began: dict[str, Held]) -> bool:
    """Whether a count lies between those who completed a group and those who began in it."""
    ended: dict[str, int] = {}
    for held in witness.of("sample_size"):
        if held.claim.kind == "completed" and held.claim.arm and (number := whole(held)) is not None:
            ended.setdefault(fold(held.claim.arm), number)
    return any(name in ended and ended[name] <= size < (whole(held) or 0) for name, held in began.items())
