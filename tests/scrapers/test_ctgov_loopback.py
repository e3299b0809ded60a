"""The registry played by a real server on 127.0.0.1, with its faults, against the client that a run uses."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from scrapers.clinicaltrials_gov import SOURCE, CtgovOptions, discover, parse
from tests.loopback import Canned, Loopback, page
from tests.scrapers.plays import cursors, documents, problems, replies, told
from tracker.clock import Clock
from tracker.errors import ReadError, TrackerError
from tracker.http import Client, HttpSettings
from tracker.records import Absence, Query, Reply, Request

OLD, LIVE = "NCT99999900", "NCT99999901"
TOPIC = Query(topic="t", conditions=("dry examples",))


class StandingClock(Clock):
    """A clock for which waiting takes no time."""

    def __init__(self) -> None:
        self.waited = 0.0
        super().__init__(now=lambda: datetime(2099, 1, 1, tzinfo=UTC), sleep=self._wait, monotonic=lambda: self.waited)

    def _wait(self, seconds: float) -> None:
        self.waited += seconds


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def study(number: str = LIVE, **identity: Any) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": number, **identity}}}


def sent(value: object) -> Canned:
    return page(json.dumps(value).encode(), content_type="application/json")


def text(status: int, words: str) -> Canned:
    return Canned(status, words.encode(), {"Content-Type": "text/plain"})


def ask(web: Loopback, query: Query = TOPIC, **more: Any) -> list[object]:
    options = CtgovOptions(base_url=web.url("/api/v2"), page_size=2, **more)
    settings = HttpSettings(contact="desk@example.org", allow_loopback=True, timeout_seconds=5.0, attempts=2)
    with Client(settings, StandingClock()) as client:

        def fetch(request: Request) -> Reply:
            return client.fetch(request, delay=SOURCE.delay, robots=SOURCE.robots)

        return list(discover(query, options, fetch))


def read(items: list[object]) -> list[Any]:
    return [found for item in items if isinstance(item, Reply) for found in documents(parse(item))]


@pytest.mark.parametrize("aliases", [[], [OLD]])
def test_an_obsolete_number_leads_to_the_live_study(web: Loopback, aliases: list[str]) -> None:
    web.routes[f"/api/v2/studies/{OLD}"] = Canned(301, headers={"Location": f"/api/v2/studies/{LIVE}"})
    web.routes[f"/api/v2/studies/{LIVE}"] = sent(study(nctIdAliases=aliases))
    found = ask(web, Query(native_ids=(OLD,)))
    (document,) = read(found)
    assert (document.native_id, replies(found)) == (LIVE, [web.url(f"/api/v2/studies/{LIVE}")])
    assert told(document, "registration_id") == [("own", LIVE), ("alias", OLD)]


def test_errors_in_plain_text_are_one_line(web: Loopback) -> None:
    web.routes["/api/v2/studies"] = text(404, "No such endpoint:\n  studies")
    with pytest.raises(ReadError, match=r"answered 404 without a list of studies: No such endpoint: studies; check"):
        ask(web)
    web.routes["/api/v2/studies"] = text(400, "`pageToken` is wrong")
    with pytest.raises(TrackerError, match="answered 400") as raised:
        ask(web)
    assert "\n" not in str(raised.value)


def test_a_number_it_has_not_is_absent_and_a_refused_one_a_problem(web: Loopback) -> None:
    web.routes[f"/api/v2/studies/{OLD}"] = text(404, f"NCT number {OLD} not found")
    web.routes[f"/api/v2/studies/{LIVE}"] = text(400, "bad")
    found = ask(web, Query(native_ids=(OLD, LIVE), cursor={"a": "b"}))
    assert [item.native_id for item in found if isinstance(item, Absence)] == [OLD]
    assert (problems(found), cursors(found)) == (["fetch_failed"], [])


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<html>Are you a robot?</html>", content_type="text/html"),
        page(b"", content_type="application/json"),
        page(b'{"studies": [{"protocolSec', content_type="application/json"),
    ],
    ids=["challenge", "empty", "cut off"],
)
@pytest.mark.parametrize("query", [TOPIC, Query(native_ids=(LIVE,))], ids=["search", "number"])
def test_what_is_no_answer_fails_the_source(web: Loopback, answer: Canned, query: Query) -> None:
    web.routes["/api/v2/studies"] = web.routes[f"/api/v2/studies/{LIVE}"] = answer
    with pytest.raises(ReadError) as raised:
        ask(web, query)
    assert "\n" not in str(raised.value)


def test_a_search_goes_on_over_a_refusal_and_an_empty_page(web: Loopback) -> None:
    web.routes["/api/v2/version"] = sent({"dataTimestamp": "2099-01-01T09:00:00"})
    web.routes["/api/v2/studies"] = [
        sent({"studies": [study()], "nextPageToken": "A/+="}),
        Canned(429, headers={"Retry-After": "7"}),
        sent({"studies": [], "nextPageToken": "B"}),
        sent({"studies": [study("NCT99999902")]}),
    ]
    found = ask(web)
    assert [document.native_id for document in read(found)] == [LIVE, "NCT99999902"]
    assert (problems(found), cursors(found)[0]["since"]) == ([], "2098-12-31")
    assert [path.partition("pageToken=")[2] for path in web.asked[1:]] == ["", "A%2F%2B%3D", "A%2F%2B%3D", "B"]


@pytest.mark.parametrize(
    "pages",
    [
        [{"studies": [study()], "nextPageToken": "A"}, {"studies": [study("NCT99999902")], "nextPageToken": "A"}],
        [{"studies": [study()], "nextPageToken": "A"}, {"studies": [study()], "nextPageToken": "B"}],
    ],
    ids=["token", "page"],
)
def test_a_search_that_goes_round_ends_without_a_cursor(web: Loopback, pages: list[object]) -> None:
    web.routes["/api/v2/studies"] = [sent(one) for one in pages]
    found = ask(web)
    assert (problems(found), cursors(found), len(web.asked)) == (["paging"], [], 3)


def test_the_record_history_is_read_beside_the_study(web: Loopback) -> None:
    listed = [
        {"version": 0, "date": "2098-01-15", "status": "RECRUITING", "moduleLabels": []},
        {"version": 1, "date": "2098-02-15", "status": "RECRUITING", "moduleLabels": ["Contacts/Locations"]},
        {"version": 2, "date": "2098-03-15", "status": "RECRUITING", "moduleLabels": ["Outcome Measures"]},
    ]
    web.routes["/api/v2/studies"] = sent({"studies": [study(briefTitle="Now")]})
    web.routes[f"/past/studies/{LIVE}/history"] = sent({"changes": listed})
    for n in (0, 2):
        old = {"studyVersion": n, "study": study(briefTitle=f"Then {n}")}
        web.routes[f"/past/studies/{LIVE}/history/{n}"] = sent(old)
    found = ask(web, history_base_url=web.url("/past"))
    versions = [(d.title, d.official and (d.official.number, str(d.official.valid_from))) for d in read(found)]
    assert versions == [("Now", None), ("Then 0", (0, "2098-01-15")), ("Then 2", (2, "2098-03-15"))]
    assert (problems(found), len(cursors(found))) == ([], 1)


def test_a_history_that_answers_something_else_costs_nothing_but_itself(web: Loopback) -> None:
    web.routes["/api/v2/studies"] = sent({"studies": [study()]})
    web.routes[f"/past/studies/{LIVE}/history"] = page(b"<html>gone</html>", content_type="text/html")
    found = ask(web, history_base_url=web.url("/past"))
    assert [document.native_id for document in read(found)] == [LIVE]
    assert (problems(found), cursors(found)[0]["history_waiting"]) == (["history_schema"], LIVE)
