"""Numbers of people per arm, as sentences print them: labels, counts, and which arm is which."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from tracker.claims._arm_brackets import ALLOTS, WHO, behind_labels, groups_had, in_brackets
from tracker.claims._arm_labels import EVENT, Arm, arm_of, named, trimmed, which
from tracker.claims._arm_shares import STOP, counts_to, given_to, in_each, then_event
from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE, STUDY
from tracker.claims._numbers import NUMBER, value_of

_VERB = (
    r"(?:(?:were|was|had been|been|are|then|who|also|being|randomly|initially|instead)\s)*(?:(?:assigned|"
    r"allocated|randomi[sz]ed|divided|entered|enrolled|"
    r"started|put)\s(?:(?:in)?to\s|on\s)(?:receive\s|get\s|take\s|have\s|undergo\s|the\s)*|(?:(?:assigned|"
    r"allocated)\s)|(?:received|receiving|receive|got|took|taking|using|used|applied|wore|"
    r"underwent|started|began|had|undergoing|were given|"
    r"given|was given|"
    r"were administered|administered|treated with|on)\s)"
)
_LABEL = r"(?P<label>[^\s,;.:()\[\]\d][^,;.:()\[\]]{0,70}?)"
_ASSIGNED = Gated(
    rf"(?P<n>{NUMBER})(?P<who>\s(?:of (?:them|whom)|{WHO}))?(?:\s\([^()]{{0,40}}\))?\s(?P<verb>{_VERB})(?:a |"
    rf"an |the |either )?{_LABEL}{STOP}",
    re.IGNORECASE,
)
_IN_GROUP = Gated(
    rf"(?<![/=])(?P<n>{NUMBER})(?P<who>\s{WHO})?\s(?:\([^()]{{0,30}}\)\s)?(?:were\s|was\s)?(?:in|to|into|on|"
    rf"from)\s(?:the |a |an )?(?P<label>(?:[^\s,;.:()]+\s){{0,5}}?[^\s,;.:()]*\s?(?:group|arm)|"
    rf"(?:group|arm)[\s-][A-Z0-9]+)\b",
    re.IGNORECASE,
)
_NEXT = Gated(
    rf"^[^.;:()]{{0,70}}?(?:\([^()]{{0,60}}\)[^.;:()]{{0,60}}?)?\s?(?:[,;]|\band\b|\bwhile\b|\bwhereas\b|\bor\b|"
    rf"\bvs\.?|\bversus\b|\bagainst\b|\bwith(?=\s(?:the\s)?(?:other\s)?\d))[\s,;]*"
    rf"(?:and\s|while\s|the\s|other\s|remaining\s|another\s|with\s)*"
    rf"(?P<n>{NUMBER})(?!\s?(?:%|mg|g\b|mL|weeks?|days?|months?|years?|cycles?|times|\.\d))(?P<who>\s(?:of "
    rf"(?:them|whom)|{WHO}))?(?:\s\([^()]{{0,40}}\))?\s(?P<verb>{_VERB})?(?:to |in |on |with |had |received "
    rf")?(?:receive )?(?:a |an |the )?"
    rf"{_LABEL}{STOP}",
    re.IGNORECASE,
)
_OUT_OF = Gated(
    rf"(?<![\w/.])(?P<k>{NUMBER})(?:\s?/\s?|\s(?:out\s)?of\s(?:the\s)?|"
    rf"\s?[(\[]\d+(?:[.·]\d+)?\s?%[)\]]\sof\s(?:the\s)?)(?P<n>{NUMBER})(?![\d/.]|\s?(?:%|mg|weeks?|days?|months?|"
    rf"years?|trials|studies))"
    r"(?=(?P<right>[^;.]{0,90}))",
    re.IGNORECASE,
)
_PAIR = Gated(
    rf"(?:n\s?=\s?)?(?P<n>{NUMBER})(?:\s{WHO})?\s(?:and|vs\.?|"
    rf"versus)\s(?:n\s?=\s?)?(?P<m>{NUMBER})\s(?:{WHO}\s)?(?:were\s)?(?:(?:randomly\s)?(?:assigned|allocated|"
    rf"randomi[sz]ed|enrolled|included)\s)?(?:in|to|for|on|from)\s(?:the\s)?"
    rf"(?P<a>[^,;.()]{{2,60}}?)\s(?:and|or)\s(?P<b>[^,;.()]{{2,60}}?)(?:\s(?:groups?|arms?)\b|,\srespectively|"
    rf"(?=[,;.)]))",
    re.IGNORECASE,
)
_PARENS = Gated(r"\(([^()]{5,220})\)")
_PIECE = Gated(
    rf"\s*(?:and\s)?(?:(?P<n>{NUMBER})\s?(?:{WHO}\s)?(?:\(\d[^()]*\)\s)?(?:[,:]\s)?(?:were\s|"
    rf"was\s)?(?:(?:assigned|allocated|randomi[sz]ed|received|receiving|treated with|given)\s)?(?:(?:to|in|on|"
    rf"for|with|receive)\s)*"
    rf"(?:the |a |an )?(?P<label>[^\d\W][^,;]{{1,60}}?)|"
    rf"(?P<label2>[^\d\W][^,;=]{{1,60}}?)[,:]?\s?(?:n\s?=\s?)?(?P<m>{NUMBER})(?:\s{WHO})?)\s*",
    re.IGNORECASE,
)
_ALLOTTED = Gated(
    r"\b(?:random\w*|assign\w*|allocat\w*|receiv\w*|groups?|arms?|treated|given|gave|versus|vs|compared|placebo|"
    r"controls?|sham|usual care|dummy|saline|vehicle|intervention|each half|both halves)\b",
    re.IGNORECASE,
)


_HAPPENED = Gated(
    r"\b(?:died|deaths?|developed|experienced|reported|events?|adverse|occurred|discontinued|withdrew|relapsed|"
    r"cancers|"
    r"positive|cases of|withdrawals|lost to|reactions?|infections?|had)\b",
    re.IGNORECASE,
)


def _listed(text: str) -> Iterator[Arm]:
    """The pieces of a parenthesis that is a list of arms: "(14 to drug, 16 to placebo)", "(control, 288; gel, 297)"."""
    for match in islice(_PARENS.finditer(text), MANY):
        inside = match[1]
        if then_event(text, match.end()) or _HAPPENED.search(text[max(0, match.start() - 60) : match.start()]):
            continue
        for separator in (r";", r",", r"\band\b|\bvs\.?|\bversus\b|,|;"):
            pieces = []
            at = match.start(1)
            for piece in re.split(rf"({separator})", inside, flags=re.IGNORECASE):
                if not re.fullmatch(separator, piece, re.IGNORECASE):
                    pieces.append((at, piece))
                at += len(piece)
            arms = [_piece(offset, piece) for offset, piece in pieces]
            if 2 <= len(arms) <= 6 and all(arms):
                yield from (arm for arm in arms if arm)
                break


def _piece(offset: int, piece: str) -> Arm | None:
    match = _PIECE.fullmatch(piece)
    if match is None:
        return None
    group, label = ("n", match["label"]) if match["n"] else ("m", match["label2"])
    return arm_of(match, group, label or "", offset)


def _pairs(text: str) -> Iterator[Arm]:
    """Two counts, then two labels: "49 and 50 in the yoga and control groups"."""
    for match in islice(_PAIR.finditer(text), MANY):
        one, two = arm_of(match, "n", match["a"]), arm_of(match, "m", match["b"])
        if one and two and not EVENT.search(text):
            yield one
            yield two


def _out_of(text: str) -> Iterator[Arm]:
    """How many of an arm were looked at: the 24 of "7/24 patients on the gel", at least two in a sentence of groups."""
    matches = [
        m
        for m in islice(_OUT_OF.finditer(text), MANY)
        if (value_of(m["n"], whole=True) or 0) >= 5
        and (value_of(m["k"], whole=True) or 0) <= (value_of(m["n"], whole=True) or 0)
    ]
    if len(matches) < 2 or not _ALLOTTED.search(text):
        return
    for match in matches:
        label = re.search(
            r"\b(?:in|on|of|with|receiv\w+|given|to|treated with|assigned to|allocated to)\s(?:the\s|those\s|"
            r"patients\s|women\s|treated\s|with\s|assigned\s|allocated\s|to\s|receiving\s|"
            r"in\s)*([^\d,;()%]{3,50}?)(?=\s(?:and|vs\.?|versus|compared|had|were|developed|who)\b|[,;()]|\s?$)",
            match["right"],
        )
        count = value_of(match["n"], whole=True)
        if count is not None:
            yield Arm(match.start("n"), match.end("n"), count, trimmed(label[1]) if label else "", None, "analysed")


def _assigned(text: str) -> Iterator[Arm]:
    """Counts with a verb and a label, and the counts that follow in the same breath."""
    taken = 0
    for match in islice(_ASSIGNED.finditer(text), MANY):
        everybody = _TOTAL_LEFT.search(text, max(0, match.start() - 20), match.start()) is not None
        if match.start() < taken or (_whole(text, match) and not everybody) or _divided(text, match):
            continue
        if _SUBSET.search(text[: match.start()]) and not ALLOTS.search(match["verb"]):
            continue
        first = arm_of(match, "n", match["label"])
        if first is None or re.match(r"(?:\w+ )?(?:one|two|three|either|both|each)\b", first.label, re.IGNORECASE):
            continue
        arms = [first]
        at = match.start("label")
        while (following := _NEXT.match(text[at : at + 260])) and len(arms) < 6:
            arm = arm_of(following, "n", following["label"], at)
            if arm is None or (re.match(r"(?:of|among)\b", text, re.IGNORECASE) and _SHARE.match(text[arm.end :])):
                break
            arms.append(arm)
            at += following.start("label")
        alone = len(arms) == 1
        if everybody and (alone or not any(which(arm.label) == "control" for arm in arms)):
            continue
        if match["verb"].lower().endswith("had ") and (
            alone or not re.search(r"\b(?:random|assign|allocat)", text, re.IGNORECASE) or EVENT.search(text)
        ):
            continue
        if alone and not (
            which(first.label) == "control"
            or re.search(r"\b(?:group|arm)\b", match["label"], re.IGNORECASE)
            or _OTHERS.search(text[: match.start()])
        ):
            continue
        taken = at
        if match["verb"].lower().endswith("on ") and EVENT.search(text):
            continue
        behind = re.sub(r"\([^()]*\)", "", text[arms[-1].end : arms[-1].end + 150])
        if not re.match(
            r"[^,;.]{0,60}?\b(?:died|developed|had|experienced|relapsed|responded|withdrew|dropped)\b", behind
        ):
            yield from arms


_SHARE = Gated(r"\s\(\d[\d.]*\s?(?:%|per)")
_SUBSET = Gated(r"^(?:of|among) (?:the )?\d|\bof (?:the )?\d+\s[^,;.]{0,90},[^.;]{0,20}$", re.IGNORECASE)
_OTHERS = Gated(r"\b(?:another|the other|other|remaining|of whom|of these|of them|while|and)\s?$", re.IGNORECASE)
_TOTAL = r"\b(?:total of|all,?|altogether,?|overall,?|in total,?)\s?$"
_TOTAL_LEFT = Gated(_TOTAL, re.IGNORECASE)
_WHOLE_LEFT = Gated(
    rf"{_TOTAL}|\d\s?$|[<>=≥≤$]\s?$|\b(?:arms|groups)\s\w+\sand\s$|"
    r"\b(?:day|week|month|phase|arm|group|stage|grade|cycle|type|year|level|aged?|version)s?\s$",
    re.IGNORECASE,
)


def _whole(text: str, match: re.Match[str]) -> bool:
    """Whether the count is everybody: "a total of 120 were assigned to the gel or placebo"."""
    return bool(_WHOLE_LEFT.search(text[max(0, match.start() - 20) : match.start()])) or _divided(text, match)


def _divided(text: str, match: re.Match[str]) -> bool:
    """Whether those who were counted went to one of several arms."""
    right = text[match.end() : match.end() + 60]
    return bool(
        re.match(r"\s(?:\([^()]*\)\s)?(?:or|versus|vs)\b", right, re.IGNORECASE)
        or re.search(r"\bbetween\b|\beither\b", match["verb"], re.IGNORECASE)
    )


def _in_groups(text: str) -> Iterator[Arm]:
    plain = re.sub(r"\([^()]*\)", " ", text)
    if EVENT.search(plain):
        return
    matches = [
        m
        for m in islice(_IN_GROUP.finditer(text), MANY)
        if not _WHOLE_LEFT.search(text[max(0, m.start() - 20) : m.start()])
    ]
    arms = [arm for m in matches if (arm := arm_of(m, "n", m["label"]))]
    opening = (
        matches
        and not text[: matches[0].start()].strip()
        and re.match(r"\s(?:were|was|received|underwent|got)\b", text[matches[0].end() :])
    )
    if len(arms) > 1 or opening:
        yield from arms


_DIGITS = Gated(r"\d+")


_SUFFERED = Gated(
    r"\b(?:fell ill|came down with|complain\w*|got sick|were sick|felt sick|caught|diagnosed with)\b", re.IGNORECASE
)
_IN = Gated(r"\b(?:in|by)\s$", re.IGNORECASE)
"""What stands before people to whom something happened ("in 31 people on the drug"), in "three in ten", and before a
difference ("by 14 points on the drug and by 5 on placebo")."""
_ON = re.compile(rf"(?:\s{WHO})?\son\b", re.IGNORECASE)
_TELLS = Gated(
    rf"\b(?:{PEOPLE}|{STUDY}|groups|arms?|random\w*|assign\w*|allocat\w*|them|these|divided|split)\b", re.IGNORECASE
)


def _of_something(text: str, first: Arm) -> bool:
    """Whether "sore eyes: six on the gel, four on placebo" counts those who had what is before the colon."""
    before, colon, _ = text[: first.start].rpartition(":")
    return bool(colon) and _ON.match(text, first.end) is not None and _TELLS.search(before) is None


@lru_cache(maxsize=64)
def arms(text: str) -> list[Arm]:
    """The arms whose size a sentence gives, in order; a count that is the sum of others is everybody and left out."""
    if not _ALLOTTED.search(text) or sum(1 for _ in islice(_DIGITS.finditer(text), MANY + 1)) > MANY:
        return []
    found: dict[int, Arm] = {}
    for reader in (
        _listed,
        in_brackets,
        behind_labels,
        groups_had,
        _pairs,
        counts_to,
        _assigned,
        _in_groups,
        given_to,
        in_each,
        _out_of,
    ):
        for arm in reader(text):
            if all(arm.end <= other.start or other.end <= arm.start for other in found.values()):
                found[arm.start] = arm
    kept = [found[start] for start in sorted(found)]
    looked_at = [arm for arm in kept if arm.by == "analysed"]
    kept = [arm for arm in kept if arm.by != "analysed"]
    if kept and _of_something(text, kept[0]):
        kept = []
    if _SUFFERED.search(text) or any(_IN.search(text, max(0, arm.start - 4), arm.start) for arm in kept):
        kept = []
    total = sum((arm.count for arm in kept), Decimal(0))
    kept = [arm for arm in kept if not (len(kept) > 2 and arm.count * 2 == total)]
    counted = [replace(arm, by="analysed") for arm in named([replace(arm, by="label") for arm in looked_at])]
    return sorted((*named(kept), *counted), key=lambda arm: arm.start)
