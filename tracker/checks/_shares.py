"""A count beside its percentage: the second rule of the check `arithmetic`."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.checks._arms import MODELLED, digits, fraction
from tracker.checks._base import Finding, Held, Witness
from tracker.checks._statistics import roundings

_P = r"(?P<p>\d{1,3}(?:[.·](?P<d>\d+))?)\s?%"
AFTER = re.compile(
    rf"^(?:\s[a-z-]+){{0,6}}?\s?[(\[,=]\s?{_P}(?=\s?(?:[)\],;.]|vs\b|versus\b|and\b|$))(?!\s?[,;]?\s?(?:CI\b|conf))",
    re.IGNORECASE,
)
SPOKEN = re.compile(
    r"\b(?:out of(?: every)?|in every|one in) "
    r"(?:\d|10|20|100|1,?000|two|three|four|five|six|seven|eight|nine|ten|twenty)\b",
    re.IGNORECASE,
)
"""A share as people say it ("nine out of ten"), which is no count."""
BEFORE = re.compile(rf"(?<![\d.·,–-]){_P}\s?[(\[,;]\s?(?:n\s?=\s?)?$", re.IGNORECASE)


def shares(witness: Witness) -> Iterator[Finding]:
    """Yield, for every k of n that stands beside a percentage, whether the two say the same."""
    seen: set[tuple[int, int, Decimal]] = set()
    for held in witness.of("event_rate"):
        counted = fraction(held)
        spoken = (
            counted is not None and (counted[1] <= 20 or counted[1] in (100, 1000)) and SPOKEN.search(held.sentence)
        )
        printed = _printed(held) if counted and not spoken else None
        if held.claim.status != "asserted" or counted is None or printed is None or (*counted, printed[0]) in seen:
            continue
        seen.add((*counted, printed[0]))
        yield _judge(held, *counted, *printed)


def _printed(held: Held) -> tuple[Decimal, int] | None:
    """The percentage that stands beside a count, with its decimals."""
    claim = held.claim
    if claim.kind != "count":
        decimals = digits(held)
        return None if decimals is None or claim.number is None else (claim.number, decimals)
    if claim.start is None or claim.end is None or claim.context_start is None:
        return None
    right = held.sentence[claim.end - claim.context_start :]
    left = held.sentence[: claim.start - claim.context_start]
    match = AFTER.match(right) or BEFORE.search(left)
    if match is None:
        return None
    return Decimal(match["p"].replace("·", ".")), len(match["d"] or "")


def _judge(held: Held, k: int, n: int, percent: Decimal, decimals: int) -> Finding:
    qualifiers = f"share {k}/{n} {percent}"
    raw = held.claim.raw
    said = f"{raw} and {percent}%" if f"{percent}%" not in raw else f"{k} of {n} and {raw}"
    if MODELLED.search(held.sentence):
        why = f"{said}: the percentage may come from a model, so it need not be the share of the count."
        return Finding("not_comparable", why, held, None, None, qualifiers)
    exact = f"{k} of {n} is {100 * k / n:.{decimals + 2}f}%"
    off = min(abs(value - percent) for value in roundings(k, n, decimals))
    if off <= Decimal(1).scaleb(-decimals):
        verdict = "rounding_only" if off else "consistent"
        how = "are off by one in the last digit" if off else "fit"
        return Finding(verdict, f"{said} {how}: {exact}.", held, None, None, qualifiers)  # type: ignore[arg-type]
    why = f"{said}: {exact}, which differs from {percent}%."
    return Finding("inconsistent", why, held, None, None, qualifiers, "minor")
