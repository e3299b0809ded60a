"""Counts of people that the model of number roles finds, or judges better than the rules, in texts like abstracts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.claims._arm_labels import Arm
from tracker.claims._base import Found, Sentence
from tracker.claims._count_kinds import kind_at
from tracker.claims._number_roles import Role, roles
from tracker.claims._outline import outline_of

ADD_TOTAL, DROP_TOTAL = 0.5, 0.2
ADD_ARM, DROP_ARM = 0.45, 0.2
NAME_ARM, SURE = 0.52, 0.85
"""Likeliness from which a count is taken up, below which a rule's is dropped, and from which an arm is named (sure:
against a rule that named it by its label)."""


_SHARE = re.compile(r"%\s?[(\[;,]\s?(?:n\s?=\s?)?$")
"""What stands before a number of people with an event: "in 23% (n = 45)"."""
_PER = re.compile(
    r"\b(?:per|every|each)\s$|\b(?:days?|weeks?|months?|cycles?)\s(?:\d{1,3},?\s(?:(?:and|to|or|through)\s)?){0,4}$",
    re.IGNORECASE,
)
"""What stands before a number of something else: "per 1000", "on days 1, 22 and 43"."""
_OTHERS = re.compile(
    r"[\s-](?:[\w-]+\s){0,3}(?:cent(?:er|re)s|sites|hospitals|countries|clinics|institutions|practices|schools|villages)\b|"
    r"\s?[(\[]\d+(?:\.\d+)?\s?%[)\]]\s(?:(?:were|was)\s)?(?:fe)?male|\s(?:wo)?men\s[(\[]\d+(?:\.\d+)?\s?%",
    re.IGNORECASE,
)
"""What follows a number of places, or of the men and women of a group."""
_OF = re.compile(r"(?:\d\s?/|\bof)\s?(?:the\s)?$", re.IGNORECASE)
"""What stands before the number that a part is taken of: "12 of 40", "12/40"."""


def readable(sentence: Sentence) -> bool:
    """Whether the model may decide: abstracts, and texts that read like one. It has not been shown right on press."""
    return sentence.passage == "abstract" or sentence.document.of(outline_of).methodical


def _plausible(role: Role, text: str) -> bool:
    """Whether the words right before and behind leave the number a count of people: there the rules know better."""
    number = role.number
    left = text[max(0, number.start - 34) : number.start]
    return (
        number.form in {"#", "#1", "#y"}
        and 2 <= number.value < 3_000_000
        and not (_PER.search(left) or _SHARE.search(left) or _OTHERS.match(text, number.end))
    )


def totals(sentence: Sentence, ruled: tuple[Found, ...]) -> Iterator[Found]:
    """The counts of the whole trial: those of the rules that the model does not rule out, and those it adds."""
    if not readable(sentence):
        yield from ruled
        return
    known = roles(sentence)
    for one in ruled:
        inside = [r for r in known if one.start <= r.number.start < one.end and r.number.value == one.value]
        if not inside or inside[0].share("total") >= DROP_TOTAL or one.kind in {"planned", "screened"}:
            yield one
    for role in known:
        share = role.share("total")
        number = role.number
        if share < ADD_TOTAL or not _plausible(role, sentence.text):
            continue
        if any(one.start < number.end and number.start < one.end for one in ruled):
            continue
        yield Found(
            number.start,
            number.end,
            int(number.value),
            number=number.value,
            low=number.value,
            high=number.value,
            kind=kind_at(sentence.text, number.start, number.end),
            confidence=round(min(share, 0.9), 2),
            qualifiers={"decided_by": "number roles"},
        )


def sized(sentence: Sentence, ruled: list[Arm]) -> Iterator[Arm]:
    """The arms of the rules that the model does not rule out, named by it where it is sure, and those it adds."""
    if not readable(sentence):
        yield from ruled
        return
    known = roles(sentence)
    for arm in ruled:
        inside = [r for r in known if arm.start <= r.number.start < arm.end and r.number.value == arm.count]
        if not inside or arm.by == "each":
            yield arm
            continue
        if inside[0].share("arm") >= DROP_ARM:
            named = _named(inside[0], SURE if arm.by == "label" and arm.arm else NAME_ARM)
            yield replace(arm, arm=named, decided=True) if named and named != arm.arm else arm
    for role in known:
        number = role.number
        if role.share("arm") < ADD_ARM or not _plausible(role, sentence.text):
            continue
        if any(arm.start < number.end and number.start < arm.end for arm in ruled):
            continue
        by = "analysed" if _OF.search(sentence.text, 0, number.start) else "order"
        yield Arm(number.start, number.end, Decimal(number.value), "", _named(role, NAME_ARM), by, decided=True)


def _named(role: Role, least: float) -> str | None:
    if role.treatment >= least:
        return "treatment"
    return "control" if role.treatment <= 1 - least else None
