"""`tracker db redact` and `tracker db grant-readonly`: what is gone is gone everywhere, and who may read only reads."""

import json
import sqlite3
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import Call
from tests.loopback import Loopback
from tests.pipeline.stores import PatientClock, ask, config_in, go, rows, write_config
from tests.pipeline.webs import article, pages_of, play_feed, play_pages, study, tables

SAID = "The trial (registered as NCT99999901) randomised 64 people to drops."


def blob_of(folder: Path) -> str:
    config = config_in(folder, f"sqlite:///{folder}/evidence.db")
    of_story = "JOIN document d ON d.id = v.document_id WHERE d.native_id LIKE '%/more'"
    query = f"SELECT v.blob_sha256 FROM version v {of_story}"
    ((found,),) = ask(config, query)
    return str(found)


def everything(folder: Path) -> str:
    """Every row, blob and page."""
    files = [p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".db", ".db-wal", ".db-shm")]
    held = [line for found in rows(f"sqlite:///{folder}/evidence.db", without=()).values() for line in found]
    return "\n".join([*held, *(p.read_bytes().decode("utf-8", "replace") for p in files)])


def test_a_redacted_capture_can_be_read_nowhere_and_the_store_is_sound(call: Call, evidence: Path) -> None:
    blob = blob_of(evidence)
    assert "randomised 64 people" in everything(evidence)
    assert call("db", "redact", blob[:10], "--reason", "names a patient").code == 0
    assert call("run", "--offline").code == 0
    held = everything(evidence)
    assert "64 people" not in held
    assert "More people than registered" not in held
    assert f"'{blob}'" in held
    assert "names a patient" in held
    assert call("db", "verify").out == "sound\n"
    config = config_in(evidence, f"sqlite:///{evidence}/evidence.db")
    assert ask(config, "SELECT count(*) FROM blob WHERE redacted_at IS NOT NULL") == [(1,)]
    assert len(json.loads(call("links", "--json").out)) == 6
    assert call("db", "backup", "copy").code == 0
    assert (evidence / "copy" / "blobs" / blob[:2] / f"{blob}.redacted").exists()
    assert call("db", "redact", blob, "--reason", "names a patient").code == 0  # again, after an interruption


@pytest.mark.parametrize(
    ("blob", "reason", "says"),
    [
        ("abc", "x", "too short"),
        ("0" * 64, "x", "there is no blob"),
        ("0" * 8 + "%", "x", "no blob"),
        ("a" * 8, " ", "--reason"),
    ],
)
def test_what_cannot_be_redacted_is_said(call: Call, evidence: Path, blob: str, reason: str, says: str) -> None:
    said = call("db", "redact", blob, "--reason", reason)
    assert (said.code in (1, 2), len(said.lines)) == (True, 1)
    assert says in said.err


def test_verify_sees_an_unfinished_redaction(call: Call, evidence: Path) -> None:
    blob = blob_of(evidence)
    with sqlite3.connect(evidence / "evidence.db") as conn:
        conn.execute("UPDATE blob SET redacted_at = stored_at WHERE sha256 = ?", [blob])
    found = json.loads(call("db", "verify", "--json").out)
    assert [one["kind"] for one in found] == [
        "text of a redacted blob can still be read",
        "redacted blob is not marked as such in store.blobs",
    ]
    assert all("tracker db redact" in one["remedy"] for one in found)


def test_the_same_bytes_are_not_stored_again(call: Call, tmp_path: Path, web: Loopback) -> None:
    play_pages(web, pages_of([study("NCT99999901", size=40, size_type="ACTUAL")], 1))
    play_feed(web, {"/more": article("More people than registered", SAID)}, etags=True)
    config = config_in(
        tmp_path, f"sqlite:///{tmp_path}/evidence.db", tables(web.url(""), "clinicaltrials_gov", "example_news")
    )
    assert go(config).state == "finished"
    blob = blob_of(tmp_path)
    write_config(
        tmp_path, f"sqlite:///{tmp_path}/evidence.db", tables(web.url(""), "clinicaltrials_gov", "example_news")
    )
    assert call("db", "redact", blob, "--reason", "r").code == 0
    assert go(config, PatientClock()).state == "finished"
    assert "64 people" not in everything(tmp_path)
    assert call("db", "verify").out == "sound\n"


def test_an_analyst_reads_and_changes_nothing(call: Call, tmp_path: Path, pg_database: str) -> None:
    write_config(tmp_path, pg_database)
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "The phase 2 trial randomised 30 people."}\n')
    assert call("import", "a.jsonl").code == 0
    assert call("db", "grant-readonly", "Bad; name").code == 2
    assert call("db", "grant-readonly", "analyst_of_test").code == 0
    assert call("db", "grant-readonly", "analyst_of_test").code == 0
    assert call("db", "upgrade").code == 0
    mine = pg_database.replace("//postgres:", "//analyst_of_test:")
    write_config(tmp_path, mine)
    said = call("sql", "SELECT people FROM v_sample_sizes", "--format", "csv")
    assert said.out == "people\n30\n"
    assert call("mismatches").code == 0
    assert call("search", "randomised").out.endswith("1 document\n")
    refused = call("run", "--offline")
    assert (refused.code, len(refused.lines)) == (1, 1)
    assert "may" in refused.err
    with psycopg.connect(mine.replace("postgresql+psycopg://", "postgresql://")) as conn:
        assert conn.execute("SHOW statement_timeout").fetchone() == ("1min",)
        for statement in (
            "SET default_transaction_read_only = off; COMMIT; DELETE FROM claim",
            "SET TRANSACTION READ WRITE; CREATE TABLE mine (x integer)",
            "SELECT pg_read_file('/etc/passwd')",
        ):
            with pytest.raises(psycopg.Error):
                conn.execute(statement)
            conn.rollback()
    write_config(tmp_path, pg_database)
    with psycopg.connect(pg_database.replace("postgresql+psycopg://", "postgresql://")) as conn:
        conn.execute("DROP OWNED BY analyst_of_test; DROP ROLE analyst_of_test")


def test_sqlite_has_no_accounts(call: Call, evidence: Path) -> None:
    said = call("db", "grant-readonly", "analyst")
    assert (said.code, len(said.lines)) == (2, 1)
