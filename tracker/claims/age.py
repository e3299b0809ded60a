"""How old the people of a trial are: limits of who could take part, and means, medians and ranges of those who did."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, field_claim, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import NUMBER, decimals_of, value_of
from tracker.claims._time import UNIT_DAYS, unit_named
from tracker.claims._whose import scope_of
from tracker.records import Claim, Field

_N = rf"(?:\d{{1,3}}(?:[.·]\d+)?(?![\d,.]\d)|{NUMBER})"
_UNIT = r"(?:[\s-](?P<unit>years?|yrs?|months?|weeks?|days?))?"
_OLD = r"(?:[\s-](?:old|olds|of age)\b)?"
_TO = r"\s?(?:-|–|—|to|and|through|or)\s?"
_WHO = rf"(?:{PEOPLE}|those|anyone|everyone|group)"
_SOURCES: tuple[tuple[str, str], ...] = (
    (
        "range",
        rf"\b(?:ages?|aged|between (?:the )?ages? of|of ages|age range(?:\s?[:,=]|\sof|\swas)?|ranged in age from|"
        rf"ages? ranged from|from age)\s(?:between\s|from\s|of\s)?(?P<low>{_N}){_UNIT.replace('unit', 'unit0')}"
        rf"{_TO}(?P<high>{_N}){_UNIT}{_OLD}(?!\s?(?:%|percent))",
    ),
    (
        "range",
        rf"(?:\bbetween\s)?(?<![\w.])(?P<low>{_N}){_TO}"
        rf"(?P<high>{_N})[\s-](?P<unit>years?|yrs?|months?)[\s-](?:olds?|of age)\b",
    ),
    ("range", rf"(?<![\w.])(?P<low>\d{{1,2}})-{_TO}(?P<high>\d{{1,3}})-(?P<unit>year|month)-olds?\b"),
    (
        "mean",
        rf"\b(?:mean|average)(?:\s\(?±?\s?SD\)?)?,?\s(?:patient |participant |baseline )?age(?:\s\(?±?\s?SD\)?)?"
        rf"(?:\s(?:of|at|in|for)\s(?:the\s)?(?:[\w-]+\s?){{1,4}}?)??(?:\s(?:of|was|is)|\s?[:=,])?\s(?:about\s|"
        rf"around\s|just over\s)?(?P<one>{_N})",
    ),
    ("mean", rf"\b(?:aged|age)\s(?P<one>{_N})(?:\syears)?,? on average\b"),
    ("mean", rf"\baverag(?:ed|ing)\s(?P<one>{_N})\syears (?:old|of age)\b"),
    ("mean", rf"\bon average,?\s(?:[\w-]+\s){{0,3}}?(?:were|was)\s(?P<one>{_N})\syears old\b"),
    (
        "median",
        rf"\bmedian age(?:\s(?:of|at|in|for)\s(?:the\s)?(?:[\w-]+\s?){{1,4}}?)??(?:\s(?:of|was|is)|"
        rf"\s?[:=,])?\s(?P<one>{_N})",
    ),
    (
        "minimum",
        rf"(?:\b(?:aged|ages?)\s|\b{_WHO}\s(?:who (?:are|"
        rf"were)\s)?)(?:at least\s)?(?P<one>{_N}){_UNIT}{_OLD}\s(?:and|or)\s(?:older|over|above|up)\b",
    ),
    ("minimum", rf"(?<![\w.])(?P<one>{_N})\s(?P<unit>years?)(?: old| of age)?\s(?:and|or)\s(?:older|over|above)\b"),
    (
        "minimum",
        rf"\b(?:aged|age)\s?(?:>|≥|>=|over|above|older than|at least|from)\s?"
        rf"(?P<one>{_N}){_UNIT}{_OLD}(?!\s?(?:-|–|to\s\d))",
    ),
    ("minimum", rf"\bat least\s(?P<one>{_N})\syears (?:old|of age)\b"),
    (
        "minimum",
        rf"\b{_WHO}\s(?:who (?:are|were)\s)?(?:over|older than|above)\s(?:the age of\s|"
        rf"age\s)?(?P<one>{_N})(?:[\s-]years?[\s-](?:old|of age))?"
        rf"(?=\s?(?:[.,;)]|$)|\s(?:with|who|were|was|are|had|have|in|at|and|or|to|took|received|for)\b)",
    ),
    ("minimum", rf"\bover the age of\s(?P<one>{_N})\b"),
    (
        "maximum",
        rf"\b{_WHO}\s(?:who (?:are|were)\s)?(?:under|younger than|below)\s(?:the age of\s|"
        rf"age\s)?(?P<one>{_N})(?:[\s-]years?[\s-](?:old|of age))?"
        rf"(?=\s?(?:[.,;)]|$)|\s(?:with|who|were|was|are|had|have|in|at|and|or|to|took|received|for)\b)",
    ),
    ("maximum", rf"\b(?:under|below) the age of\s(?P<one>{_N})\b"),
    ("maximum", rf"\b(?:aged|age)\s?(?:<|≤|<=|under|below|younger than|up to)\s?(?P<one>{_N}){_UNIT}{_OLD}"),
)
_PATTERNS = tuple((kind, Gated(source, re.IGNORECASE)) for kind, source in _SOURCES)
_NOT_AGE = Gated(
    r"\s?(?:%|percent|per cent|mg|kg|ml|points?|people|patients|participants|times|hours?|minutes?|stud(?:y|"
    r"ies)|trials|"
    r"cent(?:er|re)s|cases|deaths|pounds|dollars|million|thousand)\b|\s?%",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find age limits, ranges, means and medians of groups; the age of one patient or of a drug is none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in islice(pattern.finditer(text), MANY):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if _NOT_AGE.match(text, match.end()):
                continue
            found = _found(sentence, kind, match)
            if found:
                taken.append((match.start(), match.end()))
                yield found


def _found(sentence: Sentence, kind: str, match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    unit = unit_named(groups.get("unit") or groups.get("unit0") or "years")
    printed = [groups[name] for name in ("low", "high", "one") if groups.get(name)]
    years = [_in_years(value_of(one), unit) for one in printed]
    numbers = [one for one in years if one is not None and one <= 110]
    if len(numbers) != len(printed) or (len(numbers) == 2 and numbers[0] >= numbers[1]) or max(numbers) <= 0:
        return None
    half = Decimal(5).scaleb(-decimals_of(printed[0]) - 1) if kind in {"mean", "median"} else Decimal(0)
    one = numbers[0] if len(numbers) == 1 else None
    return Found(
        match.start(),
        match.end(),
        plain(round(one, 3)) if one is not None else [plain(round(number, 3)) for number in numbers],
        number=one,
        low=numbers[0] - half,
        high=numbers[-1] + half,
        unit=unit,
        kind=kind,
        scope=scope_of(sentence, match.start(), match.end())[0],
        confidence=0.85,
    )


def _in_years(number: Decimal | None, unit: str) -> Decimal | None:
    return number if number is None or unit == "years" else number * UNIT_DAYS[unit] / UNIT_DAYS["years"]


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's age limit; null means no limit. Raises ValueError when no age is named."""
    parsed, more = _limit(field.raw)
    yield field_claim(field, parsed, **more)


def _limit(raw: str) -> tuple[Any, dict[str, Any]]:
    match = re.search(r"(\d+(?:\.\d+)?)\s*([a-z]+)?", raw, re.IGNORECASE)
    if match is None:
        if re.fullmatch(
            r"\s*(?:n/?a|none|no (?:age )?limits?|not (?:applicable|specified|stated)|adult|child|senior|all|"
            r".{0,40}years?)\W*",
            raw,
            re.IGNORECASE,
        ):
            return None, {}
        raise ValueError("no age")
    unit = unit_named(match[2]) if match[2] and re.match(r"y|mo|w|d|h|mi", match[2], re.IGNORECASE) else "years"
    number = Decimal(match[1])
    years = number * UNIT_DAYS[unit] / UNIT_DAYS["years"] if unit != "years" else number
    return plain(round(years, 3)), {"number": years, "low": years, "high": years, "unit": unit}


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two ages of one kind: limits and ranges exactly, means and medians within their last printed digit."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two things")
    if a.value == b.value:
        return Agreement("agree", f"both say {a.value}")
    if a.kind in {"mean", "median"} and None not in (a.low, a.high, b.low, b.high):
        low_a, high_a, low_b, high_b = (x or Decimal(0) for x in (a.low, a.high, b.low, b.high))
        if low_a <= high_b and low_b <= high_a:
            return Agreement("rounding", f"{a.value} and {b.value} round to one number")
    return Agreement("differ", f"{a.value} is not {b.value}")


TYPE = ClaimType(
    name="age",
    description="Age limit in years (null: no limit), or the mean, median or range of ages; a range is [low, high].",
    value=int | float | list[int | float] | None,
    agreement="Equal values of the same kind; means and medians within their last printed digit.",
    compare=compare,
    unit="years; `unit` holds the printed unit",
    numeric=True,
    kinds=("minimum", "maximum", "mean", "median", "range"),
    cues=(
        r"\bage[ds]?\b",
        "of age",
        r"years?[\s-]old",
        r"month[\s-]old",
        r"years? (?:and|or) (?:older|over|above)",
        r"\d (?:and|or) (?:older|over|above)",
        r"(?:over|under|older than|younger than|above|below) (?:the age|\d)",
    ),
    find=find,
    read_field=read_field,
    examples=(Example(field=Field(type="age", raw="18 Years", path="$.x", kind="minimum"), values=[18]),),
)
