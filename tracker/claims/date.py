"""Dates of a trial or of what is written about it, by what happened on them."""

import re
from collections.abc import Iterator

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._dates import DATE, iso, parse, read_match
from tracker.claims._gated import Gated
from tracker.records import Claim, Field, PartialDate

_LABELS = tuple(
    (
        kind,
        Gated(
            source + r"(?:\s(?:date|on|was|is|in|time|online|of))*\s?(?:\((?:actual|estimated|planned)\))?\s?[:=]?\s?$",
            re.IGNORECASE,
        ),
    )
    for kind, source in (
        ("first_seen", r"\bfirst seen"),
        ("last_updated", r"\b(?:last(?:ly)? (?:updated|modified|edited|changed|update(?: posted)?)|updated)"),
        (
            "first_posted",
            r"\b(?:first posted|first submitted|date of registration|registration date|registered|prospectively "
            r"registered|date registered)",
        ),
        ("results_posted", r"\b(?:results (?:first )?posted)"),
        ("primary_completion", r"\bprimary completion"),
        (
            "completion",
            r"\b(?:(?:study|trial|overall|estimated|actual) (?:completion|end)|completion date|end date|overall end)",
        ),
        (
            "start",
            r"\b(?:(?:study|trial|recruitment|overall|estimated|actual) start|start date|date of first "
            r"enrol+ment|first enrol+ment|recruitment (?:began|started|opened)|(?:trial|study) (?:began|started|"
            r"opened))",
        ),
        (
            "published",
            r"\b(?:first published|published(?: online)?(?: first)?|publication date|date published|posted|"
            r"release date)",
        ),
    )
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find dates that carry a label ("First seen Jun 26, 2026"); a bare date says nothing."""
    text = sentence.text
    for match in DATE.finditer(text):
        left = text[max(0, match.start() - 60) : match.start()]
        kind = next((kind for kind, pattern in _LABELS if pattern.search(left)), None)
        if kind is None:
            continue
        try:
            when = read_match(match)
        except ValueError:
            continue
        yield Found(
            match.start(),
            match.end(),
            iso(when),
            unit=when.precision,
            date_low=when.low,
            date_high=when.high,
            kind=kind,
            confidence=0.7 if when.precision == "year" else 0.9,
            qualifiers=_readings(when),
        )


def _readings(when: PartialDate) -> dict[str, list[str]]:
    if when.precision != "day" or when.low == when.high:
        return {}
    return {"readings": [when.low.isoformat(), when.high.isoformat()]}


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's date (any precision); raises ValueError when it is none."""
    when = parse(field.raw)
    yield field_claim(
        field,
        iso(when),
        unit=when.precision,
        date_low=when.low,
        date_high=when.high,
        qualifiers={**field.qualifiers, **_readings(when)},
    )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two dates of one kind as spans of days: overlapping spans can be the same day."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two dates")
    if a.date_low is None or b.date_low is None or a.date_high is None or b.date_high is None:
        return Agreement("not_comparable", "a date is not known")
    if (a.date_low, a.date_high) == (b.date_low, b.date_high):
        return Agreement("agree", f"both {a.value}")
    if a.date_low <= b.date_high and b.date_low <= a.date_high:
        return Agreement("rounding", f"{a.value} and {b.value} can be the same day")
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example(
        "First seen Mar 3, 2031 · Last updated Mar 4, 2031",
        ["2031-03-03", "2031-03-04"],
        ["first_seen", "last_updated"],
    ),
    Example("Study start: 2031-05", ["2031-05"], ["start"]),
    Example("Primary completion date (estimated): December 2032", ["2032-12"], ["primary_completion"]),
    Example("Published online 7 April 2031 in a journal.", ["2031-04-07"], ["published"]),
    Example("Last updated: 05/06/2031", ["2031-05-06/2031-06-05"], ["last_updated"]),
    Example("Registered on 25/06/2031.", ["2031-06-25"], ["first_posted"]),
    Example("End date: 01.02.2033", ["2033-02-01"], ["completion"]),
    Example("In May 2031 the town had a flood."),
    Example("He was born on 3 March 1980."),
    Example("Between 2001 and 2005, 300 people were seen."),
    Example("Updated on 31/31/2031."),
    Example("The start was slow."),
    Example("The number is 2031-123456-11."),
    Example(field=Field(type="date", raw="2031-06", path="$.d", kind="start"), values=["2031-06"], kinds=["start"]),
    Example(field=Field(type="date", raw="2031-06-09T00:00:00.000Z", path="$.d", kind="start"), values=["2031-06-09"]),
)

TYPE = ClaimType(
    name="date",
    description="A date of the trial, its registration or the page; date_low..date_high are the days it can "
    "mean. Qualifier "
    "`readings`: both readings of an ambiguous 05/06/2031.",
    value=str,
    agreement="The same span of days; overlapping spans are rounding; different kinds are not comparable.",
    compare=compare,
    unit="precision: day, month, year",
    kinds=(
        "start",
        "primary_completion",
        "completion",
        "first_posted",
        "last_updated",
        "results_posted",
        "first_seen",
        "published",
    ),
    cues=(
        r"seen\s.{0,20}\d{4}",
        r"updated?\b.{0,40}\d{4}",
        r"modified.{0,30}\d{4}",
        r"edited.{0,30}\d{4}",
        r"changed.{0,20}\d{4}",
        r"posted.{0,30}\d{4}",
        r"publi(?:shed|cation).{0,50}\d{4}",
        r"regist(?:ered|ration).{0,40}\d{4}",
        r"completion.{0,40}\d{4}",
        r"start(?:ed|\b).{0,40}\d{4}",
        r"end\b.{0,30}\d{4}",
        r"enrol+ment.{0,40}\d{4}",
        r"began.{0,30}\d{4}",
        r"opened.{0,30}\d{4}",
        r"release date.{0,20}\d{4}",
        r"submitted.{0,30}\d{4}",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
