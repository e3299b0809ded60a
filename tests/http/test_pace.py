"""A host that names its rate is asked no faster, and a refusal says why."""

import pytest

from tests.http.conftest import NotingClock
from tests.loopback import Canned, Loopback, page
from tracker.errors import FetchFailed
from tracker.http.complaint import complaint
from tracker.http.waits import pace
from tracker.records import Request


@pytest.mark.parametrize(
    ("limit", "interval", "seconds"),
    [
        ("5", "1s", 0.2),
        ("10", "1s", 0.1),
        ("50", "1", 0.02),
        ("6", "1m", 10.0),
        ("0", "1s", 0.0),
        ("", "1s", 0.0),
        ("5", "", 0.0),
        ("many", "1s", 0.0),
        ("5", "1 day", 0.0),
    ],
)
def test_pace(limit: str, interval: str, seconds: float) -> None:
    assert pace({"x-rate-limit-limit": limit, "x-rate-limit-interval": interval}) == seconds


@pytest.mark.parametrize(("limit", "waits"), [("2", 0.5), ("100", 0.1), (None, 0.1)])
def test_the_wait_follows_the_headers_and_is_never_shorter_than_the_delay(
    web: Loopback, make_client, clock: NotingClock, limit: str | None, waits: float
) -> None:
    named = {"X_Rate_Limit_Limit": limit, "X_Rate_Limit_Interval": "1s"} if limit else {}
    web.routes["/a"] = page(b"a", **named)
    client = make_client()
    for _ in range(3):
        client.fetch(Request(url=web.url("/a"), role="page"), delay=0.1, robots=False)
    assert clock.slept == pytest.approx([waits, waits])


def test_a_rate_that_is_lifted_is_forgotten(web: Loopback, make_client, clock: NotingClock) -> None:
    web.routes["/a"] = [page(b"a", X_Rate_Limit_Limit="1", X_Rate_Limit_Interval="3s"), page(b"a")]
    client = make_client()
    for _ in range(3):
        client.fetch(Request(url=web.url("/a"), role="page"), delay=0.1, robots=False)
    assert clock.slept == pytest.approx([3.0, 0.1])


def test_a_rate_of_ages_ends_the_fetch(web: Loopback, make_client) -> None:
    web.routes["/a"] = page(b"a", X_Rate_Limit_Limit="1", X_Rate_Limit_Interval="9h")
    client = make_client()
    client.fetch(Request(url=web.url("/a"), role="page"), delay=0.1, robots=False)
    with pytest.raises(FetchFailed, match="asks to wait 32400 s"):
        client.fetch(Request(url=web.url("/a"), role="page"), delay=0.1, robots=False)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'{"message": [{"type": "x", "value": "y", "message": "No such filter.\\nSorry"}]}',
            ": No such filter. Sorry",
        ),
        (b'{"error": "Bad key k3y", "message": "no"}', ": Bad key *** no"),
        (b'{"error": {"detail": "too long"}}', ": too long"),
        (b'{"status": "failed"}', ""),
        (b"<html>no</html>", ""),
        (b'{"message": "cut', ""),
        (b"[" * 100_000, ""),
        (b"", ""),
        (b"`query.cond` has an unbalanced quote at 3\n", ": `query.cond` has an unbalanced quote at 3"),
        (b"no \xff k3y", ": no \ufffd ***"),
    ],
)
def test_complaint(body: bytes, said: str) -> None:
    assert complaint(body, ["k3y", ""]) == said


def test_a_refusal_in_json_is_one_line(web: Loopback, get) -> None:
    body = b'{"status": "failed", "message": [{"message": "Key s3cret\\nis not valid"}]}'
    web.routes["/a"] = Canned(400, body, {"Content-Type": "application/json"})
    with pytest.raises(FetchFailed, match=r": answered 400: Key \*\*\* is not valid$") as caught:
        get(web.url("/a"), request={"secret": {"key": "s3cret"}})
    assert caught.value.status == 400


def test_a_refusal_without_json_says_its_status(web: Loopback, get) -> None:
    web.routes["/a"] = Canned(403, b"<html>go away</html>", {"Content-Type": "text/html"})
    with pytest.raises(FetchFailed, match=r": answered 403$"):
        get(web.url("/a"))


def test_a_refusal_in_plain_text_is_one_line(web: Loopback, get) -> None:
    web.routes["/a"] = Canned(400, b"pageToken is\nnot known", {"Content-Type": "text/plain; charset=utf-8"})
    with pytest.raises(FetchFailed, match=r": answered 400: pageToken is not known$"):
        get(web.url("/a"))
