"""A night's checking of 200 changed documents among 1,000,000 claims, against the same trials alone (processor time).

One trial with its registry entry, paper, release and story is read, linked and checked as usual, and then copied row by
row under other ids and numbers until the store is full.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from sqlalchemy import insert, select

from db import tables
from db.store import runs
from db.store.blobs import BlobStore
from tests.pipeline.stages import Bench
from tests.pipeline.stores import PatientClock
from tracker.pipeline._work import Work
from tracker.pipeline.check import check_stage, marked
from tracker.records import Field

pytestmark = pytest.mark.bench

CLAIMS = 1_000_000
CHANGED = 200
MOST = 2.0
COPIED = ("document", "version", "text", "passage", "claim", "outcome", "trial", "trial_identifier", "link", "ledger")
STORY = (
    "The trial (registered as NCT99999901) randomised {n} people with pain to drops of brine or placebo for 6 weeks. "
    "The primary outcome was pain intensity at week 6. Of 32 people on the drops 40.6% felt better, against 25.0% of "
    "32 on placebo (P = .04). The number needed to treat was 7. It was a double-blind phase 2 trial at 3 centres in "
    "Norway. Two people dropped out. The difference was statistically significant, said the University of Examples. "
)
PAPER = (
    STORY * 4 + "Secondary outcomes were sleep quality at week 6 and fatigue at week 12. Nobody had a serious event."
)
ENTRY = (
    Field(type="registration_id", raw="NCT99999901", path="$.id", kind="own"),
    Field(type="sample_size", raw="64", path="$.size", kind="enrolled"),
    Field(type="phase", raw="PHASE2", path="$.phase"),
    Field(type="masking", raw="DOUBLE", path="$.masking"),
    Field(type="primary_outcome", raw="Pain intensity at week 6", path="$.primary"),
    Field(type="date", raw="2025-01-01", path="$.start", kind="start"),
    Field(type="date", raw="2024-12-01", path="$.first", kind="first_submitted"),
    *(Field(type="secondary_outcome", raw=f"Fatigue at week {n}", path=f"$.second[{n}]") for n in range(1, 13)),
    *(Field(type="keyword", raw=f"word {n}", path=f"$.keywords[{n}]") for n in range(30)),
)


def template(folder: Path) -> Bench:
    """A store with one trial: its entry, its paper, a story and a release."""
    made = Bench(f"sqlite:///{folder}/e.db", folder)
    record = {"id": "NCT99999901"}
    made.add("NCT99999901", "", "register", kind="registry", record=record, fields=ENTRY, title="Brine for pain")
    made.add("paper", PAPER.format(n=64), "journal", kind="paper", title="Brine for pain: a trial")
    made.add("release", STORY.format(n=64), "university", kind="press_release", title="Brine helps")
    made.add("story", STORY.format(n=66), "herald", title="Brine works")
    made.run()
    return made


def _rows(made: Bench, name: str) -> list[dict[str, Any]]:
    with made.engine.connect() as conn:
        return [dict(row._mapping) for row in conn.execute(select(tables.metadata.tables[name]))]


def copies(held: Mapping[str, Sequence[dict[str, Any]]], n: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of the n-th copy of the trial, by table: ids and numbers have another ending."""
    ids = {row["id"] for rows in held.values() for row in rows if "id" in row}
    ids |= {row["native_id"] for row in held["document"]} | {"NCT99999901"}
    for name, rows in held.items():
        kept = [row for row in rows if name != "ledger" or row["input_id"] in ids]
        yield (
            name,
            [
                {k: f"{v}.{n}" if isinstance(v, str) and v in ids and k != "fetch_id" else v for k, v in r.items()}
                for r in kept
            ],
        )


def full(folder: Path, trials: int) -> Bench:
    """A store with that many trials; by the ledger all is checked but for the stories of CHANGED of them."""
    folder.mkdir()
    made = template(folder)
    held = {name: _rows(made, name) for name in COPIED}
    batch: dict[str, list[dict[str, Any]]] = {name: [] for name in COPIED}
    for n in range(1, trials):
        for name, rows in copies(held, n):
            batch[name] += rows
        if n % 100 == 0 or n == trials - 1:
            with made.engine.begin() as conn:
                for name, rows in ((name, rows) for name, rows in batch.items() if rows):
                    conn.execute(insert(tables.metadata.tables[name]), rows)
                    rows.clear()
    with made.engine.begin() as conn:
        done = {i: (str(mark), 1) for i, (_, mark) in marked(conn).items()}
        runs.save_ledger_each(conn, "check", done, PatientClock().now())
        stories = conn.execute(select(tables.document.c.id).where(tables.document.c.kind == "press"))
        runs.forget_ledger(conn, "check", sorted(stories.scalars())[:CHANGED])
    return made


def night(made: Bench) -> tuple[float, int]:
    """Processor seconds of the check stage, and how many verdicts it made."""
    work = Work(made.engine, BlobStore(made.config.store.blobs), made.config, PatientClock(), "run")
    begun = process_time()
    tally = check_stage(work)
    return process_time() - begun, tally.done


def test_a_night_in_a_full_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = full(tmp_path / "alone", CHANGED)
    per_trial = alone.column("SELECT count(*) FROM claim")[0] / CHANGED
    store = full(tmp_path / "full", round(CLAIMS / per_trial))
    (few, told), (many, told_in_full) = night(alone), night(store)
    held = store.column("SELECT count(*) FROM claim")[0]
    documents = store.column("SELECT count(*) FROM document")[0]
    with capsys.disabled():
        print(
            f"\n{CHANGED} changed documents among {held:,} claims of {documents:,} documents: {many:.1f} s of processor"
        )
        print(f"time, their trials alone: {few:.1f} s, ratio {many / few:.2f} ({told_in_full} verdicts)")
    assert told == told_in_full > 0
    assert many <= MOST * few
