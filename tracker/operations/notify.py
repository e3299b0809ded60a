"""After a run: one message about what is new, a sign of life, and figures for a monitor. None can fail a run."""

import logging
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from db.read import findings, status
from db.read.findings import Wanted
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import TrackerError
from tracker.http import Client
from tracker.operations import find
from tracker.operations._open import reading
from tracker.pipeline.fetch import http_settings
from tracker.pipeline.run import Outcome
from tracker.records import Request
from tracker.text import printable

log = logging.getLogger("tracker.notify")


def announce(config: Config, clock: Clock, outcome: Outcome, began: datetime) -> None:
    """Tell what this run brought: mismatches it opened, and sources that broke in it or work again.

    What only new code found is never told, nor what stands below a report that is only proposed, nor what is under
    embargo; a source that stays broken is told once. Nothing new, no message.
    """
    try:
        message = "\n".join(_news(config, outcome, began))
        if message and config.notify.urls:
            _send(config, "Evidence tracker: what is new", message)
        _figures(config, clock, outcome)
    except TrackerError as error:
        log.warning("nobody could be told: %s", error)
    _beat(config, clock, failed=outcome.state not in ("finished", "partial"))


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
    for one in heads[: config.notify.most]:
        about = one["document"]["title"] or one["document"]["id"]
        yield f"{one['severity'].upper()} {about}: {one['explanation']}"
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


def _send(config: Config, title: str, message: str) -> None:
    try:
        import apprise
    except ModuleNotFoundError:
        log.warning("notify.urls needs Apprise: pip install 'evidence-tracker[notify]'")
        return
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it prints addresses, with the secrets in them
    told = apprise.Apprise()
    for number, url in enumerate(config.notify.urls, 1):
        if not told.add(url):
            log.warning("notify.urls: number %d is no address of Apprise", number)  # it may hold a secret
    if len(told) and not told.notify(title=title, body=printable(message), body_format=apprise.NotifyFormat.TEXT):
        log.warning("not everybody could be told; see `tracker doctor`")


def _beat(config: Config, clock: Clock, *, failed: bool) -> None:
    if not config.notify.heartbeat_url or not config.contact:
        return
    url = config.notify.heartbeat_url.rstrip("/") + ("/fail" if failed else "")
    try:
        with Client(http_settings(config), clock) as client:
            client.fetch(Request(url=url, role="heartbeat"), delay=0.0, robots=False)
    except TrackerError:
        log.warning("the heartbeat address did not answer")  # it is a secret: not even its host is logged


def _figures(config: Config, clock: Clock, outcome: Outcome) -> None:
    """The textfile of the node exporter, replaced in one step."""
    path = config.notify.metrics
    if path is None:
        return
    with reading(config) as conn:
        counted = status.counts(conn, find.TABLES)
        failing = [row["source"] for row in status.source_health(conn) if row["failing_addresses"]]
    lines = [
        "# HELP tracker_last_run_timestamp_seconds When the last run ended.",
        "# TYPE tracker_last_run_timestamp_seconds gauge",
        f"tracker_last_run_timestamp_seconds {clock.now().timestamp():.0f}",
        "# HELP tracker_last_run_ok 1 when the last run finished, 0 when it did not, or not with every source.",
        "# TYPE tracker_last_run_ok gauge",
        f"tracker_last_run_ok {int(outcome.state == 'finished')}",
        "# HELP tracker_rows Rows of the evidence database.",
        "# TYPE tracker_rows gauge",
        *(f'tracker_rows{{table="{name}"}} {count}' for name, count in counted.items()),
        "# HELP tracker_source_failing 1 for a source of which an address fails.",
        "# TYPE tracker_source_failing gauge",
        *(f'tracker_source_failing{{source="{name}"}} {int(name in failing)}' for name in config.sources),
    ]
    _replace(path, "\n".join(lines) + "\n")


def _replace(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(content, "utf-8")
        part.replace(path)
    except OSError as error:
        log.warning("notify.metrics: cannot write %s (%s)", path, error.strerror)
