"""Retraction Watch: which papers were retracted, corrected, doubted or reinstated, as one CSV file of some 70 MB.

The file has a row per notice (over 60,000) and a comma at the end of every row. A row is about the paper that the
notice concerns: DOI, PMID, journal and date are that paper's, and its claim `relation` says what happened to it, when
and why. The documents are derivatives: an index is no witness of a trial. Dates are `M/D/YYYY 0:00`; the identifiers
`0` and `unavailable` mean that there is none; `Reason` is a list `+A;+B;`.

A night reads only the rows whose title names a condition or intervention of the topics, or whose paper is listed in
`papers`; an imported file is read as a whole. The file is larger than `max_bytes` of [fetch] allows by default: set it
to 100000000. Bytes that are no UTF-8 occur and are read as Windows-1252.
"""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO, TextIOWrapper
from typing import Any

from scrapers._base import FieldTable, Options, Source
from scrapers._dates import partial_date
from scrapers._papers import canonical_doi, institutions, kept, names_one_of_each, sectioned, text_of, without_markup
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Field, Problem, Query, Reply, Request
from tracker.text import canonical

_HEAD = re.compile(rb"\s*(?:\xef\xbb\xbf)?\"?Record ID\"?,\"?Title\"?,\"?Subject\"?,\"?Institution\"?,")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+\d{1,2}:\d{2})?")
_NATURES = {
    "retraction": "retracted_by",
    "correction": "corrected_by",
    "expression of concern": "concern_by",
    "reinstatement": "reinstated_by",
}
_SECTIONS = {
    **dict.fromkeys(("RetractionDate", "RetractionDOI", "RetractionPubMedID", "RetractionNature", "Reason"), "status"),
    "OriginalPaperDate": "dates",
    **dict.fromkeys(("Institution", "Publisher", "Country"), "sponsor"),
}
_NOTHING = frozenset(("unknown", "unavailable", "none"))
_IN_RECORD = "no claim type; kept in the record"

FIELDS = FieldTable(
    used={
        "Record ID": "native id",
        "Title": "title, text",
        "Institution": "institution",
        "Journal": "journal",
        "Publisher": "publisher",
        "Author": "author",
        "RetractionDate": "relation (date)",
        "RetractionDOI": "relation",
        "RetractionPubMedID": "relation",
        "OriginalPaperDate": "published, date (published)",
        "OriginalPaperDOI": "doi (own)",
        "OriginalPaperPubMedID": "pmid (own)",
        "RetractionNature": "relation (kind)",
        "Reason": "relation (reasons), text",
    },
    ignored={
        "Subject": _IN_RECORD,
        "Country": _IN_RECORD,
        "URLS": _IN_RECORD,
        "ArticleType": _IN_RECORD,
        "Paywalled": "whether the notice can be read free of charge",
        "Notes": "remarks that may name people",
    },
)
_LEFT_OUT = frozenset(("Author", "Paywalled", "Notes"))
_NEEDED = frozenset(FIELDS.used) - {"Institution", "Publisher", "Author"}


class RetractionWatchOptions(Options):
    """Keys of a [sources.NAME] table that reads Retraction Watch."""

    url: str = "https://api.labs.crossref.org/data/retractionwatch"
    """Address of the CSV file; another one for a copy or a test server."""
    papers: tuple[str, ...] = ()
    """DOIs and PMIDs of papers whose rows are read whatever their title says."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Cursor]:
    """Fetch the file, if it has changed; what of it is read is kept with the request.

    Asked for `native_ids` (RW1234, a DOI or a PMID of the paper) it yields an Absence for what is in no row. Raises
    FetchFailed, and ReadError when the address gives something else.
    """
    assert isinstance(options, RetractionWatchOptions)
    words = list(query.conditions + query.interventions or query.terms)
    wanted = list(query.native_ids or options.papers)
    if not words and not wanted:
        yield Problem(kind="nothing_asked", subject=query.topic, message="no topic has words, and papers is empty")
        return
    told = {"words": json.dumps([] if query.native_ids else words), "papers": json.dumps(wanted)}
    secret = {"mailto": query.contact} if "@" in query.contact else {}
    reply = fetch(Request(url=options.url, role="table", meta=told, secret=secret))
    if not reply.ok:
        raise ReadError(f"{reply.url} answered {reply.status}", "check url of this source")
    if query.native_ids:
        held = {name for row in _rows(reply) if isinstance(row, dict) for name in _names(row)}
        for number in query.native_ids:
            if _name(number) not in held:
                yield Absence(native_id=number, reply=reply)
    else:
        _header(_table(reply.body), reply)
    yield reply
    yield Cursor(values=query.cursor)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read the rows one by one: those that the request asked for, all of them from a file.

    A row that cannot be used is a Problem that names its line. Raises ReadError when the bytes are no such table, and
    where it is cut off.
    """
    if not reply.ok:
        return
    meta, told = reply.request.meta, set[str]()
    words, wanted = (json.loads(meta.get(name, "[]")) for name in ("words", "papers"))
    names = frozenset(map(_name, wanted))
    for row in _rows(reply):
        if isinstance(row, Problem):
            yield row
            continue
        if (words or names) and not (names & _names(row) or (words and names_one_of_each(row["Title"], [words]))):
            continue
        for problem in unread(row, FIELDS):
            if problem.subject not in told:
                told.add(problem.subject)
                yield problem
        yield _document(row)


def reads(name: str, head: bytes) -> bool:
    """Recognise the CSV file by the first columns of its header."""
    return name.lower().endswith(".csv") and bool(_HEAD.match(head))


def _table(body: bytes) -> Iterator[list[str]]:
    text = TextIOWrapper(BytesIO(body), "utf-8-sig", errors=_WINDOWS, newline="")
    return iter(csv.reader(text, strict=True))


def _header(table: Iterator[list[str]], reply: Reply) -> list[str]:
    """The names of the columns; raises ReadError when they are not those of Retraction Watch."""
    try:
        header = [canonical(name).strip() for name in next(table, [])]
    except csv.Error:
        header = []
    missing = sorted(_NEEDED - set(header))
    if missing:
        raise ReadError(f"{reply.url} is no table of Retraction Watch (no column {missing[0]})", "fetch it again")
    return header


def _rows(reply: Reply) -> Iterator[dict[str, str] | Problem]:
    """Every row by column, the empty column at the end left out."""
    table = _table(reply.body)
    header, line = _header(table, reply), 1
    while True:
        line += 1
        try:
            cells = next(table, None)
        except csv.Error as error:
            raise ReadError(f"{reply.url} is broken or cut off in row {line} ({error})", "fetch it again") from None
        if cells is None:
            return
        if not cells:
            continue
        row = {name: canonical(cell).strip() for name, cell in zip(header, cells, strict=False) if name}
        if len(cells) != len(header) or not row["Record ID"].isdigit():
            message = f"row {line} has {len(cells)} of {len(header)} columns, or no Record ID: left out"
            yield Problem(kind="bad_line", subject=f"{reply.url} row {line}", message=message)
        elif row["RetractionNature"].lower() not in _NATURES:
            message = f"row {line}: '{row['RetractionNature'][:40]}' is no nature of a notice that is known: left out"
            yield Problem(kind="bad_line", subject=f"{reply.url} row {line}", message=message)
        else:
            yield row


def _name(identifier: str) -> str:
    """An identifier as rows are looked up by it: a DOI, the digits of a PMID, RW and a number."""
    text = identifier.strip()
    return canonical_doi(text) or re.sub(r"^pmid\D*", "", text.lower())


def _names(row: Mapping[str, str]) -> frozenset[str]:
    found = (f"rw{row['Record ID']}", canonical_doi(row["OriginalPaperDOI"]), _pmid(row["OriginalPaperPubMedID"]))
    return frozenset(filter(None, found))


def _pmid(printed: str) -> str:
    """The digits of a PMID; "" for 0, which stands for none."""
    return printed.lstrip("0") if re.fullmatch(r"[0-9]{1,9}", printed) else ""


def _day(printed: str) -> str:
    """A date as YYYY-MM-DD, "" when it is none."""
    match = _DATE.fullmatch(printed)
    day = f"{match[3]}-{int(match[1]):02d}-{int(match[2]):02d}" if match else ""
    return day if partial_date(day) else ""


def _listed(printed: str) -> list[str]:
    """The items of a list without the marks before them; "unknown" and "unavailable" are none."""
    items = (part.strip().removeprefix("+").strip() for part in printed.split(";"))
    return [item for item in items if item and item.lower() not in _NOTHING]


def _relation(row: Mapping[str, str]) -> Field:
    nature = row["RetractionNature"].lower()
    doi, pmid = canonical_doi(row["RetractionDOI"]), _pmid(row["RetractionPubMedID"])
    told: dict[str, Any] = {"nature": nature.replace(" ", "_"), "source": "retraction-watch"}
    told |= {"record": row["Record ID"], "date": _day(row["RetractionDate"]), "reasons": _listed(row["Reason"])}
    told["pmid"] = pmid if doi else ""
    told["unnamed"] = not (doi or pmid)
    column = "RetractionDOI" if doi else "RetractionPubMedID" if pmid else "RetractionNature"
    known = {key: value for key, value in told.items() if value}
    raw = doi or pmid or row[column]
    return Field(type="relation", raw=raw, path=f"$.{column}", kind=_NATURES[nature], qualifiers=known)


def _fields(row: Mapping[str, str]) -> Iterator[Field]:
    if doi := canonical_doi(row["OriginalPaperDOI"]):
        yield Field(type="doi", raw=doi, path="$.OriginalPaperDOI", kind="own")
    if pmid := _pmid(row["OriginalPaperPubMedID"]):
        yield Field(type="pmid", raw=pmid, path="$.OriginalPaperPubMedID", kind="own")
    yield _relation(row)
    if row["Journal"]:
        yield Field(type="journal", raw=row["Journal"], path="$.Journal")
    if day := _day(row["OriginalPaperDate"]):
        yield Field(type="date", raw=day, path="$.OriginalPaperDate", kind="published")
    yield from institutions(("$.Institution", name) for name in _listed(row.get("Institution", "")))


def _document(row: Mapping[str, str]) -> Document:
    title = without_markup(row["Title"])
    record = kept(dict(row), _LEFT_OUT)
    what = " ".join(filter(None, (row["RetractionNature"], _day(row["RetractionDate"]))))
    text, passages = text_of(title, [])
    about = canonical(f"{what}: {'; '.join(_listed(row['Reason']))}".rstrip(": "))
    return Document(
        native_id=f"RW{row['Record ID']}",
        kind="derivative",
        url=_address(row),
        title=title or None,
        published=partial_date(_day(row["OriginalPaperDate"])),
        modified=partial_date(_day(row["RetractionDate"])),
        author="; ".join(_listed(row.get("Author", ""))) or None,
        publisher=row.get("Publisher") or None,
        language="en",
        text=f"{text}\n\n{about}" if text else about,
        passages=passages,
        record=record,
        fields=tuple(_fields(row)),
        content=record,
        sections=sectioned(record, _SECTIONS),
    )


def _address(row: Mapping[str, str]) -> str | None:
    doi = canonical_doi(row["RetractionDOI"]) or canonical_doi(row["OriginalPaperDOI"])
    return f"https://doi.org/{doi}" if doi else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_WINDOWS = "retraction_watch_windows"
codecs.register_error(_WINDOWS, _as_windows)


SOURCE = Source(
    name="retraction_watch",
    title="Retraction Watch Database",
    kind="derivative",
    homepage="https://retractionwatch.com/retraction-watch-database-user-guide/",
    licence="published by Crossref for free reuse, the source named",
    basis="Open data file that Crossref publishes for download; asked for once a night, only when it has changed.",
    discover=discover,
    parse=parse,
    options=RetractionWatchOptions,
    by_topic=False,
    delay=5.0,
    reads=reads,
    fields=FIELDS,
    filled={"relation": 1.0, "doi": 0.7},
)
