"""The treatment that labels a percentage: "45% of patients on adalimumab"."""

import re

from tracker.claims._arm_labels import which
from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE
from tracker.claims._treatments import treatments

_ASIDE = r"(?:\s?[)\]])?(?:\s?(?:\([^()]{0,60}\)|\[[^\[\]]{0,60}\]))?(?:\s?[)\]])?"
_BEHIND = Gated(
    rf"^{_ASIDE},?\s?(?:(?!and\b|vs\b|versus\b|with\b|in\b)[\w-]+\s){{0,3}}?(?P<prep>of|in|for|with|on|among|after|"
    rf"receiving|treated with|given|assigned to|allocated to|randomi[sz]ed to)\s(?P<label>(?:the\s|those\s|all\s|"
    r"patients\s|women\s|men\s|people\s|participants\s|children\s|adults\s|subjects\s|individuals\s|who\s|"
    r"were\s|had\s|treated\s|"
    r"with\s|receiv\w+\s|taking\s|took\s|given\s|assigned\s|allocated\s|randomi[sz]ed\s|to\s|on\s|in\s|got\s)*"
    r"[^,;.()\[\]%]{1,60}?)(?=\s(?:and|vs\.?|versus|compared|while|whereas|but|had|were|was|at|after|during|who|"
    r"reported|experienced|achieved|developed|died)\b|[,;.()\[\]]|\s?$)",
    re.IGNORECASE,
)
_BEFORE = Gated(
    r"(?:^|[(\[;,:]\s?|\b(?:and|vs\.?|versus|in the|for the|in|for|on|"
    r"with)\s)(?P<label>[^\d\W][^,;.()\[\]%\d]{1,50}?)(?:\sgroup|\sarm)?[,:]?\s[(\[]?(?:\d+\s?[(\[]|"
    r"n\s?=\s?\d+[;,]\s)?$",
    re.IGNORECASE,
)
_IS_GROUP = Gated(
    rf"\b(?:groups?|arms?|placebo|controls?|sham|treated|receiv\w+|taking|assigned|allocated|randomi[sz]ed|those "
    rf"(?:who (?:received|took|got|were given|had received)|on|given|in the|assigned|treated|receiving|taking)|"
    rf"on the drug|recipients|usual care|{PEOPLE} (?:on|given|receiving|treated|who (?:took|received|got)))\b",
    re.IGNORECASE,
)
_PATIENTS_OF = Gated(rf"\b[\w+-]+(?:-treated)?\s{PEOPLE}$", re.IGNORECASE)


def _label_behind(text: str, end: int) -> str | None:
    match = _BEHIND.match(text[end : end + 130])
    if match is None:
        return None
    label = match["label"]
    told = (
        re.search(r"receiv|treated|assigned|allocated|randomi", match["prep"], re.IGNORECASE)
        or _IS_GROUP.search(label)
        or re.match(r"\s?(?:group|arm)\b", text[end + match.end() :])
        or _PATIENTS_OF.search(label)
        or next(treatments(label), None)
    )
    return (
        label
        if told
        and not re.search(
            rf"^(?:the |all )?(?:{MODIFIERS})?(?:patients|people|participants|women|men)$|\b(?:both|all|each|"
            rf"either) (?:groups|arms|patients)",
            label,
            re.IGNORECASE,
        )
        or (label and which(label))
        else None
    )


def _label_before(text: str, start: int) -> str | None:
    match = _BEFORE.search(text[max(0, start - 75) : start])
    if match is None:
        return None
    label = match["label"]
    return (
        label
        if which(label)
        or re.search(r"\b(?:group|arm)\b", match.group(), re.IGNORECASE)
        or next(treatments(label), None)
        else None
    )


def treatment_of(text: str, start: int, end: int) -> str | None:
    """The one known treatment that labels the percentage at [start, end): "45% of patients on adalimumab"."""
    label = _label_behind(text, end) or _label_before(text, start)
    named = {one.name for one in treatments(label)} if label else set()
    return named.pop() if len(named) == 1 else None
