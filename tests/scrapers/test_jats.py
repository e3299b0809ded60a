"""Papers in JATS: the text with its parts, the front matter, and what must not come along."""

from pathlib import Path

import pytest
from lxml import etree

from scrapers._jats import articles_of, text_and_passages, title_of
from scrapers._jats_front import byline_of, fields_of, kind_of, number_of, record_of
from scrapers._xml import root_of, text_of
from tests.scrapers.plays import FIXTURES, at_path
from tracker.errors import ReadError

BODY = (FIXTURES / "europepmc" / "fulltext.xml").read_bytes()


def article(body: bytes = BODY) -> "etree._Element":
    return articles_of(root_of(body, "x"))[0]


@pytest.fixture(scope="module")
def text() -> str:
    return text_and_passages(article())[0]


@pytest.mark.parametrize(
    "line",
    [
        "Zinc lamps for dry examples: a randomised trial",
        "Background: Lamps with CO2 have not been tried.",
        "Trial registration: ISRCTN99999901.",
        "Introduction",
        "Lamps are old.[1] About 20^2 were sold, of which 12 broke[1].",
        "Participants",
        "Doses follow d=2.",
        "Figure 1: Flow of participants. 40 assessed, 30 randomised, 28 analysed.",
        "Table 1: Participants at the start.",
        "Item | Lamp (n=15) | No lamp (n=15)",
        "Age, mean (SD) | 41.2^a | 40.7",
        "a One age is missing.",
        "Registered before the first participant as ISRCTN99999901.",
        "1. Poe P. Old lamps. Ann Invent Med 2001. 10.5555/old.1",
        "2. Moe M Older lamps 1999",
    ],
)
def test_what_is_a_line_of_the_text(text: str, line: str) -> None:
    assert text.split("\n").count(line) == 1


def test_a_list_stands_where_it_is_printed(text: str) -> None:
    assert "We chose:\n- adults\n- with dry skin\nand no others.\n" in text


@pytest.mark.parametrize("left_out", ["@", "00 0000", "Doe", "Coe", "orcid", "reviewer", "jpg", "September"])
def test_what_is_not_in_the_text(text: str, left_out: str) -> None:
    assert left_out not in text


def test_passages_are_parts_of_the_text() -> None:
    text, passages = text_and_passages(article())
    parts = [(part.kind, text[part.start : part.end].split("\n")[0]) for part in passages]
    assert parts == [
        ("headline", "Zinc lamps for dry examples: a randomised trial"),
        ("abstract", "Background: Lamps with CO2 have not been tried."),
        ("key_facts", "Lamps may help."),
        ("boilerplate", "Acknowledgements"),
        ("related", "References"),
    ]


def test_reading_twice_gives_the_same() -> None:
    one = article()
    assert text_and_passages(one) == text_and_passages(one)


def test_the_front() -> None:
    record = record_of(article())
    assert (number_of(record), kind_of(record), title_of(article())) == ("PMC9999901", "paper", record["title"])
    assert byline_of(article()) == "Doe JQ, ZINC-1 Study Group"
    assert record["affiliations"][0] == "Department of Lamps, University of Exampleton, Exampleton, UK"
    assert [(f.type, f.kind, f.raw) for f in fields_of(record)] == [
        ("doi", "own", "10.5555/aim.2031.7"),
        ("relation", "version_of", "10.5555/aim.2031.7"),
        ("pmid", "own", "99999901"),
        ("relation", "version_of", "99999901"),
        ("journal", None, "Annals of Invented Medicine"),
        ("date", "electronic", "2031-09-04"),
        ("date", "published", "2031-11"),
        ("date", "received", "2031-02-03"),
        ("relation", "retracted_by", "10.5555/aim.2032.2"),
        ("registration_id", "own", "ISRCTN99999901"),
        ("keyword", None, "lamps"),
        ("institution", None, "University of Exampleton"),
        ("institution", None, "Example Infirmary"),
    ]
    for field in fields_of(record):
        assert field.raw in str(at_path(record, field.path))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ((b'article-type="research-article"', b'article-type="preprint"'), "preprint"),
        ((b'article-type="research-article"', b'article-type="study-protocol"'), "protocol"),
        ((b"Original Research", b"Study Protocol"), "protocol"),
        ((b"Original Research", b"Methods and Protocols"), "paper"),
    ],
)
def test_what_an_article_is(change: tuple[bytes, bytes], kind: str) -> None:
    assert kind_of(record_of(article(BODY.replace(*change)))) == kind


def test_a_namespace_changes_nothing() -> None:
    named = BODY.replace(b"<article xmlns:xlink", b'<article xmlns="http://jats.nlm.nih.gov" xmlns:xlink')
    assert text_and_passages(article(named)) == text_and_passages(article())


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<p>10<sup>9</sup> cells</p>", "10^9 cells"),
        ("<p>10<sup>\u22123</sup></p>", "10^\u22123"),
        ("<p>kg/m<sup>2</sup></p>", "kg/m2"),
        ("<p>CO<sub>2</sub>, H<sub>2</sub>O</p>", "CO2, H2O"),
        ("<p>a<!-- no --> b<?x y?></p>", "a b"),
        ("<p>  a\n<i> b</i>c </p>", "a bc"),
        ("<p>one<break/>two</p>", "one two"),
        ("<p/>", ""),
    ],
)
def test_nested_markup(xml: str, text: str) -> None:
    assert text_of(etree.fromstring(xml)) == text


def test_entities_are_not_resolved() -> None:
    evil = b'<!DOCTYPE article [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    body = b"<article><body><p>a&e;b<!-- c -->d</p></body></article>"
    assert text_and_passages(article(evil + body))[0] == "abd"


def test_a_text_that_is_cut_off_is_refused() -> None:
    with pytest.raises(ReadError, match="x is not XML or is cut off"):
        article(BODY[:-400])


def test_real_articles_lose_no_words(shared: Path) -> None:
    body = (shared / "samples" / "pubmed" / "fastpaper" / "pmc_efetch.xml").read_bytes()
    articles = articles_of(root_of(body, "x"))
    assert len(articles) == body.count(b"</article>") == 3
    for one in articles:
        text, _ = text_and_passages(one)
        for tag in ("p", "title"):
            for element in one.find("body").iter(tag):
                words = "".join((element.text or "").split())[:40]
                assert words in "".join(text.split())
        rows = list(one.find("body").iter("tr"))
        assert sum(line.count(" | ") for line in text.split("\n")) >= sum(len(row) - 1 for row in rows)
        assert text.count("Figure") + text.count("FIGURE") + text.count("Fig.") >= len(
            list(one.find("body").iter("fig"))
        )
