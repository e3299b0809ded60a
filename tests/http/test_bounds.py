"""Nothing that a server sends is without bound: bytes, decompressed bytes, or time."""

import gzip
import tracemalloc
import zlib

import pytest

from tests.loopback import Canned, page
from tracker.clock import Clock
from tracker.errors import FetchFailed
from tracker.http.decode import Decoder
from tracker.http.failure import Failed
from tracker.records import Request

ZEROS = b"\0" * 5_000_000
OK = b"HTTP/1.1 200 OK\r\n"


def impatient() -> Clock:
    """A clock with real durations and no waits."""
    return Clock(sleep=lambda seconds: None)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_small_answer_that_unpacks_to_much_is_stopped(web, get, encoding):
    body = gzip.compress(ZEROS) if encoding == "gzip" else zlib.compress(ZEROS)
    assert len(body) < 10_000
    web.routes["/a"] = page(body, Content_Encoding=encoding)
    with pytest.raises(FetchFailed, match=r"more than 100000 bytes after decompression$"):
        get(web.url("/a"), max_bytes=100_000)
    assert web.asked == ["/a"]


def test_empty_gzip_members_without_end_are_stopped(web, get):
    web.routes["/a"] = page(gzip.compress(b"") * 6000, Content_Encoding="gzip")
    with pytest.raises(FetchFailed, match=r"more than 100000 bytes$"):
        get(web.url("/a"), max_bytes=100_000)


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 100001\r\n\r\n", b"Connection: close\r\n\r\n"],
    ids=["declared", "undeclared"],
)
def test_a_body_that_is_too_large_is_stopped(web, get, head):
    web.routes["/a"] = Canned(raw=OK + head + b"x" * 100_001)
    with pytest.raises(FetchFailed, match=r"more than 100000 bytes$"):
        get(web.url("/a"), max_bytes=100_000)


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_of_exactly_the_limit_is_whole(web, get, packed):
    body = b"x" * 100_000
    web.routes["/a"] = page(gzip.compress(body), Content_Encoding="gzip") if packed else page(body)
    assert get(web.url("/a"), max_bytes=100_000).body == body


@pytest.mark.parametrize("cut", [1, 5, 12, 2000, -1, -8])
def test_truncated_gzip_is_tried_again_then_fails(web, get, cut):
    packed = gzip.compress(bytes(range(256)) * 30 + repr(list(range(3000))).encode())
    web.routes["/a"] = page(packed[:cut], Content_Encoding="gzip")
    with pytest.raises(FetchFailed, match=r"incomplete answer \(the gzip data is truncated\) three times"):
        get(web.url("/a"))
    assert web.asked == ["/a"] * 3


@pytest.mark.parametrize(("encoding", "body"), [("gzip", b"<html>not packed"), ("deflate", b"\xff\xff\xff\xff")])
def test_damaged_data_fails(web, get, encoding, body):
    web.routes["/a"] = page(body, Content_Encoding=encoding)
    with pytest.raises(FetchFailed, match=f"the {encoding} data is damaged"):
        get(web.url("/a"))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "utf-8"])
def test_an_encoding_that_was_not_asked_for_fails(web, get, encoding):
    web.routes["/a"] = page(b"x", Content_Encoding=encoding)
    with pytest.raises(FetchFailed, match=f"answered in the encoding '{encoding}'"):
        get(web.url("/a"))


@pytest.mark.parametrize(
    "raw",
    [
        OK + b"Content-Length: 10\r\n\r\nshort",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort!",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
    ids=["content-length", "chunks", "two lengths", "nothing", "another protocol"],
)
def test_an_incomplete_answer_is_tried_again_then_fails(web, get, raw):
    web.routes["/a"] = Canned(raw=raw)
    with pytest.raises(FetchFailed, match=r"incomplete answer .* three times"):
        get(web.url("/a"))
    assert web.asked == ["/a"] * 3


def test_an_incomplete_answer_that_becomes_complete_is_returned(web, get):
    web.routes["/a"] = [Canned(raw=OK + b"Content-Length: 10\r\n\r\nshort"), page(b"now whole")]
    assert get(web.url("/a")).body == b"now whole"


def test_bytes_beyond_content_length_do_not_become_part_of_an_answer(web, make_client):
    web.routes["/a"] = Canned(pieces=[OK + b"Content-Length: 5\r\n\r\nwhole and some more", 0.3])
    web.routes["/b"] = page(b"the other page")
    client = make_client()
    assert client.fetch(Request(url=web.url("/a"), role="page"), delay=0).body == b"whole"
    assert client.fetch(Request(url=web.url("/b"), role="page"), delay=0).body == b"the other page"


def drip(head: bytes) -> Canned:
    return Canned(pieces=[head, *([0.05, b"x"] * 200)])


@pytest.mark.parametrize(
    "head",
    [OK + b"Content-Length: 1000\r\n\r\n", OK + b"X-Slow: ", b"", OK + b"Transfer-Encoding: chunked\r\n\r\n200\r\n"],
    ids=["body", "header", "status line", "chunk"],
)
def test_a_server_that_drips_ends_with_the_deadline(web, get, head):
    web.routes["/a"] = drip(head)
    with pytest.raises(FetchFailed, match=r"no complete answer within 0\.5 s$"):
        get(web.url("/a"), clock=impatient(), deadline_seconds=0.5)
    assert web.asked == ["/a"]


def test_the_deadline_covers_all_redirects_together(web, get):
    web.routes["/a"] = lambda seen: Canned(
        pieces=[0.2, b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"]
    )
    with pytest.raises(FetchFailed, match=r"no complete answer within 0\.5 s$"):
        get(web.url("/a"), clock=impatient(), deadline_seconds=0.5, max_redirects=100)
    assert len(web.asked) <= 3


def test_silence_is_tried_again_then_fails(web, get):
    web.routes["/a"] = Canned(pieces=[1.0])
    with pytest.raises(FetchFailed, match=r"no answer within 0\.2 s twice$"):
        get(web.url("/a"), clock=impatient(), timeout_seconds=0.2, attempts=2)
    assert web.asked == ["/a"] * 2


@pytest.mark.parametrize("head", [b"", OK + b"Content-Length: 1000\r\n\r\n"], ids=["before", "after the headers"])
def test_silence_ends_with_the_deadline_when_that_is_nearer(web, get, head):
    told = []
    web.routes["/a"] = Canned(pieces=[head, 1.0])
    with pytest.raises(FetchFailed, match=r"no complete answer within 0\.3 s$"):
        get(web.url("/a"), clock=impatient(), deadline_seconds=0.3, on_exchange=told.append, robots=False)
    assert [exchange.error for exchange in told] == ["no complete answer within 0.3 s"]


def test_unpacking_stops_at_the_limit_and_not_after_it():
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < 50_000
    tracemalloc.start()
    with pytest.raises(Failed, match="more than 50000 bytes after decompression"):
        Decoder("gzip", 50_000).feed(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
