"""P-values as printed: what "P < .001" or "p = NS" says about significance at the two-sided level of 0.05."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from tracker.claims._about import about, elsewhere
from tracker.claims._base import Found, Sentence
from tracker.claims._gated import Gated

Value = Literal["yes", "no", "few"]

P_VALUE = Gated(
    r"(?<![\w-])p(?:[’']s)?(?:\s?[\s-]?values?)?(?:\s?(?:for|of)\s(?P<for>(?!\d)[\w-]+(?:\s(?!of\b)[\w-]+){0,4}?))?\s*"
    r"(?:(?:of|was|were|is|all|both)\s){0,2}"
    r"(?P<op><=?|>=?|=|≤|≥|:|less than|equals|(?=0?[.·]\d))"
    r"\s*(?P<v>-?\s?(?:0?\s?[.·]\s?\d+|0,\d+|1(?:[.·]0+)?(?![\d.·])|"
    r"0(?![\d.·,])|\d(?:[.·]\d+)?\s?[x×]\s?10\s?[-−–^]+\s?\d+)|n\.?\s?s\.?\b)",
    re.IGNORECASE,
)
_P_FOR = Gated(
    r"^\s?\)?\s?for\s(?P<for>(?:non-?\s?inferiority|superiority|interaction|trend|heterogeneity|equivalence))",
    re.IGNORECASE,
)
CRITERION = Gated(
    r"\b(?:considered|regarded|set at|set to|defined|accepted|taken|deemed|significance level|level of significance|"
    r"threshold|alpha|two-sided test|"
    r"denot|indicat(?:es|ed|ing) (?:statistical )?significan)\w*\b",
    re.IGNORECASE,
)
WHEN_CONSIDERED = Gated(r"\bwhen\s(?:\w+\s)?considered\b", re.IGNORECASE)
_AGAINST = Gated(
    r"\b(?:placebo|sham|usual care|standard care|control group|controls|vehicle|no treatment)\b", re.IGNORECASE
)
_P_LIMIT = Decimal("0.05")


def _p_value(printed: str) -> Decimal | None:
    text = (
        re.sub(r"\s", "", printed).replace("·", ".").replace(",", ".").replace("−", "-").replace("–", "-").lstrip("-")
    )
    power = re.fullmatch(r"(\d(?:\.\d+)?)[x×]10[-^]+(\d+)", text)
    if power:
        return Decimal(power[1]).scaleb(-int(power[2]))
    return Decimal(text) if re.fullmatch(r"\d?\.?\d+", text) and Decimal(text) <= 1 else None


def says(op: str, p: Decimal) -> Value | None:
    """What "P op p" says at the two-sided level of 0.05; None when it leaves it open."""
    if op in {"<", "<=", "≤", "less than"}:
        return "yes" if p <= _P_LIMIT else None
    if op in {">", ">=", "≥"}:
        return "no" if p >= _P_LIMIT else None
    return "yes" if p <= _P_LIMIT else "no"


def p_says(match: re.Match[str]) -> Value | None:
    """What a match of P_VALUE says about significance; None when it leaves it open, or is no p-value."""
    printed = match["v"].lower()
    p = None if printed.startswith("n") else _p_value(printed)
    return "no" if printed.startswith("n") else says(match["op"].lower(), p) if p is not None else None


_OPERATORS = {"less than": "<", "equals": "=", "≤": "<=", "≥": ">=", ":": "=", "": "="}
_NO_SIGN = Gated(r"value|[(,]\s?p\s$", re.IGNORECASE)
"""Where a p-value may lack its sign: "a p-value of .03", "(P 0.04)"."""


def p_values(sentence: Sentence) -> Iterator[Found]:
    """Find p-values of results; criteria ("P < .05 was considered significant") are left out."""
    text = sentence.text
    for match in P_VALUE.finditer(text):
        near = text[max(0, match.start() - 60) : match.end() + 50]
        if CRITERION.search(near) and not WHEN_CONSIDERED.search(near):
            continue
        tested = (
            match["for"] or ((after := _P_FOR.match(text[match.end() : match.end() + 40])) and after["for"]) or None
        )
        op = match["op"].lower()
        if op in {"", ":"} and not _NO_SIGN.search(text[max(0, match.start() - 2) : match.start("v")]):
            continue
        value = p_says(match)
        if value is None:
            continue
        p = None if match["v"].lower().startswith("n") else _p_value(match["v"])
        more: dict[str, Any] = {
            "form": "p_value",
            **({"test": tested.lower()} if tested else {}),
            **against(text, match.start()),
        }
        yield Found(
            match.start(),
            match.end(),
            value,
            number=p,
            kind="statistical",
            outcome=about(text, match.start(), match.end(), "p"),
            comparator=_OPERATORS.get(op, op) if p is not None else None,
            scope=elsewhere(sentence, match.start(), match.end()),
            confidence=0.6 if tested else 0.9,
            qualifiers=more,
        )


def against(text: str, at: int) -> dict[str, str]:
    """The comparator (placebo, usual care, ...) named nearest to `at`, as the qualifier `against`."""
    near = min(_AGAINST.finditer(text), key=lambda m: abs(m.start() - at), default=None)
    return {"against": near.group().lower()} if near else {}
