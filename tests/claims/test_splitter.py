"""Sentences: what ends one, what does not, and that length costs only length."""

import pytest
from hypothesis import given, strategies as st

from tracker.claims._splitter import LONGEST, spans


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ends. Two begins.", ["One ends.", "Two begins."]),
        ("Did it? Yes! It did.", ["Did it?", "Yes!", "It did."]),
        ("Doe et al. Wrote it. Next.", ["Doe et al. Wrote it.", "Next."]),
        ("Dr. Roe vs. Dr. Poe met.", ["Dr. Roe vs. Dr. Poe met."]),
        ("Given i.v. to some, e.g. Adults.", ["Given i.v. to some, e.g. Adults."]),
        ("Trial No. 12 began.", ["Trial No. 12 began."]),
        ("A rate of 3.5 and p = .04 held. Fine.", ["A rate of 3.5 and p = .04 held.", "Fine."]),
        ("It was 3.5. Then 4.", ["It was 3.5.", "Then 4."]),
        ("J. Doe said so. She left.", ["J. Doe said so.", "She left."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("A heading\nA sentence follows.", ["A heading", "A sentence follows."]),
        ("- one\n- two\n", ["- one", "- two"]),
        (
            "The drops were tried in a trial that is registered as NCT\n99999901 in the registry.",
            ["The drops were tried in a trial that is registered as NCT\n99999901 in the registry."],
        ),
        (
            "A heading of this page that is long but speaks of vitamin D\n30 people took part.",
            ["A heading of this page that is long but speaks of vitamin D", "30 people took part."],
        ),
        (
            "A line that was broken by a typesetter after many words\ngoes on here.",
            ["A line that was broken by a typesetter after many words\ngoes on here."],
        ),
        ("It was in the U.S. The rest.", ["It was in the U.S.", "The rest."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert _sentences(text) == expected


def test_a_text_without_a_full_stop_is_cut_at_white_space() -> None:
    text = "word " * 200_000
    pieces = list(spans(text))
    assert max(end - start for start, end in pieces) <= LONGEST
    assert sum(text[start:end].count("word") for start, end in pieces) == 200_000


def test_a_text_without_white_space_is_cut_too() -> None:
    assert all(end - start <= LONGEST for start, end in spans("x" * 100_001))


@given(st.text(alphabet=st.sampled_from(list("aA1. !?\n\"'()é\u00a0\u2029")), max_size=200))
def test_sentences_are_in_order_and_lose_only_white_space(text: str) -> None:
    at = 0
    for start, end in spans(text):
        assert at <= start < end <= len(text)
        assert text[at:start].strip() == ""
        at = end
    assert text[at:].strip() == ""
