"""Which notices (retraction, expression of concern, correction, reinstatement) concern a paper that a story relies on.

A story relies on the papers that it names, or that what it is a copy of names. One that names none relies on the papers
of the trial it is about that had appeared by then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from db.read import papers as read
from db.read.papers import PaperMember
from db.read.work import CurrentText, HeldLink
from tracker.checks import Held, Notice, Reliance
from tracker.pipeline.units import COVERAGE

CONCERNS = {
    "retracts": "retracted_by",
    "concerns": "concern_by",
    "corrects": "corrected_by",
    "reinstates": "reinstated_by",
}
"""What a notice says of the paper it names -> what is said of that paper."""
EARLY = timedelta(days=31)
"""By how much a story may appear before the paper it reports on: papers are announced under embargo."""


@dataclass(slots=True)
class _Papers:
    """The papers with notices: who is what, and what stands for each of them."""

    of_document: dict[str, str] = field(default_factory=dict)
    by_identifier: dict[tuple[str, str], str] = field(default_factory=dict)
    standing: dict[str, CurrentText] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def notices_of(
    conn: Connection,
    texts: Sequence[CurrentText],
    links: Iterable[HeldLink],
    cited: Sequence[tuple[str, str, str]] = (),
) -> dict[str, tuple[Notice, ...]]:
    """The notices that concern each story or release, by document.

    `cited` are papers (document, scheme, value) that documents which are not in the store say they report on.
    """
    stated = read.relations(conn, [*CONCERNS, *CONCERNS.values()])
    if not stated:
        return {}
    by_id = {text.document_id: text for text in texts}
    papers = _papers(read.members(conn), by_id)
    told: dict[str, list[tuple[str, Held]]] = defaultdict(list)
    for document_id, claim_id, claim in stated:
        kind = CONCERNS.get(claim.kind or "", claim.kind or "")
        named = (claim.value["scheme"], claim.value["value"]) if claim.value else ("", "")
        paper = papers.by_identifier.get(named) if claim.kind in CONCERNS else papers.of_document.get(document_id)
        if paper is not None:
            told[paper].append((kind, Held(claim_id, claim, claim.quote)))
    if not told:
        return {}
    relied = _relied(conn, by_id, links, papers, [*read.named(conn, COVERAGE), *cited])
    return {
        document_id: tuple(
            Notice(kind, held, papers.names[paper], papers.standing[paper].document_id, how)
            for paper, how in sorted(found.items())
            for kind, held in told.get(paper, ())
        )
        for document_id, found in relied.items()
        if told.keys() & found.keys()
    }


def _papers(members: Iterable[PaperMember], by_id: Mapping[str, CurrentText]) -> _Papers:
    found = _Papers()
    for member in members:
        text = by_id.get(member.document_id)
        if text is None:
            continue
        found.of_document[member.document_id] = member.paper_id
        for identifier in member.identifiers:
            scheme, _, value = identifier.partition(":")
            found.by_identifier[scheme, value] = member.paper_id
        held = found.standing.get(member.paper_id)
        if held is None or _place(text) < _place(held):
            found.standing[member.paper_id] = text
        found.names[member.paper_id] = member.label
    return found


def _place(text: CurrentText) -> tuple[str, str]:
    """The document that was there first stands for its paper: which one that is does not change."""
    return text.first_seen_at.isoformat(), text.document_id


def _relied(
    conn: Connection,
    by_id: Mapping[str, CurrentText],
    links: Iterable[HeldLink],
    papers: _Papers,
    named: Iterable[tuple[str, str, str]],
) -> dict[str, dict[str, Reliance]]:
    """The papers that each story relies on, and how."""
    found: dict[str, dict[str, Reliance]] = defaultdict(dict)
    stories = {i for i, text in by_id.items() if text.kind in COVERAGE}
    for document_id, scheme, value in named:
        if (paper := papers.by_identifier.get((scheme, value))) is not None:
            found[document_id][paper] = "cited"
    derived = read.derivations(conn)
    for document_id in stories:
        for above in _above(document_id, derived):
            if above in papers.of_document:
                found[document_id][papers.of_document[above]] = "cited"
            else:
                found[document_id].update(found.get(above, {}))
    _by_trial(found, by_id, links, papers)
    return found


def _above(document_id: str, derived: Mapping[str, str]) -> list[str]:
    """The documents up the chain."""
    seen: list[str] = []
    while (following := derived.get(document_id)) is not None and following not in seen:
        seen.append(following)
        document_id = following
    return seen


def _by_trial(
    found: dict[str, dict[str, Reliance]],
    by_id: Mapping[str, CurrentText],
    links: Iterable[HeldLink],
    papers: _Papers,
) -> None:
    """Add the papers of the trial to each story that names none."""
    of_trial: dict[str, set[str]] = defaultdict(set)
    about: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.state != "accepted" or link.role == "background":
            continue
        if link.role == "results" and link.document_id in papers.of_document:
            of_trial[link.trial_id].add(papers.of_document[link.document_id])
        about[link.document_id].add(link.trial_id)
    for document_id, trials in about.items():
        text = by_id.get(document_id)
        if text is None or text.kind not in COVERAGE or found.get(document_id):
            continue
        there = [p for trial in sorted(trials) for p in of_trial[trial] if _had_appeared(papers.standing[p], text)]
        for paper in there:
            found[document_id][paper] = "only" if len(there) == 1 else "among"


def _had_appeared(paper: CurrentText, story: CurrentText) -> bool:
    return paper.published is None or story.published is None or paper.published <= story.published + EARLY
