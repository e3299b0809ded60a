"""Real ISRCTN entries and ICTRP exports, read a second way: plain JSON, the csv module, XML paths."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from scrapers import ictrp, isrctn
from scrapers._isrctn_table import FIELDS
from scrapers._unread import leaves, use_of
from scrapers.files import ImportItem, plan
from tests.scrapers.plays import at_path, documents, problems, reply, told
from tracker.claims import from_fields
from tracker.records import Document

JSON = [12949496, 13281214, 17473621, 20343063, 61070850, 76463425, 80181452, 88261002, 96912679]
PERSON = r"\w@[a-z]+\.[a-z]|main contact|contactDetails|contactId|telephone"


@pytest.fixture(scope="module", params=JSON)
def exported(request: pytest.FixtureRequest, shared: Path) -> tuple[dict[str, Any], Document]:
    """One entry as ctrdata's JSON, with the document made of it."""
    body = (shared / "samples" / "registers_as_json" / f"ISRCTN_{request.param}.json").read_bytes()
    found = list(isrctn.parse(reply(body, "x.json")))
    assert problems(found) == []
    return json.loads(body), documents(found)[0]


def test_sizes_dates_and_numbers(exported: tuple[dict[str, Any], Document]) -> None:
    raw, document = exported
    people, design = raw["participants"], raw["trialDesign"]
    sizes = [("planned", people["targetEnrolment"]), ("enrolled", people["totalFinalEnrolment"])]
    assert told(document, "sample_size") == [size for size in sizes if size[1] not in ("", "0")]
    days = [people["recruitmentStart"], people["recruitmentEnd"], design["overallEndDate"]]
    assert [day for _, day in told(document, "date")] == [day[:10] for day in days]
    numbers = re.findall(r'"(?:eudraCTNumber|clinicalTrialsGovNumber)": "([N2][^"l]+\d)"', json.dumps(raw))
    assert set(numbers) <= {value for _, value in told(document, "registration_id")}
    assert told(document, "registration_id")[0] == ("own", f"ISRCTN{raw['isrctn']}")


def test_outcomes_are_the_lines_of_the_text(exported: tuple[dict[str, Any], Document]) -> None:
    raw, document = exported
    text = raw["trialDescription"]["primaryOutcome"]
    lines = re.findall(r"^\d\. *(.+)", text, re.MULTILINE)
    assert [value for _, value in told(document, "primary_outcome")] == (lines or [text.strip()])


def test_papers(exported: tuple[dict[str, Any], Document]) -> None:
    raw, document = exported
    lines = raw["results"]["publicationDetails"].splitlines()
    found = [field for field in document.fields if field.type == "reference"]
    assert [field.qualifiers["citation"] for field in found] == lines
    assert [field.qualifiers["date"] for field in found] == [line[:4] for line in lines]
    assert all(field.raw in field.qualifiers["citation"] for field in found)


def test_nobody_is_named_and_paths_lead_somewhere(exported: tuple[dict[str, Any], Document]) -> None:
    _, document = exported
    assert not re.search(PERSON, json.dumps([document.record, document.sections]) + document.text)
    for field in document.fields:
        assert at_path(document.record, field.path) is not None
    _, unread = from_fields(document.fields)
    assert [problem for problem in unread if "sample_size" in problem.message or "date" in problem.message] == []


@pytest.mark.parametrize("number", ["ISRCTN38597726", "ISRCTN62918594"])
def test_every_element_is_known(shared: Path, number: str) -> None:
    body = (shared / "samples" / "isrctn" / f"{number}.xml").read_bytes()
    found = list(isrctn.parse(reply(body)))
    (document,) = documents(found)
    assert problems(found) == []
    used = [path for path in set(leaves(dict(document.record or {}))) if str(use_of(path, FIELDS)).startswith("used")]
    assert len(used) >= 30
    papers = [field.qualifiers for field in document.fields if field.type == "reference"]
    dois = re.findall(r"doi\.org/(10\.\S+)", etree.fromstring(body).xpath("string(//*[local-name()='results'])"))
    assert [paper["doi"] for paper in papers] == dois


Rows = list[tuple[dict[str, str], Document]]


@pytest.fixture(scope="module")
def rows(shared: Path) -> Rows:
    """Each row of a real CSV as the csv module reads it, with the document made of it."""
    path = shared / "samples" / "ictrp" / "ictrp.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        raw = list(csv.DictReader(file))
    found = documents(ictrp.parse(reply(path.read_bytes())))
    return list(zip(raw, found, strict=True))


def test_every_row_is_read(rows: Rows) -> None:
    assert len(rows) == 315
    assert [document.native_id for _, document in rows] == [raw["TrialID"] for raw, _ in rows]
    for _, document in rows:
        claims, unread = from_fields(document.fields)
        assert unread == []
        own = [c.value["scheme"] for c in claims if c.type == "registration_id" and c.kind == "own"]
        assert len(own) == 1


@pytest.mark.parametrize(
    ("label", "claim", "given"),
    [
        ("TARGET SIZE", "sample_size", lambda raw: raw.isdigit() and int(raw) > 0),
        ("DATE_REGISTRATION", "date", lambda raw: raw != "NA"),
        ("Countries", "centres", lambda raw: raw not in ("NA", "")),
        ("PHASE", "phase", lambda raw: raw not in ("NA", "")),
        ("INCLUSION_AGEMIN", "age", lambda raw: re.match(r"[1-9]|no limit", raw, re.IGNORECASE)),
        ("INCLUSION_AGEMAX", "age", lambda raw: re.match(r"[1-9]|no limit", raw, re.IGNORECASE)),
        ("RECRUITMENT_STATUS", "status", lambda raw: raw == "RECRUITING"),
        ("Condition", "condition", bool),
    ],
)
def test_what_is_given_is_a_field(rows: Rows, label: str, claim: str, given: Callable[[str], Any]) -> None:
    kind = {"INCLUSION_AGEMIN": "minimum", "INCLUSION_AGEMAX": "maximum"}.get(label)
    wrong = []
    for raw, document in rows:
        found = [value for said, value in told(document, claim) if kind in (None, said)]
        if bool(found) != bool(given(raw[label])):
            wrong.append((document.native_id, raw[label], found))
    assert wrong == []


def test_sizes_dates_and_phases_are_those_printed(rows: Rows) -> None:
    for raw, document in rows:
        assert [value for _, value in told(document, "sample_size")] == [
            size for size in [raw["TARGET SIZE"]] if size.isdigit() and int(size)
        ]
        days = dict(told(document, "date"))
        assert days["registered"] == raw["DATE_REGISTRATION"]
        assert days.get("start", "NA") == raw["DATE_ENROLLEMENT"]
        claims, _ = from_fields([field for field in document.fields if field.type == "phase"])
        roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}
        named = [roman[part] for part in re.findall(r"\b(I+V?)\b", raw["PHASE"])]
        assert [claim.value for claim in claims] == ([named or ["not_applicable"]] if raw["PHASE"] != "NA" else [])


def test_texts_are_clean(rows: Rows) -> None:
    for _, document in rows:
        assert not re.search(r"<br|&apos;|&amp;|&lt;|\r", json.dumps(document.record))


def test_the_xml_excerpt(shared: Path) -> None:
    body = (shared / "samples" / "ictrp" / "ICTRP-Results_one_trial_excerpt.xml").read_bytes()
    found = list(ictrp.parse(reply(body)))
    (document,) = documents(found)
    assert problems(found) == []
    tree = etree.fromstring(body)
    said = {node.tag: (node.text or "").strip() for node in tree[0] if (node.text or "").strip()}
    assert {name: value for name, value in (document.record or {}).items() if "\n" not in value} == {
        name: value for name, value in said.items() if "<br>" not in value
    }
    sizes = re.findall(r":(\d+);", said["Target_size"])
    assert [value for _, value in told(document, "arm_size")] == sizes
    assert [value for _, value in told(document, "sample_size")] == [str(sum(map(int, sizes)))]


def test_every_sample_is_recognised_on_import(shared: Path) -> None:
    samples = shared / "samples"
    paths = [*(samples / "ictrp").iterdir(), *(samples / "isrctn").iterdir()]
    paths += (samples / "registers_as_json").glob("ISRCTN_*.json")
    assert len(paths) == 14
    for path in paths:
        (item,) = plan(path.name, path.read_bytes())
        assert isinstance(item, ImportItem)
        assert item.source == ("ictrp" if path.parent.name == "ictrp" else "isrctn")
