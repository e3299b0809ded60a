"""One fetch under way: what is asked where, and how a redirect changes it. No network here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from tracker.http.failure import Failed, Refused
from tracker.http.settings import Validators
from tracker.http.urls import checked_url, may_carry_headers, normalised, origin, with_parameters, without_parameters
from tracker.records import Request

_OWN_HEADERS = frozenset(
    """accept-encoding connection content-length cookie expect host if-match if-modified-since if-none-match if-range
    if-unmodified-since proxy-authorization range te trailer transfer-encoding upgrade user-agent""".split()
)
_TRAVELLING_HEADERS = frozenset(("accept", "accept-language", "content-type"))


@dataclass(slots=True)
class Errand:
    """One fetch, redirects and retries included; `seconds_left` is what it may still use of the network."""

    role: str
    method: str
    url: httpx.URL
    headers: dict[str, str]
    body: bytes | None
    delay: float
    limit: int
    seconds_left: float
    validators: Validators | None = None
    obeys_robots: bool = True
    is_robots: bool = False
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def sent_url(self) -> httpx.URL:
        """The address as the host gets it, `secret` parameters included; everything else works with `url`."""
        return with_parameters(self.url, self.secret)

    def conditions(self) -> dict[str, str]:
        """The conditional headers for the present address; empty when nothing is known of it."""
        known = self.validators
        if known is None or (known.url is not None and normalised(known.url) != normalised(str(self.url))):
            return {}
        conditions = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
        return {name: value for name, value in conditions.items() if value and _fits_a_header(value)}

    def redirect(self, status: int, location: str | None) -> None:
        """Point to `location`, after an answer of `status` 301, 302, 303, 307 or 308 (RFC 9110 15.4).

        A POST becomes a GET except by 307 and 308; headers of the request's own and secret parameters stay behind
        when the origin changes, and a parameter of their name in `location` is left out. Raises Failed without a
        location, Refused for one that may not be followed.
        """
        if not location:
            raise Failed(f"answered {status} without saying where to go", status)
        try:
            target = str(self.url.join(location))
        except (httpx.InvalidURL, ValueError):
            raise Refused("refused: redirects to something that is not a usable web address") from None
        before, self.url = self.url, without_parameters(checked_url(target), self.secret)
        if before.scheme == "https" and self.url.scheme == "http":
            raise Refused("refused: redirects from https to http")
        if self.method == "POST" and status in (301, 302, 303):
            self.method, self.body = "GET", None
            self.headers.pop("content-type", None)
        if not may_carry_headers(before, self.url):
            self.headers = {name: self.headers[name] for name in sorted(self.headers.keys() & _TRAVELLING_HEADERS)}
            self.secret = {}
        if origin(before) != origin(self.url):
            self.obeys_robots = not self.is_robots


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, its body decompressed (empty where the status says there is nothing to read)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(slots=True)
class Seen:
    """What an exchange has shown so far, for whoever counts exchanges."""

    status: int | None = None
    bytes: int = 0
    failure: Failed | None = None


def own_headers(request: Request) -> dict[str, str]:
    """The request's headers with lower-case names; raises Refused for one that is unsafe or the client's to set."""
    for name, value in request.headers.items():
        if not _fits_a_header(name + value):
            raise Refused("refused: a header has a line break or another character that is not printable ASCII")
        if name.lower() in _OWN_HEADERS:
            raise Refused(f"refused: the header '{name.lower()}' is set by the client")
    return {name.lower(): value for name, value in request.headers.items()}


def _fits_a_header(text: str) -> bool:
    return text.isascii() and text.isprintable()
