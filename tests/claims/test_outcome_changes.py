"""Registered outcomes against what a paper calls primary: the changes, and how severe they are together."""

import pytest

from tracker.claims import extract
from tracker.claims._outcome_change_signs import Registered, mentioned
from tracker.claims._outcome_changes import compare, primary_sentences

HDRS = Registered("Change in HAM-D score", "6 weeks")
PSQI = Registered("Sleep quality (PSQI)", "6 weeks")


@pytest.mark.parametrize(
    ("primary", "secondary", "text", "kinds", "severity"),
    [
        (
            [HDRS],
            [PSQI],
            "The primary outcome was the change in the Hamilton Depression Rating Scale score at week 6. Secondary "
            "outcomes were sleep quality and fatigue.",
            [],
            "none",
        ),
        (
            [Registered("Incidence of stroke", "5 years")],
            [],
            "The primary endpoint was the proportion of patients with a stroke within five years.",
            [],
            "none",
        ),
        (
            [Registered("Non-relapse mortality (NRM)", "1 year")],
            [],
            "The primary end point was NRM at 1 year.",
            [],
            "none",
        ),
        (
            [HDRS],
            [],
            "The primary outcomes were the HAM-D score and body weight at week 6.",
            ["new_primary"],
            "minor",
        ),
        (
            [Registered("Fatigue Severity Scale", "week 8"), Registered("Sleep quality", "week 8")],
            [],
            "The primary outcome was sleep quality at week 8. Secondary outcomes included the Fatigue Severity Scale "
            "and pain.",
            ["primary_to_secondary"],
            "major",
        ),
        (
            [Registered("Rate of relapse", "1 year")],
            [Registered("Quality of life (SF-36)", "1 year")],
            "The primary outcome was quality of life at one year.",
            ["primary_omitted", "primary_from_secondary"],
            "major",
        ),
        (
            [Registered("Total walking distance", "12 weeks")],
            [],
            "The primary outcome was the level of serum sodium at 12 weeks.",
            ["primary_omitted", "new_primary"],
            "major",
        ),
        (
            [Registered("HbA1c", "26 weeks")],
            [],
            "The primary endpoint was the change in HbA1c at week 12.",
            ["change_timing"],
            "minor",
        ),
        (
            [Registered("Number of wound infections")],
            [],
            "The primary endpoint was the number of wound infections within 30 days.",
            ["added_timing"],
            "minor",
        ),
        (
            [Registered("Depressive symptoms on the MADRS", "8 weeks")],
            [],
            "The primary outcome was depressive symptoms on the BDI-II at 8 weeks.",
            ["change_measurement"],
            "minor",
        ),
        (
            [Registered("Mean pain score", "day 3")],
            [],
            "The primary outcome was the median pain score on day 3.",
            ["change_aggregation"],
            "none",
        ),
        (
            [Registered("Bone mineral density", "1 year")],
            [],
            "We studied whether walking makes people happier. Mood was rated every month in all women of the village.",
            ["primary_omitted"],
            "major",
        ),
    ],
)
def test_changes(
    primary: list[Registered], secondary: list[Registered], text: str, kinds: list[str], severity: str
) -> None:
    found = compare(primary, secondary, text, extract(text))
    assert ([one.kind for one in found.changes], found.severity) == (kinds, severity)


def test_no_registered_outcome_is_no_change() -> None:
    assert compare([], [], "The primary outcome was pain.", ()).changes == ()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We had a plan. The primary outcome was pain. It rained.", ["The primary outcome was pain. It rained."]),
        (
            "The primary end point was relapse and the secondary end point death.",
            ["The primary end point was relapse and the "],
        ),
        ("Secondary to this, the primary outcome was met.", []),
        ("Primary care outcomes were poor.", []),
        ("Primary schools took part.", []),
    ],
)
def test_sentences_on_the_primary_outcome(text: str, sentences: list[str]) -> None:
    assert primary_sentences(text) == sentences


@pytest.mark.parametrize(
    ("outcome", "text", "share"),
    [
        ("sustained vomiting", "no emesis for five days", 0.3),
        ("all-cause mortality", "death from any cause", 0.3),
        ("grip strength", "the strength of the grip", 1.0),
        ("walking distance", "serum sodium", 0.0),
    ],
)
def test_how_much_of_an_outcome_is_mentioned(outcome: str, text: str, share: float) -> None:
    found = mentioned(outcome, text)
    assert found == 0.0 if share == 0.0 else found >= share
