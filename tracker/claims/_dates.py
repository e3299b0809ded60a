"""Dates as printed, each as the first and last day it can mean."""

import calendar
import re
from datetime import date

from tracker.claims._gated import Gated
from tracker.records import PartialDate, Precision

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:1[89]|20|21)\d\d"
_FORMS = (
    rf"(?P<y1>{_YEAR})-(?P<m1>\d\d?)-(?P<d1>\d\d?)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
    rf"(?P<y2>{_YEAR})/(?P<m2>\d\d?)/(?P<d2>\d\d?)",
    rf"(?P<d3>\d\d?)(?:st|nd|rd|th)?(?:\sof)?[\s-](?P<n3>{MONTH}),?[\s-](?P<y3>{_YEAR})",
    rf"(?P<n4>{MONTH})\s(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s(?P<y4>{_YEAR})",
    rf"(?P<d5>\d\d?)\.(?P<m5>\d\d?)\.(?P<y5>{_YEAR})",
    rf"(?P<a6>\d\d?)[/-](?P<b6>\d\d?)[/-](?P<y6>{_YEAR})",
    rf"(?P<y7>{_YEAR})-(?P<m7>\d\d?)",
    rf"(?P<n8>{MONTH}),?\s(?P<y8>{_YEAR})",
    rf"(?P<y9>{_YEAR})",
)
DATE = Gated(r"(?<![\d/.-])(?:" + "|".join(_FORMS) + r")(?![\d/]|[-.]\d)", re.IGNORECASE)


def _month(name: str) -> int:
    return _MONTHS[name[:3].lower()]


def span(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date, Precision]:
    """First day, last day and precision of a year, a month or a day; raises ValueError for a day that is none."""
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if day is None:
        return (
            date(year, month, 1),
            date(year, month, calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0),
            "month",
        )
    return date(year, month, day), date(year, month, day), "day"


def read_match(match: re.Match[str]) -> PartialDate:
    """The date of a match of DATE; raises ValueError when it is no day of the calendar.

    05/06/2026 may be 5 June or May 6: it spans both readings (precision day).
    """
    g = {key: value for key, value in match.groupdict().items() if value}
    raw = match.group()
    if "a6" in g:
        readings = []
        for month, day in ((g["a6"], g["b6"]), (g["b6"], g["a6"])):
            try:
                readings.append(date(int(g["y6"]), int(month), int(day)))
            except ValueError:
                continue
        if not readings:
            raise ValueError(f"'{raw}' is no day of the calendar")
        return PartialDate(low=min(readings), high=max(readings), precision="day", raw=raw)
    form = next(key[1] for key in g)
    named = g.get("n" + form)
    month = _month(named) if named else int(g["m" + form]) if "m" + form in g else None
    day = int(g["d" + form]) if "d" + form in g else None
    low, high, precision = span(int(g["y" + form]), month, day)
    return PartialDate(low=low, high=high, precision=precision, raw=raw)


def parse(raw: str) -> PartialDate:
    """The one date that `raw` prints; raises ValueError when it prints none."""
    match = DATE.search(raw)
    if match is None:
        raise ValueError("no date")
    return read_match(match)


def iso(when: PartialDate) -> str:
    """The date as ISO 8601 prints it: a year, a month, a day, or "first/last" when two readings are possible."""
    if when.precision == "year":
        return f"{when.low.year:04d}"
    if when.precision == "month":
        return f"{when.low.year:04d}-{when.low.month:02d}"
    return when.low.isoformat() if when.low == when.high else f"{when.low.isoformat()}/{when.high.isoformat()}"
