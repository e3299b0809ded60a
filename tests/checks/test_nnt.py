from typing import Any

import pytest

from tests.checks.by_hand import held, people, rate, says, size
from tracker.checks import Case, Finding, all_checks

RUN = all_checks()["nnt"].run
FLOW = (size(14, "treatment"), size(16, "control"), people(30), people(29, "completed"))


def judge(
    treated: str, control: str, number: str, outcome: str = "remission", kind: str = "nntb", **more: Any
) -> Finding:
    sentence = f"It was {treated} against {control} (NNT = {number})."
    by = {"qualifiers": {"arm_by": more.pop("arm_by", "label")}}
    claims = (
        rate(treated, "treatment", outcome, sentence, **by),
        rate(control, "control", outcome, sentence, **by),
        held("nnt", f"NNT = {number}", number, sentence, kind=kind, outcome=outcome),
    )
    (finding,) = RUN(Case(says(*more.pop("arms", ()), *claims)))
    return finding


@pytest.mark.parametrize(
    ("treated", "control", "number", "verdict"),
    [
        ("53.9%", "31.3%", "5", "consistent"),
        ("53.9%", "31.3%", "4", "consistent"),
        ("46.2%", "18.8%", "4", "consistent"),
        ("46.2%", "18.8%", "5", "inconsistent"),
        ("53.9%", "31.3%", "4.4", "consistent"),
        ("53.9%", "31.3%", "4.5", "rounding_only"),
        ("53.9%", "31.3%", "5.4", "inconsistent"),
        ("18.8%", "46.2%", "4", "inconsistent"),
        ("30%", "30%", "40", "inconsistent"),
        ("30%", "30%", "400", "consistent"),
    ],
)
def test_of_a_good_outcome(treated: str, control: str, number: str, verdict: str) -> None:
    assert judge(treated, control, number).verdict == verdict


@pytest.mark.parametrize(
    ("outcome", "kind", "arm_by", "verdict"),
    [
        ("relapse", "nntb", "label", "consistent"),
        ("relapse", "nnth", "label", "inconsistent"),
        ("remission", "nnth", "label", "consistent"),
        ("remission", "nntb", "label", "inconsistent"),
        ("remission", "nntb", "order", "not_comparable"),
        ("headache", "nnth", "label", "consistent"),
        ("headache", "nntb", "label", "consistent"),
    ],
)
def test_fewer_events_are_benefit_or_harm(outcome: str, kind: str, arm_by: str, verdict: str) -> None:
    assert judge("10%", "30%", "5", outcome, kind, arm_by=arm_by).verdict == verdict


def test_harm_is_rounded_down() -> None:
    assert judge("41%", "20%", "4", "relapse", "nnth").verdict == "consistent"
    assert judge("41%", "20%", "6", "relapse", "nnth").verdict == "inconsistent"


def test_interval_through_infinity() -> None:
    finding = judge("53.9%", "31.3%", "5", arms=FLOW)
    assert finding.verdict == "consistent"
    assert "7 of 13 and 5 of 16" in finding.explanation
    assert "-12.1 to 51.2 percentage points" in finding.explanation
    assert "2.0 through infinity to 8.3 the other way" in finding.explanation
    assert "their 95% interval includes no benefit and harm" in finding.explanation


def test_interval_that_excludes_no_effect() -> None:
    arms = (size(70, "treatment"), size(80, "control"), people(150), people(150, "completed"))
    finding = judge("80%", "60%", "5", arms=arms)
    assert "5.2 to 33.4 percentage points" in finding.explanation
    assert "that of the NNT 3.0 to 19.1." in finding.explanation
    assert "infinity" not in finding.explanation


def test_interval_of_fewer_events_is_turned_round() -> None:
    arms = (size(70, "treatment"), size(80, "control"), people(150), people(150, "completed"))
    assert "that of the NNT 3.0 to 19.1." in judge("20%", "40%", "5", "relapse", arms=arms).explanation


def test_without_arm_sizes_no_interval() -> None:
    assert "interval" not in judge("53.9%", "31.3%", "5").explanation
