"""Texts in other languages, under embargo and behind a paywall: kept, linked and checked, and only so much is told."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.pipeline.stages import bench, told
from tests.pipeline.stores import START, PatientClock, differences, rows
from tracker.operations.find import opened_since
from tracker.records import Field

STORY = "The trial registered as NCT99999901 randomised 64 people to drops."
GERMAN = "Die Studie (NCT99999901, doi: 10.5555/x1) mit 64 Personen. It randomised 64 people to drops."
BY_PAPER = "Neue Studie zu Tropfen. Originalpublikation: doi: 10.5555/x1"


def types(store: object, source: str) -> set[str]:
    return set(store.column("SELECT DISTINCT type FROM v_claims WHERE source = :s", s=source))  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["de", "de-AT"])
def test_other_languages_are_read_for_numbers_only(long_store_url: str, tmp_path: Path, language: str) -> None:
    with bench(long_store_url, tmp_path) as store:
        store.registry(language=language)
        paper = (
            Field(type="doi", raw="10.5555/x1", path="$.doi", kind="own"),
            Field(type="registration_id", raw="NCT99999901", path="$.id", kind="own"),
        )
        store.add("p", "A paper.", "index", kind="paper", fields=paper)
        store.add("a", GERMAN, "zeitung", language=language)
        store.add("b", BY_PAPER, "blatt", language=language)
        store.add("c", GERMAN, "news", language="en-GB")
        store.add("d", GERMAN, "unsure")
        store.run()
        assert types(store, "zeitung") == {"registration_id", "doi"}
        assert {"sample_size", "registration_id"} <= types(store, "register")
        assert types(store, "news") == types(store, "unsure") > {"sample_size"}
        found = {
            r["source"]: (r["method"], r["state"]) for r in store.rows("SELECT source, method, state FROM v_links")
        }
        assert found["zeitung"] == ("identifier", "accepted")
        assert found["blatt"] == ("paper", "accepted")
        before = rows(store.config.store.url)
        store.run()
        assert differences(before, rows(store.config.store.url)) == []
    with bench(long_store_url, tmp_path, '[extract]\nlanguages = ["en", "de"]\n') as store:
        store.run()
        assert types(store, "zeitung") == types(store, "news")
    with bench(long_store_url, tmp_path) as store:
        store.run()
        assert types(store, "zeitung") == {"registration_id", "doi"}


def test_what_is_under_embargo_is_kept_and_checked_and_told_when_it_ends(
    long_store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night, later = PatientClock(START), PatientClock(START + timedelta(days=1))
    with bench(long_store_url, tmp_path) as store:
        store.registry()
        end = START + timedelta(hours=10)
        store.add("a", STORY, "agency", embargo_until=end, access="embargoed", title="Silent until then")
        for at, began in ((night, START), (later, later.now())):
            store.do(_run_row, began)
            store.run(at)
            listed = store.listed(at)
            ended = at is later
            assert store.column("SELECT count(*) FROM mismatch") == [1]
            assert len(listed) == ended
            assert ("Silent until then" in store.page()) is ended
            assert ("Silent until then" in told(listed, capsys)) is ended
            assert ("NCT99999901" in store.page()) is ended
            assert opened_since(store.config, began) == ended
            assert len(store.rows("SELECT embargo_until FROM v_open_mismatches WHERE embargo_until IS NOT NULL")) == 1
        after = PatientClock(START + timedelta(days=2))
        store.do(_run_row, after.now())
        assert opened_since(store.config, after.now()) == 0


def _run_row(conn: object, began: datetime) -> None:
    from db.store import runs

    row = {"id": f"run-{began:%d}", "command": "run", "cause": "manual", "state": "finished", "started_at": began}
    row |= {"heartbeat_at": began, "owner": "me", "code_version": "0"}
    runs.start_run(conn, row, stale_after=timedelta(0))  # type: ignore[arg-type]


def test_a_paywall_is_said(long_store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with bench(long_store_url, tmp_path) as store:
        store.registry()
        store.add("a", STORY, "times", access="paywalled")
        store.add("b", STORY.replace("64", "65"), "open", access="open", title="Another")
        store.run()
        note = "only the part before the paywall was read"
        assert told(store.listed(), capsys).count(note) == 1
        sides = store.page().split("<figure")
        assert [("Times</strong>" in side, "Open</strong>" in side) for side in sides if note.capitalize() in side] == [
            (True, False)
        ]
