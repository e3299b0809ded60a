"""Texts that were cut into tokens: which of the blanks between tokens were in the text before it was cut.

"0 . 03", "28 - week", "( 95 % CI , - 0 . 8 to - 0 . 2 )" become "0.03", "28-week", "(95% CI, -0.8 to -0.2)".
"""

import re
from collections.abc import Sequence

from tracker.claims._lexicon import PEOPLE

_HYPHENS = frozenset("-–‐‑−")
_SIGNS = frozenset("=<>≤≥±([,;:/])")
"""What a number may follow, so that a point or a hyphen behind it belongs to the number."""
_CLOSING = frozenset(",;:?!)]%’")
_MINUS_AFTER = frozenset(
    "difference differences change changes changed mean median was were is of by to from and or vs versus averaged "
    "reduction decrease effect estimate ci slope between than d δ".split()
)
"""Words between which and a number a hyphen is a minus sign ("GLP - 1" has none)."""
_POINT_AFTER = frozenset({"of", "to", "and", "was", "is", "from", "than"})
"""No sentence ends with these: a full stop behind them opens a decimal."""
_NUMERAL = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PEOPLE = re.compile(rf"{PEOPLE}|of", re.IGNORECASE)
_LATIN = re.compile("[À-ÖØ-öø-ɏ]")
_DOMAINS = frozenset({"gov", "com", "org", "net", "edu"})
_IN_DOI = frozenset("./-–_();:<>")


def tight_gaps(tokens: Sequence[str]) -> list[bool]:
    """For every token but the last, whether it was followed by no blank before the text was cut."""
    padded = ["", "", *tokens, "", "", ""]
    tight = [_tight(padded, at) for at in range(2, len(tokens) + 1)]
    for start, end in _dois(tokens):
        tight[start:end] = [True] * (end - start)
    return tight


def _tight(tokens: Sequence[str], at: int) -> bool:
    """Whether no blank stood between tokens[at] and the next."""
    one, two = tokens[at], tokens[at + 1]
    if one in "([$£€@" or (two in _CLOSING and one not in _HYPHENS):
        return True
    if two == ".":
        return not _opens_decimal(tokens, at + 1)
    if one == ".":
        return _opens_decimal(tokens, at) or _within_point(tokens, at)
    if one in _HYPHENS or two in _HYPHENS:
        return _at_hyphen(tokens, at)
    if "/" in (one, two) or two == "@" or (one == "&" and two in {"lt", "gt", "le", "ge"}):
        return True
    if one == ",":
        return _grouped(tokens, at)
    if one == ":":
        return bool(re.fullmatch(r"\d:\d", tokens[at - 1] + one + two))
    if two == "=":
        return one in "<>"
    if one == "·" or two == "·":
        return _is_number(tokens[at - 1] if one == "·" else one)
    if one in "'’":
        return two in {"s", "t"}
    if two in "'":
        return tokens[at + 2] in {"s", "t"} or (one[-1:] == "s" and tokens[at + 2].islower())
    if _LATIN.fullmatch(one) or _LATIN.fullmatch(two):
        return one.isalpha() and two.isalpha() and not two.isupper()
    return one in "µμ" or (tokens[at - 1], one, two) == ("/", "m", "2")


def _is_number(token: str) -> bool:
    return _NUMERAL.fullmatch(token) is not None


def _opens_decimal(tokens: Sequence[str], at: int) -> bool:
    """Whether the full stop at `at` is a decimal point without a zero: "= . 03"."""
    left = tokens[at - 1]
    return _is_number(tokens[at + 1]) and (left in _SIGNS or left in _HYPHENS or left.lower() in _POINT_AFTER)


def _within_point(tokens: Sequence[str], at: int) -> bool:
    """Whether what follows the full stop at `at` belongs to what stands before it: a decimal, or "e.g."."""
    left, right = tokens[at - 1], tokens[at + 1]
    if _is_number(left) and _is_number(right):
        decimal_already = tokens[at - 2] == "." and _is_number(tokens[at - 3] if at > 2 else "")
        counted = left != "0" and _PEOPLE.fullmatch(tokens[at + 2]) is not None
        return not (decimal_already or counted or _YEAR.fullmatch(left) or len(left) > 4)
    if right in _DOMAINS:
        return left.isalpha()
    return len(left) == len(right) == 1 and (left + right).isalpha() and tokens[at + 2] == "."


def _at_hyphen(tokens: Sequence[str], at: int) -> bool:
    """Whether no blank stands before (or behind) a hyphen: "28-week", "0.48-0.88", "-0.8", "two- and three-day"."""
    behind = tokens[at] in _HYPHENS and not (tokens[at + 1] in _HYPHENS and tokens[at - 1] in _SIGNS)
    hyphen = at if behind else at + 1
    left, right = tokens[hyphen - 1], tokens[hyphen + 1]
    if left in _HYPHENS or right in _HYPHENS:
        return behind and left in _HYPHENS and (_is_number(right) or right == ".")
    if left == "/" and tokens[hyphen - 2] == "+":
        return not behind
    if left == "":
        return behind and _is_number(right)
    signed = left in _SIGNS or left.lower() in _MINUS_AFTER or (left == "." and not _is_number(tokens[hyphen - 2]))
    if signed and (_is_number(right) or right == "."):
        return behind
    if right.lower() in {"and", "or", "to", ",", ""} and tokens[hyphen + 2] not in _HYPHENS:
        return not behind
    return True


def _grouped(tokens: Sequence[str], at: int) -> bool:
    """Whether the comma at `at` groups thousands ("1 , 045"), or is a decimal comma ("0 , 05"), not one of a list."""
    left, right = tokens[at - 1], tokens[at + 1]
    if not (_is_number(left) and _is_number(right)) or tokens[at - 2] == "." or len(left) > 3:
        return False
    listed = tokens[at - 2] == "," or (tokens[at + 2] in {",", "and", "or"} and len(left) > 1)
    if left == "0":
        return not listed
    return len(right) == 3 and left[0] != "0" and (right[0] == "0" or not listed)


def _dois(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """[first, last) gaps inside each DOI ("10 . 1016 / j . x . 2010")."""
    found: list[tuple[int, int]] = []
    end = 0
    for at, token in enumerate(tokens[:-4]):
        opens = token == "10" and tokens[at + 1] == "." and tokens[at + 3] == "/" and _is_number(tokens[at + 2])
        if not opens or at < end:
            continue
        end = at + 4
        while end + 2 < len(tokens) and _goes_on(tokens, end):
            end += 1 if tokens[end] == ")" else 2
        found.append((at, end))
    return found


def _goes_on(tokens: Sequence[str], at: int) -> bool:
    """Whether a DOI that holds tokens[at] goes on behind it."""
    if tokens[at] == ")":
        return _is_number(tokens[at + 1])
    following = tokens[at + 2]
    ends = tokens[at + 1] in ".;:" and re.match(r"[A-Z][a-z]|[A-Z]{2,}", following)
    return tokens[at + 1] in _IN_DOI and not ends
