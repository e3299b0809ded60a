"""An RSS, Atom, RDF or JSON feed, and the article pages it names.

The feed itself is no evidence (a title and a teaser): its articles are fetched, and what it says of each (title, date,
author) goes along for what the page does not say. A feed is asked once for all topics that name it: an entry whose
title and teaser are not about trials of these topics is not fetched, one that leaves it open is decided about by its
page, and each decision is kept with its reason. Older pages of the feed (`?paged=2` of WordPress, rel="next",
`next_url`) are read until the newest entry of the last run is reached. With `fetch_articles = false` the feed is read
instead of the pages, for outlets that put whole articles into it.

    [sources.eurekalert]
    reader = "feed"
    preset = "eurekalert_medicine"

"""

import tomllib
from collections.abc import Generator, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import Field, model_validator

from scrapers import _relevance
from scrapers._base import Options, Source
from scrapers._feed_read import Feed, Item, plain, read_feed
from scrapers._follow import Entry, asked_for, follow
from scrapers.page import article, kind_of, parse as parse_page
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Decision, Document, Fetch, Problem, Query, Reply, Request


@cache
def presets() -> Mapping[str, Mapping[str, str]]:
    """The known feeds of feeds.toml by name: title, url, kind, terms."""
    found: dict[str, dict[str, str]] = tomllib.loads(files("scrapers").joinpath("feeds.toml").read_text("utf-8"))
    return found


class FeedOptions(Options):
    """Keys of a [sources.NAME] table that reads a feed."""

    url: str = ""
    """Address of the RSS, Atom, RDF or JSON feed."""
    preset: str = ""
    """Name of a known feed (see "Known feeds"), in place of `url` and `kind`."""
    kind: Literal["press", "press_release"] = "press"
    """What its articles are."""
    max_articles: int = Field(default=50, ge=1)
    """How many pages are fetched per run, in the feed's order."""
    max_pages: int = Field(default=5, ge=1)
    """How many pages of the feed are read per run while the newest entry of the last run was not reached."""
    fetch_articles: bool = True
    """Fetch the page of each entry; false: the feed holds whole articles and is read itself."""
    relevance: bool = True
    """Follow only entries about trials of the topics; false: follow every entry."""

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if bool(self.url) == bool(self.preset):
            raise ValueError("give either url or preset")
        if self.preset and self.preset not in presets():
            raise ValueError(f"there is no preset '{self.preset}'; use one of {', '.join(presets())}")
        return self

    @property
    def address(self) -> str:
        """Where the feed is."""
        return presets()[self.preset]["url"] if self.preset else self.url

    @property
    def told_kind(self) -> str:
        """What its articles are; a preset knows it."""
        return presets()[self.preset]["kind"] if self.preset else self.kind


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Decision | Cursor]:
    """Fetch the feed, decide about its entries, and fetch the pages that are wanted; gone pages come as they are.

    A page that cannot be fetched is a Problem; when that is so for all, the last FetchFailed is raised. The cursor
    keeps the `newest` date in the feed and what was set aside. Raises ReadError when the address holds no feed.
    """
    assert isinstance(options, FeedOptions)
    if query.native_ids:
        yield from asked_for(query, fetch, options.told_kind)
        return
    newest = query.cursor.get("newest", "")
    pages = yield from _pages(options, newest, fetch)
    days = [day for reply, feed in pages for item in feed.items if (day := item.day) and day <= _day_of(reply)]
    marks: Mapping[str, str] = {}
    if options.fetch_articles:
        yield pages[0][0]  # kept for its validators, and as the source of titles and dates
        entries = yield from _entries(pages, options)
        followed = yield from follow(entries, query, fetch, most=options.max_articles, judge=options.relevance)
        marks = followed.marks
        days = days if followed.complete else []
    else:
        for reply, feed in pages:
            yield from _whole(reply, feed, query, options)
    latest = max(days, default=newest)
    yield Cursor(values={**({"newest": latest} if latest else {}), **marks})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read an article page, or the entries of a feed that carries whole articles; a plain feed yields nothing.

    Raises ReadError when a page is no article or the bytes are no feed.
    """
    meta = reply.request.meta
    if not reply.ok or reply.request.role == "feed":
        return
    if reply.request.role != "entries":
        yield from parse_page(reply)
        return
    aside = set(meta.get("aside", "").split())
    for item in read_feed(reply).items:
        if not item.link or _entry(item).mark in aside:
            continue
        page = reply.model_copy(
            update={
                "url": item.link,
                "headers": {"content-type": "text/html; charset=utf-8"},
                "body": f"<article>{item.content}</article>".encode("utf-8", "replace"),
            }
        )
        given = {"url": item.link, "title": item.title, "published": item.date}
        try:
            yield article(page, kind_of(meta), hints={"author": item.author}, given=given)
        except ReadError as error:
            yield Problem(kind="not_an_article", subject=item.link, message=str(error))


Pages = list[tuple[Reply, Feed]]


def _pages(options: FeedOptions, newest: str, fetch: Fetch) -> Generator[Problem, None, Pages]:
    """The feed and, as far as the `newest` entry of the last run is not on it, its next pages."""
    role, url = "feed" if options.fetch_articles else "entries", options.address
    pages: Pages = []
    links: set[str] = set()
    while url and len(pages) < options.max_pages:
        try:
            reply = fetch(Request(url=url, role=role, meta={"kind": options.told_kind}))
            if not reply.ok:
                raise FetchFailed(url, "the feed is gone", reply.status)
            feed = read_feed(reply)
        except (FetchFailed, ReadError) as error:
            if not pages:
                raise
            if not (isinstance(error, FetchFailed) and error.status in (404, 410)):  # WordPress ends like that
                yield Problem(kind="broken_feed", subject=url, message=f"the feed was not read further: {error}")
            break
        if feed.damaged:
            message = f"the feed is malformed; {len(feed.items)} entries could be read"
            yield Problem(kind="broken_feed", subject=url, message=message)
        fresh = {item.link for item in feed.items} - links
        if pages and not fresh:
            break  # the same entries again
        links |= fresh
        pages.append((reply, feed))
        days = [item.day for item in feed.items if item.day]
        if reply.not_modified or not days or (newest and days[-1] < newest):
            return pages
        url = feed.next_url
    first = min((item.day for _, feed in pages for item in feed.items if item.day), default="")
    if newest and first > newest:
        message = f"the feed begins at {first}, the last run ended at {newest}: entries between may be missing"
        yield Problem(kind="gap", subject=options.address, message=f"{message}; run more often or raise max_pages")
    return pages


def _day_of(reply: Reply) -> str:
    """The day of the answer: an entry that is dated later would hide all that comes until then."""
    return reply.fetched_at.date().isoformat()


def _entries(pages: Pages, options: FeedOptions) -> Generator[Problem, None, list[Entry]]:
    """What the pages say of each address, once."""
    entries: dict[str, Entry] = {}
    for reply, feed in pages:
        for item in feed.items:
            if item.link:
                entries.setdefault(item.link, _entry(item, _told(item, feed, options)))
            else:
                message = f"an entry without an address was left out: {item.title[:80]}"
                yield Problem(kind="no_address", subject=reply.request.url, message=message)
    return list(entries.values())


def _entry(item: Item, meta: Mapping[str, str] | None = None) -> Entry:
    return Entry(item.link, item.title, item.teaser, meta or {}, item.day)


def _told(item: Item, feed: Feed, options: FeedOptions) -> dict[str, str]:
    """What the feed says of an article and goes along with the request for its page."""
    told = {
        "kind": options.told_kind,
        "title": item.title,
        "published": item.date,
        "author": item.author,
        "summary": item.teaser,
        "publisher": item.publisher,
        "feed": feed.title or options.address,
    }
    return {key: value for key, value in told.items() if value}


def _whole(reply: Reply, feed: Feed, query: Query, options: FeedOptions) -> Iterator[Reply | Decision]:
    """A feed of whole articles, with the marks of those that are not about trials of the topics."""
    aside = []
    for item in feed.items if options.relevance else ():
        if item.link:
            relevant, reason = _relevance.decide(item.title, item.teaser, plain(item.content), query)
            yield Decision(url=item.link, relevant=relevant is not False, reason=reason)
            aside += [_entry(item).mark] if relevant is False else []
    meta = {**reply.request.meta, "aside": " ".join(aside)} if aside else reply.request.meta
    yield reply.model_copy(update={"request": reply.request.model_copy(update={"meta": meta})})


SOURCE = Source(
    name="feed",
    title="RSS, Atom and JSON feeds",
    kind="press",
    homepage="",
    licence="of the publisher; captures are private, only quotes are shown",
    basis="Feeds are published for readers' programs; robots.txt is followed for the pages they name.",
    discover=discover,
    parse=parse,
    options=FeedOptions,
    by_topic=False,
)


def _known_feeds() -> str:
    """The table of presets, as the end of this module's page in docs/sources."""
    rows = [
        f"| `{name}` | {one['title']} | {one['kind']} | {one['url']} | {one['terms']} |"
        for name, one in presets().items()
    ]
    head = ["Known feeds (`preset`):", "", "| preset | feed | kind | address | whose texts |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


__doc__ = f"{__doc__}\n{_known_feeds()}\n"
