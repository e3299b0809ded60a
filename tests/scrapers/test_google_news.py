"""Google News: off without permission, and pointers instead of documents."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.google_news import SOURCE, GoogleNewsOptions, Pointer, parse, pointers
from tests.loopback import Loopback, page
from tests.scrapers import loop
from tests.scrapers.plays import FIXTURES, cursors, reply
from tracker.errors import ConfigError, ReadError
from tracker.records import Decision, Query, Reply

web = pytest.fixture(loop.web)
TOPIC = Query(conditions=("dry examples",), interventions=("velorastine", "vx"))
FEED = (FIXTURES / "google_news" / "search.xml").read_bytes()
LINK = "https://news.google.com/rss/articles/CBMi{}?oc=5"


def ask(web: Loopback, query: Query = TOPIC) -> list[object]:
    return loop.ask(SOURCE, query, GoogleNewsOptions(i_have_permission=True, base_url=web.url("/rss/search")))


def test_nothing_is_asked_without_permission(web: Loopback) -> None:
    with pytest.raises(ConfigError, match="i_have_permission = true"):
        loop.ask(SOURCE, TOPIC, GoogleNewsOptions(base_url=web.url("/rss/search")))
    assert web.asked == []


def test_headlines_become_decisions_and_no_documents(web: Loopback) -> None:
    web.routes["/rss/search"] = page(FEED, content_type="application/xml; charset=utf-8")
    found = ask(web)
    assert [(one.url, one.relevant) for one in found if isinstance(one, Decision)] == [
        (LINK.format("AA"), True), (LINK.format("BB"), True), (LINK.format("CC"), False),
    ]  # fmt: skip
    assert [one.reason.partition(")")[0] for one in found if isinstance(one, Decision)][1] == (
        "pointer only (Other News: Velorastine passes placebo-controlled trial in dry examples"
    )
    assert not any(isinstance(one, Reply) for one in found)
    assert (len(web.asked), cursors(found)) == (1, [{"newest": "2098-02-10"}])
    assert list(parse(reply(FEED))) == []


def test_the_search_it_is_asked(web: Loopback) -> None:
    web.routes["/rss/search"] = page(FEED)
    ask(web)
    ask(web, TOPIC.model_copy(update={"since": date(2098, 1, 1), "until": date(2098, 2, 1)}))
    first, second = (parse_qs(urlsplit(path).query) for path in web.asked)
    assert first["q"] == ['("dry examples") ("velorastine" OR "vx") when:7d']
    assert second["q"] == ['("dry examples") ("velorastine" OR "vx") after:2098-01-01 before:2098-02-01']
    assert (first["hl"], first["ceid"]) == (["en-US"], ["US:en"])


def test_the_outlet_is_taken_off_the_headline() -> None:
    assert pointers(reply(FEED))[0] == Pointer(
        LINK.format("AA"),
        "Randomised trial of velorastine in dry examples - a first look",
        "Example News",
        "Mon, 10 Feb 2098 03:33:16 GMT",
    )


def test_a_page_in_place_of_the_feed_fails_the_source(web: Loopback) -> None:
    web.routes["/rss/search"] = page(b"<html><body>Before you continue</body></html>", content_type="text/html")
    with pytest.raises(ReadError):
        ask(web)
