"""What a connection for reading may do: on SQLite an authorizer and limits, on PostgreSQL fewer rights and no escape.

A read-only transaction of PostgreSQL still lets an account that may do so read the server's files, end other sessions
or read passwords. A superuser's connection therefore becomes that of pg_read_all_data, and names that lead out of it
(or run SQL out of a string) are refused before a statement is sent.
"""

import re
import sqlite3
from contextlib import suppress
from typing import Any

from tracker.errors import StoreError

LONGEST = 50_000_000
"""Bytes of one value in a result of SQLite: a statement that builds more is ended."""
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION}
_FILE_FUNCTIONS = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
_READING_PRAGMAS = {
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "foreign_key_list",
    "foreign_key_check",
    "data_version",  # which the full-text index asks for
}
_LEADS_OUT = re.compile(
    r"""(?<![\w$])(?:
    set_config | (?:query|cursor|table|schema|database)_to_xml\w* | ts_stat | ts_rewrite | dblink\w* | crosstab\w*
    | pg_read_\w+ | pg_ls_\w+ | pg_stat_file | pg_file_\w+ | pg_current_logfile | lo_\w+ | lo[gw]?read | lowrite
    | pg_(?:terminate|cancel)_backend | pg_reload_conf | pg_rotate_logfile | pg_promote | pg_switch_wal
    | pg_log_backend_memory_contexts | pg_create_\w+ | pg_drop_\w+ | pg_logical_\w+ | pg_replication_\w+
    | pg_advisory_\w+ | pg_try_advisory_\w+ | pg_notify | pg_backup_\w+ | pg_wal_\w+
    | pg_authid | pg_shadow | pg_user_mappings? | pg_hba_file_rules | pg_file_settings | pg_largeobject\w*
    )(?![\w$])""",
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPED_NAME = re.compile(r"u&\s*[\"']", re.IGNORECASE)


def refuse_leading_out(statement: str) -> None:
    """Raise StoreError for a statement of PostgreSQL that names what is not the evidence: files, sessions, passwords.

    It is looked at as text, strings and comments included: a name that is only mentioned is refused too.
    """
    named = _LEADS_OUT.search(statement) or _ESCAPED_NAME.search(statement)
    if named:
        said = " ".join(named[0].split())
        raise StoreError(f"database: '{said}' is not allowed here", "only reading tables and views is: docs/schema.md")


def lessen_rights(connection: Any) -> None:
    """Make a superuser's connection one that may read tables and nothing else (PostgreSQL 14 or later)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on' AND to_regrole('pg_read_all_data') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SET ROLE pg_read_all_data")
    connection.commit()


def restrict(connection: sqlite3.Connection) -> None:
    """Let a SQLite connection read and nothing else, whatever the SQL says."""
    with suppress(AttributeError):  # a build of SQLite without limits
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.set_authorizer(_authorize_reading)


def _authorize_reading(action: int, first: str | None, second: str | None, *_: Any) -> int:
    allowed = action in _READING
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = second not in _FILE_FUNCTIONS
    if action == sqlite3.SQLITE_PRAGMA:
        allowed = (first or "").lower() in _READING_PRAGMAS
    if action == sqlite3.SQLITE_UPDATE:  # how json_each and pragma_table_info come to be: no row is written
        allowed = first == "sqlite_master" and second in ("type", "name", "tbl_name", "rootpage", "sql")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
