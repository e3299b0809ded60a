"""What is checked together: a document, its best link, and the better witnesses of the same trial."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from db.read.history import HeldVersion
from db.read.papers import Membership
from db.read.work import CurrentText, HeldLink
from tracker.checks import WITNESS_ORDER, Notice
from tracker.ids import digest
from tracker.linking import Spans
from tracker.linking.reports import APART

COVERAGE = ("press", "press_release")
PAPERS = ("paper", "preprint")
MOST_COVERAGE = 3
"""How many stories and releases are held against a document: the earliest are nearest to the source."""


@dataclass(slots=True)
class Unit:
    """A document to be checked: its best link, and the better witnesses of the same trial, best first.

    `abstracts` are further stories of which only the printed abstract counts: its witness is the paper. `parts` are the
    stretches of a text (by its id) that are about the trial, where it tells of another one too. `past` are earlier
    versions by document, `notices` those about papers it relies on, `results` the day of the trial's first paper.
    """

    text: CurrentText
    link: HeldLink | None = None
    references: list[CurrentText] = field(default_factory=list)
    abstracts: list[CurrentText] = field(default_factory=list)
    parts: Mapping[str, Spans] = field(default_factory=dict)
    past: dict[str, Sequence[HeldVersion]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    results: date | None = None

    @property
    def texts(self) -> list[CurrentText]:
        """The texts as they now stand whose claims are needed."""
        return [self.text, *self.references, *self.abstracts]

    @property
    def earlier(self) -> list[HeldVersion]:
        """The earlier versions whose claims are needed."""
        return [version for versions in self.past.values() for version in versions]

    @property
    def text_ids(self) -> list[str]:
        """The ids of all texts whose claims are needed."""
        return [t.text_id for t in self.texts] + [version.text_id for version in self.earlier]

    def sources(self) -> str:
        """Hash of what sources and people said that the result depends on: the versions, and which trial it is."""
        parts = [self.parts[t.text_id] for t in self.texts if t.text_id in self.parts]
        link = [self.link.state, self.link.trial_id, *parts] if self.link else None
        notices = sorted((n.kind, n.document_id, n.held.claim.raw, n.reliance) for n in self.notices)
        gone = self.text.gone_since.isoformat() if self.text.gone_since else None
        more = [[v.version_id for v in self.earlier], notices, gone, self.results.isoformat() if self.results else None]
        return digest([link, *(t.version_id for t in self.texts), more])[:24]

    def readings(self, extracted: Mapping[str, str]) -> str:
        """Hash of what our own code made of that: texts, claims (`extracted`: text -> extractor) and the score."""
        score = self.link.score if self.link else None
        return digest([score, *([i, extracted.get(i)] for i in self.text_ids)])[:24]

    def news(self) -> datetime:
        """When the latest of what the result depends on was first seen."""
        moments = [self.text.gone_since, *(t.seen_from for t in self.texts), *(v.seen_from for v in self.earlier)]
        return max((m for m in moments if m is not None), default=self.text.first_seen_at)


def units_of(
    texts: Sequence[CurrentText],
    links: Iterable[HeldLink],
    with_abstract: Collection[str] = frozenset(),
    publications: Mapping[str, Membership] = MappingProxyType({}),
    histories: Mapping[str, Sequence[HeldVersion]] = MappingProxyType({}),
    notices: Mapping[str, tuple[Notice, ...]] = MappingProxyType({}),
) -> list[Unit]:
    """Every document with its best link (accepted before proposed, then by score) and its reference documents.

    A page that tells of two trials in parts is a unit for each of them. A report of other people or another time than
    the main results (an extension, a subgroup) is held against nothing, and stands behind them as a witness.
    `with_abstract` are the ids of texts in which an abstract is printed. Of the documents of one publication
    (`publications`, by document) only the best is a reference, and only the best is held against others: the rest print
    the same abstract again. `histories` are the versions of documents that have several, `notices` those that concern
    a document.
    """
    by_id = {text.document_id: text for text in texts}
    best: dict[str, list[HeldLink]] = {}
    members: dict[str, list[CurrentText]] = defaultdict(list)
    parts: dict[str, dict[str, Spans]] = defaultdict(dict)
    apart = set()
    for link in links:
        if link.document_id not in by_id or link.role == "background" or link.state == "rejected":
            continue
        text = by_id[link.document_id]
        if link.state == "accepted" and text.kind != "derivative":
            members[link.trial_id].append(text)
        if link.parts:
            parts[link.trial_id][text.text_id] = link.parts
        if link.report in APART:
            apart.add(link.document_id)
        best[link.document_id] = _better(best.get(link.document_id, []), link)
    found = {trial_id: _one_each(held, publications, apart) for trial_id, held in members.items()}
    results = {trial_id: _first_paper(held) for trial_id, held in members.items()}
    units = []
    for text in texts:
        linked: Sequence[HeldLink | None] = best.get(text.document_id) or [None]
        for own in linked:
            others = found.get(own.trial_id, []) if own is not None else []
            unit = _unit(text, own, others, with_abstract, publications, apart)
            told = parts.get(own.trial_id, {}) if own is not None else {}
            unit.parts = {t.text_id: told[t.text_id] for t in unit.texts if t.text_id in told}
            unit.notices = notices.get(text.document_id, ())
            unit.results = results.get(own.trial_id) if own is not None and text.kind == "registry" else None
            unit.past = _past(unit, histories)
            units.append(unit)
    return units


def _first_paper(texts: Iterable[CurrentText]) -> date | None:
    return min((t.published for t in texts if t.kind == "paper" and t.published is not None), default=None)


def _past(unit: Unit, histories: Mapping[str, Sequence[HeldVersion]]) -> dict[str, Sequence[HeldVersion]]:
    """The earlier versions of the document, of the entry that a paper is held against, and of a corrected paper.

    A page that tells of two trials in parts has none: what part of its earlier versions was about which is not known.
    """
    kinds = ("registry",) if unit.text.kind in PAPERS else PAPERS if unit.notices else ()
    wanted = [unit.text, *(t for t in unit.references if t.kind in kinds)]
    return {
        text.document_id: [v for v in histories[text.document_id] if v.text_id != text.text_id]
        for text in wanted
        if text.document_id in histories and text.text_id not in unit.parts
    }


def _better(held: list[HeldLink], link: HeldLink) -> list[HeldLink]:
    """The best link of a document; both of a page of which each has its own parts."""
    if not held or _worth(link) > _worth(held[0]):
        return [link]
    if link.parts and link.state == "accepted" and all(h.parts and h.state == "accepted" for h in held):
        return [*held, link]
    return held


def _worth(link: HeldLink) -> tuple[bool, bool, float]:
    """Sort key: accepted before proposed, and of these those in parts last, by score."""
    return (link.state == "accepted", not link.parts, link.score if not link.parts else 0.0)


def _one_each(
    texts: Iterable[CurrentText], publications: Mapping[str, Membership], apart: Collection[str]
) -> list[CurrentText]:
    """The documents of a trial, of each publication only the best; the reports of its main results first."""
    best: dict[str, CurrentText] = {}
    for text in sorted(texts, key=lambda t: (t.document_id in apart, _standing(t, publications))):
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
    apart: Collection[str],
) -> Unit:
    unit = Unit(text, link)
    if text.document_id in apart:
        return unit  # other people, or another time, than the registration and the main results speak of
    others = sorted((t for t in members if t.document_id != text.document_id), key=lambda t: _rank(t, apart))
    own = publications.get(text.document_id)
    if own is not None and own.publication in {p.publication for t in others if (p := publications.get(t.document_id))}:
        return unit
    better = [t for t in others if _rank(t, apart) < _rank(text, apart)]
    coverage = [t for t in better if t.kind in COVERAGE][:MOST_COVERAGE]
    unit.references = [t for t in better if t.kind not in COVERAGE] + coverage
    printed = [t for t in others if t.text_id in with_abstract and t not in unit.references and _below_paper(text)]
    unit.abstracts = printed[:MOST_COVERAGE]
    return unit


def _below_paper(text: CurrentText) -> bool:
    """Whether a printed abstract is a better witness than the document."""
    return text.kind not in WITNESS_ORDER[: WITNESS_ORDER.index("press_release")]


def _rank(text: CurrentText, apart: Collection[str]) -> tuple[int, bool, Any, str]:
    """Sort key: the best witness first, of these the reports of main results, and of equal ones the earliest."""
    place = WITNESS_ORDER.index(text.kind) if text.kind in WITNESS_ORDER else len(WITNESS_ORDER)
    return (place, text.document_id in apart, text.published or text.first_seen_at.date(), text.document_id)
