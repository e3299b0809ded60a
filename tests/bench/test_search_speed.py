"""What the full-text index costs beside reading the same texts, and how long a word that stands everywhere takes."""

from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import text

from db import full_text
from db.engine import open_engine, upgrade
from db.read.search import search
from tests.bench.big_store import fill
from tracker import claims

TRIALS = 200


@pytest.mark.bench
def test_the_index_costs_little_beside_reading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'evidence.db'}")
    upgrade(engine)
    fill(engine, TRIALS)
    with engine.begin() as conn:
        bodies = list(conn.execute(text("SELECT text FROM text")).scalars())
        claims.extract(bodies[0], ())  # loads what is loaded once
        began = process_time()
        for body in bodies:
            claims.extract(body, ())
        reading = process_time() - began
        began = process_time()
        indexed = full_text.rebuild(conn)
        indexing = process_time() - began
        began = process_time()
        found, _ = search(conn, "drops")
        searching = process_time() - began
    engine.dispose()
    with capsys.disabled():
        print(f"\n{indexed} texts: indexing takes {indexing / reading:.2%} of reading them,"
              f" a word of all of them {searching * 1000:.0f} ms")  # fmt: skip
    assert indexed == found == len(bodies)
