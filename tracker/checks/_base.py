"""What a check is: the value each module of this package exports as `CHECK`, and what it works on.

A check is a pure function from a `Case` to findings. It compares like with like: same trial, quantity kind, outcome,
arm, time point and best witness; what cannot be compared is `not_comparable` with the reason, never an alarm.
"""

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

from tracker.records import Claim, Kind, LinkState, Severity, VerdictName

LISTED: frozenset[VerdictName] = frozenset({"inconsistent", "decision_changing"})
"""Verdicts that are worth a person's time; `missing` is so only where the omission is itself the finding."""

WITNESS_ORDER: tuple[Kind, ...] = ("registry", "protocol", "paper", "preprint", "press_release", "press")
"""Best witness first; a derivative is never a second witness."""


@dataclass(frozen=True, slots=True)
class Held:
    """A stored claim, with the sentence it stands in."""

    id: str
    claim: Claim
    sentence: str


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier version of a document: what it said, and the day from which on it said so."""

    since: date
    claims: tuple[Held, ...]
    text: str = ""

    def of(self, *types: str, own: bool = True) -> list[Held]:
        """As `Witness.of`."""
        return _of(self.claims, types, own)


@dataclass(frozen=True, slots=True)
class Witness:
    """Who says it: a document, or the abstract of a paper printed inside one (then `kind` is paper).

    `past` are its earlier versions, the oldest first, where they are needed; `since` is the day from which the current
    one holds. `gone` is the day since which the source has the document no more.
    """

    document_id: str
    kind: Kind
    name: str
    """what people call it: a registry number, an outlet"""
    claims: tuple[Held, ...]
    published: date | None = None
    text: str = ""
    past: tuple[Past, ...] = ()
    since: date | None = None
    gone: date | None = None

    def of(self, *types: str, own: bool = True) -> list[Held]:
        """Its asserted or hedged claims of these types; `own` leaves out other studies and background."""
        return _of(self.claims, types, own)

    def versions(self) -> list[Past]:
        """All its versions, the current one last."""
        return [*self.past, Past(self.since or date.max, self.claims, self.text)]


def _of(claims: Iterable[Held], types: Collection[str], own: bool) -> list[Held]:
    return [
        h
        for h in claims
        if h.claim.type in types and h.claim.status != "negated" and (not own or h.claim.scope == "this_trial")
    ]


Reliance = Literal["cited", "only", "among"]
"""How a document relies on a paper: it names it (or what it is a copy of does), it is about the trial whose only paper
that is, or about a trial with several."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a paper that the document relies on: retracted_by, concern_by, corrected_by or reinstated_by.

    `held` is the statement of the notice, `paper` what people call the paper, `document_id` the document that stands
    for it in the store.
    """

    kind: str
    held: Held
    paper: str
    document_id: str
    reliance: Reliance


@dataclass(frozen=True, slots=True)
class Case:
    """One document, and what others say about the same trial, best witness first."""

    subject: Witness
    references: tuple[Witness, ...] = ()
    link_state: LinkState = "accepted"
    link_score: float = 1.0
    notices: tuple[Notice, ...] = ()
    results: date | None = None
    """when the first paper on the results of the trial appeared"""
    today: date | None = None
    """the day of the run, for what is overdue"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the verdict, the two claims behind it, and a sentence for the reader."""

    verdict: VerdictName
    explanation: str
    claim: Held | None = None
    against: Held | None = None
    against_document_id: str | None = None
    qualifiers: str = ""
    severity: Severity = "info"
    omission: bool = False

    @property
    def listed(self) -> bool:
        """Whether it is a mismatch."""
        return self.verdict in LISTED or self.omission


Stated = tuple[str, str, str | None] | tuple[str, str, str | None, Mapping[str, Any]]
"""A registry field: type, value as printed, kind, and qualifiers where there are any."""
Said = str | tuple[Stated, ...]
"""Text, or registry fields."""


@dataclass(frozen=True, slots=True)
class Example:
    """A test of a check: what the document says, what the reference says, and the verdict that must come out.

    What is said is text or registry fields (`Stated`); `reference_kind` is who says the reference.
    `earlier` are earlier versions (day, what was said), the oldest first: of the document or, where there is one, of
    the reference; the last version holds since `since`. `notices` are (kind, day, reliance), `published` is when the
    document appeared.
    """

    document: Said
    reference: Said = ()
    verdict: VerdictName | None = None
    reference_kind: Kind = "registry"
    document_kind: Kind = "press"
    earlier: tuple[tuple[str, Said], ...] = ()
    since: str = ""
    notices: tuple[tuple[str, str, Reliance], ...] = ()
    today: str = ""
    gone: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: `run` compares, `about` (the module's docstring) is what the report prints beside the two quotes.

    A check of level `over_time` also runs where there is no other witness. `due` says from which day on the result may
    be another although no source says anything new. `instead_of` names checks whose finding on the same two documents
    this one's takes the place of.
    """

    name: str
    title: str
    run: Callable[[Case], Iterator[Finding]]
    about: str
    level: Literal["between", "within", "link", "over_time"] = "between"
    needs: tuple[str, ...] = ()
    """claim types it reads"""
    due: Callable[[Case], date | None] | None = None
    instead_of: tuple[str, ...] = ()
    examples: tuple[Example, ...] = field(default=(), repr=False)


@cache
def all_checks() -> Mapping[str, Check]:
    """Every check of this package by name, found by looking at its modules (those without a leading underscore)."""
    package = importlib.import_module("tracker.checks")
    found: dict[str, Check] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not module.name.startswith("_"):
            check: Check = importlib.import_module(f"tracker.checks.{module.name}").CHECK
            found[check.name] = check
    return found


def says(held: Held) -> str:
    """What a claim says, for a sentence: its printed value, with its kind."""
    claim = held.claim
    return f"{claim.raw} ({claim.kind.replace('_', ' ')})" if claim.kind else claim.raw
