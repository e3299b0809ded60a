"""Linking night by night comes to what linking all at once comes to, and looks only at documents that may change."""

import json
from pathlib import Path
from typing import Any

import pytest

from db.read.linking import Known
from tests.linking.benchmark.trial_rows import FOLDER
from tests.linking.measure import GIVEN, NOW, documents, store_in
from tracker.clock import SetClock
from tracker.config import Config
from tracker.operations import find
from tracker.operations.run import import_files
from tracker.pipeline import content

TRIALS = 4
"""Trials of the benchmark whose documents are taken."""


def given() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Registrations, papers (as texts that give their number) and stories of a few trials."""
    every = [json.loads(line) for line in (FOLDER / "registrations.ndjson").read_text("utf-8").splitlines()]
    entries = every[:TRIALS]
    wanted = {e["protocolSection"]["identificationModule"]["nctId"] for e in entries}
    papers, stories = [], []
    for line in documents():
        if set(line["about"]) & wanted:
            told = {k: line[k] for k in GIVEN}
            if line["kind"] == "paper":
                papers.append(told | {"text": f"{line['text']} Registration: NCT {line['about'][0]}."})
            else:
                stories.append(told)
    return entries, papers, stories


def write(folder: Path, name: str, lines: list[dict[str, Any]]) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def told(config: Config) -> list[tuple[Any, ...]]:
    return sorted(
        (k["document"]["id"], k["trial"]["identifiers"], k["role"], k["score"], k["state"], k["evidence"])
        for k in find.links(config)
    )


def test_nights_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries, papers, stories = given()
    assert len(papers) > 1
    assert len(stories) > TRIALS
    looked_at: list[str] = []

    def counted(read: Any, *more: Any) -> Any:
        looked_at.append(read.document_id)
        return best_links(read, *more)

    best_links = content.best_links
    monkeypatch.setattr(content, "best_links", counted)
    (tmp_path / "once").mkdir()
    once = store_in(
        tmp_path / "once", [write(tmp_path, "e.ndjson", entries), write(tmp_path, "d.jsonl", [*papers, *stories])]
    )
    (tmp_path / "nights").mkdir()
    nights = store_in(tmp_path / "nights", [write(tmp_path, "0.jsonl", [papers[0], *stories[::2]])])
    for name, night in (
        ("1.ndjson", entries[:1]),
        ("2.jsonl", [*papers[1:2], *stories[1::2]]),
        ("3.ndjson", entries[1:]),
        ("4.jsonl", papers[2:]),
    ):
        import_files(nights, SetClock(NOW), [write(tmp_path, name, night)])
    assert told(nights) == told(once)

    bread = "Rye bread for coeliac disease. Rye bread lowered pain in 37 people (NCT99990001)."
    looked_at.clear()
    import_files(nights, SetClock(NOW), [write(tmp_path, "bread.jsonl", [{"id": "b", "kind": "paper", "text": bread}])])
    assert looked_at == []
    looked_at.clear()
    again = papers[0] | {"text": f"{papers[0]['text']} It was repeated."}
    import_files(nights, SetClock(NOW), [write(tmp_path, "again.jsonl", [again])])
    assert 0 < len(looked_at) < len(stories)


def known(mark: str, *names: str) -> Known:
    return Known(mark, frozenset(names))


@pytest.mark.parametrize(
    ("before", "now", "names", "fresh"),
    [
        ({"t": known("1", "asthma")}, {"t": known("1", "asthma")}, set(), set()),
        ({}, {"t": known("1", "asthma", "wren")}, {"asthma", "wren"}, {"asthma", "wren"}),
        ({"t": known("1", "asthma")}, {}, {"asthma"}, set()),
        ({"t": known("1", "gout")}, {"t": known("2", "gout", "wren")}, {"gout", "wren"}, {"wren"}),
        ({"t": known("1", "gout", "wren")}, {"t": known("2", "gout")}, {"gout", "wren"}, set()),
        ({"t": known("1", "gout")}, {"t": known("1", "gout"), "u": known("1", "gout")}, {"gout"}, set()),
    ],
)
def test_what_is_new_of_trials(before: Any, now: Any, names: set[str], fresh: set[str]) -> None:
    assert content._news(before, now) == (names, fresh)


@pytest.mark.parametrize(
    ("name", "body", "stands"),
    [
        ("morbecept", "Doctors gave Morbecept to some.", True),
        ("alder grove unit", "The unit at Alder Grove", True),
        ("alder grove unit", "The unit at Alder Hill", False),
        ("castellan r", "Renee Castellan was pleased.", True),
        ("women's health", "Women’s health is served.", True),
    ],
)
def test_a_new_name_in_an_old_text(name: str, body: str, stands: bool) -> None:
    assert content._stands_in({name}, body) is stands
    assert not content._stands_in((), body)
