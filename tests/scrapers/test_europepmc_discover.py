"""Europe PMC played by a real server on 127.0.0.1, with its faults, against the client that a run uses."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.europepmc import SOURCE, EuropepmcOptions, discover, parse
from tests.loopback import Canned, Loopback, Seen, page
from tests.scrapers.plays import FIXTURES, cursors, documents, problems
from tracker.clock import Clock
from tracker.errors import FetchFailed, ReadError
from tracker.http import Client, HttpSettings
from tracker.records import Absence, Problem, Query, Reply, Request

SEARCH = "/rest/search"
TOPIC = Query(topic="t", conditions=("dry examples", 'a" OR b'), terms=("ISRCTN99999901",))
NOW = datetime(2031, 9, 20, tzinfo=UTC)
FULL_TEXT = (FIXTURES / "europepmc" / "fulltext.xml").read_bytes()


class StandingClock(Clock):
    """A clock for which waiting takes no time."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        super().__init__(now=lambda: NOW, sleep=self.waits.append, monotonic=lambda: sum(self.waits))


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def result(number: str, day: str = "2031-09-05", **more: Any) -> dict[str, Any]:
    return {"id": number, "source": "MED", "pmid": number, "title": f"T{number}", "firstIndexDate": day, **more}


def found_page(*found: dict[str, Any], count: int, mark: str | None = None) -> Canned:
    answer: dict[str, Any] = {"version": "6.9", "hitCount": count, "resultList": {"result": list(found)}}
    return page(json.dumps(answer | ({"nextCursorMark": mark} if mark else {})).encode())


def asked(web: Loopback) -> list[dict[str, str]]:
    searches = [path for path in web.asked if path.startswith(SEARCH)]
    return [{name: values[0] for name, values in parse_qs(urlsplit(path).query).items()} for path in searches]


def ask(web: Loopback, query: Query = TOPIC, clock: StandingClock | None = None, **more: Any) -> list[Any]:
    options = EuropepmcOptions(base_url=web.url("/rest"), **more)
    settings = HttpSettings(contact="desk@example.org", allow_loopback=True, timeout_seconds=5.0, attempts=2)
    with Client(settings, clock or StandingClock()) as client:

        def fetch(request: Request) -> Reply:
            return client.fetch(request, delay=SOURCE.delay, robots=SOURCE.robots)

        return list(discover(query, options, fetch))


def numbers(items: list[Any]) -> list[str]:
    return [found.native_id for item in items if isinstance(item, Reply) for found in documents(parse(item))]


@pytest.mark.parametrize("end", ["echoed", "missing", "empty"])
def test_a_search_is_followed_to_its_end(end: str, web: Loopback) -> None:
    last = {"echoed": ("B/+=", result("3")), "missing": (None, result("3")), "empty": ("C", result("3"))}[end]
    pages = [
        found_page(result("1"), result("2"), count=3, mark="B/+="),
        found_page(last[1], count=3, mark=last[0]),
        found_page(count=3, mark="C"),
    ]
    web.routes[SEARCH] = pages
    found = ask(web, page_size=2)
    assert (numbers(found), problems(found)) == (["MED/1", "MED/2", "MED/3"], [])
    assert cursors(found)[0]["since"] == "2031-08-29"
    assert [one["cursorMark"] for one in asked(web)] == ["*", "B/+=", "C"][: 3 if end == "empty" else 2]
    assert asked(web)[0]["query"].startswith(
        '(TITLE_ABS:"dry examples" OR TITLE_ABS:"a OR b") AND ("ISRCTN99999901") AND (PUB_TYPE:'
    )
    assert (asked(web)[0]["resultType"], asked(web)[0]["format"], asked(web)[0]["pageSize"]) == ("core", "json", "2")


def test_the_next_run_asks_for_what_was_indexed_since(web: Loopback) -> None:
    web.routes[SEARCH] = [found_page(result("1"), result("9", "2091-01-01"), count=2), found_page(count=0)]
    first = cursors(ask(web))[0]
    found = ask(web, TOPIC.model_copy(update={"cursor": first}))
    assert asked(web)[1]["query"].endswith(" AND (FIRST_IDATE:[2031-08-29 TO 3000-01-01])")
    assert (numbers(found), cursors(found)) == ([], [first])
    ask(web, TOPIC.model_copy(update={"cursor": first}), filter="")
    assert asked(web)[2]["query"] == '(TITLE_ABS:"dry examples" OR TITLE_ABS:"a OR b") AND ("ISRCTN99999901")'


def test_a_slice_of_time(web: Loopback) -> None:
    web.routes[SEARCH] = found_page(result("1"), count=1)
    found = ask(web, TOPIC.model_copy(update={"since": date(2031, 1, 1), "until": date(2031, 2, 1)}))
    ask(web, TOPIC.model_copy(update={"until": date(2031, 2, 1)}))
    assert [one["query"].rpartition(" AND ")[2] for one in asked(web)] == [
        "(FIRST_IDATE:[2031-01-01 TO 2031-01-31])",
        "(FIRST_IDATE:[1700-01-01 TO 2031-01-31])",
    ]
    assert cursors(found) == [{}]


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ([found_page(result("1"), count=9, mark="A"), found_page(result("2"), count=9, mark="*")], "paging"),
        ([found_page(result("1"), count=9, mark="A"), found_page(result("1"), count=9, mark="B")], "paging"),
        ([found_page(result("1"), count=9, mark="A"), found_page(count=9, mark="B")], "incomplete"),
        ([found_page(count=9, mark="A")], "incomplete"),
    ],
    ids=["mark again", "page again", "empty page", "empty"],
)
def test_a_search_that_is_not_whole_keeps_the_old_cursor(pages: list[Canned], problem: str, web: Loopback) -> None:
    web.routes[SEARCH] = pages
    found = ask(web)
    assert (problems(found), cursors(found), len(web.asked)) == ([problem], [], len(pages))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page(b"<html>busy</html>"), "answered with a web page instead of data"),
        (page(b""), "answered with nothing"),
        (page(b'{"hitCount": 1, "resultLi'), "is not JSON or is cut off"),
        (page(b'{"errCode":400,"errMsg":"Bad query"}'), "answered 'Bad query'"),
        (page(b'{"hitCount": 1}'), "without a list of results"),
        (page(b"[]"), "is JSON but no object"),
        (Canned(404, b""), "answered with nothing"),
    ],
)
@pytest.mark.parametrize("query", [TOPIC, Query(native_ids=("MED/1",))], ids=["search", "number"])
def test_a_search_that_is_no_answer_fails_the_source(query: Query, answer: Canned, said: str, web: Loopback) -> None:
    web.routes[SEARCH] = answer
    with pytest.raises(ReadError) as raised:
        ask(web, query)
    assert said in str(raised.value)


@pytest.mark.parametrize("after", ["7", "Sat, 20 Sep 2031 00:00:07 GMT"])
def test_a_refusal_is_waited_for_as_long_as_it_says(after: str, web: Loopback) -> None:
    clock = StandingClock()
    web.routes[SEARCH] = [Canned(429, headers={"Retry-After": after}), found_page(result("1"), count=1)]
    assert numbers(ask(web, clock=clock)) == ["MED/1"]
    assert max(clock.waits) == pytest.approx(7, abs=1.5)


def test_a_server_error_is_asked_again_and_then_fails_the_source(web: Loopback) -> None:
    web.routes[SEARCH] = [Canned(500), found_page(result("1"), count=1), Canned(503)]
    assert numbers(ask(web)) == ["MED/1"]
    with pytest.raises(FetchFailed, match="answered 503 twice"):
        ask(web)


def open_access(*names: str) -> Canned:
    found = [result(name, pmcid=f"PMC{name}", isOpenAccess="Y") for name in names]
    return found_page(*found, result("5", pmcid="PMC5", isOpenAccess="N"), count=len(names) + 1)


def text_of(seen: Seen) -> Canned:
    number = seen.path.split("/")[2].removeprefix("PMC").encode()
    return page(FULL_TEXT.replace(b">9999901<", b">" + number + b"<"), content_type="application/xml")


def test_full_texts_are_fetched_when_asked_for_and_open(web: Loopback) -> None:
    web.routes |= {SEARCH: open_access("1", "2"), "/rest/PMC1/fullTextXML": text_of}
    found = ask(web, full_text=True)
    assert numbers(found) == ["MED/1", "MED/2", "MED/5", "PMC1"]
    assert [reply.request.role for reply in found if isinstance(reply, Reply)] == ["search", "fulltext"]
    assert (problems(found), "waiting" in cursors(found)[0]) == ([], False)
    assert [path for path in web.asked if "PMC" in path] == ["/rest/PMC1/fullTextXML", "/rest/PMC2/fullTextXML"]
    assert numbers(ask(web)) == ["MED/1", "MED/2", "MED/5"]


def test_full_texts_that_fail_or_are_too_many_wait_for_the_next_run(web: Loopback) -> None:
    web.routes |= {SEARCH: [open_access("1", "2", "3"), found_page(count=0)]}
    web.routes |= {f"/rest/PMC{n}/fullTextXML": text_of for n in (1, 3)}
    web.routes["/rest/PMC2/fullTextXML"] = page(b"<html>busy</html>")
    first = ask(web, full_text=True, full_text_limit=2)
    assert ([one.subject for one in first if isinstance(one, Problem)], numbers(first)[-1]) == (["PMC2"], "PMC1")
    assert cursors(first)[0]["waiting"] == "PMC3 PMC2"
    web.routes["/rest/PMC2/fullTextXML"] = text_of
    second = ask(web, TOPIC.model_copy(update={"cursor": cursors(first)[0]}), full_text=True)
    assert (numbers(second), "waiting" in cursors(second)[0]) == (["PMC3", "PMC2"], False)


def test_records_and_texts_by_number(web: Loopback) -> None:
    web.routes |= {SEARCH: [found_page(result("7"), count=1), found_page(count=0)], "/rest/PMC9/fullTextXML": text_of}
    found = ask(web, Query(native_ids=("MED/7", "PPR/PPR8", "PMC9", "PMC10", "7"), cursor={"a": "b"}))
    assert numbers(found) == ["MED/7", "PMC9"]
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["PPR/PPR8", "PMC10"]
    assert [one["query"] for one in asked(web)] == ["EXT_ID:7 AND SRC:MED", "EXT_ID:PPR8 AND SRC:PPR"]
    assert (problems(found), cursors(found)) == (["bad_id"], [{"a": "b"}])
    web.routes[SEARCH] = Canned(500)
    found = ask(web, Query(native_ids=("MED/7",)))
    assert (problems(found), cursors(found)) == (["fetch_failed"], [])


def test_a_topic_without_words_is_not_asked(web: Loopback) -> None:
    assert problems(ask(web, Query(topic="t", conditions=(' "',)))) == ["nothing_asked"]
    assert web.asked == []
