from decimal import Decimal

import pytest

from tracker.checks._statistics import binomial_p, chance_of_fit, nearest, newcombe, roundings, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_table_1_of_newcombe_1998(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_table_2_of_newcombe_1998(
    one: tuple[int, int], two: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(*one, *two) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert newcombe(*two, *one) == (pytest.approx(-high, abs=5e-5), pytest.approx(-low, abs=5e-5))


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 5), (0, 0)])
def test_no_proportion_has_no_interval(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(k, n)


@pytest.mark.parametrize(
    ("k", "n", "share", "p"),
    [(1, 10, 0.5, 22 / 1024), (5, 10, 0.5, 1.0), (14, 30, 0.5, 0.8555), (0, 3, 1 / 3, 15 / 27), (3, 3, 1 / 3, 1 / 27)],
)
def test_binomial_p_is_exact(k: int, n: int, share: float, p: float) -> None:
    assert binomial_p(k, n, share) == pytest.approx(p, abs=1e-4)


@pytest.mark.parametrize(
    ("k", "n", "digits", "printed"),
    [
        (7, 13, 1, {"53.8"}),
        (1, 8, 1, {"12.5"}),
        (1, 16, 1, {"6.3", "6.2"}),
        (2, 3, 0, {"67", "66"}),
        (0, 9, 2, {"0.00"}),
    ],
)
def test_roundings(k: int, n: int, digits: int, printed: set[str]) -> None:
    assert roundings(k, n, digits) == {Decimal(p) for p in printed}


@pytest.mark.parametrize(
    ("percent", "digits", "denominators", "share"),
    [
        ("53.9", 1, {13, 14}, ("near", 7, 13)),
        ("46.2", 1, {13, 14}, ("yes", 6, 13)),
        ("31.3", 1, {15, 16}, ("yes", 5, 16)),
        ("47.5", 1, {13, 14}, ("no", 6, 13)),
        ("50", 0, {10, 12, 14}, ("yes", 7, 14)),
        ("100", 0, {9}, ("yes", 9, 9)),
    ],
)
def test_nearest_share(percent: str, digits: int, denominators: set[int], share: tuple[str, int, int]) -> None:
    assert nearest(Decimal(percent), digits, denominators) == share


def test_chance_of_fit_grows_with_people_and_shrinks_with_digits() -> None:
    assert chance_of_fit(1, [14]) == pytest.approx(0.015, abs=0.01)
    assert chance_of_fit(0, [100]) == 1.0
    assert chance_of_fit(1, [1000]) == 1.0
    assert chance_of_fit(1, range(380, 401), enough=0.2) >= 0.2
    assert chance_of_fit(2, [14]) < chance_of_fit(1, [14]) < chance_of_fit(0, [14])
