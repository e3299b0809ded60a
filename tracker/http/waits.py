"""How long to leave a host alone: per-host delay, robots delay, Retry-After, backoff, and slowing down after a 429."""

import math
import random
import re
from collections.abc import Mapping
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
    pace: float = 0.0
    """Seconds between two requests that its last answer asked for, by naming a rate."""

    def gap(self, delay: float) -> float:
        """Seconds between two requests: `delay`, or more if the host names a lower rate.

        Doubled for every 429 so far, but not beyond 60 s by doubling.
        """
        delay = max(delay, self.pace)
        if not self.refusals:
            return delay
        return max(delay, min(_SLOWEST, max(delay, _SLOWED_FROM) * 2.0 ** min(self.refusals, 16)))

    def wait(self, delay: float, now: float) -> float:
        """Seconds from `now` until the next request may start; 0 when it may at once."""
        return max(0.0, self.ended + self.gap(delay) - now, self.not_before - now)


def pace(headers: Mapping[str, str]) -> float:
    """Seconds between two requests by the rate that an answer names, 0 when it names none that can be read.

    X-Rate-Limit-Limit requests per X-Rate-Limit-Interval ("1s", seconds, minutes or hours), as Crossref sends them.
    """
    limit = re.fullmatch(r"[0-9]{1,9}", headers.get("x-rate-limit-limit", "").strip())
    interval = re.fullmatch(r"([0-9]{1,6})\s*([smh]?)", headers.get("x-rate-limit-interval", "").strip())
    if limit is None or interval is None or int(limit[0]) == 0:
        return 0.0
    return int(interval[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[interval[2]] / int(limit[0])


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
