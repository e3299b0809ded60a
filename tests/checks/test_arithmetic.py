import pytest

from tests.checks.by_hand import gone, held, people, rate, says, size
from tracker.checks import Case, Held, all_checks

RUN = all_checks()["arithmetic"].run
SENTENCE = "In all, 30 adults were randomised (14 to zinc, 17 to placebo)."


def verdicts(*claims: Held) -> list[str]:
    return [f.verdict for f in RUN(Case(says(*claims)))]


def arms(treatment: int, control: int, total: int, sentence: str) -> list[Held]:
    return [
        people(total, sentence=sentence),
        size(treatment, "treatment", "zinc", sentence),
        size(control, "control", "placebo", sentence),
    ]


@pytest.mark.parametrize(
    ("treatment", "control", "sentence", "verdict"),
    [
        (14, 17, SENTENCE, "inconsistent"),
        (14, 15, "In all, 30 adults were randomised (14 to zinc, 15 to placebo).", "inconsistent"),
        (14, 16, "In all, 30 adults were randomised (14 to zinc, 16 to placebo).", "consistent"),
        (14, 15, "Of 30 adults randomised, 14 received zinc and 15 placebo.", "not_comparable"),
        (28, 29, "In this crossover trial 30 adults were randomised (28 to zinc, 29 to placebo).", "not_comparable"),
        (28, 29, "In a factorial design 30 adults were assigned (28 to zinc, 29 to placebo).", "not_comparable"),
        (10, 9, "We randomised 30 adults (10 to zinc, 9 to placebo and 11 to tea).", "not_comparable"),
        (10, 9, "We randomised 30 adults to three groups (10 to zinc, 9 to placebo).", "not_comparable"),
        (14, 15, "We randomised 30 adults (14 to zinc, 15 to placebo) and excluded one.", "not_comparable"),
        (13, 15, "We randomised 30 adults, of whom 28 (13 with zinc, 15 with placebo) stayed.", "not_comparable"),
        (30, 29, "We randomised 30 to zinc and 29 to placebo.", "not_comparable"),
    ],
)
def test_arms_sum(treatment: int, control: int, sentence: str, verdict: str) -> None:
    assert verdicts(*arms(treatment, control, 30, sentence)) == [verdict]


def test_who_left_explains_fewer_and_never_more() -> None:
    fewer = arms(14, 15, 30, "In all, 30 adults were randomised (14 to zinc, 15 to placebo).")
    assert verdicts(*fewer, gone(1)) == ["not_comparable"]
    assert verdicts(*arms(14, 17, 30, SENTENCE), gone(1)) == ["inconsistent"]


def test_later_stages_of_the_arms_do_not_count_twice() -> None:
    sentence = "We randomised 30 adults: 14 to zinc (12 stayed) and 16 to placebo (15 stayed)."
    later = [size(12, "treatment", "zinc stayed", sentence), size(15, "control", "placebo stayed", sentence)]
    assert verdicts(*arms(14, 16, 30, sentence), *later) == ["consistent"]


def test_a_total_elsewhere_or_of_those_screened_is_no_sum() -> None:
    elsewhere = people(30, sentence="Thirty, or 30, adults were randomised.", place=500)
    assert verdicts(elsewhere, *arms(14, 17, 30, SENTENCE)[1:]) == ["not_comparable"]
    sentence = "Of 90 screened, some were randomised (14 to zinc, 17 to placebo)."
    screened = people(90, "screened", sentence)
    assert verdicts(screened, *arms(14, 17, 90, sentence)[1:]) == []


@pytest.mark.parametrize(
    ("raw", "k", "n", "sentence", "verdict"),
    [
        ("12/40", 12, 40, "Remission was seen in 12/40 (30%) adults.", "consistent"),
        ("12/40", 12, 40, "Remission was seen in 12/40 (30.1%) adults.", "rounding_only"),
        ("12/40", 12, 40, "Remission was seen in 12/40 (35%) adults.", "inconsistent"),
        ("7 of 13", 7, 13, "Remission was seen in 7 of 13 people on zinc (53.9%).", "rounding_only"),
        ("7 of 13", 7, 13, "Remission was seen in 53.8% (7 of 13) on zinc.", "consistent"),
        ("7 of 13", 7, 13, "Remission was seen in 63.8% (7 of 13) on zinc.", "inconsistent"),
        ("12/40", 12, 40, "Adjusted remission was seen in 12/40 (35%) adults.", "not_comparable"),
        ("12/40", 12, 40, "Remission was seen in 12/40 (95% CI 17 to 47).", None),
        ("12/40", 12, 40, "Remission was seen in 12/40 (60% female).", None),
        ("12/40", 12, 40, "Remission was seen in 12/40; 35% had fever.", None),
        ("nine out of 10", 9, 10, "Remission was seen in nine out of 10 people (86%).", None),
    ],
)
def test_share_beside_its_count(raw: str, k: int, n: int, sentence: str, verdict: str | None) -> None:
    claim = held(
        "event_rate", raw, str(round(100 * k / n, 2)), sentence, kind="count", qualifiers={"events": k, "of": n}
    )
    assert verdicts(claim) == ([verdict] if verdict else [])


def test_a_percentage_that_carries_its_count() -> None:
    assert verdicts(rate("30.0%", "treatment", qualifiers={"k": 12, "n": 40})) == ["consistent"]
    assert verdicts(rate("35.0%", "treatment", qualifiers={"k": 12, "n": 40})) == ["inconsistent"]
    spoken = "Remission was seen in nine out of 10 people (86%)."
    assert verdicts(rate("86%", "treatment", sentence=spoken, qualifiers={"k": 9, "n": 10})) == []


@pytest.mark.parametrize(
    ("said", "treatment", "control", "verdict"),
    [
        ("more than twice as likely to reach remission", "46.2%", "18.8%", "consistent"),
        ("twice as likely to reach remission", "40%", "25%", "consistent"),
        ("twice as likely to reach remission", "40%", "36%", "inconsistent"),
        ("half as likely to reach remission", "15%", "30%", "consistent"),
        ("four times as likely to reach remission", "60%", "30%", "consistent"),  # as the odds: 3.5
        ("four times as likely to reach remission", "45%", "30%", "inconsistent"),
        ("nearly three times as likely to reach remission", "28%", "10%", "consistent"),
        ("2.5 times as likely to reach remission", "50%", "20%", "consistent"),
        ("a 25% lower risk of it", "30%", "40%", "consistent"),
        ("a 30% lower risk of it", "30%", "40%", "consistent"),  # as the hazard
        ("a 43% lower risk of it", "30%", "40%", "not_comparable"),
        ("a 75% lower risk of it", "30%", "40%", "inconsistent"),
        ("a 75% higher risk of it", "30%", "40%", "not_comparable"),
        ("a hazard ratio and a 75% lower risk", "30%", "40%", "not_comparable"),
        ("twice as likely while others had it", "40%", "36%", "not_comparable"),
        ("40% of the budget", "30%", "40%", None),
    ],
)
def test_ratio_beside_rates(said: str, treatment: str, control: str, verdict: str | None) -> None:
    sentence = f"They had {said} ({treatment} in one arm, {control} in the other)."
    treated = rate(treatment, "treatment", sentence=sentence)
    assert verdicts(treated, rate(control, "control", sentence=sentence)) == ([verdict] if verdict else [])


def test_another_outcome_between_ratio_and_rates_is_left_alone() -> None:
    sentence = "Death was three times as likely (remission 40% in one arm, 36% in the other)."
    assert verdicts(rate("40%", "treatment", sentence=sentence), rate("36%", "control", sentence=sentence)) == []


def test_each_text_is_counted_by_itself() -> None:
    story = says(people(31))
    abstract = says(*arms(14, 16, 30, SENTENCE.replace("17", "16")), document="story", kind="paper")
    paper = says(*arms(14, 17, 30, SENTENCE), document="paper", kind="paper")
    assert [f.verdict for f in RUN(Case(story, (abstract, paper)))] == ["consistent"]
