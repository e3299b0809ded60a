"""Numbers as printed, and what their hedges allow."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from tracker.claims._numbers import NUMBER, read, value_of


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("30", "30"),
        ("1,247", "1247"),
        ("1 247", "1247"),
        ("1\u00a0247", "1247"),
        ("1\u2009247", "1247"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("53.9", "53.9"),
        ("53·9", "53.9"),
        ("1.247", "1.247"),
        ("thirty", "30"),
        ("Fourteen", "14"),
        ("twenty-five", "25"),
        ("a dozen", "12"),
        ("two dozen", "24"),
        ("four hundred and twenty", "420"),
        ("one thousand two hundred", "1200"),
        ("a hundred", "100"),
        ("two hundred thirty-five", "235"),
        ("half a million", "500000"),
        ("3 million", "3000000"),
        ("1.2 million", "1200000"),
    ],
)
def test_value(raw: str, value: str) -> None:
    assert value_of(raw) == Decimal(value)


@pytest.mark.parametrize(
    "raw", ["", "and", "twenty thirty", "one two", "hundred", "five twenty", "x", "1.2.3", "forty and two"]
)
def test_no_number(raw: str) -> None:
    assert value_of(raw) is None


@pytest.mark.parametrize(
    ("raw", "value"), [("1.247", 1247), ("12.500", 12500), ("1,247", 1247), ("0.125", None), ("3.5", None)]
)
def test_counted_things_are_whole(raw: str, value: int | None) -> None:
    assert value_of(raw, whole=True) == value


@pytest.mark.parametrize(
    ("raw", "hedge", "low", "high"),
    [
        ("30", None, "30", "30"),
        ("53.9", None, "53.85", "53.95"),
        ("0.04", None, "0.035", "0.045"),
        ("700", "nearly", "630", "700"),
        ("3,000", "more than", "3000", "3300"),
        ("100", "about", "95", "105"),
        ("20", "at least", "20", None),
        ("20", "up to", "0", "20"),
        ("30", "only", "30", "30"),
    ],
)
def test_what_the_print_allows(raw: str, hedge: str | None, low: str, high: str | None) -> None:
    number = read(raw, hedge)
    assert number is not None
    assert number.low == Decimal(low)
    assert number.high == (None if high is None else Decimal(high))
    assert number.hedged == (hedge not in {None, "only"})


def test_a_percentage_without_decimals_is_rounded_too() -> None:
    number = read("54", rounded=True)
    assert number is not None
    assert (number.low, number.high) == (Decimal("53.5"), Decimal("54.5"))


@given(st.integers(min_value=0, max_value=999_999_999))
def test_separators_do_not_change_a_number(value: int) -> None:
    assert value_of(f"{value:,}") == value
    assert value_of(f"{value:,}".replace(",", "\u202f")) == value


@given(st.text(max_size=30))
def test_reading_never_raises(raw: str) -> None:
    value_of(raw)
    value_of(raw, whole=True)


def test_the_pattern_is_a_valid_expression() -> None:
    import re

    found = re.findall(NUMBER, "thirty of 1,247 people (53.9%) in two hundred and six towns; v2, A12", re.IGNORECASE)
    assert found == ["thirty", "1,247", "53.9", "two hundred and six"]
