"""Pairs of outcome phrases of one article (the intended outcome, a reported one): do they mean the same outcome?

The annotators disregarded time points ("at 24 weeks" and without are the same) and took no list for one of its items.
Scored is therefore what is measured: the same when `same_outcome(...).measured` is equal. Pairs share phrases, and so
source texts: intervals resample groups of pairs that hang together by a phrase on either side (`_sources`). The second
task leaves out every pair one of whose phrases also stands in a pair of the other part.
"""

from collections.abc import Iterator, Sequence

from tracker.claims._same_outcome import same_outcome
from tracker.evaluation._base import GoldSet, Judged, Row, Task, held_back
from tracker.evaluation._sources import sources
from tracker.records import Claim


def _pair(row: Row) -> tuple[str, str]:
    one, other = str(row["text"]).split("|||")
    return one.strip(), other.strip()


def _prepare(rows: Sequence[Row]) -> list[Row]:
    groups = sources(map(_pair, rows))
    phrases = [
        {one for row in rows if held_back(str(row["id"])) == held for one in _pair(row)} for held in (False, True)
    ]
    shared = phrases[0] & phrases[1]
    return [{**row, "group": groups[_pair(row)[0]], "apart": not shared & set(_pair(row))} for row in rows]


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    gold = bool(int(row["gold"][0]["value"]))
    found = same_outcome(*_pair(row))
    truth = "same" if gold else "not the same"
    for task in ("same outcome", "same outcome, no phrase shared")[: 1 + bool(row["apart"])]:
        yield Judged(
            task,
            {"same": None} if gold else {},
            {"same": None} if found.measured == "equal" else {},
            str(row["group"]),
            truth,
            found.measured,
        )


GOLD = GoldSet(
    name="similarity",
    title="Pairs of outcomes (Koroleva)",
    recognises=lambda row: any(label.get("type") == "same_outcome" for label in row.get("gold", ())),
    text=lambda row: "",
    judge=_judge,
    prepare=_prepare,
    tasks=(
        Task("same outcome", "pairs that mean the same outcome", 0.75, 0.90),
        Task(
            "same outcome, no phrase shared", "those whose phrases stand in one part (seen, held back) only", 0.75, 0.90
        ),
    ),
)
