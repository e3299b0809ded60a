"""The schema.org objects (JSON-LD) of a page, and which of them is its article."""

import html
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.html

from scrapers._json import load
from tracker.errors import ReadError

_ARTICLES = (
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "medicalscholarlyarticle",
    "scholarlyarticle",
    "article",
    "liveblogposting",
    "blogposting",
    "medicalwebpage",
    "socialmediaposting",
    "webpage",
)
_POSTS = frozenset({"blogposting", "socialmediaposting"})


def article_of(tree: "lxml.html.HtmlElement") -> dict[str, Any]:
    """The object that is most likely the page's article: by type, then by order; empty when there is none.

    Where a page lists several posts of its own kind and nothing else (a live blog's entries), none of them is it.
    References to other objects of the page ({"@id": ...}) are replaced by these.
    """
    objects = list(_objects_of(tree))
    found = []
    for item in objects:
        kinds = [kind.rpartition("/")[2].lower() for kind in strings(item.get("@type"))]
        ranks = [_ARTICLES.index(kind) for kind in kinds if kind in _ARTICLES]
        if ranks:
            found.append((min(ranks), item))
    posts = [rank for rank, _ in found if _ARTICLES[rank] in _POSTS]
    if len(posts) > 1:
        found = [(rank, item) for rank, item in found if _ARTICLES[rank] not in _POSTS]
    best = min(found, key=lambda pair: pair[0])[1] if found else {}
    known = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str) and len(item) > 1}
    return {key: _followed(value, known) for key, value in best.items()}


def strings(value: Any) -> list[str]:
    """The texts of a value that is a text or a list of these."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def names(value: Any) -> list[str]:
    """Names of persons or organisations, given as text, object or list of these."""
    items = value if isinstance(value, list) else [value]
    told = [name for item in items for name in strings(_name(item) if isinstance(item, dict) else item)]
    return [html.unescape(name).strip() for name in told if name.strip() and not name.startswith("http")]


def _name(item: Mapping[str, Any]) -> Any:
    return item.get("name") or item.get("byline")


def _followed(value: Any, known: Mapping[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_followed(item, known) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not _name(value):
        return known.get(value["@id"], value)
    return value


def _objects_of(tree: "lxml.html.HtmlElement") -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"):
        try:
            value = load(script.text_content().strip().strip(";"), "JSON-LD")
        except ReadError:
            continue
        yield from _objects(value)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The top objects of a JSON-LD block: itself, the items of a list or of @graph (what is nested is not the page)."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))
