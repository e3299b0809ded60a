"""Export, backup and doctor: what they write, and what they say when something is missing."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.pipeline.stores import config_in
from tracker.operations import maintain


def test_export_writes_a_file_per_view_the_same_every_time(call: Call, evidence: Path) -> None:
    for folder in ("one", "two"):
        assert call("export", "jsonl", folder).code == 0
    files = sorted(path.name for path in Path("one").iterdir())
    assert {"claims.jsonl", "links.jsonl", "open_mismatches.jsonl"} <= set(files)
    assert all((Path("one") / name).read_bytes() == (Path("two") / name).read_bytes() for name in files)
    (row,) = [json.loads(line) for line in (Path("one") / "open_mismatches.jsonl").read_text("utf-8").splitlines()]
    assert (row["document_value"], row["against_value"]) == ("64 people", "40")


def test_export_works_on_postgres(call: Call, tmp_path: Path, pg_database: str) -> None:
    config = config_in(tmp_path, pg_database)
    line = {"id": "a", "text": "The phase 2 trial randomised 30 people.", "published_at": "2026-05-20"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
    assert call("import", "a.jsonl").code == 0
    assert call("export", "jsonl", "out").code == 0
    (row,) = [json.loads(told) for told in Path("out/documents.jsonl").read_text("utf-8").splitlines()]
    assert "2026-05-20" in row.values()
    assert config.store.url == pg_database


def test_export_of_one_view_as_csv_and_parquet(call: Call, evidence: Path) -> None:
    said = call("export", "csv", "out", "--view", "v_links")
    assert said.lines == ["links.csv: 6 rows"]
    with Path("out/links.csv").open(newline="", encoding="utf-8") as file:
        assert {row["source"] for row in csv.DictReader(file)} == {"clinicaltrials_gov", "isrctn", "example_news"}
    parquet = pytest.importorskip("pyarrow.parquet")
    assert call("export", "parquet", "out", "--view", "v_links").code == 0
    assert parquet.read_table("out/links.parquet").num_rows == 6


def test_a_warc_of_the_captures_can_be_imported_again(call: Call, evidence: Path) -> None:
    assert call("export", "warc", "captures.warc.gz").code == 0
    said = call("import", "captures.warc.gz", "--json")
    assert json.loads(said.out)["counts"]["import"]["done"] > 0


def test_an_unknown_format_or_view_is_one_line(call: Call, evidence: Path) -> None:
    assert call("export", "xml", "out").lines == [
        "tracker: there is no format 'xml'; use one of csv, jsonl, parquet, warc"
    ]
    assert "there is no view 'v_nothing'" in call("export", "csv", "out", "--view", "v_nothing").err
    assert not Path("out").exists()


def test_a_backup_is_whole_and_stands_alone(call: Call, evidence: Path, tmp_path: Path) -> None:
    said = call("db", "backup", "copy")
    assert said.code == 0
    assert "verified" in said.lines[-1]
    copy = config_in(tmp_path / "elsewhere", f"sqlite:///{tmp_path}/copy/evidence.db")
    store = copy.store.model_copy(update={"blobs": str(tmp_path / "copy" / "blobs")})
    assert maintain.verify(copy.model_copy(update={"store": store})) == []
    with sqlite3.connect("copy/evidence.db") as new, sqlite3.connect("evidence.db") as old:
        for table in ("claim", "document", "mismatch"):
            query = f"SELECT count(*) FROM {table}"
            assert new.execute(query).fetchone() == old.execute(query).fetchone()


def test_a_backup_of_a_damaged_store_fails_and_says_so(call: Call, evidence: Path) -> None:
    with sqlite3.connect("evidence.db") as conn:
        conn.execute("UPDATE claim SET quote = 'something else' WHERE char_start IS NOT NULL")
    said = call("db", "backup", "copy")
    assert said.code == 1
    assert "the copy has" in said.lines[-1]
    assert "quote is not at its span" in said.lines[-1]


def test_a_backup_never_goes_into_a_folder_with_something_in_it(call: Call, evidence: Path) -> None:
    Path("copy").mkdir()
    Path("copy/file").write_text("mine")
    said = call("db", "backup", "copy")
    assert said.code == 2
    assert "is not empty" in said.err
    assert Path("copy/file").read_text() == "mine"


def test_doctor_finds_what_is_missing(call: Call, tmp_path: Path) -> None:
    Path("config.toml").write_text('contact = ""\n[store]\nurl = "sqlite:///none.db"\n')
    said = call("doctor", "--json")
    found = {(one["what"], one["state"]) for one in json.loads(said.out)}
    assert said.code == 1
    assert {("contact", "failing"), ("sources", "failing"), ("topics", "warning"), ("database", "warning")} <= found


def test_doctor_is_content_with_a_working_store(call: Call, evidence: Path) -> None:
    with Path("config.toml").open("a") as file:
        file.write('[sources.isrctn]\n[[topics]]\nname = "t"\nterms = ["x"]\n')
    said = call("doctor")
    assert said.code == 0
    assert "failing" not in said.out
    assert "last run" in said.out


def test_doctor_sees_a_clock_that_went_back(call: Call, evidence: Path) -> None:
    with sqlite3.connect("evidence.db") as conn:
        conn.execute("UPDATE run SET started_at = '2027-01-01 00:00:00.000000'")
    said = call("doctor", "--json")
    (last,) = [one for one in json.loads(said.out) if one["what"] == "last run"]
    assert last["state"] == "failing"
    assert "clock" in last["says"]
