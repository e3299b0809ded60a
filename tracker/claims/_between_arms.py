"""Pieces of expressions for what stands between figures and the names of arms."""

import re

from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE

ASIDE = r"(?:\s?(?:\([^()]{0,80}\)|\[[^\[\]]{0,80}\]))"
"""A bracket between a figure and a name: an interval, a count."""
FILL = (
    rf"(?:the|those|that|all|who|did|not|were|was|had|been|treated|with|receiv\w+|taking|took|given|assigned|allocated|"
    rf"randomi[sz]ed|"
    rf"randomly|to|on|in|got|a|an|of|our|for|their|among|exposed|undergoing|underwent|using|only|both|either|"
    rf"{PEOPLE})"
)
"""Words between a preposition and the name of an arm."""
PREP = (
    r"(?:of|in|for|with|on|among|after|by|at|under|receiving|treated with|given|assigned to|allocated to|"
    r"randomi[sz]ed to|undergoing|following|from|using|within)"
)
"""What joins a figure and the arm behind it."""
OBJECT = Gated(
    r"\b(?:than|versus|vs\.?|v|compared (?:with|to)|relative to|over|against|as opposed to|differ\w* from)"
    r"\s[^.,;:()%\d]{0,36}$",
    re.IGNORECASE,
)
"""What makes the arm behind it the one that another is compared with."""
