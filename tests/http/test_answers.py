"""What comes back as a Reply, what as a FetchFailed, and what is said about it."""

import gzip
import logging
import zlib

import pytest

from tests.http.conftest import START
from tests.loopback import Canned, page
from tracker import __version__
from tracker.errors import FetchFailed
from tracker.http import Exchange, HttpSettings, Validators
from tracker.records import Request

TEXT = b"A trial of 30 people. " * 500


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(data) + squeezer.flush()


def never() -> bytes:
    raise AssertionError("the stored body is not needed")


def test_a_page_is_returned_with_its_bytes_and_headers(web, get):
    web.routes["/a"] = page(b"hello", Content_Type="text/plain", ETag='"1"', Set_Cookie="id=secret")
    reply = get(web.url("/a#part"))
    assert (reply.status, reply.body, reply.url, reply.not_modified) == (200, b"hello", web.url("/a"), False)
    assert reply.headers["content-type"] == "text/plain"
    assert reply.headers["etag"] == '"1"'
    assert "set-cookie" not in reply.headers
    assert reply.fetched_at == START


def test_every_request_says_honestly_who_asks(web, get):
    web.routes["/a"] = page(b"hello")
    get(web.url("/a"), contact="mailto:desk@example.org")
    for seen in web.log:
        assert seen.headers["user-agent"] == f"evidence-tracker/{__version__} (+mailto:desk@example.org)"
        assert seen.headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("contact", ["", "a@example.org\r\nX: y", "é@example.org", "me (at) example.org"])
def test_a_contact_that_does_not_fit_a_header_is_refused(contact):
    with pytest.raises(ValueError, match="contact"):
        HttpSettings(contact=contact)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT[:7], mtime=0) + gzip.compress(TEXT[7:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0" * 100),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("identity", TEXT),
    ],
)
def test_a_compressed_page_is_unpacked(web, get, encoding, body):
    web.routes["/a"] = page(body, Content_Encoding=encoding)
    reply = get(web.url("/a"))
    assert reply.body == TEXT
    assert "content-encoding" not in reply.headers


def test_an_empty_body_is_empty_whatever_its_encoding(web, get):
    web.routes["/a"] = page(b"", Content_Encoding="gzip")
    assert get(web.url("/a")).body == b""


def test_a_chunked_body_is_joined(web, get):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    packed = gzip.compress(TEXT, mtime=0)
    chunks = b"".join(b"1\r\n" + packed[i : i + 1] + b"\r\n" for i in range(len(packed)))
    web.routes["/a"] = Canned(raw=head + chunks + b"0\r\n\r\n")
    assert get(web.url("/a")).body == TEXT


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_an_answer(web, get, status):
    web.routes["/a"] = Canned(status, b"no longer here")
    reply = get(web.url("/a"))
    assert (reply.status, reply.body, reply.ok) == (status, b"no longer here", False)
    assert web.asked == ["/a"]


@pytest.mark.parametrize("status", [206, 300, 400, 401, 402, 403, 405, 406, 418, 451, 501, 505])
def test_other_statuses_fail_at_once_with_their_number(web, get, status):
    web.routes["/a"] = Canned(status, b"x")
    with pytest.raises(FetchFailed, match=f"answered {status}$") as caught:
        get(web.url("/a"))
    assert caught.value.status == status
    assert web.asked == ["/a"]


def test_a_304_brings_the_stored_body(web, get):
    def conditional(seen):
        same = seen.headers.get("if-none-match") == '"1"' and seen.headers.get("if-modified-since") == "yesterday"
        return Canned(304, headers={"ETag": '"1"', "X-New": "1"}) if same else page(b"fresh")

    web.routes["/a"] = conditional
    stored = Validators('"1"', "yesterday", lambda: b"stored", headers={"content-type": "text/plain", "etag": "old"})
    reply = get(web.url("/a"), validators=stored)
    assert (reply.status, reply.body, reply.not_modified, reply.ok) == (200, b"stored", True, True)
    assert reply.headers["content-type"] == "text/plain"
    assert (reply.headers["etag"], reply.headers["x-new"]) == ('"1"', "1")


def test_a_changed_page_brings_the_new_body(web, get):
    web.routes["/a"] = page(b"fresh")
    reply = get(web.url("/a"), validators=Validators('"1"', None, never))
    assert (reply.body, reply.not_modified) == (b"fresh", False)
    assert web.log[-1].headers["if-none-match"] == '"1"'
    assert "if-modified-since" not in web.log[-1].headers
    assert "if-none-match" not in web.log[0].headers  # robots.txt


@pytest.mark.parametrize(
    "validators",
    [None, Validators(None, None, never), Validators('"1"\r\nX: y', "é", never)],
    ids=["no", "empty", "bad"],
)
def test_a_304_nobody_asked_for_fails(web, get, validators):
    web.routes["/a"] = Canned(304)
    with pytest.raises(FetchFailed, match="answered 304"):
        get(web.url("/a"), validators=validators)


def test_validators_go_only_to_the_address_they_came_from(web, get):
    web.routes["/old"] = Canned(301, headers={"Location": "/new"})
    web.routes["/new"] = lambda seen: Canned(304) if "if-none-match" in seen.headers else page(b"fresh")
    reply = get(web.url("/old"), validators=Validators('"1"', None, lambda: b"stored", url=web.url("/new")))
    assert (reply.body, reply.not_modified) == (b"stored", True)
    assert ["if-none-match" in seen.headers for seen in web.log] == [False, False, True]
    moved_on = Validators('"1"', None, never, url=web.url("/before"))
    assert get(web.url("/old"), validators=moved_on).body == b"fresh"


def test_a_post_sends_its_body_and_headers(web, get):
    web.routes["/q"] = lambda seen: page(seen.method.encode() + b" " + seen.body)
    request = {"method": "POST", "body": b'{"page": 1}', "headers": {"Content-Type": "application/json"}}
    assert get(web.url("/q"), request=request).body == b'POST {"page": 1}'
    assert web.log[-1].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "1\r\nX-B: 2"},
        {"X-A\n": "1"},
        {"X-A": "é"},
        {"User-Agent": "Mozilla/5.0"},
        {"Host": "example.org"},
        {"Cookie": "a=b"},
        {"accept-encoding": "br"},
        {"Range": "bytes=0-1"},
    ],
)
def test_headers_that_are_unsafe_or_not_the_scrapers_to_set_are_refused(web, get, headers):
    with pytest.raises(FetchFailed, match=r"refused: .*header"):
        get(web.url("/a"), request={"headers": headers})
    assert web.log == []


def test_cookies_last_for_one_chain_of_redirects(web, make_client):
    web.routes["/a"] = lambda seen: (
        page(b"in") if "cookie" in seen.headers else Canned(302, headers={"Location": "/a", "Set-Cookie": "seen=1"})
    )
    web.routes["/b"] = page(b"b")
    client = make_client()
    assert client.fetch(Request(url=web.url("/a"), role="page"), delay=0).body == b"in"
    client.fetch(Request(url=web.url("/b"), role="page"), delay=0)
    assert "cookie" not in web.log[-1].headers


def test_every_exchange_is_told(web, make_client):
    told: list[Exchange] = []
    web.routes["/a"] = [Canned(503), Canned(302, headers={"Location": "/b?api_key=1"})]
    web.routes["/b"] = page(gzip.compress(TEXT, mtime=0), Content_Encoding="gzip")
    make_client(on_exchange=told.append).fetch(Request(url=web.url("/a"), role="article"), delay=0)
    assert [(e.url, e.role, e.status, e.error) for e in told] == [
        (web.url("/robots.txt"), "robots", 404, None),
        (web.url("/a"), "article", 503, "answered 503"),
        (web.url("/a"), "article", 302, None),
        (web.url("/b?api_key=***"), "article", 200, None),
    ]
    assert told[-1].bytes == len(gzip.compress(TEXT, mtime=0))


def test_a_failed_connection_is_told_too(web, make_client):
    told: list[Exchange] = []
    request = Request(url="http://127.0.0.1:9/a", role="article")
    with pytest.raises(FetchFailed):
        make_client(on_exchange=told.append, attempts=2).fetch(request, delay=0, robots=False)
    assert [(e.status, e.bytes) for e in told] == [(None, 0), (None, 0)]
    assert all(e.error.startswith("no connection") for e in told)


def test_no_log_line_holds_a_secret(web, get, caplog):
    caplog.set_level(logging.DEBUG)
    web.routes["/a"] = [Canned(500), Canned(400)]
    with pytest.raises(FetchFailed) as caught:
        get(web.url("/a?api_key=hunter2"), request={"headers": {"Authorization": "Bearer hunter2"}})
    assert "hunter2" not in caplog.text + str(caught.value)
    assert {record.name for record in caplog.records} == {"tracker.http"}


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer hunter2 "}, {"X Key": "hunter2"}])
def test_a_header_that_is_not_http_fails_without_showing_it(web, get, headers):
    with pytest.raises(FetchFailed, match=r"a header is malformed$") as caught:
        get(web.url("/a"), request={"headers": headers}, robots=False)
    assert "hunter2" not in str(caught.value)
    assert web.log == []


def test_what_a_server_sends_does_not_flood_a_message(web, get):
    web.routes["/a"] = Canned(raw=b"HTTP/9.9 " + b"x" * 50_000 + b"\r\n\r\n")
    with pytest.raises(FetchFailed, match="incomplete answer") as caught:
        get(web.url("/a"))
    assert len(str(caught.value)) < 300
