"""The lexicon of instruments, endpoints and domains in outcome phrases (instruments/*.toml, outcome_words.toml)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tracker.claims._base import fold
from tracker.claims._gated import Gated

_HERE = Path(__file__).parent
STEM = 6
"""Letters of a word that count when outcome phrases are compared (depressive, depression; somatic, somatically)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What an outcome is measured with, or an endpoint with several names; `better` is the direction that is good."""

    name: str
    domain: str
    better: str | None
    tool: bool
    """Whether it is an instrument, not an endpoint such as overall survival."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    measures: dict[str, Measure]
    """folded name -> what it names"""
    canonical: dict[str, Measure]
    names: dict[str, re.Pattern[str]]
    """first letter or two of a name -> the names that begin so"""
    same: dict[str, str]
    same_pattern: Gated
    parts: frozenset[str]
    generic: frozenset[str]
    concepts: tuple[tuple[str, Gated, bool], ...]
    narrow: tuple[tuple[str, str, Gated], ...]
    """(part of a domain, the domain, its words)"""


def _name_pattern(name: str) -> str:
    source = r"[\s-]?".join(re.escape(piece) for piece in re.split(r"[\s-]+|(?<=[A-Za-z])(?=\d)", name))
    printed = name.isupper() or re.search(r"[A-Z]{2}|^[a-z]+[A-Z]", name) is not None
    return source if printed and " " not in name else f"(?i:{source})"


def _with_plural(names: list[str]) -> list[str]:
    """`names`, and those of scores, scales, rates and tests in the plural too."""
    plural = (f"{name}s" for name in names if re.search(r"(?i:\b(?:score|scale|rate|test|questionnaire))$", name))
    return [*names, *(name for name in plural if name not in names)]


def _beginnings(names: Iterator[str]) -> dict[str, re.Pattern[str]]:
    """The names by the letters they begin with, each group as one expression, the longest name first."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        piece = re.split(r"[\s-]", name)[0]
        groups.setdefault(piece[:2].casefold(), []).append(name)
    return {
        letters: re.compile("(?:" + "|".join(map(_name_pattern, group)) + r")(?!\w|-\w)")
        for letters, group in groups.items()
    }


@cache
def outcome_words() -> dict[str, Any]:
    """outcome_words.toml as it stands."""
    return tomllib.loads((_HERE / "outcome_words.toml").read_text(encoding="utf-8"))


@cache
def instrument_lexicon() -> _Lexicon:
    """The data files, ready to be searched for."""
    entries: list[tuple[dict[str, Any], bool]] = []
    for file in sorted((_HERE / "instruments").glob("*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        entries += [(one, kind == "instrument") for kind in ("instrument", "endpoint") for one in told.get(kind, ())]
    measures = {
        key_of(name): Measure(one["name"], one["domain"], one.get("better"), tool)
        for one, tool in entries
        for name in _with_plural(one["names"])
    }
    data = outcome_words()
    same: dict[str, str] = data["same"]
    words = data["words"]
    return _Lexicon(
        measures,
        {one.name: one for one in measures.values()},
        _beginnings(name for one, _ in entries for name in _with_plural(one["names"])),
        same,
        Gated(r"\b(?:" + "|".join(map(re.escape, sorted(same, key=len, reverse=True))) + r")\b"),
        frozenset(word[:STEM] for word in words["parts"].split()),
        frozenset(words["generic"].split()),
        tuple((one["name"], _beginning(one["stems"]), bool(one.get("broad"))) for one in data["domain"]),
        tuple((one["name"], one["within"], _beginning(one["stems"])) for one in data["part"]),
    )


def _beginning(stems: list[str]) -> Gated:
    return Gated(r"\b(?:" + "|".join(stems) + ")")


@lru_cache(maxsize=10_000)
def key_of(name: str) -> str:
    """`name` for look-up: case, hyphens and white space do not count."""
    return re.sub(r"[\s-]", "", name).casefold()


_STARTS = re.compile(r"(?<![\w-])\w|(?<=[A-Za-z]-)[A-Z](?=[A-Z])")


def measures_in(text: str) -> Iterator[tuple[int, int, Measure]]:
    """Yield (start, end, what it is) of every instrument and endpoint named in `text`, the longest name first."""
    lexicon = instrument_lexicon()
    done = 0
    for start in _STARTS.finditer(text):
        at = start.start()
        if at < done:
            continue
        letters = text[at : at + 2].casefold()
        for key in (letters, letters[:1]):
            pattern = lexicon.names.get(key)
            match = pattern.match(text, at) if pattern else None
            if match:
                done = match.end()
                yield at, done, lexicon.measures[key_of(match.group())]
                break


def instruments_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, canonical name) of every instrument named in `text`."""
    return ((start, end, one.name) for start, end, one in measures_in(text) if one.tool)


def without_instruments(text: str) -> str:
    """`text` with a blank in place of every instrument."""
    for start, end, _ in reversed(list(instruments_in(text))):
        text = f"{text[:start]} {text[end:]}"
    return text


def domain_of(instrument: str) -> str:
    """The domain that a canonical instrument measures; raises KeyError for an unknown one."""
    return instrument_lexicon().canonical[instrument].domain


def better_of(instrument: str) -> str | None:
    """Whether a "lower" or a "higher" value of a canonical instrument is good; None when neither or unknown."""
    one = instrument_lexicon().canonical.get(instrument)
    return one.better if one else None


@lru_cache(maxsize=4_000)
def concepts_in(phrase: str) -> frozenset[str]:
    """The domains of outcome_words.toml that `phrase` names, without the broad ones (response, safety, ...)."""
    folded = unified(phrase)
    named = {name for name, pattern, broad in instrument_lexicon().concepts if not broad and pattern.search(folded)}
    return frozenset(named | {domain for domain, _ in parts_in(folded)})


def parts_in(folded: str) -> frozenset[tuple[str, str]]:
    """The (domain, part) pairs that a folded phrase names: (sleep, sleep duration)."""
    return frozenset((domain, name) for name, domain, pattern in instrument_lexicon().narrow if pattern.search(folded))


@lru_cache(maxsize=1_000)
def known(phrase: str) -> bool:
    """Whether `phrase` names an instrument, an endpoint or any domain of outcome_words.toml, broad ones included."""
    folded = unified(phrase)
    return (
        any(True for _ in measures_in(phrase))
        or any(p.search(folded) for _, p, _ in instrument_lexicon().concepts)
        or bool(parts_in(folded))
    )


@lru_cache(maxsize=4_000)
def unified(phrase: str) -> str:
    """`phrase` folded, with the synonyms of outcome_words.toml by one name."""
    lexicon = instrument_lexicon()
    return lexicon.same_pattern.sub(lambda m: lexicon.same[m.group()], fold(phrase))


def stems(phrase: str) -> frozenset[str]:
    """The beginnings of the words of `phrase` that say what is measured, synonyms and spellings unified."""
    generic = instrument_lexicon().generic
    return frozenset(
        re.sub("ae|oe", "e", w)[:STEM]
        for w in unified(phrase).split()
        if w not in generic and not w[0].isdigit() and len(w) > 1
    )
