"""Fields of ICTRP exports: what registries send, in the forms in which the portal prints it."""

import json
import re

import pytest

from scrapers._ictrp_design import design_fields, phases_in
from scrapers._ictrp_fields import Size, day_of, size_of
from scrapers._ictrp_outcomes import outcomes_in, parts_of
from scrapers.ictrp import parse
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, problems, reply, told
from tracker.claims import from_fields
from tracker.records import Document, Problem

XML = (FIXTURES / "ictrp" / "export.xml").read_bytes()
CSV = (FIXTURES / "ictrp" / "export.csv").read_bytes()
CHINESE, EUROPEAN, AMERICAN = documents(parse(reply(XML)))
SAME, INDIAN = documents(parse(reply(CSV)))


@pytest.mark.parametrize(
    ("document", "claim", "expected"),
    [
        (CHINESE, "registration_id", [("own", "ChiCTR9900000001"), ("secondary", "NCT99999901"),
                                      ("secondary", "U1111-9999-0001")]),
        (CHINESE, "sample_size", [("planned", "97")]),
        (CHINESE, "arm_size", [("planned", "49"), ("planned", "48")]),
        (CHINESE, "date", [("registered", "2099-09-20"), ("start", "2099-10-01")]),
        (CHINESE, "age", [("minimum", "18")]),
        (CHINESE, "sex", [(None, "Both")]),
        (CHINESE, "status", []),
        (CHINESE, "phase", [(None, "0")]),
        (CHINESE, "model", [("interventional", "Parallel")]),
        (CHINESE, "condition", [(None, "Dry afternoon"), (None, "Dry evening")]),
        (CHINESE, "primary_outcome", [(None, "Dryness (left; right)")]),
        (CHINESE, "secondary_outcome", [(None, "Blinks"), (None, "Naps")]),
        (CHINESE, "title", [("brief", "Saltwater after dry afternoons & evenings"),
                            ("official", "A made-up trial of saltwater")]),
        (CHINESE, "institution", [(None, "Example University"), (None, "First Partner"), (None, "Second Partner"),
                                  (None, "Fund of Examples")]),
        (CHINESE, "eligibility", [("exclusion", "Exclusion criteria: wet"),
                                  ("inclusion", "Inclusion criteria: 1. Dry;\n\n2. Aged < 90 (ask [removed])")]),
        (EUROPEAN, "registration_id", [("own", "EUCTR2099-000001-10-DE"), ("secondary", "EX-2099-1")]),
        (EUROPEAN, "sample_size", [("planned", "1,200")]),
        (EUROPEAN, "date", [("registered", "2098-06-05"), ("completion", "2100-02-01"),
                            ("results_posted", "2100-07-13")]),
        (EUROPEAN, "sex", [(None, "Female")]),
        (EUROPEAN, "phase", [(None, "Phase II/Phase III")]),
        (EUROPEAN, "allocation", [(None, "yes")]),
        (EUROPEAN, "masking", [(None, "Double blind: yes")]),
        (EUROPEAN, "model", [("interventional", "Parallel group")]),
        (EUROPEAN, "condition", [(None, "Cold porridge")]),
        (EUROPEAN, "intervention", [(None, "Oatalin"), (None, "oatalinum")]),
        (EUROPEAN, "primary_outcome", [(None, "Warmth of the bowl")]),
        (EUROPEAN, "centres", [("countries", "Germany|Norway")]),
        (EUROPEAN, "reference", [("RESULT", "10.9999/oats.1")]),
        (AMERICAN, "sample_size", [("planned_or_enrolled", "64")]),
        (AMERICAN, "allocation", [(None, "Non-Randomized")]),
        (AMERICAN, "masking", [(None, "Double (Participant, Investigator)")]),
        (AMERICAN, "model", [("interventional", "Crossover Assignment")]),
        (AMERICAN, "status", [("overall", "Recruiting")]),
        (AMERICAN, "date", [("registered", "2098-01-05"), ("start", "2098-03")]),
        (AMERICAN, "age", [("minimum", "18 Years")]),
        (AMERICAN, "eligibility", [("criteria", "Inclusion Criteria: tired\nExclusion Criteria: awake")]),
        (AMERICAN, "intervention", [(None, "Napamil"), (None, "Nap")]),
        (AMERICAN, "primary_outcome", [(None, "Tiredness score"), (None, "Falls asleep")]),
        (INDIAN, "registration_id", [("own", "CTRI/2099/01/000001")]),
        (INDIAN, "sample_size", []),
        (INDIAN, "date", [("registered", "2099-02-01")]),
        (INDIAN, "condition", [(None, "Warm onion")]),
        (INDIAN, "allocation", [(None, "Randomized")]),
        (INDIAN, "masking", [(None, "Participant and Investigator Blinded")]),
        (INDIAN, "model", [("interventional", "Parallel Group")]),
        (INDIAN, "primary_outcome", [(None, "Onion warmth")]),
    ],
)  # fmt: skip
def test_fields(document: Document, claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(document, claim) == expected


@pytest.mark.parametrize("document", [CHINESE, EUROPEAN, AMERICAN, SAME, INDIAN], ids=lambda d: d.native_id)
def test_every_field_becomes_a_claim_and_has_its_place(document: Document) -> None:
    claims, unread = from_fields(document.fields)
    assert unread == []
    own = [claim.value["scheme"] for claim in claims if claim.type == "registration_id" and claim.kind == "own"]
    assert own in (["chictr"], ["eudract"], ["nct"], ["ctri"])
    for field in document.fields:
        printed = str(field.qualifiers.get("printed") or at_path(document.record, field.path))
        made = {"Phase II/Phase III", "Germany|Norway", "97"}
        assert field.raw in printed or field.type in ("date", "age") or field.raw in made, field.path
        assert printed in str(at_path(document.record, field.path))


def test_time_frames_and_arms() -> None:
    assert [f.qualifiers.get("time_frame") for f in fields(AMERICAN, "primary_outcome")] == ["6 weeks", "Day 14"]
    assert [f.qualifiers["time_frame"] for f in fields(EUROPEAN, "primary_outcome")] == ["week 8"]
    assert [f.qualifiers["time_frame"] for f in fields(INDIAN, "primary_outcome")] == ["6 weeks"]
    assert [f.qualifiers["label"] for f in fields(CHINESE, "arm_size")] == ["Saltwater group", "Plain water: ward 2"]


def test_a_copy_is_a_derivative_with_the_dates_of_the_registry() -> None:
    assert (CHINESE.kind, CHINESE.publisher, CHINESE.native_id) == ("derivative", "WHO ICTRP", "ChiCTR9900000001")
    assert CHINESE.url == "https://registry.example.org/proj?a=1&section=2"
    assert (str(CHINESE.published and CHINESE.published.low), str(CHINESE.modified and CHINESE.modified.low)) == (
        "2099-09-20",
        "2099-09-21",
    )
    assert CHINESE.text.startswith("Saltwater after dry afternoons & evenings\nA made-up trial of saltwater\n\n")
    assert "The bowl was warmer." in EUROPEAN.text


def test_both_exports_of_a_trial_are_one_version() -> None:
    without = {"Prospective_registration"}  # a flag that only one of the two forms has
    assert {k: v for k, v in CHINESE.content.items() if k not in without} == dict(SAME.content)
    assert "Export_date" not in CHINESE.content


@pytest.mark.parametrize("document", [CHINESE, EUROPEAN, AMERICAN, SAME, INDIAN], ids=lambda d: d.native_id)
def test_sections_are_the_content(document: Document) -> None:
    assert {k: v for part in document.sections.values() for k, v in part.items()} == document.content


def test_no_person_is_kept() -> None:
    kept = json.dumps([[d.record, d.text, [f.model_dump() for f in d.fields]] for d in (CHINESE, SAME, INDIAN)])
    assert not re.findall(r"Nobody|@example|\+86|Contact_|Example Road", kept)


def test_what_could_not_be_read_is_one_problem_each() -> None:
    said = [item for item in parse(reply(CSV)) if isinstance(item, Problem)]
    assert [(item.kind, item.subject) for item in said] == [("unread_value", "Target_size")]
    assert "1 values of Target_size" in said[0].message
    assert "CTRI/2099/01/000001 'about a hundred'" in said[0].message
    assert [item.subject for item in parse(reply(XML)) if isinstance(item, Problem)] == ["Last_Refreshed_on"]


def test_a_new_field_is_said_once() -> None:
    added = XML.replace(b"<TrialID>", b"<Season>autumn\n</Season><TrialID>")
    said = [item.subject for item in parse(reply(added)) if isinstance(item, Problem) and item.kind == "unread_field"]
    assert said == ["Season"]


def test_a_trial_without_a_number_is_left_out() -> None:
    found = list(parse(reply(XML.replace(b"NCT99999905", b" "))))
    assert (len(documents(found)), problems(found)) == (2, ["bad_id"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("120", Size(120)),
        ("1,200", Size(1200)),
        ("A:49;B:49;", Size(98, (("A", 49), ("B", 49)))),
        ("A:49;B:49", Size(98, (("A", 49), ("B", 49)))),
        ("Group 1: high dose:30;Group 2:1,030;", Size(1060, (("Group 1: high dose", 30), ("Group 2", 1030)))),
        ("试验组：20；对照组：21；", Size(41, (("试验组", 20), ("对照组", 21)))),
        ("Total:98;A:49;B:49;", Size(98, (("A", 49), ("B", 49)))),
        ("total sample size: 50", Size(50)),
        ("0", Size(0)),
        ("about 100", None),
        ("A:49;B:some;", None),
        ("100-120", None),
        ("12.5", None),
        ("", None),
    ],
)
def test_target_sizes(raw: str, expected: Size | None) -> None:
    assert size_of(raw) == expected


@pytest.mark.parametrize(
    ("raw", "low", "precision"),
    [
        ("20990105", "2099-01-05", "day"),
        ("2099-01-05", "2099-01-05", "day"),
        ("2099-01-05 00:00:00", "2099-01-05", "day"),
        ("05/01/2099", "2099-01-05", "day"),
        ("5-1-2099", "2099-01-05", "day"),
        ("2099/01/05", "2099-01-05", "day"),
        ("21 September 2099", "2099-09-21", "day"),
        ("2099-01", "2099-01-01", "month"),
        ("January 2099", "2099-01-01", "month"),
        ("2099", "2099-01-01", "year"),
    ],
)
def test_dates(raw: str, low: str, precision: str) -> None:
    when = day_of(raw)
    assert when is not None
    assert (str(when.low), when.precision) == (low, precision)


@pytest.mark.parametrize("raw", ["", "soon", "13/13/2099", "2099-02-30", "12/25/2099"])
def test_what_is_no_date(raw: str) -> None:
    assert day_of(raw) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Phase 2", "Phase 2"),
        ("2", "2"),
        ("PHASE II/III TRIAL", "PHASE II/III TRIAL"),
        ("N/A", "N/A"),
        ("Human pharmacology (Phase I): yes\nTherapeutic exploratory (Phase II): no", "Phase I"),
        ("Human pharmacology (Phase I): no", ""),
        ("Other", ""),
        ("Pilot clinical trial", ""),
        ("", ""),
    ],
)
def test_phases(raw: str, expected: str) -> None:
    assert phases_in(raw) == expected


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("Allocation: N/A. Intervention model: Single Group Assignment. Masking: None (Open Label). ",
         [("masking", "None (Open Label)"), ("model", "Single Group Assignment")]),
        ("Purpose: Treatment; Allocation: Randomised controlled trial; Masking: Blinded (masking used);"
         "Assignment: Parallel;", [("allocation", "Randomised controlled trial"), ("masking", "Blinded (masking used)"),
                                   ("model", "Parallel")]),
        ("Controlled: yes Randomised: no Open: yes Single blind: no Double blind: no Cross over: yes",
         [("allocation", "no"), ("masking", "Open: yes"), ("model", "Cross over")]),
        ("Randomized, double blind, factorial", [("allocation", "Randomized"), ("masking", "double blind"),
                                                 ("model", "factorial")]),
        ("Non-randomized, open label", [("allocation", "Non-randomized"), ("masking", "open label")]),
        ("A study of randomized mice that were blinded", []),
        ("", []),
    ],
)  # fmt: skip
def test_designs(design: str, expected: list[tuple[str, str]]) -> None:
    assert [(field.type, field.raw) for field in design_fields({"Study_design": design})] == expected


def test_an_observational_study_has_no_allocation() -> None:
    found = design_fields({"Study_design": "Cohort study. Randomized: no", "Study_type": "Observational"})
    assert [(field.type, field.kind, field.raw) for field in found] == [("model", "observational", "Cohort")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain;", [("Pain", None)]),
        ("Pain; Sleep [Time Frame: Day 14]", [("Pain", None), ("Sleep", "Day 14")]),
        ("1. Pain at week 2\n2. Sleep", [("Pain at week 2", None), ("Sleep", None)]),
        ("Pain (arm; leg", [("Pain (arm", None), ("leg", None)]),
        ("Pain\nTimepoint: 6 weeks", [("Pain", "6 weeks")]),
        ("Main Objective: x;Primary end point(s): Pain;", [("Pain", None)]),
        ("", []),
    ],
)
def test_outcomes(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(name, more.get("time_frame")) for name, more in outcomes_in(text)] == expected


def test_parts_of_a_list() -> None:
    assert parts_of("a; b (c; d)\ne;;") == ["a", "b (c; d)", "e"]
