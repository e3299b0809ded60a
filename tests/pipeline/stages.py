"""A store filled by hand, and the stages after parse run on it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine, upgrade
from db.store.blobs import BlobStore
from tests.db.stores import Store
from tests.pipeline.stores import PatientClock, config_in
from tracker.cli import output
from tracker.config import Config
from tracker.operations import find
from tracker.pipeline._work import Work
from tracker.pipeline.check import check_stage
from tracker.pipeline.extract import extract_stage
from tracker.pipeline.link import link_stage
from tracker.pipeline.report import report_stage
from tracker.records import Field

REGISTERED = (
    Field(type="registration_id", raw="NCT99999901", path="$.id", kind="own"),
    Field(type="sample_size", raw="40", path="$.size", kind="enrolled"),
)


class Bench(Store):
    """A store, its configuration and clock."""

    def __init__(self, url: str, folder: Path, tables: str = "") -> None:
        engine = open_engine(url)
        upgrade(engine)
        super().__init__(url, engine)
        self.folder = folder
        self.config: Config = config_in(folder, url, tables)

    def run(self, clock: PatientClock | None = None) -> None:
        """The stages after parse."""
        work = Work(self.engine, BlobStore(self.config.store.blobs), self.config, clock or PatientClock(), "run")
        for stage in (extract_stage, link_stage, check_stage, report_stage):
            stage(work)

    def add(self, native_id: str, said: str, source: str, at: float = 0, **more: Any) -> str:
        """A document of a source of its own kind."""
        if source not in self.sources:
            self.add_source(source, more.get("kind", "press"))
        return self.document(native_id, said, at, source=source, **more)

    def registry(self, **more: Any) -> str:
        """The registration of the trial NCT99999901 of 40 people."""
        record = {"id": "NCT99999901", "size": 40}
        given = {"kind": "registry", "record": record, "fields": REGISTERED, "title": "Drops for examples", **more}
        return self.add("NCT99999901", "", "register", **given)

    def listed(self, clock: PatientClock | None = None) -> list[dict[str, Any]]:
        """The mismatches as JSON shows them."""
        now = (clock or PatientClock()).now()
        wanted = find.wanted(self.config, since=None, min_severity=None, state=None, verdict=None, now=now)
        return find.mismatches(self.config, wanted)

    def page(self) -> str:
        """The morning page."""
        return (self.folder / "report" / "index.html").read_text("utf-8")


@contextmanager
def bench(url: str, folder: Path, tables: str = "") -> Iterator[Bench]:
    """A store filled by hand."""
    made = Bench(url, folder, tables)
    yield made
    made.engine.dispose()


def told(found: Sequence[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> str:
    """What `tracker mismatches` prints."""
    capsys.readouterr()
    output.mismatches(json.loads(json.dumps(found, default=str)))
    return capsys.readouterr().out
