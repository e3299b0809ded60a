"""Real feeds, searches and posts: what is read from them against what others read from the same bytes."""

from io import BytesIO
from pathlib import Path

import feedparser
import pytest

from scrapers._feed_read import plain, read_feed
from scrapers._urls import normal_url
from scrapers.google_news import pointers
from scrapers.wordpress import SOURCE as WORDPRESS
from tests.scrapers.plays import documents, problems, reply
from tracker.errors import ReadError

URL = "https://feed.example/rss"
FEEDS = "samples/feeds"


def test_every_vector_is_read_as_feedparser_reads_it(shared: Path) -> None:
    paths = sorted((shared / FEEDS / "feedparser_vectors").rglob("*.xml"))
    assert len(paths) == 1768
    headers = {"content-type": "application/xml", "content-location": URL}
    refused = entries = 0
    for path in paths:
        body = path.read_bytes()
        expected = feedparser.parse(BytesIO(body), response_headers=headers)
        try:
            items = read_feed(reply(body, URL)).items
        except ReadError:
            refused += 1
            assert not expected.entries, path.name
            continue
        assert [item.title for item in items] == [plain(one.get("title")) for one in expected.entries], path.name
        links = [normal_url(one.link) if one.get("link") else "" for one in expected.entries]
        assert [item.link for item in items] == [link if link.startswith("http") else "" for link in links], path.name
        entries += len(items)
    assert (refused, entries) == (11, 1200)  # the refused: no entries, and malformed or of no known version


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("sciencedaily/top_2020-02-10_excerpt.xml", 3),
        ("monument_watch/google_news.xml", 92),
        ("monument_watch/org_feed.xml", 10),
    ],
)
def test_feeds_are_read_completely(shared: Path, name: str, count: int) -> None:
    feed = read_feed(reply((shared / FEEDS / name).read_bytes(), URL))
    assert (len(feed.items), feed.damaged) == (count, False)
    assert all(item.title and item.link and item.day and item.teaser for item in feed.items)
    assert feed.next_url == (f"{URL}?paged=2" if "org_feed" in name else "")


def test_the_named_zone_of_a_feed_does_not_move_the_day(shared: Path) -> None:
    feed = read_feed(reply((shared / FEEDS / "sciencedaily/top_2020-02-10_excerpt.xml").read_bytes(), URL))
    assert [item.day for item in feed.items] == ["2020-02-06", "2020-02-05", "2020-02-03"]


def test_every_headline_of_a_search_has_its_outlet(shared: Path) -> None:
    found = pointers(reply((shared / FEEDS / "monument_watch/google_news.xml").read_bytes()))
    assert len(found) == 100  # 92 entries, and the headlines beside nine of them
    assert all(one.headline and one.outlet and one.link for one in found)
    assert not any(one.headline.endswith(f" - {one.outlet}") for one in found)


def test_every_post_is_a_document_and_every_field_known(shared: Path) -> None:
    body = (shared / "samples" / "wordpress" / "sitla_posts.json").read_bytes()
    assert WORDPRESS.reads("posts.json", body[:4096])
    found = list(WORDPRESS.parse(reply(body)))
    assert (len(documents(found)), problems(found)) == (10, [])
    for document in documents(found):
        assert document.title
        assert document.author
        assert document.publisher
        assert document.language == "en-US"
        assert document.published
        assert document.modified
        assert document.published.low <= document.modified.low
        assert len(document.text) > 300
