"""`tracker backfill`: what it says, and what it refuses."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.loopback import Canned, Loopback
from tests.pipeline.stores import write_config
from tests.pipeline.webs import XML, entries, entry, tables


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("example_news", "--from", "2026-01-01"), "the source 'example_news' cannot be asked for a slice of time"),
        (("isrctn", "--from", "May"), "--from: 'May' is no date; write it as 2026-11-20"),
        (("isrctn", "--from", "2026-05-01", "--to", "2026-04-30"), "--from: 2026-05-01 is after 2026-04-30"),
        (("isrctn", "--from", "2026-05-01", "--step", "year"), "--step: there is no step 'year'; use one of"),
        (("nothing", "--from", "2026-05-01"), "there is no source 'nothing' in the configuration"),
        (("isrctn", "--from", "2026-05-01", "--topic", "x"), "there is no topic 'x' in the configuration"),
    ],
)
def test_what_cannot_be_is_one_line(call: Call, tmp_path: Path, arguments: tuple[str, ...], line: str) -> None:
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", tables("http://127.0.0.1:9", "isrctn", "example_news"))
    said = call("backfill", *arguments)
    assert said.code == 2
    assert line in said.err
    assert len(said.lines) == 1


def test_a_line_per_slice_on_stderr(call: Call, tmp_path: Path, web: Loopback) -> None:
    web.routes["/isrctn/query/format/default"] = Canned(200, entries(entry("ISRCTN99999901")), XML)
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "isrctn"))
    said = call("backfill", "isrctn", "--from", "2026-01-01", "--to", "2026-02-28")
    assert (said.code, said.out) == (0, "")
    shown = [re.sub(r"\d+:\d\d", "0:00", line) for line in said.lines if "slices" in line]
    assert shown == [
        "isrctn saltwater: 0 of 2 slices, 0 entries, 0:00 passed, no estimate yet",
        "isrctn saltwater: 1 of 2 slices, 2026-01-01 to 2026-01-31 done, 1 entry, 0:00 passed, about 0:00 left",
        "isrctn saltwater: 2 of 2 slices, 2026-02-01 to 2026-02-28 done, 2 entries, 0:00 passed, about 0:00 left",
    ]
