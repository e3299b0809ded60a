"""A p-value against the interval or the test statistic printed beside it: rules of `arithmetic`."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from math import log
from statistics import NormalDist

from tracker.checks._base import Finding, Held, Witness
from tracker.checks._distributions import chi2_p, f_p, r_p, t_p, z_p

RATIOS = ("hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio")
DIFFERENCES = ("risk_difference", "mean_difference", "median_difference", "difference")
OTHER_TEST = re.compile(
    r"\b(?:non-?inferior\w*|equivalen\w+|one-(?:sided|tailed)|1-(?:sided|tailed)|bayes\w*|credible|posterior|interaction|"
    r"trend|heterogeneity|bonferroni|holm|hochberg|multipl\w+|corrected|adjusted p|permutation|bootstrap\w*|exact test|"
    r"log-?\s?rank|stratified|wilcoxon|mann-whitney|primary p|for all|superiority margin)\b",
    re.IGNORECASE,
)
"""Words by which a p-value may be of another test than the two-sided one of the interval."""
LEVEL = 0.05
APART = 4
"""How many times as large one p-value must be to contradict an interval: other tests give somewhat other values."""
Bounds = tuple[float, float]


def recomputed(witness: Witness) -> Iterator[Finding]:
    """Yield, for every sentence with one p-value and one interval or test statistic, whether they go together.

    An estimate outside its own interval differs from it, with or without a p-value.
    """
    held: dict[int | None, dict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for one in witness.of("p_value", "ci", "effect", "test_statistic"):
        held[one.claim.context_start][one.claim.type].append(one)
    for beside in held.values():
        intervals = [one for one in beside["ci"] if one.claim.kind == "confidence" and one.claim.high is not None]
        for interval in intervals:
            estimate = _estimate(interval, beside["effect"])
            if estimate is not None:
                yield from _inside(interval, estimate)
        if len(beside["p_value"]) != 1:
            continue
        p = beside["p_value"][0]
        if len(beside["test_statistic"]) == 1:
            yield from _against_test(p, beside["test_statistic"][0])
        elif len(intervals) == len(beside["ci"]) == 1:
            estimate = _estimate(intervals[0], beside["effect"])
            if estimate is not None:
                yield from _against_interval(p, intervals[0], estimate)


def _estimate(interval: Held, effects: list[Held]) -> Held | None:
    """The effect that an interval stands right behind."""
    near = [one for one in effects if one.claim.kind in (*RATIOS, *DIFFERENCES) and _ends(one) == _printed(interval)]
    return near[0] if len(near) == 1 else None


def _ends(effect: Held) -> tuple[Decimal, ...]:
    """The interval that an effect was read with."""
    told = (effect.claim.qualifiers.get(name) for name in ("ci_low", "ci_high"))
    return tuple(Decimal(str(end)) for end in told if end is not None)


def _printed(interval: Held) -> tuple[Decimal, ...]:
    return tuple(end for end in (interval.claim.low, interval.claim.high) if end is not None)


def _inside(interval: Held, estimate: Held) -> Iterator[Finding]:
    low, high, number = interval.claim.low, interval.claim.high, estimate.claim.number
    if low is None or high is None or number is None or low >= high:
        return
    step = max(_step(interval.claim.raw), _step(str(number)))
    if number < low - step or number > high + step:
        if low - step <= -number <= high + step:
            why = f"{estimate.claim.raw} and {interval.claim.raw} may leave out a sign."
            yield Finding("not_comparable", why, estimate, interval, None, f"interval {number}")
            return
        why = f"{estimate.claim.raw} lies outside its own interval, {interval.claim.raw}: one differs from the other."
        yield Finding("inconsistent", why, estimate, interval, None, f"interval {number}", "minor")


def _step(printed: str) -> Decimal:
    places = max((len(part) for part in re.findall(r"\d[.·](\d+)", printed)), default=0)
    return Decimal(1).scaleb(-places)


def _against_interval(p: Held, interval: Held, estimate: Held) -> Iterator[Finding]:
    """The p-value that the interval gives, by the normal approximation, on the log scale for a ratio."""
    claim, ratio = interval.claim, estimate.claim.kind in RATIOS
    if claim.low is None or claim.high is None or estimate.claim.number is None or claim.low >= claim.high:
        return
    number, qualifiers = estimate.claim.number, f"p {p.claim.raw} {claim.raw}"
    level = float(claim.value.get("level") or 95) if isinstance(claim.value, dict) else 95.0
    if OTHER_TEST.search(p.sentence) or p.claim.qualifiers.get("test") or level not in (90, 95, 99):
        why = f"{p.claim.raw} beside {claim.raw} may be of another test than the interval."
        yield Finding("not_comparable", why, p, interval, None, qualifiers)
        return
    if ratio and claim.low <= 0:
        return
    given = _from_interval(number, (claim.low, claim.high), level, ratio, _step(claim.raw) / 2)
    printed = _bounds(p)
    said = f"{p.claim.raw} beside {claim.raw} ({estimate.claim.raw}), which gives about {_said(given)}"
    if _meet(given, printed) or _meet(given, _twice(printed)) or not _opposite(given, printed):
        yield Finding("consistent", f"{said}, goes with it.", p, interval, None, qualifiers)
        return
    why = f"{said}, differs from it: only one of them is significant at {LEVEL}."
    yield Finding("inconsistent", why, p, interval, None, qualifiers, "minor")


def _from_interval(number: Decimal, ends: tuple[Decimal, Decimal], level: float, ratio: bool, half: Decimal) -> Bounds:
    """The least and the largest p-value that the printed digits of an estimate and its interval allow."""
    z = NormalDist().inv_cdf(0.5 + level / 200)
    found = []
    for a, b, c in product((-half, half), repeat=3):
        estimate, low, high = float(number + a), float(ends[0] + b), float(ends[1] + c)
        if ratio:
            estimate, low, high = (log(max(x, 1e-9)) for x in (estimate, low, high))
        if high > low:
            found.append(z_p(estimate / ((high - low) / (2 * z))))
    return min(found, default=0.0), max(found, default=1.0)


def _opposite(given: Bounds, printed: Bounds) -> bool:
    """Whether one is significant and the other not, and the two are far apart."""
    if given[1] < LEVEL < printed[0]:
        return printed[0] > APART * given[1]
    return printed[1] <= LEVEL < given[0] and given[0] > APART * printed[1]


def _against_test(p: Held, test: Held) -> Iterator[Finding]:
    """The p-value that the printed statistic gives, as statcheck does it, with the one-tailed one let pass."""
    recompute = _test_of(test)
    claim, printed = test.claim, _bounds(p)
    if recompute is None or claim.low is None or claim.high is None:
        return
    qualifiers = f"p {p.claim.raw} {claim.raw}"
    if OTHER_TEST.search(p.sentence):
        why = f"{p.claim.raw} beside {claim.raw} may be of another test or corrected."
        yield Finding("not_comparable", why, p, test, None, qualifiers)
        return
    ends = sorted(recompute(abs(float(end))) for end in (claim.low, claim.high))
    given = (ends[0], ends[-1]) if (claim.low > 0) == (claim.high > 0) else (ends[0], 1.0)
    said = f"{p.claim.raw} beside {claim.raw}, which gives {_said(given)}"
    if _meet(given, printed):
        yield Finding("consistent", f"{said}, goes with it.", p, test, None, qualifiers)
    elif claim.kind in ("t", "z", "r") and _meet(given, _twice(printed)):
        yield Finding("rounding_only", f"{said}, goes with it as a one-tailed test.", p, test, None, qualifiers)
    else:
        crossing = (given[1] < LEVEL < printed[0]) or (printed[1] <= LEVEL < given[0])
        severity = "major" if crossing else "minor"
        yield Finding("inconsistent", f"{said}, differs from it.", p, test, None, qualifiers, severity)  # type: ignore[arg-type]


def _test_of(test: Held) -> Callable[[float], float] | None:
    value = test.claim.value
    df = [float(one) for one in value.get("df", ())] if isinstance(value, dict) else []
    if any(one <= 0 for one in df):
        return None
    known: dict[tuple[str | None, int], Callable[[float], float]] = {
        ("z", 0): z_p,
        ("t", 1): lambda x: t_p(x, df[0]),
        ("f", 2): lambda x: f_p(x, df[0], df[1]),
        ("chi2", 1): lambda x: chi2_p(x, df[0]),
        ("r", 1): lambda x: r_p(x, df[0]),
    }
    return known.get((test.claim.kind, len(df)))


def _bounds(p: Held) -> Bounds:
    """What a printed p-value can stand for; of "P < 0.05" anything below."""
    number = float(p.claim.number or 0)
    low = float(p.claim.low) if p.claim.low is not None else 0.0
    high = float(p.claim.high) if p.claim.high is not None else 1.0
    return (low, high) if p.claim.comparator != "=" or low < high else (number, number)


def _twice(printed: Bounds) -> Bounds:
    return 2 * printed[0], 2 * printed[1]


def _meet(a: Bounds, b: Bounds) -> bool:
    return a[0] <= b[1] + 1e-9 and b[0] <= a[1] + 1e-9


def _said(given: Bounds) -> str:
    low, high = (f"{end:.2g}" if end >= 0.001 else "less than 0.001" for end in given)
    return f"p = {low}" if low == high else f"p = {low} to {high}"
