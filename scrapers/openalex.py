"""OpenAlex: an index of papers, searched with a key of one's own (TRACKER_OPENALEX_KEY, free of charge).

The documents are derivatives: OpenAlex takes titles and abstracts from Crossref, PubMed and repositories, so it is
never a second witness. It is asked for what these lack: an abstract, identifiers side by side, the flag that a paper
was retracted (without saying by which notice). Abstracts come as an index of words to positions and are put together
again. Without the key nothing is asked, which is one line in the log; the key is read from the environment alone and
is never stored.

Filters by the time of the last change cost extra, so that every run lists the topic anew (`most` works at most); a
slice of time is by day of publication. The answers say what they cost: the cursor keeps the sum (`cost_usd`). A day of
publication that is the first of January stands for the year when only the year is known.
"""

import re
from collections.abc import Generator, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from scrapers._base import Options, Source, credential
from scrapers._dates import partial_date
from scrapers._openalex_fields import FIELDS, SECTIONS, abstract_of, day_of, fields_of, record_of, value_at
from scrapers._papers import answer_of, canonical_doi, objects_in, sectioned, text_of, without_markup
from scrapers._topic import any_of, digest
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Problem, Query, Reply, Request

KEY = "TRACKER_OPENALEX_KEY"
_HEAD = re.compile(rb'"id"\s*:\s*"https://openalex\.org/W\d+"')
_WORK = re.compile(r"(?:https?://openalex\.org/)?(W\d{2,12})", re.IGNORECASE)


class OpenAlexOptions(Options):
    """Keys of a [sources.NAME] table that reads OpenAlex."""

    base_url: str = "https://api.openalex.org"
    """Address of the interface; another one for a copy or a test server."""
    api_key: SecretStr = credential(KEY)
    """Key of the interface, without which nothing is asked."""
    per_page: int = 100
    """Works per page of a search (100 at most)."""
    most: int = 2000
    """Works read at most for one topic; a page of them costs about a tenth of a cent."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """List the topic, or ask for works by DOI or W number; without a key a Problem says that nothing was asked.

    Raises FetchFailed and ReadError.
    """
    assert isinstance(options, OpenAlexOptions)
    secret = {"api_key": options.api_key.get_secret_value().strip()}
    if not secret["api_key"]:
        message = f"OpenAlex is not asked: put a key (free, https://openalex.org/settings/api) into {KEY}"
        yield Problem(kind="no_key", subject=KEY, message=message)
        return
    if query.native_ids:
        for number in query.native_ids:
            yield from _one(number, options, secret, fetch)
        yield Cursor(values=query.cursor)
        return
    groups = (query.conditions, query.interventions, query.terms)
    words = " AND ".join(f"({part})" for group in groups if (part := any_of(group)))
    if not words:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    cost = yield from _search(words, query, options, secret, fetch)
    if cost is not None:
        sliced = bool(query.since or query.until)
        values = {"query": digest(query, options.base_url), "cost_usd": f"{cost:f}"}
        yield Cursor(values=query.cursor if sliced else values)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read a work or a page of works. Raises ReadError when the bytes are something else."""
    if not reply.ok:
        return
    told = set[str]()
    for n, work in enumerate(_works(answer_of(reply), reply), 1):
        index = work.get("abstract_inverted_index")
        plain = {key: value for key, value in work.items() if key != "abstract_inverted_index"}
        if not _WORK.fullmatch(str(work.get("id") or "")):
            yield Problem(kind="bad_id", subject=f"{reply.url} work {n}", message=f"work {n} has no number: left out")
            continue
        abstract = abstract_of(index)
        if abstract is None:
            message = f"{work['id']}: the abstract is no index of words to positions and was not read"
            yield Problem(kind="unread_value", subject=f"{work['id']} abstract", message=message)
        yield _document(plain, abstract or "")
        for problem in unread(plain, FIELDS):
            if problem.subject not in told:
                told.add(problem.subject)
                yield problem


def reads(name: str, head: bytes) -> bool:
    """Recognise answers of OpenAlex by the form of a work's number."""
    return name.lower().endswith(".json") and bool(_HEAD.search(head))


def _one(
    number: str, options: OpenAlexOptions, secret: Mapping[str, str], fetch: Fetch
) -> Iterator[Reply | Absence | Problem]:
    doi, work = canonical_doi(number), _WORK.fullmatch(number.strip())
    if not doi and not work:
        yield Problem(kind="bad_id", subject=number, message=f"'{number}' is neither a DOI nor a W number of OpenAlex")
        return
    name = f"doi:{quote(doi, safe='')}" if doi else work[1].upper() if work else ""
    request = Request(url=f"{options.base_url.rstrip('/')}/works/{name}", role="study", secret=secret)
    reply = fetch(request)
    if not reply.ok:
        yield Absence(native_id=number, reply=reply)
        return
    _works(answer_of(reply), reply)
    yield reply


def _search(
    words: str, query: Query, options: OpenAlexOptions, secret: Mapping[str, str], fetch: Fetch
) -> Generator[Reply | Problem, None, Decimal | None]:
    """Yield the pages of a search; return what they cost in US dollars, None when not all of it came."""
    filters = [f"title_and_abstract.search:{words.replace(',', ' ')}"]
    if query.since:
        filters.append(f"from_publication_date:{query.since}")
    if query.until:
        filters.append(f"to_publication_date:{query.until - timedelta(days=1)}")
    url, cursor, cost, met = f"{options.base_url.rstrip('/')}/works", "*", Decimal(0), set[str]()
    while len(met) < options.most:
        asked = {"filter": ",".join(filters), "per_page": str(options.per_page), "cursor": cursor}
        reply = fetch(Request(url=f"{url}?{urlencode(asked)}", role="search", secret=secret))
        answer = answer_of(reply) if reply.ok else {}
        meta = answer.get("meta")
        if not isinstance(meta, dict) or not isinstance(answer.get("results"), list):
            raise ReadError(f"{url} answered {reply.status} without a list of works", "check base_url of this source")
        cost += _dollars(meta.get("cost_usd"))
        works = {str(work.get("id")) for work in _works(answer, reply)}
        if works and works <= met:
            yield Problem(kind="paging", subject=url, message=f"{url} sent a page of works again; the rest is not read")
            return None
        met |= works
        if works:
            yield reply
        cursor = str(meta.get("next_cursor") or "")
        if not works or not cursor:
            return cost
    message = f"{len(met)} works about the topic '{query.topic}' were read and there are more; raise most, or say more"
    yield Problem(kind="incomplete", subject=url, message=message)
    return None


def _dollars(value: Any) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)


def _works(answer: dict[str, Any], reply: Reply) -> list[dict[str, Any]]:
    """The works of an answer; raises ReadError when it is no answer of OpenAlex."""
    found = answer.get("results") if "results" in answer else [answer] if "id" in answer else None
    if not isinstance(found, list):
        raise ReadError(f"{reply.url} is JSON but no answer of OpenAlex with works", "check base_url of this source")
    return [work for work in found if isinstance(work, dict)]


def _document(work: Mapping[str, Any], abstract: str) -> Document:
    record = record_of(work, abstract)
    doi, number = canonical_doi(work.get("doi")), _WORK.fullmatch(str(work["id"]))
    title = without_markup(str(work.get("display_name") or work.get("title") or ""))
    text, passages = text_of(title, [abstract])
    people = (value_at(who, "author", "display_name") for _, who in objects_in(work.get("authorships")))
    return Document(
        native_id=doi or (number[1].upper() if number else ""),
        kind="derivative",
        url=str(work["id"]),
        title=title or None,
        published=partial_date(day_of(work)[0]),
        author="; ".join(str(name) for name in people if name) or None,
        publisher="OpenAlex",
        language=str(work.get("language") or "")[:2] or None,
        text=text,
        passages=passages,
        record=record,
        fields=tuple(fields_of(record)),
        content=record,
        sections=sectioned(record, SECTIONS),
        access="open" if value_at(work, "open_access", "is_oa") is True else None,
    )


SOURCE = Source(
    name="openalex",
    title="OpenAlex",
    kind="derivative",
    homepage="https://openalex.org",
    licence="CC0",
    basis="Documented public API, asked with a key of the user's own; the data are CC0; "
    "robots.txt, which is for crawlers, is not asked.",
    robots=False,
    discover=discover,
    parse=parse,
    options=OpenAlexOptions,
    delay=0.2,
    reads=reads,
    fields=FIELDS,
    filled={"date": 0.9, "doi": 0.6},
    slices=True,
)
