"""Where press documents have their facts from: the copied root, the release or outlet they cite, the paper.

Only documents of the same trial, and none that appeared later, can be a source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tracker.linking.words import words
from tracker.records import Kind

How = Literal["copy", "release", "outlet", "doi", "paper"]
FAMILY: Mapping[How, tuple[Kind, ...]] = {
    "release": ("press_release",),
    "outlet": ("press",),
    "doi": ("paper", "preprint"),
    "paper": ("paper", "preprint"),
}


@dataclass(slots=True)
class Link:
    """A document in the chain: when it appeared, who speaks, and what it cites, as (claim id, name or DOI)."""

    document_id: str
    kind: Kind
    published: date
    trials: frozenset[str]
    names: set[str] = field(default_factory=set)
    """Folded names of the outlet, publisher, journal or institution behind it."""
    dois: set[str] = field(default_factory=set)
    cites: dict[How, list[tuple[str, str]]] = field(default_factory=dict)
    publication: str | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """A document has its facts from another one, as a claim of it says."""

    document_id: str
    from_document_id: str
    how: How
    claim_id: str | None


def folded(name: str) -> str:
    """A name as it is compared: its words in lower case, without a leading article."""
    return " ".join(words(name)).removeprefix("the ")


def derivations(links: Sequence[Link], roots: Mapping[str, str]) -> list[Derivation]:
    """The nearest source of each press document that has one; `roots` is document -> root of its story."""
    by_trial: dict[str, list[Link]] = {}
    for link in links:
        for trial in link.trials:
            by_trial.setdefault(trial, []).append(link)
    found = []
    for link in links:
        if link.kind not in ("press", "press_release"):
            continue
        root = roots.get(link.document_id, link.document_id)
        if root != link.document_id:
            found.append(Derivation(link.document_id, root, "copy", None))
            continue
        others = {o.document_id: o for t in link.trials for o in by_trial[t] if _may_be_source(o, link)}
        source = _cited(link, [others[i] for i in sorted(others)])
        if source is not None:
            found.append(source)
    return found


def _may_be_source(other: Link, link: Link) -> bool:
    """Whether a document appeared before, or on the same day and is nearer to the trial."""
    order = ("paper", "preprint", "press_release", "press")
    if other.kind not in order or other.document_id == link.document_id:
        return False
    nearer = order.index(other.kind) < order.index(link.kind)
    return other.published < link.published or (other.published == link.published and nearer)


def _cited(link: Link, others: Sequence[Link]) -> Derivation | None:
    for how, kinds in FAMILY.items():
        for claim_id, cited in link.cites.get(how, ()):
            near = [o for o in others if o.kind in kinds and _is_meant(how, cited, o)]
            if how == "paper" and cited.islower():  # "a study", and no journal's name
                near = _only(o for o in others if o.kind in kinds)
            if near:
                source = min(near, key=lambda o: (o.published, o.document_id))
                return Derivation(link.document_id, source.document_id, how, claim_id)
    return None


def _is_meant(how: How, cited: str, other: Link) -> bool:
    return cited in other.dois if how == "doi" else folded(cited) in other.names


def _only(papers: Iterable[Link]) -> list[Link]:
    """The papers, when they are one publication: "according to a study" then means it."""
    found = list(papers)
    return found if len({paper.publication or paper.document_id for paper in found}) == 1 else []
