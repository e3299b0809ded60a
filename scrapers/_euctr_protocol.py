"""A protocol of the EU Clinical Trials Register as it is downloaded (plain text) or shown (HTML page), by its codes.

A line of the text is `CODE name: value`; lines without a known code go on with the value above. A translation repeats
code and name with the language behind it, "(es)". Sponsors, products and the like come one after the other: a code that
does not follow the one before begins the next.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from lxml import etree, html

from scrapers._euctr_table import CODES, HEAD, HEADINGS, MEDDRA, UNCODED, group_of
from tracker.errors import ReadError

_CODE = re.compile(r"([A-H]\.\d+(?:\.\d+)*(?:\s(?:and|to)\s[A-H]\.\d+(?:\.\d+)*)?)\s+([A-Z(].*)")
_VALUE = re.compile(r"([^:?]{0,200}?)(?:\s?\(([a-z]{2})\))?\s*[:?]\s?(.*)")
_TITLE = re.compile(
    r"[A-HNP]\. (?:Protocol Information|Sponsor Information|Applicant Identification|IMP Identification|"
    r"General Information on|Population of Trial|Investigator Networks|Review by|End of Trial)"
    r"|Sponsor \d+$|D\.IMP|MedDRA Classification$"
)
_UNIT = re.compile(r"(years|months|days)$")
_ORDER = {
    code: n
    for n, code in enumerate(sorted(CODES - MEDDRA, key=lambda code: [int(part) for part in re.findall(r"\d+", code)]))
}


class Entry(NamedTuple):
    """One field of a protocol; `language` is that of a translation, and a heading has no code."""

    code: str
    value: str = ""
    language: str = ""


def protocols_in_text(text: str) -> Iterator[dict[str, Any]]:
    """The protocols of a download, in its order, as objects by code."""
    blocks = re.split(r"(?m)^(?=EudraCT Number:)", text.replace("\r\n", "\n"))
    for block in blocks[1:]:
        yield _protocol(_lines(block.rstrip().removesuffix("\nSummary")))


def protocol_in_page(body: bytes, name: str) -> dict[str, Any]:
    """The protocol that a page of the register shows; raises ReadError for another page."""
    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise ReadError(f"{name} is not a page that can be read ({error})", "save the page again") from None
    protocol = _protocol(_cells(page))
    if "A.2" not in protocol:
        raise ReadError(f"{name} is a page without a protocol", "save the page of a protocol, or download it as text")
    return protocol


def _lines(block: str) -> Iterator[Entry]:
    """The fields of a protocol in text."""
    kept: Entry | None = None
    names: tuple[str, ...] = (*HEAD, *UNCODED)
    for line in block.split("\n"):
        found = _field(line.rstrip(), names)
        if found is None:
            if kept is not None:
                kept = kept._replace(value=f"{kept.value}\n{line.rstrip()}")
            continue
        if kept is not None:
            yield kept
        kept = found if found.code else None
        names = UNCODED if found.code not in HEAD else names
    if kept is not None:
        yield kept


def _field(line: str, names: Iterable[str]) -> Entry | None:
    """The field that a line begins, an entry without a code for a heading, None for a line that goes on.

    `names` are those of the fields without a code that can begin here.
    """
    for name in names:
        printed = line.replace("'", "")
        if printed.startswith(name + ":"):
            return Entry(name, printed[len(name) + 1 :].strip())
    match = _CODE.match(line)
    if match is None:
        return Entry("") if _TITLE.match(line) else None
    code, rest = match.groups()
    value = _VALUE.match(rest)
    if value is None or (code in HEADINGS and code not in CODES):
        return Entry("") if code in HEADINGS or code in CODES else None
    if code not in CODES and code != "E.1.2" and code.count(".") < 2:
        return None
    return _named(code, value[1], value[3], value[2] or "")


def _named(code: str, name: str, value: str, language: str = "") -> Entry:
    """The field under the code that is its own: some codes stand for several fields."""
    unit = _UNIT.search(name)
    if code == "E.1.2":
        code = name if name in MEDDRA else ""
    elif code.startswith("E.8.9.") and unit:
        code = f"{code} {unit[1]}"
    elif code == "F.1.1" and name.startswith("Number of subjects"):
        code = "F.1.1 number"
    return Entry(code, value.strip(), language)


def _cells(page: "html.HtmlElement") -> Iterator[Entry]:
    """The fields of a protocol page: rows of a head (name, value) and of tables (code, name, value)."""
    for row in page.iter("tr"):
        cells = row.findall("td")
        kind = cells[0].get("class") if cells else None
        told = [_words(cell).rstrip(":") for cell in cells]
        if kind == "first" and len(cells) == 3:
            inner = cells[2].find(".//td")
            value = _words(inner if inner is not None else cells[2])
            name = f"{told[0]} {told[1]}".replace("'", "")
            yield Entry(name, value) if told[0] in ("N.", "P.") else _named(told[0], told[1], value)
        elif kind == "cellGrey" and len(cells) == 2:
            yield Entry(told[0].replace("'", ""), _words(cells[1]))
        elif kind == "cellBlue":
            yield Entry("")


def _words(cell: "html.HtmlElement") -> str:
    """The text of a cell, line breaks kept."""
    for part in cell.iter("br"):
        part.tail = "\n" + (part.tail or "")
    lines = (" ".join(line.split()) for line in cell.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _protocol(entries: Iterable[Entry]) -> dict[str, Any]:
    """The fields as one object: lists of sponsors, products and so on, translations apart, empty values left out."""
    made: dict[str, Any] = {"country": "", "head": {}}
    last: dict[str, int] = {}
    for code, value, language in entries:
        value = value.strip()
        if not code or not value:
            continue
        group = group_of(code)
        if code in HEAD:
            made["head"][code] = value
        elif language:
            made.setdefault("translations", {}).setdefault(language, {})[code] = value
        elif group:
            _item(made, group, code, last)[code] = value
        else:
            made.setdefault(code, value)
    made["country"] = _country(made)
    return made


def _item(made: dict[str, Any], group: str, code: str, last: dict[str, int]) -> dict[str, Any]:
    """The sponsor, product ... that `code` belongs to: the next one when the code does not follow the last."""
    home = made.setdefault("imps", [{}])[-1] if group == "substances" else made
    items: list[dict[str, Any]] = home.setdefault(group, [])
    place = _ORDER.get(code, 0)
    if not items or code in items[-1] or place < last.get(group, place):
        items.append({})
        if group == "imps":
            last.pop("substances", None)
    last[group] = place
    return items[-1]


def _country(made: dict[str, Any]) -> str:
    """The country in words ("Spain", of "Spain - AEMPS"); "" when none is named."""
    said = str(made.get("A.1") or made["head"].get("National Competent Authority") or "")
    return said.partition(" - ")[0].strip()
