"""Findings as the pages show them: heads with what stands below them, and all that is told beside the two quotes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tracker.checks import all_checks
from tracker.report import _reads


@dataclass(frozen=True, slots=True)
class Shown:
    """Findings in order, and by id what the templates print around them."""

    heads: Sequence[dict[str, Any]]
    children: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)
    topics: Mapping[str, Sequence[str]] = field(default_factory=dict)
    captures: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    places: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    first: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None

    def is_new(self, mismatch: Mapping[str, Any]) -> bool:
        """Whether it was first seen after the night before; everything is, when there was none."""
        return self.since is None or mismatch["first_seen"] > self.since

    def about(self, check: str) -> str:
        """The rule of a check, as its documentation prints it."""
        known = all_checks()
        return known[check].about if check in known else ""

    def name(self, check: str) -> str:
        """What people call a check."""
        known = all_checks()
        return known[check].title if check in known else check.replace("_", " ").capitalize()

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What the filters offer: (value, words) per filter, only what occurs."""
        topics = {t for m in self.heads if m["trial"] for t in self.topics.get(m["trial"]["id"], ())}
        sources = {m["document"]["source"] for m in self.heads}
        checks = {m["check"] for m in self.heads} | {c["check"] for cs in self.children.values() for c in cs}
        return {
            "topic": sorted((t, t.replace("_", " ")) for t in topics),
            "source": sorted((s, s) for s in sources),
            "check": sorted((c, self.name(c)) for c in checks),
            "state": sorted({(m["state"], m["state"]) for m in self.heads}),
        }


def shown(conn: Connection, listed: Sequence[dict[str, Any]], since: datetime | None, silent: Collection[str]) -> Shown:
    """Heads in order, each story once, and what is told with them, where no document that is `silent` is named."""
    heads, children = grouped(listed)
    trials = {m["trial"]["id"] for m in listed if m["trial"]}
    documents = {m[side]["document_id"] for m in listed for side in ("document", "against") if m[side]}
    return Shown(
        heads=heads,
        children=children,
        topics=_reads.topics_of(conn, trials),
        captures=_reads.captures(conn, documents),
        places=_reads.places(conn, {m["id"] for m in listed}),
        first=_reads.first_appearances(conn, trials, silent),
        titles=_reads.source_titles(conn),
        since=since,
    )


def grouped(listed: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Heads in order, each story once, and the findings under each of them."""
    ids = {m["id"] for m in listed}
    children: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for m in listed:
        if m["parent"] in ids:
            children[m["parent"]].append(m)
    heads = [m for m in listed if m["parent"] not in ids and not (m["story"] and m["story"]["copy_of"] in ids)]
    return heads, dict(children)
