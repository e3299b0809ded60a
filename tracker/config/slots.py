"""The moments at which a job is due, known without a scheduler.

A time of day is one slot per day of its zone, whatever the clocks do: an hour that is repeated counts at its first
passing, one that is skipped at the moment that would have been it (zoneinfo, PEP 495 with fold 0).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.config.models import Job

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday: interval slots are counted from here, the same in every process."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def last_slot(job: Job, now: datetime, zone: str = "UTC") -> datetime | None:
    """The latest scheduled moment of `job` at or before `now` (UTC, to the minute), None if it is over a week ago."""
    if job.at is None:
        step = timedelta(minutes=job.every_minutes or 1)
        return EPOCH + (now - EPOCH) // step * step
    today = now.astimezone(ZoneInfo(zone)).date()
    due = (_moment(job, today - timedelta(days=back), zone) for back in range(-1, 8))
    return next((slot for slot in due if slot is not None and slot <= now), None)


def next_slot(job: Job, after: datetime, zone: str = "UTC") -> datetime:
    """The first scheduled moment of `job` later than `after` (UTC)."""
    if job.at is None:
        step = timedelta(minutes=job.every_minutes or 1)
        return EPOCH + ((after - EPOCH) // step + 1) * step
    today = after.astimezone(ZoneInfo(zone)).date()
    due = (_moment(job, today + timedelta(days=ahead), zone) for ahead in range(-1, 9))
    return next(slot for slot in due if slot is not None and slot > after)


def _moment(job: Job, day: date, zone: str) -> datetime | None:
    """When `job` is due on a day of the zone; None on a day it does not run."""
    if DAYS[day.weekday()] not in job.days:
        return None
    at = time.fromisoformat(str(job.at))
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def odd_nights(job: Job, after: datetime, zone: str, days: int = 366) -> Iterator[tuple[date, str]]:
    """The days within `days` on which the clocks skip or repeat the hour of `job`, with which of the two."""
    if job.at is None:
        return
    at, where = time.fromisoformat(job.at), ZoneInfo(zone)
    for ahead in range(days):
        day = after.astimezone(where).date() + timedelta(days=ahead)
        first, second = (datetime.combine(day, at, where).replace(fold=fold).utcoffset() for fold in (0, 1))
        if first is not None and second is not None and first != second:
            yield day, "skipped" if second > first else "repeated"
