"""A mutation fuzzer over the fixtures: whatever bytes come, a parser yields, or refuses by a TrackerError, in time.

    python -m tests.soak.fuzz isrctn 600          # CPU seconds; a line per distinct fault, with the file of its input

Every scraper is a target, by what it parses and by what it asks for (its `discover`, against a web that answers
everything with the damaged bytes); so are the reading of texts, WARC files, files to import, robots.txt and packed
answers. The same seed gives the same inputs.
"""

import gzip
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from scrapers import files
from scrapers._base import Source, all_sources
from tests.scrapers.plays import FIXTURES, reply
from tracker import claims
from tracker.errors import FetchFailed, TrackerError
from tracker.http.decode import Decoder
from tracker.http.failure import Failed
from tracker.http.robots import read_rules
from tracker.records import Document, Query, Reply, Request

LONGEST = 20.0
"""CPU seconds that one input of a fixture's size may take."""
MOST_REQUESTS = 40
OPTIONS = {
    "feed": {"url": "https://x.example/feed"},
    "sitemap": {"urls": ("https://x.example/map.xml",)},
    "page": {"urls": ("https://x.example/a",)},
    "mirror": {"urls": ("https://x.example/a",)},
    "wordpress": {"url": "https://x.example"},
    "google_news": {"i_have_permission": True},
}
ROLES = ("file", "study", "search", "article", "entries", "fulltext", "history")
TYPES = {".html": "text/html", ".xml": "application/xml", ".json": "application/json"}
QUERY = Query(topic="t", conditions=("dry examples",), interventions=("drops",), contact="desk@example.org")
DIRT = [
    *b"< > & ' { } [ ] , : ; / = - + . ]]> <!-- --> <![CDATA[ <!DOCTYPE &a; &#0; &#xD800; <a> </a> <p> </p>".split(),
    *b"<script> <svg> <table> <?xml?> &lt; &amp; %00 %s {0} ../ http:// http://[ :: null true -1 1e999 {} []".split(),
    *b"99999999999999999999 0000-00-00 2026-13-45 9999-12-31 NaN Infinity".split(),
    *(b"\0", b"\xff", b"\xfe\xff", b"\n", b"\r\n", b"\t", b'"', b"\\", b"\xed\xa0\x80", b"\xe2\x80\xa8"),
    *(b"(" * 500, b"<b>" * 500, b"[" * 2000, b"1" * 5000, b" " * 5000, b"a.a" * 1000, b"p = 0.05, " * 200),
    "\u202e\u0660\u00bd\u2153\u4e00\U0001f600\u0130\u00df\ufb01\u00b2\u2160".encode(),
]


class TooLong(Exception):
    """An input took more than LONGEST."""


@dataclass(slots=True)
class Found:
    """What came of one target: how many inputs in how much CPU time, and each distinct fault with an input."""

    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    faults: dict[str, bytes] = field(default_factory=dict)


def seeds(name: str) -> list[tuple[str, bytes]]:
    """The fixtures that a target starts from: names and bytes."""
    folders = {"texts": "files", "imports": "*", "robots": "page", "packed": "page", "warc": "page"}
    found = sorted(p for p in FIXTURES.glob(f"{folders.get(name, name)}/*") if p.suffix != ".md")
    return [(path.name, path.read_bytes()) for path in found] or [("nothing", b"<html><body><p>x</p></body></html>")]


def damaged(chance: random.Random, body: bytes, others: list[bytes]) -> bytes:
    """A few random cuts, doublings, swaps, splices, flipped bits and pieces of dirt."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at, length = chance.randrange(len(body) + 1), chance.choice((1, 4, 40, 400, 4000))
        kind = chance.randrange(7)
        piece = body[at : at + length]
        if kind == 0:
            body = body[:at] + body[at + length :]
        elif kind == 1:
            body = body[:at] + piece * chance.choice((2, 3, 50)) + body[at + length :]
        elif kind == 2:
            body = body[:at] + chance.choice(DIRT) + body[at:]
        elif kind == 3:
            body = body[:at] + chance.choice(DIRT) + body[at + length :]
        elif kind == 4 and body:
            where = min(at, len(body) - 1)
            body = body[:where] + bytes([body[where] ^ (1 << chance.randrange(8))]) + body[where + 1 :]
        elif kind == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            body = body[:at] + other[start : start + length] + body[at:]
        else:
            there = chance.randrange(len(body) + 1)
            body = body[:there] + piece + body[there:]
        body = body[:400_000]
    return body


def _documents(items: Iterator[object]) -> None:
    """Read everything that comes, and the claims of the fields; a refusal is no fault."""
    with suppress(TrackerError):
        for item in items:
            if isinstance(item, Document):
                claims.from_fields(item.fields)
                item.model_dump_json()


def _scraper(source: Source) -> Callable[[random.Random, str, bytes], None]:
    options = source.options(**OPTIONS.get(source.name, {}))

    def run(chance: random.Random, name: str, body: bytes) -> None:
        kind = TYPES.get(Path(name).suffix, "text/plain")
        asked = 0

        def fetch(request: Request) -> Reply:
            nonlocal asked
            asked += 1
            if asked > MOST_REQUESTS:
                raise FetchFailed(request.url, "asked for more than anybody should")
            return reply(body, request.url, request.role, headers={"content-type": kind})

        if chance.random() < 0.3:
            _documents(source.discover(QUERY, options, fetch))
        else:
            role = chance.choice(ROLES)
            _documents(source.parse(reply(body, role=role, meta={"name": name}, headers={"content-type": kind})))

    return run


def _texts(chance: random.Random, name: str, body: bytes) -> None:
    text = body.decode("utf-8", "replace").replace("\0", "\ufffd")
    for claim in claims.extract(text):
        assert claim.start is not None
        assert text[claim.start : claim.end] == claim.quote


def _imports(chance: random.Random, name: str, body: bytes) -> None:
    if chance.random() < 0.2:
        name, body = f"{name}.gz", gzip.compress(body, 1, mtime=0)[: chance.choice((None, -5, 40))]
    with suppress(TrackerError):
        for item in files.plan(name, body):
            if isinstance(item, files.ImportItem) and item.body is not None:
                told = files.reply_of(item, reply(b"").fetched_at)
                _documents(all_sources()[item.source].parse(told))


def _warc(chance: random.Random, name: str, body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    block = head + body
    names = {"Type": "response", "Target-URI": "https://x.example/a", "Date": "2026-11-20T00:00:00Z"}
    lines = [*(f"WARC-{key}: {value}" for key, value in names.items()), f"Content-Length: {len(block)}"]
    record = "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"
    _imports(chance, "web.warc", damaged(chance, record * 2, [record]))


def _robots(chance: random.Random, name: str, body: bytes) -> None:
    base = b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3\nRequest-rate: 1/5\nAllow: /\nSitemap: x\n" * 3
    read_rules(200, damaged(chance, base, [body])).allow("https://x.example/a/b?c=d")


def _packed(chance: random.Random, name: str, body: bytes) -> None:
    with suppress(Failed):
        decoder = Decoder(chance.choice(("gzip", "deflate")), 100_000, cut=chance.random() < 0.3)
        packed = damaged(chance, gzip.compress(body, mtime=0), [body])
        for at in range(0, len(packed), 700):
            if decoder.feed(packed[at : at + 700]):
                break
        decoder.finish()


OTHERS = {"texts": _texts, "imports": _imports, "warc": _warc, "robots": _robots, "packed": _packed}


def targets() -> list[str]:
    """The names of all targets."""
    return [*OTHERS, *all_sources()]


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong(f"more than {LONGEST:g} s")


def fuzz(name: str, seconds: float, seed: int = 1) -> Found:
    """Give the target `name` damaged fixtures for `seconds` of CPU time."""
    run = OTHERS.get(name) or _scraper(all_sources()[name])
    sown, found, began = seeds(name), Found(), time.process_time()
    others = [body for _, body in sown]
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        while (now := time.process_time()) - began < seconds:
            chance = random.Random(f"{seed} {name} {found.inputs}")
            file, body = chance.choice(sown)
            body = damaged(chance, body, others)
            signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
            try:
                run(chance, file, body)
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                said = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}: {str(error)[:120]}"
                found.faults.setdefault(said, body)
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            found.inputs += 1
            found.slowest = max(found.slowest, time.process_time() - now)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    found.seconds = time.process_time() - began
    return found


def main() -> None:
    for name in targets() if sys.argv[1] == "all" else sys.argv[1].split(","):
        found = fuzz(name, float(sys.argv[2]), *map(int, sys.argv[3:4]))
        print(f"{name}: {found.inputs} inputs, {found.seconds:.0f} CPU s, slowest {found.slowest:.1f} s", flush=True)
        for number, (said, body) in enumerate(found.faults.items()):
            path = Path(f"fuzz-{name}-{number}.bin")
            path.write_bytes(body)
            print(f"  {said} ({path})", flush=True)


if __name__ == "__main__":
    main()
