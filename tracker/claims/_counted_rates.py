"""Shares printed as counts: "6 of 13 patients", "12/150 in the sham arm", "all but two of the 30 on the drug"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE, outcome_near
from tracker.claims._numbers import NUMBER, value_of
from tracker.claims._rate_layout import placed
from tracker.claims._rate_pairs import arm_near, when_measured
from tracker.claims._rate_runs import Placed
from tracker.claims._trial_arms import trial_arms

_COUNT = Gated(
    rf"(?<![\w/.])(?P<k>{NUMBER})\s?(?P<join>/|out of(?: the)?|of(?: the)?)\s?(?P<of>{NUMBER})(?![\d/.]|\s?(?:%|"
    rf"mg|weeks?|days?|months?|years?|per))"
    rf"(?P<who>\s{MODIFIERS}(?:{PEOPLE}|recipients)\b)?(?P<share>\s?[(\[]\s?(?P<p>\d+(?:[.·]\d+)?)\s?%)?",
    re.IGNORECASE,
)
_NO_COUNT = Gated(
    r"\b(?:page|score|scale|grade|stage|points?|phase|chapter|figure|table|day|week|version|aged?)\s$", re.IGNORECASE
)
_GROUP_WORD = Gated(rf"\b(?:{PEOPLE}|group|arm)\b", re.IGNORECASE)
_NO_PEOPLE = Gated(r"\d\s?mm|mmhg|20/\d|scale", re.IGNORECASE)
_ALL_BUT = Gated(r"\ball but\s$", re.IGNORECASE)


def counted(sentence: Sentence, *, alone: bool) -> Iterator[Found]:
    """Find the counts of people with an event out of a group; `alone`: no percentage stands in the sentence."""
    text = sentence.text
    matches = [m for m in islice(_COUNT.finditer(text), MANY) if _is_count(text, m)]
    spans = [(m.start(), m.end("of")) for m in matches]
    whose = placed(text, spans, sentence.document.of(trial_arms)) if alone and len(spans) > 1 else {}
    for match in matches:
        k, of = int(value_of(match["k"], whole=True) or 0), int(value_of(match["of"], whole=True) or 0)
        but = _ALL_BUT.search(text, 0, match.start())
        k = of - k if but else k
        arm = whose.get(match.start())
        yield _found(sentence, match, k, of, arm, but.start() if but else match.start())


def _is_count(text: str, match: re.Match[str]) -> bool:
    k, of = value_of(match["k"], whole=True), value_of(match["of"], whole=True)
    if (
        k is None
        or of is None
        or not 0 <= k <= of
        or of < 5
        or (match["join"].startswith("out") and of in {10, 100})
        or _NO_COUNT.search(text[: match.start()])
        or match["share"]  # the printed percentage is the claim, with these counts beside it
    ):
        return False
    if match["join"] != "/":
        return match["who"] is not None
    return bool(_GROUP_WORD.search(text)) and of >= 10 and not _NO_PEOPLE.search(text)


def _found(sentence: Sentence, match: re.Match[str], k: int, of: int, arm: Placed | None, start: int) -> Found:
    text = sentence.text
    percent = Decimal(100 * k) / of
    when, since = when_measured(text, match.start())
    window = text[match.end() : match.end() + 60]
    told = {"arm_by": arm.by, "label": arm.label} if arm and arm.part and arm.label else {}
    near = arm_near((match["who"] or "") + re.split(r"[;,.]|\band\b|\bvs\b|versus|compared", window)[0])
    return Found(
        start,
        match.end("of"),
        plain(round(percent, 2)),
        number=percent,
        low=percent,
        high=percent,
        unit="percent",
        kind="count",
        arm=arm.part if arm and told else near,
        outcome=outcome_near(text, match.start(), match.end()),
        timepoint_days=when,
        confidence=0.85,
        qualifiers={"k": k, "n": of} | since | told,
    )
