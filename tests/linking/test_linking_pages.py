"""Pages on two trials, stories that deny a trial, and the nearest trial that is held (all trials are made up)."""

from datetime import date

import pytest

from tests.linking.test_linking_content import ABSTRACT, OTHER, linked, trial
from tracker.claims import extract
from tracker.linking import DraftLink, Facts, Index, Report, Trial, facts_of, link_by_content


def links(text: str, *trials: tuple[Trial, Facts]) -> list[DraftLink]:
    facts = facts_of("press", date(2026, 3, 9), extract(text), text=text)
    return link_by_content([Report("story", "press", text, facts, date(2026, 3, 9))], Index.of(trials), 0.9, 0.2)


def named(number: int, abstract: str, acronym: str) -> tuple[Trial, Facts]:
    known = trial(number, abstract)
    known[1].acronyms.add(acronym)
    return known


ONE, TWO = named(1, ABSTRACT, "dune"), named(2, OTHER, "dune 2")
OF_ONE = "In DUNE, 614 patients with urticaria were randomly assigned to zorvelimab or placebo."
OF_TWO = "In DUNE 2, 96 patients with urticaria were randomly assigned to zorvelimab or placebo."


def test_a_page_on_two_trials_is_accepted_for_both_with_its_parts() -> None:
    text = f"{OF_ONE}\n\n{OF_TWO} A third of them improved."
    found = {k.trial.identifiers[0][1]: k for k in links(text, ONE, TWO)}
    assert {number: k.state for number, k in found.items()} == {"NCT99999901": "accepted", "NCT99999902": "accepted"}
    assert all("but tells of another trial too, in other parts" in k.evidence for k in found.values())
    assert [text[slice(*k)] for k in found["NCT99999901"].parts] == [OF_ONE]
    assert [text[slice(*k)] for k in found["NCT99999902"].parts] == [f"{OF_TWO} A third of them improved."]


def test_a_page_that_tells_of_both_in_one_breath_is_a_question() -> None:
    text = "In DUNE and DUNE 2, 614 and 96 patients with urticaria were randomly assigned to zorvelimab or placebo."
    found = links(text, ONE, TWO)
    assert {(k.trial.identifiers[0][1], k.state, k.parts) for k in found} == {
        ("NCT99999901", "proposed", ()),
        ("NCT99999902", "proposed", ()),
    }
    assert all("but tells of another trial too" in k.evidence for k in found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (OF_ONE, "NCT99999901"),
        (OF_TWO, "NCT99999902"),
        (f"{OF_ONE} A second trial, DUNE 2, has begun.", "NCT99999901"),
        (f"{OF_TWO} It follows DUNE, which was larger.", "NCT99999902"),
    ],
)
def test_a_trial_that_is_only_named_does_not_make_it_two(text: str, number: str) -> None:
    (found,) = links(text, ONE, TWO)
    assert (found.state, found.trial.identifiers[0][1]) == ("accepted", number)


@pytest.mark.parametrize(
    "said",
    [
        "In DUNE 3, 614 patients took part.",
        "In the trial, 1,512 patients were randomly assigned.",
        "The trial ran in Chile and Panama with 205 patients in each group.",
    ],
)
def test_a_near_name_other_people_or_places_are_another_trial(said: str) -> None:
    found = links(f"Zorvelimab eases urticaria, doctors say. {said}", ONE)
    assert all(k.state == "proposed" for k in found)
    assert any(reason.startswith("but ") for k in found for reason in k.evidence) or not found


def test_the_nearest_trial_is_a_question_only_for_stories_and_with_treatment_and_illness() -> None:
    story = "Zorvelimab may ease urticaria, doctors say."
    assert linked(story, trial(1), published=None) is not None
    assert linked("Zorvelimab may ease itching, doctors say.", trial(1), published=None) is None
    paper = Report("paper", "paper", story, facts_of("paper", None, extract(story), text=story))
    assert link_by_content([paper], Index.of([trial(1)]), 0.9, 0.2) == []
