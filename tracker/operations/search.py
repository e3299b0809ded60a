"""`tracker search`: which documents hold some words, where, and what trials they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection

from db.read import search as read, status
from tracker.config import Config
from tracker.errors import ConfigError
from tracker.operations._open import reading
from tracker.records import Kind

MOST = 1000


def search(
    config: Config,
    words: str,
    *,
    limit: int = 20,
    kinds: Sequence[str] = (),
    topic: str | None = None,
    past: bool = False,
    now: datetime | None = None,
    timeout: float = 60.0,
) -> dict[str, Any]:
    """The first `limit` documents that hold `words` and how many there are; see db.read.search.

    Raises ConfigError for an unknown kind or topic, or when there is no word to look for.
    """
    with reading(config, statement_timeout=timeout) as conn:
        return {"words": words, **found(conn, words, limit=limit, kinds=kinds, topic=topic, past=past, now=now)}


def found(conn: Connection, words: str, *, kinds: Sequence[str], topic: str | None, **more: Any) -> dict[str, Any]:
    """The answer without the question; raises ConfigError as `search` does."""
    for kind in kinds:
        if kind not in get_args(Kind):
            raise ConfigError(f"--kind: there is no '{kind}'", f"use one of {', '.join(get_args(Kind))}")
    if topic is not None:
        known = [row["topic"] for row in status.rows(conn, TOPICS)]
        if topic not in known:
            raise ConfigError(f"--topic: nothing was fetched for '{topic}'", f"use one of {', '.join(known) or 'none'}")
    count, documents = read.search(conn, words, kinds=kinds, topic=topic, **more)
    return {"found": count, "documents": documents}


TOPICS = "SELECT DISTINCT topic FROM \"fetch\" WHERE topic <> '' ORDER BY topic"
