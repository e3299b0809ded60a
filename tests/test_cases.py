"""The case families of tests/cases (fictitious trials, see README.md there): what a run must and must not say.

What it does not say yet stands in open.json, by name: a gap that closes must be taken out of it, a new one fails.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.read.findings import Wanted
from tracker.clock import SetClock
from tracker.config import Config, load_config
from tracker.operations import find
from tracker.operations.run import import_files

CASES = Path(__file__).parent / "cases"
FAMILIES = sorted(path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json"))
Row = dict[str, Any]


def inputs(family: str) -> list[Path]:
    """What is imported of a family: its documents and its registry entries."""
    return sorted(path for path in CASES.glob(f"{family}.*") if not path.name.endswith(".expected.json"))


def expected_of(family: str) -> Row:
    return json.loads((CASES / f"{family}.expected.json").read_text("utf-8"))


def texts_of(family: str) -> dict[str, str]:
    lines = (CASES / f"{family}.jsonl").read_text("utf-8").splitlines()
    return {line["id"]: line["text"] for line in map(json.loads, lines)}


def store_in(folder: Path) -> Config:
    environ = {"URL": f"sqlite:///{folder}/evidence.db", "BLOBS": f"{folder}/blobs", "REPORT": f"{folder}/report"}
    return load_config(None, {f"TRACKER_STORE__{name}": value for name, value in environ.items()})


def overlap(text: str, phrase: str, quote: str) -> bool:
    """Whether `phrase` and `quote` share at least one character of `text`."""
    start, at = text.index(phrase), -1
    while (at := text.find(quote, at + 1)) >= 0:
        if at < start + len(phrase) and start < at + len(quote):
            return True
    return False


def read_from(flag: Row, phrases: list[str], text: str) -> bool:
    """Whether one of the quotes of `flag` is, or touches, one of the `phrases` it should have been read from."""
    quotes = [quote for quote in flag["quotes"] if quote and quote in text]
    return not phrases or any(overlap(text, phrase, quote) for phrase in phrases for quote in quotes)


def wrong_links(expected: Row, links: list[Row]) -> Iterator[str]:
    """Documents whose best link is not the expected one, and second links that would join two trials."""
    numbers = set(expected["trials"])
    for number, trial in expected["trials"].items():
        for document, want in trial["documents"].items():
            held = [k for k in links if k["document"]["id"] == document and k["state"] in ("accepted", "proposed")]
            held.sort(key=lambda k: (k["state"] != "accepted", -k["score"]))
            shown = [(k["state"], k["role"], k["trial"]["identifiers"], round(k["score"], 2)) for k in held]
            best = held[0] if held else None
            if best is None or best["state"] != want["state"] or number not in best["trial"]["identifiers"]:
                yield f"link of {document}: {want['state']} to {number} expected, found {shown or 'none'}"
            elif others := [k for k in held[1:] if k["state"] == "accepted" and k["role"] != "background"]:
                yield f"link of {document}: accepted for more than one trial: {shown} ({len(others)} too many)"
            if best is not None and len(numbers & set(best["trial"]["identifiers"])) > 1:
                yield f"link of {document}: two trials were joined: {best['trial']['identifiers']}"


def missing_flags(expected: Row, mismatches: list[Row], texts: dict[str, str]) -> Iterator[str]:
    """Flags (and children of the head flag) that should be there and are not, or were read from elsewhere."""
    for want in expected["must_flag"]:
        document = want["document"]
        mine = [m for m in mismatches if m["document"]["id"] == document]
        heads = [m for m in mine if m["check"] == want["check"] and m["severity"] != "info" and not m["parent"]]
        if not any(read_from(m, want.get("read_from", []), texts[document]) for m in heads):
            yield f"missing flag {document} {want['check']} {want.get('values', '')}: {_shown(heads) or 'none'}"
        for child in want.get("children", []):
            kids = [m for m in mine if m["check"] == child["check"] and m["parent"] in {head["id"] for head in heads}]
            if not any(read_from(m, child["read_from"], texts[document]) for m in kids):
                yield f"missing child {document} {child['check']} {child['values']}: {_shown(kids) or 'none'}"


def unexpected_alarms(expected: Row, mismatches: list[Row]) -> Iterator[str]:
    """Alarms (severity minor or above) that nobody expects."""
    allowed = {(flag["document"], flag["check"]) for flag in expected["must_flag"] + expected["may_flag"]}
    allowed |= {(flag["document"], kid["check"]) for flag in expected["must_flag"] for kid in flag.get("children", [])}
    for m in mismatches:
        if m["severity"] != "info" and (m["document"]["id"], m["check"]) not in allowed:
            yield f"unexpected alarm {m['document']['id']} {m['check']}: {_shown([m])}"


def missing_notes(expected: Row, config: Config) -> Iterator[str]:
    """Verdicts below a mismatch that a reader should be able to look up."""
    for want in expected["must_note"]:
        noted = find.mismatches(config, Wanted(min_severity="info", verdict=want["verdict"]))
        if not any(m["document"]["id"] == want["document"] and m["check"] == want["check"] for m in noted):
            yield f"missing note {want['document']} {want['check']} {want['verdict']}"


def _shown(mismatches: list[Row]) -> str:
    return "; ".join(f"{m['severity']} {m['values']} read from {m['quotes']}" for m in mismatches)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_says_what_is_expected(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # so that no config.toml is found
    config, expected = store_in(tmp_path), expected_of(family)
    outcome = import_files(config, SetClock(datetime(2026, 11, 20, tzinfo=UTC)), inputs(family))
    assert (outcome.state, outcome.failed) == ("finished", {})
    mismatches = find.mismatches(config, Wanted(min_severity="info"))
    differences = [
        *wrong_links(expected, find.links(config)),
        *missing_flags(expected, mismatches, texts_of(family)),
        *unexpected_alarms(expected, mismatches),
        *missing_notes(expected, config),
    ]
    known = json.loads((CASES / "open.json").read_text("utf-8")).get(family, [])
    found = sorted(difference.split(":")[0].split(" [")[0].strip() for difference in differences)
    assert found == sorted(known), "\n".join(["", *differences])


def test_there_are_families_of_many_kinds() -> None:
    assert len(FAMILIES) >= 12
    flags = [flag for family in FAMILIES for flag in expected_of(family)["must_flag"]]
    heads = [flag for flag in flags if flag["check"] == "unmatched_report"]
    assert len(heads) >= len(FAMILIES) // 4
    assert len({part["check"] for flag in flags for part in [flag, *flag.get("children", [])]}) >= 12


@pytest.mark.parametrize("family", FAMILIES)
def test_expectations_fit_the_documents(family: str) -> None:
    expected, texts = expected_of(family), texts_of(family)
    documents = {document for trial in expected["trials"].values() for document in trial["documents"]}
    registered = {number for number in expected["trials"] if number in documents}
    assert documents - registered == set(texts)
    for flag in expected["must_flag"]:
        phrases = [p for part in [flag, *flag.get("children", [])] for p in part.get("read_from", [])]
        assert [phrase for phrase in phrases if phrase not in texts[flag["document"]]] == []
    named = [entry["document"] for kind in ("must_flag", "may_flag", "must_note") for entry in expected[kind]]
    assert set(named) <= documents


@pytest.mark.parametrize("family", FAMILIES)
def test_only_numbers_and_domains_that_cannot_be_real(family: str) -> None:
    every = "".join(path.read_text("utf-8") for path in CASES.glob(f"{family}.*"))
    numbers = re.findall(r"(?:NCT|ISRCTN)(\d+)", every)
    assert numbers
    assert [number for number in numbers if not re.fullmatch(r"999999\d\d", number)] == []
    urls = [json.loads(line)["url"] for line in (CASES / f"{family}.jsonl").read_text("utf-8").splitlines()]
    assert all(url.split("/")[2].endswith(".example") for url in urls)
