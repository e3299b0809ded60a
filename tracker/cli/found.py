"""Printing what `tracker search` found: a document a row, with the passage that holds the words."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracker.cli.output import access_of, dump, plain

if TYPE_CHECKING:
    from rich.text import Text

WIDTH = 120
"""Columns of the table where there is no terminal."""


def found(answer: Mapping[str, Any], as_json: bool) -> None:
    """Source and date; title, address, passage and trials. What matched is bold on a terminal, else in [brackets]."""
    if as_json:
        dump(answer)
        return
    documents = answer["documents"]
    if documents:
        _table(documents)
    shown = f", the best {len(documents)} are shown (--limit)" if answer["found"] > len(documents) else ""
    print(f"{answer['found']} {'document' if answer['found'] == 1 else 'documents'}{shown}")


def _table(documents: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("source", overflow="fold", max_width=24)
    drawn.add_column("what it says", overflow="fold")
    for one in documents:
        document = one["document"]
        past = [f"until {str(one['seen_to'])[:10]}"] if one["seen_to"] else []
        said = Text("\n").join(
            [
                Text(plain(document["title"] or document["id"]), style="bold"),
                Text(plain(document["url"] or document["id"]), style="dim"),
                Text(f"{one['passage'].replace('_', ' ')}: ").append_text(_marked(one)),
                *(Text(note) for note in [access_of(document), _trials(one)] if note),
                Text(""),
            ]
        )
        where = [plain(document["source"]), document["kind"].replace("_", " "), _day(one), *past]
        drawn.add_row(Text("\n".join(where)), said)
    console.print(drawn)


def _day(found: Mapping[str, Any]) -> str:
    """When it was published; of a registry entry, when it was last updated; else when it was first seen so."""
    document = found["document"]
    if document["kind"] == "registry" and document["modified"] and not found["seen_to"]:
        return f"updated {document['modified']}"
    return str(found["published"] or f"seen {str(found['seen_from'])[:10]}")


def _trials(found: Mapping[str, Any]) -> str:
    """The trials it is, or may be, about."""
    told = [f"{', '.join(trial['identifiers'])} ({trial['state']})" for trial in found["trials"]]
    return f"trial {plain('; '.join(told))}" if told else ""


def _marked(one: Mapping[str, Any]) -> "Text":
    """The passage on one line, with what matched marked."""
    from rich.text import Text

    bold = sys.stdout.isatty()
    excerpt, end = one["excerpt"], 0
    said = Text()
    for low, high in one["marks"]:
        said.append(_flat(excerpt[end:low]))
        said.append(_flat(excerpt[low:high]) if bold else f"[{_flat(excerpt[low:high])}]", style="bold yellow")
        end = high
    return said.append(_flat(excerpt[end:]))


def _flat(text: str) -> str:
    return plain(text.replace("\n", " "))
