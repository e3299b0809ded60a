"""Which study a text is speaking of, carried from sentence to sentence.

"An earlier trial ran in Spain. It enrolled 400 people." - the 400 are that trial's. A sentence that brings up another
study as its subject opens a stretch; sentences that go on with it ("It", "They", "Half of them", "In that study") stay
in it; the first that returns ("the new study", "we") or does neither ends it. Only statements about a study move, and
only from this trial to another study; identifiers and names keep the scope of their own sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tracker.claims._gated import Gated
from tracker.claims._splitter import spans
from tracker.records import Claim
from tracker.text import canonical

_STUDY = r"(?:stud(?:y|ies)|trials?|experiments?|analys[ie]s|meta-analys[ie]s|reviews?|surveys?)"
_YEAR = r"(?:19|20)\d\d"
_AGO = (
    rf"(?:(?:published|reported|conducted|completed|done|run|presented|"
    rf"carried out)\s(?:\w+\s){{0,3}}?(?:in\s(?:\w+\s)?{_YEAR}|"
    r"last (?:year|month|week|fall|spring|summer|winter)|earlier this (?:year|month)|(?:\w+\s)?years? ago)|"
    rf"(?:from|in|of)\s{_YEAR}\b|last (?:year|month)|(?:\w+\s){{1,2}}years? ago)"
)
_OLD = (
    r"(?:earlier|previous|prior|older|separate|different|similar|unrelated|related|preceding|past|rival|"
    r"follow-up to an earlier)"
)
_LEAD = (
    r"(?:(?:but|and|yet|still|however|also|meanwhile|for example|for instance|by contrast|in contrast|"
    r"in addition|similarly),?\s)?"
)
_OPENS = Gated(
    rf"{_LEAD}(?:in\s)?(?:"
    rf"(?:an?|one|another|the|two|three|several|some|both|his|her|its|"
    rf"their)\s(?:[\w’'-]+\s){{0,3}}?{_OLD}\s(?:[\w’'-]+\s){{0,4}}?{_STUDY}|"
    rf"another\s(?:[\w’'-]+\s){{0,4}}?{_STUDY}|"
    rf"an?\s{_YEAR}\s(?:[\w’'-]+\s){{0,4}}?{_STUDY}|"
    rf"(?:{_OLD}|other)\s(?:[\w’'-]+\s){{0,3}}?(?:{_STUDY}|research|work)|"
    rf"(?:an?|one|the (?:first|second|third|other))\s(?:of (?:these|those|them)|"
    rf"(?:[\w’'-]+\s){{0,4}}?{_STUDY}),?\s(?:[\w’'-]+\s){{0,6}}?{_AGO}|"
    rf"(?:research|work)\s{_AGO}|"
    rf"{_YEAR},\s(?:[\w’'-]+\s){{0,3}}?(?:researchers|scientists|investigators|doctors|"
    rf"a\s(?:[\w’'-]+\s){{0,4}}?(?:team|{_STUDY}))"
    r")\b",
    re.IGNORECASE,
)
"""How a sentence begins that brings up another study."""
_OWN = Gated(
    rf"\b(?:(?:this|our|the (?:new|current|present|latest|recent|newest))\s(?:[\w’'-]+\s){{0,3}}?"
    rf"(?:{_STUDY}|research|findings?|results?|data|report|paper|work)|(?:we|our|us|today)|now)\b",
    re.IGNORECASE,
)
"""Words by which a sentence speaks of the text's own study, or by which its authors speak."""
_THAT = Gated(
    rf"{_LEAD}(?:(?:in|for|during|at the end of)\s)?(?:that|those)\s(?:[\w’'-]+\s){{0,3}}?(?:{_STUDY}|research|"
    rf"case|instance|group)\b|"
    rf"{_LEAD}the (?:earlier|previous|prior|older|{_YEAR})\s(?:[\w’'-]+\s){{0,2}}?{_STUDY}\b",
    re.IGNORECASE,
)
_GOES_ON = Gated(
    rf"{_LEAD}(?:after (?:\w+\s){{1,3}}(?:days|weeks|months|years),?\s|at the time,?\s|overall,?\s|"
    rf"on average,?\s)?(?:"
    r"it|its|they|their|those|these|half|the other|one group|everyone|some of|all of|of (?:them|those|these)|"
    r"among (?:them|those)|"
    rf"in all|in (?:two|three|both|all|either|one of the)\s(?:[\w’'-]+\s)?{_STUDY})\b",
    re.IGNORECASE,
)
_AMBIGUOUS = Gated(
    rf"{_LEAD}(?:the (?:study|trial|researchers|authors|investigators|scientists|team|groups?|results|findings|"
    rf"participants|"
    r"patients|volunteers|men|women|children|subjects)|in (?:the|both)\s(?:study|trial|groups?|case)|"
    r"researchers|everyone)\b",
    re.IGNORECASE,
)
"""How sentences begin that mean the study spoken of last, be it another or the text's own."""
_LONGEST = 6
"""Sentences that one stretch can go on for."""
_HEAD = 400
"""Characters at the start of a text in which its own study is introduced, even as "a 2031 trial"."""
_STAY = frozenset(
    "registration_id doi pmid acronym title intervention condition institution attribution causal_strength "
    "relation".split()
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """[start, end) of a text speaks of another study."""

    start: int
    end: int


def rescoped(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """`claims` of `text`, those of sentences that go on about another study with that scope."""
    stretches = list(_stretches(canonical(text))) if any(_moves(claim) for claim in claims) else []
    if not stretches:
        return list(claims)
    return [
        claim.model_copy(update={"scope": "other_study"})
        if _moves(claim) and any(one.start <= (claim.context_start or 0) < one.end for one in stretches)
        else claim
        for claim in claims
    ]


def _moves(claim: Claim) -> bool:
    return claim.scope == "this_trial" and claim.passage == "body" and claim.type not in _STAY and claim.path is None


def _stretches(text: str) -> Iterator[Stretch]:
    """The stretches of `text` that speak of another study."""
    done = 0
    for start in _openings(text):
        if start < done:
            continue
        end = _end(text, start)
        if end:
            yield Stretch(start, end)
            done = end


_ANY_OTHER = Gated(
    rf"\b(?:{_OLD}|another|other|{_YEAR}|ago|last)\b[^.!?\n]{{0,80}}?|\bof (?:these|those)\b", re.IGNORECASE
)


def _openings(text: str) -> Iterator[int]:
    """Where sentences start that bring up another study."""
    seen = -1
    for word in _ANY_OTHER.finditer(text, _HEAD):
        start = _sentence_start(text, word.start())
        if start != seen:
            seen = start
            if _OPENS.match(text, start):
                yield start


def _sentence_start(text: str, position: int) -> int:
    """Where the sentence around `position` starts, as far as 300 characters back."""
    low = max(0, position - 300)
    cut = max(text.rfind(mark, low, position) for mark in (". ", ".” ", '." ', "? ", "! ", "\n"))
    if cut < 0:
        return position
    return cut + len(re.match(r"[.?!]?[”\"]?\s*", text[cut : cut + 8]).group())  # type: ignore[union-attr]


def _end(text: str, start: int) -> int | None:
    """Where the stretch that opens at `start` ends; None when its first sentence speaks of the own study as well."""
    end: int | None = None
    skipped = False
    for low, high in islice(spans(text, start, min(len(text), start + 2500)), _LONGEST):
        if _OWN.search(text, low, high):
            break
        goes_on = _GOES_ON.match(text, low, high) and not (skipped and "\n" in text[end or low : low])
        if end is None or goes_on or _OPENS.match(text, low, high) or _THAT.match(text, low, high):
            end, skipped = high, False
        elif skipped:
            break
        elif _AMBIGUOUS.match(text, low, high) and "\n" not in text[end:low]:
            end = high
        else:
            skipped = True
    return end
