"""The morning page: one self-contained HTML file with everything that does not agree."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from sqlalchemy import Connection

from db.read import findings, status
from db.read.findings import Wanted
from tracker.checks import all_checks


@cache
def _templates() -> Environment:
    """Templates of this package; everything that is filled in is escaped."""
    environment = Environment(
        loader=PackageLoader("tracker.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["marked"] = marked
    return environment


def marked(sentence: str, value: str | None) -> Markup:
    """`sentence` as HTML, with the first occurrence of the printed `value` highlighted."""
    before, found, rest = sentence.partition(value) if value else (sentence, "", "")
    if not found:
        return escape(sentence)
    return escape(before) + Markup("<mark>") + escape(found) + Markup("</mark>") + escape(rest)


def page(conn: Connection) -> str:
    """The HTML of the morning page, from nothing but the store: the same store gives the same page."""
    listed = findings.mismatches(conn, Wanted(min_severity="minor"))
    return (
        _templates()
        .get_template("morning.html")
        .render(
            mismatches=[{**m, "spans": _padded(m["values"])} for m in listed],
            notes=findings.mismatches(conn, Wanted(verdict="not_comparable")),
            checks=all_checks(),
            sources=[s for s in status.source_health(conn) if s["documents"] or s["last_success_at"]],
            counts=status.counts(conn, ("document", "claim", "trial", "link")),
        )
    )


def _padded(values: list[Any]) -> list[Any]:
    return [*values, None, None][:2]
