"""After a run: one message about what is new, a sign of life, and figures for a monitor. None can fail a run."""

import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from db.read import findings, status
from db.read.findings import Wanted
from db.store import runs
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import TrackerError
from tracker.http import Client
from tracker.operations import find
from tracker.operations._open import reading, writing
from tracker.pipeline.fetch import http_settings
from tracker.pipeline.run import Outcome
from tracker.records import Request
from tracker.text import printable

log = logging.getLogger("tracker.notify")
INSTANT = timedelta(microseconds=1)
"""What was told at a moment is not news of that moment."""


def announce(config: Config, clock: Clock, outcome: Outcome, began: datetime) -> None:
    """Tell what this run brought: mismatches it opened, and sources that broke in it or work again.

    What only new code found is never told, nor what stands below a report that is only proposed, nor what is under
    embargo; a source that stays broken is told once. Nothing new, no message; and none within `notify.every_hours` of
    the last, whose successor tells what came in between.
    """
    try:
        if config.notify.urls:
            _tell(config, clock, outcome, began)
        _figures(config, clock, outcome, began)
    except TrackerError as error:
        log.warning("nobody could be told: %s", error)
    _beat(config, clock, failed=outcome.state not in ("finished", "partial"))


def _tell(config: Config, clock: Clock, outcome: Outcome, began: datetime) -> None:
    with reading(config) as conn:
        told_at = status.told_at(conn)
    if told_at is not None and clock.now() - told_at < timedelta(hours=config.notify.every_hours):
        return
    message = "\n".join(_news(config, outcome, told_at + INSTANT if told_at else began))
    if message and _send(config, "Evidence tracker: what is new", message):
        with writing(config) as conn:
            runs.save_cursor(conn, status.TOLD, "", {"at": clock.now().isoformat()})


def failed(config: Config, clock: Clock, error: TrackerError) -> None:
    """Tell that a run ended in `error`."""
    if config.notify.urls:
        _send(config, "Evidence tracker: the run failed", str(error))
    _beat(config, clock, failed=True)


def _news(config: Config, outcome: Outcome, began: datetime) -> Iterator[str]:
    opened = find.opened_ids(config, began, config.notify.min_severity)
    with reading(config) as conn:
        listed = [m for m in findings.mismatches(conn, Wanted(min_severity="info")) if m["id"] in opened]
        before = status.failed_sources(conn, before=began)
    heads = [one for one in listed if one["parent"] is None and (one["link"] or {}).get("state") != "proposed"]
    heads = [one for one in heads if not _told(one, opened)]
    yield from _grouped(heads[: config.notify.most])
    if len(heads) > config.notify.most:
        yield f"and {len(heads) - config.notify.most} more: `tracker mismatches --since {began:%Y-%m-%d}`"
    for name, reason in outcome.failed.items():
        if name not in before:
            yield f"SOURCE {name} failed: {reason}"
    for name in sorted(before & config.sources.keys() - outcome.failed.keys()):
        if outcome.counts.get("fetch"):
            yield f"SOURCE {name} works again"


def _told(mismatch: dict[str, Any], opened: Collection[str]) -> bool:
    """Whether a mismatch is told with that of another copy of its story, now or before."""
    story = mismatch["story"]
    if story is None:
        return False
    return story["copy_of"] is not None or any(copy["mismatch"] not in opened for copy in story["copies"])


def _grouped(heads: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line per mismatch; those of one trial stand together, under its name when there are several."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in heads:
        groups.setdefault(", ".join(one["trial"]["identifiers"]) if one["trial"] else "", []).append(one)
    for name, members in groups.items():
        if name and len(members) > 1:
            yield f"TRIAL {name}: {len(members)} differences"
        for one in members:
            about = one["document"]["title"] or one["document"]["id"]
            yield f"{one['severity'].upper()} {about}: {one['explanation']}"


def _send(config: Config, title: str, message: str) -> bool:
    """Send it to everybody; returns whether it came to all."""
    try:
        import apprise
    except ModuleNotFoundError:
        log.warning("notify.urls needs Apprise: pip install 'evidence-tracker[notify]'")
        return False
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it prints addresses, with the secrets in them
    told = apprise.Apprise()
    for number, url in enumerate(config.notify.urls, 1):
        if not told.add(url):
            log.warning("notify.urls: number %d is no address of Apprise", number)  # it may hold a secret
    if not len(told):
        return False
    sent = bool(told.notify(title=title, body=printable(message), body_format=apprise.NotifyFormat.TEXT))
    if not sent:
        log.warning("not everybody could be told; see `tracker doctor`")
    return sent


def _beat(config: Config, clock: Clock, *, failed: bool) -> None:
    if not config.notify.heartbeat_url or not config.contact:
        return
    url = config.notify.heartbeat_url.rstrip("/") + ("/fail" if failed else "")
    try:
        with Client(http_settings(config), clock) as client:
            client.fetch(Request(url=url, role="heartbeat"), delay=0.0, robots=False)
    except TrackerError:
        log.warning("the heartbeat address did not answer")  # it is a secret: not even its host is logged


def _figures(config: Config, clock: Clock, outcome: Outcome, began: datetime) -> None:
    """The textfile of the node exporter, replaced in one step."""
    path = config.notify.metrics
    if path is None:
        return
    with reading(config) as conn:
        counted = status.counts(conn, find.TABLES)
        health = {row["source"]: row for row in status.source_health(conn)}
        waiting = status.open_mismatches(conn)
    failing = [name for name, row in health.items() if row["failing_addresses"]]
    answered = {name: row["last_success_at"] for name, row in health.items() if name in config.sources}
    lines = [
        "# HELP tracker_last_run_timestamp_seconds When the last run ended.",
        "# TYPE tracker_last_run_timestamp_seconds gauge",
        f"tracker_last_run_timestamp_seconds {clock.now().timestamp():.0f}",
        "# HELP tracker_last_run_ok 1 when the last run finished, 0 when it did not, or not with every source.",
        "# TYPE tracker_last_run_ok gauge",
        f"tracker_last_run_ok {int(outcome.state == 'finished')}",
        "# HELP tracker_last_run_duration_seconds How long it took.",
        "# TYPE tracker_last_run_duration_seconds gauge",
        f"tracker_last_run_duration_seconds {max(0.0, (clock.now() - began).total_seconds()):.0f}",
        "# HELP tracker_last_run_stage What the last run did, by stage.",
        "# TYPE tracker_last_run_stage gauge",
        *(
            f'tracker_last_run_stage{{stage="{stage}",what="{what}"}} {count}'
            for stage, counts in outcome.counts.items()
            for what, count in counts.items()
        ),
        "# HELP tracker_open_mismatches Differences that nobody has settled, by severity.",
        "# TYPE tracker_open_mismatches gauge",
        *(f'tracker_open_mismatches{{severity="{severity}"}} {count}' for severity, count in waiting.items()),
        "# HELP tracker_source_last_success_timestamp_seconds When a source last answered.",
        "# TYPE tracker_source_last_success_timestamp_seconds gauge",
        *(
            f'tracker_source_last_success_timestamp_seconds{{source="{name}"}} {_seconds(at):.0f}'
            for name, at in answered.items()
            if at is not None
        ),
        "# HELP tracker_rows Rows of the evidence database.",
        "# TYPE tracker_rows gauge",
        *(f'tracker_rows{{table="{name}"}} {count}' for name, count in counted.items()),
        "# HELP tracker_source_failing 1 for a source of which an address fails.",
        "# TYPE tracker_source_failing gauge",
        *(f'tracker_source_failing{{source="{name}"}} {int(name in failing)}' for name in config.sources),
    ]
    _replace(path, "\n".join(lines) + "\n")


def _seconds(moment: datetime | str) -> float:
    """Seconds since 1970; SQLite gives the moments of a view as text, in UTC."""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _replace(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(content, "utf-8")
        part.replace(path)
    except OSError as error:
        log.warning("notify.metrics: cannot write %s (%s)", path, error.strerror)
