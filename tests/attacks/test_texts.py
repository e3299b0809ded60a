"""Hostile texts are kept as they came, and harmless wherever they are printed: pages, CSV, JSON, terminal, SQL."""

import csv
import io
import json
import re
from importlib import resources
from pathlib import Path

import lxml.html
import pytest
from lxml import etree

from tests.attacks.stories import VALUES, Stories, stories
from tests.pipeline.stores import ask
from tests.report.browser import chromium, looking
from tracker.text import canonical

__all__ = ["stories"]

TELLING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What could command a terminal or turn letters around; lines end in \\n."""
FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
COMMANDS = [
    ["mismatches"], ["mismatches", "--json"], ["links"], ["links", "--json"], ["show", "NCT99999901", "--json"],
    ["show", "NCT99999901"], ["sources"], ["sources", "--json"], ["status"],
    *(["sql", "SELECT title, publisher FROM text", "--format", form] for form in ("table", "json", "jsonl")),
]  # fmt: skip


@pytest.mark.parametrize("n", range(len(VALUES)), ids=[repr(value)[:40] for value in VALUES])
def test_a_text_is_kept_as_it_came_and_quoted_exactly(stories: Stories, n: int) -> None:
    value = canonical(stories.values[n])
    rows = ask(
        stories.config,
        "SELECT t.text, c.char_start, c.char_end, c.quote FROM document d JOIN version v ON v.document_id = d.id"
        " JOIN text t ON t.version_id = v.id JOIN claim c ON c.text_id = t.id"
        " WHERE d.native_id = :id AND c.type = 'sample_size'",
        id=canonical(f"{n} {stories.values[n]}"),
    )
    assert rows
    for text, start, end, quote in rows:
        assert text.count(value) == 2
        assert text[start:end] == quote


def test_every_difference_is_found_and_no_table_is_gone(stories: Stories) -> None:
    found = json.loads(stories.said("mismatches", "--json"))
    assert len(found) == len(VALUES)
    assert ask(stories.config, "SELECT count(*) FROM document") == [(len(VALUES) + 1,)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_printed_commands_a_terminal(stories: Stories, command: list[str]) -> None:
    said = stories.said(*command)
    assert said
    assert TELLING.findall(said.replace("\n", "")) == []
    if "--json" in command or "json" in command:
        json.loads(said)


def test_a_printed_table_and_json_say_what_is_stored(stories: Stories) -> None:
    held = {title for (title,) in ask(stories.config, "SELECT title FROM text WHERE title IS NOT NULL")}
    told = json.loads(stories.said("sql", "SELECT title FROM text WHERE title IS NOT NULL", "--format", "json"))
    assert {row["title"] for row in told} == held


def _cells(written: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]


def test_no_cell_of_csv_is_a_formula(stories: Stories, tmp_path: Path) -> None:
    written = [stories.said("sql", "SELECT title, publisher FROM text", "--format", "csv")]
    stories.said("export", "csv", str(tmp_path / "out"), "--view", "v_documents", "--view", "v_open_mismatches")
    written += [path.read_text("utf-8") for path in sorted((tmp_path / "out").iterdir())]
    cells = [cell for one in written for cell in _cells(one)]
    assert len(cells) > 1000
    assert [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_pages_hold_texts_and_no_element_of_theirs(stories: Stories) -> None:
    pages = sorted(stories.config.store.report.rglob("*.html"))
    own = (resources.files("tracker.report") / "templates" / "script.js").read_text("utf-8").strip()
    assert len(pages) >= 2
    for path in pages:
        tree = lxml.html.fromstring(path.read_bytes())
        elements = [node for node in tree.iter() if isinstance(node.tag, str)]
        foreign = "img iframe object video math template base embed audio use".split()
        assert [node.tag for node in elements if node.tag in foreign] == []
        assert {node.text.strip() for node in elements if node.tag == "script"} <= {own}
        attributes = [(name, value) for node in elements for name, value in node.attrib.items()]
        assert [name for name, _ in attributes if name.startswith("on") or name in ("src", "srcset", "action")] == []
        links = [value for name, value in attributes if name in ("href", "content")]
        assert [link for link in links if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)] == []
    whole = " ".join(path.read_text("utf-8") for path in pages)
    assert "default-src &#39;none&#39;" in whole or "default-src 'none'" in whole
    assert "&lt;script&gt;fetch(" in whole
    assert "{{ 7 * 7 }}" in whole  # no template of a text was filled in


def test_a_browser_runs_nothing_of_theirs_and_asks_for_nothing(stories: Stories, tmp_path: Path) -> None:
    """A page that holds the same texts as they are proves that the server would hear of it."""
    control = tmp_path / "control.html"
    control.write_text(f"<!DOCTYPE html><html><body>{' '.join(stories.values)}</body></html>", "utf-8", "replace")
    pages = sorted(stories.config.store.report.rglob("*.html"))
    with chromium() as browser:
        for path in pages:
            with looking(browser, path) as look:
                look.page.wait_for_timeout(200)
                assert look.requests == [path.as_uri()]
                assert look.complaints == []
                assert look.page.evaluate("document.querySelectorAll('script').length") <= 1
        assert stories.web.asked == []
        with looking(browser, control) as look:
            look.page.wait_for_timeout(500)
    assert "/ran" in stories.web.asked


def test_feeds_of_the_report_are_sound_xml_that_leads_nowhere_else(stories: Stories) -> None:
    feeds = [path for path in stories.config.store.report.rglob("*") if path.suffix in (".xml", ".atom")]
    assert feeds
    for path in feeds:
        root = etree.fromstring(path.read_bytes())
        links = [value for node in root.iter() for name, value in node.attrib.items() if name in ("href", "src")]
        assert [link for link in links if re.match(r"\s*(javascript|data|file):", link, re.IGNORECASE)] == []


def test_files_of_the_report_have_names_of_ours(stories: Stories) -> None:
    report = stories.config.store.report
    names = [path.relative_to(report).as_posix() for path in report.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9_./-]+", name) or ".." in name] == []
