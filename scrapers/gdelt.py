"""GDELT DOC 2.0: which news pages of the world mention a topic, and the pages themselves.

https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/ (mode ArtList, JSON). Asked once per topic: oldest first, from
the time of the newest article of the last run on (`startdatetime`), 250 at a time. `seendate` is when GDELT saw a page
and no date of publication; titles come with blanks before their punctuation. Requests that come faster than one in
five seconds are answered 200 with a sentence, and errors are sentences too: the source then fails and waits for the
next run. Words of less than three characters are refused by GDELT and left out.
"""

import re
from collections.abc import Generator, Iterator
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field

from scrapers._base import Options, Source
from scrapers._feed_read import plain
from scrapers._follow import Entry, asked_for, follow
from scrapers._json import load
from scrapers._urls import resolved
from scrapers.page import parse
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Decision, Fetch, Problem, Query, Reply, Request

_MOST_RECORDS = 250
_SEEN = re.compile(r"\d{8}T\d{6}Z")
_TOKENISED = re.compile(r"\s+(?=[.,;:!?%)\u2019])|(?<=[(\u2018])\s+")


class GdeltOptions(Options):
    """Keys of a [sources.NAME] table that asks GDELT."""

    base_url: str = "https://api.gdeltproject.org/api/v2/doc/doc"
    """Where GDELT answers."""
    kind: Literal["press", "press_release"] = "press"
    """What the pages are."""
    languages: tuple[str, ...] = ("english",)
    """Languages of the pages, in English words; empty: all."""
    timespan: str = Field(default="7d", pattern=r"^\d+(min|h|d|w|m)$")
    """How far back the first run asks, at most `3m`."""
    max_pages: int = Field(default=4, ge=1)
    """How many requests of 250 articles a run makes per topic."""
    max_articles: int = Field(default=100, ge=1)
    """How many pages are fetched per run and topic, oldest first."""
    relevance: bool = True
    """Follow only pages about trials of the topic; false: follow every page."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Decision | Cursor]:
    """Ask for the articles of a topic, decide about each by its title, fetch the pages that are wanted.

    A page that cannot be fetched is a Problem; when that is so for all, the last FetchFailed is raised. The cursor
    keeps the latest `seen` time. Raises FetchFailed when GDELT asks for patience, ReadError when it answers something
    else than a list of articles.
    """
    assert isinstance(options, GdeltOptions)
    if query.native_ids:
        yield from asked_for(query, fetch, options.kind)
        return
    before = query.cursor.get("seen", "")
    words = _words(query, options)
    if not words:
        yield Problem(kind="nothing_asked", subject=query.topic, message="no word of the topic has three characters")
        return
    found = yield from _listed(words, query, options, fetch)
    followed = yield from follow(
        [_entry(one, options) for one in found], query, fetch, most=options.max_articles, judge=options.relevance
    )
    latest = max((one["seendate"] for one in found), default=before) if followed.complete else before
    yield Cursor(values={**({"seen": latest} if latest else {}), **followed.marks})


def _words(query: Query, options: GdeltOptions) -> str:
    """The topic in GDELT's language: alternatives in parentheses (which it takes round alternatives only)."""
    groups = []
    for phrases in (query.conditions, query.interventions, query.terms):
        cleaned = [" ".join(re.sub(r"[^\w\s.-]", " ", phrase).split()) for phrase in phrases]
        groups.append(_any([f'"{phrase}"' for phrase in cleaned if len(phrase) >= 3]))
    if not any(groups):
        return ""
    return " ".join(filter(None, [*groups, _any([f"sourcelang:{name}" for name in options.languages])]))


def _any(words: list[str]) -> str:
    return f"({' OR '.join(words)})" if len(words) > 1 else "".join(words)


def _listed(
    words: str, query: Query, options: GdeltOptions, fetch: Fetch
) -> Generator[Problem, None, list[dict[str, str]]]:
    """The articles seen since the cursor (or in the slice), oldest first, each address once."""
    start = _stamp(query.since) if query.since else _digits(query.cursor.get("seen", ""))
    found: dict[str, dict[str, str]] = {}
    for _ in range(options.max_pages):
        span = {"startdatetime": start} if start else {"timespan": options.timespan}
        span |= {"enddatetime": _stamp(query.until)} if query.until else {}
        asked = {"query": words, "mode": "ArtList", "format": "json", "maxrecords": str(_MOST_RECORDS)}
        url = f"{options.base_url}?{urlencode({**asked, 'sort': 'DateAsc', **span})}"
        listed = _answer(fetch(Request(url=url, role="search")))
        fresh = {one["url"]: one for one in listed if one["url"] not in found}
        found |= fresh
        if len(listed) < _MOST_RECORDS or not fresh:
            return list(found.values())
        start = _digits(max(one["seendate"] for one in listed))
    yield Problem(
        kind="gap",
        subject=query.topic,
        message=f"there are more than {options.max_pages * _MOST_RECORDS} articles; the next run goes on from here",
    )
    return list(found.values())


def _digits(seen: str) -> str:
    """The time as GDELT wants to be asked with it (YYYYMMDDHHMMSS)."""
    return re.sub(r"\D", "", seen)


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}000000"


def _answer(reply: Reply) -> list[dict[str, str]]:
    """The articles of an answer; raises FetchFailed for a request to wait, ReadError for anything else but articles."""
    head = plain(reply.body[:400].decode("utf-8", "replace"))
    if "limit requests" in head.lower():
        raise FetchFailed(reply.request.url, f"GDELT asks for patience ({head[:80]}); will be tried next run", 429)
    if not reply.body.lstrip().startswith(b"{"):
        raise ReadError(
            f"GDELT answered no list of articles: {head[:160] or 'nothing'}", "check the words of the topic"
        )
    value = load(reply.body, reply.request.url)
    articles: Any = value.get("articles", [])
    if not isinstance(articles, list):
        raise ReadError(f"{reply.request.url} holds no list of articles", "see whether the interface has changed")
    return [
        {key: str(item) for key, item in one.items()}
        for one in articles
        if isinstance(one, dict) and resolved("", str(one.get("url"))) and _SEEN.fullmatch(str(one.get("seendate")))
    ]


def _entry(one: dict[str, str], options: GdeltOptions) -> Entry:
    title = _TOKENISED.sub("", plain(one.get("title")))
    told = {"kind": options.kind, "title": title}
    return Entry(resolved("", one["url"]), title, meta={key: value for key, value in told.items() if value})


SOURCE = Source(
    name="gdelt",
    title="GDELT DOC 2.0",
    kind="press",
    homepage="https://www.gdeltproject.org",
    licence="GDELT: free for any use with a citation and a link; pages: of their publishers, only quotes are shown",
    basis="GDELT is open to programs at one request in five seconds; robots.txt is followed for the pages it names.",
    discover=discover,
    parse=parse,
    options=GdeltOptions,
    delay=6.5,
    slices=True,
)
