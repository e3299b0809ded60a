"""Starting: what is loaded, every command's help, colours, a reader that goes away."""

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from tests.cli.conftest import COMMAND, ROOT, Call
from tracker.cli.app import app
from tracker.cli.examples import EXAMPLES

ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT)}
LISTED = """
import sys
from tracker.cli import main
sys.argv = ["tracker", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["links", "accept", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LISTED, *arguments], capture_output=True, text=True, env=ENVIRON)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert {"tracker", "typer"} <= loaded
    assert not loaded & {"spacy", "sqlmodel", "sqlalchemy", "httpx", "lxml", "trafilatura", "alembic", "apscheduler"}


def commands() -> list[list[str]]:
    """Every command with its group."""
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    named = [[_name(one)] for one in app.registered_commands]
    return named + [
        [str(name), _name(one)] for name, group in groups.items() for one in group.registered_commands if name
    ]


def _name(command: "typer.models.CommandInfo") -> str:
    return command.name or command.callback.__name__.replace("_", "-")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "command", [[], ["links"], ["db"], *commands()], ids=lambda names: " ".join(names) or "tracker"
)
def test_every_command_explains_itself(call: Call, command: list[str]) -> None:
    said = call(*command, "--help")
    assert (said.code, said.err) == (0, "")
    assert "Usage: tracker " + " ".join(command) in said.out
    assert "Examples:" in said.out or command in ([], ["db"], ["docs"])


def test_every_command_has_examples_that_it_understands() -> None:
    hidden = {_name(one) for one in app.registered_commands if one.hidden}
    assert {" ".join(names) for names in commands()} - hidden <= EXAMPLES.keys()
    root = typer.main.get_command(app)
    for name, lines in EXAMPLES.items():
        for line in lines:
            program, *words = shlex.split(line)
            assert program == "tracker"
            context = root.make_context("tracker", words, resilient_parsing=False)
            names = iter(name.split())
            command = root.get_command(context, next(names))
            rest = words[words.index(name.split()[0]) + 1 :]
            for one in names:
                assert rest.pop(0) == one
                command = command.get_command(context, one)
            command.make_context(name, rest, parent=context)


def test_without_a_command_the_help_is_shown(call: Call) -> None:
    said = call()
    assert "Usage: tracker" in said.out + said.err


def test_a_bug_is_shown_with_debug_and_an_error_of_the_users_too(call: Call, tmp_path: Path) -> None:
    from tracker.errors import StoreError

    with pytest.raises(StoreError, match="no database"):
        call("--debug", "status")


def test_no_escape_reaches_a_pipe_or_no_color(evidence: Path) -> None:
    colours = {"NO_COLOR": "1", "FORCE_COLOR": "", "TERM": "xterm-256color"}
    for environ, arguments in (({}, ["sql", "SELECT * FROM v_documents"]), (colours, ["show", "NCT99999901"])):
        done = subprocess.run(
            [*COMMAND, *arguments], capture_output=True, text=True, cwd=evidence, env={**ENVIRON, **environ}
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "\x1b" not in done.stdout


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_reader_that_leaves_early_is_no_error(evidence: Path, form: str) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) SELECT i, 'word' FROM n"
    command = [*COMMAND, "sql", many, "--format", form]
    first = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=evidence, env=ENVIRON
    )
    assert first.stdout
    assert first.stderr
    assert first.stdout.readline()
    first.stdout.close()
    assert first.stderr.read() == ""
    first.wait(timeout=30)
    first.stderr.close()


def test_a_short_answer_to_a_closed_pipe_is_quiet(evidence: Path) -> None:
    script = f"{sys.executable} -c 'from tracker.cli import main; main()' sql 'SELECT 1' | true"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, cwd=evidence, env=ENVIRON)
    assert done.stderr == ""


def test_data_and_progress_are_kept_apart(
    call: Call, evidence: Path, spawn: Callable[..., "subprocess.Popen[str]"]
) -> None:
    said = call("run", "--offline", "--json")
    assert json.loads(said.out)["state"] == "finished"
    assert said.err == ""
    verbose = call("--verbose", "run", "--offline")
    assert verbose.out == ""
    assert "run run-" in verbose.err


@pytest.mark.parametrize(("answer", "written"), [("", True), ("n\n", False)])
def test_a_first_start_offers_to_write_a_configuration(
    call: Call, monkeypatch: pytest.MonkeyPatch, answer: str, written: bool
) -> None:
    monkeypatch.setattr("tracker.cli.start.is_person", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer or "\n"))
    said = call("run", "--only", "parse")
    assert said.code == 0
    assert "There is no config.toml here" in said.err
    assert Path("config.toml").exists() is written
    if written:
        assert Path("config.toml").read_text("utf-8") == (ROOT / "config.toml").read_text("utf-8")
        assert "wrote config.toml: put in your contact and topics" in said.err
        assert not Path("evidence.db").exists()


def test_nobody_is_asked_where_nobody_is(call: Call) -> None:
    assert "There is no config.toml" not in call("run", "--only", "parse").err
    assert not Path("config.toml").exists()


def test_a_shell_can_complete_commands() -> None:
    environ = {**ENVIRON, "_TRACKER_COMPLETE": "complete_bash", "COMP_WORDS": "tracker mis", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, env=environ)
    assert done.stdout.split() == ["mismatches"]
