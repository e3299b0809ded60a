"""`tracker db backup`: a copy of the evidence that is known to be whole, made while others go on working."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from db.engine import open_engine, require_schema
from db.read import status
from db.store.blobs import BlobStore
from tracker.config import Config
from tracker.errors import ConfigError, StoreError
from tracker.operations import maintain

DATABASE = "evidence.db"
DUMP = "evidence.dump"


def backup(config: Config, out: Path) -> str:
    """Copy database and blobs into the folder `out`, which must be new or empty; returns what was done in one line.

    The database comes first: every blob that it names was stored before its row. A SQLite copy is then verified as
    `tracker db verify` does, quote by quote and hash by hash; of a PostgreSQL database `pg_dump` makes an archive
    (`pg_restore` reads it), and the blobs are verified. Raises StoreError when the copy is not sound.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"{out} is not empty", "name a folder that does not exist yet")
    engine = open_engine(config.store.url)
    try:
        require_schema(engine)
        out.mkdir(parents=True, exist_ok=True)
        sqlite = engine.dialect.name == "sqlite"
        _copy_sqlite(config, out / DATABASE) if sqlite else _dump_postgres(config, out / DUMP)
        with engine.connect() as conn:
            names = [row["sha256"] for row in status.rows(conn, "SELECT sha256 FROM blob WHERE redacted_at IS NULL")]
            gone = [row["sha256"] for row in status.rows(conn, "SELECT sha256 FROM blob WHERE redacted_at IS NOT NULL")]
    except OSError as error:
        raise StoreError(f"cannot write {out}: {error.strerror}", "name a folder on a disk with room") from None
    finally:
        engine.dispose()
    copied = _copy_blobs(config, out / "blobs", names)
    for name in gone:
        BlobStore(str(out / "blobs")).redact(name)
    if sqlite:
        _verified(config, out)
    restore = "copy both back" if sqlite else f"copy the blobs back and run pg_restore on {DUMP}"
    return f"{out}: the database and {copied} blobs, verified; to restore, {restore}"


def _copy_sqlite(config: Config, target: Path) -> None:
    source = make_url(config.store.url).database or ""
    with (
        closing(sqlite3.connect(f"{Path(source).resolve().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        try:
            old.backup(new, pages=1000)
            damage = new.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise StoreError(f"the database cannot be copied: {error}", "run `tracker db verify`") from None
    if damage != "ok":
        raise StoreError(f"the copy is damaged: {damage}", "run `tracker db verify`; keep the last backup")


def _dump_postgres(config: Config, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise ConfigError("pg_dump is not installed", "install PostgreSQL's client programs, or dump on the server")
    url = make_url(config.store.url).set(drivername="postgresql")
    command = [program, "--format=custom", "--no-owner", f"--file={target}", f"--dbname={url.set(password=None)}"]
    environ = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})  # not on the command line
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise StoreError(f"pg_dump failed: {reason}", "see the server's log")


def _copy_blobs(config: Config, target: Path, names: list[str]) -> int:
    """Copy every blob, each checked against its hash as it is read."""
    held, copies = BlobStore(config.store.blobs), BlobStore(str(target))
    for name in names:
        copies.put(held.get(name))
    return len(names)


def _verified(config: Config, out: Path) -> None:
    store = config.store.model_copy(update={"url": f"sqlite:///{out / DATABASE}", "blobs": str(out / "blobs")})
    found = maintain.verify(config.model_copy(update={"store": store}))
    if found:
        problem = f"the copy has {len(found)} faults, the first: {found[0]['kind']} ({found[0]['subject']})"
        raise StoreError(problem, "run `tracker db verify` on the store; keep the last backup")
