"""Damaged bytes of the European registers are read as far as they go or refused by a ReadError."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import given, strategies as st

from scrapers import ctis, euctr
from tests.scrapers.plays import FIXTURES, Web, reply
from tests.scrapers.test_damage import DIRT, JUNK, places, replaced
from tracker.errors import ReadError
from tracker.records import Document, Query, Request

RECORD = json.loads((FIXTURES / "ctis" / "record.json").read_text())
SEARCH = json.loads((FIXTURES / "ctis" / "search.json").read_text())
PAGES = [(FIXTURES / "euctr" / name).read_bytes() for name in ("full.txt", "protocol.html", "search.html")]


def read(found: Iterator[Any]) -> list[Document]:
    with suppress(ReadError):
        return [item for item in found if isinstance(item, Document)]
    return []


@given(st.sampled_from(list(places(RECORD))), JUNK)
def test_any_part_of_a_record_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    for document in read(ctis.parse(reply(json.dumps(replaced(RECORD, path, junk))))):
        json.dumps([document.record, document.content], ensure_ascii=False).encode()
        assert document.native_id == "2099-599999-01-00"


class Answering(Web):
    """Answers everything with one body."""

    def __init__(self, body: bytes) -> None:
        super().__init__({})
        self.body = body

    def __call__(self, request: Request) -> Any:
        return reply(self.body, request.url, request.role)


@given(st.sampled_from(list(places(SEARCH))), JUNK)
def test_any_part_of_a_search_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    body = json.dumps(replaced(SEARCH, path, junk)).encode()
    read(ctis.parse(reply(body)))
    read(ctis.discover(Query(conditions=("x",)), ctis.CtisOptions(), Answering(body)))


def damaged(body: bytes) -> st.SearchStrategy[bytes]:
    place = st.integers(0, len(body))

    def cut(places: tuple[int, int, bytes]) -> bytes:
        start, length, dirt = places
        return body[:start] + dirt + body[start + length :]

    return st.tuples(place, st.integers(0, 60) | place, DIRT).map(cut)


@given(st.sampled_from(PAGES).flatmap(damaged))
def test_protocols_and_searches(body: bytes) -> None:
    for document in read(euctr.parse(reply(body))):
        json.dumps([document.record, document.content], ensure_ascii=False).encode()
        assert document.native_id.startswith("20")
    read(euctr.discover(Query(conditions=("x",)), euctr.EuctrOptions(), Answering(body)))
