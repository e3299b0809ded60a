"""The commands that look into the database: search, sql, query, export, browse."""

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import output
from tracker.cli.upkeep import AsJson, config_of


def search(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            help="words that must all be there; '\"in a row\"', or between alternatives; after --, -without"
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many documents are shown")] = 20,
    kind: Annotated[list[str] | None, typer.Option(help="only press, paper, registry, ... (repeatable)")] = None,
    topic: Annotated[str | None, typer.Option(help="only documents that were fetched for this topic")] = None,
    past: Annotated[bool, typer.Option("--past", help="also what documents said before they were changed")] = False,
    as_json: AsJson = False,
) -> None:
    """Full-text search in texts, titles and the fields of registry entries: the best match first, with the passage."""
    from tracker.cli.app import _clock
    from tracker.cli.found import found
    from tracker.operations.search import search as operation

    answer = operation(
        config_of(context), " ".join(words), limit=limit, kinds=kind or (), topic=topic, past=past, now=_clock().now()
    )
    found(answer, as_json)


def sql(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(help="a SELECT on the tables and views of docs/schema.md")],
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, json or jsonl")] = "table",
    timeout: Annotated[float, typer.Option(min=0.001, help="seconds after which the statement is ended")] = 60.0,
) -> None:
    """Read-only SQL on the evidence database."""
    from tracker.operations import find

    output.check_form(form)
    columns, rows = find.sql(config_of(context), statement, timeout)
    output.rows(columns, rows, form)


def query(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="a saved query (docs/queries.md); none: list them")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", help="PARAMETER=VALUE (repeatable)")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, json or jsonl")] = "table",
) -> None:
    """Saved queries: the questions that people ask of the database."""
    from db.saved_queries import saved_queries
    from tracker.operations import find

    output.check_form(form)
    if name is None:
        output.rows(["query", "answers"], [(one.name, one.title) for one in saved_queries().values()], form)
        return
    columns, rows = find.query(config_of(context), name, output.pairs("--set", given or ()))
    output.rows(columns, rows, form)


def export(
    context: typer.Context,
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="csv, jsonl, parquet or warc")],
    out: Annotated[Path, typer.Argument(help="a folder for the views, a file for warc")],
    view: Annotated[list[str] | None, typer.Option(help="only this view of docs/schema.md (repeatable)")] = None,
) -> None:
    """What the database says, as files: quotes, values, links, hashes. A warc holds the captures: keep it private."""
    from tracker.operations.export import export as operation

    for name, count in operation(config_of(context), form, out, view or ()).items():
        output.note(f"{name}: {count} rows")


def browse(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="port on this machine")] = 8001,
) -> None:
    """Look through the database in a browser, with Datasette: facets, search, saved queries; read-only."""
    from tracker.operations.browse import browse as operation

    raise typer.Exit(operation(config_of(context), port))


COMMANDS = (search, sql, query, export, browse)
