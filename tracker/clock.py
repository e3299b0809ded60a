"""The one clock: everything that needs the time is given a `Clock`, so that tests and replays decide what "now" is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Clock:
    """Tells the time (aware UTC) and waits; `now` and `sleep` can be replaced, nothing else reads the system clock."""

    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    @property
    def takes_time(self) -> bool:
        """Whether its waits are real ones."""
        return self.sleep is time.sleep


class SetClock(Clock):
    """A clock that stands still at `moment` until `move_to` is called; waiting moves nothing and takes no time."""

    def __init__(self, moment: datetime) -> None:
        """Start at `moment`, which must be aware; raises ValueError for a naive datetime."""
        self.move_to(moment)
        super().__init__(now=lambda: self.moment, sleep=lambda seconds: None)

    def move_to(self, moment: datetime) -> None:
        """Set the time to `moment` (aware)."""
        if moment.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self.moment = moment.astimezone(UTC)


class SteadyClock(Clock):
    """Another clock that never goes back, not even behind `floor`: what was seen later must not look older."""

    def __init__(self, clock: Clock, floor: datetime) -> None:
        """Tell the time of `clock` from `floor` (aware) on."""
        self.latest = floor
        self._told = clock.now
        super().__init__(now=self._later, sleep=clock.sleep, monotonic=clock.monotonic)

    def _later(self) -> datetime:
        self.latest = max(self.latest, self._told())
        return self.latest
