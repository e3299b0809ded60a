"""How long a trial, its treatment or its follow-up lasts."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, field_claim, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE, STUDY
from tracker.claims._time import Length, lengths, whole_days
from tracker.records import Claim, Field

_TREAT = (
    r"(?:treatment|therapy|course|regimen|intervention|infusion|dosing|supplementation|programme|program|"
    r"training|exposure|medication|diet)"
)
_TREATED = (
    r"(?:treated|took|taken|taking|received|receiving|given|got|used|using|infused|injected|supplemented|"
    r"administered|"
    r"assigned|exercised|ate|drank|underwent|wore|applied|chewed|inhaled|swallowed|dosed|medicated|consumed)"
)
_FOLLOW_LEFT = Gated(
    r"(?:follow(?:ed|ing|s)?[\s-]?up(?: (?:period|time|visit))?\s(?:of|was|lasted|lasting|over|for|duration was)|"
    r"(?:followed|monitored|tracked|observed|watched|assessed|evaluated|surveyed)(?:\s[\w,-]+){0,10}?\s(?:for|"
    r"over)(?: up to)?|"
    r"(?:median|mean|average) follow[\s-]?up(?: time| period)?(?: of| was|:)?|follow[\s-]?up:)(?:\s(?:a|an|the|"
    r"up to|another|"
    r"median|mean|average|of|total|period))*\s?$",
    re.IGNORECASE,
)
_FOLLOW_RIGHT = Gated(r"^(?:[\s-](?:of\s)?(?:[\w-]+\s){0,2}?follow(?:ed|ing)?[\s-]?ups?)\b", re.IGNORECASE)
_TREAT_LEFT = Gated(
    rf"\b{_TREATED}\b[^.;:]{{0,70}}?\b(?:for|over|lasting)(?:\s(?:a|the|up to|total|period|of|another))*\s?$|"
    rf"\b{_TREAT}\s(?:(?:period\s)?of|for|lasted|lasting|lasts|was)\s?$|"
    r"\b(?:placebo|saline|sham|usual care|(?:once|twice|three times) (?:a|per) (?:day|week|month)|(?:daily|weekly)|"
    r"every (?:\w+ )?(?:days|weeks|months)|every (?:day|evening|morning|night|week|month))\s(?:tablets?\s|"
    r"pills?\s|injections?\s)?"
    r"for(?:\s(?:up to|a|the))*\s?$",
    re.IGNORECASE,
)
_TREAT_RIGHT = Gated(
    rf"^(?:[\s-](?:of\s)?(?:(?!follow)[\w-]+\s){{0,2}}?{_TREAT}(?:\speriods?|\sphase)?)\b", re.IGNORECASE
)
_PART_RIGHT = Gated(
    r"^[\s-](?:induction|maintenance|consolidation|titration|dosing)\s(?:periods?|phases?|course)\b", re.IGNORECASE
)
_LONG_SINCE = Gated(r"\b(?:has|have) (?:long |already )?(?:been|lived|taken|used|known)\b[^.;]{0,50}$", re.IGNORECASE)
_DAILY = Gated(r"\b(?:a|per|each|every) (?:day|session|night|week)|daily|nightly\b", re.IGNORECASE)
_OF_TREATMENT = Gated(rf"^\s(?:of|on)\s(?:[\w-]+\s){{0,2}}?{_TREAT}\b", re.IGNORECASE)
_HAD_AT_LEAST = Gated(r"\b(?:had|have|having|who)\b[^.;]{0,60}\bat least\s[^.;]{1,25}$", re.IGNORECASE)
_TOTAL_RIGHT = Gated(
    rf"^[\s,-]+(?:long[\s,]+)?(?:(?!(?:follow\w*|old|course|a|an|the|of|in|for|and|or|but|to|after|"
    rf"with)\b)[\w,-]+\s){{0,5}}?(?:{STUDY}|period)\b(?!\sgroups?)",
    re.IGNORECASE,
)
_TOTAL_LEFT = Gated(
    rf"\b(?:{STUDY}|which|that|it)\s(?:has\s|will\s|had\s|is\s)?(?:lasted|lasts?|ran|runs?|continued|spanned|"
    rf"lasting|running)"
    rf"(?:\s(?:for|over|about|a|total|of))*\s?$|\b(?:over|during|throughout)\sthe\s(?:course of the\s)?$|"
    rf"\b{STUDY}\b[^.;]{{0,90}}?\b(?:lasting|that lasted|which lasted|running for)(?:\s(?:a|total|of|about))*\s?$|"
    r"\b(?:trial|study|experiment|project|programme)\b(?:(?!\b(?:that|who|which|found|suggest\w*|"
    r"showed)\b)[^.;,]){0,60}\b(?:for|over)"
    r"(?:\s(?:a|the|up to|period|of))*\s?$",
    re.IGNORECASE,
)
_PEOPLE_FOR = Gated(
    rf"\b(?:involved|tracked|studied|followed)\s[^.;,]{{1,25}}\s{PEOPLE}(?:\s(?:aged|between|ages?|and|to|over|"
    rf"under|\d+))*"
    r"\sfor(?:\s(?:about|up to|nearly))*\s?$",
    re.IGNORECASE,
)
_OVER = Gated(r"\bover(?:\s(?:a|the|course of|period of|period|next|first))*\s?$", re.IGNORECASE)
_MEASURED = Gated(
    r"\b(?:participants?|patients?|randomi[sz]ed|assessed|study|trial|weeks?|symptoms|improve\w*|measured)\b",
    re.IGNORECASE,
)
_NOT_LEFT = Gated(
    r"(?:\b(?:aged?|ages|past|last|previous|every|each|per|recent|within|since|next|coming|after|before|at|by|"
    r"until|from|"
    r"prior|than|first|another|once in|for the (?:past|last)|wash-?out(?: period)?(?: of)?|run-in(?: of)?|history of|"
    r"symptoms for|depression for|failed|market for|older than|younger than|experience(?:d)?|live|survived?|"
    r"symptoms? (?:lasting|of)|diagnosed|life|under|over age|reported|twice|times in|times over)\s(?:at least\s|"
    r"about\s|the\s|a\s|more than\s|up to\s)*|[<>≥≤$(]\s?)$",
    re.IGNORECASE,
)
_NOT_RIGHT = Gated(
    r"^(?:[\s-](?:old|olds|ago|earlier|later|prior|before|after|of age|apart|younger|older|or older|or more|or "
    r"longer|survival|post|"
    r"from|since|in (?:prison|advance)|early|rates?|mortality|history|wash|washout|wash-out|run-in|experience|"
    r"life|risk|supply|"
    r"data|gap|delay|difference|half-life|head start|anniversary|preceding|leading up|of data|period (?:after|"
    r"before|following|of)|veteran|career|interval|intervals|mark)\b|\s?/|\s?-\s?old|['’])",
    re.IGNORECASE,
)
_ELIGIBLE = Gated(
    r"\b(?:eligible|eligibility|inclusion|exclusion|criteria|must have|who had (?:taken|been|failed|not "
    r"responded)|had had|"
    r"poor(?:ly)? respon\w+|inadequate response|history of|duration of (?:illness|disease)|diagnos\w+ (?:for|within)|"
    r"for at least|half-life|shelf life)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


_PRICE = Gated(r"^\s(?:of (?:[\w-]+\s)?)?[^.;:]{0,30}?\bcosts?\b", re.IGNORECASE)


def _kind(text: str, one: Length) -> tuple[str, float] | None:
    left = text[max(0, one.start - 110) : one.start]
    right = text[one.end : one.end + 70]
    hedged_left = re.sub(r"(?:average |median |mean )?of (?:about )?$", "of ", left)
    if _FOLLOW_LEFT.search(hedged_left):
        return "follow_up", 0.95
    if _NOT_RIGHT.match(right):
        return None
    if _FOLLOW_RIGHT.match(right):
        return "follow_up", 0.95
    if _PRICE.search(right):
        return None
    if one.unit == "minutes" or (one.unit == "hours" and _DAILY.search(left)):
        return None
    if one.unit in {"days", "hours"} and re.fullmatch(r"an?\s\w+", text[one.start : one.end], re.IGNORECASE):
        return None
    if _OF_TREATMENT.match(right):
        return "treatment", 0.9
    if (
        _NOT_LEFT.search(left)
        or _ELIGIBLE.search(left)
        or _LONG_SINCE.search(left)
        or _HAD_AT_LEAST.search(text[max(0, one.start - 80) : one.end])
    ):
        return None
    if _PART_RIGHT.match(right):
        return "treatment", 0.8
    if _TREAT_RIGHT.match(right) or _TREAT_LEFT.search(left):
        return ("treatment", 0.9) if not re.match(r"^[\s-]of\b", right) or _TREAT_RIGHT.match(right) else None
    if one.unit == "hours" and not re.match(r"[\s-]+(?:trial|study)", right):
        return None
    if _TOTAL_RIGHT.match(right) and not re.match(r"^\s(?:of|in|for)\s", right):
        return "total", 0.9
    if _TOTAL_LEFT.search(left) or _PEOPLE_FOR.search(left):
        return "total", 0.8
    if _OVER.search(left) and _MEASURED.search(text):
        return "total", 0.7
    return None


def find(sentence: Sentence) -> Iterator[Found]:
    """Find lengths that are said of a trial, a treatment or a follow-up; points in time, ages and history are none."""
    text = sentence.text
    for one in islice(lengths(text), MANY):
        if not 0 < one.days < 40_000:
            continue
        kind = _kind(text, one)
        if kind is None:
            continue
        yield Found(
            one.start,
            one.end,
            whole_days(one.days),
            number=one.days,
            low=one.low,
            high=one.high,
            unit=one.unit,
            kind=kind[0],
            status="hedged" if one.hedged else None,
            confidence=kind[1] - (0.1 if one.hedged else 0),
        )


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's length of time ("4 weeks"); raises ValueError when there is none in it."""
    one = next(lengths(field.raw), None)
    if one is None:
        raise ValueError("no length of time")
    yield field_claim(field, whole_days(one.days), number=one.days, low=one.low, high=one.high, unit=one.unit)


TOLERANCE = {
    "minutes": Decimal("0.01"),
    "hours": Decimal("0.05"),
    "days": Decimal(1),
    "weeks": Decimal(1),
    "months": Decimal(3),
    "years": Decimal(7),
}
"""Days by which two lengths may differ and still be the same, by the coarser of their units.

28 or 29 days are four weeks (the day of inclusion counts or not); 52 weeks are 12 months; 4 weeks are a month.
"""
WINDOW = Decimal("0.1")
"""Share by which lengths printed in different units may differ and still be one length (24 weeks, six months)."""


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two lengths in days by the table of tolerances; treatment and follow-up are two things."""
    if a.number is None or b.number is None:
        return Agreement("not_comparable", "a length is not known")
    low_a, low_b = (x.low if x.low is not None else Decimal(0) for x in (a, b))
    high_a, high_b = (x.high if x.high is not None else Decimal("Infinity") for x in (a, b))
    gap = max(low_a - high_b, low_b - high_a, Decimal(0))
    order = list(TOLERANCE)
    coarse = max(a.unit or "days", b.unit or "days", key=order.index)
    printed = f"{_words(a)} and {_words(b)}"
    if gap <= TOLERANCE[coarse]:
        return Agreement("agree", f"{printed} are the same length")
    if {a.kind, b.kind} == {"treatment", "follow_up"}:
        return Agreement("not_comparable", "one is the treatment, the other the follow-up")
    if a.unit != b.unit and gap <= WINDOW * max(a.number, b.number):
        return Agreement("rounding", f"{printed} differ by {plain(round(gap, 1))} days, less than a tenth")
    return Agreement("differ", f"{printed} differ by {plain(round(gap, 1))} days")


def _words(claim: Claim) -> str:
    return f"'{claim.raw}' ({plain(round(claim.number or Decimal(0), 1))} days)"


EXAMPLES = (
    Example("In the trial relief began 3 hours post dosing."),
    Example("The steroid was given for the full 21-day induction period of the trial.", [21], ["treatment"]),
    Example("A placebo-controlled trial with two groups, lasting 4 weeks, in adults with gout.", [28], ["total"]),
    Example("Adults were assigned to the gel or placebo for 12 weeks.", [84], ["treatment"]),
    Example("They are dear: a year of treatment can cost as much as a car."),
    Example("The study involved 300 men aged 40 to 60 for three years.", [1096], ["total"]),
    Example("They wore it two days out of every five days for a year.", [365], ["treatment"]),
    Example("The trial involved people who had been ill for three years."),
    Example("They felt sore, lasting 4 weeks in some."),
    Example("The eight-week trial compared two inhalers.", [56], ["total"]),
    Example("Volunteers took the capsules for 12 weeks.", [84], ["treatment"]),
    Example("The design was simple, with a six-month follow-up of everyone.", [183], ["follow_up"]),
    Example("They were assessed over 10 days after a single dose.", [10], ["follow_up"]),
    Example("Patients were followed for a median of 4.2 years.", [1534], ["follow_up"]),
    Example("A 48-hour infusion was given in hospital.", [2], ["treatment"]),
    Example("The trial lasted nearly two years.", [730], ["total"], statuses=["hedged"]),
    Example("After six months of treatment, scores were equal.", [183], ["treatment"]),
    Example("Symptoms were scored on day 28 and at week 12."),
    Example("The women were aged 50 to 75 years."),
    Example("The cream has been on the market for 15 years."),
    Example("For decades doctors have argued; in the past 20 years trials began."),
    Example("All had a washout of two weeks before the first dose."),
    Example("They had taken an antidepressant for at least four weeks."),
    Example("A dose was given every two weeks."),
    Example("A 45-year-old man was treated."),
    Example("Five-year survival was 40 percent."),
    Example(field=Field(type="duration", raw="12 months", path="$.d", kind="follow_up"), values=[365]),
)

TYPE = ClaimType(
    name="duration",
    description="Length of the treatment, the follow-up or the whole trial; points in time (day 28) are none.",
    value=int | float,
    agreement="The same days within a tolerance by unit (days, weeks: 1; months: 3; years: 7); in different "
    "units up to a "
    "tenth is rounding; treatment and follow-up are not comparable unless equal.",
    compare=compare,
    unit="days; `unit` holds the printed unit",
    kinds=("treatment", "follow_up", "total"),
    cues=(
        "week",
        "month",
        "hour",
        "-day",
        " days",
        r"\u00a0days?",
        r"years?\b(?!.old)",
        r"\d\s?(?:yrs?|wks?|hrs?)\b",
        " day ",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
