"""WHO ICTRP: files that a person exported from the search portal; the portal has no free API.

`tracker import` reads both exports of https://trialsearch.who.int ("Export results to XML", "to CSV"): DRKS, ANZCTR,
jRCT, ChiCTR, CTRI and the other registries without an API come through them. The XML may be cut off before its end:
every whole trial is read and one Problem says where it ends. Texts carry trailing blanks and escaped `<br>`. The CSV is
read with any of the usual delimiters and encodings, its columns in any order.

An entry is a copy that ICTRP made of a registry's entry, so it is a derivative and never a second witness.
"""

import csv
import html
import re
from collections.abc import Iterator
from io import StringIO

from lxml import etree

from scrapers._base import Options, Source
from scrapers._ictrp_fields import day_of, fields_of, registered, text_of, unread_values
from scrapers._ictrp_table import DROPPED, FIELDS, VOLATILE, known, name_of, section_of
from scrapers._personal import without_addresses
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Cursor, Document, Fetch, Passage, Problem, Query, Reply
from tracker.text import canonical, decode

_ROOT = "Trials_downloaded_from_ICTRP"
_CHUNK = 1 << 16
_LONGEST_CELL = 20_000_000
_FEWEST_KNOWN = 4
_ILLEGAL = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|d[89ab][0-9a-f]{2}|fff[ef])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));|[\x00-\x08\x0b\x0c\x0e-\x1f]",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_BREAK = re.compile(r"<\s?/?\s?(?:br|p)\s?/?\s?>", re.IGNORECASE)
_EMPTY = frozenset({"", "NULL", "NA", "nan"})
_HOW = "search at https://trialsearch.who.int, export the results to XML, then 'tracker import FILE'"

Row = dict[str, str]


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    """Yield a Problem that says how to export and import: there is nothing that may be asked."""
    yield Problem(kind="nothing_asked", subject="ictrp", message=f"WHO ICTRP has no free API; {_HOW}")


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read every trial of an export, XML or CSV; what could not be read is a Problem, one per kind and field.

    Raises ReadError for other bytes.
    """
    if not reply.ok:
        return
    rows = _xml_rows(reply) if decode(reply.body[:400]).lstrip()[:1] == "<" else _csv_rows(reply)
    held: dict[str, Row] = {}
    fields: set[str] = set()
    values: dict[str, list[str]] = {}
    for number, raw in enumerate(rows, 1):
        if isinstance(raw, Problem):
            yield raw
            continue
        record = _record(raw)
        identity = record.get("TrialID", "")
        if not identity:
            yield Problem(kind="bad_id", subject=f"trial {number}", message=f"trial {number} has no TrialID")
        elif identity not in held:
            held[identity] = record
            yield _document(record)
            for name, value in unread_values(record):
                values.setdefault(name, []).append(f"{identity} '{value[:60]}'")
        elif held[identity] != record:
            message = f"{identity} comes twice with different contents; the first was read"
            yield Problem(kind="duplicate", subject=identity, message=message)
        for problem in unread(raw, FIELDS):
            if problem.subject not in fields:
                fields.add(problem.subject)
                yield problem
    for name, found in values.items():
        message = f"{len(found)} values of {name} were not read and stay as printed: {', '.join(found[:5])}"
        yield Problem(kind="unread_value", subject=name, message=message + (" ..." if len(found) > 5 else ""))


def reads(name: str, head: bytes) -> bool:
    """Recognise the XML by its root, the CSV by the labels in its first line."""
    lower = name.lower()
    if lower.endswith(".xml"):
        return f"<{_ROOT}" in decode(head)
    return lower.endswith((".csv", ".tsv")) and _delimiter(decode(head)) is not None


def _xml_rows(reply: Reply) -> Iterator[Row | Problem]:
    """The children of each whole `Trial` by name, read piece by piece without entities, network or DTD."""
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=(_ROOT, "Trial"), resolve_entities=False, no_network=True, load_dtd=False
    )
    wide = reply.body.startswith((b"\xff\xfe", b"\xfe\xff"))
    body = reply.body if wide else _ILLEGAL.sub(b"?", reply.body)
    root, count, broken = None, 0, ""
    for start in range(0, len(body) + _CHUNK, _CHUNK):
        try:
            if start < len(body):
                parser.feed(body[start : start + _CHUNK])
            else:
                parser.close()
        except etree.XMLSyntaxError as error:
            broken = str(error)
        for event, element in parser.read_events():
            if event == "start":
                root = element.getroottree() if element.tag == _ROOT and element.getparent() is None else root
                if root is None or root.docinfo.doctype:
                    raise ReadError(f"{reply.url} is XML but no ICTRP export", _HOW)
            elif element.tag == "Trial":
                count += 1
                yield _named((child.tag, "".join(child.itertext())) for child in element if isinstance(child.tag, str))
                element.clear()
        if broken:
            break
    if root is None:
        raise ReadError(f"{reply.url} is no ICTRP export or is empty", _HOW)
    if broken:
        message = f"the file is cut off or damaged at trial {count + 1}, {count} were read ({broken}); export it again"
        yield Problem(kind="cut_off", subject=reply.url, message=message)


def _csv_rows(reply: Reply) -> Iterator[Row | Problem]:
    text = decode(reply.body)
    delimiter = _delimiter(text)
    if delimiter is None:
        raise ReadError(f"{reply.url} is no ICTRP export: its first line has no TrialID among known labels", _HOW)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    labels = next(reader)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            extra = [cell for cell in cells[len(labels) :] if cell.strip()]
            if len(cells) >= len(labels) and not extra:
                yield _named(zip(labels, cells, strict=False))
            elif any(cell.strip() for cell in cells):
                message = f"row {number} has {len(cells)} cells, the first line {len(labels)}: it was left out"
                yield Problem(kind="bad_line", subject=f"{reply.url} row {number}", message=message)
    except csv.Error as error:
        message = f"the file cannot be read after row {number} ({error}); export it again"
        yield Problem(kind="cut_off", subject=reply.url, message=message)


def _delimiter(text: str) -> str | None:
    """What separates the labels of the first line; None when they are not those of ICTRP."""
    first = text.lstrip("\ufeff").splitlines()[:1]
    for delimiter in (",", ";", "\t", "|"):
        labels = next(csv.reader(first, delimiter=delimiter), [])
        if "TrialID" in map(name_of, labels) and sum(map(known, labels)) >= _FEWEST_KNOWN:
            return delimiter
    return None


def _named(cells: "Iterator[tuple[str, str]] | zip[tuple[str, str]]") -> Row:
    """Values by name, without empty ones; values of a name that comes twice are joined by a semicolon."""
    row: Row = {}
    for label, value in cells:
        name, text = name_of(canonical(label)), _clean(value)
        if text not in _EMPTY:
            row[name] = f"{row[name]};{text}" if name in row else text
    return row


def _clean(value: str) -> str:
    """Text without entities, `<br>` (a new line instead), carriage returns and blanks at the end of lines."""
    text = (
        _ENTITY.sub(lambda match: html.unescape(match[0]), canonical(value)).replace("\r\n", "\n").replace("\r", "\n")
    )
    lines = (line.rstrip() for line in _BREAK.sub("\n", text).split("\n"))
    return canonical(re.sub(r"\n{3,}", "\n\n", "\n".join(lines))).strip()


def _record(raw: Row) -> Row:
    """What is kept: no contact persons, and no e-mail address or telephone number in any text."""
    return {name: without_addresses(text) for name, text in raw.items() if name not in DROPPED}


def _document(record: Row) -> Document:
    text, title_end = text_of(record)
    content = {name: value for name, value in record.items() if name not in VOLATILE}
    sections: dict[str, Row] = {}
    for name, value in content.items():
        sections.setdefault(section_of(name), {})[name] = value
    address = record.get("web_address", "")
    return Document(
        native_id=record["TrialID"],
        kind="derivative",
        url=address if re.match(r"https?://", address) else None,
        title=record.get("Public_title") or record.get("Scientific_title"),
        published=registered(record)[1],
        modified=day_of(record.get("Last_Refreshed_on", "")),
        publisher="WHO ICTRP",
        language="en",
        text=text,
        passages=(Passage(kind="headline", start=0, end=title_end),) if title_end else (),
        record=record,
        fields=tuple(fields_of(record)),
        content=content,
        sections=sections,
    )


SOURCE = Source(
    name="ictrp",
    title="WHO ICTRP exports",
    kind="derivative",
    homepage="https://trialsearch.who.int",
    licence="WHO terms: free of charge, name WHO ICTRP as the source and the day of the data, no commercial use",
    basis="Files that the user exported from the search portal, which offers that free of charge; nothing is fetched.",
    discover=discover,
    parse=parse,
    by_topic=False,
    reads=reads,
    fields=FIELDS,
    filled={"registration_id": 1.0, "date": 0.9},
)
