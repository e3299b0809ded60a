"""The fields, dates and text of one article of PubMed (its record is made by scrapers/_pubmed_record.py)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._affiliations import organisations
from scrapers._dates import partial_date
from scrapers._paper_relations import NOTICES, date_in, doi_in, relation_of
from scrapers._papers import institutions, text_of as paper_text
from scrapers._pubmed_record import steps_at, text_at
from tracker.records import Field, Kind, PartialDate, Passage, Precision, Problem

_ARTICLE = "MedlineCitation.Article"
_ISSUE = f"{_ARTICLE}.Journal.JournalIssue.PubDate"
_COMMENTS = "MedlineCitation.CommentsCorrectionsList.CommentsCorrections"
_REGISTRIES = frozenset(
    """anzctr chictr clinicaltrials.gov cris ctis ctri drks eu-ctr euctr eudract hkuctr irct isrctn itmctr japiccti jma
    jma-iia jmacct jprn jrct kct lbctr nl-omon ntr ntt pactr per rebec repec rpcec slctr tctr umin umin-ctr""".split()
)
"""DataBankName of trial registries, lower case (NLM's list of databank sources); the others hold genes and data."""
_OF_SEVERAL = frozenset(("Review", "Systematic Review", "Meta-Analysis", "Editorial", "Comment", "Letter", "News"))
"""Publication types of what speaks of trials without being the report of one."""
_HISTORY = {"received": "received", "accepted": "accepted", "revised": "revised", "entrez": "entered"}
_YEARS = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_NO_LABEL = frozenset(("", "UNLABELLED", "UNLABELED"))


def number_of(record: Mapping[str, Any]) -> str:
    """The PMID, "" when there is none."""
    found = text_at(record, "MedlineCitation.PMID").strip()
    return found if re.fullmatch(r"[1-9]\d{0,8}", found) else ""


def types_of(record: Mapping[str, Any]) -> set[str]:
    """The publication types, in the capitals of MeSH (old records print all of it in capitals)."""
    steps = steps_at(record, f"{_ARTICLE}.PublicationTypeList.PublicationType")
    return {text_at(record, step).title().replace(" Of ", " of ") for step in steps}


def kind_of(types: set[str]) -> Kind:
    """What a record of these publication types is."""
    return "preprint" if "Preprint" in types else "protocol" if "Clinical Trial Protocol" in types else "paper"


def text_of(record: Mapping[str, Any]) -> tuple[str, tuple[Passage, ...]]:
    """The text to read (title, then the abstract, a line per part behind its label) and its passages."""
    lines = []
    for step in steps_at(record, f"{_ARTICLE}.Abstract.AbstractText"):
        label, part = text_at(record, f"{step}.@Label").strip(" :"), text_at(record, step)
        named = label.capitalize() if label.isupper() else label
        lines.append(part if label.upper() in _NO_LABEL else f"{named}: {part}")
    return paper_text(text_at(record, f"{_ARTICLE}.ArticleTitle"), lines)


def published(record: Mapping[str, Any]) -> PartialDate | None:
    """The day it was first published: online when the record says so, else that of the issue."""
    online = [date_at(record, step) for step in steps_at(record, f"{_ARTICLE}.ArticleDate")]
    return next(filter(None, [*online, date_at(record, _ISSUE)]), None)


def date_at(record: Mapping[str, Any], path: str) -> PartialDate | None:
    """The date of the element at `path`: Year, Month (number or name), Day; Year and Season; or MedlineDate.

    A season is as wide as its year; "2031 Nov-Dec" and "2031 Dec-2032 Jan" are every day from the first to the last.
    """
    year, month, day = (text_at(record, f"{path}.{part}") for part in ("Year", "Month", "Day"))
    if not year:
        return _medline(text_at(record, f"{path}.MedlineDate"))
    named = not month.isdigit()
    day = day if month else ""
    printed = " ".join(filter(None, (day, month, year) if named else (year, month, day)))
    found = partial_date(printed if named else "-".join(filter(None, (year, month.zfill(2) if month else "", day))))
    return (found or partial_date(year)) if month else partial_date(year)


def entered(record: Mapping[str, Any]) -> str:
    """The day the record was entered (PubMed's edat) in ISO form, "" when it is not given."""
    for step in steps_at(record, "PubmedData.History.PubMedPubDate"):
        when = date_at(record, step) if text_at(record, f"{step}.@PubStatus") == "entrez" else None
        if when:
            return when.low.isoformat()
    return ""


def fields_of(record: Mapping[str, Any]) -> Iterator[Field | Problem]:
    """Every field that is read, with its path into `record`; a Problem for a kind of reference that is not known."""
    types = types_of(record)
    yield Field(type="pmid", raw=number_of(record), path=_path("MedlineCitation.PMID"), kind="own")
    yield from _dois(record)
    yield from _registrations(record, bool(types & _OF_SEVERAL))
    name = "Title" if text_at(record, f"{_ARTICLE}.Journal.Title") else "ISOAbbreviation"
    if journal := text_at(record, f"{_ARTICLE}.Journal.{name}"):
        yield Field(type="journal", raw=journal, path=_path(f"{_ARTICLE}.Journal.{name}"))
    yield from _dates(record)
    yield from _relations(record, types)
    yield from institutions(_organisations(record))
    for group in steps_at(record, "MedlineCitation.KeywordList"):
        for step in steps_at(record, f"{group}.Keyword"):
            if word := text_at(record, step):
                yield Field(type="keyword", raw=word, path=_path(step))


def _path(path: str) -> str:
    return f"$.{path}"


def _dois(record: Mapping[str, Any]) -> Iterator[Field]:
    found: dict[str, Field] = {}
    for step in steps_at(record, f"{_ARTICLE}.ELocationID"):
        if text_at(record, f"{step}.@EIdType") == "doi" and text_at(record, f"{step}.@ValidYN") != "N":
            doi = text_at(record, step)
            found.setdefault(doi.lower(), Field(type="doi", raw=doi, path=_path(step), kind="own"))
    for step in steps_at(record, "PubmedData.ArticleIdList.ArticleId"):
        given, named = text_at(record, step), text_at(record, f"{step}.@IdType")
        if named == "doi":
            found.setdefault(given.lower(), Field(type="doi", raw=given, path=_path(step), kind="own"))
        elif named == "pmc" and re.fullmatch(r"PMC\d+", given):
            yield Field(type="relation", raw=given, path=_path(step), kind="version_of")
    yield from found.values()


def _registrations(record: Mapping[str, Any], of_several: bool) -> Iterator[Field]:
    for bank in steps_at(record, f"{_ARTICLE}.DataBankList.DataBank"):
        name = text_at(record, f"{bank}.DataBankName").strip()
        if name.lower().replace(" ", "-") not in _REGISTRIES:
            continue
        for step in steps_at(record, f"{bank}.AccessionNumberList.AccessionNumber"):
            if number := text_at(record, step).strip():
                told = {"channel": "metadata", "id_type": name}
                kind = "mention" if of_several else "own"
                yield Field(type="registration_id", raw=number, path=_path(step), kind=kind, qualifiers=told)


def _dates(record: Mapping[str, Any]) -> Iterator[Field]:
    places = [("published", _ISSUE)]
    places += [("electronic", step) for step in steps_at(record, f"{_ARTICLE}.ArticleDate")]
    for step in steps_at(record, "PubmedData.History.PubMedPubDate"):
        kind = _HISTORY.get(text_at(record, f"{step}.@PubStatus"))
        places += [(kind, step)] if kind else []
    for kind, path in places:
        when = date_at(record, path)
        if when and when.low.year == when.high.year:
            raw = when.low.isoformat()[: {"year": 4, "month": 7, "day": 10}[when.precision]]
            if when.precision == "month" and when.low.month != when.high.month:
                raw = raw[:4]
            printed = " ".join(filter(None, (text_at(record, f"{path}.{part}") for part in ("Season", "MedlineDate"))))
            told = {"printed": printed} if printed else {}
            yield Field(type="date", raw=raw, path=_path(path), kind=kind, qualifiers=told)


def _relations(record: Mapping[str, Any], types: set[str]) -> Iterator[Field | Problem]:
    named = set()
    for step in steps_at(record, _COMMENTS):
        said, reference = text_at(record, f"{step}.@RefType"), text_at(record, f"{step}.RefSource")
        try:
            kind = relation_of(said, reference, "Preprint" in types)
        except KeyError:
            message = f"the kind of reference '{said}' is not known; a newer version of the tracker may read it"
            yield Problem(kind="unread_value", subject=said, message=message)
            continue
        if kind is None:
            continue
        named.add(kind)
        date = date_in(reference) if kind in NOTICES else None
        told: dict[str, Any] = {"nature": said, "source": "pubmed"} | ({"date": date} if date else {})
        pmid, doi = text_at(record, f"{step}.PMID"), doi_in(reference)
        if pmid or doi:
            path = _path(f"{step}.PMID" if pmid else f"{step}.RefSource")
            yield Field(type="relation", raw=pmid or doi or "", path=path, kind=kind, qualifiers=told)
        else:
            path = _path(f"{step}.RefSource")
            yield Field(type="relation", raw=reference, path=path, kind=kind, qualifiers={**told, "unnamed": True})
    if "Retracted Publication" in types and "retracted_by" not in named:
        path = _path(f"{_ARTICLE}.PublicationTypeList")
        told = {"nature": "Retracted Publication", "source": "pubmed", "unnamed": True}
        yield Field(type="relation", raw="Retracted Publication", path=path, kind="retracted_by", qualifiers=told)


def _organisations(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group in steps_at(record, f"{_ARTICLE}.AuthorList"):
        for author in steps_at(record, f"{group}.Author"):
            for step in steps_at(record, f"{author}.AffiliationInfo"):
                path = f"{step}.Affiliation"
                yield from ((_path(path), name) for name in organisations(text_at(record, path)))


def _medline(printed: str) -> PartialDate | None:
    """A MedlineDate ("2031 Nov-Dec", "2031 Dec 23-30", "2031-2032 Winter", "2031 Dec-2032 Jan")."""
    years = [int(year) for year in _YEARS.findall(printed)]
    if not years:
        return None
    months = _MONTH.findall(printed)
    first = partial_date(f"{months[0]} {years[0]}" if months else str(years[0]))
    last = partial_date(f"{months[-1]} {years[-1]}" if months else str(years[-1]))
    if first is None or last is None or last.high < first.low:
        return partial_date(str(years[0]))
    precision: Precision = "month" if months and first.low.year == last.low.year else "year"
    return PartialDate(low=first.low, high=last.high, precision=precision, raw=printed)
