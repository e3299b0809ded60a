"""The EU Clinical Trials Register (EudraCT numbers, trials begun before 2023) through its downloads in plain text.

A search page (20 trials) says how many trials there are and, row by row, in which countries each one is and how it
stands; the full download of the same page (`rest/download/full`) has the protocols of its trials, every country of a
trial in the same answer, so that a trial is folded from one answer. The register is closed for new trials: nearly
nothing changes, and nothing says when it did. A page whose rows are those of the last run is not downloaded again; a
change that its row does not show (an enrolment, a criterion) is found when the topic is next listed as a whole.

Slices of time are by the start date that the register searches by. The results of a trial are another file (zipped XML)
and are not read. A page of one protocol can be imported too; it is the trial as that one country has it. The server
speaks HTTP/1.1 only.
"""

import hashlib
import re
from collections.abc import Generator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from lxml import html

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._euctr_fields import fields_of, record_of, same, sections_of, text_of
from scrapers._euctr_protocol import protocol_in_page, protocols_in_text
from scrapers._euctr_table import FIELDS
from scrapers._topic import any_of, digest
from scrapers._unread import unread
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Passage, Problem, Query, Reply, Request
from tracker.text import canonical, decode

_NUMBER = re.compile(r"(20\d{2}-(?!5)\d{6}-\d{2})(?:-(?:[A-Z]{2}|3RD))?")
_TOTAL = re.compile(r"Trials with a EudraCT protocol\s*\(([\d.,]+)\)")
_TEXT = re.compile(rb"^EudraCT Number:\s*20\d\d-\d{6}-\d\d\s*\nSponsor's Protocol Code Number:", re.MULTILINE)
_PAGE_HEAD = re.compile(rb"/ctr-search/css/.*Clinical Trials Register", re.DOTALL)
_ROWS = 20
_MOST_PAGES = 500


class EuctrOptions(Options):
    """Keys of a [sources.NAME] table that reads the EU Clinical Trials Register."""

    base_url: str = "https://www.clinicaltrialsregister.eu/ctr-search"
    """Address of the registry's interface; another one for a copy or a test server."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """Search the topic and download the pages whose rows are new or changed, or the trials that are asked for.

    The cursor keeps `query` (a hash of the topic) and `pages` (a hash of the rows of each page). Raises FetchFailed and
    ReadError when the search cannot be done.
    """
    assert isinstance(options, EuctrOptions)
    if query.native_ids:
        for number in query.native_ids:
            yield from _one(number.strip(), options, fetch)
        yield Cursor(values=query.cursor)
        return
    words = [any_of(query.conditions), any_of(query.interventions), any_of(query.terms)]
    parts = [f"({part})" for part in words if part]
    if not parts:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    asked = {"query": " AND ".join(parts)}
    if query.since:
        asked["dateFrom"] = query.since.isoformat()
    if query.until:
        asked["dateTo"] = (query.until - timedelta(days=1)).isoformat()
    mark = digest(query, options.base_url)
    known = query.cursor.get("pages", "").split() if query.cursor.get("query") == mark else []
    pages = yield from _pages(asked, options, fetch, known)
    if query.since or query.until:
        yield Cursor(values=query.cursor)
    elif pages is not None:
        yield Cursor(values={"query": mark, "pages": " ".join(pages)})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read a download (plain text, full or summary) or the page of one protocol: a document per EudraCT number.

    Raises ReadError for anything else. A country that comes twice with two contents is a Problem (the last one counts),
    and so is each code that scrapers/_euctr_table.py does not know.
    """
    if not reply.ok or reply.request.role == "search":
        return
    trials: dict[str, dict[str, dict[str, Any]]] = {}
    raw = _protocols(reply)
    for protocol in raw:
        number, country = _number_of(protocol), str(protocol["country"])
        if not number:
            message = f"a protocol without a EudraCT number ('{protocol.get('A.2', '')}') was left out"
            yield Problem(kind="bad_id", subject=reply.url, message=message)
            continue
        held = trials.setdefault(number, {})
        if country in held and not same(held[country], protocol):
            message = f"{number} has two protocols of {country or 'no country'} that differ; the last one counts"
            yield Problem(kind="duplicate", subject=f"{number} {country}", message=message)
        held[country] = protocol
    for number, countries in trials.items():
        yield _document(number, list(countries.values()))
    yield from unread({"protocols": raw}, FIELDS)


def reads(name: str, head: bytes) -> bool:
    """Recognise downloads of the register by their first lines and its pages by their head, whatever their name."""
    return bool(_TEXT.search(head) or _PAGE_HEAD.search(head))


def _one(number: str, options: EuctrOptions, fetch: Fetch) -> Iterator[Reply | Absence | Problem]:
    match = _NUMBER.fullmatch(number)
    if match is None:
        message = f"'{number}' is no EudraCT number (2015-000000-00)"
        yield Problem(kind="bad_id", subject=number, message=message)
        return
    asked = {"query": match[1]}
    try:
        found = fetch(Request(url=_url(options, "search", asked, 1), role="search", meta={"native_id": match[1]}))
        _, there = _rows(found)
        if there:
            yield _download(asked, options, fetch, 1, [match[1]])
        else:
            yield Absence(native_id=match[1], reply=found)
    except FetchFailed as error:
        yield Problem(kind="fetch_failed", subject=number, message=str(error))


def _pages(
    asked: dict[str, str], options: EuctrOptions, fetch: Fetch, known: list[str]
) -> Generator[Reply | Problem, None, list[str] | None]:
    """Yield the downloads of pages that are new or changed; return the hashes of all, None when some are missing."""
    marks: list[str] = []
    seen: set[str] = set()
    page, there = 1, 0
    while page <= _MOST_PAGES:
        rows, there = _rows(fetch(Request(url=_url(options, "search", asked, page), role="search")))
        if not rows or rows.keys() <= seen:
            break
        seen |= rows.keys()
        marks.append(hashlib.sha256("\n".join(rows.values()).encode()).hexdigest()[:12])
        if marks[-1] not in known:
            yield _download(asked, options, fetch, page, list(rows))
        if len(seen) >= there:
            return marks
        page += 1
    if len(seen) >= there:
        return marks
    message = f"the search '{asked['query']}' has {there} trials and gave {len(seen)}; say more in the topic or wait"
    yield Problem(kind="incomplete", subject=options.base_url, message=message)
    return None


def _download(asked: dict[str, str], options: EuctrOptions, fetch: Fetch, page: int, numbers: list[str]) -> Reply:
    """The protocols of a page; raises ReadError when a trial of the page is not among them."""
    form = {"mode": "current_page", "format": "text", "dContent": "full", "number": "current_page"}
    form["submit-download"] = "Download"
    reply = fetch(Request(url=_url(options, "rest/download/full", asked, page, form), role="study"))
    came = {_number_of(protocol) for protocol in _protocols(reply)} if reply.ok else set()
    missing = [number for number in numbers if number not in came]
    if missing:
        raise ReadError(f"{reply.url} came without {', '.join(missing[:3])}", "try again later")
    return reply


def _rows(reply: Reply) -> tuple[dict[str, str], int]:
    """The text of each row of a search page by EudraCT number, and how many trials there are in all.

    Raises ReadError for another page: a challenge, an error, an empty answer.
    """
    text = decode(reply.body) if reply.ok else ""
    total = _TOTAL.search(text)
    if total is None:
        raise ReadError(
            f"{reply.url} is no search page of the register", "check base_url of this source, try again later"
        )
    rows: dict[str, str] = {}
    page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for table in page.iter("table"):
        if table.get("class") == "result":
            row = " ".join(table.text_content().split())
            number = _NUMBER.search(row)
            if number:
                rows[number[1]] = row
    return rows, int(re.sub(r"\D", "", total[1]))


def _protocols(reply: Reply) -> list[dict[str, Any]]:
    """The protocols in an answer; raises ReadError when there are none."""
    if reply.body.lstrip()[:1] == b"<":
        return [protocol_in_page(reply.body, reply.url)]
    found = list(protocols_in_text(canonical(decode(reply.body))))
    if not found:
        raise ReadError(f"{reply.url} is no download of the register", "download the full trial details as plain text")
    return found


def _number_of(protocol: dict[str, Any]) -> str:
    said = str(protocol.get("A.2") or protocol["head"].get("EudraCT Number") or "").strip()
    match = _NUMBER.fullmatch(said)
    return match[1] if match else ""


def _document(number: str, protocols: list[dict[str, Any]]) -> Document:
    record = record_of(number, protocols)
    text, title_end = text_of(record)
    fields = tuple(fields_of(record))
    titles = sorted((field for field in fields if field.type == "title"), key=lambda field: field.kind != "brief")
    days = [field.raw for field in fields if field.type == "date" and field.kind == "first_submitted"]
    sections = sections_of(record)
    return Document(
        native_id=number,
        kind="registry",
        url=f"https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:{number}",
        title=titles[0].raw if titles else None,
        published=partial_date(min(days, default=None)),
        publisher="EU Clinical Trials Register",
        language="en",
        text=text,
        passages=(Passage(kind="headline", start=0, end=title_end),) if title_end else (),
        record=record,
        fields=fields,
        content=sections,
        sections=sections,
    )


def _url(
    options: EuctrOptions, place: str, asked: dict[str, str], page: int, more: dict[str, str] | None = None
) -> str:
    parameters = {**asked, "page": str(page), **(more or {})}
    return f"{options.base_url.rstrip('/')}/{place}?{urlencode(parameters, quote_via=quote)}"


SOURCE = Source(
    name="euctr",
    title="EU Clinical Trials Register (EUCTR)",
    kind="registry",
    homepage="https://www.clinicaltrialsregister.eu",
    licence="published by the European Medicines Agency; reuse with the source named",
    basis="The register's own downloads for the public, without key; robots.txt is obeyed, requests are two seconds "
    "apart, contact points are dropped.",
    discover=discover,
    parse=parse,
    options=EuctrOptions,
    delay=2.0,
    reads=reads,
    fields=FIELDS,
    filled={"title": 0.99, "status": 0.99, "phase": 0.8, "sample_size": 0.9, "primary_outcome": 0.8},
    listing=True,
    slices=True,
)
