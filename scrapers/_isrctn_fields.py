"""One trial of ISRCTN (XML format `default`, namespace http://www.67bricks.com/isrctn) as record, text and fields.

The record is the entry as plain objects: attributes under "@name", the text of an element that also has attributes
under "#text", elements that may be repeated always as lists.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from lxml import etree

from scrapers._json import storable
from tracker.records import Field
from tracker.text import canonical

_PERSONAL = frozenset({"contact", "contactId", "contactDetails", "privacy"})
_BOOKKEEPING = frozenset({"@lastUpdated", "@version", "@id"})
_REPEATED = frozenset(
    {
        "attachedFile", "condition", "country", "dataPolicy", "ethicsCommittee", "funder", "funderId", "intervention",
        "outcomeMeasure", "output", "participantType", "purpose", "secondaryNumber", "sponsor", "sponsorId",
        "trialCentre", "trialSetting", "trialType",
    }
)  # fmt: skip
_MISSING = re.compile(
    r"(?:nil known|n/?a|none|nil|unknown|to follow"
    r"|not (?:applicable|specified|known|yet (?:known|available|determined))"
    r"|(?:[\w ]+ )?not provided at (?:the )?time of registration|not available in web format.*)\W*",
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
    ("status", "override", "participants.recruitmentStatusOverride"),
    ("status", "why_stopped", "trialDesign.reasonAbandoned"),
    ("age", "minimum", "participants.lowerAgeLimit"),
    ("age", "maximum", "participants.upperAgeLimit"),
    ("sex", None, "participants.gender"),
    ("eligibility", "healthy_volunteers", "participants.healthyVolunteersAllowed"),
    ("eligibility", "inclusion", "participants.inclusion"),
    ("eligibility", "exclusion", "participants.exclusion"),
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
_EUDRACT = re.compile(r"(?:CTIS)?20\d{2}-0\d{5}-\d{2}")
_PAPER = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[\w/)]|(?<=pubmed/)\d{5,9}|(?<=pubmed\.ncbi\.nlm\.nih\.gov/)\d{5,9}")


def record_of(entry: "etree._Element") -> dict[str, Any]:
    """The entry (`fullTrial`) as plain objects without contact persons and addresses of ethics committees."""
    record = storable(_plain(entry), _PERSONAL)
    assert isinstance(record, dict)
    return record


def content_of(record: Mapping[str, Any]) -> Any:
    """What makes a version: the record without its time of update, version number and internal element ids."""
    return storable(record, _BOOKKEEPING)


def number_of(record: Mapping[str, Any]) -> str:
    """The registration number, ISRCTN and 8 digits; "" when the entry has none of that form."""
    for path, prefix in (("@publicIdentifierCanonical", ""), ("isrctn", "ISRCTN")):
        number = prefix + value_at(record, path).strip().upper()
        if re.fullmatch(r"ISRCTN\d{8}", number):
            return number
    return ""


def text_of(record: Mapping[str, Any]) -> tuple[str, int]:
    """The text to read (titles, summary, hypothesis, design, descriptions of interventions), and where titles end."""
    titles = "\n".join(_given(record, "trialDescription.title", "trialDescription.scientificTitle"))
    body = _given(record, *_TEXTS, *(f"{step}.description" for step in _steps(record, "interventions.intervention")))
    return "\n\n".join(filter(None, [titles, *body])), len(titles)


def value_at(record: Mapping[str, Any], path: str) -> str:
    """The text at `path` below `trial` ("a.b[0].c"), "" where there is none."""
    found = _at(record, path)
    if isinstance(found, dict):
        found = found.get("#text")
    return found if isinstance(found, str) else ""


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`.

    An enrolment of 0 means "not given" and is no value; neither are sentences that say that a value is missing.
    Of a time stamp the day is the value: ISRCTN writes dates as midnight.
    """
    for claim, kind, path in _SINGLE:
        yield from _field(record, claim, path, kind)
    for kind, path in _ENROLMENT:
        if value_at(record, path).strip("0 "):
            yield from _field(record, "sample_size", path, kind)
    for kind, path in _DATES:
        yield from _field(record, "date", path, kind, raw=value_at(record, path)[:10])
    if not value_at(record, "trialDesign.interventionalTrialDesign.allocation"):
        old_home = "trialDesign.secondaryStudyDesign"
        if re.search(r"random", value_at(record, old_home), re.IGNORECASE):
            yield from _field(record, "allocation", old_home)
    yield from _identifiers(record)
    yield from _outcomes(record)
    for step in _steps(record, "conditions.condition"):
        yield from _field(record, "condition", f"{step}.description")
    yield from _interventions(record)
    yield from _places(record)
    yield from _publications(record)


def _identifiers(record: Mapping[str, Any]) -> Iterator[Field]:
    own = "@publicIdentifierCanonical" if value_at(record, "@publicIdentifierCanonical") else "isrctn"
    yield from _field(record, "registration_id", own, "own", number_of(record))
    yield from _field(record, "doi", "externalRefs.doi", "registration")
    for id_type, kind, path in _REFERENCES:
        yield from _field(record, "registration_id", path, kind, told={"id_type": id_type})
    for step in _steps(record, "externalRefs.secondaryNumbers.secondaryNumber"):
        given = value_at(record, f"{step}.@numberType")
        told = {"id_type": given, "canonical": value_at(record, f"{step}.@canonicalSecondaryNumber")}
        if given.lower() == "ctis" and _EUDRACT.match(value_at(record, step).strip()):
            told |= {"id_type": "EudraCT", "id_type_as_given": given}
        kind = "sponsor" if "protocol" in given.lower() else "secondary"
        yield from _field(record, "registration_id", step, kind, told=told)


def _outcomes(record: Mapping[str, Any]) -> Iterator[Field]:
    for role in ("primary", "secondary"):
        for step in _steps(record, f"trialDescription.{role}Outcomes.outcomeMeasure"):
            told = {"description": value_at(record, f"{step}.method")}
            told["time_frame"] = value_at(record, f"{step}.timepoints")
            yield from _field(record, f"{role}_outcome", f"{step}.variable", told=told)
        yield from _field(record, f"{role}_outcome", f"trialDescription.{role}Outcome")


def _interventions(record: Mapping[str, Any]) -> Iterator[Field]:
    for step in _steps(record, "interventions.intervention"):
        yield from _field(record, "phase", f"{step}.phase", missing=_NOTHING)
        told = {"type": value_at(record, f"{step}.interventionType")}
        description = value_at(record, f"{step}.description")
        drug = list(_field(record, "intervention", f"{step}.drugNames", told=told | {"description": description}))
        yield from drug or _field(record, "intervention", f"{step}.description", "description", told=told)


def _places(record: Mapping[str, Any]) -> Iterator[Field]:
    for root, role, name in (("sponsor", "lead_sponsor", "organisation"), ("funder", "funder", "name")):
        for n, party in enumerate(_listed(record.get(root))):
            raw = party.get(name) if isinstance(party, dict) else None
            if isinstance(raw, str) and raw and not _MISSING.fullmatch(raw):
                path = f"$.{root}[{n}].{name}"
                yield Field(type="institution", raw=raw, path=path, qualifiers={"role": role})
    centres = len(_steps(record, "participants.trialCentres.trialCentre"))
    countries = [value_at(record, step) for step in _steps(record, "participants.recruitmentCountries.country")]
    if centres:
        path = "$.trial.participants.trialCentres.trialCentre"
        yield Field(type="centres", raw=str(centres), path=path, kind="listed", qualifiers={"countries": countries})
    elif countries:
        path = "$.trial.participants.recruitmentCountries.country"
        yield Field(type="centres", raw="|".join(countries), path=path, kind="countries")


def _publications(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every paper named by DOI or PubMed number, as `reference`, with the line it stands in."""
    seen: set[str] = set()
    places = [("results.publicationDetails", "")]
    for step in _steps(record, "outputs.output"):
        kind = value_at(record, f"{step}.@outputType")
        places += [(f"{step}.{name}", kind) for name in ("externalLink.@url", "externalLink", "description")]
    for path, told in places:
        for line in value_at(record, path).splitlines():
            for match in _PAPER.finditer(line):
                about = (told or line).lower()
                kind = "PROTOCOL" if "protocol" in about else "RESULT" if "result" in about else ""
                key = "doi" if match[0].startswith("10.") else "pmid"
                if match[0].lower() not in seen:
                    yield from _field(record, "reference", path, kind, match[0], {"citation": line, key: match[0]})
                seen.add(match[0].lower())


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
        spelt = path + ".#text" if isinstance(_at(record, path), dict) else path
        spelt = re.sub(r"\.([@#]\w+)", r"['\1']", f"$.trial.{spelt}")
        qualifiers = {key: item for key, item in told.items() if item}
        yield Field(type=claim, raw=value, path=spelt, kind=kind or None, qualifiers=qualifiers)


def _at(record: Mapping[str, Any], path: str) -> Any:
    found: Any = record.get("trial")
    for step in path.split("."):
        name, _, index = step.partition("[")
        found = found.get(name) if isinstance(found, dict) else None
        if index:
            items = _listed(found)
            found = items[int(index[:-1])] if int(index[:-1]) < len(items) else None
    return found


def _steps(record: Mapping[str, Any], path: str) -> list[str]:
    return [f"{path}[{n}]" for n in range(len(_listed(_at(record, path))))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _given(record: Mapping[str, Any], *paths: str) -> list[str]:
    values = (value_at(record, path).strip() for path in paths)
    return [value for value in values if value and not _MISSING.fullmatch(value)]


def _plain(element: "etree._Element") -> Any:
    children = [child for child in element if isinstance(child.tag, str)]
    text = canonical("".join(element.xpath("text()")).strip())
    if not children and not element.attrib:
        return text
    plain: dict[str, Any] = {f"@{etree.QName(name).localname}": value for name, value in element.attrib.items()}
    for child in children:
        name = etree.QName(child).localname
        if name in plain and not isinstance(plain[name], list):
            plain[name] = [plain[name]]
        if name in plain or name in _REPEATED:
            plain.setdefault(name, []).append(_plain(child))
        else:
            plain[name] = _plain(child)
    return plain | ({"#text": text} if text else {})
