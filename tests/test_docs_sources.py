"""The pages of docs/sources: what they say of a source, and the fill rates they print."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from scrapers._base import FieldTable, Options, Source, all_sources
from tests.fill_rates import RATES, as_file, entries_in, measured, without_empty
from tracker.cli.doc_sources import index_page, section_of, source_page
from tracker.records import Cursor, Document, Fetch, Problem, Query, Reply


class MoonOptions(Options):
    """Keys of the Moon registry."""

    base_url: str = "https://moon.example"
    """Where its answers | come from."""
    token: SecretStr = SecretStr("")
    """What it knows a reader by."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    yield Cursor(values={})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    yield Problem(kind="nothing", subject="", message="nothing is read")


def reads(name: str, head: bytes) -> bool:
    """Recognise its files by the word moon.

    A second paragraph is for programmers.
    """
    return b"moon" in head


MOON = Source(
    name="page",  # its text is that of the module scrapers.page
    title="Moon registry",
    kind="registry",
    homepage="https://moon.example",
    licence="CC0",
    basis="It is far away.",
    discover=discover,
    parse=parse,
    options=MoonOptions,
    delay=2.5,
    reads=reads,
    fields=FieldTable(
        used={"study.id": "native id", "study.design.arms[].name": "arm", "study.design.size": "sample_size"},
        ignored={"study.people.*": "personal contact data: dropped", "seal": "always the same"},
    ),
    filled={"title": 0.95},
    listing=True,
)
COUNTS = {
    "entries": 1200,
    "sections": {"study": 1200, "study.design": 400},
    "filled": {"study.id": 1200, "study.design.arms[].name": 100, "study.design.size": 1},
}


@pytest.fixture(scope="module")
def page() -> str:
    return source_page(MOON, COUNTS)


@pytest.mark.parametrize(
    "line",
    [
        "# Moon registry",
        "| least delay | 2.5 s between two requests to one host |",
        "| robots.txt | followed |",
        "| credentials | `TRACKER_SOURCES__PAGE__TOKEN` |",
        "| listing | a run without a cursor lists all entries of a topic; one that is missing is asked for by number |",
        "A page of the web (press, blog, release) as one article.",
        "`tracker import PATH` recognises its files by the word moon.",
        r'| `base_url` | `"https://moon.example"` | Where its answers \| come from. |',
        "| title | 95% |",
        "3 fields are used, 2 are not; 2 of them were never filled in 1,200 entries.",
        "In 400 of 1,200 entries.",
        "| `id` | native id | 100% |",
        "| `arms[].name` | arm | 25% |",
        "| `size` | sample_size | 1 of 400 |",
        "| `seal` | *not used: always the same* | never |",
        "| `people.*` | *not used: personal contact data: dropped* | never |",
    ],
)
def test_what_a_page_says(page: str, line: str) -> None:
    assert line in page.splitlines()


@pytest.mark.parametrize("text", ["second paragraph", "backfill", "not measured"])
def test_what_a_page_does_not_say(page: str, text: str) -> None:
    assert text not in page


def test_what_was_not_measured_is_a_dash() -> None:
    lines = source_page(MOON, None).splitlines()
    assert "| `id` | native id | - |" in lines
    assert "3 fields are used, 2 are not." in lines
    assert not any("never" in line for line in lines)


@pytest.mark.parametrize(
    ("key", "section"),
    [("a", ""), ("a.*", ""), ("a.b", "a"), ("a[].b", "a[]"), ("a.b.c", "a.b"), ("a.b.c.d", "a.b"), ("a.b.*", "a")],
)
def test_sections(key: str, section: str) -> None:
    assert section_of(key) == section


def test_the_index_leads_to_every_page() -> None:
    assert [name for name in all_sources() if f"[{name}]({name}.md)" not in index_page()] == []


def test_every_key_of_every_source_has_a_meaning() -> None:
    without = [
        f"{source.name}.{name}"
        for source in all_sources().values()
        for name, field in source.options.model_fields.items()
        if not field.description
    ]
    assert without == []


def test_every_source_says_what_is_in_its_module() -> None:
    for source in all_sources().values():
        assert source_page(source, None).partition("## How it is asked and read\n\n")[2][:1].isalnum(), source.name


def test_empty_text_is_no_value() -> None:
    assert without_empty({"a": " ", "b": ["", 0], "c": {"d": "x"}}) == {"a": None, "b": [None, 0], "c": {"d": "x"}}


def test_only_known_fields_were_measured() -> None:
    for name, counts in json.loads(RATES.read_bytes()).items():
        table = all_sources()[name].fields
        assert table is not None
        assert counts["filled"].keys() <= {*table.used, *table.ignored}
        assert all(0 < number <= counts["entries"] for number in counts["filled"].values())


@pytest.mark.soak
def test_the_fill_rates_are_those_of_the_samples(shared: Path) -> None:
    assert RATES.read_bytes() == as_file(measured(shared / "samples")), "run `make rates`"


def test_every_structured_source_has_samples(shared: Path) -> None:
    # Retraction Watch's is a table that another program made of the CSV, with columns of its own.
    structured = {name for name, source in all_sources().items() if source.fields} - {"retraction_watch"}
    assert {source.name for source, _ in entries_in(shared / "samples")} == structured
