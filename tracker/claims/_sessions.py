"""Treatments that are dosed in time: "a device to use once a day for 20 minutes", "at least 18 minutes a day"."""

import re
from collections.abc import Iterator

from tracker.claims._base import Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._numbers import HEDGE, NUMBER, read, value_of
from tracker.claims._regimen import Dose
from tracker.claims._whose import scope_of

_EVERY = (
    r"(?P<twice>twice|two times)?(?P<once>once)?(?P<thrice>three times|thrice)?\s?(?:(?:an?|per|each|"
    r"every)\s(?P<unit>day|week)|(?P<ly>daily|weekly))"
)
_LONG = rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>{NUMBER})[\s-](?P<size>minutes?|mins?|hours?)"
_SESSION = Gated(
    rf"\b(?:for\s|of\s)?{_LONG}\s(?:at a time\s)?{_EVERY}\b|"
    rf"\b{_EVERY.replace('(?P<', '(?P<b')},?\s(?:for|in sessions of|over)\s{_LONG.replace('(?P<', '(?P<b')}\b",
    re.IGNORECASE,
)
_GIVEN = Gated(
    r"\b(?:use[sd]?|using|treat\w*|therap\w+|device|patients?|participants?|volunteers?|assigned|sessions?|"
    r"stimulation|exercis\w+|walk\w*|train\w*|wear\w*|wore|light|massage|medit\w+|receiv\w+)\b",
    re.IGNORECASE,
)
_OF_A_TRIAL = Gated(
    r"\b(?:(?:each )?patients?|participants?|volunteers?|(?:was|were|had) to|asked to|instructed to)\b", re.IGNORECASE
)
_NOT_GIVEN = Gated(
    r"\b(?:sle(?:ep|pt|eping)|work(?:ed|ing)? for|spent|spend|watch\w*|sit(?:ting)?|sat|commut\w+|in bed|screen time|"
    r"pain|ach(?:e|ed|ing)|lost|fewer|less than an hour of)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)


def sessions(sentence: Sentence) -> Iterator[Found]:
    """Find how long and how often a treatment is to be used each day or week; sleep and work are no treatment."""
    text = sentence.text
    for match in _SESSION.finditer(text) if _GIVEN.search(text) else ():
        groups = {key.removeprefix("b"): value for key, value in match.groupdict().items() if value}
        number = read(groups["n"], groups.get("hedge"))
        if number is None or value_of(groups["n"]) == 24 or _NOT_GIVEN.search(text, 0, match.start()):
            continue
        often = "daily" if (groups.get("unit") or groups.get("ly", "")).lower() in {"day", "daily"} else "weekly"
        times = next((word for word in ("twice", "thrice") if groups.get(word)), "")
        frequency = {"twice": "twice ", "thrice": "three times "}.get(times, "") + often
        size = "hours" if groups["size"].lower().startswith("h") else "minutes"
        yield Found(
            match.start(),
            match.end(),
            Dose(amount=plain(number.value), unit=size, frequency=frequency).model_dump(),
            number=number.value,
            low=number.low,
            high=number.high,
            unit=size,
            kind="amount",
            scope=None if _OF_A_TRIAL.search(text) else scope_of(sentence, match.start(), match.end())[0],
            status="hedged" if number.hedged else None,
            confidence=0.75,
        )
