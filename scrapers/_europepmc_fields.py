"""One result of Europe PMC's search (resultType=core): its record, fields and text, and every field it can have.

Names are those of the Articles RESTful API (https://europepmc.org/RestfulWebService, version 6.9) and of recorded
answers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._affiliations import organisations
from scrapers._base import FieldTable
from scrapers._json import storable
from scrapers._paper_relations import NOTICES, date_in, relation_of
from scrapers._papers import abstract_lines, institutions, text_of as paper_text, without_e_mail, without_markup
from tracker.records import Field, Kind, Passage, Problem

_DATES = (
    ("published", "firstPublicationDate"),
    ("electronic", "electronicPublicationDate"),
    ("print", "journalInfo.printPublicationDate"),
)
_DROPPED = frozenset("authorIdList authorString firstName lastName fullName initials authorId investigatorList".split())
_VOLATILE = frozenset(
    """citedByCount hasReferences hasTextMinedTerms hasDbCrossReferences hasLabsLinks hasTMAccessionNumbers hasData
    hasEvaluations hasPDF hasBook hasSuppl inEPMC inPMC tmAccessionTypeList dbCrossReferenceList dataLinksTagsList
    dateOfCompletion dateOfCreation dateOfRevision firstIndexDate fullTextReceivedDate fullTextUrlList subsetList
    meshHeadingList chemicalList authMan epmcAuthMan nihAuthMan fullTextIdList manuscriptId""".split()
)
SECTIONS = {
    "abstractText": "description",
    "authorList": "sponsor",
    "affiliation": "sponsor",
    "grantsList": "sponsor",
    "commentCorrectionList": "references",
    "pubTypeList": "status",
    "pubType": "status",
    "publicationStatus": "status",
    "versionList": "status",
    "keywordList": "conditions",
    "firstPublicationDate": "dates",
    "electronicPublicationDate": "dates",
}
_IN_RECORD = "no claim type; kept in the record"
_MOVES = "changes without a change of the paper: not part of a version"
_PERSON = "persons: dropped; authors' names are the byline only"
_TERMS = "index terms that the index gives and revises; kept in the record"
_WHERE = "where in print it stands"

FIELDS = FieldTable(
    used={
        "id": "native id",
        "source": "native id, kind",
        "pmid": "pmid (own)",
        "pmcid": "relation (version_of), full text",
        "doi": "doi (own)",
        "title": "title, text",
        "abstractText": "text (abstract)",
        "authorString": "author",
        "authorList.author[].authorAffiliationDetailsList.authorAffiliation[].affiliation": "institution",
        "affiliation": "institution, where the authors have none",
        "journalInfo.journal.title": "journal, publisher",
        "journalTitle": "journal, publisher (short answers)",
        "bookOrReportDetails.publisher": "publisher (preprint server)",
        "firstPublicationDate": "published, date (published)",
        "electronicPublicationDate": "date (electronic)",
        "journalInfo.printPublicationDate": "date (print)",
        "firstIndexDate": "cursor",
        "dateOfRevision": "modified",
        "commentCorrectionList.commentCorrection[].type": "relation (its kind)",
        "commentCorrectionList.commentCorrection[].id": "relation",
        "commentCorrectionList.commentCorrection[].source": "relation",
        "commentCorrectionList.commentCorrection[].reference": "relation (date)",
        "commentCorrectionList.commentCorrection[].note": "relation (how it was found)",
        "pubTypeList.pubType[]": "kind, relation (retracted)",
        "pubType": "kind, relation (retracted)",
        "keywordList.keyword[]": "keyword",
        "isOpenAccess": "access, full text",
    },
    ignored={
        "authorIdList.*": _PERSON,
        "authorList.author[].*": _PERSON,
        "investigatorList.*": _PERSON,
        "commentCorrectionList.commentCorrection[].orderIn": "order in print",
        "journalInfo.*": _WHERE,
        "journalVolume": _WHERE,
        "journalIssn": _WHERE,
        "issue": _WHERE,
        "pageInfo": _WHERE,
        "pubYear": "the year of firstPublicationDate or of the issue",
        "pubModel": _WHERE,
        "bookOrReportDetails.*": _IN_RECORD,
        "publicationStatus": _IN_RECORD,
        "language": "language of the paper; title and abstract are English; kept in the record",
        "grantsList.*": _IN_RECORD,
        "versionList.*": "versions of a preprint, each a record of its own; kept in the record",
        "versionNumber": "version of a preprint; kept in the record",
        "preprintList.*": "the same link as the one among the comments and corrections; kept in the record",
        "license": _IN_RECORD,
        "manuscriptId": "number of an author's manuscript",
        "meshHeadingList.*": _TERMS,
        "chemicalList.*": _TERMS,
        "subsetList.*": _TERMS,
        "embargoDate": _IN_RECORD,
        **dict.fromkeys(
            ("authMan", "epmcAuthMan", "nihAuthMan"), "whether an author's manuscript is in PubMed Central"
        ),
        **dict.fromkeys(("inEPMC", "inPMC", "hasPDF", "hasBook", "hasSuppl", "hasReferences"), _MOVES),
        **dict.fromkeys(("hasTextMinedTerms", "hasDbCrossReferences", "hasLabsLinks", "hasTMAccessionNumbers"), _MOVES),
        **dict.fromkeys(("hasData", "hasEvaluations", "citedByCount", "fullTextReceivedDate"), _MOVES),
        **dict.fromkeys(("dateOfCompletion", "dateOfCreation"), _MOVES),
        "fullTextIdList.*": "the identifier in PubMed Central again",
        "fullTextUrlList.*": "addresses of the full text elsewhere",
        "tmAccessionTypeList.*": "kinds of numbers that were mined from the text, without the numbers",
        "dbCrossReferenceList.*": "names of databases that point here",
        "dataLinksTagsList.*": _MOVES,
    },
)


def record_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept: no persons but the affiliations of authors, and no e-mail address."""
    record = _clean(storable(raw, _DROPPED))
    assert isinstance(record, dict)
    authors = _objects(record, "authorList", "author")
    if "authorList" in record:
        kept = [{key: one[key] for key in one if key == "authorAffiliationDetailsList"} for one in authors]
        record["authorList"] = {"author": [one for one in kept if one]}
    return record


def content_of(record: Mapping[str, Any]) -> Any:
    """What makes a version: the record without what moves in the index."""
    return storable(record, _VOLATILE)


def number_of(record: Mapping[str, Any]) -> str:
    """Source and number there ("MED/99999901", "PPR/PPR999901"), "" when one is missing."""
    source, number = str(record.get("source") or ""), str(record.get("id") or "")
    return f"{source}/{number}" if source and number else ""


def types_of(record: Mapping[str, Any]) -> set[str]:
    """The publication types in lower case."""
    listed = _items(record, "pubTypeList", "pubType")
    return {str(one).strip().lower() for one in [*listed, *str(record.get("pubType") or "").split(";")]}


def kind_of(record: Mapping[str, Any]) -> Kind:
    """What the record is."""
    types = types_of(record)
    if record.get("source") == "PPR" or "preprint" in types:
        return "preprint"
    return "protocol" if "clinical trial protocol" in types else "paper"


def text_of(record: Mapping[str, Any]) -> tuple[str, tuple[Passage, ...]]:
    """The text to read (title, then the abstract, a line per part behind its heading) and its passages."""
    title = without_markup(str(record.get("title") or ""))
    return paper_text(title, abstract_lines(str(record.get("abstractText") or "")))


def fields_of(record: Mapping[str, Any]) -> Iterator[Field | Problem]:
    """Every field that is read, with its path into `record`; a Problem for a kind of comment that is not known."""
    for claim, kind, key in (("doi", "own", "doi"), ("pmid", "own", "pmid"), ("relation", "version_of", "pmcid")):
        if record.get(key):
            yield Field(type=claim, raw=str(record[key]), path=f"$.{key}", kind=kind)
    for path in ("journalInfo.journal.title", "journalTitle", "bookOrReportDetails.publisher"):
        if journal := _at(record, path):
            yield Field(type="journal", raw=journal, path=f"$.{path}")
            break
    for kind, path in _DATES:
        if day := _at(record, path):
            yield Field(type="date", raw=day, path=f"$.{path}", kind=kind)
    yield from _relations(record)
    yield from institutions(_organisations(record))
    for n, word in enumerate(_items(record, "keywordList", "keyword")):
        yield Field(type="keyword", raw=str(word), path=f"$.keywordList.keyword[{n}]")


def _relations(record: Mapping[str, Any]) -> Iterator[Field | Problem]:
    named = set()
    for n, one in enumerate(_objects(record, "commentCorrectionList", "commentCorrection")):
        said, reference = str(one.get("type") or ""), str(one.get("reference") or "")
        try:
            kind = relation_of(said, reference, kind_of(record) == "preprint")
        except KeyError:
            message = f"the kind of comment '{said}' is not known; a newer version of the tracker may read it"
            yield Problem(kind="unread_value", subject=said, message=message)
            continue
        if kind is None:
            continue
        named.add(kind)
        told: dict[str, Any] = {"nature": said, "source": "europepmc"}
        told |= {"note": one["note"]} if one.get("note") else {}
        date = date_in(reference) if kind in NOTICES else None
        told |= {"date": date} if date else {}
        number, path = str(one.get("id") or ""), f"$.commentCorrectionList.commentCorrection[{n}]"
        if not re.fullmatch(r"(?:PMC|PPR)?\d+", number):
            number, told = said, {**told, "unnamed": True}
        yield Field(
            type="relation", raw=number, path=f"{path}.{'type' if number == said else 'id'}", kind=kind, qualifiers=told
        )
    if "retracted publication" in types_of(record) and "retracted_by" not in named:
        told = {"nature": "retracted publication", "source": "europepmc", "unnamed": True}
        path = "$.pubTypeList" if "pubTypeList" in record else "$.pubType"
        yield Field(type="relation", raw="retracted publication", path=path, kind="retracted_by", qualifiers=told)


def _organisations(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    lines = []
    for n, author in enumerate(_objects(record, "authorList", "author")):
        for m, one in enumerate(_objects(author, "authorAffiliationDetailsList", "authorAffiliation")):
            path = f"$.authorList.author[{n}].authorAffiliationDetailsList.authorAffiliation[{m}].affiliation"
            lines.append((path, str(one.get("affiliation") or "")))
    for path, line in lines or [("$.affiliation", str(record.get("affiliation") or ""))]:
        yield from ((path, name) for name in organisations(line))


def _at(record: Mapping[str, Any], path: str) -> str:
    found: Any = record
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return str(found) if found else ""


def _items(record: Mapping[str, Any], outer: str, inner: str) -> list[Any]:
    """The list that Europe PMC wraps in an object (authorList.author); objects or plain values."""
    found = record.get(outer)
    items = found.get(inner) if isinstance(found, dict) else None
    return items if isinstance(items, list) else []


def _objects(record: Mapping[str, Any], outer: str, inner: str) -> list[dict[str, Any]]:
    """The same where each should be an object; what is none becomes an empty one, so that places stay the same."""
    return [one if isinstance(one, dict) else {} for one in _items(record, outer, inner)]


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return without_e_mail(value) if isinstance(value, str) and "@" in value else value
