"""Check: every document whose claims, links or reference documents changed is compared again, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from db.read import work as read
from db.read.work import CurrentText
from db.store import runs, verdicts
from db.store.verdicts import verdict_id
from tracker.checks import WITNESS_ORDER, Case, Finding, Held, Witness, all_checks
from tracker.ids import digest
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.records import LinkState, VerdictName

AGGREGATED: tuple[VerdictName, ...] = ("missing", "not_comparable", "uninformative")
"""Verdicts of which one row per document and check is kept, whatever the number of comparisons."""


@dataclass(slots=True)
class Unit:
    """A document to be checked: its best link, and the better witnesses of the same trial, best first."""

    text: CurrentText
    link: Row[Any] | None = None
    references: list[CurrentText] = field(default_factory=list)

    def inputs(self, extracted: Mapping[str, str]) -> str:
        """Hash of everything the result depends on, apart from the checking code."""
        link = [self.link.id, self.link.state, self.link.score, self.link.trial_id] if self.link else None
        return digest([link, *([t.text_id, extracted.get(t.text_id)] for t in (self.text, *self.references))])[:24]


def check_stage(work: Work) -> Tally:
    """Run the checks of every document whose inputs or checking code changed."""
    tally = Tally()
    code = code_fingerprint("checks")
    with work.reading() as conn:
        units = units_of(read.current_texts(conn), read.links(conn))
        extracted = read.marks(conn, "extract")
        done = read.marks(conn, "check")
    waiting = []
    for unit in units:
        mark = f"{code}:{unit.inputs(extracted)}"
        before = done.get(unit.text.document_id, ":")
        if before != mark:
            by_code = before.split(":")[1] == mark.split(":")[1]
            waiting.append((unit, mark, by_code))
    for unit, mark, by_code in waiting:
        work.pulse()
        with work.writing() as conn:
            now = work.clock.now()
            claims = read.claims_of(conn, [t.text_id for t in (unit.text, *unit.references)])
            rows, listed = judge(unit, claims, code)
            tally.done += verdicts.save_verdicts(conn, unit.text.document_id, rows, listed, by_code, now)
            runs.save_ledger_each(conn, "check", {unit.text.document_id: (mark, len(rows))}, now)
    return tally


def units_of(texts: Sequence[CurrentText], links: Iterable[Row[Any]]) -> list[Unit]:
    """Every document with its best link (accepted before proposed, then by score) and its reference documents."""
    by_id = {text.document_id: text for text in texts}
    best: dict[str, Row[Any]] = {}
    members: dict[str, list[CurrentText]] = defaultdict(list)
    for link in links:
        if link.document_id not in by_id or link.role == "background" or link.state == "rejected":
            continue
        if link.state == "accepted":
            members[link.trial_id].append(by_id[link.document_id])
        held = best.get(link.document_id)
        if held is None or (link.state == "accepted", link.score) > (held.state == "accepted", held.score):
            best[link.document_id] = link
    units = []
    for text in texts:
        unit = Unit(text, best.get(text.document_id))
        if unit.link is not None:
            others = [t for t in members[unit.link.trial_id] if t.kind != "derivative"]
            unit.references = sorted((t for t in others if _rank(t) < _rank(text)), key=_rank)
        units.append(unit)
    return units


def _rank(text: CurrentText) -> tuple[int, Any, str]:
    """Sort key: the best witness first, and of equal ones the earliest."""
    place = WITNESS_ORDER.index(text.kind) if text.kind in WITNESS_ORDER else len(WITNESS_ORDER)
    return (place, text.published or text.first_seen_at.date(), text.document_id)


def judge(
    unit: Unit, claims: Mapping[str, Sequence[tuple[str, Any, str]]], code: str
) -> tuple[list[dict[str, Any]], set[str]]:
    """Run all checks on one document; returns verdict rows and the ids of those that are mismatches."""
    subject, printed = _witnesses(unit.text, claims)
    references = list(printed)
    for text in unit.references:
        whole, abstract = _witnesses(text, claims)
        references += [whole, *abstract]
    references.sort(key=lambda w: WITNESS_ORDER.index(w.kind) if w.kind in WITNESS_ORDER else len(WITNESS_ORDER))
    state: LinkState = unit.link.state if unit.link is not None else "accepted"
    score: float = unit.link.score if unit.link is not None else 1.0
    case = Case(subject, tuple(references), state, score)
    rows: dict[str, dict[str, Any]] = {}
    listed: set[str] = set()
    for check in all_checks().values():
        if check.level == "between" and (unit.link is None or state != "accepted"):
            continue
        for finding in _aggregate(list(check.run(case))):
            row = _verdict_row(unit, check.name, finding, code)
            if row["id"] not in rows:
                rows[row["id"]] = row
                if finding.listed:
                    listed.add(row["id"])
    return list(rows.values()), listed


def _witnesses(
    text: CurrentText, claims: Mapping[str, Sequence[tuple[str, Any, str]]]
) -> tuple[Witness, list[Witness]]:
    """The document as a witness; an abstract printed in a story is another: the paper's."""
    held = [Held(*claim) for claim in claims.get(text.text_id, ())]
    name = text.native_id if text.kind == "registry" else text.title or text.native_id
    abstract: list[Held] = []
    if text.kind in ("press", "press_release"):
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
            kept.append(Finding(verdict, reasons, first.claim, first.against, None, verdict))
    return kept


def _verdict_row(unit: Unit, check: str, finding: Finding, code: str) -> dict[str, Any]:
    document_id, against = unit.text.document_id, finding.against_document_id
    parts = [h.claim.confidence for h in (finding.claim, finding.against) if h is not None]
    if against not in (None, document_id) and unit.link is not None:
        parts.append(unit.link.score)
    return {
        "id": verdict_id(document_id, check, finding.qualifiers, against),
        "document_id": document_id,
        "against_document_id": against,
        "trial_id": unit.link.trial_id if unit.link is not None else None,
        "link_id": unit.link.id if unit.link is not None else None,
        "parent_id": None,
        "check_name": check,
        "qualifiers": finding.qualifiers,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "confidence": round(min(parts, default=1.0), 3),
        "claim_id": finding.claim.id if finding.claim else None,
        "against_claim_id": finding.against.id if finding.against else None,
        "document_value": finding.claim.claim.raw if finding.claim else None,
        "against_value": finding.against.claim.raw if finding.against else None,
        "document_quote": finding.claim.sentence if finding.claim else None,
        "against_quote": finding.against.sentence if finding.against else None,
        "explanation": finding.explanation,
        "code": code,
    }
