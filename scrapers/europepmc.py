"""Europe PMC through its Articles RESTful API (https://europepmc.org/RestfulWebService): search, and full text in JATS.

A topic is searched for in titles and abstracts, narrowed to reports of trials by the key `filter`; a search pages by
cursorMark until the mark is the one that was sent, or missing, or a page is empty, and must have brought as many
results as it announced. A run with a cursor asks for what was first indexed since a week before the newest result
that was seen; a slice of time is one of the same date. That a paper which is already held was retracted is therefore
not seen here: PubMed and Crossref tell it.

Preprints (source PPR) are documents of kind preprint; their journal versions are relations. With `full_text` the text
of open-access papers is fetched from PubMed Central's copy: a document of its own (PMC and digits) that says of which
DOI and PMID it is a version, so that a new abstract is no new version of the text. Papers beyond `full_text_limit`
wait in the cursor. A reference list there is about other papers (passage `related`). `tracker import` reads search
answers, and JATS of Europe PMC and of PubMed Central's efetch.
"""

import re
from collections.abc import Generator, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import Field as Bounds

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._europepmc_fields import (
    FIELDS,
    SECTIONS,
    content_of,
    fields_of,
    kind_of,
    number_of,
    record_of,
    text_of,
)
from scrapers._jats_document import articles_in, document_number, document_of
from scrapers._papers import answer_of, sectioned, without_markup
from scrapers._topic import digest
from scrapers._unread import unread
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Field, Problem, Query, Reply, Request

_MOST_PAGES = 1000
_OVERLAP = timedelta(days=7)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PMCID = re.compile(r"PMC\d{1,10}")
_NUMBER = re.compile(r"[\w./-]*\d[\w./-]*")
_TRIALS = (
    'PUB_TYPE:"clinical trial" OR PUB_TYPE:"randomized controlled trial" OR PUB_TYPE:"clinical trial protocol"'
    " OR TITLE_ABS:randomized OR TITLE_ABS:randomised OR TITLE_ABS:placebo OR TITLE_ABS:randomly OR TITLE:trial"
)

Found = Reply | Absence | Problem


class EuropepmcOptions(Options):
    """Keys of a [sources.NAME] table that reads Europe PMC."""

    base_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    """Address of the service; another one for a copy or a test server."""
    filter: str = _TRIALS
    """What narrows the search to reports of trials, in Europe PMC's own syntax; empty for every paper."""
    page_size: int = Bounds(default=100, ge=1, le=1000)
    """Results per page."""
    full_text: bool = False
    """Whether the text of open-access papers is fetched too."""
    full_text_limit: int = Bounds(default=100, ge=0)
    """Most full texts per topic and run; the others wait for the next run."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Found | Cursor]:
    """Search the topic, then fetch full texts; or fetch records by number ("MED/99999901", "PPR/PPR999901", "PMC...").

    The cursor keeps `query` (a hash of the topic), `since` (a week before the newest result) and `waiting` (papers
    whose full text was not fetched yet). Raises FetchFailed and ReadError when the search cannot be done.
    """
    assert isinstance(options, EuropepmcOptions)
    if query.native_ids:
        complete = True
        for number in query.native_ids:
            complete = (yield from _one(number.strip(), options, fetch)) and complete
        if complete:
            yield Cursor(values=query.cursor)
        return
    words = _words(query)
    if not words:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    asked = digest(query, options.base_url, options.filter, str(options.full_text))
    known = query.cursor if query.cursor.get("query") == asked else {}
    day = partial_date(known.get("since"))
    days = _days(query.since or (day.low if day else None), query.until)
    parts = [*words, options.filter.strip(), days]
    seen: dict[str, Mapping[str, Any]] = {}
    newest = yield from _search(" AND ".join(f"({part})" for part in parts if part), options, fetch, seen)
    left: list[str] = []
    if options.full_text:
        wanted = [*known.get("waiting", "").split(), *filter(None, map(_open_text, seen.values()))]
        left = yield from _full_texts(list(dict.fromkeys(wanted)), options, fetch)
    if newest is None:
        return
    if query.since or query.until:
        yield Cursor(values={})
        return
    since = max(known.get("since", ""), str(date.fromisoformat(newest) - _OVERLAP) if newest else "")
    yield Cursor(values={"query": asked, "since": since} | ({"waiting": " ".join(left)} if left else {}))


def _words(query: Query) -> list[str]:
    """Any phrase of each list in title or abstract; a term that looks like a number is looked for everywhere."""
    groups = []
    for phrases in (query.conditions, query.interventions, query.terms):
        cleaned = (" ".join(re.sub(r'["\\]', " ", phrase).split()) for phrase in phrases)
        groups.append([f'"{one}"' if _NUMBER.fullmatch(one) else f'TITLE_ABS:"{one}"' for one in cleaned if one])
    return [" OR ".join(group) for group in groups if group]


def _days(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    last = until - timedelta(days=1) if until else date(3000, 1, 1)
    return f"FIRST_IDATE:[{since or date(1700, 1, 1)} TO {last}]"


def _search(
    asked: str, options: EuropepmcOptions, fetch: Fetch, seen: dict[str, Mapping[str, Any]]
) -> Generator[Reply | Problem, None, str | None]:
    """Yield the pages that hold results, and put these into `seen` by number.

    Return the newest day of first indexing ("" for none), None when the search broke off or is not whole.
    """
    mark, marks, newest = "*", {"*"}, ""
    while True:
        reply = fetch(_search_request(asked, options, mark))
        answer = _answer(reply)
        results = _results(answer, reply)
        before = len(seen)
        seen |= {number_of(one): one for one in results}
        latest = reply.fetched_at.date().isoformat()
        dates = (str(one.get("firstIndexDate") or "") for one in results)
        newest = max([newest, *(day for day in dates if _DAY.fullmatch(day) and day <= latest)])
        following = str(answer.get("nextCursorMark") or "")
        if results:
            yield reply
        if not results or following in ("", mark):
            break
        if following in marks or len(seen) == before or len(marks) >= _MOST_PAGES:
            yield Problem(kind="paging", subject=reply.url, message="the search was broken off: it goes round")
            return None
        marks.add(following)
        mark = following
    there = answer.get("hitCount")
    if isinstance(there, int) and len(seen) < there:
        message = f"the search has {there} results and gave {len(seen)}; the next run asks again"
        yield Problem(kind="incomplete", subject=reply.url, message=message)
        return None
    return newest


def _search_request(asked: str, options: EuropepmcOptions, mark: str, **meta: str) -> Request:
    parameters = {
        "query": asked,
        "resultType": "core",
        "format": "json",
        "pageSize": str(options.page_size),
        "cursorMark": mark,
    }
    form = urlencode(parameters, quote_via=quote)
    return Request(url=f"{options.base_url.rstrip('/')}/search?{form}", role="search", meta=meta)


def _answer(reply: Reply) -> dict[str, Any]:
    """The JSON of a search; raises ReadError for an error of the service, a web page or anything else."""
    answer = answer_of(reply)
    if error := answer.get("errMsg") or answer.get("message"):
        raise ReadError(
            f"{reply.url} answered '{' '.join(str(error).split())[:200]}'", "correct the words of the topic"
        )
    return answer


def _results(answer: Mapping[str, Any], reply: Reply) -> list[dict[str, Any]]:
    listed = answer.get("resultList")
    results = listed.get("result") if isinstance(listed, dict) else None
    if not isinstance(results, list):
        raise ReadError(f"{reply.url} is JSON without a list of results", "ask Europe PMC's search with format=json")
    return [one for one in results if isinstance(one, dict)]


def _one(number: str, options: EuropepmcOptions, fetch: Fetch) -> Generator[Found, None, bool]:
    """Yield one record or full text, or its absence; return whether there was an answer."""
    source, _, inner = number.partition("/")
    try:
        if _PMCID.fullmatch(number):
            reply = fetch(_text_request(number, options))
            held = reply.ok and any(document_number(one) == number for one in articles_in(reply))
        elif re.fullmatch(r"[A-Z]{3}", source) and re.fullmatch(r"\w+", inner):
            reply = fetch(_search_request(f"EXT_ID:{inner} AND SRC:{source}", options, "*", native_id=number))
            held = any(number_of(one) == number for one in _results(_answer(reply), reply))
        else:
            message = f"'{number}' is no number of Europe PMC (MED/99999901, PPR/PPR999901 or PMC9999901)"
            yield Problem(kind="bad_id", subject=number, message=message)
            return True
    except FetchFailed as error:
        yield Problem(kind="fetch_failed", subject=number, message=str(error))
        return False
    yield reply if held else Absence(native_id=number, reply=reply)
    return True


def _open_text(result: Mapping[str, Any]) -> str:
    number = str(result.get("pmcid") or "")
    return number if result.get("isOpenAccess") == "Y" and _PMCID.fullmatch(number) else ""


def _text_request(number: str, options: EuropepmcOptions) -> Request:
    address = f"{options.base_url.rstrip('/')}/{number}/fullTextXML"
    return Request(url=address, role="fulltext", meta={"native_id": number})


def _full_texts(
    numbers: list[str], options: EuropepmcOptions, fetch: Fetch
) -> Generator[Reply | Problem, None, list[str]]:
    """Yield the full texts that there are; return the numbers that were not answered or not asked for."""
    left = numbers[options.full_text_limit :]
    for number in numbers[: options.full_text_limit]:
        try:
            reply = fetch(_text_request(number, options))
            if reply.ok and list(articles_in(reply)):
                yield reply
        except (FetchFailed, ReadError) as error:
            left.append(number)
            yield Problem(kind="fetch_failed", subject=number, message=str(error))
    return left


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read every result of a search, or every article in JATS.

    A field that the source's table does not know is a Problem, once per answer. Raises ReadError for other bytes.
    """
    if not reply.ok:
        return
    if reply.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        for article in articles_in(reply):
            yield document_of(article)
        return
    wanted, told = reply.request.meta.get("native_id", ""), set[str]()
    for raw in _results(_answer(reply), reply):
        if wanted and number_of(raw) != wanted:
            continue
        for item in _read(raw):
            if not isinstance(item, Problem) or item.subject not in told:
                yield item
            told |= {item.subject} if isinstance(item, Problem) else set()


def reads(name: str, head: bytes) -> bool:
    """Recognise search answers by two names of theirs, and JATS by its first elements."""
    if name.lower().endswith(".json"):
        return b'"hitCount"' in head and b'"resultList"' in head
    jats = b"<pmc-articleset" in head or b"<errorBean>" in head or re.search(rb"<article[\s>]", head)
    return name.lower().endswith((".xml", ".nxml")) and bool(jats)


def _read(raw: Mapping[str, Any]) -> Iterator[Document | Problem]:
    record = record_of(raw)
    if not number_of(record):
        yield Problem(kind="bad_id", subject="id", message="a result without source and id was left out")
        return
    items = list(fields_of(record))
    text, passages = text_of(record)
    content = content_of(record)
    journal = next((item.raw for item in items if isinstance(item, Field) and item.type == "journal"), None)
    yield Document(
        native_id=number_of(record),
        kind=kind_of(record),
        url=f"https://europepmc.org/article/{number_of(record)}",
        title=without_markup(str(record.get("title") or "")) or None,
        published=partial_date(str(record.get("firstPublicationDate") or record.get("pubYear") or "")),
        modified=partial_date(str(record.get("dateOfRevision") or "")),
        author=str(raw.get("authorString") or "").rstrip(". ") or None,
        publisher=journal,
        language="en",
        text=text,
        passages=passages,
        record=record,
        fields=tuple(item for item in items if isinstance(item, Field)),
        content=content,
        sections=sectioned(content, SECTIONS),
        access="open" if record.get("isOpenAccess") == "Y" else None,
    )
    yield from (item for item in items if isinstance(item, Problem))
    yield from unread(raw, FIELDS)


SOURCE = Source(
    name="europepmc",
    title="Europe PMC",
    kind="paper",
    homepage="https://europepmc.org",
    licence="records: free to use with attribution; open-access papers under the licence that each states",
    basis="Documented public API for programs; full text only of the open-access subset; "
    "robots.txt, which is for crawlers, is not asked.",
    robots=False,
    discover=discover,
    parse=parse,
    options=EuropepmcOptions,
    reads=reads,
    fields=FIELDS,
    filled={"doi": 0.7, "date": 0.98},
    slices=True,
)
