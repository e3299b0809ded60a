"""Control: what the treatment was compared with, in the document and in the best witness that says so.

Saline given as a placebo is a placebo. A trial may have several controls: the document agrees when it names one of
them. In a double-dummy trial everybody gets a placebo of the other treatment: not comparable. Placebo against an
active drug, usual care or no treatment differs. Source of the terms: ClinicalTrials.gov data elements, Arm Type; ICH
E10. A comparator that is only named ("the other half were treated with tacrolimus") is an active one, unless the
reference names it as a treatment of the trial.
"""

import re
from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held
from tracker.checks._compare import against_best


def run(case: Case) -> Iterator[Finding]:
    """Compare each control the document states."""
    findings = list(against_best(case, "control", title="Control", severity="minor", qualifiers=_about))
    agreed = next((f for f in findings if f.verdict in ("consistent", "rounding_only")), None)
    for finding in findings:
        why = _excuse(case, finding, agreed) if finding.listed and finding.claim else None
        if why:
            yield Finding("not_comparable", why, finding.claim, finding.against, finding.against_document_id)
        else:
            yield finding


def _excuse(case: Case, finding: Finding, agreed: Finding | None) -> str | None:
    """What else than a difference may explain it."""
    assert finding.claim is not None
    said, substance = finding.claim.claim.raw, finding.claim.claim.qualifiers.get("substance")
    if any(DUMMY.search(h.sentence) for h in case.subject.claims):
        return f"Control: {said} may be a dummy that keeps the treatments apart from their looks."
    if agreed is not None and agreed.claim is not None:
        return f"Control: {said} may be one of several: the document also gives {agreed.claim.claim.raw}."
    if finding.claim.claim.value == "active" and any(
        held.claim.value == substance for witness in case.references for held in witness.of("intervention")
    ):
        return f"Control: {said} may be the treatment itself: the reference names {substance} as one."
    return None


DUMMY = re.compile(r"\b(?:dumm(?:y|ies)|fake|look-?alikes?|matching|pretend)\b", re.IGNORECASE)
"""In a double-dummy trial everybody gets a placebo of the other treatment."""


def _about(held: Held) -> str:
    return str(held.claim.value)


CHECK = Check(
    name="control",
    title="Control",
    run=run,
    about=__doc__ or "",
    needs=("control",),
    examples=(
        Example(
            "The placebo-controlled trial enrolled adults.", (("control", "ACTIVE_COMPARATOR", None),), "inconsistent"
        ),
        Example("It was compared with a placebo.", (("control", "NO_INTERVENTION", None),), "inconsistent"),
        Example("Patients got the drug or a placebo.", (("control", "Active", None),), "inconsistent"),
        Example("The others got a sham procedure.", (("control", "NO_INTERVENTION", None),), "inconsistent"),
        Example("The placebo-controlled trial was small.", (("control", "Usual care", None),), "inconsistent"),
        Example("The sham-controlled trial was small.", (("control", "ACTIVE_COMPARATOR", None),), "inconsistent"),
        Example(
            "The placebo-controlled trial enrolled adults.", (("control", "PLACEBO_COMPARATOR", None),), "consistent"
        ),
        Example("Patients got the drug or a placebo.", (("control", "Placebo", None),), "consistent"),
        Example("They got the drug or normal saline.", (("control", "PLACEBO_COMPARATOR", None),), "consistent"),
        Example("The sham-controlled trial was small.", (("control", "SHAM_COMPARATOR", None),), "consistent"),
        Example(
            "Half had the jab; the other half were treated with tacrolimus ointment.",
            (("control", "PLACEBO_COMPARATOR", None),),
            "inconsistent",
        ),
        Example(
            "Half had the jab; the other half were treated with tacrolimus ointment.",
            (("control", "ACTIVE_COMPARATOR", None),),
            "consistent",
        ),
        Example(
            "A third had no drug. The other two thirds were given tofacitinib.",
            "We compared tofacitinib with placebo in adults.",
            "not_comparable",
            "paper",
        ),
        Example(
            "Adults got the capsule or a look-alike; the placebo-controlled trial was small.",
            (("control", "ACTIVE_COMPARATOR", None),),
            "not_comparable",
        ),
        Example("An earlier trial was placebo-controlled.", (("control", "NO_INTERVENTION", None),), None),
        Example("The placebo effect is well known.", (("control", "NO_INTERVENTION", None),), None),
    ),
)
