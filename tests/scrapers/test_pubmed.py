"""Articles of PubMed: text, fields, dates of all shapes, what is dropped and what is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from scrapers._pubmed_fields import date_at
from scrapers.pubmed import parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, problems, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError
from tracker.records import Document, Problem

BODY = (FIXTURES / "pubmed" / "set.xml").read_bytes()


def trial(body: bytes = BODY) -> Document:
    return documents(parse(reply(body)))[0]


def changed(*changes: tuple[str, str]) -> Document:
    text = BODY.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return trial(text.encode())


def test_the_document() -> None:
    document = trial()
    assert (document.native_id, document.kind, document.language) == ("PMID99999901", "paper", "en")
    assert document.url == "https://pubmed.ncbi.nlm.nih.gov/99999901/"
    assert document.author == "Doe JQ Jr, Roe R, ZINC-1 Study Group"
    assert document.published is not None
    assert document.modified is not None
    assert (document.published.raw, document.modified.raw) == ("2031-09-04", "2031-12-01")
    assert document.text.split("\n") == [
        "Zinc lamps for dry examples: a randomised trial.",
        "",
        "Background: Lamps with CO2 have not been tried.",
        "Patients and methods: We gave 10^9 units to 30 people for four weeks (ISRCTN99999901).",
        "This line has no label.",
    ]
    assert [(part.kind, document.text[part.start : part.end][:10]) for part in document.passages] == [
        ("headline", "Zinc lamps"),
        ("abstract", "Background"),
    ]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("pmid", [("own", "99999901")]),
        ("doi", [("own", "10.5555/Aim.2031.7")]),
        ("registration_id", [("own", "ISRCTN99999901")]),
        ("journal", [(None, "Annals of invented medicine")]),
        ("keyword", [(None, "lamps")]),
        (
            "date",
            [
                ("published", "2031-11"),
                ("electronic", "2031-09-04"),
                ("received", "2031-02-03"),
                ("accepted", "2031-08-30"),
                ("entered", "2031-09-05"),
            ],
        ),
        (
            "relation",
            [
                ("version_of", "PMC9999901"),
                ("retracted_by", "99999902"),
                ("corrected_by", "10.5555/aim.2031.33"),
                ("concern_by", "Ann Invent Med. 2031;7(3):34"),
                ("has_preprint", "99999903"),
                ("has_comment", "99999904"),
            ],
        ),
    ],
)
def test_fields(claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(trial(), claim) == expected


def test_institutions_are_organisations_once_each() -> None:
    assert [raw for _, raw in told(trial(), "institution")] == ["University of Exampleton", "Example Pharma Ltd"]


def test_every_field_is_read_as_a_claim_and_stands_at_its_path() -> None:
    for document in documents(parse(reply(BODY))):
        claims, faults = from_fields(document.fields)
        assert (len(claims), faults) == (len(document.fields), [])
        for field in document.fields:
            at_path(document.record, field.path)
    relations = {claim.kind: claim for claim in from_fields(trial().fields)[0] if claim.type == "relation"}
    assert relations["retracted_by"].value == {"scheme": "pmid", "value": "99999902"}
    assert str(relations["retracted_by"].date_low) == "2032-02-06"
    assert relations["concern_by"].value is None


def test_the_notice_points_to_what_it_retracts() -> None:
    notice = documents(parse(reply(BODY)))[1]
    assert told(notice, "relation") == [("retracts", "99999901")]


def test_persons_and_references_are_dropped() -> None:
    kept = json.dumps([trial().record, trial().content]) + trial().text + str(trial().fields)
    for gone in ("@exampleton", "Jamie", "Doe", "Robin", "Poe", "0000-0000-0000-0000", "old.1", "shares in lamps"):
        assert gone not in kept
    assert "University of Exampleton" in kept


def test_the_sections_are_the_content() -> None:
    document = trial()
    assert set(document.sections) == {
        "identification", "description", "sponsor", "dates", "status", "references", "conditions",
    }  # fmt: skip
    listed = [key.rpartition(".")[2] for part in document.sections.values() for key in part]
    content = document.content
    expected = [*content["MedlineCitation"]["Article"], *content["MedlineCitation"], *content["PubmedData"]]
    assert sorted(listed) == sorted(set(expected) - {"Article"})


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("<DateRevised><Year>2031", "<DateRevised><Year>2033", True),
        ('Status="MEDLINE"', 'Status="In-Process"', True),
        (">Adult<", ">Aged<", True),
        ("30 people", "31 people", False),
        ('RefType="RetractionIn"', 'RefType="ErratumIn"', False),
    ],
)
def test_what_makes_a_version(old: str, new: str, same: bool) -> None:
    assert (changed((old, new)).content == trial().content) is same


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<Year>2031</Year><Month>Nov</Month><Day>3</Day>", ("2031-11-03", "2031-11-03", "day")),
        ("<Year>2031</Year><Month>11</Month><Day>03</Day>", ("2031-11-03", "2031-11-03", "day")),
        ("<Year>2031</Year><Month>Nov</Month>", ("2031-11-01", "2031-11-30", "month")),
        ("<Year>2031</Year><Month>2</Month>", ("2031-02-01", "2031-02-28", "month")),
        ("<Year>2031</Year>", ("2031-01-01", "2031-12-31", "year")),
        ("<Year>2031</Year><Season>Spring</Season>", ("2031-01-01", "2031-12-31", "year")),
        ("<Year>2031</Year><Month>Feb</Month><Day>30</Day>", ("2031-01-01", "2031-12-31", "year")),
        ("<Year>2031</Year><Month>Foo</Month>", ("2031-01-01", "2031-12-31", "year")),
        ("<MedlineDate>2031 Nov-Dec</MedlineDate>", ("2031-11-01", "2031-12-31", "month")),
        ("<MedlineDate>2031 Dec-2032 Jan</MedlineDate>", ("2031-12-01", "2032-01-31", "year")),
        ("<MedlineDate>2031 Dec 23-30</MedlineDate>", ("2031-12-01", "2031-12-31", "month")),
        ("<MedlineDate>2031-2032</MedlineDate>", ("2031-01-01", "2032-12-31", "year")),
        ("<MedlineDate>Winter 2031</MedlineDate>", ("2031-01-01", "2031-12-31", "year")),
        ("<MedlineDate>2031 Dec-Jan</MedlineDate>", ("2031-01-01", "2031-12-31", "year")),
        ("<MedlineDate>soon</MedlineDate>", None),
    ],
)
def test_dates_in_every_shape(printed: str, expected: tuple[str, str, str] | None) -> None:
    element = etree.fromstring(f"<PubDate>{printed}</PubDate>")
    found = date_at({"PubDate": {child.tag: child.text for child in element}}, "PubDate")
    assert expected == ((str(found.low), str(found.high), found.precision) if found else None)


@pytest.mark.parametrize(
    ("printed", "raw"),
    [
        ("<Year>2031</Year><Season>Spring</Season>", [("published", "2031")]),
        ("<MedlineDate>2031 Nov-Dec</MedlineDate>", [("published", "2031")]),
        ("<MedlineDate>2031 Dec 23-30</MedlineDate>", [("published", "2031-12")]),
        ("<MedlineDate>2031 Dec-2032 Jan</MedlineDate>", []),
    ],
)
def test_a_date_claims_no_more_than_is_printed(printed: str, raw: list[tuple[str, str]]) -> None:
    document = changed(("<PubDate><Year>2031</Year><Month>Nov</Month></PubDate>", f"<PubDate>{printed}</PubDate>"))
    assert [one for one in told(document, "date") if one[0] == "published"] == raw


@pytest.mark.parametrize(
    ("type_", "kind", "registration"),
    [
        ("Preprint", "preprint", "own"),
        ("Clinical Trial Protocol", "protocol", "own"),
        ("Systematic Review", "paper", "mention"),
        ("EDITORIAL", "paper", "mention"),
        ("Multicenter Study", "paper", "own"),
    ],
)
def test_publication_types(type_: str, kind: str, registration: str) -> None:
    document = changed((">Randomized Controlled Trial<", f">{type_}<"))
    assert (document.kind, told(document, "registration_id")) == (kind, [(registration, "ISRCTN99999901")])


def test_a_retraction_without_its_notice_is_told() -> None:
    document = changed((">Randomized Controlled Trial<", ">Retracted Publication<"), ("RetractionIn", "CommentIn"))
    assert told(document, "relation")[-1] == ("retracted_by", "Retracted Publication")
    both = changed((">Randomized Controlled Trial<", ">Retracted Publication<"))
    assert [kind for kind, _ in told(both, "relation")].count("retracted_by") == 1


def test_what_is_not_known_is_a_problem_once() -> None:
    text = (
        BODY.decode()
        .replace("<GrantList", '<NewThing Of="x">1</NewThing><GrantList')
        .replace("CommentIn", "LaughedAtIn")
    )
    found = [item for item in parse(reply(text)) if isinstance(item, Problem)]
    assert [(one.kind, one.subject) for one in found] == [
        ("unread_value", "LaughedAtIn"),
        ("unread_field", "MedlineCitation.Article.NewThing.#text"),
        ("unread_field", "MedlineCitation.Article.NewThing.@Of"),
        ("not_an_article", "PMID99999909"),
    ]


def test_single_articles_and_empty_sets() -> None:
    one = BODY[BODY.index(b"<PubmedArticle>") : BODY.index(b"</PubmedArticle>") + 16]
    assert trial(one) == trial()
    assert list(parse(reply(b"<PubmedArticleSet></PubmedArticleSet>"))) == []
    numberless = one.replace(b'<PMID Version="1">99999901</PMID>', b"", 1)
    assert problems(parse(reply(numberless))) == ["bad_id"]


REFUSED = [
    (b'{"error":"API rate limit exceeded","count":"4","limit":"3"}', "answered 'API rate limit exceeded'"),
    (b'{"esearchresult":{"ERROR":"Search Backend\\nfailed"}}', "answered 'Search Backend failed'"),
    (b'{"header":{},"esearchresult":{"count":"1","idlist":["1"]}}', "is a list of numbers or other JSON, not records"),
    (b"<eSearchResult><Count>0</Count></eSearchResult>", "is XML with eSearchResult, not records of PubMed"),
    (b"<eFetchResult><ERROR>Cannot process\nID list</ERROR></eFetchResult>", "answered 'Cannot process ID list'"),
    (b"<html><body>Are you a robot?</body></html>", "is XML with html, not records of PubMed"),
    (BODY[:-600], "is not XML or is cut off"),
    (b"", "is not XML or is cut off"),
]


@pytest.mark.parametrize(("body", "said"), REFUSED)
def test_what_is_no_answer_with_records_is_refused_in_one_line(body: bytes, said: str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body)))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "head", "whether"),
    [
        ("a.xml", BODY[:4096], True),
        ("a.xml", b"<PubmedArticle>", True),
        ("a.XML", b"<eSearchResult>", True),
        ("a.xml", b"<eInfoResult>", True),
        ("a.json", b'{"header":{},"esearchresult":{}}', True),
        ("a.json", b'{"error":"API rate limit exceeded"}', True),
        ("a.json", b'{"error":"x"}', False),
        ("a.txt", BODY[:4096], False),
        ("a.xml", b"<article>", False),
    ],
)
def test_files_that_are_recognised(name: str, head: bytes, whether: bool) -> None:
    assert reads(name, head) is whether


@pytest.fixture(scope="module")
def real(shared: Path) -> list[tuple[Any, Document]]:
    """Every article of the samples as lxml reads it, with the document made of it."""
    found: list[tuple[Any, Document]] = []
    for path in sorted((shared / "samples" / "pubmed").rglob("*.xml")):
        body = path.read_bytes()
        if b"<PubmedArticle>" in body:
            items = list(parse(reply(body, path.name)))
            assert problems(items) == [], path
            root = etree.fromstring(body)
            articles = [root] if root.tag == "PubmedArticle" else list(root.iter("PubmedArticle"))
            assert len(articles) == len(re.findall(rb"<PubmedArticle>", body))
            found += zip(articles, documents(items), strict=True)
    return found


def test_all_real_articles_are_read(real: list[tuple[Any, Document]]) -> None:
    assert len(real) == 185
    for article, document in real:
        assert document.native_id == f"PMID{article.findtext('MedlineCitation/PMID')}"
        assert document.published is not None
        assert from_fields(document.fields)[1] == []
        words = "".join("".join(article.find(".//ArticleTitle").itertext()).split()).replace("^", "")
        assert words in "".join(document.text.split()).replace("^", "")
        abstract = article.find("MedlineCitation/Article/Abstract")
        for part in abstract.iter("AbstractText") if abstract is not None else ():
            assert "".join((part.text or "").split()) in "".join(document.text.split())


def test_real_numbers_are_read(real: list[tuple[Any, Document]]) -> None:
    for article, document in real:
        own = "PubmedData/ArticleIdList/ArticleId[@IdType='{}']"
        given = {one.text.lower() for one in article.findall(own.format("doi"))}
        assert given <= {raw.lower() for _, raw in told(document, "doi")}
        links = [one.get("RefType") for one in article.iter("CommentsCorrections") if one.get("RefType") != "Cites"]
        unlinked = [kind for kind, _ in told(document, "relation") if kind != "version_of"]
        assert len(unlinked) == len(links)
        assert not re.search(r"[\w.]+@[\w-]+\.(?:com|org|edu|uk|cn)\b", json.dumps(document.record))
