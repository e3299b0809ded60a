"""Whether two outcomes are one: pairs of our own, symmetry, and what the relation says of the elements."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tracker.claims._outcome_words import definitions, stem
from tracker.claims._same_outcome import same_outcome

_PAIRS = tomllib.loads((Path(__file__).parent / "outcome_pairs.toml").read_text(encoding="utf-8"))
_MIRRORED = {"broader": "narrower", "narrower": "broader"}


@pytest.mark.parametrize(
    ("one", "other", "relation"), [(*pair, relation) for relation, pairs in _PAIRS.items() for pair in pairs]
)
def test_pairs(one: str, other: str, relation: str) -> None:
    assert same_outcome(one, other).relation == relation


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [(*pair, relation) for relation in ("different", "broader", "narrower") for pair in _PAIRS[relation]],
)
def test_a_rule_holds_from_both_sides(one: str, other: str, relation: str) -> None:
    assert same_outcome(other, one).relation == _MIRRORED.get(relation, relation)


def test_there_are_enough_pairs_and_half_are_not_equal() -> None:
    total = sum(map(len, _PAIRS.values()))
    assert total >= 80
    assert total - len(_PAIRS["equal"]) >= total / 2


def test_a_time_frame_from_elsewhere_counts() -> None:
    found = same_outcome("fatigue", "fatigue", Decimal(84), Decimal(365))
    assert (found.relation, found.measured, found.differs) == ("different", "equal", ("time",))
    assert "other times" in found.reasons[-1]


def test_elements_that_both_state_and_not_alike() -> None:
    found = same_outcome("mean change in HAM-D", "median HAM-D at week 6")
    assert (found.relation, found.differs) == ("equal", ("aggregation",))


@pytest.mark.parametrize(
    ("phrases", "found"),
    [
        (("visual acuity (VA)", "VA"), {"VA": "visual acuity"}),
        (("the rate of venous insufficiency", "VI at day 9"), {"VI": "venous insufficiency"}),
        (("pain", "PFS"), {}),
        (("a new scale (NPSX)", "pain"), {}),
    ],
)
def test_abbreviations_that_the_pair_writes_out(phrases: tuple[str, str], found: dict[str, str]) -> None:
    assert definitions(*phrases) == found


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("haemorrhage", "hemorrhages", True),
        ("extubation", "extubated", True),
        ("hospitalisation", "hospitalized", True),
        ("cardiovascular", "cardiopulmonary", False),
        ("depression", "desire", False),
    ],
)
def test_words_by_their_stem(one: str, other: str, meet: bool) -> None:
    assert (stem(one) == stem(other)) is meet
