"""Masking: whether people knew who got what, in the document and in the best witness that says so.

Open-label against any masking differs. Double-blind, triple and quadruple do not: the words count the masked roles,
and press texts say "double-blind" for all of them. Single against double differs, as do named roles that exclude each
other. A document that also states the masking of the source may mean a part (an open-label extension): not comparable.
Source of the terms: ClinicalTrials.gov data elements, Masking; CONSORT 2025 item 20.
"""

from collections.abc import Iterator
from dataclasses import replace

from tracker.checks._base import Case, Check, Example, Finding
from tracker.checks._compare import against_best


def run(case: Case) -> Iterator[Finding]:
    """Compare each masking the document states; one beside another that agrees may be of a part of the trial."""
    findings = list(against_best(case, "masking", title="Masking", severity="minor"))
    agreed = next((f for f in findings if f.verdict == "consistent"), None)
    for finding in findings:
        if finding.listed and finding.claim and agreed and agreed.claim:
            said = finding.claim.claim.raw
            why = f"Masking: {said} may be of a part: the document also says {agreed.claim.claim.raw}."
            yield replace(finding, verdict="not_comparable", explanation=why, severity="info")
        else:
            yield finding


CHECK = Check(
    name="masking",
    title="Masking",
    run=run,
    about=__doc__ or "",
    needs=("masking",),
    examples=(
        Example("It was a double-blind trial.", (("masking", "NONE", None),), "inconsistent"),
        Example("The open-label trial enrolled adults.", (("masking", "DOUBLE", None),), "inconsistent"),
        Example("It was an open-label trial.", (("masking", "QUADRUPLE", None),), "inconsistent"),
        Example("The double-blinded trial enrolled adults.", "It was an open-label trial.", "inconsistent", "paper"),
        Example("In this triple-blind trial adults took part.", (("masking", "NONE", None),), "inconsistent"),
        Example("It was an unblinded trial.", (("masking", "TRIPLE", None),), "inconsistent"),
        Example("It was a double-blind trial.", (("masking", "DOUBLE", None),), "consistent"),
        Example("It was a double-blind trial.", (("masking", "QUADRUPLE", None),), "consistent"),
        Example("It was a double-blind trial.", (("masking", "TRIPLE", None),), "consistent"),
        Example("The open-label trial enrolled adults.", (("masking", "NONE", None),), "consistent"),
        Example(
            "The double-blind trial tested two doses. One part of it was open-label.",
            (("masking", "DOUBLE", None),),
            "not_comparable",
        ),
        Example(
            "The open-label trial tested two doses. One part of it was double-blind.",
            (("masking", "NONE", None),),
            "not_comparable",
        ),
        Example("An earlier trial was open-label.", (("masking", "DOUBLE", None),), None),
        Example("Nobody was blind to the risk.", (("masking", "NONE", None),), None),
    ),
)
