"""Intervals and chances that several checks decide by or print."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)


class Share(NamedTuple):
    """The share k of n people that comes nearest to a printed percentage, and how well it fits."""

    fit: Literal["yes", "near", "no"]
    k: int
    n: int

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.k / self.n


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The score interval of the proportion k of n, without continuity correction, as fractions of one.

    Wilson, J Am Stat Assoc 1927;22:209; method 3 of Newcombe, Stat Med 1998;17:857. Raises ValueError unless
    0 <= k <= n and n > 0.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n} is no proportion")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    middle = 2 * k + z * z
    spread = z * sqrt(z * z + 4 * k * (1 - k / n))
    return max(0.0, (middle - spread) / (2 * (n + z * z))), min(1.0, (middle + spread) / (2 * (n + z * z)))


def newcombe(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of the difference k1/n1 - k2/n2 of two independent proportions, as fractions of one.

    The hybrid score interval, method 10 of Newcombe, Stat Med 1998;17:873. Raises ValueError as `wilson` does.
    """
    p1, p2 = k1 / n1, k2 / n2
    (low1, high1), (low2, high2) = wilson(k1, n1, level), wilson(k2, n2, level)
    down = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    up = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - down, p1 - p2 + up


def binomial_p(k: int, n: int, share: float) -> float:
    """How often simple randomisation with this share gives a split as uneven as k of n, or more (two-sided, exact).

    The probabilities of all outcomes no likelier than k are added. Raises ValueError unless 0 < share < 1.
    """
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share of an arm")

    def chance(i: int) -> float:
        ways = lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1)
        return exp(ways + i * log(share) + (n - i) * log(1 - share))

    limit = chance(k) * (1 + 1e-9)
    return min(1.0, sum(c for i in range(n + 1) if (c := chance(i)) <= limit))


def roundings(k: int, n: int, digits: int) -> set[Decimal]:
    """What k of n can be printed as, in percent with `digits` decimals: rounded half up, half even, or cut off."""
    exact, step = Decimal(100 * k) / Decimal(n), Decimal(1).scaleb(-digits)
    return {exact.quantize(step, rounding=mode) for mode in ROUNDINGS}


def nearest(percent: Decimal, digits: int, denominators: Iterable[int]) -> Share:
    """The share of one of the denominators that best explains a printed percentage; larger denominators first.

    It fits when a rounding of it is what is printed, nearly when it is off by one in the last digit. Raises
    ValueError without a denominator.
    """
    step = Decimal(1).scaleb(-digits)
    best: tuple[tuple[int, Decimal], Share] | None = None
    for n in sorted(denominators, reverse=True):
        below = int(percent * n / 100)
        for k in (below, below + 1):
            if k > n:
                continue
            off = min(abs(value - percent) for value in roundings(k, n, digits))
            fit: Literal["yes", "near", "no"] = "yes" if off == 0 else "near" if off <= step else "no"
            rank = (("yes", "near", "no").index(fit), abs(Decimal(100 * k) / n - percent) if off else Decimal(0))
            if best is None or rank < best[0]:
                best = rank, Share(fit, k, n)
    if best is None:
        raise ValueError("no denominator")
    return best[1]


def chance_of_fit(digits: int, denominators: Iterable[int], enough: float = 1.0) -> float:
    """How likely a percentage drawn at random with `digits` decimals fits a whole number of people.

    Counting stops when the chance has reached `enough`.
    """
    values: int = 100 * 10**digits + 1
    reached: set[Decimal] = set()
    for n in denominators:
        if n >= values:
            return 1.0
        for k in range(n + 1):
            reached |= roundings(k, n, digits)
        if len(reached) / values >= enough:
            break
    return len(reached) / float(values)
