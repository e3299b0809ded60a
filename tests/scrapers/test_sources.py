import pytest

from scrapers._base import Source, all_sources
from scrapers._json import load
from scrapers._topic import any_of, digest
from tests.scrapers.plays import reply
from tracker.errors import ReadError
from tracker.records import Query, Reply

SOURCES = list(all_sources().values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_source_says_what_it_is(source: Source) -> None:
    assert all((source.title, source.licence, source.basis))
    assert source.robots or ("API" in source.basis and "robots.txt" in source.basis)
    assert list(source.parse(reply(b"", status=404))) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"{", b"<", b"[[[", b"null", b'"text"', b"5"])
def test_any_bytes_are_read_or_refused_in_one_line(source: Source, body: bytes) -> None:
    found, refused = read_or_refused(source, reply(body, role="html"))
    assert found == []
    assert "\n" not in refused


def read_or_refused(source: Source, what: Reply) -> tuple[list[object], str]:
    try:
        return list(source.parse(what)), ""
    except ReadError as error:
        return [], str(error)


def test_phrases_cannot_leave_their_quotes() -> None:
    assert any_of(["a  b", 'c" OR x', "\\d", " "]) == '"a b" OR "c OR x" OR "d"'


def test_a_digest_is_of_words_not_of_their_order() -> None:
    one, two = Query(conditions=("a", "b")), Query(conditions=("b", "a"), topic="renamed")
    assert digest(one) == digest(two)
    assert len({digest(one), digest(one, "x"), digest(Query(terms=("a", "b"))), digest(Query(conditions=("a",)))}) == 4


def test_json_is_read_leniently_and_refused_in_one_line() -> None:
    assert load(b'\xef\xbb\xbf{"a": "tab\there", "n": NaN}', "x") == {"a": "tab\there", "n": None}
    with pytest.raises(ReadError, match=r"x is not JSON or is cut off .*line 1 column 6"):
        load('{"a":', "x")
