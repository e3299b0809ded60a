"""Whose fact a number is, where the sentence before it brought up another study or came back from one."""

import pytest

from tracker.claims import extract

HEAD = (
    "A cream with zinc helped adults with eczema in a new trial, doctors said on Monday. "
    "The trial, run at two clinics, compared the cream with a placebo in adults who had tried other creams without "
    "much luck, and some who had tried none at all. Its results appeared in a journal this week, and the doctors who "
    "ran it were pleased, though they said that more work is needed before anybody should change what they do, and "
    "that the cream is not yet sold in shops.\n\n"
)

OTHER = (
    "A 2019 trial in Spain had mixed results. It enrolled 400 people.",
    "An earlier trial tested the cream in Peru. They enrolled 212 children.",
    "In an earlier study, the cream was of little use. Half of the 90 patients were given a placebo.",
    "Another trial looked at the same question. That study enrolled 77 adults.",
    "Another trial looked at the same question. In that trial, 77 adults took part.",
    "A separate study in women was smaller. The researchers enrolled 31 women.",
    "Previous trials of the cream were small. In two trials of 36 women it did nothing.",
    "One study published in 2015 was longer. Those patients were followed for two years.",
    "A Danish trial published two years ago was larger. It had 900 participants.",
    "The first of these, published in 2011, was small. The authors enrolled 34 people.",
    "In 2016, researchers in Oslo tested a similar gel. They recruited 60 volunteers.",
    "An earlier trial was larger. It was run in Peru. It enrolled 212 children.",
    "But an older study had found nothing. The trial enrolled 55 men.",
    "A similar trial ended last year. Participants were happy.\nThat trial enrolled 41 adults.",
    "Research published in 2014 was less kind. It followed 120 patients for a year.",
)
OWN = (
    "A 2019 trial in Spain had mixed results. The new trial enrolled 400 people.",
    "An earlier trial tested the cream in Peru. This study enrolled 212 children.",
    "Another trial looked at the same question. In the current trial, 77 adults took part.",
    "A separate study in women was smaller. For the latest study, doctors enrolled 31 women.",
    "Earlier trials were small. We enrolled 90 adults, she said.",
    "An earlier trial was larger.\n\nThe researchers enrolled 212 children.",
    "An earlier trial was larger. Eczema is a common illness. The doctors enrolled 212 children.",
    "Other studies have linked zinc to healing. Eczema makes skin dry. The trial enrolled 55 men.",
    "The cream was tested in 66 adults. It was given for four weeks to 30 people in the trial.",
    "Unlike others before it, the trial enrolled 55 men. They were aged 20 to 40, and 30 of the men took part at home.",
    "A 2019 trial in Spain had mixed results. That is why our team enrolled 400 people.",
)


def _scopes(text: str) -> list[str]:
    tail = text[len(HEAD) :]
    start = len(HEAD) + tail.rfind(". ", 0, len(tail) - 2)
    kinds = ("sample_size", "duration", "arm_size")
    return [c.scope for c in extract(text) if c.type in kinds and c.start is not None and c.start > start]


@pytest.mark.parametrize("text", OTHER)
def test_a_sentence_that_goes_on_about_another_study_is_about_that_study(text: str) -> None:
    assert set(_scopes(HEAD + text)) == {"other_study"}


@pytest.mark.parametrize("text", OWN)
def test_a_sentence_that_comes_back_or_starts_anew_is_about_the_trial(text: str) -> None:
    assert set(_scopes(HEAD + text)) == {"this_trial"}


def test_a_study_with_a_year_at_the_start_of_a_text_is_its_own() -> None:
    scopes = [c.scope for c in extract("The 2031 trial had good results. It enrolled 400 people.") if c.number == 400]
    assert scopes == ["this_trial"]
