"""`tracker eval FILE`: figures of both parts, errors of the seen part only, one clear line for a bad file."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from tests.evaluation import rows
from tracker.cli.app import app
from tracker.errors import ConfigError
from tracker.operations.evaluate import evaluate


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """The command line sends the log to stderr, for good: other tests read it where it was."""
    log = logging.getLogger("tracker")
    before = (log.handlers[:], log.propagate, log.level)
    yield
    log.handlers, log.propagate = before[:2]
    log.setLevel(before[2])


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_bytes(b"\n".join(map(orjson.dumps, lines)) + b"\n")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    wrong = [rows.pico(name) for name in (rows.SEEN, rows.HELD_BACK)]
    for row in wrong:
        row["gold"][0]["text"] = "999"
    return write(tmp_path / "gold.jsonl", wrong)


def task(result: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in result["tasks"] if one["name"] == name)
    return found


def test_both_parts_are_scored_apart(tmp_path: Path) -> None:
    right, other = rows.pico(rows.SEEN), rows.pico(rows.HELD_BACK)
    other["gold"][0]["text"] = "121"
    parts = task(evaluate(write(tmp_path / "g.jsonl", [right, other])), "sample_size")["parts"]
    assert parts["seen"]["f1"] == 1
    assert parts["held back"]["f1"] == 0
    assert parts["held back"]["items"] == 1


def test_errors_are_shown_with_their_sentence_and_never_of_the_held_back_part(gold: Path) -> None:
    errors = task(evaluate(gold, errors=10), "sample_size")["errors"]
    assert {(one["id"], one["error"]) for one in errors} == {(rows.SEEN, "wrong"), (rows.SEEN, "missed")}
    assert any("[120 women]" in one["sentence"] for one in errors)


def test_one_task_alone(gold: Path) -> None:
    assert [one["name"] for one in evaluate(gold, task="event_rate")["tasks"]] == ["event_rate"]


def test_the_command_prints_a_table_and_json(gold: Path) -> None:
    table = CliRunner().invoke(app, ["eval", str(gold), "--errors", "2"])
    assert table.exit_code == 0
    assert "held back" in table.stdout
    assert "sample_size: missed 999" in table.stdout
    printed = CliRunner().invoke(app, ["eval", str(gold), "--json"])
    assert orjson.loads(printed.stdout)["gold_set"] == "pico"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"id": "a", "text": "no labels"}\n', "is no gold set that is known"),
        (b"", "is no gold set that is known"),
        (b"not json\n", "line 1 is not JSON"),
        (b'{"text": "x"}\n', "line 1 has no id"),
    ],
)
def test_a_file_that_is_none_is_told_in_one_line(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=problem):
        evaluate(path)


def test_a_missing_file_or_task_is_told_in_one_line(gold: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        evaluate(tmp_path / "nowhere.jsonl")
    with pytest.raises(ConfigError, match="has no task 'size'"):
        evaluate(gold, task="size")
