"""Runs the tracker over a recording, kills it (SIGKILL) at chosen places and runs it again: `python kill_driver.py`.

It reads {"config", "replay", "places": [[what, n], ...], "folder"} on stdin and imports once; each run is a fork.
For each place the configuration's database is emptied, the run is killed at the n-th `what` (commit: just before one
that writes; blob: written, not yet renamed; fetch: answered, nothing stored yet; moment: when the n-th throw of
dice says, between start and end), a second run goes to the end, and all rows and the hashes of all exports are
written to FOLDER/what-n.json. Place ["none", 0] is the run that nobody disturbs; it also counts how often each `what`
happens, and how long it takes, and writes that to FOLDER/counts.json.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, event

from db.engine import open_engine
from db.models import metadata
from db.store import blobs
from tests.pipeline.stores import rows
from tracker.clock import Clock
from tracker.config import Config, load_config
from tracker.http import Client
from tracker.operations.export import export
from tracker.operations.run import run
from tracker.records import Reply

KILLED = 9


def watched(what: str, number: int) -> Counter[str]:
    """Count every place from now on, and die at the `number`-th `what`."""
    seen: Counter[str] = Counter()

    def reach(place: str) -> None:
        seen[place] += 1
        if place == what and seen[place] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def executing(_conn: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE", "CREATE"):
            context.root_connection.info["wrote"] = True

    def committing(connection: Connection) -> None:
        if connection.info.pop("wrote", False):
            reach("commit")

    event.listen(Engine, "before_cursor_execute", executing)
    event.listen(Engine, "commit", committing)
    replace = Path.replace

    def renaming(self: Path, target: Any) -> Any:
        if self.name.endswith(".part") and len(self.name) > 60:
            reach("blob")
        return replace(self, target)

    blobs.Path.replace = renaming  # type: ignore[method-assign]
    fetch = Client.fetch

    def fetching(*args: Any, **named: Any) -> Reply:
        reply = fetch(*args, **named)
        reach("fetch")
        return reply

    Client.fetch = fetching  # type: ignore[method-assign]
    return seen


def forked(do: Callable[[], None], after: float | None = None) -> int:
    """Do it in a child, killed `after` so many seconds; returns the signal that ended it, 0 if it ended by itself."""
    child = os.fork()
    if child == 0:
        try:
            do()
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit(1)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def at_random(do: Callable[[], None], folder: Path, number: int, fresh: Callable[[], None]) -> int:
    """Do it, killed at a random moment of the time that the undisturbed run took.

    When it was over by then, it is done again on a `fresh` store, to be killed earlier.
    """
    seconds = json.loads((folder / "counts.json").read_text())["seconds"]
    after = random.Random(number).uniform(0.0, seconds)
    while not (ended := forked(do, after)):
        fresh()
        after *= 0.7
    return ended


def empty(config: Config) -> None:
    """Leave nothing of the last place in a PostgreSQL database; every place has SQLite files of its own."""
    if config.store.url.startswith("sqlite"):
        return
    engine = open_engine(config.store.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


def at_place(config: Config, replay: Path, what: str, number: int, folder: Path) -> None:
    store = config.store
    url = f"sqlite:///{folder}/{what}-{number}.db" if store.url.startswith("sqlite") else store.url
    own = {"url": url, "blobs": str(folder / f"{what}-{number}-blobs"), "report": folder / f"{what}-{number}-report"}
    config = config.model_copy(update={"store": store.model_copy(update=own)})
    empty(config)

    def killed() -> None:
        began = time.monotonic()
        seen = watched(what, number)
        run(config, Clock(), replay=replay)
        if what == "none":
            (folder / "counts.json").write_text(json.dumps({**seen, "seconds": time.monotonic() - began}))

    def undisturbed() -> None:
        outcome = run(config, Clock(), replay=replay)
        assert outcome.state == "finished", outcome

    def report() -> None:
        kept = dict(rows(url)) | {"files": sorted(blobs.BlobStore(own["blobs"]).names())}  # type: ignore[arg-type]
        states = rows(url, without=[name for name in metadata.tables if name != "run"])["run"]
        export(config, "jsonl", folder / f"{what}-{number}-export")
        files = sorted((folder / f"{what}-{number}-export").iterdir())
        exports = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        told = {"rows": kept, "runs": states, "exports": exports}
        (folder / f"{what}-{number}.json").write_text(json.dumps(told))

    def fresh() -> None:
        empty(config)
        for path in [*folder.glob(f"{what}-{number}.*"), *folder.glob(f"{what}-{number}-*")]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    ended = at_random(killed, folder, number, fresh) if what == "moment" else forked(killed)
    assert ended == (0 if what == "none" else KILLED), f"{what} {number}: ended by signal {ended}"
    if what != "none":
        forked(undisturbed)
    forked(report)


def warm(config: Config, replay: Path) -> None:
    """One run and one export on a store of their own: what is slow the first time is slow once, before any fork."""
    with TemporaryDirectory() as folder:
        own = {"url": f"sqlite:///{folder}/e.db", "blobs": f"{folder}/blobs", "report": Path(folder, "report")}
        config = config.model_copy(update={"store": config.store.model_copy(update=own)})
        assert run(config, Clock(), replay=replay).state == "finished"
        export(config, "jsonl", Path(folder, "export"))


def main() -> None:
    asked = json.load(sys.stdin)
    config = load_config(Path(asked["config"]), {})
    warm(config, Path(asked["replay"]))
    for what, number in asked["places"]:
        at_place(config, Path(asked["replay"]), what, number, Path(asked["folder"]))


if __name__ == "__main__":
    main()
