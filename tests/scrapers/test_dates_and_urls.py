import pytest

from scrapers._dates import partial_date
from scrapers._urls import normal_url, same_site


@pytest.mark.parametrize(
    ("raw", "low", "high"),
    [
        ("2099-05-20", "2099-05-20", "2099-05-20"),
        ("2099-02", "2099-02-01", "2099-02-28"),
        ("2096-02", "2096-02-01", "2096-02-29"),
        ("2099", "2099-01-01", "2099-12-31"),
        ("2099-05-20T23:30:00-05:00", "2099-05-20", "2099-05-20"),
        ("2099-08-04T13:22:23.340961015Z", "2099-08-04", "2099-08-04"),
        ("2099/5/2", "2099-05-02", "2099-05-02"),
        ("20990520", "2099-05-20", "2099-05-20"),
        ("Mon, 10 Feb 2098 23:13:02 EST", "2098-02-10", "2098-02-10"),
        ("10 Feb 2098 23:13:02 +0000", "2098-02-10", "2098-02-10"),
        ("May 20, 2099", "2099-05-20", "2099-05-20"),
        ("20 May 2099", "2099-05-20", "2099-05-20"),
        ("Sept. 3rd, 2099", "2099-09-03", "2099-09-03"),
        ("May 2099", "2099-05-01", "2099-05-31"),
        ("  2099-05-20 ", "2099-05-20", "2099-05-20"),
    ],
)
def test_dates(raw: str, low: str, high: str) -> None:
    found = partial_date(raw)
    assert found is not None
    assert (str(found.low), str(found.high), found.raw) == (low, high, raw.strip())


@pytest.mark.parametrize(
    "raw",
    ["", None, "soon", "2099-13", "2099-02-30", "2099-00-01", "2099-01-00", "0000", "32 May 2099", "5 Foo 2099", "12"],
)
def test_what_is_no_date(raw: str | None) -> None:
    assert partial_date(raw) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://News.Example:443/A?b=C#top", "https://news.example/A?b=C"),
        ("http://news.example", "http://news.example/"),
        ("https://news.example/a?utm_source=x&id=1&fbclid=y", "https://news.example/a?id=1"),
        ("https://news.example/a?b=%20c&d", "https://news.example/a?b=%20c&d"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://user:pw@news.example/a", "https://news.example/a"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("mailto:x@y.example", "mailto:x@y.example"),
        ("https://news.example:x/", "https://news.example:x/"),
        ("folder/page.html", "folder/page.html"),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert normal_url(url) == expected
    assert normal_url(expected) == expected


def test_same_site() -> None:
    assert same_site("https://www.news.example/a", "http://news.example/b")
    assert not same_site("https://news.example/", "https://evil.example/news.example")
    assert not same_site("a.html", "b.html")
