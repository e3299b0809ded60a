"""The text of a paper in JATS XML (https://jats.nlm.nih.gov), as PubMed Central and Europe PMC give it.

Title; abstract, a line per part behind its heading; then the sections with their headings on lines of their own. A
table is a line with label and caption, a line per row with the cells joined by " | ", and its notes; a figure (the flow
of participants too) is its label and caption. Peer reviews and pictures are left out, names of persons too but in
acknowledgements and in the list of references, which is about other papers.
"""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from lxml import etree

from scrapers._papers import abstract_lines, without_e_mail
from scrapers._xml import text_of
from tracker.records import Passage, PassageKind
from tracker.text import canonical

_NOT_READ = ("object-id", "graphic", "inline-graphic", "media", "permissions", "tex-math", "bio", "attrib")
_CONTACTS = ("email", "phone", "fax")
_BLOCKS = frozenset(
    """boxed-text def-list disp-formula disp-formula-group disp-quote fig fig-group fn-group list p sec statement
    supplementary-material table-wrap table-wrap-group title verse-group""".split()
)
_SMALL_PRINT = frozenset(("ack", "glossary"))
_OWN_ABSTRACTS = frozenset(("", "abstract", "structured", "section"))
_ENDED = re.compile(r"[.!?:;]\W*$")

Part = tuple[PassageKind, list[str]]


def articles_of(root: "etree._Element") -> list["etree._Element"]:
    """The articles below (or at) `root`: a single one, or those of a pmc-articleset.

    Namespaces, e-mail addresses and telephone numbers are taken out of `root`.
    """
    etree.strip_elements(root, *_CONTACTS, with_tail=False)
    for element in root.iter(etree.Element):
        if element.tag.startswith("{"):
            element.tag = etree.QName(element).localname
    return [root] if root.tag == "article" else root.findall("article")


def text_and_passages(article: "etree._Element") -> tuple[str, tuple[Passage, ...]]:
    """The canonical text of an article, and what its parts are: headline, abstract, key facts, body and so on."""
    text, passages = "", []
    for kind, lines in _parts(deepcopy(article)):
        block = "\n".join(filter(None, (canonical(without_e_mail(line) if "@" in line else line) for line in lines)))
        if block:
            start = len(text) + 2 if text else 0
            text = f"{text}\n\n{block}" if text else block
            if kind != "body":
                passages.append(Passage(kind=kind, start=start, end=len(text)))
    return text, tuple(passages)


def title_of(article: "etree._Element") -> str:
    """The title with its subtitle."""
    parts = (text_of(article.find(f"front/article-meta/title-group/{name}")) for name in ("article-title", "subtitle"))
    return ": ".join(filter(None, parts))


def _parts(article: "etree._Element") -> Iterator[Part]:
    etree.strip_elements(article, *_NOT_READ, with_tail=False)
    yield "headline", [title_of(article)]
    abstracts = article.findall("front/article-meta/abstract")
    own = [one for one in abstracts if one.get("abstract-type", "") in _OWN_ABSTRACTS]
    yield "abstract", [line for one in own for line in _abstract(one)]
    yield "key_facts", [line for one in abstracts if one not in own for line in _abstract(one)]
    for side in ("front/notes", "body", "back"):
        for element in article.findall(side):
            yield from _side(element)
    for floats in article.findall("floats-group"):
        yield "body", list(_lines(floats))


def _side(element: "etree._Element") -> Iterator[Part]:
    """Body or back, what is small print or about other papers apart from the rest; order is kept."""
    for child in element.iterchildren(etree.Element):
        if child.tag == "ref-list":
            yield "related", list(_references(child))
        else:
            yield ("boilerplate" if child.tag in _SMALL_PRINT else "body"), list(_block(child))


def _abstract(abstract: "etree._Element") -> list[str]:
    return abstract_lines(etree.tostring(abstract, encoding="unicode", with_tail=False))


def _lines(element: "etree._Element") -> Iterator[str]:
    for child in element.iterchildren(etree.Element):
        yield from _block(child)


def _block(element: "etree._Element") -> Iterator[str]:
    """The lines of one element that stands on lines of its own."""
    if element.tag == "table-wrap":
        yield _captioned(element)
        for row in element.iter("tr"):
            yield " | ".join(text_of(cell) for cell in row.iterchildren("td", "th"))
        for note in element.findall("table-wrap-foot"):
            yield from _lines(note)
    elif element.tag in ("fig", "supplementary-material") and element.find("caption") is not None:
        yield _captioned(element)
    elif element.tag == "list-item":
        yield from (f"- {line}" for line in _lines(element))
    elif element.tag == "def-item":
        yield ": ".join(filter(None, (text_of(element.find("term")), text_of(element.find("def")))))
    elif element.tag == "p" or not any(child.tag in _BLOCKS for child in element.iterdescendants(etree.Element)):
        yield from _paragraph(element)
    elif element.tag != "ref-list":
        yield from _lines(element)


def _paragraph(element: "etree._Element") -> Iterator[str]:
    """Running text in lines: one, unless lists, tables or figures stand inside it."""
    run = etree.Element("p")
    run.text = element.text
    for child in element:
        if child.tag in _BLOCKS:
            yield text_of(run)
            yield from _block(child)
            run = etree.Element("p")
            run.text = child.tail
        else:
            run.append(deepcopy(child))
    yield text_of(run)


def _captioned(element: "etree._Element") -> str:
    """Label and caption ("Table 1: Characteristics of the participants")."""
    caption = element.find("caption")
    lines = filter(None, _lines(caption)) if caption is not None else ()
    said = " ".join(line if _ENDED.search(line) else f"{line}." for line in lines)
    return ": ".join(filter(None, (text_of(element.find("label")).rstrip(".: "), said)))


def _references(listed: "etree._Element") -> Iterator[str]:
    yield text_of(listed.find("title")) or "References"
    for reference in listed.iter("ref"):
        label = text_of(reference.find("label")).rstrip(".")
        cited = " ".join(_cited(reference.iterchildren("mixed-citation", "element-citation", "citation", "note")))
        yield f"{label}. {cited}" if label else cited


def _cited(citations: Iterable["etree._Element"]) -> Iterator[str]:
    """Each citation in one line; one of elements alone has no blanks between them."""
    for citation in citations:
        bare = citation.tag == "element-citation"
        words = (str(word).strip() for word in citation.itertext()) if bare else iter([text_of(citation)])
        yield " ".join(" ".join(filter(None, words)).split())
