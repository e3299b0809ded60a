"""One run: the stages in order, each source's failure kept to itself, everything entered in the run ledger."""

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import tracker
from db.store import runs
from scrapers._base import source_named
from tracker.config import Config, SourceConfig
from tracker.errors import ConfigError, StoreError, TrackerError
from tracker.http import Client, ReplayTransport
from tracker.pipeline._work import Stopped, Tally, Work, log
from tracker.pipeline.check import check_stage
from tracker.pipeline.discovery import Target
from tracker.pipeline.extract import extract_stage
from tracker.pipeline.fetch import Counter, fetch_target, http_settings
from tracker.pipeline.link import link_stage
from tracker.pipeline.parse import parse_stage
from tracker.pipeline.report import report_stage
from tracker.pipeline.soundness import Quarantined
from tracker.pipeline.stopping import stopping, wakeful

Stage = Literal["fetch", "parse", "extract", "link", "check", "report"]
STAGES: tuple[Stage, ...] = ("fetch", "parse", "extract", "link", "check", "report")
LOCAL: dict[Stage, Callable[[Work], Tally]] = {
    "parse": parse_stage,
    "extract": extract_stage,
    "link": link_stage,
    "check": check_stage,
    "report": report_stage,
}

RESUMED_WITHIN = timedelta(hours=12)
"""A run that was cut off is resumed by the next within this time: what it has asked to the end is not asked again."""
MUCH = 500
"""New rows of a run after which the database counts its tables again."""


@dataclass(slots=True)
class Outcome:
    """How a run ended: its state, what failed (source -> one line), and counts per stage."""

    run_id: str
    state: str = "finished"
    failed: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    sources: dict[str, dict[str, int]] = field(default_factory=dict)
    """What each source that was asked brought, in the counts of a stage."""

    @property
    def exit_code(self) -> int:
        """0 fine, 1 stopped, 3 some sources failed."""
        return {"finished": 0, "partial": 3}.get(self.state, 1)

    def add(self, stage: str, tally: Tally) -> None:
        """Add what one job did to its stage's counts."""
        self._sum(self.counts, stage, tally)

    def asked(self, source: str, tally: Tally) -> None:
        """Add what one question to a source brought, failed or not."""
        self._sum(self.sources, source, tally)

    def _sum(self, sums: dict[str, dict[str, int]], key: str, tally: Tally) -> None:
        counts = sums.setdefault(key, {"requests": 0, "unchanged": 0, "done": 0, "problems": 0})
        for name in counts:
            counts[name] += getattr(tally, name)


@dataclass(frozen=True, slots=True)
class First:
    """What a run does before its stages (an import, a backfill): `do` says in its dict what failed, by name."""

    stage: str
    do: Callable[[Work, dict[str, str]], Tally]
    source: str = ""


def owner_name() -> str:
    """host:pid:start of this process, so that another one can tell whether it is still alive."""
    return f"{socket.gethostname()}:{os.getpid()}:{runs.process_start(os.getpid())}"


def source_row(name: str, config: SourceConfig) -> dict[str, str]:
    """The row of the source table for a configured source."""
    source = source_named(config.reader)
    return {
        "name": name,
        "reader": config.reader,
        "kind": config.kind,
        "title": source.title if name == source.name else name,
        "homepage": source.homepage or getattr(config.options, "url", ""),
        "licence": config.licence,
        "basis": config.basis,
    }


def targets_of(config: Config, sources: Sequence[str], topics: Sequence[str]) -> list[Target]:
    """What a run asks: enabled sources by topic, narrowed to `sources` and `topics`; raises ConfigError for unknown."""
    for name in sources:
        if name not in config.sources:
            raise ConfigError(
                f"there is no source '{name}' in the configuration", f"known: {', '.join(config.sources) or 'none'}"
            )
    known = {topic.name: topic for topic in config.topics}
    for name in topics:
        if name not in known:
            raise ConfigError(
                f"there is no topic '{name}' in the configuration", f"known: {', '.join(known) or 'none'}"
            )
    found = []
    for name, settings in config.sources.items():
        if not settings.enabled or (sources and name not in sources):
            continue
        source = source_named(settings.reader)
        wanted = [known[t] for t in settings.topics if not topics or t in topics]
        if source.by_topic and wanted:
            found += [Target(name, source, settings, topic) for topic in wanted]
        else:
            heard = () if source.by_topic else tuple(wanted)
            found.append(Target(name, source, settings, None, heard))
    return found


def run_stages(
    work: Work,
    stages: Sequence[Stage],
    *,
    command: str,
    cause: str = "manual",
    targets: Sequence[Target] = (),
    replay: ReplayTransport | None = None,
    first: First | None = None,
) -> Outcome:
    """Run `stages` in order under one row of the run table, after `first`.

    A source that fails makes the run `partial`; a stage that fails, or a broken store, raises after the run row says
    `failed`. SIGTERM ends it as `stopped`, with everything done so far kept.
    """
    outcome = Outcome(work.run_id)
    work.clock = wakeful(work.clock, work.stop)
    now = work.clock.now()
    with work.writing() as conn:
        row = {
            "id": work.run_id,
            "command": command,
            "cause": cause,
            "state": "running",
            "started_at": now,
            "heartbeat_at": now,
            "owner": owner_name(),
            "code_version": tracker.__version__,
        }
        stale = timedelta(minutes=work.config.thresholds.heartbeat_stale_minutes)
        crashed = runs.start_run(conn, row, stale_after=stale)
        # a recording is served from its start: its clock is moved by what it answers
        asked = runs.answered(conn, crashed, now - RESUMED_WITHIN) if replay is None else set()
        for name, settings in work.config.sources.items():
            runs.save_source(conn, source_row(name, settings))
    try:
        with stopping(work.stop):
            if first is not None:
                done = _job(work, first.stage, lambda w: first.do(w, outcome.failed), source=first.source)
                outcome.add(first.stage, done)
            for stage in stages:
                if stage == "fetch":
                    left = [target for target in targets if (target.name, target.topic_name) not in asked]
                    if len(left) < len(targets):
                        told = "taking over from run %s: %d of %d questions were answered then"
                        log.warning(told, crashed[-1], len(targets) - len(left), len(targets))
                    _fetch_all(work, left, replay, outcome)
                else:
                    outcome.add(stage, _job(work, stage, LOCAL[stage]))
        outcome.state = "partial" if outcome.failed else "finished"
    except Stopped:
        outcome.state = "stopped"
        log.warning("stopped on request; run again to finish")
    except BaseException:
        outcome.state = "failed"
        raise
    finally:
        _close(work, outcome)
    return outcome


def _close(work: Work, outcome: Outcome) -> None:
    summary = {"counts": outcome.counts, "failed": outcome.failed, "sources": outcome.sources}
    try:
        with work.writing() as conn:
            runs.finish_run(conn, work.run_id, outcome.state, work.clock.now(), summary)
            if sum(counts["done"] for counts in outcome.counts.values()) >= MUCH:
                runs.tell_planner(conn)
    except StoreError:
        if outcome.state != "failed":
            raise


def _fetch_all(work: Work, targets: Sequence[Target], replay: ReplayTransport | None, outcome: Outcome) -> None:
    if not targets:
        return
    counter = Counter()
    settings = http_settings(work.config, "replay@example.org" if replay is not None else None)
    with Client(settings, work.clock, transport=replay, on_exchange=counter) as client:
        for target in targets:
            try:
                outcome.add(
                    "fetch",
                    _job(
                        work,
                        "fetch",
                        lambda w, t=target: fetch_target(w, client, counter, t),  # type: ignore[misc]
                        source=target.name,
                        topic=target.topic_name,
                        counter=counter,
                    ),
                )
            except StoreError:
                raise
            except TrackerError as error:
                outcome.failed[target.name] = str(error)
                log.error("source %s %s: %s", target.name, _state_of(error), error)
            finally:
                outcome.asked(target.name, counter.tally)


def _job(
    work: Work,
    stage: str,
    do: Callable[[Work], Tally],
    *,
    source: str = "",
    topic: str = "",
    counter: Counter | None = None,
) -> Tally:
    """Do one part of a run and enter it in the job table, failed or not."""
    started = work.clock.now()
    tally, state, message = Tally(), "failed", None
    try:
        tally = do(work)
        state = "finished"
    except Stopped:
        tally, state = counter.tally if counter else tally, "stopped"
        raise
    except TrackerError as error:
        tally, state, message = counter.tally if counter else tally, _state_of(error), str(error)
        raise
    finally:
        if state != "failed" or message is not None:
            _save_job(work, stage, source, topic, state, started, tally, message)
    return tally


def _state_of(error: TrackerError) -> str:
    return "quarantined" if isinstance(error, Quarantined) else "failed"


def _save_job(
    work: Work, stage: str, source: str, topic: str, state: str, started: datetime, tally: Tally, message: str | None
) -> None:
    with work.writing() as conn:
        runs.save_job(
            conn,
            {
                "run_id": work.run_id,
                "stage": stage,
                "source": source,
                "topic": topic,
                "state": state,
                "started_at": started,
                "finished_at": work.clock.now(),
                "requests": tally.requests,
                "unchanged": tally.unchanged,
                "done": tally.done,
                "problems": tally.problems,
                "message": message or tally.message,
            },
        )


def new_run_id(now: datetime) -> str:
    """Start time and a random part."""
    return f"run-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def replay_of(path: Path | None) -> ReplayTransport | None:
    """The recorded web at `path`; raises ConfigError when it is missing or holds nothing."""
    if path is None:
        return None
    if not path.exists():
        raise ConfigError(f"--replay: there is no recording at {path}", "name a WARC file or a folder of them")
    return ReplayTransport(path)
