"""Shares past a hundred: parts of one whole that together are more than the whole.

Read are, in one sentence, a share for each of several things of which a person can be only one: women and men; better,
unchanged and worse; complete response, partial response, stable and progressive disease. One unit in the last digit is
left for each share. Shares printed for two groups side by side ("versus", "respectively"), or with two shares of one
part, are not comparable, and neither are those of different people or times. Less than a hundred says nothing: a text
may leave a part out. Rule: INSPECT-SR domain 4 (results that do not go together); TRACT (numbers that do not add up).
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.checks._base import Case, Check, Example, Finding, Held

_WHOLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("sex", {"women": r"wom[ae]n|females?|girls", "men": r"men|males?|boys"}),
    (
        "course",
        {
            "better": r"improved|got better|better",
            "unchanged": r"unchanged|stayed the same|did not change|remained stable",
            "worse": r"worsened|got worse|deteriorated|worse",
        },
    ),
    (
        "response",
        {
            "complete": r"complete (?:response|remission)s?",
            "partial": r"partial (?:response|remission)s?",
            "stable": r"stable disease",
            "progressive": r"progressive disease|disease progression",
        },
    ),
)
_P = r"(?<![\d.,–-])(?P<p>\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b)"
_BETWEEN = r"\)?(?:\s(?:of (?:the )?(?:patients|people|participants|them)|were|was|had|a|an|with|got|felt)){0,4}\s"
_PAIRED = re.compile(
    r"\b(?:versus|vs|respectively|compared|compared with|than|groups?|arms?|placebo|control|whereas|while|each|"
    r"of (?:the )?(?:wom[ae]n|men|males?|females?|girls|boys)|among|more|"
    r"fewer|less|reduc\w+|increas\w+|risk|and then)\b",
    re.IGNORECASE,
)
"""Words by which the shares of a sentence may be of several groups or times, or no parts of one whole."""


def _part(words: str) -> re.Pattern[str]:
    """A share before ("54% were women") or after ("women: 54%") the words of a part."""
    after = rf"\b(?:{words})(?:\s(?:was|were|in|for)|\s?[:,(=])?\s?\(?{_P.replace('<p>', '<q>')}"
    return re.compile(rf"{_P}{_BETWEEN}(?:{words})\b|{after}", re.IGNORECASE)


WHOLES = tuple((name, {part: _part(words) for part, words in parts.items()}) for name, parts in _WHOLES)


def run(case: Case) -> Iterator[Finding]:
    """Add up the parts of each whole in each sentence that has a claim on people."""
    sentences: dict[str, Held] = {}
    for held in case.subject.of("sex", "event_rate", "sample_size", "arm_size", "significance", "age"):
        sentences.setdefault(held.sentence, held)
    for sentence, held in sentences.items():
        for name, parts in WHOLES:
            found = {part: [m["p"] or m["q"] for m in p.finditer(sentence)] for part, p in parts.items()}
            found = {part: shares for part, shares in found.items() if shares}
            if len(found) > 1:
                yield _judge(name, found, sentence, held)


def _judge(name: str, found: dict[str, list[str]], sentence: str, held: Held) -> Finding:
    shares = [Decimal(shares[0]) for shares in found.values()]
    total = sum(shares, Decimal(0))
    said = f"Shares: {', '.join(f'{part} {given[0]}%' for part, given in found.items())} add up to {total}%"
    said += f", beside “{held.claim.raw}”"
    places = min(-int(share.as_tuple().exponent) for share in shares)
    about = f"{name} {held.claim.context_start}"
    if any(len(given) > 1 for given in found.values()) or (total > 100 and _PAIRED.search(sentence)):
        why = f"{said}: they may be of several groups or times."
        return Finding("not_comparable", why, held, None, None, about)
    if total <= 100 + len(shares) * Decimal(1).scaleb(-places):
        return Finding("consistent", f"{said}.", held, None, None, about)
    return Finding("inconsistent", f"{said}, which is more than the whole.", held, None, None, about, "minor")


CHECK = Check(
    name="share_total",
    title="Shares past a hundred",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("sex", "event_rate", "sample_size", "arm_size", "significance", "age"),
    examples=(
        Example("Of the 120 participants, 54% were women and 61% were men.", verdict="inconsistent"),
        Example("The 80 patients (70% female, 48% male) were randomised.", verdict="inconsistent"),
        Example("Of 200 patients, 60% improved, 30% were unchanged and 35% worsened.", verdict="inconsistent"),
        Example(
            "Of 90 patients, 40% had a complete response, 45% a partial response and 38% stable disease.",
            verdict="inconsistent",
        ),
        Example("Of the 120 participants, 55.5% were women and 48.2% were men.", verdict="inconsistent"),
        Example("Of 60 patients, 75% got better and 45% got worse.", verdict="inconsistent"),
        Example("Of the 120 participants, 54% were women and 46% were men.", verdict="consistent"),
        Example("Of the 120 participants, 54% were women and 47% were men.", verdict="consistent"),
        Example("Of 200 patients, 40% improved, 30% were unchanged and 30% worsened.", verdict="consistent"),
        Example(
            "Of 90 patients, 20% had a complete response, 45% a partial response and 30% stable disease.",
            verdict="consistent",
        ),
        Example(
            "Of the 120 participants, 54% were women and 61% were men, in the two groups respectively.",
            verdict="not_comparable",
        ),
        Example(
            "Of 200 patients, 60% improved with the drug versus 55% who worsened with placebo, and 60% got worse.",
            verdict="not_comparable",
        ),
        Example("Of the 120 participants, 54% were women and 61% were smokers."),
        Example("Of the 120 participants, 54% were women."),
    ),
)
