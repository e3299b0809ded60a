"""ClinicalTrials.gov through its API v2 (https://clinicaltrials.gov/data-api/api) and its record history.

The registry is refreshed as a whole, so GET /version is asked first and no search is made when its data and the topic
are those of the last run. A search pages through opaque tokens until there is none, newest update first: a study that
is updated meanwhile moves to the front, and the next run, which starts a day before this run's data, brings it. An
empty page with a token goes on. A parameter that holds nothing but NCT numbers would make the API ignore every filter,
so NCT numbers among the terms are followed one by one and never searched for. An obsolete number is redirected to the
study that took its place, whose number counts. A slice of time is one of first posting, which never changes, so that
every study is in exactly one slice. The record history (scrapers/_ctgov_history.py) of what a search brought is asked
for afterwards, for a bounded number of studies a run; the others wait in the cursor.
"""

import hashlib
import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from scrapers._base import Options, Source
from scrapers._ctgov_history import histories
from scrapers._ctgov_parse import is_nct, number_of, parse, posted
from scrapers._ctgov_table import FIELDS
from scrapers._json import load
from scrapers._topic import any_of, digest
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Cursor, Fetch, Problem, Query, Reply, Request

_API = "https://clinicaltrials.gov/api/v2"
_HISTORY = "https://clinicaltrials.gov/api/int"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEAD = re.compile(rb'"protocolSection"\s*:\s*\{')
_MOST_PAGES = 1000
_SHOWN = 200

Found = Reply | Absence | Problem


class CtgovOptions(Options):
    """Keys of a [sources.NAME] table that reads ClinicalTrials.gov."""

    base_url: str = _API
    """Address of the registry's interface; another one for a copy or a test server."""
    page_size: int = 100
    """Studies per page; the API gives 1000 at most."""
    studies: tuple[str, ...] = ()
    """NCT numbers that are followed one by one, whatever the topics say."""
    history: bool = True
    """Whether the registry's own record history is read too (an undocumented interface)."""
    history_base_url: str = ""
    """Where the record history is; when empty, the registry's own place, and nowhere for another base_url."""
    history_limit: int = 200
    """Most studies per topic and run whose history is asked for; the others wait for the next run."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Found | Cursor]:
    """Search the topic, since the last run's data when the topic is the same; then single studies, then histories.

    The cursor keeps `data_timestamp`, `query` (a hash of the topic), `since` (the day before that data; without
    /version the day before the newest update seen) and `history_waiting` (numbers whose history was not asked for yet).
    Raises FetchFailed and ReadError when the search cannot be done or a study is answered with something else.
    """
    assert isinstance(options, CtgovOptions)
    base, seen = options.base_url.rstrip("/"), list[str]()
    history = _history_base(options)
    if query.native_ids:
        complete = yield from _studies(query.native_ids, base, fetch, seen)
        yield from histories(seen if history else (), history, fetch, None)
        if complete:
            yield Cursor(values=query.cursor)
    elif query.since or query.until:
        parameters = _parameters(query, options, _first_posted(query))
        newest = yield from _search(base, parameters, fetch, seen) if parameters else _nothing()
        yield from histories(seen if history else (), history, fetch, None)
        if newest is not None:
            yield Cursor(values={})
    else:
        yield from _nightly(query, options, fetch)


def _nightly(query: Query, options: CtgovOptions, fetch: Fetch) -> Iterator[Found | Cursor]:
    """A run of one topic: what is new since the cursor, and everything without one."""
    base, history, seen = options.base_url.rstrip("/"), _history_base(options), list[str]()
    asked = digest(query, base, history, *options.studies)
    known = query.cursor if query.cursor.get("query") == asked else {}
    waiting = known.get("history_waiting", "").split()
    stamp, since, complete = _data_timestamp(base, fetch), known.get("since", ""), True
    if not stamp or stamp != known.get("data_timestamp"):
        parameters = _parameters(query, options, _updated_since(since))
        single = [*options.studies, *(term for term in query.terms if is_nct(term))]
        if not parameters and not single:
            yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
            return
        newest = yield from _search(base, parameters, fetch, seen) if parameters else _nothing()
        complete = (yield from _studies(single, base, fetch, seen)) and newest is not None
        since = _day_before(stamp) or _day_before(newest or "") or since
    left = (yield from histories([*waiting, *seen], history, fetch, options.history_limit)) if history else []
    if complete:
        values = {"data_timestamp": stamp, "query": asked, "since": since}
        yield Cursor(values=values | ({"history_waiting": " ".join(left)} if left else {}))


def reads(name: str, head: bytes) -> bool:
    """Recognise files of API v2 studies by a study's first key."""
    return name.lower().endswith((".json", ".ndjson", ".jsonl")) and bool(_HEAD.search(head))


def _history_base(options: CtgovOptions) -> str:
    """Where the record history is asked for, "" when it is not."""
    own = _HISTORY if options.base_url.rstrip("/") == _API else ""
    return (options.history_base_url.rstrip("/") or own) if options.history else ""


def _data_timestamp(base: str, fetch: Fetch) -> str:
    """The registry's data time, "" when this server does not tell (404)."""
    reply = fetch(Request(url=f"{base}/version", role="data"))
    if not reply.ok:
        return ""
    version = load(reply.body, reply.url)
    return str(version.get("dataTimestamp") or "") if isinstance(version, dict) else ""


def _parameters(query: Query, options: CtgovOptions, narrowed: Mapping[str, str]) -> dict[str, str]:
    """The search as URL parameters, `narrowed` in time; empty when the topic has no words."""
    words = {
        "query.cond": any_of(query.conditions),
        "query.intr": any_of(query.interventions),
        "query.term": any_of(term for term in query.terms if not is_nct(term)),
    }
    parameters = {name: value for name, value in words.items() if value}
    return {**parameters, **narrowed, "pageSize": str(options.page_size)} if parameters else {}


def _updated_since(since: str) -> dict[str, str]:
    newest_first = {"sort": "LastUpdatePostDate:desc"}
    if not _DAY.fullmatch(since):
        return newest_first
    return {"filter.advanced": f"AREA[LastUpdatePostDate]RANGE[{since},MAX]", **newest_first}


def _first_posted(query: Query) -> dict[str, str]:
    """First posted in [since, until); a range of the API includes its last day."""
    first = str(query.since) if query.since else "MIN"
    last = str(query.until - timedelta(days=1)) if query.until else "MAX"
    return {"filter.advanced": f"AREA[StudyFirstPostDate]RANGE[{first},{last}]", "sort": "StudyFirstPostDate:desc"}


def _nothing() -> Generator[Reply | Problem, None, str | None]:
    """Yield nothing, as a search that is complete."""
    yield from ()
    return ""


def _search(
    base: str, parameters: Mapping[str, str], fetch: Fetch, seen: list[str]
) -> Generator[Reply | Problem, None, str | None]:
    """Yield the pages that hold studies; return the newest update seen ("" for none), None when it broke off.

    The numbers of the studies are added to `seen`.
    """
    newest, token, tokens, pages = "", "", set[str](), set[str]()
    while True:
        page = dict(parameters) | ({"pageToken": token} if token else {})
        reply = fetch(Request(url=f"{base}/studies?{urlencode(page, quote_via=quote)}", role="search"))
        studies, token = _page(reply)
        content = hashlib.sha256(json.dumps(studies, sort_keys=True).encode()).hexdigest()
        if studies and content in pages:
            yield _broken_off(reply, "the same page came twice")
            return None
        if studies:
            newest = max([newest, *map(posted, studies)])
            seen += filter(None, map(number_of, studies))
            yield reply
        if not token:
            return newest
        if token in tokens or len(tokens) + 1 >= _MOST_PAGES:
            reason = "the same page token came twice" if token in tokens else f"more than {_MOST_PAGES} pages"
            yield _broken_off(reply, reason)
            return None
        tokens.add(token)
        pages.add(content)


def _page(reply: Reply) -> tuple[list[object], str]:
    """The studies of a page and the token of the next ("" at the end); raises ReadError for anything else."""
    found = load(reply.body, reply.url) if reply.ok else None
    if not isinstance(found, dict) or not isinstance(found.get("studies"), list):
        status = "" if reply.ok else f" {reply.status}"
        problem = f"{reply.url} answered{status} without a list of studies{_text(reply)}"
        raise ReadError(problem, "check base_url of this source")
    return found["studies"], str(found.get("nextPageToken") or "")


def _broken_off(reply: Reply, reason: str) -> Problem:
    return Problem(kind="paging", subject=reply.url, message=f"the search was broken off: {reason}")


def _studies(numbers: Iterable[str], base: str, fetch: Fetch, seen: list[str]) -> Generator[Found, None, bool]:
    """Yield the studies asked for by number, an Absence for one there is none of; return whether all were answered.

    The numbers of the studies are added to `seen`: of an obsolete one the number of the study in its place. Raises
    ReadError for an answer that is no study.
    """
    complete = True
    for number in dict.fromkeys(number.strip().upper() for number in numbers):
        if not is_nct(number):
            yield Problem(kind="bad_id", subject=number, message=f"'{number}' is no NCT number (NCT and 8 digits)")
            continue
        try:
            reply = fetch(Request(url=f"{base}/studies/{number}", role="study", meta={"native_id": number}))
        except FetchFailed as error:
            complete = False
            yield Problem(kind="fetch_failed", subject=number, message=str(error))
            continue
        if not reply.ok:
            yield Absence(native_id=number, reply=reply)
            continue
        live = number_of(load(reply.body, reply.url))
        if not live:
            raise ReadError(f"{reply.url} answered without a study", "check base_url of this source")
        seen.append(live)
        yield reply
    return complete


def _text(reply: Reply) -> str:
    """What a text/plain error says, in one line, after a colon; "" when it says nothing in words."""
    plain = reply.headers.get("content-type", "").startswith("text/plain")
    said = " ".join(reply.body.decode("utf-8", "replace").split())[:_SHOWN] if plain else ""
    return f": {said}" if said else ""


def _day_before(stamp: str) -> str:
    """The day before the date that `stamp` begins with, "" when it begins with none."""
    match = _DAY.match(stamp)
    return str(date.fromisoformat(match[0]) - timedelta(days=1)) if match else ""


SOURCE = Source(
    name="clinicaltrials_gov",
    title="ClinicalTrials.gov",
    kind="registry",
    homepage="https://clinicaltrials.gov",
    licence="public domain (U.S. government work); attribute the source and show the date of the data",
    basis="Documented public API for automated use, though robots.txt closes /api/ to search engines (the record "
    "history under /api/int/ it allows); terms ask for attribution and for keeping copies current.",
    robots=False,
    discover=discover,
    parse=parse,
    options=CtgovOptions,
    reads=reads,
    fields=FIELDS,
    filled={
        "title": 1.0,
        "registration_id": 1.0,
        "status": 0.95,
        "date": 0.95,
        "institution": 0.95,
        "sample_size": 0.9,
        "condition": 0.9,
        "primary_outcome": 0.9,
    },
    listing=True,
    slices=True,
)
