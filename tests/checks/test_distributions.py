"""The distributions against the critical values of printed tables (Fisher and Yates; Abramowitz and Stegun 26)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers

from tracker.checks._distributions import chi2_p, f_p, r_p, t_p, z_p


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (lambda: z_p(1.95996), 0.05),
        (lambda: z_p(-2.57583), 0.01),
        (lambda: z_p(0.0), 1.0),
        (lambda: t_p(2.228, 10), 0.05),
        (lambda: t_p(-2.042, 30), 0.05),
        (lambda: t_p(12.706, 1), 0.05),
        (lambda: t_p(2.763, 28), 0.01),
        (lambda: f_p(4.171, 1, 30), 0.05),
        (lambda: f_p(3.098, 3, 20), 0.05),
        (lambda: f_p(6.99, 2, 11), 0.011),
        (lambda: chi2_p(3.841, 1), 0.05),
        (lambda: chi2_p(9.488, 4), 0.05),
        (lambda: chi2_p(31.41, 20), 0.05),
        (lambda: chi2_p(6.635, 1), 0.01),
        (lambda: r_p(0.576, 10), 0.05),
        (lambda: r_p(1.0, 10), 0.0),
    ],
)
def test_critical_values(p: Callable[[], float], expected: float) -> None:
    assert p() == pytest.approx(expected, rel=0.02, abs=1e-9)


@given(floats(0.01, 30), integers(1, 400))
def test_one_test_by_two_roads(t: float, df: int) -> None:
    assert t_p(t, df) == pytest.approx(f_p(t * t, 1, df), rel=1e-6, abs=1e-12)
    assert chi2_p(t * t, 1) == pytest.approx(z_p(t), rel=1e-6, abs=1e-12)


@given(floats(0, 50), floats(0.1, 5), integers(1, 60))
def test_more_is_less_likely(x: float, more: float, df: int) -> None:
    assert 0 <= chi2_p(x + more, df) <= chi2_p(x, df) <= 1
    assert 0 <= t_p(x + more, df) <= t_p(x, df) <= 1
