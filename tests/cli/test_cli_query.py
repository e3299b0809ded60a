"""Saved queries on the command line."""

import json
from pathlib import Path

from tests.cli.conftest import Call


def test_without_a_name_the_queries_are_listed(call: Call) -> None:
    said = call("query")
    assert said.code == 0
    assert "open-mismatches" in said.out
    assert "new-since-last-night" in said.out


def test_a_query_answers_in_any_format(call: Call, evidence: Path) -> None:
    (row,) = json.loads(call("query", "open-mismatches", "--format", "json").out)
    assert (row["check_name"], row["document_value"], row["against_value"]) == ("sample_size", "64 people", "40")
    assert call("query", "source-health", "--format", "csv").out.startswith("source,last_success_at")


def test_parameters_are_given_by_name(call: Call, evidence: Path) -> None:
    rows = json.loads(call("query", "trial", "--set", "trial=nct99999901", "--format", "json").out)
    assert {row["value_raw"] for row in rows if row["type"] == "sample_size"} >= {"64 people", "40"}


def test_what_is_wrong_is_one_line_with_a_way_out(call: Call, evidence: Path) -> None:
    for arguments, problem in (
        (["open-mismatch"], "there is no saved query 'open-mismatch'; try open-mismatches"),
        (["trial"], "the query trial takes --set trial=..."),
        (["runs", "--set", "trial=x"], "the query runs takes no parameters"),
        (["trial", "--set", "trial"], "'trial' is no NAME=VALUE"),
        (["runs", "--format", "xml"], "there is no format 'xml'"),
    ):
        said = call("query", *arguments)
        assert said.code == 2
        assert problem in said.err
        assert len(said.lines) == 1
