"""Examples that `--help` prints below each command; a test tries that each of them is understood."""

from collections.abc import Mapping, Sequence

import typer

EXAMPLES: Mapping[str, Sequence[str]] = {
    "run": ("tracker run", "tracker run --source isrctn --json", "tracker run --offline --only check"),
    "backfill": ("tracker backfill isrctn --from 2020-01-01", "tracker backfill isrctn --from 2024-01-01 --step week"),
    "import": ("tracker import stories.jsonl", "tracker import archive/ --source daily_remedy --kind press"),
    "demo": ("tracker demo", "tracker demo --folder /tmp/demo"),
    "schedule": ("tracker --config desk.toml schedule",),
    "extract": ("tracker extract texts.jsonl -o claims.jsonl --workers 2", "tracker extract texts.jsonl --explain"),
    "eval": ("tracker eval gold.jsonl --errors 5",),
    "check": (
        "tracker check story.html",
        "tracker check draft.txt --offline --html fact-check.html",
        "tracker check https://news.example.org/story --json",
    ),
    "mismatches": ("tracker mismatches --since 2026-11-01", "tracker mismatches --trial NCT00000000 --json"),
    "show": ("tracker show NCT00000000", "tracker show https://news.example.org/story --json"),
    "links": ("tracker links --of NCT00000000",),
    "links accept": ('tracker links accept https://news.example.org/story NCT00000000 --reason "names its drug"',),
    "links reject": ('tracker links reject https://news.example.org/story NCT00000000 --reason "another dose"',),
    "review": ('tracker review mismatch-0123456789abcdef01234567 dismiss --reason "a typing error, corrected"',),
    "search": (
        "tracker search immune depression",
        "tracker search '\"no significant difference\" placebo' --kind press --limit 5",
        "tracker search --json -- hamilton -ketamine",
    ),
    "sql": ('tracker sql "SELECT source, title FROM v_press_without_trial"',),
    "query": (
        "tracker query",
        "tracker query open-mismatches --format csv",
        "tracker query trial --set trial=NCT00000000",
    ),
    "browse": ("tracker browse", "tracker browse --port 8080"),
    "sources": ("tracker sources --json",),
    "status": ("tracker status",),
    "doctor": ("tracker doctor",),
    "export": ("tracker export csv out/ --view v_open_mismatches", "tracker export warc captures.warc.gz"),
    "add-fixture": ("tracker add-fixture isrctn https://www.isrctn.com/ISRCTN00000000",),
    "db upgrade": ("tracker db upgrade",),
    "db backup": ("tracker db backup backups/2026-11-20",),
    "db reindex": ("tracker db reindex",),
    "db verify": ("tracker db verify --json",),
    "db redact": ("tracker db redact 9f86d081 --reason 'asked for by the publisher'",),
    "db grant-readonly": ("tracker db grant-readonly analyst",),
}


def add_examples(app: typer.Typer) -> None:
    """Let the help of every command end in its examples."""
    for group, below in [("", app), *((f"{g.name} ", g.typer_instance) for g in app.registered_groups)]:
        for command in below.registered_commands if below else ():
            name = command.name or (command.callback.__name__ if command.callback else "")
            command.epilog = _printed(EXAMPLES.get(f"{group}{name}", ()))
    for one in app.registered_groups:
        if one.name in EXAMPLES:
            one.epilog = _printed(EXAMPLES[str(one.name)])


def _printed(lines: Sequence[str]) -> str | None:
    """Paragraphs, which the help keeps apart."""
    return "\n\n".join(["Examples:", *lines]) if lines else None
