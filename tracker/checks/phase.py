"""Phase: the trial phase in the document against the registry's.

Phases are sets: "phase 2/3" shares a phase with "phase 2" and does not differ from it. A phase that is yet to come
("a phase 3 trial is planned") belongs to another study. "Pilot" and "early-phase" are no phases; against an entry
that states none (of a device, say) it is not comparable. Source of the terms:
ClinicalTrials.gov data elements, Study Phase.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding
from tracker.claims import claim_types


def run(case: Case) -> Iterator[Finding]:
    """Compare the phases the document gives its trial with the first witness that states one."""
    compare, unknown = claim_types()["phase"].compare, None
    for held in case.subject.of("phase")[:1]:
        for witness in case.references:
            for other in witness.of("phase")[:1]:
                agreement = compare(held.claim, other.claim)
                if agreement.verdict == "not_comparable":
                    why = f"Phase: {held.claim.raw} and {other.claim.raw} could not be compared: {agreement.reason}."
                    unknown = unknown or Finding("not_comparable", why, held, other, witness.document_id)
                    continue
                differs = agreement.verdict == "differ"
                yield Finding(
                    verdict="inconsistent" if differs else "consistent",
                    severity="minor" if differs else "info",
                    claim=held,
                    against=other,
                    against_document_id=witness.document_id,
                    explanation=f"Phase: {held.claim.raw} {'differs from' if differs else 'agrees with'} "
                    f"{other.claim.raw}.",
                )
                return
    if unknown is not None:
        yield unknown


CHECK = Check(
    name="phase",
    title="Trial phase",
    run=run,
    about=__doc__ or "",
    needs=("phase",),
    examples=(
        Example("The phase 3 trial enrolled adults.", (("phase", "PHASE2", None),), "inconsistent"),
        Example("In this phase II study, adults took part.", (("phase", "PHASE1", None),), "inconsistent"),
        Example("The Phase 1 trial tested a tablet.", (("phase", "Phase III", None),), "inconsistent"),
        Example("It was a phase 4 trial.", (("phase", "PHASE3", None),), "inconsistent"),
        Example("The phase IIb trial enrolled adults.", (("phase", "PHASE4", None),), "inconsistent"),
        Example("A phase 1/2 trial enrolled adults.", (("phase", "PHASE3", None),), "inconsistent"),
        Example("The phase 2 trial enrolled adults.", (("phase", "PHASE2", None),), "consistent"),
        Example("The phase 2 trial enrolled adults.", (("phase", "PHASE2|PHASE3", None),), "consistent"),
        Example("The phase 2b trial enrolled adults.", (("phase", "PHASE2", None),), "consistent"),
        Example("A phase 3 trial is needed to confirm this.", (("phase", "PHASE2", None),), None),
        Example("The pilot trial enrolled adults.", (("phase", "PHASE2", None),), None),
        Example("The phase 2 trial enrolled adults.", (("phase", "NA", None),), "not_comparable"),
        Example("It was a phase 3 trial.", (("phase", "NA", None),), "not_comparable"),
    ),
)
