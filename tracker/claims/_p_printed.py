"""P-values in running text: "P < .001", "p=0·03", "a P value of 0.04", "p 0.02", "(both Ps > .3)", with their signs."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from tracker.claims._about import about, elsewhere
from tracker.claims._base import MANY, Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._p_values import CRITERION, against

_TESTS = (
    r"trend|interaction|heterogeneity|non-?\s?inferiority|superiority|equivalence|difference|int(?:er)?|het|"
    r"log-?\s?rank|adj(?:usted)?|nominal"
)
_POWER = r"\d(?:[.·]\d+)?\s?[x×*]\s?10\s?\(?[-−–^⁻]+\s?\d{1,3}\)?|10\s?[-−–^]{1,2}\s?\d{1,3}|\d(?:\.\d+)?e-\d{1,3}"
_DECIMAL = r"0?[.·]\d{1,12}|0,\d{1,12}|1(?:[.·,]0{1,6})?(?![\d.·,]\d|\d)"
_SIGN = (
    r"[=<>≤≥]\s?/?\s?=?|[<>]\s?or\s?=|(?:less|lower|smaller|greater|higher|more) than(?: or equal to)?|"
    r"(?:equal|equals|equalled)(?: to)?"
)
_NO_UNIT = r"(?![\d.·]*\d|\s?(?:%|mg|mm|ml|kg|points?|per\b|percent)|-fold)"
P_VALUE = Gated(
    rf"(?<![\w.-])(?:p(?P<many>s|['’]s)?|probability value|(?P<glued>p)[_\s-]?(?P<sub>{_TESTS}))"
    rf"(?:[\s-]?values?)?(?:\s?(?:for|of)\s(?P<for>(?!\d)[\w-]{{2,20}}(?:\s(?!of\b|was\b|is\b)[a-z-]{{3,20}})?)|"
    rf"\s?\((?P<in>{_TESTS}|[\w\s-]{{3,25}})\))?\s?,?\s?(?:[:;]\s?)?"
    rf"(?:(?:of|was|were|is|are|being|both|all|the)\s){{0,2}}"
    rf"(?P<op>{_SIGN})?\s?(?P<v>{_POWER}|{_DECIMAL}){_NO_UNIT}",
    re.IGNORECASE,
)
_NAMED = Gated(r"values?|\bof\b|\bwas\b|\bwere\b|\bis\b|\bare\b", re.IGNORECASE)
_NAKED = Gated(
    rf"[(\[;,]\s?(?P<op>[=<>≤≥]=?)\s?(?P<v>{_DECIMAL}){_NO_UNIT}(?=\s?[)\];,](?!\s?\d))",
)
"""A p-value whose letter was lost with its italics: "(= 0.04)"."""
_FURTHER = Gated(
    rf"(?:,\s?(?:and\s)?|\s?(?:and|or|vs\.?|/|;)\s)(?P<op>{_SIGN})?\s?(?P<v>{_DECIMAL}){_NO_UNIT}"
    r"(?=\s?(?:[)\];]|,\s|\.(?:\s|$)|\s(?:for|and|or|respectively|in|at|when|after)\b|$))",
    re.IGNORECASE,
)
_BEHIND = Gated(rf"\s?\)?\s?for\s(?P<for>{_TESTS})\b", re.IGNORECASE)
_OUTCOME_BEHIND = Gated(r"\s?for\s(?:the\s)?(?P<what>[a-z][a-z -]{2,40}?)(?=[);,.]|\s(?:and|at|in)\b)")
_FIXED = Gated(
    r"\b(?:if|when|where|required|at a|at the|level|alpha|cut-?off|criterion|bonferroni[\w\s-]{0,20})\s?"
    r"(?:of\s|was\s|the\s|an?\s)?[(\[]?$",
    re.IGNORECASE,
)
_SIGNS = {"less": "<", "lower": "<", "smaller": "<", "greater": ">", "higher": ">", "more": ">", "equal": "="}
_FULL_NAME = {"int": "interaction", "inter": "interaction", "het": "heterogeneity", "adj": "adjusted"}


def p_values_said(sentence: Sentence) -> Iterator[Found]:
    """Find p-values of results with number and sign; criteria of significance and "NS" are none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for match in islice(P_VALUE.finditer(text), MANY):
        head = text[match.start() : match.start("v")]
        if not match["op"] and not (_NAMED.search(head) or re.match(r"0?[.·,]\d", match["v"])):
            continue
        if _is_criterion(text, match.start(), match.end()):
            continue
        told = _qualifiers(text, match)
        for one in [match, *_further(text, match)]:
            found = _found(sentence, one, match, told)
            if found:
                taken.append((found.start, found.end))
                yield found
    for match in islice(_NAKED.finditer(text), MANY):
        start = match.start("op")
        if not any(a <= start < b for a, b in taken) and not _is_criterion(text, start, match.end()):
            found = _found(sentence, match, match, against(text, start))
            if found and Decimal(0) < (found.number or Decimal(0)) < 1:
                yield found


def _further(text: str, match: re.Match[str]) -> Iterator[re.Match[str]]:
    """The other values of a list: "P = .03 and .20, respectively"."""
    at: re.Match[str] | None = match
    for _ in range(8):
        at = at and _FURTHER.match(text, at.end())
        if at is None:
            return
        yield at


def _is_criterion(text: str, start: int, end: int) -> bool:
    return bool(
        CRITERION.search(text[max(0, start - 60) : end + 50]) or _FIXED.search(text[max(0, start - 40) : start])
    )


def _qualifiers(text: str, match: re.Match[str]) -> dict[str, Any]:
    behind = _BEHIND.match(text, match.end())
    tested = (match["for"] or match["in"] or match["sub"] or (behind and behind["for"]) or "").lower().strip()
    tested = _FULL_NAME.get(tested, tested)
    named = re.fullmatch(_TESTS, tested, re.IGNORECASE)
    sides = re.search(
        r"\b(one|two|1|2)-?\s?(?:sided|tailed)\b", text[max(0, match.start() - 25) : match.end() + 25], re.I
    )
    return {
        **({"test": tested} if named else {}),
        **({"sides": {"one": 1, "two": 2}.get(sides[1].lower()) or int(sides[1])} if sides else {}),
        **against(text, match.start()),
    }


def _found(sentence: Sentence, one: re.Match[str], first: re.Match[str], told: dict[str, Any]) -> Found | None:
    number = _number(one["v"])
    if number is None:
        return None
    start = first.start() if one is first else one.start("op") if one["op"] else one.start("v")
    start = one.start("op") if one.re is _NAKED.regex else start
    sign = _sign(one["op"] or (first["op"] if one is not first else None))
    places = len(one["v"].split(".")[-1]) if "." in one["v"] else 0
    half = Decimal(5).scaleb(-places - 1) if sign == "=" and places and "e" not in one["v"].lower() else Decimal(0)
    what = _OUTCOME_BEHIND.match(sentence.text, one.end())
    tested = what and re.match(_TESTS, what["what"], re.IGNORECASE)
    return Found(
        start,
        one.end("v"),
        plain(number),
        number=number,
        low=None if sign in {"<", "<="} else number - half,
        high=None if sign in {">", ">="} else number + half,
        outcome=what["what"] if what and not tested else about(sentence.text, first.start(), first.end(), "p"),
        comparator=sign,
        scope=elsewhere(sentence, first.start(), first.end()),
        confidence=0.7 if one.re is _NAKED.regex else 0.95,
        qualifiers=told,
    )


def _sign(printed: str | None) -> str:
    words = (printed or "=").lower().split()
    if words[0] in _SIGNS:
        return _SIGNS[words[0]] + ("=" if "equal" in words[1:] else "")
    sign = re.sub(r"[\s/]|or", "", printed or "=").replace("≤", "<=").replace("≥", ">=")
    return "=" if sign.startswith(("=", "equal")) else sign[:2]


def _number(printed: str) -> Decimal | None:
    text = re.sub(r"[\s()]", "", printed.lower()).replace("·", ".").replace(",", ".").replace("*", "x")
    power = re.fullmatch(r"(?:(\d(?:\.\d+)?)[x×])?10[-−–^⁻]+(\d+)|(\d(?:\.\d+)?)e-(\d+)", text)
    if power:
        return Decimal(power[1] or power[3] or "1").scaleb(-int(power[2] or power[4]))
    return Decimal(text) if Decimal(text) <= 1 else None
