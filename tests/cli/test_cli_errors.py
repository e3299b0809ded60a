"""What cannot be done is one clear line on stderr, the documented exit code, and no traceback."""

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call, Said, warned
from tests.pipeline.stores import ask, config_in, write_config


def refused(said: Said, code: int, *words: str) -> None:
    """One line on stderr that holds `words`, and nothing on stdout."""
    assert (said.code, said.out, len(said.lines)) == (code, "", 1), said
    assert said.err.startswith("tracker: ")
    for word in words:
        assert word in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["show", "NCT00000000"], 1, "NCT00000000"),
        (["links", "--of", "nobody"], 1, "nobody"),
        (["links", "accept", "nobody", "NCT99999901", "--reason", "r"], 1, "nobody"),
        (["links", "accept", "ISRCTN99999901", "nothing", "--reason", "r"], 1, "nothing"),
        (["links", "reject", "ISRCTN99999901", "NCT99999901", "--reason", " "], 2, "--reason"),
        (["review", "mismatch-0", "dismiss", "--reason", "r"], 1, "mismatch-0"),
        (["review", "mismatch-0", "forget"], 2, "forget"),
        (["mismatches", "--trial", "NCT00000000"], 1, "NCT00000000"),
        (["mismatches", "--since", "yesterday"], 2, "yesterday"),
        (["mismatches", "--min-severity", "huge"], 2, "huge"),
        (["mismatches", "--state", "lost"], 2, "lost"),
        (["mismatches", "--verdict", "false"], 2, "false"),
        (["run", "--source", "nowhere"], 2, "nowhere"),
        (["run", "--topic", "nothing"], 2, "nothing"),
        (["run", "--only", "dance"], 2, "dance"),
        (["run", "--replay", "none.warc"], 2, "none.warc"),
        (["import", "none.jsonl"], 2, "none.jsonl"),
        (["extract", "none.jsonl"], 2, "none.jsonl"),
        (["sql", "SELECT 1", "--format", "xml"], 2, "xml"),
        (["sql", "SELECT * FROM nowhere"], 1, "nowhere"),
        (["sql", "DELETE FROM claim"], 1, "reading"),
        (["sql", "PRAGMA journal_mode = DELETE"], 1, "reading"),
        (["--config", "none.toml", "status"], 2, "none.toml"),
    ],
)
def test_unknown_names_and_values(call: Call, evidence: Path, arguments: list[str], code: int, named: str) -> None:
    refused(call(*arguments), code, named)


COMMANDS = (
    ["show", "NCT99999901"],
    ["mismatches"],
    ["links"],
    ["status"],
    ["sql", "SELECT 1"],
    ["db", "verify"],
    ["review", "m", "dismiss", "--reason", "r"],
    ["links", "accept", "a", "b", "--reason", "r"],
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_missing_database_is_said_and_not_made(call: Call, tmp_path: Path, arguments: list[str]) -> None:
    write_config(tmp_path, "sqlite:///none.db")
    refused(call(*arguments), 1, "there is no database", "tracker run")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_an_empty_database_names_the_command_that_fills_it(call: Call, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    write_config(tmp_path, "sqlite:///empty.db")
    refused(call(*arguments), 1, "is empty", "tracker run")


@pytest.mark.parametrize("arguments", [*COMMANDS, ["run", "--offline"], ["db", "upgrade"]], ids=" ".join)
def test_a_file_that_is_no_database_is_left_alone(call: Call, tmp_path: Path, arguments: list[str]) -> None:
    body = b"Dear diary, nothing agreed today.\n" * 40
    (tmp_path / "diary.db").write_bytes(body)
    write_config(tmp_path, "sqlite:///diary.db")
    refused(call(*arguments), 1, "not a database", "store.url")
    assert (tmp_path / "diary.db").read_bytes() == body


def test_a_read_only_sqlite_file_can_be_read_and_not_written(
    call: Call, evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is opened as one without write permission is (which a test run by root cannot have)."""
    connect = sqlite3.connect

    def without_permission(path: str, **named: Any) -> sqlite3.Connection:
        plain = path if path.startswith("file:") else f"file:{path}?mode=ro"
        return connect(plain, **{**named, "uri": True})

    monkeypatch.setattr("db.engine.sqlite3.connect", without_permission)
    (mismatch,) = json.loads(call("mismatches", "--json").out)
    refused(call("review", mismatch["id"], "dismiss", "--reason", "r"), 1, "readonly", "writable")
    refused(call("run", "--offline"), 1, "readonly", "writable")


def test_a_read_only_postgres_database(call: Call, tmp_path: Path, pg_database: str) -> None:
    write_config(tmp_path, pg_database)
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "The trial randomised 30 people."}\n')
    assert call("import", "a.jsonl").code == 0
    import sqlalchemy

    engine = sqlalchemy.create_engine(pg_database, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(f'ALTER DATABASE "{engine.url.database}" SET default_transaction_read_only = on')
    engine.dispose()
    assert call("sql", "SELECT 1").code == 0
    refused(call("run", "--offline"), 1, "read-only", "may write")


def test_a_postgres_server_that_is_not_there(call: Call, tmp_path: Path) -> None:
    write_config(tmp_path, "postgresql://somebody:secret@127.0.0.1:1/evidence")
    said = call("status")
    refused(said, 1, "database", "server is up")
    assert "secret" not in said.err


# Files ----------------------------------------------------------------------------------------------------------------

LINES = (
    '{"id": "good", "text": "The trial randomised 30 people."}\n'
    '{"id": "none"}\n'
    "not json\n"
    '{"id": "both", "text": "x", "html": "<p>y</p>"}\n'
    "\n"
    '{"id": "sibling", "file": "missing.txt"}\n'
    '{"id": "escape", "file": "../../secret.txt"}\n'
    '{"id": "nul", "file": "a\\u0000b.txt"}\n'
    '{"id": "kind", "text": "x", "kind": "gossip"}\n'
    '{"id": "good", "text": "again"}\n'
    '{"id": "last", "text": "It has 31 people."}\n'
)
COMPLAINTS = ("line 2:", "line 3:", "line 4:", "missing.txt", "line 7:", "#nul", "line 9:", "line 10:")


def test_bad_lines_are_named_and_the_rest_is_imported(call: Call, tmp_path: Path) -> None:
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db")
    (tmp_path / "d.jsonl").write_text(LINES)
    (tmp_path.parent / "secret.txt").write_text("It has 666 people.")
    said = call("import", "d.jsonl")
    assert said.code == 0
    assert [next((c for c in COMPLAINTS if c in line), line) for line in sorted(warned(said), key=_order)] == list(
        COMPLAINTS
    )
    assert ask(config, "SELECT native_id FROM document ORDER BY 1") == [("good",), ("last",)]
    assert len(ask(config, "SELECT id FROM issue")) == len(COMPLAINTS)


def _order(line: str) -> int:
    return next((n for n, complaint in enumerate(COMPLAINTS) if complaint in line), -1)


def test_bad_lines_are_named_and_the_rest_is_extracted(call: Call, tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text(LINES)
    said = call("extract", "d.jsonl")
    assert said.code == 3
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["good", "last"]
    assert [next((c for c in COMPLAINTS if c in line), line) for line in sorted(said.lines, key=_order)] == list(
        COMPLAINTS
    )


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("letter.docx", b"PK\x03\x04 and so on", "not a format"),
        ("cut.jsonl.gz", gzip.compress(b'{"id": "a", "text": "x"}\n' * 50, mtime=0)[:-20], "cut off"),
        ("not.jsonl.gz", b"no gzip", "gzip"),
        ("broken.warc", b"WARC/1.1\r\nnothing", "nothing in it"),
        ("empty.jsonl", b"\n", "nothing in it"),
        ("empty.txt", b"  \n", "empty"),
        ("noise.txt", bytes(range(32)) * 40, "not a text"),
        ("login.html", b"<html><body><p>Log in</p></body></html>", "not an article"),
        ("cut.json", b'{"protocolSection": {"identificationModule": {"nctId": "NCT999', "cut off"),
        ("other.xml", b'<allTrials xmlns="http://www.67bricks.com/isrctn"><fullTrial>', "cut off"),
    ],
)
def test_files_that_are_something_else_are_one_line_each(
    call: Call, tmp_path: Path, name: str, body: bytes, word: str
) -> None:
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(body)
    (folder / "zz.txt").write_text("The trial randomised 30 people.")
    said = call("import", "in")
    assert said.code in (0, 3)
    assert len(warned(said)) == 1, said.err
    assert word in said.err
    assert "Traceback" not in said.err
    assert len(ask(config, "SELECT id FROM issue")) == 1
    assert ask(config, "SELECT native_id FROM document") == [("zz.txt",)]


def test_a_folder_with_nothing_of_use_has_failed_and_the_run_says_so(call: Call, tmp_path: Path) -> None:
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db")
    (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04")
    assert call("import", "letter.docx").code == 3
    assert ask(config, "SELECT state FROM run") == [("partial",)]


def test_a_gzip_bomb_is_left_packed(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.files._MOST_BYTES", 100_000)
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db")
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b'{"id": "a", "text": "' + b" " * 3_000_000 + b'"}'))
    said = call("import", "bomb.jsonl.gz")
    assert (said.code, len(warned(said))) == (3, 1)
    assert "larger than" in said.err


def test_nul_bytes_and_half_characters_keep_their_places(call: Call, tmp_path: Path, store_url: str) -> None:
    config = config_in(tmp_path, store_url)
    text = "A\x00B \ud800 the trial randomised 30 people\x00."
    (tmp_path / "d.jsonl").write_text(json.dumps({"id": "odd\x00\udfff", "title": "T\x00", "text": text}) + "\n")
    said = call("import", "d.jsonl")
    assert (said.code, warned(said)) == (0, [])
    ((held, start, end, quote),) = ask(
        config,
        "SELECT t.text, c.char_start, c.char_end, c.quote FROM claim c JOIN text t ON t.id = c.text_id"
        " WHERE c.type = 'sample_size'",
    )
    assert (len(held), held[start:end], quote) == (len(text), "30 people", "30 people")
    assert held == "A\ufffdB \ufffd the trial randomised 30 people\ufffd."
