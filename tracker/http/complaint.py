"""What a host says in words when it refuses a request: interfaces answer 400 with JSON or a line of plain text."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

COMPLAINT_BYTES = 65_536
"""How much of a refusal is read."""
_LONGEST = 300


def complains(media_type: str) -> bool:
    """Whether a refusal of this Content-Type may hold words for a program: JSON or plain text, no page of HTML."""
    return "json" in media_type or media_type.startswith("text/plain")


def complaint(body: bytes, secrets: Iterable[str]) -> str:
    """Return the message in `body` as ": one line", "" when there is none; `secrets` in it become `***`.

    Of JSON the texts `message`, `error`, `detail` and `reason` are read, wherever they stand (one or a list of them);
    anything else is taken as it is, undecodable bytes and markup apart.
    """
    try:
        said = " ".join(_texts(json.loads(body)))
    except (ValueError, RecursionError):
        said = "" if body.lstrip()[:1] in (b"<", b"{", b"[") else body.decode("utf-8", "replace")
    said = " ".join(said.split())
    for secret in secrets:
        said = said.replace(secret, "***") if secret else said
    line = "".join(c if c.isprintable() else " " for c in said[:_LONGEST])
    return f": {line}" if line else ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name in ("error", "message", "detail", "reason"):
            told = value.get(name)
            if isinstance(told, str):
                yield told
            else:
                yield from _texts(told)
