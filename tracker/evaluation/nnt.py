"""Press sentences with a number needed to treat in everyday words, and sentences that only sound like one."""

import re
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal

from tracker.evaluation._base import GoldSet, Judged, Row, Task
from tracker.records import Claim

_KIND = {"nntb": "nnt", "nnth": "nnth", "nns": "nns", "per_n": "per_n"}


def _gold(row: Row) -> frozenset[Hashable]:
    kind = str(row["kind"]).removesuffix("_harm").removesuffix("_screen")
    if kind not in {"nnt", "nnth", "nns", "per_n"}:
        return frozenset()
    return frozenset(
        (kind, tuple(map(Decimal, re.findall(r"\d+(?:\.\d+)?", one)))) for one in str(row["value"]).split(";")
    )


def _read(claims: Sequence[Claim]) -> frozenset[Hashable]:
    found: set[Hashable] = set()
    for claim in claims:
        if claim.type == "nnt":
            values = claim.value if isinstance(claim.value, list) else [claim.value]
            found.add((_KIND[str(claim.kind)], tuple(Decimal(str(one)) for one in values)))
    return frozenset(found)


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    gold, read = _gold(row), _read(claims)
    yield Judged("nnt", {gold: None}, {read: None}, truth=str(row["kind"]), said=_said(read))
    if not gold:
        yield Judged("nnt, false friends", {frozenset(): None}, {read: None})


def _said(read: frozenset[Hashable]) -> str:
    return " and ".join(sorted({str(one[0]) for one in read if isinstance(one, tuple)})) or "none"


GOLD = GoldSet(
    name="nnt",
    title="NNT sentences (press)",
    recognises=lambda row: "sentence" in row and "kind" in row,
    text=lambda row: str(row["sentence"]),
    judge=_judge,
    tasks=(
        Task("nnt", "sentences of which kind and every number are right", 0.93, 1.0, measure="precision"),
        Task("nnt, false friends", "sentences without one in which none is read", 1.0, 1.0, measure="precision"),
    ),
)
