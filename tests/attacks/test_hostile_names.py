"""Names of files in the corpus lead out of no folder: in JSON lines, folders that are imported, archives and pages."""

import gzip
import os
from pathlib import Path

import pytest

from scrapers import files
from scrapers._base import all_sources
from tests.attacks.conftest import CORPUS
from tests.attacks.generators import line
from tests.pipeline.stores import PatientClock, ask, config_in
from tracker.operations.run import completed, import_files
from tracker.records import Problem

PATHS = [name for group in CORPUS["path"] for name in group["names"]]
SECRET = "The secret trial randomised 666 people to the drops that nobody may hear of."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to import, with links that lead out of it to the secrets beside it."""
    (tmp_path / "secret.txt").write_text(SECRET)
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "outside").symlink_to(tmp_path, target_is_directory=True)
    return inside


@pytest.mark.parametrize("name", PATHS)
def test_a_line_reads_no_file_outside_its_folder(folder: Path, name: str) -> None:
    (item,) = files.plan("d.jsonl", line(id="a", file=name).encode())
    if isinstance(item, files.ImportItem):
        item = completed(item, folder)
    assert isinstance(item, Problem), item
    assert SECRET not in item.message


def test_a_folder_is_imported_without_what_its_links_lead_to(folder: Path, tmp_path: Path) -> None:
    (folder / "own.txt").write_text("The phase 2 trial randomised 30 people to drops.")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    config = config_in(tmp_path / "store", f"sqlite:///{tmp_path}/e.db")
    import_files(config, PatientClock(), [folder])
    assert ask(config, "SELECT native_id FROM document") == [("own.txt",)]


@pytest.mark.parametrize("name", ["../../evil.txt", "/tmp/evil.txt", "a/\x1b[31mb.txt"])
def test_the_name_inside_an_archive_is_not_used(name: str, tmp_path: Path) -> None:
    packed = tmp_path / "story.txt.gz"
    with gzip.GzipFile(name, "wb", fileobj=packed.open("wb")) as file:
        file.write(b"The phase 2 trial randomised 30 people to drops.")
    (item,) = files.plan(packed.name, packed.read_bytes())
    assert isinstance(item, files.ImportItem)
    assert (item.url, item.meta["name"]) == ("story.txt.gz", "story.txt")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "../../evil", "http://[", "javascript:alert(1)", "\x1b[31m"])
def test_the_address_in_a_warc_is_no_place_on_this_machine(address: str) -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>x</p></body></html>"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-11-20T00:00:00Z\r\n"
    record = f"{head}WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"
    items = list(files.plan("web.warc", record))
    assert [item for item in items if isinstance(item, files.ImportItem)] == []


def test_no_reader_takes_a_name_for_a_place(tmp_path: Path) -> None:
    """Bytes decide with the end of the name; the folder in it is never opened."""
    for source in all_sources().values():
        assert not source.reads("../../../etc/passwd", b"root:x:0:0")
    assert list(tmp_path.iterdir()) == []
