"""Scheduled runs: the jobs of config.toml by APScheduler, each slot run once whoever starts it.

The scheduler keeps nothing: which slots were run is in the slot table, so a killed process, a second scheduler or a
cron line cannot run a slot twice, and a missed one is made up for at the next start.
"""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from db.store import runs
from tracker.clock import Clock
from tracker.config import Config, Job
from tracker.config.slots import last_slot, next_slot, odd_nights
from tracker.errors import ConfigError, TrackerError
from tracker.operations._open import open_work
from tracker.operations.run import run
from tracker.pipeline.run import Outcome, owner_name
from tracker.pipeline.stopping import REST_WITHIN, give_up

log = logging.getLogger("tracker.schedule")


class Slots(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires at the slots of a job, the same moments that catching up goes by."""

    def __init__(self, job: Job, zone: str = "UTC") -> None:
        """Fire for `job`, whose times are of `zone`."""
        self.job, self.zone = job, zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The first slot after the one before, or from `now` on."""
        now = now.astimezone(UTC) - timedelta(seconds=1)
        return next_slot(self.job, now if previous_fire_time is None else max(now, previous_fire_time), self.zone)


def take_slot(
    config: Config, clock: Clock, job: Job, *, cause: str = "schedule", stop: threading.Event | None = None
) -> Outcome | None:
    """Run the latest slot of `job`, whoever asks for it, once: None when somebody has it or had it.

    A slot that is older than `schedule.catch_up_hours` is left alone. Raises TrackerError when the run failed: the slot
    says so, and the next one is another try.
    """
    now = clock.now()
    slot = last_slot(job, now, config.schedule.timezone)
    if slot is None or now - slot > timedelta(hours=config.schedule.catch_up_hours):
        return None
    slot_at, me = slot.strftime("%Y-%m-%dT%H:%MZ"), owner_name()
    stale = timedelta(minutes=config.thresholds.heartbeat_stale_minutes)
    work = open_work(config, clock)
    try:
        with work.writing() as conn:
            if not runs.claim_slot(conn, job.name, slot_at, me, now, stale):
                return None
        log.info("job %s, slot %s", job.name, slot_at)
        state, run_id = "failed", None
        try:
            outcome = run(config, clock, sources=job.sources, cause=cause, stop=stop)
            run_id = outcome.run_id
            state = "claimed" if outcome.state == "stopped" else "done"  # by a process that ends: the next one takes it
            return outcome
        finally:
            with work.writing() as conn:
                runs.finish_slot(conn, job.name, slot_at, state, run_id)
    finally:
        work.engine.dispose()


def job_named(config: Config, name: str) -> Job:
    """The job of config.toml called so; raises ConfigError that lists the known ones."""
    for job in config.schedule.jobs:
        if job.name == name:
            return job
    known = ", ".join(job.name for job in config.schedule.jobs)
    raise ConfigError(f"--job: there is no job '{name}'", f"known: {known or 'none'}")


def run_slot(
    config: Config, clock: Clock, job: Job, *, cause: str = "schedule", stop: threading.Event | None = None
) -> bool:
    """Like `take_slot`, for a scheduler that goes on: a run that failed is logged. Returns whether it was run here."""
    try:
        return take_slot(config, clock, job, cause=cause, stop=stop) is not None
    except TrackerError as error:
        log.error("job %s failed: %s", job.name, error)
        return True


def serve(
    config: Config, clock: Clock, stop: threading.Event | None = None, ready: Callable[[], None] = lambda: None
) -> None:
    """Catch up on missed slots, then run the jobs until SIGTERM, SIGINT or `stop`. Returns when all is at rest."""
    ending = stop or threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        ending.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, handle)
        signal.signal(signal.SIGINT, handle)
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in config.schedule.jobs:
        scheduler.add_job(
            _guarded, args=(config, clock, job, "catch_up", ending), id=f"catch-up {job.name}"
        )  # no trigger: once, now
        for day, what in odd_nights(job, clock.now(), config.schedule.timezone):
            log.warning("job %s: on %s the clocks change, %s is %s; it is run once", job.name, day, job.at, what)
        scheduler.add_job(
            _guarded, Slots(job, config.schedule.timezone), args=(config, clock, job, "schedule", ending), id=job.name
        )
    scheduler.start()
    for job in config.schedule.jobs:
        planned = scheduler.get_job(job.name)
        log.info("job %s, next %s", job.name, planned.next_run_time if planned else "never")
    ready()
    ending.wait()
    log.info("stopping")
    watch = threading.Timer(REST_WITHIN, give_up)
    watch.daemon = True
    if stop is None:  # a process of its own; whoever hands in `stop` has other things to do
        watch.start()
    scheduler.shutdown(wait=True)
    watch.cancel()


def _guarded(config: Config, clock: Clock, job: Job, cause: str, stop: threading.Event) -> None:
    try:
        if not stop.is_set():
            run_slot(config, clock, job, cause=cause, stop=stop)
    except TrackerError as error:
        log.error("job %s: %s", job.name, error)
