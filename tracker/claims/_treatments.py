"""Treatments named in a text: drugs by the stems of their names, others from a list (interventions.toml)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tracker.claims._gated import Gated
from tracker.claims._phrases import Names, any_of

KINDS = ("drug", "supplement", "behavioural", "procedure", "device", "class")
"""The tables of interventions.toml."""


@dataclass(frozen=True, slots=True)
class Named:
    """A treatment named at [start, end): its canonical name and kind."""

    start: int
    end: int
    name: str
    kind: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("interventions.toml").read_text(encoding="utf-8"))


@cache
def stems() -> str:
    """A regular expression of the endings that tell a drug's name, for lower-cased text."""
    return rf"{any_of(_data()['stems'])}\b"


@cache
def names() -> Names:
    """The lexicon of treatments without a telling ending, of all kinds."""
    return Names({name: others for kind in KINDS for name, others in _data()[kind].items()})


@cache
def of_the_body() -> frozenset[str]:
    """The canonical names of treatments that the body also has of itself."""
    return frozenset(_data()["of_the_body"])


@cache
def _stemmed() -> Gated:
    return Gated(rf"(?<![^\W\d_])[a-z]{{2,16}}?{stems()}", re.IGNORECASE)


@cache
def _kinds() -> dict[str, str]:
    return {name: kind for kind in KINDS for name in _data()[kind]}


def treatments(text: str) -> Iterator[Named]:
    """Yield the treatments named in `text`, in order, without overlaps."""
    return iter(_treatments(text))


@lru_cache(maxsize=1_000)
def _treatments(text: str) -> tuple[Named, ...]:
    found = [Named(start, end, name, _kinds()[name]) for start, end, name in names().find(text)]
    for match in _stemmed().finditer(text):
        word = match.group().lower()
        if word not in _data()["not_drugs"] and all(match.end() <= f.start or f.end <= match.start() for f in found):
            found.append(Named(match.start(), match.end(), word, "drug"))
    return tuple(sorted(found, key=lambda f: f.start))
