"""Stronger wording: a treatment "reduces" or "can ease", where the source only says "may" or "is associated with".

The strongest statement of benefit of the document is held against the strongest one of the paper, preprint or release,
in the codes of InSciOut (Sumner et al., BMJ 2014;349:g7015). A difference is noted when the document says outright (5
or 6) what the source only says conditionally or as an association (1 to 4), and the source neither randomised people
nor reports a significant or met outcome: causal words are earned by a design and a result. Words are read with low
confidence, so it is never an alarm (severity info). A hedged statement is none; where the source was randomised, has a
result of its own, or is of another outcome, it is not comparable. Rule: InSciOut; Haber et al., PLoS One
2018;13:e0196346.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.claims._base import fold

OUTRIGHT = 5
SURE = 0.6
COVERAGE = ("press", "press_release")
SOURCES = ("paper", "preprint", "press_release")


def run(case: Case) -> Iterator[Finding]:
    """Hold the strongest wording of the document against that of the first source that has one."""
    bold = [h for h in _benefits(case.subject) if h.claim.status == "asserted" and (h.claim.number or 0) >= OUTRIGHT]
    if case.subject.kind not in COVERAGE or not bold:
        return
    held = max(bold, key=lambda h: (h.claim.number or 0, h.claim.confidence))
    for witness in case.references:
        theirs = _benefits(witness)
        if witness.kind not in SOURCES or not theirs or witness.document_id == case.subject.document_id:
            continue
        other = max(theirs, key=lambda h: (_strength(h), h.claim.confidence))
        said = f"Wording: “{held.claim.raw}”"
        pair = (held, other, witness.document_id)
        if _strength(other) >= OUTRIGHT:
            yield Finding("consistent", f"{said} is no stronger than “{other.claim.raw}”.", *pair)
            return
        reason = _reason(held, other, witness, case)
        if reason:
            yield Finding("not_comparable", f"{said} and “{other.claim.raw}” could not be compared: {reason}.", *pair)
        else:
            yield Finding("inconsistent", f"{said} is stronger than the source, which says “{other.claim.raw}”.", *pair)
        return


def _benefits(witness: Witness) -> list[Held]:
    return [
        h
        for h in witness.of("causal_strength")
        if h.claim.confidence >= SURE
        and isinstance(h.claim.value, dict)
        and h.claim.value.get("direction") == "benefit"
        and h.claim.passage not in ("related", "boilerplate")
    ]


def _strength(held: Held) -> float:
    """The code of a statement; a hedge takes from "can" what makes it more than "may"."""
    number = float(held.claim.number or 0)
    return min(number, 4.0) if held.claim.status == "hedged" else number


def _reason(held: Held, other: Held, witness: Witness, case: Case) -> str | None:
    """Why stronger words may be earned, or of something else."""
    for source in (witness, *case.references):
        if any(h.claim.value == "randomised" for h in source.of("allocation")):
            return "the source randomised people"
    for result in witness.of("significance", "primary_outcome_met"):
        if result.claim.value in ("yes", "met") and result.claim.kind != "everyday":
            return f"the source also reports a result, “{result.claim.raw}”"
    one, two = (set(fold(h.claim.outcome or "").split()) for h in (held, other))
    if one and two and not one & two:
        return "they are of other outcomes"
    return None


_LINKED = "Zinc was associated with less pain in this cohort."
_MAY = "The findings suggest that zinc may reduce pain."

CHECK = Check(
    name="stronger_wording",
    title="Stronger wording than the source",
    run=run,
    about=__doc__ or "",
    needs=("causal_strength", "allocation", "significance", "primary_outcome_met"),
    examples=(
        Example("The study shows that zinc reduces pain.", _LINKED, "inconsistent", "paper"),
        Example("Zinc can ease pain, the researchers found.", _LINKED, "inconsistent", "paper"),
        Example("The study proves that zinc reduces pain.", _MAY, "inconsistent", "paper"),
        Example("The study shows that zinc reduces pain.", _MAY, "inconsistent", "press_release"),
        Example("The study shows that zinc relieves pain.", _LINKED, "inconsistent", "preprint"),
        Example(
            "The study shows that zinc reduces pain.", _MAY, "inconsistent", "paper", document_kind="press_release"
        ),
        Example(
            "The study shows that zinc reduces pain.", "Zinc reduced pain, the study showed.", "consistent", "paper"
        ),
        Example(
            "Zinc can ease pain, the researchers found.",
            "The study shows that zinc reduces pain.",
            "consistent",
            "paper",
        ),
        Example("Zinc may ease pain, the study suggests.", _LINKED, None, "paper"),
        Example("Zinc was linked to less pain.", _LINKED, None, "paper"),
        Example("The study shows that zinc reduces pain.", "Zinc was tested in 40 adults.", None, "paper"),
        Example("The study shows that zinc reduces pain.", _LINKED, None, "paper", document_kind="paper"),
        Example(
            "The study shows that zinc reduces pain.",
            f"We randomised 60 adults to zinc or placebo. {_MAY}",
            "not_comparable",
            "paper",
        ),
        Example(
            "The study shows that zinc reduces pain.",
            f"{_LINKED} The difference in pain was statistically significant.",
            "not_comparable",
            "paper",
        ),
        Example("The study shows that zinc improves sleep quality.", _LINKED, "not_comparable", "paper"),
    ),
)
