"""Which sentences of a page on two trials are about which (all trials are made up)."""

from decimal import Decimal

import pytest

from tracker.linking import Facts
from tracker.linking.parts import parts_of, within


def trial(acronym: str, people: int, arm: int, rate: str, places: set[str]) -> Facts:
    facts = Facts(acronyms={acronym}, arms={Decimal(arm)}, rates={Decimal(rate)}, places=places)
    facts.sizes = {"randomised": {Decimal(people)}}
    return facts


ONE = trial("tarn", 412, 206, "31.7", {"Norway", "Chile"})
TWO = trial("tarn 2", 655, 327, "28.4", {"Peru", "Ghana"})


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        ("TARN took 412 people. They were followed for a year.", [0, 1], []),
        ("TARN took 412 people. TARN 2 took 655.", [0], [1]),
        ("TARN took 412 people.\n\nThe drug is not sold yet.", [0], []),
        ("TARN took 412 people. TARN 2 took 655. It ran in Peru and Ghana. Pain fell.", [0], [1, 2, 3]),
        ("TARN took 412 people. In both, pain fell. It fell for long.", [0], []),
        ("TARN took 412 people and TARN 2 took 655. Pain fell.", [], []),
        ("TARN took 412 people. The second trial was larger. Pain fell.", [0], []),
        ("TARN took 412 people. The second trial, with 655 people, was larger. Pain fell.", [0], [1, 2]),
        ("Pain is common. 31.7% had less pain. Of 327 on the drug, few left.", [1], [2]),
        ("TARN took 655 people. Pain fell.", [], []),
        ("The drug is taken daily. It costs little.", [], []),
        ("TARN ended in 2019. TARN 2 ended in 2020. The results agree. Pooled, they say little.", [0], [1, 2]),
    ],
)
def test_sentences_go_to_the_trial_they_are_about(text: str, one: list[int], two: list[int]) -> None:
    sentences = [s for line in text.split("\n") for s in line.replace(". ", ".|").split("|") if s]
    starts = [text.index(s) for s in sentences]
    found = parts_of(text, ONE, TWO)
    assert [[n for n, at in enumerate(starts) if parts and within(parts, at)] for parts in found] == [one, two]


def test_without_parts_the_whole_counts() -> None:
    assert within((), 7)
    assert within((), None)
    assert not within(((0, 5),), 5)
    assert not within(((0, 5),), None)
