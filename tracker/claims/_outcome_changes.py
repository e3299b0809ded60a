"""Outcome changes: the registered primary outcomes of a trial against what its paper calls primary.

`compare` finds the paper's primary outcomes (claims, and the sentences that speak of one), matches them with the
registered ones by what is measured, and names the changes (COMPare; Holst et al., severity none, minor, major): a new
primary, one omitted, one moved to or from the secondary outcomes, another time point, instrument or aggregation. How
likely there is any change, and a major one, is a small linear model over what can be checked by eye (`Evidence`):
papers word outcomes so freely that no single sign decides (docs/models/outcome_changes.md).
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tracker.claims._gated import Gated
from tracker.claims._outcome_change_signs import (
    COME,
    FLAGGED,
    GONE,
    MATCHED,
    PLAIN,
    Change,
    Registered,
    days_of,
    foreign,
    likest,
    lost,
    meet,
    mentioned,
    new,
    other_elements,
    telling_change,
)
from tracker.claims._outcome_pairs import share
from tracker.claims._outcome_times import points
from tracker.claims._outcome_words import abbreviations, telling, write_out
from tracker.records import Claim

MODEL = Path(__file__).with_name("outcome_changes.json")
"""Weights, written by `python -m tracker.evaluation._train_outcome_changes`."""
LONGEST = 60_000
"""Characters of a paper that are looked at: outcomes are told in its abstract and methods."""
MOST = 15
"""Registered secondary outcomes that are compared."""

Severity = Literal["none", "minor", "major"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen, each 0 to 1 (or a count): the features of the model."""

    a_primary_is_named: float
    a_phrase_was_read: float
    least_mentioned: float
    """of the registered outcomes, the share of telling words that the paper's primary sentences have"""
    several_registered: float
    short_registered: float
    words_registered: float
    """share of the words of the primary sentences that stand in the registered outcomes"""
    foreign_phrase: float
    likest_secondary: float
    nearer_to_secondary: float
    not_first: float
    """no primary is named, and the first sentences are not about the registered one"""
    same_time: float
    other_time: float
    further_time: float
    other_time_anywhere: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes seen, how likely there is any and a major one, and the severity by these."""

    changes: tuple[Change, ...]
    any_change: float
    major_change: float
    severity: Severity
    evidence: Evidence

    @property
    def flagged(self) -> tuple[Change, ...]:
        """The changes that are seen in what the paper says, the gravest first, where the model takes one for likely."""
        if self.likely == "none":
            return ()
        named = bool(self.evidence.a_primary_is_named)
        seen = [c for c in self.changes if c.kind in FLAGGED and telling_change(c) and (named or c.reported)]
        return tuple(sorted(seen, key=lambda change: FLAGGED.index(change.kind)))

    @property
    def likely(self) -> Severity:
        """The severity by the models alone, whatever changes are seen."""
        if self.major_change >= _model()["major"]["threshold"]:
            return "major"
        return "minor" if self.any_change >= _model()["any"]["threshold"] else "none"


_PRIMARY = Gated(
    r"\b(?:co-?)?(?:primary|main|principal)\b(?!\s(?:care|school|analys|prevention))[^.;]{0,60}?\b(?:outcome|"
    r"end[- ]?point|objective|measure|aim|goal|criteri|variable|efficacy|hypothes|purpose)",
    re.IGNORECASE,
)
_SECONDARY = re.compile(r"\bsecondary\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”)]?\s+(?=[A-Z(\"“\[])|\n+")
_DETAILS = re.compile(r",?\s(?:defined (?:as|by)|which|calculated|with an event)\b|\s\((?:i\.e|defined)")


def primary_sentences(text: str) -> list[str]:
    """The sentences of `text` that say what the primary outcome is, up to where they turn to secondary ones.

    Where little follows the words "primary outcome", the next sentence belongs to it.
    """
    sentences = [one for one in _SENTENCE.split(text) if one.strip()]
    found = []
    for at, sentence in enumerate(sentences):
        match = _PRIMARY.search(sentence)
        if match is None or _SECONDARY.search(sentence, 0, match.start()):
            continue
        turn = _SECONDARY.search(sentence, match.end())
        said = sentence[: turn.start()] if turn else sentence
        following = sentences[at + 1] if at + 1 < len(sentences) else ""
        if len(said) - match.end() < 70 and not turn and not _SECONDARY.search(following):
            said += f" {following}"
        found.append(said)
    return found


def compare(
    primary: Sequence[Registered], secondary: Sequence[Registered], text: str, claims: Iterable[Claim]
) -> Comparison:
    """Hold the registered outcomes against a paper: its `text` and the `claims` read from it."""
    text = text[:LONGEST]
    short = abbreviations(" ".join([text, *(one.text for one in primary)]))
    primary, secondary = ([_written_out(one, short) for one in some] for some in (primary, secondary[:MOST]))
    text = write_out(text, short)
    phrases: dict[str, list[str]] = {"primary_outcome": [], "secondary_outcome": []}
    for claim in claims:
        if claim.type in phrases and claim.status != "negated":
            phrases[claim.type].append(write_out(_DETAILS.split(claim.raw)[0], short))
    sentences = primary_sentences(text)
    where = " ".join(sentences) or text
    reported = phrases["primary_outcome"]
    evidence = _evidence(primary, secondary, text, sentences, reported)
    chances = {name: _chance(name, evidence) for name in ("any", "major")}
    changes = (
        *lost(primary, text, where, reported, phrases["secondary_outcome"]),
        *new(primary, secondary, reported),
        *other_elements(primary, where, reported, named=bool(sentences)),
    )
    severity = _severity(changes, chances, same_time=bool(evidence.same_time))
    return Comparison(changes, chances["any"], chances["major"], severity, evidence)


def _severity(changes: Sequence[Change], chances: dict[str, float], *, same_time: bool) -> Severity:
    """The severity by the model, and at least what plain changes make of it.

    A registered outcome that gave way to another or became secondary is major, and so is a new one where the
    registered time is not repeated; an outcome that is only not found may be worded otherwise, and a single word that
    is no known measure may be a part of a phrase.
    """
    kinds = {one.kind for one in changes}
    sure = {one.kind for one in changes if telling_change(one)}
    moved = (bool(sure & GONE) and bool(sure & COME)) or "primary_to_secondary" in kinds
    if chances["major"] >= _model()["major"]["threshold"] or moved or ("new_primary" in sure and not same_time):
        return "major"
    return "minor" if chances["any"] >= _model()["any"]["threshold"] or kinds & PLAIN else "none"


def _written_out(one: Registered, short: dict[str, str]) -> Registered:
    return Registered(*(write_out(part, short) for part in (one.title, one.time_frame, one.description)))


def _evidence(
    primary: Sequence[Registered],
    secondary: Sequence[Registered],
    text: str,
    sentences: Sequence[str],
    reported: Sequence[str],
) -> Evidence:
    where = " ".join(sentences) or text
    days, said, anywhere = days_of(primary), points(" ".join(sentences)), points(text)
    second = max((likest(one, reported) for one in secondary), default=0.0)
    least = min((mentioned(one.title, where) for one in primary), default=0.0)
    return Evidence(
        a_primary_is_named=float(bool(sentences)),
        a_phrase_was_read=float(bool(reported)),
        least_mentioned=least,
        several_registered=float(len(primary) > 1),
        short_registered=float(bool(primary) and all(len(one.text) < 90 for one in primary)),
        words_registered=share(telling(where), telling(" ".join(one.text for one in primary))),
        foreign_phrase=float(any(foreign(phrase, primary) for phrase in reported)),
        likest_secondary=second,
        nearer_to_secondary=float(second > max((likest(one, reported) for one in primary), default=0.0) + 0.2),
        not_first=float(
            not sentences and bool(primary) and max(mentioned(one.title, text[:250]) for one in primary) < MATCHED
        ),
        same_time=float(meet(days, said)),
        other_time=float(bool(days and said) and not meet(days, said)),
        further_time=float(bool(days) and any(not meet(days, [day]) for day in said)),
        other_time_anywhere=float(bool(days and anywhere) and not meet(days, anywhere)),
    )


@cache
def _model() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    return data


def _chance(name: str, evidence: Evidence) -> float:
    learnt, seen = _model()[name], asdict(evidence)
    sum_ = learnt["bias"] + sum(weight * seen[key] for key, weight in learnt["weights"].items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, sum_)))), 3)
