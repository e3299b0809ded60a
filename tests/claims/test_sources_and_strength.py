"""Journals, institutions, cited sources, and how strongly an effect is stated."""

from pathlib import Path

import pytest

from tracker.claims import claim_types, extract
from tracker.claims.journal import canonical
from tracker.records import Claim


def _of(name: str, text: str) -> list[Claim]:
    return [claim for claim in extract(text) if claim.type == name]


@pytest.mark.parametrize(
    ("text", "strength", "direction"),
    [
        ("The trial found no effect on memory.", 1, "none"),
        ("The pill did not reduce headaches.", 1, "none"),
        ("Use of the drug was associated with a lower risk of stroke.", 2, "benefit"),
        ("Coffee was linked to a higher risk of fractures.", 3, "harm"),
        ("The results suggest that the drug reduces pain.", 4, "benefit"),
        ("The study shows that the drug may reduce pain.", 4, "benefit"),
        ("The study shows that the drug can reduce pain.", 5, "benefit"),
        ("The study shows that it is possible to relieve pain.", 5, "benefit"),
        ("The study shows that the drug reduces pain.", 6, "benefit"),
        ("The study shows that the drug increases survival.", 6, "benefit"),
        ("The study shows that the drug causes bleeding.", 6, "harm"),
    ],
)
def test_strength(text: str, strength: int, direction: str) -> None:
    (claim,) = _of("causal_strength", text)
    assert (claim.number, claim.value["direction"]) == (strength, direction)


def test_the_stronger_statement_is_named() -> None:
    (may,), (can,) = (_of("causal_strength", f"The study shows that the drug {m} ease pain.") for m in ("may", "can"))
    agreement = claim_types()["causal_strength"].compare(may, can)
    assert agreement.verdict == "differ"
    assert agreement.reason.startswith(f"'{can.raw}' is the stronger")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Lancet", "The Lancet"),
        ("N Engl J Med", "The New England Journal of Medicine"),
        ("the Journal of the American Medical Association", "JAMA"),
        ("Annals of Example Medicine", "Annals of Example Medicine"),
    ],
)
def test_journals_by_any_name(printed: str, name: str) -> None:
    assert canonical(printed) == name


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("University of Exampleton", "Exampleton University Hospital", "agree"),
        ("University of Exampleton", "University of Fooville", "differ"),
    ],
)
def test_institutions_that_led(a: str, b: str, verdict: str) -> None:
    one, two = (_of("institution", f"Researchers at the {name} tested the gel.")[0] for name in (a, b))
    assert claim_types()["institution"].compare(one, two).verdict == verdict


def test_one_led_another_recruited() -> None:
    led = _of("institution", "Researchers at the University of Exampleton tested the gel.")[0]
    other = _of("institution", "Patients were recruited at Fooville University Hospital.")[0]
    assert claim_types()["institution"].compare(led, other).verdict == "not_comparable"


def test_what_the_seeds_cite_and_claim(shared: Path) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (shared / "seeds").glob("*.txt")}
    for name in ("neuroscience_news", "health_explainer"):
        assert {c.value for c in _of("journal", texts[name])} == {"JAMA Psychiatry"}
        assert "University of Bristol" in {c.value for c in _of("institution", texts[name]) if c.kind == "led"}
    assert {(c.value, c.kind) for c in _of("attribution", texts["vesper_news"])} == {("Science Daily", "outlet")}
    recruited = {c.value for c in _of("institution", texts["neuroscience_news"]) if c.kind == "recruited"}
    assert "University of Cambridge" in recruited
    own = [c for c in _of("causal_strength", texts["health_explainer"]) if c.scope == "this_trial"]
    assert [c.value["direction"] for c in own if c.number is not None and c.number >= 5] == ["benefit", "benefit"]
    hedged = [c for c in _of("causal_strength", texts["neuroscience_news"]) if c.status == "hedged"]
    assert {c.number for c in hedged} == {4}
