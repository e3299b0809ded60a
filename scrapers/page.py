"""A page of the web (press, blog, release) as one article.

Title, dates, author and outlet come from the page's JSON-LD, then from its meta elements, then from what it shows. The
body comes from the outlet's site rule where there is one (sites.toml), then from the general reader (trafilatura on a
page freed of boxes, captions and links), then from the paragraphs of <article>, <main> or <body>. What discovery knows
(`Request.meta`: kind, title, published, author) fills what the page does not say.
"""

import re
from collections.abc import Iterator, Mapping
from typing import cast, get_args
from urllib.parse import urlsplit

import lxml.html

from scrapers._access import embargo_of, is_walled
from scrapers._base import Options, Source
from scrapers._body import general, pruned, with_standfirst
from scrapers._dates import partial_date
from scrapers._metadata import Metadata, metadata_of, shown_date
from scrapers._passages import passages_of, stable_text
from scrapers._select import selected
from scrapers._shells import reason_of, refuse_shell
from scrapers._sites import SiteRule, blocks_of, first, lines_of, rule_for
from scrapers._urls import normal_url, resolved, same_site
from tracker.errors import FetchFailed, ReadError
from tracker.records import Cursor, Document, Fetch, Kind, PassageKind, Problem, Query, Reply, Request
from tracker.text import canonical, decode

_LEAST_BODY = 200
_MOST_TAGS = 100_000
"""A page of more is no article: some 5 kB of memory each."""
_MOST_BODY = 1_000_000
_BEGINNING = 1500
"""Characters at the start of a body among which an embargo is looked for."""
_CHARSET_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSET_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_NO_TEXT = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF])|0*(?:[0-8]|1[1245-9]|2\d|3[01]|6553[45]))(?![0-9a-fA-F]);?"
)
"""Control and other characters, as such or by number, that no tree of a page may hold."""
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|title|meta)\b", re.IGNORECASE)
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"})


class PageOptions(Options):
    """Keys of a [sources.NAME] table that reads single pages."""

    urls: tuple[str, ...] = ()
    """Addresses of the pages that are followed."""
    kind: Kind = "press"
    """What the pages are."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    """Fetch each configured page (or those named by `query.native_ids`); gone ones are yielded as they came.

    A page that cannot be fetched is a Problem; when that is so for all, the last FetchFailed is raised.
    """
    assert isinstance(options, PageOptions)
    failed: list[FetchFailed] = []
    urls = list(dict.fromkeys(query.native_ids or options.urls))
    for url in urls:
        try:
            yield fetch(Request(url=url, role="article", meta={"kind": options.kind}))
        except FetchFailed as error:
            failed.append(error)
            yield Problem(kind="fetch_failed", subject=url, message=str(error))
    if failed and len(failed) == len(urls):
        raise failed[-1]
    if not failed:
        yield Cursor(values=query.cursor)


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read one article; raises ReadError when the bytes are no HTML or hold less than 200 characters of prose."""
    if reply.ok:
        yield article(reply, kind_of(reply.request.meta), hints=reply.request.meta)


def kind_of(meta: Mapping[str, str]) -> Kind:
    """The document kind that `meta` names, press when it names none."""
    return cast(Kind, meta["kind"]) if meta.get("kind") in get_args(Kind) else "press"


def article(
    reply: Reply, kind: Kind, hints: Mapping[str, str], given: Mapping[str, str] | None = None, least: int = _LEAST_BODY
) -> Document:
    """Read the page in `reply`: `given` (id, url, title, published, publisher) wins over what it says, `hints` fill in.

    Identity is `given["id"]`, else the canonical address, else `given["name"]`. Raises ReadError when the bytes are no
    page or its body has less than `least` characters (with 1, a fragment of HTML will do).
    """
    given = given or {}
    tree = tree_of(reply, is_page=least > 1)
    if least > 1 and not given.get("url"):
        refuse_shell(tree, reply)
    said = metadata_of(tree)
    rule = rule_for(given.get("url") or reply.url)
    url = given.get("url") or _canonical_url(said, reply)
    title = _clean(given.get("title") or said.title or hints.get("title") or None)
    blocks = blocks_of(tree, rule) if rule else []
    body = _body(tree, said, rule, reply, least)
    if title and " ".join(body.split("\n", 1)[0].split()) == title:
        body = body.partition("\n")[2]
    is_web = bool(resolved(url, ""))
    text, marked = _joined(title, body, blocks)
    passages = passages_of(text, title, marked)
    embargo = embargo_of("\n".join([*_embargo_lines(tree, rule), body[:_BEGINNING]]))
    is_held = embargo is not None and embargo > reply.fetched_at
    shown = first(tree, rule.published) if rule else None
    dates = [partial_date(given.get("published") or said.published)]
    dates += [shown_date(shown.text_content())] if shown is not None else []
    return Document(
        native_id=given.get("id") or (url if is_web else given.get("name") or url),
        kind=kind,
        url=url if is_web else None,
        title=title,
        published=next(filter(None, [*dates, partial_date(hints.get("published"))]), None),
        modified=partial_date(said.modified),
        author=_clean(said.author or hints.get("author")),
        publisher=_clean(given.get("publisher") or said.publisher or hints.get("publisher")),
        language=_clean(said.language),
        text=text,
        passages=passages,
        content={"title": title, "text": stable_text(text, passages)},
        access="embargoed" if is_held else "paywalled" if is_walled(body) else said.access,
        embargo_until=embargo,
    )


def _joined(title: str | None, body: str, blocks: list[tuple[PassageKind, str]]) -> tuple[str, dict[int, PassageKind]]:
    """The canonical text, and the kind of those of its lines (by number) that stand in a block of the site's."""
    text = "\n\n".join(filter(None, [title, body]))
    marked: dict[int, PassageKind] = {}
    for kind, block in blocks:
        text += "\n\n" if text else ""
        start = text.count("\n")
        marked.update(dict.fromkeys(range(start, start + block.count("\n") + 1), kind))
        text += block
    return canonical(text), marked


def _embargo_lines(tree: "lxml.html.HtmlElement", rule: SiteRule | None) -> list[str]:
    """What the page says about an embargo outside its body."""
    marked = first(tree, rule.embargo) if rule else None
    nodes = [] if marked is None else [marked]
    nodes += [
        node for node in tree.xpath("//*[not(self::script or self::style)]") if "embargo" in (node.text or "").lower()
    ]
    return [" ".join(node.text_content().split())[:200] for node in nodes]


def _clean(text: str | None) -> str | None:
    return canonical(" ".join(text.split())) or None if text else None


def tree_of(reply: Reply, is_page: bool) -> "lxml.html.HtmlElement":
    """The page as a tree; raises ReadError when the bytes are not HTML."""
    stated = reply.headers.get("content-type", "")
    declared, inside = _CHARSET_HEADER.search(stated), _CHARSET_META.search(reply.body[:4096])
    charset = declared[1] if declared else inside[1].decode("ascii", "replace") if inside else None
    try:
        text = decode(reply.body, "cp1252" if charset and charset.lower() in _LATIN else charset)
    except UnicodeError:  # codecs that are no charsets of texts: "undefined", "idna"
        text = decode(reply.body)
    kind = stated.partition(";")[0].strip().lower()
    if (kind and "html" not in kind and "xml" not in kind) or (is_page and not _MARKUP.search(text[:65536])):
        why = kind if kind and "html" not in kind else "no markup found"
        raise ReadError(f"{reply.url} is not an HTML page ({why})", "give the address of an article")
    if text.count("<") > _MOST_TAGS:
        raise ReadError(f"{reply.url} is not an article (more than {_MOST_TAGS} tags)", "leave it out")
    try:
        parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True)
        return lxml.html.document_fromstring(_XML_DECLARATION.sub("", _NO_TEXT.sub("\ufffd", text)), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{reply.url} is not an HTML page ({error})", "give the address of an article") from None


def _canonical_url(said: Metadata, reply: Reply) -> str:
    """The page's own canonical link when it names a page of the same site, else the address that answered."""
    here = normal_url(reply.url)
    if not resolved(here, ""):
        return resolved(here, said.canonical or said.social or "") or here
    for link in filter(None, (said.canonical, said.social)):
        there = resolved(here, link)
        is_front_page = urlsplit(there).path == "/" and not urlsplit(there).query and urlsplit(here).path != "/"
        if there and same_site(here, there) and not is_front_page:
            return there
    return here


def _body(tree: "lxml.html.HtmlElement", said: Metadata, rule: SiteRule | None, reply: Reply, least: int) -> str:
    """The article's text, a paragraph a line; raises ReadError when there is less than `least` characters of it."""
    clean = pruned(tree)
    home = first(clean, rule.body) if rule else None
    body = ""
    if rule and home is not None:
        for node in [node for css in rule.drop for node in selected(clean, css)]:
            if node.getparent() is not None:
                node.drop_tree()
        lead = first(clean, rule.lead)
        body = "\n".join([*(lines_of(lead) if lead is not None else []), *lines_of(home)])
    if len(body) < _LEAST_BODY:
        body = with_standfirst(general(clean, tree, said), clean, said)
    if not body and least == 1:
        body = "\n".join(filter(None, (" ".join(line.split()) for line in tree.text_content().split("\n"))))
    if len(body) > _MOST_BODY:
        raise ReadError(f"{reply.url} is not an article (more than {_MOST_BODY} characters)", "leave it out")
    why = reason_of(tree, body) if least > 1 else ""
    if len(body) < least or why:
        raise ReadError(f"{reply.url} is not an article ({why or f'no {least} characters of prose'})", "leave it out")
    return body


SOURCE = Source(
    name="page",
    title="Single pages",
    kind="press",
    homepage="",
    licence="of the publisher; captures are private, only quotes are shown",
    basis="Pages that are open to readers; robots.txt is followed.",
    discover=discover,
    parse=parse,
    options=PageOptions,
    by_topic=False,
)
