"""The E-utilities played by a real server on 127.0.0.1, with their faults, against the client that a run uses."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from scrapers.pubmed import SOURCE, PubmedOptions, discover, parse
from tests.loopback import Canned, Loopback, Seen, page
from tests.scrapers.plays import cursors, documents, problems
from tracker.clock import Clock
from tracker.errors import FetchFailed, ReadError
from tracker.http import Client, HttpSettings
from tracker.records import Absence, Problem, Query, Reply, Request

SEARCH, FETCH = "/eutils/esearch.fcgi", "/eutils/efetch.fcgi"
TOPIC = Query(topic="t", conditions=("dry examples", 'a" OR b[pt]'), terms=("ISRCTN99999901",))
NOW = datetime(2031, 9, 20, tzinfo=UTC)


class StandingClock(Clock):
    """A clock for which waiting takes no time."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        super().__init__(now=lambda: NOW, sleep=self.waits.append, monotonic=lambda: sum(self.waits))


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def article(number: str, day: date = date(2031, 9, 5)) -> str:
    when = f"<Year>{day.year}</Year><Month>{day.month}</Month><Day>{day.day}</Day>"
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{number}</PMID><Article><ArticleTitle>T{number}.'
        "</ArticleTitle></Article></MedlineCitation><PubmedData><History>"
        f'<PubMedPubDate PubStatus="entrez">{when}</PubMedPubDate></History></PubmedData></PubmedArticle>'
    )


def fetched(*articles: str) -> Canned:
    body = f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>"
    return page(body.encode(), content_type="text/xml; charset=UTF-8")


def listed(*numbers: str, count: int | None = None, **more: Any) -> Canned:
    result = {"count": str(len(numbers) if count is None else count), "idlist": list(numbers), **more}
    return page(json.dumps({"header": {"type": "esearch"}, "esearchresult": result}).encode())


def parameters(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def asked(web: Loopback, tool: str) -> list[dict[str, str]]:
    return [parameters(path) for path in web.asked if path.startswith(tool)]


def by_number(seen: Seen) -> Canned:
    return fetched(*map(article, parameters(seen.path)["id"].split(",")))


def ask(web: Loopback, query: Query = TOPIC, clock: StandingClock | None = None, **more: Any) -> list[Any]:
    options = PubmedOptions(base_url=web.url("/eutils"), **more)
    settings = HttpSettings(contact="desk@example.org", allow_loopback=True, timeout_seconds=5.0, attempts=2)
    with Client(settings, clock or StandingClock()) as client:

        def fetch(request: Request) -> Reply:
            return client.fetch(request, delay=SOURCE.delay, robots=SOURCE.robots)

        return list(discover(query, options, fetch))


def numbers(items: list[Any]) -> list[str]:
    return [found.native_id for item in items if isinstance(item, Reply) for found in documents(parse(item))]


def test_a_first_run_searches_without_dates_and_fetches_what_it_found(web: Loopback) -> None:
    web.routes |= {SEARCH: listed("3", "20", "1"), FETCH: fetched(*map(article, ("1", "3", "20")))}
    found = ask(web)
    (search,), (batch,) = asked(web, SEARCH), asked(web, FETCH)
    assert search["term"].startswith(
        '("dry examples"[tiab] OR "a OR b pt"[tiab]) AND ("ISRCTN99999901"[tiab] OR ISRCTN99999901[si]) AND (random'
    )
    assert (search["db"], search["retmode"], search["retmax"]) == ("pubmed", "json", "9999")
    assert not {"mindate", "datetype"} & search.keys()
    assert (batch["id"], batch["retmode"]) == ("1,3,20", "xml")
    assert numbers(found) == ["PMID1", "PMID3", "PMID20"]
    assert (problems(found), cursors(found)[0]["since"]) == ([], "2031-08-29")


def test_the_next_run_asks_for_what_was_entered_or_revised_since(web: Loopback) -> None:
    web.routes |= {SEARCH: [listed("1"), listed("2"), listed("1", "2")], FETCH: by_number}
    first = cursors(ask(web))[0]
    found = ask(web, TOPIC.model_copy(update={"cursor": first}))
    assert [(one["datetype"], one["mindate"], one["maxdate"]) for one in asked(web, SEARCH)[1:]] == [
        ("edat", "2031/08/29", "3000/01/01"),
        ("mdat", "2031/08/29", "3000/01/01"),
    ]
    assert (numbers(found), cursors(found)) == (["PMID1", "PMID2"], [first])
    ask(web, TOPIC.model_copy(update={"cursor": first, "terms": ()}))
    assert "mindate" not in asked(web, SEARCH)[-1]


def test_nothing_new_keeps_the_cursor_and_fetches_nothing(web: Loopback) -> None:
    web.routes |= {SEARCH: [listed("1"), listed()], FETCH: by_number}
    first = cursors(ask(web))[0]
    assert cursors(ask(web, TOPIC.model_copy(update={"cursor": first}), revisions=False)) == [first]
    assert len(asked(web, FETCH)) == 1


def test_a_date_in_the_future_does_not_move_the_cursor(web: Loopback) -> None:
    web.routes |= {SEARCH: listed("1", "2"), FETCH: fetched(article("1"), article("2", date(2091, 1, 1)))}
    assert cursors(ask(web))[0]["since"] == "2031-08-29"


def of_days(most: int, per_day: dict[date, int]) -> Callable[[Seen], Canned]:
    """A search that counts the records of each day, numbered by day, and lists them when they are at most `most`."""

    def answer(seen: Seen) -> Canned:
        given = parameters(seen.path)
        first, last = (given.get(name, "").replace("/", "-") for name in ("mindate", "maxdate"))
        days = {day: n for day, n in per_day.items() if not first or first <= day.isoformat() <= last}
        count = sum(days.values())
        return listed(*(f"{day:%Y%m%d}" for day in days), count=count if count > most else len(days))

    return answer


def test_too_many_are_asked_for_in_shorter_spans_until_each_fits(web: Loopback) -> None:
    days = {date(2031, 9, n): 4000 for n in range(1, 10)} | {date(1950, 1, 1): 1}
    web.routes |= {SEARCH: of_days(9_999, days), FETCH: by_number}
    found = ask(web)
    assert sorted(numbers(found)) == sorted(f"PMID{day:%Y%m%d}" for day in days)
    assert (problems(found), len(cursors(found))) == ([], 1)
    spans = [(one["mindate"], one["maxdate"]) for one in asked(web, SEARCH)[1:]]
    assert spans[0] == ("1700/01/01", "2031/09/21")
    assert spans[-1] == ("2031/09/22", "3000/01/01")


def test_a_day_that_cannot_be_divided_is_a_problem(web: Loopback) -> None:
    web.routes |= {SEARCH: of_days(9_999, {date(2031, 9, 1): 10_000, date(2031, 9, 2): 5}), FETCH: by_number}
    found = ask(web, TOPIC.model_copy(update={"since": date(2031, 9, 1), "until": date(2031, 9, 3)}))
    assert (numbers(found), problems(found), cursors(found)) == (["PMID20310902"], ["incomplete"], [{}])
    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problem.message.startswith("10000 records on 2031-09-01 are more than PubMed gives (9999)")


def test_a_slice_of_time_is_of_the_day_of_entry(web: Loopback) -> None:
    web.routes |= {SEARCH: listed(), FETCH: by_number}
    found = ask(web, TOPIC.model_copy(update={"since": date(2031, 1, 1), "until": date(2031, 2, 1)}))
    ask(web, TOPIC.model_copy(update={"until": date(2031, 2, 1)}))
    assert [(one["datetype"], one["mindate"], one["maxdate"]) for one in asked(web, SEARCH)] == [
        ("edat", "2031/01/01", "2031/01/31"),
        ("edat", "1700/01/01", "2031/01/31"),
    ]
    assert cursors(found) == [{}]


@pytest.mark.parametrize(("batch", "method"), [(200, "GET"), (201, "POST")])
def test_batches(batch: int, method: str, web: Loopback) -> None:
    wanted = [str(n) for n in range(1, 403)]
    sent: list[list[str]] = []

    def records(seen: Seen) -> Canned:
        given = parse_qs(seen.body.decode()) if seen.method == "POST" else parse_qs(urlsplit(seen.path).query)
        sent.append(given["id"][0].split(","))
        return fetched(*map(article, sent[-1]))

    web.routes |= {SEARCH: listed(*wanted), FETCH: records}
    assert len(numbers(ask(web, batch=batch))) == 402
    assert [len(one) for one in sent] == ([200, 200, 2] if batch == 200 else [201, 201])
    assert {seen.method for seen in web.log if seen.path.startswith(FETCH)} == {method}


def test_key_tool_and_address_are_sent_and_not_kept(web: Loopback) -> None:
    web.routes |= {SEARCH: listed("1"), FETCH: by_number}
    found = ask(web, TOPIC.model_copy(update={"contact": "desk@example.org"}), api_key=SecretStr("k3y"))
    for one in asked(web, SEARCH) + asked(web, FETCH):
        assert (one["api_key"], one["tool"], one["email"]) == ("k3y", "evidence-tracker", "desk@example.org")
    (reply,) = (item for item in found if isinstance(item, Reply))
    assert not {"k3y", "desk", "evidence"} & set(reply.url.replace("=", "&").replace("@", "&").split("&"))
    assert reply.url == reply.request.url
    ask(web, TOPIC.model_copy(update={"contact": "https://desk.example"}))
    assert not {"api_key", "email"} & asked(web, SEARCH)[-1].keys()


def test_what_pubmed_did_not_understand_is_a_problem_once(web: Loopback) -> None:
    web.routes[SEARCH] = listed(
        errorlist={"phrasesnotfound": ["lamp zzz", "ISRCTN99999901[si]"], "fieldsnotfound": ["tiabb"]},
        warninglist={"phrasesignored": ["the"], "quotedphrasesnotfound": [], "outputmessages": ["No items found."]},
    )
    found = ask(web, TOPIC.model_copy(update={"cursor": {}}))
    assert [(one.kind, one.message) for one in found if isinstance(one, Problem)] == [
        ("not_understood", "PubMed does not find 'lamp zzz'"),
        ("not_understood", "PubMed does not know the field 'tiabb'"),
        ("not_understood", "PubMed ignored 'the'"),
    ]
    assert len(cursors(found)) == 1


def test_a_topic_without_words_is_not_asked(web: Loopback) -> None:
    assert problems(ask(web, Query(topic="t", conditions=(' "',)))) == ["nothing_asked"]
    assert web.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page(b"<html>busy</html>"), "is not JSON"),
        (page(b""), "is not JSON"),
        (page(b'{"esearchresult":{"count":"1","idl'), "is not JSON or is cut off"),
        (
            page(b'{"error":"API rate limit exceeded","count":"4"}'),
            "answered 'API rate limit exceeded'; try again later",
        ),
        (page(b'{"esearchresult":{"ERROR":"Search Backend failed"}}'), "answered 'Search Backend failed'"),
        (page(b'{"esearchresult":{"count":"x","idlist":[]}}'), "without a list of records"),
        (page(b'{"esearchresult":{"count":"1"}}'), "answered without a list of records"),
        (Canned(404, b"gone"), "answered 404 without a list of records"),
    ],
)
def test_a_search_that_is_no_answer_fails_the_source(answer: Canned, said: str, web: Loopback) -> None:
    web.routes[SEARCH] = answer
    with pytest.raises(ReadError) as raised:
        ask(web)
    assert said in str(raised.value)


def test_a_search_that_gives_less_than_it_counts_keeps_the_old_cursor(web: Loopback) -> None:
    web.routes |= {SEARCH: listed("1", count=3), FETCH: by_number}
    found = ask(web)
    assert (numbers(found), problems(found), cursors(found)) == (["PMID1"], ["incomplete"], [])


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<html>busy</html>"),
        page(b""),
        Canned(404),
        page(fetched(article("1")).body[:-40]),
        page(b'{"error":"API rate limit"}'),
    ],
    ids=["web page", "empty", "not there", "cut off", "limit"],
)
@pytest.mark.parametrize("query", [TOPIC, Query(native_ids=("PMID1",))], ids=["search", "number"])
def test_records_that_are_no_answer_fail_the_source(answer: Canned, query: Query, web: Loopback) -> None:
    web.routes |= {SEARCH: listed("1"), FETCH: answer}
    with pytest.raises(ReadError):
        ask(web, query)


def test_records_that_do_not_come_are_named(web: Loopback) -> None:
    web.routes |= {SEARCH: listed("1", "2", "3"), FETCH: fetched(article("2"))}
    found = ask(web)
    assert (numbers(found), problems(found), len(cursors(found))) == (["PMID2"], ["incomplete"], 1)
    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problem.message == "2 of 3 records did not come (PMID 1, 3)"


@pytest.mark.parametrize("after", ["7", "Sat, 20 Sep 2031 00:00:07 GMT"])
def test_a_refusal_is_waited_for_as_long_as_it_says(after: str, web: Loopback) -> None:
    clock = StandingClock()
    web.routes |= {SEARCH: [Canned(429, headers={"Retry-After": after}), listed("1")], FETCH: by_number}
    assert numbers(ask(web, clock=clock)) == ["PMID1"]
    assert max(clock.waits) == pytest.approx(7, abs=0.5)


def test_a_server_error_is_asked_again(web: Loopback) -> None:
    web.routes |= {SEARCH: [Canned(500), listed("1")], FETCH: [Canned(502), fetched(article("1"))]}
    assert numbers(ask(web)) == ["PMID1"]
    web.routes["/eutils/esearch.fcgi"] = Canned(500)
    with pytest.raises(FetchFailed, match="answered 500 twice"):
        ask(web)


def test_records_by_number(web: Loopback) -> None:
    web.routes[FETCH] = [fetched(article("7")), fetched(), fetched(article("9")), Canned(400)]
    found = ask(web, Query(native_ids=("PMID7", "8", "pmid 10", "PMC5"), cursor={"a": "b"}))
    assert numbers(found) == ["PMID7"]
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["PMID8", "PMID10"]
    assert (problems(found), cursors(found)) == (["bad_id"], [{"a": "b"}])
    found = ask(web, Query(native_ids=("PMID11",)))
    assert (problems(found), cursors(found)) == (["fetch_failed"], [])
