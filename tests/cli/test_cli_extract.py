"""`tracker extract`: the published keys, offsets into the given text, HTML with its text, files beside the JSONL."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tracker.operations import extract as operation
from tracker.text import canonical

KEYS = (
    "type value low high unit kind arm outcome timepoint_days comparator scope status start end quote confidence"
).split()
TEXTS = {
    "plain": "The six-week trial (NCT99999901) randomised 64 people.\r\n\r\n50.0% vs 25.0% recovered (NNT = 4).",
    "odd": "\x00\ud800 naïve \U0001f600 A phase 2 trial enrolled 120 people\x00 for 12 weeks.",
    "nothing": "Nothing to see.",
    "composed": "cafe\u0301 and café: the trial randomised 31 people.",
}


def extract(call: Call, folder: Path, lines: list[dict[str, Any]], *more: str) -> dict[str, dict[str, Any]]:
    (folder / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    said = call("extract", "in.jsonl", *more)
    assert (said.code, said.err) == (0, "")
    text = (folder / more[1]).read_text() if more else said.out
    return {line["id"]: line for line in map(json.loads, text.splitlines())}


@pytest.mark.parametrize("out", [(), ("-o", "out.jsonl")], ids=["stdout", "file"])
def test_offsets_are_into_the_given_text(call: Call, tmp_path: Path, out: tuple[str, ...]) -> None:
    found = extract(call, tmp_path, [{"id": name, "text": text} for name, text in TEXTS.items()], *out)
    assert list(found) == list(TEXTS)
    for name, text in TEXTS.items():
        assert "text" not in found[name]
        for claim in found[name]["claims"]:
            assert set(KEYS) <= claim.keys()
            assert claim["quote"] == canonical(text)[claim["start"] : claim["end"]]
            assert 0 < claim["confidence"] <= 1
    assert found["nothing"]["claims"] == []
    by_type = {claim["type"]: claim for claim in found["plain"]["claims"]}
    assert (by_type["sample_size"]["value"], by_type["sample_size"]["kind"]) == (64, "randomised")
    assert (by_type["duration"]["low"] <= 42 <= by_type["duration"]["high"], by_type["duration"]["unit"]) == (
        True,
        "weeks",
    )
    assert by_type["nnt"]["value"] == 4
    assert by_type["registration_id"]["value"] == {"scheme": "nct", "value": "NCT99999901"}
    assert [c["value"] for c in found["odd"]["claims"] if c["type"] == "sample_size"] == [120]
    assert [c["quote"] for c in found["composed"]["claims"] if c["type"] == "sample_size"] == ["31 people"]


def test_html_comes_back_with_its_text_and_files_are_read(call: Call, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(TEXTS["plain"], newline="")
    lines = [
        {"id": "html", "html": "<p>The <b>trial</b> randomised\n 64 people.</p>", "text": None},
        {"id": "file", "file": "story.txt"},
    ]
    found = extract(call, tmp_path, lines)
    (claim,) = [c for c in found["html"]["claims"] if c["type"] == "sample_size"]
    assert claim["quote"] == found["html"]["text"][claim["start"] : claim["end"]] == "64 people"
    assert [c["value"] for c in found["file"]["claims"] if c["type"] == "sample_size"] == [64]
    assert "text" not in found["file"]


def test_no_database_is_touched(call: Call, tmp_path: Path) -> None:
    extract(call, tmp_path, [{"id": "a", "text": TEXTS["plain"]}])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_two_workers_write_what_one_writes(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "CHUNK", 2)
    texts = [json.dumps({"id": f"d{n}", "text": f"The trial enrolled {n} adults."}) for n in range(20, 29)]
    lines = [*texts[:5], '{"id": "d20", "text": "Again."}', "no JSON", *texts[5:], '{"id": 1, "html": "<p>30 men</p>"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    alone = call("extract", "in.jsonl", "-o", "one.jsonl")
    shared = call("extract", "in.jsonl", "-o", "two.jsonl", "--workers", "2")
    assert (alone.code, shared.code) == (3, 3)
    told, told_too = ([line.partition(" level=")[2] for line in said.lines] for said in (alone, shared))
    assert told == told_too
    assert [line in "".join(told) for line in ("line 6:", "line 7:", "line 8:")] == [True, True, False]
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    written = [json.loads(line) for line in (tmp_path / "two.jsonl").read_bytes().splitlines()]
    assert [line["id"] for line in written] == [*(f"d{n}" for n in range(20, 29)), "1"]


def die(chunk: object, path: Path, explained: bool) -> tuple[bytes, list[str]]:
    os._exit(9)


def test_a_killed_worker_is_one_clear_line(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "The trial enrolled 40 adults."}')
    monkeypatch.setattr(operation, "read_chunk", die)
    said = call("extract", "in.jsonl", "--workers", "2")
    assert (said.code, said.out, len(said.lines)) == (1, "", 1)
    assert "a worker process ended before its work was done" in said.err


def test_there_is_at_least_one_worker(call: Call) -> None:
    assert call("extract", "in.jsonl", "--workers", "0").code == 2
