"""robots.txt: fetched once per origin, obeyed, and waited for when it cannot be had."""

import gzip

import pytest

from tests.loopback import Canned, page
from tracker.errors import FetchFailed
from tracker.http.robots import ROBOTS_BYTES, read_rules
from tracker.records import Request

MIXED = b"""
User-agent: *
Disallow: /

User-agent: evidence-tracker
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
"""


def request(url: str) -> Request:
    return Request(url=url, role="page")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/news/1", True),
        ("/private", False),
        ("/private/1?x=1", False),
        ("/private/open/1", True),
        ("/paper.pdf", False),
        ("/paper.pdf?x=1", True),
    ],
)
def test_rules_for_this_program_are_obeyed(web, get, path, allowed):
    web.routes |= {"/robots.txt": page(MIXED), path: page(b"here")}
    if allowed:
        assert get(web.url(path)).body == b"here"
    else:
        with pytest.raises(FetchFailed, match=r"disallowed by robots\.txt$"):
            get(web.url(path))
    assert web.asked == ([path] if allowed else [])


@pytest.mark.parametrize(
    ("status", "allowed"), [(401, False), (403, False), (400, True), (404, True), (410, True), (451, True)]
)
def test_what_a_missing_or_refused_file_means(web, get, status, allowed):
    web.routes |= {"/robots.txt": Canned(status), "/a": page(b"here")}
    if allowed:
        assert get(web.url("/a")).body == b"here"
    else:
        with pytest.raises(FetchFailed, match=r"disallowed by robots\.txt$"):
            get(web.url("/a"))
        assert web.asked == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_file_that_cannot_be_had_means_waiting_for_the_next_run(web, make_client, status):
    web.routes |= {"/robots.txt": Canned(status), "/a": page(b"here")}
    client = make_client(attempts=2)
    said = rf"robots\.txt unavailable \(answered {status} twice\); will be tried next run$"
    for _ in range(2):
        with pytest.raises(FetchFailed, match=said):
            client.fetch(request(web.url("/a")), delay=0)
    assert [seen.path for seen in web.log] == ["/robots.txt"] * 2


def test_no_connection_means_waiting_too(get):
    with pytest.raises(FetchFailed, match=r"robots\.txt unavailable \(no connection .*\); will be tried next run$"):
        get("http://127.0.0.1:9/a", attempts=1)


def test_the_file_is_fetched_once_per_client_and_origin(web, other_web, make_client):
    web.routes["/a"] = other_web.routes["/a"] = page(b"here")
    client = make_client()
    for server in (web, web, other_web):
        client.fetch(request(server.url("/a?x=1")), delay=0)
    assert [seen.path for seen in web.log] == ["/robots.txt", "/a?x=1", "/a?x=1"]
    assert [seen.path for seen in other_web.log] == ["/robots.txt", "/a?x=1"]


def test_a_documented_api_can_be_asked_past_robots(web, get):
    web.routes |= {"/robots.txt": page(b"User-agent: *\nDisallow: /api/"), "/api/v2/studies": page(b"{}")}
    with pytest.raises(FetchFailed):
        get(web.url("/api/v2/studies"))
    assert get(web.url("/api/v2/studies"), robots=False).body == b"{}"
    assert [seen.path for seen in web.log] == ["/robots.txt", "/api/v2/studies"]


def test_robots_may_be_compressed_and_moved(web, get):
    web.routes |= {
        "/robots.txt": Canned(301, headers={"Location": "/robots/real.txt"}),
        "/robots/real.txt": page(gzip.compress(MIXED), Content_Encoding="gzip"),
    }
    with pytest.raises(FetchFailed, match=r"disallowed by robots\.txt$"):
        get(web.url("/private"))


@pytest.mark.parametrize(
    ("rules", "delay", "slept"),
    [
        (b"Crawl-delay: 7", 1.0, 7.0),
        (b"Crawl-delay: 0.5", 2.0, 2.0),
        (b"Crawl-delay: 2.5", 0.0, 2.5),
        (b"Request-rate: 1/9", 1.0, 9.0),
        (b"Request-rate: 1/5\nCrawl-delay: 2", 1.0, 5.0),
        (b"Crawl-delay: nonsense", 3.0, 3.0),
    ],
)
def test_the_longer_of_both_delays_is_kept(web, make_client, clock, rules, delay, slept):
    web.routes |= {"/robots.txt": page(b"User-agent: *\n" + rules), "/a": page(b"here")}
    client = make_client()
    for _ in range(2):
        client.fetch(request(web.url("/a")), delay=delay)
    assert clock.slept == [slept, slept]


def test_a_crawl_delay_beyond_what_is_waited_for_fails(web, get, clock):
    web.routes |= {"/robots.txt": page(b"User-agent: *\nCrawl-delay: 86400"), "/a": page(b"here")}
    with pytest.raises(FetchFailed, match="asks to wait 86400 s, longer than the 120 s allowed"):
        get(web.url("/a"))
    assert clock.slept == []


@pytest.mark.parametrize("packed", [False, True])
def test_only_the_first_512_kB_are_read(web, get, packed):
    filler = b"# nothing\n" * (ROBOTS_BYTES // 10 - 2)
    text = b"User-agent: *\n" + filler + b"\nDisallow: /a\nDisallow: /b\n" + filler
    assert text[:ROBOTS_BYTES].endswith(b"Disal")  # which ends in the middle of a rule
    robots = page(gzip.compress(text), Content_Encoding="gzip") if packed else page(text)
    web.routes |= {"/robots.txt": robots, "/a": page(b"here")}
    assert get(web.url("/a"), max_bytes=1000).body == b"here"


def test_a_rule_that_is_cut_is_dropped():
    head = b"User-agent: *\nDisallow: /kept\n"
    body = (head + b"#" * (ROBOTS_BYTES - len(head) - 13) + b"\nDisallow: /private")[:ROBOTS_BYTES]
    assert body.endswith(b"\nDisallow: /p")
    rules = read_rules(200, body)
    assert rules.allow("http://a.example/private")
    assert not rules.allow("http://a.example/kept")


@pytest.mark.parametrize("body", [b"", b"<html><body>Not found</body></html>", b"\xff\xfe\x00garbage", b"\0" * 100])
def test_a_file_without_rules_allows_everything(body):
    assert read_rules(200, body).allow("http://a.example/x")
