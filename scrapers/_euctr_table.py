"""The codes of a protocol in the EU Clinical Trials Register: what is read, and what is left out and why.

A line of the table is `code | name as printed | use`; a use that begins with "-" says why the field is left out. The
codes are those of the EudraCT application form; names stand for what has no code of its own (`N. ...`, `P. ...` and
the head of a protocol).
"""

from scrapers._base import FieldTable

_TABLE = """
EudraCT Number | head | registration_id
Sponsors Protocol Code Number | head | - said again in A.4.1
National Competent Authority | head | - said again in A.1
Clinical Trial Type | head | - no claim type
Trial Status | head | status
Date on which this record was first entered in the EudraCT database | head | date
Link | head | says the country
Trial results | head | - whether there are results; they are another file
A.1 | Member State Concerned | says the country
A.2 | EudraCT number | registration_id
A.3 | Full title of the trial | title
A.3.1 | Title of the trial for lay people | title
A.3.2 | Name or abbreviated title of the trial where available | title
A.4.1 | Sponsor's protocol code number | registration_id
A.5.1 | ISRCTN number | registration_id
A.5.2 | US NCT (ClinicalTrials.gov registry) number | registration_id
A.5.3 | WHO Universal Trial Reference Number (UTRN) | registration_id
A.5.4 | Other identifiers | registration_id
A.7 | Trial is part of a Paediatric Investigation Plan | - no claim type
A.8 | EMA Decision number of Paediatric Investigation Plan | - no claim type
B.1.1 | Name of sponsor | institution
B.1.3.4 | Country | - of the sponsor, not of the trial
B.3.1 and B.3.2 | Status of the sponsor | - no claim type
B.4.1 | Name of organisation providing support | institution
B.4.2 | Country | - of the organisation, not of the trial
B.5.1 | Name of organisation (contact) | - personal contact data: dropped
B.5.2 | Functional name of contact point | - personal contact data: dropped
B.5.3.1 | Street address | - personal contact data: dropped
B.5.3.2 | Town | - personal contact data: dropped
B.5.3.3 | Post code | - personal contact data: dropped
B.5.3.4 | Country | - personal contact data: dropped
B.5.4 | Telephone number | - personal contact data: dropped
B.5.5 | Fax number | - personal contact data: dropped
B.5.6 | E-mail | - personal contact data: dropped
D.1.2 and D.1.3 | IMP role | qualifier of intervention
D.2.1 | IMP to be used in the trial has a marketing authorisation | - no claim type
D.2.1.1.1 | Trade name | intervention
D.2.1.1.2 | Name of the Marketing Authorisation holder | - no claim type
D.2.1.2 | Country which granted the Marketing Authorisation | - no claim type
D.2.5 | The IMP has been designated as an orphan drug | - no claim type
D.2.5.1 | Orphan drug designation number | - no claim type
D.3.1 | Product name | intervention
D.3.2 | Product code | intervention
D.3.4 | Pharmaceutical form | - no claim type
D.3.4.1 | Specific paediatric formulation | - no claim type
D.3.7 | Routes of administration for this IMP | qualifier of intervention
D.3.8 | INN - Proposed INN | intervention
D.3.9.1 | CAS number | - codes of the substance
D.3.9.2 | Current sponsor code | - codes of the substance
D.3.9.3 | Other descriptive name | - names of the substance beside its INN
D.3.9.4 | EV Substance Code | - codes of the substance
D.3.10.1 | Concentration unit | - strength of the product, not a dose
D.3.10.2 | Concentration type | - strength of the product, not a dose
D.3.10.3 | Concentration number | - strength of the product, not a dose
D.8.1 | Is a Placebo used in this Trial? | - said again in E.8.2.2
D.8.3 | Pharmaceutical form of the placebo | - no claim type
D.8.4 | Route of administration of the placebo | - no claim type
E.1.1 | Medical condition(s) being investigated | condition
E.1.1.1 | Medical condition in easily understood language | condition
E.1.1.2 | Therapeutic area | - wider than the condition
Version | MedDRA | - codes of the term
Level | MedDRA | - codes of the term
Classification code | MedDRA | - codes of the term
Term | MedDRA | condition
System Organ Class | MedDRA | - codes of the term
E.1.3 | Condition being studied is a rare disease | - no claim type
E.2.1 | Main objective of the trial | text
E.2.2 | Secondary objectives of the trial | - said again as secondary end points
E.2.3 | Trial contains a sub-study | - no claim type
E.2.3.1 | Full title, date and version of each sub-study | - no claim type
E.3 | Principal inclusion criteria | eligibility
E.4 | Principal exclusion criteria | eligibility
E.5.1 | Primary end point(s) | primary_outcome
E.5.1.1 | Timepoint(s) of evaluation of this end point | qualifier of primary_outcome
E.5.2 | Secondary end point(s) | secondary_outcome
E.5.2.1 | Timepoint(s) of evaluation of this end point | qualifier of secondary_outcome
E.7.1 | Human pharmacology (Phase I) | phase
E.7.1.1 | First administration to humans | - no claim type
E.7.1.2 | Bioequivalence study | - no claim type
E.7.1.3 | Other | - no claim type
E.7.1.3.1 | Other trial type description | - no claim type
E.7.2 | Therapeutic exploratory (Phase II) | phase
E.7.3 | Therapeutic confirmatory (Phase III) | phase
E.7.4 | Therapeutic use (Phase IV) | phase
E.8.1 | Controlled | - the kind of control is in E.8.2
E.8.1.1 | Randomised | allocation
E.8.1.2 | Open | masking
E.8.1.3 | Single blind | masking
E.8.1.4 | Double blind | masking
E.8.1.5 | Parallel group | model
E.8.1.6 | Cross over | model
E.8.1.7 | Other | - a design in other words, or none
E.8.1.7.1 | Other trial design description | text
E.8.2.1 | Other medicinal product(s) | control
E.8.2.2 | Placebo | control
E.8.2.3 | Other | - a comparator in other words
E.8.2.3.1 | Comparator description | text
E.8.2.4 | Number of treatment arms in the trial | - no claim type
E.8.3 | The trial involves single site in the Member State concerned | centres, for a trial in one country
E.8.4 | The trial involves multiple sites in the Member State concerned | centres, for a trial in one country
E.8.4.1 | Number of sites anticipated in Member State concerned | centres, for a trial in one country
E.8.5 | The trial involves multiple Member States | says whether the trial is in one country
E.8.5.1 | Number of sites anticipated in the EEA | centres, for a trial in the EEA
E.8.6.1 | Trial being conducted both within and outside the EEA | says whether the trial is in one country
E.8.6.2 | Trial being conducted completely outside of the EEA | says whether the trial is in one country
E.8.6.3 | Regions in which trial sites are planned | centres (countries)
E.8.6.4 | If E.8.6.1 or E.8.6.2 are Yes, number of sites anticipated outside the EEA | - no claim type
E.8.7 | Trial has a data monitoring committee | - no claim type
E.8.8 | Definition of the end of the trial | - no claim type
F.1.1 | Trial has subjects under 18 | age
F.1.1.1 | In Utero | age
F.1.1.2 | Preterm newborn infants (up to gestational age < 37 weeks) | age
F.1.1.3 | Newborns (0-27 days) | age
F.1.1.4 | Infants and toddlers (28 days-23 months) | age
F.1.1.5 | Children (2-11years) | age
F.1.1.6 | Adolescents (12-17 years) | age
F.1.2 | Adults (18-64 years) | age
F.1.3 | Elderly (>=65 years) | age
F.2.1 | Female | sex
F.2.2 | Male | sex
F.3.1 | Healthy volunteers | healthy_volunteers
F.3.2 | Patients | - said by F.3.1
F.3.3 | Specific vulnerable populations | - no claim type
F.3.3.6.1 | Details of subjects incapable of giving consent | - no claim type
F.3.3.7.1 | Details of other specific vulnerable populations | - no claim type
F.4.1 | Planned number of subjects in the member state | sample_size
F.4.2.1 | Planned number of subjects in the EEA | sample_size
F.4.2.2 | Planned number of subjects in the whole clinical trial | sample_size
F.5 | Plans for treatment or care after the subject has ended the participation | - no claim type
N. Competent Authority Decision | of the country | - said by the status
N. Date of Competent Authority Decision | of the country | date
N. Ethics Committee Opinion of the trial application | of the country | - no claim type
N. Ethics Committee Opinion: Reason(s) for unfavourable opinion | of the country | - no claim type
N. Date of Ethics Committee Opinion | of the country | - the decision of the authority is the date
P. End of Trial Status | of the country | - said by the status
P. Date of the global end of the trial | of the trial | date
P. Date of the end of the trial in the Member State concerned | of the country | - the end in one country
"""


_NO_TYPE = "- no claim type"
_LASTS = "- how long the trial runs, not how long a person is in it"
_ROWS = [[part.strip() for part in line.split(" | ")] for line in _TABLE.strip().splitlines()]
_ROWS += [[f"D.3.11.{n}", "What kind of substance the IMP contains", _NO_TYPE] for n in range(1, 14)]
_ROWS += [[f"D.3.11.3.{n}", "Kind of advanced therapy", _NO_TYPE] for n in range(1, 6)]
_ROWS += [["D.3.11.13.1", "Other medicinal product type", _NO_TYPE]]
_ROWS += [[f"E.6.{n}", "Scope of the trial", _NO_TYPE] for n in range(1, 14)]
_ROWS += [["E.6.13.1", "Other scope of the trial", _NO_TYPE]]
_ROWS += [[f"E.8.9.{n} {unit}", "Duration in the country, in all", _LASTS]
          for n in (1, 2) for unit in ("years", "months", "days")]  # fmt: skip
_ROWS += [[f"F.1.1.{n}.1", "Number of subjects for this age range", _NO_TYPE] for n in range(1, 7)]
_ROWS += [[code, "Number of subjects for this age range", _NO_TYPE] for code in ("F.1.1 number", "F.1.2.1", "F.1.3.1")]
_ROWS += [[f"F.3.3.{n}", "Vulnerable group", _NO_TYPE] for n in range(1, 8)]

CODES = frozenset(code for code, _, _ in _ROWS)
"""Every code that is known."""

HEADINGS = frozenset(
    "B.4 B.5 B.5.3 D.2 D.3 D.3.10 D.3.11 D.8 E.1 E.2 E.5 E.6 E.7 E.8 E.8.2 E.8.6 E.8.9 F.1 F.2 F.3 F.4 F.4.2 "
    "G.4".split()
) | {"D.3.8 to D.3.10", "E.6 and E.7"}
"""Codes that only head a group of fields."""


HEAD = tuple(code for code, name, _ in _ROWS if name == "head")
"""Fields of the summary above part A."""

UNCODED = tuple(code for code, name, _ in _ROWS if name.startswith("of the "))
"""Fields of the parts N and P, which have no number."""

MEDDRA = frozenset(code for code, name, _ in _ROWS if name == "MedDRA")
"""Fields of a term of MedDRA, all of them with the code E.1.2."""

GROUPS = (
    ("B.4", "support"),
    ("B.", "sponsors"),
    ("D.3.8", "substances"),
    ("D.3.9", "substances"),
    ("D.3.10", "substances"),
    ("D.8", "placebos"),
    ("D.", "imps"),
)
"""Fields that come once per sponsor, product, substance ...: what their code begins with, and the list they are in."""


def group_of(code: str) -> str:
    """The list that a field stands in, "" for a field of the protocol itself."""
    if code in MEDDRA:
        return "meddra"
    return next((name for start, name in GROUPS if code.startswith(start)), "")


def _path(code: str) -> str:
    group = group_of(code)
    where = {"": "", "substances": "imps[].substances[]."}.get(group, f"{group}[].")
    return f"protocols[].{'head.' if code in HEAD else where}{code}"


FIELDS = FieldTable(
    used={_path(code): f"{use} ({name})" for code, name, use in _ROWS if not use.startswith("-")},
    ignored={_path(code): f"{use[2:]} ({name})" for code, name, use in _ROWS if use.startswith("-")}
    | {
        "native_id": "the number of the protocols",
        "protocols[].country": "made of A.1",
        "protocols[].translations.*": "translations: the text without a language is read",
        "protocols[].C.*": "personal contact data: dropped (applicant)",
        "protocols[].G.*": "personal contact data: dropped (investigator networks)",
    },
)

PERSONAL = ("B.5.", "C.", "G.")
"""What the codes of contacts begin with."""

SECTIONS = (
    ("head.Date", "dates"), ("N. Date", "dates"), ("P. Date", "dates"), ("head.", "status"), ("N.", "status"),
    ("P.", "status"), ("A.", "identification"), ("sponsors", "sponsor"), ("support", "sponsor"), ("imps", "arms"),
    ("placebos", "arms"), ("meddra", "conditions"), ("E.1", "conditions"), ("E.3", "eligibility"),
    ("E.4", "eligibility"), ("E.5", "outcomes"), ("E.6", "design"), ("E.7", "design"), ("E.8.3", "sites"),
    ("E.8.4", "sites"), ("E.8.5", "sites"), ("E.8.6", "sites"), ("E.8", "design"), ("F.1", "eligibility"),
    ("F.2", "eligibility"), ("F.3", "eligibility"), ("F.4", "design"),
)  # fmt: skip
"""What a field begins with, and the section of the content it is in; everything else is in `description`."""

AGES = (
    ("F.1.1.1", "0 days", "0 days"),
    ("F.1.1.2", "0 days", "0 days"),
    ("F.1.1.3", "0 days", "27 days"),
    ("F.1.1.4", "28 days", "23 months"),
    ("F.1.1.5", "2 years", "11 years"),
    ("F.1.1.6", "12 years", "17 years"),
    ("F.1.2", "18 years", "64 years"),
    ("F.1.3", "65 years", ""),
)
"""The age groups, youngest first: code, youngest and oldest of it."""
