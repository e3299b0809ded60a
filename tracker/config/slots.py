"""The moments at which a job is due, known without a scheduler."""

from datetime import UTC, datetime, timedelta

from tracker.config.models import Job

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday: interval slots are counted from here, the same in every process."""


def last_slot(job: Job, now: datetime) -> datetime | None:
    """The latest scheduled moment of `job` at or before `now` (UTC, to the minute), None if it is over a week ago."""
    if job.at is None:
        step = timedelta(minutes=job.every_minutes or 1)
        return EPOCH + (now - EPOCH) // step * step
    hour, minute = map(int, job.at.split(":"))
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for back in range(8):
        slot = (now - timedelta(days=back)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        if slot <= now and names[slot.weekday()] in job.days:
            return slot
    return None
