"""No way to reach a person and no person's name is kept of a registry entry."""

import copy
import json
from typing import Any

import pytest

from scrapers._ctgov_parse import parse
from scrapers._personal import is_person, without_addresses
from tests.scrapers.plays import FIXTURES, documents, reply, told
from tracker.records import Document

STUDY = json.loads((FIXTURES / "clinicaltrials_gov" / "study.json").read_text())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to pat.nobody@drops.example.org.", "Write to [removed]."),
        ("Call +47 22 00 00 00 on weekdays", "Call [removed] on weekdays"),
        ("For sites, call 1-800-555-0100 or 212-555-0100", "For sites, call [removed] or [removed]"),
        ("NCT99999901, 2099-000001-10, U1111-0000-0001, 10.9999/oats.212-555-0100", None),
        ("5 mg @ 2 h, aged 18-75, 100-200-300 mL, grant 999-555-01000", None),
    ],
)
def test_addresses(text: str, expected: str | None) -> None:
    assert without_addresses({"a": [text, 3]}) == {"a": [expected or text, 3]}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Pat Nobody", "Pat Nobody", True),
        ("MUDr. Pat Nobody", "Pat Nobody, MD", True),
        ("Dr. Pat Nobody, MD", "Pat Nobody", True),
        ("Nobody, Pat", "Pat Nobody", True),
        ("Pat Nobody Memorial Hospital", "Pat Nobody", False),
        ("Example Hospital", "Pat Nobody", False),
        ("Nobody", "Nobody", False),
        ("Example Hospital", None, False),
    ],
)
def test_persons(text: str, name: Any, expected: bool) -> None:
    assert is_person(text, [name]) is expected


def changed(module: str, **values: Any) -> Document:
    study = copy.deepcopy(STUDY)
    study["protocolSection"][module] |= values
    return documents(parse(reply(json.dumps(study))))[0]


def test_an_investigator_who_is_sponsor_is_not_named() -> None:
    party = {"type": "SPONSOR_INVESTIGATOR", "investigatorFullName": "Pat Nobody",
             "investigatorAffiliation": "Example University"}  # fmt: skip
    named = changed("sponsorCollaboratorsModule", leadSponsor={"name": "Pat Nobody, MD"}, responsibleParty=party)
    assert "Pat Nobody" not in json.dumps([named.record, [field.raw for field in named.fields]])
    assert (None, "Example University") in told(named, "institution")
    other = changed("sponsorCollaboratorsModule", leadSponsor={"name": "Example Trust"}, responsibleParty=party)
    assert (None, "Example Trust") in told(other, "institution")


def test_a_site_under_a_persons_name_counts_without_the_name() -> None:
    sites = [
        {"facility": "Dr. Kim Noone", "country": "Norway", "contacts": [{"name": "Kim Noone"}]},
        {"facility": "For sites, call 1-800-555-0100", "country": "Finland"},
        {"facility": "Example Hospital", "country": "Finland", "contacts": [{"name": "Kim Noone"}]},
    ]
    found = changed("contactsLocationsModule", locations=sites)
    places = (found.record or {})["protocolSection"]["contactsLocationsModule"]["locations"]
    assert [site.get("facility") for site in places] == [None, "For sites, call [removed]", "Example Hospital"]
    assert told(found, "centres") == [("listed", "3")]


def test_an_e_mail_address_is_no_institution() -> None:
    officials = [{"name": "Study Director", "affiliation": "trials@drops.example.org"}]
    found = changed("contactsLocationsModule", overallOfficials=officials)
    assert [raw for _, raw in told(found, "institution") if "@" in raw or "removed" in raw] == []
