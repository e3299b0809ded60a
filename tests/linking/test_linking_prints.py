"""Numbers and lists of countries that few texts share, and those that anybody prints."""

from decimal import Decimal

import pytest

from tracker.linking.prints import SUMMARY, country_lists, country_names, decimals, figures
from tracker.linking.words import classes_in, classes_of


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("There were 157 cases among 11,240 adults.", {"157"}),
        ("Among 22,481 people the efficacy was 63.1% (95% CI, 50.1 to 72·6).", {"22481", "63.1", "50.1", "72.6"}),
        ("In 2024, 300 people took 125 mg or 2.5 mg for 12 weeks; one in 20,000 dies.", set()),
        ("The p-value was 0.001, the ratio 0.54 and the interval 97.5%.", set()),
        ("Some 685 million fall ill; call 555-1234 or see NCT99999901, 394:157-168 and 10.1056/x.", set()),
        ("B12 and 142kg, 135 kg and 127 years.", set()),
    ],
)
def test_figures(text: str, odd: set[str]) -> None:
    assert {f"{number:f}" for number in figures(text)} == odd


def test_only_the_top_of_a_long_text_counts() -> None:
    assert figures(" " * SUMMARY + "There were 157 cases.") == set()
    assert country_lists(" " * SUMMARY + "Chile, Panama and Spain") == set()


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Adults in Chile, Panama, Spain and Poland took part.", {("Chile", "Panama", "Poland", "Spain")}),
        ("A trial from Norway, Finland, and Denmark.", {("Denmark", "Finland", "Norway")}),
        ("It ran in Norway and Finland. Denmark was not asked.", {("Finland", "Norway")}),
        ("It ran in Norway. Finland was not asked.", set()),
        ("He flew from Chile to Panama, then to Spain.", set()),
        ("A turkey, a chad and some china.", set()),
    ],
)
def test_countries_listed_in_one_breath(text: str, lists: set[tuple[str, ...]]) -> None:
    assert country_lists(text) == lists


@pytest.mark.parametrize(
    ("drug", "text", "same"),
    [
        ("lemodrostat", "The aldosterone blocker was taken once a day.", True),
        ("finerenone", "A mineralocorticoid antagonist was tried.", True),
        ("lemodrostat", "A statin was tried.", False),
        ("febuxostat", "The aldosterone blocker was taken once a day.", False),
    ],
)
def test_a_story_that_names_the_kind_of_a_drug(drug: str, text: str, same: bool) -> None:
    assert bool(classes_of(drug) & classes_in(text)) is same


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It fell by 4.1 points with the drug and by 2.3 without, a gap of 1.8 days.", {"4.1", "2.3", "1.8"}),
        ("At 12.5 mg it fell by 14.27 points; version 3.1.4 of 2.5 ml.", set()),
        ("A gap of 20 points, or 0.05.", set()),
    ],
)
def test_small_numbers_of_which_several_must_agree(text: str, numbers: set[str]) -> None:
    assert decimals(text) == {Decimal(number) for number in numbers}


def test_countries_are_found_by_name() -> None:
    assert country_names("She went from Denmark to Peru for a turkey.") == {"Denmark", "Peru"}
