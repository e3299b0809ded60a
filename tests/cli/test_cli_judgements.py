"""What people decide on the command line, and how new mismatches are told by the exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import STORIES, STUDIES, Call
from tests.loopback import Loopback
from tests.pipeline.stores import START, PatientClock, config_in
from tests.pipeline.webs import article, entry, pages_of, play_feed, play_isrctn, play_pages, tables


class Days:
    """A clock per command, each a day after the one before."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> PatientClock:
        self.number += 1
        return PatientClock(START.replace(day=START.day + self.number % 9))


@pytest.fixture
def nightly(
    call: Call, tmp_path: Path, web: Loopback, long_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> Loopback:
    """A configuration over the played web; each command is a day after the last."""
    play_pages(web, pages_of(STUDIES, 2), stamp="2026-11-19T09:00:05")
    play_isrctn(web, entry("ISRCTN99999901", nct="NCT99999901"))
    play_feed(web, STORIES)
    config_in(tmp_path, long_store_url, tables(web.url("")))
    monkeypatch.setattr("tracker.cli.app._clock", Days())
    return web


def people(web: Loopback, number: int) -> None:
    """Let the story say another number."""
    said = f"The trial (registered as NCT99999901) randomised {number} people to drops."
    play_feed(web, {**STORIES, "/more": article("More people than registered", said)})


def listed(call: Call, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call("mismatches", "--json", *options).out)
    return found


def test_new_mismatches_are_exit_4_once(call: Call, nightly: Loopback) -> None:
    assert call("run", "--fail-on-mismatch").code == 4
    assert call("run", "--fail-on-mismatch").code == 0
    people(nightly, 65)
    assert call("run", "--fail-on-mismatch").code == 4
    people(nightly, 38)
    assert call("run", "--fail-on-mismatch").code == 0
    assert listed(call) == []
    resolved = listed(call, "--state", "resolved", "--min-severity", "info")
    assert [(m["check"], m["state"]) for m in resolved] == [("sample_size", "resolved")]


def test_without_the_option_mismatches_are_no_failure(call: Call, nightly: Loopback) -> None:
    assert call("run").code == 0


def test_a_dismissed_mismatch_stays_quiet_until_a_value_changes(call: Call, nightly: Loopback) -> None:
    call("run")
    (found,) = listed(call)
    assert call("review", found["id"], "dismiss").code == 2  # a dismissal needs a reason
    assert call("review", found["id"], "dismiss", "--reason", "the entry is older").code == 0
    assert call("run", "--fail-on-mismatch").code == 0
    assert [m["state"] for m in listed(call, "--state", "dismissed")] == ["dismissed"]
    assert listed(call, "--state", "open") == []
    people(nightly, 66)
    assert call("run", "--fail-on-mismatch").code == 4
    assert [(m["id"], m["state"], m["values"]) for m in listed(call)] == [(found["id"], "open", ["66 people", "40"])]
    (shown,) = json.loads(call("show", found["id"], "--json").out)
    assert [event["kind"] for event in shown["events"]] == ["opened", "dismissed", "value_changed"]
    assert shown["events"][1]["reason"] == "the entry is older"


def test_acknowledge_and_reopen(call: Call, nightly: Loopback) -> None:
    call("run")
    (found,) = listed(call)
    for action, state in (("acknowledge", "acknowledged"), ("reopen", "open")):
        assert call("review", found["id"], action).code == 0
        assert call("run").code == 0
        assert [m["state"] for m in listed(call)] == [state]


def state_of(call: Call, document: str, trial: str) -> list[tuple[str, str]]:
    return [
        (link["state"], link["method"])
        for link in json.loads(call("links", "--json").out)
        if link["document"]["id"].endswith(document) and trial in link["trial"]["identifiers"]
    ]


def test_a_rejected_link_stays_rejected_whatever_the_machine_finds(call: Call, nightly: Loopback) -> None:
    call("run")
    more = nightly.url("/more")
    assert call("links", "reject", more, "ISRCTN99999901", "--reason", "another trial").code == 0
    assert state_of(call, "/more", "NCT99999901") == [("rejected", "person")]
    assert listed(call) == []  # a flag is never better than its link
    people(nightly, 70)  # a new text in which the machine finds the same number again
    assert call("run", "--fail-on-mismatch").code == 0
    assert state_of(call, "/more", "NCT99999901") == [("rejected", "person")]
    assert call("links", "accept", more, "NCT99999901", "--reason", "looked again").code == 0
    call("run")
    assert state_of(call, "/more", "NCT99999901") == [("accepted", "person")]
    assert [m["values"] for m in listed(call)] == [["70 people", "40"]]


def test_a_link_that_only_a_person_sees_survives(call: Call, nightly: Loopback) -> None:
    call("run")
    assert call("links", "accept", nightly.url("/none"), "NCT99999903", "--reason", "the author told us").code == 0
    for _ in range(2):
        assert state_of(call, "/none", "NCT99999903") == [("accepted", "person")]
        call("run")
    (link,) = [
        x for x in json.loads(call("links", "--of", nightly.url("/none"), "--json").out) if x["method"] == "person"
    ]
    assert any("the author told us" in line for line in link["evidence"])
