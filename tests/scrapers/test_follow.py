"""From entries to pages: what is decided, what is fetched, what is remembered."""

import pytest

from scrapers import _relevance
from scrapers._follow import Entry, follow
from tests.scrapers.loop import decided, verdicts
from tests.scrapers.plays import Answer, Web, failure, problems, replies
from tracker.errors import FetchFailed
from tracker.records import Decision, Problem, Query, Reply


def story(sentence: str) -> str:
    return "<html><body><article>" + "".join(f"<p>{sentence} This is paragraph {n}.</p>" for n in range(9))


ABOUT = story("Forty people who do not exist took part in a made-up trial of drops.")
OTHER = story("The village of Nowhere held its fair again, and everybody came to see it.")
TITLES = {"yes": True, "no": False, "open": None, "left open": None}
TOPIC = Query(conditions=("dry examples",))


@pytest.fixture(autouse=True)
def _verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_relevance, "decide", verdicts(TITLES))


def at(name: str) -> str:
    return f"https://news.example/{name.replace(' ', '-')}"


def run(
    titles: list[str], table: dict[str, Answer], query: Query = TOPIC, most: int = 9, judge: bool = True
) -> tuple[list[Reply | Problem | Decision], dict[str, str], bool, list[str]]:
    found = []
    web = Web({at(name): answer for name, answer in table.items()})
    stepping = follow([Entry(at(title), title) for title in titles], query, web, most=most, judge=judge)
    while True:
        try:
            found.append(next(stepping))
        except StopIteration as end:
            return found, dict(end.value.marks), end.value.complete, web.asked


def test_only_what_may_be_wanted_is_fetched_and_only_what_is_wanted_is_kept() -> None:
    table: dict[str, Answer] = {"yes": ABOUT, "open": ABOUT, "left open": OTHER}
    found, marks, complete, asked = run(["yes", "no", "open", "left open"], table)
    assert asked == [at("yes"), at("open"), at("left open")]
    assert replies(found) == [at("yes"), at("open")]
    assert decided(list(found)) == [("yes", True), ("no", False), ("open", True), ("left-open", False)]
    assert [item.reason for item in found if isinstance(item, Decision)] == [
        "by title yes", "by title no", "by body", "by body",
    ]  # fmt: skip
    assert (len(marks["aside"].split()), complete) == (2, True)


def test_what_was_set_aside_costs_nothing_until_the_words_change() -> None:
    table: dict[str, Answer] = {"yes": ABOUT, "left open": OTHER}
    _, marks, _, _ = run(["yes", "no", "left open"], table)
    again, kept, _, asked = run(["yes", "no", "left open"], table, TOPIC.model_copy(update={"cursor": marks}))
    assert (decided(list(again)), asked, kept) == ([("yes", True)], [at("yes")], marks)
    other = Query(conditions=("wet examples",), cursor=marks)
    assert len(decided(list(run(["yes", "no", "left open"], table, other)[0]))) == 3


def test_without_judgement_everything_is_fetched_and_nothing_decided() -> None:
    found, marks, _, _ = run(["yes", "no"], {"yes": ABOUT, "no": OTHER}, judge=False)
    assert (replies(found), decided(list(found)), marks) == ([at("yes"), at("no")], [], {})


def test_a_page_that_cannot_be_read_is_left_to_the_parser() -> None:
    found, *_ = run(["open"], {"open": "<html><p>Short.</p>"})
    assert (replies(found), decided(list(found))) == ([at("open")], [("open", True)])
    assert "could not be read" in next(item.reason for item in found if isinstance(item, Decision))


def test_more_than_allowed_is_said_once() -> None:
    found, _, complete, asked = run(["yes", "open", "yes", "no"], {"yes": ABOUT}, most=1)
    assert (problems(found), complete, asked) == (["too_many"], False, [at("yes")])


@pytest.mark.parametrize(("status", "lasting"), [(403, True), (404, True), (500, False), (429, False), (None, False)])
def test_an_outage_is_not_taken_for_the_end(status: int | None, lasting: bool) -> None:
    broken = FetchFailed(at("open"), "no", status)
    found, _, complete, _ = run(["yes", "open"], {"yes": ABOUT, "open": broken})
    assert (problems(found), complete) == (["fetch_failed"], lasting)


def test_only_failures_are_a_failure() -> None:
    with pytest.raises(FetchFailed):
        run(["yes", "no"], {"yes": failure(at("yes"))})
