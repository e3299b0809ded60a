"""Names in running text: a dictionary of terms looked up by word n-grams, in time linear in the text."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS

from tracker.claims import condition

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 6
"""Words of the longest term that is looked up."""

TOO_COMMON = frozenset(
    "placebo saline sham control drug drugs treatment therapy intervention usual care standard of best supportive "
    "questionnaire observation questionnaires no survey blood sample sampling biospecimen collection laboratory "
    "biomarker analysis quality life assessment examination examinations imaging scan scans "
    "monitoring interview interviews "
    "chemotherapy radiotherapy radiation medication tablet tablets capsule injection infusion group arm "
    "product products tens investigational "
    "study trial patients healthy volunteers volunteer adult adults water sugar pill education information".split()
)
"""Words that name no intervention of a trial by themselves."""


def words(text: str) -> list[str]:
    """The folded words of a text; hyphens part them."""
    return _folded(WORD.findall(text))


ILLNESS = re.compile(
    r"[a-z]{2,}(?:virus|itis|oma|aemia|emia|osis|iasis|pathy|algia|plegia|trophy|penia|lepsy|somnia|betes|mentia|raine|"
    r"tension|pression|thma|trexia|philia|phrenia)"
)
"""Endings of words that name an illness by themselves."""


_OF_SEVERAL = frozenset("sclerosis atrophy dystrophy neuropathy carcinoma".split())
"""Words that name an illness only with another one: multiple, amyotrophic lateral, systemic sclerosis."""


def names_an_illness(word: str) -> bool:
    """Whether one word of a condition's name names it by itself ("norovirus" of norovirus gastroenteritis)."""
    return ILLNESS.fullmatch(word) is not None and word not in _OF_SEVERAL


_OF_ANY_TITLE = STOP_WORDS | frozenset(
    "trial trials study studies randomized randomised controlled clinical phase patients people participants adults "
    "subjects effect effects efficacy safety evaluation compared comparison comparing versus treatment therapy using "
    "placebo double blind blinded open label multicenter multicentre parallel group pilot investigate assess evaluate "
    "evaluating treated received receiving moderate severe disease disorder syndrome women health care results".split()
)


def title_words(title: str) -> set[str]:
    """The words of a title that can tell a trial from others of the same treatment: four letters and more."""
    return {w for w in words(title) if len(w) > 3 and w.isalpha() and w not in _OF_ANY_TITLE and w not in TOO_COMMON}


def telling(term: str) -> bool:
    """Whether a term says something: not only common words, and not a single short one."""
    parts = [p for p in words(term) if p not in TOO_COMMON and p not in STOP_WORDS]
    return bool(parts) and (len("".join(parts)) > 3)


class Terms:
    """Names to look up in running text, each standing for its own folded words."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Hold these names."""
        self._held: set[str] = set()
        self._firsts: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Hold another name, unless it has too many words."""
        parts = words(name)
        if 0 < len(parts) <= LONGEST:
            self._held.add(" ".join(parts))
            self._firsts.add(parts[0])

    def matches(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """The names among `tokens`, with the places where they begin and end."""
        for at, token in enumerate(tokens):
            if token in self._firsts:
                for end in range(at + 1, min(at + LONGEST, len(tokens)) + 1):
                    name = " ".join(tokens[at:end])
                    if name in self._held:
                        yield at, end, name


def found_in(text: str, terms: Terms) -> set[str]:
    """All names of `terms` that stand in the text."""
    return {name for _, _, name in terms.matches(words(text))}


@dataclass(frozen=True, slots=True)
class Acronyms:
    """The acronyms of trials in a text: known ones, and names of which a known one is only a part."""

    known: set[str]
    others: set[str]


_NUMBERED = re.compile(r"[ -](?=\S)(?:\d{1,2}|I{1,3}|IV|V|[A-Z]{2,}\d?|[A-Z]\d)\b|-[A-Z]\w*|[\u2010-\u2013][A-Z0-9]\w*")
"""What follows an acronym that is part of a longer one: CALM 2, CALM-BP, CALM OFF."""
_CAPITALS = r"[A-Z][A-Z0-9]{2,}(?:[ -][A-Z0-9]+)?"
_CALLED = re.compile(
    rf"\b(?:trial|study)(?:,? which is)?,? (?:called|named|dubbed|known as) (?:the )?(?P<a>{_CAPITALS})\b|"
    rf"\b(?P<b>{_CAPITALS}) (?:trial|study)\b"
)
_NOT_TRIALS = frozenset("RCT FDA EMA NHS NIH WHO USA MRI EEG HIV RSV COVID COVID-19 DNA RNA CBT PTSD ADHD COPD".split())


def acronyms_in(text: str, terms: Terms) -> Acronyms:
    """The acronyms of `terms` that stand in the text in capitals: PURE and not pure, CALM 2 and not CALM.

    Every word begins with a capital or a digit, and there are at least two capitals. Of names that overlap the longest
    counts.
    """
    found = list(WORD.finditer(text))
    tokens = [m.group() if m.group()[0].isupper() or m.group()[0].isdecimal() else "" for m in found]
    matches = sorted(terms.matches(_folded(tokens)), key=lambda m: (m[0], -m[1]))
    known, others, done = set(), set(), 0
    for start, end, name in matches:
        if start < done or (end == start + 1 and sum(c.isupper() for c in tokens[start]) < 2):
            continue
        done = end
        longer = _NUMBERED.match(text, found[end - 1].end())
        if longer:
            others.add(" ".join(words(text[found[start].start() : longer.end()])))
        else:
            known.add(name)
    for match in _CALLED.finditer(text):
        name = match["a"] or match["b"]
        folded = " ".join(words(name))
        if name not in _NOT_TRIALS and not any(folded in k or k in folded for k in known):
            others.add(folded)
    return Acronyms(known, others - known)


def _folded(found: Iterable[str]) -> list[str]:
    return [word.casefold().replace("’", "'") for word in found]


@cache
def _classes() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "classes.toml").read_text("utf-8"))


@cache
def _class_words() -> tuple[Terms, Mapping[str, str]]:
    of = {" ".join(words(word)): name for name, about in _classes().items() for word in about.get("words", ())}
    return Terms(of), of


def classes_in(text: str) -> set[str]:
    """Kinds of treatment a text speaks of (classes.toml)."""
    terms, name_of = _class_words()
    return {name_of[word] for word in found_in(text, terms)}


def illnesses_in(text: str) -> set[str]:
    """The illnesses that a text names anywhere, by the names that conditions.toml gives them."""
    return {name for _, _, name in condition.names().find(text)}


def classes_of(intervention: str) -> set[str]:
    """Kinds of treatment an intervention's name belongs to, by its words and by its INN stem."""
    parts = words(intervention)
    folded = " ".join(parts)
    found = set()
    for name, about in _classes().items():
        by_stem = any(
            part.endswith(stem) and len(part) > len(stem) + 2 for part in parts for stem in about.get("stems", ())
        )
        if by_stem or any(f" {word} " in f" {folded} " for word in about.get("names", ())):
            found.add(name)
    return found
