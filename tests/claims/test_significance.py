"""Significance: what a p-value says, what a word is about, and the everyday sense."""

from decimal import Decimal
from pathlib import Path

import pytest

from tracker.claims import _significance_model, claim_types, extract
from tracker.records import Claim


def _significance(text: str) -> list[Claim]:
    return [claim for claim in extract(text) if claim.type == "significance"]


@pytest.mark.parametrize(
    ("printed", "value", "comparator", "number"),
    [
        ("P < .001", "yes", "<", ".001"),
        ("p=0.34", "no", "=", ".34"),
        ("P = 0·03", "yes", "=", ".03"),
        ("p > 0.05", "no", ">", ".05"),
        ("p ≤ 0.01", "yes", "<=", ".01"),
        ("P=3×10-5", "yes", "=", ".00003"),
    ],
)
def test_p_values(printed: str, value: str, comparator: str, number: str) -> None:
    (claim,) = _significance(f"Pain was less frequent with the gel ({printed}).")
    assert (claim.value, claim.comparator, claim.number) == (value, comparator, Decimal(number))
    assert (claim.kind, claim.qualifiers["form"], claim.outcome) == ("statistical", "p_value", "pain")


@pytest.mark.parametrize("printed", ["p < 0.5", "p > 0.001", "P = 12", "p of the group"])
def test_what_a_p_value_leaves_open(printed: str) -> None:
    assert _significance(f"Pain was less frequent with the gel ({printed}).") == []


def test_p_for_noninferiority_says_so() -> None:
    (claim,) = _significance("Survival was 72% and 74% (P<0.001 for noninferiority).")
    assert claim.qualifiers["test"] == "noninferiority"


@pytest.mark.parametrize(
    ("text", "value", "outcome"),
    [
        ("None of the outcomes was statistically significant.", "no", "any"),
        ("None of the outcomes were statistically significant.", "no", "any"),
        ("Only some results reached significance.", "few", "any"),
        ("There was no significant difference between the groups in sleep quality.", "no", "sleep quality"),
        ("Body weight was significantly lower with the drug than with placebo.", "yes", "body weight"),
        ("The drug significantly reduced joint pain compared with placebo.", "yes", "joint pain"),
        ("There was no significant difference in the primary outcome.", "no", "primary outcome"),
        ("The difference in fractures was not statistically significant.", "no", "fractures"),
        ("There were no differences between the groups in healing time.", "no", "healing time"),
        ("The difference between the groups did not reach statistical significance.", "no", None),
    ],
)
def test_what_a_word_is_about(text: str, value: str, outcome: str | None) -> None:
    (claim,) = _significance(text)
    assert (claim.value, claim.outcome, claim.kind) == (value, outcome, "statistical")


def test_the_comparator_is_kept() -> None:
    (claim,) = _significance("The fall in pain was statistically significant against placebo.")
    assert claim.qualifiers["against"] == "placebo"


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (
            "The fall in pain was statistically significant.",
            "None of the outcomes was statistically significant.",
            "differ",
        ),
        (
            "Few of the results were statistically significant.",
            "None of the outcomes was statistically significant.",
            "differ",
        ),
        (
            "The fall in pain was statistically significant.",
            "Few of the results were statistically significant.",
            "not_comparable",
        ),
        (
            "The fall in pain was statistically significant.",
            "Sleep did not differ significantly between groups.",
            "not_comparable",
        ),
        ("It is a significant advance.", "None of the outcomes was statistically significant.", "not_comparable"),
        (
            "Pain was not significantly lower than with placebo.",
            "Pain did not differ significantly between groups.",
            "agree",
        ),
    ],
)
def test_when_two_statements_agree(a: str, b: str, verdict: str) -> None:
    compare = claim_types()["significance"].compare
    (one,), (two,) = _significance(a), _significance(b)
    assert {compare(one, two).verdict, compare(two, one).verdict} == {verdict}


def test_what_the_seeds_say(shared: Path) -> None:
    found = {p.stem: _significance(p.read_text(encoding="utf-8")) for p in (shared / "seeds").glob("*.txt")}
    said = {
        name: [(c.value, c.outcome, c.passage) for c in cs if c.kind == "statistical"] for name, cs in found.items()
    }
    assert said["neuroscience_news"] == [("few", "any", "body"), ("no", "any", "abstract")]
    assert [value for value, _, _ in said["vesper_news"]] == ["yes"]
    assert found["vesper_news"][0].qualifiers["against"] == "placebo"
    assert {(c.kind, c.status) for c in found["health_explainer"]} == {("everyday", "hedged")}


def test_a_statement_about_several_outcomes_is_one_claim_for_each_with_its_place() -> None:
    text = "Background. Pain, sleep and mood did not differ significantly between the groups."
    claims = _significance(text)
    places = [text[c.qualifiers["outcome_start"] : c.qualifiers["outcome_end"]] for c in claims]
    assert (places, {c.value for c in claims}) == (["Pain", "sleep", "mood"], {"no"})
    assert [c.outcome for c in claims] == ["pain", "sleep", "mood"]


def test_the_place_of_an_outcome_is_right_in_a_text_that_was_cut_into_tokens() -> None:
    text = (
        "Methods . We randomised 40 adults ( 20 per group ) . Results . Eye pressure was significantly lower with the "
        "gel than with placebo ( 14 . 2 vs 17 . 1 mm Hg , P = 0 . 01 ) . Redness was rare ."
    )
    places = {text[c.qualifiers["outcome_start"] : c.qualifiers["outcome_end"]] for c in _significance(text)}
    assert places == {"Eye pressure"}


def test_the_model_is_small_and_speaks_in_whole_hundredths() -> None:
    path = Path(_significance_model.__file__).with_name("significance_model.json")
    weights = _significance_model.model()
    assert path.stat().st_size < 1_000_000
    assert all(isinstance(one, int) for pair in weights.tags.values() for one in pair)
    assert all(isinstance(one, int) for part in (weights.spans, weights.pairs) for one in part.values())


@pytest.mark.parametrize("text", ["significant " * 400, "(" * 900 + "p=0.01" + ")" * 900, "p=0.01, pain " * 200])
def test_sentences_run_wild_are_read(text: str) -> None:
    assert len(_significance(text)) < 1000
