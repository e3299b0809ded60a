"""Percentages that belong to arms, where the words between them do not compare: labels, lists, "respectively"."""

import re
from collections.abc import Sequence

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
_RESPECTIVELY = Gated(r"\brespectively\b", re.IGNORECASE)
_SHORT = Gated(
    r"[\s,)(\[\]\d/n=of.]*(?:\band\b|\bvs\.?|\bversus\b|\bto\b|,|;|\bor\b)?[\s,(\[\d/n=of.]*(?:patients|events|"
    r"women|cases|eyes|participants|people)?\s?[(\[]?",
    re.IGNORECASE,
)
_TWO = Gated(
    r"\b(?:in|for|with|on|of|between|to|among|after)\s(?:the\s|either\s|patients (?:receiving|in the|treated "
    r"with|on)\s)?(?P<a>[^,;.()%]{2,50}?)(?:\s?\([^()]*\))?\s(?:and|or|versus|"
    r"vs\.?)\s(?:the\s)?(?P<b>[^,;.()%]{2,50}?)(?:\s?\([^()]*\))?(?:\s(?:groups?|arms?|patients|women)\b|"
    r",?\srespectively|[,;.)]|$)",
    re.IGNORECASE,
)
_NOT_RATE = Gated(
    r"\b(?:CI|confidence|sensitivity|specificity|power|accuracy|female|male|white|aged|coverage|compliance|"
    r"adherence|dose|reduction|increase|decrease|change|variance|interval|IQR|SD)\b",
    re.IGNORECASE,
)

_CHANGE_IN = Gated(
    r"\b(?:declines?|reductions?|increases?|decreases?|changes?|improvements?|differences?|gains?|"
    r"loss(?:es)?)\s(?:in|of)\s[^.;]{1,60}?\s(?:was|were|of|by)\b[^.;]{0,60}$",
    re.IGNORECASE,
)

Span = tuple[int, int]


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


def arms_of(text: str, spans: Sequence[Span]) -> dict[int, tuple[str | None, str]]:
    """The arm of each percentage at [start, end) that a label or a list gives one: start -> (arm, label or order)."""
    if not spans or (not _IS_GROUP.search(text) and next(treatments(text), None) is None):
        return {}
    found: dict[int, tuple[str | None, str]] = {}
    labels: list[tuple[int, str]] = []
    for start, end in spans:
        if _NOT_RATE.search(text[max(0, start - 25) : start]) or _CHANGE_IN.search(text[max(0, start - 150) : start]):
            continue
        label = _label_behind(text, end) or _label_before(text, start)
        if label:
            labels.append((start, label))
    known = [which(label) for _, label in labels]
    for n, (start, _) in enumerate(labels):
        arm, by = known[n], "label"
        if arm != "control" and len(labels) > 1:
            partner = n + 1 if n % 2 == 0 and n + 1 < len(labels) else n - 1
            if known[partner] == "control":
                arm = "treatment"
            elif len(labels) % 2 == 0:
                arm, by = ("treatment" if n % 2 == 0 else "control"), "order"
        found[start] = arm, by
    return found


def respective(text: str, spans: Sequence[Span]) -> dict[int, tuple[str | None, str]]:
    """The arms of the percentages of lists before "respectively": start -> (arm, label, order or list)."""
    found: dict[int, tuple[str | None, str]] = {}
    for word in _RESPECTIVELY.finditer(text):
        opened = max(text.rfind(";", 0, word.start()), text.rfind(". ", 0, word.start()))
        run = [span for span in spans if opened < span[0] and span[1] <= word.start()]
        run = [span for span in run if not _CHANGE_IN.search(text[max(0, span[0] - 150) : span[0]])]
        runs: list[list[Span]] = []
        for span in run:
            joined = runs and _SHORT.fullmatch(text[runs[-1][-1][1] : span[0]])
            if joined:
                runs[-1].append(span)
            else:
                runs.append([span])
        two = _TWO.search(text)
        swapped = bool(two and which(two["a"]) == "control" and which(two["b"]) != "control")
        labelled = bool(two and "control" in (which(two["a"]), which(two["b"])))
        for one in runs:
            if len(one) == 2 and (two or _IS_GROUP.search(text)):
                order = ("control", "treatment") if swapped else ("treatment", "control")
                for (start, _), arm in zip(one, order, strict=True):
                    found[start] = arm, "label" if labelled else "order"
            elif len(one) > 2 and (two or _IS_GROUP.search(text)):
                for start, _ in one:
                    found[start] = None, "list"
    return found
