"""The static report: a morning page and a page per trial, self-contained, from nothing but the store."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.read import findings, status
from db.read.findings import Wanted
from tracker.report import _reads, charts
from tracker.report._html import KINDS, SEVERITIES, marked, render
from tracker.report.feeds import feeds
from tracker.report.findings import Shown, shown
from tracker.report.matrix import matrix

__all__ = ["marked", "morning_page", "pages"]

MOST_FINDINGS = 400
"""Findings on one page, the gravest and newest first; the others are counted."""
MOST_NOTES = 100
MOST_TRIALS = 500
SETTLED = "dismissed"


def pages(conn: Connection, now: datetime, captures: str | None = None) -> Iterator[tuple[str, str]]:
    """Every page and feed as (path below the report folder, content); the same store and day give the same pages.

    What is under embargo `now` is in none of them. `captures` is the folder of the received bytes as seen from the
    report folder; without it they are named by their hash alone.
    """
    silent = findings.embargoed(conn, now)
    trials = _reads.trials_with_coverage(conn, silent)
    since = _reads.night_before(conn, now)
    yield "index.html", morning_page(conn, now, trials, captures)
    deeper = f"../{captures}" if captures else None
    for trial_id in trials:
        yield _page_of(trial_id), _trial(conn, trial_id, now, since, silent, deeper)
    yield from feeds(conn, now, trials)


def _page_of(trial_id: str) -> str:
    return f"trial/{trial_id}.html"


def morning_page(conn: Connection, now: datetime, trials: Sequence[str], captures: str | None = None) -> str:
    """What is new, what does not agree, what was not mentioned or could not be compared, and how the sources are.

    Read by statements that stop at what a page can show, whatever the store holds. `trials` are those with a page.
    """
    silent = findings.embargoed(conn, now)
    since = _reads.night_before(conn, now)
    listed = findings.mismatches(conn, Wanted(min_severity="minor", now=now, most=MOST_FINDINGS))
    found = shown(conn, listed, since, silent)
    open_heads = [m for m in found.heads if m["state"] != SETTLED]
    tally = _reads.tally(conn, silent)
    cut = sum(tally.values()) > MOST_FINDINGS
    omitted = findings.mismatches(conn, Wanted(verdict="missing", now=now, most=MOST_NOTES))
    notes = findings.mismatches(conn, Wanted(verdict="not_comparable", now=now, most=MOST_NOTES))
    return render(
        "morning.html",
        now=now,
        since=since,
        found=found,
        open_heads=open_heads,
        settled=[m for m in found.heads if m["state"] == SETTLED],
        tally=tally if cut else Counter(m["severity"] for m in open_heads),
        cut=cut,
        totals=_verdicts(conn),
        omitted=_by_document(omitted),
        notes_=_by_document(notes),
        changes=_reads.changes_since(conn, since, MOST_NOTES) if since else [],
        pages={trial_id: _page_of(trial_id) for trial_id in trials},
        trials=_named(conn, trials[:MOST_TRIALS]),
        more_trials=len(trials[MOST_TRIALS:]),
        sources=[s for s in status.source_health(conn) if s["documents"] or s["last_success_at"] or s["last_message"]],
        counts=status.counts(conn, ("document", "claim", "trial", "link")),
        captures=captures,
        kinds=KINDS,
        order=SEVERITIES[:3],
    )


def _named(conn: Connection, trial_ids: Sequence[str]) -> list[dict[str, Any]]:
    known = findings.trials_named(conn, trial_ids)
    return sorted((known[t] for t in trial_ids), key=lambda t: str(t["label"]).casefold())


def _verdicts(conn: Connection) -> dict[str, int]:
    found = status.rows(conn, "SELECT verdict, count(*) AS n FROM verdict WHERE gone_at IS NULL GROUP BY verdict")
    return {row["verdict"]: row["n"] for row in found}


def _by_document(listed: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    grouped: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {}
    for m in listed:
        grouped.setdefault(m["document"]["document_id"], (m["document"], []))[1].append(m)
    return list(grouped.values())


def _trial(
    conn: Connection,
    trial_id: str,
    now: datetime,
    since: datetime | None,
    silent: Collection[str],
    captures: str | None,
) -> str:
    """One trial: what does not agree, who says what, when, event rates, and why each document is linked."""
    listed = findings.mismatches(conn, Wanted(trial_ids=(trial_id,), now=now))
    links = [
        link
        for link in findings.links(conn, trial_ids=[trial_id])
        if link["role"] != "background" and link["document"]["document_id"] not in silent
    ]
    documents = {d["document_id"]: d for link in links if link["state"] != "rejected" for d in [link["document"]]}
    ordered = sorted(
        documents.values(), key=lambda d: (_reads.place_of(d["kind"]), str(d["published"] or ""), d["document_id"])
    )
    verdicts = _reads.verdicts_of(conn, trial_id, silent)
    columns, rows = matrix(conn, ordered, verdicts)
    found = shown(conn, [m for m in listed if m["severity"] != "info"], since, silent)
    ids = set(documents)
    events = [e for e in _reads.timeline_of(conn, trial_id) if e["document_id"] not in silent]
    return render(
        "trial.html",
        now=now,
        trial=findings.trials_named(conn, [trial_id])[trial_id],
        found=found,
        omitted=_by_document([m for m in listed if m["verdict"] == "missing"]),
        notes_=_by_document(
            findings.mismatches(conn, Wanted(trial_ids=(trial_id,), verdict="not_comparable", now=now))
        ),
        columns=columns,
        rows=rows,
        events=events,
        timeline=charts.timeline(events, now.date()),
        rates=_rates(conn, columns, found),
        links=links,
        kept=_reads.captures(conn, ids),
        agreements=sum(v["verdict"] in ("consistent", "rounding_only") for v in verdicts),
        captures=captures,
        pages={},
    )


def _rates(conn: Connection, columns: Sequence[dict[str, Any]], found: Shown) -> list[dict[str, Any]]:
    """Event rates of papers, releases and stories, with the size of the arm as the best of them states it."""
    texts: Mapping[str, dict[str, Any]] = {c["key"]: c["document"] for c in columns}
    claims = _reads.claims_in(conn, texts, ("event_rate", "arm_size"))
    said: list[dict[str, Any]] = []
    sizes: dict[str, int] = {}
    for key, document in texts.items():
        for claim in claims.get(key, []):
            if claim["type"] == "arm_size":
                if claim["arm"] and claim["value_num"] and claim["status"] == "asserted":
                    sizes.setdefault(claim["arm"], int(claim["value_num"]))
            elif claim["arm"]:
                said.append(claim | {"who": document})
    return charts.rates(said, sizes)
