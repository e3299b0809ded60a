"""Entries that name each other's number: which cannot be one trial, and which a sponsor's number joins."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.linking.test_linking_trials import claim, entries, identifier
from tracker.linking import Facts, group
from tracker.linking.registrations import clash


def entry(drug: str = "zorvelimab", illness: str = "urticaria", people: int = 120, **more: Any) -> Facts:
    facts = Facts(kinds={"registry"}, interventions={drug}, conditions={illness}, start=date(2031, 4, 2))
    facts.sizes = {"enrolled": {Decimal(people)}}
    for name, value in more.items():
        setattr(facts, name, value)
    return facts


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (entry(), False),
        (entry("zvl 12"), False),  # a code for the drug
        (entry(illness="chronic itch"), False),  # another word for the illness
        (entry(people=4000), False),  # all countries, not one
        (entry("zvl 12", classes={"antibody"}, people=4000), False),
        (entry("bexamoline", "migraine"), True),
        (entry("bexamoline", people=900), True),
        (entry(illness="migraine", people=900), True),
        (entry("bexamoline", title_words={"bexamoline", "migraine"}), True),
        (entry("zorvelimab 300 mg", "chronic urticaria", 900), False),
        (Facts(kinds={"registry"}), False),
    ],
)
def test_what_cannot_be_one_trial(other: Facts, apart: bool) -> None:
    mine = entry(classes={"antibody"}, title_words={"zorvelimab", "urticaria"})
    assert (clash(mine, other) is not None) is apart
    assert (clash(other, mine) is not None) is apart


def test_a_wrong_number_is_reported_and_not_merged() -> None:
    claims = entries(("nct 1", ["isrctn 1"]), ("isrctn 1", []))
    facts = {"nct 1": entry(), "isrctn 1": entry("bexamoline", "migraine")}
    trials, bonds, problems = group(claims, facts=facts)
    assert (len(trials), bonds) == (2, [])
    (problem,) = problems
    assert problem.kind == "unlike_registrations"
    assert "bexamoline" in problem.message
    assert "migraine" in problem.message
    assert len(group(claims, facts={"nct 1": entry(), "isrctn 1": entry()})[0]) == 1


def sponsored(*documents: str, number: str = "ZVL-0431") -> list[Any]:
    claims = entries(*((name, []) for name in documents))
    given = [claim(name, "other 1", "sponsor") for name in documents]
    return claims + [
        type(c)(**{f: getattr(c, f) for f in c.__slots__} | {"identifier": ("other", number)}) for c in given
    ]


@pytest.mark.parametrize(
    ("documents", "number", "other", "joined"),
    [
        (("nct 1", "isrctn 1"), "ZVL-0431", {}, True),
        (("nct 1", "isrctn 1"), "ZVL-0431", {"people": 98, "start": date(2029, 1, 1)}, False),
        (("nct 1", "isrctn 1"), "ZVL-0431", {"drug": "bexamoline"}, False),
        (("nct 1", "isrctn 1"), "ZVL-0431", {"illness": "migraine"}, False),
        (("nct 1", "isrctn 1"), "Protocol 1", {}, False),
        (("nct 1", "nct 2"), "ZVL-0431", {}, False),
    ],
)
def test_a_sponsors_number_joins_only_with_a_second_agreement(
    documents: tuple[str, str], number: str, other: dict[str, Any], joined: bool
) -> None:
    facts = {documents[0]: entry(), documents[1]: entry(**other)}
    trials, bonds, _ = group(sponsored(*documents, number=number), facts=facts)
    assert len(trials) == (1 if joined else 2)
    assert len(bonds) == int(joined)


def test_what_a_person_parted_stays_apart_whatever_the_sponsor_says() -> None:
    claims = sponsored("nct 1", "isrctn 1")
    facts = {"nct 1": entry(), "isrctn 1": entry()}
    (bond,) = group(claims, facts=facts)[1]
    assert len(group(claims, frozenset({(bond.document_id, bond.other)}), facts)[0]) == 2
    assert identifier("nct 1") in (bond.own, bond.other)
