"""Effects that a text names as such: "hazard ratio, 0.65", "OR 1.4", "a mean difference of -2.1 points"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._intervals import NUM, Interval, intervals, number_of

_MEASURES: tuple[tuple[str, str], ...] = (
    ("hazard_ratio", r"hazards?\sratios?|(?-i:[as]?HR)s?"),
    ("odds_ratio", r"odds\sratios?|(?-i:a?OR)s?"),
    ("rate_ratio", r"(?:incidence\s|event\s)?(?:rate\sratios?|incidence\sratios?)|(?-i:IRR)s?"),
    ("risk_ratio", r"risk\sratios?|relative\srisks?|(?-i:a?RR)s?"),
    ("relative_change", r"relative\srisk\sreductions?|(?-i:RRR)|vaccine\sefficacy"),
    (
        "risk_difference",
        r"absolute\s(?:risk\s)?(?:reductions?|differences?|increases?)|risk\sdifferences?|(?-i:ARR|RD)",
    ),
    (
        "standardised_difference",
        r"standardi[sz]ed\smean\sdifferences?|(?-i:SMD)|cohen['’]?s\sd|hedges['’]?\sg|effect\ssizes?",
    ),
    ("median_difference", r"median\sdifferences?|difference\sin\smedians"),
    ("mean_difference", r"(?:mean|average)\s(?:[a-z-]+\s){0,2}differences?|differences?\sin\smeans|(?-i:W?MD)"),
    ("difference", r"differences?"),
)
_NAMES = "|".join(rf"(?P<m{n}>{source})" for n, (_, source) in enumerate(_MEASURES))
UNIT = (
    (
        r"(?:percentage\spoints?|percent\b|per\scent\b|%|points?|mm\s?Hg|kilograms?|kilos?|kg|pounds?|lbs?|mg/dL|mmol/L|"
        r"mmol/mol|pmol/L|mg|cm|mm|met(?:er|re)s?|letters?|days?|hours?|minutes?|weeks?|months?|years?|beats|bpm|mL|units?|"
        r"episodes?|attacks?|g|m|L)\b"
    )
    .replace(r"%|", r"%(?!\w)|")
    .replace(r")\b", r")(?!\w)")
)
_ESTIMATE = Gated(
    rf"(?<![\w-])(?:{_NAMES})(?![\w-])(?:\s?[(\[](?:[a-z; -]{{1,24}}|(?:9\d(?:\.\d)?\s?%\s?)?CI)[)\]]){{0,2}}"
    r"(?:\s(?:for|of|in|between)\s(?P<for>(?!\d)[^,;:()\[\]=<>\d]{2,70}?))?"
    r"(?P<link>(?:\s?,|\s?:|\s?=|\s?\(|\s?\[|\s(?:of|was|were|is|being|at)\b){0,3})\s?(?:about\s|approximately\s|only\s)?"
    rf"(?P<v>{NUM})(?:\s?(?P<unit>{UNIT}))?(?!\s?%?\s?(?:CI|confidence|[-–]\s?year)|[\d·/]|[.,]\d)",
    re.IGNORECASE,
)
_MODEL = (
    ("raw", re.compile(r"\b(?:unadjusted|crude|raw|univaria\w+)\b", re.IGNORECASE)),
    ("adjusted", re.compile(r"(?i:\badjust\w*|\bmultivaria\w+|covaria\w+)|\ba(?:HR|OR|RR)")),
)
_POPULATION = (
    ("itt", re.compile(r"\b(?:intention|intent)-?\s?to-?\s?treat\b|\bm?ITT\b")),
    ("per_protocol", re.compile(r"\bper[\s-]protocol\b", re.IGNORECASE)),
    ("completers", re.compile(r"\bcompleters?\b|\bon-treatment analysis\b", re.IGNORECASE)),
)
_NONE = Gated(r"\b(?:no|not|without|nonsignificant|significant|statistical)\s(?:[a-z-]+\s){0,2}$", re.IGNORECASE)
_SAID = Gated(r"\b(?:of|was|were|is|being)\b|[=:]", re.IGNORECASE)
"""Behind "no difference in pain" a bracket holds what the arms had; these say what the difference was."""
_LARGEST_RATIO = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """A named estimate at [start, end): its kind, value, unit, what it is said to be for, its interval, its model."""

    start: int
    end: int
    kind: str
    measure: str
    value: Decimal
    printed: str
    unit: str | None
    outcome: str | None
    interval: Interval | None


def estimates(text: str) -> Iterator[Estimate]:
    """Yield the estimates that `text` names, each with the interval right behind it."""
    known: list[Interval] | None = None
    for match in islice(_ESTIMATE.finditer(text), MANY):
        group = next(name for name, printed in match.groupdict().items() if printed and re.fullmatch(r"m\d+", name))
        kind = _MEASURES[int(group[1:])][0]
        value = number_of(match["v"])
        if known is None:
            known = list(intervals(text))
        end = match.end("unit") if match["unit"] else match.end("v")
        behind = next((one for one in known if 0 <= one.start - end <= 16), None)
        if behind is not None and behind.estimate is None and kind.endswith("ratio"):
            behind = behind if behind.low <= value else None
        if _stands(match, kind, match[group], value, named=behind is not None):
            sign = -1 if kind == "relative_change" and value > 0 else 1
            unit = unit_of(match["unit"])
            yield Estimate(match.start(), end, kind, match[group], sign * value, match["v"], unit, match["for"], behind)


def _stands(match: re.Match[str], kind: str, measure: str, value: Decimal, *, named: bool) -> bool:
    """Whether the number behind the name of a measure is its value."""
    short = measure.isupper() or measure[1:].isupper()
    if kind.endswith("ratio"):
        decimal = re.search(r"[.,·]\d", match["v"]) is not None
        whole = value == value.to_integral_value() and short and not named
        return 0 < value <= _LARGEST_RATIO and not match["unit"] and (decimal or named or not whole)
    linked = bool(match["link"].strip())
    if kind == "relative_change":
        return match["unit"] is not None and abs(value) <= _LARGEST_RATIO
    if kind == "difference" and (match["for"] or _NONE.search(match.string, 0, match.start())):
        return _SAID.search(match["link"]) is not None
    if short or kind == "difference":
        return (linked or named) and (
            named or match["unit"] is not None or re.search(r"[.·]\d", match["v"]) is not None
        )
    return linked or named


def unit_of(printed: str | None) -> str | None:
    """A printed unit in one form: percent, percentage points, points, kg, ..."""
    if printed is None:
        return None
    word = " ".join(printed.lower().split())
    word = {"%": "percent", "per cent": "percent", "mmhg": "mm hg", "percentage point": "percentage points"}.get(
        word, word
    )
    return f"{word}s" if word in {"point", "day", "hour", "week", "month", "year", "pound", "unit", "letter"} else word


def told_of(text: str, start: int, end: int, interval: Interval | None) -> dict[str, Any]:
    """Qualifiers of an effect at [start, end): its interval, the model and the population of the analysis."""
    told: dict[str, Any] = {}
    if interval is not None:
        told["ci_low"] = str(interval.low)
        told["ci_high"] = str(interval.high) if interval.high is not None else None
        told["ci_level"] = str(interval.level) if interval.level is not None else None
    near = text[max(0, start - 45) : end + 60]
    model = next((name for name, words in _MODEL if words.search(near)), None)
    found = [(abs(m.start() - start), name) for name, words in _POPULATION for m in words.finditer(text)]
    return told | ({"model": model} if model else {}) | ({"population": min(found)[1]} if found else {})
