"""Texts about studies: a faithful one from templates, and the same with one fact changed.

A template is held back (never looked at while rules are mended) when the hash of its sentence is even; a text uses
templates of one half only. Which facts a text states and by which sentences follows from hashes of the study's number
and the text's own, so that every run writes the same texts.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.injected.facts import Fact, Told, Words, chosen

Half = Literal["tuned", "held_back"]
HALVES: tuple[Half, ...] = ("tuned", "held_back")
TEMPLATES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "templates.toml").read_text("utf-8"))
COMMON = ("headline", "number")
"""Templates that state no fact: their halves are not told apart."""
ORDER = tuple(name for name in TEMPLATES if name not in COMMON)
STATED = 0.75
"""How often a text states a fact that its study has."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text: which fact was changed (None: none), and the sentence in which it stands."""

    id: str
    study: str
    half: Half
    text: str
    facts: tuple[str, ...]
    numbered: bool
    changed: str | None = None
    sentence: str = ""


def half_of(template: str) -> Half:
    """Whether a template is held back: by the parity of its hash, fixed for good."""
    return "held_back" if int(hashlib.sha1(f"half 12|{template}".encode()).hexdigest(), 16) % 2 == 0 else "tuned"


def templates_of(name: str, half: Half) -> tuple[str, ...]:
    """The sentences of one half that state a fact."""
    return tuple(template for template in TEMPLATES[name] if half_of(template) == half)


def texts_of(told: Told, half: Half, variants: int) -> Iterator[Text]:
    """Every variant of a study's text: the faithful one first, then one for each fact that it states."""
    for variant in range(variants):
        key = (told.number, half, variant)
        facts = list(_stated(told, *key))
        numbered = chosen((True,) * 7 + (False,), *key, "numbered")
        said = {fact.name: _sentence(fact, fact.words, told.calls, half, key) for fact in facts}
        name = f"{told.number}-{half}-{variant}"
        names = tuple(said)
        yield Text(name, told.number, half, _joined(told, said, key, numbered), names, numbered)
        for fact in facts:
            wrong = _sentence(fact, fact.changed, told.calls, half, key)
            text = _joined(told, said | {fact.name: wrong}, key, numbered)
            yield Text(f"{name}-{fact.name}", told.number, half, text, names, numbered, fact.name, wrong)


def _stated(told: Told, *key: object) -> Iterator[Fact]:
    """The facts one text states: an outcome with or without its time, a p-value or what it means, not both."""
    names = [name for name in ORDER if name in told.facts and chosen(tuple(range(100)), *key, name) < 100 * STATED]
    for one, other in (("outcome", "timepoint"), ("p_value", "significance")):
        if one in names and other in names:
            names.remove(chosen((one, other), *key, one))
    return (told.facts[name] for name in names)


def _sentence(fact: Fact, words: Words, calls: Words, half: Half, key: tuple[object, ...]) -> str:
    template = chosen(templates_of(fact.name, half), *key, fact.name, "template")
    plain = {"p_plain": words["p"].removeprefix("= ").replace("< ", "less than ")} if "p" in words else {}
    sentence = template.format(**calls, **words, **plain)
    return sentence[0].upper() + sentence[1:]


def _joined(told: Told, said: dict[str, str], key: tuple[object, ...], numbered: bool) -> str:
    headline, number = (chosen(tuple(TEMPLATES[name]), *key, name) for name in COMMON)
    title = headline.format(**told.calls)
    body = [said[name] for name in said]
    last = [number.format(number=told.number)] if numbered else []
    half = len(body) // 2
    return "\n\n".join([title, " ".join(body[:half]), " ".join([*body[half:], *last])])
