"""What the design types (phase, masking, control, allocation) share: is it this trial, or trials in general?"""

import re

from tracker.claims._base import Sentence
from tracker.claims._gated import Gated
from tracker.records import Scope

_PLURAL = Gated(
    r"^(?:[\s,/-]+(?!of\b|in\b|and\s(?:was|is))[\w-]+){0,6}?[\s,/-]+(?:trials|studies|RCTs)\b", re.IGNORECASE
)
_COUNTED = Gated(r"\b(?:two|three|four|five|six|both|these|our|the|\d+)\s(?:[\w,-]+\s){0,5}$", re.IGNORECASE)

_SUPPOSED = Gated(
    r"\b(?:(?:need(?:s|ed)?|have|has|want(?:s|ed)?)\sto\s\w+\s|(?:needs?|calls? for|requires?|lacks?|without|"
    r"even in)\s|"
    r"(?:would|could|should|might)\s(?:be|need|require|take)\s|\bif\s[^.;,]{0,60}\s(?:in|into|does|runs)\s)"
    r"an?\s(?:[\w-]+[\s,]+){0,4}$",
    re.IGNORECASE,
)
"""A trial that nobody has run: "we need to conduct a double-blind trial", "if a researcher enrols people in a ..."."""


def generic(sentence: Sentence, start: int, end: int) -> Scope | None:
    """The scope background for "randomised trials are ..." and trials only thought of, else None (as the context says).

    "three double-blind trials" and "the phase 2 and 3 trials" are particular ones.
    """
    own = sentence.scope(start, end)
    if own != "this_trial":
        return own
    text = sentence.text
    if _SUPPOSED.search(text[max(0, start - 110) : start]):
        return "background"
    plural = _PLURAL.match(text[end : end + 90])
    if (
        plural
        and not _COUNTED.search(text[max(0, start - 60) : start])
        and not re.search(r"\band\b|&", text[start:end])
    ):
        return "background"
    return None
