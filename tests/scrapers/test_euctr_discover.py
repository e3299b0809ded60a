from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.euctr import EuctrOptions, discover
from tests.scrapers.plays import FIXTURES, Web, cursors, failure, problems, replies, reply
from tracker.errors import ReadError
from tracker.records import Absence, Query, Reply, Request

BASE = "https://euctr.example/ctr-search"
OPTIONS = EuctrOptions(base_url=BASE)
TOPIC = Query(topic="t", conditions=("dry example",), interventions=("saltwater", "brine"))
FULL = (FIXTURES / "euctr" / "full.txt").read_text()
SEARCH = (FIXTURES / "euctr" / "search.html").read_text()
NOTHING = SEARCH[: SEARCH.index("<table")].replace("(2)", "(0)")


def number(n: int) -> str:
    return f"2098-{n:06}-10"


def search(numbers: list[int], there: int, status: str = "Ongoing") -> str:
    rows = "".join(
        f'<table class="result"><tr><td>EudraCT Number: {number(n)}</td><td>EE ({status})</td></tr></table>'
        for n in numbers
    )
    return f"<html><body>Trials with a EudraCT protocol ({there:,}){rows}</body></html>"


def download(numbers: list[int]) -> str:
    return "".join(f"Summary\nEudraCT Number: {number(n)}\nA.2 EudraCT number: {number(n)}\n" for n in numbers)


class Register(Web):
    """A register whose pages of a search and of its download are those given; beyond them come empty pages."""

    def __init__(self, pages: list[str | Exception], downloads: list[str | Exception] | None = None) -> None:
        super().__init__({})
        self.pages, self.downloads = pages, downloads or []
        self.parameters: list[dict[str, str]] = []

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request.url)
        asked = {key: value[0] for key, value in parse_qs(urlsplit(request.url).query).items()}
        self.parameters.append(asked)
        held = self.downloads if "/rest/download/full" in request.url else self.pages
        at = int(asked["page"]) - 1
        answer = held[at] if at < len(held) else search([], 45)
        if isinstance(answer, Exception):
            raise answer
        return reply(answer, request.url, request.role).model_copy(update={"request": request})


def run(web: Web, query: Query = TOPIC) -> list[Any]:
    return list(discover(query, OPTIONS, web))


FORTY = [list(range(20)), list(range(20, 40)), list(range(40, 45))]


def forty(**status: str) -> Register:
    pages = [search(numbers, 45, status.get(f"p{n}", "Ongoing")) for n, numbers in enumerate(FORTY)]
    return Register([*pages], [download(numbers) for numbers in FORTY])


def test_every_page_is_searched_and_downloaded() -> None:
    web = forty()
    found = run(web)
    assert [parse_qs(urlsplit(url).query)["page"] for url in replies(found)] == [["1"], ["2"], ["3"]]
    assert all("/rest/download/full?" in url for url in replies(found))
    assert (problems(found), len(cursors(found)[0]["pages"].split())) == ([], 3)
    assert web.parameters[0]["query"] == '("dry example") AND ("saltwater" OR "brine")'
    assert web.parameters[1] | {"page": "1", "mode": "current_page", "dContent": "full"} == web.parameters[1]


def test_a_page_whose_rows_are_the_same_is_not_downloaded_again() -> None:
    cursor = cursors(run(forty()))[0]
    query = TOPIC.model_copy(update={"cursor": cursor})
    same = run(forty(), query)
    assert (replies(same), cursors(same)) == ([], [cursor])
    ended = run(forty(p1="Completed"), query)
    assert [parse_qs(urlsplit(url).query)["page"] for url in replies(ended)] == [["2"]]
    other = run(forty(), query.model_copy(update={"terms": ("more",)}))
    assert len(replies(other)) == 3


def test_the_fixture_is_one_page() -> None:
    found = run(Register([SEARCH], [FULL]))
    assert (len(replies(found)), problems(found), len(cursors(found))) == (1, [], 1)


def test_a_slice_is_by_start_date() -> None:
    web = Register([SEARCH], [FULL])
    found = run(web, TOPIC.model_copy(update={"since": date(2099, 1, 1), "until": date(2099, 2, 1)}))
    assert {(asked["dateFrom"], asked["dateTo"]) for asked in web.parameters} == {("2099-01-01", "2099-01-31")}
    assert cursors(found) == [{}]


@pytest.mark.parametrize("second", [search([], 45), search(FORTY[0], 45)], ids=["an empty page", "the same page again"])
def test_a_search_that_stops_short_has_no_cursor(second: str) -> None:
    found = run(Register([search(FORTY[0], 45), second], [download(FORTY[0])]))
    assert (len(replies(found)), problems(found), cursors(found)) == (1, ["incomplete"], [])


def test_an_endless_search_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.euctr._MOST_PAGES", 2)
    found = run(forty())
    assert (len(replies(found)), problems(found), cursors(found)) == (2, ["incomplete"], [])


@pytest.mark.parametrize("body", ["", "<html>Please enable JavaScript</html>", "{}", FULL])
def test_a_search_that_is_answered_with_something_else_fails(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        run(Register([body]))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("body", ["", "<html>busy</html>", download(FORTY[0][:19])], ids=["empty", "html", "cut off"])
def test_a_download_without_the_trials_of_its_page_fails(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        run(Register([search(FORTY[0], 20)], [body]))
    assert "\n" not in str(raised.value)


def test_nothing_found_is_an_answer() -> None:
    found = run(Register([NOTHING]))
    assert (replies(found), problems(found), cursors(found)[0]["pages"]) == ([], [], "")


def test_trials_by_number() -> None:
    query = Query(native_ids=("2098-099991-11-EE", "2098-599999-01-00"), cursor={"k": "v"})
    web = Register([SEARCH.replace("(2)", "(1)")], [FULL])
    found = run(web, query)
    assert [asked["query"] for asked in web.parameters] == ["2098-099991-11"] * 2
    assert (len(replies(found)), problems(found), cursors(found)) == (1, ["bad_id"], [{"k": "v"}])


def test_a_number_that_the_register_has_not() -> None:
    found = run(Register([NOTHING]), Query(native_ids=("2098-099999-99",)))
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["2098-099999-99"]
    assert problems(run(Register([failure("x")]), Query(native_ids=("2098-099999-99",)))) == ["fetch_failed"]


def test_a_topic_without_words_asks_for_nothing() -> None:
    assert problems(run(Register([]), Query(topic="empty"))) == ["nothing_asked"]
