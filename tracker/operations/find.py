"""Looking things up: mismatches, links, one trial or document, SQL, status."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import select, text

from db import tables
from db.engine import head_revision
from db.guard import refuse_leading_out
from db.read import findings, status
from db.read.findings import Wanted
from db.saved_queries import saved_queries
from scrapers._base import all_sources
from tracker.config import Config
from tracker.errors import ConfigError, StoreError
from tracker.operations._open import reading
from tracker.records import Severity, VerdictName

STATES = ("open", "acknowledged", "dismissed", "resolved")
TABLES = ("document", "version", "claim", "trial", "link", "verdict", "mismatch", "issue")


def mismatches(config: Config, wanted: Wanted, trial: str | None = None) -> list[dict[str, Any]]:
    """The mismatches (or verdicts) that are `wanted`, of one `trial` if named. Raises StoreError for an unknown one."""
    with reading(config) as conn:
        if trial is not None:
            wanted = replace(wanted, trial_ids=tuple(_known(findings.find_trials(conn, trial), trial, "trial")))
        found = findings.mismatches(conn, wanted)
    return [{name: value for name, value in row.items() if name != "reviewed"} for row in found]  # docs/commands.md


def wanted(
    config: Config,
    *,
    since: str | None,
    min_severity: str | None,
    state: str | None,
    verdict: str | None,
    now: datetime,
) -> Wanted:
    """What the options of `tracker mismatches` ask for; raises ConfigError for a value that does not exist.

    What is under embargo `now` is not wanted.
    """
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise ConfigError(f"--since: '{since}' is no date", "write it as 2026-11-20") from None
    least = min_severity or ("info" if verdict else config.thresholds.min_severity)
    for option, value, known in (
        ("--min-severity", least, findings.SEVERITIES),
        ("--state", state, STATES),
        ("--verdict", verdict, get_args(VerdictName)),
    ):
        if value is not None and value not in known:
            raise ConfigError(f"{option}: there is no '{value}'", f"use one of {', '.join(known)}")
    return Wanted(since=day, min_severity=least, state=state, verdict=verdict, now=now)


def opened_since(config: Config, moment: datetime) -> int:
    """How many mismatches of the configured severity opened or changed since `moment`, other than by new code."""
    return len(opened_ids(config, moment, config.thresholds.min_severity))


def opened_ids(config: Config, moment: datetime, min_severity: Severity) -> set[str]:
    """The mismatches that opened or changed since `moment`, other than by new code.

    One under embargo then does not count; one whose embargo has ended since the run before counts as new.
    """
    with reading(config) as conn:
        listed = findings.mismatches(conn, Wanted(min_severity=min_severity, now=moment))
        before = status.run_before(conn, moment)
        freed = {
            m["id"]
            for m in listed
            for end in (m["document"]["embargo_until"], (m["against"] or {}).get("embargo_until"))
            if before is not None and end is not None and end > before
        }
        rows = conn.execute(
            select(tables.mismatch_event.c.mismatch_id).where(
                tables.mismatch_event.c.at >= moment,
                tables.mismatch_event.c.by_code.is_(False),
                tables.mismatch_event.c.kind.in_(("opened", "value_changed", "reopened")),
            )
        )
        return {m["id"] for m in listed} & (set(rows.scalars()) | freed)


def links(config: Config, name: str | None = None) -> list[dict[str, Any]]:
    """All links, or those of the document or trial called `name`."""
    with reading(config) as conn:
        if name is None:
            return findings.links(conn)
        documents, trials = findings.find_documents(conn, name), findings.find_trials(conn, name)
        _known([*documents, *trials], name, "document or trial")
        found = findings.links(conn, document_ids=documents) if documents else []
        return found + (findings.links(conn, trial_ids=trials) if trials else [])


def show(config: Config, name: str) -> list[dict[str, Any]]:
    """Everything known of a trial, document or mismatch: a list of sections, each with `kind`.

    Raises StoreError when nothing is called `name`.
    """
    with reading(config) as conn:
        one = findings.mismatches(conn, Wanted(mismatch_id=name))
        if one:
            events = status.rows(
                conn,
                "SELECT kind, at, document_value, against_value, author, reason, by_code FROM mismatch_event"
                " WHERE mismatch_id = :id ORDER BY seq",
                id=name,
            )
            return [{"kind": "mismatch", **one[0], "events": events}]
        trials = findings.find_trials(conn, name)
        documents = [] if trials else findings.find_documents(conn, name)
        _known([*trials, *documents], name, "trial, document or mismatch")
        sections = [_trial(conn, trial_id) for trial_id in trials]
        return sections + [_document(conn, document_id) for document_id in documents]


def _trial(conn: Any, trial_id: str) -> dict[str, Any]:
    named = findings.trials_named(conn, [trial_id])[trial_id]
    return {
        "kind": "trial",
        **named,
        "links": findings.links(conn, trial_ids=[trial_id]),
        "claims": status.rows(
            conn,
            "SELECT type, kind, outcome, arm, value_raw, unit, source, native_id, document_kind, sentence"
            " FROM v_trial_claims WHERE trial_id = :id ORDER BY type, kind, document_kind, native_id, claim_id",
            id=trial_id,
        ),
        "joined_by": status.rows(
            conn,
            "SELECT b.value, b.other_value, d.source, d.native_id FROM cross_registration b"
            " JOIN document d ON d.id = b.document_id"
            " JOIN trial_identifier i ON i.scheme = b.scheme AND i.value = b.value"
            " WHERE i.trial_id = :id ORDER BY b.value, b.other_value",
            id=trial_id,
        ),
        "mismatches": findings.mismatches(conn, Wanted(trial_ids=(trial_id,), dismissed=True)),
    }


def _document(conn: Any, document_id: str) -> dict[str, Any]:
    named = findings.documents_named(conn, [document_id])[document_id]
    return {
        "kind": "document",
        "document": named,
        "links": findings.links(conn, document_ids=[document_id]),
        "claims": status.rows(
            conn,
            "SELECT type, kind, outcome, arm, value_raw, unit, scope, status, passage, quote, sentence, path,"
            " char_start, char_end FROM v_claims WHERE document_id = :id ORDER BY char_start, path, claim_id",
            id=document_id,
        ),
        "mismatches": findings.mismatches(conn, Wanted(document_ids=(document_id,), dismissed=True)),
    }


def _known(found: Sequence[str], name: str, what: str) -> Sequence[str]:
    if not found:
        raise StoreError(
            f"there is no {what} '{name}' in the store", "use a registry number, address or id from a list"
        )
    return found


def sql(config: Config, statement: str, timeout: float = 60.0) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and rows of a read-only statement; raises StoreError when it writes, fails or takes too long.

    On PostgreSQL the statement becomes the query of a cursor: one SELECT, and nothing of what PostgreSQL allows beside
    it in a read-only transaction (SET, COMMIT, COPY ... TO PROGRAM); db/guard.py keeps it to the evidence.
    """
    with reading(config, statement_timeout=timeout) as conn:
        if conn.dialect.name == "postgresql":
            refuse_leading_out(statement)
        result = conn.execution_options(stream_results=True, no_parameters=True).exec_driver_sql(statement)
        if not result.returns_rows:
            raise ConfigError("that statement returns no rows", "only reading is allowed: use SELECT")
        rows = result.fetchall()
        return list(result.keys()), (tuple(row) for row in rows)


def query(
    config: Config, name: str, given: Mapping[str, str], timeout: float = 60.0
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of the saved query `name`; raises ConfigError for an unknown name or wrong parameters."""
    one = saved_queries().get(name)
    if one is None:
        near = difflib.get_close_matches(name, saved_queries(), 3) or list(saved_queries())
        raise ConfigError(f"there is no saved query '{name}'", f"try {', '.join(near)}; `tracker query` lists all")
    if given.keys() != one.parameters.keys():
        wants = " ".join(f"--set {key}=..." for key in one.parameters) or "no parameters"
        raise ConfigError(
            f"the query {name} takes {wants}", f"say `tracker query {name} {wants}`".replace(" no parameters", "")
        )
    with reading(config, statement_timeout=timeout) as conn:
        result = conn.execute(text(one.sql), one.bound(given, conn.dialect.name))
        return list(result.keys()), [tuple(row) for row in result]


def standing(config: Config) -> str:
    """What nobody has settled, by severity, and where a person looks at it, in one line."""
    with reading(config) as conn:
        found = status.verdict_counts(conn)["open"]
    told = ", ".join(f"{found[name]} {name}" for name in reversed(findings.SEVERITIES) if name in found)
    return f"open: {told or 'nothing'} (tracker mismatches); report: {config.store.report / 'index.html'}"


def sources(config: Config) -> list[dict[str, Any]]:
    """Every source of the configuration and the store with its health."""
    try:
        with reading(config) as conn:
            known = {row["source"]: row for row in status.source_health(conn)}
    except StoreError:
        known = {}
    for name, settings in config.sources.items():
        known.setdefault(name, {"source": name, "reader": settings.reader, "kind": settings.kind, "documents": 0})
        known[name] = {**known[name], "enabled": settings.enabled}
    return [known[name] for name in sorted(known)]


def readers() -> list[dict[str, Any]]:
    """Every scraper that ships."""
    return [{"reader": s.name, "title": s.title, "kind": s.kind, "basis": s.basis} for s in all_sources().values()]


def state(config: Config) -> dict[str, Any]:
    """Last runs, counts, what came of the comparisons, and failing sources."""
    with reading(config) as conn:
        return {
            "schema": head_revision(),
            "runs": status.last_runs(conn),
            "counts": status.counts(conn, TABLES),
            "checked": status.verdict_counts(conn),
            "failing": [r for r in status.source_health(conn) if r["failing_addresses"] or r["quarantined"]],
        }
