"""The report in a real headless Chromium: texts stay texts, nothing runs, nothing is asked for, nothing overflows."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.clock import SetClock
from tracker.config import load_config
from tracker.operations.run import import_files

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = '<script>document.title="run"</script><img src=x onerror="document.title=1"><svg onload=alert(1)>'
STORY = {
    "id": "story",
    "source": "a <b>desk</b>",
    "kind": "press",
    "url": "https://desk.example/a?x=<script>",
    "title": f"Drops help {HOSTILE}",
    "text": f"The trial (registered as NCT99999901) {HOSTILE} found more remission (50.0% vs 25.0%; NNT = 8).",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    folder = tmp_path_factory.mktemp("report")
    (folder / "stories.jsonl").write_text(json.dumps(STORY), "utf-8")
    (folder / "config.toml").write_text("")
    config = load_config(folder / "config.toml", {})
    import_files(config, SetClock(datetime(2026, 11, 20, tzinfo=UTC)), [folder / "stories.jsonl"])
    return folder / "report"


def opened(page: Path, *flags: str) -> str:
    """What the browser made of the page, as HTML."""
    quiet = ("--disable-background-networking", "--no-first-run", "--disable-sync", "--disable-component-update")
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent}/profile",
         *quiet, *flags, "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout


def pages(report: Path) -> list[Path]:
    return [report / "index.html", *sorted((report / "trial").glob("*.html"))]


def test_hostile_texts_stay_texts(report: Path) -> None:
    assert len(pages(report)) == 2
    for page in pages(report):
        seen = opened(page)
        assert "&lt;script&gt;" in seen
        assert "NNT" in seen
        assert not re.search(r"<(?:script|img|svg|iframe|object|link)\b", seen)
        tags = re.findall(r"<[a-z][^>]*>", seen)
        assert not [tag for tag in tags if re.search(r"\s(?:src|on\w+)=", re.sub(r'"[^"]*"', '""', tag))]
        assert not [tag for tag in tags if re.search(r"\shref=\"(?!trial/|\.\./index)", tag)]
        assert "<title>run</title>" not in seen
        assert "default-src 'none'" in seen


def test_the_mismatch_is_shown_with_its_value_highlighted(report: Path) -> None:
    seen = opened(report / "index.html")
    assert "NNT 8 differs from what the rates 50.0% and 25.0% give: 4" in seen
    assert re.search(r"<mark>[^<]*NNT = 8[^<]*</mark>", seen)
