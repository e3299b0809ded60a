"""kill -9 at every commit, blob and fetch of a run, on both databases: too long for every day."""

import json
from pathlib import Path

import pytest

from tests.pipeline.stores import differences
from tests.pipeline.test_run_killed import drive, recording

__all__ = ["recording"]


@pytest.mark.soak
def test_killed_at_every_place(tmp_path: Path, recording: Path, store_url: str) -> None:
    drive(tmp_path, store_url, recording, [("none", 0)])
    counts = json.loads((tmp_path / "counts.json").read_text())
    undisturbed = json.loads((tmp_path / "none-0.json").read_text())["rows"]
    places = [(what, n) for what in ("commit", "blob", "fetch") for n in range(1, counts[what] + 1)]
    assert len(places) > 40
    drive(tmp_path, store_url, recording, places)
    for what, number in places:
        again = json.loads((tmp_path / f"{what}-{number}.json").read_text())
        assert differences(undisturbed, again["rows"]) == [], f"killed at {what} {number}"
