"""Two registrations held against each other: whether they can be one trial, and whether a sponsor's number joins them.

A number typed wrong leads to another trial; entries of one trial may name a drug by its code or by its name, and count
people per country or in all. So one thing that differs is no proof, two are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from tracker.linking._base import Bond, Identifier, IdentifierClaim
from tracker.linking.facts import Facts

MOST_TIMES = 2
"""How many times as many people one entry of a trial may count as another."""
SAME_START = timedelta(days=60)
LEAST_DIGITS = 3
"""Digits of a sponsor's number that can be its own: "Protocol 1" is everybody's."""


def clash(one: Facts, other: Facts) -> str | None:
    """Why two entries cannot be one trial, None when they can."""
    differing = [*_treatments(one, other), *_illnesses(one, other)]
    if differing:
        differing += [*_people(one, other), *_titles(one, other)]
    return "; ".join(differing) if len(differing) > 1 else None


def _treatments(one: Facts, other: Facts) -> Iterator[str]:
    alike = one.classes & other.classes or _words(one.interventions) & _words(other.interventions)
    if one.interventions and other.interventions and not alike:
        yield f"one tests {min(one.interventions)}, the other {min(other.interventions)}"


def _illnesses(one: Facts, other: Facts) -> Iterator[str]:
    if one.conditions and other.conditions and not _words(one.conditions) & _words(other.conditions):
        yield f"one is about {min(one.conditions)}, the other about {min(other.conditions)}"


def _people(one: Facts, other: Facts) -> Iterator[str]:
    mine, theirs = one.people(), other.people()
    if mine and theirs and (max(mine) > MOST_TIMES * max(theirs) or max(theirs) > MOST_TIMES * max(mine)):
        yield f"one had {max(mine)} people, the other {max(theirs)}"


def _titles(one: Facts, other: Facts) -> Iterator[str]:
    if one.title_words and other.title_words and not one.title_words & other.title_words:
        yield "their titles share no telling word"


def _words(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in name.split() if len(word) > 3}


def by_sponsor_number(claims: Iterable[IdentifierClaim], facts: Mapping[str, Facts]) -> list[Bond]:
    """Entries of different registries that share their sponsor's number and agree in what they are about.

    They are bound when treatment and illness agree and a third thing does: people, sponsor or beginning.
    """
    own: dict[str, Identifier] = {}
    shared: dict[str, dict[str, IdentifierClaim]] = defaultdict(dict)
    for claim in claims:
        if claim.document_kind != "registry" or claim.status != "asserted":
            continue
        if claim.kind == "own":
            own[claim.document_id] = claim.identifier
        elif claim.kind == "sponsor" and sum(c.isdigit() for c in claim.identifier[1]) >= LEAST_DIGITS:
            shared[claim.identifier[1].casefold()].setdefault(claim.document_id, claim)
    bonds = []
    for entries in shared.values():
        first, *others = sorted((d for d in entries if d in own and d in facts), key=lambda d: own[d]) or [""]
        for document_id in others:
            apart = own[first][0] != own[document_id][0]
            if apart and agree(facts[first], facts[document_id]):
                bonds.append(Bond(document_id, entries[document_id].claim_id, own[document_id], own[first]))
    return bonds


def agree(one: Facts, other: Facts) -> bool:
    """Whether treatment and illness agree, and people, sponsor or beginning too."""
    treatment = _words(one.interventions) & _words(other.interventions)
    illness = _words(one.conditions) & _words(other.conditions)
    starts = one.start is not None and other.start is not None and abs(one.start - other.start) <= SAME_START
    sizes = {n for numbers in one.sizes.values() for n in numbers} & {n for s in other.sizes.values() for n in s}
    return bool(treatment and illness and (sizes or one.institutions & other.institutions or starts))
