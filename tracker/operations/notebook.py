"""The store from Python: `tracker.open("evidence.db")`, for notebooks."""

import importlib
import importlib.util
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, require_schema, unreadable, view_files
from db.models import metadata
from db.saved_queries import saved_queries
from tracker.errors import ConfigError
from tracker.operations import search

FRAMES = ("pandas", "polars")
FOUND = (
    "source",
    "kind",
    "native_id",
    "title",
    "published",
    "url",
    "passage",
    "excerpt",
    "trials",
    "seen_from",
    "seen_to",
)
"""Columns of what `Evidence.search` finds."""


class Evidence:
    """A store that is open for reading; answers are data frames where pandas or polars is installed, else lists."""

    def __init__(self, url: str, *, frames: str | None = None) -> None:
        """Open `url` (as store.url, or the path of an SQLite file); `frames` is pandas, polars or list.

        Raises StoreError when there is no such store, ConfigError for other `frames`.
        """
        self.frames = _frames(frames)
        self._engine = open_engine(url if "://" in url else f"sqlite:///{url}", read_only=True)
        require_schema(self._engine)

    def sql(self, statement: str, **given: Any) -> Any:
        """The rows of a SELECT; `:names` in it are taken from `given`. Raises StoreError when it fails or writes."""
        try:
            with self._engine.connect() as conn:
                result = conn.execute(text(statement), given)
                return self._framed(list(result.keys()), [tuple(row) for row in result])
        except DBAPIError as error:
            raise unreadable(error) from None

    def query(self, name: str, **given: Any) -> Any:
        """What the saved query `name` (docs/queries.md) answers. Raises ConfigError when there is none."""
        one = saved_queries().get(name)
        if one is None or one.parameters.keys() != given.keys():
            wants = ", ".join(saved_queries()) if one is None else ", ".join(one.parameters) or "no parameters"
            raise ConfigError(f"no saved query '{name}' with {sorted(given)}", f"it takes one of: {wants}")
        return self.sql(one.sql, **one.bound(given, self._engine.dialect.name))

    def search(
        self, words: str, *, limit: int = 20, kinds: Sequence[str] = (), topic: str | None = None, past: bool = False
    ) -> Any:
        """The documents that hold `words`, the best match first, as `tracker search` finds them: a row for each.

        Raises ConfigError when there is no word to look for, or no such kind or topic.
        """
        try:
            with self._engine.connect() as conn:
                found = search.found(conn, words, limit=limit, kinds=kinds, topic=topic, past=past)
        except DBAPIError as error:
            raise unreadable(error) from None
        return self._framed(list(FOUND), [tuple(row[name] for name in FOUND) for row in map(_flat, found["documents"])])

    def view(self, name: str) -> Any:
        """All rows of a view or table of docs/schema.md. Raises ConfigError when there is none."""
        if name not in view_files() and name not in metadata.tables:
            raise ConfigError(f"there is no view or table '{name}'", f"use one of {', '.join(view_files())}")
        return self.sql(f'SELECT * FROM "{name}"')  # noqa: S608 - one of the names above

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> "Evidence":
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _framed(self, columns: Sequence[str], found: list[tuple[Any, ...]]) -> Any:
        if self.frames == "list":
            return [dict(zip(columns, row, strict=True)) for row in found]
        module = importlib.import_module(self.frames)
        if self.frames == "pandas":
            return module.DataFrame(found, columns=list(columns))
        return module.DataFrame(found, schema=list(columns), orient="row", infer_schema_length=None)


def _frames(wanted: str | None) -> str:
    """Which kind of answer: as wanted, else the first library that is installed, else lists of dictionaries."""
    if wanted not in (None, "list", *FRAMES):
        raise ConfigError(f"frames: there is no '{wanted}'", f"use {', '.join(FRAMES)} or list")
    if wanted is None:
        return next((name for name in FRAMES if importlib.util.find_spec(name)), "list")
    if wanted != "list" and importlib.util.find_spec(wanted) is None:
        raise ConfigError(f"{wanted} is not installed", f"run `pip install {wanted}`, or use frames='list'")
    return wanted


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """A document that was found, in one row; its trials by all their numbers."""
    document = found["document"]
    trials = "; ".join(", ".join(trial["identifiers"]) for trial in found["trials"])
    return {**found, **document, "native_id": document["id"], "trials": trials}
