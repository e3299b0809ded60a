"""Which press texts share fingerprints, which are alike, and the stories made of them."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, func, select

from db import tables


def sharing(conn: Connection, document_id: str, prints: Sequence[int], least: int) -> list[str]:
    """Other documents that share at least `least` of the `prints`."""
    table = tables.story_print
    query = (
        select(table.c.document_id)
        .where(table.c.print.in_(prints), table.c.document_id != document_id)
        .group_by(table.c.document_id)
        .having(func.count() >= least)
        .order_by(table.c.document_id)
    )
    return list(conn.execute(query).scalars())


def pairs(conn: Connection) -> dict[tuple[str, str], float]:
    """How alike documents are, by their ids in order; only those that are alike enough for one story."""
    table = tables.story_pair
    rows = conn.execute(select(table.c.document_id, table.c.other_id, table.c.similarity))
    return {(one, other): value for one, other, value in rows}


def stories_of(conn: Connection, document_ids: Collection[str | None]) -> Mapping[str, tuple[str, str]]:
    """The story of each of these documents that has one: (story id, root document)."""
    story, member = tables.story, tables.story_member
    rows = conn.execute(
        select(member.c.document_id, story.c.id, story.c.root_document_id)
        .join(story, story.c.id == member.c.story_id)
        .where(member.c.document_id.in_([i for i in document_ids if i is not None]))
    )
    return {document_id: (story_id, root) for document_id, story_id, root in rows}
