"""What a check is: the value each module of this package exports as `CHECK`, and what it works on.

A check is a pure function from a `Case` to findings. It compares like with like: same trial, quantity kind, outcome,
arm, time point and best witness; what cannot be compared is `not_comparable` with the reason, never an alarm.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

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
class Witness:
    """Who says it: a document, or the abstract of a paper printed inside one (then `kind` is paper)."""

    document_id: str
    kind: Kind
    name: str
    """what people call it: a registry number, an outlet"""
    claims: tuple[Held, ...]
    published: date | None = None

    def of(self, *types: str, own: bool = True) -> list[Held]:
        """Its asserted or hedged claims of these types; `own` leaves out other studies and background."""
        return [
            h
            for h in self.claims
            if h.claim.type in types and h.claim.status != "negated" and (not own or h.claim.scope == "this_trial")
        ]


@dataclass(frozen=True, slots=True)
class Case:
    """One document, and what others say about the same trial, best witness first."""

    subject: Witness
    references: tuple[Witness, ...] = ()
    link_state: LinkState = "accepted"
    link_score: float = 1.0


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


@dataclass(frozen=True, slots=True)
class Example:
    """A test of a check: what the document says, what the reference says, and the verdict that must come out.

    `reference` may be text or registry fields as (type, raw, kind) triples; `reference_kind` is who says it.
    """

    document: str
    reference: str | tuple[tuple[str, str, str | None], ...] = ()
    verdict: VerdictName | None = None
    reference_kind: Kind = "registry"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: `run` compares, `about` (the module's docstring) is what the report prints beside the two quotes."""

    name: str
    title: str
    run: Callable[[Case], Iterator[Finding]]
    about: str
    level: Literal["between", "within", "link"] = "between"
    needs: tuple[str, ...] = ()
    """claim types it reads"""
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
