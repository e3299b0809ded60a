"""One arm of a trial as a sentence prints it: its label, which arm that is, and what is no label."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.claims._gated import Gated
from tracker.claims._lexicon import CONTROL_ARM
from tracker.claims._numbers import value_of


@dataclass(frozen=True, slots=True)
class Arm:
    """A count of people in one arm: its place, the number, the printed label, which arm that is and how it is known."""

    start: int
    end: int
    count: Decimal
    label: str
    arm: str | None = None
    by: str = "label"
    decided: bool = False
    """Whether the model of number roles found it or named its arm, not a rule."""


EVENT = Gated(
    r"\b(?:died|deaths?|developed|experienced|reported|achieved|reached|responded|discontinued|withdrew|dropped|"
    r"stopped|relapsed|improved|quit|occurred|observed|seen|"
    r"recurr\w+|events?|adverse|side effects|reactions?|responses?|progress\w+|toxicit\w+|surviv\w+|lost to "
    r"follow|pregnan\w+|infections?|missing|excluded|tumou?rs?|rate of|rates|complet\w+|showed|had a|scores?|"
    r"remission|"
    r"metasta\w+|fractures?|grade|strokes?|cancers|cases (?:of|in|among|with)|"
    r"number of (?!patients|women|men|participants|people|subjects))\b",
    re.IGNORECASE,
)


_NO_LABEL = Gated(
    r"(?:each|both|either|all|two|three|four|men|women|males?|females?|boys|girls|white|black|years?|follow-?up|"
    r"participants?|patients?|people|"
    r"(?:the |this )?study|standard deviation|mean|median|range|days?|weeks?|months?|stage|completed|"
    r"premenopausal|postmenopausal|whom|them|"
    r"(?:treatment )?groups?|arms?|sites?|centers?|centres?|countries|excluded|were|was|in|n|years old|minutes?|"
    r"hours?|cycles?|"
    r"(?:one of|of|age|aged|with|withdr\w+|lost|died|dropped|did|had|who|that|which|not|and|or|per|times|doses?|"
    r"mg|sd|ci|vs)\b.*|.*\b(?:trials|studies)|[\d.,\s]+(?!.*[^\W\d]).*)",
    re.IGNORECASE,
)


_CONTROL_LABEL = Gated(
    r"\b(?:usual|standard|observation|reference|comparison|comparator|conventional|no (?:further|treatment|"
    r"therapy|additional|adjuvant|intervention|drug)|nothing|waitlist|wait|delayed|education|not (?:receive|"
    r"treated)|alone|only|without|inactive|inert|vehicle)\b",
    re.IGNORECASE,
)


_TREATMENT_LABEL = Gated(
    r"\b(?:intervention|experimental|active|treatment|treated|study|drug|exercise|training)\b", re.IGNORECASE
)


_TRIM = Gated(
    r"^(?:(?:the|a|an|to|in|on|either|receive|received|receiving|with|into|or|and|versus|vs\.?|for|between|were|"
    r"randomly|randomi[sz]ed|assigned|allocated|only|just|then|daily|get|take)\s)+|\s(?:group|arm|groups|arms|"
    r"patients|women|once|twice|daily|only)$",
    re.IGNORECASE,
)


def trimmed(label: str) -> str:
    """A printed label without articles, verbs and the word group."""
    text = " ".join(label.split()).strip(" ,;:-–—“”\"'’")
    while (cut := _TRIM.sub("", text)) != text:
        text = cut
    return text


def which(label: str) -> str | None:
    """The arm that a label names by itself: control, treatment or None."""
    if CONTROL_ARM.search(label) or _CONTROL_LABEL.search(label):
        return "control"
    return "treatment" if _TREATMENT_LABEL.search(label) else None


def arm_of(match: re.Match[str], group: str, label: str, offset: int = 0, whole: str | None = None) -> Arm | None:
    count = value_of(match[group], whole=True)
    label = trimmed(label)
    if count is None or not 1 <= count < 2_000_000 or not label or _NO_LABEL.fullmatch(label) or EVENT.search(label):
        return None
    start, end = match.span(whole or group)
    return Arm(start + offset, end + offset, count, label)


def named(found: list[Arm]) -> list[Arm]:
    """Say which arm each is: by its label, else by the order of print (treatment first) when there are two."""
    known = [which(arm.label) if arm.by != "each" else None for arm in found]
    labels = [arm for arm in found if arm.by != "each"]
    if len(labels) == 1 or not labels:
        return [replace(arm, arm=name) for arm, name in zip(found, known, strict=True)]
    if known.count("control") == len(labels):
        known = [None] * len(found)
    named: list[Arm] = []
    for n, (arm, name) in enumerate(zip(found, known, strict=True)):
        if arm.by == "each":
            named.append(arm)
        elif name == "control":
            named.append(replace(arm, arm="control"))
        elif "control" in known or (name == "treatment" and known.count("treatment") == 1):
            named.append(replace(arm, arm="treatment", by="label"))
        elif known.count("treatment") == 1 and len(labels) == 2:
            named.append(replace(arm, arm="control", by="label"))
        elif len(labels) == 2:
            named.append(replace(arm, arm="treatment" if n == 0 else "control", by="order"))
        else:
            named.append(arm)
    return named
