"""The model of number roles: what it is given, what it says, and where it may speak."""

from pathlib import Path

import pytest

import tracker.claims
from tracker.claims import extract
from tracker.claims._base import Document, Sentence
from tracker.claims._number_candidates import numbers_of
from tracker.claims._number_roles import model, reasons, roles
from tracker.claims._outline import outline_of

ABSTRACT = (
    "Background: Knee pain is common. Methods: Between May 2015 and March 2017, 212 overweight and mostly sedentary "
    "adults were randomised to taping (n = 104) or sham taping (n = 108). Results: Pain was relieved in 52 of 104 "
    "(50.0%) versus 27 of 108 (25.0%), respectively (P < .001). One hundred and ninety adults completed the trial."
)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Of 1,204 adults, 96 (8.0%) left.", ["1204", "96", "8.0"]),
        ("Doses of 40 mg for 12 weeks at 2.5 times the cost.", []),
        ("From 2009 to 2012 we enrolled 2008 patients.", ["2008"]),
        ("Eighty-four women aged 18-65 years", ["84"]),
        ("95% CI 0.3 to 0.9; p = 0.04", []),
        ("It rose in 12.5 and 8.1%, respectively.", ["12.5", "8.1"]),
        ("no number at all", []),
    ],
)
def test_candidates(text: str, counted: list[str]) -> None:
    assert [str(one.value) for one in numbers_of(text).candidates] == counted


def _sentence(text: str) -> Sentence:
    return Sentence(text, ABSTRACT.index(text), document=Document(ABSTRACT))


SECOND = _sentence(ABSTRACT[ABSTRACT.index("Methods") : ABSTRACT.index(" Results")])


def test_roles_in_an_abstract() -> None:
    found = {SECOND.text[one.number.start : one.number.end]: one for one in roles(SECOND)}
    assert found["212"].best == "total"
    assert found["104"].best == found["108"].best == "arm"
    assert found["104"].treatment > 0.5 > found["108"].treatment
    assert found["104"].treatment + found["108"].treatment == pytest.approx(1)


def test_claims_say_that_the_model_decided() -> None:
    sizes = {c.value: c for c in extract(ABSTRACT) if c.type == "sample_size"}
    assert set(sizes) == {212, 190}
    assert sizes[212].kind == "randomised"
    assert sizes[190].kind == "completed"


def test_reasons_name_what_weighs_most() -> None:
    told = reasons(SECOND, SECOND.text.index("212"))
    assert len(told) == 5
    assert told[0][1] >= told[-1][1] > 0
    assert reasons(SECOND, 1) == []


def test_press_is_left_to_the_rules() -> None:
    story = (
        "A new drug eased pain, researchers said. “We are delighted with this,” said the head of the clinic. "
        "Eighty-nine overweight adults got it, the report says, in a randomised trial with a baseline."
    )
    assert not outline_of(story).methodical
    assert outline_of(ABSTRACT).methodical


def test_the_control_may_come_first() -> None:
    text = "Sham taping (n = 44) or kinesiology taping (n = 45) was applied by 12 therapists."
    found = {text[one.number.start : one.number.end]: one.treatment for one in roles(Sentence(text))}
    assert found["45"] > 0.5 > found["44"]


def test_the_same_every_time_and_small() -> None:
    assert roles(Sentence(ABSTRACT)) == roles(Sentence(ABSTRACT))
    assert len(model().weights) > 1000
    assert (Path(tracker.claims.__file__).with_name("number_roles.json")).stat().st_size < 2_000_000


@pytest.mark.parametrize(
    "text", ["1 " * 5000, "(" * 3000 + "n = 5", "a " * 5000 + "5 (A)", "group A (" * 900, "٣ ١٢ patients"]
)
def test_hostile_text(text: str) -> None:
    outline_of(text)
    roles(Sentence(text[:2000], document=Document(text)))
