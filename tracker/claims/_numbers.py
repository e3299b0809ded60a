"""Numbers as people print them: digits, thousands separators, middle dots, words, and the hedges before them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tracker.claims._gated import Gated

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}

_WORD = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_SPACES = " \u00a0\u2007\u2008\u2009\u202f"
_GROUPED = rf"\d{{1,3}}(?:(?:,\d{{3}})+|(?:[{_SPACES}]\d{{3}})+|(?:[.]\d{{3}}){{2,}})(?![\d]|[.,·]\d)"
_PLAIN = r"\d+(?:[.·]\d+)?"
_SPELLED = (
    rf"(?:half\s+a\s+million|a\s+(?:dozen|hundred|thousand|million)|(?:{_WORD})(?:[\s-]+(?:{_WORD}|{_SCALE})"
    rf"|\s+(?:hundred|thousand|million),?\s+and\s+(?:{_WORD})){{0,7}})(?:\s+and\s+(?:{_WORD})(?:[\s-](?:{_WORD}))?"
    r"(?<=\w))?"
)
NUMBER = rf"(?:(?<![\w.,·$€£¥-])(?:{_GROUPED}|{_PLAIN})(?:\s?(?:million|billion|thousand)\b)?|\b{_SPELLED}\b)"
"""A number without regard to what it counts (to be compiled with IGNORECASE)."""

SPELLED = rf"\b{_SPELLED}\b"
"""A number in words."""

DIGITS = rf"(?:(?<![\w.,·])(?:{_GROUPED}|{_PLAIN}))"

_LESS = "nearly|almost|just under|slightly less than|close to|not quite|just short of|approaching"
_MORE = "more than|over|just over|slightly more than|upwards of|well over|greater than|in excess of|a little over"
_ABOUT = "about|around|roughly|approximately|some|an estimated|estimated|approx\\.?|circa|~|≈|or so"
_LEAST = "at least|no fewer than|a minimum of|≥|>=?"
_MOST = "at most|up to|no more than|as many as|fewer than|less than|under|a maximum of|≤|<=?"
HEDGE = rf"(?:{_ABOUT}|{_LESS}|{_MORE}|{_LEAST}|{_MOST})"

_KINDS = tuple(
    (kind, Gated(source, re.IGNORECASE))
    for kind, source in (("less", _LESS), ("more", _MORE), ("about", _ABOUT), ("least", _LEAST), ("most", _MOST))
)


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its value and the bounds the printed form allows (None: open)."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    hedged: bool


@lru_cache(maxsize=4_000)
def value_of(raw: str, *, whole: bool = False) -> Decimal | None:
    """The value of a number as printed, or None when it is none.

    With `whole` (something that is counted) a single full stop before three digits is a thousands separator, and
    anything that is not an integer is no number.
    """
    text = raw.strip().lower().replace("·", ".")
    if not text:
        return None
    if text[0].isdecimal():
        return _digits(text, whole)
    value = _spelled(re.split(r"[\s,-]+", text))
    return Decimal(value) if value is not None else None


def _digits(text: str, whole: bool) -> Decimal | None:
    match = re.fullmatch(rf"([\d.,{_SPACES}]+?)\s?(million|billion|thousand)?", text)
    if match is None:
        return None
    printed, scale = match.groups()
    if whole and scale is None and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", printed):
        printed = printed.replace(".", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", printed):
        printed = printed.replace(".", "")
    cleaned = re.sub(rf"[,{_SPACES}]", "", printed)
    if not re.fullmatch(r"\d+(?:\.\d+)?", cleaned):
        return None
    value = Decimal(cleaned) * _SCALES.get(scale or "", 1)
    return None if whole and value != value.to_integral_value() else value


def _spelled(words: list[str]) -> int | None:
    if words[:3] == ["half", "a", "million"]:
        return 500_000
    if words[0] == "a":
        words = ["one", *words[1:]]
    total = current = 0
    last = ""
    for word in words:
        if word == "and":
            if last not in {"hundred", "thousand", "million"}:
                return None
        elif word in _UNITS:
            if last in _UNITS or (last in _TENS and not 0 < _UNITS[word] < 10):
                return None
            current += _UNITS[word]
        elif word in _TENS:
            if last in _UNITS or last in _TENS:
                return None
            current += _TENS[word]
        elif word in {"hundred", "dozen"}:
            if not 0 < current < 100:
                return None
            current *= _SCALES[word]
        elif word in _SCALES:
            if not current:
                return None
            total, current = total + current * _SCALES[word], 0
        else:
            return None
        last = word if word != "and" else last
    return total + current


def decimals_of(raw: str) -> int:
    """How many digits stand after the decimal point of `raw` as printed."""
    match = re.search(r"[.·](\d+)", raw)
    return len(match.group(1)) if match else 0


def read(raw: str, hedge: str | None = None, *, whole: bool = False, rounded: bool = False) -> Number | None:
    """Read `raw` with the `hedge` printed before it, or None when it is no number.

    A printed decimal is an interval of half its last digit; an integer is exact unless `rounded` (a percentage).
    Hedges widen: about by 5% to both sides, nearly by 10% down, more than by 10% up; at least and up to leave one
    side open (up to: down to zero).
    """
    value = value_of(raw, whole=whole)
    if value is None:
        return None
    places = 0 if whole else decimals_of(raw)
    half = Decimal(5).scaleb(-places - 1) if (places or rounded) else Decimal(0)
    low: Decimal | None = value - half
    high: Decimal | None = value + half
    kind = hedge_kind(hedge)
    if kind == "about":
        low, high = min(value * Decimal("0.95"), value - half), max(value * Decimal("1.05"), value + half)
    elif kind == "less":
        low, high = value * Decimal("0.9"), value
    elif kind == "more":
        low, high = value, value * Decimal("1.1")
    elif kind == "least":
        low, high = value, None
    elif kind == "most":
        low, high = Decimal(0), value
    return Number(value, low, high, kind is not None)


def hedge_kind(hedge: str | None) -> str | None:
    """Which way a printed hedge widens (about, less, more, least, most), or None when it is no hedge."""
    text = " ".join((hedge or "").split())
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(text)), None) if text else None
