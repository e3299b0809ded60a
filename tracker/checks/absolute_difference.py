"""Absolute difference: a printed absolute risk difference against the two event rates it must come from.

The difference of two rates printed with some digits is an interval: each rate is half its last digit more or less. The
printed difference, half its last digit either way, must meet it, with or without its sign; off by one in the last digit
is rounding. The rates are those of the same sentence, else those of the same named outcome in the document, else in the
best source that has them, when there is one pair only. Adjusted, pooled, time-to-event and non-inferiority figures,
those of a subgroup, several pairs, and an outcome that is not named are not comparable. (NNTs have a check of their
own, nnt.) Rule: CONSORT 2025 item 26 (absolute and relative effects); Cook and Sackett, BMJ 1995;310:452.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from tracker.checks._arms import MODELLED, SUBGROUP, interval, rate_pairs
from tracker.checks._base import Case, Check, Example, Finding, Held

ABSOLUTE = re.compile(
    r"\babsolute\b|\brisk difference|\bARR\b|\bRD\b|\bdifference\b|percentage[\s-]points?", re.IGNORECASE
)
NOT_RAW = re.compile(
    r"\b(?:hazard|odds|adjusted|pooled|meta-analys|mean|median|HbA1c|A1c|level|weight|non-?inferior|stratif|"
    r"(?:1|one)-sided)",
    re.IGNORECASE,
)
Pair = tuple[Held, Held]


def run(case: Case) -> Iterator[Finding]:
    """Recompute each absolute difference of the document's own trial."""
    seen: set[tuple[str | None, str]] = set()
    for held in case.subject.of("effect"):
        claim = held.claim
        key = (claim.outcome, str(claim.number))
        if claim.kind != "risk_difference" or claim.number is None or claim.unit is None or key in seen:
            continue
        if claim.status != "asserted" or not ABSOLUTE.search(held.sentence):
            continue
        seen.add(key)
        yield from _judge(case, held)


def _judge(case: Case, held: Held) -> Iterator[Finding]:
    outcome = held.claim.outcome
    beside = [p for p in rate_pairs(case.subject.of("event_rate")) if _one_sentence(held, p)]
    if beside:
        yield _compare(held, beside, None, named=False)
        return
    for witness in (case.subject, *case.references):
        pairs = [p for p in rate_pairs(witness.of("event_rate")) if outcome and p[0].claim.outcome == outcome]
        if pairs:
            yield _compare(held, pairs, None if witness is case.subject else witness.document_id, named=True)
            return


def _one_sentence(held: Held, pair: Pair) -> bool:
    outcomes = {held.claim.outcome, pair[0].claim.outcome} - {None, "adjusted"}
    return pair[0].claim.context_start == held.claim.context_start and len(outcomes) < 2


def _compare(held: Held, pairs: Sequence[Pair], against: str | None, *, named: bool) -> Finding:
    fitting = [p for p in pairs if _apart(held, p) <= 0]
    near = [p for p in pairs if _apart(held, p) <= _digit(held)]
    treated, control = (fitting or near or pairs)[0]
    low, high = _difference((treated, control))
    rates = f"{treated.claim.raw} and {control.claim.raw}"
    given = f"{low.normalize():f} to {high.normalize():f}" if low != high else f"{low.normalize():f}"
    pair = (held, treated, against, held.claim.outcome or treated.claim.outcome or str(held.claim.number))
    if fitting or near:
        why = f"Absolute difference: {held.claim.raw} fits the rates {rates}, which give {given}."
        return Finding("consistent" if fitting else "rounding_only", why, *pair)
    reason = _reason(held, pairs)
    if reason:
        why = f"Absolute difference: {held.claim.raw} and the rates {rates} could not be compared: {reason}."
        return Finding("not_comparable", why, *pair)
    where = " of this outcome" if named else ""
    why = f"Absolute difference: {held.claim.raw} differs from the rates{where} {rates}, which give {given}."
    return Finding("inconsistent", why, *pair, "minor")


def _difference(pair: Pair) -> tuple[Decimal, Decimal]:
    """The least and the most that two printed rates can be apart."""
    (low_a, high_a), (low_b, high_b) = (interval(rate) for rate in pair)
    return max(low_a - high_b, low_b - high_a, Decimal(0)), max(high_a - low_b, high_b - low_a)


def _apart(held: Held, pair: Pair) -> Decimal:
    """How far the printed difference lies from what the rates allow; 0 or less when it fits."""
    low, high = _difference(pair)
    said, half = abs(held.claim.number or Decimal(0)), _digit(held) / 2
    return max(said - half - high, low - said - half)


def _digit(held: Held) -> Decimal:
    """One unit of the last printed digit."""
    exponent = (held.claim.number or Decimal(0)).as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)


def _reason(held: Held, pairs: Sequence[Pair]) -> str | None:
    """Why a difference that the rates do not give may be right."""
    beside = (held, *pairs[0])
    if any(NOT_RAW.search(h.sentence) or MODELLED.search(h.sentence) for h in beside):
        return "one may come from a model or be no share of people"
    if any(SUBGROUP.search(h.sentence) for h in beside):
        return "one may be of a subgroup"
    if len(pairs) > 1:
        return f"there are {len(pairs)} pairs of rates"
    return None


_RELAPSE = "Relapse was 10% with the drug versus 15% with placebo"

CHECK = Check(
    name="absolute_difference",
    title="Absolute difference of two rates",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("effect", "event_rate"),
    examples=(
        Example(f"{_RELAPSE}, an absolute risk reduction of 9 percentage points.", verdict="inconsistent"),
        Example(f"{_RELAPSE}, an absolute risk reduction of 2.0 percentage points.", verdict="inconsistent"),
        Example(
            "Remission was 53.9% with the drug versus 31.3% with placebo, a risk difference of 12.6%.",
            verdict="inconsistent",
        ),
        Example(f"{_RELAPSE}. The absolute risk reduction in relapse was 33%.", verdict="inconsistent"),
        Example("The absolute reduction in relapse was 12%.", f"{_RELAPSE}.", "inconsistent", "paper"),
        Example("The absolute risk reduction for relapse was 1.5%.", f"{_RELAPSE}.", "inconsistent", "paper"),
        Example(f"{_RELAPSE}, an absolute risk reduction of 5 percentage points.", verdict="consistent"),
        Example(
            "Remission was 53.9% with the drug versus 31.3% with placebo, a risk difference of 22.6%.",
            verdict="consistent",
        ),
        Example("The absolute reduction in relapse was 5%.", f"{_RELAPSE}.", "consistent", "paper"),
        Example(f"{_RELAPSE}, an adjusted absolute risk reduction of 9 percentage points.", verdict="not_comparable"),
        Example(
            "The absolute reduction in relapse was 12%.",
            f"In the subgroup of smokers, {_RELAPSE}.",
            "not_comparable",
            "paper",
        ),
        Example("The absolute reduction in stroke was 12%.", f"{_RELAPSE}.", None, "paper"),
        Example("The drug cut the risk of relapse by 33%.", f"{_RELAPSE}.", None, "paper"),
        Example("HbA1c fell by 0.5 percentage points.", f"{_RELAPSE}.", None, "paper"),
    ),
)
