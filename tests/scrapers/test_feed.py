import pytest

from scrapers.feed import FeedOptions, discover, parse
from tests.scrapers.plays import FIXTURES, Web, cursors, documents, failure, problems, replies, reply
from tracker.errors import FetchFailed, ReadError
from tracker.records import Query, Reply

RSS = (FIXTURES / "feed" / "rss.xml").read_bytes()
ATOM = (FIXTURES / "feed" / "atom.xml").read_bytes()
PAGE = (FIXTURES / "page" / "plain.html").read_text()
FEED = "https://news.example/rss/health.xml"
DROPS, GONE = "https://news.example/health/drops", "https://news.example/health/gone"
OPTIONS = FeedOptions(url=FEED, relevance=False)


def test_entries_are_followed_once_by_their_clean_address() -> None:
    found = list(discover(Query(), OPTIONS, Web({FEED: RSS, DROPS: PAGE, GONE: 404})))
    assert (replies(found), problems(found)) == ([FEED, DROPS, GONE], ["no_address"])
    assert cursors(found) == [{"newest": "2098-02-10"}]
    feed, article, _ = (item for item in found if isinstance(item, Reply))
    assert (feed.request.role, article.request.role) == ("feed", "article")
    assert article.request.meta == {
        "kind": "press",
        "title": "Drops 'help' examples",
        "published": "Mon, 10 Feb 2098 23:13:02 EST",
        "author": "Kim Noone",
        "summary": "A made-up story.",
        "feed": "Example News -- Health",
    }


def test_the_feed_fills_what_the_page_does_not_say() -> None:
    bare = PAGE.replace("<title>Plain page</title>", "").replace("article:published_time", "x")
    found = list(discover(Query(), OPTIONS, Web({FEED: RSS, DROPS: bare, GONE: 404})))
    (document,) = documents(one for item in found if isinstance(item, Reply) for one in parse(item))
    assert (document.title, document.native_id) == ("Drops 'help' examples", DROPS)
    assert document.published is not None
    assert str(document.published.low) == "2098-02-10"  # the day in New York; in UTC it was the next


def test_a_dead_article_is_a_problem_not_the_end() -> None:
    found = list(discover(Query(), OPTIONS, Web({FEED: RSS, DROPS: failure(DROPS), GONE: PAGE})))
    assert (replies(found), problems(found), len(cursors(found))) == ([FEED, GONE], ["no_address", "fetch_failed"], 1)


def test_only_dead_articles_is_a_failure() -> None:
    with pytest.raises(FetchFailed):
        list(discover(Query(), OPTIONS, Web({FEED: RSS, DROPS: failure(DROPS), GONE: failure(GONE)})))


def test_no_more_than_the_configured_articles() -> None:
    options = FeedOptions(url=FEED, max_articles=1, kind="press_release", relevance=False)
    found = list(discover(Query(), options, Web({FEED: RSS, DROPS: PAGE})))
    assert replies(found) == [FEED, DROPS]
    assert {item.request.meta["kind"] for item in found if isinstance(item, Reply)} == {"press_release"}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body><p>Not here</p></body></html>", b"{}", b"\x00\x01\x02", b"https://news.example/other.xml"],
    ids=["empty", "page", "json", "binary", "an address"],
)
def test_a_broken_feed_is_one_clear_line(body: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        list(discover(Query(), OPTIONS, Web({FEED: body})))
    assert str(raised.value) == f"{FEED} is not a feed (RSS, Atom or JSON Feed); give the feed's own address"


def test_an_empty_feed_is_a_feed() -> None:
    empty = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Quiet</title></channel></rss>'
    assert len(cursors(discover(Query(), OPTIONS, Web({FEED: empty})))) == 1


def test_a_feed_that_breaks_off_keeps_what_came() -> None:
    cut = RSS[: RSS.index(b"<item><title>The same")]
    found = list(discover(Query(), OPTIONS, Web({FEED: cut, DROPS: PAGE, GONE: PAGE})))
    assert (replies(found), problems(found)) == ([FEED, DROPS, GONE], ["broken_feed"])


def test_surrogates_and_nul_do_no_harm() -> None:
    dirty = RSS.replace(b"Drops &#039;help", b"Drops &#xD800;&#55296;\x00 &#039;help")
    found = list(discover(Query(), OPTIONS, Web({FEED: dirty, DROPS: PAGE, GONE: PAGE})))
    titles = [r.request.meta["title"] for r in found if isinstance(r, Reply) and r.request.role == "article"]
    assert len(titles) == 2
    assert not any("\ud800" in title or "\x00" in title for title in titles)


def test_a_feed_that_is_gone_fails() -> None:
    with pytest.raises(FetchFailed):
        list(discover(Query(), OPTIONS, Web({FEED: 410})))


def test_whole_articles_in_the_feed() -> None:
    url = "https://releases.example/feed"
    options = FeedOptions(url=url, kind="press_release", fetch_articles=False, relevance=False)
    found = list(discover(Query(), options, Web({url: ATOM})))
    assert replies(found) == [url]
    (document,) = documents(one for item in found if isinstance(item, Reply) for one in parse(item))
    assert (document.title, document.author, document.kind, document.url) == (
        "Whole story", "Pat Nobody", "press_release", "https://releases.example/1",
    )  # fmt: skip
    assert "64 invented volunteers" in document.text


def test_a_plain_feed_is_no_evidence() -> None:
    assert list(parse(reply(RSS, FEED, role="feed"))) == []


def test_single_articles_can_be_asked_for() -> None:
    found = list(discover(Query(native_ids=(DROPS,)), OPTIONS, Web({DROPS: PAGE})))
    assert replies(found) == [DROPS]
