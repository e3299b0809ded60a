"""What the checks over time say, beside their own examples: dates edited, days that are due, values corrected."""

from dataclasses import replace
from datetime import date

import pytest

from tests.test_checks import case_of
from tracker.checks import Case, Example, Finding, all_checks
from tracker.checks._base import Said, Stated

SUBMITTED: Stated = ("date", "2030-05-01", "first_submitted")


def start(day: str, kind: str = "ACTUAL") -> Stated:
    return ("date", day, "start", {"date_type": kind})


def case(now: Said, *earlier: tuple[str, Said], since: str = "", kind: str = "registry", today: str = "") -> Case:
    told = Example(now, (), None, document_kind=kind, earlier=earlier, since=since, today=today)  # type: ignore[arg-type]
    return case_of(told)


def found(name: str, said: Case) -> list[Finding]:
    return list(all_checks()[name].run(said))


@pytest.mark.parametrize(
    ("before", "now", "flagged"),
    [
        (start("2030-03-01"), start("2030-05-10"), True),
        (start("2030-03"), start("2030-06"), True),
        (start("2030-03-01", "ESTIMATED"), start("2030-05-10"), False),
        (start("2030-05"), start("2030-05-10"), False),
        (start("2030-05-20"), start("2030-05-10"), False),
        (start("2030-03-01"), start("2030-03-10"), False),
    ],
)
def test_a_start_edited_past_the_registration(before: Stated, now: Stated, flagged: bool) -> None:
    said = case((SUBMITTED, now), ("2030-05-02", (SUBMITTED, before)), since="2031-01-01")
    edited = [f for f in found("registration_timing", said) if f.qualifiers == "start edited"]
    assert [f.severity for f in edited] == (["major"] if flagged else [])
    assert all("edited on 2031-01-01" in f.explanation for f in edited)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2030-04-20", "within the 21 days of FDAAA"),
        ("2030-04-10", "within the 21 days of FDAAA"),
        ("2030-04-09", "FDAAA (21 days) ask for"),
        ("2030-01", "FDAAA (21 days) ask for"),
    ],
)
def test_the_standard_is_named(day: str, words: str) -> None:
    (finding,) = found("registration_timing", case((SUBMITTED, start(day))))
    assert finding.severity == "info"
    assert words in finding.explanation
    assert "ICMJE" in finding.explanation
    assert "FDAAA" in finding.explanation


OVER = (
    ("registration_id", "NCT99999901", "own"),
    ("date", "2031-01-10", "primary_completion", {"date_type": "ACTUAL"}),
    ("phase", "PHASE3", None),
    ("fda_regulated", "true", "drug"),
)


@pytest.mark.parametrize(
    ("today", "verdict", "due"),
    [("2032-02-10", "consistent", date(2032, 2, 11)), ("2032-02-11", "missing", None)],
)
def test_results_fall_due_on_a_day(today: str, verdict: str, due: date | None) -> None:
    said = case(OVER, today=today)
    assert [f.verdict for f in found("results_overdue", said)] == [verdict]
    when = all_checks()["results_overdue"].due
    assert when is not None
    assert when(said) == due


def test_a_value_that_only_the_uncorrected_paper_had() -> None:
    notices = (("corrected_by", "2031-05-06", "cited"),)
    story = "In the trial, 45% of patients on the drug recovered."
    for paper_now, severity in (
        ("In total 45% of patients recovered.", "info"),
        ("In total 40% of patients recovered.", "major"),
    ):
        example = Example(
            story,
            paper_now,
            None,
            "paper",
            earlier=(("2031-01-01", "In total 45% of patients recovered."),),
            notices=notices,
        )
        said = case_of(example)
        said = replace(said, references=tuple(replace(w, document_id="document-c") for w in said.references))
        (finding,) = found("retracted", said)
        assert finding.severity == severity


def test_several_indexes_that_tell_of_one_retraction_are_one_finding() -> None:
    notices = (("retracted_by", "", "cited"), ("retracted_by", "2031-05-06", "cited"))
    (finding,) = found("retracted", case_of(Example("The trial enrolled 40 adults.", (), None, notices=notices)))
    assert "on 2031-05-06" in finding.explanation


def test_an_edited_article_is_shown_by_statements_and_then_by_sentences() -> None:
    before = "The trial enrolled 120 adults. It rained on the day. Pain was less."
    now = "The trial enrolled 210 adults. Pain was less. A second trial is planned."
    (finding,) = found("article_changed", case(now, ("2031-01-01", before), since="2031-01-05", kind="press"))
    assert "(since 2031-01-05)" in finding.explanation
    assert "210 adults (enrolled) was 120 adults (enrolled)" in finding.explanation
    assert "“It rained on the day.” went" not in finding.explanation.partition("In the text")[0]
    assert "“A second trial is planned.” came" in finding.explanation.partition("In the text")[2]


def test_design_edited_after_the_first_paper() -> None:
    masking = (("masking", "DOUBLE", None),)
    said = case(masking, ("2030-01-01", (("masking", "NONE", None),)), since="2031-06-01")
    (finding,) = found("registry_edit", replace(said, results=date(2031, 3, 1)))
    assert "after the first paper on the results (2031-03-01), on 2031-06-01" in finding.explanation
    assert found("registry_edit", replace(said, results=date(2031, 7, 1))) == []
