"""Unpaywall: where an open copy of a paper is, asked for by DOI.

It is asked for the DOIs of `papers`, or for single ones by number, never for a topic. The documents are derivatives of
Crossref's metadata: what they add is `oa_status` and the addresses of the copies, which stand in the text. The service
wants an e-mail address: without one as `contact` nothing is asked, and it is not stored with the request. A day of
publication that is the first of January stands for the year when only the year is known.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from scrapers._base import FieldTable, Options, Source
from scrapers._dates import partial_date
from scrapers._papers import (
    answer_of,
    canonical_doi,
    institutions,
    kept,
    objects_in,
    sectioned,
    text_of,
    without_markup,
)
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Field, Problem, Query, Reply, Request
from tracker.text import canonical

_HEAD = re.compile(rb'"(?:doi_url|data_standard)"\s*:')
_LEFT_OUT = frozenset(("updated", "evidence", "z_authors", "data_standard", "doi_url"))
_SECTIONS = {
    **dict.fromkeys(("is_oa", "oa_status", "has_repository_copy"), "status"),
    **dict.fromkeys(("published_date", "year"), "dates"),
    **dict.fromkeys(("best_oa_location", "first_oa_location", "oa_locations", "oa_locations_embargoed"), "documents"),
    **dict.fromkeys(("publisher", "affiliations"), "sponsor"),
}
_IN_RECORD = "no claim type; kept in the record"
_AGAIN = "said again elsewhere"

FIELDS = FieldTable(
    used={
        "doi": "native id, doi (own)",
        "title": "title, text",
        "journal_name": "journal",
        "publisher": "publisher",
        "published_date": "published, date (published)",
        "year": "published, where only the year is known",
        "is_oa": "access",
        "oa_status": "text",
        "oa_locations[].url": "text",
        "oa_locations[].version": "text",
        "oa_locations[].host_type": "text",
        "z_authors[].raw_author_name": "author",
        "z_authors[].family": "author (old answers)",
        "z_authors[].given": "author (old answers)",
        "z_authors[].raw_affiliation_strings[]": "institution",
    },
    ignored={
        "z_authors[].*": "a person: the name becomes the author, the affiliations are read",
        "oa_locations[].*": _IN_RECORD,
        "oa_locations_embargoed[].*": _IN_RECORD,
        "best_oa_location.*": _AGAIN,
        "first_oa_location.*": _AGAIN,
        **dict.fromkeys("genre is_paratext journal_is_in_doaj journal_is_oa has_repository_copy".split(), _IN_RECORD),
        **dict.fromkeys(("journal_issns", "journal_issn_l"), _IN_RECORD),
        "doi_url": _AGAIN,
        "data_standard": "version of the method",
        "updated": "when the index changed, not the paper",
        "x_reported_noncompliant_copies[]": "always empty",
        "x_error": "a fault of the index",
    },
)


class UnpaywallOptions(Options):
    """Keys of a [sources.NAME] table that reads Unpaywall."""

    base_url: str = "https://api.unpaywall.org/v2"
    """Address of the interface; another one for a copy or a test server."""
    papers: tuple[str, ...] = ()
    """DOIs of the papers that each run asks for."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """Ask for each DOI; raises FetchFailed, and ReadError for an answer that is none."""
    assert isinstance(options, UnpaywallOptions)
    wanted = query.native_ids or options.papers
    if not wanted:
        yield Problem(kind="nothing_asked", subject="unpaywall", message="no DOI is listed in papers of this source")
        return
    if "@" not in query.contact:
        message = "Unpaywall is not asked: it wants an e-mail address; give one as contact in config.toml"
        yield Problem(kind="no_contact", subject="contact", message=message)
        return
    for asked in dict.fromkeys(wanted):
        doi = canonical_doi(asked)
        if not doi:
            yield Problem(kind="bad_id", subject=asked, message=f"'{asked}' is no DOI (10.1234/...)")
            continue
        url = f"{options.base_url.rstrip('/')}/{quote(doi, safe='/')}"
        reply = fetch(Request(url=url, role="study", secret={"email": query.contact}))
        if reply.ok:
            _work(reply)
            yield reply
        else:
            answer_of(reply)
            yield Absence(native_id=doi, reply=reply)
    yield Cursor(values=query.cursor)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read one paper. Raises ReadError when the bytes are something else."""
    if not reply.ok:
        return
    work = _work(reply)
    yield _document(work)
    yield from unread(work, FIELDS)


def reads(name: str, head: bytes) -> bool:
    """Recognise an answer of Unpaywall by names that only it has."""
    return name.lower().endswith(".json") and bool(_HEAD.search(head))


def _work(reply: Reply) -> dict[str, Any]:
    work = answer_of(reply)
    if not canonical_doi(work.get("doi")) or "is_oa" not in work:
        raise ReadError(f"{reply.url} is JSON but no paper of Unpaywall", "check base_url of this source")
    return work


def _day(work: Mapping[str, Any]) -> tuple[str, str]:
    """The day of publication, or the year when it is the first of January, and the key where it stands."""
    day, year = str(work.get("published_date") or ""), str(work.get("year") or "")
    return (year, "year") if year and (not day or day[4:] == "-01-01") else (day, "published_date")


def _record(work: Mapping[str, Any]) -> dict[str, Any]:
    places: list[str] = []
    for _, who in objects_in(work.get("z_authors")):
        strings = who.get("raw_affiliation_strings")
        places += [str(place) for place in strings if place] if isinstance(strings, list) else []
    named = [field.raw for field in institutions(("", place) for place in places)]
    record: dict[str, Any] = kept({**work, "affiliations": named}, _LEFT_OUT)
    return record


def _copies(work: Mapping[str, Any]) -> Iterator[str]:
    """A line about open access, and one for each open copy."""
    if work.get("oa_status"):
        yield f"Open access: {work['oa_status']}"
    for _, copy in objects_in(work.get("oa_locations")):
        told = ", ".join(str(copy[name]) for name in ("host_type", "version", "license") if copy.get(name))
        if copy.get("url"):
            yield f"Copy: {copy['url']}" + (f" ({told})" if told else "")


def _fields(record: Mapping[str, Any]) -> Iterator[Field]:
    yield Field(type="doi", raw=canonical_doi(record["doi"]), path="$.doi", kind="own")
    if record.get("journal_name"):
        yield Field(type="journal", raw=str(record["journal_name"]), path="$.journal_name")
    day, key = _day(record)
    if day:
        yield Field(type="date", raw=day, path=f"$.{key}", kind="published")
    yield from institutions((f"$.affiliations[{n}]", place) for n, place in enumerate(record.get("affiliations", ())))


def _authors(work: Mapping[str, Any]) -> str | None:
    people = (
        who.get("raw_author_name") or f"{who.get('given') or ''} {who.get('family') or ''}".strip()
        for _, who in objects_in(work.get("z_authors"))
    )
    return "; ".join(str(name) for name in people if name) or None


def _document(work: Mapping[str, Any]) -> Document:
    record = _record(work)
    doi, title = canonical_doi(work["doi"]), without_markup(str(work.get("title") or ""))
    text, passages = text_of(title, [])
    copies = canonical("\n".join(_copies(work)))
    return Document(
        native_id=doi,
        kind="derivative",
        url=f"https://doi.org/{quote(doi, safe='/:;()._-')}",
        title=title or None,
        published=partial_date(_day(work)[0]),
        author=_authors(work),
        publisher=str(work.get("publisher") or "") or None,
        text="\n\n".join(part for part in (text, copies) if part),
        passages=passages,
        record=record,
        fields=tuple(_fields(record)),
        content=record,
        sections=sectioned(record, _SECTIONS),
        access="open" if work.get("is_oa") is True else None,
    )


SOURCE = Source(
    name="unpaywall",
    title="Unpaywall",
    kind="derivative",
    homepage="https://unpaywall.org",
    licence="free to reuse (CC0)",
    basis="Documented public API for programs, up to 100,000 calls a day, with the contact address in each request; "
    "robots.txt, which is for crawlers, is not asked.",
    robots=False,
    discover=discover,
    parse=parse,
    options=UnpaywallOptions,
    by_topic=False,
    delay=0.2,
    reads=reads,
    fields=FIELDS,
)
