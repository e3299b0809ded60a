"""News sitemaps: the articles of the last two days with title and date, as a site lists them for search engines.

Format: https://www.sitemaps.org/protocol.html with the elements of
http://www.google.com/schemas/sitemap-news/0.9, packed with gzip or not; an index leads to further sitemaps, of which
those not changed since the last run are passed over. Articles whose titles are not about trials of the topics are not
fetched. A sitemap without titles (of all pages of a site) is not followed: nothing says what its pages are.
"""

import gzip
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from lxml import etree
from pydantic import Field

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._feed_read import plain
from scrapers._follow import Entry, asked_for, follow
from scrapers._urls import resolved
from scrapers.page import parse
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Decision, Fetch, Problem, Query, Reply, Request

_MOST_BYTES = 50_000_000
_MOST_ROWS = 50_000
"""What the protocol allows for one sitemap: bytes, unpacked, and addresses."""


class SitemapOptions(Options):
    """Keys of a [sources.NAME] table that reads news sitemaps."""

    urls: tuple[str, ...] = Field(min_length=1)
    """Addresses of news sitemaps, or of indexes of them."""
    kind: Literal["press", "press_release"] = "press"
    """What the articles are."""
    max_sitemaps: int = Field(default=20, ge=1)
    """How many sitemaps are read per run."""
    max_articles: int = Field(default=50, ge=1)
    """How many pages are fetched per run, newest first."""
    relevance: bool = True
    """Follow only articles about trials of the topics; false: follow every article."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One file: further sitemaps with the day they changed ("" if not said), articles, addresses without title."""

    sitemaps: tuple[tuple[str, str], ...]
    articles: tuple[Entry, ...]
    untitled: int


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Decision | Cursor]:
    """Read the sitemaps, decide about each article by its title, fetch those that are wanted.

    A page or a sitemap of an index that cannot be fetched is a Problem; when that is so for all pages, the last
    FetchFailed is raised. The cursor keeps the `newest` day. Raises ReadError when an address holds no sitemap.
    """
    assert isinstance(options, SitemapOptions)
    if query.native_ids:
        yield from asked_for(query, fetch, options.kind)
        return
    newest = query.cursor.get("newest", "")
    entries, today = yield from _articles(options, newest, fetch)
    followed = yield from follow(entries, query, fetch, most=options.max_articles, judge=options.relevance)
    days = [entry.day for entry in entries if entry.day <= today]  # a later one would hide all that comes until then
    latest = max(days, default=newest) if followed.complete else newest
    yield Cursor(values={**({"newest": latest} if latest else {}), **followed.marks})


def read_sitemap(reply: Reply, kind: str) -> Sitemap:
    """Read a sitemap or an index; raises ReadError when the bytes are neither, cut off or larger than 50 MB."""
    body = reply.body
    if body.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=BytesIO(body)) as packed:
                body = packed.read(_MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError(f"{reply.url} is not gzip or is cut off ({error})", "it is tried again next run") from None
    if len(body) > _MOST_BYTES:
        raise ReadError(f"{reply.url} is larger than {_MOST_BYTES // 1_000_000} MB", "give a news sitemap")
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{reply.url} is not a sitemap ({error})", "give the address of a news sitemap") from None
    name = etree.QName(root).localname
    if name not in ("urlset", "sitemapindex"):
        raise ReadError(f"{reply.url} is not a sitemap (<{name}>)", "give the address of a news sitemap")
    if len(root) > _MOST_ROWS:
        raise ReadError(f"{reply.url} lists more than {_MOST_ROWS} addresses", "give a news sitemap")
    rows = [_row(node) for node in root if isinstance(node.tag, str)]
    if name == "sitemapindex":
        found = ((resolved(reply.url, row.get("loc", "")), _day(row.get("lastmod"))) for row in rows)
        return Sitemap(tuple((url, day) for url, day in found if url), (), 0)
    articles = [_entry(row, reply.url, kind) for row in rows if row.get("title")]
    return Sitemap((), tuple(entry for entry in articles if entry.url), len(rows) - len(articles))


def _articles(options: SitemapOptions, newest: str, fetch: Fetch) -> Generator[Problem, None, tuple[list[Entry], str]]:
    """The articles of all sitemaps, once each, newest first; and the day of the answers."""
    waiting = list(dict.fromkeys(options.urls))
    met, read = set(waiting), 0
    entries: dict[str, Entry] = {}
    today = ""
    while waiting and read < options.max_sitemaps:
        url = waiting.pop(0)
        read += 1
        try:
            reply = fetch(Request(url=url, role="sitemap"))
            today = reply.fetched_at.date().isoformat()
            if not reply.ok:
                raise FetchFailed(url, "the sitemap is gone", reply.status)
            sitemap = read_sitemap(reply, options.kind)
        except (FetchFailed, ReadError) as error:
            if url in options.urls:
                raise
            yield Problem(kind="fetch_failed", subject=url, message=str(error))
            continue
        if sitemap.untitled:
            message = f"{sitemap.untitled} addresses without a title were left out: this is no news sitemap"
            yield Problem(kind="no_title", subject=url, message=message)
        for entry in sitemap.articles:
            entries.setdefault(entry.url, entry)
        for further, day in sitemap.sitemaps:
            if further not in met and not (day and newest and day < newest):
                met.add(further)
                waiting.append(further)
    if waiting:
        message = f"{len(waiting)} sitemaps were not read: more than the {options.max_sitemaps} allowed per run"
        yield Problem(kind="too_many", subject="max_sitemaps", message=f"{message}; raise max_sitemaps")
    return sorted(entries.values(), key=lambda entry: entry.day, reverse=True), today


def _row(node: "etree._Element") -> dict[str, str]:
    """The texts of one <url> or <sitemap> by their names; the name of the outlet is `name`."""
    row: dict[str, str] = {}
    for part in node.iter():
        if isinstance(part.tag, str) and part.text and part.text.strip():
            space, name = etree.QName(part).namespace or "", etree.QName(part).localname
            row.setdefault(
                name if "image" not in space and "video" not in space else f"media {name}", part.text.strip()
            )
    return row


def _entry(row: dict[str, str], base: str, kind: str) -> Entry:
    told = {
        "kind": kind,
        "title": plain(row["title"]),
        "published": row.get("publication_date", ""),
        "publisher": plain(row.get("name")),
    }
    return Entry(
        url=resolved(base, row.get("loc", "")) if row.get("loc") else "",
        title=told["title"],
        teaser=plain(row.get("keywords")),
        meta={key: value for key, value in told.items() if value},
        day=_day(row.get("publication_date") or row.get("lastmod")),
    )


def _day(raw: str | None) -> str:
    found = partial_date(raw)
    return str(found.low) if found else ""


SOURCE = Source(
    name="sitemap",
    title="News sitemaps",
    kind="press",
    homepage="https://www.sitemaps.org/protocol.html",
    licence="of the publisher; captures are private, only quotes are shown",
    basis="Sitemaps are published for programs; robots.txt is followed for them and for the pages they name.",
    discover=discover,
    parse=parse,
    options=SitemapOptions,
    by_topic=False,
)
