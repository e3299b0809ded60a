"""Harms: deaths and serious adverse events in the document against the best source that counts them.

That there were none differs from a source that counts some, and the other way round; two counts of people differ when
each text gives one number of that kind for the whole trial. Only like is compared: deaths with deaths, serious events
with serious events, people with people. Harms that are said to be related to the treatment, of a grade, of one arm, of
a part of the people or of a part of the time are not comparable with others, and neither are hedged counts, shares and
numbers of events. Rule: CONSORT 2025 item 27 (harms); Hartung et al., Ann Intern Med 2014;160:477 (how often registry
and paper differ).
"""

import re
from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness, says

KINDS = ("death", "serious")
SOURCES = ("registry", "protocol", "paper", "preprint", "press_release")
PARTIAL = re.compile(
    r"\b(?:related|attribut\w+|caused by|due to|because|led to|grades?|severe|drug|treatment|placebo|control|group|arm|"
    r"vaccine|dose|during|after|before|within|follow-?up|extension|phase|first|day|week|month|year|new|unexpected|"
    r"of (?:the )?\d+|women|men|children|cancer|covid\S*|heart|vs|versus|compared|each|both|other than|except|"
    r"besides)s?\b",
    re.IGNORECASE,
)
"""Words by which a number of harms may be of a part of the people, of the time or of the harms."""
BESIDE = 90


def run(case: Case) -> Iterator[Finding]:
    """Compare each kind of harm that the document counts once with the best source that counts it."""
    for kind in KINDS:
        mine = _counts(case.subject, kind)
        for witness in case.references:
            theirs = _counts(witness, kind)
            if witness.kind in SOURCES and mine and theirs:
                yield _judge(kind, mine, theirs, witness)
                break


def _counts(witness: Witness, kind: str) -> list[Held]:
    """The numbers of one kind of harm, each value once."""
    found: dict[str, Held] = {}
    for held in witness.of("harm"):
        if held.claim.kind == kind and held.claim.number is not None:
            found.setdefault(str(held.claim.number), held)
    return list(found.values())


def _judge(kind: str, mine: list[Held], theirs: list[Held], witness: Witness) -> Finding:
    for held in mine:
        same = next((o for o in theirs if o.claim.number == held.claim.number), None)
        if same is not None:
            return Finding(
                "consistent", f"Harms: {says(held)} agrees with {says(same)}.", held, same, witness.document_id, kind
            )
    held, other = mine[0], theirs[0]
    reason = None
    if len(mine) > 1 or len(theirs) > 1:
        reason = "a text gives several numbers"
    elif any(h.claim.status != "asserted" or h.claim.unit != "people" or h.claim.arm for h in (held, other)):
        reason = "one is hedged, a share, of events or of one arm"
    elif any(PARTIAL.search(_beside(h)) for h in (held, other)):
        reason = "one may be of a part of the people, the time or the harms"
    if reason:
        why = f"Harms: {says(held)} and {says(other)} could not be compared: {reason}."
        return Finding("not_comparable", why, held, other, witness.document_id, kind)
    why = f"Harms: {says(held)} differs from {says(other)}."
    return Finding("inconsistent", why, held, other, witness.document_id, kind, "minor")


def _beside(held: Held) -> str:
    """The words around a harm in its sentence, without the words that name it."""
    claim = held.claim
    if claim.start is None or claim.end is None or claim.context_start is None:
        return held.sentence
    start, end = claim.start - claim.context_start, claim.end - claim.context_start
    around = held.sentence[max(0, start - BESIDE) : start] + " " + held.sentence[end : end + BESIDE]
    return around + " " + re.sub(r"\bserious\b|\badverse\b|\bevents?\b", " ", held.sentence[start:end])


CHECK = Check(
    name="harms",
    title="Harms",
    run=run,
    about=__doc__ or "",
    needs=("harm",),
    examples=(
        Example("No deaths occurred in the trial.", "Three patients died in the trial.", "inconsistent", "paper"),
        Example("No patients died in the trial.", "Four patients died in the trial.", "inconsistent", "paper"),
        Example("Two patients died in the trial.", "No deaths occurred in the trial.", "inconsistent", "paper"),
        Example("Two patients died in the trial.", "Seven patients died in the trial.", "inconsistent", "paper"),
        Example(
            "There were no serious adverse events in the trial.",
            "Nine patients had serious adverse events in the trial.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Five patients had serious adverse events in the trial.",
            "Nine patients had serious adverse events in the trial.",
            "inconsistent",
            "paper",
        ),
        Example("No deaths occurred in the trial.", "No patients died in the trial.", "consistent", "paper"),
        Example("Two patients died in the trial.", "Two patients died in the trial.", "consistent", "paper"),
        Example(
            "Nine patients had serious adverse events in the trial.",
            "Nine patients had serious adverse events in the trial.",
            "consistent",
            "paper",
        ),
        Example("No deaths occurred in the trial.", "We enrolled 60 adults.", None, "paper"),
        Example(
            "No deaths occurred in the trial.",
            "Nine patients had serious adverse events in the trial.",
            None,
            "paper",
        ),
        Example("Heart attacks kill many people each year.", "Three patients died in the trial.", None, "paper"),
        Example(
            "There were no treatment-related serious adverse events in the trial.",
            "Nine patients had serious adverse events in the trial.",
            "not_comparable",
            "paper",
        ),
        Example(
            "No deaths occurred in the trial.",
            "Three patients died after the end of the trial.",
            "not_comparable",
            "paper",
        ),
        Example("Two patients died in the trial.", "About five patients died in the trial.", "not_comparable", "paper"),
    ),
)
