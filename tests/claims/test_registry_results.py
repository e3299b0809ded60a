from decimal import Decimal

import pytest

from tracker.claims import from_fields
from tracker.claims._registry_results import parsed_p
from tracker.records import Claim, Field


def read(claim: str, raw: str, kind: str | None = None, **told: object) -> tuple[list[Claim], list[str]]:
    found, problems = from_fields([Field(type=claim, raw=raw, path="$.x", kind=kind, qualifiers=told)])
    return found, [problem.kind for problem in problems]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0.05", ("0.05", "=")),
        (".034", ("0.034", "=")),
        ("0,034", ("0.034", "=")),
        ("<0.0001", ("0.0001", "<")),
        ("< 0.001", ("0.001", "<")),
        ("<=0.05", ("0.05", "<=")),
        ("≤0.05", ("0.05", "<=")),
        ("P = 0.2", ("0.2", "=")),
        (">.99", ("0.99", ">")),
        ("1.0", ("1.0", "=")),
        ("0", ("0", "=")),
        ("2.5E-7", ("2.5e-7", "=")),
    ],
)
def test_p_values(raw: str, expected: tuple[str, str]) -> None:
    p, sign = parsed_p(raw)
    assert (p, sign) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize(
    "raw", ["", "NS", "not significant", "1.2", "12", "0.05 (one-sided)", "0.01-0.05", "-0.3", "<"]
)
def test_what_is_no_p_value_is_named_and_says_nothing_of_significance(raw: str) -> None:
    assert read("p_value", raw) == ([], ["unread_value"])
    assert read("significance", raw, "statistical", role="primary", primary_p_values=[raw]) == ([], [])


@pytest.mark.parametrize(
    ("raw", "kind", "told"),
    [
        ("7", "count", {}),
        ("7", "count", {"k": 7, "n": 0}),
        ("7", "count", {"k": 7, "n": 6}),
        ("101", None, {}),
        ("-3", None, {}),
        ("many", None, {}),
    ],
)
def test_what_is_no_rate_is_named(raw: str, kind: str | None, told: dict[str, object]) -> None:
    assert read("event_rate", raw, kind, **told) == ([], ["unread_value"])


@pytest.mark.parametrize(
    ("told", "arm"),
    [
        ({"label": "Anything", "arm_role": "treatment"}, "treatment"),
        ({"label": "Placebo tablets"}, "control"),
        ({"label": "Usual care"}, "control"),
        ({"label": "Zinc 5 mg"}, None),
        ({}, None),
    ],
)
def test_which_arm_a_group_is(told: dict[str, object], arm: str | None) -> None:
    (found,), problems = read("arm_size", "14", "analysed", **told)
    assert (found.value, found.arm, problems) == (14, arm, [])


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({"outcome": "Remission", "time_frame": "Week 8"}, 56),
        ({"outcome": "Remission", "time_frame": "Weeks 4 and 8", "class": "Week 4"}, 28),
        ({"outcome": "Remission at Day 14", "time_frame": "Day 14"}, 14),
        ({"outcome": "Remission", "time_frame": "Weeks 4, 8 and 12"}, None),
        ({"outcome": "Remission"}, None),
    ],
)
def test_when_a_rate_was_measured(told: dict[str, object], days: int | None) -> None:
    (found,), _ = read("event_rate", "46.2", **told)
    assert (found.outcome, found.timepoint_days, found.low, found.high) == (
        "remission", days, Decimal("46.15"), Decimal("46.25"),
    )  # fmt: skip
