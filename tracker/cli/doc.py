"""The generated pages of docs/: commands, configuration, sources, claim types, checks and schema."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import typer.main

from tracker.cli.app import app
from tracker.errors import TrackerError

COMMANDS_HEAD = """\
# Commands

Data goes to stdout; progress, log and errors to stderr, so that `tracker mismatches --json > morning.json` holds JSON
and nothing else. Every command knows `--help`. The options of `tracker` itself stand before the command:
`tracker --config desk.toml run`. NO_COLOR is respected. This page is generated from the code (`make docs`).

| exit code | meaning |
|---|---|
| 0 | fine |
| 1 | failed |
| 2 | wrong usage or configuration |
| 3 | finished, but some sources failed |
| 4 | new mismatches were opened (only with `--fail-on-mismatch`) |

An error is one line that says what is wrong and what to do; `--debug` shows where it came from.
"""


def pages(folder: Path) -> Mapping[str, Callable[[], str]]:
    """What makes each generated page, by its path in `folder` (docs/, which holds what was measured for the pages)."""
    from db.doc import schema_page
    from db.saved_queries import queries_page
    from tracker.checks._doc import checks_page
    from tracker.claims._doc import claims_page
    from tracker.cli.doc_accuracy import accuracy_page
    from tracker.cli.doc_sources import source_pages
    from tracker.config import config_page
    from tracker.linking._doc import linking_page

    return {
        "accuracy.md": partial(accuracy_page, folder),
        "checks.md": checks_page,
        "claims.md": claims_page,
        "commands.md": commands_page,
        "config.md": config_page,
        "linking.md": partial(linking_page, folder),
        "queries.md": queries_page,
        "schema.md": schema_page,
        **source_pages(folder),
    }


def write_pages(folder: Path) -> list[Path]:
    """Write every page into `folder`, which must exist; returns those that changed."""
    if not folder.is_dir():
        raise TrackerError(f"there is no folder {folder}", "run it in the project's folder")
    made, changed = pages(folder), []
    for name, page in made.items():
        path, text = folder / name, page()
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def commands_page() -> str:
    """The Markdown of docs/commands.md: every command that is not hidden, with its arguments and options."""
    root: Any = typer.main.get_command(app)
    return "\n".join([COMMANDS_HEAD, *_command("tracker", root)])


def _command(path: str, command: Any) -> Iterator[str]:
    """A section per command, subcommands after it."""
    arguments = [p for p in command.params if not p.opts[0].startswith("-")]
    options = [p for p in command.params if p not in arguments and not p.name.endswith("_completion")]
    below = {name: sub for name, sub in sorted(getattr(command, "commands", {}).items()) if not sub.hidden}
    words = [path, *("[OPTIONS]" for _ in options[:1]), *map(_argument, arguments)]
    if below:
        words.append("[COMMAND]" if command.invoke_without_command and path != "tracker" else "COMMAND")
    yield from (f"## {path}", "", f"    {' '.join(words)}", "", command.help or "", "")
    rows = [(_argument(p), p) for p in arguments] + [(_option(p), p) for p in options]
    if rows:
        yield from ("| | meaning | default |", "|---|---|---|")
        yield from (f"| `{name}` | {(p.help or '').replace('|', chr(92) + '|')} | {_default(p)} |" for name, p in rows)
        yield ""
    if command.epilog:
        yield from ("Examples:", "", *(f"    {line}" for line in command.epilog.split("\n\n")[1:]), "")
    for name, sub in below.items():
        yield from _command(f"{path} {name}", sub)


def _argument(parameter: Any) -> str:
    name = parameter.name.upper() + ("..." if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _option(parameter: Any) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    value = "" if parameter.is_flag else f" {parameter.name.upper()}"
    return f"{names}{value}"


def _default(parameter: Any) -> str:
    default = parameter.default
    return "" if default in (None, False, "", (), []) or callable(default) else f"`{default}`"
