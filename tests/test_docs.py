from pathlib import Path
from typing import Any

import pytest
import typer.main

from tracker.checks import all_checks
from tracker.cli.app import app
from tracker.cli.doc import commands_page, pages, write_pages

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", sorted(pages(DOCS)))
def test_a_generated_page_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == pages(DOCS)[name](), "run `make docs`"


def test_every_page_of_a_source_has_its_source() -> None:
    assert {f"sources/{path.name}" for path in (DOCS / "sources").glob("*.md")} <= pages(DOCS).keys()


def test_every_command_is_described() -> None:
    page = commands_page()
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback and not c.hidden]
    names += [
        f"{group.name} {command.name}"
        for group in app.registered_groups
        if group.typer_instance
        for command in group.typer_instance.registered_commands
    ]
    assert len(names) > 15
    assert [name for name in names if f"\n## tracker {name}\n" not in page] == []
    assert "## tracker docs" not in page


def test_every_option_of_every_command_is_described() -> None:
    page, undescribed = commands_page(), []

    def look(path: str, command: Any) -> None:
        section = page.partition(f"\n## {path}\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            if parameter.name.endswith("_completion") or parameter.name == "help":
                continue
            names = parameter.opts if parameter.opts[0].startswith("-") else [parameter.name.upper()]
            if any(name not in section for name in names) or (parameter.opts[0].startswith("-") and not parameter.help):
                undescribed.append(f"{path} {names}")
        for name, below in getattr(command, "commands", {}).items():
            if not below.hidden:
                look(f"{path} {name}", below)

    look("tracker", typer.main.get_command(app))
    assert undescribed == []
    assert page.count("| `--") > 40


def test_every_check_is_described_with_an_example_of_each_kind() -> None:
    page = pages(DOCS)["checks.md"]()
    for name, check in all_checks().items():
        section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert check.about.strip() in section
        assert section.count("\n| ") >= len(check.examples)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    assert [str(path.relative_to(tmp_path)) for path in write_pages(tmp_path)] == list(pages(DOCS))
    (tmp_path / "commands.md").write_text("old")
    assert [path.name for path in write_pages(tmp_path)] == ["commands.md"]
    assert (tmp_path / "commands.md").read_text("utf-8") == commands_page()
