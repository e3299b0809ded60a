import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from scrapers.ctis import CtisOptions, discover
from tests.scrapers.plays import Answer, Web, cursors, failure, problems, replies, reply
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Query, Reply, Request

BASE = "https://ctis.example/api"
OPTIONS = CtisOptions(base_url=BASE, page_size=2)
TOPIC = Query(topic="t", conditions=("dry example", "dryness, mild"), interventions=("saltwater", "brine"))
ONE = Query(topic="t", conditions=("dry example",))


def row(n: int, updated: str = "01/02/2099", decided: str = "01/01/2099") -> dict[str, str]:
    return {"ctNumber": number(n), "lastUpdated": updated, "decisionDateOverall": decided}


def number(n: int) -> str:
    return f"2099-5{n:05}-01-00"


class Ctis(Web):
    """A registry that sorts its rows as given, pages through them, and has a record of each."""

    def __init__(
        self, rows: list[dict[str, str]], records: Mapping[str, Answer] | None = None, *, cap: int = 10_000
    ) -> None:
        super().__init__({f"{BASE}/retrieve/{r['ctNumber']}": json.dumps({"ctNumber": r["ctNumber"]}) for r in rows})
        self.rows, self.cap, self.searches = rows, cap, list[dict[str, Any]]()
        self.bodies: list[str] = []
        self.table.update({f"{BASE}/retrieve/{key}": value for key, value in (records or {}).items()})

    def __call__(self, request: Request) -> Reply:
        if request.method == "GET":
            return super().__call__(request)
        assert request.body is not None
        asked = json.loads(request.body)
        self.searches.append(asked)
        if self.bodies:
            return reply(self.bodies[min(len(self.searches), len(self.bodies)) - 1], request.url)
        held = self.rows if asked["sort"]["direction"] == "DESC" else self.rows[::-1]
        start = (asked["pagination"]["page"] - 1) * asked["pagination"]["size"]
        shown = held[: self.cap][start : start + asked["pagination"]["size"]]
        return reply(json.dumps({"pagination": {"totalRecords": len(held)}, "data": shown}), request.url)


def run(web: Web, query: Query = ONE, options: CtisOptions = OPTIONS) -> list[Any]:
    return list(discover(query, options, web))


def retrieved(found: list[Any]) -> list[str]:
    return [url.rpartition("/")[2] for url in replies(found)]


def test_every_row_of_every_page_is_retrieved() -> None:
    web = Ctis([row(n) for n in range(5)])
    found = run(web)
    assert retrieved(found) == [number(n) for n in range(5)]
    assert [asked["pagination"]["page"] for asked in web.searches] == [1, 2, 3]
    assert (problems(found), cursors(found)[0]["newest"]) == ([], "2099-02-01")


def test_a_topic_of_several_conditions_is_several_searches() -> None:
    web = Ctis([row(1)])
    found = run(web, TOPIC.model_copy(update={"terms": ("phase 2",)}))
    assert [asked["searchCriteria"] for asked in web.searches] == [
        {"medicalCondition": "dry example", "containAll": "phase 2", "containAny": "saltwater, brine"},
        {"medicalCondition": "dryness mild", "containAll": "phase 2", "containAny": "saltwater, brine"},
    ]
    assert retrieved(found) == [number(1)]


def test_a_second_run_retrieves_what_is_dated_since() -> None:
    cursor = cursors(run(Ctis([row(1), row(2, "03/02/2099")])))[0]
    web = Ctis([row(1), row(2, "03/02/2099"), row(3, "10/02/2099"), row(4, "30/01/2099")])
    found = run(web, ONE.model_copy(update={"cursor": cursor}))
    assert retrieved(found) == [number(2), number(3)]
    assert cursors(found)[0]["newest"] == "2099-02-10"


def test_another_topic_is_listed_in_full() -> None:
    cursor = cursors(run(Ctis([row(1), row(2, "03/02/2099")])))[0]
    found = run(Ctis([row(1), row(2, "03/02/2099")]), ONE.model_copy(update={"cursor": cursor, "terms": ("new",)}))
    assert len(retrieved(found)) == 2


def test_a_slice_is_by_the_first_decision() -> None:
    web = Ctis([row(n, decided=f"0{n}/01/2099") for n in range(1, 6)])
    found = run(web, ONE.model_copy(update={"since": date(2099, 1, 2), "until": date(2099, 1, 4)}))
    assert (retrieved(found), cursors(found)) == ([number(2), number(3)], [{}])


def test_rows_beyond_the_cap_are_asked_for_from_the_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.ctis._MOST_ROWS", 4)
    web = Ctis([row(n) for n in range(7)], cap=4)
    found = run(web)
    assert sorted(retrieved(found)) == [number(n) for n in range(7)]
    assert [asked["sort"]["direction"] for asked in web.searches] == ["DESC", "DESC", "ASC", "ASC"]
    assert (problems(found), len(cursors(found))) == ([], 1)


def test_more_than_twice_the_cap_is_a_problem_and_no_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.ctis._MOST_ROWS", 4)
    found = run(Ctis([row(n) for n in range(11)], cap=4))
    assert (len(retrieved(found)), problems(found), cursors(found)) == (8, ["incomplete"], [])


def page(*rows: dict[str, str], there: int) -> str:
    return json.dumps({"pagination": {"totalRecords": there}, "data": list(rows)})


@pytest.mark.parametrize(
    "second",
    [page(there=5), page(row(1), row(2), there=5)],
    ids=["empty page", "the same page again"],
)
def test_a_search_that_stops_short_has_no_cursor(second: str) -> None:
    web = Ctis([row(1), row(2)])
    web.bodies = [page(row(1), row(2), there=5), second]
    found = run(web)
    assert (retrieved(found), problems(found), cursors(found)) == ([number(1), number(2)], ["incomplete"], [])
    assert len(web.searches) == 2


@pytest.mark.parametrize("body", ["", "<!doctype html><html>portal</html>", "[]", '{"data": []}', '{"data'])
def test_a_search_that_is_answered_with_something_else_fails(body: str) -> None:
    web = Ctis([])
    web.bodies = [body]
    with pytest.raises(ReadError) as raised:
        run(web)
    assert "\n" not in str(raised.value)


def test_nothing_found_is_an_answer() -> None:
    found = run(Ctis([]))
    assert (replies(found), problems(found), cursors(found)[0]["newest"]) == ([], [], "")


def test_a_record_that_is_refused_is_asked_for_again_at_the_end() -> None:
    refused = FetchFailed("x", "answered 403", 403)
    web = Ctis([row(1), row(2)])
    web.table[f"{BASE}/retrieve/{number(1)}"] = [refused, json.dumps({"ctNumber": number(1)})]
    found = run(web)
    assert (retrieved(found), problems(found), len(cursors(found))) == ([number(2), number(1)], [], 1)


def test_a_record_that_does_not_come_leaves_the_cursor() -> None:
    web = Ctis([row(1), row(2)], {number(1): failure("x")})
    found = run(web)
    assert (retrieved(found), problems(found), cursors(found)) == ([number(2)], ["fetch_failed"], [])


def test_a_web_page_for_a_record_fails() -> None:
    with pytest.raises(ReadError, match="a web page instead of data"):
        run(Ctis([row(1)], {number(1): "<html>"}))


def test_records_by_number() -> None:
    web = Ctis([row(1), row(2)], {number(9): 404})
    query = Query(native_ids=(number(1), number(9), number(2)[:-3], "NCT99999901"), cursor={"k": "v"})
    found = run(web, query)
    assert [asked["searchCriteria"] for asked in web.searches] == [{"number": number(2)[:-3]}]
    assert retrieved(found) == [number(1), number(2)]
    assert [item.native_id for item in found if isinstance(item, Absence)] == [number(9)]
    assert (problems(found), cursors(found)) == (["bad_id"], [{"k": "v"}])


def test_a_short_number_that_nothing_has_is_absent() -> None:
    found = run(Ctis([row(1)]), Query(native_ids=("2099-599998-01",)))
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["2099-599998-01"]


def test_a_topic_without_words_asks_for_nothing() -> None:
    assert problems(run(Ctis([]), Query(topic="empty"))) == ["nothing_asked"]
