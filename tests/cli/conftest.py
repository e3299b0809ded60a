"""The command line in this process, and as a command of its own."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.pipeline.stores import PatientClock, config_in, go, write_config
from tests.pipeline.webs import article, entry, pages_of, play_feed, play_isrctn, play_pages, study, tables
from tracker.cli import main

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from tracker.cli import main; main()"]

STUDIES = [
    study("NCT99999901", "Saltwater drops for dry examples", size=40, size_type="ACTUAL"),
    study("NCT99999902", size=120, phases=("PHASE3",)),
    study("NCT99999903", size=None),
]
STORIES = {
    "/more": article(
        "More people than registered", "The trial (registered as NCT99999901) randomised 64 people to drops."
    ),
    "/same": article("As registered", "The phase 3 trial registered as NCT99999902 plans to enrol 120 people."),
    "/none": article("No number at all", "Some people took drops and felt much the same as before."),
}


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said on stderr."""
        return self.err.splitlines()


Call = Callable[..., Said]


def warned(said: Said) -> list[str]:
    """The log lines."""
    return [line for line in said.lines if " level=" in line]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Run a command in this process, in the test's own folder: `call("show", "NCT99999901")`. It waits for nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DEBUG", "")
    monkeypatch.setattr("tracker.cli.app._clock", PatientClock)

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["tracker", *arguments])
        capsys.readouterr()
        code: int | str | None = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Said(int(code or 0), said.out, said.err)

    yield run
    log = logging.getLogger("tracker")
    log.handlers.clear()
    log.propagate = True
    log.setLevel(logging.NOTSET)


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Start a command as a process of its own, in the test's own folder."""

    def start(*arguments: str, **environ: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        )

    return start


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three studies, an ISRCTN entry and three stories, one of which differs from its registration."""
    folder = tmp_path_factory.mktemp("prepared")
    with Loopback() as server:
        play_pages(server, pages_of(STUDIES, 2), stamp="2026-11-19T09:00:05")
        play_isrctn(server, entry("ISRCTN99999901", nct="NCT99999901"))
        play_feed(server, STORIES)
        config = config_in(folder, f"sqlite:///{folder}/evidence.db", tables(server.url("")))
        assert go(config).state == "finished"
    return folder


@pytest.fixture
def evidence(_prepared: Path, tmp_path: Path) -> Path:
    """The test's own copy of that store, with a configuration of its own (no sources: nothing is fetched)."""
    for name in ("evidence.db", "blobs"):
        source, target = _prepared / name, tmp_path / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    write_config(tmp_path, f"sqlite:///{tmp_path}/evidence.db")
    return tmp_path


@pytest.fixture
def pg_database(made_pg_database: str) -> str:
    """No test here asks for a database without tables."""
    return made_pg_database
