"""What differs between two versions of an entry, and how it is told."""

from datetime import date
from typing import Any

import pytest

from tracker.history import Change, Reading, Told, differences, tell
from tracker.records import Claim


def said(type_: str, raw: str, path: str = "$.x", kind: str | None = None, **more: Any) -> Claim:
    return Claim(type=type_, raw=raw, quote=raw, path=path, kind=kind, value=more.pop("value", raw), **more)


def outcome(raw: str, n: int = 0, time: str | None = None, type_: str = "primary_outcome") -> Claim:
    told = {"time_frame": time} if time else {}
    return said(type_, raw, f"$.outcomes[{n}]", value={"domain": raw}, qualifiers=told)


def people(raw: str, kind: str = "planned", path: str = "$.n") -> Claim:
    return said("sample_size", raw, path, kind, number=int(raw), low=int(raw), high=int(raw))


def on(day: str, kind: str, high: str | None = None, planned: bool = False) -> Claim:
    low = date.fromisoformat(day)
    given = {"date_type": "ESTIMATED" if planned else "ACTUAL"}
    end = date.fromisoformat(high) if high else low
    return said("date", day, f"$.{kind}", kind, date_low=low, date_high=end, qualifiers=given)


def changes(before: list[Claim], after: list[Claim]) -> list[tuple[str, str | None, str | None]]:
    return [(c.change, c.before, c.after) for c in differences(Reading(before), Reading(after))]


A, B, C = "Change in dryness score", "Time to first itching", "Number of adverse events"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([outcome(A, 0), outcome(B, 1)], [outcome(B, 0), outcome(A, 1)], []),
        ([outcome(A, 0), outcome(A, 1)], [outcome(A, 0)], [("removed", A, None)]),
        ([outcome(A)], [outcome(A), outcome(B, 1)], [("added", None, B)]),
        ([outcome(A), outcome(B, 1)], [outcome(B)], [("removed", A, None)]),
        ([outcome(A)], [outcome(B)], [("changed", A, B)]),
        ([outcome(A, time="Week 6")], [outcome(A, time="Week 8")], [("changed", f"{A} [Week 6]", f"{A} [Week 8]")]),
        ([outcome(A, time="Week 6")], [outcome(A.upper(), time="week  6")], []),
        (
            [outcome(A), outcome(B, 1)],
            [outcome(f"{A} at rest", 1), outcome(B, 0)],
            [("changed", A, f"{A} at rest")],
        ),
        ([outcome(A), outcome(B, 1)], [outcome(B), outcome(C, 1)], [("removed", A, None), ("added", None, C)]),
        (
            [outcome(A, 0, "Week 4"), outcome(A, 1, "Week 8")],
            [outcome(A, 0, "Week 8"), outcome(A, 1, "Week 12")],
            [("changed", f"{A} [Week 4]", f"{A} [Week 12]")],
        ),
        ([outcome(A)], [outcome(A, type_="secondary_outcome")], [("removed", A, None), ("added", None, A)]),
        ([people("40")], [people("64")], [("changed", "40", "64")]),
        ([people("40")], [people("040")], []),
        ([people("40")], [people("38", "enrolled")], [("changed", "40", "38")]),
        ([people("40")], [people("40"), people("38", "enrolled", "$.m")], [("added", None, "38")]),
        ([on("2026-01-31", "start")], [on("2026-02-01", "start")], [("changed", "2026-01-31", "2026-02-01")]),
        ([on("2026-01-31", "last_update_posted")], [on("2026-02-01", "last_update_posted")], []),
        ([said("event_rate", "12")], [said("event_rate", "13")], []),
        ([said("phase", "Phase 2")], [said("phase", "Phase 2")], []),
    ],
)
def test_what_differs(before: list[Claim], after: list[Claim], expected: list[tuple[str, str, str]]) -> None:
    assert changes(before, after) == expected


def test_a_change_has_its_section_kind_and_outcome() -> None:
    two = [people("64"), outcome(B)]
    found = differences(Reading([people("40"), outcome(A)]), Reading(two))
    assert [(c.section, c.type, c.kind) for c in found] == [
        ("design", "sample_size", "planned"),
        ("outcomes", "primary_outcome", None),
    ]


ONE = {"design": "1", "outcomes": "1"}


@pytest.mark.parametrize(
    ("before", "after", "across", "expected"),
    [
        (ONE, ONE, False, []),
        (ONE, ONE | {"design": "2"}, False, [("design", "changed", "sample_size")]),
        (ONE, ONE | {"outcomes": "2"}, False, [("design", "changed", "sample_size"), ("outcomes", "changed", None)]),
        (ONE, ONE | {"design": "2", "results": "1"}, False,
         [("design", "changed", "sample_size"), ("results", "added", None)]),
        (ONE | {"sites": "1"}, ONE | {"design": "2"}, False,
         [("design", "changed", "sample_size"), ("sites", "removed", None)]),
        (ONE, ONE | {"results": "1"}, True, []),
        (ONE | {"results": "1"}, ONE | {"results": "2"}, True, []),
        (ONE, ONE | {"design": "2", "sites": "1"}, True, [("design", "changed", "sample_size")]),
        (None, ONE, False, [("design", "changed", "sample_size")]),
    ],
)  # fmt: skip
def test_sections(before: Any, after: Any, across: bool, expected: list[tuple[str, str, str | None]]) -> None:
    one, two = Reading([people("40")], before), Reading([people("64")], after)
    assert [(c.section, c.change, c.type) for c in differences(one, two, across=across)] == expected


START = on("2023-01-01", "start", "2023-01-31")
FIRST = on("2023-08-01", "primary_completion")
LAST = on("2023-10-01", "completion")
CHANGED = Change("outcomes", "changed", "primary_outcome")


@pytest.mark.parametrize(
    ("day", "dates", "expected"),
    [
        ("2024-03-02", [START, FIRST, LAST], Told("5 months after completion", "completion", 153)),
        ("2023-09-01", [START, FIRST, LAST], Told("31 days after primary completion", "primary_completion", 31)),
        ("2023-02-01", [START, FIRST, LAST], Told("1 day after the start", "start", 1)),
        ("2023-01-15", [START, FIRST, LAST], Told("about the time of the start", "start", 0)),
        ("2023-10-01", [START, FIRST, LAST], Told("about the time of completion", "completion", 0)),
        ("2022-12-30", [START, FIRST, LAST], Told("2 days before the start", "start", -2)),
        ("2026-10-01", [LAST], Told("3 years after completion", "completion", 1096)),
        ("2023-09-30", [LAST], Told("1 day before completion", "completion", -1)),
        ("2023-11-01", [on("2023-10-01", "completion", planned=True)],
         Told("31 days after planned completion", "completion", 31)),
        ("2023-02-02", [on("2023-02-01", "recruitment_start")], Told("1 day after the start", "start", 1)),
        ("2023-02-02", [on("2023-02-01", "first_posted")], Told("")),
        ("2023-02-02", [], Told("")),
    ],
)  # fmt: skip
def test_when_it_was(day: str, dates: list[Claim], expected: Told) -> None:
    words = f"primary outcome changed on {day}" + (f", {expected.words}" if expected.words else "")
    assert tell(CHANGED, date.fromisoformat(day), dates) == Told(words, expected.milestone, expected.days_after)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("design", "changed", "sample_size", "planned", kind_before="planned"),
         "planned number of people changed"),
        (Change("design", "changed", "sample_size", "enrolled", kind_before="planned"),
         "number of people changed from planned to enrolled"),
        (Change("eligibility", "removed", "eligibility", "exclusion", kind_before="exclusion"),
         "exclusion criteria removed"),
        (Change("dates", "changed", "date", "primary_completion", kind_before="primary_completion"),
         "primary completion date changed"),
        (Change("results", "added"), "results added"),
        (Change("outcomes", "changed"), "description of the outcomes changed"),
    ],
)  # fmt: skip
def test_what_it_is_called(change: Change, words: str) -> None:
    assert tell(change, date(2024, 3, 2), []).words == f"{words} on 2024-03-02"
