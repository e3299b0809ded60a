import json
from typing import Any

import pytest

from scrapers.clinicaltrials_gov import parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, problems, reply, told
from tracker.errors import ReadError
from tracker.records import Document

FOLDER = FIXTURES / "clinicaltrials_gov"
STUDY = json.loads((FOLDER / "study.json").read_text())


def read(study: object) -> Document:
    return documents(parse(reply(json.dumps(study))))[0]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("registration_id", [("own", "NCT99999901"), ("sponsor", "FICTION-01"), ("secondary", "2099-000001-10"),
                             ("secondary", "ISRCTN99999901"), ("secondary", "U1111-0000-0001"),
                             ("alias", "NCT99999900")]),
        ("sample_size", [("planned", "64")]),
        ("phase", [(None, "PHASE1|PHASE2")]),
        ("masking", [(None, "DOUBLE")]),
        ("allocation", [(None, "RANDOMIZED")]),
        ("model", [("interventional", "PARALLEL")]),
        ("control", [(None, "PLACEBO_COMPARATOR"), (None, "NO_INTERVENTION")]),
        ("status", [("overall", "UNKNOWN"), ("last_known", "RECRUITING"), ("why_stopped", "The example ended")]),
        ("date", [("start", "2098-02"), ("primary_completion", "2099-05-31"), ("completion", "2099-08"),
                  ("first_posted", "2098-01-09"), ("results_posted", "2099-04-02"),
                  ("last_update_posted", "2099-03-03"), ("first_submitted", "2098-01-04")]),
        ("primary_outcome", [(None, "Example dryness score")]),
        ("secondary_outcome", [(None, "Blinks per minute")]),
        ("intervention", [(None, "Saltwater")]),
        ("condition", [(None, "Dry Example"), (None, "Example Disease")]),
        ("keyword", [(None, "saltwater")]),
        ("acronym", [(None, "SALTY")]),
        ("institution", [(None, "Example University"), (None, "Example Drops Ltd"), (None, "Example University"),
                         (None, "Example Hospital")]),
        ("age", [("minimum", "18 Years"), ("maximum", "65 Years")]),
        ("sex", [(None, "ALL")]),
        ("centres", [("listed", "2")]),
        ("reference", [("RESULT", "99999901"), ("BACKGROUND", "An old example.")]),
        ("duration", [("described", "Two drops a day")]),
        ("dose", [("described", "Two drops a day")]),
    ],
)  # fmt: skip
def test_fields_of_a_study(claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(read(STUDY), claim) == expected


def test_qualifiers_say_the_rest() -> None:
    document = read(STUDY)
    qualifiers = {claim: fields(document, claim)[0].qualifiers for claim in ("masking", "control", "primary_outcome")}
    assert qualifiers == {
        "masking": {"who_masked": ["PARTICIPANT", "INVESTIGATOR"]},
        "control": {"arm": "Plain water"},
        "primary_outcome": {"description": "From 0 to 10", "time_frame": "6 weeks"},
    }
    assert [field.qualifiers.get("date_type") for field in fields(document, "date")[:3]] == [
        "ACTUAL",
        "ESTIMATED",
        None,
    ]
    assert fields(document, "registration_id")[3].qualifiers == {"id_type": "REGISTRY", "domain": "ISRCTN"}
    assert fields(document, "centres")[0].qualifiers == {"countries": ["Finland", "Norway"]}
    assert fields(document, "reference")[0].qualifiers["doi"] == "10.9999/example.1"


@pytest.mark.parametrize(
    ("enrolment", "expected"),
    [
        ({"count": 0, "type": "ACTUAL"}, [("enrolled", "0")]),
        ({"count": 40}, [("planned_or_enrolled", "40")]),
        ({"type": "ACTUAL"}, []),
        ("forty", []),
        (None, []),
    ],
)
def test_enrolment_keeps_its_kind(enrolment: object, expected: list[tuple[str, str]]) -> None:
    study = {"protocolSection": {**STUDY["protocolSection"], "designModule": {"enrollmentInfo": enrolment}}}
    assert told(read(study), "sample_size") == expected


def test_paths_lead_to_the_printed_value() -> None:
    document = read(STUDY)
    for field in document.fields:
        value = at_path(document.record, field.path)
        printed = str(len(value)) if field.type == "centres" else "|".join(value) if isinstance(value, list) else value  # type: ignore[arg-type]
        assert str(printed).lower() == field.raw.lower(), field.path


def test_no_person_is_kept_and_no_exporters_key() -> None:
    record = json.dumps(read(STUDY).record)
    assert not [
        word for word in ('Nobody"', "Noone", "@example.org", '"phone"', "Professor", "CTGOV2", "_id") if word in record
    ]
    assert "Example Hospital" in record


def test_text_title_and_dates() -> None:
    document = read(STUDY)
    headline = document.passages[0]
    assert (document.native_id, document.kind, document.url) == (
        "NCT99999901", "registry", "https://clinicaltrials.gov/study/NCT99999901",
    )  # fmt: skip
    assert document.text[headline.start : headline.end].split("\n") == [
        STUDY["protocolSection"]["identificationModule"][name] for name in ("briefTitle", "officialTitle")
    ]
    assert "CRP \\>= 3" in document.text
    assert "at least 4 weeks" not in document.text
    assert document.published
    assert str(document.published.low) == "2098-01-09"
    assert document.modified
    assert str(document.modified.low) == "2099-03-03"


def changed(path: str, value: object) -> dict[str, Any]:
    study: dict[str, Any] = json.loads(json.dumps(STUDY))
    *steps, last = path.split(".")
    place: Any = study
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return study


@pytest.mark.parametrize(
    ("path", "is_new"),
    [
        ("protocolSection.statusModule.lastUpdatePostDateStruct.date", False),
        ("protocolSection.statusModule.statusVerifiedDate", False),
        ("protocolSection.contactsLocationsModule.centralContacts", False),
        ("protocolSection.contactsLocationsModule.locations.0.contacts", False),
        ("derivedSection.miscInfoModule.versionHolder", False),
        ("protocolSection.statusModule.overallStatus", True),
        ("protocolSection.designModule.enrollmentInfo.count", True),
        ("protocolSection.outcomesModule.primaryOutcomes.0.measure", True),
    ],
)
def test_what_makes_a_version(path: str, is_new: bool) -> None:
    assert (read(changed(path, "other")).content != read(STUDY).content) is is_new


def test_shapes_a_file_may_have() -> None:
    one = json.dumps(STUDY)
    for body in (one, f"[{one}, {one}]", f'{{"studies": [{one}]}}', f"{one}\n{one}\n", "\ufeff" + one):
        assert {d.native_id for d in documents(parse(reply(body)))} == {"NCT99999901"}
    assert list(parse(reply('{"studies": []}'))) == []
    assert list(parse(reply(b"", status=404))) == []


def test_a_broken_line_is_a_problem_and_the_rest_goes_on() -> None:
    found = list(parse(reply((FOLDER / "studies.ndjson").read_bytes(), "studies.ndjson")))
    assert [d.native_id for d in documents(found)] == ["NCT99999902", "NCT99999903"]
    assert [item.subject for item in found if not isinstance(item, Document)] == ["studies.ndjson line 2"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", json.dumps(STUDY)[:500],
     '{"articles": []}', b"\x00\x01", "[" * 100_000, '{"FullStudiesResponse": {}}'],
    ids=["empty", "html", "cut off", "other json", "binary", "deep", "old api"],
)  # fmt: skip
def test_other_bytes_are_one_clear_line(body: bytes | str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body, "https://ct.example/studies")))
    assert "https://ct.example/studies" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("number", ["NCT000001", "", None, 5, "ISRCTN99999901"])
def test_a_study_without_a_number_is_a_problem(number: object) -> None:
    study = changed("protocolSection.identificationModule.nctId", number)
    assert problems(parse(reply(json.dumps([study, STUDY, 7, None])))) == ["bad_id"] * 3


def test_odd_records_yield_what_they_have() -> None:
    odd: dict[str, Any] = {"protocolSection": {"identificationModule": {"nctId": "nct99999904"},
                               "designModule": {"phases": ["PHASE5"]},
                               "statusModule": ["x"], "outcomesModule": {"primaryOutcomes": ["x", {"measure": None}]},
                               "contactsLocationsModule": {"locations": {}}}}  # fmt: skip
    odd["protocolSection"]["armsInterventionsModule"] = {"armGroups": [{"type": {}}, {"type": ["PLACEBO_COMPARATOR"]}]}
    odd["protocolSection"]["referencesModule"] = {"references": [{"pmid": "99999901", "type": []}]}
    document = read(odd)
    assert told(document, "reference") == [(None, "99999901")]
    assert (document.native_id, told(document, "phase")) == ("NCT99999904", [(None, "PHASE5")])
    assert document.title is None
    assert document.text == ""


def test_values_wrapped_in_lists_are_taken_out() -> None:
    boxed = {"protocolSection": {"identificationModule": {"nctId": ["NCT99999905"], "briefTitle": ["Boxed"]},
                                 "designModule": {"phases": [["PHASE3"]],
                                                  "enrollmentInfo": {"count": [12], "type": ["ACTUAL"]}},
                                 "conditionsModule": {"conditions": [["One", "Two"]]}}}  # fmt: skip
    document = read(boxed)
    assert (document.title, told(document, "sample_size"), told(document, "phase")) == (
        "Boxed", [("enrolled", "12")], [(None, "PHASE3")],
    )  # fmt: skip
    assert told(document, "condition") == [(None, "One"), (None, "Two")]


def test_nul_and_lone_surrogates_become_storable() -> None:
    document = read(changed("protocolSection.descriptionModule.briefSummary", "a\x00b\ud800c"))
    assert "a\ufffdb\ufffdc" in document.text
    assert "\ud800" not in str(document.record)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("x.json", b'{"studies":[{"protocolSection":{', True),
        ("x.ndjson", b'{"_id":"1","protocolSection" : {', True),
        ("x.jsonl", b'{"id":"1","text":"\\"protocolSection\\": {', False),
        ("x.json", b'{"ctrname":"ISRCTN"', False),
        ("x.html", b'"protocolSection":{', False),
    ],
)
def test_recognises_its_files(name: str, head: bytes, expected: bool) -> None:
    assert reads(name, head) is expected


def test_a_field_that_is_not_known_is_said_once_for_a_page() -> None:
    one, two = (changed(f"protocolSection.designModule.{name}", "x") for name in ("newThing", "newThing"))
    two["protocolSection"]["statusModule"]["other"] = {"deep": [{"er": 1}]}
    found = list(parse(reply(json.dumps({"studies": [one, two]}))))
    assert [(item.kind, item.subject) for item in found if not isinstance(item, Document)] == [
        ("unread_field", "protocolSection.designModule.newThing"),
        ("unread_field", "protocolSection.statusModule.other.deep[].er"),
    ]
    assert len(documents(found)) == 2


def test_a_new_part_of_a_study_is_said_and_an_exporters_key_is_not() -> None:
    found = list(parse(reply(json.dumps({**STUDY, "newSection": {"a": 1}, "_id": "x", "ctrname": "CTGOV2"}))))
    assert [item.subject for item in found if not isinstance(item, Document)] == ["newSection.a"]


@pytest.mark.parametrize(
    ("path", "value", "section"),
    [
        ("protocolSection.identificationModule.briefTitle", "Another", "identification"),
        ("protocolSection.statusModule.overallStatus", "COMPLETED", "status"),
        ("protocolSection.statusModule.whyStopped", "Another reason", "status"),
        ("protocolSection.statusModule.startDateStruct.date", "2098-03", "dates"),
        ("protocolSection.designModule.enrollmentInfo.count", 65, "design"),
        ("protocolSection.armsInterventionsModule.armGroups.0.label", "Other drops", "arms"),
        ("protocolSection.outcomesModule.primaryOutcomes.0.timeFrame", "8 weeks", "outcomes"),
        ("protocolSection.eligibilityModule.minimumAge", "21 Years", "eligibility"),
        ("protocolSection.sponsorCollaboratorsModule.leadSponsor.name", "Another", "sponsor"),
        ("protocolSection.descriptionModule.briefSummary", "Another", "description"),
        ("protocolSection.newModule", {"a": 1}, "description"),
        ("protocolSection.conditionsModule.keywords", ["other"], "conditions"),
        ("protocolSection.contactsLocationsModule.locations.0.city", "Othertown", "sites"),
        ("protocolSection.referencesModule.references.0.pmid", "99999902", "references"),
        ("protocolSection.ipdSharingStatementModule", {"ipdSharing": "NO"}, "documents"),
        ("documentSection", {"largeDocumentModule": {"noSap": True}}, "documents"),
        ("hasResults", False, "results"),
        ("resultsSection.moreInfoModule.certainAgreement.piSponsorEmployee", False, "results"),
    ],
)
def test_a_change_says_in_which_section_it_is(path: str, value: object, section: str) -> None:
    before, after = read(STUDY).sections, read(changed(path, value)).sections
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == {section}


@pytest.mark.parametrize(
    "path", ["centralContacts", "locations.0.contacts", "overallOfficials", "locations.0.geoPoint"]
)
def test_contacts_are_in_no_section(path: str) -> None:
    assert read(changed(f"protocolSection.contactsLocationsModule.{path}", [])).sections == read(STUDY).sections


def test_every_arm_and_other_outcome_is_a_field() -> None:
    study = changed("protocolSection.outcomesModule.otherOutcomes", [{"measure": "Tears", "timeFrame": "Day 3"}])
    document = read(study)
    assert told(document, "arm") == [
        ("experimental", "Drops"), ("placebo_comparator", "Plain water"), ("no_intervention", "Waiting"),
    ]  # fmt: skip
    assert fields(document, "arm")[0].qualifiers == {"interventions": ["Drug: Saltwater"]}
    assert told(document, "other_outcome") == [(None, "Tears")]


def test_a_reference_names_its_retractions() -> None:
    study = changed("protocolSection.referencesModule.references.0.retractions", [{"pmid": "99999909", "source": "X"}])
    assert fields(read(study), "reference")[0].qualifiers["retractions"] == ["99999909"]
