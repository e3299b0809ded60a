"""Mismatches open, change, resolve and come back; what a person decided holds; nothing moves without cause."""

from typing import Any

import pytest

from db.read import findings
from db.read.findings import Wanted
from db.store import trials, verdicts
from tests.db.stores import Store, day, verdict


@pytest.fixture
def doc(store: Store) -> str:
    """A document with one open mismatch."""
    doc_id = store.document("a", "one")
    assert store.verdicts(doc_id, verdict(doc_id)) == 1
    return doc_id


def state(store: Store) -> str:
    return str(store.column("SELECT state FROM mismatch")[0])


def events(store: Store) -> list[str]:
    """What happened, in order; what our own code did in brackets."""
    rows = store.rows("SELECT kind, by_code, seq FROM mismatch_event ORDER BY seq")
    assert [row["seq"] for row in rows] == list(range(len(rows)))
    return [f"({row['kind']})" if row["by_code"] else row["kind"] for row in rows]


def review(store: Store, action: str, at: float = 1) -> None:
    mismatch_id = store.column("SELECT id FROM mismatch")[0]
    store.do(verdicts.review, mismatch_id, action, "me", "because", day(at))


def test_a_mismatch_opens(store: Store, doc: str) -> None:
    (found,) = store.do(findings.mismatches, Wanted())
    assert (found["state"], found["reviewed"], found["values"]) == ("open", False, ["6 weeks", "4 weeks"])
    assert found["first_seen"] == day(0)
    (row,) = store.rows("SELECT kind, document_value, against_value, author FROM mismatch_event")
    assert row == {"kind": "opened", "document_value": "6 weeks", "against_value": "4 weeks", "author": None}


def test_the_same_again_changes_nothing(store: Store, doc: str) -> None:
    before = store.everything()
    assert store.verdicts(doc, verdict(doc, code="c2"), at=1) == 0
    assert store.verdicts(doc, verdict(doc), at=2, by_code=True) == 0
    assert store.everything() == before


@pytest.mark.parametrize("by_code", [False, True])
def test_a_value_changes(store: Store, doc: str, by_code: bool) -> None:
    assert store.verdicts(doc, verdict(doc, document_value="8 weeks"), at=1, by_code=by_code) == 1
    assert state(store) == "open"
    assert events(store) == ["opened", "(value_changed)" if by_code else "value_changed"]
    assert store.do(findings.mismatches, Wanted())[0]["last_seen"] is not None
    assert store.column("SELECT document_value FROM mismatch_event ORDER BY seq") == ["6 weeks", "8 weeks"]


def test_other_words_are_no_event(store: Store, doc: str) -> None:
    assert store.verdicts(doc, verdict(doc, explanation="said better", severity="minor"), at=1) == 1
    assert events(store) == ["opened"]
    assert store.column("SELECT explanation FROM verdict") == ["said better"]


@pytest.mark.parametrize("name", ["consistent", "rounding_only", None])
def test_resolved_and_reopened(store: Store, doc: str, name: str | None) -> None:
    found = [] if name is None else [verdict(doc, name, document_value="4 weeks")]
    assert store.verdicts(doc, *found, at=1) == 1
    assert state(store) == "resolved"
    assert store.do(findings.mismatches, Wanted()) == []
    assert store.column("SELECT count(*) FROM v_open_mismatches") == [0]
    before = store.everything()
    assert store.verdicts(doc, *found, at=2) == 0
    assert store.everything() == before
    assert store.verdicts(doc, verdict(doc), at=3) == 1
    assert state(store) == "open"
    assert events(store) == ["opened", "resolved_at_source", "reopened"]
    assert store.column("SELECT count(*) FROM v_open_mismatches") == [1]
    assert store.column("SELECT count(*) FROM verdict WHERE gone_at IS NULL") == [1]


def test_what_agrees_opens_nothing_and_goes_without_a_trace(store: Store) -> None:
    doc_id = store.document("a", "one")
    store.verdicts(doc_id, verdict(doc_id, "consistent"), verdict(doc_id, "missing", check="phase"))
    assert store.column("SELECT count(*) FROM mismatch") == [0]
    assert len(store.do(findings.mismatches, Wanted(verdict="consistent"))) == 1
    assert store.verdicts(doc_id, verdict(doc_id, "consistent"), at=1) == 1
    assert store.column("SELECT verdict FROM verdict") == ["consistent"]


def test_what_agreed_may_come_to_differ(store: Store) -> None:
    doc_id = store.document("a", "one")
    store.verdicts(doc_id, verdict(doc_id, "consistent"))
    store.verdicts(doc_id, verdict(doc_id), at=1)
    assert (state(store), events(store)) == ("open", ["opened"])


def test_a_dismissal_holds_until_a_source_says_something_else(store: Store, doc: str) -> None:
    review(store, "dismiss")
    assert store.rows("SELECT state, reviewed FROM mismatch")[0]["state"] == "dismissed"
    assert store.column("SELECT count(*) FROM v_open_mismatches") == [0]
    store.verdicts(doc, verdict(doc), at=2)
    store.verdicts(doc, verdict(doc, document_value="7 weeks"), at=3, by_code=True)
    assert state(store) == "dismissed"
    store.verdicts(doc, verdict(doc, document_value="8 weeks"), at=4)
    assert state(store) == "open"
    assert events(store) == ["opened", "dismissed", "(value_changed)", "value_changed"]
    assert bool(store.column("SELECT reviewed FROM mismatch")[0])


@pytest.mark.parametrize(
    ("action", "after"), [("dismiss", "dismissed"), ("acknowledge", "acknowledged"), ("reopen", "open")]
)
def test_our_own_code_forgets_no_decision(store: Store, doc: str, action: str, after: str) -> None:
    """New code that lets a mismatch go and newer code that finds it again leave it as the person left it."""
    review(store, action)
    store.verdicts(doc, at=2, by_code=True)
    assert state(store) == "resolved"
    store.verdicts(doc, verdict(doc), at=3, by_code=True)
    assert state(store) == after


def test_what_our_code_let_go_a_source_opens_again(store: Store, doc: str) -> None:
    review(store, "dismiss")
    store.verdicts(doc, at=2, by_code=True)
    store.verdicts(doc, verdict(doc, document_value="8 weeks"), at=3)
    assert state(store) == "open"


def test_what_a_source_settled_is_opened_again_by_anyone(store: Store, doc: str) -> None:
    review(store, "dismiss")
    store.verdicts(doc, at=2)
    store.verdicts(doc, verdict(doc), at=3, by_code=True)
    assert state(store) == "open"


def test_an_acknowledged_one_stays_acknowledged(store: Store, doc: str) -> None:
    review(store, "acknowledge")
    store.verdicts(doc, verdict(doc, document_value="8 weeks"), at=2)
    assert state(store) == "acknowledged"
    assert store.column("SELECT count(*) FROM v_open_mismatches") == [1]
    review(store, "reopen", 3)
    assert events(store) == ["opened", "acknowledged", "value_changed", "reopened"]
    assert store.rows("SELECT author, reason FROM mismatch_event WHERE seq = 3") == [
        {"author": "me", "reason": "because"}
    ]


def test_documents_do_not_disturb_each_other(store: Store, doc: str) -> None:
    other = store.document("b", "two")
    store.verdicts(other, verdict(other), verdict(other, check="phase"), verdict(other, against_document_id=doc))
    assert store.column("SELECT count(*) FROM mismatch") == [4]
    store.verdicts(other, at=1)
    assert store.column("SELECT document_id FROM v_open_mismatches") == [doc]


def test_text_that_no_database_takes(store: Store) -> None:
    doc_id = store.document("a", "one")
    odd: dict[str, Any] = {"document_value": "a\x00b", "explanation": "\ud800"}
    store.verdicts(doc_id, verdict(doc_id, **odd))
    before = store.everything()
    assert store.verdicts(doc_id, verdict(doc_id, **odd), at=1) == 0
    assert store.everything() == before


def test_what_is_told_together_is_triaged_together(store: Store) -> None:
    """A head finding with what stands below it, and the same in a copy of the story; another value is apart."""
    one, copy, apart = (store.document(name, "said") for name in ("one", "copy", "apart"))
    story = {"id": "story-1", "root_document_id": one}
    members = [{"document_id": i, "story_id": "story-1", "similarity": 1.0} for i in (one, copy, apart)]
    store.do(trials.save_stories, [story], members)
    for doc_id, value in ((one, "6 weeks"), (copy, "6 Weeks"), (apart, "8 weeks")):
        head = verdict(doc_id, check="unmatched_report", document_value=value)
        store.verdicts(doc_id, head, verdict(doc_id, document_value=value, parent_id=head["id"]))
    head_id = verdict(copy, check="unmatched_report")["id"]
    assert store.do(verdicts.review, head_id, "dismiss", "me", "not ours", day(1)) == 4
    by_document = "SELECT v.document_id FROM mismatch m JOIN verdict v ON v.id = m.id WHERE m.state = 'open'"
    assert store.column(by_document) == [apart, apart]
    late = store.document("late", "said", 2)
    store.do(trials.save_stories, [story], [*members, members[0] | {"document_id": late}])
    store.verdicts(late, verdict(late, check="unmatched_report"), at=2)
    kinds = "SELECT e.kind FROM mismatch_event e JOIN verdict v ON v.id = e.mismatch_id WHERE v.document_id = :id"
    assert store.column(f"{kinds} ORDER BY e.seq", id=late) == ["opened", "dismissed"]
