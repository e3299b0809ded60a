"""What a page says about itself: schema.org JSON-LD first, then Open Graph and other meta elements."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html

from scrapers._dates import partial_date
from scrapers._json import load
from tracker.errors import ReadError

_ARTICLES = (
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "medicalscholarlyarticle",
    "scholarlyarticle",
    "article",
    "blogposting",
    "liveblogposting",
    "medicalwebpage",
    "socialmediaposting",
    "webpage",
)
_TITLE = ("og:title", "citation_title", "dc.title", "twitter:title", "parsely-title")
_PUBLISHED = (
    "article:published_time",
    "citation_publication_date",
    "citation_online_date",
    "datepublished",
    "date.published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publish-date",
    "date",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_AUTHOR = ("author", "article:author", "citation_author", "dc.creator", "parsely-author", "sailthru.author")
_PUBLISHER = ("og:site_name", "citation_journal_title", "application-name", "dc.publisher")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, dates (as printed), author, outlet, language and canonical link; None where the page does not say."""

    title: str | None
    published: str | None
    modified: str | None
    author: str | None
    publisher: str | None
    language: str | None
    canonical: str | None


def metadata_of(tree: "lxml.html.HtmlElement") -> Metadata:
    """Read the metadata of a page; what is broken in it is passed over."""
    told = _best_article(tree)
    meta = _meta(tree)
    heading = (" ".join(node.text_content().split()) for node in tree.xpath("//h1[1] | //title[1]"))
    return Metadata(
        title=_first([*_strings(told.get("headline")), *_named(meta, _TITLE), *_strings(told.get("name")), *heading]),
        published=_date([*_strings(told.get("datePublished")), *_named(meta, _PUBLISHED), *_times(tree)]),
        modified=_date([*_strings(told.get("dateModified")), *_named(meta, _MODIFIED)]),
        author=", ".join(dict.fromkeys(_names(told.get("author")))) or _first(_people(_named(meta, _AUTHOR))),
        publisher=_first([*_names(told.get("publisher")), *_named(meta, _PUBLISHER)]),
        language=_first([*_strings(told.get("inLanguage")), *tree.xpath("/html/@lang"), *_named(meta, ("og:locale",))]),
        canonical=_first(tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href"))
        or _first(_named(meta, ("og:url",))),
    )


def _best_article(tree: "lxml.html.HtmlElement") -> dict[str, Any]:
    """The JSON-LD object that is most likely the page's article: by type, then by order."""
    found: list[tuple[int, dict[str, Any]]] = []
    for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"):
        try:
            value = load(script.text_content().strip().strip(";"), "JSON-LD")
        except ReadError:
            continue
        for item in _objects(value):
            kinds = [kind.rpartition("/")[2].lower() for kind in _strings(item.get("@type"))]
            ranks = [_ARTICLES.index(kind) for kind in kinds if kind in _ARTICLES]
            if ranks:
                found.append((min(ranks), item))
    return min(found, key=lambda pair: pair[0])[1] if found else {}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The top objects of a JSON-LD block: itself, the items of a list or of @graph (what is nested is not the page)."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))


def _meta(tree: "lxml.html.HtmlElement") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.xpath("//meta[@content]"):
        for key in (node.get("property"), node.get("name"), node.get("itemprop")):
            if key:
                found.setdefault(key.strip().lower(), []).append(node.get("content"))
    return found


def _times(tree: "lxml.html.HtmlElement") -> list[str]:
    marked = tree.xpath("//time[@datetime][@pubdate or contains(@itemprop, 'datePublished')]/@datetime")
    return [str(value) for value in marked or tree.xpath("(//article//time/@datetime)[1]")]


def _named(meta: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in meta.get(name, [])]


def _strings(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _names(value: Any) -> list[str]:
    """Names of persons or organisations, given as text, object or list of these."""
    items = value if isinstance(value, list) else [value]
    names = [name for item in items for name in _strings(item.get("name") if isinstance(item, dict) else item)]
    return [html.unescape(name).strip() for name in names if name.strip() and not name.startswith("http")]


def _people(values: Iterable[str]) -> list[str]:
    return [value for value in values if not value.startswith(("http", "@", "/"))]


def _date(values: Iterable[str]) -> str | None:
    return next((value.strip() for value in values if partial_date(value)), None)


def _first(values: Iterable[str]) -> str | None:
    return next((cleaned for value in values if (cleaned := html.unescape(str(value)).strip())), None)
