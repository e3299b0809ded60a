"""Title, date, author, language and address of a page, by what it says in which place. All content is made up."""

import json
from typing import Any

import pytest

from scrapers.page import parse
from tests.scrapers.plays import FIXTURES, documents, reply
from tracker.records import Document

PLAIN = (FIXTURES / "page" / "plain.html").read_text()
BARE = PLAIN.replace('<meta name="author" content="Kim Noone">', "").replace("article:published_time", "x")
HERE = "https://news.example/a/b"


def read(page: str, url: str = HERE) -> Document:
    return documents(parse(reply(page, url, headers={"content-type": "text/html"})))[0]


def with_ld(value: Any, page: str = BARE) -> Document:
    return read(page.replace("</head>", f'<script type="application/ld+json">{json.dumps(value)}</script></head>'))


def with_head(head: str, body: str = "", page: str = BARE) -> Document:
    return read(page.replace("</head>", f"{head}</head>").replace("<body>", f"<body>{body}"))


LIVE = [
    {"@type": "BlogPosting", "headline": f"Entry {n}", "datePublished": f"2098-01-{n:02}", "author": {"name": f"P {n}"}}
    for n in range(1, 29)
]


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "LiveBlogPosting", "headline": "Live", "datePublished": "2099-05-20", "liveBlogUpdate": LIVE},
        [*LIVE, {"@type": "LiveBlogPosting", "headline": "Live", "datePublished": "2099-05-20"}],
        {"@graph": [{"@type": "WebPage", "headline": "Live", "datePublished": "2099-05-20"}, *LIVE]},
        {"@graph": [*LIVE, {"@type": "NewsArticle", "headline": "Live", "datePublished": "2099-05-20"}]},
    ],
)
def test_entries_of_a_live_blog_are_not_the_page(value: Any) -> None:
    document = with_ld(value)
    assert (document.title, document.author) == ("Live", None)
    assert document.published is not None
    assert str(document.published.low) == "2099-05-20"


def test_a_single_post_is_the_page() -> None:
    assert with_ld(LIVE[0]).title == "Entry 1"


@pytest.mark.parametrize(
    ("author", "read_as"),
    [
        ({"@id": "#kim"}, "Kim Noone"),
        ([{"@id": "#kim"}, {"name": "Pat Nobody"}], "Kim Noone, Pat Nobody"),
        ({"@type": "Person", "byline": "Pat Nobody"}, "Pat Nobody"),
        ("Pat Nobody", "Pat Nobody"),
        ([{"name": ["Pat Nobody"]}, {"name": "Pat Nobody"}], "Pat Nobody"),
        ({"@id": "#nobody-knows"}, None),
        ({"name": "https://news.example/pat"}, None),
        (7, None),
    ],
)
def test_authors_in_json_ld(author: Any, read_as: str | None) -> None:
    people = {"@type": "Person", "@id": "#kim", "name": "Kim Noone"}
    assert with_ld({"@graph": [{"@type": "NewsArticle", "headline": "A", "author": author}, people]}).author == read_as


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="Kim Noone"><meta name="author" content="Pat Nobody">', "",
         "Kim Noone, Pat Nobody"),
        ('<meta name="author" content="(Image: Library)"><meta name="author" content="Kim Noone">', "", "Kim Noone"),
        ('<meta name="citation_author" content="Noone, Kim"><meta name="citation_author" content="Nobody, P.">', "",
         "Kim Noone, P. Nobody"),
        ('<meta name="author" content="https://news.example/kim">', '<p class="byline">By Kim Noone</p>', "Kim Noone"),
        ("", '<a rel="author" href="/kim">Kim Noone</a>', "Kim Noone"),
        ("", '<div class="c-byline"><a href="/author/kim">Kim Noone</a></div>', "Kim Noone"),
        ("", '<div class="byline">By Staff Reporter</div>', None),
        ("", '<div class="author">20 May 2099</div>', None),
        ("", '<div class="author">A word about a very long line that names nobody at all</div>', None),
    ],
)  # fmt: skip
def test_authors_elsewhere(head: str, body: str, author: str | None) -> None:
    assert with_head(head, body).author == author


@pytest.mark.parametrize(
    ("headline", "social", "shown", "title"),
    [
        ("For engines: dry", "Drops help dry examples", "Drops help dry examples", "Drops help dry examples"),
        ("Drops help dry examples", "Drops help!", "Drops help dry examples", "Drops help dry examples"),
        ("Drops help dry examples", "Drops help!", "Wet or dry?", "Drops help dry examples"),
        ("", "Drops help!", "Wet or dry?", "Drops help!"),
        ("", "", "Wet or dry?", "Wet or dry?"),
        ("Drops &amp; dry", "", "", "Drops & dry"),
    ],
)
def test_the_title(headline: str, social: str, shown: str, title: str) -> None:
    ld = json.dumps({"@type": "NewsArticle", "headline": headline})
    head = f'<meta property="og:title" content="{social}"><script type="application/ld+json">{ld}</script>'
    document = with_head(head, f"<h1>{shown}</h1>", BARE.replace("<title>Plain page</title>", ""))
    assert document.title == title
    assert document.text.startswith(f"{title}\n\nResearchers at")


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2099-05-20T23:30:00-05:00">', "", "2099-05-20"),
        ('<meta property="article:published_time" content="yesterday"><meta name="date" content="2099-05-20">', "",
         "2099-05-20"),
        ('<meta name="date" content="2099-02-30">', "<time>20 May 2099</time>", "2099-05-20"),
        ("", '<article><time datetime="2099-05-20T10:00Z">an hour ago</time></article><time>1 May 2098</time>',
         "2099-05-20"),
        ("", '<time datetime="2098-01-01">old</time><time itemprop="datePublished" datetime="2099-05-20">x</time>',
         "2099-05-20"),
        ("", '<span itemprop="datePublished" content="2099-05-20">x</span>', "2099-05-20"),
        ("", "<time>an hour ago</time>", None),
        ('<meta name="date" content="0000-00-00">', "", None),
    ],
)  # fmt: skip
def test_the_date(head: str, body: str, day: str | None) -> None:
    published = with_head(head, body).published
    assert (str(published.low) if published else None) == day


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="es-MX">', "", "es-MX"),
        ("<html>", '<script type="application/ld+json">{"@type": "Article", "inLanguage": "de"}</script>', "de"),
        ("<html>", '<meta property="og:locale" content="fr_FR">', "fr_FR"),
        ('<html lang="">', '<meta property="og:locale" content="English (UK)">', None),
        ("<html>", "", None),
    ],
)
def test_the_language(html: str, head: str, language: str | None) -> None:
    assert with_head(head, page=BARE.replace("<html>", html)).language == language


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<meta property="og:url" content="https://news.example/c">', "https://news.example/c"),
        ('<meta property="og:url" content="https://other.example/c">', HERE),
        ('<link rel="canonical" href="https://other.example/c"><meta property="og:url" content="/c">',
         "https://news.example/c"),
        ('<link rel="canonical" href="/d"><meta property="og:url" content="/c">', "https://news.example/d"),
        ('<link rel="CANONICAL" href="../d">', "https://news.example/d"),
    ],
)  # fmt: skip
def test_the_address(head: str, url: str) -> None:
    assert with_head(head).url == url


@pytest.mark.parametrize("title", ["Drops &amp; dry &lt;examples&gt;", "Drops &amp;amp; dry &amp;lt;examples&amp;gt;"])
def test_entities_are_read_even_when_written_twice(title: str) -> None:
    document = with_head(f'<meta property="og:title" content="{title}">', f"<p>{title}</p>")
    assert document.title == "Drops & dry <examples>"
    assert "&" not in document.text.replace("Drops & dry <examples>", "")
