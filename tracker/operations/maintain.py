"""Maintenance: the schema, and whether everything stored is still what it claims to be."""

from typing import Any

from sqlalchemy import text

from db import full_text
from db.engine import head_revision, open_engine, upgrade
from db.read import status
from db.store.blobs import BlobStore
from tracker.config import Config
from tracker.errors import StoreError
from tracker.operations._open import reading, writing

MISPLACED = """
SELECT c.id FROM claim c JOIN text t ON t.id = c.text_id
WHERE c.char_start IS NOT NULL AND substr(t.text, c.char_start + 1, c.char_end - c.char_start) <> c.quote
ORDER BY c.id
"""
STILL_READABLE = """
SELECT t.id FROM text t JOIN version v ON v.id = t.version_id JOIN blob b ON b.sha256 = v.blob_sha256
WHERE b.redacted_at IS NOT NULL AND t.text <> '' ORDER BY t.id
"""
ORPHANS = {
    "outcome without its claim": "SELECT o.id FROM outcome o LEFT JOIN claim c ON c.id = o.id WHERE c.id IS NULL",
    "text without version": "SELECT t.id FROM text t LEFT JOIN version v ON v.id = t.version_id WHERE v.id IS NULL",
    "document without version": "SELECT d.id FROM document d LEFT JOIN version v ON v.document_id = d.id"
    " WHERE v.id IS NULL",
    "two current versions": "SELECT document_id FROM version WHERE seen_to IS NULL GROUP BY document_id"
    " HAVING count(*) > 1",
    "ledger entry of a text that is gone": "SELECT l.input_id FROM ledger l LEFT JOIN text t ON t.id = l.input_id"
    " WHERE l.stage = 'extract' AND t.id IS NULL",
}


def upgrade_store(config: Config) -> str:
    """Make or update the database; returns what was done in one line. Raises StoreError."""
    engine = open_engine(config.store.url)
    try:
        changed = upgrade(engine)
    finally:
        engine.dispose()
    return f"schema {head_revision()}: {'made or updated' if changed else 'already up to date'}"


def reindex(config: Config) -> str:
    """Make the full-text index anew; returns what was done in one line. Raises StoreError."""
    with writing(config) as conn:
        return f"{full_text.rebuild(conn)} texts can be searched"


def verify(config: Config) -> list[dict[str, Any]]:
    """What is wrong with the store: quotes that do not stand where they should, blobs missing or damaged, orphans.

    Each finding has kind, subject and remedy; an empty list means sound.
    """
    found: list[dict[str, Any]] = []
    with reading(config) as conn:
        for row in conn.execute(text(MISPLACED)):
            found.append(_finding("quote is not at its span", row[0], "run `tracker run --only extract`"))
        for kind, query in ORPHANS.items():
            for row in conn.execute(text(query)):
                found.append(_finding(kind, row[0], "restore a backup, or report it"))
        for text_id in full_text.unsound(conn):
            found.append(
                _finding("text is not in the full-text index as it stands", text_id, "run `tracker db reindex`")
            )
        if conn.dialect.name == "sqlite":
            for row in conn.exec_driver_sql("PRAGMA foreign_key_check"):
                found.append(_finding("broken reference", f"{row[0]} row {row[1]}", "restore a backup"))
        blobs = BlobStore(config.store.blobs)
        again = "run `tracker db redact` again for its blob"
        for row in conn.execute(text(STILL_READABLE)):
            found.append(_finding("text of a redacted blob can still be read", row[0], again))
        for gone in status.rows(conn, "SELECT sha256 FROM blob WHERE redacted_at IS NOT NULL ORDER BY sha256"):
            if not blobs.is_redacted(gone["sha256"]):
                found.append(_finding("redacted blob is not marked as such in store.blobs", gone["sha256"], again))
        kept = status.rows(conn, "SELECT sha256 FROM blob WHERE redacted_at IS NULL ORDER BY sha256")
        for blob in kept:
            try:
                blobs.get(blob["sha256"])
            except StoreError as error:
                found.append(_finding("blob", error.problem, error.remedy))
    return found


def _finding(kind: str, subject: Any, remedy: str) -> dict[str, Any]:
    return {"kind": kind, "subject": str(subject), "remedy": remedy}
