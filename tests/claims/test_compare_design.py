"""When two statements about arms, sites, doses, routes, illnesses and selection agree: one table per type."""

from typing import Any

import pytest

from tracker.claims import claim_types, extract, from_fields
from tracker.records import Claim, Field


def _read(name: str, text: str, **more: Any) -> Claim:
    return next(claim for claim in extract(text) if claim.type == name).model_copy(update=more)


def _verdict(name: str, a: Claim, b: Claim) -> str:
    forth, back = claim_types()[name].compare(a, b), claim_types()[name].compare(b, a)
    assert forth.verdict == back.verdict
    assert forth.reason
    return forth.verdict


TEXTS = [
    (
        "arm_size",
        "Adults were randomised (41 to zinc, 43 to placebo).",
        "Then 41 received zinc and 43 placebo.",
        "agree",
    ),
    (
        "arm_size",
        "Adults were randomised (41 to zinc, 43 to placebo).",
        "Then 40 received zinc and 44 placebo.",
        "differ",
    ),
    (
        "arm_size",
        "Adults were randomised (41 to zinc, 43 to placebo).",
        "Half received zinc, half placebo.",
        "not_comparable",
    ),
    ("arm_size", "They were randomised 2:1.", "They were randomised in a 1:2 ratio.", "agree"),
    ("arm_size", "They were randomised 2:1.", "They were randomised 1:1.", "differ"),
    ("attrition", "Two participants dropped out.", "Two of the patients withdrew.", "agree"),
    ("attrition", "Two participants dropped out.", "No participant dropped out.", "differ"),
    ("attrition", "Two participants dropped out.", "Two patients were lost to follow-up.", "not_comparable"),
    ("timepoint", "Pain was scored at week 4.", "Pain was scored on day 28.", "agree"),
    ("timepoint", "Pain was scored at week 4.", "Pain was scored at one month.", "rounding"),
    ("timepoint", "Pain was scored at week 4.", "Pain was scored at week 12.", "not_comparable"),
    ("centres", "A multi-centre trial was run.", "It was a single-centre study.", "differ"),
    ("centres", "A multi-centre trial was run.", "Patients were recruited at 12 hospitals.", "agree"),
    ("centres", "Patients were recruited at 12 hospitals.", "The trial ran at nearly 13 hospitals.", "rounding"),
    ("centres", "Patients were recruited at 12 hospitals.", "Patients were recruited at 20 sites.", "differ"),
    ("dose", "They received 500 mg of zinc daily.", "They received 0.5 g of zinc each day.", "agree"),
    ("dose", "They received 500 mg of zinc daily.", "They received 500 mg of zinc weekly.", "differ"),
    ("dose", "They received 500 mg of zinc daily.", "They received 500 mg of iron daily.", "not_comparable"),
    ("dose", "They received 8 mg/kg of golimumab.", "They received 8 mg of golimumab once.", "not_comparable"),
    ("route", "Patients received oral zinc.", "Patients took zinc by mouth.", "agree"),
    ("route", "Patients received oral zinc.", "Patients received intravenous zinc.", "differ"),
    ("route", "Patients received weekly injections.", "Patients received it under the skin.", "rounding"),
    (
        "eligibility_threshold",
        "Adults with CRP ≥0.5 mg/dL were enrolled.",
        "Adults with CRP ≥5 mg/L were enrolled.",
        "agree",
    ),
    (
        "eligibility_threshold",
        "Adults with CRP ≥0.5 mg/dL were enrolled.",
        "Adults with CRP >5 mg/L were enrolled.",
        "rounding",
    ),
    (
        "eligibility_threshold",
        "Adults with CRP ≥0.5 mg/dL were enrolled.",
        "Adults with CRP ≥1 mg/L were enrolled.",
        "differ",
    ),
    (
        "eligibility_threshold",
        "Adults with CRP ≥5 mg/L were enrolled.",
        "Adults with CRP ≤5 mg/L were enrolled.",
        "not_comparable",
    ),
    ("condition", "Adults with MDD took part in the trial.", "Depression patients took part in the trial.", "agree"),
    (
        "condition",
        "Adults with MDD took part in the trial.",
        "Adults with postpartum depression took part.",
        "rounding",
    ),
    ("condition", "Adults with MDD took part in the trial.", "Adults with gout took part in the trial.", "differ"),
    ("intervention", "The trial tested Ozempic.", "Half received semaglutide.", "agree"),
    ("intervention", "The trial tested Ozempic.", "The trial tested golimumab.", "not_comparable"),
]


@pytest.mark.parametrize(("name", "a", "b", "verdict"), TEXTS)
def test_texts(name: str, a: str, b: str, verdict: str) -> None:
    assert _verdict(name, _read(name, a), _read(name, b)) == verdict


def test_two_arms_are_not_compared() -> None:
    sizes = [c for c in extract("Adults were randomised (41 to zinc, 43 to placebo).") if c.type == "arm_size"]
    assert _verdict("arm_size", *sizes) == "not_comparable"


@pytest.mark.parametrize(
    ("listed", "text", "verdict"),
    [
        ("1", "The multi-centre trial tested zinc.", "differ"),
        ("27", "The multi-centre trial tested zinc.", "agree"),
        ("27", "Patients were recruited at 25 sites.", "not_comparable"),
        ("1", "It was a single-centre study.", "agree"),
    ],
)
def test_sites_listed_and_told(listed: str, text: str, verdict: str) -> None:
    (registered,), _ = from_fields([Field(type="centres", raw=listed, path="$.c", kind="listed")])
    assert _verdict("centres", registered, _read("centres", text)) == verdict
