"""Counts of people in a sentence: which of them is a study's, and what it counts."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from tracker.claims._base import MANY, Found
from tracker.claims._count_kinds import BOTH_ARMS, NOT_TRIALS, kind_at, kind_of
from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE, STUDY
from tracker.claims._numbers import HEDGE, NUMBER, Number, read

_NUMBER = rf"(?<!\w)(?:(?P<hedge>{HEDGE})\s?)?(?P<n>{NUMBER})"
_GROUP = Gated(rf"{_NUMBER}(?P<join>[\s-]|\sof\s(?:the\s)?)(?P<mod>{MODIFIERS})(?P<noun>{PEOPLE})\b", re.IGNORECASE)
_BARE = Gated(
    rf"{_NUMBER}\s+(?:(?:were|was|have|had|of\s(?:whom|them|these)|then|actually|finally|ultimately|eventually|also|"
    r"only|successfully|who)\s+){0,4}(?P<verb>included in the (?:[\w-]+ )?analys[ie]s|"
    r"enrol+ed|randomi[sz]ed|randomly|underwent randomi[sz]ation|recruited|screened|analy[sz]ed|evaluable|"
    r"completed|finished|took part|participated)\b" + NOT_TRIALS,
    re.IGNORECASE,
)
_BARE_VERB = Gated(
    r"included in the|enrol|random|recruit|screen|analy|evalua|complet|finish|took part|participa", re.IGNORECASE
)
_SIZE_WORD = Gated(r"size|enrol|recruitment|number", re.IGNORECASE)
_EQUALS = Gated(
    rf"(?P<noun>{PEOPLE}|{STUDY}|total|size)[^.;:()]{{0,60}}?[\s([]+(?P<n>n\s?=\s?(?P<v>{NUMBER}))", re.IGNORECASE
)
_SIZE = Gated(
    rf"\b(?:sample size|(?:target|actual|planned|final|total)(?: sample size| enrol+ment| recruitment| number)|"
    rf"enrol+ment)"
    rf"[^.;:\d]{{0,30}}?:?\s?(?:of|was|is|:|=)\s(?P<what>{_NUMBER})\b(?!\s?(?:%|per))",
    re.IGNORECASE,
)
_NUMBER_IS = Gated(
    rf"\bnumber of {PEOPLE}(?:\s(?P<done>enrol+ed|recruited|randomi[sz]ed)| included| in (?:the|this) (?:study|trial))?"
    rf"\s(?:was|is)\s(?P<what>{_NUMBER})(?=[.,;]|\s?$)",
    re.IGNORECASE,
)
"""A number of people that a sentence is about: "The number of participants was 40."."""
_TO_STUDY = Gated(r"\sto (?:the|this) (?:[\w-]+ )?(?:study|trial)\b", re.IGNORECASE)
_YEAR_LEFT = Gated(r"\b(?:in|since|by|during|until|from|of|and|to|before|after)\s$", re.IGNORECASE)
_COHORT_OF = Gated(r"\bof\s(?:the|these|those)?\s?$", re.IGNORECASE)


def _plausible(text: str, match: re.Match[str], number: Number) -> bool:
    if not 2 <= number.value < 3_000_000:
        return False
    left = text[max(0, match.start() - 30) : match.start()]
    raw = match["n"]
    if re.fullmatch(r"(?:19|20)\d\d", raw) and _YEAR_LEFT.search(left):
        return False
    return not re.search(
        r"[$€£%]\s?$|%\)?\s?of\s(?:the\s)?$|\bag(?:e|es|ed)\s(?:of\s)?$|\d\s?(?:-|–|to|of|in)\s$|"
        r"\bin\s(?:every\s)?$(?<=\d in )",
        left,
    )


K_OF = Gated(rf"(?<![\w.,])(?P<n>{NUMBER})\s(?:out\s)?of\s(?:the\s|these\s|those\s|our\s)?$", re.IGNORECASE)


def _those_left(text: str, match: re.Match[str], number: Number, kind: str) -> tuple[re.Match[str], Number]:
    """Of "48 of the 55 completed the trial" the 48; else what was read."""
    counted = K_OF.search(text, max(0, match.start() - 40), match.start()) if kind == "completed" else None
    fewer = read(counted["n"], whole=True) if counted else None
    return (counted, fewer) if counted and fewer and fewer.value <= number.value else (match, number)


_POOLED = Gated(
    rf"\b(?:{NUMBER})\s(?:[\w,-]+\s){{0,5}}?(?:trials|studies)\b[^.;]{{0,90}}$|\bmeta-analys[ie]s\b[^.;]{{0,60}}$",
    re.IGNORECASE,
)


def _found(match: re.Match[str], number: Number, end: int, kind: str, confidence: float) -> Found:
    start = match.start("hedge") if number.hedged else match.start("n")
    return Found(
        start,
        end,
        int(number.value),
        number=number.value,
        low=number.low,
        high=number.high,
        kind=kind,
        status="hedged" if number.hedged else None,
        confidence=confidence - (0.1 if number.hedged else 0),
        qualifiers={"pooled": True} if _POOLED.search(match.string, max(0, start - 140), start) else {},
    )


@lru_cache(maxsize=64)
def counts(text: str) -> tuple[Found, ...]:
    """The counts of people that a sentence gives, by rule, for a study as a whole (not for an arm or an event)."""
    found: list[Found] = []
    taken: set[int] = set()
    for match in islice(_GROUP.finditer(text), MANY):
        number = read(match["n"], match["hedge"], whole=True)
        if number is None or not _plausible(text, match, number):
            continue
        if match["join"].strip() == "of" and not re.search(r"\btotal\b", match.group(), re.IGNORECASE):
            continue
        kind = kind_of(text, match)
        if kind:
            counted, number = _those_left(text, match, number, kind[0])
            found.append(_found(counted, number, match.end(), *kind))
            taken.add(match.start("n"))
    found.extend(
        _without_noun(text, taken, people=bool(found) or bool(re.search(rf"\b{PEOPLE}\b", text, re.IGNORECASE)))
    )
    return tuple(_settle(found))


_OF_PEOPLE = Gated(
    r"\b(?:were|was|have been|had been)\s(?:\w+\s){0,2}(?:randomi[sz]ed|randomly|enrol+ed|recruited)$|"
    r"underwent randomi[sz]ation$",
    re.IGNORECASE,
)
"""What is only ever done to people, so that no noun is needed ("Thirty were randomised")."""


_SURE_BEHIND = frozenset({"planned", "screened", "enrolled", "randomised"})
"""What the words behind "patients (n = 40)" say for certain; what they completed may be a questionnaire."""
_FINISHED = Gated(r"(?:completed|finished) (?:the )?(?:[\w-]+ )?(?:study|trial|follow|treatment|assessment)", re.I)


def _without_noun(text: str, taken: set[int], people: bool) -> Iterator[Found]:
    kinds = {
        "inc": "analysed",
        "enr": "enrolled",
        "rec": "enrolled",
        "ran": "randomised",
        "und": "randomised",
        "scr": "screened",
        "ana": "analysed",
        "eva": "analysed",
        "com": "completed",
        "fin": "completed",
        "too": "participants",
        "par": "participants",
    }
    for match in islice(_BARE.finditer(text), MANY) if _BARE_VERB.search(text) else ():
        if not (people or _OF_PEOPLE.search(match.group()) or _FINISHED.match(text, match.start("verb"))):
            continue
        number = read(match["n"], match["hedge"], whole=True)
        right = text[match.end() : match.end() + 100]
        if (
            number is None
            or match.start("n") in taken
            or not _plausible(text, match, number)
            or number.value < 5
            or text[: match.start()].rstrip().endswith("(")
        ):
            continue
        if re.match(r"\s(?:\w+\s)?to\s", right) and not (BOTH_ARMS.search(right) or _TO_STUDY.match(right)):
            continue
        kind = kinds[match["verb"].lower()[:3]]
        counted, number = _those_left(text, match, number, kind)
        yield _found(counted, number, match.end("n"), kind, 0.8)
        taken.add(match.start("n"))
    equals = (
        list(_EQUALS.finditer(text)) if "=" in text and len(re.findall(r"\bn\s?=", text, re.IGNORECASE)) == 1 else []
    )
    for match in equals:
        value = read(match["v"], whole=True)
        kind = kind_at(text, match.start("n"), match.end("n"))
        if (
            value
            and value.value >= 2
            and not re.search(r"\b(?:group|arm|placebo|control)\b", match.group(), re.IGNORECASE)
        ):
            yield Found(
                match.start("n"),
                match.end("n"),
                int(value.value),
                value.value,
                value.low,
                value.high,
                kind=kind if kind in _SURE_BEHIND else "participants",
                confidence=0.85,
            )
    for match in (*_SIZE.finditer(text), *_NUMBER_IS.finditer(text)) if _SIZE_WORD.search(text) else ():
        number = read(match["n"], match["hedge"], whole=True)
        if number is None or match.start("n") in taken or number.value < 2:
            continue
        planned = re.match(r"target|planned", match.group(), re.IGNORECASE)
        done = (match.groupdict().get("done") or "par")[:3].lower()
        yield _found(match, number, match.end("what"), "planned" if planned else kinds[done], 0.9)


def _settle(found: list[Found]) -> Iterator[Found]:
    """In one breath "recruited 426 ... 157 were enrolled" counts those approached first."""
    recruited = [f for f in found if f.kind == "enrolled"]
    largest = max((f.value for f in recruited), default=0)
    for one in sorted(found, key=lambda f: f.start):
        if (
            one.kind == "enrolled"
            and len(recruited) > 1
            and one.value == largest
            and min(f.value for f in recruited) < largest
        ):
            yield Found(
                one.start,
                one.end,
                one.value,
                one.number,
                one.low,
                one.high,
                kind="screened",
                status=one.status,
                confidence=0.7,
            )
        else:
            yield one
