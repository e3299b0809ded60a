"""A page on two trials is held against each of them with its own parts only (trials and drug are made up)."""

import json

import pytest

from db.read.findings import Wanted
from tests.linking.measure import store_in
from tracker.config import Config
from tracker.operations import find
from tracker.operations._open import reading

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
