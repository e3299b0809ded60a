"""Event rates: the share of an arm that had an event, in the document and in the best witness that gives it.

Only rates of one outcome, arm and time point (or window: weeks 9 to 24) are compared; a time point that one text
leaves out is taken as the same when the other gives one only, and an arm that both name by its treatment is the same
by name. They agree when the intervals of their printed digits meet, and are a matter of rounding up to one unit in the
last digit of the shorter one (54% and 53.9%, 7 of 13 and 53.9%). A rate of an outcome, arm or time the reference does
not give is not comparable, and neither are figures of a subgroup, of those who completed, or out of a model (adjusted,
Kaplan-Meier) against plain ones, nor arms that one text leaves to the order of print. An outcome without a common name
is that of a registry entry's results when the sentence has four in five of the telling words of its title, and of no
other title; the rate must then be one of its rates (of the arm that is named, where the entry tells whose each is).

Where that settles nothing, two shares in one sentence of which one is printed by the paper too, as the same member of a
pair, are that pair of the paper, and the other share must be the paper's other share. Asked for: exactly two shares in
either sentence; the shared one has a decimal in the document, or the sentences share a telling word; it is no other
rate of the paper; the two that differ are more than a point apart, and the document's is no rate of the paper, nor the
rest of one. Such a difference is minor.
Rule: CONSORT 2025 item 26 (results of each group for each outcome).
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from tracker.checks._arms import MODELLED, SUBGROUP, about, digits, distinct_rates, fraction, interval
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._rate_pairs import EXAMPLES, paired
from tracker.checks._registry_rates import DEGREE, titled
from tracker.claims._lexicon import PEOPLE, outcome_near
from tracker.claims._time import UNIT

THROUGHOUT = frozenset({"continuous", "sustained", "prolonged", "persistent", "durable"})
"""Words of degree that a window of time says by itself."""
BROAD = frozenset({"improvement", "pain"})
"""Outcomes that stand for many measures."""
NAMED_WITHIN = 70
"""How many characters before or after a rate its outcome may stand."""
ASIDE = re.compile(
    rf"\b(?:from|between)\s{UNIT}\s\w+\s(?:to|and)\s(?:{UNIT}\s)?\w+|\bin \d[\d,]* of (?:the )?\d[\d,]*(?:\s{PEOPLE})?",
    re.IGNORECASE,
)
"""What may stand between a rate and its outcome besides: a window of time, and the count of the rate."""
REACH = 120
"""How many characters beside a rate are read for words of degree."""


def run(case: Case) -> Iterator[Finding]:
    """Compare each rate of the document with the best witness that has a comparable one."""
    mine = [h for h in distinct_rates([case.subject]) if h.claim.number is not None]
    pairs = paired(case)
    for held in mine:
        findings = [f for w in case.references if (f := _by_title(held, w) or _against(held, mine, w)) is not None]
        settled = [f for f in findings if f.verdict != "not_comparable"]
        if settled or held.id not in pairs:
            yield from (settled or findings)[:1]
        elif (finding := pairs[held.id]) is not None:
            yield finding


def _by_title(held: Held, witness: Witness) -> Finding | None:
    found = titled(held, witness)
    if found is None:
        return None
    verdict, other = found
    how = {"consistent": "agrees with", "rounding_only": "is rounded from"}.get(verdict, "differs from")
    about = other.claim.qualifiers.get("outcome")
    why = f"{held.claim.raw} {how} {other.claim.raw} ({other.claim.qualifiers.get('label')}; {about})"
    return _finding(verdict, why, held, other, witness)


def _against(held: Held, mine: Sequence[Held], witness: Witness) -> Finding | None:
    known = [h for h in distinct_rates([witness]) if h.claim.number is not None]
    if not known:
        return None
    claim = held.claim
    named = {h.claim.qualifiers.get("treatment") for h in known} - {None}
    if claim.outcome is None or (claim.arm is None and claim.qualifiers.get("treatment") not in named):
        what = "outcome" if claim.outcome is None else "arm"
        return _finding("not_comparable", f"{claim.raw} is not said to be of which {what}", held, known[0], witness)
    same = [h for h in known if h.claim.outcome == claim.outcome]
    if not same:
        given = ", ".join(sorted({h.claim.outcome for h in known if h.claim.outcome}))
        why = f"{claim.raw} ({claim.outcome}) is of an outcome the reference gives no rate of ({given or 'none named'})"
        return _finding("not_comparable", why, held, known[0], witness)
    arm = [h for h in same if _one_arm(held, h)]
    meeting = [(_near(held, h), h) for h in arm if _timed(held, h)]
    for wanted in ("consistent", "rounding_only"):
        for verdict, other in meeting:
            if verdict == wanted:
                how = "agrees with" if verdict == "consistent" else "is rounded from"
                return _finding(verdict, f"{_said(held)} {how} {_said(other)}", held, other, witness)
    return _differs(held, [h for h in mine if h.claim.outcome == claim.outcome], same, arm, witness)


def _differs(held: Held, mine: Sequence[Held], same: Sequence[Held], arm: Sequence[Held], witness: Witness) -> Finding:
    """No rate of the arm fits: a difference, unless something else than an error explains it."""
    timed = [h for h in arm if _timed(held, h)]
    if not timed:
        missing = "arm" if not arm else "time"
        nearby = (arm or same)[0]
        why = f"{_said(held)}: the reference gives {held.claim.outcome} of another {missing}, {_said(nearby)}"
        return _finding("not_comparable", why, held, nearby, witness)
    other = timed[0]
    swapped = [h for h in same if not _one_arm(held, h) and _near(held, h) is not None]
    reason = None
    if len(timed) > 1:
        reason = f"the reference gives {len(timed)} rates of this outcome"
    elif any(_one_arm(held, h) and _timed(held, h) and _near(held, h) is None for h in mine):
        reason = "the document gives several rates of this outcome"
    elif any(SUBGROUP.search(h.sentence) for h in (held, other)):
        reason = "one may be of a subgroup or of those who completed"
    elif any(MODELLED.search(h.sentence) for h in (held, other)):
        reason = "one may come from a model"
    elif held.claim.outcome in BROAD or (held.claim.outcome == "adverse event" and not _degrees(held)):
        reason = f"{held.claim.outcome} can be measured in many ways"
    elif not (_named(held) and _named(other)):
        reason = "a text does not name the outcome right beside it"
    elif _degrees(held) != _degrees(other):
        words = ", ".join(sorted(_degrees(held) ^ _degrees(other)))
        reason = f"it may be another outcome or group ({words})"
    elif _rest(held, other):
        reason = "one is the rest of the other"
    elif swapped and any(h.claim.qualifiers.get("arm_by") == "order" for h in (held, *swapped)):
        reason = "a text does not say which arm is which"
    if reason:
        return _finding("not_comparable", f"{_said(held)} and {_said(other)}: {reason}", held, other, witness)
    why = f"{_said(held)} differs from {_said(other)}"
    if swapped:
        why += f"; it is the rate of the other arm, {_said(swapped[0])}"
    return _finding("inconsistent", why, held, other, witness)


def _one_arm(a: Held, b: Held) -> bool:
    """Whether two rates are of one arm: by the name of its treatment where both give it, else by its part."""
    one, two = (h.claim.qualifiers.get("treatment") for h in (a, b))
    return one == two if one and two else a.claim.arm == b.claim.arm


def _timed(a: Held, b: Held) -> bool:
    one, two = a.claim.timepoint_days, b.claim.timepoint_days
    since = [h.claim.qualifiers.get("from_days") for h in (a, b)]
    return one is None or two is None or (one == two and since[0] == since[1])


def _near(a: Held, b: Held) -> str | None:
    """Whether two rates can be one: in the intervals of their digits, or off by one in the last digit."""
    (low_a, high_a), (low_b, high_b) = interval(a), interval(b)
    if a.claim.number == b.claim.number:
        return "consistent"
    apart = max(low_a - high_b, low_b - high_a)
    difference = abs((a.claim.number or Decimal(0)) - (b.claim.number or Decimal(0)))
    if apart <= 0 or difference <= max(_unit(a), _unit(b)):
        return "rounding_only"
    return None


def _unit(held: Held) -> Decimal:
    """One unit in the last printed digit; a count of people has none."""
    decimals = digits(held)
    return (
        Decimal(0)
        if decimals is None or (fraction(held) and held.claim.kind == "count")
        else Decimal(1).scaleb(-decimals)
    )


def _beside(held: Held) -> tuple[str, str]:
    """The text right before and right after a rate, as far as the sentence goes."""
    claim = held.claim
    if claim.start is None or claim.end is None or claim.context_start is None:
        return held.sentence, ""
    start, end = claim.start - claim.context_start, claim.end - claim.context_start
    return held.sentence[max(0, start - REACH) : start], held.sentence[end : end + REACH]


def _named(held: Held) -> bool:
    """Whether the outcome stands beside the rate: before it with no other before, or after it when none is."""
    left, right = (ASIDE.sub(" ", part) for part in _beside(held))
    before = outcome_near(left, len(left), len(left), NAMED_WITHIN)
    return (before or outcome_near(right, 0, 0, NAMED_WITHIN)) == held.claim.outcome


def _degrees(held: Held) -> frozenset[str]:
    left, right = _beside(held)
    words = DEGREE.findall(re.split(r"[;.]\s", left)[-1] + " | " + re.split(r"[;.]\s", right)[0])
    found = frozenset(re.sub(r"ha?emorrhagic", "hemorrhagic", word.lower()) for word in words)
    return found - THROUGHOUT if held.claim.qualifiers.get("from_days") is not None else found


def _rest(a: Held, b: Held) -> bool:
    together = (a.claim.number or Decimal(0)) + (b.claim.number or Decimal(0))
    return abs(together - 100) <= max(_unit(a), _unit(b))


def _said(held: Held) -> str:
    claim = held.claim
    when = f" at day {claim.timepoint_days}" if claim.timepoint_days is not None else ""
    return f"{claim.raw} ({claim.outcome}, {claim.arm or 'arm not said'}{when})"


def _finding(verdict: str, why: str, held: Held, other: Held, witness: Witness) -> Finding:
    return Finding(
        verdict=verdict,  # type: ignore[arg-type]
        severity="major" if verdict == "inconsistent" else "info",
        claim=held,
        against=other,
        against_document_id=witness.document_id,
        qualifiers=about(held),
        explanation=f"Event rate: {why}.",
    )


_REMISSION = "Remission was more common with the drug than placebo (53.9% vs 31.3%)."

_TITLED = tuple(
    (
        "event_rate",
        rate,
        "percentage",
        {"label": group, "arm_role": arm, "outcome": "Percentage of Participants With Morning Joint Stiffness"},
    )
    for rate, group, arm in (("40.5", "Zinc", "treatment"), ("22.5", "Placebo", "control"))
)

CHECK = Check(
    name="event_rate",
    title="Event rates",
    run=run,
    about=__doc__ or "",
    needs=("event_rate",),
    examples=(
        Example(
            "Remission reached 63.9 percent on the drug versus 41.3 percent on placebo.",
            _REMISSION,
            "inconsistent",
            "paper",
        ),
        Example("Remission was 70% with the drug versus 50% with placebo.", _REMISSION, "inconsistent", "paper"),
        Example(
            "Death occurred in 22/150 (14.7%) patients in the sham arm.",
            "Death occurred in 12/150 (8.0%) patients in the sham arm.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Relapse was 10% with the drug versus 40% with placebo.",
            "Relapse was 20% with the drug versus 30% with placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Response rates were 31 percent with the drug versus 48 percent for placebo.",
            "Response rates were 62 percent with the drug versus 71 percent for placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Nausea was reported by 44% with the drug versus 9% with placebo.",
            "Nausea was reported by 34% with the drug versus 19% with placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Remission reached 53.9 percent on the drug versus 31.3 percent on placebo.",
            _REMISSION,
            "consistent",
            "paper",
        ),
        Example(
            "Remission reached 54 percent on the drug versus 31 percent on placebo.",
            _REMISSION,
            "rounding_only",
            "paper",
        ),
        Example(
            "Remission was seen in about 54% with the drug versus about 31% with placebo.",
            _REMISSION,
            "rounding_only",
            "paper",
        ),
        Example(
            "Response rates were 46 percent with the drug versus 19 percent for placebo.",
            _REMISSION,
            "not_comparable",
            "paper",
        ),
        Example(
            "Relapse was 10% with the drug versus 40% with placebo.",
            "Among those with fever, relapse was 20% with the drug versus 30% with placebo.",
            "not_comparable",
            "paper",
        ),
        Example(
            "After week 12, 61 per cent of patients on tofacitinib reached ACR50.",
            "ACR50 at week 12 was achieved by 44% with tofacitinib and 30% with methotrexate.",
            "inconsistent",
            "paper",
        ),
        Example(
            "From week 5 to week 20, 41% of those on the drug did not smoke.",
            "Continuous abstinence from week 5 to week 20 was seen in 30% with the drug versus 21% with placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "After week 12, 30 per cent of patients on methotrexate reached ACR50.",
            "ACR50 at week 12 was achieved by 44% with tofacitinib and 30% with methotrexate.",
            "consistent",
            "paper",
        ),
        Example(
            "After week 12, 61 per cent of patients on tofacitinib reached ACR20.",
            "ACR50 at week 12 was achieved by 44% with tofacitinib and 30% with methotrexate.",
            "not_comparable",
            "paper",
        ),
        Example(
            "After week 12, 61 per cent of patients on tofacitinib reached ACR50.",
            "ACR50 at week 12 was achieved by 44% with upadacitinib and 30% with methotrexate.",
            "not_comparable",
            "paper",
        ),
        Example(
            "At week 20, 41% of those on the drug did not smoke.",
            "Continuous abstinence from week 5 to week 20 was seen in 30% with the drug versus 21% with placebo.",
            "not_comparable",
            "paper",
        ),
        Example("Morning joint stiffness was seen in 40.5% of those who took zinc.", _TITLED, "consistent"),
        Example("Morning joint stiffness was seen in 22.5% with zinc and 31.5% with placebo.", _TITLED, "inconsistent"),
        Example("The drug cut the risk of relapse by 30%.", _REMISSION, None, "paper"),
        Example(
            "By day 14 remission was 20% with the drug versus 12% with placebo.",
            "By day 28 remission was 53.9% with the drug versus 31.3% with placebo.",
            "not_comparable",
            "paper",
        ),
        *EXAMPLES,
    ),
)
