"""The fields of a study's protocol section (ClinicalTrials.gov API v2), each with its path into the record."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._ctgov_read import entries, field, listed, under, value_at
from tracker.records import Field

_SINGLE: tuple[tuple[str, str | None, str], ...] = (
    ("registration_id", "own", "protocolSection.identificationModule.nctId"),
    ("registration_id", "sponsor", "protocolSection.identificationModule.orgStudyIdInfo.id"),
    ("acronym", None, "protocolSection.identificationModule.acronym"),
    ("title", "brief", "protocolSection.identificationModule.briefTitle"),
    ("title", "official", "protocolSection.identificationModule.officialTitle"),
    ("status", "overall", "protocolSection.statusModule.overallStatus"),
    ("status", "last_known", "protocolSection.statusModule.lastKnownStatus"),
    ("status", "why_stopped", "protocolSection.statusModule.whyStopped"),
    ("allocation", None, "protocolSection.designModule.designInfo.allocation"),
    ("model", "interventional", "protocolSection.designModule.designInfo.interventionModel"),
    ("model", "observational", "protocolSection.designModule.designInfo.observationalModel"),
    ("duration", "follow_up", "protocolSection.designModule.targetDuration"),
    ("fda_regulated", "drug", "protocolSection.oversightModule.isFdaRegulatedDrug"),
    ("fda_regulated", "device", "protocolSection.oversightModule.isFdaRegulatedDevice"),
    ("age", "minimum", "protocolSection.eligibilityModule.minimumAge"),
    ("age", "maximum", "protocolSection.eligibilityModule.maximumAge"),
    ("sex", None, "protocolSection.eligibilityModule.sex"),
    ("eligibility", "healthy_volunteers", "protocolSection.eligibilityModule.healthyVolunteers"),
    ("eligibility", "criteria", "protocolSection.eligibilityModule.eligibilityCriteria"),
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


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`.

    `sample_size` is planned (ESTIMATED), enrolled (ACTUAL) or, where the registry gives no type,
    planned_or_enrolled. `phase` lists all phases in one value joined by "|". `centres` is the number of listed sites.
    """
    for claim, kind, path in _SINGLE:
        yield from field(claim, value_at(record, path), path, kind)
    yield from _design(record)
    yield from _dates(record)
    yield from _identifiers(record)
    yield from _outcomes(record)
    yield from _arms(record)
    yield from _places(record)
    yield from _references(record)
    for claim, name in (("condition", "conditions"), ("keyword", "keywords")):
        for step, value in listed(record, f"protocolSection.conditionsModule.{name}"):
            yield from field(claim, value, step)


def _design(record: Mapping[str, Any]) -> Iterator[Field]:
    design = "protocolSection.designModule"
    enrolment = value_at(record, f"{design}.enrollmentInfo")
    if isinstance(enrolment, dict):
        kind = _SAMPLE_SIZE.get(str(enrolment.get("type")), "planned_or_enrolled")
        yield from field("sample_size", enrolment.get("count"), f"{design}.enrollmentInfo.count", kind)
    phases = [str(phase) for _, phase in listed(record, f"{design}.phases")]
    yield from field("phase", "|".join(phases), f"{design}.phases")
    masking = value_at(record, f"{design}.designInfo.maskingInfo")
    if isinstance(masking, dict):
        who = [str(name) for _, name in listed(record, f"{design}.designInfo.maskingInfo.whoMasked")]
        path = f"{design}.designInfo.maskingInfo.masking"
        yield from field("masking", masking.get("masking"), path, who_masked=who)


def _dates(record: Mapping[str, Any]) -> Iterator[Field]:
    for kind, name in _DATES:
        struct = value_at(record, f"protocolSection.statusModule.{name}")
        if isinstance(struct, dict):
            path = f"protocolSection.statusModule.{name}.date"
            yield from field("date", struct.get("date"), path, kind, date_type=struct.get("type"))
    submitted = "protocolSection.statusModule.studyFirstSubmitDate"
    yield from field("date", value_at(record, submitted), submitted, "first_submitted")


def _identifiers(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, other in entries(record, "protocolSection.identificationModule.secondaryIdInfos"):
        told = {"id_type": other.get("type"), "domain": other.get("domain")}
        yield from field("registration_id", other.get("id"), f"{step}.id", "secondary", **told)
    for step, alias in listed(record, "protocolSection.identificationModule.nctIdAliases"):
        yield from field("registration_id", alias, step, "alias")


def _outcomes(record: Mapping[str, Any]) -> Iterator[Field]:
    for role in ("primary", "secondary", "other"):
        for step, outcome in entries(record, f"protocolSection.outcomesModule.{role}Outcomes"):
            told = {"description": outcome.get("description"), "time_frame": outcome.get("timeFrame")}
            yield from field(f"{role}_outcome", outcome.get("measure"), f"{step}.measure", **told)


def _arms(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, arm in entries(record, "protocolSection.armsInterventionsModule.armGroups"):
        kind = str(arm.get("type") or "")
        told = {"description": arm.get("description"), "interventions": arm.get("interventionNames")}
        yield from field("arm", arm.get("label"), f"{step}.label", kind.lower(), **told)
        if kind in _CONTROL_ARMS:
            yield from field("control", kind, f"{step}.type", arm=arm.get("label"))
        yield from _described(arm, step)
    for step, given in entries(record, "protocolSection.armsInterventionsModule.interventions"):
        more = {"type": given.get("type"), "other_names": given.get("otherNames"), "arms": given.get("armGroupLabels")}
        more["description"] = given.get("description")
        yield from field("intervention", given.get("name"), f"{step}.name", **more)
        yield from _described(given, step)


def _described(part: Mapping[str, Any], step: str) -> Iterator[Field]:
    """The description of an arm or a treatment, as what may give a dose and a length of treatment."""
    for claim in ("dose", "duration"):
        yield from field(claim, part.get("description"), f"{step}.description", "described")


def _places(record: Mapping[str, Any]) -> Iterator[Field]:
    sponsor = "protocolSection.sponsorCollaboratorsModule.leadSponsor.name"
    yield from field("institution", value_at(record, sponsor), sponsor, role="lead_sponsor")
    for step, partner in entries(record, "protocolSection.sponsorCollaboratorsModule.collaborators"):
        yield from field("institution", partner.get("name"), f"{step}.name", role="collaborator")
    party = "protocolSection.sponsorCollaboratorsModule.responsibleParty.investigatorAffiliation"
    yield from field("institution", value_at(record, party), party, role="responsible_party")
    for step, official in entries(record, "protocolSection.contactsLocationsModule.overallOfficials"):
        yield from field("institution", official.get("affiliation"), f"{step}.affiliation", role="official")
    sites = entries(record, "protocolSection.contactsLocationsModule.locations")
    if sites:
        countries = sorted({str(site["country"]) for _, site in sites if site.get("country")})
        path = "protocolSection.contactsLocationsModule.locations"
        yield from field("centres", len(sites), path, "listed", countries=countries)


def _references(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, paper in entries(record, "protocolSection.referencesModule.references"):
        key = "pmid" if paper.get("pmid") else "citation"
        doi = _DOI.search(str(paper.get("citation") or ""))
        told = {"pmid": paper.get("pmid"), "citation": paper.get("citation"), "doi": doi and doi[0]}
        told["retractions"] = [notice.get("pmid") for _, notice in under(paper, "retractions", step)]
        yield from field("reference", paper.get(key), f"{step}.{key}", paper.get("type"), **told)
