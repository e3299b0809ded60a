"""What of a page is its article. All content is made up."""

import json

import pytest

from scrapers._passages import passages_of
from scrapers.page import parse
from tests.scrapers.plays import documents, reply
from tracker.records import Document

PARAGRAPHS = [
    "Saltwater drops eased dryness in 64 invented volunteers, a team at Example University reports after six weeks.",
    "The drops were compared with plain water, and neither the volunteers nor the team knew who had been given which.",
    "The difference was four points on a scale that was made up for the purpose, and it was gone after another week.",
    "Nobody should draw conclusions from an example, said Dr Kim Noone, who wrote it on a dry afternoon in the office.",
    "A larger trial would need several hundred people who exist, and somebody who pays for the drops and the scale.",
]
STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def read(inside: str, head: str = "") -> Document:
    page = (f"<html><head><title>Drops ease dryness</title>{head}</head><body><article><h1>Drops ease dryness</h1>"
            f"{inside}</article></body></html>")  # fmt: skip
    return documents(parse(reply(page, "https://news.example/a", headers={"content-type": "text/html"})))[0]


@pytest.mark.parametrize(
    "box",
    [
        '<figure><img src="x"><figcaption>{}</figcaption></figure>',
        '<div class="newsletter-signup"><p>{}</p></div>',
        '<div class="StoryNewsletter"><p>{}</p></div>',
        '<section class="story__related"><h3>Elsewhere</h3><p>{}</p></section>',
        "<aside><p>{}</p></aside>",
        "<p hidden>{}</p>",
        '<div style="display: none"><p>{}</p></div>',
        '<blockquote class="twitter-tweet"><p>{}</p></blockquote>',
        '<p><a href="/other">{}</a></p>',
        '<h3><a href="/other">{}</a></h3>',
        "<nav><p>{}</p></nav>",
        "<!-- {} -->",
    ],
)
def test_what_is_not_the_article_is_left_out(box: str) -> None:
    stray = "Something else entirely happened in a stray part of the page, and it takes a while to say so."
    document = read(STORY.replace("</p><p>", f"</p>{box.format(stray)}<p>", 2))
    assert stray not in document.text
    assert [text for text in PARAGRAPHS if text not in document.text] == []


@pytest.mark.parametrize(
    ("box", "held"),
    [
        ('<aside><h3>Key facts</h3><ul><li>Length: the trial ran for six weeks at one place.</li>'
         "<li>Size: there were 64 volunteers in two groups.</li></ul></aside>", "Size: there were 64 volunteers"),
        ('<p><a href="https://doi.org/10.99999/a.1">Saltwater for dry examples, Journal of Inventions</a></p>',
         "Saltwater for dry examples"),
        ('<p>The trial is registered as <a href="https://x.example">NCT99999901 in a made-up registry</a>.</p>',
         "NCT99999901"),
        ("<p>Reference: <a href='https://doi.org/10.99999/a.1'>Saltwater for dry examples</a>.</p>",
         "Saltwater for dry examples (https://doi.org/10.99999/a.1)."),
        ("<p>Reference: <a href='https://doi.org/10.99999/a.1'>10.99999/A.1</a></p>", "Reference: 10.99999/A.1"),
    ],
)  # fmt: skip
def test_what_belongs_to_it_is_kept(box: str, held: str) -> None:
    document = read(f"{STORY}{box}<p>{PARAGRAPHS[0][:-1]} again.</p>")
    assert held in document.text
    assert document.text.count("10.99999") <= 1


def test_a_box_that_is_the_article_is_kept() -> None:
    document = read(f'<div class="promo">{STORY}</div>')
    assert [text for text in PARAGRAPHS if text not in document.text] == []


def test_what_follows_an_article_is_cut_but_for_the_paper() -> None:
    teasers = "".join(
        f"<h3>Other story {n}</h3><p>It is told in a sentence of the other story {n}.</p>" for n in range(4)
    )
    document = read(f"{STORY}<p>Source: Example University. DOI: 10.99999/a.1</p><div>{teasers}</div>")
    assert "Source: Example University. DOI: 10.99999/a.1" in document.text
    kinds = {document.text[part.start : part.end]: part.kind for part in document.passages}
    assert kinds["Source: Example University. DOI: 10.99999/a.1"] == "citation"


def test_json_ld_chooses_between_readings() -> None:
    cut = "".join(f"<div><div class='chunk'><p>{text}</p></div></div>" for text in PARAGRAPHS)
    told = {"@type": "NewsArticle", "headline": "Drops ease dryness", "articleBody": " ".join(PARAGRAPHS)}
    document = read(cut, f'<script type="application/ld+json">{json.dumps(told)}</script>')
    assert [text for text in PARAGRAPHS if text not in document.text] == []


def test_json_ld_that_is_another_text_changes_nothing() -> None:
    told = {"@type": "NewsArticle", "headline": "Drops ease dryness", "articleBody": "Please subscribe to us. " * 30}
    document = read(STORY, f'<script type="application/ld+json">{json.dumps(told)}</script>')
    assert document.text == read(STORY).text


def test_a_standfirst_is_taken_once_and_only_when_shown() -> None:
    lead = "Six weeks of saltwater were enough for a made-up team."
    head = f'<meta name="description" content="{lead}">'
    assert read(f"<p class='dek'>{lead}</p>{STORY}", head).text.count(lead) == 1
    assert lead not in read(STORY, head).text


def test_text_is_as_printed() -> None:
    odd = "The score fell from 12·4 to 8.4 (95% CI 1–7; p<0.05) in 64 “volunteers” – that is, 4 µg/ml or ½ of it."
    document = read(STORY.replace(PARAGRAPHS[1], odd.replace("<", "&lt;")))
    assert odd in document.text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("More information: Kim Noone et al, Saltwater, Journal of Inventions (2099).", "citation"),
        ("Read the full paper: Noone K. Saltwater. doi: 10.99999/a.1", "citation"),
        ("More information: see the page of the team.", None),
        ("Original Research: Open access.\n“Saltwater for dry examples” by Kim Noone et al. Inventions", "citation"),
        ("“I had never seen so much salt in a drop,” said the made-up Dr Noone.", None),
        ("Got a story? Write to the example desk.", "boilerplate"),
        ("Reporting by Kim Noone; editing by Pat Nobody", "boilerplate"),
        ("Reporting by the team was open, and its editing by nobody.", None),
        ("Click here to read the other story", "boilerplate"),
    ],
)
def test_lines_that_outlets_print(line: str, kind: str | None) -> None:
    text = f"{PARAGRAPHS[0]}\n{line}\n{PARAGRAPHS[1]}"
    found = {part.kind for part in passages_of(text) if part.start >= len(PARAGRAPHS[0])}
    assert found == ({kind} if kind else set())
