"""A record of CTIS: without persons, by section, and what stands where in it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from scrapers._ctis_table import APPLICATION, BOOKKEEPING, PERSONAL, SECTIONS
from scrapers._dates import partial_date
from scrapers._json import storable

_EXPORTER = frozenset({"_id", "ctrname", "record_last_import"})
_SECTION_OF = {path: name for name, paths in SECTIONS.items() for path in paths}
_NUMBER = re.compile(r"20\d{2}-5\d{5}-\d{2}-\d{2}")
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def record_of(trial: Mapping[str, Any]) -> dict[str, Any]:
    """The trial without persons and without an exporter's own keys."""
    record = storable({key: value for key, value in trial.items() if key not in _EXPORTER}, PERSONAL)
    assert isinstance(record, dict)
    for _, document in entries(record, "documents"):
        document.pop("title", None)
    return record


def sections_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The content by sections, without row numbers and stamps; the order in which lists come says nothing."""
    found: dict[str, Any] = {}
    _sort_out(storable(record, BOOKKEEPING), "", found)
    return found


def number_of(record: Mapping[str, Any]) -> str:
    """The EU trial number (2023-500000-00-00), "" when the record has none of that form."""
    number = str(record.get("ctNumber") or "").strip()
    return number if _NUMBER.fullmatch(number) else ""


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """What stands at a dotted `path`, below the authorised application or at the top; None when nothing does."""
    return found_at(record, path)[1]


def day_of(printed: Any) -> str:
    """A date of CTIS (DD/MM/YYYY, or ISO with or without a time) as an ISO day; "" when it is none."""
    text = printed.strip() if isinstance(printed, str) else ""
    match = _DAY_FIRST.match(text)
    found = partial_date("-".join(reversed(match.groups())) if match else text)
    return found.low.isoformat() if found and found.precision == "day" else ""


def found_at(record: Mapping[str, Any], path: str) -> tuple[str, Any]:
    """The prefix under which `path` stands (today's form or the older one), and what stands there."""
    for below in (APPLICATION, ""):
        found: Any = record
        for step in (below + path).split("."):
            name, _, index = step.partition("[")
            found = found.get(name) if isinstance(found, dict) else None
            if index:
                place = (
                    int(index[:-1]) if index[:-1].isdecimal() else -1
                )  # a key of the record may have a bracket in it
                found = found[place] if isinstance(found, list) and 0 <= place < len(found) else None
        if found is not None:
            return below, found
    return "", None


def entries(record: Mapping[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    """The items of the list at `path` that are objects, each with its own path."""
    found = value_at(record, path)
    items = enumerate(found) if isinstance(found, list) else ()
    return [(f"{path}[{n}]", item) for n, item in items if isinstance(item, dict)]


def _sort_out(value: Any, path: str, found: dict[str, Any]) -> None:
    name = _SECTION_OF.get(path)
    if name is None and isinstance(value, dict) and value:
        for key, item in value.items():
            _sort_out(item, f"{path}.{key}".removeprefix(".").removeprefix(APPLICATION), found)
    elif value not in (None, "", [], {}):
        found.setdefault(name or "description", {})[path] = _ordered(value)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
