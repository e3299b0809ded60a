"""Where on a page its article stands: the general reader, and the plain one for what that does not find.

The page is freed of parts that are not the article (page.toml), then read by trafilatura twice: its usual mode keeps
more of an article, its precise mode leaves out what follows one. What precedes or lies between lines that both hold is
taken from the usual mode; what only the usual mode has after the last common line is dropped. Where JSON-LD carries
the whole text and the reading does not agree with it, the nearest is taken. `tests.page_quality` measures all this.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

import lxml.html
import trafilatura
from bs4 import BeautifulSoup

from scrapers._metadata import Metadata, even, folded
from scrapers._passages import passages_of

_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text(encoding="utf-8"))
_NOISE = _DATA["noise"]
_ELEMENTS = frozenset(_NOISE["elements"])
_WORDS = frozenset(_NOISE["words"].split())
_KEPT_HEADING = re.compile(_NOISE["kept_headings"], re.IGNORECASE)
_MOST: float = _NOISE["most"]
_LEAST_LINK: int = _DATA["links"]["least"]
_KEPT_LINK = re.compile(_DATA["links"]["kept"], re.IGNORECASE)
_DOI_LINK = re.compile(r"https?://(?:dx\.)?doi\.org/(10\.\d{4,9}/\S+)")
_NAMES_WORK = re.compile(r"\b(?:original|journal|reference|source|study|paper|published|more information|doi)\b", re.I)
_SENTENCE = re.compile(r"[.!?][\"')\u201d\u2019]*$")
_WORD = re.compile(r"\w+")
_WHOLE = 0.8
"""A reading that agrees with JSON-LD's text less than this (F1 of four-word sequences) is left for one that does."""
_ENOUGH = 200


def pruned(tree: "lxml.html.HtmlElement") -> "lxml.html.HtmlElement":
    """A copy of `tree` without navigation, boxes, captions, embeds, hidden parts and links to other stories.

    An address of a paper that a citation links to without printing it is written behind the link.
    """
    tree = deepcopy(tree)
    prose = sum(len(node.text_content()) for node in tree.iter("p")) or 1
    for node in [node for node in tree.iter() if isinstance(node.tag, str)]:
        if node.tag in ("html", "head", "body", "article", "main") or node.getparent() is None:
            continue
        is_noise = _is_noise(node)
        if is_noise and _sums_up(node):
            node.tag = "div"  # under its own name the reader would leave it out
            node.attrib.clear()
        elif _is_link_line(node) or (is_noise and sum(len(p.text_content()) for p in node.iter("p")) <= _MOST * prose):
            node.drop_tree()
    for link in tree.xpath("//a[contains(@href, 'doi.org/10.')]"):
        _print_address(link)
    return tree


def _is_noise(node: "lxml.html.HtmlElement") -> bool:
    told = " ".join(filter(None, (node.get(key) for key in ("class", "id", "data-testid", "data-component"))))
    is_hidden = "hidden" in node.attrib or "display:none" in (node.get("style") or "").replace(" ", "").lower()
    return is_hidden or node.tag in _ELEMENTS or _named(told)


def _sums_up(node: "lxml.html.HtmlElement") -> bool:
    """Whether a box that is shown has a heading like "Key facts"."""
    headings = (even(heading.text_content()) for heading in node.xpath(".//h2 | .//h3 | .//h4 | .//strong"))
    return "hidden" not in node.attrib and any(_KEPT_HEADING.fullmatch(heading) for heading in headings)


def _named(told: str) -> bool:
    """Whether a class or id is a word for such a part, or is made of it ("story__newsletter", "PromoBox")."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", told).lower().split()
    parts = {part for word in words for part in [word, *re.split(r"__|--|_", word), *word.split("-")]}
    return not parts.isdisjoint(_WORDS)


def _is_link_line(node: "lxml.html.HtmlElement") -> bool:
    """Whether a paragraph, heading or list item is a link and nothing else, and names no paper or trial."""
    if node.tag not in ("p", "h2", "h3", "h4", "li"):
        return False
    text = even(node.text_content())
    if len(text) < _LEAST_LINK or _KEPT_LINK.search(text):
        return False
    links = node.xpath(".//a[@href]")
    return (
        bool(links)
        and even(" ".join(link.text_content() for link in links)) == text
        and not any(_KEPT_LINK.search(link.get("href")) for link in links)
    )


def _print_address(link: "lxml.html.HtmlElement") -> None:
    address = _DOI_LINK.match(link.get("href"))
    home = next((node for node in link.iterancestors("p", "li", "div", "dd", "td")), None)
    if address is None or home is None:
        return
    text = home.text_content()
    if len(text) < 600 and address[1].lower() not in text.lower() and _NAMES_WORK.search(text):
        link.tail = f" ({address[0]}){link.tail or ''}"


def general(clean: "lxml.html.HtmlElement", tree: "lxml.html.HtmlElement", said: Metadata) -> str:
    """The article of a page, a paragraph a line; may be empty. `clean` is the pruned `tree`, `said` its metadata."""
    usual, precise = _read(clean, precise=False), _read(clean, precise=True)
    found = "\n".join(_without_tail(usual.split("\n"), precise.split("\n")))
    if len(found) < _ENOUGH:
        found = max(found, plain(clean), plain(tree), key=len)
    if len(said.whole) >= 2 * _ENOUGH and _agreement(found, said.whole) < _WHOLE:
        nearest = max((usual, plain(clean), plain(tree)), key=lambda text: _agreement(text, said.whole))
        found = nearest if _agreement(nearest, said.whole) >= _WHOLE else found
    return found


def with_standfirst(body: str, tree: "lxml.html.HtmlElement", said: Metadata) -> str:
    """`body` without the article's own heading, opened by the standfirst that the page shows above it."""
    headings = {folded(text) for text in said.headings} | {folded(said.title or "")}
    lines = [line for line in body.split("\n") if folded(line) not in headings]
    held = folded(" ".join(lines))
    missing = [text for text in said.summaries if folded(text) not in held and folded(text) not in headings]
    if missing:
        shown = {folded(node.text_content()) for node in tree.iter("p", "h2", "h3", "h4", "div", "span", "header")}
        lines = [*[text for text in missing if folded(text) in shown][:1], *lines]
    return "\n".join(lines)


def plain(tree: "lxml.html.HtmlElement") -> str:
    """The plain reader: every paragraph and list item that is a sentence, of the first home that has enough of them."""
    soup = BeautifulSoup(lxml.html.tostring(tree, encoding="unicode"), "lxml")
    for home in soup.select("article")[:1] + soup.select("main")[:1] + soup.select("body")[:1]:
        lines: list[str] = []
        for node in home.select("p, li"):
            line = even(node.get_text())
            if node.find_parent(["nav", "footer"]) is not None or line in lines:
                continue
            if len(line) >= 40 and _SENTENCE.search(line):
                lines.append(f"- {line}" if node.name == "li" else line)
        if sum(map(len, lines)) >= _ENOUGH:
            return "\n".join(lines)
    return ""


def _read(tree: "lxml.html.HtmlElement", precise: bool) -> str:
    found = trafilatura.extract(
        deepcopy(tree),
        favor_precision=precise,
        include_comments=False,
        include_tables=False,
        deduplicate=False,
        with_metadata=False,
    )
    return "\n".join(line.strip() for line in found.split("\n") if line.strip()) if found else ""


def _without_tail(usual: list[str], precise: list[str]) -> list[str]:
    """The usual reading up to the last line that the precise one holds too, and what names the paper after it."""
    held = _shingles(precise)
    common = [number for number, line in enumerate(usual) if _share(_shingles([line]), held) >= 0.5]
    if not common or precise == [""]:
        return usual
    body, tail = usual[: common[-1] + 1], usual[common[-1] + 1 :]
    text = "\n".join(usual)
    parts = [part for part in passages_of(text) if part.kind in ("abstract", "citation", "key_facts")]
    named = {line for part in parts for line in text[part.start : part.end].split("\n")}
    return body + [line for line in tail if line in named or _KEPT_LINK.search(line)]


def _agreement(text: str, whole: str) -> float:
    one, two = _shingles([text]), _shingles([whole])
    common = sum((one & two).values())
    return 2 * common / (sum(one.values()) + sum(two.values()))


def _share(part: Counter[tuple[str, ...]], whole: Counter[tuple[str, ...]]) -> float:
    return sum((part & whole).values()) / max(1, sum(part.values()))


def _shingles(lines: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Sequences of four words (or the words there are)."""
    words = _WORD.findall(" ".join(lines))
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))
