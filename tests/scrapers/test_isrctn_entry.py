"""One entry with everything the format has, and the JSON that another tool makes of entries."""

import json
import re

import pytest
from lxml import etree

from scrapers._isrctn_outcomes import in_force, items_of
from scrapers._isrctn_record import raw_of, raw_of_export
from scrapers._isrctn_table import FIELDS
from scrapers._unread import leaves, use_of
from scrapers.isrctn import parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, problems, reply, told
from tracker.errors import ReadError
from tracker.records import Problem

FULL = (FIXTURES / "isrctn" / "full.xml").read_text()
JSON = (FIXTURES / "isrctn" / "export.json").read_text()
(ENTRY,) = documents(parse(reply(FULL)))
(EXPORTED,) = documents(parse(reply(JSON, "export.json")))


def test_every_element_is_known() -> None:
    assert problems(parse(reply(FULL))) == []
    assert problems(parse(reply(JSON, "export.json"))) == []


def test_the_fixtures_have_every_field_that_is_used() -> None:
    entries = [etree.fromstring((FIXTURES / "isrctn" / name).read_bytes()) for name in ("two.xml", "full.xml")]
    found = {path for root in entries for entry in root for path in leaves(raw_of(entry))}
    found |= set(leaves(raw_of_export(json.loads(JSON))))
    bare = {"trial.participants.upperAgeLimit", "trial.participants.lowerAgeLimit"}  # always with a unit in the XML
    bare |= {"trial.outputs.output[].externalLink", "trial.participants.recruitmentStartStatusOverride"}
    assert set(FIELDS.used) - found == bare


def test_a_new_element_is_said_once() -> None:
    added = FULL.replace("<ageRange>", "<season>autumn</season><ageRange>").replace('totalCount="1"', 'totalCount="2"')
    start, end = added.index("<fullTrial>"), added.index("</allTrials>")
    twice = added[:end] + added[start:end].replace("99999903", "99999905") + added[end:]
    found = [item for item in parse(reply(twice)) if isinstance(item, Problem)]
    assert [(item.kind, item.subject) for item in found] == [("unread_field", "trial.participants.season")]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("sample_size", [("planned", "120")]),
        ("primary_outcome", [(None, "Warmth of the afternoon on the Example Scale"),
                             (None, "Bowls eaten, counted\nby the cook")]),
        ("secondary_outcome", [(None, "Spoons lost"), (None, "Naps taken")]),
        ("model", [("observational", "Cohort study")]),
        ("allocation", []),
        ("phase", []),
        ("status", [("override", "Stopped"), ("override", "Stopped"), ("why_stopped", "Lack of oats")]),
        ("eligibility", [("healthy_volunteers", "true"), ("inclusion", "Likes oats"), ("exclusion", "Dislikes bowls")]),
        ("age", [("minimum", "18 Years"), ("maximum", "75 Years")]),
        ("centres", [("listed", "2")]),
        ("registration_id", [("own", "ISRCTN99999903"), ("sponsor", "CPMS: 99901"), ("secondary", "99901"),
                             ("secondary", "2099-000003-10")]),
        ("reference", [("PROTOCOL", "99999001"), ("RESULT", "10.9999/oats.1"), (None, "PMC9999001"),
                       ("RESULT", "2097 Abstract results in Porridge Quarterly 12 (added 02/10/2099)"),
                       ("PROTOCOL", "10.9999/oats.protocol")]),
    ],
)  # fmt: skip
def test_fields(claim: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(ENTRY, claim) == expected


def test_what_fields_say_beside_their_value() -> None:
    first, second = fields(ENTRY, "primary_outcome")
    assert (first.qualifiers, second.qualifiers) == (
        {"description": "[Time Frame: 8 weeks]", "time_frame": "8 weeks"},
        {"time_frame": "Measured at 21 days."},
    )
    papers = {field.raw: field.qualifiers for field in fields(ENTRY, "reference")}
    assert papers["10.9999/oats.1"]["doi"] == "10.9999/oats.1"
    assert (papers["10.9999/oats.1"]["date"], papers["10.9999/oats.1"]["added"]) == ("2099", "2099-09-30")
    assert papers["10.9999/oats.protocol"]["date"] == "2098-05-02"
    assert (papers["99999001"]["pmid"], papers["PMC9999001"]["pmcid"]) == ("99999001", "PMC9999001")
    typed = fields(ENTRY, "registration_id")[-1].qualifiers
    assert typed == {"id_type": "EudraCT", "canonical": "2099-000003-10", "id_type_as_given": "ctis"}


def test_paths_lead_to_the_printed_value() -> None:
    for field in (*ENTRY.fields, *EXPORTED.fields):
        value = at_path((ENTRY if field in ENTRY.fields else EXPORTED).record, field.path)
        value = f"ISRCTN{value}" if field.kind == "own" else value
        printed = f"{len(value)} {'|'.join(map(str, value))}" if isinstance(value, list) else str(value)
        assert field.raw in printed, field.path


def test_no_person_is_kept() -> None:
    kept = json.dumps([ENTRY.record, ENTRY.text, [field.model_dump() for field in ENTRY.fields], ENTRY.sections])
    assert not re.findall(r"Nobody|@example|\+47|createdBy|main contact|contactId|2 Example Road", kept)
    assert "Fund of Examples" in ENTRY.text
    assert "contactId" not in json.dumps(EXPORTED.record)


def test_sections_are_the_content_and_nothing_else() -> None:
    assert set(ENTRY.sections) == {
        "identification", "status", "dates", "design", "arms", "outcomes", "eligibility", "sponsor", "description",
        "conditions", "sites", "results", "references", "documents",
    }  # fmt: skip
    parts = sorted(json.dumps(value, sort_keys=True) for part in ENTRY.sections.values() for value in part.values())
    whole = [value for key, value in ENTRY.content.items() if key != "trial"]
    for key, part in ENTRY.content["trial"].items():
        whole += part.values() if isinstance(part, dict) and key != "isrctn" else [part]
    assert parts == sorted(json.dumps(value, sort_keys=True) for value in whole)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("<targetEnrolment>120", "<targetEnrolment>130", {"design"}),
        ("1. Warmth of", "1. Heat of", {"outcomes"}),
        ("Likes oats", "Loves oats", {"eligibility"}),
        ("2100-01-31", "2100-02-28", {"dates"}),
        ("pat.nobody@example.org", "new@example.org", set()),
        ("<surname>Nobody", "<surname>Somebody", set()),
        ('version="23"', 'version="24"', set()),
        ("oats.1 (added", "oats.2 (added", {"references"}),
    ],
)
def test_a_change_says_where_it_is(old: str, new: str, changed: set[str]) -> None:
    (after,) = documents(parse(reply(FULL.replace(old, new))))
    names = {*ENTRY.sections, *after.sections}
    assert {name for name in names if ENTRY.sections.get(name) != after.sections.get(name)} == changed


def test_exported_json_is_the_same_trial() -> None:
    assert reads("x.json", JSON.encode())
    assert not reads("x.json", b'{"trialDescription": "x"}')
    assert (EXPORTED.native_id, EXPORTED.title) == ("ISRCTN99999904", "Fictitious export of a trial")
    assert told(EXPORTED, "registration_id") == [
        ("own", "ISRCTN99999904"),
        ("secondary", "NCT99999904"),
        ("secondary", "EX-4"),
    ]
    assert told(EXPORTED, "sample_size") == [("planned", "40")]
    assert told(EXPORTED, "intervention") == [(None, "Saltwater")]
    assert told(EXPORTED, "centres") == [("listed", "1")]


@pytest.mark.parametrize("body", ["[{}]", '{"trialDescription": "x"}', "[1]", '{"isrctn": "99999904"}'])
def test_other_json_is_refused(body: str) -> None:
    with pytest.raises(ReadError, match="no ISRCTN entry"):
        list(parse(reply(body)))


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.mark.parametrize("use", ["<a>&e11;</a>", "", '<a b="&e11;"/>'], ids=["text", "unused", "attribute"])
def test_entities_are_refused(use: str) -> None:
    body = f'<!DOCTYPE x [{BOMB}]><allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="0">{use}</allTrials>'
    with pytest.raises(ReadError):
        list(parse(reply(body)))


def test_a_deep_document_is_refused() -> None:
    deep = "<allTrials xmlns='http://www.67bricks.com/isrctn'>" + "<a>" * 5000 + "</a>" * 5000 + "</allTrials>"
    with pytest.raises(ReadError):
        list(parse(reply(deep)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("Pain at week 6", ["Pain at week 6"]),
        ("1. Pain\n2. Sleep", ["Pain", "Sleep"]),
        ("1. Pain at 2.5 mg\n2. Sleep\n2.1. Naps", ["Pain at 2.5 mg", "Sleep"]),
        ("1. Pain only", ["1. Pain only"]),
        ("Pain in:\n1. Arms\n2. Legs", ["Pain in:\n1. Arms\n2. Legs"]),
        (
            "Current primary outcome measure as of 01/02/2099:\nPain\n\nPrevious primary outcome measure:\nSleep",
            ["Pain"],
        ),
        ("Previous treatment was counted", ["Previous treatment was counted"]),
    ],
)
def test_outcomes_of_old_entries(text: str, names: list[str]) -> None:
    assert [name for name, _ in items_of(text)] == names


def test_text_that_was_never_edited_stays_whole() -> None:
    assert in_force("Current smokers as well.\nPrevious smokers") == "Current smokers as well.\nPrevious smokers"


def test_the_table_says_what_becomes_of_a_field() -> None:
    assert use_of("trial.participants.targetEnrolment", FIELDS) == "used: sample_size (planned); 0 is no value"
    assert use_of("contact[].contactDetails.email", FIELDS) == "ignored: personal contact data: dropped"
    assert use_of("trial.participants.unheardOf", FIELDS) is None


TWO_CENTRES = FULL[FULL.index("<trialCentres>") : FULL.index("</trialCentres>")]
DESIGN = "<studyDesign>Observational cohort study</studyDesign>"


def centre(name: str) -> str:
    return f"<trialCentre><name>{name}</name><country>Norway</country></trialCentre>"


@pytest.mark.parametrize(
    ("names", "design", "expected"),
    [
        (["Example Kitchen"], "Observational cohort study", [("listed", "1")]),
        (["Example Kitchen"], "Single-centre observational cohort study", [("listed", "1")]),
        (["Example Kitchen"], "Multicentre observational cohort study", [("countries", "Norway")]),
        (["Example Kitchen"], "International multi-center cohort study", [("countries", "Norway")]),
        (["Example Kitchen", "Second Kitchen"], "Multi-centre cohort study", [("listed", "2")]),
        (["Example Kitchen", "58 other sites"], "Multi-centre cohort study", [("countries", "Norway")]),
        (["Example Kitchen", "Ward 3 and Others"], "Observational cohort study", [("listed", "2")]),
    ],
)
def test_a_list_that_is_not_all_centres_is_no_count(
    names: list[str], design: str, expected: list[tuple[str, str]]
) -> None:
    listed = "<trialCentres>" + "".join(map(centre, names))
    entry = FULL.replace(TWO_CENTRES, listed).replace(DESIGN, f"<studyDesign>{design}</studyDesign>")
    (document,) = documents(parse(reply(entry)))
    assert [(kind, raw.partition("|")[0]) for kind, raw in told(document, "centres")] == expected
