"""Pages that a command writes where it is told to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.errors import ConfigError
from tracker.report.checked import checked_page


def write_checked(out: Path, found: Sequence[Mapping[str, Any]], now: datetime, *, offline: bool) -> None:
    """Write what `tracker check` found to `out`, as a page. Raises ConfigError when it cannot be written."""
    try:
        out.write_text(checked_page(found, now, offline=offline), "utf-8")
    except OSError as error:
        raise ConfigError(
            f"--html: cannot write {out} ({error.strerror})", "name a file in an existing folder"
        ) from None
