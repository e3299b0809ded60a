"""How long to leave a host alone: per-host delay, robots delay, Retry-After, backoff, and slowing down after a 429."""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SLOWEST = 60.0
_SLOWED_FROM = 0.5
_BACKOFF = 1.0


@dataclass(slots=True)
class Host:
    """What is remembered of a host for the life of a Client; times are monotonic seconds."""

    ended: float = -math.inf
    """When the last exchange with it was over."""
    not_before: float = -math.inf
    """When it, or the backoff after a failure, next allows a request."""
    refusals: int = 0
    """How many 429 it has answered."""

    def gap(self, delay: float) -> float:
        """Seconds between two requests: `delay`, doubled for every 429 so far but not beyond 60 s by doubling."""
        if not self.refusals:
            return delay
        return max(delay, min(_SLOWEST, max(delay, _SLOWED_FROM) * 2.0 ** min(self.refusals, 16)))

    def wait(self, delay: float, now: float) -> float:
        """Seconds from `now` until the next request may start; 0 when it may at once."""
        return max(0.0, self.ended + self.gap(delay) - now, self.not_before - now)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in either form of RFC 9110 10.2.3; None when absent or unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def backoff(attempt: int) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 1): 1, 2, 4 ... times a jitter of 0.5 to 1.5."""
    return _BACKOFF * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.5)
