"""Real pages and feeds: what the scrapers read against what others read from the same bytes."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from scrapers.feed import FeedOptions, discover
from scrapers.files import ImportItem, parse as parse_file, plan, reply_of, with_body
from scrapers.page import parse
from tests.scrapers.plays import THEN, Web, documents, problems, replies, reply
from tracker.errors import ReadError
from tracker.records import Document, Query

PAGES = "samples/html/fundus/tests/resources/parser/test_data"


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[tuple[Document, list[dict[str, Any]]]]:
    """Each of the 53 news pages as read here, with what its publisher's own parser expects (one per page version)."""
    found = []
    for country in ("us", "uk"):
        folder = shared / PAGES / country
        addresses = json.loads((folder / "meta.info").read_text())
        for path in sorted(folder.glob("*.html.gz")):
            expected = json.loads((folder / f"{path.name.split('_')[0]}.json").read_text())
            page = reply(gzip.decompress(path.read_bytes()), addresses[path.name]["url"])
            found.append((documents(parse(page))[0], list(expected.values())))
    return found


def test_every_page_is_an_article_with_its_date(articles: list[tuple[Document, list[dict[str, Any]]]]) -> None:
    assert len(articles) == 53
    for document, expected in articles:
        assert document.published is not None
        assert str(document.published.low) in {str(one.get("publishing_date"))[:10] for one in expected}, document.url


def test_most_titles_are_the_ones_expected(articles: list[tuple[Document, list[dict[str, Any]]]]) -> None:
    exact = [
        document.title in {" ".join((one.get("title") or "").split()) for one in expected}
        for document, expected in articles
    ]
    assert sum(exact) >= 39  # the others: a title for sharing or search that differs from the one above the story


@pytest.mark.parametrize(
    "pattern", ["trafilatura/*.html", "postlight/*.html", "readability/test/test-pages/*/source.html"]
)
def test_other_pages_are_read(shared: Path, pattern: str) -> None:
    for path in (shared / "samples" / "html").glob(pattern):
        (document,) = documents(parse(reply(path.read_bytes())))
        assert document.title
        assert len(document.text) > 500


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("sciencedaily/top_2020-02-10_excerpt.xml", 3),
        ("monument_watch/google_news.xml", 50),
        ("monument_watch/org_feed.xml", 10),
    ],
)
def test_feeds(shared: Path, name: str, count: int) -> None:
    url = "https://feed.example/rss"

    class Any200(Web):
        def __call__(self, request: Any) -> Any:
            self.table.setdefault(request.url, "")
            return super().__call__(request)

    web = Any200({url: (shared / "samples" / "feeds" / name).read_bytes()})
    found = list(discover(Query(), FeedOptions(url=url), web))
    assert (len(replies(found)), problems(found)) == (1 + count, [])
    articles = [item.request for item in found if hasattr(item, "request") and item.request.role == "article"]
    assert all(request.meta["title"] and request.meta["published"] for request in articles)


def test_the_feed_vectors_are_read_or_refused_in_one_line(shared: Path) -> None:
    url = "https://feed.example/rss"
    refused = []
    paths = sorted((shared / "samples" / "feeds" / "feedparser_vectors").rglob("*.xml"))[::10]
    for path in paths:
        try:
            list(discover(Query(), FeedOptions(url=url, fetch_articles=False), Web({url: path.read_bytes()})))
        except ReadError as error:
            refused.append(str(error))
    assert len(refused) < len(paths) / 50
    assert set(refused) <= {f"{url} is not a feed (RSS or Atom); give the feed's own address"}


def test_the_seeds_are_planned_and_read(shared: Path) -> None:
    folder = shared / "seeds"
    items = list(plan("documents.jsonl", (folder / "documents.jsonl").read_bytes()))
    kinds = {}
    for item in items:
        assert isinstance(item, ImportItem)
        complete = with_body(item, (folder / (item.file or "")).read_bytes())
        assert isinstance(complete, ImportItem)
        source_text = (folder / (item.file or "")).read_bytes().decode()
        (document,) = documents(parse_file(reply_of(complete, THEN)))
        assert document.text == source_text
        kinds[document.native_id] = (document.kind, sorted({part.kind for part in document.passages}))
    assert len(kinds) == 5
    assert kinds["neuroscience_news"] == ("press", ["abstract", "boilerplate", "citation", "headline", "key_facts"])
    assert kinds["physician_blog"] == ("press", ["headline", "related"])
    assert kinds["derivative_NCT07052058"] == ("derivative", ["boilerplate", "headline"])
