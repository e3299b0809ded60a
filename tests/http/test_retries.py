"""Trying again, and leaving a host alone for as long as it asks."""

import re
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.http.conftest import START
from tests.loopback import Canned, page
from tracker.errors import FetchFailed
from tracker.http.waits import backoff, retry_after
from tracker.records import Request


def request(url: str) -> Request:
    return Request(url=url, role="page")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(web, get, clock, status):
    web.routes["/a"] = [Canned(status), page(b"fine")]
    assert get(web.url("/a")).body == b"fine"
    assert web.asked == ["/a", "/a"]
    assert len(clock.slept) == 1
    assert 0.5 <= clock.slept[0] <= 1.5


@pytest.mark.parametrize(("attempts", "times"), [(1, ""), (2, " twice"), (3, " three times"), (5, " 5 times")])
def test_a_lasting_failure_ends_with_its_status(web, get, attempts, times):
    web.routes["/a"] = Canned(503)
    with pytest.raises(FetchFailed, match=f": answered 503{times}$") as caught:
        get(web.url("/a"), attempts=attempts)
    assert caught.value.status == 503
    assert web.asked == ["/a"] * attempts


def test_waits_between_attempts_grow(web, get, clock):
    web.routes["/a"] = Canned(500)
    with pytest.raises(FetchFailed):
        get(web.url("/a"), attempts=4)
    assert [0.5 <= slept / 2**n <= 1.5 for n, slept in enumerate(clock.slept)] == [True] * 3


def test_attempts_that_fail_differently_say_so(web, get):
    web.routes["/a"] = [Canned(500), Canned(502), Canned(504)]
    with pytest.raises(FetchFailed, match=r"answered 504 at the last of 3 attempts$"):
        get(web.url("/a"))


def test_a_refused_connection_is_tried_again_then_fails(get):
    with pytest.raises(FetchFailed, match=r"no connection \(.*refused\) three times$"):
        get("http://127.0.0.1:9/a", robots=False)


@pytest.mark.parametrize(
    ("value", "slept"),
    [("7", 7), (" 7 ", 7), (format_datetime(START + timedelta(seconds=90), usegmt=True), 90)],
    ids=["seconds", "blanks", "date"],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(web, get, clock, status, value, slept):
    web.routes["/a"] = [Canned(status, headers={"Retry-After": value}), page(b"fine")]
    assert get(web.url("/a")).body == b"fine"
    assert clock.slept == [pytest.approx(slept)]


def test_a_longer_retry_after_than_is_waited_for_fails_at_once(web, make_client, clock):
    web.routes["/a"] = Canned(503, headers={"Retry-After": "3600"})
    web.routes["/b"] = page(b"fine")
    client = make_client()
    said = "answered 503 and asks to wait 3600 s, longer than the 120 s allowed"
    with pytest.raises(FetchFailed, match=said):
        client.fetch(request(web.url("/a")), delay=0)
    with pytest.raises(FetchFailed, match="asks to wait 3600 s"):
        client.fetch(request(web.url("/b")), delay=0)  # the host is left alone, not only that address
    assert (web.asked, clock.slept) == (["/a"], [])
    clock.sleep(3600)
    assert client.fetch(request(web.url("/b")), delay=0).body == b"fine"


def test_retry_after_of_the_last_attempt_holds_back_the_next_request(web, make_client, clock):
    web.routes["/a"] = Canned(503, headers={"Retry-After": "20"})
    web.routes["/b"] = page(b"fine")
    client = make_client(attempts=1)
    with pytest.raises(FetchFailed):
        client.fetch(request(web.url("/a")), delay=0)
    client.fetch(request(web.url("/b")), delay=0)
    assert clock.slept == [20]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", 0),
        ("9" * 5000, float("inf")),
        ("Fri, 20 Nov 2026 02:29:00 GMT", 0),
        ("Friday, 20-Nov-26 02:31:00 GMT", 60),
        ("Fri Nov 20 02:31:00 2026", 60),
    ],
)
def test_forms_of_retry_after(value, seconds):
    assert retry_after(value, START) == seconds


def test_backoff_doubles_with_jitter():
    for attempt in range(1, 6):
        waits = {backoff(attempt) for _ in range(50)}
        assert 2 ** (attempt - 2) <= min(waits) < max(waits) <= 1.5 * 2 ** (attempt - 1)


def test_requests_to_one_host_are_spaced(web, make_client, clock):
    web.routes["/a"] = lambda seen: page(b"a")
    client = make_client()
    for _ in range(3):
        client.fetch(request(web.url("/a")), delay=2.5)
    assert clock.slept == [2.5] * 3  # after robots.txt, and twice between pages


def test_time_that_has_passed_anyway_is_not_waited_for(web, make_client, clock):
    web.routes["/a"] = page(b"a")
    client = make_client()
    client.fetch(request(web.url("/a")), delay=2.5, robots=False)
    clock.sleep(1.0)
    client.fetch(request(web.url("/a")), delay=2.5, robots=False)
    assert clock.slept == [1.0, 1.5]
    clock.sleep(10.0)
    client.fetch(request(web.url("/a")), delay=2.5, robots=False)
    assert clock.slept == [1.0, 1.5, 10.0]


def test_the_delay_counts_from_the_end_of_the_last_request(web, make_client, clock):
    def slow(seen):
        clock.slept.append(30.0)  # the answer takes half a minute
        return page(b"a")

    web.routes["/a"] = slow
    client = make_client()
    for _ in range(2):
        client.fetch(request(web.url("/a")), delay=2.5, robots=False)
    assert clock.slept == [30.0, 2.5, 30.0]


def test_another_host_is_not_waited_for(web, make_client, clock):
    web.routes["/a"] = page(b"a")
    client = make_client(resolve=lambda host, port: ["127.0.0.1"])
    for host in ("one.example", "two.example"):
        client.fetch(request(web.url("/a", host)), delay=2.5, robots=False)
    assert clock.slept == []


def test_a_host_that_answers_429_is_asked_more_slowly_from_then_on(web, make_client, clock):
    web.routes["/a"] = [Canned(429, headers={"Retry-After": "1"}), page(b"a")]
    client = make_client()
    for _ in range(3):
        client.fetch(request(web.url("/a")), delay=2.0, robots=False)
    assert clock.slept == [4.0, 4.0, 4.0]


def test_slowing_down_stops_at_a_minute(web, make_client, clock):
    web.routes["/a"] = [*[Canned(429, headers={"Retry-After": "1"})] * 8, page(b"a")]
    client = make_client(attempts=9)
    client.fetch(request(web.url("/a")), delay=2.0, robots=False)
    assert clock.slept == [4, 8, 16, 32, 60, 60, 60, 60]
    client.fetch(request(web.url("/a")), delay=90.0, robots=False)
    assert clock.slept[-1] == 90


def test_messages_are_one_line_with_the_address(web, get):
    web.routes["/a"] = Canned(400)
    with pytest.raises(FetchFailed) as caught:
        get(web.url("/a"))
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/a: answered 400", str(caught.value))
