"""Crossref: what publishers deposit about their papers, with the notices that retract or correct them.

`GET /works` ranks by likeness and does not require any word, so the answer to every topic is millions of works long: a
search is read as long as its pages hold works that name one of the topic's conditions, interventions and terms in
title or abstract (`pages` at most), and only these are read from a page. A later run asks for what was indexed since
the newest record of the last one; a slice of time is by the day on which the DOI was registered, which never changes.
The cursor of a page often repeats, so going round is seen by the works.

A notice says what it retracts or corrects in `update-to`, the paper by what it was in `updated-by` (there, since 2025,
also what Retraction Watch found). Dates have one to three parts. A number of the kind "not there" is status 404 with
the text "Resource not found."; other faults are JSON with a message. How many requests a second are welcome stands in
the headers of every answer, which the HTTP client obeys.
"""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from scrapers._base import Options, Source
from scrapers._crossref_fields import (
    FIELDS,
    authors_of,
    fields_of,
    lines_of,
    printed_date,
    record_of,
    sections_of,
    title_of,
)
from scrapers._dates import partial_date
from scrapers._papers import answer_of, canonical_doi, groups_of, names_one_of_each, text_of
from scrapers._topic import digest
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Field, Kind, Problem, Query, Reply, Request

_HEAD = re.compile(rb'"message-type"\s*:\s*"work(?:-list)?"')
_PAPERS = frozenset(
    """journal-article posted-content proceedings-article report report-component book-chapter book-section book
    monograph edited-book dissertation reference-entry other""".split()
)


class CrossrefOptions(Options):
    """Keys of a [sources.NAME] table that reads Crossref."""

    base_url: str = "https://api.crossref.org"
    """Address of the interface; another one for a copy or a test server."""
    rows: int = 200
    """Works per page of a search (1000 at most)."""
    pages: int = 10
    """Pages read at most for one topic."""
    follow: tuple[str, ...] = ()
    """DOIs asked for in every run, whatever the topic: papers whose corrections and retractions should be seen."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """Search the topic for what was indexed since the last run, or ask for DOIs; raises FetchFailed and ReadError.

    The cursor keeps `query` (a hash of the topic) and `indexed` (time of the newest record seen).
    """
    assert isinstance(options, CrossrefOptions)
    sliced = bool(query.since or query.until)
    yield from _by_doi(query.native_ids or (() if sliced else options.follow), query, options, fetch)
    groups = groups_of(query)
    if query.native_ids or not groups:
        if not query.native_ids and not options.follow:
            yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
            return
        yield Cursor(values=query.cursor)
        return
    asked = digest(query, options.base_url)
    seen = query.cursor.get("indexed", "") if query.cursor.get("query") == asked and not sliced else ""
    newest = yield from _search(groups, query, seen, options, fetch)
    if newest is not None:
        yield Cursor(values=query.cursor if sliced else {"query": asked, "indexed": max(newest, seen)})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read a work, or those works of a page that are about the topic it was asked for (all of a page from a file).

    What is no paper (a journal, a part, a dataset) is counted in one Problem. Raises ReadError for other bytes.
    """
    if not reply.ok:
        return
    groups = json.loads(reply.request.meta.get("words", "[]"))
    told, other = set[str](), 0
    for work in _works(answer_of(reply), reply):
        if groups and not _is_about(work, groups):
            continue
        if work.get("type") not in _PAPERS or not canonical_doi(work.get("DOI")):
            other += 1
            continue
        document, problems = _document(work)
        yield document
        for problem in (*problems, *unread(work, FIELDS)):
            if problem.subject not in told:
                told.add(problem.subject)
                yield problem
    if other:
        message = f"{other} works of {reply.url} are no papers (journals, parts, datasets) or have no DOI: left out"
        yield Problem(kind="not_a_paper", subject=reply.url, message=message)


def reads(name: str, head: bytes) -> bool:
    """Recognise an answer of Crossref, one work or a page of them, by its message type."""
    return name.lower().endswith(".json") and bool(_HEAD.search(head))


def _by_doi(
    dois: Iterable[str], query: Query, options: CrossrefOptions, fetch: Fetch
) -> Iterator[Reply | Absence | Problem]:
    for asked in dois:
        doi = canonical_doi(asked)
        if not doi:
            yield Problem(kind="bad_id", subject=asked, message=f"'{asked}' is no DOI (10.1234/...)")
            continue
        url = f"{options.base_url.rstrip('/')}/works/{quote(doi, safe='')}"
        reply = fetch(_request(url, {}, query, "study", {"native_id": doi}))
        if reply.ok:
            _works(answer_of(reply), reply)
            yield reply
        elif reply.body.strip()[:18] == b"Resource not found":
            yield Absence(native_id=doi, reply=reply)
        else:
            raise ReadError(f"{url} answered {reply.status}: {_said(reply)}", "check base_url of this source")


def _search(
    groups: list[list[str]], query: Query, seen: str, options: CrossrefOptions, fetch: Fetch
) -> Generator[Reply | Problem, None, str | None]:
    """Yield the pages that have news about the topic; return the newest time of indexing, None if it was cut short."""
    filters = ["type:journal-article", "type:posted-content"]
    if seen:
        filters.append(f"from-index-date:{seen[:10]}")
    if query.since:
        filters.append(f"from-created-date:{query.since}")
    if query.until:
        filters.append(f"until-created-date:{query.until - timedelta(days=1)}")
    words = " ".join(phrase for group in groups for phrase in group)
    asked = {"query.bibliographic": words, "filter": ",".join(filters), "rows": str(options.rows)}
    url, cursor, newest, met = f"{options.base_url.rstrip('/')}/works", "*", "", set[str]()
    for _ in range(options.pages):
        reply = fetch(_request(url, {**asked, "cursor": cursor}, query, "search", {"words": json.dumps(groups)}))
        if not reply.ok:
            raise ReadError(f"{url} answered {reply.status}: {_said(reply)}", "check base_url of this source")
        answer = answer_of(reply)
        works = _works(answer, reply)
        new = {canonical_doi(work.get("DOI")) for work in works} - met
        if works and not new:
            yield Problem(kind="paging", subject=url, message=f"{url} sent a page of works again; the rest is not read")
            return None
        met |= new
        about = [_indexed(work) for work in works if _is_about(work, groups)]
        if about and max(about) > seen:
            yield reply
        newest = max([newest, *about])
        cursor = str(answer["message"].get("next-cursor") or "")
        if len(works) < options.rows or not about or not cursor:
            return newest
    message = f"{options.pages} pages of {options.rows} works were read and more are about the topic '{query.topic}'"
    yield Problem(kind="incomplete", subject=url, message=f"{message}; raise pages, or say more in the topic")
    return None


def _request(url: str, asked: dict[str, str], query: Query, role: str, meta: dict[str, str]) -> Request:
    """The request; an e-mail address as contact goes with it, which is what the polite pool asks for."""
    secret = {"mailto": query.contact} if "@" in query.contact else {}
    return Request(url=f"{url}?{urlencode(asked)}" if asked else url, role=role, meta=meta, secret=secret)


def _works(answer: dict[str, Any], reply: Reply) -> list[dict[str, Any]]:
    """The works of an answer; raises ReadError, with the words of the service, when it has none to give."""
    message = answer.get("message")
    if answer.get("message-type") == "work" and isinstance(message, dict):
        return [message]
    items = message.get("items") if isinstance(message, dict) else None
    if answer.get("message-type") != "work-list" or not isinstance(items, list):
        raise ReadError(f"{reply.url} is no answer with works: {_said(reply)}", "check base_url of this source")
    return [item for item in items if isinstance(item, dict)]


def _said(reply: Reply) -> str:
    """What a failed answer says, as one short line."""
    try:
        found = json.loads(reply.body)["message"]
        words = " ".join(str(one["message"]) for one in found)
    except (ValueError, KeyError, TypeError):
        words = reply.body[:300].decode("utf-8", "replace")
    return " ".join(words.split())[:200]


def _indexed(work: dict[str, Any]) -> str:
    found = work.get("indexed")
    return str(found.get("date-time") or "") if isinstance(found, dict) else ""


def _is_about(work: dict[str, Any], groups: list[list[str]]) -> bool:
    return names_one_of_each(" ".join([title_of(work), *lines_of(work)]), groups)


def _kind(work: dict[str, Any]) -> Kind:
    return "preprint" if work.get("type") == "posted-content" else "paper"


def _document(work: dict[str, Any]) -> tuple[Document, list[Problem]]:
    record = record_of(work)
    doi, title = canonical_doi(work.get("DOI")), title_of(work)
    text, passages = text_of(title, lines_of(work))
    found = list(fields_of(record))
    document = Document(
        native_id=doi,
        kind=_kind(work),
        url=f"https://doi.org/{quote(doi, safe='/:;()._-')}",
        title=title or None,
        published=partial_date(printed_date(work.get("issued"))),
        author=authors_of(work),
        publisher=str(record.get("publisher") or "") or None,
        language=str(work.get("language") or "")[:2].lower() or None,
        text=text,
        passages=passages,
        record=record,
        fields=tuple(item for item in found if isinstance(item, Field)),
        content=record,
        sections=sections_of(record),
    )
    return document, [item for item in found if isinstance(item, Problem)]


SOURCE = Source(
    name="crossref",
    title="Crossref",
    kind="paper",
    homepage="https://www.crossref.org",
    licence="facts, free to reuse; abstracts belong to the publishers",
    basis="Documented public API for programs, without key; the contact address goes with each request, and the rate "
    "that the answers name is kept; "
    "robots.txt, which is for crawlers, is not asked.",
    robots=False,
    discover=discover,
    parse=parse,
    options=CrossrefOptions,
    delay=0.1,
    reads=reads,
    fields=FIELDS,
    filled={"doi": 1.0, "date": 0.9, "journal": 0.5},
    slices=True,
)
