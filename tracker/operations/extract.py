"""`tracker extract`: claims of many texts, without a database."""

import multiprocessing
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from scrapers import files
from scrapers._base import source_named
from scrapers._json import load
from tracker import claims
from tracker.clock import Clock
from tracker.errors import ConfigError, ReadError, TrackerError
from tracker.operations.run import completed
from tracker.pipeline._work import log
from tracker.records import Claim, Document, Problem
from tracker.text import canonical

CHUNK = 100
"""Documents that are read at once, by one worker."""
Item = files.ImportItem | Problem


def extract_file(path: Path, out: Path | None, workers: int = 1, *, explained: bool = False) -> int:
    """Read JSON lines from `path`, write their claims as JSON lines to `out` or stdout; returns the exit code.

    A bad line is reported with its number and the rest goes on (exit code 3). With more than one worker the documents
    are read by as many processes; what is written is the same. With `explained` every claim carries its reasons.
    Raises ConfigError when the file cannot be read or written, TrackerError when a worker ends before its work is done.
    """
    try:
        body = path.read_bytes()
        stream = out.open("wb") if out is not None else sys.stdout.buffer
    except OSError as error:
        raise ConfigError(f"{error.filename}: {error.strerror}", "name a readable and a writable file") from None
    bad = 0
    try:
        for written, problems in _read(_chunks(files.plan(path.name, body)), path, workers, explained):
            for problem in problems:
                log.warning("%s", problem)
            bad += len(problems)
            stream.write(written)
            stream.flush()
    finally:
        if out is not None:
            stream.close()
    return 3 if bad else 0


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _read(chunks: Iterator[list[Item]], path: Path, workers: int, explained: bool) -> Iterator[tuple[bytes, list[str]]]:
    """What `read_chunk` makes of each chunk, in order; at most two chunks for each worker are under way."""
    if workers == 1:
        yield from (read_chunk(chunk, path, explained) for chunk in chunks)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        under_way: deque[Future[tuple[bytes, list[str]]]] = deque()
        try:
            for chunk in chunks:
                under_way.append(pool.submit(read_chunk, chunk, path, explained))
                if len(under_way) >= 2 * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool:
            raise TrackerError(
                "a worker process ended before its work was done",
                "run it again, with fewer --workers when memory is short",
            ) from None


def read_chunk(chunk: list[Item], path: Path, explained: bool = False) -> tuple[bytes, list[str]]:
    """The lines that are written for some items of the file at `path`, and what was wrong with the others."""
    problems: list[str] = []
    documents: list[tuple[str, Document, bool]] = []
    for item in chunk:
        for one in _documents(item, path):
            if isinstance(one, Problem):
                problems.append(one.message)
            else:
                documents.append(one)
    found = claims.extract_many((document.text, document.passages) for _, document, _ in documents)
    lines = (
        _line(name, document, read, from_html, explained)
        for (name, document, from_html), read in zip(documents, found, strict=True)
    )
    return b"".join(lines), problems


def _documents(item: Item, path: Path) -> Iterator[tuple[str, Document, bool] | Problem]:
    """What an item holds as (id, document, whether its text came from HTML)."""
    try:
        if isinstance(item, files.ImportItem) and item.body is None:
            item = completed(item, path.parent)
        if isinstance(item, Problem):
            yield item
            return
        for document in source_named(item.source).parse(files.reply_of(item, Clock().now())):
            if isinstance(document, Problem):
                yield document
            else:
                yield document.native_id, document, item.role == "html" or _has_html(item)
    except ReadError as error:
        yield Problem(kind="unreadable", subject=path.name, message=f"{path.name}: {error}")


def _has_html(item: files.ImportItem) -> bool:
    return item.role == "jsonl-line" and load(item.body or b"{}", item.url).get("html") is not None


def _line(name: str, document: Document, found: list[Claim], from_html: bool, explained: bool) -> bytes:
    line: dict[str, Any] = {"id": name, "claims": [as_json(claim) for claim in found]}
    if explained:
        for claim, reasons in zip(line["claims"], claims.explain(document.text, found), strict=True):
            claim["explain"] = reasons
    if from_html:
        line["text"] = document.text
    return orjson.dumps(line, default=float, option=orjson.OPT_APPEND_NEWLINE)


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
