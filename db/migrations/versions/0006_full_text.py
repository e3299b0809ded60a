"""Full-text search: an index of the standing texts, FTS5 on SQLite, tsvector with GIN on PostgreSQL.

The index is the database's own affair, as other indexes are: it holds no evidence and can be made anew from the texts
(`db/full_text.py`, which also has the view, functions and triggers that keep it current).
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TABLE text_search_key (id INTEGER PRIMARY KEY, text_id TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE text_search USING fts5(title, body, fields, content='searched_text', content_rowid='id',"
    " tokenize='porter unicode61 remove_diacritics 2')",
    "INSERT INTO text_search (text_search, rank) VALUES ('rank', 'bm25(4.0, 1.0, 1.0)')",
)
POSTGRESQL = (
    "CREATE TEXT SEARCH DICTIONARY tracker_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION tracker_english (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION tracker_english ALTER MAPPING REPLACE english_stem WITH tracker_stem",
    "CREATE TABLE text_search_key (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text_id text NOT NULL UNIQUE,"
    " words tsvector NOT NULL)",
    "CREATE INDEX ix_text_search_key_words ON text_search_key USING gin (words)",
)


def upgrade() -> None:
    """Apply."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE text_search")
        op.execute("DROP TABLE text_search_key")
        return
    op.execute("DROP TABLE text_search_key")
    op.execute("DROP TEXT SEARCH CONFIGURATION tracker_english")
    op.execute("DROP TEXT SEARCH DICTIONARY tracker_stem")
