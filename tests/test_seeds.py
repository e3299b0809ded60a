"""The six-week case on the five real texts: what must and must not be said of them (expected.json beside them)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.read.findings import Wanted
from tracker.clock import SetClock
from tracker.config import Config, load_config
from tracker.operations import find
from tracker.operations.maintain import verify
from tracker.operations.run import import_files

Row = dict[str, Any]


@pytest.fixture(scope="module")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("seeds")
    environ = {"URL": f"sqlite:///{folder}/evidence.db", "BLOBS": f"{folder}/blobs", "REPORT": f"{folder}/report"}
    (folder / "config.toml").write_text("")
    config = load_config(folder / "config.toml", {f"TRACKER_STORE__{name}": value for name, value in environ.items()})
    outcome = import_files(config, SetClock(datetime(2026, 11, 20, tzinfo=UTC)), [shared / "seeds" / "documents.jsonl"])
    assert outcome.state == "finished"
    return config


@pytest.fixture(scope="module")
def expected(shared: Path) -> Row:
    return json.loads((shared / "seeds" / "expected.json").read_text("utf-8"))


def test_what_must_be_flagged_is_and_nothing_else(seeds: Config, expected: Row) -> None:
    found = find.mismatches(seeds, Wanted(min_severity="minor"))
    said = {(m["document"]["id"], m["check"]) for m in found}
    under = {(m["document"]["id"], m["check"]) for m in found if m["parent"]}
    wanted = {(w["document"], w["check"]) for w in expected["must_flag"]}
    children = {(w["document"], c["check"]) for w in expected["must_flag"] for c in w.get("children", [])}
    allowed = {(w["document"], w["check"]) for w in expected["may_flag"]}
    assert wanted <= said
    assert children <= under
    assert said <= wanted | children | allowed


def test_what_must_be_noted_is(seeds: Config, expected: Row) -> None:
    for note in expected["must_note"]:
        found = find.mismatches(seeds, Wanted(verdict=note["verdict"]))
        assert (note["document"], note["check"]) in {(m["document"]["id"], m["check"]) for m in found}


def test_links_have_their_states_and_trials_stay_apart(seeds: Config, expected: Row) -> None:
    links = {link["document"]["id"]: link for link in find.links(seeds) if link["role"] != "background"}
    for number, trial in expected["trials"].items():
        for document, want in trial["documents"].items():
            assert (links[document]["state"], links[document]["trial"]["identifiers"]) == (want["state"], [number])


def test_numbers_by_kind_and_source(seeds: Config) -> None:
    query = "SELECT native_id, kind, people FROM v_sample_sizes WHERE scope = 'this_trial'"
    rows = {(name, kind, float(people)) for name, kind, people in find.sql(seeds, query)[1]}
    assert rows >= {
        ("neuroscience_news", "randomised", 30.0),
        ("neuroscience_news", "completed", 29.0),
        ("physician_blog", "participants", 30.0),
        ("health_explainer", "participants", 30.0),
        ("derivative_NCT07052058", "participants", 32.0),
    }
    assert {people for *_, people in rows} == {29.0, 30.0, 32.0}


def test_every_quote_stands_where_it_says(seeds: Config) -> None:
    assert verify(seeds) == []
