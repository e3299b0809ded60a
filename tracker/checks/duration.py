"""Duration: how long treatment or follow-up lasted, in the document and in the best witness that says so.

Lengths of the same kind (treatment, follow-up, whole trial) are compared; a length without a kind is held against any.
They agree within the tolerance of the printed unit (day 28 or 29 is four weeks, twelve months are 52 weeks), else
within ten percent. A document that gives a length that agrees is not held to its others. A time point (day 14) is no
duration, and the assessment window of a registry outcome is none either. Rule: CONSORT 2025 items 13 and 23.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness, says
from tracker.claims import claim_types


def run(case: Case) -> Iterator[Finding]:
    """Compare each length in the document with the first witness that has a comparable one."""
    seen: set[tuple[str | None, str]] = set()
    agreed: Finding | None = None
    pending: list[Finding] = []
    for held in case.subject.of("duration"):
        key = (held.claim.kind, str(held.claim.number))
        if key in seen:
            continue
        seen.add(key)
        findings = [f for w in case.references if (f := _against(held, w)) is not None]
        settled = [f for f in findings if f.verdict != "not_comparable"]
        for finding in (settled or findings)[:1]:
            agreed = finding if finding.verdict == "consistent" else agreed
            pending.append(finding)
    for finding in pending:
        yield _part(finding, agreed) if agreed is not None and finding.listed else finding


def _part(finding: Finding, agreed: Finding) -> Finding:
    """A length that differs in a document that also gives the right one: perhaps of a part, or of something else."""
    assert finding.claim is not None
    assert agreed.claim is not None
    why = f"Duration: {says(finding.claim)} may be of a part: the document also gives {says(agreed.claim)}."
    return Finding("not_comparable", why, finding.claim, finding.against, finding.against_document_id)


def _against(held: Held, witness: Witness) -> Finding | None:
    compare = claim_types()["duration"].compare
    known = witness.of("duration")
    if not known:
        return None
    results = [(compare(held.claim, other.claim), other) for other in known]
    for agreement, other in results:
        if agreement.verdict in ("agree", "rounding"):
            return _finding("consistent", held, other, witness, f"{says(held)} agrees with {says(other)}")
    differing = [other for agreement, other in results if agreement.verdict == "differ"]
    if differing:
        other = differing[0]
        return _finding("inconsistent", held, other, witness, f"{says(held)} differs from {says(other)}")
    agreement, other = results[0]
    return _finding("not_comparable", held, other, witness, f"{says(held)} and {says(other)}: {agreement.reason}")


def _finding(verdict: str, held: Held, other: Held, witness: Witness, why: str) -> Finding:
    return Finding(
        verdict=verdict,  # type: ignore[arg-type]
        severity="major" if verdict == "inconsistent" else "info",
        claim=held,
        against=other,
        against_document_id=witness.document_id,
        qualifiers=held.claim.kind or "length",
        explanation=f"Duration: {why}.",
    )


CHECK = Check(
    name="duration",
    title="Duration",
    run=run,
    about=__doc__ or "",
    needs=("duration",),
    examples=(
        Example("It was a six-week trial.", "This 4-week randomised trial enrolled adults.", "inconsistent", "paper"),
        Example("The 12-month trial ended early.", "In this 6-month trial, adults took part.", "inconsistent", "paper"),
        Example("Patients were followed for two years.", "Follow-up lasted 12 months.", "inconsistent", "paper"),
        Example("They took the drug for 8 weeks.", "Participants were treated for 12 weeks.", "inconsistent", "paper"),
        Example("The trial lasted ten weeks.", "This 24-week trial enrolled adults.", "inconsistent", "paper"),
        Example("The 90-day trial was small.", "This 30-day trial enrolled adults.", "inconsistent", "paper"),
        Example("It was a four-week trial.", "This 28-day randomised trial enrolled adults.", "consistent", "paper"),
        Example("The trial ran for a year.", "This 52-week trial enrolled adults.", "consistent", "paper"),
        Example("The six-month trial was small.", "This 24-week trial enrolled adults.", "consistent", "paper"),
        Example("By day 14 they felt better.", "This 4-week trial enrolled adults.", None, "paper"),
        Example(
            "The treatment lasted six weeks.", "Patients were followed up for 12 months.", "not_comparable", "paper"
        ),
        Example("She has worked on this for 20 years.", "This 4-week trial enrolled adults.", None, "paper"),
    ),
)
