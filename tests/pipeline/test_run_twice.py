"""A second run over a web that has not changed writes to the tables of runs and heartbeats, and to no other."""

from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.pipeline.stores import START, PatientClock, ask, config_in, differences, go, rows
from tests.pipeline.webs import article, entry, pages_of, play_feed, play_isrctn, play_pages, study, tables
from tracker.config import Config

STUDIES = [
    study("NCT99999901", size=40, duration="6 Weeks", others=[(None, "ISRCTN99999901")]),
    study("NCT99999902", size=120, size_type="ACTUAL", phases=("PHASE3",)),
    study("NCT99999903", others=[("CTIS", "2099-500001-11-00")]),
]
ARTICLES = {
    "/drops": article(
        "Drops help examples", "The trial (registered as NCT99999901) randomised 64 people to drops or water."
    ),
    "/copy": article(
        "Drops help examples", "The trial (registered as NCT99999901) randomised 64 people to drops or water."
    ),
    "/other": article(
        "More drops", "A phase 2 trial (registered as NCT99999902) enrolled 120 people for 12 weeks; NNT was 7."
    ),
}


def play(web: Loopback, *, etags: bool) -> None:
    play_pages(web, pages_of(STUDIES, 2), stamp="2026-11-19T09:00:05", etags=etags)
    play_isrctn(web, entry("ISRCTN99999901", nct="NCT99999901"), entry("ISRCTN99999902"), etags=etags)
    play_feed(web, ARTICLES, etags=etags)


def night(config: Config, number: int) -> None:
    outcome = go(config, PatientClock(START.replace(day=START.day + number)))
    assert (outcome.state, outcome.failed) == ("finished", {})


@pytest.mark.parametrize("etags", [True, False], ids=["etags", "no validators"])
def test_a_second_run_changes_no_row(tmp_path: Path, web: Loopback, store_url: str, etags: bool) -> None:
    play(web, etags=etags)
    config = config_in(tmp_path, store_url, tables(web.url("")))
    night(config, 0)
    first = rows(config.store.url)
    assert len(first["document"]) == 8
    assert first["mismatch"]
    assert first["story_member"]
    asked = len(web.log)
    night(config, 1)
    assert differences(first, rows(config.store.url)) == []
    assert len(web.log) > asked  # it did ask
    last = ask(config, "SELECT count(*) FROM heartbeat WHERE checked_at < :day", day=START.replace(day=START.day + 1))
    searches = ask(config, "SELECT count(*) FROM heartbeat WHERE url LIKE '%/studies?%' OR url LIKE '%/query/%'")
    assert last[0][0] <= searches[0][0]  # articles and feed were looked at again; searches go on from their marks


def test_what_did_change_is_one_new_version_and_nothing_else(tmp_path: Path, web: Loopback, store_url: str) -> None:
    play(web, etags=True)
    config = config_in(tmp_path, store_url, tables(web.url("")))
    night(config, 0)
    changed = {
        **ARTICLES,
        "/other": article("More drops", "A phase 2 trial (registered as NCT99999902) enrolled 119 people."),
    }
    play_feed(web, changed, etags=True)
    night(config, 1)
    versions = ask(
        config, "SELECT d.url, count(*) FROM version v JOIN document d ON d.id = v.document_id GROUP BY d.url"
    )
    assert {url.rsplit("/", 1)[1]: count for url, count in versions if count > 1} == {"other": 2}
    ended = ask(
        config,
        "SELECT a.seen_to = b.seen_from FROM version a"
        " JOIN version b ON b.document_id = a.document_id AND b.seq = 1 WHERE a.seq = 0",
    )
    assert [bool(same) for (same,) in ended] == [True]
    people = ask(config, "SELECT value_raw FROM v_claims WHERE type = 'sample_size' AND url LIKE '%/other'")
    assert people == [("119 people",)]


def test_imported_files_can_be_imported_again(tmp_path: Path, store_url: str) -> None:
    from tracker.operations.run import import_files

    config = config_in(tmp_path, store_url)
    folder = Path(__file__).resolve().parents[1] / "fixtures"
    paths = [folder / "files", folder / "isrctn", folder / "clinicaltrials_gov", folder / "page"]
    first = import_files(config, PatientClock(), paths)
    before = rows(config.store.url)
    assert before["document"]
    again = import_files(config, PatientClock(START.replace(hour=9)), paths)
    assert differences(before, rows(config.store.url)) == []
    assert first.failed == again.failed
