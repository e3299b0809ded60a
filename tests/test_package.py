"""What is installed: the wheel holds every file of the three packages, and the locks pin what is asked for."""

import itertools
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("tracker", "scrapers", "db")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; (.+?))? \\$")


def pins(name: str) -> dict[str, set[str]]:
    """The versions of each package in a lock file."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if match := PIN.match(line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def asked(*, dev: bool) -> list[Requirement]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    lines = [*project["project"]["dependencies"], *groups["build"]]
    if dev:
        lines += [line for line in groups["dev"] if isinstance(line, str)]
        lines += project["project"]["optional-dependencies"]["postgres"]
    return [Requirement(line) for line in lines]


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("evidence_tracker-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
        meta = archive.read(next(name for name in archive.namelist() if name.endswith("entry_points.txt"))).decode()
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == here
    assert "tracker = tracker.cli:main" in meta


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_only_versions_and_hashes(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    odd = [
        line
        for line in lines
        if not (
            PIN.match(line) or re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) or line.lstrip()[:1] == "#"
        )
    ]
    assert odd == []
    assert not [version for versions in pins(name).values() for version in versions if "+" in version]
    for line, following in itertools.pairwise(lines):
        assert not PIN.match(line) or following.startswith("    --hash="), line


@pytest.mark.parametrize(("name", "dev"), [("requirements.lock", False), ("requirements-dev.lock", True)])
def test_a_lock_fits_pyproject(name: str, dev: bool) -> None:
    locked = pins(name)
    for requirement in asked(dev=dev):
        versions = locked.get(requirement.name.lower().replace("_", "-"), set())
        assert versions, f"{requirement.name} is not in {name}: run `make lock`"
        assert all(version in requirement.specifier for version in versions), f"{requirement}: run `make lock`"


def test_both_locks_agree() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime == {name: dev.get(name) for name in runtime}
    assert set(dev) > set(runtime)
