"""Trials, links, stories and judgements: made what linking says, with nothing else touched and nothing forgotten."""

from typing import Any

import pytest
from sqlalchemy import select

from db import tables
from db.read import work as read
from db.store import trials
from tests.db.stores import Store, day
from tracker.records import Claim


def save(store: Store, *groups: tuple[str, tuple[str, ...]]) -> int:
    """Save trials given as (label, identifiers)."""
    rows = [{"id": f"trial-{label}", "label": label} for label, _ in groups]
    numbers = [
        {"scheme": "nct", "value": value, "trial_id": f"trial-{label}"} for label, values in groups for value in values
    ]
    changed: int = store.do(trials.save_trials, rows, numbers)
    return changed


def merged(store: Store) -> dict[str, Any]:
    return {row["label"]: row["merged_into"] for row in store.rows("SELECT label, merged_into FROM trial")}


def owners(store: Store) -> dict[str, str]:
    return {r["value"]: r["trial_id"] for r in store.rows("SELECT value, trial_id FROM trial_identifier")}


def links(store: Store) -> list[Any]:
    with store.engine.begin() as conn:
        return list(conn.execute(select(tables.link).order_by(tables.link.c.trial_id)))


def link(document_id: str, trial: str, **more: Any) -> dict[str, Any]:
    usual = {"role": "coverage", "method": "identifier", "score": 0.9, "state": "accepted", "evidence": [{"said": "x"}]}
    return {"document_id": document_id, "trial_id": f"trial-{trial}", **usual, **more}


def test_the_same_again_changes_nothing(store: Store) -> None:
    assert save(store, ("A", ("1", "2")), ("B", ("3",))) == 5
    before = store.everything()
    assert save(store, ("A", ("1", "2")), ("B", ("3",))) == 0
    assert store.everything() == before


def test_trials_that_are_one_are_merged_and_may_part_again(store: Store) -> None:
    save(store, ("A", ("1",)), ("B", ("2",)), ("C", ("3",)))
    save(store, ("A", ("1", "2")), ("C", ("3",)))
    assert merged(store) == {"A": None, "B": "trial-A", "C": None}
    assert owners(store) == {"1": "trial-A", "2": "trial-A", "3": "trial-C"}
    before = store.everything()
    assert save(store, ("A", ("1", "2")), ("C", ("3",))) == 0
    assert store.everything() == before
    save(store, ("A", ("1",)), ("B", ("2",)), ("C", ("3",)))
    assert merged(store) == {"A": None, "B": None, "C": None}
    assert owners(store) == {"1": "trial-A", "2": "trial-B", "3": "trial-C"}


def test_a_trial_of_which_a_part_goes_elsewhere_stays(store: Store) -> None:
    save(store, ("A", ("1", "2")), ("B", ("3",)))
    save(store, ("A", ("1",)), ("B", ("2", "3")))
    assert merged(store) == {"A": None, "B": None}
    assert owners(store) == {"1": "trial-A", "2": "trial-B", "3": "trial-B"}


def test_a_label_may_change(store: Store) -> None:
    save(store, ("A", ("1",)))
    store.do(trials.save_trials, [{"id": "trial-A", "label": "The A\x00 trial"}], [])
    assert merged(store) == {"The A\ufffd trial": None}
    assert owners(store) == {}


def test_links_are_added_changed_and_removed(store: Store) -> None:
    one, two = store.document("a", "one"), store.document("b", "two")
    save(store, ("A", ("1",)), ("B", ("2",)))
    first = [link(one, "A"), link(two, "A", state="proposed", score=0.6)]
    assert store.do(trials.save_links, first, [], day(0)) == 2
    before = store.everything()
    again = [link(one, "A"), link(two, "A", state="proposed", score=0.6)]
    assert store.do(trials.save_links, again, [], day(1)) == 0
    assert store.everything() == before
    ids = {row.document_id: row.id for row in links(store)}
    moved = [link(one, "A", score=1.0, method="person", evidence=[]), link(one, "B", role="background")]
    assert store.do(trials.save_links, moved, [], day(2)) == 3
    rows = links(store)
    assert [(r.trial_id, r.role, r.score, r.method, r.evidence, r.first_seen_at) for r in rows] == [
        ("trial-A", "coverage", 1.0, "person", [], day(0)),
        ("trial-B", "background", 0.9, "identifier", [{"said": "x"}], day(2)),
    ]
    assert rows[0].id == ids[one]


def test_cross_registrations_say_why_trials_are_one(store: Store) -> None:
    doc_id = store.document("a", "1 2")
    number = Claim(type="registration_id", raw="2", quote="2", start=2, end=3)
    store.claim(doc_id, number)
    claim_id = store.column("SELECT id FROM claim")[0]
    save(store, ("A", ("1", "2")))
    bond = {"scheme": "nct", "value": "1", "other_scheme": "nct", "other_value": "2", "document_id": doc_id}
    bond |= {"claim_id": claim_id, "state": "accepted"}
    assert store.do(trials.save_links, [], [dict(bond)], day(0)) == 1
    assert store.do(trials.save_links, [], [dict(bond)], day(1)) == 0
    assert store.do(trials.save_links, [], [bond | {"state": "rejected"}], day(2)) == 1
    assert store.column("SELECT state FROM cross_registration") == ["rejected"]
    assert store.do(trials.save_links, [], [], day(3)) == 1
    assert store.column("SELECT count(*) FROM cross_registration") == [0]


def test_stories_follow_their_members(store: Store) -> None:
    one, two, three = (store.document(name, "same") for name in "abc")
    members = [{"document_id": doc, "story_id": "story-1", "similarity": 1.0} for doc in (one, two)]
    assert store.do(trials.save_stories, [{"id": "story-1", "root_document_id": one}], members) == 3
    before = store.everything()
    assert store.do(trials.save_stories, [{"id": "story-1", "root_document_id": one}], members) == 0
    assert store.everything() == before
    members = [{"document_id": doc, "story_id": "story-2", "similarity": 0.9} for doc in (two, three)]
    store.do(trials.save_stories, [{"id": "story-2", "root_document_id": three}], members)
    assert store.rows("SELECT id, root_document_id FROM story") == [{"id": "story-2", "root_document_id": three}]
    assert set(store.column("SELECT document_id FROM story_member")) == {two, three}
    store.do(trials.save_stories, [], [])
    assert store.column("SELECT count(*) FROM story") == [0]


@pytest.mark.parametrize("moments", [(0, 1, 2), (0, 0, 0)])
def test_judgements_are_kept_in_order(store: Store, moments: tuple[int, ...]) -> None:
    """Also those of one moment."""
    doc_id = store.document("a", "one")
    ids = []
    for at, decision in zip(moments, ("accept", "reject", "accept"), strict=True):
        row = {"document_id": doc_id, "scheme": "nct", "value": "1", "decision": decision, "author": "me"}
        ids.append(store.do(trials.save_judgement, {**row, "reason": "a\x00b", "decided_at": day(at)}))
    other = {"document_id": doc_id, "scheme": "nct", "value": "2", "decision": "reject", "author": "me"}
    store.do(trials.save_judgement, {**other, "reason": "", "decided_at": day(3)})
    rows = [row for row in store.do(read.judgements) if row.value == "1"]
    assert [(row.id, row.seq, row.decision) for row in rows] == [
        (ids[0], 0, "accept"),
        (ids[1], 1, "reject"),
        (ids[2], 2, "accept"),
    ]
    assert {row.reason for row in rows} == {"a\ufffdb"}
