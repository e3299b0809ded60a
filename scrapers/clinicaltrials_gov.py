"""ClinicalTrials.gov through its API v2 (https://clinicaltrials.gov/data-api/api).

The registry is refreshed as a whole, so GET /version is asked first and nothing more when its data and the topic are
those of the last run. A search pages through opaque tokens, newest update first: a study that is updated meanwhile
moves to the front, and the next run, which starts a day before this run's data, brings it. An empty page with a
token goes on. A parameter that holds nothing but NCT numbers would make the API ignore every filter, so
NCT numbers among the terms are followed one by one and never searched for.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from scrapers._base import Options, Source
from scrapers._ctgov_fields import content_of, fields_of, record_of, text_of, value_at
from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._topic import any_of, digest
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Document, Fetch, Passage, Problem, Query, Reply, Request

_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEAD = re.compile(rb'"protocolSection"\s*:\s*\{')
_MOST_PAGES = 1000


class CtgovOptions(Options):
    """Keys of a [sources.NAME] table that reads ClinicalTrials.gov."""

    base_url: str = "https://clinicaltrials.gov/api/v2"
    page_size: int = 100
    """Studies per page; the API gives 1000 at most."""
    studies: tuple[str, ...] = ()
    """NCT numbers that are followed one by one, whatever the topics say."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    """Search the topic, since the last run's data when the topic is the same; then follow single studies.

    The cursor keeps `data_timestamp`, `query` (a hash of the topic) and `since` (the day before that data; without
    /version the day before the newest update seen). Raises FetchFailed and ReadError when the search cannot be done.
    """
    assert isinstance(options, CtgovOptions)
    base = options.base_url.rstrip("/")
    if query.native_ids:
        if (yield from _studies(query.native_ids, base, fetch)):
            yield Cursor(values=query.cursor)
        return
    asked = digest(query, base, *options.studies)
    known = query.cursor if query.cursor.get("query") == asked else {}
    stamp = _data_timestamp(base, fetch)
    if stamp and stamp == known.get("data_timestamp"):
        yield Cursor(values=query.cursor)
        return
    parameters = _parameters(query, options, known.get("since", ""))
    single = [*options.studies, *(term for term in query.terms if _is_nct(term))]
    if not parameters and not single:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    newest = yield from _search(base, parameters, fetch) if parameters else _nothing()
    complete = yield from _studies(single, base, fetch)
    if newest is not None and complete:
        since = _day_before(stamp) or _day_before(newest) or known.get("since", "")
        yield Cursor(values={"data_timestamp": stamp, "query": asked, "since": since})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read a search page, one study, a JSON array of studies, or a study per line (NDJSON).

    Raises ReadError when the body is none of these; a single study that cannot be used is a Problem.
    """
    if not reply.ok:
        return
    for study in _studies_in(reply.body, reply.url):
        yield study if isinstance(study, Problem) else _document(study)


def reads(name: str, head: bytes) -> bool:
    """Recognise files of API v2 studies by a study's first key."""
    return name.lower().endswith((".json", ".ndjson", ".jsonl")) and bool(_HEAD.search(head))


def _data_timestamp(base: str, fetch: Fetch) -> str:
    """The registry's data time, "" when this server does not tell (404)."""
    reply = fetch(Request(url=f"{base}/version", role="version"))
    if not reply.ok:
        return ""
    version = load(reply.body, reply.url)
    return str(version.get("dataTimestamp") or "") if isinstance(version, dict) else ""


def _parameters(query: Query, options: CtgovOptions, since: str) -> dict[str, str]:
    """The search as URL parameters; empty when the topic has no words."""
    words = {
        "query.cond": any_of(query.conditions),
        "query.intr": any_of(query.interventions),
        "query.term": any_of(term for term in query.terms if not _is_nct(term)),
    }
    parameters = {name: value for name, value in words.items() if value}
    if not parameters:
        return {}
    if _DAY.fullmatch(since):
        parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]"
    return {**parameters, "sort": "LastUpdatePostDate:desc", "pageSize": str(options.page_size)}


def _nothing() -> Generator[Reply | Problem, None, str | None]:
    """Yield nothing, as a search that is complete."""
    yield from ()
    return ""


def _search(base: str, parameters: Mapping[str, str], fetch: Fetch) -> Generator[Reply | Problem, None, str | None]:
    """Yield the pages that hold studies; return the newest update seen ("" for none), None when it broke off."""
    newest, token, seen = "", "", set[str]()
    while True:
        page = dict(parameters) | ({"pageToken": token} if token else {})
        reply = fetch(Request(url=f"{base}/studies?{urlencode(page, quote_via=quote)}", role="search"))
        found = load(reply.body, reply.url) if reply.ok else None
        if not isinstance(found, dict) or not isinstance(found.get("studies"), list):
            raise ReadError(f"{reply.url} answered without a list of studies", "check base_url of this source")
        if found["studies"]:
            newest = max([newest, *(_updated(study) for study in found["studies"])])
            yield reply
        token = str(found.get("nextPageToken") or "")
        if not token:
            return newest
        if token in seen or len(seen) + 1 >= _MOST_PAGES:
            reason = "the same page token came twice" if token in seen else f"more than {_MOST_PAGES} pages"
            yield Problem(kind="paging", subject=reply.url, message=f"the search was broken off: {reason}")
            return None
        seen.add(token)


def _studies(numbers: Iterable[str], base: str, fetch: Fetch) -> Generator[Reply | Problem, None, bool]:
    """Yield the studies asked for by number (gone ones too); return whether every one was answered."""
    complete = True
    for number in dict.fromkeys(number.strip().upper() for number in numbers):
        if not _is_nct(number):
            yield Problem(kind="bad_id", subject=number, message=f"'{number}' is no NCT number (NCT and 8 digits)")
            continue
        try:
            yield fetch(Request(url=f"{base}/studies/{number}", role="study", meta={"native_id": number}))
        except FetchFailed as error:
            complete = False
            yield Problem(kind="fetch_failed", subject=number, message=str(error))
    return complete


def _studies_in(body: bytes, name: str) -> Iterator[Any]:
    """Every study in `body`, and a Problem for each line of an NDJSON file that cannot be read."""
    try:
        yield from _unwrapped(load(body, name), name)
        return
    except ReadError as error:
        whole = error
    lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    broken, found = [], []
    for number, line in lines:
        try:
            found.append(list(_unwrapped(load(line, f"line {number}"), f"line {number}")))
        except ReadError as error:
            broken.append(Problem(kind="bad_line", subject=f"{name} line {number}", message=str(error)))
    if not found:
        raise whole
    for studies in found:
        yield from studies
    yield from broken


def _unwrapped(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and isinstance(value.get("studies"), list):
        yield from value["studies"]
    elif isinstance(value, dict) and "protocolSection" in value:
        yield value
    else:
        raise ReadError(f"{name} is JSON but no ClinicalTrials.gov study", "export it in the format of API v2")


def _document(study: Any) -> Document | Problem:
    record = record_of(study) if isinstance(study, dict) else {}
    number = str(value_at(record, "identificationModule.nctId") or "").strip().upper()
    if not _is_nct(number):
        return Problem(
            kind="bad_id", subject=number, message=f"a study without an NCT number ('{number}') was left out"
        )
    text, title_end = text_of(record)
    titles = (value_at(record, f"identificationModule.{name}") for name in ("briefTitle", "officialTitle", "acronym"))
    return Document(
        native_id=number,
        kind="registry",
        url=f"https://clinicaltrials.gov/study/{number}",
        title=next((title for title in titles if isinstance(title, str) and title), None),
        published=partial_date(_posted(record, "studyFirstPostDateStruct")),
        modified=partial_date(_posted(record, "lastUpdatePostDateStruct")),
        publisher="ClinicalTrials.gov",
        language="en",
        text=text,
        passages=(Passage(kind="headline", start=0, end=title_end),) if title_end else (),
        record=record,
        fields=tuple(fields_of(record)),
        content=content_of(record),
    )


def _posted(record: Mapping[str, Any], name: str) -> str:
    return str(value_at(record, f"statusModule.{name}.date") or "")


def _updated(study: Any) -> str:
    return _posted(study, "lastUpdatePostDateStruct") if isinstance(study, dict) else ""


def _day_before(stamp: str) -> str:
    """The day before the date that `stamp` begins with, "" when it begins with none."""
    match = _DAY.match(stamp)
    return str(date.fromisoformat(match[0]) - timedelta(days=1)) if match else ""


def _is_nct(text: str) -> bool:
    return bool(_NCT.fullmatch(text.strip()))


SOURCE = Source(
    name="clinicaltrials_gov",
    title="ClinicalTrials.gov",
    kind="registry",
    homepage="https://clinicaltrials.gov",
    licence="public domain (U.S. government work); attribute the source and show the date of the data",
    basis="Documented public API for automated use, though robots.txt closes /api/ to search engines; terms ask for "
    "attribution and for keeping copies current.",
    robots=False,
    discover=discover,
    parse=parse,
    options=CtgovOptions,
    reads=reads,
)
