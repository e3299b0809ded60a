"""Site rules: where the parts of an article stand on the pages of outlets that need one (sites.toml)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lxml.html

from scrapers._select import selected
from scrapers._urls import site_of
from tracker.records import PassageKind

_DATA = Path(__file__).with_name("sites.toml")
_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 li ol p section table td th tr ul".split()
)
_LABELS = frozenset("h2 h3 h4 h5 h6 dt th".split())
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class SiteRule:
    """CSS selectors of one outlet's parts; an empty one is left to the general reader."""

    hosts: tuple[str, ...]
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    citation: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    embargo: tuple[str, ...] = ()
    published: tuple[str, ...] = ()


@cache
def site_rules() -> tuple[SiteRule, ...]:
    """All rules of sites.toml; a misspelt key of the file is a TypeError."""
    listed: list[Mapping[str, list[str]]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["sites"]
    return tuple(SiteRule(**{key: tuple(value) for key, value in rule.items()}) for rule in listed)


def rule_for(url: str) -> SiteRule | None:
    """The rule of the outlet that `url` belongs to, None when the general reader is enough."""
    host = site_of(url)
    return next((r for r in site_rules() if any(host == h or host.endswith(f".{h}") for h in r.hosts)), None)


def first(tree: "lxml.html.HtmlElement", selectors: tuple[str, ...]) -> "lxml.html.HtmlElement | None":
    """The first element that one of `selectors` finds and that has text."""
    return next((node for css in selectors for node in selected(tree, css) if node.text_content().strip()), None)


def blocks_of(tree: "lxml.html.HtmlElement", rule: SiteRule) -> list[tuple[PassageKind, str]]:
    """What `rule` finds beside the body, as passages to be put after it: key facts, abstract, source and citation."""
    wanted: tuple[tuple[PassageKind, str, tuple[str, ...]], ...] = (
        ("key_facts", "", rule.key_facts),
        ("abstract", "", rule.abstract),
        ("citation", "Source: ", rule.source),
        ("citation", "", rule.citation),
    )
    found: list[tuple[PassageKind, str]] = []
    for kind, label, selectors in wanted:
        for node in _outermost(node for css in selectors for node in selected(tree, css)):
            text = "\n".join(lines_of(node))
            if text and text not in (block for _, block in found):
                found.append((kind, text if ":" in text[:40] or not label else label + text))
    return found


def _outermost(nodes: "Iterable[lxml.html.HtmlElement]") -> "list[lxml.html.HtmlElement]":
    listed = list(dict.fromkeys(nodes))
    return [node for node in listed if not any(parent in listed for parent in node.iterancestors())]


def lines_of(node: "lxml.html.HtmlElement") -> list[str]:
    """The text of `node`, a block a line; a heading or term is put before what follows it ("DOI: 10.9999/x")."""
    lines: list[str] = []
    label = ""
    for is_label, text in _blocks(node):
        if is_label and len(text) <= _LONGEST_LABEL:
            lines += [label] if label else []
            label = text.rstrip(": ")
        else:
            lines.append(f"{label}: {text}" if label else text)
            label = ""
    return [*lines, label] if label else lines


def _blocks(node: "lxml.html.HtmlElement") -> Iterator[tuple[bool, str]]:
    """Each stretch of text between the borders of blocks, and whether it stands in a heading or term."""
    pieces: list[tuple[bool, str]] = [(False, "")]

    def add(text: str | None, is_label: bool) -> None:
        pieces[-1] = (is_label, pieces[-1][1] + (text or ""))

    def walk(element: "lxml.html.HtmlElement", is_label: bool) -> None:
        is_block = element.tag in _BLOCKS
        inside = is_label or element.tag in _LABELS
        if is_block:
            pieces.append((inside, ""))
        add(element.text, inside)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in ("script", "style"):
                walk(child, inside)
            add(child.tail, inside)
        if is_block:
            pieces.append((is_label, ""))

    walk(node, False)
    yield from ((is_label, line) for is_label, text in pieces if (line := " ".join(text.split())))
