"""What a source is: the value each scraper module exports as `SOURCE`."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from tracker.errors import ConfigError
from tracker.records import Cursor, Document, Fetch, Kind, Problem, Query, Reply


class Options(BaseModel):
    """Keys of a [sources.NAME] table that belong to the scraper; an unknown key is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Discover = Callable[[Query, Options, Fetch], Iterator[Reply | Problem | Cursor]]
Parse = Callable[[Reply], Iterator[Document | Problem]]


def reads_nothing(name: str, head: bytes) -> bool:
    """Say that a source recognises no files (the default of `Source.reads`)."""
    return False


@dataclass(frozen=True, slots=True)
class Source:
    """One scraper: how to find what is there, and how to read the bytes that come back.

    `discover(query, options, fetch)` yields every reply that holds evidence (it is stored, then parsed; a poll that
    brought nothing is not yielded), a Problem where something is wrong, and as its last item a Cursor when it ran to
    the end. `parse(reply)` is pure: bytes in, documents out; it raises ReadError when the bytes are something else.
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
    """False only for a documented public API that robots.txt closes to search engines; `basis` must say so."""
    delay: float = 1.0
    """Seconds between two requests to one host, unless robots.txt asks for more."""
    reads: Callable[[str, bytes], bool] = reads_nothing


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
