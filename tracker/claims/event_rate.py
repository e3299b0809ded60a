"""How many of a group had an event: "53.9% vs 31.3%", "46 percent of those who took it", "6 of 13"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence
from tracker.claims._commonness import happens_in, said_of_all
from tracker.claims._counted_rates import counted
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._no_rates import is_share
from tracker.claims._numbers import HEDGE, NUMBER
from tracker.claims._rate_layout import placed
from tracker.claims._rate_pairs import (
    GROUP_RE,
    RATE_LEFT,
    arm_near,
    as_counted,
    paired_rates,
    rate_found,
)
from tracker.claims._rate_roles import BY_MODEL, judged
from tracker.claims._rate_runs import Placed
from tracker.claims._registry_results import rate as read_field
from tracker.claims._trial_arms import trial_arms
from tracker.claims._worded_rates import worded
from tracker.records import Claim

_PERCENT = Gated(
    rf"(?<!\w)(?:(?P<hedge>{HEDGE}|just over|just under|only|just)\s)?(?P<n>(?<![\w.,·-])\d{{1,3}}(?:[.·]\d+|"
    rf",\d{{1,2}}(?!\d))?|\b{NUMBER})"
    r"(?P<sign>\s?%|\s?per\s?cent\b)(?!\s?(?:CI\b|confidence|points?\b|per\b))",
    re.IGNORECASE,
)
_BARE_GROUP = Gated(
    r"\s(?:of|in)\s(?:the|this|that|their|our|each)\s(?:whole\s|entire\s)?(?:group|arm)s?", re.IGNORECASE
)
_APPOSED = Gated(
    r"\b(?:(?:half|thirds?|quarters?)\s(?:of|in)\s|(?:\d|one|two|three|four|five|six|seven|eight|nine)\s(?:in|out "
    r"of)\s"
    r"(?:10|ten|\d|three|four|five|six)\s)"
    rf"(?P<group>(?:(?:all|the|those)\s)*(?:[\w’'-]+\s)?{PEOPLE}\b[^.;,()%]{{0,60}}),?\s\(?$",
    re.IGNORECASE,
)
"""A share in words before its percentage: "more than half of the children on the drug, 52%, ..."."""
_SIGN_LATER = Gated(
    r"(?P<hedge>(?!))?(?<!group )(?<!grade )(?<!stage )(?<!arm )(?<!week )(?<!day )(?<!type )(?<!phase "
    r")(?<![\w.,·<>=≤≥-])(?P<n>\d{1,2}(?:[.·]\d+)?)"
    r"(?=\s(?:vs?\.?|versus)\s\d{1,3}(?:[.·]\d+)?\s?(?:%|percent)|"
    r"(?:,\s\d{1,3}(?:[.·]\d+)?){0,5},?\sand\s\d{1,3}(?:[.·]\d+)?\s?(?:%|percent)|/\d{1,3}(?:[.·]\d+)?\s?%)",
    re.IGNORECASE,
)
"""Numbers of a list whose last one alone has the sign: "35 vs 19%", "41 and 43%, respectively"."""


_OPENED = Gated(
    rf"^(?:(?:of|among)\s(?:the\s|those\s|all\s)*(?:{PEOPLE}|treated|who\b)[^,;%]{{0,40}},\s|"
    r"(?:in all|in total|overall|altogether),\s)?$",
    re.IGNORECASE,
)
_THEY_HAD = Gated(
    r"\s(?:had|experienced|developed|reported|achieved|reached)\b"
    r"(?!\s(?:been|to|stage|grade|type|(?:a |an |no )?(?:prior|previous|history|early|advanced))\b)",
    re.IGNORECASE,
)
"""A share of everybody that opens its sentence: "Of the patients, 18.7% had a rash", "In all, 18.7% had a rash"."""
_GOES_ON = Gated(
    r"\s?(?:[(\[][^()\[\]]{0,60}[)\]]\s?)?(?:,|and|or|,\sand|to|vs?\.?|versus|/)\s?[+−-]?|"
    r"\s(?:in|for|with|at|on)\s[^;.%]{1,70}\s(?:and|vs?\.?|versus|compared (?:with|to))\s(?:by\s|of\s)?[+−-]?",
    re.IGNORECASE,
)
"""Between the figures of one list: what the first is, the others are."""


def _percents(text: str) -> list[re.Match[str]]:
    """The percentages of a sentence that can be shares of people with an event."""
    kept = []
    found = [*islice(_PERCENT.finditer(text), MANY), *(islice(_SIGN_LATER.finditer(text), MANY) if "%" in text else ())]
    left_out = -1
    for match in sorted(found, key=lambda m: m.start()):
        if is_share(text, match) and not (left_out >= 0 and _GOES_ON.fullmatch(text, left_out, match.start())):
            kept.append(match)
            left_out = -1
        else:
            left_out = match.end()
    return kept


def find(sentence: Sentence) -> Iterator[Found]:
    """Find shares of a group with an event, with arm, outcome and time point where the text says them."""
    percents = _percents(sentence.text)
    if percents:
        yield from _shares(sentence, percents)
    yield from counted(sentence, alone=not percents)
    yield from worded(sentence)


def _shares(sentence: Sentence, percents: list[re.Match[str]]) -> Iterator[Found]:
    spans = [m.span() for m in percents]
    whose = judged(sentence, spans, placed(sentence.text, spans, sentence.document.of(trial_arms)))
    whose = _told_apart(sentence.text, spans, whose)
    paired = dict(paired_rates(sentence, percents))
    before: Found | None = None
    for match in percents:
        arm = whose.get(match.start())
        found = paired.get(match.start()) or _share(sentence, match, told=arm is not None)
        if found is None:
            continue
        if happens_in(sentence.text[: match.start()]):
            found = replace(found, scope="background")
        if arm is not None and found.scope is None:
            found = replace(found, arm=arm.part, qualifiers=found.qualifiers | _told(arm))
            if found.outcome is None and before and (before.arm, arm.part) == ("treatment", "control"):
                found = replace(found, outcome=before.outcome, timepoint_days=before.timepoint_days)
            before = found
        yield found


_FOR_ANOTHER = Gated(
    r"\s?(?:for|with|on|in|given|taking|among those (?:on|given|taking))\s(?:the\s)?[^\W\d][^,;.()]{1,40}?,?\s"
    r"(?:and|versus|vs\.?|against|compared (?:with|to)|but)\s(?:only\s|just\s|by\s)?$",
    re.IGNORECASE,
)
_OF_ANOTHER = Gated(r"\s?(?:for|with|on|given|taking)\s(?:the\s)?[^\W\d][^,;.()]{1,40}", re.IGNORECASE)
"""What stands between two shares, and behind the second, when it names whose they are: "43% for this, 22% for that"."""


def _told_apart(text: str, spans: list[tuple[int, int]], whose: dict[int, Placed]) -> dict[int, Placed]:
    """`whose`, without the one label of two shares on that of them which stands beside a name of its own."""
    for (start, end), (after, later) in pairwise(spans):
        first, second = whose.get(start), whose.get(after)
        if first is None or second is None or (first.label, first.by) != (second.label, second.by) or not first.label:
            continue
        between = _FOR_ANOTHER.fullmatch(text[end:after])
        if between is None:
            continue
        unnamed = start if first.label.lower() not in between.group().lower() else after
        behind = _OF_ANOTHER.match(text, later)
        if unnamed == start or (behind and first.label.lower() not in behind.group().lower()):
            part = "treatment" if first.part == "control" else None
            whose = whose | {unnamed: replace(first, part=part, label="", by="order")}
    return whose


def _told(arm: Placed) -> dict[str, str]:
    """How it is known whose a share is, and the printed name of the arm."""
    if arm.by == BY_MODEL:
        return {"arm_by": "order", "decided_by": BY_MODEL}
    return ({"arm_by": arm.by} if arm.part else {}) | ({"label": arm.label} if arm.label else {})


def _share(sentence: Sentence, match: re.Match[str], *, told: bool) -> Found | None:
    """The share that stands alone at `match`: of an arm the layout tells, or of people that are named beside it."""
    left = sentence.text[: match.start()]
    right = sentence.text[match.end() : match.end() + 130]
    group = GROUP_RE.match(right)
    apposed = _APPOSED.search(left[-110:]) if re.match(r"\s?[,)]", right) else None
    if apposed:
        return rate_found(sentence, match, arm_near(apposed["group"]), 0.8)
    general = said_of_all(right)
    opening = _THEY_HAD.match(right) and _OPENED.match(left)
    if not (
        told
        or opening
        or general
        or group
        or RATE_LEFT.search(left[-150:])
        or len(as_counted(sentence.text, match)) == 2
    ):
        return None
    named = re.split(r"[;,.]|\d+(?:\.\d+)?\s?(?:%|per)|\s(?:were|was|are|had|have|did)\b", right)[0]
    arm = arm_near(named) if group and not _BARE_GROUP.fullmatch(named) else None
    found = rate_found(sentence, match, arm, 0.8)
    return replace(found, scope="background") if general else found


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two rates of the same outcome, arm and time point by the intervals of their printed digits."""
    for name in ("outcome", "arm", "timepoint_days"):
        one, two = getattr(a, name), getattr(b, name)
        if one is not None and two is not None and one != two:
            return Agreement("not_comparable", f"two values of {name.replace('_days', '')}: {one} and {two}")
    low_a, low_b = (x.low if x.low is not None else Decimal(0) for x in (a, b))
    high_a, high_b = (x.high if x.high is not None else Decimal(100) for x in (a, b))
    if a.value == b.value:
        return Agreement("agree", f"both {a.value}%")
    if low_a <= high_b and low_b <= high_a:
        return Agreement("rounding", f"{a.value}% and {b.value}% can be one rate")
    return Agreement("differ", f"{a.value}% is not {b.value}%")


EXAMPLES = (
    Example("Remission was more common on the gel (41.2% vs 22.5%).", [41.2, 22.5]),
    Example("In that group, 37.5 percent recovered, compared with 20.1 percent of those on placebo.", [37.5, 20.1]),
    Example("Response rates were 62 percent with the drug versus 48 percent for placebo.", [62, 48]),
    Example("Of the adults, 44% of those who took zinc had no cold.", [44]),
    Example("6 of 13 patients on the drug responded.", [46.15], ["count"]),
    Example("Death occurred in 12/150 (8.0%) patients in the sham arm.", [8], [None]),
    Example("Response was better on the gel (35 vs 19%).", [35, 19]),
    Example("Around 40 per cent of patients receiving the cream improved.", [40], statuses=["hedged"]),
    Example("Relapse hit 9% of patients treated early and 21% of controls.", [9, 21]),
    Example("Half a year on, 37% of the zinc group were in remission and 51% of them had responded.", [37, 51]),
    Example("ACR50 was reached by 44% of patients on the drug.", [44]),
    Example("After a year nearly half of the women on the drug, 47%, were free of pain.", [47]),
    Example("More than a third of those aged over 70, 35%, live alone."),
    Example("From week 5 to week 20, 33% of those on the gum did not smoke, compared with 21% of controls.", [33, 21]),
    Example("Itching stopped in 41% and 23%, respectively, of the gel and placebo groups.", [41, 23]),
    Example("Nausea occurred in 44 patients (22.0%) in the gel group and 30 (15.0%) in the sham group.", [22, 15]),
    Example("Rash (adalimumab, 12.0%; placebo, 4.6%) was mild.", [12, 4.6]),
    Example("About 12 percent of adults worldwide have the illness.", [12], scopes=["background"], statuses=["hedged"]),
    Example("Some 9% of Canadians over age 30 take zinc.", [9], scopes=["background"]),
    Example("Up to 45% of patients never reach the top dose.", [45], scopes=["background"], statuses=["hedged"]),
    Example("In the trial, 45% of patients never reached the top dose.", [45]),
    Example("A cure for a tenth of them would lower the death rate to 2.5 percent."),
    Example("The illness affects 40 to 60 percent of women on the pill."),
    Example("Between the groups, 12-15% of patients on the drug had a rash."),
    Example("The drug cut the risk of stroke by 30%."),
    Example("Eyes were rinsed with a 0.09% ophthalmic solution."),
    Example("There was a 25 percent reduction in deaths."),
    Example("The ratio was 0.7 (95% CI 0.5 to 0.9)."),
    Example("The vaccine was 91% effective."),
    Example("A1c fell by 0.5% in both groups."),
    Example("They scored 7 of 10 on the scale."),
    Example("Timolol 0.5% was compared with travoprost 0.004% in two groups."),
    Example("Patients with HbA1c from 7% to 10% were assigned to two groups."),
    Example("Prices rose 5 percent."),
    Example("Blood pressure was 120/80 mmHg in all patients."),
)

TYPE = ClaimType(
    name="event_rate",
    description="Share of a group that had an event, with arm (treatment, control), outcome and time point where said. "
    "Qualifiers: k, n (counts printed beside it), arm_by (label or order), label (the arm as printed), treatment (the "
    "arm by its known name), from_days (where a window that ends at the time point begins), decided_by (number roles: "
    "a trained model told that it is an arm's).",
    value=int | float,
    agreement="The same percentage, or intervals of the printed digits that overlap (rounding); other outcome, "
    "arm or time point is not comparable.",
    compare=compare,
    unit="percent",
    numeric=True,
    kinds=("count",),
    cues=(
        r"%",
        r"per\s?cent",
        r"\d\s?/\s?\d",
        r"\d of (?:the )?\d",
        "out of",
        r"\bhalf (?:of )?(?:the|those|of|[a-z]+ (?:on|who|given|taking))\b",
        r"\b(?:thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?) of\b",
        r"\b(?:no one|none|nobody|not one|everyone|everybody|all) (?:of |on |in |given |taking |who |the |those )",
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|\d) in (?:every )?(?:three|four|five|six|seven|eight|"
        r"nine|ten|\d)",
        r" of (?:the )?\d+ (?:[a-z]+ ){0,3}(?:people|patients|adults|women|men|children|participants)",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
