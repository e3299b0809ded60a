"""PICO-Corpus: abstracts of breast cancer trials with numbers of participants and events per arm.

Labels are mentions; what is scored is the set of values per document. The corpus labels a number of people as the total
whatever was counted (planned in a protocol, enrolled, randomised, analysed, completed), so every kind counts but
people screened.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from tracker.claims.sample_size import size_of_trial
from tracker.evaluation._base import GoldSet, Judged, Row, Task, number, own, place, span
from tracker.records import Claim

_ARM = {"i": "treatment", "c": "control"}
_COUNTED = frozenset({"planned", "enrolled", "randomised", "started", "participants", "analysed", "completed"})


def _gold(row: Row, types: Sequence[str], *, arms: bool) -> dict[Any, tuple[int, int] | None]:
    found: dict[Any, tuple[int, int] | None] = {}
    for label in row["gold"]:
        value = number(label["text"]) if label["type"] in types else None
        if value is not None:
            found.setdefault((_ARM[label["type"][0]], value) if arms else value, place(label))
    return found


def _read(found: list[tuple[Claim, Decimal]], *, arms: bool) -> dict[Any, tuple[int, int] | None]:
    keys: dict[Any, tuple[int, int] | None] = {}
    for claim, value in found:
        if not arms:
            keys.setdefault(value, span(claim))
        elif claim.arm in {"treatment", "control"}:
            keys.setdefault((claim.arm, value), span(claim))
    return keys


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    sizes = [(c, c.number) for c in own(claims, "sample_size") if c.kind in _COUNTED and c.number is not None]
    gold = _gold(row, ["total-participants"], arms=False)
    yield Judged("sample_size", gold, _read(sizes, arms=False))
    if len(gold) == 1:
        best = size_of_trial(claims)
        answer = {best.number: span(best)} if best is not None and best.number is not None else {}
        yield Judged("sample_size, one answer", gold, answer)
    arm_sizes = [
        (c, c.number) for c in own(claims, "arm_size") if c.kind in {"count", "analysed"} and c.number is not None
    ]
    rates = [(c, c.number) for c in own(claims, "event_rate") if c.kind != "count" and c.number is not None]
    counts = [(c, Decimal(c.qualifiers["k"])) for c in own(claims, "event_rate") if "k" in c.qualifiers]
    for task, labels, read in (
        ("arm_size", ["intervention-participants", "control-participants"], arm_sizes),
        ("event_rate", ["iv-bin-percent", "cv-bin-percent"], rates),
        ("event_count", ["iv-bin-abs", "cv-bin-abs"], counts),
    ):
        counted = [(c, v) for c, v in read if c.arm is not None or "label" in c.qualifiers or task == "arm_size"]
        yield Judged(task, _gold(row, labels, arms=False), _read(counted, arms=False))
        for arm, label in zip(("treatment", "control"), labels, strict=True):
            mine = [(c, value) for c, value in read if c.arm == arm]
            yield Judged(f"{task}, {arm}", _gold(row, [label], arms=True), _read(mine, arms=True))


GOLD = GoldSet(
    name="pico",
    title="PICO-Corpus (abstracts of breast cancer trials)",
    recognises=lambda row: (
        any(label.get("type") == "total-participants" for label in row.get("gold", ()))
        or "PICO-Corpus" in str(row.get("source"))
    ),
    judge=_judge,
    tasks=(
        Task("sample_size", "total number of participants, any kind of count", 0.92, 0.96),
        Task(
            "sample_size, one answer",
            "the size of the trial, where one total is labelled",
            0.94,
            0.95,
            measure="exact",
            recall=0.85,
        ),
        Task("arm_size", "participants per arm, whichever arm", 0.85, 0.92),
        Task("arm_size, treatment", "participants of the intervention arm, as such", 0.85, 0.92),
        Task("arm_size, control", "participants of the control arm, as such", 0.85, 0.92),
        Task("event_rate", "percentages of people with an event, whichever arm", 0.85, 0.92),
        Task("event_rate, treatment", "of the intervention arm, as such", 0.85, 0.92),
        Task("event_rate, control", "of the control arm, as such", 0.85, 0.92),
        Task("event_count", "people with an event, whichever arm"),
        Task("event_count, treatment", "of the intervention arm, as such"),
        Task("event_count, control", "of the control arm, as such"),
    ),
)
