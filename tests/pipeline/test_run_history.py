"""A registry's own history beside what we observe: every version once, none of them current, changes by their dates."""

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Canned, Loopback, Seen, page
from tests.pipeline.registry import Registry, full_study, number
from tests.pipeline.stores import START, PatientClock, ask, config_in, differences, go, rows
from tests.pipeline.webs import tables
from tracker.config import Config

LABELS = {0: [], 1: ["Study Design"], 2: ["Outcome Measures"], 3: ["Contacts/Locations"]}
DATES = {0: "2025-01-10", 1: "2025-06-01", 2: "2027-12-01", 3: "2027-12-24"}


def versions() -> list[dict[str, Any]]:
    """Registered with 30 people; then 41; then, after its completion, another primary outcome; then other contacts."""
    first = full_study(1, DATES[0])
    first["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 30
    second = full_study(1, DATES[1])
    third = copy.deepcopy(second)
    third["protocolSection"]["outcomesModule"]["primaryOutcomes"][0]["measure"] = "Somatic symptoms"
    third["protocolSection"]["outcomesModule"]["primaryOutcomes"].reverse()
    return [first, second, third, copy.deepcopy(third)]


@pytest.fixture
def config(tmp_path: Path, web: Loopback, store_url: str) -> Config:
    found = versions()
    current = copy.deepcopy(found[-1])
    current["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": "2027-12-27"}
    registry = Registry({number(1): current}, "2028-01-03T09:00:05")
    registry.play(web, 1)
    listed = [{"version": n, "date": DATES[n], "status": "RECRUITING", "moduleLabels": LABELS[n]} for n in LABELS]
    history = f"/int/studies/{number(1)}/history"
    web.routes[history] = page(json.dumps({"changes": listed}).encode(), content_type="application/json")

    def one(seen: Seen) -> Canned:
        n = int(seen.path.rsplit("/", 1)[1])
        said = {"studyVersion": n, "study": {"protocolSection": found[n]["protocolSection"]}}
        return page(json.dumps(said).encode(), content_type="application/json")

    web.routes |= {f"{history}/{n}": one for n in LABELS}
    keys = f'history_base_url = "{web.url("/int")}"\nrelist_days = 1\n'
    return config_in(tmp_path, store_url, tables(web.url(""), "clinicaltrials_gov") + keys)


def night(config: Config, n: int) -> None:
    assert go(config, PatientClock(START.replace(year=2028) + timedelta(days=n))).state == "finished"


def test_history_and_today_stand_side_by_side(config: Config, web: Loopback) -> None:
    night(config, 0)
    held = ask(config, "SELECT origin, number, valid_from, valid_to, seen_to IS NULL FROM version ORDER BY seq DESC")
    assert [(o, n, str(a), b and str(b), bool(c)) for o, n, a, b, c in held] == [
        ("observed", None, "2027-12-27", None, True),
        ("official", 0, "2025-01-10", "2025-06-01", False),
        ("official", 1, "2025-06-01", "2027-12-01", False),
        ("official", 2, "2027-12-01", None, False),
    ]
    told = ask(config, "SELECT words, value_before, value_after, origin FROM v_registry_changes ORDER BY words")
    switched = "on 2027-12-01, 5 months after planned completion"
    assert told == [
        ("planned number of people changed on 2025-06-01, 7 months before the planned start", "30", "41", "official"),
        (f"primary outcome added {switched}", None, "Somatic symptoms [Week 6]", "official"),
        (f"primary outcome removed {switched}", "Dryness score [Week 6]", None, "official"),
    ]
    people = ask(config, "SELECT people FROM v_sample_sizes")
    assert [int(n) for (n,) in people] == [41]
    as_of = "SELECT value_num FROM v_claims_as_of WHERE type = 'sample_size' AND origin = 'official'"
    then = ask(config, f"{as_of} AND valid_from <= '2025-03-01' AND (valid_to IS NULL OR valid_to > '2025-03-01')")
    assert [int(n) for (n,) in then] == [30]


def test_a_version_is_asked_for_once(config: Config, web: Loopback) -> None:
    night(config, 0)
    before, asked = rows(config.store.url), len(web.asked)
    night(config, 1)  # everything is listed again
    again = web.asked[asked:]
    assert any(path.endswith("/history") for path in again)
    assert [path for path in again if "/history/" in path] == []
    changed = differences(before, rows(config.store.url))
    assert {line.partition(":")[0] for line in changed} == {"cursor"}  # when it was last listed
