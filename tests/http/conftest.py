"""A loopback server, and a client that waits by a clock of its own and notes every wait."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.loopback import Loopback
from tracker.clock import Clock
from tracker.http import Client, HttpSettings
from tracker.records import Reply, Request

START = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


class NotingClock(Clock):
    """Stands still but for waits, which take no real time and are kept in `slept`."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        super().__init__(
            now=lambda: START + timedelta(seconds=sum(self.slept)),
            sleep=self.slept.append,
            monotonic=lambda: 1000.0 + sum(self.slept),
        )


@pytest.fixture
def clock() -> NotingClock:
    return NotingClock()


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def other_web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


MakeClient = Callable[..., Client]


@pytest.fixture
def make_client(clock: NotingClock) -> Iterator[MakeClient]:
    """Make a client: settings by name, and `clock`, `transport`, `resolve`, `on_exchange` if they matter."""
    with ExitStack() as stack:

        def make(**given: Any) -> Client:
            seams = {name: given.pop(name) for name in ("transport", "resolve", "on_exchange") if name in given}
            settled = {"contact": "desk@example.org", "allow_loopback": True, "timeout_seconds": 5.0}
            using = given.pop("clock", clock)
            return stack.enter_context(Client(HttpSettings(**{**settled, **given}), using, **seams))

        yield make


@pytest.fixture
def get(make_client: MakeClient) -> Callable[..., Reply]:
    """Fetch one address with a fresh client: client settings as for make_client, and `delay`, `robots`, `request`."""

    def fetch(url: str, **given: Any) -> Reply:
        asked = {name: given.pop(name) for name in ("validators", "robots") if name in given}
        delay = given.pop("delay", 0.0)
        request = Request(url=url, role="page", **given.pop("request", {}))
        return make_client(**given).fetch(request, delay=delay, **asked)

    return fetch
