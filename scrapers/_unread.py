"""Strict reading: which fields of an entry the source's table does not know."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from scrapers._base import FieldTable
from tracker.records import Problem


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The path of every plain value below `value`, `[]` for list items; empty objects and lists have none."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, f"{path}[]")
    elif value is not None:
        yield path


def key_of(path: str, table: FieldTable) -> str | None:
    """The key of `table` that decides about the field at `path`, None when the table does not know it."""
    return next((key for key in _keys(path) if key in table.used or key in table.ignored), None)


def use_of(path: str, table: FieldTable) -> str | None:
    """What becomes of the field at `path`: "used: ..." or "ignored: ...", None when the table does not know it."""
    key = key_of(path, table)
    if key is None:
        return None
    return f"used: {table.used[key]}" if key in table.used else f"ignored: {table.ignored[key]}"


def unread(record: Any, table: FieldTable) -> Iterator[Problem]:
    """A Problem per field of `record` (as received) that `table` does not know; one per path, not one per entry."""
    for path in sorted(set(leaves(record))):
        if use_of(path, table) is None:
            message = f"the field {path} is not known and was not read; a newer version of the tracker may read it"
            yield Problem(kind="unread_field", subject=path, message=message)


@cache
def _keys(path: str) -> tuple[str, ...]:
    """The keys that fit `path`, longest first: itself, then everything above it with `.*`."""
    steps = path.split(".")
    above = tuple(".".join(steps[:n]) for n in range(len(steps) - 1, 0, -1))
    return (path, f"{path}.*", *(f"{step}.*" for step in above), "*")
