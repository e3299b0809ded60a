"""Reports without a number: what links them to a trial, and what must leave them apart (all trials are made up)."""

from datetime import date

import pytest

from tracker.claims import extract, from_fields
from tracker.linking import DraftLink, Facts, Identifier, Index, Report, Trial, facts_of, link_by_content, merged
from tracker.records import Field, Kind

ACCEPT, PROPOSE = 0.9, 0.2
PAPER = date(2026, 3, 2)
NEWS = date(2026, 3, 9)

ABSTRACT = (
    "Zorvelimab in chronic urticaria. In this randomised trial in Kenya, Nepal and Peru, patients with urticaria were "
    "given zorvelimab or placebo for 12 weeks; 437 were screened. 614 patients were randomly assigned (307 to each "
    "group). Itch scores fell by 14.27 points with zorvelimab and 6.85 with placebo."
)
OTHER = (
    "Zorvelimab in adolescent urticaria. In this randomised trial in Spain, 96 patients with urticaria were randomly "
    "assigned (48 to each group) to zorvelimab or placebo for 24 weeks. Itch scores fell by 9.13 points."
)


def trial(number: int, *abstracts: str, published: date = PAPER) -> tuple[Trial, Facts]:
    """A trial with a registry entry and papers."""
    fields = [
        Field(type="intervention", raw="Drug: Zorvelimab", path="$.i"),
        Field(type="condition", raw="Urticaria", path="$.c"),
    ]
    parts = [facts_of("registry", None, from_fields(fields)[0])]
    parts += [facts_of("paper", published, extract(text), text=text) for text in abstracts]
    identifier: Identifier = ("nct", f"NCT9999990{number}")
    return Trial((identifier,)), merged(parts)


def linked(text: str, *trials: tuple[Trial, Facts], published: date | None = NEWS) -> DraftLink | None:
    facts = facts_of("press", published, extract(text), text=text)
    report = Report("story", "press", text, facts, published)
    return next(iter(link_by_content([report], Index.of(trials), ACCEPT, PROPOSE)), None)


@pytest.mark.parametrize(
    "said",
    [
        "The trial ran in Kenya, Nepal and Peru.",
        "The itch eased by 14.27 points, against 6.85 with the dummy.",
        "There were three hundred and seven patients in each arm, and it ran for 12 weeks.",
        "More than 600 people with hives took part in the trial.",
    ],
)
def test_a_mark_of_its_own_beside_the_drug_and_the_time_is_accepted(said: str) -> None:
    text = f"A new jab called zorvelimab eases urticaria. {said}"
    link = linked(text, trial(1, ABSTRACT), trial(2, OTHER, published=date(2024, 1, 9)))
    assert link is not None
    assert (link.state, link.trial.identifiers[0][1]) == ("accepted", "NCT99999901")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "It is sold in Kenya and Nepal.",
        "The trial ran in Kenya, Nepal and Chile.",
        "The clinic is at 437 Long Lane.",
        "More than 900 people with hives took part in the trial.",
        "The course costs 300 pounds and lasts until 2027; the dose is 307 mg.",
    ],
)
def test_less_than_two_marks_is_not_accepted(said: str) -> None:
    link = linked(f"A new jab called zorvelimab eases urticaria. {said}", trial(1, ABSTRACT))
    assert link is None or link.state == "proposed"


@pytest.mark.parametrize(
    "said",
    [
        "It ran in Kenya, Nepal and Peru, with 307 patients in each group; itch eased by 14.27 points, not 6.85.",
        "More than 600 people took part in the trial.",
        "",
    ],
)
def test_two_trials_that_fit_alike_are_both_left_open(said: str) -> None:
    link = linked(f"A new jab called zorvelimab eases urticaria. {said}", trial(1, ABSTRACT), trial(2, ABSTRACT))
    assert link is not None
    assert link.state == "proposed"
    assert link.score < 0.51


def test_the_twin_that_the_numbers_fit_is_the_one() -> None:
    text = "A jab, zorvelimab, eases urticaria. The trial had 48 patients in each group, and itch fell by 9.13 points."
    link = linked(text, trial(1, ABSTRACT), trial(2, OTHER))
    assert link is not None
    assert (link.state, link.trial.identifiers[0][1]) == ("accepted", "NCT99999902")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (
            "In the trial 614 patients were assigned to a pill or placebo; itch fell by 14.27 points, not 6.85.",
            "accepted",
        ),
        ("In the trial 614 patients were assigned to a pill or placebo.", "proposed"),
        ("In the trial 613 patients were assigned to a pill or placebo; itch fell by 14.27 points, not 6.85.", None),
    ],
)
def test_without_the_drug_its_people_and_a_printed_result_are_asked_for(said: str, state: str | None) -> None:
    link = linked(f"Urticaria eases. {said}", trial(1, ABSTRACT))
    assert (link and link.state) == state


def test_a_rough_number_that_does_not_fit_speaks_against() -> None:
    text = "A jab, zorvelimab, eases urticaria. {} people took part in the trial."
    fits = linked(text.format("About 600"), trial(1, ABSTRACT))
    not_so = linked(text.format("About 100"), trial(1, ABSTRACT))
    assert fits is not None
    assert "gives roughly the number of people: 600" in fits.evidence
    assert not_so is None or (not_so.score < fits.score and any("but speaks of 100" in e for e in not_so.evidence))


PLAIN = "A jab, zorvelimab, may ease urticaria, doctors say."


def test_drug_and_illness_alone_are_a_question_about_the_only_trial() -> None:
    link = linked(PLAIN, trial(1), published=None)
    assert link is not None
    assert link.state == "proposed"


@pytest.mark.parametrize(
    ("text", "trials"),
    [
        (f"{PLAIN} The trial enrolled 1,512 people.", [trial(1, ABSTRACT)]),
        ("A jab may ease urticaria. The trial enrolled 1,512 people.", [trial(1, ABSTRACT)]),
        (PLAIN, [trial(1), trial(2), trial(3)]),
        ("A pill, bexamoline, may ease urticaria, doctors say.", [trial(1)]),
    ],
)
def test_drug_and_illness_alone_are_no_question_when_numbers_deny_it_or_many_share_them(
    text: str, trials: list[tuple[Trial, Facts]]
) -> None:
    assert linked(text, *trials, published=None) is None


def test_an_acronym_that_is_a_word_links_only_in_capitals() -> None:
    known = trial(1, ABSTRACT)
    known[1].acronyms.add("calm")
    assert linked("Patients with urticaria stay calm.", known, published=None) is None
    link = linked("Patients with urticaria joined CALM.", known, published=None)
    assert link is not None
    assert "names the acronym calm" in link.evidence


def test_a_wide_illness_is_not_the_same_population() -> None:
    known = trial(1)
    known[1].conditions |= {"cancer"}
    link = linked("A jab, zorvelimab, was tried in triple negative breast cancer.", known, published=None)
    assert link is None or not any("population" in reason for reason in link.evidence)


@pytest.mark.parametrize(
    ("kind", "people", "state"),
    [("press", "", "accepted"), ("paper", "", "proposed"), ("paper", "614 patients were randomised. ", "accepted")],
)
def test_a_paper_that_shares_no_number_of_people_is_only_proposed(kind: Kind, people: str, state: str) -> None:
    text = f"Zorvelimab in urticaria. {people}Itch scores fell by 14.27 points, against 6.85 points with placebo."
    facts = facts_of(kind, NEWS, extract(text), text=text)
    (link,) = link_by_content([Report("d", kind, text, facts, NEWS)], Index.of([trial(1, ABSTRACT)]), ACCEPT, PROPOSE)
    assert link.state == state
