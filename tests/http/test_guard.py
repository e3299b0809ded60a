"""Where a connection may go: every spelling of a private address, and a name that changes its mind."""

import socket
import threading

import pytest

from tests.loopback import page
from tracker.errors import FetchFailed
from tracker.http.guard import why_forbidden
from tracker.records import Request

FORBIDDEN = [
    ("10.0.0.1", "private"),
    ("10.255.255.255", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.0.1", "private"),
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "private"),
    ("169.254.169.254", "link-local"),
    ("100.64.0.1", "reserved"),
    ("100.127.255.255", "reserved"),
    ("192.0.0.9", "reserved"),
    ("192.0.2.1", "private"),
    ("192.88.99.1", "reserved"),
    ("198.18.0.1", "private"),
    ("203.0.113.1", "private"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("::", "unspecified"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("fc00::1", "private"),
    ("fd00:ec2::254", "private"),
    ("fec0::1", "reserved"),
    ("ff02::1", "multicast"),
    ("100::1", "private"),
    ("2001::1", "reserved"),
    ("2001:db8::1", "private"),
    ("3fff::1", "reserved"),
    ("5f00::1", "reserved"),
    ("::ffff:10.0.0.1", "private"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:a9fe:a9fe", "link-local"),
    ("::10.0.0.1", "reserved"),
    ("64:ff9b::10.0.0.1", "private"),
    ("64:ff9b::7f00:1", "loopback"),
    ("64:ff9b:1::1", "private"),
    ("2002:a00:1::", "private"),
    ("2002:7f00:1::1", "loopback"),
    ("not an address", "unreadable"),
]
LOOPBACK = ["127.0.0.1", "127.0.0.2", "127.255.255.255", "::1"]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("allow_loopback", [False, True])
@pytest.mark.parametrize(("address", "kind"), FORBIDDEN)
def test_forbidden_addresses(address, kind, allow_loopback):
    found = why_forbidden(address, allow_loopback=allow_loopback)
    # Python versions differ over what is private and what reserved; not over what is refused.
    assert found == kind or {found, kind} == {"private", "reserved"}


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_forbidden_unless_allowed(address):
    assert why_forbidden(address) == "loopback"
    assert why_forbidden(address, allow_loopback=True) is None


@pytest.mark.parametrize("allow_loopback", [False, True])
@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address, allow_loopback):
    assert why_forbidden(address, allow_loopback=allow_loopback) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "017700000001",
        "0",
    ],
)
def test_no_spelling_of_this_machine_gets_through(web, get, host):
    with pytest.raises(FetchFailed, match=r"/a: refused: .* resolves to the (loopback|unspecified) address"):
        get(web.url("/a", host), allow_loopback=False)
    assert web.connections == 0


@pytest.mark.parametrize(
    "host", ["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::]", "[fe80::1]"]
)
def test_no_ipv6_spelling_gets_through(web, get, host):
    with pytest.raises(FetchFailed, match=r"/a: refused: .* resolves to the"):
        get(web.url("/a", host), allow_loopback=False)
    assert web.connections == 0


@pytest.mark.parametrize("host", ["167772161", "0x0a000001", "10.1", "0xa9fea9fe", "2852039166"])
def test_no_spelling_of_a_private_address_gets_through_with_loopback_allowed(get, host):
    with pytest.raises(FetchFailed, match=r"/a: refused: .* resolves to the (private|link-local) address"):
        get(f"http://{host}/a", allow_loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://0177.0.0.1/",
        "http://127.0.0.1:99999/",
        "http:///a",
        "http:a",
        "//127.0.0.1/",
        "/a",
        "",
        "http://xn--/",
        "http://ex ample.org/",
        "http://[::1%25eth0]/",
        "http://[::1/",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "data:text/plain,x",
        "http://me@127.0.0.1/",
        "http://me:hunter2@127.0.0.1/",
        "http://:hunter2@127.0.0.1/",
        "http://me\\@127.0.0.1/",
        "http://127.0.0.1/a\r\nX-Injected: 1",
        "http://127.0.0.1/a\nb",
        "http://127.0.0.1/\0",
        "http://127.0.0.1\t/",
        "http://127.0.0.1/\u2028",
    ],
)
def test_addresses_that_are_no_plain_web_addresses_are_refused(get, url):
    with pytest.raises(FetchFailed, match="refused: ") as caught:
        get(url)
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_an_encoded_line_break_stays_encoded(web, get):
    web.routes["/a%0d%0aX-Injected:%201"] = page(b"here")
    assert get(web.url("/a%0d%0aX-Injected:%201")).body == b"here"
    assert "x-injected" not in web.log[-1].headers


def test_one_forbidden_address_among_several_is_enough(web, get):
    with pytest.raises(FetchFailed, match=r"/a: refused: a\.example resolves to the private address 10\.0\.0\.1"):
        get(web.url("/a", "a.example"), resolve=lambda host, port: ["127.0.0.1", "10.0.0.1"])
    assert web.connections == 0


def test_a_name_is_resolved_once_and_the_checked_address_is_connected_to(web, make_client):
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"]])
    web.routes["/a"] = page(b"here")
    client = make_client(resolve=lambda host, port: next(answers))
    request = Request(url=web.url("/a", "rebind.example"), role="page")
    assert client.fetch(request, delay=0).body == b"here"
    assert web.log[-1].headers["host"] == f"rebind.example:{web.port}"
    assert list(answers) == [["10.0.0.1"], ["127.0.0.1"]]  # robots.txt and page: one connection, one resolution
    assert web.connections == 1


def test_a_name_that_changes_to_a_private_address_is_refused_at_the_next_connection(web, make_client):
    answers = iter([["127.0.0.1"], ["192.168.0.1"]])
    web.routes["/a"] = page(b"here", Connection="close")
    client = make_client(resolve=lambda host, port: next(answers))
    request = Request(url=web.url("/a", "rebind.example"), role="page")
    assert client.fetch(request, delay=0, robots=False).body == b"here"
    with pytest.raises(
        FetchFailed, match=r"/a: refused: rebind\.example resolves to the private address 192\.168\.0\.1"
    ):
        client.fetch(request, delay=0, robots=False)


def test_the_next_address_is_tried_when_the_first_does_not_answer(web, get):
    web.routes["/a"] = page(b"here")
    # Nothing listens on 127.0.0.77: the server listens on 127.0.0.1 alone.
    assert get(web.url("/a", "a.example"), resolve=lambda host, port: ["127.0.0.77", "127.0.0.1"]).body == b"here"


@pytest.mark.parametrize("error", [socket.gaierror("no such name"), UnicodeError("label too long"), None])
def test_a_name_that_does_not_resolve(get, error):
    def resolve(host, port):
        if error:
            raise error
        return []

    with pytest.raises(FetchFailed, match=r"no connection \(the name a\.example does not resolve\) three times"):
        get("http://a.example/", resolve=resolve, robots=False)


def test_proxies_of_the_environment_are_not_used(web, get, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.routes["/a"] = page(b"here")
    assert get(web.url("/a")).body == b"here"


def test_tls_asks_for_the_name_not_the_address(get):
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            connection, _ = server.accept()
            with connection:
                heard.append(connection.recv(65536))

        listener = threading.Thread(target=listen)
        listener.start()
        port = server.getsockname()[1]
        with pytest.raises(FetchFailed, match="no connection"):
            get(f"https://press.example:{port}/", resolve=lambda host, port: ["127.0.0.1"], attempts=1, robots=False)
        listener.join()
    assert b"press.example" in heard[0]  # the server name of the TLS ClientHello
