"""Confidence intervals in running text: "95% CI, 0.48-0.88", "CI: -0.8; -0.2", "2.1 (0.4 to 3.8)" once announced."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.claims._about import about, elsewhere
from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, fold, plain
from tracker.claims._intervals import Interval, intervals
from tracker.records import Claim


class Ends(BaseModel):
    """The ends of an interval as printed (`high` None: not reached), and its level in percent where said."""

    model_config = ConfigDict(frozen=True)

    low: int | float
    high: int | float | None = None
    level: int | float | None = None


def find(sentence: Sentence) -> Iterator[Found]:
    """Find intervals that the sentence calls confidence or credible intervals; other ranges are none."""
    for one in intervals(sentence.text):
        yield _found(sentence, one)


def _found(sentence: Sentence, one: Interval) -> Found:
    high = plain(one.high) if one.high is not None else None
    level = plain(one.level) if one.level is not None else None
    told: dict[str, Any] = {"estimate": plain(one.estimate)} if one.estimate is not None else {}
    return Found(
        one.start,
        one.end,
        Ends(low=plain(one.low), high=high, level=level).model_dump(),
        number=one.estimate,
        low=one.low,
        high=one.high,
        kind="credible" if one.credible else "confidence",
        outcome=about(sentence.text, one.start, one.end, "p"),
        scope=elsewhere(sentence, one.start, one.end),
        qualifiers=told,
    )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two intervals of one outcome and level: equal ones agree; others may be of two comparisons."""
    if a.outcome is None or b.outcome is None or fold(a.outcome) != fold(b.outcome):
        return Agreement("not_comparable", "the intervals are not known to be about the same outcome")
    if (a.kind, a.value.get("level")) != (b.kind, b.value.get("level")):
        return Agreement("not_comparable", "the intervals are of two levels or kinds")
    if (a.low, a.high) == (b.low, b.high):
        return Agreement("agree", f"both from {a.low} to {a.high}")
    return Agreement("not_comparable", f"{a.raw} and {b.raw} may be of two comparisons")


def _ends(low: float, high: float | None, level: float | None = 95) -> dict[str, float | None]:
    return {"low": low, "high": high, "level": level}


TYPE = ClaimType(
    name="ci",
    description="Confidence interval (kind credible: a Bayesian one, named as such) of an effect, a rate or a mean: "
    "both ends and the level. Qualifier `estimate`: the number it stands behind. Ranges of other kinds (IQR, ages) are "
    "none.",
    value=Ends,
    agreement="The same ends for the same outcome and level; others are not comparable, since one outcome may be "
    "compared several times.",
    compare=compare,
    unit="that of the estimate",
    numeric=True,
    kinds=("confidence", "credible"),
    cues=(
        r"\bc\.?i\.?s?\b",
        r"\bcri\b",
        r"\bci9\d",
        r"confidence[\s-](?:interv|limit|range|bound)",
        r"credib\w+ interv",
        r"posterior interv",
        r"[(\[]\s?[-−–]\s?[\d.·]{1,8}\s?%?\s?(?:[a-z/]{0,10}\s)?(?:to|[-–;,])\s?[-−–+]?\s?[\d.·]",
        r"(?:ratio|risk|[hor]r|difference|md)\b[^()\[\].;]{0,20}[\d.·]{1,8}\s?[(\[]\s?[\d.·]{1,8}\s?(?:to|[-–;,])",
    ),
    find=find,
    examples=(
        Example("The hazard ratio was 0.65 (95% CI, 0.48-0.88).", [_ends(0.48, 0.88)], ["confidence"]),
        Example("The odds ratio was 1.4 (95% credible interval 0.9 to 2.1).", [_ends(0.9, 2.1)], ["credible"]),
        Example("The cardiac index (CI) was 2.1-2.5 L/min."),
    ),
)
