"""Numbers of people of a whole trial against the groups of a registry entry's participant flow."""

import re
from collections import defaultdict
from itertools import combinations

from tracker.checks._arms import whole
from tracker.checks._base import Held, Witness
from tracker.checks._registry_arms import groups_of, stages_of
from tracker.claims._base import fold


def some_groups(number: int, witness: Witness) -> bool:
    """Whether a number is that of several groups that began but not of all: others may not be randomised."""
    sizes = [whole(held) or 0 for held in groups_of(witness).values()]
    return any(sum(some) == number for size in range(2, len(sizes)) for some in combinations(sizes, size))


def all_groups(kind: str, witness: Witness) -> tuple[int, Held] | None:
    """How many began (`started`) or ended (`completed`) the first period, all groups together, and one of them.

    None without a participant flow, and when they are more than were enrolled (people in two groups).
    """
    total = next((h for h in witness.of("sample_size") if h.claim.kind == kind and h.claim.arm is None), None)
    if total is not None and total.claim.path is not None and (number := whole(total)) is not None:
        return number, total
    began = groups_of(witness)
    reached: dict[str, Held] = {}
    for held in witness.of("sample_size"):
        if held.claim.kind == kind and held.claim.arm and whole(held) is not None:
            reached.setdefault(fold(held.claim.arm), held)
    enrolled = max((whole(h) or 0 for h in witness.of("sample_size") if h.claim.kind == "enrolled"), default=0)
    if not began or not set(began) <= set(reached):
        return None
    together = sum(whole(reached[name]) or 0 for name in began)
    return (together, next(iter(began.values()))) if together <= enrolled else None


TOOK_PART = re.compile(
    r"\b(?:took part|taking part|participated|joined|volunteered|signed up|enrolled|recruited|entered)\b", re.IGNORECASE
)
"""Words by which a number is of those who began, and not of those who were analysed."""


def analysed_totals(witness: Witness) -> set[int]:
    """How many were analysed for each outcome of the entry, all groups together."""
    sums: dict[object, dict[object, int]] = defaultdict(dict)
    for held in witness.of("arm_size"):
        number = whole(held)
        if held.claim.path is not None and held.claim.kind == "analysed" and number is not None:
            told = held.claim.qualifiers
            sums[told.get("outcome"), told.get("time_frame")][told.get("label")] = number
    return {sum(groups.values()) for groups in sums.values()}


def people_of(witness: Witness) -> set[int]:
    """Every number of people that an entry gives: of all, of a group, and of all groups together at any stage."""
    single = {number for held in witness.of("sample_size", "arm_size") if (number := whole(held))}
    return single | {sum(groups.values()) for groups in stages_of(witness)} | analysed_totals(witness)
