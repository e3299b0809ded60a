"""What two outcome phrases have in common, in numbers a person can check: the features of the model of same_outcome."""

import math
import re

from tracker.claims._base import fold
from tracker.claims._outcome_words import Words, total

_METRICS = {
    "duration": re.compile(r"\b(?:duration|length|time to|time from|interval|days of)\b", re.IGNORECASE),
    "costs": re.compile(r"\bcosts?\b", re.IGNORECASE),
}
_GENERAL = re.compile(
    r"^(?:the )?(?:treatment |clinical |overall |therapeutic )?"
    r"(?:efficacy|effective(?:ness)?|success|response(?: rates?)?|outcomes?|safety|tolerab\w+|benefit|adverse \w+|"
    r"side effects|complications?)\b",
    re.IGNORECASE,
)


def features(a: Words, b: Words) -> dict[str, float]:
    """How alike two phrases are, feature by feature; `a` is the one that was there first (registered, aimed at)."""
    common, only_a, only_b = a.stems & b.stems, a.stems - b.stems, b.stems - a.stems
    letters = [[_grams(text) for text in (one.text, one.expanded)] for one in (a, b)]
    dice = _dice(letters[0][0], letters[1][0])
    missed_a, missed_b = _missed(a.items, b.stems), _missed(b.items, a.stems)
    whole = any(item <= b.stems for item in a.items)
    return {
        "letters_contained": _contained(letters[0][0], letters[1][0]),
        "letters_alike": dice,
        "letters_alike_written_out": max(dice, _dice(letters[0][1], letters[1][1])),
        "items_missed_a": float(missed_a > 0),
        "items_missed_b": missed_b,
        "one_item_whole_others_missed": float(missed_a > 0 and whole),
        "both_short_both_with_more": float(max(len(a.stems), len(b.stems)) <= 4 and bool(only_a) and bool(only_b)),
        "b_is_general": float(_GENERAL.match(b.text) is not None),
        "same_domains": float(bool(a.concepts) and a.concepts == b.concepts),
        "other_domains": float(bool(a.concepts) and bool(b.concepts) and not a.concepts & b.concepts),
        "one_word_shared": float(len(common) == 1),
        "other_head_nouns": float(_other_head(a, b) and _other_head(b, a)),
        "no_word_shared": float(not common),
        "unshared_by_shared": min(total(only_a), total(only_b), 10) / (1 + total(common)),
        "core_of_a_in_b": share(a.core, b.stems),
        "same_core": float(bool(a.core) and a.core == b.core),
        "length_gap": abs(math.log(1 + len(a.stems)) - math.log(1 + len(b.stems))),
        "only_one_is_costs": float(_only_one("costs", a, b)),
        "only_one_is_duration": float(_only_one("duration", a, b)),
        "core_of_b_not_in_a": min(20.0, total(b.core - a.stems)) / 10,
        "weight_shared": min(12.0, total(common)) / 10,
        "same_words": float(bool(a.stems) and a.stems == b.stems),
        "same_measures": float(bool(a.measures) and a.measures == b.measures),
        "lesser_share": min(share(a.stems, b.stems), share(b.stems, a.stems)),
    }


def share(some: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the weight of `some` that `other` has."""
    whole = total(some)
    return total(some & other) / whole if whole else 0.0


def _other_head(one: Words, other: Words) -> bool:
    return one.head is not None and one.head not in other.stems


def _missed(items: tuple[frozenset[str], ...], stems: frozenset[str]) -> float:
    """The share of the items of a list that have nothing in common with `stems`, when another item has."""
    missed = sum(1 for item in items if not item & stems)
    return missed / len(items) if 0 < missed < len(items) else 0.0


def _only_one(metric: str, a: Words, b: Words) -> bool:
    return bool(_METRICS[metric].search(a.text)) != bool(_METRICS[metric].search(b.text))


def _grams(text: str) -> frozenset[str]:
    bare = f" {fold(text)} "
    return frozenset(bare[at : at + 3] for at in range(len(bare) - 2))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / max(1, len(a) + len(b))


def _contained(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))
