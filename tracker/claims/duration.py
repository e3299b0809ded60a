"""How long a trial, its treatment or its follow-up lasts."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, field_claim, plain
from tracker.claims._described import described
from tracker.claims._duration_words import (
    AFTER_A,
    ASSIGNED_FOR,
    AT_LEAST,
    DAILY,
    ELIGIBLE,
    FOLLOW_LEFT,
    FOLLOW_RIGHT,
    FREE,
    HAD_AT_LEAST,
    IN_BRACKETS,
    LISTED,
    LONG_SINCE,
    MEASURED,
    NOT_LEFT,
    NOT_RIGHT,
    OF_TREATMENT,
    OVER,
    OWNED,
    PART_RIGHT,
    PEOPLE_FOR,
    PERIOD_RIGHT,
    PRICE,
    RUN_IN,
    RUN_IN_LEFT,
    SURVIVED,
    TOTAL_LEFT,
    TOTAL_RIGHT,
    TREAT_LEFT,
    TREAT_RIGHT,
)
from tracker.claims._time import Length, lengths, whole_days
from tracker.records import Claim, Field


def _kind(text: str, one: Length) -> tuple[str, float] | None:
    left = text[max(0, one.start - 230) : one.start]
    right = text[one.end : one.end + 110]
    hedged_left = re.sub(r"(?:average |median |mean )?of (?:about )?$", "of ", left)
    if FOLLOW_LEFT.search(hedged_left):
        return "follow_up", 0.95
    if FREE.match(right):
        return None
    if (RUN_IN.match(right) or RUN_IN_LEFT.search(left)) and not re.match("minutes|hours", one.unit):
        return "run_in", 0.85
    owned = OWNED.match(right)
    if owned:
        return ("follow_up" if "follow" in owned.group().lower() else "treatment"), 0.9
    if NOT_RIGHT.match(right):
        return None
    if FOLLOW_RIGHT.match(right):
        return "follow_up", 0.95
    if PRICE.search(right):
        return None
    if one.unit == "minutes" or (one.unit == "hours" and DAILY.search(left)):
        return None
    if one.unit in {"days", "hours"} and re.fullmatch(r"an?\s\w+", text[one.start : one.end], re.IGNORECASE):
        return None
    if OF_TREATMENT.match(right) and not LISTED.search(left):
        return "treatment", 0.9
    if PART_RIGHT.match(right):
        return "treatment", 0.8
    if IN_BRACKETS.search(left) and one.unit != "hours":
        return "total", 0.8
    if "." in text[one.start : one.end] and SURVIVED.search(left):
        return None
    if PERIOD_RIGHT.match(right) and AFTER_A.search(left):
        return "treatment", 0.85
    if (
        NOT_LEFT.search(left)
        or ELIGIBLE.search(left)
        or LONG_SINCE.search(left)
        or HAD_AT_LEAST.search(text[max(0, one.start - 80) : one.end])
    ):
        return None
    if TREAT_RIGHT.match(right) or TREAT_LEFT.search(left):
        return ("treatment", 0.9) if not re.match(r"^[\s-]of\b", right) or TREAT_RIGHT.match(right) else None
    if one.unit == "hours" and not re.match(r"[\s-]+(?:trial|study)", right):
        return None
    assigned = ASSIGNED_FOR.search(left)
    if assigned and (assigned["sure"] or not AT_LEAST.match(text[one.start : one.end])):
        return "treatment", 0.85
    if TOTAL_RIGHT.match(right) and not re.match(r"^\s(?:of|in|for)\s", right):
        return "total", 0.9
    if TOTAL_LEFT.search(left) or PEOPLE_FOR.search(left):
        return "total", 0.8
    if OVER.search(left) and MEASURED.search(text):
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
    """Read a registry's length of time ("4 weeks"); raises ValueError when there is none in it.

    Of the description of an arm (kind `described`) the lengths of treatment are read, if it gives any.
    """
    if field.kind == "described":
        yield from described(field, "duration", ("treatment",))
        return
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
    if a.kind != b.kind and "run_in" in (a.kind, b.kind):
        return Agreement("not_comparable", "one is the run-in, the other is not")
    if {a.kind, b.kind} == {"treatment", "follow_up"}:
        return Agreement("not_comparable", "one is the treatment, the other the follow-up")
    if a.unit != b.unit and gap <= WINDOW * max(a.number, b.number):
        return Agreement("rounding", f"{printed} differ by {plain(round(gap, 1))} days, less than a tenth")
    return Agreement("differ", f"{printed} differ by {plain(round(gap, 1))} days")


def _words(claim: Claim) -> str:
    return f"'{claim.raw}' ({plain(round(claim.number or Decimal(0), 1))} days)"


EXAMPLES = (
    Example("Treatment continued for 14 weeks.", [98], ["treatment"]),
    Example("The treatment period was 14 weeks.", [98], ["treatment"]),
    Example("After a 14-week treatment course, pain was measured.", [98], ["treatment"]),
    Example("The treatment phase lasted 14 weeks.", [98], ["treatment"]),
    Example("Patients stayed on the tablets for 14 weeks.", [98], ["treatment"]),
    Example("Patients received 20 mg daily, for a total duration of 2 years.", [730], ["treatment"]),
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
    description="Length of the treatment, the follow-up, the run-in or the whole trial; points in time (day 28), "
    "washout and what was required before are none.",
    value=int | float,
    agreement="The same days within a tolerance by unit (days, weeks: 1; months: 3; years: 7); in different "
    "units up to a "
    "tenth is rounding; treatment and follow-up are not comparable unless equal.",
    compare=compare,
    unit="days; `unit` holds the printed unit",
    numeric=True,
    kinds=("treatment", "follow_up", "total", "run_in"),
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
