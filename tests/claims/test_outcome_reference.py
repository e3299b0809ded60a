"""What "that measure" refers to, over sentences."""

import pytest

from tracker.claims import extract
from tracker.claims._outcome_reference import antecedent, refers_back, resolved


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The main goal was joint pain at day 14. On that measure the gel did no better than placebo.", "joint pain"),
        ("Sleep was rated on the PSQI. Scores on this scale did not differ.", "psqi"),
        (
            "Volunteers filled in the Beck Depression Inventory. On that test both arms improved.",
            "beck depression inventory",
        ),
        ("The trial looked at blood pressure and fatigue. That outcome did not change.", "fatigue"),
        ("Overall survival was the primary endpoint. On this endpoint the arms were alike.", "overall survival"),
        ("It missed its primary endpoint. On that measure nothing was significant.", "primary endpoint"),
        ("We measured HbA1c. Ten people dropped out. On the same measure the pill won.", "hba1c"),
        ("They counted asthma attacks. By that yardstick the inhaler worked.", "asthma attacks"),
        ("Severe itch was common at the start. On that measure nothing was gained.", "severe itch"),
    ],
)
def test_the_last_outcome_named_before(text: str, outcome: str) -> None:
    back = refers_back(text, text.index(". ") + 1)
    assert back is not None
    named = antecedent(text, back.start())
    assert named is not None
    assert named.outcome == outcome
    assert text[named.start : named.end].casefold() == outcome


@pytest.mark.parametrize(
    "text",
    [
        "The measures that we took were strict.",
        "He had passed the test of time.",
        "That trial was small.",
        "These people slept better.",
        "They used the scale of the hospital kitchen.",
        "This outcome of the vote surprised him.",
        "A measure was taken.",
    ],
)
def test_no_reference(text: str) -> None:
    assert refers_back(text) is None


def test_nothing_named_before() -> None:
    assert antecedent("It rained. On that measure it was a bad year.", 20) is None


def test_claims_get_the_outcome_they_point_at() -> None:
    text = (
        "The trial used the Hamilton Depression Rating Scale. On that measure the difference was not statistically "
        "significant. Pain was significantly lower with the drug than with placebo."
    )
    claims = extract(text)
    assert list(resolved(text, claims)) == claims  # reading has done so
    found = [one for one in claims if one.type == "significance"]
    assert [one.outcome for one in found] == ["hamilton depression rating scale", "pain"]
    low, high = found[0].qualifiers["outcome_at"]
    assert text[low:high] == "Hamilton Depression Rating Scale"


def test_a_claim_with_its_own_outcome_is_left_alone() -> None:
    text = "Fatigue was measured. Sleep did not differ significantly on this scale."
    assert [one.outcome for one in resolved(text, extract(text)) if one.type == "significance"] == ["sleep"]
