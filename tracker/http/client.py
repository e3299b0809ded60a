"""The HTTP client: polite, bounded, conditional, and careful about where it goes."""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx

from tracker import __version__
from tracker.clock import Clock
from tracker.errors import FetchFailed
from tracker.http.complaint import COMPLAINT_BYTES, complains, complaint
from tracker.http.decode import Decoder
from tracker.http.errand import Answer, Errand, Seen, own_headers
from tracker.http.failure import Failed, NotRecorded, Refused, Transient
from tracker.http.guard import Deadline, PinnedBackend, PinnedTransport, Resolve, system_resolve
from tracker.http.robots import ROBOTS_BYTES, USER_AGENT_TOKEN, Rules, read_rules
from tracker.http.settings import Exchange, HttpSettings, Validators
from tracker.http.urls import ADDRESS, checked_url, origin, redact_url
from tracker.http.waits import Host, backoff, pace, retry_after
from tracker.records import Reply, Request

log = logging.getLogger("tracker.http")
logging.getLogger("httpcore").setLevel(logging.WARNING)  # it logs whole addresses and headers, keys in them included

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((404, 410))
_RETRIED = frozenset((408, 425, 429, 500, 502, 503, 504))
# They describe the bytes on the wire, which are not the bytes of Reply.body, or are a secret of the host's.
_DROPPED_HEADERS = ("content-encoding", "content-length", "transfer-encoding", "set-cookie", "set-cookie2")


class Client:
    """Fetches one thing at a time; a context manager, for one thread.

    Retries are a loop of our own: stamina sleeps by the system clock and takes no other, and here the wait belongs
    to the host (a Retry-After also holds back the next request to it), not to the function that failed.
    """

    def __init__(
        self,
        settings: HttpSettings,
        clock: Clock,
        *,
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = system_resolve,
        on_exchange: Callable[[Exchange], None] | None = None,
    ) -> None:
        """Use `clock` for every wait, duration and date, and `transport` (a replay) instead of the network if given.

        `on_exchange` is called after every exchange that was tried.
        """
        self._settings = settings
        self._clock = clock
        self._on_exchange = on_exchange
        self._deadline = Deadline(clock.monotonic)
        self._hosts: dict[str, Host] = {}
        self._robots: dict[tuple[str, str, int], Rules] = {}
        if transport is None:
            backend = PinnedBackend(self._deadline, resolve, allow_loopback=settings.allow_loopback)
            transport = PinnedTransport(backend)
        self._transport = transport
        self._cookies = httpx.Cookies()
        self._headers = {
            "user-agent": f"{USER_AGENT_TOKEN}/{__version__} (+{settings.contact})",
            "accept": "*/*",
            "accept-encoding": "gzip, deflate",
        }

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close every connection."""
        self._transport.close()

    def fetch(
        self, request: Request, *, delay: float, validators: Validators | None = None, robots: bool = True
    ) -> Reply:
        """Return the answer to `request`: 2xx, 404 or 410; a 304 comes back as 200 with the stored body.

        At least `delay` seconds pass between the end of the last exchange with a host and the start of the next.
        `robots=False` skips robots.txt of the request's own origin (never of one it redirects to); it is for a
        documented public API whose terms allow programs while robots.txt keeps search engines out of it, and such a
        source says so in its legal basis. Raises FetchFailed, redacted, in every other case.
        """
        self._cookies.clear()  # a cookie lives as long as one chain of redirects; fetches do not know each other
        try:
            errand = self._errand(request, delay, validators, robots)
        except Failed as error:
            raise self._failed(request, error) from None
        try:
            answer = self._follow(errand)
            return self._reply(request, errand, answer)
        except Failed as error:
            moved = "" if errand.url == checked_url(request.url) else f"redirected to {redact_url(str(errand.url))}: "
            raise self._failed(request, error, moved) from None

    def _failed(self, request: Request, error: Failed, moved: str = "") -> FetchFailed:
        failure = FetchFailed(redact_url(request.url), moved + error.reason, error.status)
        log.debug("%s", failure)
        return failure

    def _errand(self, request: Request, delay: float, validators: Validators | None, robots: bool) -> Errand:
        return Errand(
            role=request.role,
            method=request.method,
            url=checked_url(request.url),
            headers=own_headers(request),
            body=request.body,
            delay=delay,
            limit=self._settings.max_bytes,
            seconds_left=self._settings.deadline_seconds,
            validators=validators,
            obeys_robots=robots,
            secret=request.secret,
        )

    def _reply(self, request: Request, errand: Errand, answer: Answer) -> Reply:
        headers = dict(answer.headers)
        status, body, not_modified = answer.status, answer.body, answer.status == 304
        if not_modified:
            if errand.validators is None or not errand.conditions():
                raise Failed("answered 304 (not modified) though nothing was known of it", 304)
            headers = {**errand.validators.headers, **headers}
            status, body = 200, errand.validators.body()
        elif status not in _GONE and (not 200 <= status < 300 or status == 206):
            why = complaint(body, request.secret.values()) if status >= 400 else ""
            raise Failed(f"answered {status}{why}", status)
        return Reply(
            request=request,
            url=str(errand.url),
            status=status,
            headers={name: value for name, value in headers.items() if name not in _DROPPED_HEADERS},
            body=body,
            fetched_at=answer.at,
            not_modified=not_modified,
        )

    def _follow(self, errand: Errand) -> Answer:
        """Ask, and follow redirects with every hop checked as if it were a new request."""
        for _ in range(self._settings.max_redirects + 1):
            self._obey_robots(errand)
            answer = self._persist(errand)
            if answer.status not in _REDIRECTS:
                return answer
            errand.redirect(answer.status, answer.headers.get("location"))
        raise Failed(f"more than {self._settings.max_redirects} redirects")

    def _obey_robots(self, errand: Errand) -> None:
        if errand.is_robots or not errand.obeys_robots:
            return
        key = origin(errand.url)
        if key not in self._robots:
            self._robots[key] = self._ask_robots(errand)
        rules = self._robots[key]
        if rules.unavailable:
            raise Failed(f"robots.txt unavailable ({rules.unavailable}); will be tried next run")
        if not rules.allow(str(errand.url)):
            raise Failed("disallowed by robots.txt")

    def _ask_robots(self, errand: Errand) -> Rules:
        """Fetch robots.txt of the errand's origin, with a deadline of its own."""
        asked = Errand(
            role="robots",
            method="GET",
            url=errand.url.copy_with(raw_path=b"/robots.txt"),
            headers={},
            body=None,
            delay=errand.delay,
            limit=ROBOTS_BYTES,
            seconds_left=self._settings.deadline_seconds,
            is_robots=True,
        )
        try:
            answer = self._follow(asked)
        except NotRecorded:
            return Rules()  # a recording answers for what was allowed when it was made
        except Refused:
            raise
        except Failed as error:
            return Rules(unavailable=error.reason)
        return read_rules(answer.status, answer.body)

    def _persist(self, errand: Errand) -> Answer:
        """Exchange, again after a failure that may pass; raises Failed when the attempts are used up."""
        reasons: list[str] = []
        status = None
        for attempt in range(1, self._settings.attempts + 1):
            try:
                return self._exchange(errand)
            except Transient as problem:
                log.debug("%s: %s", redact_url(str(errand.url)), problem.reason)
                reasons.append(problem.reason)
                status = problem.status
                self._hold_back(errand, problem, attempt)
        times = {1: "", 2: " twice", 3: " three times"}.get(len(reasons), f" {len(reasons)} times")
        if len(set(reasons)) > 1:
            times = f" at the last of {len(reasons)} attempts"
        raise Failed(reasons[-1] + times, status)

    def _hold_back(self, errand: Errand, problem: Transient, attempt: int) -> None:
        """Note how long the host must be left alone; raises Failed when that is longer than is waited for."""
        host = self._hosts[errand.url.host]
        host.refusals += problem.status == 429
        pause = problem.retry_after
        if pause is None:
            pause = backoff(attempt) if attempt < self._settings.attempts else 0.0
        host.not_before = self._clock.monotonic() + pause
        if pause > self._settings.max_wait_seconds:
            longest = f"longer than the {self._settings.max_wait_seconds:g} s allowed"
            raise Failed(f"{problem.reason} and asks to wait {pause:.0f} s, {longest}", problem.status)

    def _wait_for_turn(self, errand: Errand) -> Host:
        host = self._hosts.setdefault(errand.url.host, Host())
        rules = self._robots.get(origin(errand.url))
        wait = host.wait(max(errand.delay, rules.delay if rules else 0.0), self._clock.monotonic())
        if wait > max(self._settings.max_wait_seconds, errand.delay):
            longest = f"longer than the {self._settings.max_wait_seconds:g} s allowed"
            raise Failed(f"the host or its robots.txt asks to wait {wait:.0f} s, {longest}")
        if wait > 0:
            self._clock.sleep(wait)
        return host

    def _exchange(self, errand: Errand) -> Answer:
        """One request and its answer, any status but those worth repeating, which raise Transient."""
        host = self._wait_for_turn(errand)
        started = self._clock.monotonic()
        self._deadline.start(errand.seconds_left, self._settings.deadline_seconds)
        seen = Seen()
        try:
            return self._send(errand, seen)
        except Failed as error:
            seen.failure = error
            raise
        except httpx.TimeoutException:
            seen.failure = Transient(f"no answer within {self._settings.timeout_seconds:g} s")
        except httpx.ConnectError as error:
            seen.failure = Transient(f"no connection ({_detail(error)})")
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            seen.failure = Transient(f"incomplete answer ({_detail(error)})")
        except httpx.HTTPError as error:  # its text may quote a header, with the key in it
            seen.failure = Failed(f"cannot be sent as HTTP ({type(error).__name__}): a header is malformed")
        finally:
            host.ended = self._clock.monotonic()
            errand.seconds_left -= host.ended - started
            self._tell(errand, seen, host.ended - started)
        raise seen.failure

    def _send(self, errand: Errand, seen: Seen) -> Answer:
        # Not through httpx.Client: it reads Location itself, fails on odd ones, and logs whole addresses.
        request = httpx.Request(
            errand.method,
            errand.sent_url,
            headers={**self._headers, **errand.headers, **errand.conditions()},
            content=errand.body,
            extensions={
                "timeout": httpx.Timeout(self._settings.timeout_seconds).as_dict(),
                ADDRESS: str(errand.url),
            },
        )
        self._cookies.set_cookie_header(request)
        response = self._transport.handle_request(request)
        try:
            response.request = request
            self._cookies.extract_cookies(response)
            seen.status = status = response.status_code
            self._hosts[errand.url.host].pace = pace(response.headers)
            body = self._read(response, errand, seen) if 200 <= status < 300 or status in _GONE else b""
            if status in _RETRIED:
                pause = retry_after(response.headers.get("retry-after"), self._clock.now())
                raise Transient(f"answered {status}", status, pause)
            if 400 <= status < 500 and status not in _GONE and complains(response.headers.get("content-type", "")):
                body = self._read(response, errand, seen, COMPLAINT_BYTES)
            at = response.extensions.get("fetched_at") or self._clock.now()
            return Answer(status, {name.lower(): value for name, value in response.headers.items()}, body, at)
        finally:
            response.close()

    def _read(self, response: httpx.Response, errand: Errand, seen: Seen, cut: int = 0) -> bytes:
        """The body, decompressed, its first `cut` bytes if given; h11 raises when it ends before its announced end."""
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and len(declared) < 20 and int(declared) > errand.limit and not errand.is_robots:
            raise Failed(f"more than {errand.limit} bytes")
        encoding = response.headers.get("content-encoding", "")
        decoder = Decoder(encoding, cut or errand.limit, cut=bool(cut) or errand.is_robots)
        for raw in response.iter_raw():
            seen.bytes += len(raw)
            self._deadline.check()
            if decoder.feed(raw):
                break
        return decoder.finish()

    def _tell(self, errand: Errand, seen: Seen, seconds: float) -> None:
        if self._on_exchange is None or (errand.is_robots and isinstance(seen.failure, NotRecorded)):
            return
        error = seen.failure.reason if seen.failure else None
        if error is None and seen.status is None:
            error = "interrupted"
        elif error is None and seen.status is not None and seen.status >= 400 and seen.status not in _GONE:
            error = f"answered {seen.status}"
        self._on_exchange(Exchange(redact_url(str(errand.url)), errand.role, seen.status, seconds, seen.bytes, error))


def _detail(error: Exception) -> str:
    """The text of a network error as one short line: it may quote what the server sent, at any length."""
    return "".join(c if c.isprintable() else " " for c in str(error)[:160])
