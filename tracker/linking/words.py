"""Names in running text: a dictionary of terms looked up by word n-grams, in time linear in the text."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 6
"""Words of the longest term that is looked up."""

TOO_COMMON = frozenset(
    "placebo saline sham control drug drugs treatment therapy intervention usual care standard of best supportive "
    "questionnaire observation questionnaires no survey blood sample sampling biospecimen collection laboratory "
    "biomarker analysis quality life assessment examination examinations imaging scan scans "
    "monitoring interview interviews "
    "chemotherapy radiotherapy radiation medication tablet tablets capsule injection infusion group arm "
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


def names_an_illness(word: str) -> bool:
    """Whether one word of a condition's name names it by itself ("norovirus" of norovirus gastroenteritis)."""
    return ILLNESS.fullmatch(word) is not None


def telling(term: str) -> bool:
    """Whether a term says something: not only common words, and not a single short one."""
    parts = [p for p in words(term) if p not in TOO_COMMON]
    return bool(parts) and (len("".join(parts)) > 3)


def found_in(text: str, terms: Mapping[tuple[str, ...], str]) -> set[str]:
    """The values of all `terms` (folded words -> value) that stand in the text."""
    tokens = words(text)
    return set(_matches(tokens, terms))


def _matches(tokens: list[str], terms: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    firsts = {term[0] for term in terms}
    for at, token in enumerate(tokens):
        if token in firsts:
            for length in range(1, LONGEST + 1):
                value = terms.get(tuple(tokens[at : at + length]))
                if value is not None:
                    yield value


def capitals_in(text: str, terms: Mapping[tuple[str, ...], str]) -> set[str]:
    """The values of all `terms` that stand in the text in capitals: PURE and not pure, PURE-Teen.

    Every word begins with a capital or a digit, and there are at least two capitals.
    """
    printed = [m if m[0].isupper() or m[0].isdecimal() else "" for m in WORD.findall(text)]
    alone = [m if sum(c.isupper() for c in m) > 1 else "" for m in printed]
    several: dict[tuple[str, ...], str] = {term: value for term, value in terms.items() if len(term) > 1}
    return {*_matches(_folded(printed), several), *_matches(_folded(alone), dict(terms.items() - several.items()))}


def _folded(found: Iterable[str]) -> list[str]:
    return [word.casefold().replace("’", "'") for word in found]


def dictionary(names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Terms to look up, each standing for its own folded form."""
    return {tuple(parts): " ".join(parts) for name in names if 0 < len(parts := words(name)) <= LONGEST}


@cache
def _classes() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "classes.toml").read_text("utf-8"))


@cache
def _class_words() -> dict[tuple[str, ...], str]:
    return {tuple(words(word)): name for name, about in _classes().items() for word in about.get("words", ())}


def classes_in(text: str) -> set[str]:
    """Kinds of treatment a text speaks of (classes.toml)."""
    return found_in(text, _class_words())


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
