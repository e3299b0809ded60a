"""The words of an arm's label: which of them can tell it from another, and what they say by themselves."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from tracker.claims._arm_labels import which

_DATA = tomllib.loads(Path(__file__).with_name("arm_words.toml").read_text(encoding="utf-8"))
_NO_WORDS = frozenset(_DATA["no_words"]["words"].split())
OUTCOMES = frozenset(_DATA["outcomes"]["short"].split())
"""Abbreviations of what is measured, which never name an arm."""
GROUP = re.compile(
    r"\b(?:group|arm|cohort)s?[\s-](?P<id>(?-i:[A-HP-T])|[1-4]|I{1,3}|IV)\b(?!\s?[-–]\s?\d)", re.IGNORECASE
)
_IDS = re.compile(
    r"\b(?:groups|arms)\s(?P<a>[A-D]|[1-4]|I{1,3})(?:,\s(?P<b>[A-D]|[1-4]|I{1,3}))?,?\s(?:and|or|to|versus|vs)"
    r"\s(?P<c>[A-D]|[1-4]|I{1,3}|IV)\b"
)
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<n>\d+(?:[.·]\d+)?)[\s-]?(?P<unit>mg|mcg|µg|μg|g|kg|Gy|IU|ml|U|MBq|weekly|weeks?|monthly|"
    r"months?|cycles?|years?|days?|"
    r"min|minutes|hours?|fractions?|sessions?)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^\W*(?:the\s)?(?:no|without|not)\b|\b(?:(?:physician|investigator|doctor|clinician)(?:[’']?s)?[’']? choice|"
    r"monotherapy|(?:low|lower|standard)[- ]dose|single[- ]agent|unvaccinated|non-?treated)\b",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:combination|combined|drugs?|medicines?|medications?|vaccines?|pills?|tablets?|injections?|dose|(?:high|"
    r"higher)[- ]dose|test|vaccinated|tailored|new|novel)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"#[\w.·]*\w|[^\W_](?:[\w’'/-]|\.(?=\d))*|\+")


def by_words(label: str) -> str | None:
    """The arm that a label names by its own words: "no imaging", "monotherapy", "the vaccinated"."""
    if _NOTHING.search(label):
        return "control"
    return which(label) or ("treatment" if _TESTED.search(label) else None)


@lru_cache(maxsize=20_000)
def words_of(label: str) -> frozenset[str]:
    """The words of a label that can tell it from another; a group's letter or number is one word ("#a")."""
    text = GROUP.sub(lambda m: f"#{m['id']}", _IDS.sub(_each_id, label))
    text = _AMOUNT.sub(lambda m: f"#{m['n']}{m['unit'][:2]}", text)
    found = set()
    for word in WORD.findall(text):
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if (
            (len(word) == 1 and not word.isupper())
            or not any(map(str.isalpha, word[1:] if word[0] != "#" else "x"))
            and len(word) > 1
        ):
            continue
        for part in (low, *(re.split(r"[-/]", low) if re.search(r"[-/]", low) else ())):
            if part not in _NO_WORDS and len(part) > (1 if part is not low else 0):
                found.add(part[:-1] if len(part) > 4 and part.endswith("s") and not part.endswith("ss") else part)
    return frozenset(found)


def _each_id(match: re.Match[str]) -> str:
    return " ".join(f"#{one}" for one in match.groups() if one)
