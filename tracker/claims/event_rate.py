"""How many of a group had an event: "53.9% vs 31.3%", "46 percent of those who took it", "6 of 13"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, plain
from tracker.claims._commonness import in_range, said_of_all, supposed
from tracker.claims._lexicon import CONTROL_ARM, MODIFIERS, PEOPLE, TREATMENT_ARM, outcome_near, outcome_said
from tracker.claims._numbers import HEDGE, NUMBER, read, value_of
from tracker.claims._rates import arms_of, respective, treatment_of
from tracker.claims._registry_results import rate as read_field
from tracker.claims._time import timepoint_near, window_near
from tracker.claims._treatments import treatments
from tracker.records import Claim

_PERCENT = re.compile(
    rf"(?<!\w)(?:(?P<hedge>{HEDGE}|just over|just under|only|just)\s)?(?P<n>(?<![\w.,·-])\d{{1,3}}(?:[.·]\d+|"
    rf",\d{{1,2}}(?!\d))?|\b{NUMBER})"
    r"(?P<sign>\s?%|\s?per\s?cent\b)(?!\s?(?:CI\b|confidence|points?\b|per\b))",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![\w/.])(?P<k>{NUMBER})\s?(?P<join>/|out of(?: the)?|of(?: the)?)\s?(?P<of>{NUMBER})(?![\d/.]|\s?(?:%|"
    rf"mg|weeks?|days?|months?|years?|per))"
    rf"(?P<who>\s{MODIFIERS}(?:{PEOPLE}|recipients)\b)?(?P<share>\s?[(\[]\s?(?P<p>\d+(?:[.·]\d+)?)\s?%)?",
    re.IGNORECASE,
)
_GROUP = (
    rf"(?:\s?of\s(?:all\s|the\s|those\s|these\s|our\s|his\s|her\s)*(?:[\w’'-]+\s){{0,4}}?(?:{PEOPLE}|those|them|"
    rf"group|arm|placebo|recipients|[a-z-]+(?:ists|ers))\b|\s?of\sthose\b|"
    rf"\s(?:for|in|on|with|among|receiving|given|taking)\s(?:the\s)?(?:[\w’'-]+\s){{0,3}}?(?:group|arm|placebo|"
    rf"controls?|sham|drug|treatment|vaccine|patients|people|{PEOPLE})\b)"
)
_GROUP_RE = re.compile(_GROUP, re.IGNORECASE)
_RATE_LEFT = re.compile(
    r"\b(?:(?:[\w-]+\s)?rates?(?:\s(?:at|by)\s[\w\s]{1,20})?|incidence|proportion[\w\s]{0,40}|mortality|"
    r"remission|survival|prevalence)\s(?:of|was|were|reached|at|is|fell to|to)\s(?:about\s|only\s)?$",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"^(?P<a>[^.;%]{0,110}?)(?P<link>\bvs?\.|\b(?:vs?|versus|compared (?:with|to)|as against|against|whereas|while|"
    r"rather than|but only|and(?: just| only)?|than)\b|[-–/](?=\d)|,)"
    r"(?P<b>[^.;%]{0,90}?)$",
    re.IGNORECASE,
)
_STRONG_LINK = re.compile(r"vs?\b|versus|compared|against|whereas|while|than|only", re.IGNORECASE)
_NOT_LEFT = re.compile(
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
_NOT_RIGHT = re.compile(
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
_APPOSED = re.compile(
    r"\b(?:(?:half|thirds?|quarters?)\s(?:of|in)\s|(?:\d|one|two|three|four|five|six|seven|eight|nine)\s(?:in|out of)\s"
    r"(?:10|ten|\d|three|four|five|six)\s)"
    rf"(?P<group>(?:(?:all|the|those)\s)*(?:[\w’'-]+\s)?{PEOPLE}\b[^.;,()%]{{0,60}}),?\s\(?$",
    re.IGNORECASE,
)
"""A share in words before its percentage: "more than half of the children on the drug, 52%, ..."."""
_NO_COUNT = re.compile(
    r"\b(?:page|score|scale|grade|stage|points?|phase|chapter|figure|table|day|week|version|aged?)\s$", re.IGNORECASE
)


def _arm(text: str) -> str | None:
    control = list(CONTROL_ARM.finditer(text))
    if control:
        return "control"
    return "treatment" if TREATMENT_ARM.search(text) or next(treatments(text), None) else None


_SIGN_LATER = re.compile(
    r"(?P<hedge>(?!))?(?<!group )(?<!grade )(?<!stage )(?<!arm )(?<!week )(?<!day )(?<!type )(?<!phase "
    r")(?<![\w.,·<>=≤≥-])(?P<n>\d{1,2}(?:[.·]\d+)?)"
    r"(?=\s(?:vs?\.?|versus)\s\d{1,3}(?:[.·]\d+)?\s?%|"
    r"(?:,\s\d{1,3}(?:[.·]\d+)?)*,?\sand\s\d{1,3}(?:[.·]\d+)?\s?%(?=.*\brespectively\b))",
    re.IGNORECASE,
)
"""Numbers of a list whose last one alone has the sign: "35 vs 19%", "41 and 43%, respectively"."""


_LEVEL = re.compile(r"(?:\bmm\s?Hg|\bkg|\bpoints?|\bmmol/l|\bmg/dl)\s?[(\[]\s?$|[≤≥<>]\s?$", re.IGNORECASE)
_A1C = re.compile(r"(?:hba\s?\(?1c\)?|\ba1c|ha?emoglobin a1c)\b[^.;]{0,50}$", re.IGNORECASE)
_ACHIEVED = re.compile(r"\b(?:proportion|percentages?|achiev\w+|reach\w+|responders?|goal|target)\b", re.IGNORECASE)
_STRENGTH_RIGHT = re.compile(
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


def _found(sentence: Sentence, match: re.Match[str], arm: str | None, confidence: float, **qualifiers: Any) -> Found:
    number = read(match["n"].replace(",", "."), match["hedge"], rounded=True)
    if number is None:
        raise ValueError(f"'{match['n']}' was matched as a number and is none")
    start = match.start("hedge") if number.hedged else match.start("n")
    given = treatment_of(sentence.text, match.start(), match.end())
    when, since = _when(sentence.text, match.start())
    return Found(
        start,
        match.end(),
        plain(number.value),
        number=number.value,
        low=number.low,
        high=number.high,
        unit="percent",
        arm=arm,
        outcome=outcome_near(sentence.text, match.start(), match.end()),
        timepoint_days=when,
        status="hedged" if number.hedged else None,
        confidence=confidence - (0.1 if number.hedged else 0),
        qualifiers=qualifiers | _counted(sentence.text, match) | since | ({"treatment": given} if given else {}),
    )


def _when(text: str, position: int) -> tuple[Decimal | None, dict[str, int | float]]:
    """The time point of a rate in days, and where its window begins when it is one ("from week 9 to week 24")."""
    window = window_near(text, position)
    return (window[1], {"from_days": plain(window[0])}) if window else (timepoint_near(text, position), {})


_K_N = rf"(?:n\s?=\s?)?(?P<k>{NUMBER})\s?(?:/|of(?: the)?|out of(?: the)?)\s?(?P<n>{NUMBER})"
_BEHIND = re.compile(rf"^\s?[,;(\[]\s?(?:{_K_N}|n\s?=\s?(?P<k1>\d+))", re.IGNORECASE)
_AHEAD = re.compile(
    rf"(?<!week )(?<!day )(?<!month )(?<!group )(?<!grade )(?<!phase )(?<!stage )(?<!arm )(?<!cycle )(?<!study "
    rf")(?:{_K_N}|(?<![\d/.])(?P<k1>{NUMBER}))(?:\s(?:{PEOPLE}|events))?\s?[(\[]\s?$",
    re.IGNORECASE,
)


def _counted(text: str, match: re.Match[str]) -> dict[str, int]:
    """The counts printed beside a percentage: "7/13 (53.8%)", "53.8% (7 of 13)", "7 (53.8%)"."""
    beside = _AHEAD.search(text[max(0, match.start() - 40) : match.start()]) or _BEHIND.match(
        text[match.end() : match.end() + 40]
    )
    if beside is None:
        return {}
    k = value_of(beside["k"] or beside["k1"], whole=True)
    n = value_of(beside["n"], whole=True) if beside["n"] else None
    if k is None or (n is not None and not 0 <= k <= n) or n in {10, 100}:
        return {}
    return {"k": int(k)} | ({"n": int(n)} if n is not None else {})


def _pairs(sentence: Sentence, percents: list[re.Match[str]]) -> Iterator[tuple[int, Found]]:
    """Two percentages that are compared: their arms by label, else in the order of print (treatment first)."""
    text = sentence.text
    at = 0
    while at + 1 < len(percents):
        one, two = percents[at], percents[at + 1]
        between = text[one.end() : two.start()]
        link = _VERSUS.match(between) if len(between) < 200 else None
        tail = re.split(r"[;.]|, (?:and|but)\b", text[two.end() : two.end() + 80])[0]
        if link is None:
            at += 1
            continue
        strong = bool(_STRONG_LINK.search(link["link"]))
        first, second = _arm(link["a"]), _arm(link["b"] + tail)
        if between.startswith(")"):  # the labels stand before their figures: "on the gel (3%) vs. those on syrup (2%)"
            first = _arm(re.split(r"[,;]|\b(?:than|with)\b", text[max(0, one.start() - 40) : one.start()])[-1])
            second = _arm(link["b"])
        if not strong and not (first and second and first != second) and (first or second) != "control":
            at += 1
            continue
        if not strong and not (
            _GROUP_RE.search(link["a"]) or _GROUP_RE.match(tail) or _RATE_LEFT.search(text[: one.start()])
        ):
            at += 1
            continue
        by = "label"
        if first == second or (first is None and second is None):
            by = "order"
            first, second = "treatment", "control"
            if between.startswith(")") and _arm(text[max(0, one.start() - 30) : one.start()]) == "control":
                by, first, second = "label", "control", "treatment"
        if first is None or second is None:
            known = first or second
            other = "control" if known == "treatment" else "treatment"
            first, second = first or other, second or other
        confidence = 0.9 if by == "label" and strong else 0.75
        outcome = _pair_outcome(sentence, one, two)
        own = outcome_said(text, two.end())
        second_outcome = own if own and own != outcome_said(text, one.end()) else outcome
        yield one.start(), replace(_found(sentence, one, first, confidence, arm_by=by), outcome=outcome)
        yield two.start(), replace(_found(sentence, two, second, confidence, arm_by=by), outcome=second_outcome)
        at += 2


def _pair_outcome(sentence: Sentence, one: re.Match[str], two: re.Match[str]) -> str | None:
    return outcome_near(sentence.text, one.start(), two.end()) or outcome_near(sentence.text, one.start(), one.end())


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
        when, since = _when(text, match.start())
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
            arm=_arm((match["who"] or "") + re.split(r"[;,.]|\band\b|\bvs\b|versus|compared", window)[0]),
            outcome=outcome_near(text, match.start(), match.end()),
            timepoint_days=when,
            confidence=0.85,
            qualifiers={"k": int(k), "n": int(of)} | since,
        )


def find(sentence: Sentence) -> Iterator[Found]:
    """Find shares of a group with an event, with arm, outcome and time point where the sentence says them."""
    percents = _percents(sentence.text)
    listed = respective(sentence.text, [m.span() for m in percents])
    paired = dict(_pairs(sentence, [m for m in percents if m.start() not in listed]))
    listed |= arms_of(sentence.text, [m.span() for m in percents if m.start() not in paired | listed])
    before: Found | None = None
    for match in percents:
        if match.start() in paired:
            yield paired[match.start()]
            continue
        if match.start() in listed:
            general = said_of_all(sentence.text[match.end() :])
            name, by = (None, "") if general else listed[match.start()]
            found = _found(sentence, match, name, 0.8 if by == "label" else 0.7, **({"arm_by": by} if name else {}))
            if found.outcome is None and before and (before.arm, name) == ("treatment", "control"):
                found = replace(found, outcome=before.outcome, timepoint_days=before.timepoint_days)
            before = found
            yield replace(found, scope="background") if general else found
            continue
        left = sentence.text[: match.start()]
        right = sentence.text[match.end() : match.end() + 130]
        group = _GROUP_RE.match(right)
        apposed = _APPOSED.search(left[-110:]) if re.match(r"\s?[,)]", right) else None
        if apposed:
            yield _found(sentence, match, _arm(apposed["group"]), 0.8)
        elif group or _RATE_LEFT.search(left[-80:]) or len(_counted(sentence.text, match)) == 2:
            general = said_of_all(right)
            arm = _arm(re.split(r"[;,.]|\d+(?:\.\d+)?\s?(?:%|per)", right)[0]) if group else None
            found = _found(sentence, match, arm, 0.8)
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
