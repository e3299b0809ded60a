"""The questions of db/queries: one file each; its comment is the title, `-- param: name: meaning` what to give."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from db import full_text

SEARCHED = re.compile(r"text_search\(:(\w+)\)")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question in SQL that runs on SQLite and PostgreSQL; `parameters` are its `:names` with what they mean."""

    name: str
    title: str
    sql: str
    parameters: Mapping[str, str]

    def bound(self, given: Mapping[str, str], dialect: str) -> dict[str, str]:
        """The parameters as the statement takes them: words to search for become a question to the full-text index.

        Raises ConfigError when there is no word among them.
        """
        searched = set(SEARCHED.findall(self.sql))
        return {name: full_text.asked(value, dialect) if name in searched else value for name, value in given.items()}


@cache
def saved_queries() -> Mapping[str, SavedQuery]:
    """Every saved query by name, in alphabetical order."""
    folder = resources.files("db") / "queries"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return {(name := f.name.removesuffix(".sql")): _read(name, f.read_text("utf-8")) for f in files}


def _read(name: str, text: str) -> SavedQuery:
    comments, sql = re.match(r"((?:--[^\n]*\n)*)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    parameters = dict(re.findall(r"^-- param: (\w+): (.+)$", comments, re.MULTILINE))
    title = " ".join(line[3:] for line in comments.splitlines() if not line.startswith("-- param: "))
    return SavedQuery(name, title, sql, parameters)


def queries_page() -> str:
    """The Markdown of docs/queries.md."""
    parts = [HEAD]
    for one in saved_queries().values():
        given = "".join(f" --set {name}=..." for name in one.parameters)
        parts.append(f"## {one.name}\n\n{one.title}\n\n    tracker query {one.name}{given}\n")
        parts.extend(f"`{name}`: {meaning}\n" for name, meaning in one.parameters.items())
        parts.append(f"```sql\n{one.sql.strip()}\n```\n")
    return "\n".join(parts)


HEAD = """\
# Saved queries

Questions that people ask of the evidence database, the same on SQLite and PostgreSQL. `tracker query` lists them,
`tracker query NAME` answers one (`--format csv`, `json` or `jsonl` for other programs). The SQL can be taken as it is,
or as a beginning. This page is generated from `db/queries` (`make docs`); adding a query is adding a file there.
"""
