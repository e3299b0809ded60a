"""Stronger than the source: the document says that the treatment works, and the source's result was not significant.

The document's strongest statement of benefit ("can ease", "improves", "works": InSciOut strength 5 or 6; Sumner et al.,
BMJ 2014;349:g7015) is held against a registry result, paper or printed abstract that says that no outcome, or the
primary one, reached significance or was met. A document that tells its readers so itself is not stronger than its
source. A result of one other outcome that was not significant is not comparable. Hedged statements (may, might, could)
never are stronger.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness

CLAIMS_AN_EFFECT = 5
SURE = 0.6
"""A strength is a reading of words: below this confidence it decides nothing."""
OUTRIGHT, CONCLUDED = 0.8, 0.65
"""Confidence from which a source says outright that its primary outcome was missed, and from which its results do."""


def run(case: Case) -> Iterator[Finding]:
    """Hold the strongest statement of benefit against the best witness that says what was not shown."""
    bold = [h for h in case.subject.of("causal_strength") if _is_bold(h)]
    if not bold:
        return
    held = max(bold, key=lambda h: (h.claim.number or 0, h.claim.confidence))
    told, partly = _unproven(case.subject, least=0), None
    for witness in case.references:
        other = _unproven(witness)
        if other is None:
            partly = partly or _of_one_outcome(held, witness)
            continue
        against = witness.document_id
        if told is not None or against == case.subject.document_id:
            return  # its readers are told
        why = f"Strength: “{held.claim.raw}” is stronger than the source, which says “{other.claim.raw}”."
        yield Finding("inconsistent", why, held, other, against, "", "major")
        return
    if partly is not None:
        yield partly


def _of_one_outcome(held: Held, witness: Witness) -> Finding | None:
    """That the witness calls the result on one named outcome not significant: it may not be the one meant."""
    for other in witness.of("significance"):
        if other.claim.value == "no" and other.claim.outcome and other.claim.kind != "everyday":
            why = f"Strength: “{held.claim.raw}” and “{other.claim.raw}” may be of two outcomes."
            return Finding("not_comparable", why, held, other, witness.document_id)
    return None


def _is_bold(held: Held) -> bool:
    claim = held.claim
    direction = claim.value.get("direction") if isinstance(claim.value, dict) else None
    return (
        claim.status == "asserted"
        and claim.confidence >= SURE
        and (claim.number or 0) >= CLAIMS_AN_EFFECT
        and direction == "benefit"
        and claim.passage not in ("related", "boilerplate")
    )


def _unproven(witness: Witness, least: float = CONCLUDED) -> Held | None:
    """The witness's surest statement (`least`: confidence) that nothing, or not the primary outcome, was shown."""
    missed = [h for h in witness.of("primary_outcome_met") if h.claim.value == "not_met"]
    missed.sort(key=lambda h: -h.claim.confidence)  # of equal ones the first
    if missed and missed[0].claim.confidence >= OUTRIGHT:
        return missed[0]
    for held in witness.of("significance"):
        about = held.claim.outcome
        general = about == "any" or (about == "primary outcome" and held.claim.value == "no")
        if held.claim.value in ("no", "few") and general and held.claim.kind != "everyday":
            return held
    return missed[0] if missed and missed[0].claim.confidence >= least else None


CHECK = Check(
    name="stronger_than_source",
    title="Stronger than the source",
    run=run,
    about=__doc__ or "",
    needs=("causal_strength", "significance", "primary_outcome_met"),
    examples=(
        Example(
            "The trial has shown that the tablet can ease chronic pain.",
            "No outcome reached statistical significance.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The drug improves memory in older people, the trial shows.",
            "None of the outcomes was statistically significant.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The study proves that the injection reduces fatigue.",
            "The trial did not meet its primary endpoint.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The trial has shown that this treatment relieves depression.",
            "The trial missed its primary endpoint.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The results show that the therapy reduces anxiety.",
            "No outcome reached statistical significance.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The pill cuts the risk of stroke, the researchers found.",
            "The trial failed to meet its primary outcome.",
            "inconsistent",
            "paper",
        ),
        Example(
            "This proves that the tablet protects the kidneys.",
            "The trial failed to meet its primary outcome.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The trial proved that migraine can be treated with the gel.",
            "No outcome reached statistical significance.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The drug improves memory in older people, the trial shows.",
            "The difference in fatigue was not statistically significant.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The study proves that the injection reduces pain.",
            "The difference in sleep quality was not statistically significant.",
            "not_comparable",
            "paper",
        ),
        Example("Vaccines save lives.", "The trial failed to meet its primary outcome.", None, "paper"),
        Example(
            "They hope to prove that migraine can be treated with the gel.",
            "No outcome reached statistical significance.",
            None,
            "paper",
        ),
        Example("The tablet may ease chronic pain.", "No outcome reached statistical significance.", None, "paper"),
        Example("The drug could help people with depression.", "The trial missed its primary endpoint.", None, "paper"),
        Example("The drug improves memory, the trial shows.", "The trial met its primary endpoint.", None, "paper"),
        Example(
            "The drug improved sleep in some, but the trial did not meet its primary endpoint.",
            "The trial did not meet its primary endpoint.",
            None,
            "paper",
        ),
        Example("It was a good day for the team.", "No outcome reached statistical significance.", None, "paper"),
        Example(
            "An earlier trial showed that the drug reduces pain.",
            "No outcome reached statistical significance.",
            None,
            "paper",
        ),
    ),
)
