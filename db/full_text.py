"""The full-text index of the standing texts: what keeps it current, and how it is asked.

On SQLite it is the FTS5 table `text_search`, whose words lead to the texts by way of `text_search_key` and which stores
none of them a second time; on PostgreSQL it is the column `words` of `text_search_key`, which a function of the name
`text_search` reads.
`SELECT rowid, rank FROM text_search(:words)` works on both (a lesser rank is a better match). Triggers on the table
`text` keep it current within the transaction that writes a text, whoever writes. Both read words by their English stem
and leave none out: "no" and "not" matter here.
"""

import re

from sqlalchemy import Connection, text

from tracker.errors import ConfigError

COLUMNS = {
    "id": "number of the text in the full-text index",
    "text_id": "text",
    "title": "headline or title",
    "body": "canonical text, as far as it is searched",
    "fields": "values of the fields of a structured record, a line each",
    "document": "source and native id of the document",
    "document_id": "document",
    "version_id": "version",
}
"""What the columns of the view `searched_text` (SQLite) mean."""
MOST_CHARACTERS = 100_000
"""Characters of a text, and of its fields, that are searched: what PostgreSQL can hold of one text has a limit."""

SQLITE = (
    "CREATE VIEW searched_text AS"  # noqa: S608 - constants
    " SELECT k.id, k.text_id, t.title,"
    f" substr(t.text, 1, {MOST_CHARACTERS}) AS body,"
    f" substr((SELECT group_concat(f.value ->> '$.raw', char(10)) FROM json_each(t.fields) f), 1, {MOST_CHARACTERS})"
    " AS fields,"
    " (SELECT d.source || ' ' || d.native_id FROM document d WHERE d.id = t.document_id) AS document,"
    " t.document_id, t.version_id"
    " FROM text_search_key k JOIN text t ON t.id = k.text_id",
    "CREATE TRIGGER text_search_insert AFTER INSERT ON text WHEN new.superseded_at IS NULL BEGIN"
    " INSERT INTO text_search_key (text_id) VALUES (new.id);"
    " INSERT INTO text_search (rowid, title, body, fields)"
    " SELECT id, title, body, fields FROM searched_text WHERE text_id = new.id;"
    " END",
    "CREATE TRIGGER text_search_before BEFORE UPDATE OF title, text, fields, superseded_at ON text"
    " WHEN old.superseded_at IS NULL BEGIN"
    " INSERT INTO text_search (text_search, rowid, title, body, fields)"
    " SELECT 'delete', id, title, body, fields FROM searched_text WHERE text_id = old.id;"
    " DELETE FROM text_search_key WHERE text_id = old.id;"
    " END",
    "CREATE TRIGGER text_search_after AFTER UPDATE OF title, text, fields, superseded_at ON text"
    " WHEN new.superseded_at IS NULL BEGIN"
    " INSERT INTO text_search_key (text_id) VALUES (new.id);"
    " INSERT INTO text_search (rowid, title, body, fields)"
    " SELECT id, title, body, fields FROM searched_text WHERE text_id = new.id;"
    " END",
    "CREATE TRIGGER text_search_delete BEFORE DELETE ON text WHEN old.superseded_at IS NULL BEGIN"
    " INSERT INTO text_search (text_search, rowid, title, body, fields)"
    " SELECT 'delete', id, title, body, fields FROM searched_text WHERE text_id = old.id;"
    " DELETE FROM text_search_key WHERE text_id = old.id;"
    " END",
)
SQLITE_DROPS = (
    *(f"DROP TRIGGER IF EXISTS text_search_{when}" for when in ("insert", "before", "after", "delete")),
    "DROP VIEW IF EXISTS searched_text",
)
POSTGRESQL = (
    "CREATE FUNCTION text_search_fields(fields jsonb)"  # noqa: S608 - constants
    " RETURNS text LANGUAGE sql IMMUTABLE AS $$"
    f" SELECT left(string_agg(f ->> 'raw', E'\\n' ORDER BY n), {MOST_CHARACTERS})"
    " FROM jsonb_array_elements(CASE jsonb_typeof(fields) WHEN 'array' THEN fields END) WITH ORDINALITY x(f, n) $$",
    "CREATE FUNCTION text_search_words(title text, body text, fields jsonb) RETURNS tsvector LANGUAGE sql STABLE AS $$"
    " SELECT setweight(to_tsvector('tracker_english', coalesce(title, '')), 'A')"
    f" || setweight(to_tsvector('tracker_english', left(body, {MOST_CHARACTERS})), 'B')"
    " || setweight(to_tsvector('tracker_english', coalesce(text_search_fields(fields), '')), 'B') $$",
    "CREATE FUNCTION text_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF TG_OP <> 'INSERT' THEN DELETE FROM text_search_key WHERE text_id = OLD.id; END IF;"
    " IF TG_OP <> 'DELETE' AND NEW.superseded_at IS NULL THEN"
    " INSERT INTO text_search_key (text_id, words)"
    " VALUES (NEW.id, text_search_words(NEW.title, NEW.text, NEW.fields)); END IF;"
    " RETURN NULL; END $$",
    "CREATE TRIGGER text_search_keep AFTER INSERT OR DELETE OR UPDATE OF title, text, fields, superseded_at ON text"
    " FOR EACH ROW EXECUTE FUNCTION text_search_keep()",
    "CREATE FUNCTION text_search(words text) RETURNS TABLE (rowid bigint, rank real) LANGUAGE sql STABLE AS $$"
    " SELECT k.id, -ts_rank(k.words, q.q, 1)"
    " FROM websearch_to_tsquery('tracker_english', text_search.words) AS q(q), text_search_key k"
    " WHERE k.words @@ q.q $$",
)
POSTGRESQL_DROPS = (
    "DROP FUNCTION IF EXISTS text_search_keep() CASCADE",  # with its trigger
    "DROP FUNCTION IF EXISTS text_search(text)",
    "DROP FUNCTION IF EXISTS text_search_words(text, text, jsonb)",
    "DROP FUNCTION IF EXISTS text_search_fields(jsonb)",
)
UNSOUND = (
    "SELECT t.id FROM text t LEFT JOIN text_search_key k ON k.text_id = t.id"
    " WHERE (t.superseded_at IS NULL) <> (k.id IS NOT NULL)"
    " UNION SELECT k.text_id FROM text_search_key k LEFT JOIN text t ON t.id = k.text_id WHERE t.id IS NULL"
)
"""Texts that are not in the index and should be, and the other way round."""
UNSOUND_WORDS = (
    " UNION SELECT t.id FROM text t JOIN text_search_key k ON k.text_id = t.id"
    " WHERE t.superseded_at IS NULL AND k.words <> text_search_words(t.title, t.text, t.fields)"
)
TOKEN = re.compile(r'(-?)"([^"]*)(?:"|$)|(\S+)')


def definitions(dialect: str) -> tuple[str, ...]:
    """What is made beside the views, and made again when it changes."""
    return POSTGRESQL if dialect == "postgresql" else SQLITE


def drop(connection: Connection) -> None:
    """Take away what uses the table `text`, so that a migration can change it; the index stays."""
    for statement in POSTGRESQL_DROPS if connection.dialect.name == "postgresql" else SQLITE_DROPS:
        connection.exec_driver_sql(statement)


def create(connection: Connection) -> None:
    """Make what keeps the index current, and bring it up to date if texts were written without."""
    for statement in definitions(connection.dialect.name):
        connection.exec_driver_sql(statement)
    if connection.execute(text(f"SELECT 1 FROM ({UNSOUND}) AS missing LIMIT 1")).first():  # noqa: S608
        rebuild(connection)


def rebuild(connection: Connection) -> int:
    """Make the index anew from the standing texts; returns how many there are."""
    connection.exec_driver_sql("DELETE FROM text_search_key")
    if connection.dialect.name == "postgresql":
        made = connection.exec_driver_sql(
            "INSERT INTO text_search_key (text_id, words)"
            " SELECT id, text_search_words(title, text, fields) FROM text WHERE superseded_at IS NULL ORDER BY id"
        )
        return made.rowcount
    made = connection.exec_driver_sql(
        "INSERT INTO text_search_key (text_id) SELECT id FROM text WHERE superseded_at IS NULL ORDER BY id"
    )
    connection.exec_driver_sql("INSERT INTO text_search (text_search) VALUES ('delete-all')")
    connection.exec_driver_sql(
        "INSERT INTO text_search (rowid, title, body, fields) SELECT id, title, body, fields FROM searched_text"
    )
    return made.rowcount


def forget(connection: Connection) -> None:
    """Take the words of texts that are gone out of the index for good: FTS5 only notes it, until it merges."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO text_search (text_search) VALUES ('optimize')")


def unsound(connection: Connection) -> list[str]:
    """The texts whose place in the index is not as it should be; on PostgreSQL their words are compared too."""
    more = UNSOUND_WORDS if connection.dialect.name == "postgresql" else ""
    return sorted(connection.execute(text(UNSOUND + more)).scalars())


def asked(words: str, dialect: str) -> str:
    """What a person typed, as the index of `dialect` takes it.

    Words must all be there, "words in quotation marks" one after the other; a minus before either excludes it, and
    `or` stands between alternatives. Every other character counts as a space, so that nothing is an error of syntax.
    Raises ConfigError when no word is left to look for.
    """
    alternatives: list[tuple[list[str], list[str]]] = [([], [])]
    for minus, phrase, word in TOKEN.findall(_storable(words)):
        if word.lower() == "or":
            alternatives.append(([], []))
            continue
        excluded = bool(minus) or word.startswith("-")
        plain = " ".join(re.findall(r"[^\W_]+(?:[.,/'’_-][^\W_]+)*", word or phrase))
        if plain:
            alternatives[-1][excluded].append(f'"{plain}"')
    wanted = [one for one in alternatives if one[0]]
    if not wanted:
        raise ConfigError(f"there is no word to look for in '{words}'", 'give words, or "words in a row" in quotes')
    if dialect == "postgresql":
        return " or ".join(" ".join([*some, *(f"-{word}" for word in without)]) for some, without in wanted)
    return " OR ".join(
        "(" + " AND ".join(some) + "".join(f" NOT {word}" for word in without) + ")" for some, without in wanted
    )


def _storable(words: str) -> str:
    """Without NUL and lone surrogates, which no stored text has."""
    return words.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
