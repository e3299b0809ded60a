"""The database as notebooks and Datasette see it."""

import asyncio
from pathlib import Path
from typing import Any

import pandas
import pytest
from datasette.app import Datasette

import tracker
from db.engine import open_engine, upgrade
from db.saved_queries import saved_queries
from tests.db.stores import Store, verdict
from tracker.config import load_config
from tracker.errors import ConfigError, StoreError
from tracker.operations.browse import database_file, description


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("looking") / "evidence.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    store = Store(f"sqlite:///{path}", engine)
    story = store.document("story", "The trial had 30 people.", title="A story")
    trial = store.trial("NCT99999901", {"document_id": story, "state": "accepted"}, identifiers=["NCT99999901"])
    store.verdicts(story, verdict(story, trial_id=trial, check="sample_size", document_value="30"))
    engine.dispose()
    return path


def test_answers_are_frames_or_lists(file: Path) -> None:
    with tracker.open(str(file)) as evidence:
        frame = evidence.sql("SELECT native_id, title FROM v_documents WHERE kind = :kind", kind="press")
        assert isinstance(frame, pandas.DataFrame)
        assert frame.to_dict("records") == [{"native_id": "story", "title": "A story"}]
        assert list(evidence.query("open-mismatches")["document_value"]) == ["30"]
    with tracker.open(f"sqlite:///{file}", frames="list") as evidence:
        assert [row["native_id"] for row in evidence.view("v_documents")] == ["story"]
        (found,) = evidence.search('"30 people"', kinds=["press"])
        assert (found["native_id"], found["trials"], found["excerpt"]) == (
            "story",
            "NCT99999901",
            "The trial had 30 people.",
        )
        assert [row["native_id"] for row in evidence.query("search", words="people -drops")] == ["story"]
        with pytest.raises(ConfigError, match="no word"):
            evidence.search('"')


def test_what_cannot_be_asked_is_said(file: Path, tmp_path: Path) -> None:
    with tracker.open(str(file), frames="list") as evidence:
        with pytest.raises(StoreError):
            evidence.sql("DELETE FROM claim")
        with pytest.raises(ConfigError, match="no saved query 'tiral'"):
            evidence.query("tiral")
        with pytest.raises(ConfigError, match=r"no saved query 'trial' with \[\]; it takes one of: trial"):
            evidence.query("trial")
        with pytest.raises(ConfigError, match="no view or table"):
            evidence.view('claim"; --')
    with pytest.raises(ConfigError, match="there is no 'arrow'"):
        tracker.open(str(file), frames="arrow")
    with pytest.raises(StoreError):
        tracker.open(str(tmp_path / "nothing.db"))
    assert not (tmp_path / "nothing.db").exists()


def test_datasette_shows_facets_descriptions_and_every_saved_query(file: Path) -> None:
    async def ask(*paths: str) -> list[Any]:
        datasette = Datasette([str(file)], metadata=description("evidence"))
        await datasette.invoke_startup()
        return [await datasette.client.get(path) for path in paths]

    searched = ["searched_text.json?_shape=objects&_search=" + words for words in ("people", "%22(", "drops")]
    queries = [f"/evidence/{name}.json?words=x&trial=NCT99999901" for name in saved_queries()]
    home, view, page, write, hit, odd, miss, *answers = asyncio.run(
        ask(
            "/evidence",
            "/evidence/v_open_mismatches.json?_shape=objects",
            "/evidence/v_open_mismatches",
            "/evidence.json?sql=DELETE+FROM+claim",
            *(f"/evidence/{path}" for path in searched),
            *queries,
        )
    )
    assert "story_print" not in home.text.partition("hidden table")[0].partition("<h2")[0]
    assert [row["document_value"] for row in view.json()["rows"]] == ["30"]
    assert {"severity", "check_name", "source", "state"} <= view.json()["facet_results"].keys()
    assert "both values, both sentences" in page.text
    assert write.status_code == 400
    assert [row["document"] for row in hit.json()["rows"]] == ["paper story"]
    assert [odd.json()["rows"], miss.json()["rows"]] == [[], []]
    assert [answer.status_code for answer in answers] == [200] * len(saved_queries())


def test_only_a_file_can_be_browsed(tmp_path: Path) -> None:
    config = load_config(None, {"TRACKER_STORE__URL": "postgresql://u:secret@host/evidence"})
    with pytest.raises(ConfigError, match="PostgreSQL") as told:
        database_file(config)
    assert "secret" not in str(told.value)
