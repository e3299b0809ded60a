"""Report: the static page, written anew only when what it shows has changed. Read-only on the database."""

from pathlib import Path

from tracker.pipeline._work import Tally, Work
from tracker.report import morning


def report_stage(work: Work) -> Tally:
    """Write index.html into the report folder; `done` counts files that changed."""
    tally = Tally()
    with work.reading() as conn:
        page = morning.page(conn)
    tally.done += write_if_changed(Path(work.config.store.report) / "index.html", page)
    return tally


def write_if_changed(path: Path, content: str) -> int:
    """Write `content` unless the file holds it already; returns 1 when it was written."""
    if path.exists() and path.read_text("utf-8") == content:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(content, "utf-8")
    part.replace(path)
    return 1
