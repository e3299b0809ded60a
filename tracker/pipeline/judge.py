"""Running all checks on one document: rows for the verdict table, and which of them are mismatches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from db.read.history import HeldVersion
from db.read.work import CurrentText
from db.store.verdicts import verdict_id
from tracker.checks import WITNESS_ORDER, Case, Finding, Held, Past, Witness, all_checks
from tracker.checks.unmatched_report import CHECK as UNMATCHED, head
from tracker.linking.parts import within
from tracker.pipeline.units import COVERAGE, Unit
from tracker.records import Claim, VerdictName

AGGREGATED: tuple[VerdictName, ...] = ("missing", "not_comparable", "uninformative")
"""Verdicts of which one row per document and check is kept, whatever the number of comparisons."""

Claims = Mapping[str, Sequence[tuple[str, Claim, str]]]
"""text id -> (claim id, claim, sentence)"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdict rows, the ids of those that are mismatches, and from which day on the result may be another."""

    rows: list[dict[str, Any]]
    listed: set[str]
    due: date | None


def judge(
    unit: Unit,
    claims: Claims,
    code: str,
    nearest: str = "",
    *,
    bodies: Mapping[str, str] = MappingProxyType({}),
    today: date | None = None,
) -> Judgement:
    """Run all checks on one document.

    Other documents of a trial are held against it only on an accepted link. On a proposed one what differs is listed
    under one head finding; `nearest` is what people call that trial. `bodies` are the texts (by id) of papers and of
    what has versions, `today` is the day of the run.
    """
    subject, printed = _witnesses(unit, unit.text, claims)
    others = _references(unit, claims)
    subject = _with_past(subject, unit.text, unit, claims, bodies)
    accepted = unit.link is not None and unit.link.state == "accepted"
    rows: dict[str, dict[str, Any]] = {}
    listed: set[str] = set()

    def enter(check: str, finding: Finding, parent: str | None = None) -> str:
        row = _verdict_row(unit, check, finding, code, parent)
        if row["id"] not in rows:
            rows[row["id"]] = row
            if finding.listed:
                listed.add(row["id"])
        return str(row["id"])

    case = _case(subject, [*printed, *(others if accepted else ())], unit, today)
    found: dict[str, list[Finding]] = {}
    for check in all_checks().values():
        if check.level in ("within", "over_time") or (check.level == "between" and case.references):
            found[check.name] = _aggregate(list(check.run(case)))
    for name, finding in _not_twice(found):
        enter(name, finding)
    if unit.link is not None and unit.link.state == "proposed" and unit.text.kind in COVERAGE:
        children = _differences(_case(subject, others, unit, today))
        parent = enter(UNMATCHED.name, head(nearest, unit.link.score, unit.link.evidence, children))
        for name, finding in children:
            enter(name, _softened(finding), parent)
    days = [check.due(case) for check in all_checks().values() if check.due is not None]
    return Judgement(list(rows.values()), listed, min((day for day in days if day is not None), default=None))


def _not_twice(found: Mapping[str, Sequence[Finding]]) -> list[tuple[str, Finding]]:
    """All findings but those that another check lists about the same two documents (`Check.instead_of`)."""
    said = {
        (name, finding.against_document_id)
        for check in all_checks().values()
        for name in check.instead_of
        for finding in found.get(check.name, ())
        if finding.listed
    }
    return [
        (name, finding)
        for name, findings in found.items()
        for finding in findings
        if not (finding.listed and (name, finding.against_document_id) in said)
    ]


def _case(subject: Witness, references: Sequence[Witness], unit: Unit, today: date | None) -> Case:
    ordered = tuple(sorted(references, key=lambda w: _place(w.kind)))
    case = Case(subject, ordered, notices=unit.notices, results=unit.results, today=today)
    if unit.link is None:
        return case
    return replace(case, link_state=unit.link.state, link_score=unit.link.score)


def _with_past(witness: Witness, text: CurrentText, unit: Unit, claims: Claims, bodies: Mapping[str, str]) -> Witness:
    """The witness with its text, its earlier versions, and since when the current one holds."""
    first = text.valid_from or (text.seen_from.date() if text.seen_from else None)
    return replace(
        witness,
        text=bodies.get(text.text_id, ""),
        past=tuple(_version(one, claims, bodies) for one in unit.past.get(text.document_id, ())),
        since=first,
        gone=text.gone_since.date() if text.gone_since else None,
    )


def _version(one: HeldVersion, claims: Claims, bodies: Mapping[str, str]) -> Past:
    return Past(one.since, tuple(Held(*claim) for claim in claims.get(one.text_id, ())), bodies.get(one.text_id, ""))


def _place(kind: Any) -> int:
    return WITNESS_ORDER.index(kind) if kind in WITNESS_ORDER else len(WITNESS_ORDER)


def _references(unit: Unit, claims: Claims) -> list[Witness]:
    found: list[Witness] = []
    for text in unit.references:
        whole, abstract = _witnesses(unit, text, claims)
        if text.document_id in unit.past:
            whole = _with_past(whole, text, unit, claims, {})
        found += [whole, *abstract]
    for text in unit.abstracts:
        found += _witnesses(unit, text, claims)[1]
    return found


def _differences(case: Case) -> list[tuple[str, Finding]]:
    """What differs from a trial that is only proposed; a note (severity info) is no ground to doubt the link."""
    found = []
    for check in all_checks().values():
        if check.level == "between":
            for finding in check.run(case):
                if finding.listed and not finding.omission and finding.severity != "info":
                    found.append((check.name, finding))
    return found


def _softened(finding: Finding) -> Finding:
    """A difference under a head finding: never decision-changing, never more than minor."""
    return Finding(
        verdict="inconsistent",
        explanation=finding.explanation,
        claim=finding.claim,
        against=finding.against,
        against_document_id=finding.against_document_id,
        qualifiers=finding.qualifiers,
        severity="minor",
    )


def _witnesses(unit: Unit, text: CurrentText, claims: Claims) -> tuple[Witness, list[Witness]]:
    """The document as a witness, as far as it is about the trial; an abstract in a story is another: the paper's."""
    parts = unit.parts.get(text.text_id, ())
    held = [Held(*claim) for claim in claims.get(text.text_id, ()) if within(parts, claim[1].start)]
    name = text.native_id if text.kind == "registry" else text.title or text.native_id
    abstract: list[Held] = []
    if text.kind in COVERAGE:
        abstract = [h for h in held if h.claim.passage == "abstract"]
        held = [h for h in held if h.claim.passage != "abstract"]
    own = Witness(text.document_id, text.kind, name, tuple(held), text.published)
    if not abstract:
        return own, []
    paper = Witness(text.document_id, "paper", f"abstract printed by {text.source}", tuple(abstract), text.published)
    return own, [paper]


def _aggregate(findings: Sequence[Finding]) -> list[Finding]:
    """One finding per check for each verdict of AGGREGATED that is no mismatch, with all reasons."""
    kept = [f for f in findings if f.verdict not in AGGREGATED or f.listed]
    for verdict in AGGREGATED:
        same = [f for f in findings if f.verdict == verdict and not f.listed]
        if same:
            reasons = " ".join(dict.fromkeys(f.explanation for f in same))
            first = same[0]
            kept.append(Finding(verdict, reasons, first.claim, first.against, first.against_document_id, verdict))
    return kept


def _verdict_row(unit: Unit, check: str, finding: Finding, code: str, parent: str | None) -> dict[str, Any]:
    document_id, against = unit.text.document_id, finding.against_document_id
    against = None if against == document_id else against
    parts = [h.claim.confidence for h in (finding.claim, finding.against) if h is not None]
    if (against is not None or check == UNMATCHED.name) and unit.link is not None:
        parts.append(unit.link.score)
    row: dict[str, Any] = {
        "id": verdict_id(document_id, check, finding.qualifiers, against),
        "document_id": document_id,
        "against_document_id": against,
        "trial_id": unit.link.trial_id if unit.link is not None else None,
        "link_id": unit.link.id if unit.link is not None else None,
        "parent_id": parent,
        "check_name": check,
        "qualifiers": finding.qualifiers,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "confidence": round(min(parts, default=1.0), 3),
        "explanation": finding.explanation,
        "code": code,
    }
    for name, held in (("document", finding.claim), ("against", finding.against)):
        row[f"{name}_value"] = held.claim.raw if held else None
        row[f"{name}_quote"] = held.sentence if held else None
    row["claim_id"] = finding.claim.id if finding.claim else None
    row["against_claim_id"] = finding.against.id if finding.against else None
    return row
