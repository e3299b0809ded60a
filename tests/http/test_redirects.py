"""Redirects are followed by hand, each hop checked as if it were a new request."""

import pytest

from tests.loopback import Canned, page
from tracker.errors import FetchFailed


def to(location: str, status: int = 302) -> Canned:
    return Canned(status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_chain_is_followed_to_its_end(web, get, status):
    web.routes |= {"/a": to("/b/c?x=1#top", status), "/b/c": to("../d", status), "/d": page(b"here")}
    reply = get(web.url("/a"))
    assert (reply.body, reply.url, reply.request.url) == (b"here", web.url("/d"), web.url("/a"))
    assert web.asked == ["/a", "/b/c?x=1", "/d"]


def test_the_most_redirects_allowed_are_followed(web, get):
    web.routes |= {f"/{n}": to(f"/{n + 1}") for n in range(5)} | {"/5": page(b"here")}
    assert get(web.url("/0"), max_redirects=5).body == b"here"
    with pytest.raises(FetchFailed, match="more than 4 redirects"):
        get(web.url("/0"), max_redirects=4)


def test_a_loop_ends(web, get):
    web.routes |= {"/a": to("/b"), "/b": to("/a")}
    with pytest.raises(FetchFailed, match=r"/a: more than 5 redirects$"):
        get(web.url("/a"))
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://10.0.0.1/", "refused: 10.0.0.1 resolves to the private address 10.0.0.1"),
        ("http://169.254.169.254/latest/meta-data", "link-local address 169.254.169.254"),
        ("http://[::ffff:192.168.0.1]/", "private address ::ffff:192.168.0.1"),
        ("//192.168.1.1/", "private address 192.168.1.1"),
        ("file:///etc/passwd", "refused: 'file' is not http or https"),
        ("ftp://example.org/", "refused: 'ftp' is not http or https"),
        ("javascript:alert(1)", "refused: 'javascript' is not http or https"),
        ("gopher://127.0.0.1:6379/_x", "refused: 'gopher' is not http or https"),
        ("http://me:hunter2@127.0.0.1/", "refused: the address has a user name or password in it"),
        ("http://[::1", "refused: redirects to something that is not a usable web address"),
    ],
)
def test_a_redirect_to_somewhere_forbidden_is_refused(web, get, location, said):
    web.routes["/a"] = to(location)
    with pytest.raises(FetchFailed) as caught:
        get(web.url("/a"))
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert web.asked == ["/a"]


def test_a_redirect_without_a_location_fails(web, get):
    web.routes["/a"] = Canned(302)
    with pytest.raises(FetchFailed, match="answered 302 without saying where to go") as caught:
        get(web.url("/a"))
    assert caught.value.status == 302


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", b""), (302, "GET", b""), (303, "GET", b""), (307, "POST", b"q"), (308, "POST", b"q")],
)
def test_what_a_redirect_makes_of_a_post(web, get, status, method, body):
    web.routes |= {"/a": to("/b", status), "/b": page(b"here")}
    get(web.url("/a"), request={"method": "POST", "body": b"q", "headers": {"Content-Type": "text/plain"}})
    seen = web.log[-1]
    assert (seen.method, seen.body, "content-type" in seen.headers) == (method, body, method == "POST")


def test_keys_stay_with_their_origin(web, other_web, get):
    web.routes |= {"/a": to("/b"), "/b": to(other_web.url("/c"))}
    other_web.routes["/c"] = to(web.url("/d"))
    web.routes["/d"] = page(b"here")
    headers = {"Authorization": "Bearer 1", "X-Api-Key": "2", "Accept": "text/html"}
    assert get(web.url("/a"), request={"headers": headers}).body == b"here"
    by_path = {seen.path: seen.headers for seen in web.log + other_web.log}
    assert (by_path["/b"]["authorization"], by_path["/b"]["x-api-key"]) == ("Bearer 1", "2")
    for path in ("/c", "/d", "/robots.txt"):
        assert not {"authorization", "x-api-key"} & by_path[path].keys()
    assert by_path["/d"]["accept"] == "text/html"


def test_robots_of_the_new_host_are_asked_and_obeyed(web, other_web, get):
    web.routes["/a"] = to(other_web.url("/private/b"))
    other_web.routes |= {"/robots.txt": page(b"User-agent: *\nDisallow: /private"), "/private/b": page(b"here")}
    with pytest.raises(FetchFailed, match=r"redirected to .*/private/b: disallowed by robots\.txt"):
        get(web.url("/a"))
    assert other_web.asked == []
    with pytest.raises(FetchFailed, match=r"disallowed by robots\.txt"):
        get(web.url("/a"), robots=False)  # which speaks for the first origin only
    assert other_web.asked == []
