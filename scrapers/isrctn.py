"""ISRCTN through its query API (GET /api/query/format/default): XML, no paging.

A query gives `limit` entries at most and the number there are; when there are more it is asked again in two halves, by
the day of the last edit (an answer with everything would pass the size that a fetch may have).
`lastEdited GE` brings what was edited since the newest entry of the last run (to the second, so that an edit in the
same second is not lost); an answer with nothing newer than that entry is no news. A slice of time is
`lastEdited GE .. AND lastEdited LT ..`. Unknown field names in a query are ignored by the server, so only lastEdited
is used. A number is asked for as free text, which also finds other entries that mention it: they are passed over.

`tracker import` reads the XML of the API and the JSON that R's ctrdata makes of it.
"""

import re
from collections.abc import Generator, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree
from pydantic import Field as Default

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._isrctn_fields import fields_of, text_of
from scrapers._isrctn_record import content_of, number_of, raw_of, raw_of_export, record_of, sections_of, value_at
from scrapers._isrctn_table import FIELDS
from scrapers._json import load
from scrapers._topic import any_of, digest
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Passage, Problem, Query, Reply, Request

_NAMESPACE = "http://www.67bricks.com/isrctn"
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?")
_EXPORTED = (re.compile(rb'"isrctn"\s*:\s*"\d{8}"'), re.compile(rb'"trialDescription"\s*:\s*\{'))
_MENTIONS = 100
"""Entries asked for when one number is wanted: itself and those that mention it."""


class IsrctnOptions(Options):
    """Keys of a [sources.NAME] table that reads ISRCTN."""

    base_url: str = "https://www.isrctn.com/api"
    """Address of the registry's interface; another one for a copy or a test server."""
    limit: int = Default(default=500, ge=1)
    """Entries asked for at once; a larger result is asked for in halves by the day of the last edit."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """Search the topic, since the newest edit seen when the topic is the same, or fetch entries by number.

    With `query.since` or `query.until` only what was last edited in that slice is searched for. The cursor keeps
    `query` (a hash of the topic), `last_edited` and its exact form `newest`. Raises FetchFailed and ReadError when the
    search cannot be done.
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
    if query.since or query.until:
        seen, since = "", f"{query.since}T00:00:00" if query.since else ""
    until = f"{query.until}T00:00:00" if query.until else ""
    found = yield from _search(" AND ".join(parts), since, until, options, fetch, seen)
    if found is not None:
        newest = max(found[0], seen)
        yield Cursor(values={"query": asked, "last_edited": newest.partition(".")[0] or since, "newest": newest})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read every entry of an answer in the format `default`, or of ctrdata's JSON; one entry when one was asked for.

    A field that the source's table does not know is a Problem, once per answer. Raises ReadError for other bytes.
    """
    if not reply.ok:
        return
    wanted, seen = reply.request.meta.get("native_id", ""), set[str]()
    for raw in _entries(reply):
        record = record_of(raw)
        number = number_of(record)
        if wanted and number != wanted:
            continue
        if number:
            yield _document(record, number)
        else:
            said = value_at(record, "@publicIdentifierCanonical") or value_at(record, "isrctn")
            message = f"an entry without an ISRCTN number ('{said}') was left out"
            yield Problem(kind="bad_id", subject=said, message=message)
        for problem in unread(raw, FIELDS):
            if problem.subject not in seen:
                seen.add(problem.subject)
                yield problem


def reads(name: str, head: bytes) -> bool:
    """Recognise ISRCTN's XML by its namespace, and JSON made of it by two names of its elements."""
    lower = name.lower()
    if lower.endswith(".json"):
        return all(mark.search(head) for mark in _EXPORTED)
    return lower.endswith(".xml") and _NAMESPACE.encode() in head


def _entries(reply: Reply) -> Iterator[dict[str, Any]]:
    if reply.body.lstrip()[:1] not in (b"{", b"["):
        for entry in _root(reply).iter(f"{{{_NAMESPACE}}}fullTrial"):
            yield raw_of(entry)
        return
    found = load(reply.body, reply.url)
    for one in found if isinstance(found, list) else [found]:
        if not isinstance(one, dict) or not isinstance(one.get("trialDescription"), dict):
            raise ReadError(f"{reply.url} is JSON but no ISRCTN entry", "export it from ISRCTN as XML")
        yield raw_of_export(one)


def _one(number: str, options: IsrctnOptions, fetch: Fetch) -> Iterator[Reply | Absence | Problem]:
    if not re.fullmatch(r"ISRCTN\d{8}", number):
        yield Problem(kind="bad_id", subject=number, message=f"'{number}' is no ISRCTN number (ISRCTN and 8 digits)")
        return
    reply = fetch(_request(number, _MENTIONS, options, {"native_id": number}))
    if not reply.ok:
        yield Absence(native_id=number, reply=reply)
        return
    root = _root(reply)
    there = _total(root, reply)
    if any(number_of(raw_of(entry)) == number for entry in root.iter(f"{{{_NAMESPACE}}}fullTrial")):
        yield reply
    elif there <= _count(root):
        yield Absence(native_id=number, reply=reply)
    else:
        yield _incomplete(reply, there, _count(root))


def _search(
    asked: str, since: str, until: str, options: IsrctnOptions, fetch: Fetch, seen: str
) -> Generator[Reply | Problem, None, tuple[str, int] | None]:
    """Yield the answers that hold edits after `seen`; return the newest edit in them and how many entries there are.

    More than the limit are asked for in two halves, older edits first, so that an entry that is edited meanwhile is
    found again; what was edited on one day is asked for as a whole. None when not everything came.
    """
    bounds = [f"lastEdited GE {since}"] * bool(since) + [f"lastEdited LT {until}"] * bool(until)
    words = " AND ".join([asked, *bounds])
    reply = fetch(_request(words, options.limit, options, {}))
    root, there = _answered(reply)
    middle = _middle(root, since, until) if there > max(_count(root), options.limit) else ""
    if middle:
        older = yield from _search(asked, since, middle, options, fetch, seen)
        newer = yield from _search(asked, middle, until, options, fetch, seen)
        if older is None or newer is None:
            return None
        newest, came = max(older[0], newer[0]), older[1] + newer[1]
    else:
        if there > max(_count(root), options.limit):
            reply = fetch(_request(words, there, options, {}))
            root, there = _answered(reply)
        edits = [_edited(trial) for trial in root.iter(f"{{{_NAMESPACE}}}trial")]
        newest, came = max(edits, default=""), _count(root)
        if edits and (not seen or newest > seen):
            yield reply
    if came < there:
        yield _incomplete(reply, there, came)
        return None
    return newest, came


def _answered(reply: Reply) -> "tuple[etree._Element, int]":
    if not reply.ok:
        raise ReadError(f"{reply.url} answered {reply.status}", "check base_url of this source")
    root = _root(reply)
    return root, _total(root, reply)


def _middle(root: "etree._Element", since: str, until: str) -> str:
    """The day that halves the edits of an answer, as a moment between the bounds; "" when these hold one day.

    A bound that the server does not obey ends the halving, too.
    """
    days = sorted(_edited(trial)[:10] for trial in root.iter(f"{{{_NAMESPACE}}}trial"))
    day = days[len(days) // 2] if days else ""
    if not day or day < since[:10]:
        return ""
    if day == since[:10] or day == days[0]:
        day = str(date.fromisoformat(day) + timedelta(days=1))
    middle = f"{day}T00:00:00"
    return middle if not until or middle < until else ""


def _incomplete(reply: Reply, there: int, came: int) -> Problem:
    message = f"the answer is not complete: {there} entries exist, {came} came"
    return Problem(kind="incomplete", subject=reply.url, message=message)


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


def _total(root: "etree._Element", reply: Reply) -> int:
    """How many entries the answer says there are; raises ReadError when it does not say."""
    total = str(root.get("totalCount") or "")
    if not re.fullmatch(r"[0-9]{1,9}", total):
        raise ReadError(f"{reply.url} does not say how many entries there are", "use the format 'default' of its API")
    return int(total)


def _document(record: dict[str, object], number: str) -> Document:
    text, title_end = text_of(record)
    titles = (value_at(record, f"trialDescription.{name}") for name in ("title", "scientificTitle"))
    content = content_of(record)
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
        content=content,
        sections=sections_of(content),
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
    fields=FIELDS,
    filled={"registration_id": 1.0, "title": 0.98, "date": 0.95, "sample_size": 0.8, "primary_outcome": 0.7},
    listing=True,
    slices=True,
)
