"""How many people each arm of a trial has: "(14 to the drug, 16 to placebo)", "half received ...", "2:1"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._arm_labels import trimmed, which
from tracker.claims._arms import arms
from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, fold
from tracker.claims._count_roles import sized
from tracker.claims._gated import Gated
from tracker.claims._numbers import HEDGE
from tracker.claims._registry_results import people as read_field
from tracker.records import Claim

_HALF = Gated(
    rf"\b(?:(?P<hedge>{HEDGE})\s)?(?P<share>the other half|one half|half|one[\s-]third|a third|two[\s-]thirds|"
    rf"the other third|one[\s-]quarter|a quarter|three[\s-]quarters)"
    r"(?:\s(?:of\s)?(?:the\s|them|these\s|all\s)?(?:[\w-]+\s)?(?:participants|patients|people|women|men|"
    r"volunteers|subjects|group|children|adults|mothers|them))?,?\s?"
    r"(?:were\s|was\s|had\s|been\s)?(?:randomly\s)?(?P<verb>received|receiving|got|took|given|assigned to(?: "
    r"receive| take| get)?|allocated to(?: receive)?|randomi[sz]ed to(?: receive)?|treated with|put on|used|"
    r"applied|wore|swallowed|inhaled|on|a|an|the)\s"
    r"(?:a |an |the )?(?P<label>[^,;.()]{2,60}?)(?=\s(?:and|while|whereas|for|every|each|were|was|or|twice|once|"
    r"daily)\b|\s\d|\s?[,;.()]|$)",
    re.IGNORECASE,
)
_SHARES = {
    "half": Decimal(50),
    "third": Decimal(100) / 3,
    "thirds": Decimal(200) / 3,
    "quarter": Decimal(25),
    "quarters": Decimal(75),
}
_HALF_VERB = Gated(r"a|an|the|on", re.IGNORECASE)
_RATIO = Gated(
    r"(?<![\d:.])(?P<r>[1-9](?:\s?:\s?[1-9]){1,4})(?!\d|[:.]\d)(?!\s?(?:titer|titre|dilution|a\.?m|p\.?m))|"
    r"\b(?P<w>one[\s-]to[\s-]one|two[\s-]to[\s-]one|three[\s-]to[\s-]one)\b",
    re.IGNORECASE,
)
_RANDOM = Gated(r"\b(?:random\w*|assign\w*|allocat\w*|ratio)\b", re.IGNORECASE)
_WORDS = {"one": "1", "two": "2", "three": "3"}


def find(sentence: Sentence) -> Iterator[Found]:
    """Find counts, shares and ratios of arms, with the printed name of the arm and which arm that is where it shows."""
    text = sentence.text
    for arm in sized(sentence, arms(text)):
        told = {"label": arm.label} if arm.label else {}
        if arm.decided:
            told["decided_by"] = "number roles"
        elif arm.arm and arm.by != "analysed":
            told["arm_by"] = arm.by
        yield Found(
            arm.start,
            arm.end,
            int(arm.count),
            number=arm.count,
            low=arm.count,
            high=arm.count,
            unit="people",
            kind="analysed" if arm.by == "analysed" else "count",
            arm=arm.arm,
            confidence={"label": 0.9, "analysed": 0.7}.get(arm.by, 0.75),
            qualifiers=told,
        )
    yield from _shares(text)
    yield from _ratios(text)


def _shares(text: str) -> Iterator[Found]:
    found = list(islice(_HALF.finditer(text), MANY))
    bare = [m for m in found if _HALF_VERB.fullmatch(m["verb"])]
    for match in found:
        label = trimmed(match["label"])
        if (match in bare and (len(found) == len(bare) or match["verb"].lower() == "the")) or not label:
            continue
        number = _SHARES[re.split(r"[\s-]", match["share"].lower())[-1]]
        half = Decimal("0.5")
        name = which(label) or (
            "treatment" if any(which(trimmed(m["label"])) == "control" for m in found if m is not match) else None
        )
        yield Found(
            match.start(),
            match.start("label") + len(match["label"].rstrip()),
            int(number) if number == int(number) else float(round(number, 2)),
            number=round(number, 4),
            low=number - half,
            high=number + half,
            unit="%",
            kind="share",
            arm=name,
            status="hedged" if match["hedge"] else None,
            confidence=0.85,
            qualifiers={"label": label},
        )


def _ratios(text: str) -> Iterator[Found]:
    for match in islice(_RATIO.finditer(text), MANY):
        if not _RANDOM.search(text):
            continue
        if match["r"]:
            value = re.sub(r"\s", "", match["r"])
        else:
            value = ":".join(_WORDS[w] for w in re.split(r"[\s-]to[\s-]", match["w"].lower()))
        yield Found(match.start(), match.end(), value, kind="ratio", confidence=0.9)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two sizes of the same arm: counts with counts, shares with shares, ratios with ratios."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"a {a.kind} and a {b.kind}: the size of the whole trial would be needed")
    if a.kind == "ratio":
        same = sorted(str(a.value).split(":")) == sorted(str(b.value).split(":"))
        return Agreement("agree", f"both say {a.value}") if same else Agreement("differ", f"{a.value} is not {b.value}")
    one, two = fold(str(a.qualifiers.get("label", ""))), fold(str(b.qualifiers.get("label", "")))
    if a.arm is None or b.arm is None:
        if not one or one != two:
            return Agreement("not_comparable", "which arm is meant is not said")
    elif a.arm != b.arm:
        return Agreement("not_comparable", f"two arms: {a.arm} and {b.arm}")
    if a.number == b.number:
        return Agreement("agree", f"both say {a.value}")
    if (
        a.low is not None
        and a.high is not None
        and b.low is not None
        and b.high is not None
        and a.low <= b.high
        and b.low <= a.high
    ):
        return Agreement("rounding", f"'{a.raw}' and '{b.raw}' can be the same share")
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example("Dizziness was the most frequent complaint, in 31 people on the tablet and 9 on placebo."),
    Example("Half improved on the tablet, against three in ten on placebo."),
    Example("A total of 215 people fell ill: 58 in the vaccine group and 157 in the placebo group."),
    Example("Eighty-four women were randomized (41 to gel, 43 to placebo).", [41, 43], ["count", "count"]),
    Example("Of these, 52 patients received the drug and 49 placebo.", [52, 49]),
    Example("We assigned 120 adults to zinc (n = 61) or placebo (n = 59).", [61, 59]),
    Example("There were 33 patients in the exercise group and 35 in the control group.", [33, 35]),
    Example("Patients were randomised (control, 88; capsule, 97).", [88, 97]),
    Example("Half got the capsule, and the other half were given a placebo.", [50, 50], ["share", "share"]),
    Example("Half of the participants were given yoga classes.", [50], ["share"]),
    Example("Half of the people applied the gel and the other half a cream without the drug.", [50, 50]),
    Example("Half of those who wore the patch had a rash, the other half had none."),
    Example("Participants were randomised 2:1 to the drug or a placebo.", ["2:1"], ["ratio"]),
    Example("They were divided into two groups, with 24 patients in each group.", [24], ["count"]),
    Example("There were 144 in each half.", [144], ["count"]),
    Example("Six people, three in each group, left the trial early."),
    Example("Eight patients, four in each arm, were lost to follow-up."),
    Example("It was large, with two hundred and six in each arm.", [206], ["count"]),
    Example("They gave the gel to 41 adults at random, and a leaflet to 43 others.", [41, 43]),
    Example("The council gave grants to 41 schools, and advice to 30 parents."),
    Example("Weight fell by 14 points on the larger dose and by 5 on placebo."),
    Example("Another 64 men were assigned to the sham group.", [64]),
    Example("Itching stopped in 7/24 patients on the gel and 3/26 on placebo.", [24, 26], ["analysed", "analysed"]),
    Example("A total of 240 patients were randomly assigned to the drug or placebo."),
    Example("Twelve patients in the drug group and nine in the placebo group died."),
    Example("The most common side effects in the drug group were nausea (n = 12) and rash (n = 4)."),
    Example("Half of adults over 60 have high blood pressure."),
    Example("The participants (31 men, 29 women) were randomly assigned."),
    Example("Relapse occurred in 23% (n = 45) of the drug group and 19% (n = 38) of controls."),
    Example("The trial will be held at 12:30 in room 1."),
)

TYPE = ClaimType(
    name="arm_size",
    description="People in one arm of a trial. Qualifiers: `label` (the arm as printed; each: every arm), "
    "`arm_by` (label or order of print); `decided_by`: number roles, when a trained model (docs/models) found it or "
    "named its arm.",
    value=int | float | str,
    agreement="Counts and shares of the same arm when equal, shares also within half a point; ratios in any "
    "order; a share against a count is not comparable.",
    compare=compare,
    unit="people; % for a share; none for a ratio",
    numeric=True,
    kinds=("count", "analysed", "share", "ratio"),
    cues=(
        r"\bn\s?=\s?\d",
        r"\d\s?/\s?\d",
        r"\d\]?\)? (?:out )?of (?:the )?\d",
        r"\d[\s,]+(?:[a-z]+[\s,]+){0,6}(?:received|receiv|assigned|allocated|randomi|given|treated|underwent|"
        r"took|got |in the|in each|per group|in arm|placebo|control|to )",
        r"(?:half|third|quarter)s?\s",
        r"[1-9]\s?:\s?[1-9]",
        r"to[\s-]one\b",
        r"(?:group|arm|placebo|controls?)\b[^.;\d]{0,30}\d",
        r"\b(?:sham|usual care|dummy|saline|vehicle)\b",
        r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty)\s(?:[a-z]+\s){0,4}(?:received|"
        r"receiv|assigned|allocated|randomi|given|treated|underwent)",
        r"[a-z] (?:in|to) (?:each|both) (?:group|arm|hal)",
        r"\b(?:gave|offered) .{2,60}\bto \d",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
