"""`tracker search` on the command line, and what else must know of the full-text index."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Call


def test_what_is_found_is_told_with_source_date_passage_and_trial(call: Call, evidence: Path) -> None:
    said = call("search", "randomised", '"64 people"')
    assert (said.code, said.err) == (0, "")
    for part in (
        "example_news",
        "press",
        "More people than registered",
        "[randomised] [64",
        "NCT99999901",
        "(accepted)",
    ):
        assert part in said.out
    assert said.out.rstrip().endswith("1 document")
    assert all(len(line) <= 120 for line in said.out.splitlines())
    answer = json.loads(call("search", "drops", "--limit", "2", "--json").out)
    assert (answer["words"], len(answer["documents"])) == ("drops", 2)
    assert answer["found"] > 2
    for one in answer["documents"]:
        assert {one["excerpt"][low:high].lower() for low, high in one["marks"]} == {"drops"}
    assert "the best 2 are shown (--limit)" in call("search", "drops", "--limit", "2").out
    registry = json.loads(call("search", "drops", "--kind", "registry", "--json").out)
    assert {one["document"]["kind"] for one in registry["documents"]} == {"registry"}
    assert call("search", "nothing-of-the-kind").out == "0 documents\n"


def test_what_cannot_be_searched_is_one_line(call: Call, evidence: Path) -> None:
    for arguments, problem in (
        (['"('], "there is no word to look for"),
        (["drops", "--kind", "novel"], "--kind: there is no 'novel'; use one of press,"),
        (["drops", "--topic", "none"], "--topic: nothing was fetched for 'none'"),
        (["drops", "--limit", "0"], "Invalid value for '--limit'"),
    ):
        said = call("search", *arguments)
        assert said.code == 2
        assert problem in said.err
    for words in ("NEAR(drops", "drops AND (", '"drops', "drops' --x", "col:drops"):
        assert (call("search", "--", words).code, call("query", "search", "--set", f"words={words}").code) == (0, 0)


def test_an_index_that_is_behind_is_found_and_mended(call: Call, evidence: Path) -> None:
    with sqlite3.connect(evidence / "evidence.db") as conn:
        conn.execute("DELETE FROM text_search_key WHERE id = 1")
    (found,) = json.loads(call("db", "verify", "--json").out)
    assert found["remedy"] == "run `tracker db reindex`"
    assert call("db", "reindex").err.endswith("texts can be searched\n")
    assert call("db", "verify").out == "sound\n"


def test_what_is_redacted_is_no_longer_found_nor_in_the_backup(call: Call, evidence: Path) -> None:
    blob = call("sql", "SELECT blob_sha256 FROM v_documents WHERE title LIKE 'More%'", "-f", "csv").out.split()[1]
    assert call("db", "redact", blob, "--reason", "asked for").code == 0
    assert call("search", '"64 people"').out == "0 documents\n"
    assert call("db", "backup", "copy").code == 0
    with sqlite3.connect(evidence / "copy" / "evidence.db") as conn:
        assert conn.execute("SELECT count(*) FROM text_search('registered AND 64')").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM text_search('phase')").fetchone()[0] > 0


def test_after_a_run_that_brought_much_the_tables_are_counted(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.pipeline.run.MUCH", 2)
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "The phase 2 trial randomised 30 people."}\n')
    (tmp_path / "config.toml").write_text("")
    assert call("import", "a.jsonl").code == 0
    with sqlite3.connect(tmp_path / "evidence.db") as conn:
        assert conn.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'claim'").fetchone()[0] > 0
