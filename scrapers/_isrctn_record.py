"""One trial of ISRCTN as plain objects: what was received, what is kept of it, and its parts.

Attributes stand under "@name", the text of an element that also has attributes under "#text"; elements that may be
repeated are always lists; what is empty is left out. The same trial also comes as JSON made by R's ctrdata out of this
XML (`trial` without its attributes, and without sponsor and funder).
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from scrapers._json import storable
from scrapers._personal import without_addresses
from tracker.text import canonical

_PERSONAL = frozenset({"contact", "contactId", "contactDetails", "privacy", "@createdBy", "export"})
_BOOKKEEPING = frozenset({"@lastUpdated", "@version", "@id"})
_REPEATED = frozenset(
    {
        "attachedFile", "condition", "contact", "contactId", "contactType", "country", "dataPolicy", "ethicsCommittee",
        "funder", "funderId", "intervention", "outcomeMeasure", "output", "participantType", "purpose",
        "secondaryNumber", "sponsor", "sponsorId", "trialCentre", "trialSetting", "trialType",
    }
)  # fmt: skip
_WITH_ONE_COUNTRY = frozenset({"trialCentre", "contactDetails"})
_ADDED_BY_EXPORT = ("_id", "ctrname", "record_last_import")
_MAIN_CONTACT = re.compile(
    r"Who (?:is|are) the (?:main|study) contacts?\b.*?(?=\n\s*_{3,}|\n\s*Previous\b|\Z)", re.DOTALL | re.IGNORECASE
)
_SECTIONS = {
    "externalRefs": "identification",
    "trialDescription.title": "identification",
    "trialDescription.scientificTitle": "identification",
    "trialDescription.acronym": "identification",
    "trialDescription": "description",
    "trialDescription.primaryOutcomes": "outcomes",
    "trialDescription.primaryOutcome": "outcomes",
    "trialDescription.secondaryOutcomes": "outcomes",
    "trialDescription.secondaryOutcome": "outcomes",
    "trialDescription.trialWebsite": "documents",
    "trialDesign": "design",
    "trialDesign.overallEndDate": "dates",
    "trialDesign.overallStatusOverride": "status",
    "trialDesign.reasonAbandoned": "status",
    "participants": "eligibility",
    "participants.targetEnrolment": "design",
    "participants.totalFinalEnrolment": "design",
    "participants.totalTarget": "design",
    "participants.recruitmentCountries": "sites",
    "participants.trialCentres": "sites",
    "participants.patientInfoSheet": "documents",
    "participants.recruitmentStart": "dates",
    "participants.recruitmentEnd": "dates",
    "participants.recruitmentStartStatusOverride": "status",
    "participants.recruitmentStatusOverride": "status",
    "conditions": "conditions",
    "interventions": "arms",
    "results": "results",
    "results.publicationDetails": "references",
    "results.publicationStage": "references",
    "outputs": "references",
    "miscellaneous": "results",
    "attachedFiles": "documents",
    "parties": "sponsor",
}


def raw_of(entry: "etree._Element") -> dict[str, Any]:
    """The entry (`fullTrial`) as received, persons included: for strict reading, not for storing."""
    found = _plain(entry)
    return found if isinstance(found, dict) else {}


def raw_of_export(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The same of one JSON object of ctrdata; what that tool adds stands under `export`."""
    trial = _relisted({key: value for key, value in entry.items() if key not in _ADDED_BY_EXPORT})
    return {"trial": trial or {}, "export": {key: entry[key] for key in _ADDED_BY_EXPORT if key in entry}}


def record_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept: no contact persons or addresses, no e-mail address or telephone number in any text.

    The last paragraph of a plain English summary ("Who is the main contact?") is left out whole.
    """
    record = _without_persons(storable(raw, _PERSONAL))
    assert isinstance(record, dict)
    return record


def content_of(record: Mapping[str, Any]) -> Any:
    """What makes a version: the record without its time of update, version number and internal element ids."""
    return storable(record, _BOOKKEEPING)


def sections_of(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The content by named parts; together they are all of it."""
    found: dict[str, dict[str, Any]] = {}
    for key, part in content.items():
        if key != "trial":
            found.setdefault("sponsor", {})[key] = part
    for key, part in (content.get("trial") or {}).items():
        if isinstance(part, dict) and key != "isrctn":
            for name, value in part.items():
                section = _SECTIONS.get(f"{key}.{name}") or _SECTIONS.get(key, "identification")
                found.setdefault(section, {})[f"{key}.{name}"] = value
        else:
            found.setdefault(_SECTIONS.get(key, "identification"), {})[key] = part
    return found


def number_of(record: Mapping[str, Any]) -> str:
    """The registration number, ISRCTN and 8 digits; "" when the entry has none of that form."""
    for path, prefix in (("@publicIdentifierCanonical", ""), ("isrctn", "ISRCTN")):
        number = prefix + value_at(record, path).strip().upper()
        if re.fullmatch(r"ISRCTN\d{8}", number):
            return number
    return ""


def value_at(record: Mapping[str, Any], path: str) -> str:
    """The text at `path` below `trial` ("a.b[0].c"), "" where there is none."""
    found = node_at(record, path)
    if isinstance(found, dict):
        found = found.get("#text")
    return found if isinstance(found, str) else ""


def node_at(record: Mapping[str, Any], path: str) -> Any:
    """Whatever stands at `path` below `trial`, None where there is nothing."""
    found: Any = record.get("trial")
    for step in path.split("."):
        name, _, index = step.partition("[")
        found = found.get(name) if isinstance(found, dict) else None
        if index:
            items = listed(found)
            found = items[int(index[:-1])] if int(index[:-1]) < len(items) else None
    return found


def steps_at(record: Mapping[str, Any], path: str) -> list[str]:
    """The paths of the items of the list at `path`."""
    return [f"{path}[{n}]" for n in range(len(listed(node_at(record, path))))]


def listed(value: Any) -> list[Any]:
    """`value` when it is a list, else nothing."""
    return value if isinstance(value, list) else []


def _without_persons(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _without_persons(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_persons(item) for item in value]
    if not isinstance(value, str):
        return value
    text = _MAIN_CONTACT.sub("", value).rstrip() if key == "plainEnglishSummary" else value
    return without_addresses(text)


def _plain(element: "etree._Element") -> Any:
    """The element as plain objects, None when it holds nothing."""
    within = etree.QName(element).localname
    plain: dict[str, Any] = {
        f"@{etree.QName(name).localname}": canonical(value) for name, value in element.attrib.items() if value
    }
    for child in element:
        value = _plain(child) if isinstance(child.tag, str) else None
        name = etree.QName(child).localname if value is not None else ""
        if value is None:
            continue
        if name in plain and not isinstance(plain[name], list):
            plain[name] = [plain[name]]
        if name in plain or _repeats(within, name):
            plain.setdefault(name, []).append(value)
        else:
            plain[name] = value
    text = canonical("".join(element.xpath("text()")).strip())
    if not plain:
        return text or None
    return plain | ({"#text": text} if text else {})


def _relisted(value: Any, key: str = "") -> Any:
    """The JSON `value` with lists where the XML has repeated elements and without what is empty, None for nothing."""
    if isinstance(value, dict):
        kept: dict[str, Any] = {}
        for name, item in value.items():
            part = _relisted(item, name)
            if part is not None:
                kept[name] = [part] if _repeats(key, name) and not isinstance(part, list) else part
        return kept or None
    if isinstance(value, list):
        return [item for one in value if (item := _relisted(one, key)) is not None] or None
    return canonical(value.strip()) or None if isinstance(value, str) else None


def _repeats(within: str, name: str) -> bool:
    """Whether an element `name` of `within` may come more than once: a site has one country, a trial many."""
    return name in _REPEATED and not (name == "country" and within in _WITH_ONE_COUNTRY)
