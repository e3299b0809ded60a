"""News sitemaps played by a real server on 127.0.0.1, with their faults."""

import gzip

import pytest

from scrapers.sitemap import SOURCE, SitemapOptions
from tests.loopback import Canned, Loopback, page
from tests.scrapers import loop
from tests.scrapers.loop import decided, pages
from tests.scrapers.plays import FIXTURES, cursors, problems
from tracker.errors import FetchFailed, ReadError
from tracker.records import Query, Reply

web = pytest.fixture(loop.web)
TOPIC = Query(conditions=("dry examples",), interventions=("velorastine",))
HEADLINE = "Randomised trial of velorastine in dry examples"
NEWS = (FIXTURES / "sitemap" / "news.xml").read_bytes()
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def news(*numbers: int, day: str = "2098-02-10") -> bytes:
    rows = (
        f"<url><loc>/story/{n}</loc><n:news><n:publication><n:name>Example News</n:name><n:language>en</n:language>"
        f"</n:publication><n:publication_date>{day}T08:00:00+00:00</n:publication_date>"
        f"<n:title>{HEADLINE} {n}</n:title></n:news></url>"
        for n in numbers
    )
    return f'<urlset {SPACE} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{"".join(rows)}</urlset>'.encode()


def index(*rows: str) -> bytes:
    return f"<sitemapindex {SPACE}>{''.join(rows)}</sitemapindex>".encode()


def further(path: str, day: str = "") -> str:
    return f"<sitemap><loc>{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"


def ask(web: Loopback, query: Query = TOPIC, **more: object) -> list[object]:
    web.routes |= {f"/story/{n}": page(b"<html><p>A story.</p></html>") for n in range(9)}
    return loop.ask(SOURCE, query, SitemapOptions.model_validate({"urls": [web.url("/news.xml")], **more}))


def test_articles_are_decided_about_by_title_and_fetched_newest_first(web: Loopback) -> None:
    web.routes["/news.xml"] = page(NEWS)
    found = ask(web)
    assert decided(found) == [("drops", True), ("fair", False), ("old-trial", True)]
    assert pages(web, found) == ["/health/drops", "/health/old-trial"]
    assert (problems(found), cursors(found)[0]["newest"]) == ([], "2098-02-10")
    first = next(one for one in found if isinstance(one, Reply))
    assert first.request.meta == {
        "kind": "press",
        "title": "Velorastine & dry examples: a randomised trial of 40 people",
        "published": "2098-02-10T23:13:02-05:00",
        "publisher": "Example News",
    }


def test_an_index_leads_to_what_changed(web: Loopback) -> None:
    rows = [
        further("/1.xml.gz", "2098-02-10"),
        further("/2.xml", "2098-01-01"),
        further("/3.xml"),
        further("/news.xml"),
    ]
    web.routes["/news.xml"] = page(index(*rows))
    web.routes["/1.xml.gz"] = page(gzip.compress(news(1, 2)), content_type="application/gzip")
    web.routes["/3.xml"] = page(news(2, 3))
    found = ask(web, TOPIC.model_copy(update={"cursor": {"newest": "2098-02-09"}}))
    assert pages(web, found) == ["/story/1", "/story/2", "/story/3"]
    assert "/2.xml" not in web.asked
    assert problems(found) == []


def test_an_index_without_end_is_bounded(web: Loopback) -> None:
    web.routes["/news.xml"] = page(index(further("/a/1.xml")))
    web.routes |= {f"/a/{n}.xml": page(index(further(f"/a/{n + 1}.xml"))) for n in range(1, 9)}
    found = ask(web, max_sitemaps=5)
    assert (problems(found), len(web.asked)) == (["too_many"], 5)


def test_a_broken_part_of_an_index_is_a_problem(web: Loopback) -> None:
    web.routes["/news.xml"] = page(index(further("/1.xml"), further("/2.xml"), further("/3.xml")))
    web.routes["/1.xml"] = page(gzip.compress(news(1))[:-20])
    web.routes["/3.xml"] = page(news(3))
    found = ask(web)
    assert (pages(web, found), problems(found)) == (["/story/3"], ["fetch_failed", "fetch_failed"])


def test_addresses_without_titles_are_not_followed(web: Loopback) -> None:
    web.routes["/news.xml"] = page(f"<urlset {SPACE}><url><loc>/story/1</loc></url></urlset>".encode())
    found = ask(web)
    assert (pages(web, found), problems(found)) == ([], ["no_title"])


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Sorry</body></html>", b"{}", gzip.compress(news(1))[:-9], news(1)[:-30], b"<rss/>"],
    ids=["empty", "page", "json", "gzip cut off", "cut off", "a feed"],
)
def test_what_is_no_sitemap_fails_the_source(web: Loopback, body: bytes) -> None:
    web.routes["/news.xml"] = page(body)
    with pytest.raises(ReadError) as raised:
        ask(web)
    assert "\n" not in str(raised.value)


def test_entities_of_a_sitemap_are_not_expanded(web: Loopback) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    web.routes["/news.xml"] = page(bomb.encode() + news(1).replace(b"Example News", b"&b;"))
    found = ask(web)
    assert "publisher" not in next(one for one in found if isinstance(one, Reply)).request.meta


def test_a_sitemap_that_is_gone_fails(web: Loopback) -> None:
    web.routes["/news.xml"] = Canned(410)
    with pytest.raises(FetchFailed, match="gone"):
        ask(web)


def test_single_articles_can_be_asked_for(web: Loopback) -> None:
    assert pages(web, ask(web, Query(native_ids=(web.url("/story/1"),)))) == ["/story/1"]


def test_an_article_of_the_future_does_not_move_the_cursor(web: Loopback) -> None:
    web.routes["/news.xml"] = page(news(1, day="2999-01-01"))
    assert cursors(ask(web))[0].get("newest", "") == ""
