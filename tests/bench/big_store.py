"""A made-up store of many trials, each with a registry entry, a paper and three stories, ten claims in each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Boolean, Date, Engine, Float, Integer, Table, insert

from db import tables
from db.types import DecimalNumber, JsonDocument, UTCDateTime

NOW = datetime(2026, 11, 20, 3, 15, tzinfo=UTC)
SOURCES = {"registry": "registry", "journal": "paper"} | {f"outlet_{n}": "press" for n in range(48)}
TYPES = (
    ("sample_size", "randomised"), ("sample_size", "enrolled"), ("duration", "treatment"), ("phase", None),
    ("primary_outcome", None), ("event_rate", None), ("event_rate", None), ("masking", None), ("date", "start"),
    ("status", "overall"),
)  # fmt: skip
CHECKS = ("sample_size", "duration", "phase", "event_rate", "masking", "primary_outcome")
BODY = "The trial of drops in dry examples randomised {n} people for six weeks in a clinic by the sea. " * 4
CHUNK = 500


def fill(engine: Engine, trials: int) -> None:
    """Put `trials` trials with five documents and fifty claims each into an empty store."""
    rng = Random(7)
    with engine.begin() as conn:
        conn.execute(insert(tables.source), [_row(tables.source, name=n, kind=k) for n, k in SOURCES.items()])
        runs = [NOW - timedelta(days=days) for days in range(400)]
        conn.execute(
            insert(tables.run),
            [
                _row(tables.run, id=f"run-{at:%Y%m%d}", state="finished", started_at=at, heartbeat_at=at,
                     finished_at=at + timedelta(minutes=9))
                for at in runs
            ],
        )  # fmt: skip
    for start in range(0, trials, CHUNK):
        rows: dict[Table, list[dict[str, Any]]] = {}
        for number in range(start, min(start + CHUNK, trials)):
            for table, row in _trial(number, rng):
                rows.setdefault(table, []).append(row)
        with engine.begin() as conn:
            for table, members in rows.items():
                conn.execute(insert(table), members)
    with engine.begin() as conn:
        conn.exec_driver_sql("ANALYZE")


def _trial(number: int, rng: Random) -> Iterator[tuple[Table, dict[str, Any]]]:
    trial = f"trial-{number}"
    yield tables.trial, _row(tables.trial, id=trial, label=f"Drops for dry examples {number}")
    nct = f"NCT9{number:07}"
    yield tables.trial_identifier, _row(tables.trial_identifier, scheme="nct", value=nct, trial_id=trial)
    outlets = rng.sample([n for n, k in SOURCES.items() if k == "press"], 3)
    parts = [("registry", "registry", "registration"), ("journal", "paper", "results")]
    parts += [(name, "press", "coverage") for name in outlets]
    reference = ""
    for place, (source, kind, role) in enumerate(parts):
        document = f"document-{number}-{place}"
        native = nct if kind == "registry" else f"https://{source}.example/{number}"
        claims = yield from _document(document, source, native, kind, rng)
        state = "accepted" if rng.random() < 0.9 or place == 0 else "proposed"
        link = _row(
            tables.link, id=f"link-{document}", document_id=document, trial_id=trial, role=role, state=state,
            method="identifier", score=0.9, evidence=["names it"], first_seen_at=NOW,
        )  # fmt: skip
        yield tables.link, link
        if place == 0:
            reference = document
        else:
            yield from _verdicts(document, reference, trial, str(link["id"]), claims, rng)
        if kind == "press" and number % 3 == 0:  # every third trial has one story in three outlets
            if place == 2:
                yield tables.story, _row(tables.story, id=f"story-{number}", root_document_id=document)
            member = _row(tables.story_member, document_id=document, story_id=f"story-{number}", similarity=1.0)
            yield tables.story_member, member


def _document(document: str, source: str, native: str, kind: str, rng: Random) -> Any:
    """The rows of a document with its version, text and claims; returns the ids of the claims by type."""
    seen = NOW - timedelta(days=rng.randint(0, 390))
    fetch, blob, version, body = (f"{name}-{document}" for name in ("fetch", "blob", "version", "text"))
    url = f"https://{source}.example/{document}"
    yield tables.blob, _row(tables.blob, sha256=blob, size=1000, stored_at=seen)
    yield (
        tables.fetch,
        _row(tables.fetch, id=fetch, source=source, topic="drops", request_key=fetch, blob_sha256=blob,
             fetched_at=seen, status=200, url=url),
    )  # fmt: skip
    yield (
        tables.document,
        _row(tables.document, id=document, source=source, native_id=native, kind=kind, url=url, first_seen_at=seen),
    )
    yield (
        tables.version,
        _row(tables.version, id=version, document_id=document, origin="observed", fetch_id=fetch, blob_sha256=blob,
             seen_from=seen),
    )  # fmt: skip
    said = BODY.format(n=rng.randint(20, 900))
    day = seen.date()
    yield (
        tables.text,
        _row(tables.text, id=body, version_id=version, document_id=document, title=f"Drops at work {document}",
             text=said, made_at=seen, published_low=day, published_high=day),
    )  # fmt: skip
    found = {}
    for place, (type_, claim_kind) in enumerate(TYPES):
        claim = f"claim-{document}-{place}"
        found[type_] = claim
        value = rng.randint(1, 99)
        yield (
            tables.claim,
            _row(tables.claim, id=claim, text_id=body, document_id=document, type=type_, kind=claim_kind,
                 value_raw=str(value), value_num=value, quote=str(value), scope="this_trial", status="asserted",
                 passage="body", char_start=place * 10, char_end=place * 10 + 2, context_start=0, context_end=90,
                 confidence=0.9, date_low=day, date_high=day),
        )  # fmt: skip
    return found


def _verdicts(
    document: str, reference: str, trial: str, link: str, claims: dict[str, str], rng: Random
) -> Iterator[tuple[Table, dict[str, Any]]]:
    for check in CHECKS:
        drawn = rng.random()
        verdict = "inconsistent" if drawn < 0.04 else "not_comparable" if drawn < 0.2 else "consistent"
        severity = rng.choice(("major", "minor", "minor")) if verdict == "inconsistent" else "info"
        name = f"verdict-{document}-{check}"
        yield (
            tables.verdict,
            _row(tables.verdict, id=name, document_id=document, against_document_id=reference, trial_id=trial,
                 link_id=link, check_name=check, verdict=verdict, severity=severity, confidence=0.9,
                 claim_id=claims[check], document_value="64", against_value="40", document_quote="It had 64.",
                 against_quote="40", explanation="64 differs from 40.", made_at=NOW),
        )  # fmt: skip
        if verdict == "inconsistent":
            state = rng.choice(("open", "open", "acknowledged", "dismissed", "resolved"))
            seen = NOW - timedelta(days=rng.randint(0, 390))
            yield (
                tables.mismatch,
                _row(tables.mismatch, id=name, state=state, reviewed=False, first_seen_at=seen, last_changed_at=seen),
            )


def _row(table: Table, **given: Any) -> dict[str, Any]:
    """A row with what is `given`, and something plain in every other column that must not be empty."""
    return {c.name: given.get(c.name, None if c.nullable else _plain(c.type)) for c in table.columns}


def _plain(kind: Any) -> Any:
    plain: Sequence[tuple[type, Any]] = (
        (UTCDateTime, NOW), (DecimalNumber, 0), (JsonDocument, {}), (Boolean, False), (Integer, 0), (Float, 0.0),
        (Date, date(2026, 1, 1)),
    )  # fmt: skip
    return next((value for known, value in plain if isinstance(kind, known)), "")
