"""Which mismatches say the same of copies of one story, so that they can be told once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from db.read.stories import stories_of


def copies_of(
    conn: Connection, rows: Sequence[Row[Any]], documents: Mapping[str | None, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The story of each mismatch whose document has one, with the mismatches that say the same in copies of it.

    The same is the same check, qualifiers, verdict, reference and printed values, and under a head finding the same
    differences: what differs in one number is a mismatch of its own. The earliest document has the others as `copies`;
    to each of these it is `copy_of`.
    """
    story_of = stories_of(conn, {r.document_id for r in rows})
    below: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            below[row.parent_id].append(_said(row))
    same: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.document_id in story_of:
            same[story_of[row.document_id], row.state, _said(row), tuple(sorted(map(str, below[row.id])))].append(row)
    found: dict[str, dict[str, Any]] = {}
    for ((story_id, root), *_), group in same.items():
        group.sort(key=lambda r: (r.document_id != root, *_place(documents[r.document_id]), r.id))
        for row in group:
            copies = [{"mismatch": r.id, "document": documents[r.document_id]} for r in group[1:]]
            first = row is group[0]
            found[row.id] = {"id": story_id, "copies": copies if first else []}
            found[row.id]["copy_of"] = None if first else group[0].id
    return found


def _said(row: Row[Any]) -> tuple[Any, ...]:
    values = [(value or "").casefold() for value in (row.document_value, row.against_value)]
    return (row.check_name, row.qualifiers, row.verdict, row.severity, row.against_document_id, row.trial_id, *values)


def _place(document: Mapping[str, Any]) -> tuple[str, str]:
    return (str(document["published"] or document["captured"]), str(document["captured"]))
