"""What a publisher asks of readers: a subscription, or silence until a moment."""

import re
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapers._metadata import shown_date

_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text(encoding="utf-8"))
_WALL = re.compile("|".join(_DATA["wall"]["paywalled"]), re.IGNORECASE)
_LINE = re.compile(r"^\W*" + _DATA["embargo"]["line"], re.IGNORECASE | re.MULTILINE)
_ZONES: dict[str, tuple[str, int]] = {name: (zone, hours) for name, (zone, hours) in _DATA["embargo"]["zones"].items()}
_ZONE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _ZONES), key=len, reverse=True))})\b", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+\d{{4}}"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}-{_MONTH}-\d{{4}}",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap])\.?m\b\.?|\b(?P<h>\d{1,2})[:.](?P<m>\d\d)\b"
    r"|\b(?P<four>\d{4})\s*(?:h|hrs|hours)\b|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)


def is_walled(text: str) -> bool:
    """Whether the page's words say that only a subscriber sees the rest."""
    return bool(_WALL.search(text))


def embargo_of(text: str) -> datetime | None:
    """Until when `text` (an article or a release, from its beginning) asks for silence; None when it does not.

    A moment without a time is the end of that day, one without a zone is UTC; a line without a date says nothing.
    """
    for line in _LINE.finditer(text):
        when = line["when"]
        printed = _DATE.search(when)
        day = shown_date(printed[0]) if printed else None
        if printed and day:
            return _moment(day.low, when[: printed.start()] + " " + when[printed.end() :])
    return None


def _moment(day: date, rest: str) -> datetime | None:
    clock, zone = _CLOCK.search(rest), _ZONE.search(rest)
    minutes = _minutes(clock) if clock else 24 * 60 - 1
    if minutes is None:
        return None
    start = datetime(day.year, day.month, day.day, tzinfo=_zone(zone[0] if zone else "UTC"))
    return (start + timedelta(minutes=minutes)).astimezone(UTC)


def _minutes(clock: "re.Match[str]") -> int | None:
    """Minutes since midnight; None when there is no such time. "Midnight" is the beginning of the day that is named."""
    if clock["word"]:
        return 0 if clock["word"].lower() == "midnight" else 12 * 60
    if clock["four"]:
        hour, minute = int(clock["four"][:2]), int(clock["four"][2:])
    elif clock["half"]:
        hour, minute = int(clock["hour"]) % 12 + (12 if clock["half"].lower() == "p" else 0), int(clock["minute"] or 0)
    else:
        hour, minute = int(clock["h"]), int(clock["m"])
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _zone(printed: str) -> tzinfo:
    name, hours = next(value for key, value in _ZONES.items() if key.lower() == printed.lower())
    try:
        return ZoneInfo(name) if name else timezone(timedelta(hours=hours))
    except ZoneInfoNotFoundError:
        return timezone(timedelta(hours=hours))
