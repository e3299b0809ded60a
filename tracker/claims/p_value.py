"""P-values: those that a registry holds for the comparisons of its results, and those printed in a text."""

from tracker.claims._base import Agreement, ClaimType, Example, fold
from tracker.claims._p_printed import p_values_said
from tracker.claims._registry_results import p_value
from tracker.records import Claim, Field


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two p-values of one outcome: equal ones agree; others may be of two comparisons."""
    if a.outcome is None or b.outcome is None or fold(a.outcome) != fold(b.outcome):
        return Agreement("not_comparable", "the p-values are not known to be about the same outcome")
    if (a.value, a.comparator) == (b.value, b.comparator):
        return Agreement("agree", f"both say {a.raw}")
    return Agreement("not_comparable", f"{a.raw} and {b.raw} may be of two comparisons")


def _example(raw: str, *values: float) -> Example:
    return Example(field=Field(type="p_value", raw=raw, path="$.x"), values=values)


TYPE = ClaimType(
    name="p_value",
    description="P-value of a comparison, as printed or registered; `comparator` is its sign, NS is none. Qualifiers: "
    "`test` (trend, interaction, ...), `sides`, `against`; of a registry `method`, `arms`, `hypothesis`, `role` of the "
    "outcome, `time_frame`.",
    value=float | int,
    agreement="The same sign and number for the same outcome; others are not comparable, since one outcome may be "
    "compared several times.",
    compare=compare,
    numeric=True,
    cues=(
        r"(?<![\w.-])p['’]?s?(?:[\s_-]?values?|[\s_(-]?(?:trend|inter|int\b|het|adj|log|superior|non|nominal|for\b))?[^\n]{0,40}?"
        r"[\s=<>≤≥](?:0?[.·,]\d|10?\b|\d(?:\.\d+)?(?:e-|\s?[x×*]\s?10))",
        r"[(\[;,]\s?[=<>≤≥]=?\s?0?[.·]\d",
    ),
    find=p_values_said,
    read_field=p_value,
    examples=(
        _example("0.034", 0.034),
        _example("<0.001", 0.001),
        _example("< .0001", 0.0001),
        _example(">0.99", 0.99),
        _example("p=0.5", 0.5),
        _example("1", 1),
        _example("1.2e-5", 0.000012),
    ),
)
