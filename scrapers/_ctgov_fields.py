"""One study of ClinicalTrials.gov (API v2, documented by its OpenAPI file 2.0.0) as record, text and fields.

Whatever is missing or of another shape than documented is passed over: a field that is not there yields nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._json import storable
from tracker.records import Field

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
        "locations_nested",
    }
)
_BOOKKEEPING = frozenset(
    {"statusVerifiedDate", "lastUpdateSubmitDate", "lastUpdatePostDateStruct", "geoPoint", "overallOfficials"}
)
_SINGLE: tuple[tuple[str, str | None, str], ...] = (
    ("registration_id", "own", "identificationModule.nctId"),
    ("registration_id", "sponsor", "identificationModule.orgStudyIdInfo.id"),
    ("acronym", None, "identificationModule.acronym"),
    ("title", "brief", "identificationModule.briefTitle"),
    ("title", "official", "identificationModule.officialTitle"),
    ("status", "overall", "statusModule.overallStatus"),
    ("status", "last_known", "statusModule.lastKnownStatus"),
    ("status", "why_stopped", "statusModule.whyStopped"),
    ("allocation", None, "designModule.designInfo.allocation"),
    ("model", "interventional", "designModule.designInfo.interventionModel"),
    ("model", "observational", "designModule.designInfo.observationalModel"),
    ("duration", "follow_up", "designModule.targetDuration"),
    ("age", "minimum", "eligibilityModule.minimumAge"),
    ("age", "maximum", "eligibilityModule.maximumAge"),
    ("sex", None, "eligibilityModule.sex"),
    ("eligibility", "healthy_volunteers", "eligibilityModule.healthyVolunteers"),
    ("eligibility", "criteria", "eligibilityModule.eligibilityCriteria"),
)
_DATES = (
    ("start", "startDateStruct"),
    ("primary_completion", "primaryCompletionDateStruct"),
    ("completion", "completionDateStruct"),
    ("first_posted", "studyFirstPostDateStruct"),
    ("results_posted", "resultsFirstPostDateStruct"),
    ("last_update_posted", "lastUpdatePostDateStruct"),
)
_CONTROL_ARMS = frozenset({"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "ACTIVE_COMPARATOR", "NO_INTERVENTION"})
_SAMPLE_SIZE = {"ESTIMATED": "planned", "ACTUAL": "enrolled"}
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[\w/)]")


def record_of(study: Mapping[str, Any]) -> dict[str, Any]:
    """The study without persons (contacts, investigators, officials' names) and without an exporter's own keys.

    Some exports (R's jsonlite) wrap every single value in a list; it is taken out of it.
    """
    sections = {key: study[key] for key in _SECTIONS if key in study}
    record = storable(_unwrapped(sections) if _is_wrapped(sections) else sections, _PERSONAL)
    for _, official in _entries(record, "contactsLocationsModule.overallOfficials"):
        official.pop("name", None)
    assert isinstance(record, dict)
    return record


def content_of(record: Mapping[str, Any]) -> Any:
    """What makes a version: the record without what the registry derives or stamps by itself.

    Left out are `derivedSection` (browse trees, data date), the dates of verification and of the last update,
    coordinates and officials: an edit that touches nothing else is no new version.
    """
    return storable({key: part for key, part in record.items() if key != "derivedSection"}, _BOOKKEEPING)


def text_of(record: Mapping[str, Any]) -> tuple[str, int]:
    """The text to read (titles, brief summary, detailed description; Markdown kept as received), and where titles end.

    Eligibility criteria are left out: what they count and time is not the trial's own. They are a field.
    """
    titles = "\n".join(_texts(record, "identificationModule.briefTitle", "identificationModule.officialTitle"))
    body = _texts(record, "descriptionModule.briefSummary", "descriptionModule.detailedDescription")
    return "\n\n".join(filter(None, [titles, *body])), len(titles)


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted `path` below protocolSection, None when any step is missing or no object."""
    found: Any = record.get("protocolSection")
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`.

    `sample_size` is planned (ESTIMATED), enrolled (ACTUAL) or, where the registry gives no type,
    planned_or_enrolled. `phase` lists all phases in one value joined by "|". `centres` is the number of listed sites.
    """
    for claim, kind, path in _SINGLE:
        yield from _field(claim, value_at(record, path), path, kind)
    yield from _design(record)
    yield from _dates(record)
    yield from _identifiers(record)
    yield from _outcomes(record)
    yield from _arms(record)
    yield from _places(record)
    yield from _references(record)
    for claim, path in (("condition", "conditionsModule.conditions"), ("keyword", "conditionsModule.keywords")):
        for step, value in _list(record, path):
            yield from _field(claim, value, step)


def _is_wrapped(sections: Mapping[str, Any]) -> bool:
    return isinstance(value_at(sections, "identificationModule.nctId"), list)


def _unwrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], dict):
        return value[0]
    return [_unwrapped(item) for item in value] if isinstance(value, list) else value


def _design(record: Mapping[str, Any]) -> Iterator[Field]:
    design = "designModule"
    enrolment = value_at(record, f"{design}.enrollmentInfo")
    if isinstance(enrolment, dict):
        kind = _SAMPLE_SIZE.get(str(enrolment.get("type")), "planned_or_enrolled")
        yield from _field("sample_size", enrolment.get("count"), f"{design}.enrollmentInfo.count", kind)
    phases = [str(phase) for _, phase in _list(record, f"{design}.phases")]
    yield from _field("phase", "|".join(phases), f"{design}.phases")
    masking = value_at(record, f"{design}.designInfo.maskingInfo")
    if isinstance(masking, dict):
        who = [str(name) for _, name in _list(record, f"{design}.designInfo.maskingInfo.whoMasked")]
        path = f"{design}.designInfo.maskingInfo.masking"
        yield from _field("masking", masking.get("masking"), path, who_masked=who)


def _dates(record: Mapping[str, Any]) -> Iterator[Field]:
    for kind, name in _DATES:
        struct = value_at(record, f"statusModule.{name}")
        if isinstance(struct, dict):
            path = f"statusModule.{name}.date"
            yield from _field("date", struct.get("date"), path, kind, date_type=struct.get("type"))
    submitted = "statusModule.studyFirstSubmitDate"
    yield from _field("date", value_at(record, submitted), submitted, "first_submitted")


def _identifiers(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, other in _entries(record, "identificationModule.secondaryIdInfos"):
        told = {"id_type": other.get("type"), "domain": other.get("domain")}
        yield from _field("registration_id", other.get("id"), f"{step}.id", "secondary", **told)
    for step, alias in _list(record, "identificationModule.nctIdAliases"):
        yield from _field("registration_id", alias, step, "alias")


def _outcomes(record: Mapping[str, Any]) -> Iterator[Field]:
    for role in ("primary", "secondary"):
        for step, outcome in _entries(record, f"outcomesModule.{role}Outcomes"):
            told = {"description": outcome.get("description"), "time_frame": outcome.get("timeFrame")}
            yield from _field(f"{role}_outcome", outcome.get("measure"), f"{step}.measure", **told)


def _arms(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, arm in _entries(record, "armsInterventionsModule.armGroups"):
        if str(arm.get("type")) in _CONTROL_ARMS:
            yield from _field("control", arm["type"], f"{step}.type", arm=arm.get("label"))
    for step, given in _entries(record, "armsInterventionsModule.interventions"):
        told = {"type": given.get("type"), "other_names": given.get("otherNames"), "arms": given.get("armGroupLabels")}
        told["description"] = given.get("description")
        yield from _field("intervention", given.get("name"), f"{step}.name", **told)


def _places(record: Mapping[str, Any]) -> Iterator[Field]:
    sponsor = "sponsorCollaboratorsModule.leadSponsor.name"
    yield from _field("institution", value_at(record, sponsor), sponsor, role="lead_sponsor")
    for step, partner in _entries(record, "sponsorCollaboratorsModule.collaborators"):
        yield from _field("institution", partner.get("name"), f"{step}.name", role="collaborator")
    party = "sponsorCollaboratorsModule.responsibleParty.investigatorAffiliation"
    yield from _field("institution", value_at(record, party), party, role="responsible_party")
    for step, official in _entries(record, "contactsLocationsModule.overallOfficials"):
        yield from _field("institution", official.get("affiliation"), f"{step}.affiliation", role="official")
    sites = _entries(record, "contactsLocationsModule.locations")
    if sites:
        countries = sorted({str(site["country"]) for _, site in sites if site.get("country")})
        yield from _field("centres", len(sites), "contactsLocationsModule.locations", "listed", countries=countries)


def _references(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, paper in _entries(record, "referencesModule.references"):
        key = "pmid" if paper.get("pmid") else "citation"
        doi = _DOI.search(str(paper.get("citation") or ""))
        told = {"pmid": paper.get("pmid"), "citation": paper.get("citation"), "doi": doi and doi[0]}
        yield from _field("reference", paper.get(key), f"{step}.{key}", paper.get("type"), **told)


def _field(claim: str, value: Any, path: str, kind: Any = None, **told: Any) -> Iterator[Field]:
    """One field, or none when there is no plain value; qualifiers without a value are left out."""
    if isinstance(value, bool):
        raw = json.dumps(value)
    elif isinstance(value, str | int | float):
        raw = str(value)
    else:
        return
    if raw.strip():
        qualifiers = {key: item for key, item in told.items() if item not in (None, "", [])}
        yield Field(
            type=claim,
            raw=raw,
            path=f"$.protocolSection.{path}",
            kind=kind if isinstance(kind, str) and kind else None,
            qualifiers=qualifiers,
        )


def _list(record: Mapping[str, Any], path: str) -> list[tuple[str, Any]]:
    """The items of the list at `path`, each with its own path; empty when there is no list."""
    found = value_at(record, path)
    return [(f"{path}[{n}]", item) for n, item in enumerate(found)] if isinstance(found, list) else []


def _entries(record: Mapping[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    """Those items of the list at `path` that are objects."""
    return [(step, item) for step, item in _list(record, path) if isinstance(item, dict)]


def _texts(record: Mapping[str, Any], *paths: str) -> list[str]:
    return [found for path in paths if isinstance(found := value_at(record, path), str) and found.strip()]
