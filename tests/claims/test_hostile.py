"""Text that no one would print: it is read to its end, in a time that grows with its length, and quotes stay exact."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings, strategies as st

from tracker.claims import extract
from tracker.claims._pcre import SAFE
from tracker.text import canonical

SIZE = 6_000
CONTROLS = "".join(map(chr, [*range(1, 32), *range(127, 160)]))
SHAPES = {
    "no full stop": "the trial randomised 30 people and the placebo group had fewer deaths ",
    "one word": "a",
    "digits": "9",
    "numbers": "12 of 30 ",
    "number words": "one hundred and twenty-two ",
    "decimals": "1.2,3·",
    "percentages": "5% vs 6% (p<0.05) ",
    "open brackets": "(",
    "nested brackets": "([{12 patients ",
    "closed brackets": ")]} n=3 ",
    "right to left": "\u200fשלושים 30 אנשים\u202e ",
    "combining": "e\u0301\u0327 ",
    "controls": CONTROLS,
    "blanks": " \u00a0\u2009\t",
    "lines": "n = 12\n",
    "hyphens": "twelve-week-",
    "commas": "14 to drops, ",
    "capitals": "NCT0 ISRCTN ",
    "quotes": '"’“ ',
    "surrogates": "\ud800 30 people ",
    "emoji": "\U0001f9ea30 people ",
    "respectively": "10, 12 and 14 patients, respectively, ",
}


def check(text: str) -> int:
    """Every claim of `text` stands where it says; how many there are."""
    clean = canonical(text)
    claims = extract(text)
    for claim in claims:
        assert claim.start is not None
        assert claim.end is not None
        assert claim.quote == clean[claim.start : claim.end] == claim.raw != ""
    return len(claims)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_unicode(text: str) -> None:
    check(text)


PIECES = [*(unit.strip() for unit in SHAPES.values()), "30 people", "p = 0.03", "week 6", "İ", "ſ", "µ", "\x1c", "\x85"]


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([" ", "", "\n", ". ", ", "]))
@settings(max_examples=100, deadline=None)
def test_hostile_pieces_in_any_order(pieces: list[str], between: str) -> None:
    check(between.join(pieces))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_without_end(shape: str) -> None:
    unit = SHAPES[shape]
    text = (unit * SIZE)[:SIZE]
    check(text)
    sentence = "The trial randomised 41 adults to drops or placebo for six weeks."
    assert check(f"{text}\n\n{sentence}") >= check(sentence) > 3


@pytest.mark.parametrize("shape", ["no full stop", "digits", "nested brackets", "number words"])
def test_time_grows_with_the_length(shape: str) -> None:
    """Eight times the text takes far less than 64 times the time, which it would if time grew with the square."""

    def seconds(size: int) -> float:
        text = (SHAPES[shape] * size)[:size]
        start = time.process_time()
        extract(text)
        return time.process_time() - start

    seconds(4_000)
    short = min(seconds(4_000) for _ in range(3))
    assert seconds(32_000) < 25 * max(short, 0.002)


def test_characters_that_both_engines_are_trusted_with_are_of_one_kind() -> None:
    engine = pytest.importorskip("pcre2._cy")
    for kind in (r"\w", r"\d", r"\s"):
        code, plain = engine.compile(kind, engine.CompileOption.CASELESS), re.compile(kind)
        for letter in SAFE - set(map(chr, range(0x1C, 0x20))):
            found = engine.match(code, letter, 1, 0, engine.create_match_context())[0] is not None
            assert found == (plain.match(letter) is not None), (kind, letter, unicodedata.name(letter, "?"))
