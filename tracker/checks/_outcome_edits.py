"""What became of the outcomes of a registry entry from one version to a later one.

Outcomes are matched by what is measured, never by their place. The classes are those of COMPare and of Holst et al.:
rewording and reordering (no edit here), elaboration (an element that was not stated, or a part of what was), a change
of time point or instrument, removal, addition, and the moves between primary and secondary. Where other words leave it
open whether two outcomes are one, nothing is claimed: the edit is `unclear`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tracker.checks._base import Held
from tracker.claims._base import fold
from tracker.claims._outcome_times import points, same_time
from tracker.claims._same_outcome import Equivalence, same_outcome
from tracker.records import Claim

Class = Literal["elaboration", "time point", "instrument", "removal", "addition", "demotion", "promotion", "unclear"]
PRIMARY, SECONDARY = "primary_outcome", "secondary_outcome"
ONE = frozenset({"equal", "narrower", "broader"})
"""Relations in which two phrases are about one outcome."""
AT_START = Decimal(1)
"""Days up to which a time point is the baseline."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between two versions: the outcome before and after (None: there is none), and why."""

    kind: Class
    before: Held | None
    after: Held | None
    reason: str


def edits(
    before: Sequence[Held], after: Sequence[Held], secondary_before: Sequence[Held], secondary_after: Sequence[Held]
) -> list[Edit]:
    """The edits of the primary outcomes, `before` and `after`, that are more than other words or another order."""
    left, right = _without_same(before, after)
    found = []
    for a, b, how in _pairs(left, right):
        left, right = [h for h in left if h is not a], [h for h in right if h is not b]
        if (edit := _changed(a, b, how)) is not None:
            found.append(edit)
    found += [_moved(a, right, secondary_after, gone=True) for a in left]
    found += [_moved(b, left, secondary_before, gone=False) for b in right]
    return found


def _without_same(before: Sequence[Held], after: Sequence[Held]) -> tuple[list[Held], list[Held]]:
    """Both sides without what stands word for word, time frame included, on both."""
    left, right = list(before), []
    for b in after:
        same = next((a for a in left if _printed(a.claim) == _printed(b.claim)), None)
        if same is None:
            right.append(b)
        else:
            left.remove(same)
    return left, right


def _printed(claim: Claim) -> tuple[str, str]:
    return fold(claim.raw), fold(frame(claim))


def frame(claim: Claim) -> str:
    """The time frame that is printed beside an outcome."""
    return str(claim.qualifiers.get("time_frame") or "")


def said(held: Held | None) -> str:
    """An outcome as printed, with its time frame."""
    if held is None:
        return "nothing"
    time = frame(held.claim)
    return f"{held.claim.raw} [{time}]" if time else held.claim.raw


def is_one(a: Held | None, b: Held | None) -> bool:
    """Whether two outcomes are about the same thing."""
    return a is not None and b is not None and _how(a, b).measured in ONE


def _how(a: Held, b: Held) -> Equivalence:
    return same_outcome(a.claim.raw, b.claim.raw)


def _pairs(left: Sequence[Held], right: Sequence[Held]) -> list[tuple[Held, Held, Equivalence]]:
    """Outcomes that are one in both versions, likest first, each used once."""
    scored = sorted(
        (
            (how.measured != "equal", -how.score, i, j)
            for i, a in enumerate(left)
            for j, b in enumerate(right)
            if (how := _how(a, b)).measured in ONE
        )
    )
    used: tuple[set[int], set[int]] = (set(), set())
    found = []
    for _, _, i, j in scored:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            found.append((left[i], right[j], _how(left[i], right[j])))
    return found


def _changed(a: Held, b: Held, how: Equivalence) -> Edit | None:
    """What changed in an outcome that stayed; None for other words."""
    days = _days(a.claim), _days(b.claim)
    if all(days) and not any(same_time(x, y) for x in days[0] for y in days[1]):
        return Edit("time point", a, b, "the same outcome at another time")
    tools = [set(_tools(h.claim)) for h in (a, b)]
    if all(tools) and not tools[0] & tools[1]:
        return Edit("instrument", a, b, "the same outcome by another instrument")
    if (days[1] and not days[0]) or (tools[1] and not tools[0]):
        return Edit("elaboration", a, b, "an element is stated that was left open")
    if how.measured == "broader":
        return Edit("elaboration", a, b, "only a part of what was stated before")
    return None


def _days(claim: Claim) -> list[Decimal]:
    """The time points of an outcome, the baseline left out."""
    found = points(f"{claim.raw}; {frame(claim)}")
    return [day for day in found if day > AT_START] or found


def _tools(claim: Claim) -> list[str]:
    named = claim.qualifiers.get("instruments") or [(claim.value or {}).get("instrument")]
    return [name for name in named if name]


def _moved(held: Held, others: Sequence[Held], secondary: Sequence[Held], *, gone: bool) -> Edit:
    """What became of an outcome (or where one came from) that has no counterpart among the primary ones."""
    before, after = (held, None) if gone else (None, held)
    other = next((two for two in secondary if _how(held, two).measured == "equal"), None)
    if other is not None and gone:
        return Edit("demotion", held, other, "primary before, secondary since")
    if other is not None:
        return Edit("promotion", other, held, "secondary before, primary since")
    if any(_how(held, two).measured == "unclear" for two in others):
        return Edit("unclear", before, after, "whether it is the same in other words is not decided")
    return Edit("removal" if gone else "addition", before, after, "no longer stated" if gone else "not stated before")
