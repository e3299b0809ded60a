"""CONTRIBUTING.md can be followed: its source works as printed, and what it points at exists."""

import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scrapers._base import Source
from tracker.errors import ReadError
from tracker.records import Cursor, Document, Problem, Query, Reply, Request

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BODY = b'{"data_date": "2026-01-31", "trials": [{"id": "EX1", "title": "A trial", "phase": "2"}, {"title": "B"}]}'


def example_source() -> Source:
    start = GUIDE.index('       """The Example registry')
    code = textwrap.dedent(GUIDE[start : GUIDE.index("\n3. ", start)])
    module: dict[str, Any] = {"__name__": "example_registry"}
    exec(compile(code, "CONTRIBUTING.md", "exec"), module)
    source: Source = module["SOURCE"]
    return source


def reply(body: bytes) -> Reply:
    request = Request(url="https://registry.example.org/api/trials", role="search")
    return Reply(request=request, url=request.url, status=200, body=body, fetched_at=datetime(2026, 2, 1, tzinfo=UTC))


def test_the_example_source_works() -> None:
    source = example_source()
    asked: list[str] = []

    def fetch(request: Request) -> Reply:
        asked.append(request.url)
        return reply(BODY)

    *found, last = source.discover(Query(cursor={"since": "2026-01-01"}), source.options(), fetch)
    assert asked == ["https://registry.example.org/api/trials?since=2026-01-01"]
    assert last == Cursor(values={"since": "2026-01-31"})
    document, problem = (item for one in found if isinstance(one, Reply) for item in source.parse(one))
    assert isinstance(document, Document)
    assert (document.native_id, document.text, document.fields[1].raw) == ("EX1", "A trial", "2")
    assert isinstance(problem, Problem)
    assert problem.subject == "entry 2"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]"])
def test_the_example_source_refuses_other_bytes(body: bytes) -> None:
    with pytest.raises(ReadError, match="not an answer of the Example registry"):
        list(example_source().parse(reply(body)))


def test_files_it_names_exist() -> None:
    named = set(re.findall(r"`((?:tracker|scrapers|db|tests|docs)/[\w/.]*)`", GUIDE))
    named = {path for path in named if "example_registry" not in path}
    assert len(named) > 8
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_targets_it_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`", GUIDE)) | set(re.findall(r"^    make ([a-z]+)", GUIDE, re.MULTILINE))
    assert {"test", "check", "docs"} <= named <= targets
