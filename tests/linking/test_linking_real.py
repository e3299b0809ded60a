"""Real registrations and unrelated press side by side: no link by content, no merge within one registry.

The press is that of ../shared/gold that is not held back, the registries are those of ../shared/samples.
"""

import json
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest

from db import tables
from tests.linking.measure import store_in
from tracker.config import Config
from tracker.operations import find
from tracker.operations._open import reading

FOLDERS = ("clinicaltrials_gov/studies_dev.ndjson.gz", "registers_as_json", "isrctn", "ctis", "euctr", "pubmed")


@pytest.fixture(scope="module")
def store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("real")
    lines = map(json.loads, (shared / "gold" / "news_unlabelled.jsonl").read_text("utf-8").splitlines())
    seen = [line for line in lines if int(sha1(f"holdback|{line['id']}".encode()).hexdigest(), 16) % 4]
    given = [{"id": k["id"], "kind": k["kind"], "title": k["title"], "url": k["url"], "text": k["text"]} for k in seen]
    (folder / "press.jsonl").write_text("".join(json.dumps(line) + "\n" for line in given), "utf-8")
    return store_in(folder, [*(shared / "samples" / name for name in FOLDERS), folder / "press.jsonl"], whole=False)


def press_of(config: Config) -> list[dict[str, Any]]:
    return [k for k in find.links(config) if k["document"]["kind"] in ("press", "press_release")]


@pytest.mark.soak
def test_unrelated_press_is_linked_to_none_of_them(store: Config) -> None:
    assert [k for k in press_of(store) if k["method"] == "content"] == []


@pytest.mark.soak
def test_entries_of_one_registry_are_one_trial_only_if_they_say_so(store: Config) -> None:
    with reading(store) as conn:
        numbers = conn.execute(tables.trial_identifier.select()).all()
        bonds = conn.execute(tables.cross_registration.select()).all()
    said = {frozenset(((b.scheme, b.value), (b.other_scheme, b.other_value))) for b in bonds}
    together = [
        {(a.scheme, a.value), (b.scheme, b.value)}
        for n, a in enumerate(numbers)
        for b in numbers[n + 1 :]
        if a.trial_id == b.trial_id and a.scheme == b.scheme
    ]
    assert [pair for pair in together if pair not in said] == []
    assert bonds
