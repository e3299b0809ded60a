"""`tracker db grant-readonly`: an account of PostgreSQL that can read the evidence and nothing else."""

import re

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, require_schema, unreadable
from tracker.config import Config
from tracker.errors import ConfigError

TIMEOUT = "60s"
STATEMENTS = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "ALTER ROLE {role} SET default_transaction_read_only = on",
    "ALTER ROLE {role} SET statement_timeout = '" + TIMEOUT + "'",
)


def grant_readonly(config: Config, role: str) -> str:
    """Make the account `role` if there is none, without a password, and let it read; returns what was done in one line.

    It may be done again. Views and tables that a later upgrade makes can be read too. Raises ConfigError for SQLite or
    an odd name, StoreError when this account may not do that.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role) or role.startswith("pg_"):
        raise ConfigError(f"'{role}' is no name for an account", "use small letters, digits and underscores")
    engine = open_engine(config.store.url)
    try:
        if engine.dialect.name != "postgresql":
            raise ConfigError("SQLite has no accounts", "let analysts read the file: `tracker sql` opens it read-only")
        require_schema(engine)
        with engine.begin() as conn:
            quote = engine.dialect.identifier_preparer.quote_identifier
            known = conn.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
            if known is None:
                conn.exec_driver_sql(f"CREATE ROLE {quote(role)} LOGIN")
            database = conn.execute(text("SELECT current_database()")).scalar_one()
            for statement in STATEMENTS:
                conn.exec_driver_sql(statement.format(database=quote(database), role=quote(role)))
    except DBAPIError as error:
        raise unreadable(error) from None
    finally:
        engine.dispose()
    made = (
        "may read" if known is not None else "was made without a password (`\\password` of psql sets one) and may read"
    )
    return f"{role} {made} all tables and views, {TIMEOUT} a statement"
