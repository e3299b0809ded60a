"""Answers that say 200 and are no article: error pages, consent walls, checks for robots, empty shells for scripts."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html

from scrapers._metadata import even
from tracker.errors import ReadError
from tracker.records import Reply

_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text(encoding="utf-8"))["shell"]
_TITLES = {
    reason: re.compile(rf"(?:{'|'.join(_DATA[key])})[.!]?", re.IGNORECASE)
    for key, reason in (
        ("not_found", "a page that says it was not found, though the answer is 200"),
        ("consent", "a consent page, not the article"),
        ("challenge", "a check for robots, not the article"),
    )
}
_CONSENT: tuple[str, ...] = tuple(_DATA["consent_words"])
_SCRIPT: tuple[str, ...] = tuple(_DATA["script_words"])
_MOST: int = _DATA["most"]
_ENOUGH_WORDS: int = _DATA["enough_words"]
_PARTS = re.compile(r"\s+[|\u2013\u2014\u00b7:-]\s+")


def refuse_shell(tree: "lxml.html.HtmlElement", reply: Reply) -> None:
    """Raise ReadError, with the reason, when the page is none of an article by its address, title or few words."""
    asked, got = urlsplit(reply.request.url), urlsplit(reply.url)
    if asked.path.strip("/") and not got.path.strip("/") and not got.query and reply.status:
        raise ReadError(f"{reply.request.url} leads to a front page", "leave it out")
    titles = [even(node.text_content()) for node in tree.xpath("(//title)[1] | (//h1)[1]")]
    for title in titles:
        parts = _PARTS.split(title)
        for reason, form in _TITLES.items():
            if any(form.fullmatch(part) for part in (title, parts[0], parts[-1])):
                raise ReadError(f"{reply.url} is {reason} ({title[:80]})", "leave it out")


def reason_of(tree: "lxml.html.HtmlElement", body: str) -> str:
    """Why a page is no article as far as the words show that it prints instead of one; empty when they do not."""
    if len(body) > _MOST:
        return ""
    scripts = " ".join(node.text_content() for node in tree.iter("noscript"))
    text = even(f"{body} {scripts}" if body else tree.text_content()).lower()
    if not body and any(word in text for word in _SCRIPT):
        return "its text is shown by JavaScript only"
    return "a consent page" if sum(word in text for word in _CONSENT) >= _ENOUGH_WORDS else ""
