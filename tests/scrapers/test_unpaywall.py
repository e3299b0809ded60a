"""Unpaywall: the open copies of a paper, and a service played by a server on 127.0.0.1."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from scrapers.unpaywall import SOURCE, UnpaywallOptions, parse, reads
from tests.loopback import Canned, Loopback, page
from tests.scrapers.indexes import asking, read, sent
from tests.scrapers.plays import FIXTURES, at_path, cursors, documents, problems, replies, reply, told
from tracker.errors import ReadError
from tracker.records import Absence, Query

PAPER = (FIXTURES / "unpaywall" / "paper.json").read_bytes()
ASKED = Query(native_ids=("10.5555/Elbow.1",), contact="desk@example.org")


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def ask(web: Loopback, query: Query = ASKED, **more: Any) -> list[object]:
    return asking(SOURCE, query, UnpaywallOptions(base_url=web.url("/v2"), **more))


def changed(**more: Any) -> bytes:
    return json.dumps({**json.loads(PAPER), **more}).encode()


def test_a_paper() -> None:
    found = list(parse(reply(PAPER)))
    (document,) = documents(found)
    assert problems(found) == []
    assert (document.native_id, document.kind, document.access) == ("10.5555/elbow.1", "derivative", "open")
    assert document.text.split("\n") == [
        "Zinc gel for dry elbows",
        "",
        "Open access: gold",
        "Copy: https://journal.example/1.pdf (publisher, publishedVersion, cc-by)",
        "Copy: https://repo.example/1 (repository, acceptedVersion)",
    ]
    assert [told(document, claim) for claim in ("doi", "journal", "date", "institution")] == [
        [("own", "10.5555/elbow.1")],
        [(None, "Journal of Fictitious Trials")],
        [("published", "2099")],
        [(None, "Example University, Northtown")],
    ]
    assert (document.published and document.published.precision, document.author) == ("year", "A. Doe")


def test_paths_sections_and_what_is_kept() -> None:
    (document,) = documents(parse(reply(PAPER)))
    for field in document.fields:
        at_path(document.record, field.path)
    assert document.record is not None
    assert {key for part in document.sections.values() for key in part} == set(document.record)
    assert [word for word in ("ada@", "A. Doe", "deprecated") if word in json.dumps(document.record)] == []
    assert documents(parse(reply(changed(updated="2100-01-01"))))[0].content == document.content


def test_a_closed_paper_and_an_unknown_field() -> None:
    found = list(parse(reply(changed(is_oa=False, oa_status="closed", oa_locations=[], mood="blue", z_authors=None))))
    (document,) = documents(found)
    assert (document.access, document.text.split("\n")[-1]) == (None, "Open access: closed")
    assert problems(found) == ["unread_field"]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"doi": "10.5', b'{"error": true}', b'{"doi": "x", "is_oa": true}']
)
def test_other_bytes(body: bytes) -> None:
    with pytest.raises(ReadError):
        list(parse(reply(body)))


def test_files_are_recognised_and_a_missing_page_says_nothing() -> None:
    heads = [("a.json", PAPER), ("a.xml", PAPER), ("a.json", b'{"doi": "10.5555/a"}')]
    assert [reads(name, body[:4096]) for name, body in heads] == [True, False, False]
    assert list(parse(reply(b"{}", status=404))) == []


def test_papers_are_asked_for_with_the_contact_which_is_not_kept(web: Loopback) -> None:
    web.routes["/v2/10.5555/elbow.1"] = page(PAPER, content_type="application/json")
    web.routes["/v2/10.5555/b%28c%29"] = Canned(404, b'{"error": true, "message": "not in Crossref"}')
    papers = ("10.5555/elbow.1", "doi:10.5555/B(c)", "99999901", "10.5555/elbow.1")
    found = ask(web, Query(contact="desk@example.org", cursor={"a": "b"}), papers=papers)
    assert read(parse, found) == ["10.5555/elbow.1"]
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["10.5555/b(c)"]
    assert (problems(found), cursors(found)) == (["bad_id"], [{"a": "b"}])
    assert web.asked[0] == "/v2/10.5555/elbow.1?email=desk%40example.org"
    assert "desk" not in "".join(replies(found))


@pytest.mark.parametrize(
    ("query", "kind"),
    [(Query(contact="desk@example.org"), "nothing_asked"), (ASKED.model_copy(update={"contact": "x"}), "no_contact")],
)
def test_nothing_is_asked_without_papers_or_contact(web: Loopback, query: Query, kind: str) -> None:
    found = ask(web, query)
    assert (problems(found), cursors(found), web.log) == ([kind], [], [])


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<html>robot?</html>"),
        page(b""),
        page(b'{"doi": '),
        sent({"error": True}),
        Canned(404, b"<html>no</html>"),
    ],
    ids=["challenge", "empty", "cut off", "no paper", "moved"],
)
def test_what_is_no_answer_fails_the_source(web: Loopback, answer: Canned) -> None:
    web.routes["/v2/10.5555/elbow.1"] = answer
    with pytest.raises(ReadError):
        ask(web)
