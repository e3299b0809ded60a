"""The page docs/accuracy.md: what `make accuracy` measured, and what the remaining errors are."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker.cli.measured import bound

FIGURES = "accuracy.json"
"""Measured by tests/accuracy.py."""
CAUSES = "accuracy_causes.toml"
"""Written by whoever read the errors: per gold set how many were read, and how many had which cause."""

HEAD = """\
# Accuracy

How well claims are read from labelled texts that others made, measured on {measured} with version {version} (code
{code}) by `make accuracy`; one set alone: `tracker eval GOLD.jsonl --errors 40`. The gold sets are not part of the
project.

A quarter of each set is **held back**, by a hash of the document's id: nobody reads it, no rule is tuned and nothing is
trained on it, it is only scored. Values are compared exactly, as sets per document. "Must" and "aim" are the bounds the
project set itself; intervals are 95% bootstrap intervals of F1 over documents. P: precision, R: recall, answered: share
of documents with any value.
"""


def accuracy_page(folder: Path) -> str:
    """The Markdown of docs/accuracy.md, from what is recorded in `folder`."""
    if not (folder / FIGURES).exists():
        return "# Accuracy\n\nNot measured yet: run `make accuracy`.\n"
    measured = json.loads((folder / FIGURES).read_text("utf-8"))
    causes = tomllib.loads((folder / CAUSES).read_text("utf-8"))
    parts = [HEAD.format_map(measured)]
    for one in measured["sets"]:
        parts.extend(_section(one, causes.get(one["gold_set"], [])))
    return "\n".join(parts)


def _section(one: dict[str, Any], causes: list[dict[str, Any]]) -> Iterator[str]:
    yield f"## {one['title']}\n"
    yield "| task | part | documents | items | P | R | F1 | interval | answered | must | aim |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for task in one["tasks"]:
        for part, figures in task["parts"].items():
            held = part == "held back"
            cells = [
                task["name"] if not held else "",
                part,
                str(figures["documents"]),
                str(figures["items"]),
                *(f"{figures[key]:.3f}" for key in ("precision", "recall", "f1")),
                f"{figures['low']:.3f} to {figures['high']:.3f}",
                f"{figures['answered']:.2f}",
                *((bound(task, which) if held else "") for which in ("must", "aim")),
            ]
            yield f"| {' | '.join(cells)} |"
    yield ""
    yield from (f"* {task['name']}: {task['about']}" for task in one["tasks"])
    yield ""
    for task in one["tasks"]:
        yield from _confusion(task)
    for cause in causes:
        counted = "; ".join(f"{words} {count}" for words, count in cause["causes"].items())
        yield f"Errors of {cause['task']} read on the seen part: {cause['read']}. {counted}.\n"


def _confusion(task: dict[str, Any]) -> Iterator[str]:
    """A table per part: rows are the labels, columns what was read."""
    lines = task.get("confusion", {})
    for part in task["parts"] if lines else ():
        rows = {key.partition(": ")[2]: said for key, said in lines.items() if key.startswith(f"{part}: ")}
        columns = sorted({label for said in rows.values() for label in said})
        yield f"{task['name']}, {part}, labelled (rows) and read as (columns):\n"
        yield f"| | {' | '.join(columns)} |"
        yield f"|---|{'---|' * len(columns)}"
        for truth, said in sorted(rows.items()):
            yield f"| {truth} | {' | '.join(str(said.get(label, 0)) for label in columns)} |"
        yield ""
