"""Broken texts: what is joined and mended, ordinary texts are left alone, quotes stand in the text as given."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings, strategies as st

from tracker.claims import extract
from tracker.claims._joined import is_cut, shadow_of
from tracker.evaluation._base import held_back
from tracker.records import Passage

GOLD = Path(__file__).parents[3] / "shared" / "gold"
SOUND = (
    "Pain eased in 12 women (40%). The rest, 18 in all, felt no change.",
    "Le score de douleur : 12 points ; la fatigue : 8 points ! Est-ce utile ? Oui , dit-elle.",
    "The cream - a mild one - helped . It was cheap, safe, and easy to apply.",
    "Doses: 5 mg , 10 mg , 20 mg. (See table 2.) All were safe, they said.",
    "Week 4 . . . and then nothing happened, as the doctors had feared (or hoped).",
    "a | b | c\n1 | 2 | 3\nNone , none.",
    "Scores fell ( P < 0.01) in one arm (n=14), not in the other (n=16).",
)


@pytest.mark.parametrize("text", SOUND)
def test_ordinary_texts_are_read_as_they_are(text: str) -> None:
    assert not is_cut(text)
    assert shadow_of(text) is None


@pytest.mark.skipif(not GOLD.is_dir(), reason="needs the folder shared/gold")
@pytest.mark.parametrize("name", ["pico_corpus", "news_labelled", "news_unlabelled", "koroleva_significance"])
def test_no_real_text_that_is_sound_is_taken_for_a_cut_one(name: str) -> None:
    rows = map(json.loads, (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines())
    seen = [row for row in rows if not held_back(row["id"])]
    assert seen
    assert not [row["id"] for row in seen if is_cut(row["text"])]


@pytest.mark.parametrize(
    ("cut", "joined"),
    [
        ("Itch fell ( P = 0 . 03 ) .", "Itch fell (P = 0.03)."),
        ("Itch fell ( P < . 001 ) .", "Itch fell (P < .001)."),
        ("A 28 - week , double - blind trial .", "A 28-week, double-blind trial."),
        ("It fell ( 95 % CI , - 0 . 8 to - 0 . 2 ) .", "It fell (95% CI, -0.8 to -0.2)."),
        ("The gain was 0 . 4 [ 0 . 1 - 0 . 7 ] .", "The gain was 0.4 [0.1-0.7]."),
        ("The difference - 17 mg / dl , was small .", "The difference -17 mg/dl, was small."),
        (
            "GLP - 1 agonists , 1 , 045 people , 12 , 14 and 20 days .",
            "GLP-1 agonists, 1,045 people, 12, 14 and 20 days.",
        ),
        ("Doses of 50 , 100 , and 200 mg .", "Doses of 50, 100, and 200 mg."),
        ("At 2 - and 12 - week visits , all came .", "At 2- and 12-week visits, all came."),
        ("Means were 8 . 5 + / - 0 . 1 % . 20 left .", "Means were 8.5 +/- 0.1%. 20 left."),
        ("It began in 2001 . 24 patients , all men , came .", "It began in 2001. 24 patients, all men, came."),
        ("They came at week 12 . 27 patients , all men , left .", "They came at week 12. 27 patients, all men, left."),
        ("Given 1 : 1 , FPG < / = 100 , i . e . low .", "Given 1:1, FPG <= 100, i.e. low."),
        ("The Bj ö rk score , Ostrava ' s own , fell .", "The Björk score, Ostrava's own, fell."),
        (
            "In brief . doi : 10 . 5555 / s00 - 1 ( 09 ) 7 . Epub 2010 .",
            "In brief. doi: 10.5555/s00-1(09)7. Epub 2010.",
        ),
        ("Pain fell , 5 µ g against 6 ; p & lt ; 0 . 01 .", "Pain fell, 5 µg against 6; p < 0.01."),
    ],
)
def test_cut_texts_are_joined(cut: str, joined: str) -> None:
    shadow = shadow_of(cut)
    assert shadow is not None
    assert shadow.text == joined
    assert all(cut[place] == char for place, char in zip(shadow.places, joined, strict=True) if char not in "&<")


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("Itch fell (p <0 .05) at once", "Itch fell (p <0.05) at once"),
        ("Itch fell (P = . 048) at once", "Itch fell (P = .048) at once"),
        ("Itch fell (P = 0. 99; 0.46-0. 92)", "Itch fell (P = 0.99; 0.46-0.92)"),
        ("A change of 0·3 (p=·04) in 1\u2009247 people", "A change of 0.3 (p=.04) in 1 247 people"),
        ("It fell by \u22123 points\u00a0in all", "It fell by -3 points in all"),
        ("Of16 men, 12weeks in", "Of16 men, 12 weeks in"),
        ("All of16 patients were well", "All of 16 patients were well"),
        ("Ran\u00addom\u200bised trial", "Randomised trial"),
        ("It fell (P  =  0.03)", "It fell (P = 0.03)"),
        ("It fell (P ¼ 0.03; x &lt; 2)", "It fell (P = 0.03; x < 2)"),
    ],
)
def test_broken_numbers_of_sound_texts_are_mended(broken: str, mended: str) -> None:
    shadow = shadow_of(broken)
    assert shadow is not None
    assert shadow.text == mended


@pytest.mark.parametrize(
    "text", ["It was scored at week 0. 20 patients left", "Group 1 .5 was odd", "HbA1c and C3a rose"]
)
def test_what_may_be_the_end_of_a_sentence_stays(text: str) -> None:
    assert shadow_of(text) is None


def test_claims_quote_the_text_as_given() -> None:
    text = "A 28 - week , double - blind trial ( n = 1 , 045 ) was run . Forty - eight patients were randomised ."
    found = {(one.type, one.quote, one.value) for one in extract(text)}
    assert {("masking", "double - blind", "double"), ("duration", "28 - week", 196)} <= found
    assert ("sample_size", "Forty - eight patients", 48) in found
    for one in extract(text):
        assert one.quote == one.raw == text[one.start : one.end]
        assert one.context_end is not None
        assert text[one.context_start : one.context_end].endswith("run ." if one.context_start == 0 else "randomised .")


def test_passages_of_a_cut_text_keep_their_place() -> None:
    text = "The trial enrolled 40 people . It was double - blind . The trial enrolled 50 people , they said ."
    start = text.index("The trial enrolled 50")
    claims = extract(text, [Passage(kind="related", start=start, end=len(text))])
    assert [(c.value, c.passage) for c in claims if c.type == "sample_size"] == [(40, "body"), (50, "related")]


WORDS = "0|.|03|-|week|(|)|,|28|%|/|±|é|a|to|10|[|&|lt|;|\u00a0|\u200b|0 .05|of16|<|=|people|\n|p".split("|")


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_shadows_leave_out_nothing_but_blanks(text: str) -> None:
    shadow = shadow_of(text)
    if shadow is not None:
        assert len(shadow.places) == len(shadow.text)
        assert list(shadow.places) == sorted(shadow.places)
        dropped = {text[place] for place in set(range(len(text))) - set(shadow.places)}
        assert all(char.isspace() or char in "\u200b/lt;" for char in dropped)


@pytest.mark.parametrize("piece", ["10 . 1 / ", "- ", ". ( ) , ", "0 . 1 . ", "é ", "of1 ", "= . 1", "< / = ."])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    def seconds(times: int) -> float:
        text = "a . b , c . " + piece * times
        best = []
        for _ in range(3):
            began = process_time()
            shadow_of(text)
            best.append(process_time() - began)
        return min(best)

    assert seconds(8_000) < 20 * max(seconds(1_000), 0.001)
