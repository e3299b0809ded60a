"""Answers that say 200 and are no article, and what a publisher asks of readers. All content is made up."""

from datetime import UTC, datetime

import pytest

from scrapers._access import embargo_of
from scrapers.page import parse
from tests.scrapers.plays import FIXTURES, documents, reply
from tracker.errors import ReadError
from tracker.records import Document, Reply, Request

PLAIN = (FIXTURES / "page" / "plain.html").read_text()
HERE = "https://news.example/a/b"
COOKIES = """We and our partners store and read cookies to know what you like, and personal data may be used for that.
Choose "Accept all" to consent, "Reject all" to refuse, or read in our privacy policy what we and our partners do."""


def read(
    body: str, url: str = HERE, asked: str = "", status: int = 200, fetched_at: datetime | None = None
) -> Document:
    made = reply(body, url, status=status, headers={"content-type": "text/html"})
    request = Request(url=asked or url, role="article")
    changes = {"request": request, "fetched_at": fetched_at or made.fetched_at}
    answer: Reply = made.model_copy(update=changes)
    return documents(parse(answer))[0]


def titled(title: str) -> str:
    return PLAIN.replace("<title>Plain page</title>", f"<title>{title}</title>")


@pytest.mark.parametrize(
    "title",
    [
        "Page not found", "404 Not Found", "404", "Error 404", "Page not found | Example News", "Example News - 404",
        "Oops! That page can&#8217;t be found.", "The page you requested could not be found", "Not Found",
        "Sorry, this page is no longer available", "Article not available", "Page introuvable",
        "Seite nicht gefunden – Beispiel",
    ],
)  # fmt: skip
def test_a_soft_404(title: str) -> None:
    with pytest.raises(ReadError, match=f"^{HERE} is a page that says it was not found, though the answer is 200 "):
        read(titled(title))


@pytest.mark.parametrize("title", ["Just a moment...", "Attention Required! | Example", "Access denied", "Robot Check"])
def test_a_check_for_robots(title: str) -> None:
    with pytest.raises(ReadError, match="is a check for robots, not the article"):
        read(titled(title))


@pytest.mark.parametrize(
    "title",
    [
        "Missing link in dryness found", "Cause of dry examples not found in the gene", "404 volunteers took the drops",
        "Why the page turned for a drug that was blocked", "Access to drops denied to examples", "Cookies and health",
        "A moment of calm: just a few drops", "Your privacy and your health records: what a trial found",
    ],
)  # fmt: skip
def test_titles_of_articles_are_no_errors(title: str) -> None:
    assert read(titled(title)).title == title


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><head><title>Example News</title></head><body><div id='root'></div><noscript>You need to enable "
         "JavaScript to run this app.</noscript></body></html>", "its text is shown by JavaScript only"),
        (f"<html><head><title>Example News</title></head><body><div><p>{COOKIES}</p></div></body></html>",
         "a consent page"),
        ("<html><head><title>Before you continue to Example</title></head><body><p>x</p></body></html>",
         "a consent page, not the article"),
        ("<html><head><title>Example</title></head><body><p>Short.</p></body></html>", "no 200 characters of prose"),
    ],
)  # fmt: skip
def test_a_page_without_an_article_says_why(page: str, reason: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(page)
    assert str(raised.value).startswith(f"{HERE} is")
    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_consent_box_beside_an_article_is_left_out() -> None:
    document = read(PLAIN.replace("</body>", f"<div class='cookie-banner'><p>{COOKIES}</p></div></body>"))
    assert "64 invented" in document.text
    assert "Reject all" not in document.text


def test_a_redirect_to_the_front_page_is_no_article() -> None:
    with pytest.raises(ReadError, match=f"^{HERE} leads to a front page; leave it out"):
        read(PLAIN, url="https://news.example/", asked=HERE)
    assert read(PLAIN, url="https://news.example/").title == "Plain page"
    assert read(PLAIN, url="https://news.example/c", asked=HERE).url == "https://news.example/c"
    assert read(PLAIN, url="https://news.example/?p=7", asked=HERE).url == "https://news.example/?p=7"


@pytest.mark.parametrize(
    ("head", "line", "access"),
    [
        ('<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>', "",
         "paywalled"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>', "",
         "paywalled"),
        ('<script type="application/ld+json">{"@type": "Article", "hasPart": {"isAccessibleForFree": false}}</script>',
         "", "paywalled"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": true}</script>', "",
         "open"),
        ('<meta property="article:content_tier" content="locked">', "", "paywalled"),
        ('<meta property="article:content_tier" content="free">', "", "open"),
        ("", "To continue reading, become a member of the made-up club of dry examples.", "paywalled"),
        ("", "Subscribe to our letters about dry examples.", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_access(head: str, line: str, access: str | None) -> None:
    page = PLAIN.replace("</head>", f"{head}</head>").replace("<p>", f"<p>{line}</p><p>", 1)
    assert read(page).access == access


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("EMBARGOED UNTIL 00:01 GMT, 20 May 2099", datetime(2099, 5, 20, 0, 1)),
        ("Embargoed until 11 a.m. ET, Wednesday, May 20, 2099", datetime(2099, 5, 20, 15, 0)),
        ("Embargoed until 11:00 AM EST on January 20, 2099", datetime(2099, 1, 20, 16, 0)),
        ("Under embargo until 23:30 (UK time) 20 May 2099", datetime(2099, 5, 20, 22, 30)),
        ("STRICTLY EMBARGOED: 2330 hours UK time, 20th January 2099", datetime(2099, 1, 20, 23, 30)),
        ("Embargo lifts at noon CEST, 20 May 2099", datetime(2099, 5, 20, 10, 0)),
        ("Embargo: 20-May-2099", datetime(2099, 5, 20, 23, 59)),
        ("Embargoed for release until 2099-05-20 05:00 PDT", datetime(2099, 5, 20, 12, 0)),
        ("- Embargoed until midnight UTC, 20 May 2099 -", datetime(2099, 5, 20, 0, 0)),
        ("The embargo on drops was lifted until 20 May 2099", None),
        ("Embargoed until further notice", None),
        ("Embargoed until 25:61 GMT, 20 May 2099", None),
        ("Embargoed until 30 February 2099", None),
        ("For immediate release", None),
    ],
)  # fmt: skip
def test_embargo_lines(line: str, until: datetime | None) -> None:
    assert embargo_of(f"Drops\n{line}\nmore") == (until.replace(tzinfo=UTC) if until else None)


@pytest.mark.parametrize("place", ["<p>{}</p><p>", "<div class='banner'>{}</div><p>"])
def test_an_embargo_holds_until_it_is_over(place: str) -> None:
    page = PLAIN.replace("<p>", place.format("Embargoed until 00:01 GMT, 20 May 2099"), 1)
    before = read(page, fetched_at=datetime(2099, 5, 19, tzinfo=UTC))
    after = read(page, fetched_at=datetime(2099, 5, 21, tzinfo=UTC))
    assert (before.access, after.access) == ("embargoed", None)
    assert before.embargo_until == after.embargo_until == datetime(2099, 5, 20, 0, 1, tzinfo=UTC)
