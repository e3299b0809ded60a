"""Arm sizes as people are dealt out: "214 to the gel", "gave the gel to 41", "20 in each group"."""

import re
from collections.abc import Iterator
from itertools import islice

from tracker.claims._arm_brackets import WHO
from tracker.claims._arm_labels import EVENT, Arm, arm_of, which
from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._numbers import NUMBER, value_of

STOP = (
    r"(?=\s?[,;.:()\[\]{}]|\s(?:and|while|whereas|or|versus|vs|but|compared|were|was|who|for|at|over|during|"
    r"plus \d|with (?:the )?(?:other )?\d|against \d|\d)\b|$)"
)
_EACH = Gated(
    rf"(?:(?P<n>{NUMBER})\s?(?:{WHO}\s)?(?:were\s)?(?:(?:assigned|allocated|randomi[sz]ed)\s)?(?:(?:in|to|"
    rf"per)\s)?(?:each|per|every|both)\s(?:of the (?:\w+ )?)?(?:groups?|arms?|half|halves)\b|"
    rf"\beach (?:group|arm) (?:contained|had|included|comprised|consisted of|with)\s(?P<m>{NUMBER})|"
    rf"\bn\s?=\s?(?P<e>{NUMBER})(?=\s?(?:each|per group|per arm|in each|for each)))",
    re.IGNORECASE,
)


def then_event(text: str, end: int) -> bool:
    """Whether what follows says that something happened to those counted."""
    return bool(
        re.match(r"\s?(?:\([^()]*\)\s)?(?:who |have |had |were |was )*(?=\w)", text[end:])
        and EVENT.match(re.sub(r"^\s?(?:\([^()]*\)\s)?(?:(?:who|have|had|were|was)\s)*", "", text[end : end + 120]))
    )


_TO = Gated(
    rf"(?P<n>{NUMBER})(?:\s{WHO})?\sto\s(?:the\s|receive\s|a\s)*(?P<label>[^\W\d][^,;.()\d]{{1,60}}?){STOP}",
    re.IGNORECASE,
)


def counts_to(text: str) -> Iterator[Arm]:
    """ "214 to the gel and 217 to placebo" behind a word of random assignment."""
    if not re.search(r"\b(?:random|assign|allocat|evaluable|divided)", text, re.IGNORECASE):
        return
    found = [
        arm
        for m in islice(_TO.finditer(text), MANY)
        if (arm := arm_of(m, "n", m["label"])) and not then_event(text, m.end())
    ]
    if len(found) > 1:
        yield from found


_THING = r"(?:[^\d,;:.()]|(?<=[\w-])\d)"
"""A sign of what is given: no number but one that is part of a name (PEAR-004)."""
_GAVE = Gated(
    rf"\b(?:gave|giving|given|offer(?:ed|ing)|assign(?:ed|ing)|allocat(?:ed|ing)|allott(?:ed|ing))\s(?:a |an |the )?"
    rf"(?P<a>{_THING}{{2,60}}?)\sto\s(?P<n>{NUMBER})(?:\s[^\W\d][\w’'-]*){{0,4}},?\s(?:and|while)\s(?:a |an |"
    rf"the )?"
    rf"(?P<b>{_THING}{{2,60}}?)\sto\s(?:the other\s|another\s)?(?P<m>{NUMBER})(?!\s?%|[\d.,]\d)(?=[\s,;.:)]|$)",
    re.IGNORECASE,
)
_WENT = Gated(
    rf"(?P<a>{_THING}{{2,60}}?)\s(?:(?:was|were)\s(?:given|administered|offered|assigned|allocated)|went)\sto\s"
    rf"(?P<n>{NUMBER})(?:\s{WHO})?,?\s(?:(?:and|while)\s)?(?:a |an |the )?(?P<b>{_THING}{{2,60}}?)\s"
    rf"(?:(?:was|were)\s(?:given|administered|offered|assigned|allocated)\s|went\s)?to\s(?:the\s)?"
    rf"(?:other\s|another\s)?(?P<m>{NUMBER})(?!\s?%|[\d.,]\d)(?=[\s,;.:)]|$)",
    re.IGNORECASE,
)
_GAVE_PEOPLE = Gated(
    rf"\b(?:gave|giving|offer(?:ed|ing)|assign(?:ed|ing)|allocat(?:ed|ing))\s(?P<n>{NUMBER})\s(?:{WHO}|of them)\s"
    rf"(?:a |an |the )?(?P<a>{_THING}{{2,60}}?),?\s(?:and|while)\s(?:gave\s)?(?:the\s)?(?:other\s|another\s|"
    rf"remaining\s)?(?P<m>{NUMBER})(?:\s{WHO})?\s(?:a |an |the )?(?P<b>{_THING}{{2,40}}?){STOP}",
    re.IGNORECASE,
)
"""What was given to whom: "zinc was given to 41 people and placebo to 43", "gave 41 people zinc and 43 placebo"."""
_BY_LOT = Gated(r"\b(?:random\w*|by lot|assign\w*|allocat\w*|allott\w*)\b", re.IGNORECASE)


def given_to(text: str) -> Iterator[Arm]:
    """What was given before who got it: "gave the gel to 41 adults, and a leaflet to 43 others".

    That the two are arms is said by a word of random assignment or by the name of a control.
    """
    by_lot = _BY_LOT.search(text) is not None
    for pattern in (_GAVE, _WENT, _GAVE_PEOPLE):
        for match in islice(pattern.finditer(text), MANY):
            one, two = arm_of(match, "n", match["a"]), arm_of(match, "m", match["b"])
            if one and two and not EVENT.search(text) and (by_lot or "control" in (which(one.label), which(two.label))):
                yield one
                yield two


def _left_in(text: str, match: re.Match[str]) -> bool:
    """Whether "four people, two in each group, left the trial" counts those to whom something happened."""
    what = re.match(r",\s(?:left|stopped|quit|were)?\s?", text[match.end() :])
    return what is not None and (
        bool(re.match(r",\s(?:left|stopped|quit)\b", what.group())) or then_event(text, match.end() + what.end() - 1)
    )


def in_each(text: str) -> Iterator[Arm]:
    """Counts of every group at once: "20 in each group"."""
    for match in islice(_EACH.finditer(text), MANY):
        group = next(name for name in ("n", "m", "e") if match[name])
        count = value_of(match[group], whole=True)
        if count is not None and count >= 2 and not then_event(text, match.end()) and not _left_in(text, match):
            yield Arm(match.start(group), match.end(group), count, "each", None, "each")
