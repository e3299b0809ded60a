import json
import re

import pytest

from scrapers.euctr import SOURCE, parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, problems, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError
from tracker.records import Document, Problem

FULL = (FIXTURES / "euctr" / "full.txt").read_text()
PAGE = (FIXTURES / "euctr" / "protocol.html").read_text()
SEARCH = (FIXTURES / "euctr" / "search.html").read_text()
TWO, ALONE = documents(parse(reply(FULL)))
(SHOWN,) = documents(parse(reply(PAGE)))


@pytest.mark.parametrize(
    ("document", "claim", "expected"),
    [
        (TWO, "registration_id", [("own", "2098-099991-11"), ("sponsor", "SALT-7"), ("secondary", "NCT99999907")]),
        (TWO, "title", [("official", "A randomised trial of saltwater: drops in dry example syndrome"),
                        ("brief", "Saltwater for dry examples")]),
        (TWO, "sample_size", [("planned", "150"), ("planned_in_eea", "90"), ("planned_in_country", "30"),
                              ("planned", "160")]),
        (TWO, "status", [("in_country", "Ongoing"), ("in_country", "Completed")]),
        (TWO, "phase", [(None, "Therapeutic exploratory (Phase II)|Therapeutic confirmatory (Phase III)")]),
        (TWO, "masking", [(None, "Double blind")]),
        (TWO, "allocation", [(None, "Yes")]),
        (TWO, "control", [(None, "Placebo")]),
        (TWO, "model", [("interventional", "Parallel group")]),
        (TWO, "primary_outcome", [(None, "Change in the dryness score")]),
        (TWO, "condition", [(None, "Dry example syndrome"), ("lay", "Dryness"), (None, "Dryness example"),
                            (None, "Dryness of nowhere")]),
        (TWO, "intervention", [(None, "Sodium chloride"), (None, "Potassium chloride"), (None, "Example tea")]),
        (TWO, "institution", [(None, "Example Pharma"), (None, "Fund of Examples"), (None, "Second Fund"),
                              (None, "Example Pharma Ltd")]),
        (TWO, "centres", [("countries", "Estland|Westland|Norland|Southland")]),
        (TWO, "age", [("group_minimum", "18 years")]),
        (TWO, "sex", [(None, "Female, Male")]),
        (TWO, "date", [("authorised", "2099-02-01"), ("first_submitted", "2098-12-01"), ("authorised", "2099-03-01"),
                       ("first_submitted", "2099-01-15")]),
        (ALONE, "sample_size", [("planned", "24")]),
        (ALONE, "centres", [("planned", "1")]),
        (ALONE, "status", [("overall", "Prematurely Ended")]),
        (ALONE, "masking", []),
        (ALONE, "age", [("group_minimum", "65 years")]),
        (SHOWN, "sample_size", [("planned", "744")]),
        (SHOWN, "centres", [("planned", "6")]),
        (SHOWN, "phase", [(None, "Therapeutic confirmatory (Phase III)")]),
        (SHOWN, "masking", [(None, "Open")]),
        (SHOWN, "title", [("official", "Saltwater on a page\nin two lines")]),
        (SHOWN, "intervention", [(None, "Saltwater drops")]),
        (SHOWN, "condition", [(None, "Dry example syndrome"), (None, "Dryness example")]),
        (SHOWN, "date", [("authorised", "2098-12-30"), ("completion", "2100-10-05"),
                         ("first_submitted", "2098-10-01")]),
    ],
)  # fmt: skip
def test_fields(document: Document, claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(document, claim) == expected


def test_where_countries_differ_each_value_has_its_country() -> None:
    assert [(f.raw, f.qualifiers.get("country")) for f in fields(TWO, "sample_size")] == [
        ("150", "Estland"),
        ("90", None),
        ("30", "Estland"),
        ("160", "Westland"),
    ]
    assert fields(TWO, "primary_outcome")[0].qualifiers == {"time_frame": "12 weeks"}
    assert [f.qualifiers.get("role") for f in fields(TWO, "intervention")] == [None, None, "control"]


@pytest.mark.parametrize("document", [TWO, ALONE, SHOWN], ids=lambda document: document.native_id)
def test_every_field_can_be_read_and_stands_where_it_says(document: Document) -> None:
    assert from_fields(document.fields)[1] == []
    for field in document.fields:
        assert at_path(document.record, field.path), field.path


def test_values_over_several_lines() -> None:
    assert "To see whether saltwater helps.\n\nIt goes on: after a blank line.\n\nPlain water" in TWO.text
    assert "agua salada" not in TWO.text
    assert fields(TWO, "eligibility")[0].raw == "1. Adults;\n2. Dry."


@pytest.mark.parametrize("document", [TWO, ALONE, SHOWN], ids=lambda document: document.native_id)
def test_contacts_are_left_out(document: Document) -> None:
    everything = json.dumps([document.record, document.sections, document.text])
    assert not [word for word in ("Nobody", "@example.org", "Example Contacts", "00991") if word in everything]


def test_head() -> None:
    assert (TWO.native_id, TWO.title) == ("2098-099991-11", "Saltwater for dry examples")
    assert TWO.published is not None
    assert TWO.published.low.isoformat() == "2098-12-01"


def test_the_order_of_countries_and_a_translation_are_no_version() -> None:
    first, second, rest = re.split(r"(?m)^(?=Summary$)", FULL)[1:4]
    turned = documents(parse(reply(second + first.replace("Un ensayo", "El ensayo") + rest)))[0]
    assert turned.content == TWO.content
    changed = documents(parse(reply(FULL.replace("trial: 160", "trial: 170"))))[0]
    assert {name for name in TWO.sections if changed.sections[name] != TWO.sections[name]} == {"design"}


def test_a_country_that_comes_twice() -> None:
    again = FULL + re.split(r"(?m)^(?=Summary$)", FULL)[1]
    found = list(parse(reply(again)))
    assert (problems(found), documents(found)[0].content == TWO.content) == ([], True)
    found = list(parse(reply(again[: len(FULL)] + again[len(FULL) :].replace("trial: 150", "trial: 155"))))
    assert problems(found) == ["duplicate"]
    assert ("planned", "155") in told(documents(found)[0], "sample_size")


def test_a_code_that_is_not_known_is_told_once() -> None:
    text = FULL.replace("E.8.7 Trial has", "E.8.10.1 Something new: Yes\nE.8.7 Trial has")
    found = [item.subject for item in parse(reply(text)) if isinstance(item, Problem)]
    assert found == ["protocols[].E.8.10.1"]
    assert problems(parse(reply(FULL))) == problems(parse(reply(PAGE))) == []


def test_a_line_of_text_that_looks_like_a_code_goes_on() -> None:
    text = FULL.replace("2. Dry.", "2. Dry.\nSummary\nTrial Status: any\nE.5 cm at most\nB.1 Or less: see above")
    document = documents(parse(reply(text)))[0]
    assert fields(document, "eligibility")[0].raw.endswith("any\nE.5 cm at most\nB.1 Or less: see above")
    assert told(document, "status") == told(TWO, "status")


def test_a_protocol_without_a_number_is_a_problem() -> None:
    found = list(parse(reply(FULL.replace("2098-099992-12", "soon"))))
    assert (problems(found), len(documents(found))) == (["bad_id"], 1)


@pytest.mark.parametrize("body", ["", "<html><p>busy</p></html>", "no trial", "{}", SEARCH])
def test_other_bytes_are_one_clear_line(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body)))
    assert "\n" not in str(raised.value)


def test_recognises_its_files() -> None:
    assert reads("full.txt", FULL.encode()[:4096])
    assert reads("page.html", PAGE.encode()[:4096])
    assert not reads("story.txt", b"The trial\nEudraCT Number: 2015-000590-12\nis one of many.")
    assert not reads("page.html", b"<html><title>EU Clinical Trials Register explained</title>")
    assert SOURCE.fields is not None
    assert not SOURCE.fields.used.keys() & SOURCE.fields.ignored.keys()
