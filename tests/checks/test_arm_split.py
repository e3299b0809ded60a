import pytest

from tests.checks.by_hand import held, people, says, size
from tracker.checks import Case, Held, Witness, all_checks

RUN = all_checks()["arm_split"].run


def counts(treatment: int, control: int, *more: Held, by: str = "label") -> Witness:
    arms = size(treatment, "treatment", "zinc", arm_by=by), size(control, "control", "placebo", arm_by=by)
    return says(*arms, *more, document="paper", kind="paper")


def share(percent: str, arm: str | None = "treatment") -> Held:
    return held("arm_size", f"{percent} received it", percent, kind="share", arm=arm, unit="%")


def ratio(value: str) -> Held:
    return held("arm_size", value, kind="ratio", value=value)


def verdicts(mine: Witness, theirs: Witness) -> list[str]:
    return [f.verdict for f in RUN(Case(mine, (theirs,)))]


@pytest.mark.parametrize(
    ("percent", "arm", "treatment", "control", "verdict"),
    [
        ("50", "treatment", 15, 15, "consistent"),
        ("50", "control", 15, 16, "consistent"),
        ("50", "treatment", 14, 16, "rounding_only"),
        ("50", "treatment", 10, 20, "rounding_only"),
        ("50", "treatment", 9, 21, "inconsistent"),
        ("50", "treatment", 60, 30, "inconsistent"),
        ("66.6667", "treatment", 60, 30, "consistent"),
        ("33.3333", "treatment", 60, 30, "inconsistent"),
        ("33.3333", "control", 60, 30, "consistent"),
        ("47", "treatment", 14, 16, "consistent"),
    ],
)
def test_share_against_counts(percent: str, arm: str, treatment: int, control: int, verdict: str) -> None:
    assert verdicts(says(share(percent, arm)), counts(treatment, control)) == [verdict]


@pytest.mark.parametrize(
    ("value", "treatment", "control", "verdict"),
    [
        ("1:1", 14, 16, "rounding_only"),
        ("2:1", 60, 30, "consistent"),
        ("1:2", 60, 30, "consistent"),
        ("1:1", 80, 40, "inconsistent"),
        ("3:1", 60, 30, "rounding_only"),
        ("3:1", 200, 100, "inconsistent"),
    ],
)
def test_ratio_against_counts(value: str, treatment: int, control: int, verdict: str) -> None:
    assert verdicts(says(ratio(value)), counts(treatment, control)) == [verdict]


def test_two_halves_are_one_finding() -> None:
    (finding,) = RUN(Case(says(share("50"), share("50", "control")), (counts(14, 16),)))
    assert "14" in finding.explanation
    assert "16" in finding.explanation
    assert "of 30" in finding.explanation
    assert "86%" in finding.explanation


def test_counts_against_counts() -> None:
    assert verdicts(counts(14, 16), counts(14, 16)) == ["consistent"]
    assert verdicts(counts(12, 18), counts(14, 16)) == ["inconsistent"]
    assert verdicts(counts(16, 14), counts(14, 16)) == ["inconsistent"]
    assert verdicts(counts(16, 14), counts(14, 16, by="order")) == ["not_comparable"]


def test_those_who_stayed_are_fewer() -> None:
    flow = counts(14, 16, people(30), people(28, "completed"))
    assert verdicts(counts(13, 15), flow) == ["not_comparable"]
    assert verdicts(counts(11, 15), flow) == ["inconsistent"]


def test_ratio_against_ratio() -> None:
    assert verdicts(says(ratio("1:1")), says(ratio("1:1"), document="paper")) == ["consistent"]
    assert verdicts(says(ratio("1:1")), says(ratio("2:1"), document="paper")) == ["inconsistent"]
    assert verdicts(says(ratio("1:2")), says(ratio("2:1"), document="paper")) == ["not_comparable"]
    assert verdicts(says(share("50")), says(ratio("1:1"), document="paper")) == ["consistent"]


def test_three_arms_and_unnamed_shares_are_left_alone() -> None:
    three = says(size(10, "treatment", "low"), size(10, "treatment", "high"), size(10, "control"), document="paper")
    assert verdicts(says(share("50")), three) == []
    assert verdicts(says(share("50", None)), counts(14, 16)) == []
    assert verdicts(says(ratio("1:1:1")), counts(14, 16)) == []


def test_each_group() -> None:
    assert verdicts(says(share("50")), says(size(15, None, "each"), document="paper")) == ["consistent"]
