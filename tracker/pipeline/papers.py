"""Papers of the store, and the chain paper, release, story, from what documents state."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.read import papers as read
from db.read.papers import Extent
from db.read.work import CurrentText
from tracker.claims.relation import paper_of
from tracker.linking import DraftLink, Identifier
from tracker.linking.chain import Derivation, How, Link, folded
from tracker.linking.papers import Paper, PaperDocument, Role
from tracker.pipeline.units import COVERAGE

KINDS = ("paper", "preprint", "protocol", "derivative")
FORMS = ("preprint_of", "has_preprint", "version_of")
"""Relations between two forms of one paper."""
FULL = 6000
"""Characters beside the abstract from which on a document is the whole paper."""
ABSTRACT = 300
"""Characters of a text without a marked abstract from which on it holds more than a title."""
CITES: Mapping[str, How] = {"institution": "release", "outlet": "outlet", "paper": "paper"}
"""What the kinds of attribution lead to."""


def paper_documents(conn: Connection, texts: Sequence[CurrentText]) -> list[PaperDocument]:
    """The documents that are, or list, a paper, by what their metadata call their own identifiers."""
    own: dict[str, set[Identifier]] = defaultdict(set)
    forms: dict[str, set[Identifier]] = defaultdict(set)
    for row in read.stated(conn, ("doi", "pmid", "relation")):
        if row.path is None or row.value_json is None:
            continue
        if row.type != "relation" and row.kind in (None, "own"):
            own[row.document_id].add((row.type, str(row.value_json)))
        elif row.type == "relation" and row.kind in FORMS:
            other = (row.value_json["scheme"], row.value_json["value"])
            is_own = row.kind == "version_of" and other[0] == "pmcid"  # how indexes give the number of the same article
            (own if is_own else forms)[row.document_id].add(other)
    sizes = read.extents(conn, KINDS)
    found = []
    for text in texts:
        if text.kind not in KINDS:
            continue
        if text.kind != "derivative":
            own[text.document_id] |= _addressed(text)
        if own[text.document_id]:
            found.append(
                PaperDocument(
                    document_id=text.document_id,
                    kind=text.kind,
                    name=f"{text.source} {text.native_id}",
                    title=text.title,
                    identifiers=frozenset(own[text.document_id]),
                    forms=frozenset(forms[text.document_id] - own[text.document_id]),
                    role=_role(sizes[text.text_id]),
                    place=(text.first_seen_at.isoformat(), text.document_id),
                )
            )
    return found


def _addressed(text: CurrentText) -> set[Identifier]:
    """The identifier that the address of a paper is, or its number in Europe PMC."""
    named = [paper_of(text.url)] if text.url and "://" in text.url else []
    if text.native_id.startswith(("PMC", "PPR")):
        named.append(paper_of(text.native_id))
    return {(paper["scheme"], paper["value"]) for paper in named if paper is not None}


def _role(extent: Extent) -> Role:
    if extent.body >= FULL:
        return "fulltext"
    return "record" if extent.abstract or extent.body >= ABSTRACT else "index"


def rows_of(papers: Sequence[Paper]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the tables paper and paper_member."""
    works, members = [], []
    for paper in papers:
        numbers: dict[str, str | None] = {}
        for scheme, value in paper.first.identifiers:
            numbers.setdefault(scheme, value)
        label = paper.first.best.title or ":".join(paper.first.identifiers[0])
        row: dict[str, Any] = {"id": paper.id, "label": label}
        works.append(row | {name: numbers.get(name) for name in ("doi", "pmid", "pmcid")})
        for publication in paper.publications:
            members += [
                {
                    "document_id": member.document_id,
                    "paper_id": paper.id,
                    "publication": publication.id,
                    "role": member.role,
                    "form": publication.form,
                    "identifiers": sorted(":".join(i) for i in member.identifiers),
                    "is_best": member is publication.best,
                }
                for member in publication.members
            ]
    return works, members


def chain_links(
    conn: Connection, texts: Sequence[CurrentText], links: Sequence[DraftLink], papers: Sequence[Paper]
) -> list[Link]:
    """The documents of trials in the chain, with who speaks in them and what they cite."""
    trials: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.state == "accepted" and link.role != "background":
            trials[link.document_id].add(link.trial.id)
    publications = {m.document_id: p.id for w in papers for p in w.publications for m in p.members}
    found = {
        text.document_id: Link(
            text.document_id,
            text.kind,
            text.published or text.first_seen_at.date(),
            frozenset(trials.get(text.document_id, ())),
            {folded(name) for name in (text.publisher, text.source.replace("_", " ")) if name},
            publication=publications.get(text.document_id),
        )
        for text in texts
        if text.document_id in trials or text.kind in COVERAGE
    }
    printed: dict[str, set[str]] = defaultdict(set)
    for row in read.stated(conn, ("attribution", "doi", "journal", "institution")):
        known = found.get(row.document_id)
        if known is None or row.status == "negated" or not isinstance(row.value_json, str):
            continue
        if row.type == "attribution" and row.kind in CITES:
            known.cites.setdefault(CITES[row.kind], []).append((row.id, row.value_json))
        elif row.type == "doi" and known.kind in COVERAGE and row.kind == "own":
            known.cites.setdefault("doi", []).append((row.id, row.value_json))
        elif row.type == "doi" and row.path is not None and row.kind in (None, "own"):
            known.dois.add(row.value_json)
        elif row.type == "doi" and row.kind == "own":
            printed[row.document_id].add(row.value_json)
        elif (row.type, known.kind) in (
            ("institution", "press_release"),
            ("journal", "paper"),
            ("journal", "preprint"),
        ):
            known.names.add(folded(row.value_json))
    for document_id, dois in printed.items():
        if len(dois) == 1 and not found[document_id].dois:  # else they may be those of its references
            found[document_id].dois = dois
    return list(found.values())


def derivation_row(found: Derivation) -> dict[str, Any]:
    """A row of the table derivation."""
    return {
        "document_id": found.document_id,
        "from_document_id": found.from_document_id,
        "how": found.how,
        "claim_id": found.claim_id,
    }
