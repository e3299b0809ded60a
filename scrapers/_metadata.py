"""What a page says about itself: schema.org JSON-LD first, then meta elements, then what it shows."""

import html
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import lxml.html

from scrapers._dates import partial_date
from scrapers._jsonld import article_of, names, strings
from scrapers._select import selected
from tracker.records import PartialDate

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
_AUTHOR = ("author", "article:author", "parsely-author", "sailthru.author")
_INVERTED = ("citation_author", "dc.creator")
"""Meta elements that print the family name first: "Noone, Kim"."""
_PUBLISHER = ("og:site_name", "citation_journal_title", "application-name", "dc.publisher")
_SUMMARY = ("og:description", "description", "twitter:description", "dc.description")
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\xa0", "''\"\" ")
_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text(encoding="utf-8"))
_BYLINE: tuple[str, ...] = tuple(_DATA["byline"]["selectors"])
_NO_NAME = re.compile(_DATA["byline"]["not_names"], re.IGNORECASE)
_TIERS: dict[str, Literal["open", "paywalled"]] = _DATA["wall"]["tiers"]
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself; None where it does not say. Dates are as printed.

    `headings` are the titles by which the article may stand above itself, `summaries` its standfirst or teaser in
    their possible wordings, `whole` its text as JSON-LD gives it (without paragraphs, possibly cut).
    """

    title: str | None
    published: str | None
    modified: str | None
    author: str | None
    publisher: str | None
    language: str | None
    canonical: str | None
    social: str | None
    access: Literal["open", "paywalled"] | None
    headings: tuple[str, ...]
    summaries: tuple[str, ...]
    whole: str


def metadata_of(tree: "lxml.html.HtmlElement") -> Metadata:
    """Read the metadata of a page; what is broken in it is passed over."""
    told = article_of(tree)
    meta = _meta(tree)
    shown = [even(node.text_content()) for node in tree.xpath("//h1")]
    author = ", ".join(dict.fromkeys(names(told.get("author")))) or ", ".join(_people(meta))
    return Metadata(
        title=_title(told, meta, shown, tree),
        published=_date([*strings(told.get("datePublished")), *_named(meta, _PUBLISHED), *_times(tree)]),
        modified=_date([*strings(told.get("dateModified")), *_named(meta, _MODIFIED)]),
        author=author or _byline(tree),
        publisher=_first([*names(told.get("publisher")), *_named(meta, _PUBLISHER)]),
        language=_language(
            [*tree.xpath("/html/@lang"), *strings(told.get("inLanguage")), *_named(meta, ("og:locale",))]
        ),
        canonical=_first(tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href")),
        social=_first(_named(meta, ("og:url",))),
        access=_access(told, meta),
        headings=tuple(dict.fromkeys(filter(None, shown))),
        summaries=tuple(
            dict.fromkeys(even(html.unescape(text)) for text in _summaries(told, meta) if len(text.strip()) >= 30)
        ),
        whole=html.unescape(" ".join(strings(told.get("articleBody")))),
    )


def even(text: str) -> str:
    """`text` with white space evened out."""
    return " ".join(text.split())


def shown_date(text: str) -> PartialDate | None:
    """A date as a page shows it; hyphens beside a month's name ("20-May-2099") are blanks."""
    return partial_date(even(re.sub(r"(?<=\d)-(?=[A-Za-z])|(?<=[A-Za-z])-(?=\d)", " ", text)))


def folded(text: str) -> str:
    """`text` for comparison: one shape of quotation marks, no case, even white space."""
    return even(text.translate(_QUOTES)).casefold()


def _title(
    told: dict[str, Any], meta: dict[str, list[str]], shown: list[str], tree: "lxml.html.HtmlElement"
) -> str | None:
    """JSON-LD's headline, unless the page shows another one above the article that its meta elements confirm."""
    headline = _first(strings(told.get("headline")))
    named = [text for text in _named(meta, _TITLE) if text.strip()]
    confirmed = next((text for text in named if even(html.unescape(text)) in shown), None)
    titles = (node.text_content() for node in tree.xpath("//title[1]"))
    return confirmed or headline or _first([*named, *strings(told.get("name")), *shown, *titles])


def _summaries(told: dict[str, Any], meta: dict[str, list[str]]) -> list[str]:
    return [*strings(told.get("description")), *strings(told.get("alternativeHeadline")), *_named(meta, _SUMMARY)]


def _access(told: dict[str, Any], meta: dict[str, list[str]]) -> Literal["open", "paywalled"] | None:
    parts = told.get("hasPart")
    for item in (told, *(parts if isinstance(parts, list) else [parts])):
        free = str(item.get("isAccessibleForFree", "")).lower() if isinstance(item, dict) else ""
        if free.rpartition("/")[2] in ("false", "true"):
            return "open" if free.endswith("true") else "paywalled"
    tier = _first(_named(meta, ("article:content_tier", "og:content_tier")))
    return _TIERS.get(tier.strip().lower()) if tier else None


def _meta(tree: "lxml.html.HtmlElement") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.xpath("//meta[@content]"):
        for key in (node.get("property"), node.get("name"), node.get("itemprop")):
            if key:
                found.setdefault(key.strip().lower(), []).append(node.get("content"))
    return found


def _times(tree: "lxml.html.HtmlElement") -> list[str]:
    """Dates that the page shows: a marked one, else the first <time> of the article or the page."""
    marked = tree.xpath("//*[@datetime or @content][@pubdate or contains(@itemprop, 'datePublished')]")
    if marked:
        return [str(node.get("datetime") or node.get("content")) for node in marked]
    shown = tree.xpath("(//article//time)[1]") or tree.xpath("(//main//time)[1]") or tree.xpath("(//time)[1]")
    return [text for node in shown for text in (node.get("datetime"), even(node.text_content())) if text]


def _named(meta: dict[str, list[str]], keys: Iterable[str]) -> list[str]:
    return [value for name in keys for value in meta.get(name, [])]


def _people(meta: dict[str, list[str]]) -> list[str]:
    """Authors by meta elements: the first that names some; family names that stand first are put last."""
    for name in (*_AUTHOR, *_INVERTED):
        people = [even(html.unescape(value)) for value in meta.get(name, []) if _is_name(value)]
        if name in _INVERTED:
            people = [_turned(person) for person in people]
        if people:
            return list(dict.fromkeys(people))
    return []


def _is_name(text: str) -> bool:
    return bool(text.strip()) and not text.strip().startswith(("@", "/", "(")) and "http" not in text


def _turned(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else name


def _byline(tree: "lxml.html.HtmlElement") -> str | None:
    """The author as shown: the first element for authors that holds nothing but names."""
    for css in _BYLINE:
        shown = [even(node.text_content()) for node in selected(tree, css)]
        people = [re.sub(r"^(?:by|von|par|por)\s*:?\s+", "", text, flags=re.IGNORECASE) for text in shown]
        people = [text for text in people if 2 <= len(text.split()) <= 6 and not _NO_NAME.search(text)]
        if people:
            return ", ".join(dict.fromkeys(people[:1]))
    return None


def _language(values: Iterable[str]) -> str | None:
    return next((value.strip() for value in values if _LANGUAGE.fullmatch(value.strip())), None)


def _date(values: Iterable[str]) -> str | None:
    return next((value.strip() for value in values if partial_date(value)), None)


def _first(values: Iterable[str]) -> str | None:
    return next((html.unescape(value).strip() for value in values if value.strip()), None)
