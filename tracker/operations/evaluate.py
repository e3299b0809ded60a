"""`tracker eval`: how well claims are read from labelled texts."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from tracker import claims
from tracker.errors import ConfigError
from tracker.evaluation import GoldSet, Judged, Row, figures, gold_set_of, gold_sets, held_back
from tracker.records import Claim
from tracker.text import canonical

PARTS = ("seen", "held back")
CONTEXT = 90
"""Characters printed on either side of an error."""
Scored = tuple[Row, Judged]


def evaluate(path: Path, *, errors: int = 0, task: str | None = None) -> dict[str, Any]:
    """Score the gold set in `path`: per task and part (seen, held back) items, precision, recall, F1 with its interval.

    `errors` adds that many errors of each task (or of `task` alone) with their sentences, of the seen part only: the
    held-back part stays unread. Raises ConfigError for a file that cannot be read or holds no known gold set.
    """
    rows = list(_rows(path))
    gold_set = gold_set_of(rows[0]) if rows else None
    if gold_set is None:
        known = ", ".join(one.title for one in gold_sets().values())
        remedy = f"use one of: {known}; or add a module to tracker/evaluation"
        raise ConfigError(f"{path.name} is no gold set that is known", remedy)
    if task is not None and task not in {one.name for one in gold_set.tasks}:
        names = ", ".join(one.name for one in gold_set.tasks)
        raise ConfigError(f"{gold_set.name} has no task '{task}'", f"use one of: {names}")
    scored = list(_scored(gold_set, list(gold_set.prepare(rows))))
    result: dict[str, Any] = {"gold_set": gold_set.name, "title": gold_set.title, "tasks": []}
    for one in gold_set.tasks:
        if task is None or one.name == task:
            result["tasks"].append(_task(one.name, asdict(one), scored, errors))
    return result


def _task(name: str, about: dict[str, Any], scored: list[Scored], errors: int) -> dict[str, Any]:
    mine = [(row, judged) for row, judged in scored if judged.task == name]
    parts = {
        part: asdict(figures((str(row["id"]), judged) for row, judged in mine if held_back(str(row["id"])) == held))
        for part, held in zip(PARTS, (False, True), strict=True)
    }
    confusion: dict[str, dict[str, int]] = {}
    for row, judged in mine:
        if judged.truth is not None and judged.said is not None:
            line = confusion.setdefault(f"{PARTS[held_back(str(row['id']))]}: {judged.truth}", {})
            line[judged.said] = line.get(judged.said, 0) + 1
    told = {"confusion": dict(sorted(confusion.items()))} if confusion else {}
    return about | {"parts": parts} | told | ({"errors": list(_errors(mine, errors))} if errors else {})


def _rows(path: Path) -> Iterator[Row]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", "name a gold file (JSON lines)") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError:
                raise ConfigError(f"{path.name}: line {number} is not JSON", "name a gold file (JSON lines)") from None
            if not isinstance(row, dict) or "id" not in row:
                raise ConfigError(f"{path.name}: line {number} has no id", "name a gold file (JSON lines)")
            yield row


def _scored(gold_set: GoldSet, rows: list[Row]) -> Iterator[Scored]:
    texts = [canonical(gold_set.text(row)) for row in rows]
    found: Iterable[list[Claim]] = claims.extract_many((text, ()) for text in texts)
    for row, read in zip(rows, found, strict=True):
        for judged in gold_set.judge(row, read):
            yield row, judged


def _errors(mine: list[Scored], most: int) -> Iterator[dict[str, Any]]:
    """The first errors of the seen part, spread over documents: one wrong and one missed value of each at a time."""
    left = most
    for row, judged in sorted(mine, key=lambda item: str(item[0]["id"])[::-1]):
        if held_back(str(row["id"])):
            continue
        text = canonical(str(row.get("text") or row.get("sentence") or ""))
        for what, some, other in (("wrong", judged.read, judged.gold), ("missed", judged.gold, judged.read)):
            for key, place in some.items():
                if key in other:
                    continue
                if not left:
                    return
                left -= 1
                yield {"id": row["id"], "error": what, "value": _words(key), "sentence": _around(text, place)}


def _words(key: Any) -> str:
    return " ".join(map(_words, key)) if isinstance(key, (tuple, frozenset)) else str(key)


def _around(text: str, place: tuple[int, int] | None) -> str:
    if place is None:
        return text[:300]
    start, end = place
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return " ".join(f"{left}[{text[start:end]}]{right}".split())
