"""Primary outcome: what the document calls the main outcome against what the registry entry, protocol or paper does.

An outcome is a domain, an instrument, a metric and a time point (SPIRIT / CONSORT 2025 item 14). They are compared in
that order: another instrument or domain (or another part of it: lung function and exacerbations, the length of sleep
and the severity of insomnia), or the same one at another time, differs; elements that only one side gives do not. A
trial with several primary outcomes agrees when the document's is one of them.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding
from tracker.checks._compare import against_best


def run(case: Case) -> Iterator[Finding]:
    """Compare each primary outcome the document states."""
    return against_best(case, "primary_outcome", title="Primary outcome", severity="major", qualifiers=_about)


def _about(held: object) -> str:
    return "primary outcome"


CHECK = Check(
    name="primary_outcome",
    title="Primary outcome",
    run=run,
    about=__doc__ or "",
    needs=("primary_outcome",),
    examples=(
        Example(
            "The primary outcome was the change in MADRS score.",
            "The primary outcome was sleep quality at week 4.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary endpoint was overall survival.",
            "The primary endpoint was progression-free survival.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The main goal was to lower blood pressure by week 12.",
            "The primary outcome was cognitive decline at week 12.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary outcome measure was the Hamilton Depression Rating Scale score.",
            "The primary outcome was fatigue at day 28.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary outcome was pain at week 6.",
            "The primary outcome was pain at week 24.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary outcome was weight loss at one year.",
            "The primary outcome was HbA1c at 52 weeks.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary outcome was the forced expiratory volume (FEV1).",
            "The primary outcome was the yearly rate of COPD exacerbations.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary outcome was sleep duration.",
            "The primary outcome was the Insomnia Severity Index at week 8.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The primary outcome was the number of monthly migraine days.",
            "The primary outcome was freedom from pain at two hours.",
            "inconsistent",
            "paper",
        ),
        Example(
            "The main goal was to ease asthma.",
            "The primary outcome was the rate of exacerbations.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The primary outcome was sleep.",
            "The primary outcome was the Insomnia Severity Index at week 8.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The primary outcome was total sleep time.",
            "The primary outcome was the change in insomnia.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The primary outcome was lung function in patients with exacerbations.",
            "The primary outcome was the yearly rate of COPD exacerbations.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The primary outcome was the change in HAM-D score.",
            "The primary outcome was the Hamilton Depression Rating Scale at week 8.",
            "consistent",
            "paper",
        ),
        Example(
            "The primary endpoint was overall survival.",
            "The primary endpoint was overall survival.",
            "consistent",
            "paper",
        ),
        Example(
            "The main goal was to reduce fatigue by day 28.",
            "The primary outcome was fatigue at day 28.",
            "consistent",
            "paper",
        ),
        Example(
            "The primary outcome was pain.",
            "The primary outcome was pain at week 24.",
            "consistent",
            "paper",
        ),
        Example("His main goal was to finish the race.", "The primary outcome was pain at week 24.", None, "paper"),
        Example("The primary outcome of an earlier trial was sleep.", "The primary outcome was pain.", None, "paper"),
    ),
)
