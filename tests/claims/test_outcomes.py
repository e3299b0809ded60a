"""Outcomes: what a phrase names, when two outcomes are one, and whether the primary one was reached."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.claims import claim_types, extract, from_fields
from tracker.claims._instruments import instruments_in
from tracker.claims._outcome_times import one_point, points
from tracker.claims._outcomes import read
from tracker.records import Claim, Field


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("change from baseline in HAM-D score at week 6", ("depression", "HDRS", "change", None, 42)),
        ("the Hamilton Rating Scale for Depression", ("depression", "HDRS", None, None, None)),
        ("time to first relapse", ("time to first relapse", None, "time_to_event", None, None)),
        ("mean reduction in PASI at 12 weeks", ("psoriasis severity", "PASI", "change", "mean", 84)),
        ("proportion of patients with pain relief", ("pain relief", None, "event", "proportion", None)),
        ("6-minute walk distance", ("walking distance", "6MWD", None, None, None)),
        ("fatigue, measured with the Brief Fatigue Inventory", ("fatigue", "BFI", None, None, None)),
        ("3-year event-free survival", ("event-free survival", None, "time_to_event", None, Decimal("1095.75"))),
    ],
)
def test_the_parts_of_a_phrase(phrase: str, expected: tuple[Any, ...]) -> None:
    parts = read(phrase)
    found = parts.outcome
    assert (found.domain, found.instrument, found.metric, found.aggregation, parts.days) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MADRS, BDI-II and PHQ 9", ["MADRS", "BDI", "PHQ-9"]),
        ("the modified Rankin Scale (mRS)", ["mRS", "mRS"]),
        ("he sat on the mat and felt a bit sad", []),
        ("cats and a scan (CT)", []),
        ("HbA1c and LDL-C", ["HbA1c", "LDL-C"]),
    ],
)
def test_instruments_by_any_name(text: str, names: list[str]) -> None:
    assert [name for _, _, name in instruments_in(text)] == names


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("at day 14", 14),
        ("from day 0 to day 60", 60),
        ("week 2 and week 9", None),
        ("no time", None),
        ("6 weeks", 42),
        ("Day 28 (+/- 3 days)", 28),
        ("6 months ±2 weeks", Decimal("182.625")),
        ("weeks 9 through 12", 84),
        ("up to 2 years", Decimal("730.5")),
        ("6 and 12 months", None),
        ("48 h", 2),
        ("baseline to month 6", Decimal("182.625")),
        ("36 weeks gestational age", None),
        ("at 28 weeks' gestation", None),
        ("in 65-year-old men", None),
        ("children aged 6 months", None),
        ("10 years of age", None),
        ("4 hours per week", None),
    ],
)
def test_the_one_time_point(text: str, days: int | None) -> None:
    assert one_point(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [("weeks 4, 8 and 12", [28, 56, 84]), ("Week 9 through Week 24", [63, 168]), ("12 and 24 wk", [84, 168]), ("", [])],
)
def test_every_time_point(text: str, days: list[int]) -> None:
    assert points(text) == days


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- pain at week 6\n- fatigue (FSS)\n- sleep", ["pain at week 6", "fatigue (FSS)", "sleep"]),
        ("Primary end points:\n1) pain\n2) sleep", ["pain", "sleep"]),
        ("1. Overall survival\n2. Progression-free survival", ["Overall survival", "Progression-free survival"]),
        ("a) itch; b) sleep at week 6", ["itch", "sleep at week 6"]),
        ("pain - at rest", ["pain - at rest"]),
        ("FEV1 - change from day 1", ["FEV1 - change from day 1"]),
        ("Dose 2. is given later", ["Dose 2. is given later"]),
    ],
)
def test_a_list_with_bullets_is_several_outcomes(text: str, items: list[str]) -> None:
    claims, problems = from_fields([Field(type="primary_outcome", raw=text, path="$.o")])
    assert problems == []
    assert [one.raw for one in claims] == items
    assert [one.quote for one in claims] == items


def _claim(raw: str, time_frame: str | None = None) -> Claim:
    told = {"time_frame": time_frame} if time_frame else {}
    claims, problems = from_fields([Field(type="primary_outcome", raw=raw, path="$.o", qualifiers=told)])
    assert problems == []
    return claims[0]


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("HAM-D total score", "change in Hamilton Depression Rating Scale", "agree"),
        ("HAM-D total score", "MADRS total score", "differ"),
        ("change in PHQ-9", "somatic symptoms", "differ"),
        ("change in PHQ-9", "severity of depression", "agree"),
        ("somatic depressive symptoms", "physical symptoms", "agree"),
        ("somatic depressive symptoms", "depressive symptoms", "differ"),
        ("overall survival", "progression-free survival", "differ"),
        ("overall survival", "death from any cause", "not_comparable"),
        ("heart attack", "myocardial infarction", "agree"),
        ("blood pressure", "sleep quality", "differ"),
        ("how well people could climb stairs", "step test result", "not_comparable"),
        ("response", "remission of depression", "differ"),
        ("knee pain", "hip pain", "differ"),
        ("target vessel revascularisation", "target lesion revascularisation", "differ"),
        ("incidence of PONV", "postoperative nausea and vomiting", "agree"),
    ],
)
def test_when_two_outcomes_are_one(a: str, b: str, verdict: str) -> None:
    compare = claim_types()["primary_outcome"].compare
    forth, back = compare(_claim(a), _claim(b)), compare(_claim(b), _claim(a))
    assert (forth.verdict, back.verdict) == (verdict, verdict)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("Week 6", "day 42", "agree"),
        ("Week 6", "Week 12", "differ"),
        ("6 months", "24 weeks", "agree"),
        ("Week 6", None, "agree"),
    ],
)
def test_the_time_point_counts(a: str, b: str | None, verdict: str) -> None:
    assert claim_types()["primary_outcome"].compare(_claim("Itch", a), _claim("Itch", b)).verdict == verdict


def test_a_field_says_more_than_its_name() -> None:
    field = Field(
        type="primary_outcome",
        raw="Depressive symptoms",
        path="$.o",
        qualifiers={"time_frame": "Week 8", "description": "Measured with the MADRS (0 to 60)."},
    )
    claim = from_fields([field])[0][0]
    assert (claim.value["instrument"], claim.outcome, claim.timepoint_days) == ("MADRS", "depressive symptoms", 56)


def test_met_against_not_met() -> None:
    texts = ("The trial met its primary endpoint.", "The trial missed its main goal.", "The trial hit its main target.")
    met, missed, hit = (next(c for c in extract(t) if c.type == "primary_outcome_met") for t in texts)
    compare = claim_types()["primary_outcome_met"].compare
    assert compare(met, missed).verdict == "differ"
    assert compare(met, hit).verdict == "agree"


def test_the_primary_outcome_of_the_seeds(shared: Path) -> None:
    found = {
        path.stem: [c for c in extract(path.read_text(encoding="utf-8")) if c.type.startswith("primary_outcome")]
        for path in (shared / "seeds").glob("*.txt")
    }
    outcomes = {name: [c for c in claims if c.type == "primary_outcome"] for name, claims in found.items()}
    (paper,) = outcomes["neuroscience_news"]
    (story,) = outcomes["vesper_news"]
    assert (paper.outcome, paper.timepoint_days, paper.passage) == ("somatic depressive symptoms", 14, "abstract")
    assert (story.value["instrument"], story.value["metric"]) == ("HDRS", "change")
    compare = claim_types()["primary_outcome"].compare
    assert compare(story, paper).verdict == "differ"
    assert {compare(c, paper).verdict for c in outcomes["physician_blog"]} == {"agree"}
    met = [c.value for c in found["physician_blog"] if c.type == "primary_outcome_met"]
    assert len(met) >= 4
    assert set(met) == {"not_met"}
