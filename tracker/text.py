"""Canonical text: the form that offsets refer to."""

import re

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
