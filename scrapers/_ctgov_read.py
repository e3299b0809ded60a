"""Walking a study of ClinicalTrials.gov by dotted paths from its top, and making fields of what is found there.

Whatever is missing or of another shape than documented is passed over.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.records import Field


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted `path`, None when any step is missing or no object."""
    found: Any = record
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def listed(record: Mapping[str, Any], path: str) -> list[tuple[str, Any]]:
    """The items of the list at `path`, each with its own path; empty when there is no list."""
    return items_of(value_at(record, path), path)


def items_of(value: Any, path: str) -> list[tuple[str, Any]]:
    """The items of `value`, which stands at `path`, each with its own path; empty when it is no list."""
    return [(f"{path}[{n}]", item) for n, item in enumerate(value)] if isinstance(value, list) else []


def entries(record: Mapping[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    """Those items of the list at `path` that are objects."""
    return [(step, item) for step, item in listed(record, path) if isinstance(item, dict)]


def under(parent: Mapping[str, Any], key: str, path: str) -> list[tuple[str, dict[str, Any]]]:
    """The objects of the list `parent[key]`, where `parent` stands at `path`."""
    return [(step, item) for step, item in items_of(parent.get(key), f"{path}.{key}") if isinstance(item, dict)]


def field(claim: str, value: Any, path: str, kind: Any = None, **told: Any) -> Iterator[Field]:
    """One field, or none when there is no plain value; qualifiers without a value are left out."""
    if isinstance(value, bool):
        raw = json.dumps(value)
    elif isinstance(value, str | int | float):
        raw = str(value)
    else:
        return
    if raw.strip():
        qualifiers = {key: item for key, item in told.items() if item not in (None, "", [])}
        known = kind if isinstance(kind, str) and kind else None
        yield Field(type=claim, raw=raw, path=f"$.{path}", kind=known, qualifiers=qualifiers)
