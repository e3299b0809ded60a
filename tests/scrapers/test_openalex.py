"""OpenAlex: what is read of a work, and an index played by a server on 127.0.0.1."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from scrapers._openalex_fields import abstract_of
from scrapers.openalex import KEY, SOURCE, OpenAlexOptions, parse, reads
from tests.loopback import Canned, Loopback, page
from tests.scrapers.indexes import asking, read, sent
from tests.scrapers.plays import FIXTURES, at_path, cursors, documents, problems, replies, reply, told
from tracker.claims import from_fields
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Problem, Query

PAGE = (FIXTURES / "openalex" / "page.json").read_bytes()
TOPIC = Query(topic="t", conditions=("dry elbow", "scaly elbow"), interventions=("zinc",))


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def ask(web: Loopback, query: Query = TOPIC, **more: Any) -> list[object]:
    options = {"base_url": web.url(""), "api_key": SecretStr("k3y"), **more}
    return asking(SOURCE, query, OpenAlexOptions(**options))


def works(*numbers: int, cursor: str | None = None, cost: Any = 0.001) -> Canned:
    found = [{"id": f"https://openalex.org/W{n}", "title": f"Work {n}"} for n in numbers]
    return sent({"meta": {"next_cursor": cursor, "cost_usd": cost}, "results": found})


def test_a_page_of_works() -> None:
    found = list(parse(reply(PAGE)))
    first, second = documents(found)
    assert problems(found) == []
    assert [(d.native_id, d.kind, d.access) for d in (first, second)] == [
        ("10.5555/elbow.1", "derivative", "open"),
        ("W9000000002", "derivative", None),
    ]
    assert first.text == "RETRACTED: Zinc gel for dry elbows\n\nWe 84 adults randomised dry.elbows and at randomised"
    assert [told(first, claim) for claim in ("doi", "pmid", "journal", "date", "institution")] == [
        [("own", "10.5555/elbow.1")],
        [("own", "https://pubmed.ncbi.nlm.nih.gov/99999902")],
        [(None, "Journal of Fictitious Trials")],
        [("published", "2099-02-07")],
        [(None, "Example University"), ("funded", "Example Fund")],
    ]
    assert [told(second, claim) for claim in ("journal", "date", "relation")] == [[], [("published", "2098")], []]
    assert second.text == "Zinc"


def test_a_retraction_without_its_notice_is_a_relation_without_a_paper() -> None:
    (claim,) = [c for c in from_fields(documents(parse(reply(PAGE)))[0].fields)[0] if c.type == "relation"]
    assert (claim.kind, claim.value, claim.path) == ("retracted_by", None, "$.is_retracted")


def test_paths_sections_and_what_is_kept() -> None:
    for document in documents(parse(reply(PAGE))):
        for field in document.fields:
            at_path(document.record, field.path)
        assert document.record is not None
        assert {key for part in document.sections.values() for key in part} == set(document.record)
        kept = json.dumps(document.record)
        assert [word for word in ("ada@", "orcid", "Ada", "cited") if word in kept] == []


@pytest.mark.parametrize(
    ("index", "text"),
    [
        ({"b": [1], "a": [0, 2]}, "a b a"),
        ({"far": [7], "near": [2]}, "near far"),
        (None, ""),
        ({}, ""),
        ({"a": [-1]}, None),
        ({"a": [10**9]}, None),
        ({"a": ["0"]}, None),
        ({"a": 0}, None),
        ("words", None),
    ],
)
def test_an_abstract_is_put_together(index: object, text: str | None) -> None:
    assert abstract_of(index) == text


def test_what_is_not_known_is_named() -> None:
    work = {"id": "https://openalex.org/W12", "title": "T", "aura": 1, "abstract_inverted_index": {"a": [-1]}}
    found = list(parse(reply(json.dumps({"results": [work, work, {"id": "W"}]}))))
    subjects = {item.subject for item in found if isinstance(item, Problem)}
    assert {"aura", "https://openalex.org/W12 abstract"} < subjects
    assert sorted(problems(found)) == ["bad_id", "unread_field", "unread_value", "unread_value"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"results": 4}', b'{"error": "no"}', b'{"id": "ht'])
def test_other_bytes(body: bytes) -> None:
    with pytest.raises(ReadError):
        list(parse(reply(body)))


def test_files_are_recognised_and_a_missing_page_says_nothing() -> None:
    assert [reads("a.json", PAGE[:4096]), reads("a.csv", PAGE[:4096]), reads("a.json", b"{}")] == [True, False, False]
    assert list(parse(reply(b"gone", status=404))) == []


def test_without_a_key_nothing_is_asked(web: Loopback) -> None:
    (found,) = ask(web, api_key=SecretStr(" "))
    assert isinstance(found, Problem)
    assert (found.kind, web.log, KEY in found.message) == ("no_key", [], True)


def test_a_search_is_read_to_the_end_and_says_what_it_cost(web: Loopback) -> None:
    web.routes["/works"] = [works(1111, cursor="A="), works(2222, cursor="B", cost="0.002"), works(cost=None)]
    found = ask(web)
    assert read(parse, found) == ["W1111", "W2222"]
    assert cursors(found)[0]["cost_usd"] == "0.003"
    asked = [parse_qs(urlsplit(path).query) for path in web.asked]
    assert [one["cursor"] for one in asked] == [["*"], ["A="], ["B"]]
    assert asked[0]["filter"] == ['title_and_abstract.search:("dry elbow" OR "scaly elbow") AND ("zinc")']
    assert [one["api_key"] for one in asked] == [["k3y"]] * 3
    assert "k3y" not in json.dumps([*replies(found), *map(dict, cursors(found))])


def test_a_slice_is_by_day_of_publication(web: Loopback) -> None:
    web.routes["/works"] = works(1111)
    found = ask(web, TOPIC.model_copy(update={"since": date(2098, 1, 1), "until": date(2098, 2, 1)}))
    (asked,) = parse_qs(urlsplit(web.asked[0]).query)["filter"]
    assert asked.endswith(",from_publication_date:2098-01-01,to_publication_date:2098-01-31")
    assert cursors(found) == [{}]


@pytest.mark.parametrize(
    ("pages", "kind"),
    [
        ([works(1111, cursor="A"), works(1111, cursor="B")], "paging"),
        ([works(1111, cursor="A"), works(2222, cursor="B")], "incomplete"),
    ],
)
def test_a_search_that_does_not_end_leaves_no_cursor(web: Loopback, pages: list[Canned], kind: str) -> None:
    web.routes["/works"] = pages
    found = ask(web, most=2)
    assert (problems(found), cursors(found)) == ([kind], [])


def test_single_works(web: Loopback) -> None:
    web.routes["/works/doi:10.5555%2Fa.1"] = sent({"id": "https://openalex.org/W1111", "doi": "10.5555/a.1"})
    web.routes["/works/W2222"] = sent({"id": "https://openalex.org/W2222"})
    found = ask(web, Query(native_ids=("10.5555/A.1", "w2222", "W3333", "x")))
    assert read(parse, found) == ["10.5555/a.1", "W2222"]
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["W3333"]
    assert problems(found) == ["bad_id"]


@pytest.mark.parametrize(
    "answer",
    [page(b"<html>robot?</html>"), page(b""), page(b'{"meta": {'), Canned(404, b"{}"), sent({"results": []})],
    ids=["challenge", "empty", "cut off", "moved", "no meta"],
)
def test_what_is_no_answer_fails_the_source(web: Loopback, answer: Canned) -> None:
    web.routes["/works"] = answer
    with pytest.raises(ReadError):
        ask(web)


def test_a_key_that_is_refused_is_not_printed(web: Loopback) -> None:
    refusal = b'{"error": "Invalid", "message": "API key k3y is not valid"}'
    web.routes["/works"] = Canned(401, refusal, {"Content-Type": "application/json"})
    with pytest.raises(FetchFailed, match=r"answered 401: Invalid API key \*\*\* is not valid$"):
        ask(web)
    assert problems(ask(web, Query(topic="t"))) == ["nothing_asked"]
