"""The seeds' statements about arms, times, doses, sites, selection, treatment and illness, with their exact spans."""

from pathlib import Path
from typing import Any

import pytest

from tracker.claims import extract
from tracker.records import Claim


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, list[Claim]]:
    return {path.stem: extract(path.read_text(encoding="utf-8")) for path in (shared / "seeds").glob("*.txt")}


def _of(claims: list[Claim], name: str, **wanted: Any) -> list[Claim]:
    found = [c for c in claims if c.type == name and c.scope == "this_trial"]
    return [c for c in found if all(getattr(c, key) == value for key, value in wanted.items())]


def test_arms(seeds: dict[str, list[Claim]]) -> None:
    counts = _of(seeds["neuroscience_news"], "arm_size", kind="count")
    assert [(c.value, c.arm, c.passage, c.quote) for c in counts] == [
        (14, "treatment", "abstract", "14"),
        (16, "control", "abstract", "16"),
    ]
    shares = _of(seeds["physician_blog"], "arm_size", kind="share")
    assert [(c.value, c.unit, c.arm) for c in shares] == [(50, "%", "treatment"), (50, "%", "control")]


def test_nobody_withdrew(seeds: dict[str, list[Claim]]) -> None:
    assert [(c.value, c.kind) for c in _of(seeds["neuroscience_news"], "attrition")] == [(0, "withdrawn")]


def test_times(seeds: dict[str, list[Claim]]) -> None:
    assert {c.value for c in _of(seeds["neuroscience_news"], "timepoint")} == {7, 14, 28}
    assert {c.value for c in _of(seeds["physician_blog"], "timepoint")} == {14, 28}


def test_dose_and_route(seeds: dict[str, list[Claim]]) -> None:
    doses = _of(seeds["neuroscience_news"], "dose")
    assert {(c.value["amount"], c.value["per"], c.value["max"], c.value["frequency"]) for c in doses} == {
        (8, "kg", 800, "single")
    }
    assert {c.qualifiers["drug"] for c in doses} == {"tocilizumab"}
    assert {c.value for c in _of(seeds["neuroscience_news"], "route")} == {"intravenous"}
    assert [c.value["frequency"] for c in _of(seeds["derivative_NCT07052058"], "dose")] == ["single"]


def test_the_same_threshold_in_two_units(seeds: dict[str, list[Claim]]) -> None:
    for name in ("neuroscience_news", "derivative_NCT07052058"):
        found = _of(seeds[name], "eligibility_threshold")
        assert [(c.outcome, c.comparator, c.number, c.unit) for c in found] == [("crp", ">=", 3, "mg/L")]


def test_sites(seeds: dict[str, list[Claim]]) -> None:
    assert {c.kind for c in _of(seeds["vesper_news"], "centres")} == {"multi"}
    assert all(not _of(seeds[name], "centres") for name in seeds if name != "vesper_news")


def test_treatment_and_illness(seeds: dict[str, list[Claim]]) -> None:
    for name in ("neuroscience_news", "physician_blog", "health_explainer", "derivative_NCT07052058"):
        drugs = _of(seeds[name], "intervention", kind="drug")
        assert {c.value for c in drugs} == {"tocilizumab"}, name
    assert not _of(seeds["vesper_news"], "intervention", kind="drug")
    for name, claims in seeds.items():
        illnesses = {c.value for c in _of(claims, "condition")}
        assert "treatment resistant depression" in illnesses, name
        assert illnesses <= {"treatment resistant depression", "depression"}, name
