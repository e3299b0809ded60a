"""Arithmetic: what one text says in numbers, against the numbers beside it.

Arms: the sizes of the arms, when one sentence lists them, add up to the people of the trial. Not with a crossover,
factorial or clustered design, a shared control, further arms, or people said to be left out; then a difference is not
comparable. Shares: k of n is the percentage beside it, rounded half up, half even or cut off; off by one in the last
digit is rounding. Ratios: "twice as likely" and "a 40% lower risk" fit the two rates of the same sentence as ratio of
the risks or of the odds; "twice" is 1.5 to 2.5, a printed decimal half its last digit, a hedge widens it. A relative
change may be off by ten percentage points more, because texts take it from models they do not name. Adjusted, pooled
and time-to-event figures are not comparable. Tests, where a sentence has one of each: a p-value fits the test statistic
beside it (t, F, chi-squared, z, r, within their printed digits; the one-tailed value is let pass), as statcheck has it
(Nuijten et al., Behav Res 2016;48:1205); it contradicts a confidence interval (normal approximation, ratios on the log
scale; Altman and Bland, BMJ 2011;343:d2304) when one is significant at 0.05 and the other is not, and the two are a
factor of 4 apart; an estimate lies inside its own interval; "significant" goes with a p-value of up to 0.05 (up to 0.1
is not comparable), "not significant" with a larger one. Not with tests of non-inferiority or interaction, one-sided,
corrected or Bayesian ones. Rule: CONSORT 2025 items 22 and 26 (numbers per group; absolute and relative effects).
"""

from collections.abc import Iterator

from tracker.checks._arms import own, usable
from tracker.checks._base import Case, Check, Example, Finding
from tracker.checks._folds import folds
from tracker.checks._recomputed import recomputed
from tracker.checks._shares import shares
from tracker.checks._significant_words import significant_words
from tracker.checks._sums import sums

RULES = (sums, shares, folds, recomputed, significant_words)


def run(case: Case) -> Iterator[Finding]:
    """Recompute sums, shares, ratios and p-values of the document and of an abstract in it, each by itself."""
    kept: dict[str, Finding] = {}
    for witness in usable(case):
        for rule in RULES if own(case, witness) else ():
            for finding in rule(witness):
                held = kept.get(finding.qualifiers)
                if held is None or (finding.listed and not held.listed):
                    kept[finding.qualifiers] = finding
    yield from kept.values()


CHECK = Check(
    name="arithmetic",
    title="Arithmetic",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=(
        "arm_size",
        "sample_size",
        "event_rate",
        "attrition",
        "p_value",
        "ci",
        "effect",
        "test_statistic",
        "significance",
    ),
    examples=(
        Example("Forty adults were randomised (18 to the drug, 20 to placebo).", verdict="inconsistent"),
        Example("We randomised 60 patients (33 to the drug, 30 to placebo).", verdict="inconsistent"),
        Example("Remission was seen in 12/40 (35%) patients on the drug.", verdict="inconsistent"),
        Example("In all, 9 of 30 patients (45.0%) on placebo relapsed.", verdict="inconsistent"),
        Example("They were three times as likely to recover (40% vs 31%).", verdict="inconsistent"),
        Example("The drug cut the risk of relapse by 70% (relapse 24% vs 30%).", verdict="inconsistent"),
        Example("They were twice as likely to reach remission (remission 30% vs 26%).", verdict="inconsistent"),
        Example("Forty adults were randomised (19 to the drug, 21 to placebo).", verdict="consistent"),
        Example("Remission was seen in 14/40 (35%) patients on the drug.", verdict="consistent"),
        Example("Remission was seen in 7/13 (53.9%) patients on the drug.", verdict="rounding_only"),
        Example("They were more than twice as likely to respond (46.2% vs 18.8%).", verdict="consistent"),
        Example("The drug cut the risk of relapse by 40% (relapse 18% vs 30%).", verdict="consistent"),
        Example(
            "In this crossover trial, 40 adults were randomised (38 to the drug, 37 to placebo).",
            verdict="not_comparable",
        ),
        Example("They were three times as likely to relapse (40% vs 31%, adjusted).", verdict="not_comparable"),
        Example(
            "We randomised 60 patients (28 to the drug, 30 to placebo) and excluded two.", verdict="not_comparable"
        ),
        Example("Sleep improved, t(28) = 2.2, P = .15.", verdict="inconsistent"),
        Example("Remission differed between groups (χ2 = 5.3, df = 1, p = 0.2).", verdict="inconsistent"),
        Example("The odds ratio for relapse was 0.40 (95% CI 0.20 to 0.80; p = 0.2).", verdict="inconsistent"),
        Example("The risk ratio was 1.50 (95% confidence interval 0.48 to 0.88).", verdict="inconsistent"),
        Example("Pain was significantly lower with the drug (P = 0.21).", verdict="inconsistent"),
        Example("There was no significant difference in pain (p = 0.01).", verdict="inconsistent"),
        Example("Sleep improved, t(28) = 2.2, P = .04.", verdict="consistent"),
        Example("Sleep improved, t(28) = 2.2, P = .02.", verdict="rounding_only"),
        Example("The hazard ratio was 0.65 (95% CI, 0.48-0.88; P = .005).", verdict="consistent"),
        Example("There was no significant difference in pain (p = 0.3).", verdict="consistent"),
        Example("Pain was significantly lower with the drug (P = 0.08).", verdict="not_comparable"),
        Example("The odds ratio was 0.40 (95% CI 0.20 to 0.80; p for interaction = 0.2).", verdict="not_comparable"),
        Example("The lamp used twice the power, 40 of 60 watts.", verdict=None),
    ),
)
