"""Canonical text: the form that offsets refer to."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def canonical(text: str) -> str:
    """Return `text` with NUL and lone surrogates replaced by U+FFFD: same length, storable in any database.

    No Unicode normalisation and no newline change, so an offset into the given text is an offset into the result.
    """
    return _FORBIDDEN.sub("\ufffd", text)


def decode(body: bytes, charset: str | None = None) -> str:
    """Decode `body` by `charset`, else UTF-8, else Windows-1252; undecodable bytes become U+FFFD. Never raises.

    A byte-order mark wins over `charset` and is removed.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            return canonical(body[len(mark) :].decode(name, errors="replace"))
    for name in filter(None, (charset, "utf-8")):
        try:
            return canonical(body.decode(name))
        except (LookupError, UnicodeError):
            continue
    return canonical(body.decode("cp1252", errors="replace"))


_COMMANDS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_ESCAPED = {code: f"\\u{code:04x}" for code in _COMMANDS if code > 126}
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def printable(text: str) -> str:
    """`text` without control characters but line breaks and tabs: scraped text could command a terminal with them, or
    turn the order of letters around.
    """
    return text.translate(_COMMANDS)


def printable_json(text: str) -> str:
    """JSON `text` with escapes for the control characters that JSON lets stand: the same value, and printable."""
    return text.translate(_ESCAPED)


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a CSV file, with an apostrophe before text that a spreadsheet would take for a formula.

    It ends in a line feed; Python before 3.13 quotes a carriage return only when lines are made to end in one.
    """
    buffer = io.StringIO()
    safe = [f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells]
    csv.writer(buffer, lineterminator="\r\n").writerow(safe)
    return buffer.getvalue().removesuffix("\r\n") + "\n"
