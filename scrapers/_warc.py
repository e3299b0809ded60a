"""WARC files (ISO 28500) as a stream: the pages in them, one at a time, and a count of what is passed over.

Read in the shape of CC-NEWS too: one gzip member per record, requests and answers of many hosts in turn. Chunked and
compressed bodies are unpacked. Of a file of any size only one record is in memory.
"""

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from scrapers import _relevance
from scrapers._urls import site_of
from tracker.errors import ReadError
from tracker.records import Query
from tracker.text import decode

MOST_BYTES = 20_000_000
"""The largest body that is read."""
_SLIPS = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
_DAMAGE = (ArchiveLoadFailed, OSError, EOFError, zlib.error, *_SLIPS)
"""What warcio raises over damaged records."""
logging.getLogger("warcio").setLevel(logging.ERROR)  # it prints what stands in the file, control characters included
_READ = ("", "identity", "gzip", "x-gzip", "deflate")
_HIDDEN = re.compile(r"<(script|style|noscript|template|svg)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>([^<]{0,500})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer: address, content type and body as sent, and when it was captured (as printed)."""

    url: str
    content_type: str
    body: bytes
    captured: str

    @property
    def is_page(self) -> bool:
        """Whether it calls itself HTML."""
        return "html" in self.content_type.lower()


class _Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """The records of a WARC, read without printing pieces of a damaged one."""

    INC_RECORD = ""


def captures(stream: BinaryIO, skipped: "Counter[str]") -> Iterator[Capture]:
    """The answers of a WARC with status 200 and a body, in their order; the others are counted in `skipped` by reason.

    Raises ReadError at damage, when what came before it has been yielded.
    """
    try:
        for record in _Records(stream):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            status = record.http_headers.get_statuscode()
            encoding = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
            if status != "200":
                skipped["answers of another status than 200"] += 1
                continue
            if encoding not in _READ:
                skipped[f"answers packed in a way this does not read ({encoding[:20]})"] += 1
                continue
            body = record.content_stream().read(MOST_BYTES + 1)
            if len(body) <= MOST_BYTES and _is_cut(record):
                raise EOFError("the file ends within a record")
            if record.rec_headers.get_header("WARC-Truncated"):
                skipped["answers were cut off by the crawler"] += 1
            elif len(body) > MOST_BYTES:
                skipped[f"answers larger than {MOST_BYTES // 1_000_000} MB"] += 1
            elif not body:
                skipped["answers without a body"] += 1
            elif not site_of(record.rec_headers.get_header("WARC-Target-URI") or ""):
                skipped["answers of no web address"] += 1
            else:
                yield Capture(
                    url=str(record.rec_headers.get_header("WARC-Target-URI") or ""),
                    content_type=str(record.http_headers.get_header("Content-Type") or ""),
                    body=body,
                    captured=str(record.rec_headers.get_header("WARC-Date") or ""),
                )
    except _DAMAGE as error:
        raise ReadError(f"the WARC is damaged, what stands behind the damage was left out ({error})") from None


def _is_cut(record: Any) -> bool:
    """Whether the file ended before as many bytes had come as the record's header says (warcio passes over that)."""
    while record.raw_stream.read(8192):
        pass
    return bool(getattr(record.raw_stream, "limit", 0) > 0)


def may_be_relevant(capture: Capture, query: Query) -> bool:
    """Whether all that the page shows may be about trials of the topics; cheap: only tags are cut out."""
    markup = decode(capture.body)
    title = _TITLE.search(markup)
    shown = _TAG.sub(" ", _HIDDEN.sub(" ", markup))
    return _relevance.decide(title[1] if title else "", "", shown, query)[0] is not False
