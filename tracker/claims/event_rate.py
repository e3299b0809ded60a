"""How many of a group had an event: "53.9% vs 31.3%", "46 percent of those who took it", "6 of 13"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, plain
from tracker.claims._commonness import in_range, said_of_all, supposed
from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE, outcome_near
from tracker.claims._numbers import HEDGE, NUMBER, value_of
from tracker.claims._rate_pairs import (
    GROUP_RE,
    RATE_LEFT,
    arm_near,
    as_counted,
    paired_rates,
    rate_found,
    when_measured,
)
from tracker.claims._rates import arms_of, respective
from tracker.claims._registry_results import rate as read_field
from tracker.claims._treatments import treatments
from tracker.records import Claim

_PERCENT = Gated(
    rf"(?<!\w)(?:(?P<hedge>{HEDGE}|just over|just under|only|just)\s)?(?P<n>(?<![\w.,·-])\d{{1,3}}(?:[.·]\d+|"
    rf",\d{{1,2}}(?!\d))?|\b{NUMBER})"
    r"(?P<sign>\s?%|\s?per\s?cent\b)(?!\s?(?:CI\b|confidence|points?\b|per\b))",
    re.IGNORECASE,
)
_COUNT = Gated(
    rf"(?<![\w/.])(?P<k>{NUMBER})\s?(?P<join>/|out of(?: the)?|of(?: the)?)\s?(?P<of>{NUMBER})(?![\d/.]|\s?(?:%|"
    rf"mg|weeks?|days?|months?|years?|per))"
    rf"(?P<who>\s{MODIFIERS}(?:{PEOPLE}|recipients)\b)?(?P<share>\s?[(\[]\s?(?P<p>\d+(?:[.·]\d+)?)\s?%)?",
    re.IGNORECASE,
)
_NOT_LEFT = Gated(
    r"(?:\b(?:reduc\w+|increas\w+|decreas\w+|cut\w*|lower\w*|drop\w*|fell|fall\w*|rose|rise\w*|grew|declin\w+|"
    r"improv\w+|higher|boost\w*|rais\w+|shr[aiu]nk\w*|"
    r"los[te]\w*|gain\w*|more|less|sav\w+|slow\w*|chang\w+|differ\w*|efficacy|effective\w*|up|down|risk of|"
    r"chance of|probability of|contain\w*|concentration|"
    r"discount|price\w*|dose|a1c|hba1c|saturation|ejection fraction|accura\w+|sensitivity|specificity|power|"
    r"margin|alpha|interval|weight|score\w*|energy|calories|tax\w*|"
    r"inflation|budget|market|share|purity|oxygen|humidity|dropout)\s(?:by|of|to|was|is|at|from|than|about|"
    r"around|roughly|nearly|almost|more than|at least|up to|an?|as much as|the|average|in|risk|down|body)*\s*"
    r"(?:(?:by|of|to|was|at|about|nearly|almost|up to|an|a|average|around)\s)*|[(\[]?\b95\s?|"
    r"(?<!reached )(?<!achieved )(?<!attained )(?<!reported )(?<!experienced )\bby\s|[<>=≥≤]\s?)$",
    re.IGNORECASE,
)
_NOT_RIGHT = Gated(
    r"^\s?(?:\w+\s)?(?:reduction|increase|decrease|lower|higher|drop|decline|rise|more|less|fewer|greater|"
    r"improvement|better|worse|risk|chance|likelihood|"
    r"of (?:the )?(?:participants|patients|people|women|men|adults) (?:received|got|were (?:randomly "
    r")?(?:assigned|randomi[sz]ed)|completed)\b|of (?:all )?(?:[\w-]+ ){0,2}(?:cancers|tumou?rs)\b|"
    r"confidence|ci\b|solution|ophthalmic|cream|gel|ointment|saline|dextrose|alcohol|oxygen|effective|efficacy|"
    r"accura\w+|sensitiv\w+|specific\w+|"
    r"protect\w+|faster|slower|of (?:the |their |its |your |total |all )?(?:\w+ )?(?:calories|energy|variance|"
    r"market|weight|body|time|cases|deaths|cost|price|dose|doses|money|budget|funds|income|genes|cells|samples?|"
    r"trials|studies|sites|data|population|baseline|maximum|diet|fat|world|country|brain|hospitals)|cheaper|"
    r"power|of (?:them|whom|those|(?:the )?(?:participants|patients|people))(?: were| are)? (?:male|female|"
    r"women|men|white|black)|female|male|women\b|men\b|white|black|were (?:women|men|female|male|white)|"
    r"stronger|weaker|longer|shorter|increase|jump|"
    r"body|weight|fat|humidity|less|cut|increment|difference|gain|loss|relative|absolute|probability|odds|a "
    r"year|per year|annually|discount|share|stake)\b",
    re.IGNORECASE,
)
_APPOSED = Gated(
    r"\b(?:(?:half|thirds?|quarters?)\s(?:of|in)\s|(?:\d|one|two|three|four|five|six|seven|eight|nine)\s(?:in|"
    r"out of)\s"
    r"(?:10|ten|\d|three|four|five|six)\s)"
    rf"(?P<group>(?:(?:all|the|those)\s)*(?:[\w’'-]+\s)?{PEOPLE}\b[^.;,()%]{{0,60}}),?\s\(?$",
    re.IGNORECASE,
)
"""A share in words before its percentage: "more than half of the children on the drug, 52%, ..."."""
_NO_COUNT = Gated(
    r"\b(?:page|score|scale|grade|stage|points?|phase|chapter|figure|table|day|week|version|aged?)\s$", re.IGNORECASE
)


_SIGN_LATER = Gated(
    r"(?P<hedge>(?!))?(?<!group )(?<!grade )(?<!stage )(?<!arm )(?<!week )(?<!day )(?<!type )(?<!phase "
    r")(?<![\w.,·<>=≤≥-])(?P<n>\d{1,2}(?:[.·]\d+)?)"
    r"(?=\s(?:vs?\.?|versus)\s\d{1,3}(?:[.·]\d+)?\s?%|"
    r"(?:,\s\d{1,3}(?:[.·]\d+)?)*,?\sand\s\d{1,3}(?:[.·]\d+)?\s?%(?=.*\brespectively\b))",
    re.IGNORECASE,
)
"""Numbers of a list whose last one alone has the sign: "35 vs 19%", "41 and 43%, respectively"."""


_LEVEL = Gated(r"(?:\bmm\s?Hg|\bkg|\bpoints?|\bmmol/l|\bmg/dl)\s?[(\[]\s?$|[≤≥<>]\s?$", re.IGNORECASE)
_A1C = Gated(r"(?:hba\s?\(?1c\)?|\ba1c|ha?emoglobin a1c)\b[^.;]{0,50}$", re.IGNORECASE)
_ACHIEVED = Gated(r"\b(?:proportion|percentages?|achiev\w+|reach\w+|responders?|goal|target)\b", re.IGNORECASE)
_STRENGTH_RIGHT = Gated(
    r"^\s?(?:\(?(?:once|twice|three times|3 times|b\.?i\.?d\b|t\.?i\.?d\b|daily|nightly)|/\s?[a-z])", re.IGNORECASE
)


def _names_drug(left: str) -> bool:
    """Whether a treatment's name stands right before: the percentage is the strength of a solution then."""
    bare = left.rstrip()
    return bool(bare) and any(one.end == len(bare) for one in treatments(bare[-40:].rjust(len(bare))))


def _percents(text: str) -> list[re.Match[str]]:
    kept = []
    found = [*islice(_PERCENT.finditer(text), MANY), *(islice(_SIGN_LATER.finditer(text), MANY) if "%" in text else ())]
    for match in sorted(found, key=lambda m: m.start()):
        value = value_of(match["n"].replace(",", "."))
        left = text[max(0, match.start() - 70) : match.start()]
        right = text[match.end() : match.end() + 60]
        if value is None or value > 100 or _NOT_LEFT.search(left) or _NOT_RIGHT.match(right):
            continue
        if supposed(left) or in_range(text, match.start()):
            continue
        if _A1C.search(left) and not _ACHIEVED.search(text[max(0, match.start() - 160) : match.start()]):
            continue
        if _LEVEL.search(left) or _STRENGTH_RIGHT.match(right) or (value <= 5 and _names_drug(left)):
            continue
        kept.append(match)
    return kept


def _counts(sentence: Sentence) -> Iterator[Found]:
    text = sentence.text
    for match in islice(_COUNT.finditer(text), MANY):
        k, of = value_of(match["k"], whole=True), value_of(match["of"], whole=True)
        if (
            k is None
            or of is None
            or not 0 <= k <= of
            or of < 5
            or text[: match.start()].endswith("all but ")
            or (match["join"].startswith("out") and of in {10, 100})
            or _NO_COUNT.search(text[: match.start()])
        ):
            continue
        if match["share"]:  # the printed percentage is the claim, with these counts beside it
            continue
        slash = match["join"] == "/"
        if slash and not re.search(rf"\b(?:{PEOPLE}|group|arm)\b", text, re.IGNORECASE):
            continue
        if not slash and not match["who"]:
            continue
        if slash and (of < 10 or re.search(r"\d\s?mm|mmhg|20/\d|scale", text, re.IGNORECASE)):
            continue
        percent = 100 * k / of
        when, since = when_measured(text, match.start())
        window = text[match.end() : match.end() + 60]
        yield Found(
            match.start(),
            match.end("of"),
            plain(round(percent, 2)),
            number=percent,
            low=percent,
            high=percent,
            unit="percent",
            kind="count",
            arm=arm_near((match["who"] or "") + re.split(r"[;,.]|\band\b|\bvs\b|versus|compared", window)[0]),
            outcome=outcome_near(text, match.start(), match.end()),
            timepoint_days=when,
            confidence=0.85,
            qualifiers={"k": int(k), "n": int(of)} | since,
        )


def find(sentence: Sentence) -> Iterator[Found]:
    """Find shares of a group with an event, with arm, outcome and time point where the sentence says them."""
    percents = _percents(sentence.text)
    listed = respective(sentence.text, [m.span() for m in percents])
    paired = dict(paired_rates(sentence, [m for m in percents if m.start() not in listed]))
    listed |= arms_of(sentence.text, [m.span() for m in percents if m.start() not in paired | listed])
    before: Found | None = None
    for match in percents:
        if match.start() in paired:
            yield paired[match.start()]
            continue
        if match.start() in listed:
            general = said_of_all(sentence.text[match.end() :])
            name, by = (None, "") if general else listed[match.start()]
            found = rate_found(sentence, match, name, 0.8 if by == "label" else 0.7, **({"arm_by": by} if name else {}))
            if found.outcome is None and before and (before.arm, name) == ("treatment", "control"):
                found = replace(found, outcome=before.outcome, timepoint_days=before.timepoint_days)
            before = found
            yield replace(found, scope="background") if general else found
            continue
        left = sentence.text[: match.start()]
        right = sentence.text[match.end() : match.end() + 130]
        group = GROUP_RE.match(right)
        apposed = _APPOSED.search(left[-110:]) if re.match(r"\s?[,)]", right) else None
        if apposed:
            yield rate_found(sentence, match, arm_near(apposed["group"]), 0.8)
        elif group or RATE_LEFT.search(left[-80:]) or len(as_counted(sentence.text, match)) == 2:
            general = said_of_all(right)
            arm = arm_near(re.split(r"[;,.]|\d+(?:\.\d+)?\s?(?:%|per)", right)[0]) if group else None
            found = rate_found(sentence, match, arm, 0.8)
            yield replace(found, scope="background") if general else found
    yield from _counts(sentence)


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
    "Qualifiers: k, n (counts printed beside it), arm_by (label or order), treatment (the arm by name), from_days "
    "(where a window that ends at the time point begins).",
    value=int | float,
    agreement="The same percentage, or intervals of the printed digits that overlap (rounding); other outcome, "
    "arm or time point is not comparable.",
    compare=compare,
    unit="percent",
    kinds=("count",),
    cues=(
        r"%",
        r"per\s?cent",
        r"\d\s?/\s?\d",
        r"\d of (?:the )?\d",
        "out of",
        r" of (?:the )?\d+ (?:[a-z]+ ){0,3}(?:people|patients|adults|women|men|children|participants)",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
