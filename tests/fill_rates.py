"""How often each field of a structured source is filled in real entries: docs/sources/fill_rates.json.

`make rates` writes the file anew from the samples in ../shared. Every entry is counted as the source hands it to strict
reading (`scrapers._unread`): as received, before anything is left out of it. A field that is empty text, an empty list
or null counts as not filled.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import orjson

from scrapers import _unread
from scrapers._base import Source, all_sources
from scrapers.files import ImportItem, plan, reply_of
from tracker.cli.doc_sources import section_of
from tracker.errors import ReadError

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "samples"
RATES = ROOT / "docs" / "sources" / "fill_rates.json"
FOLDERS = (
    "clinicaltrials_gov",
    "crossref",
    "ctis",
    "euctr",
    "europepmc",
    "ictrp",
    "isrctn",
    "openalex",
    "pubmed",
    "registers_as_json",
    "unpaywall",
    "wordpress",
)
PARTIAL = ("search_", "get_")
"""How recorded answers begin that hold only the fields that were asked for."""
THEN = datetime(2099, 1, 1, tzinfo=UTC)


def measured(samples: Path) -> dict[str, dict[str, Any]]:
    """Per structured source: how many entries were read, and how many have each section and field of its table."""
    entries: Counter[str] = Counter()
    sections: defaultdict[str, Counter[str]] = defaultdict(Counter)
    filled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source, entry in entries_in(samples):
        assert source.fields
        found = {_unread.key_of(path, source.fields) for path in _unread.leaves(without_empty(entry))}
        keys = {key for key in found if key}
        entries[source.name] += 1
        filled[source.name].update(keys)
        sections[source.name].update({section_of(key) for key in keys})
    return {
        name: {"entries": entries[name], "sections": _in_order(sections[name]), "filled": _in_order(filled[name])}
        for name in sorted(entries)
    }


def _in_order(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def entries_in(samples: Path) -> Iterator[tuple[Source, Any]]:
    """Every entry of the registries' samples, as received and without repetitions, with the source that reads it."""
    seen = set()
    for folder in FOLDERS:
        for path in sorted((samples / folder).rglob("*")):
            if path.name.startswith(PARTIAL) or not path.is_file():
                continue
            for item in plan(path.name, path.read_bytes()):
                source = all_sources()[item.source] if isinstance(item, ImportItem) else None
                for entry in _entries(source, item) if source and source.fields else ():
                    known = (item.source, orjson.dumps(entry, option=orjson.OPT_SORT_KEYS))
                    if known not in seen:
                        seen.add(known)
                        yield source, entry


def _entries(source: Source, item: ImportItem) -> list[Any]:
    """The entries of one file, overheard where strict reading looks at each of them."""
    heard: list[Any] = []

    def overhear(entry: Any) -> Iterator[str]:
        heard.append(entry)
        return iter(())

    with mock.patch.object(_unread, "leaves", overhear), suppress(ReadError):  # an error page is no entry
        for _ in source.parse(reply_of(item, THEN)):
            pass
    return heard


def without_empty(value: Any) -> Any:
    """`value` with empty text as null."""
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return None if isinstance(value, str) and not value.strip() else value


def as_file(rates: dict[str, dict[str, Any]]) -> bytes:
    """The bytes of the file."""
    return orjson.dumps(rates, option=orjson.OPT_INDENT_2) + b"\n"


if __name__ == "__main__":
    if not SAMPLES.is_dir():
        raise SystemExit(f"there are no samples in {SAMPLES}: put the folder of real samples beside the project")
    RATES.write_bytes(as_file(measured(SAMPLES)))
