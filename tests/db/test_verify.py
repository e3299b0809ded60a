"""`tracker db verify` is silent about a sound store and names what is not sound."""

from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import head_revision
from db.store.blobs import BlobStore
from tests.db.stores import Store
from tracker.config import Config, Store as StoreConfig
from tracker.operations.maintain import upgrade_store, verify
from tracker.records import Claim

TEXT = "😀 30 people"


@pytest.fixture
def config(store: Store, tmp_path: Path) -> Config:
    """The configuration of a sound store with a document and a claim."""
    doc_id = store.document("a", TEXT)
    store.claim(doc_id, Claim(type="sample_size", raw="30 people", quote="30 people", start=2, end=11))
    blobs = BlobStore(str(tmp_path / "blobs"))
    assert blobs.put(f"a{TEXT}0".encode()) == store.column("SELECT sha256 FROM blob")[0]
    return Config(store=StoreConfig(url=store.url, blobs=str(tmp_path / "blobs"), report=tmp_path / "report"))


def change(store: Store, sql: str) -> None:
    with store.engine.begin() as conn:
        assert conn.execute(text(sql)).rowcount == 1


def found(config: Config) -> list[tuple[str, str]]:
    return [(finding["kind"], finding["remedy"]) for finding in verify(config)]


def test_a_sound_store(config: Config) -> None:
    assert verify(config) == []
    assert upgrade_store(config) == f"schema {head_revision()}: already up to date"


def test_a_quote_that_is_not_where_it_should_be(store: Store, config: Config) -> None:
    change(store, "UPDATE claim SET char_start = char_start + 1")
    assert found(config) == [("quote is not at its span", "run `tracker run --only extract`")]


def test_damaged_missing_and_redacted_bytes(store: Store, config: Config, tmp_path: Path) -> None:
    (path,) = (tmp_path / "blobs").glob("*/*")
    path.write_bytes(b"other")
    (finding,) = verify(config)
    assert (finding["kind"], finding["subject"]) == ("blob", f"blob {path.name[:12]} is damaged")
    path.unlink()
    assert [finding["subject"] for finding in verify(config)] == [f"blob {path.name[:12]} is missing"]
    change(store, "UPDATE blob SET redacted_at = stored_at")
    assert [kind for kind, _ in found(config)] == [
        "text of a redacted blob can still be read",
        "redacted blob is not marked as such in store.blobs",
    ]
    change(store, "UPDATE claim SET quote = '', char_start = 0, char_end = 0")
    change(store, "UPDATE text SET text = ''")
    BlobStore(str(tmp_path / "blobs")).redact(path.name)
    assert verify(config) == []


def test_rows_that_lost_what_they_belong_to(store: Store, config: Config) -> None:
    change(
        store,
        "INSERT INTO document (id, source, native_id, kind, first_seen_at)"
        " SELECT 'lost', source, 'lost', kind, first_seen_at FROM document",
    )
    change(
        store,
        "INSERT INTO version (id, document_id, seq, origin, fetch_id, blob_sha256, seen_from)"
        " SELECT 'second', document_id, 7, origin, fetch_id, blob_sha256, seen_from FROM version",
    )
    change(
        store,
        "INSERT INTO ledger (stage, input_id, fingerprint, done_at, results)"
        " SELECT 'extract', 'lost', 'x', stored_at, 0 FROM blob",
    )
    assert [kind for kind, _ in found(config)] == [
        "document without version",
        "two current versions",
        "ledger entry of a text that is gone",
    ]
