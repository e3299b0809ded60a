"""Arms: which one a label names, how counts and shares find their arm, and what is everybody or an event."""

import pytest

from tracker.claims import extract
from tracker.claims._arm_labels import trimmed, which
from tracker.claims._arms import arms


@pytest.mark.parametrize(
    ("label", "arm"),
    [
        ("placebo", "control"),
        ("usual care", "control"),
        ("sham acupuncture", "control"),
        ("radiotherapy alone", "control"),
        ("no further treatment", "control"),
        ("intervention", "treatment"),
        ("the active drug", "treatment"),
        ("zinc", None),
        ("controlled release zinc", None),
    ],
)
def test_a_label_names_an_arm(label: str, arm: str | None) -> None:
    assert which(label) == arm


@pytest.mark.parametrize(
    ("printed", "label"),
    [("to the gel group", "gel"), ("receive  a capsule once daily", "capsule"), ("or placebo", "placebo")],
)
def test_labels_lose_what_is_not_their_name(printed: str, label: str) -> None:
    assert trimmed(printed) == label


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Patients were randomised: 48 to zinc and 51 to placebo.", [(48, "treatment"), (51, "control")]),
        ("Women received zinc (61 women) or usual care (59 women).", [(61, "treatment"), (59, "control")]),
        ("They were randomised to zinc (61) or placebo (59).", [(61, "treatment"), (59, "control")]),
        ("We enrolled 87 adults (43 and 44 in the yoga and control groups).", [(43, "treatment"), (44, "control")]),
        ("The placebo group (n = 40) and the zinc group (n = 44) were alike.", [(40, "control"), (44, "treatment")]),
        (
            "Adults were assigned to zinc (n = 11\u2009302) or sham (n = 11\u2009310).",
            [(11302, "treatment"), (11310, "control")],
        ),
        ("They were divided at random, 30 patients in each group.", [(30, None)]),
        (
            "Zinc was given to 20, lead (n=20), tin (n=21) or iron (n=22) to the groups.",
            [(20, None), (21, None), (22, None)],
        ),
        ("A total of 99 patients were assigned to zinc or placebo.", []),
        ("Of the 84 patients randomised, 12 in the zinc arm and 9 in the placebo arm died.", []),
        ("Nausea (n = 12) was seen in the zinc group.", []),
        ("The groups did not differ in scores (zinc 12.1, placebo 13.4).", []),
        ("We analysed 18 randomised controlled trials and 16 cohort studies.", []),
    ],
)
def test_sizes(text: str, sizes: list[tuple[int, str | None]]) -> None:
    assert [(arm.count, arm.arm) for arm in arms(text)] == sizes


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        (
            "Itching stopped in 41% and 23% of the zinc and placebo groups, respectively.",
            [(41, "treatment"), (23, "control")],
        ),
        (
            "Itching stopped in 23% and 41% of the placebo and zinc groups, respectively.",
            [(23, "control"), (41, "treatment")],
        ),
        ("Relapse was lower on placebo (17%) compared with the 5-mg dose (35%).", [(17, "control"), (35, "treatment")]),
        ("Rash (adalimumab, 12.0%; placebo, 4.6%) was mild.", [(12, "treatment"), (4.6, "control")]),
        ("Cure was seen in 35 vs. 19% of patients.", [(35, "treatment"), (19, "control")]),
        ("Fever came in 44 patients (22%) on the drug and 30 (15%) on placebo.", [(22, "treatment"), (15, "control")]),
        ("Declines in weight were 2% and 3% in the zinc and tin groups respectively.", []),
        (
            "Colds were seen in people taking adalimumab (3.6%) vs. those on methotrexate (1.4%).",
            [(3.6, "treatment"), (1.4, "control")],
        ),
        ("Rash was rarer with placebo (3.6%) than with adalimumab (9%).", [(3.6, "control"), (9, "treatment")]),
    ],
)
def test_rates(text: str, rates: list[tuple[float, str]]) -> None:
    assert [(claim.value, claim.arm) for claim in extract(text) if claim.type == "event_rate"] == rates


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Cure was seen in 7/13 (53.8%) patients on the drug.", {"k": 7, "n": 13}),
        ("Cure was seen in 53.8% (7 of 13) of patients on the drug.", {"k": 7, "n": 13}),
        ("Fever came in 44 patients (22%) on the drug.", {"k": 44}),
        ("At week 2 (39%) of patients on the drug were well.", {}),
        ("6 of 13 patients on the drug responded.", {"k": 6, "n": 13}),
    ],
)
def test_counts_beside_a_rate(text: str, counts: dict[str, int]) -> None:
    (claim,) = (claim for claim in extract(text) if claim.type == "event_rate")
    assert {key: value for key, value in claim.qualifiers.items() if key in {"k", "n"}} == counts
