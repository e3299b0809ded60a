"""What a source is: the value each scraper module exports as `SOURCE`."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from tracker.errors import ConfigError
from tracker.records import Absence, Cursor, Decision, Document, Fetch, Kind, Problem, Query, Reply


class Options(BaseModel):
    """Keys of a [sources.NAME] table that belong to the scraper; an unknown key is an error that names it.

    The docstring below a key is its meaning on the source's page in docs/sources.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def credential(variable: str) -> Any:
    """A secret key of an `Options` model: a SecretStr that only the environment variable `variable` gives."""
    return Field(default=SecretStr(""), json_schema_extra={"variable": variable})


def credentials(options: type[Options]) -> dict[str, str]:
    """The secret keys of `options` that are made by `credential`, with the environment variable of each."""
    extras = {name: field.json_schema_extra for name, field in options.model_fields.items()}
    return {name: str(extra["variable"]) for name, extra in extras.items() if isinstance(extra, dict)}


Discover = Callable[[Query, Options, Fetch], Iterator[Reply | Absence | Decision | Problem | Cursor]]
Parse = Callable[[Reply], Iterator[Document | Problem]]


def reads_nothing(name: str, head: bytes) -> bool:
    """Say that a source recognises no files (the default of `Source.reads`)."""
    return False


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Every field that a structured source is known to send: what is used, and what is left out and why.

    Keys are paths from the top of the source's own record with `[]` after a list ("armGroups[].label"); a key that
    ends in ".*" stands for everything below it. `used` says what becomes of a field (a claim type, "text", "title",
    "version", ...), `ignored` says why it is left out. The longest key that fits a path decides; a path that none
    fits is an unread field, which becomes an issue row (scrapers/_unread.py).
    """

    used: Mapping[str, str]
    ignored: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """One scraper: how to find what is there, and how to read the bytes that come back.

    `discover(query, options, fetch)` yields every reply that holds evidence (it is stored, then parsed; a poll that
    brought nothing is not yielded), a Problem where something is wrong, and as its last item a Cursor when it ran to
    the end. Asked for single records (`query.native_ids`) it yields an Absence for one the source says it has not.
    `parse(reply)` is pure: bytes in, documents out; it raises ReadError when the bytes are something else.
    `reads(file name, first 4096 bytes decompressed)` says whether `tracker import` may hand it a file.
    """

    name: str
    title: str
    kind: Kind
    homepage: str
    licence: str
    basis: str
    """The legal basis of fetching: licence, robots, terms, in one sentence."""
    discover: Discover
    parse: Parse
    options: type[Options] = Options
    by_topic: bool = True
    """Whether it is asked once per topic; a feed or a list of pages is asked once."""
    robots: bool = True
    """False only for a documented public API whose terms allow programs (decision 0004); `basis` must say so."""
    delay: float = 1.0
    """Seconds between two requests to one host, unless robots.txt asks for more."""
    keyed_delay: float | None = None
    """The same for whoever has a key (`credential`), where that makes a difference."""
    reads: Callable[[str, bytes], bool] = reads_nothing
    fields: FieldTable | None = None
    """For a structured source: the fields it is known to send."""
    filled: Mapping[str, float] = field(default_factory=dict)
    """Claim type -> least share of the entries of one run that must have such a field; under it the run is
    quarantined. Holds from 20 entries on."""
    listing: bool = False
    """Whether a run without a cursor lists everything there is for a topic, so that an entry missing from it is worth
    asking for by its number."""
    slices: bool = False
    """Whether `query.since` and `query.until` narrow what it finds, so that `tracker backfill` can go through time."""


@cache
def all_sources() -> Mapping[str, Source]:
    """Every scraper of this package by name, found by looking at its modules (those without a leading underscore)."""
    package = importlib.import_module("scrapers")
    found: dict[str, Source] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not module.name.startswith("_"):
            source: Source = importlib.import_module(f"scrapers.{module.name}").SOURCE
            found[source.name] = source
    return found


def source_named(name: str) -> Source:
    """The scraper called `name`; raises ConfigError that lists the known ones."""
    try:
        return all_sources()[name]
    except KeyError:
        raise ConfigError(f"there is no source reader '{name}'", f"use one of {', '.join(all_sources())}") from None
