"""News stories and press releases, every claim labelled with whose it is and its exact words.

Scored is what is said of the trial itself: a claim read as the trial's that the labels give to background or to another
study is wrong, like one that nobody labelled. A value said twice counts once; a statement without a number
(significance, control, ...) must stand where the label stands.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.claims import journal
from tracker.claims._base import fold
from tracker.claims._time import UNIT_DAYS, unit_named
from tracker.evaluation._base import GoldSet, Judged, Row, Task, place, span
from tracker.records import Claim

_TYPES = {
    "randomised": "allocation",
    "blinding": "masking",
    "n_sites": "centres",
    "multicentre": "centres",
    "n_countries": "centres",
    "mean_effect": "effect",
    "relative_effect": "effect",
    "event_count": "event_rate",
}
_UNSCORED = frozenset({"article_url", "funder", "primary_outcome"})
"""No claim type of ours, or a phrase that has no value to compare."""
_POINTS = frozenset({"endpoint", "followup"})
"""Kinds of a labelled duration that our claims state as a time point."""
_VALUED = frozenset("sample_size arm_size event_rate effect nnt p_value duration dose journal".split())


def _figures(printed: Any) -> tuple[Decimal, ...]:
    """The numbers of a label's value, without signs: "10-20" is 10 and 20, "<0.0001" is 0.0001."""
    found = []
    for part in str(printed).replace("–", "-").replace(",", "").strip("<>=~≤≥ ").split("-"):
        try:
            found.append(Decimal(part.split()[0]))
        except (InvalidOperation, IndexError):
            continue
    return tuple(found)


def _label_value(label: Row) -> Hashable:
    """What a label says, in the form that `_claim_values` gives for a claim."""
    kind, value = label["type"], label["value"]
    if kind == "duration":
        figures = _figures(value)
        return round(figures[-1] * UNIT_DAYS[unit_named(label["unit"])]) if figures else None
    if kind in {"sample_size", "arm_size", "event_rate", "mean_effect", "relative_effect", "nnt", "p_value", "n_sites"}:
        figures = _figures(value)
        return figures[-1].normalize() if figures else None
    if kind == "dose":
        printed = re.search(r"\d[\d,]*(?:\.\d+)?", str(value))  # "once a day for 20 minutes" is 20 as well
        return _figures(printed.group())[0].normalize() if printed else "no amount"
    if kind == "journal":
        return fold(journal.canonical(str(value))).removeprefix("the ")
    if kind == "significance":
        return str(value)
    return "said"


def _claim_values(claim: Claim) -> set[Any]:
    """What a claim says: more than one form where a label can choose between them (a range by either end)."""
    if claim.type == "duration":
        return {round(x) for x in (claim.number, claim.low, claim.high) if x is not None}
    if claim.type in {"sample_size", "arm_size", "event_rate", "effect", "nnt", "p_value"}:
        found = {abs(x).normalize() for x in (claim.number,) if x is not None}
        return found or {abs(Decimal(str(x))).normalize() for x in _listed(claim.value)}
    if claim.type == "dose":
        printed = _figures(claim.raw)
        return {*(x.normalize() for x in printed[:1]), *(x.normalize() for x in (claim.number,) if x)} or {"no amount"}
    if claim.type == "journal":
        return {fold(str(claim.value)).removeprefix("the ")}
    if claim.type == "significance":
        return {"no" if claim.value in {"no", "few"} else "yes"}
    if claim.type == "centres":
        return {"said", *((claim.number.normalize(),) if claim.number is not None else ())}
    return {"said"}


def _listed(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, (int, float))]


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    labels: Mapping[str, list[tuple[int, Row]]] = defaultdict(list)
    for at, label in enumerate(row["claims"]):
        if label["type"] not in _UNSCORED:
            labels[_TYPES.get(label["type"], label["type"])].append((at, label))
    scored = set(labels) | {_TYPES.get(one, one) for one in _SCORED}
    everything: tuple[dict[Hashable, Any], dict[Hashable, Any]] = ({}, {})
    for kind in sorted(scored):
        gold: dict[Hashable, tuple[int, int] | None] = {
            (kind, at): place(one) for at, one in labels[kind] if one["scope"] == "this_trial"
        }
        read = _read(kind, labels[kind], [c for c in claims if c.type == kind and c.scope == "this_trial"])
        if kind == "duration":
            read |= _points([(at, one) for at, one in labels[kind] if one.get("kind") in _POINTS], claims)
        yield Judged(kind, gold, read)
        everything[0].update(gold)
        everything[1].update(read)
    yield Judged("all types", *everything)


def _read(kind: str, labels: list[tuple[int, Row]], claims: list[Claim]) -> dict[Hashable, tuple[int, int] | None]:
    found: dict[Hashable, tuple[int, int] | None] = {}
    for claim in claims:
        same = [(at, one) for at, one in labels if _label_value(one) in _claim_values(claim)]
        here = [at for at, one in same if _meets(claim, one)]
        if here:
            found.update(((kind, at), span(claim)) for at in here)
        elif same and kind in _VALUED:
            found.setdefault((kind, same[0][0]), span(claim))
        elif not same:
            found.setdefault((kind, *sorted(map(str, _claim_values(claim)))), span(claim))
    return found


def _points(labels: list[tuple[int, Row]], claims: Sequence[Claim]) -> dict[Hashable, tuple[int, int] | None]:
    """The labelled ends of a time ("a year after treatment") that were read as points in time, as they are."""
    return {
        ("duration", at): span(claim)
        for at, label in labels
        for claim in claims
        if claim.type == "timepoint" and claim.scope == "this_trial" and claim.number is not None
        if round(claim.number) == _label_value(label) and _meets(claim, label)
    }


def _meets(claim: Claim, label: Row) -> bool:
    """Whether the sentence of a claim and the words of a label overlap."""
    start, end = claim.context_start or 0, claim.context_end or 0
    return bool(start < label["end"] and label["start"] < end)


_SCORED = (
    "sample_size arm_size event_rate effect nnt p_value duration dose journal significance control allocation masking "
    "centres phase"
).split()

GOLD = GoldSet(
    name="news",
    title="Labelled news stories and press releases",
    recognises=lambda row: "claims" in row and "text" in row,
    judge=_judge,
    tasks=(
        Task(
            "all types",
            "every claim about the trial itself, types pooled",
            0.90,
            0.95,
            measure="precision",
            recall=0.85,
        ),
        *(Task(name, f"claims of type {name} about the trial itself") for name in _SCORED),
    ),
)
