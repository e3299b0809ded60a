"""The telling words of an outcome phrase, for comparing two: abbreviations written out, words weighed, lists split."""

import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tracker.claims._instruments import Measure, concepts_in, measures_in, outcome_words, unified

MODEL = Path(__file__).with_name("same_outcome.json")
"""Weights and word counts, written by `tracker.evaluation._train_same_outcome` (docs/models/same_outcome.md)."""

_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Za-z]{0,3}[A-Z](?![\w-])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[a-z0-9]+")


def definitions(*phrases: str) -> dict[str, str]:
    """The abbreviations of one phrase that another writes out, short -> long ("visual acuity (VA)", "VA")."""
    found: dict[str, str] = {}
    for phrase in phrases:
        for other in phrases:
            bare = _BRACKETS.sub(" ", other)
            for short in _SHORT.findall(phrase):
                if short not in found and (long := _spelt_out(short, bare)):
                    found[short] = long
    return found


_LONG_SHORT = re.compile(
    r"(?<![\w’'/-])(?P<long>(?:[\w’'/-]+\s){1,7}[\w’'/-]+)\s?[(\[](?P<short>[A-Za-z][\w/-]{1,9})s?[)\]]"
)


def abbreviations(text: str) -> dict[str, str]:
    """The abbreviations that a whole text defines, short -> long: "non-relapse mortality (NRM)"."""
    found: dict[str, str] = {}
    for match in _LONG_SHORT.finditer(text):
        letters = re.sub(r"[^a-z]", "", match["short"].casefold())
        words = re.findall(r"[A-Za-z]+", match["long"])
        for count in range(1, min(len(words), len(letters) + 2) + 1):
            starts = "".join(word[0].casefold() for word in words[-count:])
            met = sum(letter in starts for letter in letters)
            if starts[0] == letters[:1] and (starts == letters or (count > 1 and 5 * met >= 3 * len(letters))):
                found.setdefault(match["short"], " ".join(words[-count:]))
                break
    return found


def write_out(text: str, short: dict[str, str]) -> str:
    """`text` with its abbreviations written out."""
    for one, long in short.items():
        text = re.sub(rf"(?<![\w-]){re.escape(one)}s?(?![\w-])", long, text)
    return text


def _spelt_out(short: str, text: str) -> str | None:
    """The words of `text` that follow each other and begin with the letters of `short`, or None."""
    words = re.findall(r"[A-Za-z]+", text)
    for at in range(len(words) - len(short) + 1):
        run = words[at : at + len(short)]
        if all(word[0].casefold() == letter.casefold() for word, letter in zip(run, short, strict=True)):
            return " ".join(run)
    return None


_SPELLINGS = (("ae", "e"), ("oe", "e"), ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("lys", "lyz"))
_ENDINGS = (
    "izations ization izing ized ize ations ation ating ated ates ators ator ate ities ility ity ments ment ings ing "
    "ness ions ion ives ive ies ers er ed es al ous s ic e y"
).split()
_FAMILIES = (
    "cardio",
    "hyper",
    "hypo",
    "inter",
    "neuro",
    "psycho",
    "micro",
    "gastro",
    "anti",
    "post",
    "intra",
    "periop",
)
"""Beginnings that many words share: more letters count behind them."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """`word` without its ending, spellings unified: enough to meet its relatives, no dictionary."""
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[: 9 if word.startswith(_FAMILIES) else 6]


@cache
def _empty() -> frozenset[str]:
    """Stems of words that say how something is measured, in whom or when, not what."""
    return frozenset(map(stem, outcome_words()["words"]["not_telling"].split()))


@cache
def parts() -> frozenset[str]:
    """Stems of words that narrow a domain to a part of it (somatic, systolic)."""
    return frozenset(map(stem, outcome_words()["words"]["parts"].split()))


@cache
def _contrasts() -> tuple[dict[str, str], ...]:
    """Groups of words (stem -> word) two of which never mean the same."""
    return tuple({stem(word): word for word in group.split()} for group in outcome_words()["contrast"]["groups"])


@dataclass(frozen=True, slots=True)
class Words:
    """An outcome phrase for comparison, as stems of its telling words ("=HDRS" for an instrument)."""

    text: str
    expanded: str
    """the text with every instrument and endpoint as what it measures"""
    stems: frozenset[str]
    core: frozenset[str]
    """those before the first preposition or bracket"""
    head: str | None
    """the last of them"""
    measures: frozenset[Measure]
    concepts: frozenset[str]
    items: tuple[frozenset[str], ...]
    """the stems of each outcome that the phrase lists"""


_CHANGE_IN = re.compile(
    r"^.*?\b(?:change|difference|reduction|improvement|increase|decrease|effect)s?\b.*?\b(?:in|of|on)\b", re.IGNORECASE
)
_SHARE_OF = re.compile(
    r"^.*\b(?:proportion|percentage|number|incidence|rate|occurrence|prevalence|frequency|risk|presence|level)s? of\b"
    r"(?: patients| participants| subjects| people| women| men| children)*"
    r"(?: with| who| achieving| having| reporting)?",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|at|by|during|within|after|between|among|from|over|until|with|using|as|for|on|measured|assessed|defined|"
    r"according|who|which|that|compared|following|before|through|throughout|per|based)\b|[(,;:]"
)
_ASIDE = re.compile(
    r"\b(?:(?:as\s)?(?:defined|measured|assessed|evaluated|determined|rated|scored|expressed|estimated)\b|"
    r"according to|based on|using|which|between|compared|in patients|in (?:the\s)?\w+ groups?|from baseline).*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"(?<!\w)(?:\(?[1-9ivx]{1,3}\)|[a-f]\))\s|;|\s[-–•*]\s|^\s?[-–•*]\s?")
_BREAK = re.compile(r"[,;]\s(?:and\s|or\s)?|\s(?:and|or|plus)\s|\s?/\s?(?=[A-Za-z])", re.IGNORECASE)


def items_of(text: str) -> list[str]:
    """The outcomes that a phrase seems to list, without how and in whom they are measured."""
    parts = _NUMBERED.split(text)
    return [item for part in parts for item in _BREAK.split(_ASIDE.sub("", _BRACKETS.sub(" ", part)))]


@lru_cache(maxsize=4_000)
def words_of(phrase: str, written_out: tuple[tuple[str, str], ...] = ()) -> Words:
    """`phrase` taken apart; `written_out` are abbreviations (short, long) that it or its counterpart writes out."""
    text = " ".join(phrase.split())
    for short, long in written_out:
        text = re.sub(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", long, text)
    found = [one for _, _, one in measures_in(text)]
    expanded, _ = _expanded(text)
    core = _SHARE_OF.sub(" ", _CHANGE_IN.sub(" ", text)).strip()
    cut = _PREPOSITION.search(core)
    core = core[: cut.start()] if cut and cut.start() else core
    ordered = [one for one in map(stem, _WORD.findall(unified(core))) if _tells(one)]
    return Words(
        text,
        expanded,
        telling(text),
        telling(core),
        ordered[-1] if ordered else None,
        frozenset(found),
        concepts_in(" ".join([text, *(one.domain for one in found)])),
        tuple(filter(None, map(telling, items_of(text)))),
    )


def telling(text: str) -> frozenset[str]:
    """The stems of `text` that say what is measured: an instrument or endpoint as its name and its domain."""
    expanded, names = _expanded(text)
    return names | {one for one in map(stem, _WORD.findall(unified(expanded))) if _tells(one)}


def raw_stems(text: str) -> frozenset[str]:
    """The telling stems of `text` as printed, abbreviations and instruments not written out."""
    return frozenset(one for one in map(stem, _WORD.findall(unified(text))) if _tells(one))


def _tells(one: str) -> bool:
    return len(one) > 1 and not one[0].isdigit() and one not in _empty()


def _expanded(text: str) -> tuple[str, frozenset[str]]:
    names = set()
    for start, end, one in reversed(list(measures_in(text))):
        names.add(f"={one.name}")
        text = f"{text[:start]} {one.domain} {text[end:]}"
    return text, frozenset(names)


def contrast(a: str, b: str) -> tuple[str, str] | None:
    """Two words, one of each phrase, that never mean the same outcome (response, remission), or None.

    A word that both phrases hold, or a second of the same group, settles nothing.
    """
    stems = [frozenset(map(stem, _WORD.findall(unified(text)))) for text in (a, b)]
    for group in _contrasts():
        one, two = (group.keys() & told for told in stems)
        if len(one) == 1 and len(two) == 1 and one != two:
            return group[min(one)], group[min(two)]
    return None


@cache
def model() -> dict[str, Any]:
    """Weights of the features, the threshold, and in how many of how many phrases a stem was seen."""
    data: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    return data


def weight(one: str) -> float:
    """How telling a stem is: the logarithm of how few outcome phrases hold it (inverse document frequency)."""
    return math.log(model()["phrases"] / (1 + model()["words"].get(one, 0)))


def total(stems: frozenset[str]) -> float:
    """The weights of `stems` together."""
    return sum(map(weight, sorted(stems)))
