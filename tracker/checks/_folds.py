"""How many times as likely, or by how much less, against the rates printed beside it: a rule of `arithmetic`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, log

from tracker.checks._arms import MODELLED, about, interval, rate_pairs
from tracker.checks._base import Finding, Held, Witness
from tracker.claims._lexicon import outcome_near
from tracker.claims._numbers import NUMBER, value_of

_HEDGE = (
    r"(?:(?P<hedge>more than|over|at least|well over|nearly|almost|just under|close to|about|around|roughly|"
    r"approximately|some|up to)\s)?"
)
_FACTOR = (
    r"(?P<n>twice|double|half|one[- ]third|a third|(?:one[- ])?quarter|"
    rf"(?P<times>{NUMBER})[\s-](?:times|fold))"
)
_CHANCE = r"(?:chances?|odds|risks?|rates?|likelihood|incidence|frequency|occurrence|proportion)"
_RATIO = re.compile(
    rf"\b{_HEDGE}{_FACTOR}\s(?:(?:as|more|less|so|the)\s)?(?:likely|common(?:ly)?|often|frequent(?:ly)?|many|{_CHANCE}|high(?:er)?(?:\s{_CHANCE}))\b",
    re.IGNORECASE,
)
_MADE = re.compile(
    rf"\b{_HEDGE}(?P<n>doubled|tripled|trebled|quadrupled|halved)\s(?:the|their|his|her|its)\s(?:[\w-]+\s){{0,2}}?(?:{_CHANCE}|remission|response)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b{_HEDGE}(?P<n>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)\s"
    rf"(?:(?:relative\s)?(?:reduction|increase|decrease|drop|rise|decline)\sin\s(?:the\s)?(?:[\w-]+\s){{0,3}}?{_CHANCE}|"
    rf"(?:lower|higher|smaller|greater|reduced|increased)\s(?:relative\s)?{_CHANCE}|(?:less|more)\slikely)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"\b(?:reduced|cut|lowered|decreased|increased|raised|fell|dropped|rose)\s(?:the\s|their\s)?(?:relative\s)?(?:{_CHANCE}\s)(?:of\s(?:[\w-]+\s){{1,4}})?by\s{_HEDGE}(?P<n>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)(?!\s?(?:age)?\s?points?)",
    re.IGNORECASE,
)
FACTORS = {
    **dict.fromkeys(("half", "halved"), 0.5),
    **dict.fromkeys(("one-third", "one third", "a third"), 1 / 3),
    **dict.fromkeys(("quarter", "one-quarter", "one quarter"), 0.25),
    **dict.fromkeys(("twice", "double", "doubled"), 2.0),
    **dict.fromkeys(("tripled", "trebled"), 3.0),
    "quadrupled": 4.0,
}
MARGIN = 10.0
"""Percentage points by which a relative change read off raw rates may miss that of an unnamed model."""

NEAR = 80
"""How many characters may stand between a ratio and the rates it is held against."""
CLAUSE = re.compile(r";|\b(?:while|whereas|although|though|but)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A ratio or a relative change as printed: its bounds (a ratio of one or more, or percent) and its place."""

    raw: str
    low: float
    high: float
    relative: bool
    at: int
    end: int


def folds(witness: Witness) -> Iterator[Finding]:
    """Yield, for every ratio or relative change beside one pair of rates, whether the rates give it."""
    pairs = list(rate_pairs(witness.of("event_rate")))
    for place in dict.fromkeys(a.claim.context_start for a, _ in pairs):
        beside = [p for p in pairs if p[0].claim.context_start == place]
        sentence = beside[0][0].sentence
        for said in _said(sentence):
            outcome = outcome_near(sentence, said.at, said.end)
            fitting = [p for p in beside if outcome is None or p[0].claim.outcome in (None, outcome)]
            if fitting:
                yield _judge(said, fitting, sentence)


def _said(sentence: str) -> Iterator[Said]:
    for pattern in (_RATIO, _MADE):
        for match in pattern.finditer(sentence):
            times = match.groupdict().get("times")
            value = value_of(times) if times else None
            factor = float(value) if value is not None else FACTORS.get(match["n"].lower())
            if factor is None or factor <= 0:
                continue
            bigger = max(factor, 1 / factor)
            step = 0.05 if times and "." in times else 0.5
            low, high = _widened(match["hedge"], bigger, step)
            more = re.search(r"times more|times higher|fold (?:higher|more)", match.group(), re.IGNORECASE)
            yield Said(match.group(), low, high + (1 if more else 0), False, *match.span())
    for pattern in (_RELATIVE, _BY):
        for match in pattern.finditer(sentence):
            step = 0.05 if "." in match["n"] else 0.5
            low, high = _widened(match["hedge"], float(match["n"]), step)
            yield Said(match.group(), low, high, True, *match.span())


def _widened(hedge: str | None, value: float, step: float) -> tuple[float, float]:
    """The bounds that a number stands for with its hedge; without one, half its last digit."""
    word = (hedge or "").lower()
    if word in ("more than", "over", "at least", "well over"):
        return value * 0.9, inf
    if word == "up to":
        return 0.0, value + step
    if word in ("nearly", "almost", "just under", "close to"):
        return value * 0.75, value + step
    if word:
        return min(value * 0.75, value - step), max(value * 1.25, value + step)
    return value - step, value + step


def _judge(said: Said, pairs: Sequence[tuple[Held, Held]], sentence: str) -> Finding:
    treated, control = pairs[0]
    rates = f"{treated.claim.raw} and {control.claim.raw}"
    qualifiers = f"{'relative' if said.relative else 'fold'} {about(treated)} {said.raw}"
    if MODELLED.search(sentence):
        why = (
            f"'{said.raw}' beside {rates} may come from an adjusted or time-to-event model: raw rates do not decide it."
        )
        return Finding("not_comparable", why, treated, control, None, qualifiers)
    for one, two in pairs:
        for name, (low, high) in _measures(one, two, said.relative).items():
            if low <= said.high and said.low <= high:
                beside_it = f"{one.claim.raw} and {two.claim.raw}"
                why = f"'{said.raw}' fits the rates {beside_it} as the {name} ({_span(low, high)})."
                return Finding("consistent", why, one, two, None, qualifiers)
    measures = _measures(treated, control, said.relative)
    given = "; ".join(f"{name} {_span(*bounds)}" for name, bounds in measures.items())
    between = sentence[min(said.end, _at(treated)) : max(said.at, _at(treated))]
    if len(between) > NEAR or CLAUSE.search(between) or (said.relative and _falling(said) != _falls(treated, control)):
        why = f"'{said.raw}' and the rates {rates} may be about two things."
        return Finding("not_comparable", why, treated, control, None, qualifiers)
    near = any(
        low - _room(said, low) <= said.high and said.low <= high + _room(said, high) for low, high in measures.values()
    )
    if near or len(pairs) > 1 or not measures:
        why = f"'{said.raw}' beside {rates} ({given or 'no event'}) may come from a model or another pair of rates."
        return Finding("not_comparable", why, treated, control, None, qualifiers)
    why = f"'{said.raw}' differs from what the rates {rates} give: {given}."
    return Finding("inconsistent", why, treated, control, None, qualifiers, "minor")


def _at(held: Held) -> int:
    return (held.claim.start or 0) - (held.claim.context_start or 0)


def _falling(said: Said) -> bool:
    return re.search(r"reduc|cut|low|decreas|drop|declin|fell|less|small", said.raw, re.IGNORECASE) is not None


def _falls(treated: Held, control: Held) -> bool:
    return (treated.claim.number or 0) < (control.claim.number or 0)


def _room(said: Said, value: float) -> float:
    return MARGIN if said.relative else value * 0.15


def _span(low: float, high: float) -> str:
    return f"{low:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} to {high:.2f}"


def _measures(treated: Held, control: Held, relative: bool) -> dict[str, tuple[float, float]]:
    """What two rates give, whichever is larger: ratio of risks and of odds, or the changes in percent."""
    t, c = ([float(x) / 100 for x in interval(h)] for h in (treated, control))
    small, large = sorted((t, c), key=lambda bounds: sum(bounds))
    if small[0] <= 0 or large[1] >= 1 or small[1] >= large[0]:
        return {}
    ratio = large[0] / small[1], large[1] / small[0]
    odds = _odds(large[0]) / _odds(small[1]), _odds(large[1]) / _odds(small[0])
    if not relative:
        return {"ratio of the risks": ratio, "ratio of the odds": odds}
    rising = sum(t) > sum(c)
    hazard = log(1 - large[0]) / log(1 - small[1]), log(1 - large[1]) / log(1 - small[0])
    return {
        "change of the risk": _change(ratio, rising),
        "change of the odds": _change(odds, rising),
        "change of the hazard": _change(hazard, rising),
        "difference in percentage points": (100 * (large[0] - small[1]), 100 * (large[1] - small[0])),
    }


def _odds(share: float) -> float:
    return share / (1 - share)


def _change(ratio: tuple[float, float], rising: bool) -> tuple[float, float]:
    """A ratio of the larger to the smaller as percent of change from the control arm."""
    return tuple(100 * (r - 1 if rising else 1 - 1 / r) for r in ratio)  # type: ignore[return-value]
