"""The corpus, and what its tests share: a server, the clients of tests/http, every outcome of a reader."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrapers._base import all_sources
from tests.http.conftest import clock, get, make_client
from tests.loopback import Loopback
from tests.scrapers.plays import reply
from tracker.errors import FetchFailed, TrackerError
from tracker.records import Query, Reply, Request

__all__ = ["clock", "get", "make_client"]

CORPUS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("corpus.toml").read_text("utf-8"))
QUERY = Query(topic="t", conditions=("trial",), contact="desk@example.org")
MOST_ASKED = 100
DISCOVERED = {"feed", "sitemap", "google_news", "clinicaltrials_gov", "page"}
ROLES = {
    "page": "article",
    "feed": "entries",
    "isrctn": "file",
    "ictrp": "file",
    "pubmed": "file",
    "clinicaltrials_gov": "study",
    "europepmc": "fulltext",
}
"""Which readers are asked to discover, and in which role they parse."""
OPTIONS: dict[str, dict[str, Any]] = {
    "feed": {"url": "https://x.example/feed?0"},
    "sitemap": {"urls": ("https://x.example/map.xml",)},
    "page": {"urls": ("https://x.example/a",)},
    "google_news": {"i_have_permission": True},
}


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def outcome(reader: str, make: Any, kind: str) -> tuple[str, int]:
    """All that `reader` says of the bodies that `make(n)` gives for its n-th request, and how often it asked."""
    source, asked = all_sources()[reader], 0
    said: list[str] = []
    options = source.options(**OPTIONS.get(reader, {}))

    def fetch(request: Request) -> Reply:
        nonlocal asked
        asked += 1
        if asked > MOST_ASKED:
            raise FetchFailed(request.url, "asked without end")
        return reply(make(asked), request.url, request.role, headers={"content-type": kind})

    ways = [source.discover(QUERY, options, fetch)] if reader in DISCOVERED else []
    if reader in ROLES:
        ways.append(source.parse(reply(make(0), role=ROLES[reader], headers={"content-type": kind})))
    for way in ways:
        try:
            for item in way:
                said.append(item.model_dump_json(exclude={"body"}) if not isinstance(item, Reply) else item.url)
        except TrackerError as error:
            said.append(str(error))
    return "\n".join(said), asked
