"""`tracker export`: what the database says, as files for other programs; and the stored captures as a WARC."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from db import tables
from db.doc import view_columns
from db.store.blobs import BlobStore
from tracker.config import Config
from tracker.errors import ConfigError, StoreError
from tracker.http import Recorded, write_warc
from tracker.operations._open import reading
from tracker.records import Request
from tracker.text import csv_line

FORMS = ("csv", "jsonl", "parquet", "warc")
UNSTABLE = frozenset({"v_source_health"})
"""Views about the running of the program rather than about evidence."""
BATCH = 10_000
Write = Callable[[Path, Sequence[str], Iterator[tuple[Any, ...]]], int]


def export(config: Config, form: str, out: Path, views: Sequence[str] = ()) -> dict[str, int]:
    """Write `views` (default: all about evidence) into the folder `out`, a file each; returns rows per file.

    Rows stand in a fixed order, so that the same database gives the same bytes. Texts and captures are not in them:
    quotes, sentences, hashes and addresses are. With `form` warc, `out` becomes one file of every stored answer with
    its bytes: for the archive of whoever runs this, not for publication. Raises ConfigError for an unknown name.
    """
    known = [name for name in view_columns() if name not in UNSTABLE]
    if form not in FORMS:
        raise ConfigError(f"there is no format '{form}'", f"use one of {', '.join(FORMS)}")
    for name in views:
        if name not in view_columns():
            raise ConfigError(f"--view: there is no view '{name}'", f"use one of {', '.join(known)}")
    with reading(config) as conn:
        if form == "warc":
            return {out.name: _warc(conn, config, out)}
        write, written = _writer(form), {}
        out.mkdir(parents=True, exist_ok=True)
        for name in views or known:
            path = out / f"{name.removeprefix('v_')}.{form}"
            columns = view_columns()[name]
            written[path.name] = write(path, columns, _rows(conn, name, columns))
    return written


def _writer(form: str) -> Write:
    if form == "parquet":
        try:
            import pyarrow  # noqa: F401
        except ModuleNotFoundError:
            remedy = "pip install 'evidence-tracker[parquet]'"
            raise ConfigError("Parquet files need pyarrow, which is not installed", remedy) from None
        return _parquet
    return _csv if form == "csv" else _jsonl


def _rows(conn: Connection, view: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a view, sorted by their own content as text: the order does not depend on the database."""
    names = ", ".join(f'"{name}"' for name in columns)
    found = conn.execute(text(f"SELECT {names} FROM {view}"))  # noqa: S608 (a view of ours)
    plain = [tuple(map(_plain, row)) for row in found]
    yield from sorted(plain, key=lambda row: [("" if cell is None else str(cell)) for cell in row])


def _plain(value: Any) -> Any:
    """A value as both databases can give it: whole numbers whole, JSON as JSON, moments as text."""
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True)
        except ValueError:
            return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value) if isinstance(value, date) else value  # a moment too: 2026-11-20 02:30:00+00:00


def _csv(path: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_line(columns))
        for row in rows:
            file.write(csv_line(row))
            count += 1
    return count


def _jsonl(path: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _parquet(path: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    import pyarrow
    from pyarrow import parquet

    table: dict[str, list[Any]] = {name: [] for name in columns}
    for row in rows:
        for name, cell in zip(columns, row, strict=True):
            table[name].append(cell)
    arrays = {name: _column(pyarrow, cells) for name, cells in table.items()}
    parquet.write_table(pyarrow.table(arrays), path)
    return len(next(iter(table.values()), []))


def _column(pyarrow: Any, cells: list[Any]) -> Any:
    """Numbers as numbers where all are, else text."""
    if all(cell is None or isinstance(cell, int | float) for cell in cells):
        return pyarrow.array([None if cell is None else float(cell) for cell in cells], pyarrow.float64())
    return pyarrow.array([None if cell is None else str(cell) for cell in cells], pyarrow.string())


def _warc(conn: Connection, config: Config, out: Path) -> int:
    blobs, count = BlobStore(config.store.blobs), 0

    def exchanges() -> Iterator[Recorded]:
        nonlocal count
        fetch = tables.fetch
        kept = select(tables.blob.c.sha256).where(tables.blob.c.redacted_at.is_(None))
        query = select(fetch).where(fetch.c.blob_sha256.in_(kept), fetch.c.url.like("http%"))
        for row in conn.execute(query.order_by(fetch.c.fetched_at, fetch.c.id)).mappings():
            request = Request(url=row["url"], method=row["method"], role=row["role"])
            yield request, row["status"], row["headers"] or {}, blobs.get(row["blob_sha256"]), row["fetched_at"]
            count += 1

    try:
        write_warc(out, exchanges())
    except OSError as error:
        raise StoreError(f"cannot write {out}: {error.strerror}", "name a file in a folder that exists") from None
    return count
