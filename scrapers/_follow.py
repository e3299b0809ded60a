"""From what a listing says of articles (a feed, a sitemap, a search) to the pages that are worth keeping.

An entry is decided about by its title and teaser. What is not about trials of the topics is not fetched; what that
leaves open is fetched and decided about by the whole page, which is kept only when it is. Every decision is yielded.
Entries that were set aside are remembered in the cursor (by a hash of address, title, teaser and day, at most 500 of
them) and cost nothing until one of these or the words of the topics change; pages that were kept are asked for again
while the listing has them, conditionally, so that a silent edit is seen.
"""

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from scrapers import _relevance, page
from scrapers._base import Parse
from scrapers._topic import digest
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Decision, Document, Fetch, Problem, Query, Reply, Request

_MOST_REMEMBERED = 500

Found = Reply | Problem | Decision


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listing says of one article; `meta` goes along with the request for its page, `day` is ISO or empty.

    `ask` is the address to fetch where that is not `url` itself (an API), and `role` what answers there.
    """

    url: str
    title: str
    teaser: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    ask: str = ""
    role: str = "article"

    @property
    def mark(self) -> str:
        """What the entry is remembered by."""
        return hashlib.sha256(
            "\0".join((self.url, self.title, self.teaser, self.day)).encode("utf-8", "replace")
        ).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Followed:
    """What the cursor should remember, and whether every page that was wanted was answered (or refused for good)."""

    marks: Mapping[str, str]
    complete: bool


def follow(
    entries: Iterable[Entry],
    query: Query,
    fetch: Fetch,
    *,
    most: int,
    judge: bool = True,
    parse: Parse = page.parse,
) -> Generator[Found, None, Followed]:
    """Decide about each of `entries` and fetch at most `most` pages; `judge=False` fetches without deciding.
    `parse` reads a page that decides about itself.

    Yields a Decision per entry that is new under these words, the pages, and a Problem per page that cannot be fetched
    and for entries beyond `most`. Raises the last FetchFailed when no page could be fetched.
    """
    words = digest(query)
    known = set(query.cursor.get("aside", "").split()) if query.cursor.get("words") == words else set()
    aside: list[str] = []
    failed: list[FetchFailed] = []
    asked = over = 0
    for entry in entries:
        if judge and entry.mark in known:
            aside.append(entry.mark)
            continue
        relevant, reason = _relevance.decide(entry.title, entry.teaser, None, query) if judge else (True, "")
        if relevant is False:
            aside.append(entry.mark)
            yield Decision(url=entry.url, relevant=False, reason=reason)
            continue
        if asked == most:
            over += 1
            continue
        asked += 1
        try:
            reply = fetch(Request(url=entry.ask or entry.url, role=entry.role, meta=entry.meta))
        except FetchFailed as error:
            failed.append(error)
            yield Problem(kind="fetch_failed", subject=entry.url, message=str(error))
            continue
        if relevant is None and reply.ok:
            relevant, reason = _by_page(entry, parse, reply, query)
        if relevant is False:
            aside.append(entry.mark)
        if judge:
            yield Decision(url=entry.url, relevant=relevant is not False, reason=reason)
        if relevant is not False:
            yield reply
    if over:
        message = f"{over} entries were not followed: more than the {most} allowed per run; raise max_articles"
        yield Problem(kind="too_many", subject="max_articles", message=message)
    if failed and len(failed) == asked:
        raise failed[-1]
    marks = {"words": words, "aside": " ".join(aside[:_MOST_REMEMBERED])} if aside else {}
    lasting = all(error.status is not None and 400 <= error.status < 500 and error.status != 429 for error in failed)
    return Followed(marks, complete=lasting and not over)


def asked_for(query: Query, fetch: Fetch, kind: str) -> Iterator[Found | Cursor]:
    """Fetch the pages that `query.native_ids` names, whatever they are about."""
    wanted = [Entry(url, "", meta={"kind": kind}) for url in query.native_ids]
    yield from follow(wanted, query, fetch, most=len(wanted), judge=False)
    yield Cursor(values=query.cursor)


def _by_page(entry: Entry, parse: Parse, reply: Reply, query: Query) -> tuple[bool | None, str]:
    """The decision by the whole page; a page that cannot be read is left to the parse stage, which says why."""
    with suppress(ReadError):
        for document in parse(reply):
            if isinstance(document, Document):
                return _relevance.decide(entry.title, entry.teaser, document.text, query)
    return None, "undecided: the page could not be read"
