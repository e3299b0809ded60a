"""Retraction Watch: rows of the table, which of them are read, and a server on 127.0.0.1 that has the file."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from scrapers.retraction_watch import SOURCE, RetractionWatchOptions, parse, reads
from tests.loopback import Canned, Loopback, page
from tests.scrapers.indexes import asking, read
from tests.scrapers.plays import FIXTURES, at_path, cursors, documents, fields, problems, replies, reply, told
from tracker.claims import from_fields
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Problem, Query, Reply

TABLE = b"\r\n".join([*(FIXTURES / "retraction_watch" / "table.csv").read_bytes().splitlines(), b""])
HEADER, FIRST = TABLE.split(b"\r\n")[:2]
TOPIC = Query(conditions=("dry elbows", "wet knees"), contact="desk@example.org")


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def ask(web: Loopback, query: Query = TOPIC, **more: Any) -> list[object]:
    return asking(SOURCE, query, RetractionWatchOptions(url=web.url("/data"), **more))


def test_a_file_is_read_as_a_whole() -> None:
    found = list(parse(reply(TABLE)))
    assert problems(found) == []
    assert [(d.native_id, d.kind) for d in documents(found)] == [
        ("RW90001", "derivative"),
        ("RW90002", "derivative"),
        ("RW90003", "derivative"),
        ("RW90004", "derivative"),
    ]


def test_a_row_is_about_the_paper() -> None:
    document = documents(parse(reply(TABLE)))[0]
    assert document.text == (
        "Zinc gel for dry elbows, a trial\n\n"
        "Retraction 2099-03-08: Concerns/Issues about Data; Unreliable Results and/or Conclusions"
    )
    assert [told(document, claim) for claim in ("doi", "pmid", "journal", "date", "institution")] == [
        [("own", "10.5555/elbow.1")],
        [("own", "99999902")],
        [(None, "Journal of Fictitious Trials")],
        [("published", "2099-02-07")],
        [(None, "Department of Skin, Example University, Northtown"), (None, "Example Hospital")],
    ]
    (relation,) = fields(document, "relation")
    assert (relation.kind, relation.raw, relation.path) == ("retracted_by", "10.5555/notice.9", "$.RetractionDOI")
    assert relation.qualifiers == {
        "nature": "retraction",
        "source": "retraction-watch",
        "record": "90001",
        "date": "2099-03-08",
        "reasons": ["Concerns/Issues about Data", "Unreliable Results and/or Conclusions"],
        "pmid": "99999903",
    }
    assert document.author == "Ada Doe; Bo Roe"
    assert "Bo Roe" not in json.dumps(document.record)


def test_every_nature_is_a_relation_to_the_notice_if_it_has_an_identifier() -> None:
    found = [from_fields(d.fields) for d in documents(parse(reply(TABLE)))]
    assert [problem for _, unreadable in found for problem in unreadable] == []
    relations = [claim for claims, _ in found for claim in claims if claim.type == "relation"]
    assert [(c.kind, c.value, str(c.date_low)) for c in relations] == [
        ("retracted_by", {"scheme": "doi", "value": "10.5555/notice.9"}, "2099-03-08"),
        ("concern_by", None, "2098-12-25"),
        ("corrected_by", {"scheme": "pmid", "value": "99999905"}, "None"),
        ("reinstated_by", {"scheme": "doi", "value": "10.5555/tin.9"}, "2099-01-02"),
    ]


def test_0_and_unavailable_are_no_identifiers() -> None:
    second, third = documents(parse(reply(TABLE)))[1:3]
    assert (told(second, "pmid"), told(third, "doi"), told(third, "institution")) == ([], [], [])
    assert second.title == "Copper gel for wet knees"


def test_paths_and_sections() -> None:
    for document in documents(parse(reply(TABLE))):
        for field in document.fields:
            at_path(document.record, field.path)
        assert document.record is not None
        assert {key for part in document.sections.values() for key in part} == set(document.record)


@pytest.mark.parametrize(
    ("words", "papers", "numbers"),
    [
        (["dry elbow", "dry elbows"], [], ["RW90001"]),
        (["elbows"], ["10.5555/TIN.1"], ["RW90001", "RW90004"]),
        ([], ["PMID: 99999904", "https://doi.org/10.5555/knee.1"], ["RW90002", "RW90003"]),
        ([], ["RW90003"], ["RW90003"]),
        ([], ["90003", "0", "unavailable"], []),
    ],
)
def test_of_a_fetched_table_only_rows_that_were_asked_for_are_read(
    words: list[str], papers: list[str], numbers: list[str]
) -> None:
    meta = {"words": json.dumps(words), "papers": json.dumps(papers)}
    assert [d.native_id for d in documents(parse(reply(TABLE, meta=meta)))] == numbers


def test_bytes_that_are_no_utf_8_are_windows_1252() -> None:
    body = HEADER + b"\r\n" + FIRST.replace(b"Ada Doe", b"Ad\xe9l\xc3\xa9 D\x9ce") + b"\r\n"
    assert documents(parse(reply(body)))[0].author == "Ad\xe9l\xe9 D\u0153e; Bo Roe"


def test_a_header_without_the_last_comma_and_with_a_mark_is_the_same() -> None:
    body = b"\xef\xbb\xbf" + TABLE.replace(b"Notes,\r\n", b"Notes\r\n").replace(b",\r\n", b"\r\n")
    assert documents(parse(reply(body))) == documents(parse(reply(TABLE)))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (b"90001,", b"nine,", "bad_line"),
        (b",Retraction,", b",Ascension,", "bad_line"),
        (b"Norway;,", b"", "bad_line"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_rest_is_read(before: bytes, after: bytes, kind: str) -> None:
    found = list(parse(reply(TABLE.replace(before, after))))
    (problem,) = [item for item in found if isinstance(item, Problem)]
    assert (problem.kind, "row 2" in problem.subject, len(documents(found))) == (kind, True, 3)


def test_a_new_column_is_named_once() -> None:
    lines = TABLE.replace(b"Notes,\r\n", b"Notes,Mood\r\n").replace(b"No,,\r\n", b"No,,blue\r\n")
    found = list(parse(reply(lines.replace(b"to us,\r\n", b"to us,blue\r\n").replace(b"Yes,,\r\n", b"Yes,,red\r\n"))))
    assert (problems(found), len(documents(found))) == (["unread_field"], 4)


def test_a_table_that_is_cut_off_gives_what_came_before() -> None:
    rows = parse(reply(TABLE[: TABLE.index(b"for wet knees")]))
    assert [d.native_id for d in documents([next(rows)])] == ["RW90001"]
    with pytest.raises(ReadError, match="cut off in row 3"):
        next(rows)


@pytest.mark.parametrize("body", [b"", b"<html>robot?</html>", b"a,b\r\n1,2\r\n", b'{"message": "no"}', b'"Record ID'])
def test_other_bytes(body: bytes, web: Loopback) -> None:
    with pytest.raises(ReadError):
        list(parse(reply(body)))
    web.routes["/data"] = page(body)
    with pytest.raises(ReadError):
        ask(web)


def test_files_are_recognised_and_a_missing_page_says_nothing() -> None:
    heads = [("a.csv", TABLE), ("a.CSV", b"\xef\xbb\xbf" + TABLE), ("a.json", TABLE), ("a.csv", b"id,title")]
    assert [reads(name, body[:4096]) for name, body in heads] == [True, True, False, False]
    assert list(parse(reply(b"gone", status=404))) == []


def test_the_table_is_fetched_with_the_words_and_without_keeping_the_contact(web: Loopback) -> None:
    web.routes["/data"] = page(TABLE, content_type="text/csv")
    found = ask(web, papers=("10.5555/tin.1",))
    assert read(parse, found) == ["RW90001", "RW90002", "RW90004"]
    assert (web.asked, replies(found)) == (["/data?mailto=desk%40example.org"], [web.url("/data")])
    assert cursors(found) == [{}]


def test_single_rows_and_papers_are_found_or_absent(web: Loopback) -> None:
    web.routes["/data"] = page(TABLE, content_type="text/csv")
    found = ask(web, Query(native_ids=("RW90002", "10.5555/elbow.1", "10.5555/none.1"), conditions=("tin",)))
    assert read(parse, found) == ["RW90001", "RW90002"]
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["10.5555/none.1"]
    assert len([item for item in found if isinstance(item, Reply)]) == 1


def test_nothing_is_asked_without_words_and_a_missing_file_fails_the_source(web: Loopback) -> None:
    assert (problems(ask(web, Query())), web.log) == (["nothing_asked"], [])
    with pytest.raises(ReadError, match="answered 404"):
        ask(web)
    web.routes["/data"] = Canned(403)
    with pytest.raises(FetchFailed, match="answered 403"):
        ask(web)
