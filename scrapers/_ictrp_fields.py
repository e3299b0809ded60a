"""The fields and the text of one trial of an ICTRP export.

ICTRP copies twenty items from each registry as text of its own form; the forms of the large registries are read, any
other text stays whole.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scrapers._dates import partial_date
from scrapers._ictrp_design import design_fields, phases_in
from scrapers._ictrp_outcomes import outcomes_in, parts_of
from tracker.records import Field, PartialDate

_MISSING = re.compile(
    r"(?:n\.?/?a\.?|none|nil(?: known)?|null|no|not? (?:applicable|available|specified|known|stated)|unknown|-+)\W*",
    re.I,
)
_DATES = (
    ("start", "Date_enrollement"),
    ("completion", "results_date_completed"),
    ("results_posted", "results_date_posted"),
    ("results_published", "results_date_first_publication"),
)
_SINGLE: tuple[tuple[str, str | None, str], ...] = (
    ("title", "brief", "Public_title"),
    ("title", "official", "Scientific_title"),
    ("acronym", None, "Acronym"),
    ("eligibility", "exclusion", "Exclusion_Criteria"),
)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s.*)?")
_NO_DATE = "1900-01-01"
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_ARM = re.compile(r"(.+?)\s*[:：]\s*(\d{1,3}(?:,\d{3})+|\d+)", re.DOTALL)
_WHOLE = re.compile(r"total(?: sample size)?|all|overall|sample size", re.IGNORECASE)
_STATE = re.compile(
    r"(?:not yet |no longer )?recruiting|complet\w+|terminat\w+|suspend\w+|withdrawn?|temporar\w+ halt\w*|pending", re.I
)
_UNITS = {"Y": "Years", "M": "Months", "W": "Weeks", "D": "Days", "H": "Hours"}
_CODE = re.compile(r"[A-Z]\d\d(?:\.\d+)*|[\d.]+")
_CODED = re.compile(r"(?:Health Condition \d+:\s*)?[A-Z]\d{2,4}-\s*|Health Condition \d+:\s*")
_CODES_FOLLOW = re.compile(r"\bMedDRA version\b|\bTherapeutic area:")
_TYPED = re.compile(
    r"(Drug|Biological|Device|Procedure|Behavioral|Dietary Supplement|Radiation|Genetic|Diagnostic Test|"
    r"Combination Product|Other|Product Name|Trade Name|INN or Proposed INN)\s*:\s*(\S.*)",
    re.DOTALL,
)
_PAPER = re.compile(r"\b10\.\d{4,9}/[^\s\"<>;]+[\w/)]|(?<=pubmed/)\d{5,9}|(?<=pubmed\.ncbi\.nlm\.nih\.gov/)\d{5,9}")


@dataclass(frozen=True, slots=True)
class Size:
    """A target size: the number of the whole study, and (label, number) of each arm where it is printed by arm."""

    whole: int
    arms: tuple[tuple[str, int], ...] = ()


def size_of(raw: str) -> Size | None:
    """Read "120", "1,200" or "A:49;B:49;" (the whole is the sum, or what is printed as total); None for other texts."""
    text = raw.strip()
    if _NUMBER.fullmatch(text):
        return Size(_int(text))
    arms: list[tuple[str, int]] = []
    total = None
    for part in filter(None, (part.strip() for part in re.split(r"[;；\n]", text))):
        match = _ARM.fullmatch(part)
        if match is None:
            return None
        if _WHOLE.fullmatch(match[1].strip()):
            total = _int(match[2])
        else:
            arms.append((match[1].strip(), _int(match[2])))
    if not arms and total is None:
        return None
    return Size(total if total is not None else sum(number for _, number in arms), tuple(arms))


def day_of(raw: str) -> PartialDate | None:
    """Read a date in the forms of ICTRP: ISO, YYYYMMDD, DD/MM/YYYY, "21 September 2026"; None for anything else."""
    match = _DAY_FIRST.fullmatch(raw.strip())
    return partial_date(f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else raw)


def registered(record: Mapping[str, str]) -> tuple[str, PartialDate | None]:
    """Which field says when the trial was registered, and that day; the form without ambiguity first."""
    for name in ("Date_registration3", "Date_registration"):
        when = day_of(record.get(name, ""))
        if when:
            return name, when
    return "", None


def text_of(record: Mapping[str, str]) -> tuple[str, int]:
    """The text to read (titles, intervention, summary of the results), and where titles end."""
    titles = "\n".join(record[name] for name in ("Public_title", "Scientific_title") if record.get(name))
    body = [record[name] for name in ("Intervention", "results_summary") if record.get(name)]
    return "\n\n".join(filter(None, [titles, *body])), len(titles)


def unread_values(record: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and text of each date and size that is given and could not be read."""
    for name in ("Date_registration", "Last_Refreshed_on", *(name for _, name in _DATES)):
        raw = record.get(name, "")
        if raw and not _MISSING.fullmatch(raw) and day_of(raw) is None:
            yield name, raw
    raw = record.get("Target_size", "")
    if raw and not _MISSING.fullmatch(raw) and size_of(raw) is None:
        yield "Target_size", raw


def fields_of(record: Mapping[str, str]) -> Iterator[Field]:
    """Every field that is read. A size, an age of 0 and words like "N/A" are no value.

    ClinicalTrials.gov has one enrolment, planned until it is actual, so its size is `planned_or_enrolled`.
    """
    yield from _field("registration_id", record["TrialID"], "TrialID", "own")
    for claim, kind, name in _SINGLE:
        yield from _field(claim, record.get(name, ""), name, kind)
    for kind, name in (("minimum", "Inclusion_agemin"), ("maximum", "Inclusion_agemax")):
        yield from _age(record.get(name, ""), name, kind)
    yield from _dates(record)
    yield from _numbers(record)
    yield from _sizes(record)
    for phases in filter(None, [phases_in(record.get("Phase", ""))]):
        yield from _field("phase", phases, "Phase", drop=False)
    yield from design_fields(record)
    if _STATE.fullmatch(record.get("Recruitment_Status", "")):
        yield from _field("status", record["Recruitment_Status"], "Recruitment_Status", "overall")
    yield from _people(record)
    yield from _subject(record)
    for role in ("Primary", "Secondary"):
        name = f"{role}_outcome"
        for raw, told in outcomes_in(record.get(name, "")):
            yield from _field(name.lower(), raw, name, None, drop=True, **told)
    yield from _places(record)
    for name, kind in (("results_url_link", "RESULT"), ("results_url_protocol", "PROTOCOL")):
        for paper in dict.fromkeys(_PAPER.findall(record.get(name, ""))):
            key = "doi" if paper.startswith("10.") else "pmid"
            yield from _field("reference", paper, name, kind, citation=record[name], **{key: paper})


def _age(raw: str, name: str, kind: str) -> Iterator[Field]:
    """An age limit; its unit may be a letter ("18Y", "6M")."""
    match = re.fullmatch(r"(\d+)\s?([YMWDH])", raw.strip(), re.IGNORECASE)
    spelt = f"{match[1]} {_UNITS[match[2].upper()]}" if match else raw
    if spelt.strip("0 "):
        yield from _field("age", spelt, name, kind, printed=raw)


def _dates(record: Mapping[str, str]) -> Iterator[Field]:
    name, when = registered(record)
    dated = [("registered", name, when)] if when else []
    dated += [(kind, name, found) for kind, name in _DATES if (found := day_of(record.get(name, "")))]
    for kind, name, found in dated:
        iso = str(found.low)[: {"day": 10, "month": 7, "year": 4}[found.precision]]
        if iso != _NO_DATE:
            yield from _field("date", iso, name, kind, printed=record[name])


def _numbers(record: Mapping[str, str]) -> Iterator[Field]:
    """Secondary numbers; `other_records` says mostly "Yes" or "No"."""
    seen = {record["TrialID"]}
    for name in ("Secondary_ID", "other_records"):
        for part in parts_of(record.get(name, "")):
            if part not in seen and re.search(r"\d", part):
                seen.add(part)
                yield from _field("registration_id", part, name, "secondary")


def _sizes(record: Mapping[str, str]) -> Iterator[Field]:
    raw = record.get("Target_size", "")
    size = size_of(raw)
    if size is None or not size.whole:
        return
    kind = "planned_or_enrolled" if record.get("Source_Register") == "ClinicalTrials.gov" else "planned"
    printed = raw if size.arms else ""
    yield from _field(
        "sample_size", raw if _NUMBER.fullmatch(raw) else str(size.whole), "Target_size", kind, printed=printed
    )
    for label, number in size.arms:
        yield from _field("arm_size", str(number), "Target_size", kind, label=label, arm_by="label")


def _people(record: Mapping[str, str]) -> Iterator[Field]:
    """Sex (the EU register prints "Female: yes Male: no") and criteria, both kinds often in one field."""
    raw = record.get("Inclusion_gender", "")
    allowed = re.findall(r"(Female|Male)\s*:\s*yes", raw, re.IGNORECASE)
    if len(allowed) == 1:
        yield from _field("sex", allowed[0], "Inclusion_gender")
    elif len(allowed) == 2 or not re.search(r":\s*(?:yes|no)\b", raw, re.IGNORECASE):
        yield from _field("sex", raw, "Inclusion_gender")
    criteria = record.get("Inclusion_Criteria", "")
    both = re.search(r"exclusion criteria", criteria, re.IGNORECASE)
    yield from _field("eligibility", criteria, "Inclusion_Criteria", "criteria" if both else "inclusion")


def _subject(record: Mapping[str, str]) -> Iterator[Field]:
    seen: set[str] = set()
    for part in parts_of(_CODES_FOLLOW.split(record.get("Condition", ""))[0]):
        named = _CODED.sub("", part).strip()
        if named.lower() not in seen and not _CODE.fullmatch(named):
            seen.add(named.lower())
            yield from _field("condition", named, "Condition")
    given = record.get("Intervention", "")
    typed = [match for part in parts_of(given) if (match := _TYPED.fullmatch(part))]
    for match in typed:
        yield from _field("intervention", match[2].strip(), "Intervention", type=match[1])
    if not typed:
        yield from _field("intervention", given, "Intervention", "description")


def _places(record: Mapping[str, str]) -> Iterator[Field]:
    sponsor = record.get("Primary_sponsor", "")
    yield from _field("institution", sponsor, "Primary_sponsor", role="lead_sponsor")
    for name, role in (("Secondary_Sponsor", "collaborator"), ("Source_Support", "funder")):
        for part in parts_of(record.get(name, "")):
            yield from _field("institution", part, name, role=role)
    countries = list(dict.fromkeys(parts_of(record.get("Countries", ""))))
    yield from _field("centres", "|".join(countries), "Countries", "countries")


def _field(
    claim: str, raw: str, name: str, kind: str | None = None, *, drop: bool = True, **told: Any
) -> Iterator[Field]:
    """One field, none when its text says that there is no value (unless that is one: a phase that does not apply)."""
    if raw.strip() and not (drop and _MISSING.fullmatch(raw.strip())):
        qualifiers = {key: item for key, item in told.items() if item and item != raw}
        yield Field(type=claim, raw=raw.strip(), path=f"$.{name}", kind=kind, qualifiers=qualifiers)


def _int(text: str) -> int:
    return int(text.replace(",", ""))
