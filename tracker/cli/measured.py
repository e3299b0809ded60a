"""How `tracker eval` prints its figures."""

from typing import Any

from tracker.cli import output

COLUMNS = ("task", "part", "items", "P", "R", "F1", "95% interval of F1", "answered", "must")


def measured(result: dict[str, Any], as_json: bool) -> None:
    """Print the figures of a gold set as a table (or JSON); confusion tables and errors after it."""
    if as_json:
        output.dump(result)
        return
    print(f"{result['title']} (seen: read while the rules were made; held back: scored only)")
    output.rows(COLUMNS, [row for task in result["tasks"] for row in figure_rows(task)], "table")
    for task in result["tasks"]:
        for truth, said in task.get("confusion", {}).items():
            counts = ", ".join(f"{label} {count}" for label, count in sorted(said.items()))
            print(output.plain(f"{task['name']}, {truth}: read as {counts}"))
        for error in task.get("errors", ()):
            line = f"{task['name']}: {error['error']} {error['value']} in {error['id']}: {error['sentence']}"
            print(output.plain(line))


def figure_rows(task: dict[str, Any]) -> list[tuple[str, ...]]:
    """The figures of a task, a row per part, as COLUMNS."""
    return [
        (
            task["name"],
            part,
            str(one["items"]),
            *(f"{one[key]:.3f}" for key in ("precision", "recall", "f1")),
            f"{one['low']:.3f}-{one['high']:.3f}",
            f"{one['answered']:.2f}",
            bound(task, "must"),
        )
        for part, one in task["parts"].items()
    ]


def bound(task: dict[str, Any], which: str) -> str:
    """What must be reached, or is aimed at, in words."""
    if task[which] is None:
        return ""
    name = "F1" if task["measure"] == "f1" else "P"
    second = {"exact": "answered"}.get(task["measure"], "R")
    return f"{name} {task[which]}" + ("" if task["recall"] is None else f", {second} {task['recall']}")
