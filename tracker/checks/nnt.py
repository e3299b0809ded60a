"""Number needed to treat: the printed NNT against the two event rates printed beside it.

The NNT is one over the absolute difference of the event rates of the two arms (Cook and Sackett, BMJ 1995;310:452).
Printed rates are intervals of half their last digit, so the difference is an interval too. A benefit is rounded up, a
harm down; the nearest whole number is accepted as well, and a reciprocal within the interval; an NNT printed with
decimals fits within its last digit. The difference is signed: more of a good event or less of a bad one is benefit,
and an NNT to benefit beside rates that favour the control (when the text names the arms) differs from them. Rates and
NNT must be about one outcome. An NNT without rates in its sentence is held against the NNT of the best witness that
gives one, else against the rates of the document or of the source; it differs from these only when both name the
outcome. Hazard or odds ratios, adjusted, pooled or person-time figures are not comparable. Where the arm sizes are
known, the 95% interval of the difference is printed (hybrid score interval, method 10 of Newcombe, Stat Med
1998;17:873), and that of the NNT, through infinity when it includes no effect (Altman, BMJ 1998;317:1309); it never
changes the verdict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from tracker.checks._arms import (
    MODELLED,
    Arms,
    arms_of,
    denominators,
    digits,
    fraction,
    interval,
    left,
    own,
    rate_pairs,
    usable,
)
from tracker.checks._base import Case, Check, Example, Finding, Held
from tracker.checks._statistics import nearest, newcombe

NOT_RAW = re.compile(
    r"\b(?:hazard|odds|adjusted|pooled|meta-analys|person-years?|per year|annuali[sz]ed)", re.IGNORECASE
)
INFINITE = float("inf")
GOOD = frozenset({"remission", "response", "survival", "cure", "abstinence", "improvement", "pregnancy"})
"""Outcomes of which more is better."""
BAD = frozenset(
    {"death", "relapse", "recurrence", "progression", "myocardial infarction", "stroke", "fracture", "hospitalisation",
     "infection", "psychosis", "shingles"}
)  # fmt: skip
"""Outcomes of which less is better; side effects are left out, their NNT is often printed without a sign."""


def run(case: Case) -> Iterator[Finding]:
    """Recompute each NNT of the document's own trial that stands beside a pair of rates, then ask the source."""
    witnesses = usable(case)
    arms = arms_of(witnesses)
    gone = left([w for w in witnesses if own(case, w) or (arms is not None and w is arms.witness)])
    rates = case.subject.of("event_rate")
    for held in case.subject.of("nnt"):
        if held.claim.kind not in ("nntb", "nnth") or held.claim.number is None:
            continue
        pair = _pair(held, rates)
        elsewhere = _elsewhere(case, held, pair)
        if elsewhere is not None:
            yield elsewhere
        if pair is None:
            continue
        qualifiers = held.claim.outcome or pair[0].claim.outcome or f"NNT {held.claim.number}"
        if NOT_RAW.search(held.sentence):
            why = f"NNT {held.claim.number} stands beside a ratio or adjusted figure: raw rates do not decide it."
            yield Finding("not_comparable", why, held, pair[0], None, qualifiers)
            continue
        yield _compare(held, *pair, qualifiers, _spread(*pair, arms, gone))


def _elsewhere(case: Case, held: Held, pair: tuple[Held, Held] | None) -> Finding | None:
    """The NNT against what the best witness gives for the same outcome: its NNT, else (without own rates) its rates."""
    for witness in case.references:
        known = [o for o in witness.of("nnt") if o.claim.kind == held.claim.kind and _one_outcome(held, o)]
        known = [o for o in known if o.claim.number is not None]
        if not known or witness.document_id == case.subject.document_id:
            continue
        low, high = _bounds(held)
        same = next((o for o in known if low - 1 <= _bounds(o)[1] and _bounds(o)[0] <= high + 1), None)
        other = same or known[0]
        if pair is not None and same:
            return None  # the rates beside it decide
        why = f"NNT {held.claim.number} {'agrees with' if same else 'differs from'} NNT {other.claim.number}."
        verdict, severity = ("consistent", "info") if same else ("inconsistent", "minor")
        return Finding(verdict, why, held, other, witness.document_id, "source", severity)  # type: ignore[arg-type]
    return None if pair is not None else _by_rates(case, held)


def _by_rates(case: Case, held: Held) -> Finding | None:
    """The NNT against the rates of both arms in the document's other sentences, else in the best witness with some."""
    for witness in (case.subject, *case.references):
        pairs = [p for p in rate_pairs(witness.of("event_rate")) if _one_outcome(held, p[0])]
        if not pairs:
            continue
        outcome = pairs[0][0].claim.outcome
        against = None if witness is case.subject else witness.document_id
        found = [_compare(held, *pair, held.claim.outcome or "rates", "") for pair in pairs]
        fitting = next((f for f in found if f.verdict in ("consistent", "rounding_only")), None)
        if fitting:
            return replace(fitting, against_document_id=against)
        sure = len(pairs) == 1 and held.claim.status == "asserted" and outcome and outcome == held.claim.outcome
        if sure and not any(NOT_RAW.search(h.sentence) or MODELLED.search(h.sentence) for h in (held, *pairs[0])):
            return replace(found[0], against_document_id=against)
        return None
    return None


def _one_outcome(a: Held, b: Held) -> bool:
    return not a.claim.outcome or not b.claim.outcome or a.claim.outcome == b.claim.outcome


def _bounds(held: Held) -> tuple[Decimal, Decimal]:
    """What the printed NNT can stand for."""
    number = held.claim.number or Decimal(0)
    return (held.claim.low or number, held.claim.high or number)


def _pair(held: Held, rates: Sequence[Held]) -> tuple[Held, Held] | None:
    """The two rates (treatment, control) of the NNT's sentence and outcome that stand nearest to it."""
    pairs = [
        (a, b)
        for a, b in rate_pairs(rates)
        if a.claim.context_start == held.claim.context_start
        and (not held.claim.outcome or not a.claim.outcome or a.claim.outcome == held.claim.outcome)
    ]
    return min(pairs, key=lambda p: _distance(held, p), default=None)


def _distance(held: Held, pair: tuple[Held, Held]) -> int:
    """How far the pair stands from the NNT; rates after it count as further away."""
    ends = [r.claim.end or 0 for r in pair]
    start = held.claim.start or 0
    return max(abs(start - end) * (1 if end <= start else 3) for end in ends)


def needed(treated: tuple[float, float], control: tuple[float, float]) -> tuple[float, float]:
    """The NNT interval that two event rates (percent, each a low and a high) allow; infinite where they meet."""
    least = max(treated[0] - control[1], control[0] - treated[1], 0.0)
    most = max(treated[1] - control[0], control[1] - treated[0])
    return 100 / most if most > 0 else INFINITE, 100 / least if least > 0 else INFINITE


def benefit(outcome: str | None, treated: tuple[float, float], control: tuple[float, float]) -> bool | None:
    """Whether the rates of a known outcome are a benefit (True) or a harm; None when they do not say."""
    if (treated[0] <= control[1] and control[0] <= treated[1]) or outcome not in GOOD | BAD:
        return None
    return (treated[0] > control[1]) == (outcome in GOOD)


def _compare(held: Held, treated: Held, control: Held, qualifiers: str, spread: str) -> Finding:
    rates_of = [tuple(map(float, interval(r))) for r in (treated, control)]
    ends: list[tuple[float, float]] = [(r[0], r[1]) for r in rates_of]
    low, high = needed(*ends)
    said_low, said_high = _said(held)
    harm = held.claim.kind == "nnth"
    decimals = len(str(held.claim.number).partition(".")[2])
    if decimals:
        step = 10.0**-decimals
        fits = low <= said_high + step / 2 and high >= said_low - step / 2
        rounded = not fits and low <= said_high + step and high >= said_low - step
    else:
        fits, rounded = low < said_high + (1 if harm else 0.5) and high > said_low - (0.5 if harm else 1), False
    exact = f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"
    rates = f"{treated.claim.raw} and {control.claim.raw}"
    number = held.claim.number
    good = benefit(treated.claim.outcome, *ends)
    if (fits or rounded) and good is not None and good == harm:
        to = "harm" if harm else "benefit"
        if any(r.claim.qualifiers.get("arm_by") == "order" for r in (treated, control)):
            why = (
                f"NNT {number} to {to}: the rates {rates} are not said to be of which arm, so their sign is not known."
            )
            return Finding("not_comparable", why, held, treated, None, qualifiers)
        why = f"NNT {number} to {to} differs from the rates {rates}, which are a {'benefit' if good else 'harm'}."
        return Finding("inconsistent", why, held, treated, None, qualifiers, "minor")
    if fits or rounded:
        turned = "" if decimals else f" (rounded {'down' if harm else 'up'} or to the nearest)"
        why = f"NNT {number} fits the rates {rates}, which give {exact}{turned}.{spread}"
        return Finding("rounding_only" if rounded else "consistent", why, held, treated, None, qualifiers)
    why = f"NNT {number} differs from what the rates {rates} give: {exact}.{spread}"
    return Finding("inconsistent", why, held, treated, None, qualifiers, "minor")


def _said(held: Held) -> tuple[float, float]:
    number = held.claim.number
    low = held.claim.low if held.claim.low is not None else number
    high = held.claim.high if held.claim.high is not None else number
    return float(low or 0), float(high) if high is not None else INFINITE


def _spread(treated: Held, control: Held, arms: Arms | None, gone: int | None) -> str:
    """The intervals of the difference and of the NNT in words; empty when the people are not known."""
    one, two = (_counted(rate, arms, gone) for rate in (treated, control))
    if one is None or two is None:
        return ""
    low, high = (100 * bound for bound in newcombe(*one, *two))
    if (one[0] / one[1] < two[0] / two[1]) and (low, high) != (0, 0):
        low, high = -high, -low
    people = f" With {one[0]} of {one[1]} and {two[0]} of {two[1]} people the 95% interval of the difference"
    said = f"{people} is {low:.1f} to {high:.1f} percentage points (Newcombe 1998)"
    if low > 0:
        return f"{said}, that of the NNT {100 / high:.1f} to {100 / low:.1f}."
    other = "infinity" if low == 0 else f"infinity to {-100 / low:.1f} the other way"
    return f"{said}, that of the NNT {100 / high:.1f} through {other}: their 95% interval includes no benefit and harm."


def _counted(rate: Held, arms: Arms | None, gone: int | None) -> tuple[int, int] | None:
    """The k and n of a rate: as printed, else the whole number of its arm that comes nearest."""
    printed = fraction(rate)
    if printed is not None:
        return printed
    arm, decimals = rate.claim.arm, digits(rate)
    if (
        arms is None
        or not arms.complete
        or arm is None
        or decimals is None
        or rate.claim.number is None
        or len(arms.of(arm)) != 1
    ):
        return None
    share = nearest(rate.claim.number, decimals, denominators(arms, arm, gone))
    return share.k, share.n


CHECK = Check(
    name="nnt",
    title="Number needed to treat",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("nnt", "event_rate", "arm_size", "sample_size", "attrition"),
    examples=(
        Example("Remission was higher with the drug than placebo (50.0% vs 25.0%; NNT = 8).", verdict="inconsistent"),
        Example("Response favoured the drug (60% vs 40%; NNT = 12).", verdict="inconsistent"),
        Example("Remission was seen in 45% vs 35%, a number needed to treat of 4.", verdict="inconsistent"),
        Example("Relapse fell with the drug (10% vs 30%; NNT = 20).", verdict="inconsistent"),
        Example("Remission favoured the drug (30% vs 28%; NNT = 5).", verdict="inconsistent"),
        Example("Response favoured the drug (80% vs 30%; NNT = 5).", verdict="inconsistent"),
        Example("Remission was higher with the drug than placebo (50.0% vs 25.0%; NNT = 4).", verdict="consistent"),
        Example("Remission favoured the drug (47.1% vs 29.6%; NNT = 6).", verdict="consistent"),
        Example("Response favoured the drug (62% vs 41%; NNT = 5).", verdict="consistent"),
        Example("Relapse fell with the drug (12% vs 30%; NNT = 6).", verdict="consistent"),
        Example(
            "Remission favoured placebo over the drug (20% with the drug vs 40% with placebo; NNT = 5).",
            verdict="inconsistent",
        ),
        Example("Remission favoured the drug (47.1% vs 29.6%; NNT = 5.7).", verdict="consistent"),
        Example("Remission favoured the drug (47.1% vs 29.6%; NNT = 5.2).", verdict="inconsistent"),
        Example("Relapse was more common with the drug (40% vs 20%; NNT = 5).", verdict="not_comparable"),
        Example("The number needed to treat was just 4.", "Response was higher (NNT = 11).", "inconsistent", "paper"),
        Example("The number needed to treat was about 11.", "Response was higher (NNT = 11).", "consistent", "paper"),
        Example(
            "Twelve people must be treated for one more remission.",
            "Remission was seen in 40% with the drug versus 20% with placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Five people must be treated for one more remission.",
            "Remission was seen in 40% with the drug versus 20% with placebo.",
            "consistent",
            "paper",
        ),
        Example(
            "The number needed to treat was 12.",
            "Remission was seen in 40% with the drug versus 20% with placebo.",
            None,
            "paper",
        ),
        Example(
            "Twelve people must be treated for one more remission.",
            "Relapse was seen in 20% with the drug versus 40% with placebo.",
            None,
            "paper",
        ),
        Example(
            "Twelve people must be treated for one more remission.",
            "Estimated remission was seen in 40% with the drug versus 20% with placebo.",
            None,
            "paper",
        ),
        Example("They need to treat it early, and 50% recovered.", verdict=None),
        Example("For SSRIs the NNT is about 7.", verdict=None),
        Example("Adjusted remission favoured the drug (50.0% vs 25.0%; NNT = 8).", verdict="not_comparable"),
        Example("Response favoured the drug (60% vs 40%; NNT = 12, from the hazard ratio).", verdict="not_comparable"),
    ),
)
