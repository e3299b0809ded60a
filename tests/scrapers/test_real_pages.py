"""Real pages: what is read here against what publishers' own parsers and trafilatura read from the same bytes."""

from pathlib import Path

import pytest

from scrapers.files import ImportItem, parse as parse_file, plan, reply_of, with_body
from scrapers.page import parse
from tests.page_quality import READERS, Page, fundus, scores
from tests.scrapers.plays import THEN, documents, reply


@pytest.fixture(scope="module")
def pages(shared: Path) -> list[Page]:
    """Every fourth of the 53 news pages; `python -m tests.page_quality` takes all."""
    every = list(fundus(shared))
    assert len(every) == 53
    return every[::4]


def test_bodies_titles_days_and_authors_are_read(pages: list[Page]) -> None:
    ours = scores(pages, READERS["ours"])
    assert ours["body"] >= ours["text"] - 0.001
    assert ours["body"] > 0.96
    assert ours["title"] > 0.82
    assert ours["day"] == 1
    assert ours["authors"] > 0.85


@pytest.mark.soak
def test_they_are_read_better_than_by_others(pages: list[Page]) -> None:
    figures = {name: scores(pages, reader) for name, reader in READERS.items()}
    assert figures["ours"]["text"] > figures["trafilatura"]["text"] + 0.02
    for name in ("title", "authors"):
        assert figures["ours"][name] > figures["JSON-LD + trafilatura"][name]


@pytest.mark.parametrize(
    "pattern", ["trafilatura/*.html", "postlight/*.html", "readability/test/test-pages/*/source.html"]
)
def test_other_pages_are_read(shared: Path, pattern: str) -> None:
    for path in (shared / "samples" / "html").glob(pattern):
        (document,) = documents(parse(reply(path.read_bytes())))
        assert document.title
        assert len(document.text) > 500


def test_the_seeds_are_planned_and_read(shared: Path) -> None:
    folder = shared / "seeds"
    items = list(plan("documents.jsonl", (folder / "documents.jsonl").read_bytes()))
    kinds = {}
    for item in items:
        assert isinstance(item, ImportItem)
        complete = with_body(item, (folder / (item.file or "")).read_bytes())
        assert isinstance(complete, ImportItem)
        source_text = (folder / (item.file or "")).read_bytes().decode()
        (document,) = documents(parse_file(reply_of(complete, THEN)))
        assert document.text == source_text
        kinds[document.native_id] = (document.kind, sorted({part.kind for part in document.passages}))
    assert len(kinds) == 5
    assert kinds["neuroscience_news"] == ("press", ["abstract", "boilerplate", "citation", "headline", "key_facts"])
    assert kinds["physician_blog"] == ("press", ["headline", "related"])
    assert kinds["derivative_NCT07052058"] == ("derivative", ["boilerplate", "headline"])
