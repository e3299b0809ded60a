"""The views: the same columns on both databases, and the rows that a small known store must give."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import inspect

from db.doc import view_columns
from db.engine import view_files
from db.store import changes, fetches, runs, trials
from tests.db.stores import Store, day, verdict
from tracker.records import Claim, PartialDate, Problem, Request

COLUMNS = view_columns()
DAY = PartialDate(low=date(2026, 2, 20), high=date(2026, 2, 20), precision="day")


def view(store: Store, name: str, columns: str, order: str = "") -> list[tuple[Any, ...]]:
    """Rows of a view, with numbers, days and booleans as both databases agree on them."""
    rows = store.rows(f"SELECT {columns} FROM {name} ORDER BY {order or columns}")
    return [tuple(_plain(value) for value in row.values()) for row in rows]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return str(value) if isinstance(value, date) else float(value)


def field(type_: str, raw: str, path: str, kind: str | None = None, **more: Any) -> Claim:
    return Claim(type=type_, raw=raw, quote=raw, path=path, kind=kind, **more)


def spoken(type_: str, text: str, quote: str, **more: Any) -> Claim:
    start = text.index(quote)
    place = {"start": start, "end": start + len(quote), "context_start": 0, "context_end": len(text)}
    return Claim.model_validate({"type": type_, "raw": quote, "quote": quote, **place, **more})


def change(store: Store, registry: str) -> dict[str, Any]:
    """What changed between the two versions of an entry, as a row."""
    first, second = store.column("SELECT id FROM version WHERE document_id = :id ORDER BY seq", id=registry)
    return {
        "document_id": registry,
        "from_version_id": first,
        "to_version_id": second,
        "origin": "observed",
        "section": "design",
        "type": "sample_size",
        "kind": "enrolled",
        "subject": None,
        "change": "changed",
        "value_before": "40",
        "value_after": "32",
        "changed_on": date(2026, 3, 6),
        "milestone": "start",
        "days_after": 64,
        "words": "number of people changed",
    }


STORY = "The trial had 30 people. Another had 500 people."


@pytest.fixture
def told(store: Store) -> dict[str, str]:
    """A registry entry in two versions, a story about it, a story about nothing, and what was found."""
    store.add_source("registry", "registry")
    entry = {"source": "registry", "kind": "registry", "title": "Trial of X"}
    registry = store.document("NCT1", "", 0, record={"n": 40}, **entry)
    planned = field("sample_size", "40", "$.n", "planned", number=40, low=40, high=40)
    start = {"date_low": date(2026, 1, 1), "date_high": date(2026, 1, 31)}
    store.claim(registry, planned, field("date", "2026-01", "$.start", "start", **start))
    store.document("NCT1", "", 5, record={"n": 32}, **entry)
    enrolled = field("sample_size", "32", "$.n", "enrolled", number=32, low=32, high=32)
    store.claim(registry, enrolled, field("date", "2026-01", "$.start", "start", **start))
    store.do(changes.save_changes, registry, [change(store, registry)], day(5))
    story = store.document("story", STORY, 6, title="A story", published=DAY)
    store.claim(
        story,
        spoken("sample_size", STORY, "30 people", number=30, low=30, high=30, kind="randomised"),
        spoken("sample_size", STORY, "500 people", number=500, low=500, high=500, scope="other_study"),
    )
    stray = store.document("stray", "Nothing known.", 6, title="Stray", kind="press_release")
    trial = store.trial("X", {"document_id": registry, "role": "registration"}, {"document_id": story}, identifiers="1")
    link = store.column("SELECT id FROM link WHERE document_id = :id", id=story)[0]
    place = {"against_document_id": registry, "trial_id": trial, "link_id": link}
    store.verdicts(
        story,
        verdict(story, check="sample_size", document_value="30 people", against_value="32", **place),
        verdict(story, "consistent", check="phase", **place),
        verdict(story, "rounding_only", check="nnt", **place),
        verdict(story, "missing", check="masking", **place),
        verdict(story, "not_comparable", check="duration", **place),
        at=6,
    )
    return {"registry": registry, "story": story, "stray": stray, "trial": trial, "link": link}


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_view_has_the_same_columns_everywhere(store: Store, told: dict[str, str], name: str) -> None:
    assert [column["name"] for column in inspect(store.engine).get_columns(name)] == COLUMNS[name]
    rows = store.rows(f"SELECT * FROM {name}")
    assert rows, f"the known store shows nothing of {name}"
    assert list(rows[0]) == COLUMNS[name]


def test_all_views_are_known() -> None:
    assert set(COLUMNS) == set(view_files())


def test_documents(store: Store, told: dict[str, str]) -> None:
    assert view(store, "v_documents", "native_id, kind, title, published, versions, characters") == [
        ("NCT1", "registry", "Trial of X", None, 2, 0),
        ("story", "press", "A story", "2026-02-20", 1, len(STORY)),
        ("stray", "press_release", "Stray", None, 1, 14),
    ]


def test_sample_sizes(store: Store, told: dict[str, str]) -> None:
    assert view(store, "v_sample_sizes", "source, document_kind, kind, people, scope, sentence", "people") == [
        ("paper", "press", "randomised", 30, "this_trial", STORY),
        ("registry", "registry", "enrolled", 32, "this_trial", "32"),
        ("paper", "press", None, 500, "other_study", STORY),
    ]


def test_trials_and_links(store: Store, told: dict[str, str]) -> None:
    columns = "label, scheme, identifier, accepted_documents, proposed_documents"
    assert view(store, "v_trials", columns) == [("X", "nct", "1", 2, 0)]
    assert view(store, "v_links", "native_id, trial, role, state, score") == [
        ("NCT1", "X", "registration", "accepted", 0.9),
        ("story", "X", "coverage", "accepted", 0.9),
    ]


def test_what_is_said_of_a_trial_side_by_side(store: Store, told: dict[str, str]) -> None:
    columns = "trial, type, kind, value_raw, value_num, native_id"
    assert view(store, "v_trial_claims", columns) == [
        ("X", "date", "start", "2026-01", None, "NCT1"),
        ("X", "sample_size", "enrolled", "32", 32, "NCT1"),
        ("X", "sample_size", "randomised", "30 people", 30, "story"),
    ]


@pytest.mark.parametrize("change", [{"state": "proposed"}, {"state": "rejected"}, {"role": "background"}])
def test_only_accepted_links_speak_for_a_trial(store: Store, told: dict[str, str], change: dict[str, str]) -> None:
    link = {"document_id": told["story"], "trial_id": told["trial"], "role": "coverage", "method": "content"}
    link |= {"score": 0.6, "state": "accepted", "evidence": [], **change}
    store.do(trials.save_links, [link], [], day(7))
    for name in ("v_trial_claims", "v_trial_timeline"):
        assert view(store, name, "native_id") == []
    best = 0.6 if change.get("state") == "proposed" else None
    assert view(store, "v_press_without_trial", "native_id, best_proposal") == [("story", best), ("stray", None)]


def test_the_timeline(store: Store, told: dict[str, str]) -> None:
    assert view(store, "v_trial_timeline", "day, day_high, event, native_id, printed") == [
        ("2026-01-01", "2026-01-31", "start", "NCT1", "2026-01"),
        ("2026-02-20", "2026-02-20", "published", "story", "A story"),
    ]


def test_press_without_trial(store: Store, told: dict[str, str]) -> None:
    assert view(store, "v_press_without_trial", "native_id, title, best_proposal") == [("stray", "Stray", None)]


@pytest.mark.parametrize(
    ("night", "wanted"),
    [
        (-1, []),
        (0, [("NCT1", "planned", "40")]),
        (4.99, [("NCT1", "planned", "40")]),
        (5, [("NCT1", "enrolled", "32")]),
        (6, [("NCT1", "enrolled", "32"), ("story", "randomised", "30 people"), ("story", None, "500 people")]),
    ],
)
def test_what_was_known_when(
    store: Store, told: dict[str, str], night: float, wanted: Sequence[tuple[str, str | None, str]]
) -> None:
    moment = day(night).strftime("%Y-%m-%d %H:%M:%S.%f")
    zone = "" if store.engine.dialect.name == "sqlite" else "+00"
    rows = store.rows(
        "SELECT native_id, kind, value_raw FROM v_claims_as_of WHERE type = 'sample_size'"
        f" AND seen_from <= '{moment}{zone}' AND (seen_to IS NULL OR seen_to > '{moment}{zone}')"
        " ORDER BY native_id, value_raw"
    )
    assert [tuple(row.values()) for row in rows] == list(wanted)


def test_registry_changes(store: Store, told: dict[str, str]) -> None:
    columns = "native_id, type, kind, value_before, value_after, words, days_after"
    known = ("NCT1", "sample_size", "enrolled", "40", "32", "number of people changed", 64)
    assert view(store, "v_registry_changes", columns) == [known]
    assert str(store.column("SELECT seen_at FROM v_registry_changes")[0]).startswith("2026-03-06 02:00")
    store.do(changes.save_changes, told["registry"], [], day(6))
    assert view(store, "v_registry_changes", columns) == []
    assert store.column("SELECT count(*) FROM registry_change") == [1]


def test_open_mismatches(store: Store, told: dict[str, str]) -> None:
    columns = "check_name, document_value, against_value, trial, native_id, against_native_id, link_state, state"
    assert view(store, "v_open_mismatches", columns) == [
        ("sample_size", "30 people", "32", "X", "story", "NCT1", "accepted", "open")
    ]


def test_the_evidence_chain(store: Store, told: dict[str, str]) -> None:
    assert view(store, "v_evidence_chain", "check_name, document_kind, native_id, published, document_value") == [
        ("sample_size", "press", "story", "2026-02-20", "30 people")
    ]


def test_the_score_of_an_article(store: Store, told: dict[str, str]) -> None:
    columns = "native_id, agree, differ, not_mentioned, could_not_be_compared"
    assert view(store, "v_article_score", columns) == [("story", 2, 1, 1, 1)]
    counted = "checks, checks_decided, open_mismatches, dismissed, unreviewed_critical"
    assert view(store, "v_article_score", counted) == [(5, 3, 1, 0, 0)]
    store.verdicts(told["story"], at=7)
    assert view(store, "v_article_score", columns) == []


def test_source_health(store: Store, told: dict[str, str]) -> None:
    columns = "source, documents, issues, failing_addresses, last_job, last_message"
    run = {"id": "run", "command": "run", "cause": "manual", "state": "running", "owner": "me", "code_version": "0"}
    store.do(runs.start_run, {**run, "started_at": day(6), "heartbeat_at": day(6)}, stale_after=day(1) - day(0))
    job = {"run_id": "run", "stage": "fetch", "source": "paper", "finished_at": day(7), "done": 0}
    job |= {"requests": 1, "unchanged": 0, "problems": 1}
    store.do(runs.save_job, {**job, "topic": "a", "state": "finished", "started_at": day(6), "message": None})
    store.do(runs.save_job, {**job, "topic": "b", "state": "failed", "started_at": day(6.5), "message": "timed out"})
    request = Request(url="https://paper.example/other", role="article")
    store.do(fetches.save_failure, fetches.Context("paper", "page"), request, "timed out", None, day(7))
    store.do(runs.save_problems, "paper", [Problem(kind="x", subject="y", message="z")], day(7))
    assert view(store, "v_source_health", columns) == [
        ("paper", 2, 1, 1, "failed", "timed out"),
        ("registry", 1, 0, 0, None, None),
    ]
    moments = store.rows("SELECT last_success_at, last_failure_at FROM v_source_health WHERE source = 'paper'")[0]
    assert [str(moment)[:10] for moment in moments.values()] == ["2026-03-07", "2026-03-08"]
