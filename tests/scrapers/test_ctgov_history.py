import json
from typing import Any

import pytest

from scrapers.clinicaltrials_gov import CtgovOptions, discover, parse
from tests.scrapers.plays import Answer, Web, cursors, documents, failure, problems, replies, reply
from tracker.records import Query, Reply, Request

BASE = "https://ct.example/api/v2"
PAST = "https://ct.example/api/int"
OPTIONS = CtgovOptions(base_url=BASE, history_base_url=PAST)
ONE, TWO, THREE = "NCT99999901", "NCT99999902", "NCT99999903"
STAMPED = '{"dataTimestamp": "2099-03-05T09:00:04"}'


def study(number: str, **modules: object) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": number}, **modules}}


def changes(*labels: list[str], status: str = "RECRUITING") -> str:
    listed = [
        {"version": n, "date": f"2098-0{n + 1}-15", "status": status, "moduleLabels": names}
        for n, names in enumerate(labels)
    ]
    return json.dumps({"changes": listed})


def version(number: str, n: int) -> str:
    return json.dumps({"studyVersion": n, "study": study(number)})


def web_of(*numbers: str, **more: Answer) -> Web:
    """A registry that holds these studies, each with a history of its first version."""
    table: dict[str, Answer] = {f"{PAST}/studies/{number}/history": changes([]) for number in numbers}
    table |= {f"{PAST}/studies/{number}/history/0": version(number, 0) for number in numbers}
    table |= {f"{BASE}/studies/{number}": json.dumps(study(number)) for number in numbers}
    return Web(table | {f"{BASE}/version": 404} | more)


def asked_for(web: Web) -> list[str]:
    return [url.removeprefix(f"{PAST}/studies/") for url in web.asked if url.startswith(PAST)]


def follow(*numbers: str, **options: Any) -> CtgovOptions:
    return CtgovOptions(base_url=BASE, history_base_url=PAST, studies=numbers, **options)


def run(web: Web, options: CtgovOptions, query: Query | None = None) -> list[object]:
    return list(discover(query or Query(topic="t"), options, web))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([[]], [0]),
        ([[], ["Study Status", "Contacts/Locations"]], [0]),
        ([[], ["Contacts/Locations"], ["References"], ["Oversight", "Study Status"]], [0]),
        ([[], ["Study Status", "Outcome Measures", "Contacts/Locations"], ["Contacts/Locations"]], [0, 1]),
        ([["Anything"], ["Study Design"], ["Eligibility"], ["Study Identification"]], [0, 1, 2, 3]),
        ([[], ["Study Status"]], [0, 1]),
        ([[], ["Arms and Interventions"], ["Conditions"], ["Outcome Measures (Results)"]], [0, 1, 2, 3]),
        ([[], ["Adverse Events"], ["Participant Flow"]], [0, 2]),
    ],
)
def test_only_versions_that_may_say_something_else_are_asked_for(labels: list[list[str]], expected: list[int]) -> None:
    web = web_of(ONE)
    web.table |= {f"{PAST}/studies/{ONE}/history/{n}": version(ONE, n) for n in expected}
    web.table[f"{PAST}/studies/{ONE}/history"] = changes(*labels)
    found = run(web, follow(ONE))
    assert asked_for(web) == [f"{ONE}/history", *(f"{ONE}/history/{n}" for n in expected)]
    assert (problems(found), len(cursors(found))) == ([], 1)


def test_another_status_is_worth_a_version() -> None:
    web = web_of(ONE)
    entries = json.loads(changes([], ["Study Status", "Contacts/Locations"], ["Study Status", "Contacts/Locations"]))
    entries["changes"][2]["status"] = "TERMINATED"
    web.table |= {
        f"{PAST}/studies/{ONE}/history": json.dumps(entries),
        f"{PAST}/studies/{ONE}/history/2": version(ONE, 2),
    }
    run(web, follow(ONE))
    assert asked_for(web)[1:] == [f"{ONE}/history/0", f"{ONE}/history/2"]


def test_a_version_is_asked_once_and_says_since_when() -> None:
    made: list[Request] = []
    web = web_of(ONE)

    def fetch(request: Request) -> Reply:
        made.append(request)
        return web(request)

    list(discover(Query(native_ids=(ONE,)), OPTIONS, fetch))
    assert [(request.role, request.once) for request in made] == [
        ("study", False), ("history", False), ("version", True),
    ]  # fmt: skip
    assert made[-1].meta == {"native_id": ONE, "version": "0", "valid_from": "2098-01-15"}


@pytest.mark.parametrize(
    "answer",
    [
        404,
        "",
        "<html>busy</html>",
        "{}",
        '{"changes": []}',
        '{"changes": {"0": {}}}',
        '{"history": [{"version": 0}]}',
        '{"changes": [{"version": "0", "date": "2098-01-15", "moduleLabels": []}]}',
        '{"changes": [{"version": 0, "date": "soon", "moduleLabels": []}]}',
        '{"changes": [{"version": 0, "date": "2098-01-15", "moduleLabels": "Eligibility"}]}',
        '{"changes": [{"version": 0, "date": "2098-01-15", "moduleLabels": []}, 7]}',
    ],
)
def test_another_shape_is_one_problem_and_costs_the_history_only(answer: Answer) -> None:
    web = web_of(ONE, TWO, **{f"{PAST}/studies/{ONE}/history": answer})
    found = run(web, follow(ONE, TWO))
    assert problems(found) == ["history_schema"]
    assert replies(found) == [f"{BASE}/studies/{ONE}", f"{BASE}/studies/{TWO}"]
    assert cursors(found)[0]["history_waiting"] == f"{TWO} {ONE}"


@pytest.mark.parametrize(
    "answer", [404, "[]", '{"studyVersion": 1}', version(ONE, 3), '{"studyVersion": 0, "study": {}}']
)
def test_a_version_of_another_shape_is_one_problem(answer: Answer) -> None:
    web = web_of(ONE, TWO, **{f"{PAST}/studies/{ONE}/history/0": answer})
    found = run(web, follow(ONE, TWO))
    assert (problems(found), asked_for(web)) == (["history_schema"], [f"{ONE}/history", f"{ONE}/history/0"])


def test_a_history_that_cannot_be_reached_waits() -> None:
    url = f"{PAST}/studies/{ONE}/history"
    found = run(web_of(ONE, **{url: failure(url)}), follow(ONE))
    assert (problems(found), cursors(found)[0]["history_waiting"]) == (["fetch_failed"], ONE)


def test_what_is_over_the_limit_waits_for_the_next_run_of_the_same_data() -> None:
    options = follow(ONE, TWO, THREE, history_limit=2)
    first = run(web_of(ONE, TWO, THREE, **{f"{BASE}/version": STAMPED}), options)
    assert cursors(first)[0]["history_waiting"] == THREE
    web = web_of(ONE, TWO, THREE, **{f"{BASE}/version": STAMPED})
    second = run(web, options, Query(topic="t", cursor=cursors(first)[0]))
    assert web.asked == [f"{BASE}/version", *(f"{PAST}/studies/{THREE}/history{n}" for n in ("", "/0"))]
    assert "history_waiting" not in cursors(second)[0]
    third = web_of(**{f"{BASE}/version": STAMPED})
    assert cursors(run(third, options, Query(topic="t", cursor=cursors(second)[0]))) == cursors(second)


@pytest.mark.parametrize(
    "options",
    [
        CtgovOptions(base_url=BASE, studies=(ONE,)),
        CtgovOptions(base_url=BASE, studies=(ONE,), history_base_url=PAST, history=False),
    ],
)
def test_it_is_left_out_when_not_wanted_or_not_known_where(options: CtgovOptions) -> None:
    web = web_of(ONE)
    found = run(web, options)
    assert (asked_for(web), problems(found), len(cursors(found))) == ([], [], 1)


def read(found: dict[str, Any], **meta: str) -> list[object]:
    answer = reply(json.dumps(found), role="version", meta=meta)
    return list(parse(answer))


@pytest.mark.parametrize(
    ("meta", "status", "since"),
    [
        ({"valid_from": "2098-02-15"}, {"lastUpdateSubmitDate": "2098-02-01"}, "2098-02-15"),
        ({}, {"lastUpdateSubmitDate": "2098-02-01", "studyFirstSubmitDate": "2097-01-01"}, "2098-02-01"),
        ({}, {"studyFirstSubmitDate": "2097-01-01"}, "2097-01-01"),
    ],
)
def test_a_version_is_official_from_its_day(meta: dict[str, str], status: dict[str, str], since: str) -> None:
    (document,) = documents(read({"studyVersion": 4, "study": study(ONE, statusModule=status)}, **meta))
    assert document.official is not None
    assert (document.native_id, document.official.number, str(document.official.valid_from)) == (ONE, 4, since)


def test_a_version_without_a_day_is_a_problem_and_a_list_of_versions_is_no_study() -> None:
    assert problems(read({"studyVersion": 4, "study": study(ONE)})) == ["undated_version"]
    assert list(parse(reply(changes([]), role="history"))) == []
    (document,) = documents(parse(reply(json.dumps(study(ONE)))))
    assert document.official is None
