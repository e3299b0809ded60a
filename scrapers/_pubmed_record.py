"""One PubmedArticle as plain objects: what was received, what is kept of it, and its parts.

Attributes stand under "@name"; elements that the DTD (https://dtd.nlm.nih.gov/ncbi/pubmed/) lets come more than once
are always lists; titles, abstracts and the like are text, nested markup included; what is empty is left out.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from scrapers._papers import without_e_mail
from scrapers._xml import plain

_REPEATED = frozenset(
    {
        "AbstractText", "AccessionNumber", "AffiliationInfo", "ArticleDate", "ArticleId", "Author", "AuthorList",
        "Chemical", "CitationSubset", "CommentsCorrections", "DataBank", "ELocationID", "GeneSymbol", "GeneralNote",
        "Grant", "Identifier", "Investigator", "InvestigatorList", "Keyword", "KeywordList", "Language", "MeshHeading",
        "Object", "OtherAbstract", "OtherID", "Param", "PersonalNameSubject", "PubMedPubDate", "PublicationType",
        "QualifierName", "Reference", "ReferenceList", "SpaceFlightMission", "SupplMeshName",
    }
)  # fmt: skip
_TEXTS = frozenset(
    {
        "AbstractText", "Affiliation", "ArticleTitle", "BookTitle", "Citation", "CoiStatement", "CollectiveName",
        "CopyrightInformation", "GeneralNote", "Keyword", "Note", "RefSource", "Suffix", "VernacularTitle",
    }
)  # fmt: skip
_LEFT_OUT = frozenset(("InvestigatorList", "PersonalNameSubjectList", "CoiStatement", "ReferenceList"))
_BOOKKEEPING = frozenset(
    {
        "@Status", "@Owner", "@IndexingMethod", "@VersionDate", "DateCompleted", "DateRevised", "DateCreated",
        "CitationSubset", "NumberOfReferences", "MeshHeadingList", "ChemicalList", "SupplMeshList", "GeneSymbolList",
        "History", "OtherID", "GeneralNote", "MedlineJournalInfo",
    }
)  # fmt: skip
_SECTIONS = {
    "Journal": "identification",
    "ArticleTitle": "identification",
    "VernacularTitle": "identification",
    "Abstract": "description",
    "OtherAbstract": "description",
    "AuthorList": "sponsor",
    "GrantList": "sponsor",
    "ArticleDate": "dates",
    "PublicationTypeList": "status",
    "PublicationStatus": "status",
    "CommentsCorrectionsList": "references",
    "KeywordList": "conditions",
}


def raw_of(article: "etree._Element") -> dict[str, Any]:
    """The article (PubmedArticle) as received, persons included: for strict reading, not for storing."""
    found = plain(article, _REPEATED, _TEXTS)
    return found if isinstance(found, dict) else {}


def record_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept: no persons but the affiliations of authors, no e-mail address, no list of references."""
    record = _kept(raw)
    assert isinstance(record, dict)
    for group in listed(node_at(record, "MedlineCitation.Article.AuthorList")):
        group["Author"] = [author for one in listed(group.get("Author")) if (author := _without_names(one))]
    return record


def content_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a version: the record without the index's own dates, states and index terms."""
    content = _without(record, _BOOKKEEPING)
    assert isinstance(content, dict)
    return content


def sections_of(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The content by named parts; together they are all of it."""
    found: dict[str, dict[str, Any]] = {}
    for outer, part in content.items():
        for name, value in part.items() if isinstance(part, dict) else ():
            inner = value if name == "Article" and isinstance(value, dict) else {name: value}
            for key, item in inner.items():
                found.setdefault(_SECTIONS.get(key, "identification"), {})[f"{outer}.{key}"] = item
    return found


def byline_of(raw: Mapping[str, Any]) -> str | None:
    """The authors as an index prints them ("Doe J, Roe AB, Example Group"), None when there are none."""
    names = []
    for group in listed(node_at(raw, "MedlineCitation.Article.AuthorList")):
        for one in listed(group.get("Author")) if group.get("@Type", "authors") == "authors" else ():
            person = " ".join(filter(None, (text_at(one, key) for key in ("LastName", "Initials", "Suffix"))))
            names.append(person or text_at(one, "CollectiveName"))
    return ", ".join(filter(None, names)) or None


def text_at(record: Mapping[str, Any], path: str) -> str:
    """The text at `path` ("a.b[0].c"), "" where there is none."""
    found = node_at(record, path)
    if isinstance(found, dict):
        found = found.get("#text")
    return found if isinstance(found, str) else ""


def node_at(record: Mapping[str, Any], path: str) -> Any:
    """Whatever stands at `path`, None where there is nothing."""
    found: Any = record
    for name, index in re.findall(r"([^.\[\]]+)(?:\[(\d+)\])?", path):
        found = found.get(name) if isinstance(found, dict) else None
        if index:
            items = listed(found)
            found = items[int(index)] if int(index) < len(items) else None
    return found


def steps_at(record: Mapping[str, Any], path: str) -> list[str]:
    """The paths of the items of the list at `path`."""
    return [f"{path}[{n}]" for n in range(len(listed(node_at(record, path))))]


def listed(value: Any) -> list[Any]:
    """`value` when it is a list, else nothing."""
    return value if isinstance(value, list) else []


def _without_names(author: Any) -> dict[str, Any]:
    kept = {}
    if isinstance(author, dict):
        given = [info.get("Affiliation") for info in listed(author.get("AffiliationInfo")) if isinstance(info, dict)]
        lines = [{"Affiliation": line} for line in given if line]
        kept = {"CollectiveName": author.get("CollectiveName"), "AffiliationInfo": lines}
    return {key: value for key, value in kept.items() if value}


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _kept(item) for name, item in value.items() if name not in _LEFT_OUT}
    if isinstance(value, list):
        return [_kept(item) for item in value]
    return without_e_mail(value) if isinstance(value, str) and "@" in value else value


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value
