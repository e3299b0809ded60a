"""Google News searches as pointers: which outlets wrote about a topic. Off unless the user has permission.

The terms in the feed allow "personal, non-commercial use" in a personal feed reader and prohibit any other use.
Therefore nothing is asked unless the table says `i_have_permission = true`, for those who have Google's permission or
whose use is personal. No documents are made from it: the links are opaque redirects that lead to no address of an
outlet without asking Google for each. Each headline becomes a decision (outlet, headline, relevant or not, why), so
that a person can look for the story where it stands, or add the outlet's own feed.

    [sources.google_news]
    i_have_permission = true

"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import lxml.html

from scrapers import _relevance
from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._feed_read import parsed_feed, plain
from scrapers._topic import any_of
from tracker.errors import ConfigError, FetchFailed
from tracker.records import Cursor, Decision, Document, Fetch, Problem, Query, Reply, Request
from tracker.text import canonical


class GoogleNewsOptions(Options):
    """Keys of a [sources.NAME] table that asks Google News."""

    i_have_permission: bool = False
    """Whether Google's terms allow you this use; nothing is asked while it is false."""
    base_url: str = "https://news.google.com/rss/search"
    """Where Google News answers."""
    edition: str = "hl=en-US&gl=US&ceid=US:en"
    """Language and country, as in the address of a search."""
    days: int = 7
    """How many days back a search looks."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """One headline: the opaque link, the headline without the outlet, the outlet, the date as printed ("" if none)."""

    link: str
    headline: str
    outlet: str
    date: str


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Decision | Cursor]:
    """Search for a topic and yield a Decision per headline.

    Raises ConfigError without permission, ReadError when the answer is no feed.
    """
    assert isinstance(options, GoogleNewsOptions)
    if not options.i_have_permission:
        raise ConfigError(
            "google_news is off: the terms of Google News allow personal, non-commercial feed readers only",
            "set i_have_permission = true in its table if you may, or leave the table out",
        )
    groups = [any_of(words) for words in (query.conditions, query.interventions, query.terms)]
    wanted = " ".join(f"({group})" for group in groups if group)
    span = f"after:{query.since} before:{query.until}" if query.since and query.until else f"when:{options.days}d"
    url = f"{options.base_url}?{urlencode({'q': f'{wanted} {span}'.strip()})}&{options.edition}"
    reply = fetch(Request(url=url, role="search"))
    if not reply.ok:
        raise FetchFailed(url, "the search is gone", reply.status)
    found = pointers(reply)
    for pointer in found:
        relevant, reason = _relevance.decide(pointer.headline, "", None, query)
        about = f"{pointer.outlet}: {pointer.headline}"
        yield Decision(url=pointer.link, relevant=relevant is not False, reason=f"pointer only ({about}): {reason}")
    days = [str(date.low) for pointer in found if (date := partial_date(pointer.date))]
    yield Cursor(values={"newest": max(days)} if days else query.cursor)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Yield nothing: a pointer is no document."""
    yield from ()


def pointers(reply: Reply) -> list[Pointer]:
    """The headlines of a search, and below each those of other outlets that Google puts with it, each link once.

    Raises ReadError when the bytes are no feed.
    """
    found: dict[str, Pointer] = {}
    for entry in parsed_feed(reply).entries:
        outlet = plain(entry.get("source", {}).get("title"))
        headline = re.sub(rf"\s+[-\u2013]\s+{re.escape(outlet)}$", "", plain(entry.get("title")))
        first = Pointer(entry.get("link") or "", headline, outlet, str(entry.get("published") or ""))
        for pointer in (first, *_beside(entry.get("summary") or "")):
            if pointer.link:
                found.setdefault(pointer.link, pointer)
    return list(found.values())


def _beside(summary: str) -> Iterator[Pointer]:
    """The headlines in the list of an entry: `<li><a href=LINK>headline</a> <font>outlet</font></li>`."""
    if "<li" in summary:
        for line in lxml.html.document_fromstring(f"<div>{canonical(summary)}</div>").iter("li"):
            anchor, outlet = line.find("a"), line.find("font")
            if anchor is not None and outlet is not None:
                yield Pointer(anchor.get("href") or "", plain(anchor.text_content()), plain(outlet.text_content()), "")


SOURCE = Source(
    name="google_news",
    title="Google News (off)",
    kind="press",
    homepage="https://news.google.com",
    licence="Google: personal, non-commercial feed readers only, any other use is prohibited",
    basis="Off: the terms in the feed prohibit any use but in personal feed readers; `i_have_permission = true` is the "
    "user's own statement that the use is allowed.",
    discover=discover,
    parse=parse,
    options=GoogleNewsOptions,
    slices=True,
)
