"""Papers from a file without an outlet: what brought them in is no journal that they share."""

import json
from pathlib import Path

from tests.linking.measure import store_in
from tracker.operations import find

ONE = "In this trial (NCT99999901) 94 women with hot flushes were randomised to zorvelimab or placebo. Flushes fell."
TWO = "We followed 94 women with hot flushes who were randomised to morning walks or to none. Walks did little."


def test_two_papers_of_one_import_share_no_journal(tmp_path: Path) -> None:
    lines = [{"id": "one", "kind": "paper", "text": ONE}, {"id": "two", "kind": "paper", "text": TWO}]
    (tmp_path / "given.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    found = find.links(store_in(tmp_path, [tmp_path / "given.jsonl"]))
    assert [k["document"]["id"] for k in found if k["state"] == "accepted"] == ["one"]
    assert not any("journal" in reason for k in found for reason in k["evidence"])
