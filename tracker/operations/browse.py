"""`tracker browse`: the evidence database in a browser, with Datasette (extra `browse`), read-only on this machine."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from db import full_text
from db.doc import column_meanings, view_columns
from db.engine import view_files
from db.models import metadata as tables
from db.saved_queries import SEARCHED, saved_queries
from tracker.config import Config
from tracker.errors import ConfigError
from tracker.operations._open import reading

FACETS: Mapping[str, Sequence[str]] = {
    "v_documents": ("kind", "source"),
    "v_claims": ("type", "document_kind", "scope"),
    "v_links": ("state", "role", "method"),
    "v_open_mismatches": ("severity", "check_name", "source", "state"),
    "v_evidence_chain": ("check_name", "document_kind", "appears_first"),
    "v_registry_changes": ("type", "change", "source"),
    "v_press_without_trial": ("source",),
    "verdict": ("verdict", "check_name", "severity"),
}
"""Columns whose values are counted beside the rows."""
INNER = (
    "alembic_version", "heartbeat", "ledger", "slot", "story_pair", "story_print", "text_search", "text_search_key",
    "view_digest",
)  # fmt: skip
SETTINGS = {"suggest_facets": "off", "allow_download": "off", "sql_time_limit_ms": "20000", "default_page_size": "50"}


def browse(config: Config, port: int) -> int:
    """Serve the database on 127.0.0.1 until interrupted; returns the server's exit code.

    Raises ConfigError when Datasette is missing or the store is no SQLite file, StoreError when there is none.
    """
    file = database_file(config)
    if importlib.util.find_spec("datasette") is None:
        raise ConfigError("Datasette is not installed", "run `pip install 'evidence-tracker[browse]'`")
    with reading(config):
        pass
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "metadata.json"
        described.write_text(json.dumps(description(file.stem)), "utf-8")
        settings = [word for pair in SETTINGS.items() for word in ("--setting", *pair)]
        return subprocess.call(
            [sys.executable, "-m", "datasette", "serve", str(file), "--host", "127.0.0.1", "--port", str(port),
             "--metadata", str(described), *settings]
        )  # fmt: skip


def database_file(config: Config) -> Path:
    """The SQLite file of the store; raises ConfigError for another database."""
    if not config.store.url.startswith("sqlite"):
        raise ConfigError(
            "`tracker browse` opens SQLite files, and store.url is a PostgreSQL database",
            "use `tracker query`, `tracker sql` or any PostgreSQL tool: tables and columns carry their descriptions",
        )
    return Path(config.store.url.partition(":///")[2])


def description(database: str) -> dict[str, Any]:
    """Datasette's metadata for the file `database`.db: what tables, views and columns mean, facets, saved queries."""
    described: dict[str, Any] = {}
    for name, columns in view_columns().items():
        meanings = column_meanings(name)
        head = [line[3:] for line in view_files()[name].splitlines() if line.startswith("-- ")]
        said = " ".join(line for line in head if not line.startswith("column: "))
        described[name] = {"description": said, "columns": {column: meanings[column] for column in columns}}
    for table in tables.sorted_tables:
        described[table.name] = {"columns": {column.name: column.comment or "" for column in table.columns}}
    described["searched_text"] = {
        "description": "Full-text search: the standing texts and the fields of records, by their words.",
        "columns": dict(full_text.COLUMNS),
        "fts_table": "text_search",
        "fts_pk": "id",
        "sort": "id",
    }
    for name in INNER:
        described.setdefault(name, {})["hidden"] = True
    for name, facets in FACETS.items():
        described[name]["facets"] = list(facets)
    queries = {
        one.name: {
            "sql": SEARCHED.sub(r"text_search(escape_fts(:\1))", one.sql),  # a function of Datasette
            "title": one.name,
            "description": one.title,
        }
        for one in saved_queries().values()
    }
    return {
        "title": "Evidence tracker",
        "description": "It compares documents; it does not know which of them is right.",
        "databases": {database: {"tables": described, "queries": queries}},
    }
