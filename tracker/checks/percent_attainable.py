"""Percent attainable: whether a printed percentage can be a whole number of the people of its arm.

A share of n people is 100k/n for a whole k (the GRIM test: Brown and Heathers, Soc Psychol Personal Sci 2017;8:363).
The denominators tried are the printed size of the arm less nobody up to all who left (randomised less completed, or
those said to have left; where nothing is said of that, up to a tenth of the arm). The percentage fits when some 100k/n
is printed so, rounded half up, half even or cut off; off by one in its last digit is rounding. When one percentage in
five drawn at random would fit too, the test says nothing. Percentages out of a model (Kaplan-Meier, weighted, imputed,
adjusted), of a subgroup, of one of three or more arms, or of arms that do not add up to the people of the trial are not
comparable, and neither are three or more that all fail: then they are of other people. Arm sizes come from the
document, from the abstract printed in it, or from the paper; a share such as "half" is no arm size.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from tracker.checks._arms import (
    MODELLED,
    SUBGROUP,
    Arms,
    about,
    arms_of,
    called,
    denominators,
    digits,
    distinct_rates,
    fraction,
    left,
    own,
    usable,
)
from tracker.checks._base import Case, Check, Example, Finding, Held
from tracker.checks._statistics import chance_of_fit, nearest

CHANGE = re.compile(
    r"\b(?:decreas|increas|reduc|chang|improv|declin|fell|fall|rose|rise|drop|gain|los[ts]|lower|higher|great|fewer|less|more)"
    r"[a-z]*\s(?:[\w-]+\s){0,2}?(?:by|of)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""Words before a percentage by which it is a change and no share of people."""
UNINFORMATIVE = 0.2
"""The chance of a random percentage to fit from which the test says nothing."""


def run(case: Case) -> Iterator[Finding]:
    """Hold each printed percentage of an arm against the whole numbers of people it can stand for."""
    witnesses = usable(case)
    arms = arms_of(witnesses)
    if arms is None:
        return
    printed = [w for w in witnesses if own(case, w)]
    gone = left([*printed, *([] if arms.witness in printed else [arms.witness])])
    findings = [
        _judge(held, decimals, arms, gone)
        for held in distinct_rates(printed)
        if held.claim.arm is not None and fraction(held) is None and (decimals := digits(held)) is not None
    ]
    failed = [f for f in findings if f.verdict == "inconsistent"]
    fitting = [f for f in findings if f.verdict in ("consistent", "rounding_only")]
    if len(failed) >= 3 and not fitting:
        findings = [_of_others(f) if f in failed else f for f in findings]
    against = None if arms.witness is case.subject or own(case, arms.witness) else arms.witness.document_id
    yield from (replace(f, against_document_id=against) for f in findings)


def _judge(held: Held, decimals: int, arms: Arms, gone: int | None) -> Finding:
    claim, arm = held.claim, held.claim.arm or ""
    size = arms.of(arm)[0]
    assert claim.number is not None
    reason = None
    if MODELLED.search(held.sentence) or claim.outcome == "survival":
        reason = "it may come from a model, so it need not be a share of people"
    elif SUBGROUP.search(held.sentence):
        reason = "it may be of other people than the whole arm"
    elif CHANGE.search(held.sentence[: (claim.start or 0) - (claim.context_start or 0)]):
        reason = "it may be a change and no share of people"
    elif len(arms.treatment) > 1 or len(arms.control) > 1:
        reason = "there are more arms than two, and it is not said to be of which"
    elif not arms.complete:
        reason = "the printed arms do not add up to the people of the trial"
    if reason:
        return Finding("not_comparable", f"{claim.raw}: {reason}.", held, size, None, about(held))
    possible = denominators(arms, arm, gone)
    people = f"{min(possible)} to {max(possible)} people" if len(possible) > 1 else f"{max(possible)} people"
    group = f"{people} ({called(size)})"
    chance = chance_of_fit(decimals, possible, UNINFORMATIVE)
    if chance >= UNINFORMATIVE:
        why = f"{claim.raw} of {group} says nothing: at least {chance:.0%} of all percentages printed so would fit."
        return Finding("uninformative", why, held, size, None, about(held))
    share = nearest(claim.number, decimals, possible)
    closest = f"{share.k} of {share.n} is {share.percent:.{decimals + 2}f}%"
    if share.fit == "yes":
        return Finding("consistent", f"{claim.raw} fits {group}: {closest}.", held, size, None, about(held))
    no = f"{claim.raw} is no whole number of {group}; the nearest, {closest}"
    if share.fit == "near":
        why = f"{no}, is off by one in the last digit: a matter of rounding."
        return Finding("rounding_only", why, held, size, None, about(held))
    if claim.outcome is None:
        why = f"{no}, is something else, but the text does not say in so many words what was counted."
        return Finding("not_comparable", why, held, size, None, about(held))
    why = f"{no}, differs from it. Only {chance:.0%} of all percentages printed so would fit."
    return Finding("inconsistent", why, held, size, None, about(held), "minor")


def _of_others(finding: Finding) -> Finding:
    assert finding.claim is not None
    why = f"{finding.claim.claim.raw}: none of the percentages fits its arm, so they may be of other people."
    return replace(finding, verdict="not_comparable", explanation=why, severity="info")


_TEXT = "Thirty adults were randomised (14 to the drug, 16 to placebo); 29 completed the trial. "
_LARGER = "We randomised 46 patients (22 to the drug, 24 to placebo) and all 46 patients completed the trial. "
_MANY = "We randomised 800 adults (400 to the drug, 400 to placebo); 760 completed the trial. "

CHECK = Check(
    name="percent_attainable",
    title="Percentage that people can make up",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("event_rate", "arm_size", "sample_size", "attrition"),
    examples=(
        Example(
            "In all, 57 women were analysed, 26 in the gel group and 31 in the placebo group. Rash occurred in 22.2% "
            "of the gel group.",
            verdict="uninformative",
        ),
        Example(
            "In all, 57 women took part, 26 in the gel group and 31 in the placebo group. Rash occurred in 22.2% "
            "of the gel group.",
            verdict="inconsistent",
        ),
        Example(
            _TEXT + "Remission was more common with the drug than placebo (47.5% vs 40.7%).", verdict="inconsistent"
        ),
        Example(_TEXT + "Response rates were 66.0% with the drug versus 59.4% for placebo.", verdict="inconsistent"),
        Example(_TEXT + "Relapse was rarer with the drug than placebo (12.4% vs 39.2%).", verdict="inconsistent"),
        Example(
            _LARGER + "Remission was more common with the drug than placebo (42.9% vs 30.5%).", verdict="inconsistent"
        ),
        Example(_LARGER + "Response rates were 61.6% with the drug versus 47.2% for placebo.", verdict="inconsistent"),
        Example(
            _LARGER + "Nausea was reported by 20.1% with the drug versus 10.4% for placebo.", verdict="inconsistent"
        ),
        Example(_TEXT + "Remission was more common with the drug than placebo (61.5% vs 25.0%).", verdict="consistent"),
        Example(_LARGER + "Response rates were 68.2% with the drug versus 33.3% for placebo.", verdict="consistent"),
        Example(
            _TEXT + "Remission was more common with the drug than placebo (69.3% vs 37.6%).", verdict="rounding_only"
        ),
        Example(_TEXT + "Remission was more common with the drug than placebo (62% vs 25%).", verdict="uninformative"),
        Example(
            _MANY + "Remission was more common with the drug than placebo (41.3% vs 30.2%).", verdict="uninformative"
        ),
        Example("Half received the drug and half a placebo; remission was 47.5% vs 40.7%.", verdict=None),
        Example(
            _TEXT + "Adjusted remission was 47.5% with the drug versus 40.7% for placebo.", verdict="not_comparable"
        ),
        Example(
            _TEXT + "Among those with fever, remission was 47.5% with the drug versus 40.7% for placebo.",
            verdict="not_comparable",
        ),
    ),
)
