"""`tracker run`, `tracker import` and `tracker demo`."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from db.store import fetches, runs
from scrapers import files
from scrapers._base import Source, source_named
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import ConfigError, ReadError, TrackerError
from tracker.http import replay_clock
from tracker.operations import notify
from tracker.operations._open import keep_time, open_work
from tracker.pipeline._work import Tally, Work, log
from tracker.pipeline.discovery import query_of
from tracker.pipeline.run import STAGES, First, Outcome, Stage, replay_of, run_stages, targets_of
from tracker.records import Problem, Query


def run(
    config: Config,
    clock: Clock,
    *,
    sources: Sequence[str] = (),
    topics: Sequence[str] = (),
    replay: Path | None = None,
    offline: bool = False,
    only: str | None = None,
    cause: str = "manual",
    stop: threading.Event | None = None,
) -> Outcome:
    """One run: all stages, or `only` one, without fetching when `offline`, from a recording when `replay` is given.

    Raises ConfigError for unknown names and StoreError when the store cannot be used; sources that fail are in the
    outcome.
    """
    if only is not None and only not in STAGES:
        raise ConfigError(f"--only: there is no stage '{only}'", f"use one of {', '.join(STAGES)}")
    stages: list[Stage] = [s for s in STAGES if only in (None, s)]
    if offline and "fetch" in stages:
        stages.remove("fetch")
    transport = replay_of(replay)
    if transport is not None:
        clock = replay_clock(transport)
    targets = targets_of(config, sources, topics) if "fetch" in stages else []
    if "fetch" in stages and not targets:
        log.warning(
            "no source is enabled: nothing is fetched; add a [sources.NAME] table to config.toml (docs/config.md)"
        )
    began = clock.now()
    work = open_work(config, clock)
    if stop is not None:
        work.stop = stop
    try:
        if transport is None:
            keep_time(work)
        outcome = run_stages(work, stages, command="run", cause=cause, targets=targets, replay=transport)
    except TrackerError as error:
        if transport is None:
            notify.failed(config, clock, error)
        raise
    finally:
        work.engine.dispose()
    if transport is None:
        notify.announce(config, clock, outcome, began)
    return outcome


def import_files(
    config: Config, clock: Clock, paths: Sequence[Path], *, source: str | None = None, kind: str | None = None
) -> Outcome:
    """Take documents from files into the store, then run the stages after fetch.

    `source` and `kind` name what the files themselves do not say. A file or line that cannot be used becomes an
    issue and the rest goes on; the outcome is `partial` when a whole path could not be read.
    """
    for path in paths:
        if not path.exists():
            raise ConfigError(f"there is no file or folder {path}", "name existing ones")
    work = open_work(config, clock)
    defaults = {name: value for name, value in (("publisher", source), ("kind", kind)) if value}

    def take(at_work: Work, failed: dict[str, str]) -> Tally:
        tally = Tally()
        for name, file in _files_of(paths):
            _take_file(at_work, name, file, defaults, tally, failed)
        return tally

    try:
        keep_time(work)
        return run_stages(work, STAGES[1:], command="import", first=First("import", take))
    finally:
        work.engine.dispose()


def _files_of(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Every file with the name it is known by: relative to the folder given, or the file's own name."""
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
                if file.resolve().is_relative_to(path.resolve()):
                    yield file.relative_to(path).as_posix(), file
                else:
                    log.warning("%s is a link that leads out of the folder: left out", file.relative_to(path))
        else:
            yield path.name, path


def _take_file(
    work: Work, name: str, file: Path, defaults: Mapping[str, str], tally: Tally, failed: dict[str, str]
) -> None:
    """Take what is in one file; what cannot be used becomes an issue, and a file of which nothing can has failed."""
    problems: list[Problem] = []
    taken = 0
    try:
        with _opened(file) as content:
            for item in files.plan(name, content, defaults, _words(work.config)):
                work.pulse()
                if isinstance(item, files.ImportItem) and item.body is None:
                    item = completed(item, file.parent)
                if isinstance(item, Problem):
                    problems.append(item)
                else:
                    _take_item(work, item, tally)
                    taken += 1
    except (ReadError, OSError) as error:
        problems.append(Problem(kind="unreadable", subject=name, message=f"{name}: {error}"))
    if not taken:
        nothing = Problem(kind="nothing_in_it", subject=name, message=f"{name}: there is nothing in it to import")
        problems = problems or [nothing]
        failed[name] = problems[0].message
    _complain(work, problems, tally)


def completed(item: files.ImportItem, folder: Path) -> files.ImportItem | Problem:
    """A JSONL item with the bytes of the file in `folder` that it names; a Problem when that cannot be read.

    A link that leads out of the folder is not followed.
    """
    try:
        place = folder / (item.file or "")
        if "\0" not in str(place) and not place.resolve().is_relative_to(folder.resolve()):
            raise ReadError(f"the file '{item.file}' is a link out of the folder", "put the file itself there")
        return files.with_body(item, _bytes_of(place))
    except ReadError as error:
        return Problem(kind="missing_file", subject=item.url, message=f"{item.url}: {error}")


def _take_item(work: Work, item: files.ImportItem, tally: Tally) -> None:
    reply = files.reply_of(item, work.clock.now())
    reader = source_named(item.source)
    outlet = reader.name if reader is not files.SOURCE else item.meta.get("publisher") or "import"
    sha256 = work.blobs.put(reply.body)
    with work.writing() as conn:
        if outlet not in work.config.sources:
            runs.save_source(conn, _imported_source(outlet, reader, item.meta))
        if fetches.save_reply(conn, fetches.Context(outlet, reader.name), reply, sha256):
            tally.done += 1
        else:
            tally.unchanged += 1


def _imported_source(name: str, reader: Source, meta: Mapping[str, str]) -> dict[str, Any]:
    own = name == reader.name
    return {
        "name": name,
        "reader": reader.name,
        "kind": reader.kind if own else meta.get("kind", reader.kind),
        "title": reader.title if own else name,
        "homepage": reader.homepage if own else "",
        "licence": reader.licence,
        "basis": reader.basis,
    }


def _complain(work: Work, problems: Sequence[Problem], tally: Tally) -> None:
    with work.writing() as conn:
        tally.problems += runs.save_problems(conn, "import", problems, work.clock.now())
    for problem in problems:
        log.warning("%s", problem.message)


def _words(config: Config) -> Query | None:
    """The words of all topics: of a WARC only pages about trials of them are taken; None when there are no topics."""
    return query_of(config.topics) if config.topics else None


def _bytes_of(file: Path) -> bytes:
    """The bytes of a file; raises ReadError in one line."""
    with _opened(file) as content:
        return content.read()


def _opened(file: Path) -> BinaryIO:
    """The file, open for reading; raises ReadError in one line."""
    try:
        return file.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL or half a character in the name
        reason = error.strerror if isinstance(error, OSError) else error
        raise ReadError(f"cannot read {file.name} ({reason})", "name a readable file") from None


def demo(clock: Clock, folder: Path) -> tuple[Config, Outcome]:
    """Run the pipeline over the recorded web that ships, into `folder`; returns its configuration and outcome."""
    from tracker.config import load_config

    shipped = Path(__file__).resolve().parents[1] / "demo"
    environ = {
        "TRACKER_STORE__URL": f"sqlite:///{folder.absolute() / 'evidence.db'}",
        "TRACKER_STORE__BLOBS": str(folder.absolute() / "blobs"),
        "TRACKER_STORE__REPORT": str(folder.absolute() / "report"),
    }
    os.makedirs(folder, exist_ok=True)
    config = load_config(shipped / "config.toml", environ)
    return config, run(config, clock, replay=shipped / "web.warc.gz")
