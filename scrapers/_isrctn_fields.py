"""The fields and the text of one trial of ISRCTN (its record is made by scrapers/_isrctn_record.py)."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from scrapers._isrctn_outcomes import in_force, items_of
from scrapers._isrctn_record import listed, node_at, number_of, steps_at, value_at
from tracker.records import Field

_MISSING = re.compile(
    r"(?:nil known|n/?a|none|nil|unknown|to follow"
    r"|not (?:applicable|specified|known|yet (?:known|available|determined))"
    r"|(?:[\w ]+ )?not (?:yet )?provided at (?:the )?time of registration"
    r"(?: and not expected to be available in (?:the )?future)?|not available in web format.*)\W*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:not specified|not provided at (?:the )?time of registration)\W*", re.IGNORECASE)
_TEXTS = (
    "trialDescription.plainEnglishSummary",
    "trialDescription.studyHypothesis",
    "trialDesign.studyDesign",
)
_SINGLE: tuple[tuple[str, str | None, str], ...] = (
    ("title", "brief", "trialDescription.title"),
    ("title", "official", "trialDescription.scientificTitle"),
    ("acronym", None, "trialDescription.acronym"),
    ("allocation", None, "trialDesign.interventionalTrialDesign.allocation"),
    ("masking", None, "trialDesign.interventionalTrialDesign.masking"),
    ("control", None, "trialDesign.interventionalTrialDesign.control"),
    ("model", "interventional", "trialDesign.interventionalTrialDesign.assignment"),
    ("status", "override", "trialDesign.overallStatusOverride"),
    ("status", "override", "participants.recruitmentStartStatusOverride"),
    ("status", "override", "participants.recruitmentStatusOverride"),
    ("status", "why_stopped", "trialDesign.reasonAbandoned"),
    ("age", "minimum", "participants.lowerAgeLimit"),
    ("age", "maximum", "participants.upperAgeLimit"),
    ("sex", None, "participants.gender"),
    ("eligibility", "healthy_volunteers", "participants.healthyVolunteersAllowed"),
    ("eligibility", "inclusion", "participants.inclusion"),
    ("eligibility", "exclusion", "participants.exclusion"),
)
_SAYING_HOW_MANY = (
    "trialDescription.title",
    "trialDescription.scientificTitle",
    "trialDesign.studyDesign",
)
_SEVERAL = re.compile(r"\bmulti-?\s?cent(?:re|er)", re.IGNORECASE)
_AND_OTHERS = re.compile(
    r"\b\d+\s+(?:other|more|further|additional)\b|^\s*other (?:sites|centres|hospitals)", re.IGNORECASE
)
_ENROLMENT = (("planned", "participants.targetEnrolment"), ("enrolled", "participants.totalFinalEnrolment"))
_DATES = (
    ("recruitment_start", "participants.recruitmentStart"),
    ("recruitment_end", "participants.recruitmentEnd"),
    ("completion", "trialDesign.overallEndDate"),
    ("registered", "@publicIdentifierDateAssigned"),
    ("last_update_posted", "@lastUpdated"),
)
_REFERENCES = (
    ("EudraCT", "secondary", "externalRefs.eudraCTNumber"),
    ("nct", "secondary", "externalRefs.clinicalTrialsGovNumber"),
    ("iras", "secondary", "externalRefs.irasNumber"),
    ("Protocol serial number", "sponsor", "externalRefs.protocolSerialNumber"),
)
_EUDRACT = re.compile(r"(?:CTIS)?(20\d{2}-[0-4]\d{5}-\d{2})(?:-00)?")
_PAPER = re.compile(
    r"\b10\.\d{4,9}/[^\s\"<>]+[\w/)]|(?<=pubmed/)\d{5,9}|(?<=pubmed\.ncbi\.nlm\.nih\.gov/)\d{5,9}|\bPMC\d{5,9}\b"
)
_LINE = re.compile(r"(?:(?P<year>(?:19|20)\d\d)\s)?.*?(?:\(added (?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})\))?", re.DOTALL)


def text_of(record: Mapping[str, Any]) -> tuple[str, int]:
    """The text to read (titles, summary, hypothesis, design, descriptions of interventions), and where titles end."""
    titles = "\n".join(_given(record, "trialDescription.title", "trialDescription.scientificTitle"))
    body = _given(record, *_TEXTS, *(f"{step}.description" for step in steps_at(record, "interventions.intervention")))
    return "\n\n".join(filter(None, [titles, *body])), len(titles)


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`.

    An enrolment of 0 means "not given" and is no value; neither are sentences that say that a value is missing.
    Of a time stamp the day is the value: ISRCTN writes dates as midnight.
    """
    for claim, kind, path in _SINGLE:
        yield from _field(record, claim, path, kind, in_force(value_at(record, path)))
    for kind, path in _ENROLMENT:
        if value_at(record, path).strip("0 "):
            yield from _field(record, "sample_size", path, kind)
    for kind, path in _DATES:
        yield from _field(record, "date", path, kind, raw=value_at(record, path)[:10])
    yield from _older_design(record)
    yield from _identifiers(record)
    for role in ("primary", "secondary"):
        yield from _outcomes(record, role)
    for step in steps_at(record, "conditions.condition"):
        yield from _field(record, "condition", f"{step}.description")
    yield from _interventions(record)
    yield from _places(record)
    yield from _publications(record)


def _older_design(record: Mapping[str, Any]) -> Iterator[Field]:
    """What old entries say in one phrase ("Randomised controlled trial", "Cohort study")."""
    path = "trialDesign.secondaryStudyDesign"
    given = value_at(record, path)
    if value_at(record, "trialDesign.primaryStudyDesign") == "Observational":
        yield from _field(record, "model", path, "observational")
    elif not value_at(record, "trialDesign.interventionalTrialDesign.allocation") and "random" in given.lower():
        yield from _field(record, "allocation", path)


def _identifiers(record: Mapping[str, Any]) -> Iterator[Field]:
    own = "@publicIdentifierCanonical" if value_at(record, "@publicIdentifierCanonical") else "isrctn"
    yield from _field(record, "registration_id", own, "own", number_of(record))
    yield from _field(record, "doi", "externalRefs.doi", "registration")
    for id_type, kind, path in _REFERENCES:
        yield from _field(record, "registration_id", path, kind, told={"id_type": id_type})
    for step in steps_at(record, "externalRefs.secondaryNumbers.secondaryNumber"):
        given, number = value_at(record, f"{step}.@numberType"), value_at(record, step).strip()
        told = {"id_type": given, "canonical": value_at(record, f"{step}.@canonicalSecondaryNumber")}
        eudract = _EUDRACT.fullmatch(number) if given.lower() == "ctis" else None
        if eudract:  # the registry files EudraCT numbers under CTIS, with that prefix in the canonical form
            told = {"id_type": "EudraCT", "canonical": eudract[1], "id_type_as_given": given}
        kind = "sponsor" if "protocol" in given.lower() else "secondary"
        yield from _field(record, "registration_id", step, kind, eudract[1] if eudract else None, told)


def _outcomes(record: Mapping[str, Any], role: str) -> Iterator[Field]:
    """Outcomes from both homes: the structured one of new entries and the text of old ones."""
    for step in steps_at(record, f"trialDescription.{role}Outcomes.outcomeMeasure"):
        told = {"description": value_at(record, f"{step}.method")}
        told["time_frame"] = value_at(record, f"{step}.timepoints")
        yield from _field(record, f"{role}_outcome", f"{step}.variable", told=told)
    path = f"trialDescription.{role}Outcome"
    for name, told in items_of(value_at(record, path)):
        yield from _field(record, f"{role}_outcome", path, raw=name, told=told)


def _interventions(record: Mapping[str, Any]) -> Iterator[Field]:
    for step in steps_at(record, "interventions.intervention"):
        yield from _field(record, "phase", f"{step}.phase", missing=_NOTHING)
        told = {"type": value_at(record, f"{step}.interventionType")}
        description = value_at(record, f"{step}.description")
        drug = list(_field(record, "intervention", f"{step}.drugNames", told=told | {"description": description}))
        yield from drug or _field(record, "intervention", f"{step}.description", "description", told=told)


def _places(record: Mapping[str, Any]) -> Iterator[Field]:
    for root, role, name in (("sponsor", "lead_sponsor", "organisation"), ("funder", "funder", "name")):
        for n, party in enumerate(listed(record.get(root))):
            raw = party.get(name) if isinstance(party, dict) else None
            if isinstance(raw, str) and raw and not _MISSING.fullmatch(raw):
                path = f"$.{root}[{n}].{name}"
                yield Field(type="institution", raw=raw, path=path, qualifiers={"role": role})
    centres = _listed_centres(record)
    found = (value_at(record, step) for step in steps_at(record, "participants.recruitmentCountries.country"))
    countries = [country for country in found if country]
    if centres:
        path = "$.trial.participants.trialCentres.trialCentre"
        yield Field(type="centres", raw=str(centres), path=path, kind="listed", qualifiers={"countries": countries})
    elif countries:
        path = "$.trial.participants.recruitmentCountries.country"
        yield Field(type="centres", raw="|".join(countries), path=path, kind="countries")


def _listed_centres(record: Mapping[str, Any]) -> int:
    """How many centres are listed; 0 where the entry says that its list is not all of them.

    Many entries list the lead centre alone, or a line such as "58 other sites".
    """
    steps = steps_at(record, "participants.trialCentres.trialCentre")
    if any(_AND_OTHERS.search(value_at(record, f"{step}.name")) for step in steps):
        return 0
    said = " ".join(value_at(record, path) for path in _SAYING_HOW_MANY)
    return 0 if len(steps) == 1 and _SEVERAL.search(said) else len(steps)


def _publications(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every paper named, once: by DOI, PubMed or PubMed Central number, else as printed ("2011 Results article ...").

    Qualifiers: the line it stands in, the year printed first (`date`) and the day it was added to the entry.
    """
    seen: set[str] = set()
    for path, about, dated in _reference_places(record):
        for line in filter(None, map(str.strip, value_at(record, path).splitlines())):
            printed = _LINE.fullmatch(line)
            told = {"citation": line, "date": dated}
            if printed and printed["year"]:
                told["date"] = printed["year"]
            if printed and printed["d"]:
                told["added"] = f"{printed['y']}-{printed['m']}-{printed['d']}"
            said = (about or line).lower()
            kind = "PROTOCOL" if "protocol" in said else "RESULT" if "result" in said else ""
            papers = list(dict.fromkeys(_PAPER.findall(line)))
            if not papers and path == "results.publicationDetails" and told["date"]:
                papers = [line]
            for paper in papers:
                key = "doi" if paper.startswith("10.") else "pmcid" if paper.startswith("PMC") else "pmid"
                if paper.lower() not in seen:
                    more = {key: paper} if paper != line else {}
                    yield from _field(record, "reference", path, kind, paper, told | more)
                seen.add(paper.lower())


def _reference_places(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Where papers are named: path, the kind of output and the day it was made, where said."""
    yield "results.publicationDetails", "", ""
    for step in steps_at(record, "outputs.output"):
        about, dated = value_at(record, f"{step}.@outputType"), value_at(record, f"{step}.@dateCreated")[:10]
        for name in ("externalLink.@url", "externalLink", "description"):
            yield f"{step}.{name}", about, dated


def _field(
    record: Mapping[str, Any],
    claim: str,
    path: str,
    kind: str | None = None,
    raw: str | None = None,
    told: Mapping[str, str] = MappingProxyType({}),
    missing: "re.Pattern[str]" = _MISSING,
) -> Iterator[Field]:
    """One field with what stands at `path` (or `raw`, a part of it), none when that says that nothing is known."""
    value = (value_at(record, path) if raw is None else raw).strip()
    if value and not missing.fullmatch(value):
        spelt = path + ".#text" if isinstance(node_at(record, path), dict) else path
        spelt = re.sub(r"\.([@#]\w+)", r"['\1']", f"$.trial.{spelt}")
        qualifiers = {key: item for key, item in told.items() if item}
        yield Field(type=claim, raw=value, path=spelt, kind=kind or None, qualifiers=qualifiers)


def _given(record: Mapping[str, Any], *paths: str) -> list[str]:
    values = (value_at(record, path).strip() for path in paths)
    return [value for value in values if value and not _MISSING.fullmatch(value)]
