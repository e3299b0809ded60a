"""What the reading commands print: formats, exact keys, and text that cannot command a terminal or a spreadsheet."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.pipeline.stores import write_config
from tracker.cli.output import links

KEYS = (
    "id check verdict severity confidence state first_seen last_seen trial document against link parent values quotes "
    "from_abstract explanation story"
).split()


def test_mismatches_as_json_have_exactly_the_published_keys(call: Call, evidence: Path) -> None:
    (found,) = json.loads(call("mismatches", "--json").out)
    assert sorted(found) == sorted(KEYS)
    assert (found["check"], found["verdict"], found["state"], found["parent"]) == (
        "sample_size",
        "inconsistent",
        "open",
        None,
    )
    assert found["severity"] in ("minor", "major", "critical")
    assert found["values"] == ["64 people", "40"]
    assert found["quotes"][0] == "The trial (registered as NCT99999901) randomised 64 people to drops."
    assert {"id", "source", "kind", "url", "title", "document_id"} <= found["document"].keys()
    assert found["document"]["id"] == found["document"]["url"]
    assert found["document"]["id"].endswith("/more")
    assert found["against"]["id"] == "NCT99999901"
    assert (sorted(found["trial"]), sorted(found["link"])) == (
        ["id", "identifiers", "label"],
        ["method", "score", "state"],
    )
    assert found["link"]["state"] == "accepted"
    assert 0 < found["confidence"] <= 1
    assert "64 people" in found["explanation"]


def test_links_as_json(call: Call, evidence: Path) -> None:
    found = json.loads(call("links", "--json").out)
    assert all(
        sorted(link) == sorted("document trial role method score state evidence report".split()) for link in found
    )
    by_document = {link["document"]["id"].rpartition("/")[2]: link for link in found}
    assert sorted(by_document) == ["ISRCTN99999901", "NCT99999901", "NCT99999902", "NCT99999903", "more", "same"]
    more = by_document["more"]
    assert (more["role"], more["method"], more["state"]) == ("coverage", "identifier", "accepted")
    assert more["trial"]["identifiers"] == ["ISRCTN99999901", "NCT99999901"]
    assert any("NCT99999901" in line for line in more["evidence"])
    assert {"id", "source", "kind", "url", "title"} <= more["document"].keys()
    one = json.loads(call("links", "--of", "NCT99999903", "--json").out)
    assert {link["trial"]["id"] for link in one} == {by_document["NCT99999903"]["trial"]["id"]}


@pytest.mark.parametrize("name", ["NCT99999901", "isrctn99999901", "MISMATCH"])
def test_show_finds_a_trial_by_any_number_and_a_mismatch_by_its_id(call: Call, evidence: Path, name: str) -> None:
    (mismatch,) = json.loads(call("mismatches", "--json").out)
    said = call("show", name.replace("MISMATCH", mismatch["id"]), "--json")
    (section,) = json.loads(said.out)
    if name == "MISMATCH":
        assert (section["kind"], section["events"][0]["kind"]) == ("mismatch", "opened")
    else:
        assert section["identifiers"] == ["ISRCTN99999901", "NCT99999901"]
        assert [m["id"] for m in section["mismatches"]] == [mismatch["id"]]
        assert {c["source"] for c in section["claims"]} == {"clinicaltrials_gov", "isrctn", "example_news"}
    text = call("show", name.replace("MISMATCH", mismatch["id"])).out
    assert "64 people" in text


def test_show_says_what_speaks_for_and_against_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    link = {
        "document": {"source": "gazette", "id": "https://gazette.example/1"},
        "trial": {"identifiers": ["NCT99999901"]},
        "role": "results",
        "report": "follow_up",
        "method": "content",
        "score": 0.61,
        "state": "proposed",
        "evidence": ["is about zorvelimab", "but gives the length 5 weeks"],
    }
    links([link])
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  proposed as results (follow up), 0.61 by content",
        "  for it: is about zorvelimab",
        "  against it: gives the length 5 weeks",
    ]
    links([link | {"evidence": ["is about zorvelimab"], "report": None}])
    assert capsys.readouterr().out.splitlines()[-1] == "  against it: nothing that was compared"


def test_lists_can_be_narrowed(call: Call, evidence: Path) -> None:
    def count(*options: str) -> int:
        return len(json.loads(call("mismatches", "--json", *options).out))

    assert count("--trial", "NCT99999901") == 1
    assert count("--trial", "NCT99999903") == 0
    assert count("--since", "2026-11-20") == 1
    assert count("--since", "2026-11-21") == 0
    assert count("--min-severity", "critical") == 0
    assert count("--state", "dismissed") == 0
    assert count("--verdict", "consistent") >= 1


def test_status_and_sources(call: Call, evidence: Path) -> None:
    state = json.loads(call("status", "--json").out)
    assert [run["state"] for run in state["runs"]] == ["finished"]
    assert state["counts"]["document"] == 7
    assert state["failing"] == []
    assert state["checked"]["open"] == {"major": 1}
    assert state["checked"]["verdicts"]["inconsistent"] >= 1
    assert state["checked"]["unreviewed_critical"] == 0
    sources = {row["source"]: row for row in json.loads(call("sources", "--json").out)}
    assert {name: row["documents"] for name, row in sources.items()} == {
        "clinicaltrials_gov": 3, "example_news": 3, "isrctn": 1,
    }  # fmt: skip
    assert "clinicaltrials_gov" in call("sources").out
    assert "finished" in call("status").out


SQL = "SELECT native_id AS id, people FROM v_sample_sizes WHERE source = 'clinicaltrials_gov' ORDER BY native_id"


def test_sql_in_each_format(call: Call, evidence: Path) -> None:
    rows = [{"id": "NCT99999901", "people": 40}, {"id": "NCT99999902", "people": 120}]
    assert json.loads(call("sql", SQL, "--format", "json").out) == rows
    assert [json.loads(line) for line in call("sql", SQL, "-f", "jsonl").out.splitlines()] == rows
    assert call("sql", SQL, "--format", "csv").out == "id,people\nNCT99999901,40\nNCT99999902,120\n"
    assert [line.split() for line in call("sql", SQL).out.splitlines()] == [
        ["id", "people"], ["NCT99999901", "40"], ["NCT99999902", "120"],
    ]  # fmt: skip


def test_sql_with_no_rows_and_with_a_colon(call: Call, evidence: Path) -> None:
    assert json.loads(call("sql", "SELECT 1 AS a WHERE 1 = 0", "--format", "json").out) == []
    assert json.loads(call("sql", "SELECT '12:30 :name' AS a", "--format", "json").out) == [{"a": "12:30 :name"}]
    assert json.loads(call("sql", "SELECT 5 % 3 AS a, 'x%y' AS b", "--format", "json").out) == [{"a": 2, "b": "x%y"}]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_holds_no_formula(call: Call, evidence: Path, cell: str) -> None:
    quoted = "||".join(f"char({ord(c)})" for c in cell)
    (header, row) = csv.reader(
        io.StringIO(call("sql", f"SELECT {quoted} AS a, -1 AS b", "--format", "csv").out, newline="")
    )
    assert header == ["a", "b"]
    assert row == ["'" + cell, "-1"]  # a number is no formula


HOSTILE = "\x1b]0;owned\x07Title\x1b[31m red\x9b5m \u202egnp.exe"


def test_scraped_text_cannot_command_a_terminal(call: Call, tmp_path: Path) -> None:
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db")
    line: dict[str, Any] = {"id": f"id{HOSTILE}", "title": HOSTILE, "source": "s\x1b[2J", "kind": "press"}
    body = f"The trial (registered as NCT99999901) randomised 30 people{HOSTILE}."
    (tmp_path / "d.jsonl").write_text(json.dumps({**line, "text": body}) + "\n")
    assert call("import", "d.jsonl").code == 0
    for command in (["links"], ["show", "NCT99999901"], ["sql", "SELECT * FROM document"], ["sources"], ["mismatches"]):
        said = call(*command)
        assert said.code == 0
        assert not {c for c in said.out if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160}
        assert "\u202e" not in said.out
    as_json = call("sql", "SELECT title FROM v_documents", "--format", "json").out
    assert "\x1b" not in as_json
    assert json.loads(as_json)[0]["title"].startswith("\x1b]0;")


def test_another_schema_is_named_with_the_remedy(call: Call, evidence: Path) -> None:
    import sqlite3

    with sqlite3.connect(evidence / "evidence.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    said = call("status")
    assert (said.code, len(said.lines)) == (1, 1)
    assert "update the tracker" in said.err
