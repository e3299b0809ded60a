"""Crossref played by a server on 127.0.0.1: pages, slices, single DOIs, rates and faults."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.crossref import SOURCE, CrossrefOptions, parse
from tests.loopback import Canned, Loopback, page
from tests.scrapers.indexes import StandingClock, asking, read, sent
from tests.scrapers.plays import cursors, problems, replies
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Query

TOPIC = Query(topic="elbows", conditions=("dry elbow",), interventions=("zinc",), contact="desk@example.org")


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def ask(web: Loopback, query: Query = TOPIC, clock: StandingClock | None = None, **more: Any) -> list[object]:
    return asking(SOURCE, query, CrossrefOptions(**{"base_url": web.url(""), "rows": 2, **more}), clock)


def work(n: int, title: str = "Zinc for dry elbow", at: str = "2099-03-01T00:00:00Z") -> dict[str, Any]:
    return {"DOI": f"10.5555/a.{n}", "type": "journal-article", "title": [title], "indexed": {"date-time": at}}


def works(*items: dict[str, Any], cursor: str = "c") -> Canned:
    return sent({"message-type": "work-list", "message": {"items": list(items), "next-cursor": cursor}})


def asked(web: Loopback, n: int = 0) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(web.asked[n]).query).items()}


def test_a_search_is_read_until_a_page_is_not_full(web: Loopback) -> None:
    web.routes["/works"] = [works(work(1), work(2, at="2099-03-05T01:00:00Z")), works(work(3))]
    found = ask(web)
    assert read(parse, found) == ["10.5555/a.1", "10.5555/a.2", "10.5555/a.3"]
    assert cursors(found)[0]["indexed"] == "2099-03-05T01:00:00Z"
    assert [asked(web, n)["cursor"] for n in (0, 1)] == ["*", "c"]
    assert asked(web)["query.bibliographic"] == "dry elbow zinc"
    assert asked(web)["filter"] == "type:journal-article,type:posted-content"


def test_the_contact_is_sent_and_not_kept(web: Loopback) -> None:
    web.routes["/works"] = works(work(1))
    found = ask(web)
    assert asked(web)["mailto"] == "desk@example.org"
    assert "mailto" not in "".join(replies(found))
    ask(web, TOPIC.model_copy(update={"contact": "https://desk.example.org"}))
    assert "mailto" not in asked(web, 1)


def test_a_search_ends_where_works_are_about_something_else(web: Loopback) -> None:
    strange = [work(n, "Copper for wet knee") for n in (7, 8)]
    web.routes["/works"] = [works(work(1), strange[0]), works(*strange), works(work(2), work(3))]
    found = ask(web)
    assert (read(parse, found), len(web.asked), len(cursors(found))) == (["10.5555/a.1"], 2, 1)


def test_a_later_run_asks_for_what_was_indexed_since_and_an_unchanged_night_yields_nothing(web: Loopback) -> None:
    web.routes["/works"] = works(work(1))
    (known,) = cursors(ask(web))
    found = ask(web, TOPIC.model_copy(update={"cursor": known}))
    assert asked(web, 1)["filter"].endswith(",from-index-date:2099-03-01")
    assert (replies(found), cursors(found)) == ([], [known])
    ask(web, TOPIC.model_copy(update={"cursor": known, "terms": ("trial",)}))
    assert "from-index-date" not in asked(web, 2)["filter"]


def test_a_slice_is_by_day_of_registration(web: Loopback) -> None:
    web.routes["/works"] = works(work(1))
    found = ask(web, TOPIC.model_copy(update={"since": date(2098, 1, 1), "until": date(2098, 2, 1)}))
    assert asked(web)["filter"].endswith(",from-created-date:2098-01-01,until-created-date:2098-01-31")
    assert (read(parse, found), cursors(found)) == (["10.5555/a.1"], [{}])


@pytest.mark.parametrize(
    ("pages", "kind"),
    [
        ([works(work(1), work(2)), works(work(1), work(2))], "paging"),
        ([works(work(n), work(n + 1)) for n in (1, 3, 5)], "incomplete"),
    ],
)
def test_a_search_that_does_not_end_leaves_no_cursor(web: Loopback, pages: list[Canned], kind: str) -> None:
    web.routes["/works"] = pages
    found = ask(web, pages=2)
    assert (problems(found), cursors(found), len(web.asked)) == ([kind], [], 2)


def test_single_dois_are_found_absent_or_named_as_wrong(web: Loopback) -> None:
    web.routes["/works/10.5555%2Fa.1"] = sent({"message-type": "work", "message": work(1)})
    web.routes["/works/10.5555%2Fa%28b%29.2"] = Canned(404, b"Resource not found.", {"Content-Type": "text/plain"})
    numbers = ("https://doi.org/10.5555/A.1", "10.5555/a(b).2", "NCT99999901")
    found = ask(web, TOPIC.model_copy(update={"native_ids": numbers, "cursor": {"a": "b"}}))
    assert read(parse, found) == ["10.5555/a.1"]
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["10.5555/a(b).2"]
    assert (problems(found), cursors(found)) == (["bad_id"], [{"a": "b"}])


def test_followed_papers_are_asked_for_beside_the_topic_but_not_in_a_slice(web: Loopback) -> None:
    web.routes["/works/10.5555%2Fold.1"] = sent({"message-type": "work", "message": work(9, "Tin for toes")})
    web.routes["/works"] = works(work(1))
    assert read(parse, ask(web, follow=("10.5555/old.1",))) == ["10.5555/a.9", "10.5555/a.1"]
    assert read(parse, ask(web, Query(), follow=("10.5555/old.1",))) == ["10.5555/a.9"]
    sliced = TOPIC.model_copy(update={"since": date(2098, 1, 1)})
    assert read(parse, ask(web, sliced, follow=("10.5555/old.1",))) == ["10.5555/a.1"]
    assert problems(ask(web, Query(topic="t"))) == ["nothing_asked"]


@pytest.mark.parametrize("query", [TOPIC, Query(native_ids=("10.5555/a.1",))], ids=["search", "number"])
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page(b"<html>Are you a robot?</html>", content_type="text/html"), "web page"),
        (page(b"", content_type="application/json"), "nothing"),
        (page(b'{"message-type": "work', content_type="application/json"), "cut off"),
        (Canned(404, b"<html>No such page</html>"), "answered 404: <html>No such page"),
        (
            Canned(404, b'{"message":[{"type":"cursor-invalid","message":"Cursor specified but it is invalid"}]}'),
            "answered 404: Cursor specified but it is invalid; check base_url",
        ),
    ],
    ids=["challenge", "empty", "cut off", "moved", "cursor"],
)
def test_what_is_no_answer_fails_the_source(web: Loopback, query: Query, answer: Canned, said: str) -> None:
    web.routes["/works"] = web.routes["/works/10.5555%2Fa.1"] = answer
    with pytest.raises(ReadError, match=said) as raised:
        ask(web, query)
    assert "\n" not in str(raised.value)


def test_a_refused_request_says_why_in_one_line(web: Loopback) -> None:
    body = {"status": "failed", "message": [{"type": "filter-not-available", "message": "No filter\n'x' here"}]}
    web.routes["/works"] = Canned(400, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with pytest.raises(FetchFailed, match=r"answered 400: No filter 'x' here$"):
        ask(web)


def test_the_rate_that_the_answers_name_is_kept(web: Loopback) -> None:
    slow = {"X_Rate_Limit_Limit": "4", "X_Rate_Limit_Interval": "1s", "X_Concurrency_Limit": "1"}
    first, second = works(work(1), work(2)), works(work(3))
    named = {name.replace("_", "-"): value for name, value in slow.items()}
    web.routes["/works"] = [Canned(200, one.body, {**one.headers, **named}) for one in (first, second)]
    clock = StandingClock()
    ask(web, clock=clock)
    assert clock.waits[-1] == pytest.approx(0.25)
