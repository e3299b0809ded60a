"""Arithmetic: what one text says in numbers, against the numbers beside it.

Arms: the sizes of the arms, when one sentence lists them, add up to the people of the trial. Not with a crossover,
factorial or clustered design, a shared control, further arms, or people said to be left out; then a difference is not
comparable. Shares: k of n is the percentage beside it, rounded half up, half even or cut off; off by one in the last
digit is rounding. Ratios: "twice as likely" and "a 40% lower risk" fit the two rates of the same sentence as ratio of
the risks or of the odds; "twice" is 1.5 to 2.5, a printed decimal half its last digit, a hedge widens it. A relative
change may be off by ten percentage points more, because texts take it from models they do not name. Adjusted, pooled
and time-to-event figures are not comparable. Rule: CONSORT 2025 items 22 and 26 (numbers per group; absolute and
relative effects).
"""

from collections.abc import Iterator

from tracker.checks._arms import own, usable
from tracker.checks._base import Case, Check, Example, Finding
from tracker.checks._folds import folds
from tracker.checks._shares import shares
from tracker.checks._sums import sums


def run(case: Case) -> Iterator[Finding]:
    """Recompute sums, shares and ratios of the document and of an abstract printed in it, each text by itself."""
    kept: dict[str, Finding] = {}
    for witness in usable(case):
        for rule in (sums, shares, folds) if own(case, witness) else ():
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
    needs=("arm_size", "sample_size", "event_rate", "attrition"),
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
        Example("The lamp used twice the power, 40 of 60 watts.", verdict=None),
    ),
)
