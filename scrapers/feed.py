"""An RSS or Atom feed, and the article pages it names.

The feed itself is no evidence (a title and a teaser): its articles are fetched, and what it says of each (title, date,
author) goes along in `Request.meta` for what the page does not say. Feeds answer no questions, so the topic is ignored.
With `fetch_articles = false` the feed is read instead, for outlets that put whole articles into it.
"""

import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal

import feedparser
import lxml.html

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._urls import resolved
from scrapers.page import article, kind_of
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Document, Fetch, Problem, Query, Reply, Request
from tracker.text import canonical

_CHARACTER = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}));")


class FeedOptions(Options):
    """Keys of a [sources.NAME] table that reads a feed."""

    url: str
    kind: Literal["press", "press_release"] = "press"
    max_articles: int = 50
    """How many entries of the feed are followed, in its order."""
    fetch_articles: bool = True


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    """Fetch the feed, then the page of each entry; gone pages are yielded as they came.

    A page that cannot be fetched is a Problem; when that is so for all, the last FetchFailed is raised. The cursor
    keeps the `newest` date in the feed. Raises ReadError when the address holds no feed.
    """
    assert isinstance(options, FeedOptions)
    if query.native_ids:
        wanted = [Request(url=url, role="article", meta={"kind": options.kind}) for url in query.native_ids]
        yield from _articles(wanted, fetch)
        yield Cursor(values=query.cursor)
        return
    role = "feed" if options.fetch_articles else "entries"
    reply = fetch(Request(url=options.url, role=role, meta={"kind": options.kind}))
    if not reply.ok:
        raise FetchFailed(options.url, "the feed is gone", reply.status)
    parsed = _parsed(reply)
    if parsed.bozo and not isinstance(parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        message = f"the feed is malformed; {len(parsed.entries)} entries could be read"
        yield Problem(kind="broken_feed", subject=options.url, message=message)
    requests: dict[str, Request] = {}
    for entry in parsed.entries:
        link = resolved(reply.url, entry.get("link") or "#")
        if link and entry.get("link"):
            requests.setdefault(link, _request(link, entry, parsed, options))
        else:
            message = f"an entry without an address was left out: {_plain(entry.get('title'))[:80]}"
            yield Problem(kind="no_address", subject=options.url, message=message)
    yield reply  # kept for its validators, and as the source of titles and dates
    if options.fetch_articles:
        yield from _articles(list(requests.values())[: options.max_articles], fetch)
    dates = [str(date.low) for entry in parsed.entries if (date := partial_date(_published(entry)))]
    yield Cursor(values={"newest": max(dates)} if dates else query.cursor)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read an article page, or the entries of a feed that carries whole articles; a plain feed yields nothing.

    Raises ReadError when a page is no article or the bytes are no feed.
    """
    meta = reply.request.meta
    if not reply.ok or reply.request.role == "feed":
        return
    if reply.request.role != "entries":
        yield article(reply, kind_of(meta), hints=meta)
        return
    for entry in _parsed(reply).entries:
        contents = [part.get("value") or "" for part in entry.get("content", [])] or [entry.get("summary") or ""]
        link = resolved(reply.url, entry.get("link") or "#")
        if not link or not entry.get("link"):
            continue
        page = reply.model_copy(
            update={
                "url": link,
                "headers": {"content-type": "text/html; charset=utf-8"},
                "body": f"<article>{' '.join(contents)}</article>".encode("utf-8", "replace"),
            }
        )
        given = {"url": link, "title": _plain(entry.get("title")), "published": _published(entry)}
        try:
            yield article(page, kind_of(meta), hints={"author": _plain(entry.get("author"))}, given=given)
        except ReadError as error:
            yield Problem(kind="not_an_article", subject=link, message=str(error))


def _articles(requests: list[Request], fetch: Fetch) -> Iterator[Reply | Problem]:
    failed: list[FetchFailed] = []
    for request in requests:
        try:
            yield fetch(request)
        except FetchFailed as error:
            failed.append(error)
            yield Problem(kind="fetch_failed", subject=request.url, message=str(error))
    if failed and len(failed) == len(requests):
        raise failed[-1]


def _parsed(reply: Reply) -> Any:
    """The feed; raises ReadError when the bytes are none. Given as a stream: feedparser would open a name."""
    headers = {"content-type": reply.headers.get("content-type", "application/xml"), "content-location": reply.url}
    refused = ReadError(f"{reply.url} is not a feed (RSS or Atom)", "give the feed's own address")
    try:
        parsed = feedparser.parse(BytesIO(_CHARACTER.sub(_no_surrogate, reply.body)), response_headers=headers)
    except (AttributeError, LookupError, TypeError, ValueError):  # feedparser's loose reader trips over some damage
        raise refused from None
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        raise refused
    return parsed


def _no_surrogate(match: "re.Match[bytes]") -> bytes:
    """A character reference, U+FFFD in place of a surrogate (feedparser stops at those)."""
    number = int(match[1], 16) if match[1] else int(match[2])
    return b"&#xFFFD;" if 0xD800 <= number <= 0xDFFF else match[0]


def _request(url: str, entry: Any, parsed: Any, options: FeedOptions) -> Request:
    told = {
        "kind": options.kind,
        "title": _plain(entry.get("title")),
        "published": _published(entry),
        "author": _plain(entry.get("author")),
        "summary": _plain(entry.get("summary")),
        "publisher": _plain(entry.get("source", {}).get("title")),
        "feed": _plain(parsed.feed.get("title")) or options.url,
    }
    return Request(url=url, role="article", meta={key: value for key, value in told.items() if value})


def _published(entry: Any) -> str:
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


def _plain(value: Any) -> str:
    """Text without markup."""
    text = html.unescape(str(value or "")).strip()
    if "<" in text and ">" in text:
        text = str(lxml.html.document_fromstring(f"<div>{canonical(text)}</div>").text_content())
    return " ".join(canonical(text).split())


SOURCE = Source(
    name="feed",
    title="RSS and Atom feeds",
    kind="press",
    homepage="",
    licence="of the publisher; captures are private, only quotes are shown",
    basis="Feeds are published for readers' programs; robots.txt is followed for the pages they name.",
    discover=discover,
    parse=parse,
    options=FeedOptions,
    by_topic=False,
)
