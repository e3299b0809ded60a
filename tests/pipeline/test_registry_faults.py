"""Every registry's protocol with the faults of the web: what a run then holds, says and leaves alone."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_engine
from tests.loopback import Canned, Loopback, Seen, page
from tests.pipeline.stores import START, ask, config_in, go
from tests.pipeline.webs import entries, entry, pages_of, study
from tests.scrapers.plays import FIXTURES
from tracker.config import Config

STUDIES = [study("NCT99999901", "Saltwater for Zoë’s examples"), study("NCT99999902"), study("NCT99999903")]
CTIS_NUMBER = "2099-599999-01-00"
CTIS_ROWS = {
    "pagination": {"totalRecords": 1},
    "data": [{"ctNumber": CTIS_NUMBER, "lastUpdated": "20/08/2099", "decisionDateOverall": "01/03/2099"}],
}
HELD = "SELECT native_id, gone_since FROM document ORDER BY native_id"


@dataclass(frozen=True)
class Protocol:
    """A registry on the loopback server: the path its listing is asked at, the good answer, what it then holds."""

    source: str
    listing: str
    good: bytes
    kind: str
    holds: tuple[str, ...]


PROTOCOLS = (
    Protocol(
        "clinicaltrials_gov",
        "/clinicaltrials_gov/studies",
        json.dumps({"studies": STUDIES}).encode(),
        "application/json",
        ("NCT99999901", "NCT99999902", "NCT99999903"),
    ),
    Protocol(
        "isrctn",
        "/isrctn/query/format/default",
        entries(entry("ISRCTN99999901"), entry("ISRCTN99999902", edited="2026-08-05T13:22:23Z")),
        "application/xml",
        ("ISRCTN99999901", "ISRCTN99999902"),
    ),
    Protocol("ctis", "/ctis/search", json.dumps(CTIS_ROWS).encode(), "application/json", (CTIS_NUMBER,)),
    Protocol(
        "euctr",
        "/euctr/rest/download/full",
        (FIXTURES / "euctr" / "full.txt").read_bytes(),
        "text/plain;charset=UTF-8",
        ("2098-099991-11", "2098-099992-12"),
    ),
)


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture(params=PROTOCOLS, ids=lambda protocol: protocol.source)
def registry(request: pytest.FixtureRequest, web: Loopback) -> Protocol:
    """One protocol, with everything beside its listing in order."""
    record = (FIXTURES / "ctis" / "record.json").read_text()
    web.routes[f"/ctis/retrieve/{CTIS_NUMBER}"] = page(
        json.dumps({**json.loads(record), "ctNumber": CTIS_NUMBER}).encode(), content_type="application/json"
    )
    web.routes["/euctr/search"] = page((FIXTURES / "euctr" / "search.html").read_bytes(), content_type="text/html")
    found: Protocol = request.param
    return found


def configured(folder: Path, web: Loopback, source: str) -> Config:
    topic = '[[topics]]\nname = "saltwater"\nconditions = ["dry examples"]\n'
    tables = f'{topic}[sources.{source}]\nbase_url = "{web.url("/" + source)}"\n'
    return config_in(folder, f"sqlite:///{folder}/evidence.db", tables, attempts=3, timeout_seconds=2.0)


def good(registry: Protocol) -> Canned:
    return page(registry.good, content_type=registry.kind)


def held(config: Config) -> list[str]:
    return [number for number, gone in ask(config, HELD) if gone is None]


PASSING = {
    "500 then fine": [Canned(500)],
    "503 twice": [Canned(503), Canned(503)],
    "429 in seconds": [Canned(429, headers={"Retry-After": "3"})],
    "429 until a date": [Canned(429, headers={"Retry-After": f"{START:%a, %d %b %Y} 02:30:20 GMT"})],
}


@pytest.mark.parametrize("first", PASSING.values(), ids=PASSING)
def test_what_passes_is_waited_for(tmp_path: Path, web: Loopback, registry: Protocol, first: list[Canned]) -> None:
    web.routes[registry.listing] = [*first, good(registry)]
    config = configured(tmp_path, web, registry.source)
    assert go(config).exit_code == 0
    assert held(config) == list(registry.holds)
    assert ask(config, "SELECT count(*) FROM cursor") == [(1,)]


def test_bytes_that_come_one_by_one_are_read(tmp_path: Path, web: Loopback, registry: Protocol) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {registry.kind}\r\nContent-Length: {len(registry.good)}\r\n\r\n".encode()
    third = len(registry.good) // 3
    pieces = [head, 0.05, registry.good[:third], 0.05, registry.good[third:]]
    web.routes[registry.listing] = Canned(pieces=pieces)
    config = configured(tmp_path, web, registry.source)
    go(config)
    assert held(config) == list(registry.holds)


def test_a_wrong_charset_in_the_header_changes_nothing(tmp_path: Path, web: Loopback, registry: Protocol) -> None:
    web.routes[registry.listing] = page(registry.good, content_type=f"{registry.kind.partition(';')[0]};charset=cp1252")
    config = configured(tmp_path, web, registry.source)
    go(config)
    assert held(config) == list(registry.holds)
    if registry.source == "clinicaltrials_gov":
        assert ask(config, "SELECT title FROM text ORDER BY title")[-1] == ("Saltwater for Zoë’s examples",)


def test_what_is_not_modified_is_not_stored_again(tmp_path: Path, web: Loopback, registry: Protocol) -> None:
    def answer(seen: Seen) -> Canned:
        tag = {"ETag": '"one"', "Content-Type": registry.kind}
        return Canned(304, headers=tag) if "if-none-match" in seen.headers else Canned(200, registry.good, tag)

    web.routes[registry.listing] = answer
    config = configured(tmp_path, web, registry.source)
    go(config)
    before = ask(config, "SELECT (SELECT count(*) FROM fetch), (SELECT count(*) FROM version)")
    ask_all_again(config)
    assert go(config).exit_code == 0
    assert ask(config, "SELECT (SELECT count(*) FROM fetch), (SELECT count(*) FROM version)") == before


def squeezed(body: bytes, cut: int = 0) -> Canned:
    """`body` compressed, without its last `cut` bytes."""
    packed = gzip.compress(body, mtime=0)
    return Canned(200, packed[: len(packed) - cut], {"Content-Encoding": "gzip", "Content-Type": "application/json"})


LASTING = {
    "500 for ever": Canned(500),
    "403": Canned(403),
    "HTML where data should be": page(b"<html><title>Are you a person?</title></html>", content_type="text/html"),
    "an empty 200": page(b"", content_type="application/json"),
    "a gzip that is cut off": squeezed(b'{"studies": []}' * 500, cut=12),
    "a bomb": squeezed(b" " * 40_000_000),
    "a redirect to a private address": Canned(302, headers={"Location": "http://10.0.0.1/studies"}),
    "a redirect to the metadata service": Canned(302, headers={"Location": "http://[::ffff:169.254.169.254]/"}),
    "a redirect to a file": Canned(302, headers={"Location": "file:///etc/hostname"}),
    "a redirect to itself": Canned(302, headers={"Location": "?again"}),
}


OF_THE_CLIENT = ("500 for ever", "a bomb", "a redirect to a file", "a redirect to itself")
"""Faults that end in the client, whatever the protocol: one of them shows it."""


@pytest.mark.parametrize("fault", [name for name in LASTING if name not in OF_THE_CLIENT])
def test_what_lasts_fails_the_source_and_nothing_looks_gone(
    tmp_path: Path, web: Loopback, registry: Protocol, fault: str
) -> None:
    fails_and_keeps_all(tmp_path, web, registry, LASTING[fault])


@pytest.mark.parametrize("fault", OF_THE_CLIENT)
@pytest.mark.parametrize("registry", PROTOCOLS[:1], ids=["clinicaltrials_gov"], indirect=True)
def test_what_the_client_refuses_fails_the_source_too(
    tmp_path: Path, web: Loopback, registry: Protocol, fault: str
) -> None:
    fails_and_keeps_all(tmp_path, web, registry, LASTING[fault])


def fails_and_keeps_all(tmp_path: Path, web: Loopback, registry: Protocol, fault: Canned) -> None:
    web.routes[registry.listing] = good(registry)
    config = configured(tmp_path, web, registry.source)
    go(config)
    assert held(config) == list(registry.holds)
    versions = ask(config, "SELECT id, seen_to FROM version ORDER BY id")
    ask_all_again(config)
    web.routes[registry.listing] = fault
    if registry.source == "euctr":  # its listing is a page of rows; another row makes it ask for the protocols again
        rows = web.routes["/euctr/search"]
        assert isinstance(rows, Canned)
        web.routes["/euctr/search"] = page(rows.body.replace(b"2098", b"2097"), content_type="text/html")
    outcome = go(config)
    assert outcome.exit_code != 0
    assert list(outcome.failed) == [registry.source]
    assert "\n" not in outcome.failed[registry.source]
    assert held(config) == list(registry.holds)
    assert ask(config, "SELECT id, seen_to FROM version ORDER BY id") == versions
    assert ask(config, "SELECT count(*) FROM cursor") == [(0,)]


def ask_all_again(config: Config) -> None:
    """Forget the cursor, so that the next run lists everything."""
    engine = open_engine(config.store.url)
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM cursor"))
    engine.dispose()


def test_an_empty_page_with_a_token_goes_on(tmp_path: Path, web: Loopback) -> None:
    last = page(json.dumps({"studies": STUDIES}).encode(), content_type="application/json")
    first = page(b'{"studies": [], "nextPageToken": "more"}', content_type="application/json")
    web.routes["/clinicaltrials_gov/studies"] = [first, last]
    config = configured(tmp_path, web, "clinicaltrials_gov")
    assert go(config).exit_code == 0
    assert held(config) == list(PROTOCOLS[0].holds)


@pytest.mark.parametrize("again", [STUDIES, []], ids=["the same studies", "none"])
def test_a_token_that_comes_for_ever_ends_with_what_came(tmp_path: Path, web: Loopback, again: list[object]) -> None:
    first = json.dumps({"studies": STUDIES, "nextPageToken": "round"}).encode()
    more = json.dumps({"studies": again, "nextPageToken": "round"}).encode()
    web.routes["/clinicaltrials_gov/studies"] = [page(first), page(more)]
    config = configured(tmp_path, web, "clinicaltrials_gov")
    go(config)
    assert held(config) == list(PROTOCOLS[0].holds)
    assert ask(config, "SELECT kind FROM issue WHERE source = 'clinicaltrials_gov'") == [("paging",)]
    assert ask(config, "SELECT count(*) FROM cursor") == [(0,)]
    assert len(web.asked) < 10


def test_pages_that_repeat_studies_hold_each_once(tmp_path: Path, web: Loopback) -> None:
    (_, first), *_ = pages_of(STUDIES, 2)
    overlap = json.dumps({"studies": [STUDIES[1], STUDIES[2]]}).encode()
    web.routes["/clinicaltrials_gov/studies"] = lambda seen: page(overlap if "pageToken" in seen.path else first)
    config = configured(tmp_path, web, "clinicaltrials_gov")
    assert go(config).exit_code == 0
    assert held(config) == list(PROTOCOLS[0].holds)
    assert ask(config, "SELECT count(*) FROM version") == [(3,)]
