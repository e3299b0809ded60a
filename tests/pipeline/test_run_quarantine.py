"""A source whose answers cannot be true: nothing of them is read until they can, or a person says that they are."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.pipeline.registry import Registry, full_study, number
from tests.pipeline.stores import START, PatientClock, ask, config_in, go
from tests.pipeline.webs import tables
from tracker.config import Config
from tracker.pipeline.run import Outcome


@pytest.fixture
def registry(web: Loopback) -> Registry:
    """Twenty studies, all of them as they should be."""
    found = Registry({number(n): full_study(n, "2026-10-01") for n in range(1, 21)}, "2026-11-19T09:00:05")
    found.play(web, 30)
    return found


def configured(folder: Path, web: Loopback, url: str, keys: str = "", words: str = "dry examples") -> Config:
    said = tables(web.url(""), "clinicaltrials_gov").replace("dry examples", words) + keys
    return config_in(folder, url, said)


def night(config: Config, n: int = 0) -> Outcome:
    return go(config, PatientClock(START + timedelta(days=n)))


def documents(config: Config) -> int:
    return int(ask(config, "SELECT count(*) FROM document")[0][0])


def without_sizes(registry: Registry, count: int) -> None:
    for n in range(1, count + 1):
        del registry.studies[number(n)]["protocolSection"]["designModule"]["enrollmentInfo"]


@pytest.mark.parametrize(("count", "state"), [(2, "finished"), (3, "partial")])
def test_too_few_entries_state_what_most_do(
    tmp_path: Path, web: Loopback, registry: Registry, count: int, state: str
) -> None:
    without_sizes(registry, count)
    config = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db")
    outcome = night(config)
    assert (outcome.state, documents(config)) == (state, 20 if state == "finished" else 0)
    assert ask(config, "SELECT count(*) FROM cursor") == [(1 if state == "finished" else 0,)]


def test_fewer_than_twenty_entries_say_nothing(tmp_path: Path, web: Loopback, registry: Registry) -> None:
    registry.studies.popitem()
    without_sizes(registry, 19)
    config = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db")
    assert (night(config).state, documents(config)) == ("finished", 19)


def test_a_lower_bound_lets_the_same_bytes_through(
    tmp_path: Path, web: Loopback, registry: Registry, store_url: str
) -> None:
    without_sizes(registry, 10)
    config = configured(tmp_path, web, store_url)
    outcome = night(config)
    assert outcome.exit_code == 3
    assert outcome.failed["clinicaltrials_gov"].startswith("only 10 of 20 entries state sample size (at least 90%")
    assert ask(config, "SELECT kind, subject FROM issue") == [("quarantined", "clinicaltrials_gov saltwater")]
    ((job, message, why),) = ask(config, "SELECT last_job, last_message, quarantined FROM v_source_health")
    assert (job, message) == ("quarantined", why)
    assert documents(config) == 0
    assert night(config, 1).exit_code == 3  # it stays so
    lower = configured(tmp_path, web, store_url, "min_filled = { sample_size = 0.5 }\n")
    assert night(lower, 2).state == "finished"
    assert documents(lower) == 20
    assert ask(lower, 'SELECT count(*) FROM "fetch" WHERE quarantined IS NOT NULL') == [(0,)]
    assert ask(lower, "SELECT last_job, quarantined FROM v_source_health") == [("finished", None)]


def test_nothing_is_read_before_the_run_has_ended(tmp_path: Path, web: Loopback, registry: Registry) -> None:
    without_sizes(registry, 10)
    config = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db")
    night(config)
    assert go(config, only="parse").state == "finished"
    assert documents(config) == 0


@pytest.mark.parametrize(("least", "state"), [(20, "finished"), (21, "partial")])
def test_a_least_number_of_entries(tmp_path: Path, web: Loopback, registry: Registry, least: int, state: str) -> None:
    config = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db", f"min_entries = {least}\n")
    assert night(config).state == state


def test_a_listing_without_entries(tmp_path: Path, web: Loopback, registry: Registry) -> None:
    config = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db")
    night(config)
    registry.studies = {}
    assert night(config, 1).state == "finished"  # the registry says that its data are those of yesterday
    outcome = night(config, 7)
    assert outcome.failed["clinicaltrials_gov"].startswith("0 entries are listed, fewer than half of the 20")
    assert ask(config, "SELECT count(*) FROM absence") == [(0,)]
    meant = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db", "min_entries = 0\n")
    assert [night(meant, n).state for n in (8, 9, 10)] == ["finished"] * 3
    assert ask(meant, "SELECT count(*) FROM absence") == [(20,)]


def test_other_words_are_another_listing(tmp_path: Path, web: Loopback, registry: Registry) -> None:
    url = f"sqlite:///{tmp_path}/e.db"
    night(configured(tmp_path, web, url))
    registry.studies = {number(1): registry.studies[number(1)]}
    other = configured(tmp_path, web, url, words="wet examples")
    assert night(other, 1).state == "finished"
    assert ask(other, "SELECT count(*) FROM absence") == [(0,)]


def test_no_more_than_fifty_are_asked_for_in_a_run(tmp_path: Path, web: Loopback) -> None:
    found = Registry({number(n): full_study(n, "2026-10-01") for n in range(1, 100)}, "2026-11-19T09:00:05")
    found.play(web, 0)
    config = configured(tmp_path, web, f"sqlite:///{tmp_path}/e.db", "min_entries = 1\n")
    night(config)
    found.studies = {number(1): found.studies[number(1)]}
    asked = len(web.asked)
    night(config, 7)
    singles = [path for path in web.asked[asked:] if "/studies/" in path]
    assert len(singles) == len(set(singles)) == 50
