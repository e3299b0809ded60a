"""Requests and answers of the corpus: nothing forbidden is connected to, nothing without measure is taken in."""

import re
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tests.attacks.conftest import CORPUS
from tests.attacks.generators import ANSWERS, redirect_chain
from tests.loopback import Canned, Loopback, page
from tracker.clock import Clock
from tracker.errors import FetchFailed
from tracker.http import Client, HttpSettings, Validators
from tracker.records import Reply, Request

ADDRESSES = [(url, group["why"]) for group in CORPUS["address"] for url in group["urls"]]
TARGETS = [(url, why) for url, why in ADDRESSES if why != "loopback" and url.isascii() and url.isprintable()]
TARGETS = [(url, why) for url, why in TARGETS if not url.startswith("http:///")]  # a path of the same host (RFC 3986)
HEADERS = [value for group in CORPUS["header"] for value in group["values"]]
Get = Callable[..., Reply]
LIMIT = 1_000_000


def refusal(why: str) -> str:
    return f"refused: .* resolves to the ({why}) address" if why else "refused: "


@pytest.mark.parametrize(("url", "why"), ADDRESSES)
def test_an_address_that_is_asked_for(get: Get, url: str, why: str) -> None:
    with pytest.raises(FetchFailed, match=refusal(why)) as caught:
        get(url, allow_loopback=False, robots=False)
    assert str(caught.value).isprintable()
    assert "word@" not in str(caught.value)


@pytest.mark.parametrize(("url", "why"), TARGETS)
def test_an_address_that_is_redirected_to(web: Loopback, get: Get, url: str, why: str) -> None:
    web.routes["/a"] = Canned(302, headers={"Location": url})
    with pytest.raises(FetchFailed) as caught:
        get(web.url("/a"), robots=False)
    assert re.search(refusal(why), str(caught.value))
    assert web.asked == ["/a"]


@pytest.mark.parametrize("case", CORPUS["rebinding"], ids=lambda case: case["id"])
def test_a_name_with_a_forbidden_address(web: Loopback, get: Get, case: dict[str, list[list[str]]]) -> None:
    answers = iter(case["answers"])
    with pytest.raises(FetchFailed, match=r"refused: a\.example resolves to the \S+ address"):
        get(web.url("/a", "a.example"), resolve=lambda host, port: next(answers), allow_loopback=False, robots=False)
    assert web.connections == 0


@pytest.mark.parametrize("value", HEADERS)
def test_no_value_becomes_a_header_of_its_own(web: Loopback, get: Get, value: str) -> None:
    with pytest.raises(FetchFailed, match="refused: a header has a line break"):
        get(web.url("/a"), request={"headers": {"X-Key": value}}, robots=False)
    with pytest.raises(FetchFailed, match="refused: a header has a line break"):
        get(web.url("/a"), request={"headers": {value: "a"}}, robots=False)
    with pytest.raises(ValidationError, match="plain ASCII"):
        HttpSettings(contact=f"desk@example.org{value}")
    assert web.log == []
    web.routes["/a"] = page(b"here")
    known = Validators(etag=value, last_modified=value, body=lambda: b"")
    get(web.url("/a"), validators=known, robots=False)
    (seen,) = web.log
    assert not {"x-injected", "if-none-match", "if-modified-since"} & seen.headers.keys()


@pytest.mark.parametrize("case", CORPUS["body"], ids=lambda case: case["id"])
def test_an_answer_without_measure(web: Loopback, case: dict[str, str]) -> None:
    if case["make"] == "redirect_chain":
        redirect_chain(web)
    else:
        web.routes["/a"] = lambda seen: ANSWERS[case["make"]](web)
    settings = HttpSettings(
        contact="desk@example.org", allow_loopback=True, max_bytes=LIMIT, attempts=1, deadline_seconds=5.0
    )
    told: list[int] = []
    with (
        Client(
            settings, Clock(sleep=lambda seconds: None), on_exchange=lambda exchange: told.append(exchange.bytes)
        ) as client,
        pytest.raises(FetchFailed, match=case["says"]) as caught,
    ):
        client.fetch(Request(url=web.url("/a"), role="page"), delay=0.0, robots=False)
    assert str(caught.value).isprintable()
    assert sum(told) <= 3 * LIMIT
    assert "x-injected" not in {name for seen in web.log for name in seen.headers}
