"""Number needed to treat: the printed NNT against the two event rates printed beside it.

The NNT is one over the absolute difference of the event rates of the two arms (Cook and Sackett, BMJ 1995;310:452).
Printed rates are intervals of half their last digit, so the difference is an interval too. A benefit is rounded up, a
harm down; the nearest whole number is accepted as well, and a reciprocal within the interval. Rates and NNT must stand
in one sentence and be about one outcome. Hazard or odds ratios, adjusted, pooled or person-time figures are not
comparable.
"""

import re
from collections.abc import Iterator, Sequence

from tracker.checks._base import Case, Check, Example, Finding, Held

NOT_RAW = re.compile(
    r"\b(?:hazard|odds|adjusted|pooled|meta-analys|person-years?|per year|annuali[sz]ed)", re.IGNORECASE
)
INFINITE = float("inf")


def run(case: Case) -> Iterator[Finding]:
    """Recompute each NNT of the document's own trial that stands beside a pair of rates."""
    rates = case.subject.of("event_rate")
    for held in case.subject.of("nnt"):
        if held.claim.kind not in ("nntb", "nnth") or held.claim.number is None:
            continue
        pair = _pair(held, rates)
        if pair is None:
            continue
        qualifiers = held.claim.outcome or pair[0].claim.outcome or f"NNT {held.claim.number}"
        if NOT_RAW.search(held.sentence):
            why = f"NNT {held.claim.number} stands beside a ratio or adjusted figure: raw rates do not decide it."
            yield Finding("not_comparable", why, held, pair[0], None, qualifiers)
            continue
        yield _compare(held, *pair, qualifiers)


def _pair(held: Held, rates: Sequence[Held]) -> tuple[Held, Held] | None:
    """The two rates (treatment, control) of the NNT's sentence and outcome that stand nearest to it."""
    near = [
        r
        for r in rates
        if r.claim.context_start == held.claim.context_start
        and r.claim.start is not None
        and r.claim.number is not None
        and (not held.claim.outcome or not r.claim.outcome or r.claim.outcome == held.claim.outcome)
    ]
    pairs = [
        (a, b)
        for a in near
        for b in near
        if a.claim.arm == "treatment" and b.claim.arm == "control" and a.claim.outcome == b.claim.outcome
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


def _compare(held: Held, treated: Held, control: Held, qualifiers: str) -> Finding:
    low, high = needed(_interval(treated), _interval(control))
    said_low, said_high = _interval(held)
    harm = held.claim.kind == "nnth"
    fits = low < said_high + (1 if harm else 0.5) and high > said_low - (0.5 if harm else 1)
    exact = f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"
    rates = f"{treated.claim.raw} and {control.claim.raw}"
    if fits:
        why = f"NNT {held.claim.number} fits the rates {rates}, which give {exact}."
        return Finding("consistent", why, held, treated, None, qualifiers)
    why = f"NNT {held.claim.number} differs from what the rates {rates} give: {exact}."
    return Finding("inconsistent", why, held, treated, None, qualifiers, "minor")


def _interval(held: Held) -> tuple[float, float]:
    number = held.claim.number
    low = held.claim.low if held.claim.low is not None else number
    high = held.claim.high if held.claim.high is not None else number
    return float(low or 0), float(high) if high is not None else INFINITE


CHECK = Check(
    name="nnt",
    title="Number needed to treat",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("nnt", "event_rate"),
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
        Example("They need to treat it early, and 50% recovered.", verdict=None),
        Example("For SSRIs the NNT is about 7.", verdict=None),
        Example("Adjusted remission favoured the drug (50.0% vs 25.0%; NNT = 8).", verdict="not_comparable"),
        Example("Response favoured the drug (60% vs 40%; NNT = 12, from the hazard ratio).", verdict="not_comparable"),
    ),
)
