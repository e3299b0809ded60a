"""GDELT played by a real server on 127.0.0.1: the words it is asked, its limits, what comes in place of a list."""

import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.gdelt import SOURCE, GdeltOptions
from tests.loopback import Canned, Loopback, page
from tests.scrapers import loop
from tests.scrapers.loop import StandingClock, decided, pages
from tests.scrapers.plays import FIXTURES, Web, cursors, problems, replies
from tracker.errors import FetchFailed, ReadError
from tracker.records import Query, Reply

web = pytest.fixture(loop.web)
TOPIC = Query(topic="t", conditions=("dry examples",), interventions=("velorastine", "vx"))
HEADLINE = "Randomised trial of velorastine in dry examples"
LIST = (FIXTURES / "gdelt" / "artlist.json").read_bytes()
API = "/api/v2/doc/doc"


def ask(web: Loopback, query: Query = TOPIC, clock: StandingClock | None = None, **more: object) -> list[object]:
    options = GdeltOptions.model_validate({"base_url": web.url(API), **more})
    return loop.ask(SOURCE, query, options, clock)


def asked(web: Loopback) -> list[Mapping[str, str]]:
    parts = [urlsplit(path) for path in web.asked if path.startswith(API)]
    return [{name: values[0] for name, values in parse_qs(part.query).items()} for part in parts]


def listed(web: Loopback, numbers: range) -> Canned:
    """Articles a minute apart, of which those whose number ends in 49 are about the topic."""
    rows = [
        {
            "url": web.url(f"/story/{n}"),
            "title": HEADLINE if n % 100 == 49 else "The village fair opens on Sunday",
            "seendate": f"209802{10 + n // 60}T14{n % 60:02}00Z",
        }
        for n in numbers
    ]
    return page(json.dumps({"articles": rows}).encode(), content_type="application/json")


def test_articles_are_decided_about_by_title() -> None:
    table: dict[str, bytes] = {"https://news.example/drops": b"<html><p>A story.</p></html>"}

    class Gdelt(Web):
        def __call__(self, request):  # type: ignore[no-untyped-def]
            self.table.setdefault(request.url, LIST)
            return super().__call__(request)

    found = list(SOURCE.discover(TOPIC, GdeltOptions(), Gdelt(table)))
    assert decided(found) == [("drops", True), ("fair", False)]
    assert replies(found) == ["https://news.example/drops"]
    (article,) = [one for one in found if isinstance(one, Reply)]
    assert article.request.meta == {
        "kind": "press",
        "title": "Velorastine helps dry examples, randomised trial (of 40 people) says",
    }
    assert cursors(found)[0]["seen"] == "20980210T141500Z"


@pytest.mark.parametrize(
    ("query", "languages", "words"),
    [
        (TOPIC, ("english",), '"dry examples" "velorastine" sourcelang:english'),
        (Query(conditions=("a b c", 'd"e:f')), (), '("a b c" OR "d e f")'),
        (Query(terms=("drop",)), ("english", "german"), '"drop" (sourcelang:english OR sourcelang:german)'),
    ],
)
def test_the_words_it_is_asked(web: Loopback, query: Query, languages: tuple[str, ...], words: str) -> None:
    web.routes[API] = page(b"{}")
    assert cursors(ask(web, query, languages=languages)) == [{}]
    assert asked(web)[0]["query"] == words
    assert asked(web)[0]["timespan"] == "7d"


def test_words_too_short_are_not_asked(web: Loopback) -> None:
    found = ask(web, Query(interventions=("vx",)))
    assert (problems(found), web.asked) == (["nothing_asked"], [])


def test_it_goes_on_from_the_newest_article(web: Loopback) -> None:
    web.routes[API] = [listed(web, range(250)), listed(web, range(249, 260)), page(b"{}")]
    web.routes |= {f"/story/{n}": page(b"<html><p>A story.</p></html>") for n in range(260)}
    clock = StandingClock()
    found = ask(web, TOPIC.model_copy(update={"cursor": {"seen": "20980201T120000Z"}}), clock)
    assert [one["startdatetime"] for one in asked(web)] == ["20980201120000", "20980214140900"]
    assert pages(web, found) == ["/story/49", "/story/149", "/story/249"]
    assert (len(decided(found)), cursors(found)[0]["seen"]) == (260, "20980214T141900Z")
    assert clock.waited >= 6.5 * 4
    ask(web, TOPIC.model_copy(update={"cursor": cursors(found)[0]}))
    assert asked(web)[-1]["startdatetime"] == "20980214141900"


def test_more_than_a_run_reads_is_said(web: Loopback) -> None:
    web.routes[API] = [listed(web, range(250)), listed(web, range(250, 500))]
    web.routes |= {f"/story/{n}": page(b"<html><p>A story.</p></html>") for n in range(500)}
    assert "gap" in problems(ask(web, max_pages=2, max_articles=1))


def test_a_slice_of_time(web: Loopback) -> None:
    web.routes[API] = page(b"{}")
    ask(web, TOPIC.model_copy(update={"since": date(2098, 1, 1), "until": date(2098, 2, 1)}))
    assert (asked(web)[0]["startdatetime"], asked(web)[0]["enddatetime"]) == ("20980101000000", "20980201000000")


def test_a_request_to_wait_waits_for_the_next_run(web: Loopback) -> None:
    web.routes[API] = page(b"Please limit requests to one every 5 seconds or contact us for larger queries.\n")
    with pytest.raises(FetchFailed, match="asks for patience") as raised:
        ask(web)
    assert (raised.value.status, len(web.asked)) == (429, 1)


@pytest.mark.parametrize("wait", ["20", "Thu, 01 Jan 2099 00:00:20 GMT"])
def test_a_refusal_is_waited_for(web: Loopback, wait: str) -> None:
    web.routes[API] = [Canned(429, headers={"Retry-After": wait}), page(b"{}")]
    clock = StandingClock()
    ask(web, clock=clock)
    assert (len(web.asked), clock.waited >= 20) == (2, True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"The phrase is too short.\n",
        b"<html><body>Error</body></html>",
        b'{"articles": [{"url"',
        b'{"articles": 5}',
    ],
    ids=["empty", "a sentence", "html", "cut off", "no list"],
)
def test_what_is_no_list_fails_the_source(web: Loopback, body: bytes) -> None:
    web.routes[API] = page(body, content_type="text/html")
    with pytest.raises(ReadError) as raised:
        ask(web)
    assert "\n" not in str(raised.value)


def test_rows_that_are_none_are_passed_over(web: Loopback) -> None:
    rows = [
        None,
        5,
        {},
        {"url": "nowhere", "seendate": "20980210T140000Z"},
        {"url": "https://a.example/", "seendate": ""},
    ]
    web.routes[API] = page(json.dumps({"articles": rows}).encode())
    assert decided(ask(web)) == []
