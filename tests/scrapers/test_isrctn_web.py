"""ISRCTN asked over HTTP: a loopback server that plays the registry and its faults."""

import re
from collections.abc import Iterator
from datetime import date
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.isrctn import IsrctnOptions, discover, parse
from tests.http.conftest import START, NotingClock
from tests.loopback import Canned, Loopback, page
from tests.pipeline.webs import entries, entry
from tests.scrapers.plays import cursors, documents, problems, replies, reply
from tracker.errors import FetchFailed, ReadError
from tracker.http import Client, HttpSettings
from tracker.records import Absence, Query, Reply, Request

GE, LT = "lastEdited GE 2026-08-01T00:00:00", "lastEdited LT 2026-08-08T00:00:00"
PATH = "/api/query/format/default"
TOPIC = Query(conditions=("dry example",))
ONE, TWO, THREE = (entry(f"ISRCTN9999990{n}", edited=f"2026-08-0{n}T10:00:00.5Z") for n in (1, 2, 3))


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def client() -> Iterator[Client]:
    settings = HttpSettings(contact="desk@example.org", allow_loopback=True, timeout_seconds=0.5, max_bytes=100_000)
    with Client(settings, NotingClock()) as made:
        yield made


def ask(web: Loopback, client: Client, query: Query = TOPIC, limit: int = 1000) -> list[object]:
    def fetch(request: Request) -> Reply:
        return client.fetch(request, delay=0.0)

    return list(discover(query, IsrctnOptions(base_url=web.url("/api"), limit=limit), fetch))


def asked(web: Loopback) -> list[str]:
    return [parse_qs(urlsplit(path).query)["q"][0] for path in web.asked]


def numbers(found: list[object]) -> list[str]:
    return [document.native_id for item in found if isinstance(item, Reply) for document in documents(parse(item))]


def answer(texts: tuple[str, ...] | list[str], url: str, obeys: bool = True) -> bytes:
    """The first `limit` of `texts` whose last edit is within the bounds of the query."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    low, high = re.search(r"GE (\S+)", asked["q"]), re.search(r"LT (\S+)", asked["q"])
    edited = [(text, re.findall(r'lastUpdated="([^"]+)', text)[0]) for text in texts]
    within = [t for t, when in edited if (not low or when >= low[1]) and (not high or when < high[1])]
    return entries(*(within if obeys else texts), limit=int(asked["limit"]))


def play(web: Loopback, *texts: str) -> None:
    web.routes[PATH] = lambda seen: page(answer(texts, seen.path))


class Registry:
    """A `fetch` that answers by itself, for searches of many requests."""

    def __init__(self, texts: list[str], obeys: bool = True) -> None:
        self.texts, self.obeys, self.asked = texts, obeys, 0

    def __call__(self, request: Request) -> Reply:
        self.asked += 1
        return reply(answer(self.texts, request.url, self.obeys), request.url, "search")


def test_a_search_brings_every_entry(web: Loopback, client: Client) -> None:
    play(web, ONE, TWO, THREE)
    found = ask(web, client)
    assert numbers(found) == ["ISRCTN99999901", "ISRCTN99999902", "ISRCTN99999903"]
    assert cursors(found)[0]["newest"] == "2026-08-03T10:00:00.500000000"
    assert len(web.asked) == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 11, 12, 13])
@pytest.mark.parametrize(
    "days",
    [list(range(1, 13)), [3] * 12, [1] * 6 + [9] * 6, [1, *[9] * 11], [*[1] * 11, 9], [28, 1] * 6],
    ids=["a day each", "one day", "two days", "late", "early", "mixed"],
)
def test_more_than_the_limit_comes_in_halves(limit: int, days: list[int]) -> None:
    registry = Registry(edited_on(days))
    found: list[object] = list(discover(TOPIC, IsrctnOptions(limit=limit), registry))
    assert (sorted(numbers(found)), problems(found)) == ([f"ISRCTN999999{n:02}" for n in range(1, 13)], [])
    assert cursors(found)[0]["newest"] == f"2026-08-{max(days):02}T10:00:00.500000000"
    assert registry.asked <= 60


def edited_on(days: list[int]) -> list[str]:
    return [entry(f"ISRCTN999999{n:02}", edited=f"2026-08-{day:02}T10:00:00.5Z") for n, day in enumerate(days, 1)]


def test_a_slice_comes_in_halves() -> None:
    query = TOPIC.model_copy(update={"since": date(2026, 8, 3), "until": date(2026, 8, 9)})
    found: list[object] = list(discover(query, IsrctnOptions(limit=2), Registry(edited_on(list(range(1, 13))))))
    assert sorted(numbers(found)) == [f"ISRCTN999999{n:02}" for n in range(3, 9)]
    assert len(cursors(found)) == 1


@pytest.mark.parametrize("limit", [1, 2])
def test_a_server_that_ignores_the_bounds_is_asked_for_the_whole(limit: int) -> None:
    registry = Registry([ONE, TWO, THREE], obeys=False)
    found: list[object] = list(discover(TOPIC, IsrctnOptions(limit=limit), registry))
    assert set(numbers(found)) == {"ISRCTN99999901", "ISRCTN99999902", "ISRCTN99999903"}
    assert registry.asked <= 20


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 8, 1), None, f" AND {GE}"),
        (None, date(2026, 8, 8), f" AND {LT}"),
        (date(2026, 8, 1), date(2026, 8, 8), f" AND {GE} AND {LT}"),
    ],
)  # fmt: skip
def test_a_slice_of_time(web: Loopback, client: Client, since: date | None, until: date | None, words: str) -> None:
    play(web, ONE, TWO)
    found = ask(web, client, TOPIC.model_copy(update={"since": since, "until": until}))
    assert asked(web) == [f'("dry example"){words}']
    assert (len(numbers(found)), len(cursors(found))) == (2, 1)


def test_an_empty_slice_is_complete(web: Loopback, client: Client) -> None:
    play(web)
    found = ask(web, client, TOPIC.model_copy(update={"since": date(2026, 1, 1), "until": date(2026, 1, 8)}))
    assert (replies(found), problems(found), len(cursors(found))) == ([], [], 1)


def test_a_number_is_not_mistaken_for_an_entry_that_mentions_it(web: Loopback, client: Client) -> None:
    play(web, ONE, TWO)
    found = ask(web, client, Query(native_ids=("ISRCTN99999902",)))
    assert numbers(found) == ["ISRCTN99999902"]


@pytest.mark.parametrize("gone", [page(entries(ONE)), page(entries()), Canned(404), Canned(410)])
def test_an_entry_that_is_not_there_is_an_absence(web: Loopback, client: Client, gone: Canned) -> None:
    web.routes[PATH] = gone
    found = ask(web, client, Query(native_ids=("ISRCTN99999902",), cursor={"k": "v"}))
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["ISRCTN99999902"]
    assert (replies(found), problems(found), cursors(found)) == ([], [], [{"k": "v"}])


def test_an_answer_that_is_cut_short_is_no_absence(web: Loopback, client: Client) -> None:
    web.routes[PATH] = page(entries(ONE).replace(b'totalCount="1"', b'totalCount="500"'))
    found = ask(web, client, Query(native_ids=("ISRCTN99999902",)))
    assert (problems(found), [item for item in found if isinstance(item, Absence)]) == (["incomplete"], [])


@pytest.mark.parametrize("ids", [(), ("ISRCTN99999901",)], ids=["search", "number"])
@pytest.mark.parametrize(
    "answer",
    [
        page(b""),
        page(b"<!DOCTYPE html><html><body><p>Just a moment...</p></body></html>", content_type="text/html"),
        page(b"<html><body>Checking your browser</body></html>"),
        page(entries(ONE, TWO)[:900]),
        page(b'{"error": "busy"}'),
        page(entries(ONE).replace(b' totalCount="1"', b"")),
        page(entries(ONE).replace(b'totalCount="1"', b'totalCount="many"')),
        page(entries(ONE).replace(b"Fictitious", "Caf\u00e9".encode("latin-1"))),
    ],
    ids=["empty", "challenge", "html", "cut off", "json", "no count", "no number", "wrong charset"],
)
def test_what_is_no_answer_fails_the_source(
    web: Loopback, client: Client, answer: Canned, ids: tuple[str, ...]
) -> None:
    web.routes[PATH] = answer
    with pytest.raises(ReadError) as raised:
        ask(web, client, TOPIC.model_copy(update={"native_ids": ids}))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "first",
    [
        Canned(500),
        Canned(503),
        Canned(429, headers={"Retry-After": "3"}),
        Canned(429, headers={"Retry-After": format_datetime(START, usegmt=True)}),
    ],
    ids=["500", "503", "429 in seconds", "429 by date"],
)
def test_a_passing_failure_is_tried_again(web: Loopback, client: Client, first: Canned) -> None:
    web.routes[PATH] = [first, page(entries(ONE))]
    assert numbers(ask(web, client)) == ["ISRCTN99999901"]


@pytest.mark.parametrize(
    "answer",
    [
        Canned(500),
        Canned(302, headers={"Location": "http://10.0.0.1/"}),
        Canned(200, b"not gzip", {"Content-Encoding": "gzip"}),
        Canned(pieces=[b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<allTrials", 2.0]),
        page(b"<a>" + b"x" * 200_000 + b"</a>"),
    ],
    ids=["500 for ever", "a private address", "damaged gzip", "silence", "too large"],
)
def test_a_lasting_failure_ends_the_search(web: Loopback, client: Client, answer: Canned) -> None:
    web.routes[PATH] = answer
    with pytest.raises(FetchFailed):
        ask(web, client)


def test_bytes_win_over_the_charset_of_the_header(web: Loopback, client: Client) -> None:
    web.routes[PATH] = page(entries(ONE).decode().encode("utf-16"), content_type="application/xml; charset=utf-8")
    assert numbers(ask(web, client)) == ["ISRCTN99999901"]


def test_the_same_entry_twice_is_one_version(web: Loopback, client: Client) -> None:
    web.routes[PATH] = page(entries(ONE, ONE))
    (answer,) = [item for item in ask(web, client) if isinstance(item, Reply)]
    one, two = documents(parse(answer))
    assert (one.native_id, one.content) == (two.native_id, two.content)
