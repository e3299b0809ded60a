"""The saved queries: each runs on both databases, and those people ask first give the rows of a small known store."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.saved_queries import queries_page, saved_queries
from db.store import runs
from tests.db.stores import Store, day, verdict
from tests.db.test_views import DAY, STORY, field, spoken

NAMES = sorted(saved_queries())


@pytest.fixture
def told(store: Store) -> Store:
    """A registry entry, a story about it with a wrong number of people, and one about nothing."""
    store.add_source("registry", "registry")
    registry = store.document("NCT1", "", 0, record={"n": 40}, source="registry", kind="registry", title="Trial of X")
    store.claim(
        registry,
        field("sample_size", "40", "$.n", "enrolled", number=40, low=40, high=40),
        field("status", "COMPLETED", "$.s", "overall", value="completed"),
    )
    story = store.document("story", STORY, 6, title="A story", published=DAY)
    store.claim(story, spoken("sample_size", STORY, "30 people", number=30, low=30, high=30, kind="enrolled"))
    store.document("other", "Nothing of the kind.", 6, title="Other")
    trial = store.trial(
        "NCT1",
        {"document_id": registry, "role": "registration"},
        {"document_id": story, "state": "accepted"},
    )
    found = verdict(story, trial_id=trial, against_document_id=registry, check="sample_size", document_value="30")
    store.verdicts(story, found, at=7)
    return store


def ask(store: Store, name: str, **given: Any) -> list[dict[str, Any]]:
    with store.engine.begin() as conn:
        return [dict(row) for row in conn.execute(text(saved_queries()[name].sql), given).mappings()]


def test_there_are_enough_and_each_says_what_it_answers() -> None:
    assert len(NAMES) >= 25
    for one in saved_queries().values():
        assert one.title.endswith(".")
        assert f"## {one.name}\n" in queries_page()
        assert all(f":{name}" in one.sql for name in one.parameters)


def test_every_query_runs(told: Store) -> None:
    for name in NAMES:
        ask(told, name, **dict.fromkeys(saved_queries()[name].parameters, "NCT1"))


def test_the_first_questions_have_their_answers(told: Store) -> None:
    assert [row["document_value"] for row in ask(told, "open-mismatches")] == ["30"]
    assert {row["people"] for row in ask(told, "sample-sizes", trial="nct1")} == {30, 40}
    assert [row["title"] for row in ask(told, "press-without-trial")] == ["Other"]
    assert [row["native_id"] for row in ask(told, "completed-without-results")] == ["NCT1"]
    assert [row["native_id"] for row in ask(told, "where-it-first-appeared")] == ["story"]
    assert {row["native_id"] for row in ask(told, "trial", trial="nct1")} == {"NCT1", "story"}
    assert ask(told, "trial", trial="NCT2") == []
    assert [row["native_id"] for row in ask(told, "said", words="30 PEOPLE")] == ["story"]


def test_what_is_new_is_what_the_latest_run_opened(told: Store) -> None:
    def run(name: str, at: float) -> None:
        row = {
            "id": name,
            "command": "run",
            "cause": "manual",
            "state": "running",
            "started_at": day(at),
            "heartbeat_at": day(at),
            "owner": "here:1:1",
            "code_version": "0",
        }
        told.do(runs.start_run, row, stale_after=timedelta(minutes=1))
        told.do(runs.finish_run, name, "finished", day(at), {})

    run("first", 6.5)
    assert len(ask(told, "new-since-last-night")) == 0  # the link of the verdict is not named
    assert len(ask(told, "open-mismatches")) == 1
    assert [row["id"] for row in ask(told, "runs")] == ["first"]
