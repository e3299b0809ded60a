"""What a corpus cannot hold: bombs, answers without end, XML that reaches for more than it is."""

import gzip
import itertools
import json
import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from tests.loopback import Canned, Loopback, page
from tests.scrapers.plays import FIXTURES

OK = b"HTTP/1.1 200 OK\r\n"
BLOCK = b"x" * 100_000


def _stream(head: bytes, pieces: Iterator[bytes]) -> Canned:
    return Canned(pieces=itertools.chain([head], pieces))  # type: ignore[arg-type]  # sent as they are made


def _packed(body: bytes, encoding: str) -> Canned:
    return page(body, content_encoding=encoding, content_type="text/html")


def _chunks() -> Iterator[bytes]:
    return (b"186a0\r\n" + BLOCK + b"\r\n" for _ in range(1000))


ANSWERS: dict[str, Callable[[Loopback], Canned]] = {
    "gzip_bomb": lambda web: _packed(gzip.compress(bytes(30_000_000), 9), "gzip"),
    "zlib_bomb": lambda web: _packed(zlib.compress(bytes(30_000_000), 9), "deflate"),
    "gzip_of_nothing": lambda web: _packed(gzip.compress(b"") * 60_000, "gzip"),
    "announced_100_mb": lambda web: _stream(OK + b"Content-Length: 100000000\r\n\r\n", itertools.repeat(BLOCK, 1000)),
    "unannounced_100_mb": lambda web: _stream(OK + b"Connection: close\r\n\r\n", itertools.repeat(BLOCK, 1000)),
    "chunked_100_mb": lambda web: _stream(OK + b"Transfer-Encoding: chunked\r\n\r\n", _chunks()),
    "absurd_length": lambda web: Canned(raw=OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\nx"),
    "negative_length": lambda web: Canned(raw=OK + b"Content-Length: -1\r\n\r\nx"),
    "absurd_chunk": lambda web: Canned(raw=OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\nx"),
    "endless_headers": lambda web: _stream(OK, (b"X-%d: y\r\n" % n * 100 for n in range(100_000))),
    "long_header": lambda web: Canned(raw=OK + b"X-A: " + b"a" * 2_000_000 + b"\r\n\r\n"),
    "endless_status": lambda web: _stream(b"HTTP/1.1 200 ", itertools.repeat(BLOCK, 1000)),
    "endless_continue": lambda web: _stream(b"", itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 10)),
    "redirect_loop": lambda web: Canned(302, headers={"Location": "/a"}),
    "redirect_to_file": lambda web: Canned(302, headers={"Location": "file:///etc/passwd"}),
    "redirect_with_break": lambda web: Canned(
        raw=b"HTTP/1.1 302 Found\r\nLocation: /a\rX-Injected: 1\r\nContent-Length: 0\r\n\r\n"
    ),
    "brotli": lambda web: _packed(b"\x0b\x02\x80", "br"),
}


def redirect_chain(web: Loopback) -> None:
    """Let /a lead to /a?1, that to /a?2, and so on."""
    steps = itertools.count(1)
    web.routes["/a"] = lambda seen: Canned(302, headers={"Location": f"/a?{next(steps)}"})


# Bodies for parsers ---------------------------------------------------------------------------------------------------


DAY = "<pubDate>Mon, 09 Nov 2026 08:00:00 +0000</pubDate>"


def _page(inner: str, head: str = "") -> bytes:
    whole = f"<!DOCTYPE html><html><head>{head}</head><body><article><h1>A trial</h1>{inner}</article></body></html>"
    return whole.encode()


def _feed(inner: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{inner}</channel></rss>'.encode()


def _item(n: int) -> str:
    return f"<item><title>A trial {n}</title><link>https://x.example/{n}</link>{DAY}</item>"


def _next(url: str) -> str:
    return f'<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="{url}"/>'


def _sitemap(rows: str, root: str = "urlset") -> bytes:
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'.encode()


PROSE = "".join(f"<p>Nobody in story {n} got anything, and nobody should conclude anything.</p>" for n in range(9))
BODIES: dict[str, Callable[[int], bytes]] = {
    "million_links": lambda n: _page(PROSE + "<a href=/x>y</a>" * 1_000_000),
    "deep_page": lambda n: _page("<div>" * 40_000 + "x"),
    "long_paragraph": lambda n: _page(f"<p>{'word ' * 300_000}.</p>"),
    "deep_json_ld": lambda n: _page(
        PROSE, f'<script type="application/ld+json">{"[" * 1_000_000}{"]" * 1_000_000}</script>'
    ),
    "deep_json": lambda n: b'{"studies":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
    "long_number": lambda n: (
        b'{"protocolSection": {"identificationModule": {"nctId": "NCT99999901"}, "designModule": '
        b'{"enrollmentInfo": {"count": ' + b"9" * 1_000_000 + b"}}}}"
    ),
    "deep_xml": lambda n: b'<allTrials xmlns="http://www.67bricks.com/isrctn">' + b"<a>" * 1_000_000,
    "long_feed": lambda n: _feed("".join(map(_item, range(100_000)))),
    "endless_feed": lambda n: _feed(_item(n) + _next(f"https://x.example/feed?{n + 1}")),
    "long_sitemap": lambda n: _sitemap("<url><loc>https://x.example/a</loc></url>" * 200_000),
    "endless_sitemap": lambda n: _sitemap(
        "".join(f"<sitemap><loc>https://x.example/{n}-{m}.xml</loc></sitemap>" for m in range(1000)), "sitemapindex"
    ),
    "sitemap_bomb": lambda n: _zeros(),
    "odd_charset": lambda n: _page(PROSE, '<meta charset="undefined">') + b"\xff\xfe\x00\xd8",
}
"""Name -> the n-th answer."""


@cache
def _zeros() -> bytes:
    """A gigabyte of zeros, packed by a stream that never holds it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(bytes(50_000_000)) for _ in range(2)] + [packer.flush()])


# XML ------------------------------------------------------------------------------------------------------------------

XML_FILES = {
    "isrctn": "isrctn/two.xml",
    "ictrp": "ictrp/export.xml",
    "pubmed": "pubmed/set.xml",
    "europepmc": "europepmc/fulltext.xml",
    "sitemap": "sitemap/news.xml",
    "feed": "feed/rss.xml",
}
_PROLOG = re.compile(rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?[^>]*>\s*)?")
_WORDS = re.compile(rb">([A-Za-z][^<>&]{5,})<")


def hostile_xml(reader: str, form: str, file_url: str, web_url: str) -> bytes:
    """The fixture of `reader` with a document type of its own, and a reference to what that declares in a text."""
    laughs = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    declared = {
        "billion_laughs": laughs + '<!ENTITY x "&l11;">',
        "quadratic": f'<!ENTITY q "{"a" * 100_000}"><!ENTITY x "{"&q;" * 3000}">',
        "attribute_blowup": f'<!ENTITY q "{"a" * 100_000}"><!ENTITY x "{"&q;" * 3000}">',
        "external_file": f'<!ENTITY x SYSTEM "{file_url}">',
        "external_url": f'<!ENTITY x SYSTEM "{web_url}">',
        "parameter_entity": f'<!ENTITY % p SYSTEM "{web_url}"> %p; <!ENTITY x "y">',
        "utf16_laughs": laughs + '<!ENTITY x "&l11;">',
    }
    body = _PROLOG.sub(b"", (FIXTURES / XML_FILES[reader]).read_bytes(), count=1)
    if form in ("external_dtd", "stylesheet", "xinclude"):
        started = {
            "external_dtd": f'<!DOCTYPE r SYSTEM "{web_url}">',
            "stylesheet": f'<?xml-stylesheet type="text/xsl" href="{web_url}"?>',
            "xinclude": "",
        }[form].encode()
        if form == "xinclude":
            name = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file_url}" parse="text"/>'
            body = _WORDS.sub(lambda m: b">" + m[1] + name.encode() + b"<", body, count=3)
        return b'<?xml version="1.0" encoding="UTF-8"?>' + started + body
    body = _WORDS.sub(rb">&x; \1<", body, count=3)
    if form == "attribute_blowup":
        body = re.sub(rb"^\s*<([^\s>/]+)", rb'<\1 extra="&x;"', body, count=1)
    whole = b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE r [' + declared[form].encode() + b"]>" + body
    return whole.replace(b"UTF-8", b"UTF-16", 1).decode("utf-8").encode("utf-16") if form == "utf16_laughs" else whole


def line(**told: str) -> str:
    """One JSON line."""
    return json.dumps(told) + "\n"
