"""The static report: a morning page and a page per trial, self-contained, from nothing but the store."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from sqlalchemy import Connection

from db.read import findings, status
from db.read.findings import Wanted
from tracker.checks import all_checks

SHOWN = (
    ("sample_size", "people"),
    ("arm_size", "people per arm"),
    ("attrition", "dropouts"),
    ("duration", "duration"),
    ("primary_outcome", "primary outcome"),
    ("primary_outcome_met", "primary outcome met"),
    ("significance", "significance"),
    ("event_rate", "event rates"),
    ("nnt", "number needed to treat"),
    ("phase", "phase"),
    ("masking", "masking"),
    ("control", "control"),
    ("centres", "centres"),
    ("intervention", "intervention"),
    ("dose", "dose"),
    ("condition", "condition"),
    ("eligibility_threshold", "threshold"),
    ("status", "status"),
)
"""Claim types of the side-by-side table, in its order, with the words for them."""
MOST_VALUES = 6


@cache
def _templates() -> Environment:
    """Templates of this package; everything that is filled in is escaped."""
    environment = Environment(
        loader=PackageLoader("tracker.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["marked"] = marked
    return environment


def marked(sentence: str, value: str | None) -> Markup:
    """`sentence` as HTML, with the first occurrence of the printed `value` highlighted."""
    before, found, rest = sentence.partition(value) if value else (sentence, "", "")
    if not found:
        return escape(sentence)
    return escape(before) + Markup("<mark>") + escape(found) + Markup("</mark>") + escape(rest)


def pages(conn: Connection, now: datetime) -> Iterator[tuple[str, str]]:
    """Every page as (path below the report folder, HTML); the same store gives the same pages.

    What is under embargo `now` is in none of them.
    """
    listed = findings.mismatches(conn, Wanted(now=now))
    silent = findings.embargoed(conn, now)
    trials = _trials_with_coverage(conn, silent)
    names = {trial_id: f"trial/{trial_id}.html" for trial_id in trials}
    known = findings.trials_named(conn, trials)
    yield "index.html", _morning(conn, listed, [known[t] for t in trials], names, now)
    for trial_id in trials:
        yield names[trial_id], _trial(conn, known[trial_id], listed, silent)


def _trials_with_coverage(conn: Connection, silent: Collection[str]) -> list[str]:
    """Trials that a report, release or paper speaks of: the others have nothing to be compared with."""
    rows = status.rows(
        conn,
        "SELECT l.trial_id AS id, l.document_id FROM link l JOIN document d ON d.id = l.document_id"
        " WHERE l.state <> 'rejected' AND l.role <> 'background' AND d.kind <> 'registry' ORDER BY l.trial_id",
    )
    return list(dict.fromkeys(row["id"] for row in rows if row["document_id"] not in silent))


def _morning(
    conn: Connection,
    listed: Sequence[dict[str, Any]],
    trials: Sequence[dict[str, Any]],
    names: Mapping[str, str],
    now: datetime,
) -> str:
    heads, children = _grouped([m for m in listed if m["severity"] != "info"])
    return (
        _templates()
        .get_template("morning.html")
        .render(
            heads=heads,
            children=children,
            omitted=_grouped([m for m in listed if m["severity"] == "info" and m["verdict"] == "missing"])[0],
            notes=findings.mismatches(conn, Wanted(verdict="not_comparable", now=now)),
            checks=all_checks(),
            pages=names,
            trials=trials,
            sources=[s for s in status.source_health(conn) if s["documents"] or s["last_success_at"]],
            counts=status.counts(conn, ("document", "claim", "trial", "link")),
        )
    )


def _grouped(listed: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Heads in order, each story once, and the findings under each of them."""
    ids = {m["id"] for m in listed}
    children: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for m in listed:
        if m["parent"] in ids:
            children[m["parent"]].append(m)
    heads = [m for m in listed if m["parent"] not in ids and not (m["story"] and m["story"]["copy_of"] in ids)]
    return heads, dict(children)


def _trial(conn: Connection, trial: dict[str, Any], listed: Sequence[dict[str, Any]], silent: Collection[str]) -> str:
    own = [m for m in listed if m["trial"] and m["trial"]["id"] == trial["id"]]
    heads, children = _grouped(own)
    links = [
        link
        for link in findings.links(conn, trial_ids=[trial["id"]])
        if link["role"] != "background" and link["document"]["document_id"] not in silent
    ]
    documents = [link["document"] for link in links if link["state"] != "rejected"]
    documents.sort(key=lambda d: (_place(d["kind"]), str(d["published"] or ""), d["document_id"]))
    return (
        _templates()
        .get_template("trial.html")
        .render(
            trial=trial,
            heads=heads,
            children=children,
            checks=all_checks(),
            documents=documents,
            matrix=_matrix(conn, documents),
            links=links,
        )
    )


def _place(kind: str) -> int:
    order = ("registry", "derivative", "protocol", "paper", "preprint", "press_release", "press")
    return order.index(kind)


def _matrix(conn: Connection, documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Side by side: a row per claim type that anybody states, a cell per document with its distinct values."""
    cells: dict[str, dict[str, dict[str, dict[str, Any]]]] = defaultdict(lambda: defaultdict(dict))
    for document in documents:
        rows = status.rows(
            conn,
            "SELECT type, kind, value_raw, sentence FROM v_claims"
            " WHERE document_id = :id AND scope = 'this_trial' AND status <> 'negated'"
            " ORDER BY char_start, path, claim_id",
            id=document["document_id"],
        )
        for row in rows:
            said = f"{row['value_raw']} ({row['kind'].replace('_', ' ')})" if row["kind"] else row["value_raw"]
            values = cells[row["type"]][document["document_id"]]
            if len(values) < MOST_VALUES:
                values.setdefault(said.casefold(), {"raw": said, "sentence": row["sentence"]})
    return [
        {"name": words, "cells": [list(cells[name][d["document_id"]].values()) for d in documents]}
        for name, words in SHOWN
        if name in cells
    ]
