"""Gated expressions find what the plain expression finds, whatever they skip and whichever engine looks."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import tracker.claims
from tracker.claims import _pcre, claim_types
from tracker.claims._base import ClaimType
from tracker.claims._cues import Cues
from tracker.claims._gated import Gated, lowered, reading, seen

FILLING = " It went on for as long as the ward was open, which nobody who worked there had thought it would."


def in_value(value: Any) -> Iterator[Gated]:
    if isinstance(value, Gated):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from in_value(one)


@pytest.fixture(scope="module")
def all_of_them() -> list[Gated]:
    """Every gated expression that a module of the package holds, and the cues of all types."""
    names = [module.name for module in pkgutil.iter_modules(tracker.claims.__path__)]
    modules = [importlib.import_module(f"tracker.claims.{name}") for name in names]
    found = {id(one): one for module in modules for value in vars(module).values() for one in in_value(value)}
    return [*found.values(), *(Gated(cue) for kind in claim_types().values() for cue in kind.cues)]


def matches(found: Iterator[re.Match[str]]) -> list[tuple[Any, ...]]:
    return [(match.span(), match.groups()) for match in found]


def test_every_expression_finds_what_it_finds_without_its_gate(all_of_them: list[Gated]) -> None:
    texts = [example.text for kind in claim_types().values() for example in kind.examples if len(example.text) > 80]
    assert len(all_of_them) > 300
    for text in (*texts[::25], *(text.upper() for text in texts[7::200])):
        reading(text)
        part = text[9:-20]
        for one in all_of_them:
            assert matches(one.finditer(text)) == matches(one.regex.finditer(text)), (one.pattern, text)
            first, plain = one.search(part), one.regex.search(part)
            assert (first and first.span()) == (plain and plain.span()), (one.pattern, part)


def test_nearly_all_expressions_are_looked_for_by_the_fast_engine(all_of_them: list[Gated]) -> None:
    pytest.importorskip("pcre2")
    slow = [one.pattern for one in all_of_them if one.tree.getwidth()[0] and one._place is None]
    assert len(slow) < 0.02 * len(all_of_them), slow


def test_without_the_fast_engine_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The trial RANDOMISED 30 people, and 12 of them (40%) had a relapse by week 6."
    patterns = (r"randomi[sz]ed (?P<n>\d+)", r"\d+\s?%", r"\b(?:by|at) week\b", r"placebo")
    fast = [matches(Gated(pattern, re.IGNORECASE).finditer(text)) for pattern in patterns]
    monkeypatch.setattr(_pcre, "_engine", None)
    slow = [Gated(pattern, re.IGNORECASE) for pattern in patterns]
    assert [matches(one.finditer(text)) for one in slow] == fast
    assert [one.stands_in(text) for one in slow] == [True, True, True, False]


def test_an_engine_that_gives_up_is_no_answer() -> None:
    one = Gated(r"(?:a|aa)+b|c", re.IGNORECASE)
    text = "a" * 40_000 + "c"
    assert matches(one.finditer(text[-30:])) == matches(one.regex.finditer(text[-30:]))
    gave_up = _pcre._search(_Broken(), None, None)
    assert gave_up(text, 0, len(text)) == _pcre.UNKNOWN


class _Broken:
    """An engine whose every search ends with an error."""

    class LibraryError(Exception): ...

    match_substring_span_bynumber = None

    def create_match_context(self) -> None: ...

    def match(self, *given: object) -> None:
        raise self.LibraryError


def test_types_are_cued_as_each_cue_alone_says() -> None:
    cues = Cues(claim_types())
    texts = [example.text for kind in claim_types().values() for example in kind.examples if example.text]
    odd = ["", "\u0130n 30 people", "NCT\u200b01234567 \uff11\uff12", "x" * 90 + "randomised", "Et  al. 3\u00a0mg"]
    for text in (*texts[::9], *odd):
        low = lowered(text)
        plain = {name for name, kind in claim_types().items() if any(re.search(cue, low) for cue in kind.cues)}
        assert cues.types_in(text) == plain, text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\b(?:may|might) (?:reduc\w+|cut)\b", "The gel MIGHT cut the pain."),
        (r"randomi[sz]ed (?:to|in)", "They were RANDOMIZED to it."),
        (r"\d+\s?%", "٣٤ % of them"),
        (r"(?<=dose )of\b", "a DOSE of it"),
        (r"(?:a(?:bdominal|ortic)|5-fu)\b", "given 5-FU twice"),
        (r"\bRCTs?\b|Trial", "three rcts"),
        (r"10 μg", "10 µg daily"),
        ("kin", "the \u212ain"),
        ("is it", "\u0130s it"),
        ("so it", "\u017fo it"),
        (r"x*", "no such letter"),
        (r"(?-i:NCT)\d", "NCT1 nct2"),
    ],
)
def test_case_signs_and_odd_letters_change_nothing(pattern: str, text: str) -> None:
    one = Gated(pattern, re.IGNORECASE)
    for whole in (text + FILLING, FILLING + text):
        reading(whole)
        assert matches(one.finditer(whole)) == matches(one.regex.finditer(whole))
        first, plain = one.search(whole, 3, 90), one.regex.search(whole, 3, 90)
        assert (first and first.span()) == (plain and plain.span())


@pytest.mark.parametrize(
    ("pattern", "text", "possible"),
    [
        (r"\b(?:may|might) (?:reduc\w+|cut)\b", "it may reduce", True),
        (r"\b(?:may|might) (?:reduc\w+|cut)\b", "it will reduce", False),
        (r"\b(?:may|might) (?:reduc\w+|cut)\b", "it may help", False),
        (r"\d\s?%", "30 people", False),
        (r"\d\s?%", "30%", True),
        (r"(?:placebo)?\s", "no word is needed", True),
        ("placebo", "q" * 100, True),
    ],
)
def test_a_gate_asks_for_the_words_of_its_expression(pattern: str, text: str, possible: bool) -> None:
    one = Gated(pattern)
    assert one.possible(seen(text)[0]) is possible


@given(st.text(alphabet="abİıſK µμ019%. \n-", min_size=60, max_size=140))
@settings(max_examples=100, deadline=None)
def test_odd_text_is_searched_as_without_a_gate(text: str) -> None:
    reading(text)
    for pattern in (r"\bs?[ab]+\b", r"k\s?\d", r"i[a-k]|μ", r"\d+(?:\.\d)?\s?%"):
        one = Gated(pattern, re.IGNORECASE)
        assert matches(one.finditer(text)) == matches(one.regex.finditer(text))


def test_cues_know_their_words_before_the_first_sentence() -> None:
    def unused(*_: Any) -> Any:
        raise AssertionError

    kind = ClaimType("x", "", str, "", unused, cues=("zyxqw vqyzx",))  # words that no other expression has
    assert Cues({"x": kind}).types_in("The zyxqw vqyzx stands here." + FILLING) == {"x"}
