"""Which stories are kept, read on or left, and why. All of them are made up."""

from pathlib import Path

import pytest

from scrapers._relevance import decide
from tests.page_quality import kept, other_stories, trial_stories
from tracker.records import Query

TOPIC = Query(
    conditions=("depression", "Alzheimer's disease", "major depressive disorder"),
    interventions=("examplumab", "cognitive behavioural therapy", "statin"),
    terms=("C-reactive protein", "GDS-15"),
)


@pytest.mark.parametrize(
    ("title", "teaser", "relevant"),
    [
        ("Drug eases depression in trial", "Adults got examplumab or placebo.", True),
        ("Examplumab: randomised study ends", "", True),
        ("Depression: NCT99999901 reports", "", True),
        ("Phase 3 results for Alzheimer's drug", "", True),
        ("A pill for depressed people?", "", None),
        ("Statins and sleep", "What doctors know.", None),
        ("New pill shows promise", "It beat placebo in a clinical trial.", None),
        ("New pill shows promise", "", None),
        ("Scientists study sleep", "Patients slept better.", None),
        ("Land sale in June", "Seven properties are on offer.", False),
        ("Striker fit again", "The club hopes for a win on Saturday.", False),
        ("Murder suspect on trial", "The court hears the case.", False),
        ("", "", False),
    ],
)
def test_by_title_and_teaser(title: str, teaser: str, relevant: bool | None) -> None:
    assert decide(title, teaser, None, TOPIC)[0] is relevant


@pytest.mark.parametrize(
    ("word", "title", "is_found"),
    [
        ("depression", "Depressed? A placebo-controlled look", True),
        ("depression", "Depressive symptoms and placebo", True),
        ("depression", "DEPRESSION AND PLACEBO", True),
        ("Alzheimer's disease", "Alzheimer’s and placebo", True),
        ("Alzheimer's disease", "Alzheimers and placebo", True),
        ("major depressive disorder", "Depressed people and placebo", True),
        ("statin", "Statins or placebo", True),
        ("statin", "Statistics of the placebo", False),
        ("COPD", "COPD and placebo", True),
        ("pain", "Painting in Spain without placebo", False),
        ("migraine", "Migraines, migraineurs and placebo", True),
        ("cognitive behavioural therapy", "Cognitive-behavioural therapies or placebo", True),
        ("vitamin D", "Vitamin C or placebo", False),
        ("vitamin D", "Vitamin D or placebo", True),
        ("Ménière's disease", "Meniere's patients and placebo", True),
        ("diabetes", "Diabetic people and placebo", True),
    ],
)
def test_words_of_a_topic(word: str, title: str, is_found: bool) -> None:
    assert (decide(title, "", None, Query(conditions=(word,)))[0] is True) == is_found


def test_a_telling_teaser_without_the_topic_is_not_read_on() -> None:
    teaser = "Researchers at a made-up school looked at how children in a village sleep when the moon is full, and " * 2
    assert decide("Sleep and the moon", teaser, None, TOPIC)[0] is False
    assert decide("Sleep and the moon", f"A randomised study. {teaser}", None, TOPIC)[0] is None
    assert decide("Sleep and the moon", f"A randomised study. {teaser * 2}", None, TOPIC)[0] is False


BODY = ("Researchers gave 64 patients the drug or a placebo. They were randomly assigned, and after six weeks those "
        "who took it had fewer symptoms. ")  # fmt: skip


FILLER = "The office of the example desk is on the third floor, and the lift has been out of order. " * 12


@pytest.mark.parametrize(
    ("title", "body", "relevant"),
    [
        ("New pill", BODY + "It is called examplumab. Examplumab is made up.", True),
        ("Examplumab", BODY, True),
        ("New pill", BODY + FILLER + "It is called examplumab.", True),
        ("New pill", BODY + "It was tested in depression.", True),
        ("New pill", BODY + FILLER + "It was tested in depression.", False),
        ("New pill", BODY + FILLER + "It was tested in depression. Depressed people took it.", True),
        ("New pill", BODY, False),
        ("Depression", "Depression is common, and doctors treat it in many ways.", False),
        ("Depression in the economy", "Markets fell, and depression loomed. A trial of the bank's head begins.", False),
        ("Depression", "A trial of 40 patients found that the drug was no better than usual care.", True),
    ],
)
def test_by_the_whole_text(title: str, body: str, relevant: bool) -> None:
    assert decide(title, "", body, TOPIC)[0] is relevant


def test_without_topics_every_trial_is_relevant() -> None:
    assert decide("New pill", "Beat placebo in a randomised trial", None, Query())[0] is True
    assert decide("New pill", "", BODY, Query())[0] is True
    assert decide("Sleep well", "Tips by doctors", None, Query())[0] is None
    assert decide("Land sale", "Seven properties", None, Query()) == (False, "no cue of a trial")


@pytest.mark.parametrize(
    ("title", "teaser", "body", "said"),
    [
        ("Examplumab beats placebo", "", None, ["about examplumab", "placebo"]),
        ("Depression", "", None, ["about depression", "do not say whether it is a trial"]),
        ("Pill beats placebo", "", None, ["placebo", "name no topic"]),
        ("Land sale", "", None, ["neither a word of the topics nor a cue of a trial"]),
        ("Depression", "", "It rains.", ["about depression", "nothing says trial"]),
        ("Pill", "", BODY, ["no word of the topics"]),
    ],
)
def test_the_reason_is_one_short_sentence(title: str, teaser: str, body: str | None, said: list[str]) -> None:
    reason = decide(title, teaser, body, TOPIC)[1]
    assert [part for part in said if part not in reason] == []
    assert len(reason) < 200
    assert "\n" not in reason


def test_real_trial_stories_are_not_missed(shared: Path) -> None:
    for stories in trial_stories(shared).values():
        assert kept(stories, Query(), whole=False) == 1
        assert kept(stories, Query(), whole=True) == 1


@pytest.mark.soak
def test_other_news_is_not_read(shared: Path) -> None:
    others = other_stories(shared)
    assert kept(others["news pages"], Query(), whole=True) < 0.1
    assert kept(others["feed entries"], Query(), whole=False) < 0.05
