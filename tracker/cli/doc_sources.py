"""The pages of docs/sources/: an index, and one page per source reader."""

import importlib
import inspect
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from scrapers._base import FieldTable, Source, all_sources, credentials, reads_nothing

RATES = "fill_rates.json"
"""Measured by tests/fill_rates.py: per source the number of entries, and how many have each section and field."""

INDEX_HEAD = """\
# Sources

A reader is one module of `scrapers/`: it knows how one registry or one form of site is asked and read. A
`[sources.NAME]` table of config.toml names its reader (or has its name) and may hold the keys on the reader's page
besides those of [docs/config.md](../config.md).
These pages are generated from the code (`make docs`).

| reader | reads | kind of document | asked | fields used | not used |
|---|---|---|---|---|---|
"""
FIELDS_HEAD = """\
Every field that the source is known to send. One that is not listed becomes a problem `unread_field` of the run, and
nothing is read from it. "Filled" is a share of those entries that have the section at all,
{measured}.
"""
_NO_COUNTS: Mapping[str, Any] = {"entries": 0, "sections": {}, "filled": {}}


def source_pages(folder: Path) -> Mapping[str, Callable[[], str]]:
    """What makes each page below `folder`/sources, by its path in `folder`; fill rates are read from there."""
    pages = {f"sources/{name}.md": partial(_page_in, folder, source) for name, source in all_sources().items()}
    return {"sources/README.md": index_page, **pages}


def _page_in(folder: Path, source: Source) -> str:
    return source_page(source, _rates(folder).get(source.name))


def _rates(folder: Path) -> dict[str, Any]:
    path = folder / "sources" / RATES
    rates: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return rates


def index_page() -> str:
    """The Markdown of docs/sources/README.md."""
    return INDEX_HEAD + "".join(map(_row, all_sources().values()))


def _row(source: Source) -> str:
    used, ignored = (len(source.fields.used), len(source.fields.ignored)) if source.fields else ("", "")
    link = f"[{source.name}]({source.name}.md)"
    return f"| {link} | {source.title} | {source.kind} | {_asked(source)} | {used} | {ignored} |\n"


def source_page(source: Source, rates: Mapping[str, Any] | None) -> str:
    """The Markdown of one reader's page; `rates` are its fill rates, None where none were measured."""
    parts = [f"# {source.title}", "", "| | |", "|---|---|"]
    parts += [f"| {name} | {value} |" for name, value in _facts(source)]
    parts += ["", "## How it is asked and read", "", _module_text(source), ""]
    parts += [*_files(source), *_options(source), *_bounds(source)]
    if source.fields:
        parts += _fields(source.fields, rates or _NO_COUNTS)
    return "\n".join(parts)


def section_of(key: str) -> str:
    """The part of an entry that a key of a field table stands in: at most two steps, "" at the top."""
    return ".".join(key.removesuffix(".*").split(".")[:-1][:2])


def _asked(source: Source) -> str:
    return "once per topic" if source.by_topic else "once"


def _facts(source: Source) -> Iterator[tuple[str, str]]:
    yield "reader", f"`{source.name}`"
    if source.homepage:
        yield "homepage", source.homepage
    yield "kind of document", source.kind
    yield "asked", _asked(source)
    yield "robots.txt", "followed" if source.robots else "not followed; see the basis"
    keyed = f"; {source.keyed_delay:g} s with a key" if source.keyed_delay is not None else ""
    yield "least delay", f"{source.delay:g} s between two requests to one host{keyed}"
    yield "licence", source.licence
    yield "basis", source.basis
    yield "credentials", ", ".join(f"`{name}`" for name in _credentials(source)) or "none"
    if source.listing:
        yield (
            "listing",
            "a run without a cursor lists all entries of a topic; one that is missing is asked for by number",
        )
    if source.slices:
        yield "backfill", "can be asked for a slice of time (`tracker backfill`)"


def _credentials(source: Source) -> Iterator[str]:
    """Environment variables of the reader's secret keys (a secret does not stand in config.toml)."""
    named = credentials(source.options)
    for name, field in source.options.model_fields.items():
        if field.annotation is SecretStr:
            yield named.get(name) or f"TRACKER_SOURCES__{source.name.upper()}__{name.upper()}"


def _module_text(source: Source) -> str:
    return inspect.cleandoc(importlib.import_module(f"scrapers.{source.name}").__doc__ or "")


def _files(source: Source) -> Iterator[str]:
    if source.reads is not reads_nothing:
        told = inspect.cleandoc(source.reads.__doc__ or "").split("\n\n")[0]
        yield from ("## Files", "", f"`tracker import PATH` recognises {told.removeprefix('Recognise ')}", "")


def _options(source: Source) -> Iterator[str]:
    if not source.options.model_fields:
        return
    yield from ("## Keys", "", "| key | default | meaning |", "|---|---|---|")
    for name, field in source.options.model_fields.items():
        default = "required" if field.is_required() else f"`{json.dumps(field.default, default=str)}`"
        yield f"| `{name}` | {default} | {_cell(field.description or '')} |"
    yield ""


def _bounds(source: Source) -> Iterator[str]:
    if not source.filled:
        return
    yield from ("## What a healthy run has", "")
    yield "A run in which fewer entries than this have such a claim is quarantined (from 20 entries on)."
    yield from ("", "| claim | least share of the entries |", "|---|---|")
    yield from (f"| {name} | {share:.0%} |" for name, share in source.filled.items())
    yield ""


def _fields(table: FieldTable, rates: Mapping[str, Any]) -> Iterator[str]:
    entries, keys = rates["entries"], {**table.used, **table.ignored}
    never = len(keys.keys() - rates["filled"].keys())
    measured = f"among {entries:,} real ones (tests/fill_rates.py)" if entries else 'which was not measured: "-"'
    yield from ("## Fields", "", FIELDS_HEAD.format(measured=measured))
    told = f"{len(table.used)} fields are used, {len(table.ignored)} are not"
    yield told + (f"; {never} of them were never filled in {entries:,} entries." if entries else ".")
    yield ""
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        sections[section_of(key)].append(key)
    for section, inside in sections.items():
        there = rates["sections"].get(section, 0)
        yield f"### {f'`{section}`' if section else 'Top of the entry'}"
        yield ""
        if entries:
            yield from (f"In {there:,} of {entries:,} entries.", "")
        yield from ("| field | becomes | filled |", "|---|---|---|")
        for key in inside:
            becomes = table.used.get(key) or f"*not used: {table.ignored[key]}*"
            share = _share(rates["filled"].get(key, 0), there) if entries else "-"
            yield f"| `{key.removeprefix(f'{section}.')}` | {_cell(becomes)} | {share} |"
        yield ""


def _share(filled: int, there: int) -> str:
    return (
        f"{filled / there:.0%}" if filled >= there * 0.005 and filled else f"{filled} of {there}" if filled else "never"
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
