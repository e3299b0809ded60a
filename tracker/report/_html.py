"""Templates: everything that is filled in is escaped, and the pages may run and load nothing but what they hold."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

SEVERITIES = ("critical", "major", "minor", "info")
GLYPHS: Mapping[str, str] = {"critical": "◆", "major": "▲", "minor": "●", "info": "○"}
"""A shape per severity, so that colour is never alone in saying it."""
KINDS: Mapping[str, str] = {
    "press": "press",
    "press_release": "press release",
    "paper": "paper",
    "preprint": "preprint",
    "protocol": "protocol",
    "registry": "registry entry",
    "derivative": "copy of a registry entry",
}


def render(name: str, **values: Any) -> str:
    """The template `name` filled in, as a whole page."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tracker.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _asset("style.css"), _asset("script.js")
    environment.globals |= {
        "marked": marked,
        "style": Markup(style),  # noqa: S704 - files of this package
        "script": Markup(script),  # noqa: S704
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        "glyphs": GLYPHS,
        "severities": SEVERITIES,
    }
    environment.filters |= {"day": day, "minute": minute, "weblink": weblink, "outlet": outlet, "words": words}
    return environment


def _asset(name: str) -> str:
    return (resources.files("tracker.report") / "templates" / name).read_text("utf-8")


def _hash(content: str) -> str:
    """What the Content-Security-Policy calls an inline style or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def marked(sentence: str, value: str | None) -> Markup:
    """`sentence` as HTML, with the first occurrence of the printed `value` highlighted."""
    before, found, rest = sentence.partition(value) if value else (sentence, "", "")
    if not found:
        return escape(sentence)
    return escape(before) + Markup("<mark>") + escape(found) + Markup("</mark>") + escape(rest)


def day(value: date | str | None) -> str:
    """A day for people: 3 March 2026; what is no date stays as it is."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return f"{value.day} {value:%B %Y}"


def minute(value: datetime | str | None) -> str:
    """A moment to the minute: 2026-11-16 03:15 UTC."""
    return f"{str(value)[:16].replace('T', ' ')} UTC" if value else ""


def weblink(url: str | None) -> str | None:
    """The address when a browser may be sent there (http and https alone), else None."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def outlet(name: str, titles: Mapping[str, str]) -> str:
    """What people call a source: its title, else its name in words."""
    title = titles.get(name, name)
    return title if title != name else words(name).title()


def words(name: str) -> str:
    """A snake_case name in words."""
    return KINDS.get(name, name.replace("_", " "))
