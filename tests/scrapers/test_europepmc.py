"""Results of Europe PMC: papers and preprints, how they stand to each other, and full texts as documents."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers._paper_relations import KINDS, date_in, doi_in, relation_of
from scrapers.europepmc import parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, problems, reply, told
from tracker.claims import from_fields
from tracker.claims.relation import TYPE as RELATION
from tracker.errors import ReadError
from tracker.records import Document, Problem

FOLDER = FIXTURES / "europepmc"
SEARCH = (FOLDER / "search.json").read_text()
FULL_TEXT = (FOLDER / "fulltext.xml").read_bytes()


def results(text: str = SEARCH) -> list[Document]:
    return documents(parse(reply(text)))


def changed(**fields: Any) -> Document:
    answer = json.loads(SEARCH)
    answer["resultList"]["result"][0] |= fields
    return results(json.dumps(answer))[0]


def test_a_paper() -> None:
    paper = results()[0]
    assert (paper.native_id, paper.kind, paper.access) == ("MED/99999901", "paper", "open")
    assert paper.url == "https://europepmc.org/article/MED/99999901"
    assert (paper.author, paper.publisher) == ("Doe JQ, Roe R, ZINC-1 Study Group", "Annals of invented medicine")
    assert paper.text.split("\n") == [
        "Zinc lamps for dry examples: a randomised trial.",
        "",
        "Background: Lamps with CO2 have not been tried.",
        "Methods: We gave 10^9 units to 30 people for four weeks (ISRCTN99999901).",
    ]
    assert [part.kind for part in paper.passages] == ["headline", "abstract"]
    assert paper.published is not None
    assert paper.published.raw == "2031-09-04"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("doi", [("own", "10.5555/aim.2031.7")]),
        ("pmid", [("own", "99999901")]),
        ("journal", [(None, "Annals of invented medicine")]),
        ("date", [("published", "2031-09-04"), ("electronic", "2031-09-04"), ("print", "2031-11-01")]),
        ("keyword", [(None, "lamps")]),
        ("institution", [(None, "University of Exampleton")]),
        (
            "relation",
            [
                ("version_of", "PMC9999901"),
                ("retracted_by", "99999902"),
                ("has_preprint", "PPR999901"),
                ("corrected_by", "Erratum in"),
            ],
        ),
    ],
)
def test_fields_of_a_paper(claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(results()[0], claim) == expected


def test_a_preprint_and_its_paper() -> None:
    preprint = results()[1]
    assert (preprint.native_id, preprint.kind, preprint.publisher) == ("PPR/PPR999901", "preprint", "medRxiv")
    assert (preprint.title, preprint.access) == ("Zinc lamps: a trial & a preprint", None)
    assert told(preprint, "relation") == [("preprint_of", "99999901")]


def test_every_field_is_read_as_a_claim_and_stands_at_its_path() -> None:
    for document in [*results(), *documents(parse(reply(FULL_TEXT)))]:
        claims, faults = from_fields(document.fields)
        assert (len(claims), faults) == (len(document.fields), [])
        for field in document.fields:
            at_path(document.record, field.path)


def test_persons_are_dropped() -> None:
    for document in [*results(), *documents(parse(reply(FULL_TEXT)))]:
        kept = json.dumps([document.record, document.content]) + str(document.fields)
        for gone in ("@exampleton", "Jamie", "0000-0000-0000-0000", "00 0000 0000"):
            assert gone not in kept


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"citedByCount": 99}, True),
        ({"dateOfRevision": "2033-01-01", "hasPDF": "N", "inPMC": "N"}, True),
        ({"abstractText": "Another."}, False),
        ({"commentCorrectionList": {"commentCorrection": []}}, False),
    ],
)
def test_what_makes_a_version(fields: dict[str, Any], same: bool) -> None:
    assert (changed(**fields).content == results()[0].content) is same


def test_the_sections_are_the_content() -> None:
    for document in results():
        together = {key: value for part in document.sections.values() for key, value in part.items()}
        assert together == document.content


def test_a_retraction_without_its_notice_is_told() -> None:
    document = changed(commentCorrectionList={"commentCorrection": []})
    assert told(document, "relation")[-1] == ("retracted_by", "retracted publication")
    lite = changed(commentCorrectionList={}, pubTypeList={}, pubType="journal article; retracted publication")
    assert told(lite, "relation")[-1] == ("retracted_by", "retracted publication")


def test_what_is_not_known_is_a_problem_once() -> None:
    text = SEARCH.replace('"pubYear"', '"mood": "good", "pubYear"').replace("Erratum in", "Laughed at in")
    found = [(item.kind, item.subject) for item in parse(reply(text)) if isinstance(item, Problem)]
    assert found == [("unread_value", "Laughed at in"), ("unread_field", "mood")]


def test_a_full_text_is_a_document_of_its_own() -> None:
    (document,) = documents(parse(reply(FULL_TEXT, role="fulltext")))
    assert (document.native_id, document.kind, document.access) == ("PMC9999901", "paper", "open")
    assert document.url == "https://europepmc.org/article/PMC/PMC9999901"
    assert document.title == "Zinc lamps for dry examples: a randomised trial"
    assert [raw for kind, raw in told(document, "relation") if kind == "version_of"] == [
        "10.5555/aim.2031.7",
        "99999901",
    ]
    assert document.published is not None
    assert document.published.raw == "2031-09-04"
    assert {part.kind for part in document.passages} == {"headline", "abstract", "key_facts", "boilerplate", "related"}


def test_articles_without_a_pmcid() -> None:
    by_doi = FULL_TEXT.replace(b'<article-id pub-id-type="pmc">9999901</article-id>', b"")
    (document,) = documents(parse(reply(by_doi)))
    assert (document.native_id, document.url) == ("10.5555/aim.2031.7", "https://doi.org/10.5555/aim.2031.7")
    nameless = by_doi.replace(b'pub-id-type="doi"', b'pub-id-type="other"')
    assert problems(parse(reply(nameless))) == ["bad_id"]


REFUSED = [
    (b"<errorBean><errCode>0</errCode><errMsg>Article is\nnot open access</errMsg></errorBean>", "not open access'"),
    (b"<html><body>Are you a robot?</body></html>", "is XML with html, not a paper in JATS"),
    (b"<!DOCTYPE html><p>busy<p>", "is not XML or is cut off"),
    (FULL_TEXT[:-300], "is not XML or is cut off"),
    (b'{"errCode":404,"errMsg":"No such query"}', "answered 'No such query'"),
    (b'{"version":"6.9","hitCount":0}', "without a list of results"),
    (b"", "answered with nothing"),
]


@pytest.mark.parametrize(("body", "said"), REFUSED)
def test_what_is_no_answer_is_refused_in_one_line(body: bytes, said: str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body)))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "head", "whether"),
    [
        ("a.json", SEARCH.encode()[:4096], True),
        ("a.xml", FULL_TEXT[:4096], True),
        ("a.nxml", b"<article>", True),
        ("a.xml", b"<pmc-articleset>", True),
        ("a.xml", b"<errorBean>", True),
        ("a.xml", b"<articles>", False),
        ("a.xml", b"<PubmedArticleSet>", False),
        ("a.json", b'{"hitCount": 1}', False),
        ("a.html", b"<article>", False),
    ],
)
def test_files_that_are_recognised(name: str, head: bytes, whether: bool) -> None:
    assert reads(name, head) is whether


@pytest.mark.parametrize(
    ("said", "reference", "preprint", "kind"),
    [
        ("RetractionIn", "", False, "retracted_by"),
        ("Retraction in", "", False, "retracted_by"),
        ("Expression of concern for", "", False, "concerns"),
        ("UpdateOf", "Ann Invent Med. 2031;7:1", False, "update_of"),
        ("UpdateOf", "medRxiv. 2031 Jan 1", False, "has_preprint"),
        ("UpdateOf", "medRxiv. 2031 Jan 1", True, "update_of"),
        ("UpdateIn", "Ann Invent Med. 2031;7:1", True, "preprint_of"),
        ("UpdateIn", "bioRxiv. 2031 Jan 1", True, "updated_by"),
        ("UpdateIn", "Ann Invent Med. 2031;7:1", False, "updated_by"),
        ("Cites", "", False, None),
        ("AssociatedDataset", "", False, None),
    ],
)
def test_kinds_of_relation(said: str, reference: str, preprint: bool, kind: str | None) -> None:
    assert relation_of(said, reference, preprint) == kind


def test_all_kinds_of_relation_are_known_to_the_claim_type() -> None:
    assert set(KINDS.values()) <= set(RELATION.kinds)


@pytest.mark.parametrize(
    ("reference", "date", "doi"),
    [
        ("J Ex. 2031 Sep 4;7(9):65. doi: 10.5555/x.1.", "2031-09-04", "10.5555/x.1"),
        ("J Ex. 2031 Sep;7(9):65", "2031-09", None),
        ("J Ex 1999 May 7;274(19):13728", "1999-05-07", None),
        ("J Ex. 2031;7(9):65", None, None),
        ("J Ex. 2031 Feb 30;7:65", "2031-02", None),
        ("J Ex. 2031 Sup 4;7:65", None, None),
        ("", None, None),
    ],
)
def test_what_a_printed_reference_says(reference: str, date: str | None, doi: str | None) -> None:
    assert (date_in(reference), doi_in(reference)) == (date, doi)


def test_all_real_results_are_read(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "samples" / "europepmc").rglob("*.json")):
        raw = json.loads(path.read_bytes())["resultList"]["result"]
        items = list(parse(reply(path.read_bytes(), path.name)))
        assert problems(items) == [], path
        for one, document in zip(raw, documents(items), strict=True):
            count += 1
            assert document.native_id == f"{one['source']}/{one['id']}"
            assert [value for _, value in told(document, "doi")] == ([one["doi"]] if "doi" in one else [])
            comments = (one.get("commentCorrectionList") or {}).get("commentCorrection", [])
            related = [kind for kind, _ in told(document, "relation") if kind != "version_of"]
            assert len(related) == len(comments)
            assert from_fields(document.fields)[1] == []
            assert "@" not in json.dumps(document.record)
    assert count == 22
