"""The outcomes of the statements of significance of a sentence, each with its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tracker.claims._about import PRIMARY, PRIMARY_TEST
from tracker.claims._about_phrases import CHANGE, phrase_in
from tracker.claims._base import Found, Sentence, fold
from tracker.claims._gated import Gated
from tracker.claims._outcome_spans import ENOUGH, Phrase, phrases
from tracker.claims._significance_pairs import MOST, Cue, Layout, related

_GENERAL = frozenset({"any", "primary outcome"})
"""Outcomes that name none, or that name themselves."""

SURE, SURELY = 0.5, 0.7
"""How likely a phrase must be an outcome where a rule sees only outcomes in general or none, or another one."""
_MEASURED = Gated(
    r"\bp\s?(?:values?\s)?[<>=≤≥]|\bCI\b|confidence interval|±|\b\d+ of \d+\b|\d\s?%|"
    r"^(?:results?|conclusions?|findings)\b|"
    r"\b(?:group|arm)s?\b|\bbaseline\b|\bversus\b|\bvs\b",
    re.IGNORECASE,
)
_NO_OUTCOME = Gated(
    r"^(?:next|last|this)\s(?:week|month|year)|\b(?:researchers?|authors?|scientists?|investigators?|reporters?|doctors?|"
    r"company|the (?:trial|study)|they|in fact|suggesting|concludes?|showing|indicating|allowing|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|double[\s-]blind)\b|"
    r"^(?:fact$|(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s\d)|"
    rf"^(?:{CHANGE}(?:\s(?:of|from|between|with|to)\b|$)|\d[\d.,]*\s\w+$)",
    re.IGNORECASE,
)
"""Phrases about those who report, about when, or about a difference in nothing that is named."""
_VERB = Gated(r"\w+ed|slept|felt|fell|rose|grew|did", re.IGNORECASE)
"""A phrase that is a verb alone says where the outcome is told, and names none."""
_SPOKEN = Gated(r"\b(?:said|says|told|researchers|news|press)\b", re.IGNORECASE)
_COMPARED_WITH = Gated(r"\b(?:with|than|versus|vs\.?|among)\s(?:the\s|an?\s)?$", re.IGNORECASE)
_LESS = Gated(r"\b(?:less|more|as)\s$", re.IGNORECASE)
"""Before an adjective: "less frequent"."""


def cue_of(text: str, found: Found) -> Cue:
    """A statement as the model sees it: of "no difference" the first word only, so that the noun follows it."""
    form = str(found.qualifiers.get("form"))
    rule = place_of(text, found)
    if form == "p_value":
        return Cue(found.start, found.end, "p", rule)
    if form == "no_difference":
        words = text[found.start : found.end].split()
        end = found.start + len(" ".join(words[:-1])) if len(words) > 1 else found.end
        return Cue(found.start, end, "t", rule)
    return Cue(found.start, found.end, "ly" if text[found.start : found.end].lower().endswith("ly") else "t", rule)


def place_of(text: str, found: Found) -> tuple[int, int] | None:
    """Where the outcome that the rule of `_about` names stands in the sentence: the nearest place with its words."""
    if found.outcome is None or found.outcome in _GENERAL:
        return None
    words = r"[\W_]+".join(map(re.escape, found.outcome.split()))
    places = (match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE))
    return min(places, key=lambda one: max(one[0] - found.end, found.start - one[1], 0), default=None)


def candidates(text: str, cues: Sequence[Cue]) -> list[Phrase]:
    """The phrases that are likely enough to be outcomes, and those at which a rule points."""
    every = phrases(text)
    kept = {one for one in every if one.share >= ENOUGH}
    for rule in {cue.rule for cue in cues if cue.rule}:
        met = [one for one in every if one.meets(*rule)]
        kept.update(met or [Phrase(*rule, 0.3)])
    return sorted(kept, key=lambda one: (one.start, one.end))


def with_outcomes(sentence: Sentence, statements: Sequence[Found]) -> Iterator[Found]:
    """Yield the statements, one for each outcome they are about; qualifiers `outcome_start`, `outcome_end` say where.

    A statement about outcomes in general, or of the everyday sense, keeps what the rule says.
    """
    text = sentence.text
    tests = [one for one in statements if one.kind != "everyday"][:MOST]
    cues = [cue_of(text, one) for one in tests]
    given = candidates(text, cues) if tests else []
    pairs = related(Layout(text, cues, given)) if len(given) <= MOST else [[] for _ in tests]
    about = dict(zip(map(id, tests), zip(cues, pairs, strict=True), strict=True))
    for one in statements:
        if id(one) not in about:
            yield placed(sentence, one, place_of(text, one))
            continue
        cue, found = about[id(one)]
        kept = _outcomes(text, found)
        if not _measured(sentence):
            kept = _told(Layout(text, cues, given), cue, kept)
        yield from _of_statement(sentence, one, cue, kept)


def _measured(sentence: Sentence) -> bool:
    """Whether a sentence reports as abstracts do, with tests and estimates: it is what the model has learnt from."""
    if sentence.passage == "abstract":
        return True
    return not sentence.document.of(_is_story) and bool(_MEASURED.search(sentence.text))


def _is_story(text: str) -> bool:
    """Whether people speak in a text, as they do in the press and never in abstracts."""
    return _SPOKEN.search(text) is not None


def _told(layout: Layout, cue: Cue, found: Sequence[Phrase]) -> list[Phrase]:
    """In a sentence that is told: where the rule points, the phrases of that list; elsewhere what is surely one."""
    lists = {layout.lists[at] for at, one in enumerate(layout.phrases) if cue.rule is not None and one.meets(*cue.rule)}
    own = [one for one in found if layout.lists[layout.phrases.index(one)] in lists]
    return own or [one for one in found if one.share >= SURELY]


def _outcomes(text: str, found: Sequence[Phrase]) -> list[Phrase]:
    """`found` without those who report; and, where something is left, without what was given or compared with."""
    found = [phrase for phrase in found if not _NO_OUTCOME.search(text[phrase.start : phrase.end])]
    kept = [phrase for phrase in found if not _given(text, phrase)]
    return kept or list(found)


def _given(text: str, phrase: Phrase) -> bool:
    before = text[max(0, phrase.start - 16) : phrase.start]
    if _COMPARED_WITH.search(before):
        return True
    return bool(_LESS.search(before)) and phrase_in(text[phrase.start : phrase.end]) is None


def _of_statement(sentence: Sentence, one: Found, cue: Cue, found: Sequence[Phrase]) -> Iterator[Found]:
    text = sentence.text
    named: Sequence[tuple[Phrase, str | None]] = [
        (phrase, phrase_in(text[phrase.start : phrase.end])) for phrase in found
    ]
    if one.outcome == "primary outcome":
        own = PRIMARY.search(text) or PRIMARY_TEST.search(text)
        yield placed(sentence, one, own.span() if own else None)
        named = [(phrase, name) for phrase, name in named if own is None or not phrase.meets(*own.span())]
    elif one.outcome == "any":
        sure: list[tuple[Phrase, str | None]] = [
            (phrase, name) for phrase, name in named if phrase.share >= SURE and name not in {None, "any"}
        ]
        if one.value == "few" or not sure:
            yield placed(sentence, one, (found[0].start, found[0].end) if found else None)
            return
        named = sure
    elif not named:
        yield placed(sentence, one, cue.rule)
        return
    met = [phrase for phrase in found if cue.rule and phrase.meets(*cue.rule)]
    for phrase, _ in named:
        what = text[phrase.start : phrase.end]
        name = one.outcome if met == [phrase] or _VERB.fullmatch(what) else _short(fold(what))
        yield placed(sentence, replace(one, outcome=name), (phrase.start, phrase.end))


def _short(name: str) -> str:
    words = name.split()
    while words and words[0] in {"the", "a", "an", "their", "its", "both", "all"}:
        words = words[1:]
    return " ".join(words[:9]) or name


def placed(sentence: Sentence, found: Found, place: tuple[int, int] | None) -> Found:
    """`found` with the place of its outcome in the document."""
    if place is None:
        return found
    where: dict[str, Any] = {
        "outcome_start": sentence.start + place[0],
        "outcome_end": sentence.start + place[1],
    }
    return replace(found, qualifiers=found.qualifiers | where)
