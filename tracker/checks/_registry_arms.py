"""Arm sizes against the numbers of people that a registry entry gives of its groups."""

import re
from collections.abc import Iterable
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


def numbers_of(witness: Witness, began: Iterable[Held]) -> set[int]:
    """Every number of people that the entry gives of a group, at any stage, and of several groups that began together.

    A story may put two doses of a drug into one arm.
    """
    given = {
        number
        for held in witness.of("sample_size", "arm_size")
        if (held.claim.arm or held.claim.type == "arm_size") and (number := whole(held))
    }
    sizes = [whole(held) or 0 for held in began]
    return given | {sum(some) for size in range(2, len(sizes)) for some in combinations(sizes, size)}


def judged(sizes: tuple[int, int], sentence: str, witness: Witness) -> tuple[str, str, Held] | None:
    """The verdict on two counts of arms with its reason and the group they are held against; None without a flow.

    Each count must be a number that the entry gives of one of its groups. Where the sentence does not say that people
    were assigned, a count between those who began and those who completed a group may be of those who were treated.
    """
    began = groups_of(witness)
    if not began:
        return None
    first = next(iter(began.values()))
    listed = " and ".join(str(whole(held)) for held in began.values())
    known = numbers_of(witness, began.values())
    odd = [size for size in sizes if size not in known]
    if not odd:
        return "consistent", f"agrees with the registered groups ({listed} began)", first
    if FEWER.search(sentence):
        return "not_comparable", f"may be those of the groups ({listed} began) who were analysed or stayed", first
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
    return any(name in ended and ended[name] < size < (whole(held) or 0) for name, held in began.items())
