"""Report: the static pages, each written anew only when what it shows has changed. Read-only on the database."""

import os
from pathlib import Path

from tracker.errors import StoreError
from tracker.pipeline._work import Tally, Work
from tracker.report.pages import pages


def report_stage(work: Work) -> Tally:
    """Write the pages into the report folder; `done` counts files that changed."""
    tally = Tally()
    folder = Path(work.config.store.report)
    with work.reading() as conn:
        for name, page in pages(conn, work.clock.now(), _captures(work.config.store.blobs, folder)):
            try:
                tally.done += write_if_changed(folder / name, page)
            except OSError as error:
                remedy = "free some space or set store.report, then run again; nothing was lost"
                raise StoreError(f"cannot write the report: {error.strerror or error}", remedy) from None
    return tally


def _captures(blobs: str, folder: Path) -> str | None:
    """The folder of the received bytes as seen from the report; None when they are not in a folder of this machine."""
    return None if "://" in blobs else Path(os.path.relpath(blobs, folder)).as_posix()


def write_if_changed(path: Path, content: str) -> int:
    """Write `content` unless the file holds it already; returns 1 when it was written."""
    if path.exists() and path.read_text("utf-8") == content:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(content, "utf-8")
    part.replace(path)
    return 1
