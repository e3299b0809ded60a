import json

import pytest

from scrapers.page import PageOptions, discover, parse
from tests.scrapers.plays import FIXTURES, Web, cursors, documents, failure, problems, replies, reply
from tracker.errors import FetchFailed, ReadError
from tracker.records import Document, Query

FOLDER = FIXTURES / "page"
ARTICLE = (FOLDER / "article.html").read_bytes()
PLAIN = (FOLDER / "plain.html").read_text()
HERE = "https://news.example/a/b?utm_medium=x#top"


def read(
    body: bytes | str, url: str = HERE, meta: dict[str, str] | None = None, content_type: str = "text/html"
) -> Document:
    return documents(parse(reply(body, url, meta=meta, headers={"content-type": content_type})))[0]


def test_json_ld_comes_first() -> None:
    document = read(ARTICLE)
    assert (document.title, document.author, document.publisher, document.language) == (
        "Saltwater drops & dry examples", "Kim Noone, Pat Nobody", "Example News", "en-GB",
    )  # fmt: skip
    assert document.published is not None
    assert str(document.published.low) == "2099-05-20"  # the day printed, not the day in UTC
    assert document.modified is not None
    assert str(document.modified.low) == "2099-05-22"
    assert (document.kind, document.url, document.native_id) == (
        "press", "https://www.news.example/health/saltwater", "https://www.news.example/health/saltwater",
    )  # fmt: skip


def test_body_and_passages() -> None:
    document = read(ARTICLE)
    parts = {part.kind: document.text[part.start : part.end] for part in document.passages}
    assert parts["headline"] == document.title
    assert document.text.count("Saltwater drops & dry examples") == 1
    assert "64 invented volunteers" in document.text
    assert "café" in document.text
    assert "Home" not in document.text
    assert parts["boilerplate"].startswith("This article does not provide medical advice")
    assert "medical advice" not in document.content["text"]


@pytest.mark.parametrize(
    ("json_ld", "title"),
    [
        ('[{"@type": "NewsArticle", "headline": "From a list"}]', "From a list"),
        ('{"@type": "https://schema.org/Article", "headline": "By address"}', "By address"),
        ('[{"@type": "WebPage", "name": "W", "headline": "Page"}, {"@type": "Article", "headline": "Best"}]', "Best"),
        ('{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "Nested"}}', "Plain page"),
        ('{"@type": "NewsArticle", "headline": "broken', "Plain page"),
        ('{"@type": "NewsArticle", "headline": 5}', "Plain page"),
        ('{"@type": "BreadcrumbList", "headline": "Crumbs"}', "Plain page"),
    ],
)
def test_which_object_is_the_article(json_ld: str, title: str) -> None:
    script = f'<script type="application/ld+json">{json_ld}</script></head>'
    assert read(PLAIN.replace("</head>", script)).title == title


def test_meta_elements_and_hints_fill_in() -> None:
    document = read(PLAIN, meta={"kind": "press_release", "title": "From the feed", "published": "2000-01-01"})
    assert (document.title, document.author, document.kind) == ("Plain page", "Kim Noone", "press_release")
    assert document.published is not None
    assert document.published.raw == "2099-02-03T04:05:06+01:00"
    bare = PLAIN.replace("<title>Plain page</title>", "").replace("article:published_time", "x")
    hinted = read(bare, meta={"title": "From the feed", "published": "Mon, 10 Feb 2098 11:13:02 EST"})
    assert (hinted.title, hinted.published and str(hinted.published.low)) == ("From the feed", "2098-02-10")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://other.example/copy", "https://news.example/a/b"),
        ("https://news.example/", "https://news.example/a/b"),
        ("/c?utm_source=x&id=3", "https://news.example/c?id=3"),
        ("HTTPS://WWW.news.example:443/C", "https://www.news.example/C"),
        ("", "https://news.example/a/b"),
        ("http://[broken", "https://news.example/a/b"),
        ("javascript:void(0)", "https://news.example/a/b"),
    ],
)
def test_canonical_address(link: str, url: str) -> None:
    assert read(PLAIN.replace("</head>", f'<link rel="canonical" href="{link}"></head>')).url == url


@pytest.mark.parametrize(
    ("encoding", "content_type", "inside"),
    [
        ("utf-8", "text/html", '<meta charset="utf-8">'),
        ("utf-8", "text/html; charset=UTF-8", ""),
        ("cp1252", "text/html; charset=ISO-8859-1", ""),
        ("cp1252", "text/html", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("utf-16", "text/html", ""),
        ("koi8-r", "text/html; charset=koi8-r", '<meta charset="utf-8">'),
        ("utf-8", "text/html; charset=no-such-thing", ""),
        ("utf-8", "text/html; charset=undefined", ""),
    ],
)
def test_charsets(encoding: str, content_type: str, inside: str) -> None:
    word = "Пример" if encoding == "koi8-r" else "“café”"
    page = PLAIN.replace("</head>", f"{inside}</head>").replace("64 invented", f"64 {word}")
    if encoding == "utf-16":
        page = page.replace("<html>", '<?xml version="1.0" encoding="utf-16"?><html>')
    assert word in read(page.encode(encoding), content_type=content_type).text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ((FOLDER / "login.html").read_bytes(), "text/html"),
        (b"%PDF-1.7 \x00\x01 " * 100, "application/pdf"),
        (b"%PDF-1.7 \x00\x01 " * 100, ""),
        (b"", "text/html"),
        (b"<html></html>", "text/html"),
        (json.dumps({"text": "word " * 200}).encode(), "text/html"),
        (b"\x00" * 500, "text/html"),
    ],
    ids=["login", "pdf", "pdf untyped", "empty", "no body", "json", "nul"],
)
def test_what_is_no_article_is_one_clear_line(body: bytes, content_type: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(body, content_type=content_type)
    assert str(raised.value).startswith(HERE)
    assert "\n" not in str(raised.value)


def test_nul_and_surrogates_do_no_harm() -> None:
    page = PLAIN.replace("64 invented", "64\x00 &#xD800; invented")
    assert "\x00" not in read(page).text


@pytest.mark.parametrize("mark", ["\x01", "&#1;", "&#x1F;", "&#x0B", "&#65535;", "&#xfffe;", "\uffff"])
def test_control_characters_do_no_harm(mark: str) -> None:
    page = PLAIN.replace("64 invented", f'<a href="https://doi.org/10.99999/a">paper</a>{mark} 64{mark} invented')
    document = read(page.replace("Plain page", f"Plain{mark} page"))
    assert "(https://doi.org/10.99999/a)" in document.text
    assert not {"\x01", "\x0b", "\x1f", "\uffff", "\ufffe"} & set(document.text + (document.title or ""))


@pytest.mark.parametrize(
    ("printed", "read_as"), [("&#176;", "°"), ("&#x1F600;", "😀"), ("&#9;", ""), ("&#11088;", "⭐")]
)
def test_other_characters_by_number_are_read(printed: str, read_as: str) -> None:
    assert f"64{read_as} invented" in read(PLAIN.replace("64 invented", f"64{printed} invented")).text.replace(
        "  ", " "
    )


def test_a_gone_page_has_nothing_to_read() -> None:
    assert list(parse(reply(b"gone", status=410))) == []


def test_discover_goes_on_after_a_dead_page() -> None:
    one, two, three = (f"https://news.example/{n}" for n in (1, 2, 3))
    options = PageOptions(urls=(one, two, three, one), kind="press_release")
    found = list(discover(Query(), options, Web({one: "x", two: failure(two), three: 410})))
    assert (replies(found), problems(found), cursors(found)) == ([one, three], ["fetch_failed"], [])


def test_discover_fails_when_every_page_is_dead() -> None:
    one = "https://news.example/1"
    with pytest.raises(FetchFailed):
        list(discover(Query(), PageOptions(urls=(one,)), Web({one: failure(one)})))
