"""Lexicons of illnesses, treatments, countries and laboratory values: every name is read as what it stands for."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import tracker.claims
from tracker.claims import extract, from_fields
from tracker.claims._phrases import Names, any_of, expand
from tracker.claims._treatments import treatments
from tracker.claims.condition import names as conditions, wider
from tracker.claims.eligibility_threshold import analytes, in_canonical_unit
from tracker.records import Field


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(tracker.claims.__file__).parent / name).read_text(encoding="utf-8"))


def test_a_line_stands_for_all_its_choices() -> None:
    assert list(expand("(iron|folate) an(a|)emia")) == [
        "iron anaemia",
        "iron anemia",
        "folate anaemia",
        "folate anemia",
    ]
    assert sorted(expand("zinc(-rich (a|b)|)")) == ["zinc", "zinc-rich a", "zinc-rich b"]
    assert list(expand("{metal} dust", {"metal": "(zinc|tin)"})) == ["zinc dust", "tin dust"]


def test_the_longest_name_is_taken() -> None:
    names = Names({"flu": [], "bird flu": ["avian flu"]})
    assert list(names.find("Avian  flu, bird-flu and the flu")) == [
        (0, 10, "bird flu"),
        (12, 20, "bird flu"),
        (29, 32, "flu"),
    ]


def test_a_name_cannot_stand_for_two_things() -> None:
    with pytest.raises(ValueError, match="leave it out of one"):
        Names({"a b": ["c"], "d": ["C"]})


def test_names_in_capitals_are_read_in_capitals_only() -> None:
    assert list(Names({"x": ["AIDS"]}).find("it aids; AIDS")) == [(9, 13, "x")]


def test_any_of_matches_exactly_the_phrases() -> None:
    import re

    pattern = re.compile(any_of(["ab", "abc", "b c"]))
    assert [bool(pattern.fullmatch(text)) for text in ("ab", "abc", "b-c", "a", "abcd")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_every_illness_is_found_by_each_of_its_names() -> None:
    entries = _data("conditions.toml")["conditions"]
    assert len(entries) >= 120
    for name, entry in entries.items():
        for phrase in (name, *(one for line in entry["also"] for one in expand(line))):
            assert [found for _, _, found in conditions().find(f"with {phrase}.")] == [name], phrase
    assert {entry["is_a"] for entry in entries.values() if "is_a" in entry} <= set(entries)


def test_wider_illnesses() -> None:
    assert wider("treatment resistant depression") == ["depression"]
    assert wider("gout") == []


@pytest.mark.parametrize(
    ("raw", "values"),
    [
        ("Depressive Disorder, Major", ["depression"]),
        ("Diabetes Mellitus, Type 2", ["type 2 diabetes"]),
        ("Treatment-Resistant Depression", ["treatment resistant depression"]),
        ("Asthma; COPD", ["asthma", "chronic obstructive pulmonary disease"]),
        ("Some unheard-of illness", ["some unheard of illness"]),
    ],
)
def test_registered_conditions(raw: str, values: list[str]) -> None:
    claims, problems = from_fields([Field(type="condition", raw=raw, path="$.c")])
    assert problems == []
    assert [claim.value for claim in claims] == values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("golimumab and Ozempic", ["golimumab", "semaglutide"]),
        ("lisinopril, atorvastatin, amlodipine", ["lisinopril", "atorvastatin", "amlodipine"]),
        ("empagliflozin-linagliptin", ["empagliflozin", "linagliptin"]),
        ("SSRIs or St John’s wort", ["selective serotonin reuptake inhibitor", "st john's wort"]),
        ("Last April the breakfast protocol was broadcast", []),
        ("cholesterol, alcohol, cystatin, hormone, interleukin, peptide, Andersen, Spartan", []),
    ],
)
def test_treatments(text: str, names: list[str]) -> None:
    assert [one.name for one in treatments(text)] == names


@pytest.mark.parametrize(
    ("analyte", "number", "unit", "converted"),
    [
        ("crp", "0.3", "mg/dL", "3"),
        ("crp", "3", "mg/l", "3"),
        ("hba1c", "48", "mmol/mol", "6.54304"),
        ("ldl cholesterol", "100", "mg/dL", "2.59"),
        ("hemoglobin", "12", "g/dl", "120"),
        ("bmi", "30", None, "30"),
        ("crp", "3", "bananas", None),
        ("crp", "3", None, None),
    ],
)
def test_conversion(analyte: str, number: str, unit: str | None, converted: str | None) -> None:
    found = in_canonical_unit(analyte, Decimal(number), unit)
    assert (found[0] if found else None) == (Decimal(converted) if converted else None)


def test_every_laboratory_value_is_found_by_each_of_its_names() -> None:
    for name, entry in _data("units.toml")["analyte"].items():
        for line in entry["names"]:
            for phrase in expand(line):
                assert [found for _, _, found in analytes().find(f"with {phrase} > 3")] == [name], phrase


def test_criteria_of_a_registration_become_thresholds() -> None:
    criteria = "Inclusion criteria:\n* CRP >= 0.5 mg/dL\nExclusion criteria:\n* HbA1c > 9%\n* eGFR less than 30 mL/min"
    claims, problems = from_fields([Field(type="eligibility", raw=criteria, path="$.e", kind="criteria")])
    assert problems == []
    assert [(c.type, c.kind, c.outcome, c.comparator, c.number, c.raw) for c in claims[1:]] == [
        ("eligibility_threshold", "inclusion", "crp", ">=", Decimal(5), "CRP >= 0.5 mg/dL"),
        ("eligibility_threshold", "exclusion", "hba1c", ">", Decimal(9), "HbA1c > 9%"),
        ("eligibility_threshold", "exclusion", "egfr", "<", Decimal(30), "eGFR less than 30 mL/min"),
    ]


def test_what_excludes_stays_what_excludes() -> None:
    claims, _ = from_fields([Field(type="eligibility", raw="HbA1c > 9%", path="$.e", kind="exclusion")])
    assert [c.kind for c in claims[1:]] == ["exclusion"]


def test_sites_of_a_registration() -> None:
    fields = [
        Field(type="centres", raw="27", path="$.n", kind="listed", qualifiers={"countries": ["Spain"]}),
        Field(type="centres", raw="Spain|USA", path="$.c", kind="countries"),
    ]
    claims, problems = from_fields(fields)
    assert problems == []
    assert [(c.value, c.qualifiers["countries"]) for c in claims] == [
        (27, ["Spain"]),
        (None, ["Spain", "United States"]),
    ]


def test_the_treatment_of_a_trial_and_others() -> None:
    text = "The trial compared golimumab with placebo. Standard drugs such as methotrexate had failed."
    found = [(c.value, c.scope) for c in extract(text) if c.type == "intervention"]
    assert found == [("golimumab", "this_trial"), ("methotrexate", "background")]
