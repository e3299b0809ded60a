"""Documents that are one paper: records of indexes, full texts, preprint and journal version, and what that serves.

Documents with the same DOI, PMID, PMCID or PPR number are one *publication*: what one of them says of its registration
holds for the others. A preprint and its journal version are two publications of one *paper*: they may report other
people, another follow-up, even one trial more, so a number of one is no number of the other.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from tracker.ids import make_id
from tracker.linking._base import ROLE_OF_KIND, DraftLink, Identifier
from tracker.linking.documents import SEVERAL_SCORE
from tracker.records import Kind, LinkState, Problem

Role = Literal["fulltext", "record", "index"]
Form = Literal["journal_version", "preprint", "protocol"]

T = TypeVar("T")

CITED_SCORE = 0.95
"""A story gives the DOI of the paper it reports: strong evidence, not proof."""
ONLY_ONE = ("doi", "pmid", "pmcid", "ppr")
"""Schemes of which a publication has one number, in canonical order."""
ROLES: tuple[Role, ...] = ("fulltext", "record", "index")


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """A document that is or lists a paper, by the identifiers that its metadata call its own."""

    document_id: str
    kind: Kind
    name: str
    """For people: source and native id."""
    title: str | None
    identifiers: frozenset[Identifier]
    forms: frozenset[Identifier]
    """Other publications of the same paper, as its metadata state them."""
    role: Role
    place: tuple[str, str]
    """When it was first seen, and its id: of two that hold as much, the earlier one stands for the publication."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One published form of a paper."""

    members: tuple[PaperDocument, ...]

    @property
    def identifiers(self) -> list[Identifier]:
        """All its identifiers in canonical order."""
        return sorted({i for m in self.members for i in m.identifiers}, key=_order)

    @property
    def id(self) -> str:
        """Hash of its first identifier."""
        return make_id("publication", *self.identifiers[0])

    @property
    def best(self) -> PaperDocument:
        """The member that holds most, and of equal ones the one that was there first; never an index of others."""
        return min(self.members, key=lambda m: (m.kind == "derivative", ROLES.index(m.role), m.place))

    @property
    def form(self) -> Form:
        """Which form of the paper it is, as its best document says."""
        kind = self.best.kind
        return kind if kind == "preprint" or kind == "protocol" else "journal_version"


@dataclass(frozen=True, slots=True)
class Paper:
    """All published forms of one piece of work."""

    publications: tuple[Publication, ...]

    @property
    def id(self) -> str:
        """Hash of its first identifier."""
        return make_id("paper", *min((p.identifiers[0] for p in self.publications), key=_order))

    @property
    def first(self) -> Publication:
        """Its journal version, else what there is."""
        return min(self.publications, key=lambda p: (p.form != "journal_version", _order(p.identifiers[0])))


def _order(identifier: Identifier) -> tuple[int, str]:
    return (ONLY_ONE.index(identifier[0]), identifier[1])


def papers_of(documents: Sequence[PaperDocument]) -> tuple[list[Paper], list[Problem]]:
    """The papers of these documents, and what was held back.

    Where two documents that an identifier joins have different numbers of one scheme, all that it joins are told apart
    by their first identifier alone, and reported: a wrong merge costs more than a missed one.
    """
    publications: list[Publication] = []
    problems = []
    for group in _joined(documents, [d.identifiers for d in documents]):
        unlike = _unlike(group)
        if unlike:
            names = ", ".join(value for _, value in unlike)
            message = f"documents of one paper give different numbers of one kind ({names}); not joined by their others"
            problems.append(Problem(kind="shared_identifier", subject=names, message=message))
            parts = _joined(group, [{min(d.identifiers, key=_order)} for d in group])
            publications += [Publication(tuple(part)) for part in parts]
        else:
            publications.append(Publication(tuple(group)))
    owners: dict[Identifier, set[str]] = defaultdict(set)
    for publication in publications:
        for identifier in publication.identifiers:
            owners[identifier].add(publication.id)
    keys = [
        {publication.id}.union(*(_named(i, owners) for m in publication.members for i in m.forms))
        for publication in publications
    ]
    return [Paper(tuple(work)) for work in _joined(publications, keys)], problems


def _unlike(group: Sequence[PaperDocument]) -> list[Identifier]:
    """The identifiers of the schemes in which two documents of a group have no number in common."""
    found: set[Identifier] = set()
    for scheme in ONLY_ONE:
        sets = [own for d in group if (own := {i for i in d.identifiers if i[0] == scheme})]
        if any(one.isdisjoint(other) for n, one in enumerate(sets) for other in sets[n + 1 :]):
            found.update(*sets)
    return sorted(found, key=_order)


def _named(identifier: Identifier, owners: Mapping[Identifier, set[str]]) -> set[str]:
    """What stands for the publication with this identifier: its id, else the identifier; nothing if several have it."""
    known = owners.get(identifier)
    if known is None:
        return {":".join(identifier)}
    return known if len(known) == 1 else set()


def _joined(things: Sequence[T], keys: Sequence[Collection[Hashable]]) -> list[list[T]]:
    """The things in groups that share a key, directly or through others, in the order given."""
    group_of: dict[Hashable, list[int]] = {}
    for at, own in enumerate(keys):
        group = [at]
        for key in own:
            other = group_of.get(key)
            if other is not None and other is not group:
                group += other
                group_of.update((known, group) for member in other for known in keys[member])
            group_of[key] = group
    groups = {id(group): sorted(group) for group in group_of.values()}
    return [[things[at] for at in group] for group in sorted(groups.values())]


def serve(links: Sequence[DraftLink], publications: Iterable[Publication]) -> list[DraftLink]:
    """`links`, and those that the other documents of the same publication owe to them (method `paper`).

    A document without an accepted link of its own gets the accepted link of another member: when members name several
    trials, each is only proposed. What a person rejected stays so.
    """
    by_document: dict[str, list[DraftLink]] = defaultdict(list)
    for link in links:
        by_document[link.document_id].append(link)
    for publication in publications:
        members = [m for m in publication.members if m.kind != "derivative"]
        given = [(m, link) for m in members for link in by_document[m.document_id] if _is_sure(link)]
        for member in members:
            own = by_document[member.document_id]
            if given and not any(_is_sure(link) for link in own):
                by_document[member.document_id] = _served(member, own, given)
    return [link for document_id in sorted(by_document) for link in by_document[document_id]]


def _is_sure(link: DraftLink) -> bool:
    return link.state == "accepted" and link.role != "background"


def _served(
    member: PaperDocument, own: Sequence[DraftLink], given: Sequence[tuple[PaperDocument, DraftLink]]
) -> list[DraftLink]:
    """The links of a document with those it is given; a guess from its content no longer counts."""
    rejected = {link.trial.id for link in own if link.state == "rejected"}
    trials = {link.trial.id for _, link in given}
    new: dict[str, DraftLink] = {}
    for giver, link in given:
        if link.trial.id not in rejected and link.trial.id not in new:
            score = link.score if len(trials) == 1 else min(link.score, SEVERAL_SCORE)
            state: LinkState = "accepted" if len(trials) == 1 else "proposed"
            evidence = tuple(f"{giver.name}, the same paper ({_same(member, giver)}), {e}" for e in link.evidence)
            role = ROLE_OF_KIND[member.kind]
            new[link.trial.id] = DraftLink(member.document_id, link.trial, role, "paper", score, state, evidence)
    kept = [k for k in own if k.state == "rejected" or (k.method != "content" and k.trial.id not in new)]
    return [*kept, *new.values()]


def _same(one: PaperDocument, other: PaperDocument) -> str:
    """The identifier by which two documents are one publication, directly or through a third."""
    scheme, value = min(one.identifiers & other.identifiers or one.identifiers, key=_order)
    return f"{scheme.upper()} {value}"


def by_citation(
    cited: Mapping[str, tuple[Kind, frozenset[Identifier]]],
    links: Sequence[DraftLink],
    publications: Iterable[Publication],
) -> list[DraftLink]:
    """Links of documents that can be linked by the paper they report alone (`cited`: document -> its identifiers).

    All that a document cites must be of one publication, and that one of one trial.
    """
    trial_of: dict[str, DraftLink] = {}
    several = set()
    for link in links:
        if _is_sure(link):
            held = trial_of.setdefault(link.document_id, link)
            several |= {link.document_id} if held.trial != link.trial else set()
    owner: dict[Identifier, Publication] = {i: p for p in publications for i in p.identifiers}
    found = []
    for document_id, (kind, identifiers) in cited.items():
        papers = {owner[i].id: owner[i] for i in identifiers if i in owner}
        if len(papers) != 1 or not identifiers <= owner.keys():
            continue
        (paper,) = papers.values()
        about = {
            trial_of[m.document_id].trial
            for m in paper.members
            if m.document_id in trial_of and m.document_id not in several and m.kind != "derivative"
        }
        if len(about) == 1:
            scheme, value = min(identifiers, key=_order)
            evidence = (f"gives the {scheme.upper()} {value} of {paper.best.name}",)
            (trial,) = about
            link = DraftLink(document_id, trial, ROLE_OF_KIND[kind], "paper", CITED_SCORE, "accepted", evidence)
            found.append(link)
    return found
