"""Damaged answers of press sources are read as far as they go or refused by a ReadError: nothing else comes out."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given, strategies as st

from scrapers import _feed_read, gdelt, google_news, mirror, sitemap, wordpress
from tests.scrapers.plays import FIXTURES, documents, reply
from tests.scrapers.test_damage import JUNK, damaged, places, replaced
from tracker.errors import ReadError
from tracker.records import Query

POSTS = json.loads((FIXTURES / "wordpress" / "posts.json").read_text())
ARTICLES = json.loads((FIXTURES / "gdelt" / "artlist.json").read_text())
ENTRY = {"id": "1", "url": "/1", "title": "T", "content_html": "<p>x</p>", "authors": [{"name": "Kim Noone"}]}
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "X", "language": "en", "items": [ENTRY]}


@example((2, "content"), 5)
@given(st.sampled_from(list(places(POSTS))), JUNK)
def test_any_part_of_a_post_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    with suppress(ReadError):
        for document in documents(wordpress.parse(reply(json.dumps(replaced(POSTS, path, junk))))):
            assert document.native_id


@given(st.sampled_from(list(places(ARTICLES))), JUNK)
def test_any_part_of_a_list_of_articles_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    class Answers:
        def __call__(self, request: Any) -> Any:
            is_list = request.role == "search"
            return reply(json.dumps(replaced(ARTICLES, path, junk)) if is_list else "", request.url, request.role)

    with suppress(ReadError):
        list(gdelt.discover(Query(terms=("drops",)), gdelt.GdeltOptions(), Answers()))


@given(st.sampled_from(list(places(JSON_FEED))), JUNK)
def test_any_part_of_a_json_feed_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    with suppress(ReadError):
        for item in _feed_read.read_feed(reply(json.dumps(replaced(JSON_FEED, path, junk)))).items:
            assert "\x00" not in item.title


@given(damaged("sitemap/news.xml"))
def test_sitemaps(body: bytes) -> None:
    with suppress(ReadError):
        assert len(sitemap.read_sitemap(reply(body), "press").articles) <= 3


@given(damaged("google_news/search.xml"))
def test_searches(body: bytes) -> None:
    with suppress(ReadError):
        assert len(google_news.pointers(reply(body))) <= 6


@given(damaged("mirror/trial.html"))
def test_mirrors(body: bytes) -> None:
    with suppress(ReadError):
        assert all("\x00" not in one.text for one in documents(mirror.parse(reply(body))))
