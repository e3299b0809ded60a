"""How addresses are printed and compared."""

import pytest
from hypothesis import given, settings, strategies as st

from tracker.http import redact_url
from tracker.http.urls import checked_url, may_carry_headers, normalised


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://a.example/x?q=1", "https://a.example/x?q=1"),
        ("https://me:hunter2@a.example/x", "https://a.example/x"),
        ("https://me@a.example", "https://a.example"),
        ("https://a@b:hunter2@a.example/x@y", "https://a.example/x@y"),
        ("//me:hunter2@a.example/", "//a.example/"),
        ("https:\\\\me:hunter2@a.example/", "https:\\\\a.example/"),
        ("https://a.example/?email=me@b.example", "https://a.example/?email=***"),
        ("https://a.example/?q=1&api_key=hunter2&r=2", "https://a.example/?q=1&api_key=***&r=2"),
        ("https://a.example/?API-Key=hunter2", "https://a.example/?API-Key=***"),
        ("https://a.example/?apikey=hunter2#x", "https://a.example/?apikey=***#x"),
        ("https://a.example/?api%5Fkey=hunter2", "https://a.example/?api%5Fkey=***"),
        ("https://a.example/#access_token=hunter2", "https://a.example/#access_token=***"),
        ("https://a.example/?a=1;token=hunter2", "https://a.example/?a=1;token=***"),
        ("https://a.example/?password=hunter=2&b=1", "https://a.example/?password=***&b=1"),
        ("https://a.example/?X-Amz-Signature=hunter2", "https://a.example/?X-Amz-Signature=***"),
        ("https://a.example/?pageToken=abc", "https://a.example/?pageToken=abc"),
        ("https://a.example/?resumptionToken=abc", "https://a.example/?resumptionToken=abc"),
        ("https://a.example/?keyword=abc&monkey=1", "https://a.example/?keyword=abc&monkey=1"),
        ("https://a.example/token=abc", "https://a.example/token=abc"),
        ("mailto:me@a.example", "mailto:me@a.example"),
        ("https://a.example/a\r\nb", "https://a.example/a  b"),
        ("", ""),
        ("http://[::1", "http://[::1"),
    ],
)
def test_what_is_printed_of_an_address(url, printed):
    assert redact_url(url) == printed


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_becomes_one_line_and_stays_that_way(text):
    once = redact_url(text)
    assert once.isprintable()
    assert redact_url(once) == once


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="ascii", exclude_characters="&;#?\\"), min_size=1).filter(lambda s: s.strip("*")))
def test_no_secret_survives(secret):
    marked = f"<<{secret}>>"
    assert marked not in redact_url(f"https://a.example/?q=1&api_key={marked}&b=2")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTP://A.Example:80/x#part", "http://a.example/x"),
        ("https://a.example:443", "https://a.example/"),
        ("https://a.example:80/", "https://a.example:80/"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("http://a.example:bad/", "http://a.example:bad/"),
    ],
)
def test_addresses_that_are_one(url, same):
    assert normalised(url) == same


@pytest.mark.parametrize(
    ("before", "after", "carried"),
    [
        ("http://a.example/", "http://a.example/x", True),
        ("http://a.example/", "http://a.example:80/x", True),
        ("http://a.example/", "https://a.example/", True),
        ("http://a.example:80/", "https://a.example:443/", True),
        ("http://a.example:8080/", "https://a.example/", False),
        ("http://a.example/", "https://a.example:8443/", False),
        ("http://a.example/", "http://a.example:8080/", False),
        ("http://a.example/", "https://b.example/", False),
        ("http://a.example/", "http://www.a.example/", False),
    ],
)
def test_where_keys_may_go_along(before, after, carried):
    assert may_carry_headers(checked_url(before), checked_url(after)) is carried
