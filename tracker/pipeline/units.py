"""What is checked together: a document, its best link, and the better witnesses of the same trial."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from db.read.papers import Membership
from db.read.work import CurrentText, HeldLink
from tracker.checks import WITNESS_ORDER
from tracker.ids import digest

COVERAGE = ("press", "press_release")
MOST_COVERAGE = 3
"""How many stories and releases are held against a document: the earliest are nearest to the source."""


@dataclass(slots=True)
class Unit:
    """A document to be checked: its best link, and the better witnesses of the same trial, best first.

    `abstracts` are further stories of which only the printed abstract counts: its witness is the paper.
    """

    text: CurrentText
    link: HeldLink | None = None
    references: list[CurrentText] = field(default_factory=list)
    abstracts: list[CurrentText] = field(default_factory=list)

    @property
    def texts(self) -> list[CurrentText]:
        """All texts whose claims are needed."""
        return [self.text, *self.references, *self.abstracts]

    def sources(self) -> str:
        """Hash of what sources and people said that the result depends on: the versions, and which trial it is."""
        link = [self.link.state, self.link.trial_id] if self.link else None
        return digest([link, *(t.version_id for t in self.texts)])[:24]

    def readings(self, extracted: Mapping[str, str]) -> str:
        """Hash of what our own code made of that: texts, claims (`extracted`: text -> extractor) and the score."""
        score = self.link.score if self.link else None
        return digest([score, *([t.text_id, extracted.get(t.text_id)] for t in self.texts)])[:24]


def units_of(
    texts: Sequence[CurrentText],
    links: Iterable[HeldLink],
    with_abstract: Collection[str] = frozenset(),
    publications: Mapping[str, Membership] = MappingProxyType({}),
) -> list[Unit]:
    """Every document with its best link (accepted before proposed, then by score) and its reference documents.

    `with_abstract` are the ids of texts in which an abstract is printed. Of the documents of one publication
    (`publications`, by document) only the best is a reference, and only the best is held against others: the rest print
    the same abstract again.
    """
    by_id = {text.document_id: text for text in texts}
    best: dict[str, HeldLink] = {}
    members: dict[str, list[CurrentText]] = defaultdict(list)
    for link in links:
        if link.document_id not in by_id or link.role == "background" or link.state == "rejected":
            continue
        if link.state == "accepted" and by_id[link.document_id].kind != "derivative":
            members[link.trial_id].append(by_id[link.document_id])
        held = best.get(link.document_id)
        if held is None or (link.state == "accepted", link.score) > (held.state == "accepted", held.score):
            best[link.document_id] = link
    found = {trial_id: _one_each(held, publications) for trial_id, held in members.items()}
    units = []
    for text in texts:
        own = best.get(text.document_id)
        others = found.get(own.trial_id, []) if own is not None else []
        units.append(_unit(text, own, others, with_abstract, publications))
    return units


def _one_each(texts: Iterable[CurrentText], publications: Mapping[str, Membership]) -> list[CurrentText]:
    """The documents of a trial, of each publication only the best."""
    best: dict[str, CurrentText] = {}
    for text in sorted(texts, key=lambda t: _standing(t, publications)):
        known = publications.get(text.document_id)
        best.setdefault(known.publication if known else text.document_id, text)
    return list(best.values())


def _standing(text: CurrentText, publications: Mapping[str, Membership]) -> tuple[bool, bool, str]:
    """Sort key: the document that stands for its publication first, then those that hold more than a title."""
    known = publications.get(text.document_id)
    return (known is not None and not known.is_best, known is not None and known.role == "index", text.document_id)


def _unit(
    text: CurrentText,
    link: HeldLink | None,
    members: Sequence[CurrentText],
    with_abstract: Collection[str],
    publications: Mapping[str, Membership],
) -> Unit:
    unit = Unit(text, link)
    others = sorted((t for t in members if t.document_id != text.document_id), key=_rank)
    own = publications.get(text.document_id)
    if own is not None and own.publication in {p.publication for t in others if (p := publications.get(t.document_id))}:
        return unit
    better = [t for t in others if _rank(t) < _rank(text)]
    coverage = [t for t in better if t.kind in COVERAGE][:MOST_COVERAGE]
    unit.references = [t for t in better if t.kind not in COVERAGE] + coverage
    printed = [t for t in others if t.text_id in with_abstract and t not in unit.references and _below_paper(text)]
    unit.abstracts = printed[:MOST_COVERAGE]
    return unit


def _below_paper(text: CurrentText) -> bool:
    """Whether a printed abstract is a better witness than the document."""
    return text.kind not in WITNESS_ORDER[: WITNESS_ORDER.index("press_release")]


def _rank(text: CurrentText) -> tuple[int, Any, str]:
    """Sort key: the best witness first, and of equal ones the earliest."""
    place = WITNESS_ORDER.index(text.kind) if text.kind in WITNESS_ORDER else len(WITNESS_ORDER)
    return (place, text.published or text.first_seen_at.date(), text.document_id)
