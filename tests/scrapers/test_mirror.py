"""Pages that retell registry entries: every line of the main part, the dates of the mirror, and nobody to reach."""

import pytest

from scrapers.mirror import SOURCE, MirrorOptions, discover, parse
from tests.scrapers.plays import FIXTURES, Web, cursors, documents, failure, problems, replies, reply
from tracker.errors import FetchFailed, ReadError
from tracker.records import Document, Query

PAGE = (FIXTURES / "mirror" / "trial.html").read_text()
URL = "https://retold.example/trials/NCT99999901"


def read(page: str = PAGE) -> Document:
    (document,) = documents(parse(reply(page, URL, meta={"kind": "derivative"})))
    return document


def test_the_number_the_size_and_the_thresholds_are_in_the_text() -> None:
    document = read()
    assert (document.kind, document.native_id, document.title) == (
        "derivative",
        URL,
        "Could drops help with dry examples?",
    )
    assert "NCT ID NCT99999901" in document.text
    assert "Active substance: velorastine" in document.text
    assert "phase 2 trial" in document.text
    assert "above 3 mg/L" in document.text
    assert "All trials" not in document.text
    assert "Newsletter" not in document.text


def test_it_is_always_derivative() -> None:
    (document,) = documents(parse(reply(PAGE, URL, meta={"kind": "press"})))
    assert (document.kind, SOURCE.kind) == ("derivative", "derivative")


def test_the_dates_are_those_of_the_mirror_and_make_no_version() -> None:
    first, second = (
        read(),
        read(PAGE.replace("Jun 27, 2098 &middot; Updated 1 time", "Jul 30, 2098 &middot; Updated 2 times")),
    )
    assert first.published
    assert first.modified
    assert second.modified
    assert [str(one.low) for one in (first.published, first.modified, second.modified)] == [
        "2098-06-26", "2098-06-27", "2098-07-30",
    ]  # fmt: skip
    assert first.content == second.content
    assert read(PAGE.replace("32 adults", "30 adults")).content != first.content


@pytest.mark.parametrize(
    "line", ["Kim Noone, Phone: 555 0100", "kim.noone@retold.example", "Email: hidden", "Call +1 (555) 010-0100"]
)
def test_nobody_can_be_reached_by_it(line: str) -> None:
    document = read(PAGE.replace("</main>", f"<section><h3>Study contact</h3><p>{line}</p></section></main>"))
    assert line not in document.text
    assert "NCT99999901" in document.text


@pytest.mark.parametrize(
    "body", ["", "{}", "<html><body><main><p>Short.</p></main></body></html>"], ids=["empty", "json", "short"]
)
def test_what_is_no_such_page_is_refused(body: str) -> None:
    with pytest.raises(ReadError):
        list(parse(reply(body, URL)))


def test_pages_are_fetched_once_and_failures_said() -> None:
    other = "https://retold.example/trials/NCT99999902"
    options = MirrorOptions(urls=(URL, other, URL))
    found = list(discover(Query(), options, Web({URL: PAGE, other: failure(other)})))
    assert (replies(found), problems(found), len(cursors(found))) == ([URL], ["fetch_failed"], 1)
    assert replies(discover(Query(native_ids=(other,)), options, Web({other: 404}))) == [other]
    with pytest.raises(FetchFailed):
        list(discover(Query(native_ids=(other,)), options, Web({other: failure(other)})))
