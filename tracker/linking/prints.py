"""What a text prints that few texts share: its odd numbers, and the countries it lists."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.claims.centres import countries

_NUMBER = re.compile(
    r"(?<![\w.,:/·-])(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:[.·]\d+)?)"
    r"(?![\d:/]|[.,·]\d|-\d{4}|[-–]?[^\W\d]|[\s-]?(?:mg|mcg|µg|μg|ug|g|kg|ml|iu|mmol|mmhg|cells|calories|years?|million|billion)\b)",
    re.IGNORECASE,
)
_LISTED = re.compile(r",?\s(?:and|&)\s(?:the\s)?|,\s(?:the\s)?")
SUMMARY = 6000
"""Characters of a text that are looked at: a whole paper has so many numbers that some are anybody's."""
SMALLEST = 30
"""Whole number from which two trials rarely have the same by chance."""
DIGITS = 3
"""Digits from which a number is rare enough to count."""
YEARS = range(1900, 2101)
COUNTRIES = 3
"""Countries from which a list is rare enough to count by itself."""
PAIR = 2
"""Countries from which a list says where a trial was."""


def figures(text: str) -> set[Decimal]:
    """The numbers at the top of a text with three or more digits: not round, no dose, year, quantity or p-value."""
    return {number for match in _NUMBER.finditer(text[:SUMMARY]) if _is_odd(number := _value(match["n"]))}


def decimals(text: str) -> set[Decimal]:
    """The numbers at the top of a text with one decimal and two digits: each is common, several together are not."""
    values = {_value(match["n"]) for match in _NUMBER.finditer(text[:SUMMARY]) if match["n"].count(".") == 1}
    return {value for value in values if len(value.as_tuple().digits) == 2 and value.as_tuple().exponent == -1}


def numbers(text: str) -> set[Decimal]:
    """Every number of a text that can tell a trial from another: from SMALLEST people on, and every decimal."""
    values = {_value(match["n"]) for match in _NUMBER.finditer(text)}
    return {v for v in values if v != v.to_integral_value() or (v >= SMALLEST and int(v) not in YEARS)}


def _value(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "").replace("·", ".")).normalize()


def _is_odd(number: Decimal) -> bool:
    if number == number.to_integral_value():
        return number >= 100 and number % 10 != 0 and int(number) not in YEARS
    return len(number.as_tuple().digits) >= DIGITS and number >= 1 and number != Decimal("97.5")


def country_lists(text: str) -> set[tuple[str, ...]]:
    """The lists of two or more countries that the top of a text prints in one breath, each sorted."""
    return {run for run in _runs(text[:SUMMARY]) if len(run) >= PAIR}


def country_names(text: str) -> set[str]:
    """The countries that the top of a text names."""
    return {name for run in _runs(text[:SUMMARY]) for name in run}


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    run: set[str] = set()
    ended = 0
    for start, end, name in countries().find(text):
        if not text[start].isupper():
            continue
        if not _LISTED.fullmatch(text, ended, start):
            yield tuple(sorted(run))
            run = set()
        run.add(name)
        ended = end
    yield tuple(sorted(run))
