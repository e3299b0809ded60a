"""Effects of a treatment: ratios, differences and changes, with their intervals, from registries and from texts."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tracker.claims._about import about, elsewhere
from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim, fold, plain
from tracker.claims._changes import Change, changes
from tracker.claims._estimates import Estimate, estimates, told_of
from tracker.claims._gated import Gated
from tracker.claims._lexicon import outcome_near
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


_OF_A_STUDY = Gated(
    r"\b(?:was|were|had|did|found|finding|showed|shown|shows|compared|versus|vs|groups?|arms?|trials?|study|studies|"
    r"participants?|placebo|results?|patients who|those who|people who|than those|reported|fell|rose|dropped|cut|"
    r"(?:reduc|lower|increas|improv|decreas|declin|slow|doubl|halv|tripl)ed|CI|HR|OR|RR|P)\b",
    re.IGNORECASE,
)
"""Without one of these a sentence says what is so in general ("smoking doubles the risk")."""


def find(sentence: Sentence) -> Iterator[Found]:
    """Find effects that are named (hazard ratio 0.7) or told in words (a 30% lower risk, fell by 3 points)."""
    named = list(estimates(sentence.text))
    for one in named:
        yield _estimate(sentence, one)
    for change in changes(sentence.text):
        if not any(change.start < one.end and one.start < change.end for one in named):
            yield _change(sentence, change)


def _estimate(sentence: Sentence, one: Estimate) -> Found:
    half = Decimal(5).scaleb(-len(one.printed.split(".")[1]) - 1) if "." in one.printed else Decimal(0)
    return Found(
        one.start,
        one.end,
        plain(one.value),
        number=one.value,
        low=one.value - half,
        high=one.value + half,
        unit=one.unit,
        kind=one.kind,
        outcome=fold(one.outcome) if one.outcome else about(sentence.text, one.start, one.end, "p"),
        scope=elsewhere(sentence, one.start, one.end),
        qualifiers={"measure": one.measure} | told_of(sentence.text, one.start, one.end, one.interval),
    )


def _change(sentence: Sentence, one: Change) -> Found:
    text = sentence.text
    general = sentence.scope(one.start, one.end) == "this_trial" and not _OF_A_STUDY.search(text)
    return Found(
        one.start,
        one.end,
        plain(one.value),
        number=one.value,
        low=one.value,
        high=one.value,
        unit=one.unit,
        kind=one.kind,
        arm=one.arm,
        outcome=outcome_near(text, one.start, one.end, one.end),
        scope="background" if general else elsewhere(sentence, one.start, one.end),
        status="hedged" if one.hedged else None,
        confidence=0.75,
        qualifiers=told_of(text, one.start, one.end, None),
    )


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
    if a.value == b.value and a.arm == b.arm:
        return Agreement("agree", f"both {a.raw}")
    return Agreement("not_comparable", f"{a.raw} and {b.raw} may be of two comparisons")


def _example(measure: str, raw: str, value: float, kind: str) -> Example:
    field = Field(type="effect", raw=raw, path="$.x", qualifiers={"measure": measure})
    return Example(field=field, values=[value], kinds=[kind])


TYPE = ClaimType(
    name="effect",
    description="Estimated effect of a comparison, as registered or printed, or told in words: relative_change (a 30% "
    "lower risk: -30), times (twice as likely: 2), change (fell by 3.2 points: -3.2; with an `arm`, that of one arm). "
    "Qualifiers: `measure` (as printed), `ci_low`, `ci_high`, `ci_level`, `model` (raw, adjusted), `population` (itt, "
    "per_protocol, completers); of a registry `ci_sides`, `arms`, `method`, `role` of the outcome, `time_frame`.",
    value=float | int,
    agreement="The same number for the same kind and outcome; others are not comparable, since one outcome may be "
    "compared several times.",
    compare=compare,
    unit="that of the outcome, percent, times; ratios have none",
    numeric=True,
    kinds=(*(name for name, _ in _KINDS), "standardised_difference", "relative_change", "times", "change", "other"),
    cues=(
        r"\b(?:ratios?|relative risks?|(?:a|s|i)?(?:hr|rr)s?|a?ors?|arr|rd|rrr|smd|w?md|differences?|effect sizes?|"
        r"cohen\S*|hedges\S*|efficacy|absolute (?:risk|reduc|incr)\w*)\b[^.;]{0,90}?[\s=:,(\[][-−–+]?\d?[.·]?\d",
        r"(?:%|percent|per cent)[\s-](?:[a-z]+\s){0,3}(?:lower|higher|less|more|fewer|greater|smaller|reduc|increas|"
        r"decreas|fast|slow|short|long|bett|wors|declin|drop|fall|cut|loss|ris|improv|gain|boost|jump|shorten)",
        r"\b(?:by|of|was|were|averaged|fell|dropped|rose|declined|decreased|increased|improved|lost|gained|shrank)\s"
        r"(?:an? )?(?:[a-z]+ ){0,3}[-−–]?[\w.,·-]+\s?(?:%|per ?cent|percentage|points?|mm|kg|kilo|pounds|lbs|mg|mmol|"
        r"cm|met|letters?|days?|hours?|minutes|weeks?|months?|years?|g\b|m\b|l\b)",
        r"\b(?:twice|half|thrice) (?:as|the)\b|\btimes (?:as|more|less|higher|greater|lower|fewer|increased)\b|"
        r"-?fold\b|\b(?:doubled|tripled|quadrupled|halved)\b|by a factor of",
    ),
    find=find,
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
