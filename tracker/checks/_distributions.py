"""Two-sided p-values of the usual tests, by series and continued fractions (Abramowitz and Stegun 26.4, 26.5)."""

from math import erfc, exp, lgamma, log, sqrt

_STEPS = 500
_TINY = 1e-300


def z_p(z: float) -> float:
    """The two-sided p-value of a standard normal deviate."""
    return erfc(abs(z) / sqrt(2))


def t_p(t: float, df: float) -> float:
    """The two-sided p-value of Student's t with `df` > 0 degrees of freedom."""
    return _beta(df / (df + t * t), df / 2, 0.5)


def f_p(f: float, between: float, within: float) -> float:
    """The p-value of a variance ratio of at least 0 with its two degrees of freedom."""
    return _beta(within / (within + between * f), within / 2, between / 2)


def chi2_p(x: float, df: float) -> float:
    """The p-value of a chi-squared statistic of at least 0 with `df` > 0 degrees of freedom."""
    return _gamma(df / 2, x / 2)


def r_p(r: float, df: float) -> float:
    """The two-sided p-value of a correlation with `df` degrees of freedom (pairs less two)."""
    return 0.0 if abs(r) >= 1 else t_p(r * sqrt(df / (1 - r * r)), df)


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d, c = 1 / _away(1 + step * d), _away(1 + step / c)
            result *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return front * result


def _gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function."""
    if x <= 0:
        return 1.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, _STEPS):
            term *= x / (a + n)
            total += term
        return 1 - front * total
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    result = d
    for n in range(1, _STEPS):
        b += 2
        d, c = 1 / _away(b - n * (n - a) * d), _away(b - n * (n - a) / c)
        result *= c * d
    return front * result


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
