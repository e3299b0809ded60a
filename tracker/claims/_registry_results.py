"""Reading the results that a registry holds: fields of participant flow, outcome measures and analyses.

What a field says beside its value stands in its qualifiers: `label` or `arm` (the group as printed), `arm_role`,
`outcome`, `role` (primary, secondary, ...), `time_frame`, `class`, `category`, `k`, `n`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracker.claims._base import field_claim, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import CONTROL_ARM, outcome_near
from tracker.claims._numbers import read
from tracker.claims._outcome_times import one_point
from tracker.records import Claim, Field

_P = Gated(r"\s*p?\s*(?P<op>[<>]=?|[=≤≥])?\s*(?P<p>[01]?[.,]\d+|[01](?:[.,]0*)?|\d(?:\.\d+)?e-\d+)\s*", re.IGNORECASE)
_SIGNS = {"≤": "<=", "≥": ">="}
_LIMIT = Decimal("0.05")


def people(field: Field) -> Iterator[Claim]:
    """Read an exact number of people; raises ValueError when it is no whole number."""
    number = read(field.raw, whole=True)
    if number is None:
        raise ValueError("not a whole number")
    arm = field.qualifiers.get("arm") or _arm(field)
    yield field_claim(field, int(number.value), number=number.value, low=number.low, high=number.high, arm=arm)


def rate(field: Field) -> Iterator[Claim]:
    """Read a count (`k` of `n`) or a percentage of people; raises ValueError when it is neither."""
    told = field.qualifiers
    if field.kind == "count":
        k, n = told.get("k"), told.get("n")
        if not isinstance(k, int) or not isinstance(n, int) or not 0 <= k <= n or n == 0:
            raise ValueError("a count without the number it is a part of")
        percent = Decimal(100 * k) / n
        value, low, high = plain(round(percent, 2)), percent, percent
    else:
        number = read(field.raw, rounded=True)
        if number is None or not 0 <= number.value <= 100:
            raise ValueError("no percentage")
        percent, value, low, high = number.value, plain(number.value), number.low, number.high  # type: ignore[assignment]
    title = str(told.get("outcome") or "")
    yield field_claim(
        field,
        value,
        number=percent,
        low=low,
        high=high,
        unit="percent",
        arm=_arm(field),
        outcome=None if told.get("category") else outcome_near(title, len(title), len(title), len(title)),
        timepoint_days=one_point(str(told.get("class") or "")) or one_point(f"{title} {told.get('time_frame') or ''}"),
    )


def p_value(field: Field) -> Iterator[Claim]:
    """Read a p-value with its sign; raises ValueError when it is none."""
    p, sign = parsed_p(field.raw)
    yield field_claim(field, plain(p), number=p, comparator=sign, outcome=field.qualifiers.get("outcome"))


def significance(field: Field) -> Iterator[Claim]:
    """Read what a p-value says at the two-sided level of 0.05; nothing where it leaves that open.

    `outcome` is "primary outcome" when all comparisons of primary outcomes say the same; which finding any other
    p-value is about is left open, since a title has many words and a story one.
    """
    said = _says(field.raw)
    one_sided = field.qualifiers.get("ci_sides") == "ONE_SIDED"
    if said is None or (one_sided and said == "yes" and parsed_p(field.raw)[0] > _LIMIT / 2):
        return
    primary = field.qualifiers.get("role") == "primary"
    together = {_says(str(raw)) for raw in field.qualifiers.get("primary_p_values") or ()}
    p, sign = parsed_p(field.raw)
    told = {key: value for key, value in field.qualifiers.items() if key not in ("primary_p_values", "outcome")}
    outcome = "primary outcome" if primary and together == {said} else None
    told |= {"about": field.qualifiers.get("outcome")}
    yield field_claim(field, said, number=p, comparator=sign, outcome=outcome, qualifiers=told)


def parsed_p(raw: str) -> tuple[Decimal, str]:
    """A printed p-value as number and sign (=, <, <=, >, >=); raises ValueError when it is none."""
    match = _P.fullmatch(raw)
    p = Decimal(match["p"].replace(",", ".")) if match else None
    if match is None or p is None or p > 1:
        raise ValueError("no p-value")
    sign = match["op"] or "="
    return p, _SIGNS.get(sign, sign)


def _says(raw: str) -> str | None:
    try:
        p, sign = parsed_p(raw)
    except ValueError:
        return None
    if sign.startswith("<"):
        return "yes" if p <= _LIMIT else None
    if sign.startswith(">"):
        return "no" if p >= _LIMIT else None
    return "yes" if p < _LIMIT else "no"


def _arm(field: Field) -> str | None:
    """Treatment or control: as registered, else by the group's name; None when that does not say."""
    told: dict[str, Any] = dict(field.qualifiers)
    role = told.get("arm_role")
    if role in ("treatment", "control"):
        return str(role)
    return "control" if CONTROL_ARM.search(str(told.get("label") or "")) else None
