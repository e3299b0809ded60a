"""Parameters that only the sender knows reach the host they are for, and nothing else."""

from dataclasses import asdict
from datetime import UTC, datetime

import httpx
import pytest

from tests.loopback import Canned, page
from tracker.errors import FetchFailed
from tracker.http import ReplayTransport, write_warc
from tracker.http.urls import with_parameters, without_parameters
from tracker.ids import request_key
from tracker.records import Request

SECRET = {"api_key": "k3y &=", "email": "desk@example.org", "unset": ""}
SENT = "api_key=k3y%20%26%3D&email=desk%40example.org"


def test_they_are_sent_and_not_kept(web, make_client):
    web.routes["/a"] = page(b"here")
    exchanges = []
    request = Request(url=web.url("/a?x=1%2C2"), role="r", secret=SECRET)
    reply = make_client(on_exchange=exchanges.append).fetch(request, delay=0.0)
    assert web.asked == [f"/a?x=1%2C2&{SENT}"]
    assert reply.url == web.url("/a?x=1%2C2")
    assert "k3y" not in repr(reply) + str([asdict(one) for one in exchanges]) + request.model_dump_json()


def test_a_post_has_them_in_its_address(web, make_client):
    web.routes["/a"] = page(b"here")
    make_client().fetch(Request(url=web.url("/a"), role="r", method="POST", body=b"id=1", secret=SECRET), delay=0.0)
    assert [(seen.method, seen.path, seen.body) for seen in web.log[1:]] == [("POST", f"/a?{SENT}", b"id=1")]


def test_a_redirect_to_the_same_host_takes_them_along_once(web, make_client):
    web.routes["/a"] = Canned(302, headers={"Location": f"/b?{SENT}&y=2"})
    web.routes["/b"] = page(b"here")
    reply = make_client().fetch(Request(url=web.url("/a"), role="r", secret=SECRET), delay=0.0)
    assert (web.asked[1], reply.url) == (f"/b?y=2&{SENT}", web.url("/b?y=2"))


def test_a_redirect_to_another_host_does_not_get_them(web, other_web, make_client):
    web.routes["/a"] = Canned(302, headers={"Location": other_web.url(f"/b?{SENT}")})
    other_web.routes["/b"] = page(b"here")
    make_client().fetch(Request(url=web.url("/a"), role="r", secret=SECRET), delay=0.0)
    assert other_web.asked == ["/b"]


def test_a_failure_does_not_name_them(web, make_client):
    web.routes["/a"] = Canned(500)
    with pytest.raises(FetchFailed) as raised:
        make_client(attempts=1).fetch(Request(url=web.url("/a"), role="r", secret=SECRET), delay=0.0)
    assert "k3y" not in str(raised.value)
    assert "desk" not in str(raised.value)


def test_a_recording_answers_with_and_without_them(tmp_path, make_client):
    plain = Request(url="https://api.example/a?x=1", role="r")
    then = datetime(2099, 1, 1, tzinfo=UTC)
    request = plain.model_copy(update={"secret": SECRET})
    write_warc(tmp_path / "w.warc.gz", [(request, 200, {}, b"here", then)])
    for asked in (plain, request):
        replay = ReplayTransport(tmp_path / "w.warc.gz")
        assert make_client(transport=replay).fetch(asked, delay=0.0).body == b"here"


def test_they_do_not_make_another_request():
    one = Request(url="https://api.example/a", role="r", secret=SECRET)
    other = Request(url="https://api.example/a", role="r")
    assert request_key(one.method, one.url, one.body) == request_key(other.method, other.url, other.body)


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://x.example/a", "https://x.example/a"),
        ("https://x.example/a?k=1&b=%2B+2", "https://x.example/a?b=%2B+2"),
        ("https://x.example/a?k=1&k=2", "https://x.example/a"),
        ("https://x.example/?%6B=1&kk=2&k", "https://x.example/?kk=2"),
    ],
)
def test_parameters_are_taken_out_and_the_rest_stays(url, without):
    assert str(without_parameters(httpx.URL(url), {"k"})) == without
    assert str(without_parameters(with_parameters(httpx.URL(without), {"k": "é"}), {"k"})) == without
