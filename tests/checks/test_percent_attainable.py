import pytest

from tests.checks.by_hand import gone, people, rate, says, size
from tracker.checks import Case, Held, all_checks

RUN = all_checks()["percent_attainable"].run
ARMS = (size(14, "treatment"), size(16, "control"), people(30))
FLOW = (*ARMS, people(29, "completed"))


def verdicts(*claims: Held) -> list[str]:
    return [f.verdict for f in RUN(Case(says(*claims)))]


@pytest.mark.parametrize(
    ("raw", "arm", "sentence", "verdict"),
    [
        ("46.2%", "treatment", "", "consistent"),
        ("42.9%", "treatment", "", "consistent"),
        ("31.3%", "control", "", "consistent"),
        ("31.2%", "control", "", "consistent"),
        ("53.9%", "treatment", "", "rounding_only"),
        ("47.5%", "treatment", "", "inconsistent"),
        ("53.84%", "treatment", "", "consistent"),
        ("54%", "treatment", "", "uninformative"),
        ("47.5%", "treatment", "By the Kaplan-Meier method remission was 47.5%.", "not_comparable"),
        ("47.5%", "treatment", "With missing values imputed remission was 47.5%.", "not_comparable"),
        ("47.5%", "treatment", "Among people with fever remission was 47.5%.", "not_comparable"),
        ("47.5%", "treatment", "Those who received it went into remission: 47.5%.", "inconsistent"),
        ("47.5%", "treatment", "Scores decreased by 47.5% up to remission.", "not_comparable"),
    ],
)
def test_one_rate(raw: str, arm: str, sentence: str, verdict: str) -> None:
    assert verdicts(*FLOW, rate(raw, arm, sentence=sentence)) == [verdict]


def test_53_9_percent_is_explained_by_the_nearest_share() -> None:
    (finding,) = RUN(Case(says(*FLOW, rate("53.9%", "treatment"))))
    assert "7 of 13" in finding.explanation
    assert "53.846%" in finding.explanation
    assert finding.severity == "info"


def test_without_dropouts_only_the_arm_itself_is_tried() -> None:
    assert verdicts(*ARMS, people(30, "completed"), rate("46.2%", "treatment")) == ["inconsistent"]


def test_nothing_said_of_dropouts_leaves_room_for_some() -> None:
    assert verdicts(*ARMS, rate("46.2%", "treatment")) == ["consistent"]
    assert verdicts(*ARMS, gone(0), rate("46.2%", "treatment")) == ["consistent"]


@pytest.mark.parametrize("left", [{"status": "negated"}, {"scope": "other_study"}])
def test_a_claim_of_another_study_or_negated_is_left_alone(left: dict[str, str]) -> None:
    assert verdicts(*FLOW, rate("47.5%", "treatment", **left)) == []


def test_hedged_counted_and_armless_rates_are_left_alone() -> None:
    hedged = rate("47.5%", "treatment", status="hedged")
    counted = rate("47.5%", "treatment", qualifiers={"k": 5, "n": 14})
    assert verdicts(*FLOW, hedged, counted, rate("47.5%", None)) == []


def test_without_arm_sizes_nothing_is_said() -> None:
    half = size(50, "treatment").claim.model_copy(update={"kind": "share", "unit": "%"})
    assert verdicts(people(30), Held("share", half, "50"), rate("47.5%", "treatment")) == []


def test_arms_that_do_not_add_up_are_no_denominator() -> None:
    claims = (size(14, "treatment"), size(11, "control"), people(30), rate("47.5%", "treatment"))
    assert verdicts(*claims) == ["not_comparable"]


def test_three_arms_leave_open_which_is_meant() -> None:
    arms = (size(14, "treatment", "low dose"), size(15, "treatment", "high dose"), size(16, "control"), people(45))
    assert verdicts(*arms, rate("47.5%", "treatment")) == ["not_comparable"]


def test_when_no_rate_fits_they_are_of_other_people() -> None:
    rates = [rate("47.5%", "treatment"), rate("58.8%", "treatment", "response"), rate("40.7%", "control")]
    assert verdicts(*FLOW, *rates) == ["not_comparable"] * 3
    assert verdicts(*FLOW, *rates, rate("46.2%", "treatment", "cure")).count("inconsistent") == 3


def test_an_unknown_outcome_raises_no_alarm() -> None:
    assert verdicts(*FLOW, rate("47.5%", "treatment", None)) == ["not_comparable"]


def test_each_group_of_two() -> None:
    claims = (size(14, None, "each"), people(28), people(28, "completed"))
    assert verdicts(*claims, rate("42.9%", "treatment")) == ["consistent"]
    assert verdicts(*claims, rate("47.5%", "control")) == ["inconsistent"]


def test_arm_sizes_of_a_printed_abstract_and_of_the_paper() -> None:
    story = says(people(30, "enrolled"), rate("47.5%", "treatment"))
    printed = says(*FLOW, document="story", kind="paper")
    paper = says(*FLOW, document="paper", kind="paper")
    assert [f.against_document_id for f in RUN(Case(story, (printed,)))] == [None]
    assert [f.against_document_id for f in RUN(Case(story, (paper,)))] == ["paper"]
    assert list(RUN(Case(story, (paper,), "proposed"))) == []
