"""Harms not mentioned: a story on the benefit of a treatment that is silent on harms its source counts.

The source (registry entry, paper or preprint) counts serious adverse events, deaths, people who stopped because of
harms, or names the commonest harms; the document says that the treatment works and has no word on harms, side effects,
safety or tolerance. This is listed under "not mentioned" (severity info), never as an alarm, and only of a text of
several sentences: of a headline or a teaser nothing can be said, which is not comparable. Rule: CONSORT Harms 2022 (BMJ
2023;381:e073725); Schwartz et al., BMJ 2012;344:d8164 (harms in releases and in the news on them).
"""

import re
from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held

COVERAGE = ("press", "press_release")
SOURCES = ("registry", "protocol", "paper", "preprint")
KINDS = ("serious", "death", "withdrawal_due", "most_frequent", "any")
FEWEST = 6
"""Sentences from which on a text can be taken for more than a teaser."""
END = re.compile(r"[.!?][”’\"')]?(?=\s|$)")
HARM_WORDS = re.compile(
    r"\b(?:adverse|side[\s-]effects?|harm\w*|safe(?:ty|ly|r)?|unsafe|toler\w+|toxic\w*|complications?|died|deaths?|"
    r"fatal\w*|bleed\w*|nausea|vomiting|headaches?|rash(?:es)?|reactions?|risks? of|dangers?|dangerous|infections?|"
    r"discontinu\w+|stopped taking|drawbacks?)\b",
    re.IGNORECASE,
)
BENEFIT = 5
"""Strength (InSciOut) of a statement that a treatment works."""


def run(case: Case) -> Iterator[Finding]:
    """Say when a story that reports a benefit has no word on the harms that its source counts."""
    subject = case.subject
    told = [h for h in subject.of("causal_strength") if _works(h)]
    if subject.kind not in COVERAGE or not told:
        return
    for witness in case.references:
        counted = [h for h in witness.of("harm") if _counts(h)]
        if witness.kind not in SOURCES or not counted:
            continue
        own = witness.document_id == subject.document_id
        harm, claim = counted[0], told[0]
        said = f"“{harm.claim.raw}”"
        text = subject.text or " ".join(dict.fromkeys(h.sentence for h in subject.claims))
        if own or HARM_WORDS.search(text) or any(h.claim.type == "harm" for h in subject.claims):
            why = f"Harms: beside “{claim.claim.raw}” the document speaks of harms, as its source does: {said}."
            yield Finding("consistent", why, claim, harm, witness.document_id)
        elif len(END.findall(text)) < FEWEST:
            why = f"Harms: “{claim.claim.raw}” stands in a text too short to mention {said}."
            yield Finding("not_comparable", why, claim, harm, witness.document_id)
        else:
            why = f"Not mentioned: harms. The document says “{claim.claim.raw}”; the source gives {said}."
            yield Finding("missing", why, claim, harm, witness.document_id, omission=True)
        return


def _works(held: Held) -> bool:
    value = held.claim.value
    return (
        held.claim.status == "asserted"
        and (held.claim.number or 0) >= BENEFIT
        and isinstance(value, dict)
        and value.get("direction") == "benefit"
    )


def _counts(held: Held) -> bool:
    """Whether a source's statement is of harms that there were."""
    claim = held.claim
    return claim.kind in KINDS and (bool(claim.number) or (claim.kind == "most_frequent" and bool(claim.value)))


_STORY = (
    "The trial has shown that the tablet eases chronic pain. It enrolled 60 adults with arthritis. "
    "The study was published in The Lancet. They took 50 mg of zinc daily for 12 weeks. "
    "Nobody had tried this before. A larger trial is planned."
)
_MORE = "The trial ran at 12 sites in three countries."

CHECK = Check(
    name="harms_omitted",
    title="Harms not mentioned",
    run=run,
    about=__doc__ or "",
    needs=("harm", "causal_strength"),
    examples=(
        Example(_STORY, "Serious adverse events occurred in 12 patients.", "missing", "paper"),
        Example(_STORY, "In the trial 4 patients died.", "missing", "paper"),
        Example(_STORY, "The most common side effects in the trial were nausea and headache.", "missing", "paper"),
        Example(
            _STORY,
            "Seven patients withdrew because of side effects.",
            "missing",
            "paper",
            document_kind="press_release",
        ),
        Example(f"{_STORY} {_MORE}", "Nine patients had serious adverse events.", "missing", "preprint"),
        Example(_STORY, "Among 200 patients, 30% had adverse events in the trial.", "missing", "paper"),
        Example(f"{_STORY} Three patients had serious side effects.", "Two patients died.", "consistent", "paper"),
        Example(f"{_STORY} It was well tolerated.", "Two patients died.", "consistent", "paper"),
        Example(_STORY, "No serious adverse events occurred in the trial.", None, "paper"),
        Example(_STORY, "Pain fell by 2 points.", None, "paper"),
        Example("The trial may change practice. It enrolled 60 adults.", "Two patients died.", None, "paper"),
        Example(_STORY, "Two patients died.", None, "paper", document_kind="paper"),
        Example("The trial has shown that the tablet eases pain.", "Two patients died.", "not_comparable", "paper"),
        Example("The gel reduced itching in the trial.", "Four patients died.", "not_comparable", "paper"),
    ),
)
