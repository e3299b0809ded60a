"""Outcome phrases: what is measured, with which instrument, how it is summarised, and when.

The parts are those of an outcome in CONSORT 2025 item 14 and SPIRIT 2025 item 16: domain, instrument (measurement
variable), metric, method of aggregation, time point.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from tracker.claims._gated import Gated
from tracker.claims._instruments import domain_of, instruments_in, stems, without_instruments
from tracker.claims._numbers import NUMBER
from tracker.claims._outcome_times import one_point, points
from tracker.claims._time import UNIT


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
