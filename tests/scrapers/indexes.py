"""Asking an index of papers that a server on 127.0.0.1 plays, with the client that a run uses."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from scrapers._base import Options, Source
from tests.loopback import Canned, page
from tracker.clock import Clock
from tracker.http import Client, HttpSettings
from tracker.records import Document, Problem, Query, Reply, Request


class StandingClock(Clock):
    """A clock for which waiting takes no time; `waits` keeps each."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        super().__init__(
            now=lambda: datetime(2099, 1, 1, tzinfo=UTC), sleep=self.waits.append, monotonic=lambda: sum(self.waits)
        )


def sent(value: object, **headers: str) -> Canned:
    return page(json.dumps(value).encode(), content_type="application/json", **headers)


def asking(source: Source, query: Query, options: Options, clock: Clock | None = None) -> list[object]:
    """Everything that the discovery of a source yields."""
    settings = HttpSettings(contact="desk@example.org", allow_loopback=True, timeout_seconds=5.0, attempts=2)
    with Client(settings, clock or StandingClock()) as client:

        def fetch(request: Request) -> Reply:
            return client.fetch(request, delay=source.delay, robots=source.robots)

        return list(source.discover(query, options, fetch))


def read(parse: Callable[[Reply], Iterator[Document | Problem]], items: list[object]) -> list[str]:
    """The ids of the documents in all replies of `items`."""
    found = (one for item in items if isinstance(item, Reply) for one in parse(item))
    return [one.native_id for one in found if isinstance(one, Document)]
