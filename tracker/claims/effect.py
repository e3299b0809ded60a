"""Effects that a registry holds for the comparisons of its results: ratios and differences with their intervals."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tracker.claims._base import Agreement, ClaimType, Example, field_claim, fold, plain
from tracker.records import Claim, Field

_KINDS = (
    ("hazard_ratio", r"\bhazard ratio\b|\bHR\b"),
    ("odds_ratio", r"\bodds ratio\b|\bOR\b"),
    ("risk_ratio", r"\b(?:risk|response|event|relative) ratio\b|\brelative risk\b|\bRR\b"),
    ("rate_ratio", r"\brate ratio\b|\bratio of [\w\s]*rates?\b"),
    ("risk_difference", r"\b(?:risk|rate|proportion) difference\b|\bdifference in (?:proportion|percent|rate)"),
    ("median_difference", r"\bmedian difference\b"),
    (
        "mean_difference",
        r"\b(?:mean|lsm|ls ?mean|least[- ]squares?)\b[\w\s]*\bdifference\b|\bdifference\b[\w\s]*\bmeans?\b|"
        r"\bcomparison of [\w\s]*means?\b",
    ),
    ("difference", r"\bdifference\b"),
    ("slope", r"\bslope\b"),
)
"""What an estimate is called, the narrowest name first; anything else (a test statistic) is other."""


def read_field(field: Field) -> Iterator[Claim]:
    """Read an estimate; its interval stays in the qualifiers as printed. Raises ValueError when it is no number."""
    try:
        number = Decimal(field.raw.strip().replace(",", ""))
    except InvalidOperation:
        raise ValueError("no number") from None
    named = str(field.qualifiers.get("measure") or "")
    kind = next((name for name, source in _KINDS if re.search(source, named, re.IGNORECASE)), "other")
    outcome = field.qualifiers.get("outcome")
    yield field_claim(field, plain(number), number=number, low=number, high=number, kind=kind, outcome=outcome)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two effects of one kind and outcome: equal ones agree; others may be of two comparisons."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two measures")
    if a.outcome is None or b.outcome is None or fold(a.outcome) != fold(b.outcome):
        return Agreement("not_comparable", "the effects are not known to be on the same outcome")
    if a.value == b.value:
        return Agreement("agree", f"both {a.raw}")
    return Agreement("not_comparable", f"{a.raw} and {b.raw} may be of two comparisons")


def _example(measure: str, raw: str, value: float, kind: str) -> Example:
    field = Field(type="effect", raw=raw, path="$.x", qualifiers={"measure": measure})
    return Example(field=field, values=[value], kinds=[kind])


TYPE = ClaimType(
    name="effect",
    description="Estimated effect of a comparison, as registered. Qualifiers: `measure` (as printed), `ci_low`, "
    "`ci_high`, `ci_level`, `ci_sides`, `arms`, `method`, `role` of the outcome, `time_frame`.",
    value=float | int,
    agreement="The same number for the same kind and outcome; others are not comparable, since one outcome may be "
    "compared several times.",
    compare=compare,
    unit="that of the outcome; ratios have none",
    kinds=(*(name for name, _ in _KINDS), "other"),
    read_field=read_field,
    examples=(
        _example("Hazard Ratio (HR)", "0.71", 0.71, "hazard_ratio"),
        _example("Odds Ratio (OR)", "2", 2, "odds_ratio"),
        _example("Risk Ratio (RR)", "1.20", 1.2, "risk_ratio"),
        _example("Mean Difference (Final Values)", "-3.4", -3.4, "mean_difference"),
        _example("LS Mean Difference", "1,204.5", 1204.5, "mean_difference"),
        _example("Risk Difference (RD)", "-0.08", -0.08, "risk_difference"),
        _example("Treatment difference", "4", 4, "difference"),
        _example("Chi-squared test statistic", "5.1", 5.1, "other"),
    ),
)
