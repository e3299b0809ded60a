"""Whose the figures of one run are: what stands right behind them, right before them, or opens their clause."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.claims._arm_mentions import Mention, Span, in_chain
from tracker.claims._between_arms import ASIDE, FILL, OBJECT, PREP
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import NUMBER
from tracker.claims._trial_arms import TrialArms, other_arm

_BEHIND = re.compile(
    rf"{ASIDE}?[\])]?{ASIDE}?(?:(?:\sof\s(?:the\s)?(?:\d[\d,]*\s)?(?:{PEOPLE}|them))?,?(?:\s?respectively,?)?\s?"
    rf"(?:(?!and\b|vs\b|versus\b|v\b|than\b|compared\b|while\b|whereas\b|or\b|but\b)[^\s,;:()%]+\s){{0,6}}?"
    rf"{PREP}\s(?:{FILL}\s){{0,6}}[\"'“‘]?(?:[^\s,;:()%]+[\s/]){{0,1}}|\s?[(\[]\s?(?:{FILL}\s){{0,3}}|\s?)",
    re.IGNORECASE,
)
COUNTED = (
    rf"(?:(?:n\s?[=:]\s?)?(?:{NUMBER})(?:\s?(?:/|of|out of)\s?"
    rf"(?:the\s)?\d[\d,]*)?\s?(?:{PEOPLE}|events|eyes)?\s?[,;(\[]?\s?)?"
)
_BEFORE = re.compile(
    rf"(?:\s?(?:groups?|arms?|recipients|treatment|therapy|{PEOPLE})\b)?{ASIDE}?\s?[,:=]?\s?(?:(?:was|were|had|of|"
    rf"is|a|an|only|at|by|to|in|rate|"
    rf"showed|achieved|reported|experienced)\s){{0,4}}[(\[]?{COUNTED}",
    re.IGNORECASE,
)
_OF_BOTH = re.compile(
    rf"{ASIDE}?\s?(?:of (?:the )?{PEOPLE} )?(?:of|in|for|among|with)\s(?:the\s)?(?:both|each|either)\s(?:of\s)"
    rf"?(?:the\s)?\w+",
    re.IGNORECASE,
)
_TESTED = re.compile(rf"{ASIDE}?[\s,;(]{{0,3}}p\s?[<=>]", re.IGNORECASE)
"""What follows two figures that are compared, whatever stands between them."""
_COUNTS = re.compile(r"[)\]]\s(?:and|or|,)\s\d[\d,]*\s?[(\[]$")
"""What stands between two percentages with their counts: "86 (18%) and 41 (9%)"."""
_OTHERS = Gated(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?)\s(?:(?:in|for|the|among|of)\s){0,3}(?:[\w-]+\s)?(?:those|"
    r"patients|women|men|participants|people|"
    r"tumou?rs?|lesions?)\s(?:who|whose|with|without|aged|having|recruited|in whom)\b|\b(?:levels?|subgroups?|"
    r"subtypes?|quartiles?|"
    r"tertiles?|carriers|period)\b",
    re.IGNORECASE,
)
_OF_ALL = Gated(
    r"\s?(?:of|in|for|among)\s(?:the\s)?(?:all|entire|whole|total|overall|both|study population)\b", re.IGNORECASE
)
COMPARES = re.compile(r"\bvs?\b|versus|compared|than|against|opposed", re.IGNORECASE)
_GOVERNS = Gated(
    r"\b(?:in|of|for|among|with|on|to|receiv\w+|given|treated with)\s(?:the\s|\d+\s|those\s|patients\s|women\s|"
    r"participants\s|in\s|randomi[sz]ed\s|assigned\s|allocated\s|to\s){0,6}$",
    re.IGNORECASE,
)


DEFAULT = "default"
"""How two figures are told apart whose arms nothing in the sentence names, until something later in it does."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Whose a figure is: the part of the arm in the trial, how that is known (label, order, list), and the label."""

    part: str | None
    by: str
    label: str | None = None


def of_run(
    text: str,
    run: Sequence[Span],
    left: Sequence[Mention],
    right: Sequence[Mention],
    active: Sequence[Mention],
    named: Sequence[Mention],
    arms: TrialArms,
) -> tuple[dict[int, Placed], Mention | None]:
    """Whose the figures of one run are, and the one name they all belong to, if it is one."""
    size = len(run)
    if _OF_BOTH.match(text, run[-1][1]):
        return {start: Placed(None, "both", "both groups") for start, _ in run}, None
    if _OF_ALL.match(text, run[-1][1]):
        return {}, None
    behind = bool(right) and _BEHIND.fullmatch(text, run[-1][1], right[0].start) is not None
    before = bool(left) and _BEFORE.fullmatch(text, left[-1].end, run[0][0]) is not None
    if size == 1:
        one = _of_one(text, run[0], left, right, named, behind=behind, before=before)
        return (same(run, one), one) if one else ({}, None)
    links = [text[a[1] : b[0]] for a, b in pairwise(run)]
    compares = any(COMPARES.search(link) or "/" in link for link in links)
    for chain in (right, left) if behind else (left, right):
        if len(chain) == size:
            return zipped(run, chain, arms), None
        if len(chain) == 2 and size == 4 and not compares:
            return zipped(run, [chain[0], chain[0], chain[1], chain[1]], arms), None
    if behind and len(right) == 1 and not compares:
        return same(run, right[0]), right[0]
    if size == 2 and compares:
        return _of_two(text, run, left, right, active, named, arms), None
    if len(active) == size:
        return zipped(run, active, arms), None
    if size == 2 and "respectively" in text[run[-1][1] : run[-1][1] + 40]:
        earlier = [one for one in named if one.end <= run[0][0]][-2:]
        if len(earlier) == 2 and earlier[0].label != earlier[1].label:
            return zipped(run, earlier, arms), None
    opener = left[-1] if before and len(left) == 1 else _opener(text, run[0][0], named)
    if opener:
        return same(run, opener), opener
    if size == 2 and "respectively" in text[run[-1][1] : run[-1][1] + 40]:
        return _ordered(text, run, arms), None
    if size == 2 and not named and (_TESTED.match(text, run[-1][1]) or (arms.compared and _COUNTS.search(links[0]))):
        return _ordered(text, run, arms), None
    if size == 2 and left and not right and text[: run[0][0]].rstrip().endswith("("):
        return _pair(run, left[-1], first=True), None
    return {}, None


def _of_one(
    text: str,
    span: Span,
    left: Sequence[Mention],
    right: Sequence[Mention],
    named: Sequence[Mention],
    *,
    behind: bool,
    before: bool,
) -> Mention | None:
    """Whose a lone figure is: the name behind it, the name before it, or the one that opens the clause."""
    if before and len(left) == 1 and not (behind and text[span[1] : right[0].start].strip()):
        return left[-1]
    if behind and (len(right) == 1 or _compared_after(text, right)):
        return right[0]
    return left[-1] if before else _opener(text, span[0], named)


def _of_two(
    text: str,
    run: Sequence[Span],
    left: Sequence[Mention],
    right: Sequence[Mention],
    active: Sequence[Mention],
    named: Sequence[Mention],
    arms: TrialArms,
) -> dict[int, Placed]:
    """Whose two figures that are compared are ("12% v 8%"), where no two names stand right beside them."""
    two = _two_before(text, run[0][0], named) if left else []
    if len(two or active) == 2:
        return zipped(run, two or active, arms)
    if left and len(left) == 1:
        return _pair(run, left[-1], first=not OBJECT.search(text, 0, left[-1].start))
    if right:
        if len(right) > 1:
            return zipped(run, right[:2], arms)
        return _pair(run, right[0], first=_subject_behind(text, run, right[0]))
    return _ordered(text, run, arms)


def _subject_behind(text: str, run: Sequence[Span], one: Mention) -> bool:
    """Whether a name behind two figures is whose the first is: "(5% v 9%) with A", not "5% v 9% for B"."""
    return OBJECT.search(text, 0, one.start) is None and (
        ")" in text[run[-1][1] : one.start] or not _close(text, run, one)
    )


def _close(text: str, run: Sequence[Span], one: Mention) -> bool:
    return _BEHIND.fullmatch(text, run[-1][1], one.start) is not None


def _ordered(text: str, run: Sequence[Span], arms: TrialArms) -> dict[int, Placed]:
    """The arms in the usual order, unless the sentence compares other people than those of the arms."""
    if _OTHERS.search(text):
        return {}
    return {start: Placed(part, DEFAULT) for (start, _), part in zip(run, ("treatment", "control"), strict=True)}


def _two_before(text: str, position: int, named: Sequence[Mention]) -> list[Mention]:
    """The two arms that are compared before a pair of figures: "more on A had a rash than on B (12% v 8%)"."""
    earlier = [one for one in named if one.end <= position and position - one.start < 250]
    if len(earlier) < 2 or re.search(r"[;%]|\.\s", text[earlier[-2].end : earlier[-1].start]):
        return []
    if OBJECT.search(text, 0, earlier[-2].start):
        return [earlier[-1], earlier[-2]]
    if not OBJECT.search(text, 0, earlier[-1].start):
        return []
    return earlier[-2:]


def same(run: Sequence[Span], one: Mention) -> dict[int, Placed]:
    return {start: Placed(one.part, "label" if one.told else "order", one.label) for start, _ in run}


def _pair(run: Sequence[Span], one: Mention, *, first: bool) -> dict[int, Placed]:
    part = one.part or ("treatment" if first else "control")
    other = other_arm(part)
    parts = (part, other) if first or one.part is None else (other, part)
    return {start: Placed(name, "order") for (start, _), name in zip(run, parts, strict=True)}


def zipped(run: Sequence[Span], chain: Sequence[Mention], arms: TrialArms) -> dict[int, Placed]:
    known = [one.part for one in chain]
    by: list[str] = ["label" if one.told and one.part else "order" for one in chain]
    if len(chain) == 2 and (None in known or known[0] == known[1]):
        parts, plain = arms.parts([one.label for one in chain])
        if None in known and known != [None, None] and known[0] != known[1]:
            have = known[0] or known[1]
            other = "control" if have == "treatment" else "treatment"
            parts = (known[0] or other, known[1] or other)
        known, by = list(parts), ["label" if plain else "order"] * 2
    return {
        start: Placed(part, how if part else "list", one.label)
        for (start, _), part, how, one in zip(run, known, by, chain, strict=True)
    }


def _compared_after(text: str, right: Sequence[Mention]) -> bool:
    """Whether the second name of a chain begins another figure's words: "30% of A patients and B had 12%"."""
    return re.match(r"[^.;]{0,40}\d\s?%", text[right[1].end : right[1].end + 60]) is not None


def _opener(text: str, position: int, named: Sequence[Mention]) -> Mention | None:
    """The name that opens the clause in which a figure stands alone: "In group A, 30% had a rash"."""
    earlier = [one for one in named if one.end <= position]
    if not earlier:
        return None
    one = earlier[-1]
    between = text[one.end : position]
    if len(between) > 160 or re.search(
        r"[;:]|\.\s|\b(?:overall|total|all patients|both|of the \d)\b", between, re.IGNORECASE
    ):
        return None
    if len(earlier) > 1 and earlier[-2].end > one.start - 40 and in_chain(text, earlier[-2].end, one.start):
        return None
    return (
        one
        if _GOVERNS.search(text, 0, one.start)
        or not text[: one.start].strip()
        or re.match(r"(?:the|a)\s$", text[: one.start], re.I)
        else None
    )
