"""The command line: parses arguments, calls operations, prints. Heavy modules are imported inside commands."""

import os
import sys

from tracker.errors import TrackerError
from tracker.text import printable


def main() -> None:
    """Run `tracker`; a TrackerError is one line on stderr and its exit code."""
    from tracker.cli.app import app

    try:
        app(prog_name="tracker", standalone_mode=True)
    except TrackerError as error:
        if os.environ.get("TRACKER_DEBUG"):
            raise
        print(printable(f"tracker: {error}"), file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


__all__ = ["main"]
