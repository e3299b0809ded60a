"""Test statistics in running text: "t(28) = 2.2", "F(1, 30) = 4.1", "χ2 = 5.3", "z = -2.4", "r = .45"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from pydantic import BaseModel, ConfigDict

from tracker.claims._about import about, elsewhere
from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, fold, plain
from tracker.claims._gated import Gated
from tracker.claims._intervals import number_of
from tracker.records import Claim


class Statistic(BaseModel):
    """A test statistic as printed, with its degrees of freedom in order (of an F: numerator, denominator)."""

    model_config = ConfigDict(frozen=True)

    value: int | float
    df: list[int | float] = []


_VALUE = (
    r"(?P<v>[-−–]?\s?\d{0,6}[.·]?\d{1,6})"
    r"(?![\d%]|[.·]\d|\s?(?:%|kg|mg|weeks?|days?|months?|years?|degrees|points?|nmol|mm|cm|°))"
)
_STATISTIC = Gated(
    r"(?<![\w-])(?:(?P<t>(?-i:t))|(?P<f>(?-i:F))|(?P<chi2>(?:χ|chi)[\s-]?(?:2|²|squared?)?|χ²|X2|X\(2\))|(?P<z>(?-i:[zZ]))|"
    r"(?P<r>(?-i:r(?:s)?))|(?P<u>(?-i:U)))(?:[\s-](?:statistics?|values?|scores?|tests?))?"
    r"\s?(?:[(\[]\s?(?:df\s?=\s?)?(?P<df1>\d{1,6}(?:\.\d{1,3})?)(?:\s?[,;]\s?(?P<df2>\d{1,6}(?:\.\d{1,3})?|N\s?=\s?\d{1,6}))?\s?[)\]]|"
    rf"(?P<sub>\d{{1,4}})(?:,\s?(?P<sub2>\d{{1,4}}))?(?=\s?=))?\s?=\s?{_VALUE}(?:[,;]\s?df\s?=\s?(?P<df3>\d{{1,6}}))?",
    re.IGNORECASE,
)
_KINDS = ("t", "f", "chi2", "z", "r", "u")


def find(sentence: Sentence) -> Iterator[Found]:
    """Find test statistics that are printed with an equals sign."""
    text = sentence.text
    for match in islice(_STATISTIC.finditer(text), MANY):
        kind = next(name for name in _KINDS if match[name])
        value = number_of(match["v"])
        df = [Decimal(one) for key in ("df1", "df2", "sub", "sub2", "df3") if (one := match[key]) and one[0].isdigit()]
        if (
            (kind == "r" and abs(value) > 1)
            or (kind == "f" and (len(df) == 1 or value < 0))
            or (kind == "chi2" and value < 0)
        ):
            continue
        places = len(match["v"].split(".")[1]) if "." in match["v"] else 0
        half = Decimal(5).scaleb(-places - 1) if places else Decimal(0)
        yield Found(
            match.start(),
            match.end(),
            Statistic(value=plain(value), df=[plain(one) for one in df]).model_dump(),
            number=value,
            low=value - half,
            high=value + half,
            kind=kind,
            outcome=about(text, match.start(), match.end(), "p"),
            scope=elsewhere(sentence, match.start(), match.end()),
        )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two statistics of one test and outcome: equal ones agree; others may be of two comparisons."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two tests")
    if a.outcome is None or b.outcome is None or fold(a.outcome) != fold(b.outcome):
        return Agreement("not_comparable", "the tests are not known to be about the same outcome")
    if a.value == b.value:
        return Agreement("agree", f"both {a.raw}")
    return Agreement("not_comparable", f"{a.raw} and {b.raw} may be of two comparisons")


TYPE = ClaimType(
    name="test_statistic",
    description="Test statistic with its degrees of freedom, by which a p-value can be checked.",
    value=Statistic,
    agreement="The same value and degrees of freedom of the same test and outcome; others are not comparable.",
    compare=compare,
    numeric=True,
    kinds=_KINDS,
    cues=(
        r"(?<![\w-])(?:t|f|z|r|rs|u|x2|χ\S{0,3}|chi[\s-]?(?:2|²|squared?)?)(?:[\s-](?:statistic|value|score|test)s?)?"
        r"\s?(?:[(\[][^()\[\]]{1,20}[)\]]|\d{1,4}(?:,\s?\d{1,4})?)?\s?=\s?[-−–]?\s?[\d.·]",
    ),
    find=find,
    examples=(
        Example("Sleep improved, t(28) = 2.2, P = .04.", [{"value": 2.2, "df": [28]}], ["t"]),
        Example("The slope was steep (t = 3 weeks later)."),
    ),
)
