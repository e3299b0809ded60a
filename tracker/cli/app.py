"""The commands."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from tracker.cli import output
from tracker.cli.examples import add_examples
from tracker.cli.looking import COMMANDS
from tracker.cli.start import offer_config
from tracker.cli.upkeep import AsJson, config_of, db_app

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Press, registries and papers side by side: who says what about a trial, and what does not agree.",
)
links_app = typer.Typer(invoke_without_command=True, help="Why a document belongs to a trial; a person's judgement.")
app.add_typer(links_app, name="links")
app.add_typer(db_app, name="db")

Severity = Annotated[str, typer.Option("--min-severity", help="info, minor, major or critical")]
Reason = Annotated[str, typer.Option("--reason", help="why, for whoever reads it later")]


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="config.toml (else TRACKER_CONFIG, else ./config.toml)")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="log every step on stderr")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="show tracebacks")] = False,
) -> None:
    """Options of every command."""
    if debug:
        os.environ["TRACKER_DEBUG"] = "1"
    output.log_to_stderr(verbose or debug)
    context.obj = config


def _clock() -> Any:
    from tracker.clock import Clock

    return Clock()


@app.command()
def run(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="only this source (repeatable)")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="only this topic (repeatable)")] = None,
    replay: Annotated[Path | None, typer.Option(help="answer every request from this WARC")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="skip fetching")] = False,
    only: Annotated[str | None, typer.Option(help="one stage: fetch, parse, extract, link, check or report")] = None,
    job: Annotated[str | None, typer.Option(help="the latest slot of this job, unless it was run (for cron)")] = None,
    as_json: AsJson = False,
    fail_on_mismatch: Annotated[bool, typer.Option("--fail-on-mismatch", help="exit 4 when new ones opened")] = False,
) -> None:
    """One nightly run: fetch, parse, extract, link, check, report."""
    offer_config(context)
    from tracker.operations import find, run as operation

    config, clock = config_of(context), _clock()
    began = clock.now()
    if job is not None:
        from tracker.schedule import job_named, take_slot

        taken = take_slot(config, clock, job_named(config, job))
        if taken is None:
            output.note(f"job {job}: nothing is due that was not run")
            return
        outcome = taken
    else:
        outcome = operation.run(
            config, clock, sources=source or (), topics=topic or (), replay=replay, offline=offline, only=only
        )
    output.outcome(outcome, as_json)
    if not as_json:
        output.note(find.standing(config))
    if outcome.exit_code == 0 and fail_on_mismatch and find.opened_since(config, began):
        raise typer.Exit(4)
    raise typer.Exit(outcome.exit_code)


@app.command()
def backfill(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="a source of the configuration that can be asked for a time")],
    first: Annotated[str, typer.Option("--from", help="first day (YYYY-MM-DD)")],
    last: Annotated[str | None, typer.Option("--to", help="last day (YYYY-MM-DD); else today")] = None,
    topic: Annotated[str | None, typer.Option(help="only this topic")] = None,
    step: Annotated[str, typer.Option(help="size of a slice: month, week or day")] = "month",
    replay: Annotated[Path | None, typer.Option(help="answer every request from this WARC")] = None,
    as_json: AsJson = False,
) -> None:
    """What a source had before it was watched, slice by slice, oldest first; interrupted, it goes on where it was."""
    from tracker.cli.progress import show as show_progress
    from tracker.operations.backfill import backfill as operation

    outcome = operation(
        config_of(context),
        _clock(),
        source,
        first=first,
        last=last,
        topic=topic,
        step=step,
        replay=replay,
        show=show_progress,
    )
    output.outcome(outcome, as_json)
    raise typer.Exit(outcome.exit_code)


@app.command("import")
def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="JSONL, HTML, text, registry JSON or XML, WARC, or a folder")],
    source: Annotated[str | None, typer.Option(help="source of documents that name none")] = None,
    kind: Annotated[
        str | None, typer.Option(help="press, press_release, paper, ... where the file does not say")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take documents from files into the store."""
    from tracker.operations import run as operation

    outcome = operation.import_files(config_of(context), _clock(), paths, source=source, kind=kind)
    output.outcome(outcome, as_json)
    raise typer.Exit(outcome.exit_code)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="where the demo keeps its database and report")] = Path("demo-output"),
) -> None:
    """Run the pipeline over the recorded web that ships, and print what it found."""
    from db.read.findings import Wanted
    from tracker.operations import find, run as operation

    config, outcome = operation.demo(_clock(), folder)
    output.outcome(outcome, as_json=False)
    output.mismatches(find.mismatches(config, Wanted(min_severity="minor")))
    output.note(f"report: {config.store.report / 'index.html'}")
    output.note(f"database: {config.store.url}")
    raise typer.Exit(outcome.exit_code)


@app.command()
def schedule(context: typer.Context) -> None:
    """Stay up and run the jobs of config.toml; SIGTERM ends it cleanly."""
    offer_config(context)
    from tracker.schedule import serve

    output.log_to_stderr(verbose=True)
    serve(config_of(context), _clock())


@app.command()
def extract(
    path: Annotated[Path, typer.Argument(help="JSON lines: id, text (docs/commands.md)")],
    out: Annotated[Path | None, typer.Option("-o", "--output", help="JSON lines; else stdout")] = None,
    workers: Annotated[int, typer.Option(min=1, help="processes that read; what is written is the same")] = 1,
    explain: Annotated[bool, typer.Option("--explain", help="say of each claim why it was read so")] = False,
) -> None:
    """Claims of many texts, without a database."""
    from tracker.operations.extract import extract_file

    raise typer.Exit(extract_file(path, out, workers, explained=explain))


@app.command("eval")
def evaluate(
    path: Annotated[Path, typer.Argument(help="a labelled gold set: JSON lines with id, text and labels")],
    task: Annotated[str | None, typer.Option(help="only this task")] = None,
    errors: Annotated[int, typer.Option(help="print up to this many errors per task, of the seen part")] = 0,
    as_json: AsJson = False,
) -> None:
    """Precision, recall and F1 per task of a gold set, of its seen and its held-back part."""
    from tracker.cli.measured import measured
    from tracker.operations.evaluate import evaluate as operation

    measured(operation(path, errors=errors, task=task), as_json)


@app.command()
def check(
    context: typer.Context,
    targets: Annotated[list[str], typer.Argument(help="files or addresses")],
    offline: Annotated[bool, typer.Option("--offline", help="nothing leaves this machine, nothing is logged")] = False,
    store: Annotated[bool, typer.Option("--store", help="keep the documents too (files only)")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="also write it to this file, as a page")] = None,
    as_json: AsJson = False,
) -> None:
    """One document now: its claims, its trial, what it agrees with and what it contradicts."""
    from tracker.cli.checked import checked
    from tracker.operations.check import check as operation
    from tracker.operations.run import import_files

    config, clock = config_of(context), _clock()
    found = [result for target in targets for result in operation(config, clock, target, offline=offline)]
    if html is not None:
        from tracker.operations.report import write_checked

        write_checked(html, found, clock.now(), offline=offline)
    checked(found, as_json)
    if store:
        raise typer.Exit(import_files(config, clock, [Path(target) for target in targets]).exit_code)


@app.command()
def mismatches(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="changed on or after this day (YYYY-MM-DD)")] = None,
    trial: Annotated[str | None, typer.Option(help="registry number or trial id")] = None,
    min_severity: Severity = "",
    state: Annotated[str | None, typer.Option(help="open, acknowledged, dismissed or resolved")] = None,
    verdict: Annotated[str | None, typer.Option(help="list verdicts of this kind instead")] = None,
    as_json: AsJson = False,
) -> None:
    """What does not agree."""
    from tracker.operations import find

    config, now = config_of(context), _clock().now()
    least = min_severity or None
    wanted = find.wanted(config, since=since, min_severity=least, state=state, verdict=verdict, now=now)
    output.mismatches(find.mismatches(config, wanted, trial), as_json)


@app.command()
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="registry number, address, native id, trial or mismatch id")],
    as_json: AsJson = False,
) -> None:
    """Everything known of a trial, document or mismatch, with quotes."""
    from tracker.operations import find

    output.sections(find.show(config_of(context), name), as_json)


@links_app.callback()
def links(
    context: typer.Context,
    name: Annotated[str | None, typer.Option("--of", help="only this document or trial")] = None,
    as_json: AsJson = False,
) -> None:
    """List links, or judge one with accept or reject."""
    if context.invoked_subcommand is None:
        from tracker.operations import find

        output.links(find.links(config_of(context), name), as_json)


@links_app.command("accept")
def links_accept(context: typer.Context, document: str, trial: str, reason: Reason) -> None:
    """Say that DOCUMENT is about TRIAL, for good."""
    _judge(context, document, trial, True, reason)


@links_app.command("reject")
def links_reject(context: typer.Context, document: str, trial: str, reason: Reason) -> None:
    """Say that DOCUMENT is not about TRIAL, for good."""
    _judge(context, document, trial, False, reason)


def _judge(context: typer.Context, document: str, trial: str, accept: bool, reason: str) -> None:
    from tracker.operations import judge

    judge.judge_link(config_of(context), _clock(), document, trial, accept=accept, reason=reason)
    output.note(f"{'accepted' if accept else 'rejected'}: {document} and {trial}")


@app.command()
def review(
    context: typer.Context,
    mismatch: Annotated[str, typer.Argument(help="id of `tracker mismatches`")],
    action: Annotated[str, typer.Argument(help="acknowledge, dismiss or reopen")],
    reason: Reason = "",
) -> None:
    """Triage a mismatch, with its like in copies of the story; a dismissed one stays quiet until a value changes."""
    from tracker.operations import judge

    count = judge.review(config_of(context), _clock(), mismatch, action, reason)
    output.note(f"{action}: {mismatch}" + (f" and {count - 1} that are told with it" if count > 1 else ""))


for looking in COMMANDS:
    app.command()(looking)


@app.command()
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """Every source with its health."""
    from tracker.operations import find

    output.table(find.sources(config_of(context)), as_json)


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """The last runs, what is stored, and what fails."""
    from tracker.operations import find

    output.state(find.state(config_of(context)), as_json)


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Is everything there that a nightly run needs? A line per thing, with what to do; exit 1 if a run would fail."""
    from tracker.operations import doctor as operation

    found = operation.doctor(config_of(context), _clock())
    output.table(found, as_json)
    raise typer.Exit(1 if operation.failing(found) else 0)


@app.command("add-fixture")
def add_fixture(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="a source of the configuration")],
    url: Annotated[str, typer.Argument(help="address to record")],
    folder: Annotated[Path, typer.Option(help="where fixtures are kept")] = Path("tests/fixtures"),
) -> None:
    """Record one answer of a source as a test fixture, to be read by a person before it is kept."""
    from tracker.operations.fixture import add

    output.note(str(add(config_of(context), _clock(), source, url, folder)))


@app.command(hidden=True)
def docs(
    folder: Annotated[Path, typer.Option(help="where the pages are kept")] = Path("docs"),
) -> None:
    """Write the generated pages of docs/ again."""
    from tracker.cli.doc import write_pages

    for path in write_pages(folder):
        output.note(str(path))


add_examples(app)
