"""How long the morning page and the saved queries take over 100,000 documents with 1,000,000 claims.

`TRIALS` trials of five documents and fifty claims each, on SQLite and on PostgreSQL. Prints seconds (of the
processor on SQLite; by the clock on PostgreSQL, whose server is another process), and their share of what is allowed:
20 s for the page, 1 s for a saved query, 50 ms for the everyday ones. BENCH_TRIALS makes it smaller.
"""

import os
from pathlib import Path
from time import perf_counter, process_time

import pytest
from sqlalchemy import text

from db.engine import open_engine, upgrade
from db.saved_queries import saved_queries
from tests.bench.big_store import NOW, fill
from tracker.report import _reads
from tracker.report.feeds import feeds
from tracker.report.pages import morning_page, pages

TRIALS = int(os.environ.get("BENCH_TRIALS", "20000"))
EVERYDAY = ("open-mismatches", "trial", "new-since-last-night")


@pytest.mark.bench
def test_reports_and_questions_over_a_million_claims(store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    clock = process_time if store_url.startswith("sqlite") else perf_counter
    engine = open_engine(store_url)
    upgrade(engine)
    began = clock()
    fill(engine, TRIALS)
    lines = [f"filled in {clock() - began:.0f} s"]
    engine.dispose()
    engine = open_engine(store_url, read_only=True)
    with engine.connect() as conn:
        began = clock()
        trials = _reads.trials_with_coverage(conn, ())
        size = len(morning_page(conn, NOW, trials))
        taken = clock() - began
        lines.append(f"morning page {taken:.2f} s ({taken / 20:.0%} of 20 s), {size / 1e6:.1f} MB")
        began = clock()
        count = sum(1 for _ in feeds(conn, NOW, trials))
        lines.append(f"{count} feeds {clock() - began:.2f} s")
        every = pages(conn, NOW)
        next(every)
        began = clock()
        for _ in range(20):
            next(every)
        lines.append(f"a trial page {(clock() - began) / 20 * 1000:.0f} ms")
        for name, query in saved_queries().items():
            asked = {name: "dry examples" if name == "words" else "NCT90000007" for name in query.parameters}
            given = query.bound(asked, conn.dialect.name)
            began = clock()
            found = len(conn.execute(text(query.sql), given).all())
            taken, most = clock() - began, 0.05 if name in EVERYDAY else 1.0
            lines.append(f"{name} {taken * 1000:.0f} ms ({taken / most:.0%} of {most * 1000:.0f} ms), {found} rows")
    engine.dispose()
    with capsys.disabled():
        kind = "PostgreSQL" if store_url.startswith("postgresql") else "SQLite"
        print(f"\n{kind}, {TRIALS * 5} documents, {TRIALS * 50} claims:", *lines, sep="\n  ")
    assert size > 10_000


def test_a_small_store_of_the_kind_gives_a_page(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'evidence.db'}"
    engine = open_engine(url)
    upgrade(engine)
    fill(engine, 20)
    with engine.connect() as conn:
        page = morning_page(conn, NOW, _reads.trials_with_coverage(conn, ()))
        open_ones = conn.execute(text("SELECT count(*) FROM v_open_mismatches")).scalar_one()
    assert page.count("<article") >= open_ones > 0
    engine.dispose()
