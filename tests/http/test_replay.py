"""Recorded answers: order, keys, dates, conditional requests, robots, and what a recorder may have done to a body."""

import gzip
import io
import random
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.http.conftest import START
from tracker.errors import FetchFailed, ReadError
from tracker.http import Client, HttpSettings, ReplayTransport, Validators, replay_clock, write_warc
from tracker.records import Request

SITE = "https://press.example"
HTML = {"Content-Type": "text/html"}


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def ask(path: str = "/a", **more) -> Request:
    return Request(url=SITE + path, role="page", **more)


@pytest.fixture
def replay(tmp_path):
    """Record exchanges and give a client that plays them."""

    def play(*exchanges, **settings) -> Client:
        write_warc(tmp_path / "web.warc.gz", exchanges)
        transport = ReplayTransport(tmp_path)
        client = Client(
            HttpSettings(contact="desk@example.org", **settings), replay_clock(transport), transport=transport
        )
        return client

    return play


def test_what_was_written_is_played(replay):
    client = replay((ask(), 200, {**HTML, "ETag": '"1"'}, b"hello", at(3)))
    reply = client.fetch(ask(), delay=60)
    assert (reply.status, reply.body, reply.url, reply.fetched_at) == (200, b"hello", SITE + "/a", at(3))
    assert (reply.headers["content-type"], reply.headers["etag"]) == ("text/html", '"1"')


def test_repeated_requests_play_in_order_and_the_last_one_stays(replay):
    client = replay(*((ask(), 200, HTML, body, at(n)) for n, body in enumerate((b"one", b"two", b"three"))))
    assert [client.fetch(ask(), delay=0).body for _ in range(5)] == [b"one", b"two", b"three", b"three", b"three"]


def test_what_is_not_recorded_fails_at_once(replay):
    client = replay((ask(), 200, HTML, b"hello", at(0)))
    with pytest.raises(FetchFailed, match=r"^https://press\.example/b: not in the recording$"):
        client.fetch(ask("/b"), delay=0)
    with pytest.raises(FetchFailed, match="not in the recording"):
        client.fetch(ask("/a?x=1"), delay=0)


def test_the_body_of_a_post_is_part_of_the_key(replay):
    asked = {page: ask("/q", method="POST", body=page) for page in (b"page 1", b"page 2")}
    client = replay(*((request, 200, HTML, b"answer to " + page, at(0)) for page, request in asked.items()))
    assert client.fetch(asked[b"page 2"], delay=0).body == b"answer to page 2"
    assert client.fetch(asked[b"page 1"], delay=0).body == b"answer to page 1"
    for request in (ask("/q", method="POST", body=b"page 3"), ask("/q")):
        with pytest.raises(FetchFailed, match="not in the recording"):
            client.fetch(request, delay=0)


@pytest.mark.parametrize(
    ("recorded", "etag", "modified", "unchanged"),
    [
        ({"ETag": '"1"'}, '"1"', None, True),
        ({"ETag": 'W/"1"'}, '"1"', None, True),
        ({"ETag": '"2"'}, '"1"', None, False),
        ({}, '"1"', None, False),
        ({"Last-Modified": "Fri, 20 Nov 2026 02:29:00 GMT"}, None, "Fri, 20 Nov 2026 02:29:00 GMT", True),
        ({"Last-Modified": "Fri, 20 Nov 2026 02:30:00 GMT"}, None, "Fri, 20 Nov 2026 02:29:00 GMT", False),
        ({"ETag": '"2"', "Last-Modified": "then"}, '"1"', "then", False),
        ({"ETag": '"1"', "Last-Modified": "then"}, None, None, False),
    ],
)
def test_a_304_is_made_up_from_the_recorded_validators(replay, recorded, etag, modified, unchanged):
    client = replay((ask(), 200, {**HTML, **recorded}, b"new", at(5)))
    reply = client.fetch(ask(), delay=0, validators=Validators(etag, modified, lambda: b"stored"))
    assert (reply.not_modified, reply.body, reply.fetched_at) == (unchanged, b"stored" if unchanged else b"new", at(5))


def test_the_clock_is_the_recordings(tmp_path):
    exchanges = [(ask("/late"), 200, HTML, b"1", at(9)), (ask("/early"), 200, HTML, b"2", at(2))]
    write_warc(tmp_path / "web.warc.gz", exchanges)
    transport = ReplayTransport(tmp_path / "web.warc.gz")
    clock = replay_clock(transport)
    client = Client(HttpSettings(contact="desk@example.org"), clock, transport=transport)
    assert clock.now() == at(2)
    assert client.fetch(ask("/late"), delay=3600).fetched_at == at(9)
    assert clock.now() == at(9)
    assert client.fetch(ask("/early"), delay=3600, validators=None).fetched_at == at(2)
    assert clock.now() == at(9)


def test_robots_that_were_recorded_are_obeyed(replay):
    rules = (ask("/robots.txt"), 200, {}, b"User-agent: *\nDisallow: /private", at(0))
    client = replay(rules, (ask("/private"), 200, HTML, b"hello", at(0)), (ask("/a"), 200, HTML, b"a", at(0)))
    assert client.fetch(ask("/a"), delay=0).body == b"a"
    with pytest.raises(FetchFailed, match=r"disallowed by robots\.txt"):
        client.fetch(ask("/private"), delay=0)


def test_redirects_and_retries_are_played(replay):
    client = replay(
        (ask("/old"), 503, {"Retry-After": "100"}, b"", at(0)),
        (ask("/old"), 301, {"Location": "/new"}, b"", at(1)),
        (ask("/new"), 200, HTML, b"hello", at(2)),
    )
    reply = client.fetch(ask("/old"), delay=0)
    assert (reply.url, reply.body, reply.fetched_at) == (SITE + "/new", b"hello", at(2))


def test_a_redirect_from_https_to_http_is_refused(replay):
    plain = Request(url="http://press.example/b", role="page")
    client = replay((ask(), 301, {"Location": plain.url}, b"", at(0)), (plain, 200, HTML, b"hello", at(0)))
    with pytest.raises(FetchFailed, match="refused: redirects from https to http"):
        client.fetch(ask(), delay=0)
    assert client.fetch(plain, delay=0).body == b"hello"


def test_a_redirect_from_http_to_https_is_followed(replay):
    plain = Request(url="http://press.example/a", role="page")
    client = replay((plain, 301, {"Location": ask().url}, b"", at(0)), (ask(), 200, HTML, b"hello", at(0)))
    assert client.fetch(plain, delay=0).url == ask().url


def test_nothing_is_resolved_or_checked_in_a_replay(replay):
    private = Request(url="http://10.0.0.1/a", role="page")
    assert replay((private, 200, HTML, b"hello", at(0))).fetch(private, delay=0).body == b"hello"


def test_the_same_exchanges_give_the_same_bytes_and_no_secrets(tmp_path):
    headers = {"Authorization": "Bearer hunter2", "Accept": "text/html", "X-Key": "hunter2"}
    request = ask("/a?api_key=hunter2", headers=headers)
    for name in ("one", "two"):
        exchange = (request, 200, {**HTML, "Set-Cookie": "id=hunter2"}, b"hello", at(0))
        write_warc(tmp_path / f"{name}.warc.gz", [exchange, exchange])
    one, two = ((tmp_path / f"{name}.warc.gz").read_bytes() for name in ("one", "two"))
    assert one == two
    text = gzip.decompress(one)
    assert b"hunter2" not in text
    assert text.count(b"WARC/1.1\r\n") == 4
    assert text.count(b"GET /a?api_key=*** HTTP/1.1\r\nHost: press.example\r\nAccept: text/html\r\n\r\n") == 2
    transport = ReplayTransport(tmp_path)
    client = Client(HttpSettings(contact="desk@example.org"), replay_clock(transport), transport=transport)
    assert client.fetch(request, delay=0).body == b"hello"


def test_dates_keep_their_moment(replay):
    moment = datetime(2026, 11, 20, 4, 30, 1, 123456, tzinfo=timezone(timedelta(hours=2)))
    reply = replay((ask(), 200, HTML, b"hello", moment)).fetch(ask(), delay=0)
    assert (reply.fetched_at, reply.fetched_at.tzinfo) == (moment, UTC)
    with pytest.raises(ValueError, match="aware"):
        replay((ask(), 200, HTML, b"hello", datetime(2026, 11, 20)))


@pytest.mark.parametrize("packed", [False, True], ids=["warc", "warc.gz"])
@pytest.mark.parametrize(
    ("headers", "stored"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(b"hello", mtime=0)),
        ({"Content-Encoding": "gzip"}, b"hello"),
        ({"Content-Encoding": "br"}, b"hello"),
        ({"Content-Encoding": "deflate"}, zlib.compress(b"hello")),
        ({"Content-Encoding": "deflate"}, b"hello"),
        ({"Transfer-Encoding": "chunked"}, b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"),
        ({"Transfer-Encoding": "chunked"}, b"hello"),
        ({"Content-Length": "999"}, b"hello"),
    ],
)
def test_bodies_as_recorders_leave_them(tmp_path, packed, headers, stored):
    path = tmp_path / ("web.warc.gz" if packed else "web.warc")
    record(path, packed, [("/first", {}, b"first"), ("/a", headers, stored), ("/last", {}, b"last")])
    transport = ReplayTransport(path)
    client = Client(HttpSettings(contact="desk@example.org"), replay_clock(transport), transport=transport)
    assert [client.fetch(ask(p), delay=0).body for p in ("/last", "/a", "/first")] == [b"last", b"hello", b"first"]


def record(path, packed, answers):
    """A recording as other programs make it: bracketed addresses, no request records, a dns record."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)
        names = {"WARC-Date": "2026-11-20T02:30:00Z"}
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a recorder"}))
        for target, headers, body in answers:
            answered = StatusAndHeaders("200 OK", list(headers.items()), protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"<{SITE}{target}>",
                    "response",
                    io.BytesIO(body),
                    len(body),
                    warc_headers_dict=names,
                    http_headers=answered,
                )
            )


def test_a_revisit_record_plays_the_body_it_refers_to(tmp_path):
    with (tmp_path / "web.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        answered = StatusAndHeaders("200 OK", [("X-Visit", "1")], protocol="HTTP/1.1")
        first = writer.create_warc_record(f"{SITE}/a", "response", io.BytesIO(b"hello"), 5, http_headers=answered)
        writer.write_record(first)
        digest = first.rec_headers.get_header("WARC-Payload-Digest")
        again = StatusAndHeaders("200 OK", [("X-Visit", "2")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_revisit_record(f"{SITE}/b", digest, f"{SITE}/a", "2026-11-20T02:30:00Z", http_headers=again)
        )
    transport = ReplayTransport(tmp_path)
    client = Client(HttpSettings(contact="desk@example.org"), replay_clock(transport), transport=transport)
    reply = client.fetch(ask("/b"), delay=0)
    assert (reply.body, reply.headers["x-visit"]) == (b"hello", "2")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("web.warc.gz", b"", "holds no recorded responses"),
        ("web.warc", b"not a recording at all\r\n", "give a WARC file"),
        ("web.warc.gz", b"\x1f\x8bdamaged", "WARC file"),
        ("notes.txt", b"no recording in this folder", "holds no recorded responses"),
        (
            "web.warc",
            b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\nHTTP/1.1 200",
            "not a readable WARC",
        ),
    ],
)
def test_a_broken_recording_is_named(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError, match=said):
        ReplayTransport(tmp_path)


def test_a_recording_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ReadError, match="does not exist"):
        ReplayTransport(tmp_path / "web.warc.gz")


@pytest.mark.parametrize("packed", [False, True])
def test_a_recording_that_was_cut_short_is_named(tmp_path, packed):
    path = tmp_path / "web.warc"
    record(path, packed, [("/a", {}, b"hello"), ("/b", {}, random.Random(1).randbytes(100_000))])
    path.write_bytes(path.read_bytes()[:-20_000])
    with pytest.raises(ReadError, match=r"not a readable WARC file \(it ends in the middle of a record\)"):
        ReplayTransport(path)
