"""Two hundred press sentences and what they are said to mean: data/meaning.toml, phenomenon by phenomenon."""

import tomllib
from pathlib import Path

import pytest

from tracker.claims import extract
from tracker.claims._roles import told
from tracker.records import Claim

DATA = tomllib.loads(Path(__file__).with_name("data").joinpath("meaning.toml").read_text(encoding="utf-8"))
CASES = [(about, text, expected) for about, rows in DATA.items() for text, expected in rows]
HARD = {"negation", "hedges", "everyday", "non_inferiority", "pilot", "quotation", "comparison_over_sentences"}


def _significance(claim: Claim) -> str:
    return "everyday" if claim.kind == "everyday" else f"{claim.value} {claim.outcome or ''}".strip()


def _strength(claim: Claim) -> str:
    return f"{claim.number} {claim.value['direction']}"


def _read(about: str, text: str) -> list[str]:
    if about in {"sentence_roles", "quotation"}:
        start, end = text.index("[["), text.index("]]") - 2
        found = told(text.replace("[[", "").replace("]]", ""), start, end)
        return [f"{found.role} {found.speaker or ''}".strip()]
    claims = extract(text)
    if about in {"primary_endpoint_met", "non_inferiority", "pilot"}:
        return [str(claim.value) for claim in claims if claim.type == "primary_outcome_met"]
    if about == "causal_strength":
        return [_strength(claim) for claim in claims if claim.type == "causal_strength"]
    return [_significance(claim) for claim in claims if claim.type == "significance"]


@pytest.mark.parametrize(("about", "text", "expected"), CASES, ids=[f"{a}-{t[:50]}" for a, t, _ in CASES])
def test_what_a_sentence_is_read_as(about: str, text: str, expected: list[str]) -> None:
    found = _read(about, text)
    assert len(found) == len(expected), found
    for one, wanted in zip(found, expected, strict=True):
        value, _, outcome = wanted.partition(" ")
        if about in {"sentence_roles", "quotation", "causal_strength"}:
            assert one == wanted
        else:
            assert one.split()[0] == value
            assert outcome in one


def test_there_are_two_hundred_and_two_fifths_of_them_are_negative_or_hard() -> None:
    assert len(CASES) == len({text for _, text, _ in CASES}) == 200
    assert sum(about in HARD or not expected for about, _, expected in CASES) >= 80
