import json
from datetime import date
from urllib.parse import quote

import pytest

from scrapers.isrctn import IsrctnOptions, discover, parse, reads
from tests.scrapers.plays import FIXTURES, Web, at_path, cursors, documents, fields, problems, replies, reply, told
from tracker.errors import ReadError
from tracker.records import Absence, Document, Query

TWO = (FIXTURES / "isrctn" / "two.xml").read_text()
EMPTY = (FIXTURES / "isrctn" / "empty.xml").read_text()
NEW, OLD = documents(parse(reply(TWO)))
BASE = "https://isrctn.example/api"
OPTIONS = IsrctnOptions(base_url=BASE, limit=10)
TOPIC = Query(conditions=("dry example",), interventions=("saltwater", "brine"))


@pytest.mark.parametrize(
    ("document", "claim", "expected"),
    [
        (NEW, "sample_size", [("planned", "34")]),
        (OLD, "sample_size", [("planned", "81"), ("enrolled", "25")]),
        (NEW, "primary_outcome", [(None, "Dryness score")]),
        (OLD, "primary_outcome", [(None, "Example score at 36 weeks")]),
        (NEW, "allocation", [(None, "Randomized controlled trial")]),
        (OLD, "allocation", [(None, "Randomised controlled trial")]),
        (NEW, "phase", [(None, "Not Applicable")]),
        (OLD, "phase", []),
        (NEW, "masking", [(None, "Blinded (masking used)")]),
        (NEW, "control", [(None, "Placebo")]),
        (NEW, "model", [("interventional", "Crossover")]),
        (NEW, "date", [("recruitment_start", "2099-07-01"), ("recruitment_end", "2099-11-30"),
                       ("completion", "2099-12-31"), ("registered", "2099-06-25"),
                       ("last_update_posted", "2099-08-04")]),
        (NEW, "intervention", [(None, "Saltwater")]),
        (OLD, "intervention", [("description", "Talking.")]),
        (NEW, "institution", [(None, "Example University"), (None, "Fund of Examples")]),
        (NEW, "centres", [("listed", "1")]),
        (OLD, "centres", [("countries", "Finland|Norway")]),
        (NEW, "reference", [("PROTOCOL", "10.9999/protocol.1"), ("RESULT", "10.9999/results.2")]),
        (NEW, "age", [("minimum", "18 Years")]),
        (OLD, "age", []),
    ],
)  # fmt: skip
def test_fields(document: Document, claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(document, claim) == expected


def test_numbers_and_the_eudract_number_typed_ctis() -> None:
    assert told(NEW, "registration_id") == [
        ("own", "ISRCTN99999901"),
        ("secondary", "2099-000001-10"),
        ("secondary", "NCT99999901"),
        ("secondary", "999901"),
        ("secondary", "2099-000001-10"),
        ("secondary", "2099-500001-10-00"),
        ("sponsor", "FICTION-01"),
    ]
    types = [field.qualifiers.get("id_type") for field in fields(NEW, "registration_id")[4:6]]
    assert types == ["EudraCT", "ctis"]


@pytest.mark.parametrize("document", [NEW, OLD], ids=["new", "old"])
def test_paths_lead_to_the_printed_value(document: Document) -> None:
    for field in document.fields:
        value = at_path(document.record, field.path)
        printed = f"{len(value)} {'|'.join(map(str, value))}" if isinstance(value, list) else str(value)
        assert field.raw in printed, field.path


def test_text_leaves_out_what_says_that_nothing_is_known() -> None:
    headline = NEW.passages[0]
    assert NEW.text[headline.start : headline.end].startswith("Fictitious example of a saltwater trial\nA made-up")
    assert "Two drops a day for 6 weeks." in NEW.text
    assert "not provided" not in NEW.text


def test_persons_are_left_out() -> None:
    record = json.dumps(NEW.record)
    assert not [word for word in ("Nobody", "@example.org", "telephone") if word in record]


def test_an_edit_of_nothing_is_no_version() -> None:
    def first(text: str) -> Document:
        return documents(parse(reply(text)))[0]

    touched = TWO.replace("2099-08-04T13:22:23.340961015Z", "2099-09-01T00:00:00Z").replace(
        'version="3"', 'version="4"'
    )
    assert first(touched).content == NEW.content
    assert first(touched).modified != NEW.modified
    assert first(TWO.replace(">34<", ">35<")).content != NEW.content


def test_an_entry_without_a_number_is_a_problem() -> None:
    text = TWO.replace('"ISRCTN99999901"', '"soon"').replace(">99999901</isrctn>", "></isrctn>")
    found = list(parse(reply(text)))
    assert (problems(found), [d.native_id for d in documents(found)]) == (["bad_id"], ["ISRCTN99999902"])


@pytest.mark.parametrize(
    "body",
    ["", "<html><p>x</p></html>", TWO[:800], "{}", '<allTrials totalCount="1"/>',
     '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + EMPTY.replace("></", ">&e;</")],
    ids=["empty", "html", "cut off", "json", "no namespace", "entity"],
)  # fmt: skip
def test_other_bytes_are_one_clear_line(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body)))
    assert "\n" not in str(raised.value)


def test_recognises_its_files() -> None:
    assert reads("x.xml", TWO.encode()[:4096])
    assert not reads("x.xml", b"<rss/>")
    assert not reads("x.json", TWO.encode()[:4096])


def url(query: str, limit: int = 10) -> str:
    return f"{BASE}/query/format/default?q={quote(query, safe='')}&limit={limit}"


WORDS = '("dry example") AND ("saltwater" OR "brine")'


def test_search_keeps_the_newest_edit_and_asks_from_there() -> None:
    found = list(discover(TOPIC, OPTIONS, Web({url(WORDS): TWO})))
    assert cursors(found)[0]["last_edited"] == "2099-08-04T13:22:23"
    again = Web({url(f"{WORDS} AND lastEdited GE 2099-08-04T13:22:23"): EMPTY})
    second = list(discover(TOPIC.model_copy(update={"cursor": cursors(found)[0]}), OPTIONS, again))
    assert (replies(second), cursors(second)) == ([], cursors(found))


def test_more_than_the_limit_on_one_day_is_asked_for_as_a_whole() -> None:
    one = TWO.replace('totalCount="2"', 'totalCount="3"').replace("2099-05-01", "2099-08-04")
    whole = one.replace("</allTrials>", f"{one[one.index('<fullTrial>') : one.index('</allTrials>')]}</allTrials>")
    day = f"{WORDS} AND lastEdited GE 2099-08-04T00:00:00 AND lastEdited LT 2099-08-05T00:00:00"
    query = TOPIC.model_copy(update={"since": date(2099, 8, 4), "until": date(2099, 8, 5)})
    found = list(discover(query, IsrctnOptions(base_url=BASE, limit=2), Web({url(day, 2): one, url(day, 3): whole})))
    assert (replies(found), problems(found), len(cursors(found))) == ([url(day, 3)], [], 1)


def test_an_incomplete_result_has_no_cursor() -> None:
    short = TWO.replace('totalCount="2"', 'totalCount="3"')
    found = list(discover(TOPIC, OPTIONS, Web({url(WORDS): short})))
    assert (len(replies(found)), problems(found), cursors(found)) == (1, ["incomplete"], [])


def test_entries_by_number() -> None:
    web = Web({url("ISRCTN99999901", 100): TWO, url("ISRCTN99999909", 100): EMPTY})
    query = Query(native_ids=("isrctn99999901", "ISRCTN99999909", "NCT99999901"), cursor={"k": "v"})
    found = list(discover(query, OPTIONS, web))
    assert (len(replies(found)), problems(found), cursors(found)) == (1, ["bad_id"], [{"k": "v"}])
    assert [item.native_id for item in found if isinstance(item, Absence)] == ["ISRCTN99999909"]


def test_a_topic_without_words_asks_for_nothing() -> None:
    assert problems(discover(Query(topic="empty"), OPTIONS, Web({}))) == ["nothing_asked"]
