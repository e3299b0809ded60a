"""The bytes of a feed (RSS, Atom, RDF, JSON Feed) as entries, and where its next page is.

RSS, Atom and RDF are read by feedparser, JSON Feed after https://www.jsonfeed.org/version/1.1/ (and version 1, which
has `author` for `authors`).
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import feedparser
import lxml.html

from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._urls import resolved
from tracker.errors import ReadError
from tracker.records import Reply
from tracker.text import canonical

_CHARACTER = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}));")
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_MOST_ENTRIES = 5000
_JSON_FEED = "https://jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: plain text but for `content` (HTML); `link` is "" when it names no page, `date` as printed."""

    link: str
    title: str = ""
    teaser: str = ""
    content: str = ""
    date: str = ""
    author: str = ""
    publisher: str = ""
    language: str = ""

    @property
    def day(self) -> str:
        """The first day that the date may be, ISO, or ""."""
        found = partial_date(self.date)
        return str(found.low) if found else ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and entries; `next_url` its next page, `damaged` whether it could be read only in part."""

    title: str
    items: tuple[Item, ...]
    next_url: str = ""
    damaged: bool = False


def read_feed(reply: Reply) -> Feed:
    """Read the feed in `reply`; raises ReadError when the bytes are none (a page, an error message, nothing)."""
    if reply.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(reply)
    parsed = parsed_feed(reply)
    damaged = bool(parsed.bozo) and not isinstance(
        parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType
    )
    return Feed(
        title=plain(parsed.feed.get("title")),
        items=tuple(_item(entry, reply.url, parsed.feed) for entry in parsed.entries),
        next_url=_next_page(parsed.feed, reply),
        damaged=damaged,
    )


def parsed_feed(reply: Reply) -> Any:
    """What feedparser makes of RSS, Atom or RDF; raises ReadError when the bytes are none of them.

    They are given as a stream, since feedparser would open what looks like a name.
    """
    if sum(1 for _ in _ENTRY.finditer(reply.body)) > _MOST_ENTRIES:
        raise _too_long(reply)
    headers = {"content-type": reply.headers.get("content-type", "application/xml"), "content-location": reply.url}
    try:
        parsed = feedparser.parse(BytesIO(_CHARACTER.sub(_no_surrogate, reply.body)), response_headers=headers)
    except (AttributeError, LookupError, TypeError, ValueError):  # feedparser's loose reader trips over some damage
        raise _refused(reply) from None
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        raise _refused(reply)
    return parsed


def plain(value: Any) -> str:
    """Text without markup."""
    text = html.unescape(str(value or "")).strip()
    if "<" in text and ">" in text:
        text = str(lxml.html.document_fromstring(f"<div>{canonical(text)}</div>").text_content())
    return " ".join(canonical(text).split())


def _refused(reply: Reply) -> ReadError:
    return ReadError(f"{reply.url} is not a feed (RSS, Atom or JSON Feed)", "give the feed's own address")


def _too_long(reply: Reply) -> ReadError:
    return ReadError(f"{reply.url} has more than {_MOST_ENTRIES} entries of news", "give a feed of the latest")


def _no_surrogate(match: "re.Match[bytes]") -> bytes:
    """A character reference, U+FFFD in place of a surrogate (feedparser stops at those)."""
    number = int(match[1], 16) if match[1] else int(match[2])
    return b"&#xFFFD;" if 0xD800 <= number <= 0xDFFF else match[0]


def _item(entry: Any, base: str, feed: Any) -> Item:
    link = entry.get("link") or ""
    contents = [part.get("value") or "" for part in entry.get("content", [])] or [entry.get("summary") or ""]
    return Item(
        link=resolved(base, link) if link else "",
        title=plain(entry.get("title")),
        teaser=plain(entry.get("summary")),
        content=" ".join(contents),
        date=_date(entry),
        author=plain(entry.get("author")),
        publisher=plain(entry.get("source", {}).get("title")),
        language=str(feed.get("language") or ""),
    )


def _date(entry: Any) -> str:
    """The date as printed when it can be read, else as feedparser understood it."""
    for name in ("published", "updated"):
        if name not in entry:
            continue
        raw, stamp = str(entry[name] or ""), entry.get(f"{name}_parsed")
        if partial_date(raw):
            return raw
        if stamp:
            return f"{stamp.tm_year:04}-{stamp.tm_mon:02}-{stamp.tm_mday:02}"
    return ""


def _next_page(feed: Any, reply: Reply) -> str:
    """The address behind rel="next" (RFC 5005), or the next `?paged=` of a WordPress feed."""
    link = next((link.get("href") for link in feed.get("links", []) if link.get("rel") == "next"), None)
    if link:
        return resolved(reply.url, link)
    if "wordpress" not in str(feed.get("generator") or "").lower():
        return ""
    parts = urlsplit(reply.url)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = int(given["paged"]) if given.get("paged", "").isdecimal() else 1
    return resolved(reply.url, parts._replace(query=urlencode({**given, "paged": str(number + 1)})).geturl())


def _json_feed(reply: Reply) -> Feed:
    value = load(reply.body, reply.url)
    items = value.get("items") if isinstance(value, dict) else None
    if not str(value.get("version") or "").startswith(_JSON_FEED) or not isinstance(items, list):
        raise _refused(reply)
    if len(items) > _MOST_ENTRIES:
        raise _too_long(reply)
    following = value.get("next_url")
    return Feed(
        title=plain(value.get("title")),
        items=tuple(_json_item(item, reply.url, value) for item in items if isinstance(item, dict)),
        next_url=resolved(reply.url, following) if isinstance(following, str) and following else "",
        damaged=any(not isinstance(item, dict) for item in items),
    )


def _json_item(item: Mapping[str, Any], base: str, feed: Mapping[str, Any]) -> Item:
    link = next((item[key] for key in ("url", "external_url") if isinstance(item.get(key), str) and item[key]), "")
    date = next((str(item[key]) for key in ("date_published", "date_modified") if partial_date(_text(item, key))), "")
    content = _text(item, "content_html") or html.escape(_text(item, "content_text"))
    return Item(
        link=resolved(base, link) if link else "",
        title=plain(item.get("title")),
        teaser=plain(_text(item, "summary") or _text(item, "content_text") or _text(item, "content_html"))[:2000],
        content=content,
        date=date,
        author=", ".join(_authors(item) or _authors(feed)),
        language=_text(item, "language") or _text(feed, "language"),
    )


def _authors(thing: Mapping[str, Any]) -> list[str]:
    people = thing.get("authors") if isinstance(thing.get("authors"), list) else [thing.get("author")]
    return [plain(one["name"]) for one in people or [] if isinstance(one, dict) and isinstance(one.get("name"), str)]


def _text(thing: Mapping[str, Any], key: str) -> str:
    return thing[key] if isinstance(thing.get(key), str) else ""
