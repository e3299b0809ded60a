"""The commands of `tracker db`, and what all commands share."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output

if TYPE_CHECKING:
    from tracker.config import Config

db_app = typer.Typer(no_args_is_help=True, help="Maintenance of the database.")

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout")]


def config_of(context: typer.Context) -> "Config":
    """The configuration that the options of `tracker` and the environment name."""
    from tracker.config import load_config

    return load_config(context.find_root().obj, os.environ)


@db_app.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Make the database, or bring it to the schema of this version."""
    from tracker.operations import maintain

    output.note(maintain.upgrade_store(config_of(context)))


@db_app.command("backup")
def db_backup(
    context: typer.Context, out: Annotated[Path, typer.Argument(help="a folder that does not exist yet")]
) -> None:
    """Copy database and captures while others work, and verify the copy."""
    from tracker.operations.backup import backup

    output.note(backup(config_of(context), out))


@db_app.command("verify")
def db_verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Check that every quote stands where it is said to, and every blob hashes to its name; exit 1 if not."""
    from tracker.operations import maintain

    findings = maintain.verify(config_of(context))
    output.findings(findings, as_json)
    raise typer.Exit(1 if findings else 0)


@db_app.command("reindex")
def db_reindex(context: typer.Context) -> None:
    """Make the full-text index anew from the stored texts, if `tracker db verify` finds it unsound."""
    from tracker.operations import maintain

    output.note(maintain.reindex(config_of(context)))


@db_app.command("redact")
def db_redact(
    context: typer.Context,
    blob: Annotated[str, typer.Argument(help="SHA-256 of the bytes, or its first 8 digits or more")],
    reason: Annotated[str, typer.Option("--reason", help="why, for whoever asks later; kept in the table issue")],
) -> None:
    """Remove captured bytes for good, with the texts and quotes that were read from them; that it was done is kept."""
    from tracker.clock import Clock
    from tracker.operations.redact import redact

    output.note(redact(config_of(context), Clock(), blob, reason))


@db_app.command("grant-readonly")
def db_grant_readonly(
    context: typer.Context, role: Annotated[str, typer.Argument(help="account of PostgreSQL; made if there is none")]
) -> None:
    """Let an account of PostgreSQL read all tables and views, and nothing else: for analysts."""
    from tracker.operations.grant import grant_readonly

    output.note(grant_readonly(config_of(context), role))
