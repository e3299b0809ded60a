"""How long `tracker --help` takes, against Python importing typer (processor time of the process)."""

import resource
import subprocess
import sys

import pytest

RUNS = 7
TIMES = 3.5


def seconds(code: str, *arguments: str) -> float:
    """Least processor time of a few runs of `code` in a new interpreter."""
    taken = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


@pytest.mark.bench
def test_help_against_importing_typer(capsys: pytest.CaptureFixture[str]) -> None:
    typer, helped = seconds("import typer"), seconds("from tracker.cli import main; main()", "--help")
    with capsys.disabled():
        print(f"\ntracker --help {helped:.2f} s, {helped / typer:.2f} times importing typer (at most {TIMES})")
    assert helped > typer
