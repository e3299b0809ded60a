"""A source asked over a real connection to 127.0.0.1, with the client of a run and a clock that waits at once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from scrapers._base import Options, Source
from tests.loopback import Loopback
from tracker.clock import Clock
from tracker.http import Client, HttpSettings, Validators
from tracker.records import Decision, Query, Reply, Request


class StandingClock(Clock):
    """A clock for which waiting takes no time; `waited` is the sum, in seconds."""

    def __init__(self) -> None:
        self.waited = 0.0
        super().__init__(now=lambda: datetime(2099, 1, 1, tzinfo=UTC), sleep=self._wait, monotonic=lambda: self.waited)

    def _wait(self, seconds: float) -> None:
        self.waited += seconds


def ask(
    source: Source,
    query: Query,
    options: Options,
    clock: StandingClock | None = None,
    held: dict[str, Reply] | None = None,
) -> list[object]:
    """Everything that the discovery of `source` yields; `held` are the answers of earlier runs, by address."""
    held = {} if held is None else held
    settings = HttpSettings(contact="desk@example.org", allow_loopback=True, timeout_seconds=5.0, attempts=2)
    with Client(settings, clock or StandingClock()) as client:

        def fetch(request: Request) -> Reply:
            old = held.get(request.url)
            known = Validators(old.headers.get("etag"), None, lambda: old.body, old.url, old.headers) if old else None
            held[request.url] = client.fetch(request, delay=source.delay, robots=source.robots, validators=known)
            return held[request.url]

        return list(source.discover(query, options, fetch))


def pages(web: Loopback, items: list[object]) -> list[str]:
    """The paths of the replies that were kept."""
    root = web.url("")
    return [item.url.removeprefix(root) for item in items if isinstance(item, Reply)]


def decided(items: Iterable[object]) -> list[tuple[str, bool]]:
    """The last part of each address that was decided about, and how."""
    return [(item.url.rpartition("/")[2], item.relevant) for item in items if isinstance(item, Decision)]


def verdicts(table: dict[str, bool | None]) -> Callable[[str, str, str | None, Query], tuple[bool | None, str]]:
    """A `decide` that looks the title up; a word of the table in the body decides what the title leaves open."""

    def decide(title: str, teaser: str, body: str | None, query: Query) -> tuple[bool | None, str]:
        if table[title] is not None or body is None:
            return table[title], f"by title {title}"
        return "trial" in body, "by body"

    return decide


def web() -> Iterator[Loopback]:
    """A server for one test (the body of a fixture)."""
    with Loopback() as server:
        yield server
