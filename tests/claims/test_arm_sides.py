"""Which arm a figure is of, judged over a whole abstract."""

import pytest

from tracker.claims import extract
from tracker.claims._arm_side_features import aliases

HEAD = "Tansol versus merobin in adults with eczema: a randomised trial. Methods: adults were assigned to either. "


def _arms(text: str, kind: str) -> dict[float, str | None]:
    return {float(c.number): c.arm for c in extract(text) if c.type == kind and c.number is not None}


@pytest.mark.parametrize(
    ("text", "kind", "treatment", "control"),
    [
        (HEAD + "In all, 61 received merobin and 60 received tansol (P = 0.4).", "arm_size", 60, 61),
        (HEAD + "Itching stopped in 23% of the merobin group and 41% of the tansol group.", "event_rate", 41, 23),
        (HEAD + "Relief was reported by 23% v 41% for merobin and tansol, respectively.", "event_rate", 41, 23),
        (
            "Objective: to compare two gels. Methods: adults were randomised to standard care (group A, n = 40) or the "
            "new gel (group B, n = 41). Results: itching stopped in 20% of group A and 39% of group B.",
            "event_rate",
            39,
            20,
        ),
        (HEAD + "Rash occurred in 5% with tansol and in 9% with merobin (P = 0.03).", "event_rate", 5, 9),
    ],
)
def test_sides(text: str, kind: str, treatment: int, control: int) -> None:
    found = _arms(text, kind)
    assert (found[treatment], found[control]) == ("treatment", "control")


def test_what_is_judged_anew_says_so() -> None:
    claims = extract(HEAD + "Itching stopped in 23% of the merobin group and 41% of the tansol group.")
    rates = [c for c in claims if c.type == "event_rate"]
    assert {c.qualifiers["arm_by"] for c in rates if c.qualifiers.get("decided_by") == "arm sides"} <= {"order"}


def test_both_groups_are_no_arm() -> None:
    text = HEAD + "Itching stopped in 80% of both groups (P = 0.9, n = 90)."
    assert _arms(text, "event_rate")[80] is None


def test_press_is_left_to_the_rules() -> None:
    text = "Merobin helped, researchers said. Itching stopped in 23% of the merobin group and 41% of the tansol group."
    assert not any(c.qualifiers.get("decided_by") == "arm sides" for c in extract(text))


def test_what_groups_stand_for() -> None:
    known = aliases("Standard care (group A) was held against taping (group B). Group C: sham taping.")
    assert known.arms["#a"] == "control"
    assert {"taping"} <= known.words["#b"]
    assert {"sham", "taping"} <= known.words["#c"]
