"""Outcome phrases: what is measured, with which instrument, how it is summarised, and when.

The parts are those of an outcome in CONSORT 2025 item 14 and SPIRIT 2025 item 16: domain, instrument (measurement
variable), metric, method of aggregation, time point.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from tracker.claims._base import Agreement, plain
from tracker.claims._gated import Gated
from tracker.claims._instruments import (
    concepts_in,
    domain_of,
    instrument_lexicon,
    instruments_in,
    parts_in,
    stems,
    unified,
    without_instruments,
)
from tracker.claims._numbers import NUMBER, value_of
from tracker.claims._time import UNIT, UNIT_DAYS, unit_named
from tracker.records import Claim


class Outcome(BaseModel):
    """The parts of an outcome that are named; None: not said."""

    model_config = ConfigDict(frozen=True)

    domain: str | None = None
    instrument: str | None = None
    metric: str | None = None
    aggregation: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """An outcome phrase taken apart: its parts, its time point in days, and every instrument it names."""

    outcome: Outcome
    days: Decimal | None
    instruments: tuple[str, ...]


def _two_parts(one: str, two: str) -> str | None:
    """The two parts of one domain that two phrases name when they share none, in words."""
    parts = [parts_in(unified(phrase)) for phrase in (one, two)]
    if parts[0] & parts[1]:
        return None
    for domain, name in sorted(parts[0]):
        for other in sorted(part for within, part in parts[1] if within == domain):
            return f"{name} and {other} are two parts of {domain}"
    return None


_POINT = Gated(
    rf"\b(?P<unit1>{UNIT})\s?(?P<n1>{NUMBER})|(?<![\w.])(?P<n2>{NUMBER})(?:[\s-]{{0,2}})(?P<unit2>{UNIT})\b",
    re.IGNORECASE,
)


def points(text: str) -> list[Decimal]:
    """Every time point or length in `text` in days, in order, without repeats."""
    found: dict[Decimal, None] = {}
    for match in _POINT.finditer(text):
        value = value_of(match["n1"] or match["n2"])
        if value is not None:
            found[value * UNIT_DAYS[unit_named(match["unit1"] or match["unit2"])]] = None
    return list(found)


_POINT_RANGE = Gated(rf"\b(?P<unit>{UNIT})\s\d+\s?(?:to|through|-|–)\s?(?P<last>\d+)", re.IGNORECASE)
_POINT_LIST = Gated(rf"\b(?:{UNIT})\s\d+(?:,\s?(?:and\s)?\d|\s(?:and|or)\s\d)", re.IGNORECASE)


def one_point(text: str) -> Decimal | None:
    """The time point that `text` states, in days: the only one, or the end of "day 0 to day 60"; else None.

    "Weeks 1 to 12" ends at week 12; a list of points ("weeks 4, 8 and 12") is none.
    """
    if _POINT_LIST.search(text):
        return None
    found = points(_POINT_RANGE.sub(r"\g<unit> \g<last>", text))
    if len(found) == 1:
        return found[0]
    if len(found) == 2 and (min(found) <= 1 or re.search(r"\bfrom\b[^;]*\bto\b|\d\s?(?:to|-|–)\s", text)):
        return max(found)
    return None


MEASURED = Gated(
    r",?\s\(?(?:as\s|and\s)?(?:\w+ly\s)?(?:assessed|measured|evaluated|determined|quantified|defined|rated|scored|"
    r"indicated|captured|"
    r"judged|expressed|reported)\s(?:by|with|using|on|in|at|as|via|through|from|according)\b|,?\s(?:according to|"
    r"using|based on|per)\s",
    re.IGNORECASE,
)
_WHEN = Gated(
    r",?\s?\b(?:at|by|from|after|over|within|through|until|during|in|for|to|between|up to|on)\s(?:the\s|a\s|"
    r"an\s)?(?:end of\s|course of\s|"
    rf"first\s|period of\s|baseline\s?(?:to|and|through)?\s?)*(?:(?:{UNIT})\s?(?:{NUMBER})|"
    rf"(?:{NUMBER})[\s-]?{UNIT})\b(?:\s(?:of|after|from|post)\s[\w-]+)?"
    rf"|^(?:{NUMBER})[\s-]?{UNIT}\s|\b(?:{UNIT})\s?(?:{NUMBER})\b|\b(?:{NUMBER})[\s-]?{UNIT}\b",
    re.IGNORECASE,
)
_METRICS = (
    ("percent_change", r"\bpercent(?:age)?\s(?:change|reduction|improvement)|\brelative (?:change|reduction)"),
    (
        "change",
        r"\bchang(?:e|es|ed|ing)\b|\b(?:reduction|improvement|decrease|increase|decline|drop|fall|rise)s?\b|"
        r"^to (?:reduce|improve|lower|ease|relieve|increase|raise|cut|decrease)\b",
    ),
    ("time_to_event", r"\btime (?:to|until|from)\b|\bsurvival\b(?! rate)"),
    ("event", r"\b(?:incidence|occurrence|proportion|percentage|number|rate|frequency|risk)s?\b(?: of)?"),
)
_AGGREGATIONS = (
    ("mean", r"\b(?:mean|average)\b"),
    ("median", r"\bmedian\b"),
    ("proportion", r"\b(?:proportion|percentage|percent of|share)\b"),
    ("rate", r"\b(?:rate|incidence)s?\b"),
    ("count", r"\bnumber of\b"),
)
_LEAD = Gated(
    r"^(?:(?:the|a|an|any|to|of|in|on|for|from|at|least square|least squares|absolute|relative|mean|median|average|"
    r"reduce|improve|lower|ease|relieve|alleviate|prevent|cut|decrease|increase|raise|slow|delay|boost|lessen|treat|"
    r"reducing|improving|lowering|preventing|percent|percentage|changes?|reductions?|improvements?|decreases?|"
    r"increases?|declines?|"
    r"drops?|differences?|proportion|number|incidence|occurrence|frequency|rates?|baseline|score|scores|values?|"
    r"levels?|scale|"
    r"between groups|between the (?:two )?groups|between arms|participants?|patients?|people|with|who|achieving|"
    r"having|and)\s+)+",
    re.IGNORECASE,
)
_TAIL = Gated(
    r"(?:[\s,;:]+(?:scores?|scale|total|scored|from|to|baseline|at|by|in|on|of|the|and|using|rates?|levels?|value|"
    r"values|ratings?|or|over|time))+[\s,;:.]*$",
    re.IGNORECASE,
)


def read(phrase: str, time_frame: str = "", description: str = "") -> Read:
    """Take an outcome phrase apart; `time_frame` and `description` are what a registry says beside it."""
    named = list(instruments_in(phrase))
    instruments = tuple(dict.fromkeys(name for _, _, name in named))
    if not instruments and description:
        instruments = tuple(dict.fromkeys(name for _, _, name in instruments_in(description)))[:1]
    text = " ".join(phrase.split())
    metric = next((name for name, source in _METRICS if re.search(source, text, re.IGNORECASE)), None)
    aggregation = next((name for name, source in _AGGREGATIONS if re.search(source, text, re.IGNORECASE)), None)
    domain = _domain(text)
    if instruments and not stems(domain):
        domain = domain_of(instruments[0])
    outcome = Outcome(
        domain=domain or None,
        instrument=instruments[0] if instruments else None,
        metric=metric,
        aggregation=aggregation,
    )
    timed = without_instruments(text)
    return Read(outcome, one_point(timed) if points(timed) else one_point(time_frame), instruments)


def _domain(text: str) -> str:
    what = MEASURED.split(text)[0]
    what = without_instruments(what)
    what = re.sub(r"\([^()]*\)|\[[^\]]*\]", " ", what)
    what = " ".join(_WHEN.sub(" ", what).split()).strip(" ,;:.()-–")
    before = None
    while before != what:
        before = what
        what = _TAIL.sub("", _LEAD.sub("", what + " ").strip()).strip(" ,;:.()-–")
    return re.sub(r"(\w), or (\w+), ", r"\1 or \2 ", what)


TOLERANCE = Decimal("0.1")
"""Share by which two time points may differ and still be one (24 weeks, six months; 12 months, 52 weeks)."""


def same_time(a: Decimal, b: Decimal) -> bool:
    """Whether two time points in days are one: a day apart, or a tenth."""
    return abs(a - b) <= max(Decimal(1), TOLERANCE * max(a, b))


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two outcomes: instrument, then the words of the domain, then the time point.

    Different words are a difference only where both sides name known, different domains, or where one names only a
    part of the other's domain (somatic symptoms, total score); else they are not comparable.
    """
    if "negated" in (a.status, b.status):
        return Agreement("not_comparable", "one source says what the outcome was not")
    names = f"'{a.raw}' and '{b.raw}'"
    verdict = _same_measure(a, b)
    if verdict is None:
        return Agreement("not_comparable", f"{names}: other words; whether they mean the same is not decided here")
    if verdict:
        return Agreement("differ", f"{names}: {verdict}")
    if (
        a.timepoint_days is not None
        and b.timepoint_days is not None
        and not same_time(a.timepoint_days, b.timepoint_days)
    ):
        days = f"{plain(round(a.timepoint_days, 1))} and {plain(round(b.timepoint_days, 1))} days"
        return Agreement("differ", f"{names}: the same outcome at other times ({days})")
    return Agreement("agree", f"{names} are the same outcome")


def _same_measure(a: Claim, b: Claim) -> str | None:
    """Empty when both measure the same, a reason when they do not, None when it cannot be said."""
    tools = [set(c.qualifiers.get("instruments") or filter(None, [(c.value or {}).get("instrument")])) for c in (a, b)]
    if all(tools):
        if tools[0] & tools[1]:
            return ""
        one, two = sorted(tools[0])[0], sorted(tools[1])[0]
        return f"{one} and {two} are two instruments" if not _generic_scales(tools) else None
    phrases = [
        " ".join([str((c.value or {}).get("domain") or ""), *map(domain_of, sorted(tool))])
        for c, tool in zip((a, b), tools, strict=True)
    ]
    one_stems, two_stems = map(stems, phrases)
    if not one_stems or not two_stems:
        return None
    one_domains, two_domains = map(concepts_in, phrases)
    if (one_domains == two_domains) and (apart := _two_parts(*phrases)):
        return apart
    if not one_stems & two_stems:
        return "two domains" if one_domains and two_domains and not one_domains & two_domains else None
    extra = one_stems ^ two_stems
    narrowed = extra & instrument_lexicon().parts
    if narrowed:
        return f"only one of them is about the part '{sorted(narrowed)[0]}…'"
    if (one_domains ^ two_domains) and not (one_stems <= two_stems or two_stems <= one_stems):
        return None
    return "" if one_stems <= two_stems or two_stems <= one_stems or len(one_stems & two_stems) >= 2 else None


def _generic_scales(tools: list[set[str]]) -> bool:
    """Whether one side names only a general rating scale, which measures whatever it is used for."""
    return any(tool <= {"VAS", "NRS", "CTCAE", "RECIST"} for tool in tools)
