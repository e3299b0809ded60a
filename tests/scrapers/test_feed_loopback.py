"""Feeds played by a real server on 127.0.0.1, with their faults, against the client that a run uses."""

import gzip
import json
from collections.abc import Callable
from html import escape

import pytest

from scrapers.feed import SOURCE, FeedOptions
from tests.loopback import Canned, Loopback, Seen, page
from tests.scrapers import loop
from tests.scrapers.loop import StandingClock, decided, pages
from tests.scrapers.plays import cursors, documents, problems
from tracker.errors import FetchFailed, ReadError, TrackerError
from tracker.records import Decision, Query, Reply

web = pytest.fixture(loop.web)
TOPIC = Query(conditions=("dry examples",), interventions=("velorastine",))
HEADLINE = "Randomised trial of velorastine in dry examples"
STORY = page(
    f"<html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>".encode()
    + b"<p>In a randomised trial, 40 invented people with dry examples took velorastine or placebo for six weeks.</p>"
    * 5,
    content_type="text/html",
)
FAIR = "The village fair opens on Sunday"


def item(number: int, title: str = HEADLINE, day: int = 10) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>/story/{number}</link>"
        f"<pubDate>Mon, {day:02} Feb 2098 23:13:02 EST</pubDate></item>"
    )


def rss(*items: str, head: str = "") -> Canned:
    body = f'<rss version="2.0"><channel><title>Example News</title>{head}{"".join(items)}</channel></rss>'
    return page(body.encode(), content_type="application/rss+xml")


def ask(web: Loopback, query: Query = TOPIC, clock: StandingClock | None = None, **more: object) -> list[object]:
    options = FeedOptions.model_validate({"url": web.url("/feed"), **more})
    return loop.ask(SOURCE, query, options, clock)


def test_of_a_hundred_articles_five_are_kept_and_each_is_decided_about(web: Loopback) -> None:
    wanted = {7, 23, 41, 66, 99}
    web.routes["/feed"] = rss(*(item(n, HEADLINE if n in wanted else f"{FAIR} number {n}") for n in range(100)))
    web.routes |= {f"/story/{n}": STORY for n in range(100)}
    found = ask(web)
    assert len([one for one in found if isinstance(one, Decision)]) == 100
    assert {int(name) for name, relevant in decided(found) if relevant} == wanted
    assert pages(web, found) == ["/feed", *(f"/story/{n}" for n in sorted(wanted))]
    assert all(one.reason for one in found if isinstance(one, Decision))
    fetched = len(web.asked) - 1
    again = ask(web, TOPIC.model_copy(update={"cursor": cursors(found)[0]}))
    assert len([one for one in again if isinstance(one, Decision)]) == 5
    assert len(web.asked) - 1 - fetched == 1 + 5


@pytest.mark.parametrize(
    "head", ["<generator>https://wordpress.org/?v=6.9</generator>", None], ids=["wordpress", "atom"]
)
def test_older_pages_are_read_until_the_last_run_is_reached(web: Loopback, head: str | None) -> None:
    second = "/feed?paged=2" if head else "/older"
    third = "/feed?paged=3" if head else "/oldest"
    link = '<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="{}"/>'
    web.routes["/feed"] = rss(item(1, day=20), head=head or link.format(second))
    web.routes[second] = rss(item(2, day=18), head=head or link.format(third))
    web.routes[third] = rss(item(3, day=9), head=head or link.format("/never"))
    web.routes |= {f"/story/{n}": STORY for n in range(1, 4)}
    found = ask(web, TOPIC.model_copy(update={"cursor": {"newest": "2098-02-10"}}))
    assert pages(web, found) == ["/feed", "/story/1", "/story/2", "/story/3"]
    assert (problems(found), cursors(found)[0]["newest"]) == ([], "2098-02-20")
    web.log.clear()
    ask(web, TOPIC.model_copy(update={"cursor": {"newest": "2098-02-19"}}))
    assert [path for path in web.asked if "story" not in path] == ["/feed", second]


def test_a_feed_that_goes_round_ends(web: Loopback) -> None:
    head = "<generator>https://wordpress.org/</generator>"
    web.routes["/feed"] = rss(item(1), head=head)
    web.routes["/story/1"] = STORY
    found = ask(web)
    assert (pages(web, found), len(web.asked)) == (["/feed", "/story/1"], 3)


def test_no_more_pages_than_configured_and_the_gap_is_said(web: Loopback) -> None:
    web.routes["/feed"] = lambda seen: rss(
        item(int(seen.path.partition("paged=")[2] or 1), day=20), head="<generator>wordpress</generator>"
    )
    web.routes |= {f"/story/{n}": STORY for n in range(1, 9)}
    found = ask(web, TOPIC.model_copy(update={"cursor": {"newest": "2098-02-01"}}), max_pages=3)
    assert (len(pages(web, found)), problems(found)) == (1 + 3, ["gap"])


@pytest.mark.parametrize("after", [Canned(404), page(b"<html>Are you a robot?</html>"), Canned(500)])
def test_what_comes_instead_of_an_older_page_does_not_cost_the_first(web: Loopback, after: Canned) -> None:
    web.routes["/feed"] = rss(item(1), head="<generator>wordpress</generator>")
    web.routes["/feed?paged=2"] = after
    web.routes["/story/1"] = STORY
    found = ask(web)
    assert pages(web, found) == ["/feed", "/story/1"]
    assert problems(found) == ([] if after.status == 404 else ["broken_feed"])


@pytest.mark.parametrize("wait", ["7", "Thu, 01 Jan 2099 00:00:07 GMT"])
def test_a_refusal_is_waited_for(web: Loopback, wait: str) -> None:
    web.routes["/feed"] = [Canned(429, headers={"Retry-After": wait}), rss(item(1))]
    web.routes["/story/1"] = [Canned(500), STORY]
    clock = StandingClock()
    assert pages(web, ask(web, clock=clock)) == ["/feed", "/story/1"]
    assert clock.waited >= 7


@pytest.mark.parametrize("status", [404, 410])
def test_a_feed_that_is_gone_fails(web: Loopback, status: int) -> None:
    web.routes["/feed"] = Canned(status)
    with pytest.raises(FetchFailed, match="the feed is gone"):
        ask(web)


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<!doctype html><html><head><title>Sorry</title></head><body><p>Page not found</p></body></html>"),
        page(b"<html><body>We value your privacy</body></html>", content_type="text/html"),
        page(b""),
        page(b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id"', content_type="application/json"),
        page(b'{"error": "none"}', content_type="application/json"),
    ],
    ids=["soft 404", "consent", "empty", "cut off", "other json"],
)
def test_what_is_no_feed_fails_the_source(web: Loopback, answer: Canned) -> None:
    web.routes["/feed"] = answer
    with pytest.raises(ReadError) as raised:
        ask(web)
    assert "\n" not in str(raised.value)


def test_an_unchanged_night_costs_its_conditional_requests(web: Loopback) -> None:
    def answer(canned: Canned) -> Callable[[Seen], Canned]:
        def unless_known(seen: Seen) -> Canned:
            known = seen.headers.get("if-none-match") == '"1"'
            return Canned(304) if known else Canned(200, canned.body, {**canned.headers, "ETag": '"1"'})

        return unless_known

    head = "<generator>wordpress</generator>"
    web.routes["/feed"] = answer(rss(item(1), item(2, FAIR + " and nobody comes"), head=head))
    web.routes["/story/1"] = answer(STORY)
    held: dict[str, Reply] = {}
    options = FeedOptions(url=web.url("/feed"))
    first = loop.ask(SOURCE, TOPIC, options, held=held)
    web.log.clear()
    again = loop.ask(SOURCE, TOPIC.model_copy(update={"cursor": cursors(first)[0]}), options, held=held)
    assert web.asked == ["/feed", "/story/1"]
    assert [one.not_modified for one in again if isinstance(one, Reply)] == [True, True]
    assert (cursors(again), decided(again)) == (cursors(first), [("1", True)])


def test_an_answer_cut_off_in_its_packing_fails_the_source(web: Loopback) -> None:
    web.routes["/feed"] = page(gzip.compress(rss(item(1)).body)[:-20], content_encoding="gzip")
    with pytest.raises(TrackerError) as raised:
        ask(web)
    assert "\n" not in str(raised.value)


def json_feed(web: Loopback, version: str) -> Canned:
    author = {"name": "Kim Noone"}
    feed = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "Example Releases",
        "language": "en",
        "items": [
            {
                "id": "1",
                "url": "/story/1#top",
                "title": HEADLINE,
                "content_html": f"<p>{HEADLINE}.</p>" * 9,
                "date_published": "2098-02-10T23:13:02-05:00",
                **({"authors": [author]} if version == "1.1" else {"author": author}),
            },
            {
                "id": "2",
                "external_url": web.url("/story/2"),
                "content_text": "2 < 3. " + FAIR,
                "date_published": "soon",
            },
            {"id": "3", "title": "Nowhere"},
            "junk",
        ],
    }
    return page(json.dumps(feed).encode(), content_type="application/feed+json")


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_json_feeds(web: Loopback, version: str) -> None:
    web.routes["/feed"] = json_feed(web, version)
    web.routes |= {"/story/1": STORY, "/story/2": STORY}
    found = ask(web, relevance=False)
    assert (pages(web, found), problems(found)) == (["/feed", "/story/1", "/story/2"], ["broken_feed", "no_address"])
    article = next(one for one in found if isinstance(one, Reply) and one.request.role == "article")
    assert article.request.meta["author"] == "Kim Noone"
    assert article.request.meta["published"] == "2098-02-10T23:13:02-05:00"
    assert cursors(found) == [{"newest": "2098-02-10"}]


def test_json_feeds_lead_on(web: Loopback) -> None:
    def feed(number: int, **more: str) -> Canned:
        entry = {"id": str(number), "url": f"/story/{number}", "title": HEADLINE, "date_published": "2098-02-10"}
        return page(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [entry], **more}).encode())

    web.routes["/feed"] = feed(1, next_url="/feed/2")
    web.routes["/feed/2"] = feed(2, next_url="/feed")
    web.routes |= {"/story/1": STORY, "/story/2": STORY}
    assert pages(web, ask(web)) == ["/feed", "/story/1", "/story/2"]
    assert web.asked[:3] == ["/feed", "/feed/2", "/feed"]


def test_whole_articles_of_a_json_feed_and_those_set_aside(web: Loopback) -> None:
    web.routes["/feed"] = page(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {"id": "1", "url": "/story/1", "title": HEADLINE, "content_html": f"<p>{HEADLINE}.</p>" * 9},
                    {
                        "id": "2",
                        "url": "/story/2",
                        "title": FAIR,
                        "content_text": "Cakes, games and a brass band. " * 9,
                    },
                ],
            }
        ).encode()
    )
    found = ask(web, fetch_articles=False)
    (kept,) = [one for one in found if isinstance(one, Reply)]
    assert decided(found) == [("1", True), ("2", False)]
    assert [document.title for document in documents(SOURCE.parse(kept))] == [HEADLINE]
    everything = ask(web, fetch_articles=False, relevance=False)
    (kept,) = [one for one in everything if isinstance(one, Reply)]
    assert [document.title for document in documents(SOURCE.parse(kept))] == [HEADLINE, FAIR]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('<?xml version="1.0" encoding="utf-8"?>{}'.encode("cp1252"), "application/rss+xml"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>{}', "application/rss+xml; charset=windows-1252"),
    ],
    ids=["says utf-8", "header and declaration differ"],
)
def test_a_wrong_charset_costs_no_entry(web: Loopback, body: bytes, content_type: str) -> None:
    title = "Randomised trial of velorastine in dry examples \u2013 caf\u00e9".encode("cp1252")
    inner = f'<rss version="2.0"><channel><title>X</title>{item(1, "TITLE")}</channel></rss>'.encode()
    web.routes["/feed"] = page(body.replace(b"{}", inner).replace(b"TITLE", title), content_type=content_type)
    web.routes["/story/1"] = STORY
    found = ask(web)
    (article,) = [one for one in found if isinstance(one, Reply) and one.request.role == "article"]
    assert article.request.meta["title"] == title.decode("cp1252")


def test_base_entities_and_dates_that_are_none(web: Loopback) -> None:
    entry = (
        '<entry xml:base="{}"><title type="html">Randomised &amp;amp; controlled trial of velorastine in dry examples'
        '</title><link href="1"/><updated>31 Febtober</updated></entry>'
    )
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>X</title>{entry.format(web.url("/story/"))}</feed>'
    web.routes["/feed"] = page(body.encode(), content_type="application/atom+xml")
    web.routes["/story/1"] = STORY
    found = ask(web)
    (article,) = [one for one in found if isinstance(one, Reply) and one.request.role == "article"]
    assert article.url == web.url("/story/1")
    assert article.request.meta["title"].startswith("Randomised & controlled trial")
    assert "published" not in article.request.meta


def test_presets_know_their_address_and_kind() -> None:
    options = FeedOptions(preset="eurekalert_medicine")
    assert (options.address, options.told_kind) == (
        "https://www.eurekalert.org/rss/medicine_health.xml",
        "press_release",
    )


@pytest.mark.parametrize(
    ("keys", "says"),
    [({}, "either url or preset"), ({"url": "u", "preset": "oxford"}, "either"), ({"preset": "x"}, "use one of eure")],
)
def test_a_feed_has_one_address(keys: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        FeedOptions.model_validate(keys)
