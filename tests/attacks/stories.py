"""A store and a report made of the hostile texts of the corpus: each is a story's title, outlet, id and sentence."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attacks.conftest import CORPUS
from tests.loopback import Loopback
from tests.pipeline.stores import PatientClock, config_in
from tests.pipeline.webs import study
from tracker.cli import main
from tracker.config import Config
from tracker.operations.run import import_files

VALUES = [value for group in CORPUS["text"] for value in group["values"]]


@dataclass(frozen=True)
class Stories:
    """The web that hostile texts call, the texts with its address in them, and the store that was made of them."""

    web: Loopback
    values: list[str]
    config: Config
    folder: Path

    def said(self, *arguments: str) -> str:
        """What a command prints on stdout; it must end well."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", ["tracker", *arguments])
            patch.setattr("tracker.cli.app._clock", PatientClock)
            code: object = 0
            try:
                main()
            except SystemExit as end:
                code = end.code
            finally:
                log = logging.getLogger("tracker")
                log.handlers.clear()
                log.propagate = True
                log.setLevel(logging.NOTSET)
        assert not code, err.getvalue()
        return out.getvalue()


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stories]:
    """The store, made once; every story differs from the registration in its number of people."""
    folder = tmp_path_factory.mktemp("hostile")
    with Loopback() as web:
        values = [value.replace("{base}", web.url("")) for value in VALUES]
        lines = []
        for n, value in enumerate(values):
            told = f"The trial (registered as NCT99999901) randomised {60 + n} people {value} today."
            text = f"{value} said the desk.\n{told}"
            lines.append({"id": f"{n} {value}", "title": f"{n} {value}", "source": f"{value} {n % 3}", "kind": "press",
                          "url": f"https://desk.example/{n}?{value}", "text": text})  # fmt: skip
        (folder / "stories.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
        entry = study("NCT99999901", f"Trial {values[0]}", size=40, size_type="ACTUAL")
        (folder / "study.json").write_text(json.dumps(entry), "utf-8")
        config = config_in(folder, f"sqlite:///{folder}/evidence.db")
        import_files(config, PatientClock(), [folder / "study.json", folder / "stories.jsonl"])
        yield Stories(web, values, config, folder)
