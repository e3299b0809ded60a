"""One study of ClinicalTrials.gov (API v2, its OpenAPI file 2.0.0) as record, content, sections and text."""

from collections.abc import Mapping
from typing import Any

from scrapers._ctgov_read import entries, under, value_at
from scrapers._json import storable
from scrapers._personal import REMOVED, is_person, without_addresses

_SECTIONS = (
    "protocolSection",
    "resultsSection",
    "annotationSection",
    "documentSection",
    "derivedSection",
    "hasResults",
)
_PERSONAL = frozenset(
    {
        "centralContacts",
        "contacts",
        "overallContact",
        "overallContactBackup",
        "pointOfContact",
        "investigatorFullName",
        "investigatorTitle",
        "oldNameTitle",
        "unpostedResponsibleParty",
        "locations_nested",
    }
)
_PLACES = "protocolSection.contactsLocationsModule"
_SPONSOR = "protocolSection.sponsorCollaboratorsModule"
_BOOKKEEPING = frozenset(
    {"statusVerifiedDate", "lastUpdateSubmitDate", "lastUpdatePostDateStruct", "geoPoint", "overallOfficials"}
)
_STATUS = frozenset({"overallStatus", "lastKnownStatus", "delayedPosting", "whyStopped", "expandedAccessInfo"})
_SECTION_OF = {
    "identificationModule": "identification",
    "sponsorCollaboratorsModule": "sponsor",
    "oversightModule": "sponsor",
    "descriptionModule": "description",
    "conditionsModule": "conditions",
    "designModule": "design",
    "armsInterventionsModule": "arms",
    "outcomesModule": "outcomes",
    "eligibilityModule": "eligibility",
    "contactsLocationsModule": "sites",
    "referencesModule": "references",
    "ipdSharingStatementModule": "documents",
}
"""Module of the protocol -> section; the status module is divided into status and dates."""


def as_received(study: Mapping[str, Any]) -> dict[str, Any]:
    """The study with its persons and whatever an exporter added; single values wrapped in lists are taken out of them.

    Some exports (R's jsonlite) wrap every single value.
    """
    wrapped = isinstance(value_at(study, "protocolSection.identificationModule.nctId"), list)
    return {key: _unwrapped(part) if wrapped else part for key, part in study.items()}


def record_of(received: Mapping[str, Any]) -> dict[str, Any]:
    """The study without persons and without an exporter's own keys.

    Left out are contacts, investigators, officials' names, e-mail addresses and telephone numbers in any text, and
    the name of a site or of the sponsor where it is a person's: a contact or official, an investigator who is sponsor.
    """
    kept = {key: received[key] for key in _SECTIONS if key in received}
    record = without_addresses(storable(kept, _PERSONAL))
    assert isinstance(record, dict)
    for _, official in entries(record, f"{_PLACES}.overallOfficials"):
        official.pop("name", None)
        if official.get("affiliation") == REMOVED:
            del official["affiliation"]
    anywhere = entries(received, f"{_PLACES}.overallOfficials") + entries(received, f"{_PLACES}.centralContacts")
    for (_, site), (_, given) in zip(
        entries(record, f"{_PLACES}.locations"), entries(received, f"{_PLACES}.locations"), strict=True
    ):
        names = [contact.get("name") for _, contact in under(given, "contacts", "") + anywhere]
        if is_person(str(site.get("facility") or ""), names):
            del site["facility"]
    if value_at(received, f"{_SPONSOR}.responsibleParty.type") == "SPONSOR_INVESTIGATOR":
        lead = value_at(record, f"{_SPONSOR}.leadSponsor")
        investigator = value_at(received, f"{_SPONSOR}.responsibleParty.investigatorFullName")
        if isinstance(lead, dict) and is_person(str(lead.get("name") or ""), [investigator]):
            del lead["name"]
    return record


def content_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a version: the record without what the registry derives or stamps by itself.

    Left out are `derivedSection` (browse trees, data date), the dates of verification and of the last update,
    coordinates and officials: an edit that touches nothing else is no new version.
    """
    content = storable({key: part for key, part in record.items() if key != "derivedSection"}, _BOOKKEEPING)
    assert isinstance(content, dict)
    return content


def sections_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The named parts of `content`; together they are all of it. A module that is new stands in description."""
    found: dict[str, dict[str, Any]] = {}

    def put(section: str, key: str, value: Any) -> None:
        if value not in (None, {}, []):
            found.setdefault(section, {})[key] = value

    protocol = content.get("protocolSection")
    for module, part in protocol.items() if isinstance(protocol, dict) else ():
        if module == "statusModule" and isinstance(part, dict):
            put("status", module, {key: value for key, value in part.items() if key in _STATUS})
            put("dates", module, {key: value for key, value in part.items() if key not in _STATUS})
        else:
            put(_SECTION_OF.get(module, "description"), module, part)
    for key, part in content.items():
        if key in ("resultsSection", "hasResults"):
            put("results", key, part)
        elif key != "protocolSection":
            put("documents", key, part)
    return found


def text_of(record: Mapping[str, Any]) -> tuple[str, int]:
    """The text to read (titles, brief summary, detailed description; Markdown kept as received), and where titles end.

    Eligibility criteria are left out: what they count and time is not the trial's own. They are a field.
    """
    identity, description = "protocolSection.identificationModule", "protocolSection.descriptionModule"
    titles = "\n".join(_texts(record, f"{identity}.briefTitle", f"{identity}.officialTitle"))
    body = _texts(record, f"{description}.briefSummary", f"{description}.detailedDescription")
    return "\n\n".join(filter(None, [titles, *body])), len(titles)


def _unwrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], dict):
        return value[0]
    return [_unwrapped(item) for item in value] if isinstance(value, list) else value


def _texts(record: Mapping[str, Any], *paths: str) -> list[str]:
    return [found for path in paths if isinstance(found := value_at(record, path), str) and found.strip()]
