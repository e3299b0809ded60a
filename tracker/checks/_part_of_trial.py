"""Whether a document is about a part of a trial's people: its elderly, one site's, those of a substudy.

Such a paper divides and counts its own people, and none of its numbers is held against those of the whole trial.
"""

import re

from tracker.checks._arms import whole
from tracker.checks._base import Held, Witness

PART = re.compile(
    r"\b(?:sub-?groups?|sub-?sets?|sub-?stud(?:y|ies)|sub-?populations?|sub-?cohorts?|sub-?samples?|ancillary|companion|"
    r"(?:secondary|exploratory|post[\s-]?hoc|unplanned|retrospective) analys[ei]s|elderly|"
    r"older (?:patients|women|men|adults)|"
    r"(?:only|just) (?:the )?(?:patients|women|men|those)|our (?:cent(?:re|er)|institution|site)|"
    r"(?:patients|women|men|adults|participants|people) (?:were )?aged? (?:≥|>=?|over|above|at least)\s?\d\d|"
    r"(?:≥|>=?)\s?\d\d years|aged? \d\d (?:years )?(?:or|and) (?:more|older|over|above)|\d\d years (?:old )?(?:or|and) "
    r"(?:more|older|over|above)|"
    r"of the \d[\d,]* (?:patients|women|men|people|participants|adults)?\s?(?:randomi[sz]ed|enrolled|included|in|of) )",
    re.IGNORECASE,
)
"""Words by which a text, or its numbers, may be about a part of the people."""
SMALL = 0.75
"""Share of the trial's people below which the words may stand anywhere near the beginning of the text."""
ELDERLY = 60
"""Years: a least age from which on all people of a trial are elderly."""
OPENING = 600
"""Characters at the beginning of a text, its title and aim."""


def of_a_part(subject: Witness, held: Held, people: int, witness: Witness) -> bool:
    """Whether `people`, who are fewer than took part by `witness`, are a part of them by the document's own words.

    The words stand in the sentence of the number; or, where the number is less than three quarters of the trial's,
    near the beginning of the text, or in the sentence of another number of people. A trial that was made for the
    elderly is no part of one.
    """
    largest = max((whole(h) or 0 for h in witness.of("sample_size", "arm_size")), default=0)
    arms = sum(whole(h) or 0 for h in witness.of("arm_size") if h.claim.kind == "count")
    took_part = max(largest, arms)
    limits = [h.claim.number for h in witness.of("age") if h.claim.kind == "minimum" and h.claim.number is not None]
    if not 0 < people < took_part or any(limit >= ELDERLY for limit in limits):
        return False
    if PART.search(held.sentence):
        return True
    near = [h.sentence for h in subject.of("sample_size", "arm_size")]
    first = [h.sentence for h in subject.claims if (h.claim.context_start or 0) < OPENING and h.claim.path is None]
    opening = [subject.name, subject.text[:OPENING], *near, *first]
    return people <= SMALL * took_part and any(PART.search(words) for words in opening)
