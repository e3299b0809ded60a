"""What a paper in JATS XML says of itself in front: its record and fields (its text is read by scrapers/_jats.py)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from scrapers._affiliations import organisations
from scrapers._dates import partial_date
from scrapers._jats import title_of
from scrapers._papers import canonical_doi, institutions, without_e_mail
from scrapers._xml import text_of
from tracker.records import Field, Kind

_META = "front/article-meta"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DATES = {
    "epub": "electronic",
    "electronic": "electronic",
    "ppub": "published",
    "print": "published",
    "pub": "published",
    "collection": "published",
    "received": "received",
    "accepted": "accepted",
    "rev-recd": "revised",
}
"""Kinds of date by pub-type, publication-format or date-type; others (pmc-release) are left out."""
_RELATED = {
    "retracted-article": "retracts",
    "retraction-forward": "retracted_by",
    "corrected-article": "corrects",
    "correction-forward": "corrected_by",
    "object-of-concern": "concerns",
    "expression-of-concern-forward": "concern_by",
    "commentary-article": "comment_on",
    "commentary": "has_comment",
    "updated-article": "update_of",
    "preprint": "has_preprint",
}
"""Kinds of relation by related-article-type (JATS, and PubMed Central's tagging guidelines)."""


def record_of(article: "etree._Element") -> dict[str, Any]:
    """The front matter without persons: identifiers, title, journal, dates, organisations, related articles."""
    found = {
        "article_type": article.get("article-type", ""),
        "ids": _ids(article),
        "title": title_of(article),
        "journal": text_of(article.find("front/journal-meta//journal-title")),
        "subjects": _texts(article, f"{_META}/article-categories//subject"),
        "keywords": _texts(article, f"{_META}/kwd-group/kwd"),
        "dates": list(_dates(article)),
        "affiliations": list(_affiliations(article)),
        "related": list(_related(article)),
        "registrations": list(_registrations(article)),
    }
    return {key: value for key, value in found.items() if value}


def number_of(record: Mapping[str, Any]) -> str:
    """PMC and digits, else the DOI, else ""."""
    ids = record.get("ids", {})
    return str(ids.get("pmcid") or ids.get("doi") or "")


def kind_of(record: Mapping[str, Any]) -> Kind:
    """What the article is: a preprint, a protocol (by type or the heading it is printed under) or a paper."""
    given = str(record.get("article_type", ""))
    headings = [given.replace("-", " "), *record.get("subjects", ())]
    protocol = re.compile(r"(?:clinical |study |trial |research )*protocols?", re.IGNORECASE)
    if given == "preprint":
        return "preprint"
    return "protocol" if any(protocol.fullmatch(one.strip()) for one in headings) else "paper"


def byline_of(article: "etree._Element") -> str | None:
    """The authors as an index prints them ("Doe J, Example Group"), None when there are none."""
    names = []
    for one in article.findall(f"{_META}/contrib-group/contrib"):
        if one.get("contrib-type", "author") == "author":
            given = text_of(one.find("name/given-names"))
            initials = "".join(word[0] for word in re.split(r"[\s.-]+", given) if word)
            names.append(" ".join(filter(None, (text_of(one.find("name/surname")), initials))))
            names[-1] = names[-1] or text_of(one.find("collab"))
    return ", ".join(filter(None, names)) or None


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`."""
    kinds = {"doi": ("doi", "own"), "pmid": ("pmid", "own")}
    for name, (claim, kind) in kinds.items():
        if given := record.get("ids", {}).get(name):
            yield Field(type=claim, raw=given, path=f"$.ids.{name}", kind=kind)
            yield Field(type="relation", raw=given, path=f"$.ids.{name}", kind="version_of")
    if record.get("journal"):
        yield Field(type="journal", raw=record["journal"], path="$.journal")
    for n, one in enumerate(record.get("dates", ())):
        yield Field(type="date", raw=one["date"], path=f"$.dates[{n}].date", kind=one["kind"])
    for n, one in enumerate(record.get("related", ())):
        told = {"nature": one["type"]}
        yield Field(
            type="relation", raw=one["id"], path=f"$.related[{n}].id", kind=_RELATED[one["type"]], qualifiers=told
        )
    for n, one in enumerate(record.get("registrations", ())):
        told = {"channel": "metadata", "id_type": one["registry"]}
        path = f"$.registrations[{n}].number"
        yield Field(type="registration_id", raw=one["number"], path=path, kind="own", qualifiers=told)
    for n, word in enumerate(record.get("keywords", ())):
        yield Field(type="keyword", raw=word, path=f"$.keywords[{n}]")
    lines = enumerate(record.get("affiliations", ()))
    yield from institutions((f"$.affiliations[{n}]", name) for n, line in lines for name in organisations(line))


def _ids(article: "etree._Element") -> dict[str, str]:
    found: dict[str, str] = {}
    for one in article.findall(f"{_META}/article-id"):
        kind, given = one.get("pub-id-type", ""), text_of(one)
        if kind in ("pmc", "pmcid") and re.fullmatch(r"(?:PMC)?\d+", given):
            found["pmcid"] = f"PMC{given.removeprefix('PMC')}"
        elif kind == "pmid" and given.isdigit():
            found["pmid"] = given
        elif kind == "doi" and canonical_doi(given):
            found["doi"] = canonical_doi(given)
    return found


def _texts(article: "etree._Element", path: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(text_of, article.findall(path)))))


def _dates(article: "etree._Element") -> Iterator[dict[str, str]]:
    seen = set()
    for one in [*article.findall(f"{_META}/pub-date"), *article.findall(f"{_META}/history/date")]:
        named = (one.get("pub-type"), one.get("publication-format"), one.get("date-type"))
        kind = next((_DATES[name] for name in named if name in _DATES), None)
        parts = [text_of(one.find(name)) for name in ("year", "month", "day")]
        given = "-".join(part.zfill(2) for part in parts[: parts.index("") if "" in parts else 3])
        when = partial_date(given)
        if kind and when and (kind, given) not in seen:
            seen.add((kind, given))
            yield {"kind": kind, "date": given}


def _affiliations(article: "etree._Element") -> Iterator[str]:
    for one in article.iterfind(f"{_META}//aff"):
        label = text_of(one.find("label"))
        parts = [str(part).strip(" ,;\n") for part in one.itertext(etree.Element)]
        line = text_of(one) if one.find("institution") is None else ", ".join(filter(None, parts))
        yield without_e_mail(line.removeprefix(label).strip(" ,"))


def _related(article: "etree._Element") -> Iterator[dict[str, str]]:
    for one in article.iterfind(f"{_META}//related-article"):
        kind, to = one.get("related-article-type", ""), one.get(_HREF, "").strip()
        if kind in _RELATED and to:
            yield {"type": kind, "id": to}


def _registrations(article: "etree._Element") -> Iterator[dict[str, str]]:
    """Registrations as JATS4R recommends to tag them (related-object of type clinical-trial-number)."""
    for one in article.iterfind(f"{_META}//related-object"):
        if one.get("document-id-type") == "clinical-trial-number" and one.get("document-id"):
            yield {"registry": one.get("source-id", ""), "number": one.get("document-id", "").strip()}
