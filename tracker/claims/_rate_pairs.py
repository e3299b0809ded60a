"""Rates of two groups in one breath: "30% and 12% of those on the gel and on placebo"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tracker.claims._base import Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import CONTROL_ARM, PEOPLE, TREATMENT_ARM, outcome_near, outcome_said
from tracker.claims._numbers import NUMBER, read, value_of
from tracker.claims._rates import treatment_of
from tracker.claims._time import timepoint_near, window_near
from tracker.claims._treatments import treatments

_GROUP = (
    rf"(?:\s?of\s(?:all\s|the\s|those\s|these\s|our\s|his\s|her\s)*(?:[\w’'-]+\s){{0,4}}?(?:{PEOPLE}|those|them|"
    rf"group|arm|placebo|recipients|[a-z-]+(?:ists|ers))\b|\s?of\sthose\b|"
    rf"\s(?:for|in|on|with|among|receiving|given|taking)\s(?:the\s)?(?:[\w’'-]+\s){{0,3}}?(?:group|arm|placebo|"
    rf"controls?|sham|drug|treatment|vaccine|patients|people|{PEOPLE})\b)"
)
GROUP_RE = Gated(_GROUP, re.IGNORECASE)
RATE_LEFT = Gated(
    r"\b(?:(?:[\w-]+\s)?rates?(?:\s(?:at|by)\s[\w\s]{1,20})?|incidence|proportion[\w\s]{0,40}|mortality|"
    rf"(?:share|percentage) of (?:the )?{PEOPLE}[\w\s%-]{{0,90}}|"
    rf"(?:(?:proportion|share|percentage) of (?:the )?{PEOPLE}|"
    r"rates? of(?!\s(?:change|decline|increase|loss|growth|interest|return|bone|weight)))\s[^.;%]{3,130}|"
    r"^(?:as )?for [^.;%]{3,120}, the figure|"
    r"remission|survival|prevalence)\s(?:of|was|were|reached|at|is|fell to|to)\s(?:about\s|only\s)?$",
    re.IGNORECASE,
)
_VERSUS = Gated(
    r"^(?P<a>[^.;%]{0,110}?)(?P<link>\bvs?\.|\b(?:vs?|versus|compared (?:with|to)|as against|against|whereas|while|"
    r"rather than|but only|and(?: just| only)?|than)\b|[-–/](?=\d)|,)"
    r"(?P<b>[^.;%]{0,90}?)$",
    re.IGNORECASE,
)
_STRONG_LINK = Gated(r"vs?\b|versus|compared|against|whereas|while|than|only", re.IGNORECASE)


def arm_near(text: str) -> str | None:
    """Whose: "control" when `text` names one, else "treatment" when it names a treatment or its group, else None."""
    control = list(CONTROL_ARM.finditer(text))
    if control:
        return "control"
    return "treatment" if TREATMENT_ARM.search(text) or next(treatments(text), None) else None


def rate_found(
    sentence: Sentence, match: re.Match[str], arm: str | None, confidence: float, **qualifiers: Any
) -> Found:
    """The rate that `match` holds, with the outcome and the time point it is said of."""
    number = read(match["n"].replace(",", "."), match["hedge"], rounded=True)
    if number is None:
        raise ValueError(f"'{match['n']}' was matched as a number and is none")
    start = match.start("hedge") if number.hedged else match.start("n")
    given = treatment_of(sentence.text, match.start(), match.end())
    when, since = when_measured(sentence.text, match.start())
    return Found(
        start,
        match.end(),
        plain(number.value),
        number=number.value,
        low=number.low,
        high=number.high,
        unit="percent",
        arm=arm,
        outcome=outcome_near(sentence.text, match.start(), match.end()),
        timepoint_days=when,
        status="hedged" if number.hedged else None,
        confidence=confidence - (0.1 if number.hedged else 0),
        qualifiers=qualifiers | as_counted(sentence.text, match) | since | ({"treatment": given} if given else {}),
    )


def when_measured(text: str, position: int) -> tuple[Decimal | None, dict[str, int | float]]:
    """The time point of a rate in days, and where its window begins when it is one ("from week 9 to week 24")."""
    window = window_near(text, position)
    return (window[1], {"from_days": plain(window[0])}) if window else (timepoint_near(text, position), {})


_K_N = rf"(?:n\s?=\s?)?(?P<k>{NUMBER})\s?(?:/|of(?: the)?|out of(?: the)?)\s?(?P<n>{NUMBER})"
_BEHIND = Gated(rf"^\s?[,;(\[]\s?(?:{_K_N}|n\s?=\s?(?P<k1>\d+))", re.IGNORECASE)
_AHEAD = Gated(
    rf"(?<!week )(?<!day )(?<!month )(?<!group )(?<!grade )(?<!phase )(?<!stage )(?<!arm )(?<!cycle )(?<!study "
    rf")(?:{_K_N}|(?<![\d/.])(?P<k1>{NUMBER}))(?:\s(?:{PEOPLE}|events))?\s?[(\[]\s?$",
    re.IGNORECASE,
)


def as_counted(text: str, match: re.Match[str]) -> dict[str, int]:
    """The counts printed beside a percentage: "7/13 (53.8%)", "53.8% (7 of 13)", "7 (53.8%)"."""
    beside = _AHEAD.search(text[max(0, match.start() - 40) : match.start()]) or _BEHIND.match(
        text[match.end() : match.end() + 40]
    )
    if beside is None:
        return {}
    k = value_of(beside["k"] or beside["k1"], whole=True)
    n = value_of(beside["n"], whole=True) if beside["n"] else None
    if k is None or (n is not None and not 0 <= k <= n) or n in {10, 100}:
        return {}
    return {"k": int(k)} | ({"n": int(n)} if n is not None else {})


def paired_rates(sentence: Sentence, percents: list[re.Match[str]]) -> Iterator[tuple[int, Found]]:
    """Two percentages that are compared: their arms by label, else in the order of print (treatment first)."""
    text = sentence.text
    at = 0
    while at + 1 < len(percents):
        one, two = percents[at], percents[at + 1]
        between = text[one.end() : two.start()]
        link = _VERSUS.match(between) if len(between) < 200 else None
        tail = re.split(r"[;.]|, (?:and|but)\b", text[two.end() : two.end() + 80])[0]
        if link is None:
            at += 1
            continue
        strong = bool(_STRONG_LINK.search(link["link"]))
        first, second = arm_near(link["a"]), arm_near(link["b"] + tail)
        if between.startswith(")"):  # the labels stand before their figures: "on the gel (3%) vs. those on syrup (2%)"
            first = arm_near(re.split(r"[,;]|\b(?:than|with)\b", text[max(0, one.start() - 40) : one.start()])[-1])
            second = arm_near(link["b"])
        if not strong and not (first and second and first != second) and (first or second) != "control":
            at += 1
            continue
        if not strong and not (
            GROUP_RE.search(link["a"]) or GROUP_RE.match(tail) or RATE_LEFT.search(text[: one.start()])
        ):
            at += 1
            continue
        by = "label"
        if first == second or (first is None and second is None):
            by = "order"
            first, second = "treatment", "control"
            if between.startswith(")") and arm_near(text[max(0, one.start() - 30) : one.start()]) == "control":
                by, first, second = "label", "control", "treatment"
        if first is None or second is None:
            known = first or second
            other = "control" if known == "treatment" else "treatment"
            first, second = first or other, second or other
        confidence = 0.9 if by == "label" and strong else 0.75
        outcome = _pair_outcome(sentence, one, two)
        own = outcome_said(text, two.end())
        second_outcome = own if own and own != outcome_said(text, one.end()) else outcome
        yield one.start(), replace(rate_found(sentence, one, first, confidence, arm_by=by), outcome=outcome)
        yield two.start(), replace(rate_found(sentence, two, second, confidence, arm_by=by), outcome=second_outcome)
        at += 2


def _pair_outcome(sentence: Sentence, one: re.Match[str], two: re.Match[str]) -> str | None:
    return outcome_near(sentence.text, one.start(), two.end()) or outcome_near(sentence.text, one.start(), one.end())
