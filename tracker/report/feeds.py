"""Feeds of what does not agree and of what registry entries changed: Atom (RFC 4287) and JSON Feed 1.1.

One for everything, one per topic (each with the newest of its own), one per trial that has a page. The id of an entry
is made of the id of the mismatch or change alone, so that a reader shows it once, whichever feed it comes with.
"""

import json
import re
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from sqlalchemy import Connection

from db.read import findings
from db.read.findings import Wanted
from db.read.status import rows
from tracker.checks import all_checks
from tracker.report import _reads
from tracker.report._html import weblink

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
NAMESPACE = uuid.UUID("6f1c1f7e-0b7e-5d0c-9a5e-3d1f2c6a9b40")
MOST = 200
"""Entries of a feed, newest first."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed was last changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tell; `trial_id` says which feeds it belongs to."""

    id: str
    kind: str
    title: str
    content: str
    url: str | None
    published: datetime
    updated: datetime
    trial_id: str | None


def feeds(conn: Connection, now: datetime, trials: Collection[str]) -> Iterator[tuple[str, str]]:
    """Every feed as (path below the report folder, content); nothing that is under embargo `now` is in one."""
    entries = _entries(conn, now)
    yield from _both("feeds/all", "What does not agree", entries)
    found = {entry.id: entry for entry in entries}
    for row in rows(conn, "SELECT DISTINCT topic FROM \"fetch\" WHERE topic <> '' ORDER BY topic"):
        name = row["topic"]
        told = _entries(conn, now, name)  # of its own: a quiet topic is not crowded out by a loud one
        found |= {entry.id: entry for entry in told}
        yield from _both(f"feeds/topic-{re.sub(r'[^a-zA-Z0-9_-]+', '_', name)}", name.replace("_", " "), told)
    by_trial: dict[str, list[Entry]] = {}
    for entry in _sorted(found.values()):
        by_trial.setdefault(entry.trial_id or "", []).append(entry)
    paged = [trial_id for trial_id in trials if trial_id in by_trial]
    labels = findings.trials_named(conn, paged)
    for trial_id in paged:
        yield from _both(f"feeds/{trial_id}", str(labels[trial_id]["label"]), by_trial[trial_id][:MOST])


def _entries(conn: Connection, now: datetime, topic: str | None = None) -> list[Entry]:
    """The newest of everything, or of one topic."""
    return _sorted([*_mismatches(conn, now, topic), *_changes(conn, topic)])[:MOST]


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (e.updated, e.id), reverse=True)


def _mismatches(conn: Connection, now: datetime, topic: str | None) -> Iterator[Entry]:
    checks = all_checks()
    for m in findings.mismatches(conn, Wanted(min_severity="minor", now=now, most=MOST, newest=True, topic=topic)):
        if m["parent"] is None and not (m["story"] and m["story"]["copy_of"]) and m["state"] != "dismissed":
            title = checks[m["check"]].title if m["check"] in checks else m["check"]
            quotes = "\n".join(f"“{quote}”" for quote in m["quotes"])
            yield Entry(
                id=m["id"],
                kind=f"{m['severity']} mismatch",
                title=f"{title}: {m['document']['title'] or m['document']['id']}",
                content=f"{m['explanation']}\n{quotes}",
                url=weblink(m["document"]["url"]),
                published=m["first_seen"],
                updated=max(m["first_seen"], m["last_seen"]),
                trial_id=m["trial"]["id"] if m["trial"] else None,
            )


def _changes(conn: Connection, topic: str | None) -> Iterator[Entry]:
    found = rows(
        conn,
        "SELECT c.id, c.words, c.value_before, c.value_after, c.made_at, d.native_id, d.url, l.trial_id"
        " FROM registry_change c JOIN document d ON d.id = c.document_id"
        " LEFT JOIN link l ON l.document_id = d.id AND l.role = 'registration' AND l.state = 'accepted'"
        " WHERE c.superseded_at IS NULL AND (CAST(:topic AS TEXT) IS NULL OR l.trial_id IN ("
        "SELECT o.trial_id FROM link o JOIN version v ON v.document_id = o.document_id"
        ' JOIN "fetch" f ON f.id = v.fetch_id'
        " WHERE f.topic = :topic AND o.state = 'accepted' AND o.role <> 'background'))"
        " ORDER BY c.made_at DESC, c.id LIMIT :most",
        most=MOST,
        topic=topic,
    )
    for row in {row["id"]: row for row in found}.values():
        made = _reads.aware(row["made_at"])
        values = [row["value_before"] or "nothing", row["value_after"] or "nothing"]
        yield Entry(
            id=row["id"],
            kind="registry change",
            title=f"{row['native_id']}: {row['words']}",
            content=" → ".join(values) if any((row["value_before"], row["value_after"])) else row["words"],
            url=weblink(row["url"]),
            published=made,
            updated=made,
            trial_id=row["trial_id"],
        )


def _both(path: str, title: str, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    yield f"{path}.atom", atom(path, title, entries)
    yield f"{path}.json", json_feed(title, entries)


def atom(path: str, title: str, entries: Sequence[Entry]) -> str:
    """An Atom feed; `path` is what its own id is made of."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", _urn(path))
    _add(feed, "title", title)
    _add(feed, "updated", max((e.updated for e in entries), default=NEVER).isoformat())
    _add(_add(feed, "author"), "name", "evidence tracker")
    for one in entries:
        entry = _add(feed, "entry")
        _add(entry, "id", _urn(one.id))
        _add(entry, "title", one.title)
        _add(entry, "published", one.published.isoformat())
        _add(entry, "updated", one.updated.isoformat())
        _add(entry, "category", term=one.kind)
        if one.url:
            _add(entry, "link", rel="alternate", href=one.url)
        _add(entry, "content", one.content, type="text")
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=False) + "\n"


def json_feed(title: str, entries: Sequence[Entry]) -> str:
    """The same as a JSON Feed."""
    items: list[Mapping[str, Any]] = [
        {
            "id": _urn(one.id),
            "title": one.title,
            "content_text": one.content,
            "date_published": one.published.isoformat(),
            "date_modified": one.updated.isoformat(),
            "tags": [one.kind],
            **({"external_url": one.url} if one.url else {}),
        }
        for one in entries
    ]
    feed = {"version": JSON_FEED, "title": title, "authors": [{"name": "evidence tracker"}], "items": items}
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _urn(name: str) -> str:
    return uuid.uuid5(NAMESPACE, name).urn


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A child element; characters that XML cannot hold become U+FFFD."""
    clean = {key: _NOT_XML.sub("\ufffd", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    element.text = _NOT_XML.sub("\ufffd", text) if text is not None else None
    return element
