"""Windisch's abstracts of oncology trials: was the primary endpoint met?

What the document says is its claim of `primary_outcome_met` about the trial itself that is surest (the later one, when
two are equally sure): met is positive, not_met is negative. Anything else is no answer.
"""

from collections.abc import Iterator, Sequence

from tracker.evaluation._base import GoldSet, Judged, Row, Task, own
from tracker.records import Claim

_SAYS = {"met": "positive", "not_met": "negative"}


def _answer(claims: Sequence[Claim]) -> str:
    said = sorted(own(claims, "primary_outcome_met"), key=lambda one: (one.confidence, one.start or 0))
    return str(said[-1].value) if said else "nothing"


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    true = str(row["gold"][0]["value"]).lower()
    answer = _answer(claims)
    said = _SAYS.get(answer, answer)
    read = {said: None} if said in _SAYS.values() else {}
    yield Judged("exact", {true: None}, read, truth=true, said=said)
    for label in _SAYS.values():
        yield Judged(label, {label: None} if true == label else {}, {label: None} if said == label else {})


GOLD = GoldSet(
    name="windisch",
    title="Windisch's abstracts of oncology trials: primary endpoint met?",
    recognises=lambda row: any(one.get("type") == "primary_endpoint_met" for one in row.get("gold", ())),
    judge=_judge,
    tasks=(
        Task("positive", "abstracts whose primary endpoint was met", 0.90, 0.97),
        Task("negative", "abstracts whose primary endpoint was not met"),
        Task("exact", "both answers pooled"),
    ),
)
