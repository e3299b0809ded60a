"""When something was measured: "at day 14", "by week 24", "on days 7, 14 and 28". A point in time is no duration."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, after, before
from tracker.claims._gated import Gated
from tracker.claims._numbers import NUMBER, value_of
from tracker.claims._time import UNIT, UNIT_DAYS, unit_named, whole_days
from tracker.records import Claim

_UNIT_FIRST = Gated(
    rf"\b(?P<unit>days?|weeks?|wks?|months?|years?|hours?)[\s-](?P<list>{NUMBER}(?:(?:,\s?(?:and\s|or\s)?|"
    rf"\s(?:and|or|to|through)\s|\s?[&/]\s?){NUMBER}){{0,8}})"
    r"(?![\d%]|\.\d|\s?(?:mg|kg|mL|times|patients|people|participants))",
    re.IGNORECASE,
)
_NUMBER_FIRST = Gated(
    rf"\b(?P<prep>at|by|after|until|through|within|around|on)\s(?:the\s|about\s|approximately\s|their\s|"
    rf"a\s)?(?P<list>{NUMBER}(?:(?:,\s?(?:and\s|or\s)?|\s(?:and|or)\s){NUMBER}){{0,6}})[\s-](?P<unit>{UNIT})\b",
    re.IGNORECASE,
)
_MORE_NUMBERS = Gated(rf"{NUMBER}", re.IGNORECASE)
_LATER = Gated(
    rf"(?<![\w.-])(?P<list>{NUMBER}|a|an)[\s-](?P<unit>weeks?|months?|years?|days?)\s(?P<how>later|after (?:the "
    rf")?(?:treatment|surgery|randomi[sz]ation|infusion|injection|starting|enrol+ment|baseline|dos\w+|"
    rf"vaccination|intervention|therapy|discharge|birth))\b",
    re.IGNORECASE,
)
_ADJECTIVE = Gated(
    rf"\b(?:at|by|the|its|main|primary|their)\s(?:(?:the|main|primary|"
    rf"final)\s)*(?P<list>{NUMBER})[\s-](?P<unit>days?|weeks?|months?|years?)\s(?:follow-?up(?:\s(?:visit|"
    rf"assessment|point|mark))?|mark|time\s?points?|visit|assessment|end\s?point|goal|check-?up|outcome|scan)\b",
    re.IGNORECASE,
)
_NO_LEFT = Gated(
    r"\b(?:age|aged|older than|younger than|between|from|for|every|up to|last|past|of|cycle|phase|since|ago|"
    r"started (?:on|at)|pregnan\w+|gestation\w*|first|per|each|up at|wake|times a|times per|days a|hours per|"
    r"until|every (?:other)?)\s(?:the\s)?$",
    re.IGNORECASE,
)
_NO_RIGHT = Gated(
    r"^(?:\s(?:of\s(?:age|life|pregnancy|gestation|treatment (?:with|per)|each|every|a\s\d)|old\b|ago\b|"
    r"earlier\b|gestation\w*|pregnan\w+|per\b|a (?:day|week)|of each|of every|cycles?\b|before\b|prior\b|"
    r"apart\b|intervals?\b|"
    r"previously\b|’|'|per (?:day|week|month)|postpartum depression)|-old\b|[\s-]of[\s-]age|[’'])",
    re.IGNORECASE,
)
_NOT_AT = Gated(r"\b(?:at least|at most|by about|by an average of|by a mean of)\s", re.IGNORECASE)
_GIVEN_ON = Gated(
    r"\b(?:mg|mg/m2|mg/kg|doses?|infusions?|injections?|administered|given|vaccinated|receiv\w+|dosed|bolus|iv|"
    r"i\.v\.|orally)\b[^.;]{0,60}\b(?:on|at)?\s?$",
    re.IGNORECASE,
)
_OF_CYCLE = Gated(r"^\s(?:of|to)\s\w+\s(?:cycle|-day|-week)|^[^.;,]{0,30}\b(?:cycles?|every \d)", re.IGNORECASE)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the points in time at which something was measured or had happened, each as a claim of its own."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for pattern in (_ADJECTIVE, _UNIT_FIRST, _NUMBER_FIRST, _LATER):
        for match in islice(pattern.finditer(text), MANY):
            if any(match.start() < end and start < match.end() for start, end in taken) or not _is_point(
                text, match, pattern
            ):
                continue
            taken.append(match.span())
            yield from _points(match)


def _is_point(text: str, match: re.Match[str], pattern: Gated) -> bool:
    left = before(text, match.start())
    if _NO_RIGHT.match(after(text, match.end())) or _NO_LEFT.search(left) or _NOT_AT.match(match.group()):
        return False
    if pattern is _UNIT_FIRST:
        return _named(text, match, left)
    if pattern is _NUMBER_FIRST:
        if match["prep"].lower() in {"within", "around", "on", "until", "through"} and not re.search(
            r"\b(?:measured|assessed|evaluated|died|deaths?|mortality|survival|relapse\w*|remission|seen|until)\b",
            text,
            re.IGNORECASE,
        ):
            return False
        return match["prep"].lower() != "by" or not re.search(
            r"\b(?:reduc\w+|increas\w+|shorten\w*|extend\w*|prolong\w*|cut|delay\w*|improv\w+|lengthen\w*|rose|"
            r"fell|exceed\w*|longer|shorter)\b[^.;]{0,40}$",
            left,
        )
    return True


def _named(text: str, match: re.Match[str], left: str) -> bool:
    """Whether "day 14" is a time of measuring, not a day of treatment, a calendar year or a school year."""
    if (
        re.fullmatch(r"(?:19|20)\d\d", match["list"])
        or _GIVEN_ON.search(left)
        or _OF_CYCLE.match(after(text, match.end()))
    ):
        return False
    if match["unit"].lower().startswith("year"):
        return not re.search(r"\b(?:this|last|next|each|per|a|the|school|final)\s$", left)
    return not (match["unit"].lower().startswith("day") and re.search(r"\b(?:to|through)\b", match["list"]))


def _apart(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """The numbers of "two and four", which is printed like one number and is none."""
    if value_of(match.group()) is not None or " and " not in match.group():
        yield match.start(), match.end(), match.group()
        return
    for one in re.finditer(r"(?:^|\sand\s)(?P<n>(?:(?!\sand\s).)+)", match.group()):
        yield match.start() + one.start("n"), match.start() + one.end("n"), one["n"]


def _points(match: re.Match[str]) -> Iterator[Found]:
    unit = unit_named(match["unit"])
    offset = match.start("list")
    numbers = [n for m in _MORE_NUMBERS.finditer(match["list"]) for n in _apart(m)]
    printed = [(start + offset, end + offset, raw) for start, end, raw in numbers] or [(offset, match.end("list"), "1")]
    for n, (start, end, raw) in enumerate(printed):
        value = value_of(raw)
        if value is None or not 0 < value * UNIT_DAYS[unit] < 20_000:
            continue
        days = value * UNIT_DAYS[unit]
        days = days if days == days.to_integral_value() else round(days, 4)
        opened = match.start("unit") if n == 0 and match.start("unit") < offset else start
        closed = (
            match.end()
            if len(printed) == 1
            else match.end("unit")
            if n == len(printed) - 1 and match.start("unit") > offset
            else end
        )
        yield Found(
            opened, max(closed, end), whole_days(days), number=days, low=days, high=days, unit=unit, confidence=0.85
        )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two points in time in days: a day up to weeks, three days from months, a week from years on."""
    if a.number is None or b.number is None:
        return Agreement("not_comparable", "a point in time is not known")
    if a.number == b.number:
        return Agreement("agree", f"both day {a.value}")
    coarse = {a.unit, b.unit}
    tolerance = Decimal(7) if "years" in coarse else Decimal(3) if "months" in coarse else Decimal(1)
    if abs(a.number - b.number) <= tolerance:
        return Agreement("rounding", f"'{a.raw}' and '{b.raw}' are the same time")
    return Agreement("not_comparable", f"day {a.value} and day {b.value} are two points in time")


EXAMPLES = (
    Example("Pain was measured at week 12.", [84]),
    Example("Participants were assessed on days 3, 10 and 21.", [3, 10, 21]),
    Example("By day 28 most had recovered.", [28]),
    Example("Scores were better at six months.", [183]),
    Example("After two weeks, half of them slept better.", [14]),
    Example("Vision was tested at 4, 8 and 12 weeks.", [28, 56, 84]),
    Example("Sleep was better after one, two and four weeks.", [7, 14, 28]),
    Example("The itch had eased at two and six months.", [61, 183]),
    Example("After one hundred and four weeks half had relapsed.", [728]),
    Example("The effect had gone one year after treatment.", [365]),
    Example("The gel failed at its 10-day goal.", [10]),
    Example("The trial lasted 12 weeks."),
    Example("Children were aged 6 months."),
    Example("Treatment cut the hospital stay by two days."),
    Example("They took 40 mg for four weeks."),
    Example("A 10-week programme of exercise was tested."),
    Example("Babies born at 28 weeks of gestation were studied."),
    Example("Drug A 75 mg/m2 was given on day 1 of a 21-day cycle."),
    Example("At least two days passed."),
)

TYPE = ClaimType(
    name="timepoint",
    description="Point in time at which an outcome was measured, in days after the start; lists give one claim each.",
    value=int | float,
    agreement="The same day, within a day (weeks), three days (months) or a week (years) is rounding; other "
    "points are not comparable.",
    compare=compare,
    unit="days; `unit` holds the printed unit",
    numeric=True,
    cues=(
        r"(?:day|week|month|hour)s?[\s-]\d",
        r"(?:day|week|month)s?[\s-](?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b",
        r"\b(?:at|by|after|within|around|on) (?:[a-z]+ )?[a-z0-9 ,-]{1,30}[\s-](?:days?|weeks?|months?|years?|"
        r"hours?)\b",
        r"(?:weeks?|months?|years?|days?)[\s-](?:later|after|follow|mark|goal|end)",
    ),
    find=find,
    examples=EXAMPLES,
)
