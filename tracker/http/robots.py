"""robots.txt of one origin, read by RFC 9309."""

import math
from dataclasses import dataclass

from protego import Protego

from tracker.text import decode

USER_AGENT_TOKEN = "evidence-tracker"
ROBOTS_BYTES = 512_000
"""RFC 9309 asks to read at least 500 KiB; what stands after this is ignored."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows: by its parsed file, or wholly (`allowed`) when there is none to parse."""

    allowed: bool = True
    unavailable: str | None = None
    """Why the file could not be had; nothing is fetched from that origin in this run."""
    delay: float = 0.0
    """Seconds between two requests, the stricter of Crawl-delay and Request-rate."""
    parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        """Whether `url` may be fetched under these rules."""
        return self.allowed and (self.parsed is None or self.parsed.can_fetch(url, USER_AGENT_TOKEN))


def read_rules(status: int, body: bytes) -> Rules:
    """The rules an answer to /robots.txt gives: 2xx is parsed, 401 and 403 forbid all, other 4xx allow all.

    Any other status leaves the rules unknown, which means waiting (RFC 9309 2.3.1.4).
    """
    if status in (401, 403):
        return Rules(allowed=False)
    if 400 <= status < 500:
        return Rules()
    if not 200 <= status < 300:
        return Rules(unavailable=f"answered {status}")
    if len(body) >= ROBOTS_BYTES:  # a rule cut in the middle would be another rule
        body = body[: body.rfind(b"\n") + 1]
    parsed = Protego.parse(decode(body))
    try:
        rate = parsed.request_rate(USER_AGENT_TOKEN)
        interval = rate.seconds / rate.requests if rate and rate.requests else 0.0
        delay = max(0.0, parsed.crawl_delay(USER_AGENT_TOKEN) or 0.0, interval)
    except (OverflowError, ValueError):  # numbers of hundreds of digits: longer than anybody waits
        delay = math.inf
    return Rules(delay=delay, parsed=parsed)
