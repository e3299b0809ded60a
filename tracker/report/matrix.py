"""Side by side: a row per claim type, a column per version of the registry entry, paper, release and story."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from tracker.report import _reads

SHOWN: Mapping[str, str] = {
    "sample_size": "people",
    "arm_size": "people per arm",
    "attrition": "dropouts",
    "duration": "duration",
    "primary_outcome": "primary outcome",
    "primary_outcome_met": "primary outcome met",
    "significance": "significance",
    "event_rate": "event rates",
    "nnt": "number needed to treat",
    "phase": "phase",
    "masking": "masking",
    "control": "control",
    "centres": "centres",
    "intervention": "intervention",
    "dose": "dose",
    "condition": "condition",
    "eligibility_threshold": "threshold",
    "status": "status",
}
"""Claim types in the order of the rows, with the words for them."""
MOST_VALUES = 4
MOST_VERSIONS = 6
STANDING = ("said", "agrees", "rounding", "differs")
"""How a value stands to its reference; of several comparisons the last in this order counts."""
_STANDING_OF = {"consistent": "agrees", "rounding_only": "rounding", "inconsistent": "differs"}


def matrix(
    conn: Connection, documents: Sequence[dict[str, Any]], verdicts: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Columns and rows. A value is `said`, or `agrees` with, is `rounding` of or `differs` from the best witness."""
    columns, claims = _columns(conn, documents)
    standing = _standing(verdicts)
    rows = []
    for name, words in SHOWN.items():
        cells = [_cell([c for c in claims[column["key"]] if c["type"] == name], standing) for column in columns]
        if any(cell["values"] for cell in cells):
            _note_changes(columns, cells)
            rows.append({"name": words, "cells": cells})
    return columns, rows


def _columns(
    conn: Connection, documents: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """A column per document, a story of several copies being one, and per version of a registry entry that differs."""
    ids = [d["document_id"] for d in documents]
    roots = _reads.stories_in(conn, ids)
    versions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for version in _reads.versions_of(conn, ids):
        versions[version["document_id"]].append(version)
    texts = [v["text_id"] for found in versions.values() for v in found]
    said = _reads.claims_in(conn, texts, tuple(SHOWN))
    columns: list[dict[str, Any]] = []
    claims: dict[str, list[dict[str, Any]]] = {}
    copies: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in documents:
        own = document["document_id"]
        root = roots.get(own, own)
        if root != own and root in ids:
            copies[root].append(document)
            continue
        for version in _telling(versions[own], said, document["kind"]):
            key = version["text_id"]
            claims[key] = said.get(key, [])
            columns.append({"key": key, "document": document, "version": version, "copies": copies[own]})
    return columns, claims


def _telling(
    versions: Sequence[dict[str, Any]], said: Mapping[str, list[dict[str, Any]]], kind: str
) -> list[dict[str, Any]]:
    """Of a registry entry its first version, those that say something new, and the last; else the current one."""
    current = [v for v in versions if v["seen_to"] is None and v["origin"] == "observed"][-1:]
    if kind != "registry":
        return current
    kept: list[dict[str, Any]] = []
    before: set[tuple[Any, ...]] | None = None
    for version in versions:
        values = {(c["type"], c["kind"], c["value_raw"]) for c in said.get(version["text_id"], [])}
        if values != before:
            kept.append(version)
        before = values
    if current and current[0] not in kept:
        kept = [*kept[:-1], current[0]]
    return kept if len(kept) <= MOST_VERSIONS else [kept[0], *kept[1 - MOST_VERSIONS :]]


def _standing(verdicts: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """How each claim that was compared stands, with the words for it."""
    found: dict[str, tuple[str, str]] = {}
    for verdict in verdicts:
        now = "differs" if verdict["verdict"] == "decision_changing" else _STANDING_OF.get(verdict["verdict"])
        claim = verdict["claim_id"]
        if now and claim and STANDING.index(now) > STANDING.index(found.get(claim, ("said", ""))[0]):
            found[claim] = (now, verdict["explanation"])
    return found


def _cell(claims: Sequence[dict[str, Any]], standing: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """The distinct values of one document, those that differ first, and how the gravest of them stands."""
    values: dict[str, dict[str, Any]] = {}
    for claim in claims:
        about = [str(claim[name]).replace("_", " ") for name in ("kind", "arm", "outcome") if claim[name]]
        now, why = standing.get(claim["id"], ("said", ""))
        key = " ".join([claim["value_raw"], *about]).casefold()
        value = values.setdefault(key, {"raw": claim["value_raw"], "about": about, "standing": "said", "why": ""})
        value.setdefault("sentence", claim["sentence"])
        if STANDING.index(now) > STANDING.index(value["standing"]):
            value |= {"standing": now, "why": why, "sentence": claim["sentence"]}
    ordered = sorted(values.values(), key=lambda v: v["standing"] != "differs")
    worst = max((v["standing"] for v in ordered), key=STANDING.index, default="said")
    return {"values": ordered[:MOST_VALUES], "more": len(ordered[MOST_VALUES:]), "standing": worst, "changed": False}


def _note_changes(columns: Sequence[dict[str, Any]], cells: Sequence[dict[str, Any]]) -> None:
    """Mark the cells in which a later version of an entry says something else than the version before it."""
    for place in range(1, len(columns)):
        if columns[place]["document"] is columns[place - 1]["document"]:
            now, before = ({(v["raw"], *v["about"]) for v in c["values"]} for c in (cells[place], cells[place - 1]))
            cells[place]["changed"] = now != before
