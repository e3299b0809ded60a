"""Parse: stored bytes become documents, versions and texts. No network, and the same bytes always give the same."""

import hashlib
import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from db.read import work as read
from db.store import documents, runs
from scrapers._base import all_sources, source_named
from tracker.errors import ReadError
from tracker.pipeline._work import Tally, Work, code_fingerprint, log
from tracker.records import Document, Official, Problem

LIBRARIES = ("trafilatura", "lxml", "feedparser", "beautifulsoup4", "warcio")


def parse_stage(work: Work) -> Tally:
    """Read every stored answer that the present scrapers have not read yet."""
    tally = Tally()
    fingerprints = {name: reader_fingerprint(name) for name in all_sources()}
    with work.reading() as conn:
        rows = read.unparsed(conn, fingerprints)
    for row in rows:
        work.pulse()
        _parse_one(work, row, fingerprints[row.reader], tally)
    return tally


def _parse_one(work: Work, row: Row[Any], fingerprint: str, tally: Tally) -> None:
    """Read one stored answer and enter what it says, with the ledger, in one transaction."""
    found, problems = _read(row, work.blobs.get(row.blob_sha256))
    kind = work.config.sources[row.source].kind if row.source in work.config.sources else None
    if kind is not None and kind != source_named(row.reader).kind:
        found = [document.model_copy(update={"kind": kind}) for document in found]
    now = work.clock.now()
    with work.writing() as conn:
        origin = documents.Origin(row.source, row.id, row.blob_sha256, row.fetched_at, f"{row.reader}@{fingerprint}")
        new = documents.save_documents(conn, origin, found, now)
        tally.problems += runs.save_problems(conn, row.source, problems, now)
        runs.save_ledger(conn, "parse", {row.id: len(found)}, fingerprint, now)
    tally.done += new
    for problem in problems:
        log.warning("%s: %s", row.source, problem.message)


def _read(row: Row[Any], body: bytes) -> tuple[list[Document], list[Problem]]:
    problems: list[Problem] = []
    found: dict[tuple[str, Official | None], Document] = {}
    try:
        for item in source_named(row.reader).parse(read.reply_of(row, body)):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                key = (item.native_id, item.official)
                if key in found and found[key] != item:
                    problems.append(_twice(row.url, item.native_id))
                found[key] = item
    except ReadError as error:
        problems.append(Problem(kind="unreadable", subject=row.url, message=f"{row.url}: {error}"))
    except Exception as error:  # a parser's fault must not cost the other documents of the night
        log.debug("unexpected error in a parser", exc_info=True)
        message = f"{row.url}: unexpected {type(error).__name__}: {error}"
        problems.append(Problem(kind="parser_error", subject=row.url, message=message))
    return list(found.values()), problems


def _twice(url: str, native_id: str) -> Problem:
    message = f"{url}: has {native_id} twice with different content; the last one counts"
    return Problem(kind="duplicate", subject=f"{url} {native_id}", message=message)


@cache
def reader_fingerprint(name: str) -> str:
    """Hash of everything that decides how a scraper reads: its module, those it imports, the parsing libraries."""
    digest = hashlib.sha256(code_fingerprint("text.py", "records.py").encode())
    folder = Path(__file__).resolve().parents[2] / "scrapers"
    for module in sorted(_modules(folder, name)):
        digest.update((folder / f"{module}.py").read_bytes())
    digest.update("".join(_library_versions(LIBRARIES)).encode())
    return digest.hexdigest()[:16]


def _library_versions(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"{name}={importlib.metadata.version(name)};"


def _modules(folder: Path, name: str) -> set[str]:
    """`name` and the scraper modules that it imports, directly or not (_base describes sources and reads nothing)."""
    found: set[str] = set()
    pending = [name]
    while pending:
        module = pending.pop()
        if module in found or module == "_base" or not (folder / f"{module}.py").exists():
            continue
        found.add(module)
        source = (folder / f"{module}.py").read_text("utf-8")
        pending += re.findall(r"from scrapers\.(\w+) import", source)
        for line in re.findall(r"from scrapers import (.+)", source):
            pending += re.findall(r"\w+", line)
    return found
