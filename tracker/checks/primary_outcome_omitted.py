"""Primary outcome not mentioned: the document reports results and is silent on the outcome the trial was made for.

The source states a primary outcome; the document reports on the trial's results and gives neither a primary outcome,
nor whether it was met, nor any finding about its domain. This is listed under "not mentioned", never as an alarm: a
short item cannot say everything. Rule: CONSORT 2025 item 26; Boutron et al., JAMA 2010;303:2058 (spin).
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held
from tracker.claims._base import fold

COVERAGE = ("press", "press_release")
REPORTS = ("event_rate", "significance", "causal_strength", "nnt", "effect")
COMMON = frozenset(
    "the a an of in at by score scores symptom symptoms change from baseline rate total level levels".split()
)


def run(case: Case) -> Iterator[Finding]:
    """Say when a story on results leaves out the primary outcome its source states."""
    if case.subject.kind not in COVERAGE or not any(case.subject.of(name) for name in REPORTS):
        return
    if any(w.document_id == case.subject.document_id and w.of("primary_outcome") for w in case.references):
        return  # it prints the abstract, outcome included
    for witness in case.references:
        outcomes = witness.of("primary_outcome")
        if witness.kind not in ("registry", "protocol", "paper", "preprint") or not outcomes:
            continue
        told = [*case.subject.of("primary_outcome"), *case.subject.of("primary_outcome_met")]
        other = outcomes[0]
        if told or any(_mentions(case, o) for o in outcomes):
            return
        claim = next(h for name in REPORTS for h in case.subject.of(name))
        if not all(_telling(o) for o in outcomes):
            why = f"The primary outcome, {other.claim.raw}, has no word to look for beside “{claim.claim.raw}”."
            yield Finding("not_comparable", why, claim, other, witness.document_id)
            return
        why = f"Not mentioned: the primary outcome, {other.claim.raw}. The document reports “{claim.claim.raw}”."
        yield Finding("missing", why, claim, other, witness.document_id, "", "info", omission=True)
        return


def _mentions(case: Case, outcome: Held) -> bool:
    """Whether a claim of the document is about the outcome, or its sentence has most of the telling words."""
    words = _telling(outcome)
    for held in case.subject.claims:
        if words & set(fold(held.claim.outcome or "").split()):
            return True
        if words and 2 * len(words & set(fold(held.sentence).split())) > len(words):
            return True
    return False


def _telling(outcome: Held) -> set[str]:
    """The words by which an outcome is known."""
    return {w for w in fold(outcome.claim.outcome or outcome.claim.raw).split() if w not in COMMON and len(w) > 3}


_PAPER = "The primary outcome was grip strength at week 12."

_VAGUE = "The primary outcome was the change in the total score from baseline."

CHECK = Check(
    name="primary_outcome_omitted",
    title="Primary outcome not mentioned",
    run=run,
    about=__doc__ or "",
    needs=("primary_outcome", "primary_outcome_met"),
    examples=(
        Example("The trial has shown that the drug eases pain.", _PAPER, "missing", "paper"),
        Example("In the trial 40% vs 20% were in remission.", _PAPER, "missing", "paper"),
        Example("The fall in pain was statistically significant.", _PAPER, "missing", "paper"),
        Example("The study randomised 120 people; 30% vs 10% recovered.", _PAPER, "missing", "paper"),
        Example("The trial enrolled 40 adults. It shows that the drug reduces anxiety.", _PAPER, "missing", "paper"),
        Example("Remission was more frequent with the drug (45% vs 35%; NNT = 10).", _PAPER, "missing", "paper"),
        Example("The trial enrolled 40 adults, who felt less tired.", _PAPER, None, "paper"),
        Example("The trial enrolled 40 adults. The primary outcome was grip strength.", _PAPER, None, "paper"),
        Example("The trial enrolled 40 adults. It did not meet its primary endpoint.", _PAPER, None, "paper"),
        Example("The trial enrolled 40 adults, whose grip and strength did not change.", _PAPER, None, "paper"),
        Example("The trial enrolled 40 adults.", "We enrolled 40 adults.", None, "paper"),
        Example("The trial has shown that the drug eases pain.", _VAGUE, "not_comparable", "paper"),
        Example("In the trial 40% vs 20% were in remission.", _VAGUE, "not_comparable", "paper"),
        Example("Exercise is good for you.", _PAPER, None, "paper"),
        Example("Of 40 patients in the trial, 55% vs 20% gained grip strength.", _PAPER, None, "paper"),
    ),
)
