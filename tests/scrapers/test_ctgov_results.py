import json
from decimal import Decimal
from typing import Any

import pytest

from scrapers.clinicaltrials_gov import parse
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, reply
from tracker.claims import from_fields
from tracker.records import Claim, Document

BODY = (FIXTURES / "clinicaltrials_gov" / "study_with_results.json").read_text()
STARTED = "resultsSection.participantFlowModule.periods.0.milestones.0.achievements.1.numSubjects"


def read(body: str = BODY) -> Document:
    return documents(parse(reply(body)))[0]


def changed(path: str, value: object) -> str:
    study = place = json.loads(BODY)
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return json.dumps(study)


def claims(claim: str, body: str = BODY) -> list[Claim]:
    found, problems = from_fields(read(body).fields)
    assert problems == []
    return [one for one in found if one.type == claim and one.path and one.path.startswith("$.resultsSection")]


def test_who_started_and_completed() -> None:
    said = [(one.kind, one.arm, one.value) for one in claims("sample_size")]
    assert said == [
        ("started", "Plain cream", 29),
        ("started", "Gel", 31),
        ("started", None, 60),
        ("completed", "Plain cream", 26),
        ("completed", "Gel", 30),
        ("completed", None, 56),
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("protocolSection.designModule.enrollmentInfo.count", 59),
        (STARTED, "NA"),
        (STARTED, "40"),
        ("resultsSection.participantFlowModule.periods.1", None),
    ],
    ids=["more than enrolled", "not given", "counted twice", "two periods"],
)
def test_a_total_is_of_people_counted_once(path: str, value: object) -> None:
    body = changed(path, value) if not path.endswith("periods.1") else two_periods()
    assert [one.value for one in claims("sample_size", body) if one.arm is None and one.kind == "started"] == []


def test_a_group_without_a_title_is_still_one_arm() -> None:
    body = changed("resultsSection.participantFlowModule.groups", [{"id": "FG000"}, {"id": "FG001", "title": " "}])
    assert [one.arm for one in claims("sample_size", body)] == ["FG000", "FG001", None, "FG000", "FG001", None]
    assert {one.arm for one in claims("attrition", body)} == {"FG000", "FG001"}


def two_periods() -> str:
    study = json.loads(BODY)
    periods = study["resultsSection"]["participantFlowModule"]["periods"]
    periods.append(periods[0] | {"title": "Follow-up"})
    return json.dumps(study)


def test_the_period_is_said_when_there_are_two() -> None:
    periods = {field.qualifiers.get("period") for field in fields(read(two_periods()), "attrition")}
    assert periods == {"Overall Study", "Follow-up"}


def test_who_left_and_why() -> None:
    said = [(one.kind, one.arm, one.value, one.qualifiers["reason"]) for one in claims("attrition")]
    assert said == [
        ("withdrawn", "Plain cream", 2, "Withdrawal by Subject"),
        ("withdrawn", "Gel", 0, "Withdrawal by Subject"),
        ("other", "Plain cream", 0, "Moved away"),
        ("other", "Gel", 1, "Moved away"),
        ("lost", "Plain cream", 1, "Lost to Follow-up"),
        ("lost", "Gel", 0, "Lost to Follow-up"),
    ]


def test_groups_are_those_of_their_own_measure() -> None:
    said = [(one.qualifiers["label"], one.arm, one.value, one.qualifiers["role"]) for one in claims("arm_size")]
    assert said == [
        ("Gel", "treatment", 30, "primary"),
        ("Plain cream", "control", 28, "primary"),
        ("Plain cream", "control", 29, "secondary"),
        ("Gel", "treatment", 31, "secondary"),
        ("Gel", "treatment", 30, "secondary"),
    ]
    assert {one.kind for one in claims("arm_size")} == {"analysed"}


def test_counts_and_percentages_of_people_are_event_rates() -> None:
    said = [(one.raw, one.number, one.arm, one.outcome, one.timepoint_days) for one in claims("event_rate")]
    assert said == [
        ("9", Decimal(30), "treatment", "remission", 28),
        ("4", Decimal(400) / 27, "control", "remission", 28),
        ("15", Decimal(50), "treatment", "remission", 56),
        ("6.9", Decimal("6.9"), "control", said[3][3], 84),
        ("9.7", Decimal("9.7"), "treatment", said[4][3], 84),
    ]
    counts = [one.qualifiers for one in claims("event_rate")]
    assert [(told.get("k"), told["n"]) for told in counts] == [(9, 30), (4, 27), (15, 28 + 2), (None, 29), (None, 31)]
    assert [counts[3][name] for name in ("ci_low", "ci_high", "dispersion")] == [
        "0.8",
        "22.8",
        "95% Confidence Interval",
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("unitOfMeasure", "percentage of eyes", 0),
        ("unitOfMeasure", "percent probability", 0),
        ("unitOfMeasure", "% of patients", 2),
        ("unitOfMeasure", "Percentage of study participants", 2),
        ("paramType", "MEAN", 0),
        ("paramType", "GEOMETRIC_MEAN", 0),
    ],
)
def test_other_units_are_no_event_rates(name: str, value: str, expected: int) -> None:
    body = changed(f"resultsSection.outcomeMeasuresModule.outcomeMeasures.1.{name}", value)
    assert len([one for one in claims("event_rate", body) if one.qualifiers["role"] == "secondary"]) == expected


def test_a_count_larger_than_its_group_is_left_out() -> None:
    place = "classes.0.categories.0.measurements.0.value"
    body = changed(f"resultsSection.outcomeMeasuresModule.outcomeMeasures.0.{place}", "31")
    assert [one.raw for one in claims("event_rate", body)][:2] == ["4", "15"]


def test_p_values_and_effects() -> None:
    said = [(one.raw, one.comparator, one.number, one.qualifiers.get("hypothesis")) for one in claims("p_value")]
    assert said == [
        ("0.21", "=", Decimal("0.21"), "SUPERIORITY"),
        ("<0.001", "<", Decimal("0.001"), "NON_INFERIORITY"),
        ("0.003", "=", Decimal("0.003"), "SUPERIORITY"),
        ("<0.05", "<", Decimal("0.05"), "SUPERIORITY"),
    ]
    (effect,) = claims("effect")
    assert (effect.kind, effect.value, effect.raw) == ("odds_ratio", 1.9, "1.9")
    assert {name: effect.qualifiers[name] for name in ("ci_low", "ci_high", "ci_level", "arms")} == {
        "ci_low": "0.7", "ci_high": "5.2", "ci_level": "95", "arms": ["Gel", "Plain cream"],
    }  # fmt: skip


def test_significance_is_of_comparisons_for_a_difference() -> None:
    said = [(one.raw, one.value, one.outcome, one.qualifiers["about"]) for one in claims("significance")]
    assert said == [
        ("0.21", "no", "primary outcome", "Number of Participants With Remission of Itch"),
        ("<0.05", "yes", None, "Percentage of Participants With a Rash"),
    ]


@pytest.mark.parametrize(
    ("p", "sides", "expected"),
    [
        ("0.049", "TWO_SIDED", ["yes"]),
        ("0.05", "TWO_SIDED", ["no"]),
        ("> 0.99", "TWO_SIDED", ["no"]),
        ("<0.1", "TWO_SIDED", []),
        (">0.01", "TWO_SIDED", []),
        ("0.03", "ONE_SIDED", []),
        ("0.02", "ONE_SIDED", ["yes"]),
        ("0.3", "ONE_SIDED", ["no"]),
    ],
)
def test_what_a_p_value_says(p: str, sides: str, expected: list[str]) -> None:
    study: dict[str, Any] = json.loads(BODY)
    analysis = study["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]["analyses"][0]
    analysis |= {"pValue": p, "ciNumSides": sides}
    said = [one.value for one in claims("significance", json.dumps(study)) if one.qualifiers["role"] == "primary"]
    assert said == expected


def test_primary_outcomes_that_disagree_are_no_verdict_on_the_primary_outcome() -> None:
    study: dict[str, Any] = json.loads(BODY)
    measures = study["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"]
    measures[1]["type"] = "PRIMARY"
    assert [one.outcome for one in claims("significance", json.dumps(study))] == [None, None]


def test_paths_of_results_lead_to_the_printed_value() -> None:
    document = read()
    for field in document.fields:
        if field.path.startswith("$.resultsSection") and "sum_of" not in field.qualifiers:
            assert at_path(document.record, field.path) == field.raw
    totals = [field for field in document.fields if "sum_of" in field.qualifiers]
    assert [field.qualifiers["sum_of"] for field in totals] == [["29", "31"], ["26", "30"]]


@pytest.mark.parametrize("part", ["participantFlowModule", "outcomeMeasuresModule"])
@pytest.mark.parametrize(
    "odd", [None, [], "x", {"groups": 3, "periods": [None, {"milestones": {}}]}, {"outcomeMeasures": [7]}]
)
def test_results_of_another_shape_yield_what_they_have(part: str, odd: object) -> None:
    found, problems = from_fields(read(changed(f"resultsSection.{part}", odd)).fields)
    assert problems == []
    assert {one.type for one in found} >= {"title", "sample_size", "arm"}
