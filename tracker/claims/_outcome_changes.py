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
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tracker.claims._gated import Gated
from tracker.claims._instruments import instruments_in
from tracker.claims._outcome_pairs import share
from tracker.claims._outcome_times import points, same_time
from tracker.claims._outcome_words import (
    abbreviations,
    definitions,
    raw_stems,
    telling,
    words_of,
    write_out,
)
from tracker.claims._same_outcome import GENERIC, same_outcome
from tracker.records import Claim

MODEL = Path(__file__).with_name("outcome_changes.json")
"""Weights, written by `python -m tracker.evaluation._train_outcome_changes`."""
MATCHED = 0.5
"""Share of the telling words that makes a registered outcome mentioned."""
FOREIGN = 0.34
"""Below this share a reported outcome has nothing to do with the registered primary ones."""
LONGEST = 60_000
"""Characters of a paper that are looked at: outcomes are told in its abstract and methods."""
MOST = 15
"""Registered secondary outcomes that are compared."""

Kind = Literal[
    "new_primary",
    "primary_omitted",
    "primary_to_secondary",
    "primary_from_secondary",
    "change_timing",
    "added_timing",
    "omitted_timing",
    "change_measurement",
    "change_aggregation",
]
_GONE: frozenset[Kind] = frozenset({"primary_omitted", "primary_to_secondary"})
_COME: frozenset[Kind] = frozenset({"new_primary", "primary_from_secondary"})
FLAGGED: tuple[Kind, ...] = (
    "primary_to_secondary",
    "primary_omitted",
    "primary_from_secondary",
    "new_primary",
    "change_measurement",
    "change_timing",
)
"""Changes that are worth a person's time, the gravest first; what only is not repeated may be told elsewhere."""
_PLAIN: frozenset[Kind] = _COME | {"primary_to_secondary", "change_timing", "change_measurement"}
"""Changes that are seen in what is said, not in what is not found."""
Severity = Literal["none", "minor", "major"]


@dataclass(frozen=True, slots=True)
class Registered:
    """An outcome of a registry entry: its title, and the time frame and description beside it."""

    title: str
    time_frame: str = ""
    description: str = ""

    @property
    def text(self) -> str:
        """Everything that is said of it."""
        return f"{self.title} {self.time_frame} {self.description}"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a registered and a reported outcome, with the words of each side that has any."""

    kind: Kind
    registered: str | None
    reported: str | None
    reason: str


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


def mentioned(outcome: str, text: str) -> float:
    """The share (by weight) of the telling words of `outcome`, or of its core, that `text` has.

    As printed or written out, whichever is more.
    """
    short = definitions(outcome, text)
    outcome, text = write_out(outcome, short), write_out(text, short)
    there = telling(text) | raw_stems(text)
    core = words_of(outcome).core
    whole = max(share(telling(outcome), there), share(raw_stems(outcome), there))
    return max(whole, share(core, there) if len(core) > 1 else 0.0)


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
        *_lost(primary, text, where, reported, phrases["secondary_outcome"]),
        *_new(primary, secondary, reported),
        *_other_elements(primary, where, reported, named=bool(sentences)),
    )
    severity = _severity(changes, chances, same_time=bool(evidence.same_time))
    return Comparison(changes, chances["any"], chances["major"], severity, evidence)


def telling_change(change: Change) -> bool:
    """Whether the reported words of a change name an outcome: two telling words, or a known measure or domain."""
    words = words_of(change.reported or "")
    return change.reported is None or len(telling(change.reported)) > 1 or bool(words.measures | words.concepts)


def _severity(changes: Sequence[Change], chances: dict[str, float], *, same_time: bool) -> Severity:
    """The severity by the model, and at least what plain changes make of it.

    A registered outcome that gave way to another or became secondary is major, and so is a new one where the
    registered time is not repeated; an outcome that is only not found may be worded otherwise, and a single word that
    is no known measure may be a part of a phrase.
    """
    kinds = {one.kind for one in changes}
    sure = {one.kind for one in changes if telling_change(one)}
    moved = (bool(sure & _GONE) and bool(sure & _COME)) or "primary_to_secondary" in kinds
    if chances["major"] >= _model()["major"]["threshold"] or moved or ("new_primary" in sure and not same_time):
        return "major"
    return "minor" if chances["any"] >= _model()["any"]["threshold"] or kinds & _PLAIN else "none"


def _written_out(one: Registered, short: dict[str, str]) -> Registered:
    return Registered(*(write_out(part, short) for part in (one.title, one.time_frame, one.description)))


def _likest(one: Registered, phrases: Sequence[str]) -> float:
    return max((same_outcome(one.title, phrase).score for phrase in phrases), default=0.0)


def _match(one: Registered, where: str, reported: Sequence[str]) -> float:
    """How well a registered outcome is met by the primary sentences or by a reported outcome."""
    said = max((mentioned(phrase, f"{one.title} {one.description}") for phrase in reported), default=0.0)
    return max(mentioned(one.title, where), _likest(one, reported), said, float(_by_name(one.title, where)))


_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:-\w+)?)\)")


def _by_name(title: str, where: str) -> bool:
    """Whether `where` names an instrument of the registered outcome, or the abbreviation that it gives in brackets."""
    named, said = ({name for _, _, name in instruments_in(text)} - GENERIC for text in (title, where))
    if named & said:
        return True
    return any(re.search(rf"\b{re.escape(short)}\b", where) for short in _IN_BRACKETS.findall(title))


def _foreign(phrase: str, registered: Sequence[Registered]) -> bool:
    return mentioned(phrase, " ".join(one.text for one in registered)) < FOREIGN


def _lost(
    primary: Sequence[Registered], text: str, where: str, reported: Sequence[str], secondary: Sequence[str]
) -> Iterable[Change]:
    for one in primary:
        if _match(one, where, reported) >= MATCHED:
            continue
        moved = next((two for two in secondary if same_outcome(one.title, two).measured == "equal"), None)
        if moved is not None:
            yield Change("primary_to_secondary", one.title, moved, "registered as primary, reported as secondary")
        elif mentioned(one.title, text) < MATCHED:
            yield Change("primary_omitted", one.title, None, "registered as primary, not found in the paper")


_WHEN = re.compile(
    r"\s(?:(?:within|after|during|until|among|between|from|consistent|through|in accordance)\b|\().*", re.DOTALL
)
_AND = re.compile(r",\s(?:and\s)?|\sand\s(?!/)")
_FRAGMENT = re.compile(
    r"(?:in|at|on|by|of|for|to|with|again|representing|maintained|then|no|whether|if|\w+ed)\b", re.IGNORECASE
)


def _items(phrase: str) -> list[str]:
    """The outcomes of a reported list; what stands behind "within", "after" and the like is no item of it."""
    items = [item.strip() for item in _AND.split(_WHEN.sub("", phrase))]
    return [item for item in items if not _FRAGMENT.match(item)]


def _new(primary: Sequence[Registered], secondary: Sequence[Registered], reported: Sequence[str]) -> Iterable[Change]:
    seen: list[frozenset[str]] = []
    for item in (item for phrase in reported for item in _items(phrase)):
        stems = telling(item)
        if not stems or any(stems <= other or other <= stems for other in seen) or not _foreign(item, primary):
            continue
        seen.append(stems)
        name = item.strip()
        held = next((two.title for two in secondary if same_outcome(two.title, name).measured == "equal"), None)
        if held is not None:
            yield Change("primary_from_secondary", held, name, "registered as secondary, reported as primary")
        else:
            yield Change("new_primary", None, name, "reported as primary, not registered as such")


def _days(registered: Iterable[Registered]) -> list[Decimal]:
    return [day for one in registered for part in (one.title, one.time_frame) for day in points(part)]


def _meet(some: Sequence[Decimal], other: Sequence[Decimal]) -> bool:
    return any(same_time(a, b) for a in some for b in other)


def _other_elements(
    primary: Sequence[Registered], where: str, reported: Sequence[str], *, named: bool
) -> Iterable[Change]:
    days, said = _days(primary), points(where) if named else []
    title, said_in = (primary[0].title if primary else None), where[:200].strip()
    if days and said and not _meet(days, said):
        yield Change("change_timing", title, said_in, "no time point of the registered outcomes is reported")
    elif days and named and not said:
        yield Change("omitted_timing", title, said_in, "the registered time point is not reported")
    elif said and not days:
        yield Change("added_timing", title, said_in, "a time point is reported that is not registered")
    for one in primary:
        for phrase in reported:
            found = same_outcome(one.title, phrase)
            if "instrument" in found.differs and words_of(one.title).concepts & words_of(phrase).concepts:
                yield Change("change_measurement", one.title, phrase, "another instrument")
            elif found.measured == "equal" and "aggregation" in found.differs:
                yield Change("change_aggregation", one.title, phrase, "another method of aggregation")


def _evidence(
    primary: Sequence[Registered],
    secondary: Sequence[Registered],
    text: str,
    sentences: Sequence[str],
    reported: Sequence[str],
) -> Evidence:
    where = " ".join(sentences) or text
    days, said, anywhere = _days(primary), points(" ".join(sentences)), points(text)
    second = max((_likest(one, reported) for one in secondary), default=0.0)
    least = min((mentioned(one.title, where) for one in primary), default=0.0)
    return Evidence(
        a_primary_is_named=float(bool(sentences)),
        a_phrase_was_read=float(bool(reported)),
        least_mentioned=least,
        several_registered=float(len(primary) > 1),
        short_registered=float(bool(primary) and all(len(one.text) < 90 for one in primary)),
        words_registered=share(telling(where), telling(" ".join(one.text for one in primary))),
        foreign_phrase=float(any(_foreign(phrase, primary) for phrase in reported)),
        likest_secondary=second,
        nearer_to_secondary=float(second > max((_likest(one, reported) for one in primary), default=0.0) + 0.2),
        not_first=float(
            not sentences and bool(primary) and max(mentioned(one.title, text[:250]) for one in primary) < MATCHED
        ),
        same_time=float(_meet(days, said)),
        other_time=float(bool(days and said) and not _meet(days, said)),
        further_time=float(bool(days) and any(not _meet(days, [day]) for day in said)),
        other_time_anywhere=float(bool(days and anywhere) and not _meet(days, anywhere)),
    )


@cache
def _model() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    return data


def _chance(name: str, evidence: Evidence) -> float:
    learnt, seen = _model()[name], asdict(evidence)
    sum_ = learnt["bias"] + sum(weight * seen[key] for key, weight in learnt["weights"].items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, sum_)))), 3)
