"""ISRCTN through its query API (GET /api/query/format/default): XML, no paging.

A query gives `limit` entries at most and the number there are; when there are more it is asked again for all of them.
`lastEdited GE` brings what was edited since the newest entry of the last run (to the second, so that an edit in the
same second is not lost); an answer with nothing newer than that entry is no news. Unknown field names in a query are
ignored by the server, so only lastEdited is used.
"""

import re
from collections.abc import Generator, Iterator
from urllib.parse import quote, urlencode

from lxml import etree

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._isrctn_fields import content_of, fields_of, number_of, record_of, text_of, value_at
from scrapers._topic import any_of, digest
from tracker.errors import ReadError
from tracker.records import Cursor, Document, Fetch, Passage, Problem, Query, Reply, Request

_NAMESPACE = "http://www.67bricks.com/isrctn"
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?")


class IsrctnOptions(Options):
    """Keys of a [sources.NAME] table that reads ISRCTN."""

    base_url: str = "https://www.isrctn.com/api"
    limit: int = 1000
    """Entries asked for at first; a larger result is asked for again as a whole."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    """Search the topic, since the newest edit seen when the topic is the same, or fetch entries by number.

    The cursor keeps `query` (a hash of the topic), `last_edited` and its exact form `newest`. Raises FetchFailed and
    ReadError when the search cannot be done.
    """
    assert isinstance(options, IsrctnOptions)
    if query.native_ids:
        for number in query.native_ids:
            yield from _one(number.strip().upper(), options, fetch)
        yield Cursor(values=query.cursor)
        return
    words = [any_of(query.conditions), any_of(query.interventions), any_of(query.terms)]
    parts = [f"({part})" for part in words if part]
    if not parts:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    asked = digest(query, options.base_url)
    known = query.cursor if query.cursor.get("query") == asked else {}
    since, seen = known.get("last_edited", ""), known.get("newest", "")
    if since:
        parts.append(f"lastEdited GE {since}")
    newest = yield from _search(" AND ".join(parts), options, fetch, seen)
    if newest is not None:
        newest = max(newest, seen)
        yield Cursor(values={"query": asked, "last_edited": newest.partition(".")[0] or since, "newest": newest})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read every entry of an answer in the format `default`; raises ReadError for anything else."""
    if not reply.ok:
        return
    for entry in _root(reply).iter(f"{{{_NAMESPACE}}}fullTrial"):
        record = record_of(entry)
        number = number_of(record)
        if number:
            yield _document(record, number)
        else:
            said = value_at(record, "@publicIdentifierCanonical") or value_at(record, "isrctn")
            message = f"an entry without an ISRCTN number ('{said}') was left out"
            yield Problem(kind="bad_id", subject=said, message=message)


def reads(name: str, head: bytes) -> bool:
    """Recognise ISRCTN's XML by its namespace."""
    return name.lower().endswith(".xml") and _NAMESPACE.encode() in head


def _one(number: str, options: IsrctnOptions, fetch: Fetch) -> Iterator[Reply | Problem]:
    if not re.fullmatch(r"ISRCTN\d{8}", number):
        yield Problem(kind="bad_id", subject=number, message=f"'{number}' is no ISRCTN number (ISRCTN and 8 digits)")
        return
    reply = fetch(_request(number, 1, options, {"native_id": number}))
    if reply.ok and not _count(_root(reply)):
        yield Problem(kind="not_found", subject=number, message=f"ISRCTN has no entry {number}")
    else:
        yield reply


def _search(
    asked: str, options: IsrctnOptions, fetch: Fetch, seen: str
) -> Generator[Reply | Problem, None, str | None]:
    """Yield the answer when it holds edits after `seen`; return the newest edit in it, None when it is not complete."""
    limit = options.limit
    while True:
        reply = fetch(_request(asked, limit, options, {}))
        if not reply.ok:
            raise ReadError(f"{reply.url} answered {reply.status}", "check base_url of this source")
        root = _root(reply)
        there = int(root.get("totalCount") or 0)
        if there <= _count(root) or limit >= there:
            break
        limit = there
    edits = [_edited(trial) for trial in root.iter(f"{{{_NAMESPACE}}}trial")]
    if edits and (not seen or max(edits) > seen):
        yield reply
    if _count(root) < there:
        message = f"asked for {limit} entries, {there} exist, {_count(root)} came"
        yield Problem(kind="incomplete", subject=reply.url, message=message)
        return None
    return max(edits, default="")


def _edited(trial: "etree._Element") -> str:
    """The time of the last edit with nine digits after the second, so that times compare as text; "" without one."""
    match = _MOMENT.match(str(trial.get("lastUpdated") or ""))
    return f"{match[1]}.{match[2] or '':0<9}" if match else ""


def _request(asked: str, limit: int, options: IsrctnOptions, meta: dict[str, str]) -> Request:
    parameters = urlencode({"q": asked, "limit": str(limit)}, quote_via=quote)
    base = options.base_url.rstrip("/")
    return Request(url=f"{base}/query/format/default?{parameters}", role="search", meta=meta)


def _root(reply: Reply) -> "etree._Element":
    """The document element `allTrials`, read without entities, network or DTD."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(reply.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{reply.url} is not XML or is cut off ({error})", "fetch or export it again") from None
    if root.getroottree().docinfo.doctype or root.tag != f"{{{_NAMESPACE}}}allTrials":
        raise ReadError(f"{reply.url} is XML but no ISRCTN answer", "use the format 'default' of its API")
    return root


def _count(root: "etree._Element") -> int:
    return len(root.findall(f"{{{_NAMESPACE}}}fullTrial"))


def _document(record: dict[str, object], number: str) -> Document:
    text, title_end = text_of(record)
    titles = (value_at(record, f"trialDescription.{name}") for name in ("title", "scientificTitle"))
    return Document(
        native_id=number,
        kind="registry",
        url=f"https://www.isrctn.com/{number}",
        title=next(filter(None, titles), None),
        published=partial_date(value_at(record, "@publicIdentifierDateAssigned")),
        modified=partial_date(value_at(record, "@lastUpdated")),
        publisher="ISRCTN",
        language="en",
        text=text,
        passages=(Passage(kind="headline", start=0, end=title_end),) if title_end else (),
        record=record,
        fields=tuple(fields_of(record)),
        content=content_of(record),
    )


SOURCE = Source(
    name="isrctn",
    title="ISRCTN registry",
    kind="registry",
    homepage="https://www.isrctn.com",
    licence="CC BY 4.0",
    basis="Public API; the data are licensed CC BY 4.0.",
    discover=discover,
    parse=parse,
    options=IsrctnOptions,
    reads=reads,
)
