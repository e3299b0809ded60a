"""A real web server on 127.0.0.1 for tests of anything that fetches.

    with Loopback() as web:
        web.routes["/a"] = page(b"hello")                       # the same answer every time
        web.routes["/b"] = [Canned(500), page(b"at last")]      # in order; the last one repeats
        web.routes["/c"] = lambda seen: page(seen.body)         # whatever a function makes of the request
        web.url("/a")            # http://127.0.0.1:PORT/a
        web.asked                # ["/a", ...] every request but robots.txt, path and query, in order
        web.log                  # the same with robots.txt, as Seen(method, path, headers, body)

A route is looked up by path and query, then by path alone; what has no route is 404, robots.txt included (which
allows everything). `Canned(raw=...)` sends exactly those bytes and closes, `pieces` sends them one by one and
sleeps where there is a number of seconds.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Canned:
    """One answer. Content-Length is added unless `headers` has one; `raw` or `pieces` replace the whole of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    pieces: Sequence[bytes | float] | None = None


@dataclass(frozen=True)
class Seen:
    """One request as the server got it; header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Route = Canned | list[Canned] | Callable[[Seen], Canned]


def page(body: bytes, **headers: str) -> Canned:
    """A 200 with `body`; `headers` by name, with underscores for hyphens (content_type="text/html")."""
    return Canned(200, body, {name.replace("_", "-"): value for name, value in headers.items()})


class Loopback:
    """The server: a context manager that listens while it is open."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.log: list[Seen] = []
        self.connections = 0
        self._turns: dict[str, int] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of `path`, under another name for this machine if `host` is given."""
        return f"http://{host}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        return [seen.path for seen in self.log if seen.path != "/robots.txt"]

    def answer(self, seen: Seen) -> Canned:
        self.log.append(seen)
        name = seen.path if seen.path in self.routes else seen.path.partition("?")[0]
        route = self.routes.get(name, Canned(404, b"nothing here"))
        if isinstance(route, Canned):
            return route
        if isinstance(route, list):
            turn = self._turns.get(name, 0)
            self._turns[name] = turn + 1
            return route[min(turn, len(route) - 1)]
        return route(seen)


def _handler(web: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            web.connections += 1
            super().setup()

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            canned = web.answer(Seen(self.command, self.path, headers, body))
            try:
                self._send(canned)
            except OSError:
                self.close_connection = True  # the client has hung up, as it should on some of these

        do_POST = do_GET

        def _send(self, canned: Canned) -> None:
            pieces = canned.pieces if canned.raw is None else [canned.raw]
            if pieces is not None:
                self.close_connection = True
                for piece in pieces:
                    if isinstance(piece, bytes):
                        self.wfile.write(piece)
                    else:
                        time.sleep(piece)
                return
            self.send_response_only(canned.status)
            for name, value in canned.headers.items():
                self.send_header(name, value)
            if "content-length" not in map(str.lower, canned.headers):
                self.send_header("Content-Length", str(len(canned.body)))
            self.end_headers()
            self.wfile.write(canned.body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
