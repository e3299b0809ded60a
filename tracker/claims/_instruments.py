"""The lexicon of instruments and domains (instruments.toml), found in outcome phrases."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tracker.claims._base import fold
from tracker.claims._gated import Gated

_DATA = Path(__file__).with_name("instruments.toml")
STEM = 6
"""Letters of a word that count when outcome phrases are compared (depressive, depression; somatic, somatically)."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    instruments: dict[str, str]
    """folded name -> canonical name"""
    domains: dict[str, str]
    """canonical instrument -> domain"""
    pattern: Gated
    same: dict[str, str]
    same_pattern: Gated
    parts: frozenset[str]
    generic: frozenset[str]
    concepts: tuple[tuple[str, Gated, bool], ...]
    narrow: tuple[tuple[str, str, Gated], ...]
    """(part of a domain, the domain, its words)"""


def _name_pattern(name: str) -> str:
    source = r"[\s-]?".join(re.escape(piece) for piece in re.split(r"[\s-]+", name))
    printed = name.isupper() or re.search(r"[A-Z]{2}|^[a-z]+[A-Z]", name) is not None
    return source if printed and " " not in name else f"(?i:{source})"


@cache
def instrument_lexicon() -> _Lexicon:
    """instruments.toml, ready to be searched for."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    instruments = {key_of(name): entry["name"] for entry in data["instrument"] for name in entry["names"]}
    names = sorted((name for entry in data["instrument"] for name in entry["names"]), key=len, reverse=True)
    same: dict[str, str] = data["same"]
    concepts = tuple((one["name"], _beginning(one["stems"]), bool(one.get("broad"))) for one in data["domain"])
    narrow = tuple((one["name"], one["within"], _beginning(one["stems"])) for one in data["part"])
    words = data["words"]
    return _Lexicon(
        instruments,
        {entry["name"]: entry["domain"] for entry in data["instrument"]},
        Gated(r"(?<![\w-])(?:" + "|".join(map(_name_pattern, names)) + r")(?!\w|-\w)"),
        same,
        Gated(r"\b(?:" + "|".join(map(re.escape, sorted(same, key=len, reverse=True))) + r")\b"),
        frozenset(word[:STEM] for word in words["parts"].split()),
        frozenset(words["generic"].split()),
        concepts,
        narrow,
    )


def _beginning(stems: list[str]) -> Gated:
    return Gated(r"\b(?:" + "|".join(stems) + ")")


def key_of(name: str) -> str:
    """`name` for look-up: case, hyphens and white space do not count."""
    return re.sub(r"[\s-]", "", name).casefold()


def instruments_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, canonical name) of every instrument named in `text`."""
    lexicon = instrument_lexicon()
    for match in lexicon.pattern.finditer(text):
        yield match.start(), match.end(), lexicon.instruments[key_of(match.group())]


def domain_of(instrument: str) -> str:
    """The domain that a canonical instrument measures; raises KeyError for an unknown one."""
    return instrument_lexicon().domains[instrument]


@lru_cache(maxsize=1_000)
def concepts_in(phrase: str) -> frozenset[str]:
    """The domains of instruments.toml that `phrase` names, without the broad ones (response, safety, ...)."""
    folded = unified(phrase)
    named = {name for name, pattern, broad in instrument_lexicon().concepts if not broad and pattern.search(folded)}
    return frozenset(named | {domain for domain, _ in parts_in(folded)})


def parts_in(folded: str) -> frozenset[tuple[str, str]]:
    """The (domain, part) pairs that a folded phrase names: (sleep, sleep duration)."""
    return frozenset((domain, name) for name, domain, pattern in instrument_lexicon().narrow if pattern.search(folded))


@lru_cache(maxsize=1_000)
def known(phrase: str) -> bool:
    """Whether `phrase` names an instrument or any domain of instruments.toml, broad ones included."""
    folded = unified(phrase)
    return (
        any(True for _ in instruments_in(phrase))
        or any(p.search(folded) for _, p, _ in instrument_lexicon().concepts)
        or bool(parts_in(folded))
    )


def unified(phrase: str) -> str:
    """`phrase` folded, with the synonyms of instruments.toml by one name."""
    lexicon = instrument_lexicon()
    return lexicon.same_pattern.sub(lambda m: lexicon.same[m.group()], fold(phrase))


def stems(phrase: str) -> frozenset[str]:
    """The beginnings of the words of `phrase` that say what is measured, synonyms unified."""
    generic = instrument_lexicon().generic
    return frozenset(
        w[:STEM] for w in unified(phrase).split() if w not in generic and not w[0].isdigit() and len(w) > 1
    )
