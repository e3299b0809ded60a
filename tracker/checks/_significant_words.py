"""The word "significant" against the p-value printed beside it: a rule of `arithmetic`."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tracker.checks._base import Finding, Held, Witness
from tracker.checks._recomputed import LEVEL, OTHER_TEST

OTHER_LEVEL = re.compile(
    r"\b(?:alpha|significance (?:level|threshold|was set)|(?:level|threshold) of (?:significance|statistical)|"
    r"considered (?:statistically )?significant|pre-?specified (?:level|threshold)|co-primary|hierarch\w+|interim)\b",
    re.IGNORECASE,
)
"""Words anywhere in a text by which another level than 0.05 may hold."""
LARGEST = 0.1
"""The largest level that is in use."""
BESIDE = 60
"""How many characters may stand between the word and its p-value."""


def significant_words(witness: Witness) -> Iterator[Finding]:
    """Yield, for every sentence with one such word and one p-value behind it, whether they go together."""
    found: dict[int | None, dict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for held in witness.of("significance", "p_value"):
        form = held.claim.qualifiers.get("form")
        if held.claim.type == "p_value":
            found[held.claim.context_start]["p"].append(held)
        elif form != "p_value" and held.claim.kind == "statistical":
            found[held.claim.context_start]["word"].append(held)
    texts = {held.sentence for held in witness.claims}
    for beside in found.values():
        if len(beside["p"]) == len(beside["word"]) == 1:
            yield from _judge(beside["word"][0], beside["p"][0], texts)


def _judge(word: Held, p: Held, texts: set[str]) -> Iterator[Finding]:
    said, number, sign = word.claim.value, float(p.claim.number or 0), p.claim.comparator or "="
    gap = (p.claim.start or 0) - (word.claim.end or 0)
    between = word.sentence[(word.claim.end or 0) - (word.claim.context_start or 0) :][: max(0, gap)]
    if said not in ("yes", "no") or gap < 0 or gap > BESIDE or re.search(r"[;:]|\b(?:but|although|whereas)\b", between):
        return
    qualifiers = f"significant {p.claim.raw}"
    pair = f"“{word.claim.raw}” beside {p.claim.raw}"
    against = (said == "yes" and number > LEVEL and sign[0] in "=>") or (
        said == "no" and number <= LEVEL and (sign[0] == "<" or (sign == "=" and number < LEVEL))
    )
    if not against:
        yield Finding("consistent", f"{pair}: the two go together.", word, p, None, qualifiers)
    elif (
        p.claim.qualifiers.get("test")
        or OTHER_TEST.search(word.sentence)
        or any(OTHER_LEVEL.search(text) for text in texts)
        or (said == "yes" and number <= LARGEST)
    ):
        why = f"{pair}: another level or test than the usual one may hold."
        yield Finding("not_comparable", why, word, p, None, qualifiers)
    else:
        why = f"{pair} differs from what the p-value says at the level of {LEVEL}."
        yield Finding("inconsistent", why, word, p, None, qualifiers, "minor")
