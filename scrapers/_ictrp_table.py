"""Every field of an ICTRP export: its name in the XML, in the CSV, what becomes of it, and its section.

Names of the XML are those of `ICTRP-Results.xml`; the labels of the CSV are the same words with blanks, in another
case, so that a label is known by its letters alone. Fields of the ethics committee and some of the results are named
after the labels of the CSV export of 2026 (58 columns).
"""

import re

from scrapers._base import FieldTable

_IN_RECORD = "no claim type; kept in the record"
_PERSON = "personal contact data: dropped"
_FLAG = "a yes or no of the portal, derived from other fields"

FIELDS = FieldTable(
    used={
        "TrialID": "native id, registration_id (own)",
        "Last_Refreshed_on": "modified; not part of a version",
        "Public_title": "title, text",
        "Scientific_title": "title (official), text",
        "Acronym": "acronym",
        "Primary_sponsor": "institution (lead_sponsor)",
        "Secondary_Sponsor": "institution (collaborator)",
        "Source_Support": "institution (funder)",
        "Date_registration": "published, date (registered)",
        "Date_registration3": "published, date (registered): the unambiguous form of Date_registration",
        "Date_enrollement": "date (start)",
        "Source_Register": "what Target_size counts",
        "web_address": "address",
        "Recruitment_Status": "status, where it is one state",
        "other_records": "registration_id (secondary), where it is more than yes or no",
        "Secondary_ID": "registration_id (secondary)",
        "Inclusion_agemin": "age (minimum); 0 is no value",
        "Inclusion_agemax": "age (maximum); 0 is no value",
        "Inclusion_gender": "sex",
        "Target_size": "sample_size, arm_size",
        "Study_type": "model (whether it is observational)",
        "Study_design": "allocation, masking, model",
        "Phase": "phase",
        "Countries": "centres (countries)",
        "Inclusion_Criteria": "eligibility",
        "Exclusion_Criteria": "eligibility (exclusion)",
        "Condition": "condition",
        "Intervention": "intervention, text",
        "Primary_outcome": "primary_outcome",
        "Secondary_outcome": "secondary_outcome",
        "results_date_posted": "date (results_posted)",
        "results_date_completed": "date (completion)",
        "results_date_first_publication": "date (results_published)",
        "results_url_link": "reference, where it leads to a paper",
        "results_url_protocol": "reference (PROTOCOL), where it leads to a paper",
        "results_summary": "text",
    },
    ignored={
        "Internal_Number": "internal key of the portal",
        "Export_date": "day of the export; not part of a version",
        "Contact_Firstname": _PERSON,
        "Contact_Lastname": _PERSON,
        "Contact_Address": _PERSON,
        "Contact_Email": _PERSON,
        "Contact_Tel": _PERSON,
        "Contact_Affiliation": _PERSON,
        "Ethics_Contact_Name": _PERSON,
        "Ethics_Contact_Address": _PERSON,
        "Ethics_Contact_Phone": _PERSON,
        "Ethics_Contact_Email": _PERSON,
        "Ethics_Status": _IN_RECORD,
        "Ethics_Approval_Date": _IN_RECORD,
        "Prospective_registration": _FLAG,
        "Retrospective_flag": _FLAG,
        "Bridging_flag_truefalse": _FLAG,
        "Bridged_type": "whether the portal shows this entry or its duplicate first",
        "results_yes_no": _FLAG,
        "results_baseline_char": _IN_RECORD,
        "results_participant_flow": _IN_RECORD,
        "results_adverse_events": _IN_RECORD,
        "results_outcome_measures": _IN_RECORD,
        "results_IPD_plan": _IN_RECORD,
        "results_IPD_description": _IN_RECORD,
    },
)

DROPPED = frozenset(name for name, reason in FIELDS.ignored.items() if reason == _PERSON)
VOLATILE = frozenset({"Export_date", "Last_Refreshed_on", "Internal_Number"})
_ALSO_CALLED = {
    "sourcename": "Source_Support",
    "ethicsapprovalstatus": "Ethics_Status",
    "ethicsreviewstatus": "Ethics_Status",
    "ethicsreviewapprovaldate": "Ethics_Approval_Date",
    "ethicscontacttel": "Ethics_Contact_Phone",
    "dateenrollment": "Date_enrollement",
    "dateenrolment": "Date_enrollement",
}
_SECTIONS = {
    "Recruitment_Status": "status",
    "Date_registration": "dates",
    "Date_registration3": "dates",
    "Date_enrollement": "dates",
    "Study_type": "design",
    "Study_design": "design",
    "Phase": "design",
    "Target_size": "design",
    "Intervention": "arms",
    "Primary_outcome": "outcomes",
    "Secondary_outcome": "outcomes",
    "Inclusion_agemin": "eligibility",
    "Inclusion_agemax": "eligibility",
    "Inclusion_gender": "eligibility",
    "Inclusion_Criteria": "eligibility",
    "Exclusion_Criteria": "eligibility",
    "Primary_sponsor": "sponsor",
    "Secondary_Sponsor": "sponsor",
    "Source_Support": "sponsor",
    "Condition": "conditions",
    "Countries": "sites",
    "results_url_link": "references",
    "results_url_protocol": "references",
}


def _letters(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


_NAMES = {_letters(name): name for name in (*FIELDS.used, *FIELDS.ignored)} | _ALSO_CALLED


def name_of(label: str) -> str:
    """The name that a label of either export stands for; a label that is not known stays as it is."""
    return _NAMES.get(_letters(label), label.strip())


def known(label: str) -> bool:
    """Whether either export has such a label."""
    return _letters(label) in _NAMES


def section_of(name: str) -> str:
    """The part of an entry that a field belongs to."""
    if name in _SECTIONS:
        return _SECTIONS[name]
    if name.startswith("results_"):
        return "results"
    return "description" if name.startswith("Ethics_") else "identification"
