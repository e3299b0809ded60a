"""kill -9 at every commit, blob and fetch of a run, and at random moments, on both databases: too long for every day.

SOAK_KILLS=20 makes fewer of the random ones.
"""

import json
import os
from pathlib import Path

import pytest

from tests.pipeline.stores import differences
from tests.pipeline.test_run_killed import drive, recording

__all__ = ["recording"]

BATCH = 10
KILLS = {"sqlite": 200, "postgresql": 50}
"""Random moments on each database."""


def killed_at(folder: Path, url: str, recording: Path, places: list[tuple[str, int]]) -> None:
    """Kill a run at each place and let it be completed: rows and exports are those of the undisturbed run."""
    undisturbed = json.loads((folder / "none-0.json").read_text())
    for at in range(0, len(places), BATCH):
        drive(folder, url, recording, places[at : at + BATCH])
        for what, number in places[at : at + BATCH]:
            again = json.loads((folder / f"{what}-{number}.json").read_text())
            assert differences(undisturbed["rows"], again["rows"]) == [], f"killed at {what} {number}"
            assert again["exports"] == undisturbed["exports"], f"killed at {what} {number}"
        print(f"{min(at + BATCH, len(places))} kills: the same rows and exports each time", flush=True)


@pytest.mark.soak
def test_killed_at_every_place(tmp_path: Path, recording: Path, store_url: str) -> None:
    drive(tmp_path, store_url, recording, [("none", 0)])
    counts = json.loads((tmp_path / "counts.json").read_text())
    places = [(what, n) for what in ("commit", "blob", "fetch") for n in range(1, counts[what] + 1)]
    assert len(places) > 40
    killed_at(tmp_path, store_url, recording, places)


@pytest.mark.soak
def test_killed_at_random_moments(tmp_path: Path, recording: Path, store_url: str) -> None:
    drive(tmp_path, store_url, recording, [("none", 0)])
    most = KILLS[store_url.partition(":")[0].partition("+")[0]]
    number = min(most, int(os.environ.get("SOAK_KILLS", most)))
    killed_at(tmp_path, store_url, recording, [("moment", n) for n in range(number)])
