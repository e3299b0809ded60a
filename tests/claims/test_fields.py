"""Registry fields: claims with paths, problems for what cannot be read."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.claims import from_fields
from tracker.records import Field


def _field(name: str, raw: str, **more: object) -> Field:
    return Field(type=name, raw=raw, path=f"$.{name}", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (_field("sample_size", "1,200", kind="enrolled"), 1200),
        (_field("phase", "Phase I/II"), ["1", "2"]),
        (_field("phase", "PHASE2"), ["2"]),
        (_field("phase", "Human pharmacology (Phase I): no Phase II: yes"), ["1", "2"]),
        (_field("masking", "NONE"), "none"),
        (_field("masking", "Double (Participant, Investigator)"), "double"),
        (_field("allocation", "RANDOMIZED"), "randomised"),
        (_field("allocation", "NA"), "not_applicable"),
        (_field("control", "SHAM_COMPARATOR"), "sham"),
        (_field("control", "ACTIVE_COMPARATOR"), "active"),
        (_field("status", "RECRUITING", kind="overall"), "recruiting"),
        (_field("status", "loss of funding", kind="why_stopped"), None),
        (_field("status", "No longer recruiting"), "active_not_recruiting"),
        (_field("status", "ENROLLING_BY_INVITATION"), "enrolling_by_invitation"),
        (_field("age", "6 Months", kind="minimum"), 0.5),
        (_field("age", "N/A", kind="maximum"), None),
        (_field("sex", "Both"), "all"),
        (_field("sex", "FEMALE"), "female"),
        (_field("sex", "Male"), "male"),
        (_field("model", "Parallel Assignment"), "parallel"),
        (_field("healthy_volunteers", "true"), True),
        (_field("centres", "27", kind="listed"), 27),
    ],
)
def test_value(field: Field, value: object) -> None:
    claims, problems = from_fields([field])
    assert problems == []
    assert [claim.value for claim in claims] == [value]
    assert claims[0].path == field.path
    assert claims[0].raw == field.raw
    assert claims[0].kind == field.kind


def test_dates_are_spans_of_days() -> None:
    claims, _ = from_fields([_field("date", "2031-02", kind="start"), _field("date", "05/06/2031", kind="completion")])
    assert [(c.date_low, c.date_high, c.unit) for c in claims] == [
        (date(2031, 2, 1), date(2031, 2, 28), "month"),
        (date(2031, 5, 6), date(2031, 6, 5), "day"),
    ]
    assert claims[1].qualifiers["readings"] == ["2031-05-06", "2031-06-05"]


def test_masked_roles_are_kept() -> None:
    (claim,), _ = from_fields(
        [_field("masking", "TRIPLE", qualifiers={"who_masked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]})]
    )
    assert claim.qualifiers["who"] == ["participant", "outcomes_assessor"]


def test_a_problem_does_not_stop_the_rest() -> None:
    claims, problems = from_fields(
        [
            _field("shoe_size", "44"),
            _field("sample_size", "many"),
            _field("date", "31/31/2031"),
            _field("nnt", "5"),
            _field("keyword", "Eczema"),
        ]
    )
    assert [claim.value for claim in claims] == ["Eczema"]
    assert [(p.kind, p.subject) for p in problems] == [
        ("unread_field", "$.shoe_size"),
        ("unread_value", "$.sample_size"),
        ("unread_value", "$.date"),
        ("unread_field", "$.nnt"),
    ]
    assert "many" in problems[1].message


def test_one_id_field_can_hold_several_numbers() -> None:
    claims, _ = from_fields([_field("registration_id", "NCT99999901; U1111-9999-0001", kind="secondary")])
    assert [(c.value["scheme"], c.kind) for c in claims] == [("nct", "secondary"), ("utn", "utn")]


def test_numbers_are_exact() -> None:
    (claim,), _ = from_fields([_field("sample_size", "356", kind="planned")])
    assert (claim.number, claim.low, claim.high) == (Decimal(356), Decimal(356), Decimal(356))
