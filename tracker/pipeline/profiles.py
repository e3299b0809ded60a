"""What the store knows of each trial, for linking by content."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from db.read import work as read
from db.read.work import CurrentText
from tracker import linking
from tracker.linking import Facts, Index, Trial

COVERAGE = {"press", "press_release"}


def facts_by_document(conn: Connection, texts: Sequence[CurrentText]) -> Mapping[str, Facts]:
    """The linking facts of every current document."""
    claims = read.claims_of_types(conn, linking.TYPES)
    bodies = read.bodies_of(conn, [t.text_id for t in texts if t.kind != "registry"])
    return {
        t.document_id: linking.facts_of(
            t.kind,
            t.published,
            claims.get(t.document_id, ()),
            outlet=t.publisher or "",  # never the source: an index or an import is no journal
            text=bodies.get(t.text_id, ""),
            byline=t.author or "",
        )
        for t in texts
    }


def index_of(facts: Mapping[str, Facts], members: Iterable[tuple[str, Trial]]) -> Index:
    """The trials by name and number, each with the facts of its `members` (document id, trial) together.

    Stories say what a trial is only where nothing nearer to it is held.
    """
    parts: dict[str, tuple[Trial, list[Facts]]] = {}
    for document_id, trial in members:
        if document_id in facts:
            parts.setdefault(trial.id, (trial, []))[1].append(facts[document_id])
    return linking.Index.of((trial, linking.merged(_nearest(known))) for trial, known in parts.values())


def _nearest(known: Sequence[Facts]) -> Sequence[Facts]:
    return [facts for facts in known if not facts.kinds <= COVERAGE] or known
