"""Replies made by hand, and a web that answers from a table."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import FetchFailed
from tracker.records import Cursor, Document, Field, Problem, Reply, Request

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
THEN = datetime(2099, 1, 1, tzinfo=UTC)

Answer = bytes | str | int | Exception


def reply(
    body: bytes | str,
    url: str = "https://x.example/a",
    role: str = "file",
    status: int = 200,
    meta: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """A reply with `body`, as if `url` had been asked for it."""
    request = Request(url=url, role=role, meta=meta or {})
    raw = body.encode() if isinstance(body, str) else body
    return Reply(request=request, url=url, status=status, headers=headers or {}, body=raw, fetched_at=THEN)


class Web:
    """A `fetch` that answers each address with what the table holds: a body, a status (404, 410) or an exception.

    What is not in the table is an error of the test; `asked` lists the addresses in order.
    """

    def __init__(self, table: Mapping[str, Answer | list[Answer]]) -> None:
        self.table = {url: list(answer) if isinstance(answer, list) else answer for url, answer in table.items()}
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request.url)
        answer = self.table[request.url]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = (answer, b"") if isinstance(answer, int) else (200, answer)
        made = reply(body, request.url, request.role, status)
        return made.model_copy(update={"request": request})


def failure(url: str) -> FetchFailed:
    return FetchFailed(url, "no answer")


def replies(items: Iterable[object]) -> list[str]:
    return [item.url for item in items if isinstance(item, Reply)]


def problems(items: Iterable[object]) -> list[str]:
    return [item.kind for item in items if isinstance(item, Problem)]


def cursors(items: Iterable[object]) -> list[Mapping[str, str]]:
    return [item.values for item in items if isinstance(item, Cursor)]


def documents(items: Iterable[object]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def told(document: Document, claim: str) -> list[tuple[str | None, str]]:
    """Kind and printed value of each field of one claim type."""
    return [(field.kind, field.raw) for field in fields(document, claim)]


def fields(document: Document, claim: str) -> list[Field]:
    return [field for field in document.fields if field.type == claim]


def at_path(record: object, path: str) -> object:
    """The value a JSONPath of a field names; raises KeyError, IndexError or TypeError when it names nothing."""
    found = record
    for name, quoted, index in re.findall(r"\.([\w]+)|\['([^']+)'\]|\[(\d+)\]", path.removeprefix("$")):
        found = found[int(index)] if index else found[name or quoted]  # type: ignore[index]
    return found
