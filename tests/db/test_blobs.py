"""Blobs: what is put is what is got, and what is no longer so is said."""

import hashlib
import uuid
from pathlib import Path

import pytest

from db.store.blobs import BlobStore
from tracker.errors import StoreError


@pytest.fixture(params=["folder", "file://", "memory://"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The root of a blob store: a folder, its address, or another file system."""
    name = uuid.uuid4().hex
    return {
        "folder": f"{tmp_path}/{name}",
        "file://": f"file://{tmp_path}/{name}",
        "memory://": f"memory://{name}",
    }[request.param]


@pytest.mark.parametrize("body", [b"", b"one", b"\x00\xff" * 100_000])
def test_what_is_put_is_got(root: str, body: bytes) -> None:
    blobs = BlobStore(root)
    name = blobs.put(body)
    assert name == hashlib.sha256(body).hexdigest()
    assert blobs.get(name) == body
    assert blobs.names() == {name}
    assert BlobStore(root).get(name) == body


def test_putting_twice_is_putting_once(root: str) -> None:
    blobs = BlobStore(root)
    assert blobs.put(b"one") == blobs.put(b"one")
    blobs.put(b"two")
    assert len(blobs.names()) == 2


def test_nothing_is_there_at_first(root: str) -> None:
    assert BlobStore(root).names() == set()
    with pytest.raises(StoreError, match=f"^blob {'0' * 12} is missing; restore store.blobs from a backup$"):
        BlobStore(root).get("0" * 64)


def path_of(blobs: BlobStore, name: str) -> Path:
    return Path(blobs.root) / name[:2] / name


@pytest.mark.parametrize("damage", [b"", b"on", b"onE", b"one more"])
def test_a_damaged_blob_is_noticed(tmp_path: Path, damage: bytes) -> None:
    blobs = BlobStore(str(tmp_path))
    name = blobs.put(b"one")
    path_of(blobs, name).write_bytes(damage)
    with pytest.raises(StoreError, match=rf"^blob {name[:12]} is damaged; restore"):
        blobs.get(name)


def test_a_blob_cut_short_is_written_again(tmp_path: Path) -> None:
    blobs = BlobStore(str(tmp_path))
    name = blobs.put(b"one")
    path_of(blobs, name).write_bytes(b"o")
    assert blobs.put(b"one") == name
    assert blobs.get(name) == b"one"


def test_a_write_that_was_cut_off_leaves_no_blob(tmp_path: Path) -> None:
    blobs = BlobStore(str(tmp_path))
    name = hashlib.sha256(b"one").hexdigest()
    part = path_of(blobs, name).with_name(f"{name}.77.part")
    part.parent.mkdir()
    part.write_bytes(b"o")
    assert blobs.names() == set()
    with pytest.raises(StoreError, match="missing"):
        blobs.get(name)
    blobs.put(b"one")
    assert blobs.names() == {name}


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"^cannot store a blob: Not a directory; check store.blobs$"):
        BlobStore(f"{tmp_path}/file").put(b"one")
