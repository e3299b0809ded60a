"""kill -9 anywhere, run again: the same rows as a run that nobody disturbed, on both databases."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from scrapers.isrctn import IsrctnOptions
from tests.pipeline.stores import START, differences, write_config
from tests.pipeline.webs import (
    HTML,
    JSON,
    XML,
    article,
    entries,
    entry,
    feed,
    pages_of,
    recorded,
    search_path,
    study,
    tables,
)
from tracker.http import write_warc

BASE = "https://web.example"
COMMITS = 3
"""Of the commits of a run, first to last, those after which it is killed here; `make soak` takes every one."""
MOMENTS = 3
"""Random moments at which it is killed here, on SQLite: with the places, ten kills."""
ROOT = Path(__file__).resolve().parents[2]
STUDIES = [
    study("NCT99999901", size=40, duration="4 Weeks", others=[(None, "ISRCTN99999901")]),
    study("NCT99999902", size=120, size_type="ACTUAL", phases=("PHASE3",)),
    study("NCT99999903", size=None),
]
STORIES = {
    "/one": article("Drops help examples", "The six-week trial (registered as NCT99999901) randomised 64 people."),
    "/two": article("Drops help examples", "The six-week trial (registered as NCT99999901) randomised 64 people."),
    "/three": article(
        "No help",
        "The phase 2 trial registered as NCT99999902 enrolled 119 people; 50.0% vs 25.0% recovered (NNT = 8).",
    ),
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A web with a paged registry, another one, and a feed; the feed's last article has the last date."""
    version = json.dumps({"dataTimestamp": "2026-11-19T09:00:05"}).encode()
    answers: list[tuple[str, Any, bytes]] = [("/api/v2/version", JSON, version)]
    for n, (token, body) in enumerate(pages_of(STUDIES, 1)):
        answers.append((search_path(token), {**JSON, "ETag": f'"{n}"'}, body))
    both = entries(entry("ISRCTN99999901", nct="NCT99999901"), entry("ISRCTN99999902"))
    for words in ('("dry examples")', '("dry examples") AND lastEdited GE 2026-08-04T13:22:23'):
        query = urlencode({"q": words, "limit": str(IsrctnOptions().limit)}, quote_via=quote)
        answers.append((f"/isrctn/query/format/default?{query}", XML, both))
    named = [(BASE + path, "A randomised trial", "Mon, 09 Nov 2026 08:00:00 +0000") for path in STORIES]
    answers.append(("/rss.xml", {"Content-Type": "application/rss+xml", "ETag": '"feed"'}, feed(*named)))
    answers += [(path, HTML, body) for path, body in STORIES.items()]
    path = tmp_path_factory.mktemp("recording") / "web.warc.gz"
    write_warc(path, recorded(START - timedelta(days=1), BASE, answers))
    return path


def drive(folder: Path, url: str, replay: Path, places: list[tuple[str, int]]) -> None:
    asked = {"config": str(folder / "config.toml"), "replay": str(replay), "places": places, "folder": str(folder)}
    write_config(folder, url, tables(BASE))
    script = Path(__file__).with_name("kill_driver.py")
    done = subprocess.run(
        [sys.executable, script],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-2000:]


def spread(counts: dict[str, int], wanted: dict[str, int]) -> list[tuple[str, int]]:
    """`wanted` places of each sort, from the first to the last."""
    return [
        (what, number)
        for what, places in wanted.items()
        for number in sorted({1 + n * (counts[what] - 1) // (places - 1) for n in range(places)})
    ]


def test_killed_anywhere_and_run_again(tmp_path: Path, recording: Path, long_store_url: str) -> None:
    drive(tmp_path, long_store_url, recording, [("none", 0)])
    counts = json.loads((tmp_path / "counts.json").read_text())
    undisturbed = json.loads((tmp_path / "none-0.json").read_text())["rows"]
    assert {name: len(undisturbed[name]) for name in ("document", "trial")} == {"document": 8, "trial": 4}
    assert all(undisturbed[name] for name in ("claim", "link", "mismatch", "story_member", "cursor", "files"))
    assert counts["blob"] == 7
    assert counts["commit"] >= 30
    places = spread(counts, {"commit": COMMITS, "blob": 2, "fetch": 2})
    assert len(places) >= COMMITS + 3
    places += [("moment", n) for n in range(MOMENTS)]
    drive(tmp_path, long_store_url, recording, places)
    exports = json.loads((tmp_path / "none-0.json").read_text())["exports"]
    assert len(exports) >= 10
    for what, number in places:
        again = json.loads((tmp_path / f"{what}-{number}.json").read_text())
        assert differences(undisturbed, again["rows"]) == [], f"killed at {what} {number}"
        assert again["exports"] == exports, f"killed at {what} {number}"
        assert [sum(f"'{state}'" in run for run in again["runs"]) for state in ("running", "finished")] == [0, 1]
