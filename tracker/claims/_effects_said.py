"""Sentences that say what a treatment does, and how sure they sound."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from tracker.claims._about import elsewhere
from tracker.claims._base import Found, Sentence, fold
from tracker.claims._effect_words import (
    ADJECTIVE,
    EFFECT,
    EFFECTIVE,
    FRAME,
    HAD,
    LESS,
    LINKED,
    NO_CLAIM,
    NO_EFFECT,
    OBJECT,
    PASSIVE,
    SAVES,
    SHOWN_TO,
    THIS_TREATMENT,
    TRAILING,
    TREATMENT,
    WHAT_END,
)
from tracker.claims._lexicon import PEOPLE
from tracker.claims._treatments import treatments

Direction = Literal["benefit", "harm", "none"]


def _what(text: str, start: int) -> tuple[int, int, str] | None:
    """The object that begins at `start` with its polarity ("good" or "bad"), or None when it is no matter of health."""
    stop = WHAT_END.search(text, start + 1)
    end = min(stop.start() if stop else len(text), start + 110)
    match = OBJECT.search(text, start, end)
    if match is None:
        return None
    following = OBJECT.match(text, match.end() + 1, end)
    match = following or match
    last = list(OBJECT.finditer(text, start, end))[-1]
    return start, max(last.end(), end if end - last.end() < 25 else last.end()), "bad" if match["bad"] else "good"


def _direction(match: re.Match[str], what: str, polarity: str) -> Direction:
    if match["cure"]:
        return "benefit"
    if match["lower"]:
        return "benefit" if polarity == "bad" else "harm"
    if match["raise"]:
        return "harm" if polarity == "bad" or match["raise"].lower().startswith("worsen") else "benefit"
    return "benefit" if polarity == "good" or LESS.search(what) else "harm"


def _strength(match: re.Match[str], weak: bool) -> int:
    if match["not"]:
        return 1
    if match["may"] or weak:
        return 4
    return 5 if match["can"] else 6


def said_effects(sentence: Sentence) -> Iterator[Found]:
    """Statements with a verb of effect: "the gel may reduce pain"."""
    text = sentence.text
    for match in EFFECT.finditer(text):
        left = text[: match.start()]
        near = [f for f in FRAME.finditer(left) if match.start() - f.end() < 170 and ";" not in left[f.end() :]]
        frame = near[-1] if near else None
        shown = SHOWN_TO.search(left[-40:])
        if shown and shown["how"].lower() in {"said", "thought", "believed"}:
            continue
        if ADJECTIVE.search(left[-25:]) and not (match["may"] or match["can"] or match["not"]):
            continue
        since = left[frame.end() :] if frame else left
        if NO_CLAIM.search(since[-150:]) or (not frame and NO_CLAIM.search(left)):
            continue
        if frame and re.search(r"\b(?:to|not|never|whether)\s$", left[: frame.start()][-10:], re.IGNORECASE):
            continue
        subject = left.rstrip(" ,")
        if re.search(r"\bto$", subject) and not (shown or match["can"] or match["may"]):
            continue
        trailing = None if frame or shown else TRAILING.search(text, match.end())
        direct = bool(TREATMENT.search(subject[-90:]) or re.search(r"\b(?:it is|is it)$", subject))
        if not (frame or shown or direct or trailing) or (
            not direct
            and re.search(
                rf"\b(?:who|{PEOPLE}|they|we|researchers|scientists|doctors|women|that)$", subject, re.IGNORECASE
            )
        ):
            continue
        if (
            not (frame or shown or trailing or THIS_TREATMENT.search(subject))
            and not _past(match)
            and sentence.passage != "headline"
        ):
            continue
        what = _what(text, match.end())
        if what is None:
            continue
        low, high, polarity = what
        reported = bool(shown and shown["how"].lower() == "reported")
        strength = _strength(match, bool((frame and frame["weak"]) or (trailing and trailing["weak"])) or reported)
        start = (
            frame.start()
            if frame
            else len(left) - 40 + shown.start()
            if shown and len(left) > 40
            else shown.start()
            if shown
            else match.start()
        )
        if strength != 1 and (_NONE.match(text, match.end()) or _HARDLY.search(match.group())):
            strength = 1
        direction: Direction = "none" if strength == 1 else _direction(match, text[match.start() : high], polarity)
        yield _found(
            sentence, start, high, strength, direction, text[low:high], 0.75 if frame or shown or trailing else 0.55
        )


_NONE = re.compile(r"\s(?:no|little|neither)\s", re.IGNORECASE)
_HARDLY = re.compile(r"\b(?:barely|hardly|scarcely)\b", re.IGNORECASE)
"""What makes an effect none: "produced no improvement", "barely eases pain"."""


def _framed(text: str, start: int) -> re.Match[str] | None:
    """The frame ("the study shows that") that the words at `start` stand in."""
    left = text[:start]
    near = [f for f in FRAME.finditer(left) if start - f.end() < 170 and ";" not in left[f.end() :]]
    if not near or NO_CLAIM.search(left[near[-1].end() :]):
        return None
    return None if re.search(r"\b(?:to|not|never|whether)\s$", left[: near[-1].start()][-10:], re.I) else near[-1]


def lives_saved(sentence: Sentence) -> Iterator[Found]:
    """Statements whose object is named with the verb ("keeps people alive"), or before it ("pain can be treated")."""
    text = sentence.text
    for match in SAVES.finditer(text):
        frame = _framed(text, match.start())
        left = text[: match.start()].rstrip(" ,")
        treatment = TREATMENT.search(left[-90:]) or any(one.end == len(left) for one in treatments(left))
        if frame or (treatment and not NO_CLAIM.search(left)):
            weak = bool(frame and frame["weak"])
            strength = _strength(match, weak)
            start = frame.start() if frame else match.start()
            direction: Direction = "none" if strength == 1 else "benefit"
            yield _found(sentence, start, match.end(), strength, direction, match.group(), 0.75 if frame else 0.55)
    for match in PASSIVE.finditer(text):
        frame = _framed(text, match.start())
        what = OBJECT.search(text, frame.end(), match.start()) if frame else None
        if frame and what and what["bad"]:
            strength = 4 if match["may"] or frame["weak"] else 5 if match["can"] else 6
            said = text[what.start() : match.start()]
            yield _found(sentence, frame.start(), match.end(), strength, "benefit", said, 0.75)


def _past(match: re.Match[str]) -> bool:
    verb = next(v for v in (match["cure"], match["lower"], match["raise"], match["lead"]) if v).lower()
    return bool(match["not"]) or re.search(r"ed\b|^(?:led|cut|shrank|brought)\b", verb) is not None


def other_effects(sentence: Sentence) -> Iterator[Found]:
    """Statements without a verb of effect: "is effective", "was associated with", "had no effect on"."""
    text = sentence.text
    for match in EFFECTIVE.finditer(text):
        if NO_CLAIM.search(text[: match.start()]):
            continue
        no = bool(match["not"]) or match["word"].lower() == "ineffective"
        what = _what(text, match.end() - 1)
        end = what[1] if what else match.end() - 1
        yield _found(
            sentence,
            match.start(),
            end,
            1 if no else 4 if match["may"] else 6,
            "none" if no else "benefit",
            text[match.end() : end] or None,
            0.65,
        )
    for match in NO_EFFECT.finditer(text):
        if not NO_CLAIM.search(text[: match.start()]):
            what = _what(text, match.end() - 1)
            end = what[1] if what else match.end()
            yield _found(sentence, match.start(), end, 1, "none", text[match.end() : end] or None, 0.7)
    for pattern, strong in ((LINKED, True), (HAD, False)):
        for match in pattern.finditer(text):
            what = _what(text, match.end() - 1)
            if what is None or NO_CLAIM.search(text[: match.start()]):
                continue
            low, high, polarity = what
            better = re.match(r"better|improve|longer", match["more"] or "", re.IGNORECASE) is not None
            benefit = bool(match["less"]) == (polarity == "bad") or better
            strength = 2 if strong and match["associated"] else 3
            one = _found(sentence, match.start(), high, strength, "benefit" if benefit else "harm", text[low:high], 0.6)
            general = (
                strong
                and re.match(r"(?:is|are|been)\b", match.group(), re.IGNORECASE)
                and not FRAME.search(text[: match.start()])
            )
            yield (
                replace(one, scope="background")
                if general and sentence.scope(one.start, one.end) == "this_trial"
                else one
            )


def _found(
    sentence: Sentence, start: int, end: int, strength: int, direction: Direction, what: str | None, confidence: float
) -> Found:
    while end > start and sentence.text[end - 1] in " ,;":
        end -= 1
    outcome = " ".join(fold(what).split()[:8]) if what else None
    return Found(
        start,
        end,
        {"direction": direction},
        number=Decimal(strength),
        outcome=outcome or None,
        scope=elsewhere(sentence, start, end),
        status="hedged" if strength == 4 else None,
        confidence=confidence,
    )
