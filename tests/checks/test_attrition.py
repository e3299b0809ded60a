import pytest

from tests.checks.by_hand import gone, people, rate, says, size
from tracker.checks import Case, Held, all_checks

RUN = all_checks()["attrition"].run


def verdicts(*claims: Held) -> list[str]:
    return [f.verdict for f in RUN(Case(says(*claims)))]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([people(30), people(29, "completed")], []),
        ([people(30), people(31, "completed")], ["inconsistent"]),
        ([people(30), people(31, "completed"), people(40, "screened")], ["not_comparable"]),
        ([people(30, "planned"), people(31, "completed")], []),
        ([people(30), people(31, "completed", status="hedged")], []),
        ([people(30), people(31, "completed", scope="other_study")], []),
        ([people(30), people(31, "completed", arm="treatment")], []),
        ([people(30), people(29, "completed"), gone(1)], []),
        ([people(30), people(29, "completed"), gone(2)], ["inconsistent"]),
        ([people(30), people(29, "completed"), gone(2, "lost")], ["inconsistent"]),
        ([people(30), people(29, "completed"), gone(2, "died")], []),
        ([people(30), people(29, "completed"), gone(2, sentence="2 stopped treatment")], ["not_comparable"]),
        ([people(30), people(29, "completed"), gone(2, arm="control")], ["not_comparable"]),
        ([people(30), people(29, "completed"), people(40, "enrolled"), gone(2)], []),
        ([gone(2), people(29, "completed")], []),
    ],
)
def test_one_text(claims: list[Held], expected: list[str]) -> None:
    assert verdicts(*claims) == expected


ABSTRACT = says(
    people(30),
    people(29, "completed"),
    size(14, "treatment", "zinc"),
    size(16, "control", "placebo"),
    rate("53.9%", "treatment"),
    rate("46.2%", "treatment", "response"),
    rate("31.3%", "control"),
    rate("18.8%", "control", "response"),
    document="story",
    kind="paper",
)


def test_nobody_withdrew_and_one_did_not_complete_can_both_be_true() -> None:
    (finding,) = RUN(Case(says(people(30, "enrolled"), gone(0)), (ABSTRACT,)))
    assert finding.verdict == "not_comparable"
    assert "29 of 30" in finding.explanation
    assert "can both be true" in finding.explanation
    assert "13 analysed of 14 (zinc)" in finding.explanation
    assert "16 analysed of 16 (placebo)" in finding.explanation
    assert finding.against_document_id is None


def test_a_rate_that_many_denominators_fit_shows_nothing() -> None:
    claims = (people(30), people(29, "completed"), gone(0), size(14, "treatment"), size(16, "control"))
    (finding,) = RUN(Case(says(*claims, rate("42.9%", "treatment"))))
    assert finding.verdict == "not_comparable"
    assert "14 analysed of 14 (treatment)" in finding.explanation
    (finding,) = RUN(Case(says(*claims, rate("0.0%", "treatment"))))
    assert "analysed" not in finding.explanation


def test_everybody_completed_and_nobody_left() -> None:
    assert verdicts(people(30), people(30, "completed"), gone(0)) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (gone(2), [gone(2)], ["consistent"]),
        (gone(2), [gone(5)], ["inconsistent"]),
        (gone(0), [gone(3)], ["inconsistent"]),
        (gone(2), [gone(5), gone(2)], ["consistent"]),
        (gone(2), [gone(5), gone(7)], ["not_comparable"]),
        (gone(2), [gone(5, "lost")], []),
        (gone(2), [gone(5, arm="control")], []),
        (gone(2, sentence="2 left because of side effects"), [gone(5)], ["not_comparable"]),
        (gone(2, status="hedged"), [gone(5)], []),
    ],
)
def test_between_texts(mine: Held, theirs: list[Held], expected: list[str]) -> None:
    found = list(RUN(Case(says(mine), (says(*theirs, document="paper", kind="paper"),))))
    assert [f.verdict for f in found] == expected
    assert {f.against_document_id for f in found} <= {"paper"}


def test_a_proposed_link_compares_nothing_between_texts() -> None:
    assert list(RUN(Case(says(gone(2)), (says(gone(5), document="paper"),), "proposed"))) == []
