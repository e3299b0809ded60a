"""The EU Clinical Trials Information System (CTIS) through the interface of its public portal.

A search (POST /search, 100 rows a page) lists a topic; each row that is dated after the last run is followed by the
whole record (GET /retrieve/NUMBER), and only records become documents. The rows are dated by the day, so what is dated
on the day of the newest row is asked for again. One search can say "all of one thing and any of another": a topic with
several conditions or terms is asked in several searches.

A query gives 10,000 rows at most and does not say that it stops there; rows beyond are asked for in the opposite order,
which reaches 20,000. Unknown addresses answer 200 with a web page, which is refused. The server throttles with 403, 429
and 503: a record that is refused is asked for once more after the others, and a run with records missing keeps its old
cursor. CTIS tells no history; versions are those that were seen. A file with a page of a search can be imported: its
rows say less than the records do, so import it for trials that are not held otherwise.
"""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from scrapers._base import Options, Source
from scrapers._ctis_fields import fields_of, text_of
from scrapers._ctis_record import day_of, number_of, record_of, sections_of
from scrapers._ctis_table import FIELDS
from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._topic import digest
from scrapers._unread import unread
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Passage, Problem, Query, Reply, Request

_NUMBER = re.compile(r"20\d{2}-5\d{5}-\d{2}(-\d{2})?")
_HEAD = re.compile(rb'"ctNumber"\s*:|"ctrname"\s*:\s*"CTIS"|"_id"\s*:\s*"20\d\d-5\d{5}-\d\d-\d\d"')
_MOST_ROWS = 10_000
_DATES = ("lastUpdated", "lastPublicationUpdate", "decisionDateOverall")


class CtisOptions(Options):
    """Keys of a [sources.NAME] table that reads CTIS."""

    base_url: str = "https://euclinicaltrials.eu/ctis-public-api"
    """Address of the registry's interface; another one for a copy or a test server."""
    page_size: int = 100
    """Rows per page of a search."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """Search the topic and fetch the records of what is new or changed, or of the numbers that are asked for.

    The cursor keeps `query` (a hash of the topic) and `newest` (the day of the newest row). A slice of time is by the
    day of the first decision. Raises FetchFailed and ReadError when a search cannot be done.
    """
    assert isinstance(options, CtisOptions)
    if query.native_ids:
        yield from _by_number(query.native_ids, options, fetch)
        yield Cursor(values=query.cursor)
        return
    searches = list(_searches(query))
    if not searches:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    rows: dict[str, dict[str, Any]] = {}
    whole = True
    for criteria in searches:
        whole = (yield from _search(criteria, options, fetch, rows)) and whole
    asked = digest(query, options.base_url)
    known = query.cursor.get("newest", "") if query.cursor.get("query") == asked else ""
    wanted = [number for number, row in rows.items() if _is_wanted(row, query, known)]
    whole = (yield from _records(wanted, options, fetch)) and whole
    if query.since or query.until:
        yield Cursor(values=query.cursor)
    elif whole:
        yield Cursor(values={"query": asked, "newest": max([known, *map(_changed, rows.values())])})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read a record, an array of records, a record per line (NDJSON) or a page of a search.

    Raises ReadError when the body is none of these; a single trial that cannot be used is a Problem, and so is each
    field that scrapers/_ctis_table.py does not know.
    """
    if not reply.ok or reply.request.role == "search":
        return
    told: set[str] = set()
    for trial in _trials(reply):
        yield _document(trial)
        for problem in unread(trial, FIELDS):
            if problem.subject not in told:
                yield problem
            told.add(problem.subject)


def reads(name: str, head: bytes) -> bool:
    """Recognise records and search pages of CTIS by the name of their number."""
    return name.lower().endswith((".json", ".ndjson", ".jsonl")) and bool(_HEAD.search(head))


def _searches(query: Query) -> Iterator[dict[str, str]]:
    """The searches that together ask for (any condition) and (any intervention) and (any term)."""
    anything = query.interventions or query.terms
    every = query.terms if query.interventions else ()
    for condition in query.conditions or ("",):
        for term in every or ("",):
            words = {
                "medicalCondition": _phrase(condition),
                "containAll": _phrase(term),
                "containAny": ", ".join(filter(None, map(_phrase, anything))),
            }
            if any(words.values()):
                yield {name: value for name, value in words.items() if value}


def _phrase(text: str) -> str:
    """A phrase without the commas that would part it."""
    return " ".join(text.replace(",", " ").split())


def _search(
    criteria: dict[str, str], options: CtisOptions, fetch: Fetch, rows: dict[str, dict[str, Any]]
) -> Generator[Problem, None, bool]:
    """Put every row of a search into `rows` by number; return whether all that there are came."""
    seen: set[str] = set()
    direction, page, there = "DESC", 1, 0
    while True:
        _, found, there = _page(criteria, options, fetch, page, direction)
        new = {str(row["ctNumber"]): row for row in found}
        if not new or new.keys() <= seen:
            break
        seen |= new.keys()
        rows |= new
        page += 1
        if len(seen) >= there:
            return True
        if page > _MOST_ROWS // options.page_size:
            if direction == "ASC":
                break
            direction, page = "ASC", 1
    if len(seen) >= there:
        return True
    about = json.dumps(criteria, ensure_ascii=False)
    reason = "say more in the topic" if there > 2 * _MOST_ROWS else "the next run asks again"
    message = f"the search {about} has {there} trials and gave {len(seen)}; {reason}"
    yield Problem(kind="incomplete", subject=options.base_url, message=message)
    return False


def _page(
    criteria: dict[str, str], options: CtisOptions, fetch: Fetch, page: int, direction: str
) -> tuple[Reply, list[dict[str, Any]], int]:
    """The answer, the rows of one page, and how many there are in all; raises ReadError for anything else."""
    asked = {
        "pagination": {"page": page, "size": options.page_size},
        "sort": {"property": "decisionDate", "direction": direction},
        "searchCriteria": criteria,
    }
    headers = {"content-type": "application/json", "accept": "application/json"}
    url, body = f"{options.base_url.rstrip('/')}/search", json.dumps(asked).encode()
    reply = fetch(Request(url=url, role="search", method="POST", headers=headers, body=body))
    answer = _json(reply) if reply.ok else None
    pagination = answer.get("pagination") if isinstance(answer, dict) else None
    there = pagination.get("totalRecords") if isinstance(pagination, dict) else None
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not isinstance(there, int):
        raise ReadError(f"{url} answered without a list of trials", "check base_url of this source")
    return reply, [row for row in rows if isinstance(row, dict) and row.get("ctNumber")], there


def _is_wanted(row: dict[str, Any], query: Query, known: str) -> bool:
    """Whether a row is new since `known` (a day), or its first decision is in the slice that is asked for."""
    if query.since or query.until:
        day = day_of(row.get("decisionDateOverall")) or _changed(row)
        return (not query.since or day >= query.since.isoformat()) and (
            not query.until or day < query.until.isoformat()
        )
    return not known or not _changed(row) or _changed(row) >= known


def _changed(row: dict[str, Any]) -> str:
    """The newest day that a row names, "" when it names none."""
    return max(day_of(row.get(name)) for name in _DATES)


def _by_number(
    numbers: Iterable[str], options: CtisOptions, fetch: Fetch
) -> Generator[Reply | Absence | Problem, None, None]:
    """Yield the records of `numbers`; a number without its last two digits is searched for."""
    wanted: list[str] = []
    for number in dict.fromkeys(number.strip() for number in numbers):
        match = _NUMBER.fullmatch(number)
        if match is None:
            message = f"'{number}' is no EU trial number (2023-500000-00-00)"
            yield Problem(kind="bad_id", subject=number, message=message)
        elif match[1]:
            wanted.append(number)
        else:
            reply, rows, _ = _page({"number": number}, options, fetch, 1, "DESC")
            found = [str(row["ctNumber"]) for row in rows if str(row["ctNumber"]).startswith(number)]
            wanted += found
            if not found:
                yield Absence(native_id=number, reply=reply)
    yield from _records(wanted, options, fetch)


def _records(
    numbers: Iterable[str], options: CtisOptions, fetch: Fetch
) -> Generator[Reply | Absence | Problem, None, bool]:
    """Yield the record of each number; return whether every one was answered.

    What fails is asked for once more at the end: the server refuses for a while what comes too fast.
    """
    base, failed = options.base_url.rstrip("/"), list(numbers)
    for last in (False, True):
        again = []
        for number in failed:
            request = Request(url=f"{base}/retrieve/{number}", role="study", meta={"native_id": number})
            try:
                reply = fetch(request)
            except FetchFailed as error:
                again.append(number)
                if last:
                    yield Problem(kind="fetch_failed", subject=number, message=str(error))
                continue
            if reply.ok:
                _json(reply)
                yield reply
            else:
                yield Absence(native_id=number, reply=reply)
        failed = again
    return not failed


def _json(reply: Reply) -> Any:
    """The body as JSON; raises ReadError, in its own words for the web page that unknown addresses get."""
    if reply.body.lstrip()[:1] == b"<":
        raise ReadError(f"{reply.url} answered with a web page instead of data", "check base_url of this source")
    return load(reply.body, reply.url)


def _trials(reply: Reply) -> Iterator[dict[str, Any]]:
    lines = [line for line in reply.body.split(b"\n") if line.strip()]
    if len(lines) > 1 and all(line.strip()[:1] + line.strip()[-1:] == b"{}" for line in lines):
        found: Any = [load(line, f"{reply.url} line {n}") for n, line in enumerate(lines, 1)]
    else:
        found = _json(reply)
    if isinstance(found, dict):
        found = found["data"] if isinstance(found.get("data"), list) else [found]
    trials = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    if not any("ctNumber" in trial for trial in trials):
        raise ReadError(f"{reply.url} is JSON but no record of CTIS", "save what the portal sends for a trial")
    yield from trials


def _document(trial: dict[str, Any]) -> Document | Problem:
    record = record_of(trial)
    number = number_of(record)
    if not number:
        said = str(record.get("ctNumber") or "")
        return Problem(
            kind="bad_id", subject=said, message=f"a trial without an EU trial number ('{said}') was left out"
        )
    text, title_end = text_of(record)
    fields = tuple(fields_of(record))
    titles = sorted((field for field in fields if field.type == "title"), key=lambda field: field.kind != "brief")
    days = {field.kind: field.raw for field in reversed(fields) if field.type == "date"}
    sections = sections_of(record)
    return Document(
        native_id=number,
        kind="registry",
        url=f"https://euclinicaltrials.eu/ctis-public/view/{number}",
        title=titles[0].raw if titles else None,
        published=partial_date(days.get("authorised")),
        modified=partial_date(days.get("last_update_posted") or days.get("published_in_registry")),
        publisher="CTIS",
        language="en",
        text=text,
        passages=(Passage(kind="headline", start=0, end=title_end),) if title_end else (),
        record=record,
        fields=fields,
        content=sections,
        sections=sections,
    )


SOURCE = Source(
    name="ctis",
    title="EU Clinical Trials Information System (CTIS)",
    kind="registry",
    homepage="https://euclinicaltrials.eu",
    licence="published by the European Medicines Agency under Regulation (EU) 536/2014; reuse with the source named",
    basis="The interface that the public portal itself uses, without key or documentation; robots.txt is obeyed, "
    "requests are two seconds apart, documents are not downloaded.",
    discover=discover,
    parse=parse,
    options=CtisOptions,
    delay=2.0,
    reads=reads,
    fields=FIELDS,
    filled={"title": 0.99, "status": 0.99, "phase": 0.9, "sample_size": 0.9, "primary_outcome": 0.8},
    listing=True,
    slices=True,
)
