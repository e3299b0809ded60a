"""P-values beside intervals, test statistics and the word "significant": what differs, and what must not be said to."""

import pytest

from tests.test_checks import case_of
from tracker.checks import Example, all_checks

RUN = all_checks()["arithmetic"].run


def verdicts(text: str) -> set[str]:
    return {f.verdict for f in RUN(case_of(Example(text)))}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The hazard ratio was 0.65 (95% CI, 0.48-0.88; P = .3).", "inconsistent"),
        ("The hazard ratio was 0.90 (95% CI, 0.70-1.15; P = .01).", "inconsistent"),
        ("The mean difference was -2.1 points (95% CI -4.0 to -0.2; p=0.4).", "inconsistent"),
        ("The hazard ratio was 0.65 (95% CI, 0.48-0.88; P = .01).", "consistent"),  # another test, same conclusion
        ("The hazard ratio was 0.78 (95% CI, 0.60-1.01; P = .049).", "consistent"),  # nearly
        ("The mean difference was -2.1 points (95% CI -4.0 to -0.2; p=0.03).", "consistent"),
        ("The hazard ratio was 0.65 (95% CI, 0.48-0.88; P = .3 for interaction).", "not_comparable"),
        ("The hazard ratio was 0.65 (95% CI, 0.48-0.88; one-sided P = .3).", "not_comparable"),
        ("The drug was non-inferior (hazard ratio 0.90, 95% CI 0.70-1.15; P = .01).", "not_comparable"),
        ("The odds ratio was 2.40 (95% CI 0.48 to 0.88).", "inconsistent"),
        ("The mean difference was 2.1 points (95% CI -4.0 to -0.2).", "not_comparable"),  # a sign may be lost
        ("Sleep improved, t(28) = 2.2, P = .04.", "consistent"),
        ("Sleep improved, t(28) = 2.2, P < .05.", "consistent"),
        ("Sleep improved, t(28) = 2.2, P < .01.", "inconsistent"),
        ("Sleep did not improve, F(1, 30) = 1.1, p = .30.", "consistent"),
        ("Sleep improved, F(1, 30) = 1.1, p = .03.", "inconsistent"),
        ("Sleep and pain went together, r(40) = .45, p = .003.", "consistent"),
        ("There was no significant difference in pain (p = 0.049).", "inconsistent"),
        ("There was no significant difference in pain (p = 0.05).", "consistent"),
        ("There was no significant difference in pain (p = 0.03, Bonferroni corrected).", "not_comparable"),
        ("Pain was significantly lower with the drug (P = 0.12).", "inconsistent"),
        ("Pain was significantly lower with the drug (P < 0.001).", "consistent"),
    ],
)
def test_recomputed(text: str, verdict: str) -> None:
    assert verdicts(text) == {verdict}


@pytest.mark.parametrize(
    "text",
    [
        "Pain was lower with the drug (P = 0.12).",
        "Pain (P = 0.12) and sleep (P = 0.003) were measured; the fall in sleep was significant.",
        "Age ranged from 20 to 65 years (P = 0.5).",
        "The hazard ratio was 0.65 (95% CI, 0.48-0.88).",
    ],
)
def test_says_nothing(text: str) -> None:
    assert verdicts(text) <= {"consistent"}
