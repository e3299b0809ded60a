"""Confidence intervals as printed: where one is announced, its level and its two ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY
from tracker.claims._gated import Gated

NUM = (
    r"(?:[-−–+]\s?)?(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d{1,6},\d{1,2}(?=\s?(?:%|to\b|[-–;)\]]))|"
    r"\d{0,6}[.·]\d{1,8}|\d{1,7})"
)
"""A number with its sign; a comma groups thousands or, before two digits at most, is a decimal comma."""
_OPEN = r"(?:∞|infinity|not\s(?:reached|estimable|evaluable|available|calculable)|N[REAC]\b)"
_UNIT = r"(?:\s?%|\s?(?!to\b|and\b|or\b|vs\b|versus\b)[a-zA-Zµ]{1,10}(?:\s?/\s?[a-zA-Z]{1,5}|\s(?!to\b)[a-zA-Z]{2,6})?)"
_BETWEEN = r"(?:\s?(?:to|[-–−,;]|through|and|until)\s?)"
_RANGE = rf"(?P<low>{NUM}){_UNIT}?{_BETWEEN}(?P<high>{NUM}|{_OPEN})(?![\d·]|[.,]\d)"
_NAME = (
    r"(?:(?P<credible>Cr\.?I|credible\sintervals?|credibility\sintervals?|posterior\sintervals?)|"
    r"C\.?I\.?s?|confidence[\s-](?:intervals?|limits?|range|bounds?|level))"
)
ANNOUNCED = (
    rf"(?:(?P<level>\d\d(?:[.·]\d{{1,2}})?)\s?(?:%|percent|per\scent)?[\s-]?)?(?:Bayesian\s|bootstrap(?:ped)?\s|BCa\s|"
    rf"two-sided\s|one-sided\s)?\b{_NAME}(?:\s?[(\[]?(?P<level2>9\d(?:[.·]\d)?)\s?%?[)\]]?(?![\d.·]))?"
    r"(?:\s?[(\[][^()\[\]\d]{1,12}[)\]])?"
)
AFTER = (
    r"(?:\s(?:for|of|around|on|in)\s(?:the\s)?[a-z][a-z -]{2,40}?)?"
    r"(?:\s?(?:[,:;=(\[]|of|was|were|is|are|from|ranging\sfrom|ranged\sfrom|range|"
    r"between)\s?){0,3}\s?"
)
INTERVAL = rf"{ANNOUNCED}{AFTER}{_RANGE}"
_INTERVAL = Gated(INTERVAL, re.IGNORECASE)
_SAYS = Gated(ANNOUNCED, re.IGNORECASE)
_MORE = Gated(
    rf"\s?(?:%|[a-zA-Z/]{{1,8}})?(?:,?\s(?:and|vs\.?|versus)|[,;])\s(?:(?P<level>\d\d)\s?%\s?(?:CI)?\s)?{_RANGE}"
)
_BRACKET = Gated(
    rf"(?P<estimate>{NUM})(?P<unit>{_UNIT})?,?\s?[(\[](?:(?P<level>9\d)\s?%\s?,?:?\s?)?{_RANGE}{_UNIT}?\s?(?=[)\];,])"
)
"""After an interval was announced, another estimate with two ends in brackets behind it."""
_NAMED = Gated(r"\b(?:ratio|relative risk|[aio]?(?-i:HR|OR|RR)|difference|(?-i:MD))\b[^()\[\].;]{0,40}$", re.IGNORECASE)
"""Two ends in brackets behind one of these are those of its confidence interval, also where nobody says so."""
_OTHER_RANGE = Gated(r"\b(?:IQR|interquartile|quartiles?|medians?|ranges?|ranging|aged?|SD|min|max)\b", re.IGNORECASE)
_ESTIMATE = Gated(rf"(?P<estimate>{NUM})(?:{_UNIT}){{0,2}}\s?[,;:]?\s?[(\[{{]?\s?$")
_OTHER = Gated(r"\b(?:IQR|interquartile|inter-quartile|range|aged?|SD|SEM?)\b[^()\[\]]{0,20}$", re.IGNORECASE)
_INDEX = Gated(r"\s?(?:L|l|ml)\s?/\s?min", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interval:
    """A printed interval at [start, end): its ends (None: open), level in percent, the estimate right before it."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    level: Decimal | None
    credible: bool
    estimate: Decimal | None


def number_of(printed: str) -> Decimal:
    """The value of a number that `NUM` matches."""
    text = re.sub(r"\s", "", printed).replace("·", ".").replace("−", "-").replace("–", "-").lstrip("+")
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def intervals(text: str) -> Iterator[Interval]:
    """Yield the confidence and credible intervals of `text`; ranges of other kinds are none."""
    ends: list[int] = []
    said = _SAYS.search(text)
    level, credible = (_level(said), bool(said["credible"])) if said else (None, False)
    for match in islice(_INTERVAL.finditer(text), MANY) if said else ():
        level, credible = _level(match) or level, bool(match["credible"])
        one: re.Match[str] | None = match
        while one and len(ends) < MANY:
            start = match.start() if one is match else one.start("low")
            made = _interval(text, one, start, _level(one) or level, credible)
            if made is None:
                break
            yield made
            ends.append(one.end())
            one = _MORE.match(text, one.end())
    for match in islice(_BRACKET.finditer(text), MANY):
        announced = said is not None and said.end() <= match.start()
        if not any(match.start("low") < end <= match.end("high") for end in ends) and _is_interval(
            text, match, announced=announced
        ):
            made = _interval(text, match, match.start("low"), _level(match) or level, credible)
            if made and made.estimate is not None:
                yield made


def _is_interval(text: str, match: re.Match[str], *, announced: bool) -> bool:
    """Whether two ends in brackets are an interval: announced before, named by the estimate, or with a sign."""
    left = text[max(0, match.start() - 60) : match.start()]
    if announced:
        return not _OTHER.search(left)
    signed = match["low"][0] in "-−–" and match.end() - match.start() > 8
    return bool(signed or _NAMED.search(left)) and not _OTHER_RANGE.search(text)


def _level(match: re.Match[str]) -> Decimal | None:
    printed = match["level"] or (match.groupdict().get("level2"))
    value = Decimal(printed.replace("·", ".")) if printed else None
    return value if value is not None and 50 <= value < 100 else None


def _interval(text: str, match: re.Match[str], start: int, level: Decimal | None, credible: bool) -> Interval | None:
    if _INDEX.match(text, match.end("high")):
        return None  # the cardiac index
    low = number_of(match["low"])
    high = number_of(match["high"]) if re.search(r"\d", match["high"]) else None
    if high is not None and high < 0 <= low and match["high"][0] in "-–−":
        high = -high  # "0.4--0.8"
    if high is not None and high < low:
        if low in (90, 95, 99) and re.match(r"\s?%", text[match.end("low") :]):
            return None  # the level, printed where the lower end is looked for
        low, high = high, low
    before = _ESTIMATE.search(text[max(0, start - 60) : start])
    estimate = number_of(before["estimate"]) if before else None
    if match.groupdict().get("estimate"):
        estimate = number_of(match["estimate"])
    fits = estimate is not None and low <= estimate and (high is None or estimate <= high)
    end = match.end("high") + int(text[match.end("high") : match.end("high") + 1] == "%")
    return Interval(start, end, low, high, level, credible, estimate if fits else None)
