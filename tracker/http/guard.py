"""Where a connection may go, and for how long: resolve, check every address, connect to exactly what was checked.

The check sits below TLS and below HTTP, at the one place a socket is opened, so no spelling of a host, no redirect
and no second DNS answer gets round it. Certificate and Host header keep the name.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore
import httpx

from tracker.http.failure import Failed, Refused

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to numeric addresses; raises OSError or UnicodeError when the name does not resolve."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Special by the IANA registries, though `is_global` of some supported Python versions says otherwise.
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "2001::/23", "3fff::/20"))
)
_ADDRESSES_TRIED = 4


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver; it has its own time-out, which no deadline here can shorten."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def why_forbidden(text: str, *, allow_loopback: bool = False) -> str | None:
    """The kind of address (`private`, `loopback`, ...) for which `text` is refused, or None when it may be used.

    IPv4 addresses inside IPv6 ones (mapped, 6to4, NAT64) are judged as themselves, and never by the loopback
    allowance, which is for 127.0.0.0/8 and ::1 alone. Only global unicast (2000::/3) IPv6 passes.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unreadable"
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return why_forbidden(str(inner))
    if address.is_loopback:
        return None if allow_loopback else "loopback"
    return _kind(address)


def _kind(address: _Address) -> str | None:
    if address.is_unspecified:
        return "unspecified"
    if address.is_link_local:
        return "link-local"
    if address.is_multicast:
        return "multicast"
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return "reserved"
    if address.is_reserved and address.version == 4:
        return "reserved"
    if not address.is_global:
        return "private"
    return "reserved" if address.version == 6 and address not in _UNICAST_V6 else None


class Deadline:
    """How long the exchange under way may still take; `check` raises Failed when that time is over."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Measure by `monotonic` (seconds); nothing is limited before `start`."""
        self._monotonic = monotonic
        self._ends = float("inf")
        self._total = 0.0

    def start(self, seconds: float, total: float) -> None:
        """Allow `seconds` from now; `total` is what the message will say the whole fetch was allowed."""
        self._ends = self._monotonic() + seconds
        self._total = total

    def passed(self) -> Failed:
        """The failure to raise when the time is over."""
        return Failed(f"no complete answer within {self._total:g} s")

    def check(self) -> float:
        """Seconds left; raises Failed when there are none."""
        left = self._ends - self._monotonic()
        if left <= 0:
            raise self.passed()
        return left

    @contextmanager
    def bounded(self, timeout: float | None) -> Iterator[float]:
        """Yield the smaller of `timeout` and the time left; a time-out caused by the latter is a Failed."""
        left = self.check()
        if timeout is not None and timeout < left:
            yield timeout
            return
        try:
            yield left
        except httpcore.TimeoutException:
            raise self.passed() from None


class _Stream(httpcore.NetworkStream):
    """A connection on which every read and write ends with the deadline, headers and TLS handshake included."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._deadline.bounded(timeout) as seconds:
            return self._inner.read(max_bytes, seconds)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._deadline.bounded(timeout) as seconds:
            self._inner.write(buffer, seconds)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with self._deadline.bounded(timeout) as seconds:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only. One per Client, for one thread."""

    def __init__(self, deadline: Deadline, resolve: Resolve, *, allow_loopback: bool) -> None:
        """Resolve names by `resolve`; `allow_loopback` lets 127.0.0.0/8 and ::1 through (tests, local replays)."""
        self._deadline = deadline
        self._resolve = resolve
        self._allow_loopback = allow_loopback
        self._inner = httpcore.SyncBackend()

    def checked_addresses(self, host: str, port: int) -> Sequence[str]:
        """The addresses of `host`; raises Refused if any of them is forbidden, httpcore.ConnectError if none."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise httpcore.ConnectError(f"the name {host} does not resolve")
        for address in addresses:
            kind = why_forbidden(address, allow_loopback=self._allow_loopback)
            if kind:
                allowed = " (fetch.allow_loopback = true lets it through)" if kind == "loopback" else ""
                raise Refused(f"refused: {host} resolves to the {kind} address {address}{allowed}")
        return addresses

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address of `host` that answers."""
        problem: Exception | None = None
        for address in self.checked_addresses(host, port)[:_ADDRESSES_TRIED]:
            try:
                with self._deadline.bounded(timeout) as seconds:
                    stream = self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
                    return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"no connection to {host}")


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    """Turn an httpcore error into the httpx one of the same name (httpx does this only for its own transport)."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


@cache
def _tls() -> ssl.SSLContext:
    """Certificates verified against certifi's list; read once, as that takes some 40 ms."""
    return httpx.create_ssl_context(trust_env=False)


class PinnedTransport(httpx.BaseTransport):
    """httpx over a PinnedBackend: HTTP/1.1, verified TLS, no proxies, nothing read from the environment."""

    def __init__(self, backend: PinnedBackend) -> None:
        """Keep up to ten idle connections; a sequential client has one per host at most."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=10,
            max_keepalive_connections=10,
            keepalive_expiry=30.0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; errors are those of httpx, or Failed and Refused of this package."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with _as_httpx_errors():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    target,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
