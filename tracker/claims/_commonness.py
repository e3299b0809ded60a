"""Percentages that are no result of a study: how common something is, what a change would do, the end of a range."""

import re

from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import HEDGE

_GENERAL = Gated(
    rf"^\s?of\s(?:all\s)?(?:[\w-]+\s)?{PEOPLE}\b[^.;,]{{0,60}}?\s(?:have|has|show|do not|don[’']t|suffer|develop|"
    rf"developing|maintain|carry|who (?:carry|have|are)|"
    rf"experience|respond|get|die|are|live|take|use|report|smoke|drink|snore|undergo|require|say|think|believe|want|need|become)\b",
    re.IGNORECASE,
)
"""Present tense about people in general: how common something is, no result."""
_OF_A_NATION = Gated(
    r"^\s?of\s(?:all\s|young\s|older\s|adult\s)?(?:americans|britons|australians|canadians|europeans)\b"
    r"(?!\s(?:in the (?:study|trial|group|survey)|who (?:took|got|received|were)))",
    re.IGNORECASE,
)
_ALWAYS = Gated(
    rf"^\s?of\s(?:the\s|all\s)?(?:[\w-]+\s){{0,2}}{PEOPLE}\s(?:never|usually|typically|often|still|rarely|only|"
    rf"eventually|"
    r"generally)\s(?!(?:had|was|were|did|got|took|saw|felt|fell|rose|went|\w+ed)\b)\w+",
    re.IGNORECASE,
)
_NOW = Gated(r"^\s(?:get|suffer|take|need|die|fail|live with|have|are|report|respond)\b", re.IGNORECASE)
_HAPPENS_IN = Gated(
    r"\b(?:occurs?|happens?|develops|strikes?|affects?|(?:is|are) (?:seen|found|common))\s(?:in\s)?"
    rf"(?:(?:{HEDGE})\s)?(?:(?:anywhere\s)?(?:from|between)\s\d+\s?%?\s(?:to|and)\s)?$",
    re.IGNORECASE,
)
_SUPPOSED = Gated(
    r"\b(?:would|could|might)\s(?!have\b|be (?:performed|achieved|done|given|obtained|assessed|identified)\b)"
    r"[^.;,]{0,60}$",
    re.IGNORECASE,
)
"""What a change would do is no result ("that would lower the death rate to 2 percent")."""
_RANGE_LEFT = Gated(
    r"(?<!from )(?<![\w.,])\d{1,3}(?:\.\d+)?(?P<sign>\s?%|\s?per\s?cent)?(?P<to>\sto\s|\s?[-–]\s?)$", re.IGNORECASE
)
"""The beginning of "50 to 70 percent": the end of a range is no figure of its own."""


def supposed(left: str) -> bool:
    """Whether the words before a percentage make it what would happen, not what did."""
    return _SUPPOSED.search(left) is not None


def in_range(text: str, start: int) -> bool:
    """Whether the percentage at `start` ends a range ("50 to 70 percent"); "from 50% to 70%" and "8%-3%" are two."""
    match = _RANGE_LEFT.search(text, max(0, start - 20), start)
    return (
        match is not None and not (match["sign"] and match["to"] != " to ") and "from" not in text[: match.start()][-8:]
    )


def said_of_all(right: str) -> bool:
    """Whether the words behind a percentage say how common something is, with no study in view."""
    return any(pattern.match(right) for pattern in (_GENERAL, _OF_A_NATION, _ALWAYS, _NOW))


def happens_in(left: str) -> bool:
    """Whether the words before a percentage say in how many something happens as a rule ("it occurs in ...")."""
    return _HAPPENS_IN.search(left[-60:]) is not None
