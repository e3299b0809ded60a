"""After a run: who is told what, the sign of life, the figures; all of it against a server on this machine."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from tests.loopback import Canned, Loopback, page
from tests.pipeline.stores import START, PatientClock, config_in, go
from tests.pipeline.webs import article, pages_of, play_feed, play_pages, study, tables
from tracker.config import Config
from tracker.errors import StoreError

WRONG = article("More people than registered", "The trial (registered as NCT99999901) randomised 64 people to drops.")
NIGHT, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def web() -> Loopback:
    with Loopback() as server:
        play_pages(server, pages_of([study("NCT99999901", size=40, size_type="ACTUAL")], 1))
        play_feed(server, {"/more": WRONG})
        server.routes["/told"] = page(b"{}", content_type="application/json")
        server.routes["/alive"] = page(b"ok")
        server.routes["/alive/fail"] = page(b"ok")
        yield server


def config_for(folder: Path, web: Loopback, **notify: object) -> Config:
    pytest.importorskip("apprise", reason="needs the extra `notify`")
    config = config_in(
        folder, f"sqlite:///{folder}/e.db", tables(web.url(""), "clinicaltrials_gov", "example_news"), timeout_seconds=5
    )
    given = {"urls": (f"json://127.0.0.1:{web.port}/told",), "min_severity": "minor", **notify}
    return config.model_copy(update={"notify": config.notify.model_copy(update=given)})


def messages(web: Loopback) -> list[str]:
    return [orjson.loads(seen.body)["message"] for seen in web.log if seen.path == "/told"]


def test_a_new_mismatch_is_told_once_and_a_quiet_night_is_quiet(tmp_path: Path, web: Loopback) -> None:
    config = config_for(tmp_path, web)
    go(config)
    (message,) = messages(web)
    assert "More people than registered" in message
    assert "64 people" in message
    go(config, PatientClock(START + NIGHT))
    assert len(messages(web)) == 1


def test_a_copy_of_a_story_is_told_with_it(tmp_path: Path, web: Loopback) -> None:
    config = config_for(tmp_path, web)
    go(config)
    play_feed(web, {"/more": WRONG, "/copy": WRONG})
    go(config, PatientClock(START + NIGHT))
    assert len(messages(web)) == 1


def test_one_below_the_wanted_severity_is_not_told(tmp_path: Path, web: Loopback) -> None:
    go(config_for(tmp_path, web, min_severity="critical"))
    assert messages(web) == []


def test_a_source_that_breaks_is_told_once_and_again_when_it_works(tmp_path: Path, web: Loopback) -> None:
    config = config_for(tmp_path, web, min_severity="critical")
    sound = web.routes["/rss.xml"]
    for night, route in enumerate([sound, Canned(500, b""), Canned(500, b""), sound]):
        web.routes["/rss.xml"] = route
        go(config, PatientClock(START + night * NIGHT))
    broke, works = messages(web)
    assert broke.startswith("SOURCE example_news failed: ")
    assert works == "SOURCE example_news works again"


def test_many_are_counted_rather_than_listed(tmp_path: Path, web: Loopback) -> None:
    stories = {
        f"/n{n}": article(f"Story {n}", f"Registered as NCT99999901, it randomised {64 + n} people.") for n in range(5)
    }
    play_feed(web, stories)
    go(config_for(tmp_path, web, most=2))
    (message,) = messages(web)
    heading, *lines, rest = message.splitlines()
    assert heading == "TRIAL NCT99999901: 2 differences"
    assert [line.partition(" ")[0] for line in lines] == ["MAJOR", "MAJOR"]
    assert rest.startswith("and 3 more")


def test_messages_are_no_closer_than_asked_for_and_lose_nothing(tmp_path: Path, web: Loopback) -> None:
    config = config_for(tmp_path, web, every_hours=6.0)
    go(config)
    assert len(messages(web)) == 1
    told = {"/more": WRONG}
    for hour, people in ((1, 71), (2, 72)):
        told[f"/h{hour}"] = article(f"Hour {hour}", f"Registered as NCT99999901, it randomised {people} people.")
        play_feed(web, told)
        go(config, PatientClock(START + hour * HOUR))
    assert len(messages(web)) == 1
    go(config, PatientClock(START + 7 * HOUR))
    _, second = messages(web)
    assert "71 people" in second
    assert "72 people" in second
    assert "64 people" not in second
    go(config, PatientClock(START + 14 * HOUR))
    assert len(messages(web)) == 2


def test_what_could_not_be_sent_is_told_with_the_next(tmp_path: Path, web: Loopback) -> None:
    config, sound = config_for(tmp_path, web), web.routes["/told"]
    go(config)
    assert len(messages(web)) == 1
    play_feed(
        web, {"/more": WRONG, "/next": article("Next story", "Registered as NCT99999901, it randomised 77 people.")}
    )
    web.routes["/told"] = Canned(500, b"")
    go(config, PatientClock(START + NIGHT))
    web.routes["/told"] = sound
    go(config, PatientClock(START + 2 * NIGHT))
    assert "77 people" in messages(web)[-1]
    assert len(messages(web)) == 3


def test_nobody_to_tell_fails_nothing(tmp_path: Path, web: Loopback) -> None:
    web.routes["/told"] = Canned(500, b"")
    assert go(config_for(tmp_path, web)).state == "finished"
    assert go(config_for(tmp_path, web, urls=("nonsense",)), PatientClock(START + NIGHT)).state == "finished"


def test_the_heartbeat_says_how_the_run_ended(tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_for(tmp_path, web, urls=(), heartbeat_url=web.url("/alive"))
    go(config)
    assert [path for path in web.asked if "alive" in path] == ["/alive"]

    def fails(*given: object, **named: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("tracker.operations.run.run_stages", fails)
    with pytest.raises(StoreError):
        go(config, PatientClock(START + NIGHT))
    assert [path for path in web.asked if "alive" in path] == ["/alive", "/alive/fail"]


def test_the_figures_of_a_run_are_a_file_for_a_monitor(tmp_path: Path, web: Loopback) -> None:
    path = tmp_path / "metrics" / "tracker.prom"
    go(config_for(tmp_path, web, urls=(), metrics=path))
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    figures = dict(line.rsplit(" ", 1) for line in lines)
    assert figures["tracker_last_run_ok"] == "1"
    assert figures['tracker_rows{table="trial"}'] == "1"
    assert figures['tracker_source_failing{source="example_news"}'] == "0"
    assert int(figures["tracker_last_run_timestamp_seconds"]) >= int(START.timestamp())
    last = figures['tracker_source_last_success_timestamp_seconds{source="example_news"}']
    assert int(last) >= int(START.timestamp())
    assert figures['tracker_open_mismatches{severity="major"}'] == "1"
    assert figures['tracker_last_run_stage{stage="parse",what="done"}'] == "2"
    names = [line.split()[2] for line in path.read_text("utf-8").splitlines() if line.startswith("# TYPE")]
    assert {name.partition("{")[0] for name in figures} == set(names)
