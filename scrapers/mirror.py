"""Pages that retell registry entries (trial mirrors, lay summaries by machines): derivative, never a second witness.

Such pages are short fields rather than prose (number of the trial, "First seen", phase, number of people, thresholds),
which a reader of articles takes for furniture. Here every line of the page's main part is kept, navigation and forms
aside. Lines about the mirror itself ("First seen ... Last updated ...") give its dates and are not part of a version;
lines with a telephone number or an e-mail address are left out.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from scrapers._base import Options, Source
from scrapers._dates import partial_date
from scrapers._follow import asked_for
from scrapers._passages import passages_of, stable_text
from scrapers._sites import lines_of
from scrapers.page import article, tree_of
from tracker.errors import ReadError
from tracker.records import Cursor, Decision, Document, Fetch, PartialDate, PassageKind, Problem, Query, Reply
from tracker.text import canonical

_FURNITURE = ("nav", "header", "footer", "aside", "form", "button", "script", "style", "noscript", "template")
_LEAST = 100
_SEEN = re.compile(r"\bfirst (?:seen|posted|published|added)\b:?\s*([^·|;]{6,24})", re.IGNORECASE)
_UPDATED = re.compile(r"\blast (?:updated|changed|modified)\b:?\s*([^·|;]{6,24})", re.IGNORECASE)
_REACHED_AT = re.compile(
    r"[^\s@]+@[^\s@]+\.\w|\bphone\b|\be-?mail\s*:|\btel(?:ephone)?\s*[.:]|\+\d[\d\s().-]{7,}", re.IGNORECASE
)


class MirrorOptions(Options):
    """Keys of a [sources.NAME] table that reads mirrors of registry entries."""

    urls: tuple[str, ...] = Field(min_length=1)
    """Addresses of the pages that are followed."""
    kind: Literal["derivative"] = "derivative"
    """What the pages are; nothing else is possible."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Decision | Cursor]:
    """Fetch each page; one that cannot be fetched is a Problem, and when that is so for all, FetchFailed is raised."""
    assert isinstance(options, MirrorOptions)
    urls = tuple(dict.fromkeys(query.native_ids or options.urls))
    yield from asked_for(query.model_copy(update={"native_ids": urls}), fetch, options.kind)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read one page line by line; raises ReadError when it is no HTML or its main part has less than 100 characters."""
    if not reply.ok:
        return
    page = article(reply, "derivative", hints=reply.request.meta, least=2)
    lines = [line for line in _lines(reply, page.title) if not _REACHED_AT.search(line)]
    text = canonical("\n".join([*([page.title, ""] if page.title else []), *lines]))
    if len(text) < _LEAST:
        raise ReadError(f"{reply.url} holds no {_LEAST} characters of a trial", "leave it out")
    of_the_mirror: dict[int, PassageKind] = {
        number: "boilerplate" for number, line in enumerate(text.split("\n")) if _dated(line)
    }
    passages = passages_of(text, page.title, of_the_mirror)
    yield page.model_copy(
        update={
            "text": text,
            "passages": passages,
            "content": {"title": page.title, "text": stable_text(text, passages)},
            "published": _date(_SEEN, lines) or page.published,
            "modified": _date(_UPDATED, lines) or page.modified,
        }
    )


def _lines(reply: Reply, title: str | None) -> list[str]:
    """The lines of the main part, without furniture and the title."""
    tree = tree_of(reply, is_page=True)
    main = next((node for tag in ("main", "article", "body") for node in tree.iter(tag)), tree)
    for node in list(main.iter(*_FURNITURE, "h1")):
        if node.tag != "h1" or " ".join(node.text_content().split()) == title:
            node.drop_tree()
    return lines_of(main)


def _dated(line: str) -> bool:
    return bool(_SEEN.search(line) or _UPDATED.search(line))


def _date(form: "re.Pattern[str]", lines: list[str]) -> PartialDate | None:
    found = (partial_date(match[1].strip()) for line in lines if (match := form.search(line)))
    return next(filter(None, found), None)


SOURCE = Source(
    name="mirror",
    title="Mirrors of registry entries",
    kind="derivative",
    homepage="",
    licence="unknown: retold from registries by sites that do not say under which terms; only quotes are shown",
    basis="Pages that are open to readers; robots.txt is followed.",
    discover=discover,
    parse=parse,
    options=MirrorOptions,
    by_topic=False,
)
