"""Two statements: what one document says of one thing in two places.

Compared, within the document, are exact numbers of people of the whole trial that are said to be of one kind (two
numbers randomised, two that completed), and whether the primary outcome was met. A number of an arm, of a part or a sum
of others, one of several in a sentence, and hedged ones are left out. Where the document tells of several trials (two
registration numbers, two phases, a pooled analysis, "the first study", a second cohort or stage), or several primary
outcomes, it is not comparable. "Few findings" against "no outcome" significant is a rule of the check significance.
Rule: CONSORT 2025 items 22 and 26; INSPECT-SR domain 4 (results consistent within and across the reports).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from tracker.checks._arms import whole
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness

KINDS = ("randomised", "completed")
SURE = 0.85
SEVERAL = re.compile(
    r"\b(?:both|two|three|four|several|pooled|combined|identical|sister|replicate|another|other|second|third|first|"
    r"earlier|previous|later|separate|extension|follow-up)\s(?:[\w-]+\s){0,2}?"
    r"(?:trials?|studies|study|cohorts?|stages?|parts?|phases?|cross-?over|periods?)\b|\bmeta-analys\w+|"
    r"\bsub-?stud(?:y|ies)\b|\bstudy (?:[A-D]|[1-4]|I{1,3})\b|\btrials\b",
    re.IGNORECASE,
)
"""Words anywhere in a text by which it may tell of more than one trial or stage."""
PARTLY = re.compile(
    r"\b(?:of whom|of which|of these|of the|sub-?groups?|subset|re-?randomi[sz]\w+|per[- ]protocol|intention|modified|"
    r"first|second|after|before|co-?primary|one of|each|key|dual|in \w+ (?:women|men|children|adults)|interim|so far|"
    r"to date|an additional|additional|another|further|remaining|other)\b",
    re.IGNORECASE,
)
"""Words in a sentence by which its statement may be of a part, a time or one of several."""


def run(case: Case) -> Iterator[Finding]:
    """Compare the statements of each kind with each other."""
    subject = case.subject
    if subject.kind == "registry":
        return
    for kind in KINDS:
        numbers = [h for h in subject.of("sample_size") if h.claim.kind == kind and _exact(h)]
        yield from _pair(subject, _distinct(numbers), f"number {kind}")
    met = [h for h in subject.of("primary_outcome_met") if h.claim.confidence >= SURE and h.claim.status == "asserted"]
    met = [h for h in met if h.claim.value in ("met", "not_met")]
    yield from _pair(subject, _distinct(met), "primary outcome")


def _exact(held: Held) -> bool:
    return whole(held) is not None and held.claim.arm is None and not held.claim.qualifiers.get("pooled")


def _distinct(held: Sequence[Held]) -> list[Held]:
    """The first statement of each value, without sentences that give several: a flow of people is told in one."""
    alone = [h for h in held if len({str(o.claim.value) for o in held if o.sentence == h.sentence}) == 1]
    return list({str(h.claim.value): h for h in reversed(alone)}.values())[::-1]


def _pair(subject: Witness, stated: Sequence[Held], what: str) -> Iterator[Finding]:
    if len(stated) < 2:
        return
    one, two = stated[:2]
    said = f"{what.capitalize()}: “{one.claim.raw}” and, elsewhere, “{two.claim.raw}”"
    reason = _reason(subject, stated)
    if reason:
        yield Finding("not_comparable", f"{said} could not be compared: {reason}.", one, two, None, what)
    else:
        yield Finding("inconsistent", f"{said}: one statement differs from the other.", one, two, None, what, "minor")


def _reason(subject: Witness, stated: Sequence[Held]) -> str | None:
    """Why two statements may both be right."""
    ids = {str(h.claim.value) for h in subject.of("registration_id") if h.claim.status == "asserted"}
    if len(ids) > 1 or len({str(h.claim.value) for h in subject.of("phase")}) > 1:
        return "the document may tell of two trials"
    if any(SEVERAL.search(h.sentence) for h in subject.claims):
        return "the document tells of several trials, stages or cohorts"
    if len(stated) > 2 or any(PARTLY.search(h.sentence) for h in stated):
        return "they may be of parts, stages or several outcomes"
    numbers = {int(h.claim.number) for h in stated if h.claim.number is not None}
    sizes = {n for h in subject.of("arm_size", "sample_size") if (n := whole(h)) is not None} - {
        max(numbers, default=0)
    }
    if numbers and (min(numbers) * 2 <= max(numbers) or any(sum(p) == max(numbers) for p in combinations(sizes, 2))):
        return "one may be a part of the other"
    return None


CHECK = Check(
    name="two_statements",
    title="Two statements of one document",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("sample_size", "primary_outcome_met", "arm_size", "registration_id", "phase"),
    examples=(
        Example("We randomised 60 adults. In total, 66 patients were randomised.", verdict="inconsistent"),
        Example("The trial randomised 312 adults. In all, 321 adults were randomised.", verdict="inconsistent"),
        Example(
            "The trial met its primary endpoint. However, it did not meet its primary endpoint.",
            verdict="inconsistent",
        ),
        Example(
            "In all, 50 patients completed the trial. In sum, 55 patients completed the trial.", verdict="inconsistent"
        ),
        Example(
            "The trial failed to meet its primary endpoint. The trial met its primary endpoint, said the company.",
            verdict="inconsistent",
        ),
        Example("The trial randomised 48 children. Altogether 84 children were randomised.", verdict="inconsistent"),
        Example("We randomised 60 adults. In total, 60 patients were randomised."),
        Example("We randomised 60 adults. In total, 55 patients completed the trial."),
        Example("We randomised 60 adults. About 66 patients were randomised."),
        Example("The trial met its primary endpoint."),
        Example("We planned to randomise 80 adults. We randomised 60 adults."),
        Example("An earlier trial randomised 900 adults. We randomised 60 adults."),
        Example(
            "The first study randomised 60 adults. The second trial randomised 66 adults.", verdict="not_comparable"
        ),
        Example("We randomised 60 adults. In Spain another 52 patients were randomised.", verdict="not_comparable"),
    ),
)
