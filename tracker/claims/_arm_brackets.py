"""Arm sizes in brackets behind a label: "(n = 24)", "(317 women)"."""

import re
from collections.abc import Iterator
from itertools import islice

from tracker.claims._arm_labels import EVENT, Arm, arm_of, trimmed, which
from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE
from tracker.claims._numbers import NUMBER

WHO = rf"(?:{MODIFIERS}{PEOPLE}|cases|eyes)"
_EQUALS = Gated(
    rf"[(\[{{,;:]\s?(?:[^()\[\]]{{0,60}}?[,;:\s]\s?)?(?P<all>n\s?=\s?(?P<n>{NUMBER})(?!\s?/))(?P<tail>[^()]{{0,40}})",
    re.IGNORECASE,
)
_BEHIND = Gated(
    rf"[(\[](?:(?P<inside>[^()\[\]\d][^()\[\]]{{1,40}}?)[;,:]\s?)?(?P<n>{NUMBER})(?:\s(?:{WHO}|pts\.?|"
    rf"analy[sz]ed))?[)\]]",
    re.IGNORECASE,
)


def _label_before(text: str, position: int) -> str:
    """The label that stands before a parenthesis at `position`: back to the last word that opens it."""
    left = text[max(0, position - 110) : position].rstrip()
    left = re.sub(r"\([^()]*\)", " ", left)
    left = re.split(r"[;:)]|[.]\s|,\s(?!\d)", left)[-1]
    parts = re.split(
        r"\b(?:to receive|to|or|and|versus|vs\.?|between|either|receiving|received|the|in)\b(?!-)",
        left,
        flags=re.IGNORECASE,
    )
    parts = [p for p in parts if p.strip()]
    return trimmed(parts[-1]) if parts else ""


_TOLD = Gated(r"\b(?:group|arm|placebo|controls?|sham|intervention)(?:\s[A-Z\d]{1,2})?$", re.IGNORECASE)
_SIDE_EFFECTS = Gated(
    r"\b(?:adverse|side effects?|most common|most frequent|toxicit\w+|deaths|reasons?)\b", re.IGNORECASE
)


def _label_inside(inside: str) -> str:
    """The label that stands in the parenthesis with the count: "(gel n = 41, placebo n = 43)"."""
    last = re.split(r"[,;:]", inside.rstrip(" ,;:"))[-1].strip()
    if not re.search(r"[^\W\d]{2}", last) or re.search(r"\b(?:mg|g|ml|kg|day|week|iu)\b", last, re.IGNORECASE):
        return ""
    named = which(last) or re.search(r"group|arm", last, re.IGNORECASE) or re.search(r"\bn\s?=", inside, re.IGNORECASE)
    return last if named else ""


def in_brackets(text: str) -> Iterator[Arm]:
    """Labels with "(n = 24)" behind them."""
    found: list[Arm] = []
    for match in islice(_EQUALS.finditer(text), MANY):
        opened = max(
            text.rfind("(", 0, match.start("all")),
            text.rfind("[", 0, match.start("all")),
            text.rfind("{", 0, match.start("all")),
        )
        left = text[:opened] if opened >= 0 else text[: match.start()]
        inside = text[opened + 1 : match.start("all")] if opened >= 0 else ""
        if (
            re.search(r"%\s?$|(?<!group )(?<!arm )(?<![A-Za-z\d.-])\d[\d.,·]*\s?$", left, re.IGNORECASE)
            or re.search(r"^\s?[,;/]?\s?\d+(?:\.\d+)?\s?%|\bp\s?[<=>]", match["tail"], re.IGNORECASE)
            or "%" in inside
        ):
            continue
        behind = re.match(r",\s([^\d\W][^,;()]{2,40})", match["tail"])
        label = _label_inside(inside) or (behind[1] if behind and not left.rstrip().endswith(("group", "arm")) else "")
        arm = arm_of(match, "n", label or _label_before(text, opened if opened >= 0 else match.start()), whole="all")
        if arm:
            found.append(arm)
    told = [a for a in found if _TOLD.search(text[: a.start].rstrip("([{ "))]
    if (len(found) > 1 and not _SIDE_EFFECTS.search(text[: found[0].start])) or told:
        yield from found if len(found) > 1 else told


def _bare_counts(text: str, matches: list[re.Match[str]]) -> bool:
    """Whether bare numbers in parentheses can be arms: behind a word of random assignment, and no enumeration."""
    return bool(ALLOTS.search(text)) and len(matches) == 2 and all(int(m["n"]) > 5 for m in matches)


def behind_labels(text: str) -> Iterator[Arm]:
    """Labels with "(317 women)" or "(group, 24)" behind them, at least two."""
    matches = list(islice(_BEHIND.finditer(text), MANY))
    if (
        len(matches) < 2
        or (all(m.group()[1:-1].isdigit() for m in matches) and not _bare_counts(text, matches))
        or EVENT.search(re.sub(r"\([^()]*\)", " ", text))
    ):
        return
    found = [
        arm
        for m in matches
        if not re.search(r"%\s?$|(?<![\w.-])\d[\d.,·]*\s?$", text[: m.start()])
        and (arm := arm_of(m, "n", m["inside"] or _label_before(text, m.start())))
    ]
    if len(found) > 1:
        yield from found


_GROUP_HAD = Gated(
    rf"\b(?P<label>[^\s,;.:()\d][^,;.:()]{{0,50}}?\s(?:group|arm)),?\s(?:had|included|contained|comprised|"
    rf"consisted of|was made up of|numbered|of|there were(?!\s{NUMBER}\scases)|were)\s(?P<n>{NUMBER})(?:\s{WHO})?"
    rf"(?=\s?(?:,|;|and\b|while\b|whereas\b|\.|$))",
    re.IGNORECASE,
)
_OTHER_HAD = Gated(
    rf"(?:[\s,;]*(?:and|while|whereas)\s|\s?[,;]\s)(?:in\s)?(?:the\s|a\s)?(?P<label>[^\s,;.:()\d][^,;.:()]{{0,50}}?)"
    rf"(?:,?\s(?:had|included|contained|comprised|consisted of|numbered|of|there were))?\s"
    rf"(?P<n>{NUMBER})(?:\s{WHO})?(?=\s?(?:[,;.]|$))",
    re.IGNORECASE,
)


def groups_had(text: str) -> Iterator[Arm]:
    """Two groups that have so many people: "the zinc arm had 24 patients and the placebo arm had 26"."""
    for match in islice(_GROUP_HAD.finditer(text), MANY):
        other = _OTHER_HAD.match(text, match.end())
        one, two = arm_of(match, "n", match["label"]), other and arm_of(other, "n", other["label"])
        if one and two:
            yield one
            yield two


ALLOTS = Gated(r"assigned|allocated|randomi", re.IGNORECASE)
