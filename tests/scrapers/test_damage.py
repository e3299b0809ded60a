"""Damaged bytes are read as far as they go or refused by a ReadError: nothing else comes out of a scraper."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import given, strategies as st

from scrapers import clinicaltrials_gov, feed, isrctn, page
from tests.scrapers.plays import FIXTURES, Web, reply
from tracker.errors import ReadError
from tracker.records import Document, Query, Request

STUDY = json.loads((FIXTURES / "clinicaltrials_gov" / "study.json").read_text())
FEED = "https://news.example/feed"
DIRT = st.sampled_from(
    [b"", b"<", b">", b"</p>", b"\x00", b"&#xD800;", b'"', b"\xff\xfe", b"{", b"]]>", b"<article>", b"&#1;"]
)


def damaged(name: str) -> st.SearchStrategy[bytes]:
    """The fixture with a piece cut out and dirt put in its place, once or twice."""
    body = (FIXTURES / name).read_bytes()
    place = st.integers(0, len(body))

    def cut(places: tuple[int, int, bytes]) -> bytes:
        start, length, dirt = places
        return body[:start] + dirt + body[start + length :]

    return st.tuples(place, st.integers(0, 60) | place, DIRT).map(cut)


def read(found: Iterator[Any]) -> list[Document]:
    with suppress(ReadError):
        return [item for item in found if isinstance(item, Document)]
    return []


@given(damaged("isrctn/two.xml"))
def test_isrctn(body: bytes) -> None:
    assert len(read(isrctn.parse(reply(body)))) <= 2


@given(damaged("page/article.html"))
def test_page(body: bytes) -> None:
    for document in read(page.parse(reply(body, headers={"content-type": "text/html"}))):
        assert "\x00" not in document.text
        assert "\ud800" not in document.text


class Endless(Web):
    def __call__(self, request: Request) -> Any:
        self.table.setdefault(request.url, "")
        return super().__call__(request)


@given(st.sampled_from(["feed/rss.xml", "feed/atom.xml"]).flatmap(damaged), st.booleans())
def test_feed(body: bytes, whole: bool) -> None:
    options = feed.FeedOptions(url=FEED, fetch_articles=not whole)
    assert read(feed.discover(Query(), options, Endless({FEED: body}))) == []
    if whole:
        read(feed.parse(reply(body, FEED, role="entries")))


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, 5, 1.5, True, "x", "", [], {}, ["x"], [None], {"a": 1}, [[{}]], "\ud800\x00"]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = replaced(value[path[0]], path[1:], junk)
    return copied


@given(st.sampled_from(list(places(STUDY))), JUNK)
def test_any_part_of_a_study_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    body = json.dumps([replaced(STUDY, path, junk)])
    for document in read(clinicaltrials_gov.parse(reply(body))):
        json.dumps(document.record, ensure_ascii=False).encode()
        assert document.native_id == "NCT99999901"
