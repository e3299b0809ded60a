"""What `tracker check` found, as one self-contained page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from scrapers._base import all_sources
from tracker.report._html import render
from tracker.report.findings import Shown

THIS = "this document"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "differs": ("inconsistent", "decision_changing"),
    "omitted": ("missing",),
    "agrees": ("consistent", "rounding_only"),
    "uncompared": ("not_comparable", "uninformative"),
}


def checked_page(results: Sequence[Mapping[str, Any]], now: datetime, *, offline: bool) -> str:
    """The results of `tracker.operations.check.check` as HTML that loads nothing and asks for nothing."""
    titles = {source.name: source.title for source in all_sources().values()} | {THIS: "This document"}
    return render(
        "check.html",
        now=now,
        offline=offline,
        found=Shown(heads=(), titles=titles),
        results=[_told(result) for result in results],
    )


def _told(result: Mapping[str, Any]) -> dict[str, Any]:
    """One document: its verdicts by section, those under a head finding below it, and its statements by type."""
    document = {**result["document"], "source": THIS, "document_id": "", "published": None, "captured": None}
    verdicts = [
        {**v, "document": document, "against": _named(v["against"], document), "severity": v["severity"]}
        for v in result["verdicts"]
    ]
    heads = {v["parent"] for v in verdicts if v["parent"]}
    below = {head: [v for v in verdicts if v["parent"] == head] for head in heads}
    top = [v for v in verdicts if v["parent"] is None]
    said: dict[str, list[Mapping[str, Any]]] = {}
    for claim in result["claims"]:
        said.setdefault(claim["type"], []).append(claim)
    return {
        **result,
        "document": document,
        **{name: [v for v in top if v["verdict"] in wanted] for name, wanted in SECTIONS.items()},
        "below": below,
        "said": dict(sorted(said.items())),
        "own": sum(claim["scope"] == "this_trial" for claim in result["claims"]),
    }


def _named(against: Mapping[str, Any] | None, document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document if against is None else against
