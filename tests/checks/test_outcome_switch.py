"""Outcome edits: what class each is, when it was made, and what is said of it."""

from datetime import date

import pytest

from tests.test_checks import case_of
from tracker.checks import Example, Finding
from tracker.checks._base import Said
from tracker.checks._outcome_edits import edits
from tracker.checks.outcome_switch import CHECK

START = ("date", "2030-03-01", "start")
END = ("date", "2031-03-01", "primary_completion")


def entry(*primary: str, secondary: tuple[str, ...] = ()) -> Said:
    fields = [("primary_outcome", raw, None) for raw in primary] + [
        ("secondary_outcome", raw, None) for raw in secondary
    ]
    return (*fields, START, END)


def found(document: Said, *earlier: tuple[str, Said], since: str, kind: str = "registry") -> list[Finding]:
    example = Example(document, (), None, document_kind="registry", earlier=earlier, since=since)
    return list(CHECK.run(case_of(example)))


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (entry("Pain at week 6"), entry("Pain intensity, week 6"), []),
        (entry("Fatigue", "Pain at week 6"), entry("Pain at week 6", "Fatigue"), []),
        (entry("HbA1c"), entry("Change from baseline in HbA1c"), []),
        (entry("Pain at 12 months"), entry("Pain at 52 weeks"), []),
        (entry("Pain at week 6"), entry("Pain at week 12"), ["time point"]),
        (entry("Depression on the MADRS"), entry("Depression on the BDI-II"), ["removal", "addition"]),
        (entry("Blood pressure"), entry("Systolic blood pressure"), ["elaboration"]),
        (entry("Fatigue"), entry("Fatigue at week 8"), ["elaboration"]),
        (entry("Fatigue", "Pain"), entry("Pain"), ["removal"]),
        (entry("Pain"), entry("Pain", "Fatigue"), ["addition"]),
        (entry("Pain", secondary=("Fatigue",)), entry("Fatigue", secondary=("Pain",)), ["demotion", "promotion"]),
        (entry("Overall survival"), entry("Progression-free survival"), ["removal", "addition"]),
        (entry("Zonal benefit index"), entry("Rate of the examiner"), ["unclear", "unclear"]),
    ],
)
def test_classes(before: Said, after: Said, kinds: list[str]) -> None:
    one, two = (case_of(Example(said, document_kind="registry")).subject for said in (before, after))
    names = ("primary_outcome", "secondary_outcome")
    made = edits(one.of(names[0]), two.of(names[0]), one.of(names[1]), two.of(names[1]))
    assert [edit.kind for edit in made] == kinds


@pytest.mark.parametrize(
    ("since", "words", "severity"),
    [
        ("2030-06-01", "during enrolment and follow-up", "minor"),
        ("2031-06-01", "after completion", "major"),
    ],
)
def test_the_later_the_graver(since: str, words: str, severity: str) -> None:
    (finding,) = found(entry("Pain at week 12"), ("2030-01-01", entry("Pain at week 6")), since=since)
    assert f"time point {words}, on {since}" in finding.explanation
    assert (finding.severity, finding.qualifiers) == (severity, "time point")


def test_an_edit_is_told_with_the_day_on_which_it_was_made() -> None:
    history = (
        ("2030-01-01", entry("Pain at week 6")),
        ("2030-05-01", entry("Pain at week 12")),
        ("2031-09-01", entry("Intensity of pain at week 12")),
    )
    one, other = found(entry("Intensity of pain at week 12", "Fatigue"), *history, since="2031-10-01")
    assert "time point during enrolment and follow-up, on 2030-05-01" in one.explanation
    assert "addition after completion, on 2031-10-01" in other.explanation


def test_within_the_month_of_the_start_nothing_is_said() -> None:
    start = ("date", "2030-03", "start")
    before, after = ((("primary_outcome", f"Pain at week {n}", None), start, END) for n in (6, 12))
    found_ = found(after, ("2030-01-01", before), since="2030-03-15")
    assert {finding.verdict for finding in found_} == {"consistent"}


def test_an_edit_that_was_taken_back_is_none() -> None:
    history = (("2030-01-01", entry("Pain at week 6")), ("2030-05-01", entry("Pain at week 12")))
    assert [f.verdict for f in found(entry("Pain at week 6"), *history, since="2030-07-01")] == ["consistent"]


PAPER = "We ran a randomised trial. The primary outcome was insomnia severity at week 6."


@pytest.mark.parametrize(
    ("text", "now", "words", "info"),
    [
        (PAPER, entry("Pain intensity at week 6"), "differs from", False),
        (PAPER, entry("Insomnia severity at week 6"), "seen only in its history", False),
        (
            f"{PAPER} The primary outcome was changed in May.",
            entry("Pain intensity at week 6"),
            "The paper says so",
            True,
        ),
    ],
)
def test_a_paper_against_what_was_registered_at_the_start(text: str, now: Said, words: str, info: bool) -> None:
    earlier = (("2030-01-01", entry("Pain intensity at week 6")),)
    example = Example(text, now, "inconsistent", document_kind="paper", earlier=earlier, since="2031-06-01")
    (finding,) = CHECK.run(case_of(example))
    assert words in finding.explanation
    assert (finding.severity == "info") == info
    assert date.fromisoformat("2030-01-01").isoformat() in finding.explanation
