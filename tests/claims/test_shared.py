"""Against the shared material, where it is at hand: identifiers as printed, and the seeds' statements."""

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.claims import extract
from tracker.records import Claim

SCHEMES = {"ClinicalTrials.gov": "nct", "UMIN-CTR": "umin"}


def _of(claims: list[Claim], name: str, **wanted: Any) -> list[Claim]:
    return [c for c in claims if c.type == name and all(getattr(c, key) == value for key, value in wanted.items())]


def test_registration_numbers_as_printed(shared: Path) -> None:
    wrong = []
    for case in json.loads((shared / "samples" / "trn" / "trn_test_strings.json").read_text(encoding="utf-8")):
        registry, *_ = case["test"].split()
        scheme = SCHEMES.get(registry, registry.lower())
        found = [c for c in extract(case["string"]) if c.type == "registration_id" and c.value["scheme"] == scheme]
        if bool(found) != ("TP" in case["test"]) or any(c.status != "asserted" for c in found):
            wrong.append(case)
    assert wrong == []


@pytest.fixture
def seeds(shared: Path) -> dict[str, list[Claim]]:
    return {path.stem: extract(path.read_text(encoding="utf-8")) for path in (shared / "seeds").glob("*.txt")}


def test_what_the_seeds_state(shared: Path, seeds: dict[str, list[Claim]]) -> None:
    wanted = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))["claims_worth_having"]
    for name, facts in wanted.items():
        claims = seeds[name]
        if "registration_id" in facts:
            assert [c.value["value"] for c in _of(claims, "registration_id")] == [facts["registration_id"]]
        if "doi" in facts:
            assert [(c.value, c.kind) for c in _of(claims, "doi")] == [(facts["doi"], "own")]
        if "sample_size" in facts:
            sizes = [c for c in _of(claims, "sample_size", scope="this_trial") if c.kind != "completed"]
            assert {c.value for c in sizes} == {facts["sample_size"]}
        if "completed" in facts:
            assert {c.value for c in _of(claims, "sample_size", kind="completed")} == {facts["completed"]}
        if "duration" in facts:
            days = 7 * int(facts["duration"].split()[0])
            assert {c.value for c in _of(claims, "duration", scope="this_trial")} == {days}
        for outcome, number in facts.get("nnt", {}).items():
            assert {c.value for c in _of(claims, "nnt", scope="this_trial", outcome=outcome)} == {number}
        for outcome, (treated, control) in facts.get("event_rate_percent", {}).items() if name != "vesper_news" else ():
            assert treated in {c.value for c in _of(claims, "event_rate", outcome=outcome, arm="treatment")}
            assert control in {c.value for c in _of(claims, "event_rate", outcome=outcome, arm="control")}
        if "masking" in facts:
            assert {c.value for c in _of(claims, "masking", scope="this_trial")} == {"double"}
        if "phase" in facts:
            assert [c.value for c in _of(claims, "phase", scope="this_trial")] == [[facts["phase"]]]
        else:
            assert _of(claims, "phase", scope="this_trial") == []
        if "control" in facts:
            assert {c.value for c in _of(claims, "control", scope="this_trial")} <= {"placebo", "saline"}
        for key in ("first_seen", "last_updated"):
            assert [c.value for c in _of(claims, "date", kind=key)] == [facts[key]] if key in facts else True


def test_another_treatments_nnt_is_background(seeds: dict[str, list[Claim]]) -> None:
    others = [c for claims in seeds.values() for c in _of(claims, "nnt") if c.value == 7]
    assert [c.scope for c in others] == ["background"]


def test_shares_of_people_in_general_are_background(seeds: dict[str, list[Claim]]) -> None:
    assert {c.scope for claims in seeds.values() for c in _of(claims, "event_rate") if c.value == 33} == {"background"}
