from typing import Any

import pytest

from tests.checks.by_hand import held, rate, says
from tracker.checks import Case, Held, all_checks

RUN = all_checks()["event_rate"].run


def remission(raw: str, arm: str | None = "treatment", before: str = "", after: str = "", **more: Any) -> Held:
    return rate(raw, arm, more.pop("outcome", "remission"), f"{before}remission was {raw}{after}.", **more)


def verdicts(mine: Held | list[Held], *theirs: Held) -> list[str]:
    subject = says(*(mine if isinstance(mine, list) else [mine]))
    return [f.verdict for f in RUN(Case(subject, (says(*theirs, document="paper", kind="paper"),)))]


@pytest.mark.parametrize(
    ("mine", "theirs", "verdict"),
    [
        ("53.9%", "53.9%", "consistent"),
        ("54%", "53.9%", "rounding_only"),
        ("53%", "53.9%", "rounding_only"),
        ("31%", "31.3%", "rounding_only"),
        ("53.8%", "53.9%", "rounding_only"),
        ("52.9%", "53.9%", "inconsistent"),
        ("58%", "53.9%", "inconsistent"),
        ("46.1%", "53.9%", "not_comparable"),
    ],
)
def test_one_rate(mine: str, theirs: str, verdict: str) -> None:
    assert verdicts(remission(mine), remission(theirs)) == [verdict]


def test_a_difference_is_major() -> None:
    (finding,) = RUN(Case(says(remission("70%")), (says(remission("53.9%"), document="paper"),)))
    assert (finding.verdict, finding.severity, finding.against_document_id) == ("inconsistent", "major", "paper")


def test_a_count_against_its_percentage() -> None:
    counted = held(
        "event_rate", "7 of 13", "53.846", "remission was seen in 7 of 13.", kind="count", arm="treatment",
        outcome="remission", qualifiers={"k": 7, "n": 13},
    )  # fmt: skip
    assert verdicts(counted, remission("53.9%")) == ["rounding_only"]
    assert verdicts(counted, remission("61.9%")) == ["inconsistent"]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (remission("70%", outcome=None), remission("53.9%")),
        (remission("70%", None), remission("53.9%")),
        (remission("70%", outcome="response"), remission("53.9%")),
        (remission("70%"), remission("53.9%", "control")),
        (remission("70%", timepoint_days=14), remission("53.9%", timepoint_days=28)),
        (remission("70%", before="Among people with fever, "), remission("53.9%")),
        (remission("70%", before="Estimated by Kaplan-Meier, "), remission("53.9%")),
        (remission("70%", before="Complete "), remission("53.9%", before="Partial ")),
        (
            rate("70%", "treatment", "adverse event", "Adverse events were seen in 70%."),
            rate("53.9%", "treatment", "adverse event", "Adverse events were seen in 53.9%."),
        ),
        (remission("70%", after=" on 5 mg"), remission("53.9%", after=" on 10 mg")),
        (remission("70%", outcome="pain"), remission("53.9%", outcome="pain")),
        (rate("70%", "treatment", sentence="It was 70% in that arm."), remission("53.9%")),
    ],
)
def test_not_the_same_quantity(mine: Held, theirs: Held) -> None:
    assert verdicts(mine, theirs) == ["not_comparable"]


def test_a_time_point_left_out_is_the_only_one_given() -> None:
    assert verdicts(remission("70%"), remission("53.9%", timepoint_days=28)) == ["inconsistent"]
    two = (remission("53.9%", timepoint_days=28), remission("20%", timepoint_days=7))
    assert verdicts(remission("70%"), *two) == ["not_comparable"]
    assert verdicts(remission("20%"), *two) == ["consistent"]


def test_a_document_with_several_rates_of_one_outcome() -> None:
    assert verdicts([remission("70%"), remission("40%")], remission("53.9%")) == ["not_comparable"] * 2


def test_arms_by_order_may_be_the_other_way_round() -> None:
    order = {"qualifiers": {"arm_by": "order"}}
    theirs = (remission("53.9%"), remission("31.3%", "control"))
    assert verdicts(remission("31.3%", **order), *theirs) == ["not_comparable"]
    assert verdicts(remission("31.3%"), *theirs) == ["inconsistent"]


def test_without_rates_in_the_reference_nothing_is_said() -> None:
    assert verdicts(remission("70%")) == []
