"""Feeds: valid Atom and JSON Feed, with ids that stay, per topic and per trial."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import feedparser
import pytest
from sqlalchemy import text

from tests.pipeline.stages import bench
from tests.pipeline.stores import START, PatientClock
from tracker.records import Field
from tracker.report.feeds import Entry, atom, json_feed

STORY = "The trial (registered as NCT99999901) randomised {n} people.\x0b It ended."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    folder = tmp_path_factory.mktemp("feeds")
    with bench(f"sqlite:///{folder / 'evidence.db'}", folder) as store:
        store.registry()
        store.add("1", STORY.format(n=64), "wire", title="Drops & <b>people</b>", url="https://wire.example/1")
        silent = {"embargo_until": START + timedelta(days=9), "access": "embargoed"}
        store.add("2", STORY.format(n=77), "agency", title="Silent until then", **silent)
        store.run()
        yield SimpleNamespace(store=store, folder=folder / "report" / "feeds")


def as_atom(path: Path) -> Any:
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    assert found.feed.id.startswith("urn:uuid:")
    assert found.feed.updated_parsed
    assert found.feed.author == "evidence tracker"
    assert all(e.id.startswith("urn:uuid:") and e.title and e.updated_parsed and e.content for e in found.entries)
    assert len({e.id for e in found.entries}) == len(found.entries)
    return found


def as_json(path: Path) -> Any:
    found = json.loads(path.read_bytes())
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"]
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
    return found


def test_what_does_not_agree_is_in_the_feeds_of_all_of_its_topic_and_of_its_trial(made: SimpleNamespace) -> None:
    trial = made.store.column("SELECT id FROM trial")[0]
    assert {p.name for p in made.folder.iterdir()} == {
        f"{name}.{form}" for name in ("all", "topic-topic", trial) for form in ("atom", "json")
    }
    for name in ("all", "topic-topic", trial):
        (entry,) = as_atom(made.folder / f"{name}.atom").entries
        (item,) = as_json(made.folder / f"{name}.json")["items"]
        assert entry.id == item["id"]
        assert item["title"] == "Number of people: Drops & <b>people</b>"
        assert entry.link == item["external_url"] == "https://wire.example/1"
        assert "64 people (randomised) cannot be more than 40" in item["content_text"]
        assert item["tags"] == [entry.tags[0].term] == ["major mismatch"]


def test_an_id_stays_and_another_night_writes_nothing_anew(made: SimpleNamespace) -> None:
    before = {p: p.read_bytes() for p in made.folder.iterdir()}
    made.store.run(PatientClock(START + timedelta(days=1)))
    assert {p: p.read_bytes() for p in made.folder.iterdir()} == before


def test_a_quiet_topic_is_not_crowded_out_by_a_loud_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.report.feeds.MOST", 2)
    with bench(f"sqlite:///{tmp_path / 'evidence.db'}", tmp_path) as store:
        store.registry()
        quiet = {
            "record": {"id": "NCT99999902", "size": 50},
            "fields": (
                Field(type="registration_id", raw="NCT99999902", path="$.id", kind="own"),
                Field(type="sample_size", raw="50", path="$.size", kind="enrolled"),
            ),
        }
        store.add("NCT99999902", "", "quiet_register", kind="registry", title="Pills for examples", **quiet)
        store.add("calm", "The trial (registered as NCT99999902) randomised 88 people.", "quiet", title="Calm")
        store.run()
        for number in range(3):
            store.add(f"loud-{number}", STORY.format(n=64 + number), "loud", at=2, title=f"Loud {number}")
        with store.engine.begin() as conn:
            conn.execute(text("UPDATE fetch SET topic = 'calm' WHERE source LIKE 'quiet%'"))
        store.run(PatientClock(START + timedelta(days=2)))
    titles = {
        name: sorted(e.title for e in as_atom(tmp_path / "report" / "feeds" / f"{name}.atom").entries)
        for name in ("all", "topic-topic", "topic-calm")
    }
    assert titles["topic-calm"] == ["Number of people: Calm"]
    assert len(titles["all"]) == len(titles["topic-topic"]) == 2
    assert all("Loud" in title for title in titles["all"] + titles["topic-topic"])


def test_a_changed_entry_is_told_in_its_own_words(made: SimpleNamespace) -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    told = Entry("change-1", "registry change", "NCT: size changed", "40 → \x00 50", None, moment, moment, "t")
    path = made.folder.parent / "one.atom"
    path.write_text(atom("one", "One", [told]), "utf-8")
    (entry,) = as_atom(path).entries
    assert entry.content[0].value == "40 → \ufffd 50"
    assert "links" not in entry
    assert json.loads(json_feed("One", [told]))["items"][0]["id"] == entry.id


def test_an_empty_feed_is_valid(made: SimpleNamespace) -> None:
    path = made.folder.parent / "none.atom"
    path.write_text(atom("none", "None", []), "utf-8")
    assert as_atom(path).entries == []
