import json
from typing import Any

import pytest

from scrapers.ctis import SOURCE, parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, problems, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError
from tracker.records import Document, Problem

RECORD = (FIXTURES / "ctis" / "record.json").read_text()
OLDER = (FIXTURES / "ctis" / "older.json").read_text()
SEARCH = (FIXTURES / "ctis" / "search.json").read_text()
(NEW,) = documents(parse(reply(RECORD)))
(OLD,) = documents(parse(reply(OLDER)))
HERE, WIDER = documents(parse(reply(SEARCH)))


def read(record: Any) -> Document:
    (document,) = documents(parse(reply(json.dumps(record))))
    return document


@pytest.mark.parametrize(
    ("document", "claim", "expected"),
    [
        (NEW, "registration_id", [("own", "2099-599999-01-00"), ("secondary", "2098-099999-11"),
                                  ("secondary", "NCT99999901"), ("secondary", "U1111-9999-9999"),
                                  ("secondary", "ISRCTN99999901")]),
        (NEW, "sample_size", [("planned_in_country", "20"), ("planned_in_country", "12"), ("planned", "40")]),
        (NEW, "status", [("overall", "Ongoing, recruitment ended"), ("in_country", "Ongoing, recruitment ended"),
                         ("in_country", "Ended")]),
        (NEW, "phase", [(None, "Phase II and Phase III (Integrated)")]),
        (NEW, "allocation", [(None, "Randomised Controlled")]),
        (NEW, "date", [("start", "2099-04-02"), ("recruitment_start", "2099-04-01"), ("completion", "2100-06-30"),
                       ("completion_in_europe", "2100-05-31"), ("authorised", "2099-03-01"),
                       ("published_in_registry", "2099-08-20"), ("results_posted", "2100-12-01")]),
        (NEW, "primary_outcome", [(None, "Change in the dryness score at week 12"), (None, "Dry days until week 12")]),
        (NEW, "secondary_outcome", [(None, "Liking at week 24")]),
        (NEW, "intervention", [(None, "SODIUM CHLORIDE"), (None, "Plain water")]),
        (NEW, "control", [(None, "Placebo")]),
        (NEW, "institution", [(None, "Example Pharma"), (None, "Example University"), (None, "Fund of Examples")]),
        (NEW, "centres", [("countries", "Estland|Westland|Norland")]),
        (NEW, "condition", [(None, "Dry example syndrome"), (None, "Dryness example")]),
        (NEW, "age", [("group_minimum", "18 years")]),
        (NEW, "sex", [(None, "Female")]),
        (NEW, "healthy_volunteers", [(None, "false")]),
        (OLD, "sample_size", [("planned_in_country", "150"), ("planned", "150")]),
        (OLD, "status", [("overall", "Authorised, not started")]),
        (OLD, "phase", [(None, "Therapeutic use (Phase IV)")]),
        (OLD, "centres", [("listed", "2")]),
        (OLD, "age", [("group_minimum", "0 years"), ("group_maximum", "17 years")]),
        (OLD, "date", [("completion", "2100-01-31"), ("authorised", "2099-02-03"), ("first_submitted", "2099-01-02"),
                       ("last_update_posted", "2099-05-06")]),
        (HERE, "sample_size", [("planned", "254")]),
        (HERE, "date", [("authorised", "2099-06-05"), ("last_update_posted", "2099-06-07")]),
        (HERE, "centres", [("countries", "Estland|Westland")]),
        (HERE, "status", [("overall", "Authorised, recruiting")]),
        (WIDER, "sample_size", [("planned_in_eea", "16")]),
        (WIDER, "primary_outcome", []),
        (WIDER, "centres", []),
    ],
)  # fmt: skip
def test_fields(document: Document, claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(document, claim) == expected


@pytest.mark.parametrize("document", [NEW, OLD, HERE, WIDER], ids=lambda document: document.native_id)
def test_every_field_can_be_read_and_stands_where_it_says(document: Document) -> None:
    assert from_fields(document.fields)[1] == []
    for field in document.fields:
        assert at_path(document.record, field.path) not in (None, "", []), field.path


def test_the_sum_of_a_planned_size_says_what_it_is_of() -> None:
    planned = fields(NEW, "sample_size")[-1]
    assert planned.qualifiers == {"in_eea": 32, "elsewhere": 8}
    assert fields(NEW, "sample_size")[0].qualifiers == {"country": "Estland"}


def test_a_size_that_is_not_known_of_every_country_is_no_sum() -> None:
    record = json.loads(RECORD)
    del record["authorizedApplication"]["authorizedPartsII"][1]["recruitmentSubjectCount"]
    assert told(read(record), "sample_size") == [("planned_in_country", "20")]


@pytest.mark.parametrize("document", [NEW, OLD], ids=["new", "older"])
def test_persons_are_left_out(document: Document) -> None:
    everything = json.dumps([document.record, document.sections, document.text])
    assert not [word for word in ("Nobody", "Noone", "@example.org", "+99 1") if word in everything]


def test_head_and_text() -> None:
    assert (NEW.title, NEW.native_id) == ("Saltwater for dry examples", "2099-599999-01-00")
    assert NEW.published is not None
    assert NEW.published.low.isoformat() == "2099-03-01"
    assert HERE.modified is not None
    assert HERE.modified.low.isoformat() == "2099-06-07"
    assert NEW.text.endswith("To see whether saltwater helps.\n\nTreatment\n\nSaltwater drops\n\nPlain water")
    headline = NEW.passages[0]
    assert "SALT-EU-1" not in NEW.text[headline.start : headline.end]


def test_what_is_another_version_and_in_which_section() -> None:
    record = json.loads(RECORD)
    stamped = {**record, "publishDate": "2099-09-01T00:00:00", "_id": "x", "record_last_import": "y"}
    stamped["authorizedApplication"] = {**record["authorizedApplication"]}
    stamped["authorizedApplication"]["authorizedPartsII"] = record["authorizedApplication"]["authorizedPartsII"][::-1]
    assert read(stamped).content == NEW.content
    part = record["authorizedApplication"]["authorizedPartI"]
    part["trialDetails"]["trialInformation"]["endPoint"]["primaryEndPoints"][0]["endPoint"] = "Dryness at week 6"
    part["sponsors"][0]["publicContacts"][0]["functionalName"] = "Somebody Else"
    changed = read(record)
    assert {name for name in NEW.sections if changed.sections[name] != NEW.sections[name]} == {"outcomes"}


def test_a_field_that_is_not_known_is_told_once() -> None:
    record = json.loads(RECORD) | {"newest": 1}
    record["authorizedApplication"]["authorizedPartI"]["trialDetails"]["surprise"] = [{"a": 1}, {"a": 2}]
    found = list(parse(reply(json.dumps([record, record]))))
    assert [problem.subject for problem in found if isinstance(problem, Problem)] == [
        "authorizedApplication.authorizedPartI.trialDetails.surprise[].a",
        "newest",
    ]
    assert problems(parse(reply(RECORD))) == problems(parse(reply(OLDER))) == problems(parse(reply(SEARCH))) == []


def test_arrays_and_lines_of_records() -> None:
    lines = "\n".join(json.dumps(json.loads(text)) for text in (RECORD, OLDER))
    numbers = ["2099-599999-01-00", "2099-599999-02-00"]
    assert [d.native_id for d in documents(parse(reply(lines)))] == numbers
    assert [d.native_id for d in documents(parse(reply(f"[{RECORD},{OLDER}]")))] == numbers


def test_a_trial_without_a_number_is_a_problem() -> None:
    found = list(parse(reply(f'[{RECORD}, {{"ctNumber": "soon"}}]')))
    assert (problems(found), len(documents(found))) == (["bad_id"], 1)


@pytest.mark.parametrize("body", ["", "<!doctype html><app-root></app-root>", RECORD[:900], "[]", "{}", '{"data": []}'])
def test_other_bytes_are_one_clear_line(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body)))
    assert "\n" not in str(raised.value)


def test_recognises_its_files() -> None:
    assert reads("a.json", RECORD.encode()[:4096])
    assert reads("a.ndjson", OLDER.encode()[:4096])
    assert reads("a.json", SEARCH.encode()[:4096])
    assert not reads("a.json", b'{"_id": "2013-000615-24-BE", "ctrname": "EUCTR"}')
    assert not reads("a.txt", RECORD.encode()[:4096])
    assert SOURCE.fields is not None
    assert not SOURCE.fields.used.keys() & SOURCE.fields.ignored.keys()


def test_the_products_of_a_search_row_are_one_treatment_each() -> None:
    page = json.loads(SEARCH)
    page["data"][0]["product"] = "SALT-001, Placebo for SALT-001, SALT-001"
    here, _ = documents(parse(reply(json.dumps(page))))
    assert [field.raw for field in fields(here, "intervention")] == ["SALT-001", "Placebo for SALT-001"]
