"""Event rates: which outcome, arm, treatment and window each figure of a sentence belongs to."""

from typing import Any

import pytest

from tracker.claims import extract
from tracker.records import Claim


def rates(text: str) -> list[Claim]:
    return [claim for claim in extract(text) if claim.type == "event_rate"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "By the end 37.5% of the zinc group were in remission, and 52% of them had responded.",
            [(37.5, "remission"), (52, "response")],
        ),
        (
            "Relapse struck 12% on the drug, and 30% of those on placebo had a stroke.",
            [(12, "relapse"), (30, "stroke")],
        ),
        (
            "Side effects were mild: dizziness 18% v 8% of people, nausea 15% v 7%.",
            [(18, "adverse event"), (8, "adverse event"), (15, "nausea"), (7, "nausea")],
        ),
        ("Remission was seen in 40% with the gel versus 22% with placebo.", [(40, "remission"), (22, "remission")]),
        ("EASI 75 was reached by 44% of children on the drug.", [(44, "EASI-75")]),
        ("Of those on the patch, 31% of users did not light up again.", [(31, "abstinence")]),
    ],
)
def test_the_outcome_of_each_figure(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(claim.value, claim.outcome) for claim in rates(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ACR50 was seen in 41% of patients on tofacitinib.", {"treatment": "tofacitinib"}),
        ("Abstinence from week 5 to week 20 was 30% in the drug group.", {"from_days": 35}),
        ("Abstinence at weeks 5 and 20 was 30% in the drug group.", {}),
        ("Abstinence at week 20 was 30% in the drug group.", {}),
    ],
)
def test_the_treatment_and_the_window(text: str, expected: dict[str, Any]) -> None:
    (claim,) = rates(text)
    assert {k: v for k, v in claim.qualifiers.items() if k in ("treatment", "from_days")} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nausea (zinc 12.5%, placebo 7.1%) and rash (4.2% vs 3.9%) were mild.", "tctc"),
        ("Relapse was rarer on placebo than on zinc (24% v 35%), and so was pain (10% v 14%).", "ctct"),
        ("Compared with placebo, zinc tablets led to fewer colds (20% versus 33%).", "tc"),
        (
            "Pain stopped in 20% and 31%, respectively, of patients on placebo and zinc.",
            "ct",
        ),
        ("Yoga versus stretching for back pain. Pain stopped in 31% with yoga and 24% with stretching.", "tc"),
        ("Tamoxifen with or without zinc. Relapse was 9% with tamoxifen and 7% with tamoxifen plus zinc.", "ct"),
        ("In the placebo group 45% slept better, and 12% had back pain.", "cc"),
        ("Colds struck 9% of those taking zinc and 12% of those not taking zinc.", "tc"),
        ("Pain stopped at week 1 (31% vs. 6% for vehicle) and at week 2 (39% vs. 3% for vehicle).", "tctc"),
        ("Rash was seen in 30% and nausea in 12% of the placebo group.", "cc"),
    ],
)
def test_whose_each_figure_is(text: str, expected: str) -> None:
    assert "".join((claim.arm or "-")[0] for claim in rates(text)) == expected


ABSTRACT = (
    "Zinc versus honey for cough: a randomised trial.\n"
    "Methods Adults with cough were randomly assigned to zinc (n = 240) or honey (n = 240) for two weeks. "
    "The primary outcome was freedom from cough at day 14.\n"
    "Results Freedom from cough at day 14 was verified in 153 of 240 participants (63.8%) assigned to zinc and "
    "109 of 240 (45.4%) assigned to honey (P = 0.001). "
    "Freedom from cough at day 7 was 44.0% (106 of 240) and 35.0% (84 of 240).\n"
    "Conclusions Zinc led to more freedom from cough than honey.\n"
)


def test_where_no_name_stands_the_model_of_number_roles_tells_an_abstracts_arms() -> None:
    found = [(claim.value, claim.arm, claim.qualifiers.get("decided_by")) for claim in rates(ABSTRACT)]
    assert found == [
        (63.8, "treatment", None),
        (45.4, "control", None),
        (44, "treatment", "number roles"),
        (35, "control", "number roles"),
    ]
    press = rates("Zinc was tried. Freedom from cough at day 7 was 44.0% (106 of 240) and 35.0% (84 of 240).")
    assert all("decided_by" not in claim.qualifiers for claim in press)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Relief came to 42.6% with Zoltoxin and 22.0% with placebo.", ["treatment", "control"]),
        ("Relief came to 22.0% with placebo and 42.6% with Zoltoxin.", ["control", "treatment"]),
        ("On placebo relief came to 20% and then to 30%.", ["control", "control"]),
    ],
)
def test_a_name_nobody_knows_is_not_the_arm_beside_it(text: str, expected: list[str]) -> None:
    assert [claim.arm for claim in rates(text)] == expected
