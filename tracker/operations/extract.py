"""`tracker extract`: claims of many texts, without a database."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import orjson

from scrapers import files
from scrapers._base import source_named
from scrapers._json import load
from tracker import claims
from tracker.clock import Clock
from tracker.errors import ConfigError, ReadError
from tracker.operations.run import completed
from tracker.pipeline._work import log
from tracker.records import Claim, Document, Problem
from tracker.text import canonical

BATCH = 200


def extract_file(path: Path, out: Path | None) -> int:
    """Read JSON lines from `path`, write their claims as JSON lines to `out` or stdout; returns the exit code.

    A bad line is reported with its number and the rest goes on (exit code 3). Raises ConfigError when the file cannot
    be read or written.
    """
    try:
        body = path.read_bytes()
        stream = out.open("w", encoding="utf-8") if out is not None else sys.stdout
    except OSError as error:
        raise ConfigError(f"{error.filename}: {error.strerror}", "name a readable and a writable file") from None
    bad = 0
    try:
        batch: list[tuple[str, Document, bool]] = []
        for item in _documents(path, body):
            if isinstance(item, Problem):
                bad += 1
                log.warning("%s", item.message)
                continue
            batch.append(item)
            if len(batch) == BATCH:
                _write(stream, batch)
                batch = []
        _write(stream, batch)
    finally:
        if out is not None:
            stream.close()
    return 3 if bad else 0


def _documents(path: Path, body: bytes) -> Iterator[tuple[str, Document, bool] | Problem]:
    """Each line as (id, document, whether its text came from HTML)."""
    for item in files.plan(path.name, body):
        try:
            if isinstance(item, files.ImportItem) and item.body is None:
                item = completed(item, path.parent)
            if isinstance(item, Problem):
                yield item
                continue
            for document in source_named(item.source).parse(files.reply_of(item, Clock().now())):
                if isinstance(document, Problem):
                    yield document
                else:
                    yield document.native_id, document, item.role == "html" or _has_html(item)
        except ReadError as error:
            yield Problem(kind="unreadable", subject=path.name, message=f"{path.name}: {error}")


def _has_html(item: files.ImportItem) -> bool:
    return item.role == "jsonl-line" and load(item.body or b"{}", item.url).get("html") is not None


def _write(stream: TextIO, batch: list[tuple[str, Document, bool]]) -> None:
    read = claims.extract_many((document.text, document.passages) for _, document, _ in batch)
    for (name, document, from_html), found in zip(batch, read, strict=True):
        line: dict[str, Any] = {"id": name, "claims": [as_json(claim) for claim in found]}
        if from_html:
            line["text"] = document.text
        stream.write(orjson.dumps(line, default=float).decode() + "\n")


def as_json(claim: Claim) -> dict[str, Any]:
    """A claim in the form that `tracker extract` writes; offsets are into the canonical text."""
    return {
        "type": claim.type,
        "value": claim.value,
        "low": _number(claim.low),
        "high": _number(claim.high),
        "unit": claim.unit,
        "kind": claim.kind,
        "arm": claim.arm,
        "outcome": claim.outcome,
        "timepoint_days": _number(claim.timepoint_days),
        "comparator": claim.comparator,
        "scope": claim.scope,
        "status": claim.status,
        "passage": claim.passage,
        "start": claim.start,
        "end": claim.end,
        "quote": canonical(claim.quote),
        "confidence": claim.confidence,
    }


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
