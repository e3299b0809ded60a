"""A first start without a configuration: on a terminal, an example of one is offered."""

import os
import sys
from importlib import resources
from pathlib import Path

import typer

from tracker.cli.output import note

FILE = Path("config.toml")


def offer_config(context: typer.Context) -> None:
    """Where no configuration is named or found, ask whether to write an example of one; then there is nothing to run.

    Only people are asked: without a terminal (cron, a pipe) the command goes on as it did.
    """
    if context.find_root().obj is not None or os.environ.get("TRACKER_CONFIG") or FILE.exists() or not is_person():
        return
    if typer.confirm("There is no config.toml here. Write an example of one?", default=True, err=True):
        FILE.write_text((resources.files("tracker.config") / "example.toml").read_text("utf-8"), "utf-8")
        note(f"wrote {FILE}: put in your contact and topics (docs/config.md), then run this again")
        raise typer.Exit(0)


def is_person() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()
