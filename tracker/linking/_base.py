"""What linking works on and what it gives back; no database, no network."""

from dataclasses import dataclass
from typing import Literal

from tracker.claims._schemes import SCHEMES
from tracker.ids import make_id
from tracker.records import Kind, LinkRole, LinkState, PassageKind, Scope, Status

Identifier = tuple[str, str]
"""scheme, canonical value"""
Spans = tuple[tuple[int, int], ...]
"""Stretches [start, end) of a text, in order."""

ReportKind = Literal[
    "primary", "secondary", "interim", "extension", "follow_up", "pooled", "meta_analysis", "protocol", "other"
]
REGISTRIES = frozenset(scheme.name for scheme in SCHEMES) - {"utn", "iras", "cpms", "ukcrn"}
"""Schemes whose numbers are registrations. Sponsor, grant, form and project numbers and the UTN join no trials."""

_ORDER = ("nct", "isrctn", "ctis", "eudract")

ROLE_OF_KIND: dict[Kind, LinkRole] = {
    "registry": "registration",
    "derivative": "registration",
    "protocol": "protocol",
    "paper": "results",
    "preprint": "results",
    "press_release": "coverage",
    "press": "coverage",
}


@dataclass(frozen=True, slots=True)
class IdentifierClaim:
    """One registration number as one document gives it."""

    claim_id: str
    document_id: str
    document_kind: Kind
    identifier: Identifier
    kind: str
    """own, secondary, alias or mention"""
    scope: Scope
    status: Status
    passage: PassageKind
    confidence: float
    quote: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision that a document is, or is not, about the trial with this identifier."""

    document_id: str
    identifier: Identifier
    accepted: bool
    author: str
    reason: str
    outdated: bool = False
    """Whether the document says something else since: then a rejected trial is suggested again, in words."""


@dataclass(frozen=True, slots=True)
class Bond:
    """A statement that two identifiers are one trial."""

    document_id: str
    claim_id: str
    own: Identifier
    other: Identifier


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial as the identifiers make it."""

    identifiers: tuple[Identifier, ...]

    @property
    def id(self) -> str:
        """Hash of its first identifier: the same whatever was read first."""
        return make_id("trial", *self.identifiers[0])


@dataclass(frozen=True, slots=True)
class DraftLink:
    """A link of a document to a trial, with why."""

    document_id: str
    trial: Trial
    role: LinkRole
    method: str
    score: float
    state: LinkState
    evidence: tuple[str, ...]
    parts: Spans = ()
    """The stretches of the document that are about the trial, where it tells of another trial too; none: the whole."""
    report: ReportKind | None = None
    """Which report of the trial a paper is."""


def order_of(identifier: Identifier) -> tuple[int, str, str]:
    """Sort key that puts the big registries first, then the rest by name."""
    scheme, value = identifier
    return (_ORDER.index(scheme) if scheme in _ORDER else len(_ORDER), scheme, value)
