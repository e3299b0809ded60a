"""Full-text search: the documents that hold some words, the best match first, with the passage that holds them."""

import bisect
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, text

from db import full_text
from db.read import findings
from db.types import UTCDateTime

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Marks around what matched: code points that are no characters and so stand in no text."""
EXCERPT = 240
"""Characters of a text that are shown of a match."""
SURE_ENOUGH = ("accepted", "proposed")
MARKED = {
    "sqlite": f"SELECT rowid, highlight(text_search, 0, '{OPEN}', '{CLOSE}') AS title,"  # noqa: S608 - constants
    f" highlight(text_search, 1, '{OPEN}', '{CLOSE}') AS body,"
    f" highlight(text_search, 2, '{OPEN}', '{CLOSE}') AS fields"
    " FROM text_search WHERE text_search MATCH :words AND rowid IN :rowids",
    "postgresql": "SELECT k.id AS rowid, ts_headline('tracker_english', t.title, q, o) AS title,"  # noqa: S608 - constants
    f" ts_headline('tracker_english', left(t.text, {full_text.MOST_CHARACTERS}), q, o) AS body,"
    " ts_headline('tracker_english', text_search_fields(t.fields), q, o) AS fields"
    " FROM text_search_key k JOIN text t ON t.id = k.text_id, websearch_to_tsquery('tracker_english', :words) AS q,"
    f" (SELECT 'HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}' AS o) AS options WHERE k.id IN :rowids",
}


def search(
    conn: Connection,
    words: str,
    *,
    limit: int = 20,
    kinds: Collection[str] = (),
    topic: str | None = None,
    past: bool = False,
    now: datetime | None = None,
) -> tuple[int, list[dict[str, Any]]]:
    """How many documents hold the `words` (db.full_text.asked), and the first `limit` of them, the best match first.

    Only what documents say today, unless `past` versions are wanted too; only of these `kinds` and this `topic`, if
    given; nothing that is under embargo `now`, if given. Raises ConfigError when there is no word to look for.
    """
    asked = full_text.asked(words, conn.dialect.name)
    query, given = _query(kinds, topic, past=past, now=now)
    found = [dict(row) for row in conn.execute(query, {"words": asked, "most": limit, **given}).mappings()]
    if not found:
        return 0, []
    marked = _some(conn, MARKED[conn.dialect.name], "rowids", [row["rowid"] for row in found], words=asked)
    by_row = {row["rowid"]: row for row in marked}
    texts = [row["text_id"] for row in found]
    passages: dict[str, list[tuple[int, int, str]]] = {}
    for row in _some(
        conn, "SELECT text_id, char_start, char_end, kind FROM passage WHERE text_id IN :ids", "ids", texts
    ):
        passages.setdefault(row["text_id"], []).append((row["char_start"], row["char_end"], row["kind"]))
    documents = findings.documents_named(conn, {row["document_id"] for row in found})
    trials = _trials(conn, sorted({row["document_id"] for row in found}))
    return found[0]["found"], [
        {
            "document": documents[row["document_id"]],
            "published": row["published"],
            "seen_from": row["seen_from"],
            "seen_to": row["seen_to"],
            **_passage(by_row[row["rowid"]], passages.get(row["text_id"], ())),
            "trials": trials.get(row["document_id"], []),
        }
        for row in found
    ]


def _query(
    kinds: Collection[str], topic: str | None, *, past: bool, now: datetime | None
) -> tuple[Executable, dict[str, Any]]:
    """The statement that finds them, and what is given to it beside the words."""
    given: dict[str, Any] = {f"kind_{n}": kind for n, kind in enumerate(kinds)}
    where = ["t.superseded_at IS NULL"]
    if not past:
        where.append("v.seen_to IS NULL")
    if kinds:
        where.append(f"d.kind IN ({', '.join(':' + name for name in given)})")
    if topic is not None:
        where.append(
            'EXISTS (SELECT 1 FROM version w JOIN "fetch" f ON f.id = w.fetch_id'
            " WHERE w.document_id = d.id AND f.topic = :topic)"
        )
        given["topic"] = topic
    types = []
    if now is not None:
        where.append("(t.embargo_until IS NULL OR t.embargo_until <= :now)")
        given["now"] = now
        types = [bindparam("now", type_=UTCDateTime())]
    statement = (
        "SELECT s.rowid, k.text_id, v.document_id, t.published_low AS published, v.seen_from, v.seen_to,"  # noqa: S608 - of ours
        " count(*) OVER () AS found FROM text_search(:words) s JOIN text_search_key k ON k.id = s.rowid"
        " JOIN text t ON t.id = k.text_id JOIN version v ON v.id = t.version_id JOIN document d ON d.id = v.document_id"
        f" WHERE {' AND '.join(where)} ORDER BY s.rank, d.native_id, v.seq LIMIT :most"
    )
    return text(statement).bindparams(*types), given


def _some(conn: Connection, sql: str, name: str, values: Sequence[Any], **given: Any) -> list[dict[str, Any]]:
    """The rows of `sql`, which says `IN :name`, for these values."""
    statement = text(sql).bindparams(bindparam(name, expanding=True))
    return [dict(row) for row in conn.execute(statement, {name: list(values), **given}).mappings()]


def _trials(conn: Connection, document_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The trials that each document is, or may be, about."""
    found: dict[str, list[dict[str, Any]]] = {}
    for link in findings.links(conn, document_ids=document_ids):
        if link["state"] in SURE_ENOUGH and link["role"] != "background":
            told = {**link["trial"], "state": link["state"], "role": link["role"], "score": link["score"]}
            found.setdefault(link["document"]["document_id"], []).append(told)
    return found


def _passage(marked: Mapping[str, Any], passages: Sequence[tuple[int, int, str]]) -> dict[str, Any]:
    """The part of a text in which the words stand closest together; else of its record's fields, else of its title."""
    for column in ("body", "fields", "title"):
        plain, spans = _unmarked(marked[column] or "")
        if spans:
            kind = {"body": "body", "fields": "field", "title": "headline"}[column]
            if column == "body":  # a headline is shown anyway
                spans = [span for span in spans if _kind(span[0], passages) != "headline"] or spans
            start, end = _window(plain, spans)
            if column == "body":
                kind = _kind(next(low for low, _ in spans if low >= start), passages)
            marks = [[low - start, high - start] for low, high in spans if start <= low and high <= end]
            return {"passage": kind, "excerpt": plain[start:end], "marks": marks}
    return {"passage": "body", "excerpt": "", "marks": []}


def _kind(at: int, passages: Sequence[tuple[int, int, str]]) -> str:
    """The kind of the passage that the character `at` stands in."""
    return next((name for low, high, name in reversed(passages) if low <= at < high), "body")


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and the spans that were marked."""
    plain, spans, start = "", [], 0
    for part in re.split(f"([{OPEN}{CLOSE}])", marked):
        if part == OPEN:
            start = len(plain)
        elif part == CLOSE:
            spans.append((start, len(plain)))
        else:
            plain += part
    return plain, spans


def _window(plain: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The part of at most about EXCERPT characters with most different matches, from word to word."""
    starts = [low for low, _ in spans]

    def different(first: int) -> int:
        until = bisect.bisect_right(starts, starts[first] + EXCERPT * 2 // 3)
        return len({plain[low:high].lower() for low, high in spans[first:until]})

    first = max(range(len(spans)), key=lambda n: (different(n), -n))
    low, high = spans[first]
    room = max(EXCERPT - (high - low), 0)
    start = max(low - room // 4, plain.rfind("\n", 0, low) + 1)
    if start > 0 and plain[start - 1] not in " \n":
        start = next((n + 1 for n in range(start, low) if plain[n] in " \n"), low)
    end = min(start + max(EXCERPT, high - start), len(plain))
    line = plain.find("\n", high, end)
    end = line if line >= 0 else end
    if end < len(plain) and plain[end] not in " \n":
        end = max(plain.rfind(" ", high, end), high)
    return start, end
