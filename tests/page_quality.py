"""How well pages are read and stories chosen, on real pages: `python -m tests.page_quality` (needs ../shared).

Body: mean F1 of four-word sequences against what the publisher's own parser (fundus) or a person (readability) expects;
"body" leaves out what is marked as related or boilerplate, "text" is all below the title. Title, day and authors:
share that is exact, the shape of quotation marks aside. Beside ours stand trafilatura alone and JSON-LD with
trafilatura where that says nothing. Relevance: share of trial stories that would be kept or read, by title and teaser
and by the whole text, and share of other pages and feed entries that would be.
"""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import feedparser
import lxml.html
import trafilatura

from scrapers._jsonld import article_of, names, strings
from scrapers._relevance import decide
from scrapers.page import parse
from tracker.records import Document, Query, Reply, Request

SHARED = Path(__file__).resolve().parents[2] / "shared"
THEN = datetime(2099, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\xa0", "''\"\" ")
_TEASER = 200


@dataclass(frozen=True)
class Page:
    """A saved page with what is expected of it; None where nobody says."""

    name: str
    url: str
    raw: bytes
    body: str
    title: str | None
    day: str | None
    authors: tuple[str, ...] | None


@dataclass(frozen=True)
class Read:
    """What one reader makes of a page: its whole text without the title, and its body alone."""

    text: str
    body: str
    title: str | None
    day: str | None
    authors: tuple[str, ...]


def fundus(shared: Path) -> Iterator[Page]:
    """53 news pages with what their publishers' own parsers read; of several versions the one that fits the page."""
    for country in ("us", "uk"):
        folder = shared / "samples/html/fundus/tests/resources/parser/test_data" / country
        addresses = json.loads((folder / "meta.info").read_text())
        for path in sorted(folder.glob("*.html.gz")):
            raw = gzip.decompress(path.read_bytes())
            versions = json.loads((folder / f"{path.name.split('_')[0]}.json").read_text()).values()
            shown = raw.decode("utf-8", "replace")
            shown += lxml.html.document_fromstring(shown.replace("\0", "")).text_content()
            best = max(versions, key=lambda one: f1(_body_of(one), shown)[0])
            authors = tuple(best.get("authors") or ())
            day = str(best.get("publishing_date"))[:10]
            yield Page(path.name, addresses[path.name]["url"], raw, _body_of(best), best.get("title"), day, authors)


def _body_of(expected: dict[str, Any]) -> str:
    body = expected["body"]
    sections = [line for part in body["sections"] for line in [*(part.get("headline") or []), *part["paragraphs"]]]
    return "\n".join([*(body.get("summary") or []), *sections])


def readability(shared: Path) -> Iterator[Page]:
    """Six pages with the text that a person expects, and the title."""
    for folder in sorted((shared / "samples/html/readability/test/test-pages").iterdir()):
        told = json.loads((folder / "expected-metadata.json").read_text())
        body = lxml.html.fromstring((folder / "expected.html").read_text()).text_content()
        url = f"https://{folder.name}.example/story"
        yield Page(folder.name, url, (folder / "source.html").read_bytes(), body, told["title"], None, None)


def ours(page: Page) -> Read:
    """The page as this project reads it."""
    document = document_of(page)
    told = document.title or ""
    parts = {part.kind: (part.start, part.end) for part in document.passages if part.kind == "headline"}
    start, end = parts.get("headline", (0, 0))
    left_out = [(part.start, part.end) for part in document.passages if part.kind in ("related", "boilerplate")]
    body = _without(document.text, [(start, end), *left_out])
    day = str(document.published.low) if document.published else None
    authors = tuple((document.author or "").split(", ")) if document.author else ()
    return Read(_without(document.text, [(start, end)]), body, told, day, authors)


def document_of(page: Page) -> Document:
    """The one document of a page."""
    reply = Reply(
        request=Request(url=page.url, role="article"), url=page.url, status=200, body=page.raw, fetched_at=THEN
    )
    (document,) = (item for item in parse(reply) if isinstance(item, Document))
    return document


def trafilatura_alone(page: Page) -> Read:
    """The page as trafilatura reads it by itself."""
    shown = page.raw.decode("utf-8", "replace")
    text = trafilatura.extract(shown, include_comments=False) or ""
    told = trafilatura.extract_metadata(shown)
    return Read(text, text, told.title, told.date, tuple((told.author or "").split("; ")) if told.author else ())


def json_ld_and_trafilatura(page: Page) -> Read:
    """What JSON-LD says, and trafilatura where it says nothing."""
    other = trafilatura_alone(page)
    told = article_of(lxml.html.document_fromstring(page.raw.decode("utf-8", "replace")))
    title = next(iter(strings(told.get("headline"))), other.title)
    day = next((text[:10] for text in strings(told.get("datePublished"))), other.day)
    return Read(other.text, other.body, title, day, tuple(names(told.get("author"))) or other.authors)


READERS: dict[str, Callable[[Page], Read]] = {
    "ours": ours,
    "trafilatura": trafilatura_alone,
    "JSON-LD + trafilatura": json_ld_and_trafilatura,
}


def scores(pages: Sequence[Page], reader: Callable[[Page], Read]) -> dict[str, float]:
    """Mean F1 of text and body, and the shares of exact titles, days and authors, of one reader."""
    read = [(page, reader(page)) for page in pages]
    return {
        "text": fmean(f1(found.text, page.body)[2] for page, found in read),
        "body": fmean(f1(found.body, page.body)[2] for page, found in read),
        "title": _share(_same(found.title, page.title) for page, found in read if page.title),
        "day": _share(found.day == page.day for page, found in read if page.day),
        "authors": _share(
            {_folded(name) for name in found.authors} == {_folded(name) for name in page.authors}
            for page, found in read
            if page.authors is not None
        ),
    }


def f1(text: str, expected: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the four-word sequences of `text`."""
    one, two = _sequences(text), _sequences(expected)
    common = sum((one & two).values())
    precision, recall = common / max(1, sum(one.values())), common / max(1, sum(two.values()))
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def _sequences(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = "\n" * (end - start)
    return "".join(kept)


def _share(hits: Iterable[bool]) -> float:
    listed = list(hits)
    return sum(listed) / len(listed) if listed else float("nan")


def _folded(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split()).casefold()


def _same(one: str | None, two: str | None) -> bool:
    return " ".join((one or "").translate(_QUOTES).split()) == " ".join((two or "").translate(_QUOTES).split())


@dataclass(frozen=True)
class Story:
    """A story by its title, teaser and text (None for an entry of a feed)."""

    name: str
    title: str
    teaser: str
    text: str | None


def trial_stories(shared: Path) -> dict[str, list[Story]]:
    """The stories of news_unlabelled.jsonl, all about trials, as seen and held back (scored, never looked at)."""
    found: dict[str, list[Story]] = {"seen": [], "held back": []}
    for line in (shared / "gold/news_unlabelled.jsonl").read_text().splitlines():
        told = json.loads(line)
        is_held = int(hashlib.sha1(f"holdback|{told['id']}".encode()).hexdigest(), 16) % 4 == 0
        teaser = " ".join(told["text"].split())[:_TEASER]
        story = Story(told["id"], told["title"] or "", teaser, told["text"])
        found["held back" if is_held else "seen"].append(story)
    return found


def other_stories(shared: Path) -> dict[str, list[Story]]:
    """News pages on everything, and the entries of feeds: few of either are about trials."""
    pages = []
    for page in fundus(shared):
        document = document_of(page)
        text = document.text.removeprefix(document.title or "")
        pages.append(Story(page.name, document.title or "", " ".join(text.split())[:_TEASER], document.text))
    entries = []
    for path in sorted((shared / "samples/feeds").glob("*/*.xml")):
        for number, entry in enumerate(feedparser.parse(path.read_bytes()).entries):
            plain = lxml.html.fromstring(f"<p>{entry.get('summary', '')}</p>").text_content()
            entries.append(Story(f"{path.name} {number}", entry.get("title", ""), " ".join(plain.split()), None))
    return {"news pages": pages, "feed entries": entries}


def kept(stories: Sequence[Story], query: Query, whole: bool) -> float:
    """The share of `stories` that are kept or (by teaser) read on."""
    hits = [
        decide(story.title, story.teaser, story.text if whole else None, query)[0] is not False for story in stories
    ]
    return sum(hits) / len(hits)


def _print_pages(shared: Path) -> None:
    for name, pages in (("fundus", list(fundus(shared))), ("readability", list(readability(shared)))):
        print(f"{name}: {len(pages)} pages", f"{'':24}  text   body   title  day    authors", sep="\n")
        for reader, read in READERS.items():
            figures = (f"{value:.3f}" if value == value else "  -  " for value in scores(pages, read).values())
            print(f"  {reader:22}  {'  '.join(figures)}")


def _print_relevance(shared: Path) -> None:
    topic = Query(conditions=("depression", "Alzheimer's disease"), interventions=("tocilizumab", "donanemab"))
    print("relevance: share kept or read on     by teaser  by text (no topic)  teaser, text (depression, Alzheimer's)")
    for name, stories in {**trial_stories(shared), **other_stories(shared)}.items():
        is_whole = stories[0].text is not None
        figures = [
            f"{kept(stories, query, whole):.3f}" if is_whole or not whole else "  -  "
            for query in (Query(), topic)
            for whole in (False, True)
        ]
        print(f"  {name:14} {len(stories):4}                {'      '.join(figures)}")


if __name__ == "__main__":
    if not SHARED.is_dir():
        raise SystemExit(f"there are no samples in {SHARED}: put the folder of real samples beside the project")
    _print_pages(SHARED)
    _print_relevance(SHARED)
