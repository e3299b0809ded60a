"""A paper in JATS XML as a document (its text is read by scrapers/_jats.py, its front by scrapers/_jats_front.py)."""

import re
from collections.abc import Iterable

from lxml import etree

from scrapers import _jats, _jats_front
from scrapers._dates import partial_date
from scrapers._xml import root_of
from tracker.errors import ReadError
from tracker.records import Document, PartialDate, Problem, Reply


def articles_in(reply: Reply) -> Iterable["etree._Element"]:
    """The articles of an answer in JATS; raises ReadError that says what came instead."""
    root = root_of(reply.body, reply.url)
    articles = _jats.articles_of(root)
    if not articles:
        error = " ".join(str(root.findtext(".//errMsg") or root.findtext(".//ERROR") or "").split())[:200]
        said = f"answered '{error}'" if error else f"is XML with {etree.QName(root).localname}, not a paper in JATS"
        raise ReadError(f"{reply.url} {said}", "export it from PubMed Central or Europe PMC as JATS")
    return articles


def document_number(article: "etree._Element") -> str:
    """The native id of an article: PMC and digits, else its DOI, else ""."""
    return _jats_front.number_of(_jats_front.record_of(article))


def document_of(article: "etree._Element") -> Document | Problem:
    """The document that an article is; a Problem when nothing identifies it."""
    record = _jats_front.record_of(article)
    number = _jats_front.number_of(record)
    if not number:
        return Problem(kind="bad_id", subject="article-id", message="an article without PMCID and DOI was left out")
    text, passages = _jats.text_and_passages(article)
    dated: dict[str, PartialDate | None] = {one["kind"]: partial_date(one["date"]) for one in record.get("dates", ())}
    front = {key: value for key, value in record.items() if key not in ("title", "dates", "affiliations")}
    sections = {
        "identification": front | {"title": record.get("title")},
        "dates": record.get("dates", []),
        "sponsor": record.get("affiliations", []),
        "description": text,
    }
    is_pmc = bool(re.fullmatch(r"PMC\d+", number))
    return Document(
        native_id=number,
        kind=_jats_front.kind_of(record),
        url=f"https://europepmc.org/article/PMC/{number}" if is_pmc else f"https://doi.org/{number}",
        title=record.get("title"),
        published=dated.get("electronic") or dated.get("published"),
        author=_jats_front.byline_of(article),
        publisher=record.get("journal"),
        language=article.get("{http://www.w3.org/XML/1998/namespace}lang", "en").lower()[:2],
        text=text,
        passages=passages,
        record=record,
        fields=tuple(_jats_front.fields_of(record)),
        content=sections,
        sections=sections,
        access="open",
    )
