"""What a Client is told by the configuration, and what it tells the caller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import Field, field_validator

from tracker.records import Record


class HttpSettings(Record):
    """How the network is used; only `contact` has no default, because a crawler should be reachable."""

    contact: str = Field(min_length=3)
    """E-mail or web address of whoever runs this; sent to every host in the User-Agent."""
    timeout_seconds: float = Field(default=30.0, gt=0)
    """Longest silence: for connecting, and between two pieces of an answer."""
    deadline_seconds: float = Field(default=120.0, gt=0)
    """Time on the network that one fetch may use, over all redirects and attempts; polite waits do not count."""
    max_bytes: int = Field(default=20_000_000, gt=0)
    """Largest body, decompressed."""
    attempts: int = Field(default=3, ge=1)
    max_wait_seconds: float = Field(default=120.0, ge=0)
    """Longest Retry-After or robots delay that is waited for; a longer one ends the fetch."""
    allow_loopback: bool = False
    """Let 127.0.0.0/8 and ::1 through the address guard: for tests and for replays from a local server."""
    max_redirects: int = Field(default=5, ge=0)

    @field_validator("contact")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable() or set(value) & set("()\\"):
            raise ValueError("the contact must be plain ASCII without brackets: an e-mail or web address")
        return value


@dataclass(frozen=True, slots=True)
class Validators:
    """What is held of an address, so that it need not be sent again."""

    etag: str | None
    last_modified: str | None
    body: Callable[[], bytes]
    """Reads the stored, decompressed body; called only when the host answers 304."""
    url: str | None = None
    """The address that gave them (Reply.url); when given, they are sent to that address alone, not along redirects."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers stored with the body; those of the 304 are laid over them, so that a charset is not lost."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange that was tried: robots.txt, every redirect hop and every repeated attempt included."""

    url: str
    """Redacted."""
    role: str
    """Role of the request, or `robots`."""
    status: int | None
    """None when no answer came."""
    seconds: float
    """On the network, waits not included."""
    bytes: int
    """Body bytes received, before decompression."""
    error: str | None
    """Why the answer could not be used; None for 2xx, 304, 404, 410 and redirects."""
