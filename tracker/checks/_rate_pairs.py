"""Rates told in pairs: a document's two shares against the two of one sentence of the paper, when one is the same.

Event rates are compared by the outcome they name; stories often name it in words of their own ("were anaemic" where the
paper says "anaemia was present"). Two shares in one sentence of which one is printed by the paper too, as the same
member of a pair, are that pair of the paper; the other share must then be the paper's other share. Asked for: exactly
two shares in either sentence; the shared one has a decimal in the document, or the sentences share a telling word; it
is no other rate of the paper; the two shares that differ are more than a point apart, and the document's is no rate of
the paper, nor the rest of one. Figures of a subgroup or out of a model, of two time points, or of arms said to be
others, are not comparable. Rule: CONSORT 2025 item 26 (results of each group for each outcome).
"""

import re
from collections import defaultdict
from decimal import Decimal

from tracker.checks._arms import MODELLED, SUBGROUP, digits, interval
from tracker.checks._base import Case, Example, Finding, Held, Witness
from tracker.claims._base import fold

Pair = tuple[Held, Held]
LEAST = Decimal(1)
"""Points by which the two that differ are apart; less may be rounding."""
_PLAIN = frozenset(
    "about after against among compared during group groups those these their there which while where with without "
    "patients people children women infants adults participants placebo treatment control given received percent "
    "respectively versus week weeks months years trial study".split()
)
TELLING = 5
"""Letters from which a word may tell an outcome; by as many two words are the same."""


def paired(case: Case) -> dict[str, Finding | None]:
    """What the pairs of the papers say of the document's rates, by id; of the shared rate there is nothing to say."""
    found: dict[str, Finding | None] = {}
    for mine in _pairs(case.subject):
        for witness in case.references:
            if witness.kind in ("paper", "preprint") and (finding := _against(mine, witness)) is not None:
                found |= {held.id: finding if held is finding.claim else None for held in mine}
                break
    return found


def _pairs(witness: Witness) -> list[Pair]:
    by_sentence: dict[str, list[Held]] = defaultdict(list)
    for held in witness.of("event_rate"):
        if held.claim.number is not None and digits(held) is not None and held.claim.start is not None:
            by_sentence[held.sentence].append(held)
    pairs = (sorted(held, key=lambda h: h.claim.start or 0) for held in by_sentence.values() if len(held) == 2)
    return [(first, second) for first, second in pairs if first.claim.number != second.claim.number]


def _against(mine: Pair, witness: Witness) -> Finding | None:
    rates = [h for h in witness.of("event_rate") if h.claim.number is not None]
    theirs = _pairs(witness)
    for at in (0, 1):
        same, other = mine[at], mine[1 - at]
        fitting = [pair for pair in theirs if _meet(same, pair[at])]
        if len(fitting) != 1 or sum(_meet(same, rate) for rate in rates) != 1:
            continue
        pair = fitting[0]
        against = pair[1 - at]
        if _meet(other, against):
            why = f"Rates: {other.claim.raw} is the paper's {against.claim.raw}, beside {same.claim.raw}."
            return Finding("consistent", why, other, against, witness.document_id, "pair")
        if any(_meet(other, rate) or _is_rest(other, rate) for rate in rates) or not _is_told(same, pair[at]):
            continue
        if reason := _unlike(mine, pair, at):
            why = f"Rates: {other.claim.raw} and {against.claim.raw} could not be compared: {reason}."
            return Finding("not_comparable", why, other, against, witness.document_id, "pair")
        why = (
            f"Rates: beside {same.claim.raw} the document gives {other.claim.raw}, which differs from "
            f"{against.claim.raw}, given beside {pair[at].claim.raw}."
        )
        return Finding("inconsistent", why, other, against, witness.document_id, "pair", "minor")
    return None


def _meet(a: Held, b: Held) -> bool:
    (low_a, high_a), (low_b, high_b) = interval(a), interval(b)
    return low_a <= high_b and low_b <= high_a


def _is_rest(a: Held, b: Held) -> bool:
    return abs((a.claim.number or Decimal(0)) + (b.claim.number or Decimal(0)) - 100) <= LEAST


def _is_told(same: Held, other: Held) -> bool:
    """Whether the shared rate shows that both sentences are about one result."""
    return bool(digits(same)) or bool(_telling(same.sentence) & _telling(other.sentence))


def _telling(sentence: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", fold(sentence).replace("anaem", "anem"))
    return {word[:TELLING] for word in words if len(word) >= TELLING and word not in _PLAIN}


def _unlike(mine: Pair, theirs: Pair, at: int) -> str | None:
    """Why the two that differ may be two facts."""
    if any(pattern.search(h.sentence) for pattern in (SUBGROUP, MODELLED) for h in (mine[0], theirs[0])):
        return "one may be of a subgroup or come from a model"
    one, two = mine[1 - at].claim, theirs[1 - at].claim
    if abs((one.number or Decimal(0)) - (two.number or Decimal(0))) <= LEAST:
        return "they are within a point"
    if None not in (one.timepoint_days, two.timepoint_days) and one.timepoint_days != two.timepoint_days:
        return "they are of two time points"
    arms = [[held.claim.arm for held in pair] for pair in (mine, theirs)]
    are_said = all(None not in pair and pair[0] != pair[1] for pair in arms)
    return "the arms are others" if are_said and arms[0] != arms[1] else None


_ANEMIA = "Anaemia was present in 161 of 473 (34.0%) infants given iron and 233 of 475 (49.1%) given placebo."
_CAVITIES = "New cavities were found in 22.1% with the varnish and 30.1% with usual care."

EXAMPLES = (
    Example("Of infants given iron 24.0% were pale, against 49.1% given placebo.", _ANEMIA, "inconsistent", "paper"),
    Example("Of infants given iron 34.0% were pale, against 59.1% given placebo.", _ANEMIA, "inconsistent", "paper"),
    Example("Anaemia hit 24% with iron and 49% with placebo.", _ANEMIA, "inconsistent", "paper"),
    Example("It was 15.1% with the varnish and 30.1% with usual care.", _CAVITIES, "inconsistent", "paper"),
    Example("Cavities were seen in 15% with the varnish and 30% with usual care.", _CAVITIES, "inconsistent", "paper"),
    Example("Decay came in 22.1% with the varnish and 39.1% with usual care.", _CAVITIES, "inconsistent", "paper"),
    Example("Of infants given iron 34.0% were pale, against 49.1% given placebo.", _ANEMIA, "consistent", "paper"),
    Example("Anaemia hit 34% with iron and 49% with placebo.", _ANEMIA, "consistent", "paper"),
    Example("Diarrhoea hit 24% with iron and 49% with placebo.", _ANEMIA, "not_comparable", "paper"),
    Example("Of infants given iron 24.0% were pale, against 39.5% given placebo.", _ANEMIA, "not_comparable", "paper"),
    Example("It was 30.1% with the varnish and 45.2% with usual care.", _CAVITIES, "not_comparable", "paper"),
    Example("It was 69.9% with the varnish and 30.1% with usual care.", _CAVITIES, "not_comparable", "paper"),
    Example(
        "Among children aged under one it was 24.0% with iron and 49.1% with placebo.",
        _ANEMIA,
        "not_comparable",
        "paper",
    ),
    Example("It was 23.0% with the varnish and 30.1% with usual care.", _CAVITIES, "not_comparable", "paper"),
)
