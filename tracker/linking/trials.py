"""Trials from registrations: which identifiers are one study.

Every registry entry names its own number and may name others. A number of another registry joins the two; a number of
the *same* registry does so only when each entry names the other or the registry itself calls it an alias: entries list
their parent studies and extensions in the same field. When joining would put two entries of one registry together
without that, the numbers they share are held back and reported: a wrong merge costs more than a missed one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from tracker.linking._base import REGISTRIES, Bond, Identifier, IdentifierClaim, Trial, order_of
from tracker.linking.facts import Facts
from tracker.linking.registrations import by_sponsor_number, clash
from tracker.records import Problem


def bonds_of(claims: Iterable[IdentifierClaim]) -> list[Bond]:
    """What registry entries say about other numbers of their trial, once per pair and document."""
    own: dict[str, Identifier] = {}
    said: dict[str, list[IdentifierClaim]] = defaultdict(list)
    for claim in claims:
        if claim.document_kind != "registry" or claim.identifier[0] not in REGISTRIES or claim.status != "asserted":
            continue
        if claim.kind == "own":
            own[claim.document_id] = claim.identifier
        elif claim.kind in ("secondary", "alias"):
            said[claim.document_id].append(claim)
    found: dict[tuple[str, Identifier], Bond] = {}
    for document_id, others in said.items():
        for claim in others:
            if document_id in own and claim.identifier != own[document_id]:
                bond = Bond(document_id, claim.claim_id, own[document_id], claim.identifier)
                found.setdefault((document_id, claim.identifier), bond)
    return sorted(found.values(), key=lambda b: (order_of(b.own), order_of(b.other), b.document_id))


def group(
    claims: Sequence[IdentifierClaim],
    rejected: frozenset[tuple[str, Identifier]] = frozenset(),
    facts: Mapping[str, Facts] = MappingProxyType({}),
) -> tuple[list[Trial], list[Bond], list[Problem]]:
    """Trials, the bonds that made them, and what was held back.

    `claims` are all registration numbers known to the store, `rejected` the (document, identifier) pairs a person has
    ruled out, `facts` what entries say of their trial, by document: entries that cannot be one trial are not joined,
    and a sponsor's number joins those that agree. Every number that is asserted about its own trial belongs to exactly
    one trial.
    """
    entries = {c.identifier for c in claims if c.document_kind == "registry" and c.kind == "own"}
    aliases = {(c.document_id, c.identifier) for c in claims if c.kind == "alias"}
    entry_of = {c.identifier: c.document_id for c in claims if c.document_kind == "registry" and c.kind == "own"}
    stated = [*bonds_of(claims), *by_sponsor_number(claims, facts)]
    bonds, unlike = [], []
    for bond in stated:
        reason = _clash(bond, entry_of, facts)
        if (bond.document_id, bond.other) in rejected:
            continue
        if reason is None:
            bonds.append(bond)
        else:
            unlike.append(
                Problem(
                    kind="unlike_registrations",
                    subject=f"{bond.own[1]} {bond.other[1]}",
                    message=f"{bond.own[1]} names {bond.other[1]}, but {reason}; not merged",
                )
            )
    mutual = {(b.own, b.other) for b in bonds}
    usable = [
        b for b in bonds if b.own[0] != b.other[0] or (b.other, b.own) in mutual or (b.document_id, b.other) in aliases
    ]
    sure = {frozenset((b.own, b.other)) for b in usable if b.own[0] == b.other[0]}
    held = _conflicts(usable, entries, sure)
    kept = [b for b in usable if b not in held]
    named = {c.identifier for c in claims if c.identifier[0] in REGISTRIES and c.status == "asserted"}
    groups = _components(named, kept)
    problems = [
        Problem(
            kind="shared_identifier",
            subject=f"{b.own[1]} {b.other[1]}",
            message=f"{b.own[1]} names {b.other[1]}, which another entry of its registry also leads to; not merged",
        )
        for b in held
    ]
    return [Trial(tuple(sorted(g, key=order_of))) for g in groups], kept, [*unlike, *problems]


def _clash(bond: Bond, entry_of: Mapping[Identifier, str], facts: Mapping[str, Facts]) -> str | None:
    """Why the entry that a bond leads to cannot be of the same trial."""
    one, other = facts.get(bond.document_id), facts.get(entry_of.get(bond.other, ""))
    return clash(one, other) if one is not None and other is not None else None


def _conflicts(bonds: Sequence[Bond], entries: set[Identifier], sure: set[frozenset[Identifier]]) -> list[Bond]:
    """The bonds that would put two entries of one registry into one trial without saying so themselves."""
    held: list[Bond] = []
    for members in _components(set(), bonds):
        own = sorted((i for i in members if i in entries), key=order_of)
        clash = any(a[0] == b[0] and not _connected(a, b, sure) for n, a in enumerate(own) for b in own[n + 1 :])
        if clash:
            held += [b for b in bonds if b.own in members and frozenset((b.own, b.other)) not in sure]
    return held


def _connected(a: Identifier, b: Identifier, sure: set[frozenset[Identifier]]) -> bool:
    """Whether a chain of explicit same-registry references leads from `a` to `b`."""
    reached, frontier = {a}, [a]
    while frontier:
        here = frontier.pop()
        for pair in sure:
            for other in pair - {here} if here in pair else ():
                if other not in reached:
                    reached.add(other)
                    frontier.append(other)
    return b in reached


def _components(nodes: set[Identifier], bonds: Sequence[Bond]) -> list[set[Identifier]]:
    """Connected components of the graph of `bonds` over `nodes`, in a stable order."""
    group_of = {node: {node} for node in sorted(nodes, key=order_of)}
    for bond in bonds:
        one = group_of.setdefault(bond.own, {bond.own})
        other = group_of.setdefault(bond.other, {bond.other})
        if one is not other:
            one |= other
            for member in other:
                group_of[member] = one
    seen: dict[int, set[Identifier]] = {id(g): g for g in group_of.values()}
    return sorted(seen.values(), key=lambda g: order_of(min(g, key=order_of)))
