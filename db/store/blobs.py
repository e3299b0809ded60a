"""Blobs: received bytes on disk (or any fsspec path) under their SHA-256, written before any row speaks of them."""

import errno
import hashlib
import os
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from tracker.errors import StoreError

_REDACTED = ".redacted"


class BlobStore:
    """A folder of blobs: `put` returns the hash, `get` gives the bytes back and checks them."""

    def __init__(self, root: str) -> None:
        """Use the folder or fsspec URL `root`; it is made on the first `put`."""
        self.fs, self.root = fsspec.core.url_to_fs(root)

    def _path(self, sha256: str) -> str:
        return f"{self.root}/{sha256[:2]}/{sha256}"

    def put(self, body: bytes) -> str:
        """Store `body` durably (written, fsynced, renamed) and return its SHA-256. Raises StoreError."""
        sha256 = hashlib.sha256(body).hexdigest()
        path = self._path(sha256)
        try:
            if self.fs.exists(path) and self.fs.size(path) == len(body) or self.is_redacted(sha256):
                return sha256
            if isinstance(self.fs, LocalFileSystem):
                _put_local(Path(path), body)
            else:
                self.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
                self.fs.pipe_file(path, body)
        except OSError as error:
            remedy = (
                "free some space and run again; nothing was lost"
                if error.errno == errno.ENOSPC
                else "check store.blobs"
            )
            raise StoreError(f"cannot store a blob: {error.strerror or error}", remedy) from None
        return sha256

    def redact(self, sha256: str) -> None:
        """Remove the bytes for good and leave a mark, so that `put` does not store them again. Raises StoreError."""
        path = self._path(sha256)
        try:
            self.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            self.fs.pipe_file(path + _REDACTED, b"")
            if self.fs.exists(path):
                self.fs.rm_file(path)
        except OSError as error:
            problem = f"cannot remove a blob: {error.strerror or error}"
            raise StoreError(problem, "check store.blobs, then redact again") from None

    def is_redacted(self, sha256: str) -> bool:
        """Whether the bytes were removed on request."""
        return bool(self.fs.exists(self._path(sha256) + _REDACTED))

    def get(self, sha256: str) -> bytes:
        """The bytes of `sha256`; raises StoreError when they are missing or no longer hash to their name."""
        try:
            body: bytes = self.fs.cat_file(self._path(sha256))
        except OSError:
            raise StoreError(f"blob {sha256[:12]} is missing", "restore store.blobs from a backup") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StoreError(f"blob {sha256[:12]} is damaged", "restore store.blobs from a backup")
        return body

    def names(self) -> set[str]:
        """The hashes of everything stored."""
        if not self.fs.exists(self.root):
            return set()
        return {path.rsplit("/", 1)[1] for path in self.fs.find(self.root) if not path.endswith((".part", _REDACTED))}


def _put_local(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)  # on a full disk, what is half written is in the way
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
