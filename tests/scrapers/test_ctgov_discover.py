import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.clinicaltrials_gov import CtgovOptions, discover
from tests.scrapers.plays import Answer, Web, cursors, failure, problems, replies
from tracker.errors import ReadError
from tracker.records import Absence, Problem, Query, Reply, Request

BASE = "https://ct.example/api/v2"
OPTIONS = CtgovOptions(base_url=BASE + "/", page_size=2)
TOPIC = Query(topic="t", conditions=("dry example", 'so "called" disease'), interventions=("saltwater",))
VERSION = '{"apiVersion": "2.0.5", "dataTimestamp": "2099-03-05T09:00:04"}'


def study(number: str) -> str:
    return json.dumps({"protocolSection": {"identificationModule": {"nctId": number}}})


def page(*updates: str, token: str | None = None) -> str:
    studies = [
        {"protocolSection": {"statusModule": {"lastUpdatePostDateStruct": {"date": update}}}} for update in updates
    ]
    return json.dumps({"studies": studies} | ({"nextPageToken": token} if token else {}))


class Search(Web):
    """A registry whose search answers are keyed by page token."""

    def __init__(self, pages: Mapping[str, str], version: Answer = VERSION, more: Mapping[str, Answer] | None = None):
        super().__init__({f"{BASE}/version": version, **(more or {})})
        self.pages, self.parameters = pages, list[dict[str, str]]()

    def __call__(self, request: Request) -> Reply:
        if not request.url.startswith(f"{BASE}/studies?"):
            return super().__call__(request)
        self.parameters.append({key: value[0] for key, value in parse_qs(urlsplit(request.url).query).items()})
        self.table[request.url] = self.pages[self.parameters[-1].get("pageToken", "")]
        return super().__call__(request)


def run(web: Web, query: Query = TOPIC, options: CtgovOptions = OPTIONS) -> list[object]:
    return list(discover(query, options, web))


def test_pages_are_followed_by_token_over_an_empty_one() -> None:
    web = Search({"": page("2099-03-04", token="A/b+"), "A/b+": page(token="C"), "C": page("2099-01-02")})
    found = run(web)
    assert [parse_qs(urlsplit(url).query).get("pageToken") for url in replies(found)] == [None, ["C"]]
    assert cursors(found)[0]["data_timestamp"] == "2099-03-05T09:00:04"
    assert cursors(found)[0]["since"] == "2099-03-04"
    assert found[-1] is not None
    assert problems(found) == []


def test_the_search_says_what_the_topic_says() -> None:
    web = Search({"": page()})
    run(web)
    assert web.parameters == [
        {
            "query.cond": '"dry example" OR "so called disease"',
            "query.intr": '"saltwater"',
            "sort": "LastUpdatePostDate:desc",
            "pageSize": "2",
        }
    ]


def test_a_second_run_asks_only_since_the_last_data() -> None:
    first = cursors(run(Search({"": page("2099-03-04")})))[0]
    web = Search({"": page()}, version=VERSION.replace("03-05", "03-06"))
    second = cursors(run(web, TOPIC.model_copy(update={"cursor": first})))
    assert web.parameters[0]["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2099-03-04,MAX]"
    assert second[0]["since"] == "2099-03-05"


def test_the_same_data_and_topic_cost_one_request() -> None:
    first = cursors(run(Search({"": page("2099-03-04")})))[0]
    web = Search({})
    assert cursors(run(web, TOPIC.model_copy(update={"cursor": first}))) == [first]
    assert web.asked == [f"{BASE}/version"]


@pytest.mark.parametrize(
    ("query", "options"),
    [
        (TOPIC.model_copy(update={"terms": ("more",)}), OPTIONS),
        (TOPIC, CtgovOptions(base_url=BASE, page_size=2, studies=("NCT99999901",))),
    ],
)
def test_another_question_is_asked_in_full(query: Query, options: CtgovOptions) -> None:
    first = cursors(run(Search({"": page("2099-03-04")})))[0]
    web = Search({"": page()}, more={f"{BASE}/studies/NCT99999901": study("NCT99999901")})
    run(web, query.model_copy(update={"cursor": first}), options)
    assert "filter.advanced" not in web.parameters[0]


def test_without_a_version_the_newest_update_decides() -> None:
    web = Search({"": page("2099-02-01", "2099-02-28", token="n"), "n": page("2098-01-01")}, version=404)
    cursor = cursors(run(web))[0]
    assert (cursor["since"], cursor["data_timestamp"]) == ("2099-02-27", "")
    again = Search({"": page()}, version=404)
    kept = cursors(run(again, TOPIC.model_copy(update={"cursor": cursor})))
    assert again.parameters
    assert kept[0]["since"] == "2099-02-27"


def test_a_token_that_repeats_ends_the_search_without_a_cursor() -> None:
    web = Search({"": page("2099-01-01", token="A"), "A": page("2099-01-01", token="A")})
    found = run(web)
    assert (problems(found), cursors(found), len(web.parameters)) == (["paging"], [], 2)


def test_an_endless_search_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.clinicaltrials_gov._MOST_PAGES", 3)
    pages = {"": page("2099-01-01", token="1")} | {str(n): page(f"2098-01-0{n}", token=str(n + 1)) for n in range(1, 9)}
    found = run(Search(pages))
    assert (len(replies(found)), problems(found), cursors(found)) == (3, ["paging"], [])


@pytest.mark.parametrize("body", ["<html>busy</html>", '{"error": 1}', "[]", '{"studies": 3}'])
def test_a_search_that_answers_something_else_is_one_line(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        run(Search({"": body}))
    assert "\n" not in str(raised.value)


def test_single_studies_are_fetched_and_those_it_has_not_are_absent() -> None:
    web = Search({}, more={f"{BASE}/studies/NCT99999901": study("NCT99999901"), f"{BASE}/studies/NCT99999902": 404})
    query = Query(native_ids=("nct99999901", "NCT99999902", "ISRCTN99999901"), cursor={"k": "v"})
    found = run(web, query)
    assert [item.request.meta for item in found if isinstance(item, Reply)] == [{"native_id": "NCT99999901"}]
    assert [(item.native_id, item.reply.status) for item in found if isinstance(item, Absence)] == [
        ("NCT99999902", 404)
    ]
    assert (problems(found), cursors(found)) == (["bad_id"], [{"k": "v"}])


def test_a_study_that_cannot_be_fetched_costs_the_cursor_only() -> None:
    one, two = f"{BASE}/studies/NCT99999901", f"{BASE}/studies/NCT99999902"
    web = Search({"": page("2099-01-01")}, more={one: failure(one), two: study("NCT99999902")})
    found = run(web, options=CtgovOptions(base_url=BASE, studies=("NCT99999901", "NCT99999902")))
    assert (replies(found)[-1], problems(found), cursors(found)) == (two, ["fetch_failed"], [])


def test_numbers_among_the_terms_are_followed_not_searched_for() -> None:
    web = Search({"": page()}, more={f"{BASE}/studies/NCT99999901": study("NCT99999901")})
    run(web, Query(conditions=("dry example",), terms=("NCT99999901",)))
    assert "query.term" not in web.parameters[0]
    assert web.asked[-1] == f"{BASE}/studies/NCT99999901"
    alone = Search({}, more={f"{BASE}/studies/NCT99999901": study("NCT99999901")})
    assert len(replies(run(alone, Query(terms=("NCT99999901",))))) == 1
    assert alone.parameters == []


def test_a_topic_without_words_asks_for_nothing() -> None:
    found = run(Search({}), Query(topic="empty"))
    assert [item.kind for item in found if isinstance(item, Problem)] == ["nothing_asked"]
    assert not cursors(found)


@pytest.mark.parametrize("body", ["", "<html>busy</html>", "[]", "{}", '{"protocolSection": {}}', '{"studies": []}'])
def test_a_single_study_that_is_answered_with_something_else_fails_the_source(body: str) -> None:
    web = Search({}, more={f"{BASE}/studies/NCT99999901": body})
    with pytest.raises(ReadError) as raised:
        run(web, Query(native_ids=("NCT99999901",)))
    assert "NCT99999901" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_page_that_comes_twice_ends_the_search_without_a_cursor() -> None:
    again = json.loads(page("2099-01-01", "2099-01-02", token="B"))
    web = Search({"": page("2099-01-01", "2099-01-02", token="A"), "A": json.dumps(again), "B": page("2098-01-01")})
    found = run(web)
    assert (problems(found), cursors(found), len(replies(found))) == (["paging"], [], 1)


def test_two_empty_pages_are_no_page_that_comes_twice() -> None:
    web = Search({"": page(token="A"), "A": page(token="B"), "B": page("2099-01-01")})
    found = run(web)
    assert (problems(found), len(cursors(found)), len(replies(found))) == ([], 1, 1)


@pytest.mark.parametrize(
    ("since", "until", "narrowed"),
    [
        (date(2099, 1, 1), date(2099, 2, 1), "RANGE[2099-01-01,2099-01-31]"),
        (date(2099, 1, 1), None, "RANGE[2099-01-01,MAX]"),
        (None, date(2099, 3, 1), "RANGE[MIN,2099-02-28]"),
    ],
)
def test_a_slice_is_one_of_first_posting(since: date | None, until: date | None, narrowed: str) -> None:
    web = Search({"": page("2099-03-04", token="A"), "A": page("2099-03-02")})
    found = run(web, TOPIC.model_copy(update={"since": since, "until": until}))
    assert [asked["filter.advanced"] for asked in web.parameters] == [f"AREA[StudyFirstPostDate]{narrowed}"] * 2
    assert f"{BASE}/version" not in web.asked
    assert (cursors(found), problems(found), len(replies(found))) == ([{}], [], 2)


def test_a_slice_of_a_topic_of_numbers_asks_for_nothing() -> None:
    web = Search({})
    found = run(web, Query(terms=("NCT99999901",), since=date(2099, 1, 1)), CtgovOptions(base_url=BASE))
    assert (web.asked, cursors(found), problems(found)) == ([], [{}], [])
