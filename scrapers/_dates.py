"""Dates as sources print them, read as precisely as they are printed."""

import re
from calendar import monthrange
from datetime import date
from email.utils import parsedate_tz

from tracker.records import PartialDate, Precision

_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?![\d/-])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?:[A-Za-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]+,\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_ONLY = re.compile(r"([A-Za-z]{3,9})\.?,?\s+(\d{4})$")


def partial_date(raw: str | None) -> PartialDate | None:
    """Read a date as printed: ISO 8601 in full, to the month or the year (a time behind it is dropped), YYYYMMDD,
    RFC 822 (feeds; named time zones too) or English ("May 20, 2026", "20 May 2026", "May 2026").

    The day is the one printed, in the source's own time zone. None when it is no date, or no such day exists.
    """
    text = (raw or "").strip()
    for parts in _readings(text):
        found = _span(*parts, text)
        if found:
            return found
    return None


def _readings(text: str) -> list[tuple[int, int | None, int | None]]:
    if match := _COMPACT.match(text) or _ISO.match(text):
        year, month, day = match.groups()
        return [(int(year), int(month) if month else None, int(day) if day else None)]
    if match := _DAY_FIRST.match(text):
        return [(int(match[3]), _month(match[2]), int(match[1]))]
    if match := _MONTH_FIRST.match(text):
        return [(int(match[3]), _month(match[1]), int(match[2]))]
    if match := _MONTH_ONLY.match(text):
        return [(int(match[2]), _month(match[1]), None)]
    stamp = parsedate_tz(text)
    return [(stamp[0], stamp[1], stamp[2])] if stamp else []


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


def _span(year: int, month: int | None, day: int | None, raw: str) -> PartialDate | None:
    precision: Precision = "year" if month is None else "month" if day is None else "day"
    try:
        low = date(year, 1 if month is None else month, day or 1)
        if day == 0:
            return None
    except ValueError:
        return None
    high = {"day": low, "month": low.replace(day=monthrange(low.year, low.month)[1]), "year": date(low.year, 12, 31)}
    return PartialDate(low=low, high=high[precision], precision=precision, raw=raw)
