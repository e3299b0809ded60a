"""Koroleva's corpus: sentences with outcomes, statements of significance, and which of them is about which.

A related pair is found when a claim of significance meets the statement's words and the outcome phrase of the claim
meets the outcome's. Pairs labelled as unrelated that we relate are wrong. The stricter task also counts as wrong every
outcome phrase of a claim that meets no labelled outcome.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.evaluation._base import GoldSet, Judged, Row, Task
from tracker.records import Claim

Span = tuple[int, int]


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _labels(row: Row, kind: str) -> list[Span]:
    return sorted({(one["start"], one["end"]) for one in row["gold"] if one["type"] == kind})


def _outcome_of(claim: Claim) -> Span | None:
    start, end = (claim.qualifiers.get(key) for key in ("outcome_start", "outcome_end"))
    return (start, end) if isinstance(start, int) and isinstance(end, int) else None


def _stated(claims: Sequence[Claim]) -> Iterator[tuple[Span, Span | None]]:
    """(statement, outcome phrase) of every claim that speaks of a test."""
    for claim in claims:
        if claim.type == "significance" and claim.kind != "everyday" and claim.start is not None and claim.end:
            yield (claim.start, claim.end), _outcome_of(claim)


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    outcomes, signs = _labels(row, "outcome"), _labels(row, "significance")
    stated = list(_stated(claims))
    pairs: dict[Any, Span | None] = {}
    unrelated: dict[Any, Span | None] = {}
    for one in row["gold"]:
        if one["type"] == "outcome_significance_rel":
            pair = (tuple(one["outcome"]), tuple(one["sig"]))
            (pairs if one["value"] == 1 else unrelated)[pair] = pair[0]
    read = {
        (outcome, sign): outcome
        for outcome, sign in (pairs | unrelated)
        if any(_meet(at, sign) and where is not None and _meet(where, outcome) for at, where in stated)
    }
    yield Judged("relation", pairs, read)
    others = {
        ("no labelled outcome", at, where): where
        for at, where in stated
        if where is not None and any(_meet(at, sign) for sign in signs) and not any(_meet(where, o) for o in outcomes)
    }
    yield Judged("relation, all phrases", pairs, read | others)
    words = [at for at, _ in _stated([one for one in claims if one.qualifiers.get("form") != "no_difference"])]
    yield Judged("statement", dict(zip(signs, signs, strict=True)), _found(signs, words))
    wheres = [where for _, where in stated if where is not None]
    related = sorted({outcome for outcome, _ in pairs})
    yield Judged("outcome", dict(zip(related, related, strict=True)), _found(outcomes, wheres, related))


def _found(labels: list[Span], read: list[Span], count: list[Span] | None = None) -> dict[Any, Span | None]:
    """The labels (those of `count`, when given) that something read meets, and what was read that meets no label."""
    hits = {label: label for label in (labels if count is None else count) if any(_meet(label, one) for one in read)}
    return {**hits, **{("other", one): one for one in read if not any(_meet(label, one) for label in labels)}}


GOLD = GoldSet(
    name="koroleva",
    title="Koroleva's outcomes and their significance (sentences of abstracts)",
    recognises=lambda row: any(one.get("type") == "outcome_significance_rel" for one in row.get("gold", ())),
    judge=_judge,
    tasks=(
        Task("relation", "which statement of significance is about which outcome, labelled pairs", 0.88, 0.95),
        Task("relation, all phrases", "the same; a phrase that meets no labelled outcome is wrong too"),
        Task("statement", "words and p-values that state significance"),
        Task("outcome", "phrases of the outcomes that a statement is about"),
    ),
)
