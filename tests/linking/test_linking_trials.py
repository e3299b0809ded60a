"""Which registrations are one trial: tables of what entries say, and the groups that come out."""

from typing import Any

import pytest

from tracker.linking import IdentifierClaim, group

Said = tuple[str, str]  # "nct 1" names "isrctn 1"

VALUES = {"nct": "NCT9999990", "isrctn": "ISRCTN9999990", "eudract": "2099-00000{}-11", "ctis": "2099-50000{}-11"}


def identifier(short: str) -> tuple[str, str]:
    scheme, _, number = short.partition(" ")
    value = VALUES.get(scheme, f"{scheme.upper()}-")
    return scheme, value.format(number) if "{" in value else value + number


def claim(
    document: str, short: str, kind: str = "own", document_kind: str = "registry", **more: Any
) -> IdentifierClaim:
    scheme, value = identifier(short)
    given = {"scope": "this_trial", "status": "asserted", "passage": "body", "confidence": 1.0, "quote": value, **more}
    return IdentifierClaim(
        claim_id=f"{document}/{value}/{kind}",
        document_id=document,
        document_kind=document_kind,  # type: ignore[arg-type]
        identifier=(scheme, value),
        kind=kind,
        **given,
    )


def entries(*said: tuple[str, list[str]], **more: Any) -> list[IdentifierClaim]:
    """The claims of registry entries: (own number, other numbers); "alias x" is an alias."""
    found = []
    for own, others in said:
        found.append(claim(own, own))
        for other in others:
            kind = "alias" if other.startswith("alias ") else "secondary"
            found.append(claim(own, other.removeprefix("alias "), kind, **more))
    return found


def grouped(claims: list[IdentifierClaim], **more: Any) -> tuple[set[frozenset[str]], int]:
    """The groups in short form, and how many problems were told."""
    trials, _, problems = group(claims, **more)
    short = {identifier(s): s for s in NUMBERS}
    return {frozenset(short[i] for i in trial.identifiers) for trial in trials}, len(problems)


NUMBERS = [f"{scheme} {n}" for scheme in VALUES for n in range(1, 5)]

TABLE: dict[str, tuple[list[tuple[str, list[str]]], list[str], int]] = {
    "alone": ([("nct 1", [])], ["nct 1"], 0),
    "both name each other": ([("nct 1", ["isrctn 1"]), ("isrctn 1", ["nct 1"])], ["nct 1+isrctn 1"], 0),
    "one names another registry": ([("nct 1", ["isrctn 1"]), ("isrctn 1", [])], ["nct 1+isrctn 1"], 0),
    "a number without an entry": ([("nct 1", ["eudract 1"])], ["nct 1+eudract 1"], 0),
    "a chain over three registries": (
        [("nct 1", ["isrctn 1"]), ("isrctn 1", ["eudract 1"]), ("eudract 1", [])],
        ["nct 1+isrctn 1+eudract 1"],
        0,
    ),
    "an old and a new European number": ([("nct 1", ["eudract 1", "ctis 1"])], ["nct 1+eudract 1+ctis 1"], 0),
    "one names its parent in the same registry": ([("nct 1", ["nct 2"]), ("nct 2", [])], ["nct 1", "nct 2"], 0),
    "two of one registry name each other": ([("nct 1", ["nct 2"]), ("nct 2", ["nct 1"])], ["nct 1+nct 2"], 0),
    "an alias": ([("nct 1", ["alias nct 2"])], ["nct 1+nct 2"], 0),
    "two entries share a European number": (
        [("nct 1", ["eudract 1"]), ("nct 2", ["eudract 1"])],
        ["nct 1", "nct 2", "eudract 1"],
        2,
    ),
    "a third entry would join two": (
        [("nct 1", ["isrctn 1"]), ("isrctn 1", ["nct 2"]), ("nct 2", [])],
        ["nct 1", "nct 2", "isrctn 1"],
        2,
    ),
    "two that name each other may share one": (
        [("nct 1", ["nct 2", "eudract 1"]), ("nct 2", ["nct 1", "eudract 1"])],
        ["nct 1+nct 2+eudract 1"],
        0,
    ),
    "a conflict leaves other trials alone": (
        [("nct 1", ["eudract 1"]), ("nct 2", ["eudract 1"]), ("nct 3", ["isrctn 3"])],
        ["nct 1", "nct 2", "eudract 1", "nct 3+isrctn 3"],
        2,
    ),
    "an entry that names itself": ([("nct 1", ["nct 1"])], ["nct 1"], 0),
}


@pytest.mark.parametrize("name", TABLE)
def test_groups(name: str) -> None:
    said, expected, problems = TABLE[name]
    claims = entries(*said)
    wanted = ({frozenset(one.split("+")) for one in expected}, problems)
    assert grouped(claims) == wanted
    assert grouped(claims[::-1]) == wanted  # whatever was read first


@pytest.mark.parametrize("name", TABLE)
def test_every_number_is_in_one_trial_and_ids_do_not_depend_on_order(name: str) -> None:
    claims = entries(*TABLE[name][0])
    trials, bonds, _ = group(claims)
    numbers = [i for trial in trials for i in trial.identifiers]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == {c.identifier for c in claims}
    again, bonds_again, _ = group(claims[::-1])
    assert [t.id for t in trials] == [t.id for t in again]
    assert len({t.id for t in trials}) == len(trials)
    assert {(b.own, b.other) for b in bonds} == {(b.own, b.other) for b in bonds_again}


@pytest.mark.parametrize("scheme", ["utn", "iras", "cpms", "ukcrn", "other", "malformed", "sponsor", "grant", "doi"])
def test_numbers_that_are_no_registration_join_nothing(scheme: str) -> None:
    claims = entries(("nct 1", [f"{scheme} 7"]), ("isrctn 1", [f"{scheme} 7"]))
    trials, bonds, problems = group(claims)
    assert [trial.identifiers for trial in trials] == [(identifier("nct 1"),), (identifier("isrctn 1"),)]
    assert (bonds, problems) == ([], [])


@pytest.mark.parametrize("kind", ["mention", "sponsor", "utn"])
def test_a_number_that_is_only_mentioned_joins_nothing(kind: str) -> None:
    claims = [*entries(("nct 1", [])), claim("nct 1", "isrctn 1", kind)]
    assert grouped(claims)[0] == {frozenset({"nct 1"}), frozenset({"isrctn 1"})}


@pytest.mark.parametrize("status", ["negated", "hedged"])
def test_a_doubtful_number_joins_nothing(status: str) -> None:
    claims = entries(("nct 1", ["isrctn 1"]), status=status)
    assert grouped(claims)[0] == {frozenset({"nct 1"})}


@pytest.mark.parametrize("kind", ["derivative", "press", "paper", "press_release", "preprint", "protocol"])
def test_only_registries_join(kind: str) -> None:
    claims = [*entries(("nct 1", []), ("isrctn 1", []))]
    claims += [claim("x", "nct 1", "own", kind), claim("x", "isrctn 1", "secondary", kind)]
    assert grouped(claims)[0] == {frozenset({"nct 1"}), frozenset({"isrctn 1"})}


def test_what_a_person_ruled_out_joins_nothing() -> None:
    claims = entries(("nct 1", ["isrctn 1"]), ("nct 2", ["isrctn 2"]))
    ruled_out = frozenset({("nct 1", identifier("isrctn 1"))})
    assert grouped(claims, rejected=ruled_out)[0] == {
        frozenset({"nct 1"}), frozenset({"isrctn 1"}), frozenset({"nct 2", "isrctn 2"}),
    }  # fmt: skip


def test_a_conflict_names_the_numbers() -> None:
    _, bonds, problems = group(entries(("nct 1", ["eudract 1"]), ("nct 2", ["eudract 1"])))
    assert bonds == []
    assert sorted(p.subject for p in problems) == ["NCT99999901 2099-000001-11", "NCT99999902 2099-000001-11"]
    assert {p.kind for p in problems} == {"shared_identifier"}


def test_why_two_are_one_is_told() -> None:
    _, (bond,), _ = group(entries(("nct 1", ["isrctn 1"]), ("isrctn 1", [])))
    assert (bond.document_id, bond.claim_id) == ("nct 1", "nct 1/ISRCTN99999901/secondary")
    assert (bond.own, bond.other) == (identifier("nct 1"), identifier("isrctn 1"))
