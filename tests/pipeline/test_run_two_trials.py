"""A page on two trials is held against each of them with its own parts only (trials and drug are made up)."""

import json
from pathlib import Path

import pytest

from db.read.findings import Wanted
from tests.linking.measure import store_in
from tests.pipeline.stores import PatientClock
from tracker.cli.checked import checked
from tracker.config import Config
from tracker.operations import find
from tracker.operations._open import reading
from tracker.operations.check import check
from tracker.report.checked import checked_page

PAPER = (
    "Zorvelimab in urticaria: the {name} randomised trial. Methods: In {name} (NCT9999990{n}), {people} patients with "
    "urticaria were randomly assigned to zorvelimab or placebo for {weeks} weeks. Results: At the end {rate}% "
    "were free of itch with zorvelimab."
)
STORY = (
    "Two trials of zorvelimab against urticaria were reported today.\n\n"
    "TARN randomly assigned 614 patients with urticaria to zorvelimab or placebo for 12 weeks. "
    "41.3% were free of itch with zorvelimab.\n\n"
    "TARN 2 randomly assigned 196 patients to zorvelimab or placebo for 52 weeks. "
    "52.7% were free of itch with zorvelimab."
)

NUMBERED = (
    "Two trials of one drug ended this week.\n\n"
    "The first (NCT99999901) randomly assigned 614 patients. It ran for 12 weeks.\n\n"
    "The second (NCT99999902) randomly assigned 196 patients. It ran for 30 weeks."
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("two")
    known = [("TARN", 1, 614, 12, "41.3"), ("TARN 2", 2, 196, 24, "52.7")]
    lines = [
        {
            "id": f"paper {n}",
            "kind": "paper",
            "title": f"{name}: zorvelimab in urticaria, a randomised trial",
            "published_at": "2026-03-01",
            "text": PAPER.format(name=name, n=n, people=people, weeks=weeks, rate=rate),
        }
        for name, n, people, weeks, rate in known
    ]
    lines.append({"id": "story", "kind": "press", "title": "Two trials", "published_at": "2026-03-02", "text": STORY})
    lines.append({"id": "numbered", "kind": "press", "title": "Two", "published_at": "2026-03-02", "text": NUMBERED})
    (folder / "given.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return store_in(folder, [folder / "given.jsonl"])


@pytest.mark.parametrize("name", ["story", "numbered"])
def test_both_links_are_accepted(config: Config, name: str) -> None:
    links = [k for k in find.links(config) if k["document"]["id"] == name]
    assert sorted((k["trial"]["identifiers"][0], k["state"]) for k in links) == [
        ("NCT99999901", "accepted"),
        ("NCT99999902", "accepted"),
    ]


def test_only_what_is_said_of_a_trial_is_held_against_it(config: Config) -> None:
    found = find.mismatches(config, Wanted())
    assert sorted((m["document"]["id"], m["check"], m["trial"]["identifiers"], m["values"]) for m in found) == [
        ("numbered", "duration", ["NCT99999902"], ["30 weeks", "24 weeks"]),
        ("story", "duration", ["NCT99999902"], ["52 weeks", "24 weeks"]),
    ]


def test_sql_shows_each_trial_its_own_claims(config: Config) -> None:
    with reading(config) as conn:
        rows = conn.exec_driver_sql(
            "SELECT t.value, c.value_raw FROM v_trial_claims c JOIN trial_identifier t ON t.trial_id = c.trial_id "
            "WHERE c.native_id = 'story' AND c.type = 'duration' ORDER BY t.value"
        ).all()
    assert [tuple(row) for row in rows] == [("NCT99999901", "12 weeks"), ("NCT99999902", "52 weeks")]


@pytest.mark.parametrize("body", [STORY.replace("52 weeks", "40 weeks"), NUMBERED])
def test_a_draft_on_two_trials_is_held_against_both(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    draft = {"id": "draft", "kind": "press", "title": "Two trials", "published_at": "2026-03-02", "text": body}
    (tmp_path / "draft.jsonl").write_text(json.dumps(draft) + "\n", "utf-8")
    found = check(config, PatientClock(), str(tmp_path / "draft.jsonl"), offline=True)
    (result,) = found
    assert sorted((t["identifiers"][0], t["state"], t["witnesses"] > 0) for t in result["trials"]) == [
        ("NCT99999901", "accepted", True),
        ("NCT99999902", "accepted", True),
    ]
    said = {(v["check"], v["verdict"], v["trial"][0]) for v in result["verdicts"]}
    assert {
        ("duration", "consistent", "NCT99999901"),
        ("duration", "inconsistent", "NCT99999902"),
        ("sample_size", "consistent", "NCT99999901"),
        ("sample_size", "consistent", "NCT99999902"),
    } <= said
    assert not {check for check, verdict, trial in said if verdict == "inconsistent" and trial == "NCT99999901"}
    checked(found, as_json=False)
    page, printed = checked_page(found, PatientClock().now(), offline=True), capsys.readouterr().out
    for trial in ("NCT99999901", "NCT99999902"):
        assert f"Why {trial}" in page
        assert f"{trial}: " in printed
