"""Duration: how long treatment or follow-up lasted, in the document and in the best witness that says so.

Lengths of the same kind (treatment, follow-up, whole trial) are compared; a length without a kind is held against any.
They agree within the tolerance of the printed unit (day 28 or 29 is four weeks, twelve months are 52 weeks), else
within ten percent. A document that gives a length that agrees is not held to its others. A time point (day 14) is no
duration, and the assessment window of a registry outcome is none either; but a document without a comparable length
that gives a rate of the registry or paper as one of a time over 1.5 times the longest that these give differs. Rule:
CONSORT 2025 items 13 and 23.
"""

from collections.abc import Iterator
from decimal import Decimal

from tracker.checks._arms import interval
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness, says
from tracker.claims import claim_types

LATE = Decimal("1.5")
"""How many times the longest time of the references a result must lie behind to differ."""


def run(case: Case) -> Iterator[Finding]:
    """Compare each length in the document with the first witness that has a comparable one."""
    seen: set[tuple[str | None, str]] = set()
    agreed: Finding | None = None
    pending: list[Finding] = []
    for held in case.subject.of("duration"):
        key = (held.claim.kind, str(held.claim.number))
        if key in seen or held.claim.kind == "run_in":
            continue
        seen.add(key)
        findings = [f for w in case.references if (f := _against(held, w)) is not None]
        settled = [f for f in findings if f.verdict != "not_comparable"]
        for finding in (settled or findings)[:1]:
            agreed = finding if finding.verdict == "consistent" else agreed
            pending.append(finding)
    if not any(f.verdict in ("consistent", "inconsistent") for f in pending):
        late = _late(case)
        if late is not None:
            yield late
    for finding in pending:
        yield _part(finding, agreed) if agreed is not None and finding.listed else finding


def _late(case: Case) -> Finding | None:
    """A rate that the registry or paper gives too, said of a time long after the longest that any of them gives."""
    references = [w for w in case.references if w.kind not in ("press", "press_release")]
    times = [
        h.claim.timepoint_days if h.claim.type != "timepoint" else h.claim.number
        for w in references
        for h in w.of("timepoint", "event_rate", "primary_outcome", "secondary_outcome", "other_outcome")
    ]
    lengths = [h for w in references for h in w.of("duration") if h.claim.number is not None]
    longest = max([d for d in times if d] + [h.claim.number for h in lengths if h.claim.number], default=None)
    if longest is None or not lengths:
        return None
    for held in case.subject.of("event_rate"):
        when = held.claim.timepoint_days
        if when is None or when <= LATE * longest or held.claim.status != "asserted":
            continue
        for witness in references:
            same = next((h for h in witness.of("event_rate") if h.claim.timepoint_days and _one_rate(held, h)), None)
            if same is not None:
                stated = max(lengths, key=lambda h: h.claim.number or 0)
                said = next((h for h in case.subject.of("timepoint") if _stands_with(h, held)), held)
                theirs = f"{same.claim.raw} in a trial of {says(stated)}"
                why = f"{held.claim.raw} after {said.claim.raw} differs from {theirs}"
                return _finding("inconsistent", said, stated, witness, why)
    return None


def _one_rate(a: Held, b: Held) -> bool:
    (low_a, high_a), (low_b, high_b) = interval(a), interval(b)
    arms = {a.claim.arm, b.claim.arm} - {None}
    return low_a <= high_b and low_b <= high_a and len(arms) < 2


def _stands_with(point: Held, rate: Held) -> bool:
    one, two = point.claim, rate.claim
    near = one.number is not None and two.timepoint_days is not None and abs(one.number - two.timepoint_days) <= 1
    return near and one.context_start == two.context_start


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
    needs=("duration", "timepoint", "event_rate", "primary_outcome", "secondary_outcome", "other_outcome"),
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
        Example(
            "After one year, 61% of patients on the drug were in remission.",
            "Patients were treated for 12 weeks. Remission at week 12 was 61.2% with the drug versus 40% with placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "After one year, 33% of patients on the drug were in remission.",
            "Patients were treated for 12 weeks. Remission at week 12 was 61.2% with the drug versus 40% with placebo.",
            None,
            "paper",
        ),
        Example(
            "After one year, 61% of patients on the drug were in remission.",
            "Patients were treated for 12 weeks. Remission at week 12 was 61.2% with the drug versus 40% with placebo; "
            "it was lower at month 12.",
            None,
            "paper",
        ),
        Example("By day 14 they felt better.", "This 4-week trial enrolled adults.", None, "paper"),
        Example(
            "The treatment lasted six weeks.", "Patients were followed up for 12 months.", "not_comparable", "paper"
        ),
        Example(
            "The treatment lasted six weeks.",
            (("duration", "Zinc gel twice daily for 12 weeks", "described"),),
            "inconsistent",
        ),
        Example(
            "The treatment lasted 12 weeks.",
            (("duration", "Zinc gel twice daily for 12 weeks", "described"),),
            "consistent",
        ),
        Example(
            "Patients were followed for two years.",
            (("duration", "Zinc gel twice daily for 12 weeks", "described"),),
            "not_comparable",
        ),
        Example("She has worked on this for 20 years.", "This 4-week trial enrolled adults.", None, "paper"),
    ),
)
