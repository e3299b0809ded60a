"""Trials with their registered outcomes and the passages of the paper that tell its primary outcome.

Scored is whether the primary outcome was changed at all, and whether the change is major. Trials whose severity was not
rated are left out. The texts are excerpts, copied out of papers: written line breaks and entities are undone first,
words cut at the end of a line joined, and the annotators' own remarks ("MH: ...") dropped.
"""

import html
import re
from collections.abc import Iterator, Sequence

from tracker.claims._outcome_change_signs import Registered
from tracker.claims._outcome_changes import Comparison, compare
from tracker.evaluation._base import GoldSet, Judged, Row, Task
from tracker.records import Claim

_FRAME = re.compile(r"\[\s*Time Frame:(?P<frame>.*?)\]", re.DOTALL | re.IGNORECASE)
_REMARK = re.compile(r"\(MH:[^)]*\)")


def paper(row: Row) -> str:
    """The text of the paper as it was printed."""
    text = html.unescape(str(row["text"])).replace("\\n", "\n")
    return re.sub(r"(?<=[a-z])-\s+(?=[a-z])", "", _REMARK.sub("", text))


def registered(row: Row, key: str) -> list[Registered]:
    """The outcomes of one role."""
    found = []
    for printed in row[key]:
        text = html.unescape(str(printed)).replace("\\n", "\n")
        match = _FRAME.search(text)
        title = text[: match.start()] if match else text
        if title.strip(" /\n"):
            description = text[match.end() :] if match else ""
            frame = match["frame"] if match else ""
            found.append(Registered(*(" ".join(part.split()) for part in (title, frame, description))))
    return found


def compared(row: Row, claims: Sequence[Claim]) -> Comparison:
    """What is found for a row."""
    return compare(registered(row, "registry_primary"), registered(row, "registry_secondary"), paper(row), claims)


def severity(row: Row) -> str:
    """The label: none, minor, major or unrated."""
    return next(str(one["value"]) for one in row["gold"] if one["type"] == "outcome_discrepancy_severity")


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    truth = severity(row)
    if truth == "unrated":
        return
    found = compared(row, claims)
    said = found.severity
    for task, counts in (("any change", {"minor", "major"}), ("major change", {"major"})):
        gold, read = ({"changed": None} if one in counts else {} for one in (truth, said))
        yield Judged(task, gold, read, str(row["registry_id"]), truth, said)
    gold, read = ({"changed": None} if one else {} for one in (truth != "none", found.flagged))
    yield Judged(
        "flagged change", gold, read, str(row["registry_id"]), truth, found.likely if found.flagged else "silent"
    )


GOLD = GoldSet(
    name="hidden_outcomes",
    title="Outcome changes between registry and paper (Holst)",
    recognises=lambda row: "registry_primary" in row,
    text=paper,
    judge=_judge,
    tasks=(
        Task("any change", "trials whose primary outcome was changed in any way", 0.70, 0.85),
        Task("major change", "trials with a new, omitted, promoted or demoted primary outcome", 0.70, 0.85),
        Task("flagged change", "the changes that the check outcome_switch raises: seen in words, and taken for likely"),
    ),
)
