"""One trial of CTIS, as `retrieve` gives it or as a row of a search, as record, text and fields.

Whatever is missing or of another shape than documented is passed over. CTIS counts people per country: those of the
European Economic Area in part II, those elsewhere (`rowSubjectCount`) in part I, and `totalNumberEnrolled` is the
former only; the planned size of the whole trial is their sum. Codes are told in the words that the portal shows.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._ctis_record import day_of, entries, found_at, value_at
from scrapers._ctis_table import AGE_GROUPS, AGES, ALLOCATIONS, PHASES, STATUSES
from tracker.records import Field

_DETAILS = "authorizedPartI.trialDetails"
_INFORMATION = f"{_DETAILS}.trialInformation"
_PEOPLE = f"{_INFORMATION}.populationOfTrialSubjects"
_TITLES = (
    ("official", f"{_DETAILS}.clinicalTrialIdentifiers.fullTitle"),
    ("official", "ctTitle"),
    ("official", "title"),
    ("brief", f"{_DETAILS}.clinicalTrialIdentifiers.publicTitle"),
    ("short", f"{_DETAILS}.clinicalTrialIdentifiers.shortTitle"),
    ("short", "shortTitle"),
)
_DATES = (
    ("start", "ACTUAL", "startDateEU"),
    ("completion", "ACTUAL", "endDateEU"),
    ("recruitment_start", "ESTIMATED", f"{_INFORMATION}.trialDuration.estimatedRecruitmentStartDate"),
    ("completion", "ESTIMATED", f"{_INFORMATION}.trialDuration.estimatedGlobalEndDate"),
    ("completion_in_europe", "ESTIMATED", f"{_INFORMATION}.trialDuration.estimatedEndDate"),
    ("authorised", "", "decisionDateOverall"),
    ("authorised", "", "authorizationDate"),
    ("authorised", "", "decisionDate"),
    ("first_submitted", "", "submissionDate"),
    ("last_update_posted", "", "lastUpdated"),
    ("published_in_registry", "", "publishDate"),
)
_RESULTS = (("results.summaryResults", "submissionDate"), ("results.clinicalStudyReports", "submitDate"))


def text_of(record: Mapping[str, Any]) -> tuple[str, int]:
    """The text to read (titles, main objective, periods and arms by name), and where the titles end."""
    titles = "\n".join(dict.fromkeys(field.raw for field in _titles(record) if field.kind != "short"))
    body = [value_at(record, f"{_INFORMATION}.trialObjective.mainObjective")]
    for _, period in entries(record, f"{_DETAILS}.protocolInformation.studyDesign.periodDetails"):
        arms = period.get("armDetails")
        names = [arm.get("title") for arm in arms if isinstance(arm, dict)] if isinstance(arms, list) else []
        body += [period.get("title"), *names]
    given = [text for text in body if isinstance(text, str) and text.strip()]
    return "\n\n".join(filter(None, [titles, *given])), len(titles)


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`."""
    yield from _numbers(record)
    yield from _titles(record)
    yield from _status(record)
    yield from _dates(record)
    yield from _design(record)
    yield from _people(record)
    yield from _outcomes(record)
    yield from _treatments(record)
    yield from _places(record)


def _numbers(record: Mapping[str, Any]) -> Iterator[Field]:
    yield from _field(record, "registration_id", "ctNumber", "own")
    for path in ("eudraCt.eudraCtCode", "eudraCtInfo.eudraCtCode"):
        yield from _field(record, "registration_id", path, "secondary", id_type="EudraCT")
    numbers = f"{_DETAILS}.clinicalTrialIdentifiers.secondaryIdentifyingNumbers"
    given = value_at(record, numbers)
    for name in given if isinstance(given, dict) else ():
        yield from _field(record, "registration_id", f"{numbers}.{name}.number", "secondary", id_type=name)
    for step, other in entries(record, f"{numbers}.additionalRegistries"):
        name = other.get("otherRegistryName")
        yield from _field(record, "registration_id", f"{step}.number", "secondary", id_type=name)


def _titles(record: Mapping[str, Any]) -> Iterator[Field]:
    told: set[tuple[str, str]] = set()
    for kind, path in _TITLES:
        for field in _field(record, "title", path, kind):
            if (kind, field.raw) not in told:
                yield field
            told.add((kind, field.raw))


def _status(record: Mapping[str, Any]) -> Iterator[Field]:
    overall = "ctPublicStatusCode" if value_at(record, "ctPublicStatusCode") else "ctStatus"
    yield from _coded(record, "status", overall, STATUSES, "overall")
    for step, country in entries(record, "memberStatesConcerned"):
        path = f"{step}.mscPublicStatusCode"
        yield from _coded(record, "status", path, STATUSES, "in_country", country=country.get("mscName"))


def _dates(record: Mapping[str, Any]) -> Iterator[Field]:
    told: set[str] = set()
    only_here = value_at(record, "authorizedPartI.rowSubjectCount") == 0
    for kind, date_type, path in _DATES:
        printed = value_at(record, path)
        kind = "completion" if kind == "completion_in_europe" and only_here else kind
        if (day := day_of(printed)) and kind not in told:
            yield from _field(record, "date", path, kind, day, date_type=date_type, printed=printed)
            told.add(kind)
    for path, name in _RESULTS:
        for step, result in entries(record, path):
            if day := day_of(result.get(name)):
                yield from _field(record, "date", f"{step}.{name}", "results_posted", day)


def _design(record: Mapping[str, Any]) -> Iterator[Field]:
    printed = list(_field(record, "phase", "trialPhase"))
    yield from printed or _coded(record, "phase", f"{_INFORMATION}.trialCategory.trialPhase", PHASES)
    for step, _ in entries(record, f"{_DETAILS}.protocolInformation.studyDesign.periodDetails"):
        yield from _coded(record, "allocation", f"{step}.allocationMethod", ALLOCATIONS)
    counts = [(step, part, part.get("recruitmentSubjectCount")) for step, part in entries(record, "authorizedPartsII")]
    for step, part, _ in counts:
        path = f"{step}.recruitmentSubjectCount"
        yield from _field(record, "sample_size", path, "planned_in_country", country=_country(part))
    inside = sum(count for _, _, count in counts if isinstance(count, int))
    outside = value_at(record, "authorizedPartI.rowSubjectCount")
    if inside and all(isinstance(count, int) for _, _, count in counts) and isinstance(outside, int):
        told = {"in_eea": inside, "elsewhere": outside}
        yield from _field(record, "sample_size", "authorizedPartsII", "planned", str(inside + outside), **told)
    elif not counts:
        kind = "planned" if str(record.get("trialRegion")) == "1" else "planned_in_eea"
        yield from _field(record, "sample_size", "totalNumberEnrolled", kind)


def _people(record: Mapping[str, Any]) -> Iterator[Field]:
    ranges = f"{_PEOPLE}.ageRanges"
    codes = [str(group.get("ageRangeCategory")) for _, group in entries(record, ranges)]
    printed = value_at(record, "ageGroup")
    if not codes and isinstance(printed, str):
        ranges, codes = "ageGroup", [AGE_GROUPS.get(group.strip(), "") for group in printed.split(",")]
    if codes := sorted(code for code in codes if code in AGES):
        yield from _field(record, "age", ranges, "group_minimum", AGES[codes[0]][0])
        yield from _field(record, "age", ranges, "group_maximum", AGES[codes[-1]][1] or "")
    sexes = [("Female", f"{_PEOPLE}.isFemaleSubjects"), ("Male", f"{_PEOPLE}.isMaleSubjects")]
    taken = [name for name, path in sexes if value_at(record, path) is True]
    yield from list(_field(record, "sex", "gender")) or _field(
        record, "sex", sexes[0 if "Female" in taken else 1][1], raw=", ".join(taken)
    )
    for step, group in entries(record, f"{_PEOPLE}.clinicalTrialGroups"):
        healthy = json.dumps("healthy" in str(group.get("name")).lower())
        yield from _field(record, "healthy_volunteers", f"{step}.name", raw=healthy)
    for kind in ("Inclusion", "Exclusion"):
        name = f"principal{kind}Criteria"
        for step, _ in entries(record, f"{_INFORMATION}.eligibilityCriteria.{name}"):
            yield from _field(record, "eligibility", f"{step}.{name}", kind.lower())
    for step, _ in entries(record, f"{_INFORMATION}.medicalCondition.partIMedicalConditions"):
        yield from _field(record, "condition", f"{step}.medicalCondition")
    for step, _ in entries(record, f"{_INFORMATION}.medicalCondition.meddraConditionTerms"):
        yield from _field(record, "condition", f"{step}.termName", vocabulary="MedDRA")
    yield from _field(record, "condition", "conditions")


def _outcomes(record: Mapping[str, Any]) -> Iterator[Field]:
    for role in ("primary", "secondary"):
        for step, _ in entries(record, f"{_INFORMATION}.endPoint.{role}EndPoints"):
            yield from _field(record, f"{role}_outcome", f"{step}.endPoint")
    yield from _field(record, "primary_outcome", "primaryEndPoint")


def _treatments(record: Mapping[str, Any]) -> Iterator[Field]:
    """Products that are tested or compared with; auxiliary ones (rescue, background) are not what is studied."""
    told: set[tuple[str, str]] = set()
    for group, given in entries(record, "authorizedPartI.productRoleGroupInfos"):
        role = str(given.get("productRoleName") or "")
        if role not in ("Test", "Comparator", "Placebo"):
            continue
        if role != "Test":
            yield from _field(record, "control", f"{group}.productRoleName")
        products = given.get("products")
        for n in range(len(products) if isinstance(products, list) else 0):
            step = f"{group}.products[{n}]"
            about = {"type": "DRUG", "role": "control" if role != "Test" else None}
            about["product"] = value_at(record, f"{step}.productDictionaryInfo.prodName")
            about["routes"] = value_at(record, f"{step}.routes")
            names = (
                ("productName",) if role == "Placebo" else ("productDictionaryInfo.activeSubstanceName", "productName")
            )
            found = [f for name in names for f in _field(record, "intervention", f"{step}.{name}", **about)][:1]
            yield from (field for field in found if (role, field.raw) not in told)
            told |= {(role, field.raw) for field in found}
    for listed in _field(
        record, "intervention", "product", "description", type="DRUG"
    ):  # a search row: all in one line
        for name in dict.fromkeys(part.strip() for part in listed.raw.split(", ")):
            yield listed.model_copy(update={"raw": name})


def _places(record: Mapping[str, Any]) -> Iterator[Field]:
    for step, sponsor in entries(record, "authorizedPartI.sponsors"):
        role = "lead_sponsor" if sponsor.get("primary") is True else "collaborator"
        yield from _field(record, "institution", f"{step}.organisation.name", role=role)
    yield from _field(record, "institution", "sponsor", role="lead_sponsor")
    for step, _ in entries(record, f"{_INFORMATION}.sourceOfMonetarySupport"):
        yield from _field(record, "institution", f"{step}.organisationName", role="funder")
    parts = [part for _, part in entries(record, "authorizedPartsII")]
    sites = [part.get("trialSites") for part in parts]
    listed = sum(len(places) for places in sites if isinstance(places, list))
    elsewhere = [str(one.get("name")) for _, one in entries(record, "authorizedPartI.rowCountriesInfo")]
    countries = [name for name in map(_country, parts) if name] + elsewhere
    if listed and not elsewhere and not value_at(record, "authorizedPartI.rowSubjectCount"):
        yield from _field(record, "centres", "authorizedPartsII", "listed", str(listed), countries=countries)
    elif countries:
        yield from _field(record, "centres", "authorizedPartsII", "countries", "|".join(countries))
    elif isinstance(rows := record.get("trialCountries"), list) and str(record.get("trialRegion")) == "1":
        countries = [str(row).rpartition(":")[0] for row in rows]
        yield from _field(record, "centres", "trialCountries", "countries", "|".join(filter(None, countries)))


def _country(part: Mapping[str, Any]) -> str:
    about = part.get("mscInfo")
    return str(about.get("countryName") or "") if isinstance(about, dict) else ""


def _coded(
    record: Mapping[str, Any], claim: str, path: str, words: Mapping[str, str], kind: str | None = None, **told: Any
) -> Iterator[Field]:
    """A field whose value is a code of `words`, or already in words."""
    value = value_at(record, path)
    code = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    yield from _field(record, claim, path, kind, words.get(code, code), **told, code=code if code in words else None)


def _field(
    record: Mapping[str, Any], claim: str, path: str, kind: str | None = None, raw: str | None = None, **told: Any
) -> Iterator[Field]:
    """One field with what stands at `path` (or `raw`, read from it), none when nothing does; "N/A" is nothing."""
    below, value = found_at(record, path)
    if raw is None:
        raw = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if raw.strip() and raw.strip().upper() not in ("N/A", "NA", "-"):
        qualifiers = {key: item for key, item in told.items() if item not in (None, "", [])}
        yield Field(type=claim, raw=raw.strip(), path=f"$.{below}{path}", kind=kind, qualifiers=qualifiers)
