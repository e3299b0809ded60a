"""Outside the interval: an effect of the document against the confidence interval that the source prints for it.

Compared are two effects of one kind (hazard ratio with hazard ratio, a difference with one in the same unit) on the
same named outcome. The document's number, with half its last digit either way, must lie within an interval of the
source for it; a difference printed without its sign, and a ratio that is turned over, fit too. Several intervals for
one outcome are of several times or groups: one that fits is enough, and where none fits it is not comparable. Neither
are another model (raw, adjusted), population or time, figures of a subgroup, and an outcome that one text leaves open.
Rule: CONSORT 2025 item 26 (for each outcome, the estimated effect and its precision).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from tracker.checks._arms import SUBGROUP
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.claims._base import fold

RATIOS = frozenset({"hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio"})
DIFFERENCES = frozenset({"mean_difference", "median_difference", "difference", "risk_difference"})
SOURCES = ("registry", "paper", "preprint")
Bounds = tuple[Decimal, Decimal]


def run(case: Case) -> Iterator[Finding]:
    """Hold each effect of the document against the intervals of the first source that prints some for its kind."""
    seen: set[tuple[str | None, str | None, str]] = set()
    for held in case.subject.of("effect"):
        claim = held.claim
        key = (claim.kind, claim.outcome, str(claim.number))
        if claim.kind not in RATIOS | DIFFERENCES or claim.number is None or claim.status != "asserted" or key in seen:
            continue
        seen.add(key)
        for witness in case.references:
            if witness.kind not in SOURCES or witness.document_id == case.subject.document_id:
                continue
            theirs = [h for h in witness.of("effect") if h.claim.kind == claim.kind and _bounds(h) is not None]
            if theirs:
                yield _judge(case.subject, held, theirs, witness)
                break


def _bounds(held: Held) -> Bounds | None:
    """The printed interval of an effect; None when it has none, or only one side."""
    try:
        ends = [Decimal(str(held.claim.qualifiers[name]).replace(",", "")) for name in ("ci_low", "ci_high")]
    except (KeyError, InvalidOperation):
        return None
    return min(ends), max(ends)


def _judge(subject: Witness, held: Held, theirs: Sequence[Held], witness: Witness) -> Finding:
    claim = held.claim
    same = [h for h in theirs if claim.outcome and fold(h.claim.outcome or "") == fold(claim.outcome)]
    same = [h for h in same if claim.kind in RATIOS or _unit(h) == _unit(held)]
    qualifiers = f"{claim.kind} {claim.outcome or claim.number}"
    fitting = [h for h in same if _fits(held, h)]
    other = (fitting or same or theirs)[0]
    pair = (held, other, witness.document_id, qualifiers)
    said = f"Effect: {claim.raw}"
    if fitting:
        return Finding("consistent", f"{said} lies within the interval {_printed(other)} of {other.claim.raw}.", *pair)
    if not same:
        why = f"{said}: the source gives no interval for this outcome ({other.claim.outcome or 'none named'})."
        return Finding("not_comparable", why, *pair)
    reason = _reason(subject, held, same, witness)
    if reason:
        return Finding("not_comparable", f"{said} and {other.claim.raw} could not be compared: {reason}.", *pair)
    why = f"{said} differs from {other.claim.raw}: it lies outside the interval {_printed(other)}."
    return Finding("inconsistent", why, *pair, "minor")


def _printed(held: Held) -> str:
    return f"{held.claim.qualifiers['ci_low']} to {held.claim.qualifiers['ci_high']}"


def _unit(held: Held) -> str:
    return (held.claim.unit or "").rstrip("s")


def _fits(held: Held, other: Held) -> bool:
    bounds = _bounds(other)
    number = held.claim.number
    if bounds is None or number is None:
        return False
    low, high = (x if x is not None else number for x in (held.claim.low, held.claim.high))
    readings = [(low, high), (-high, -low)] if held.claim.kind in DIFFERENCES else [(low, high)]
    if held.claim.kind in RATIOS and low > 0:
        readings.append((1 / high, 1 / low))
    return any(a <= bounds[1] and bounds[0] <= b for a, b in readings)


def _reason(subject: Witness, held: Held, same: Sequence[Held], witness: Witness) -> str | None:
    """Why an effect outside the interval may be of something else."""
    if len(same) > 1:
        return f"the source gives {len(same)} intervals for this outcome"
    other = same[0]
    for name in ("model", "population"):
        one, two = (h.claim.qualifiers.get(name) for h in (held, other))
        if one != two:
            return f"another {name} ({one or 'not said'}, {two or 'not said'})"
    if any(SUBGROUP.search(h.sentence) for h in (held, other)):
        return "one may be of a subgroup or of those who completed"
    ours, known = _times(subject, held), _times(witness, other)
    if ours != known and (ours or known):
        return "they may be of two times"
    return None


def _times(witness: Witness, held: Held) -> frozenset[Decimal | None]:
    """The time points that stand in the sentence of an effect."""
    beside = [h for h in witness.of("timepoint", "duration") if h.claim.context_start == held.claim.context_start]
    return frozenset(h.claim.number for h in beside if held.claim.context_start is not None)


_DEATH = "The hazard ratio for death was 0.70 (95% CI 0.55 to 0.89)."
_PAIN = "The mean difference in pain was -2.1 points (95% CI -3.0 to -1.2)."

CHECK = Check(
    name="outside_interval",
    title="Effect outside the printed interval",
    run=run,
    about=__doc__ or "",
    needs=("effect", "timepoint", "duration"),
    examples=(
        Example("The hazard ratio for death was 0.40.", _DEATH, "inconsistent", "paper"),
        Example("The hazard ratio for death was 0.95.", _DEATH, "inconsistent", "paper"),
        Example("The mean difference in pain was 5.2 points.", _PAIN, "inconsistent", "paper"),
        Example("The mean difference in pain was -0.4 points.", _PAIN, "inconsistent", "paper"),
        Example(
            "The odds ratio for relapse was 0.30.",
            "The odds ratio for relapse was 0.61 (95% CI, 0.45-0.83).",
            "inconsistent",
            "paper",
        ),
        Example(
            "The relative risk for stroke was 0.9.",
            "The relative risk for stroke was 0.61 (95% CI 0.45 to 0.83).",
            "inconsistent",
            "paper",
        ),
        Example("The hazard ratio for death was 0.70.", _DEATH, "consistent", "paper"),
        Example("The hazard ratio for death was 0.9.", _DEATH, "consistent", "paper"),
        Example("The mean difference in pain was 2.1 points.", _PAIN, "consistent", "paper"),
        Example("The hazard ratio for death was 1.43.", _DEATH, "consistent", "paper"),
        Example("The hazard ratio for stroke was 0.40.", _DEATH, "not_comparable", "paper"),
        Example("The adjusted hazard ratio for death was 0.40.", _DEATH, "not_comparable", "paper"),
        Example("In the subgroup of smokers the hazard ratio for death was 0.40.", _DEATH, "not_comparable", "paper"),
        Example("The odds ratio for death was 0.40.", _DEATH, None, "paper"),
        Example("The drug cut deaths by 30%.", _DEATH, None, "paper"),
        Example("The hazard ratio for death was 0.40.", "The hazard ratio for death was 0.70.", None, "paper"),
    ),
)
