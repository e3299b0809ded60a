"""Why a claim was read so: the words that called its type, those that say whose fact it is, the hedge, a model."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.claims import _number_roles
from tracker.claims._base import SCOPE_OF_MARK, SCOPE_OF_PASSAGE, Document, Sentence
from tracker.claims._gated import Gated, lowered
from tracker.claims._types import claim_types
from tracker.records import Claim


def explain(text: str, claims: Sequence[Claim]) -> list[list[str]]:
    """For each claim of `text` the reasons, one short line each, in the order in which they counted.

    `cue`: the words nearest to the quote that made the type look at the sentence. `scope`: the passage or the words
    that say whose fact it is. `model`: the features that weighed most, where a trained component decided.
    """
    document = Document(text)
    read: dict[tuple[int, int], Sentence] = {}
    found = []
    for claim in claims:
        if claim.start is None or claim.context_start is None or claim.context_end is None:
            found.append([f"field: {claim.path}"])
            continue
        place = (claim.context_start, claim.context_end)
        if place not in read:
            read[place] = _marked(Sentence(text[place[0] : place[1]], place[0], claim.passage, document=document))
        found.append(list(_reasons(claim, read[place])))
    return found


def _marked(sentence: Sentence) -> Sentence:
    from tracker.claims import _frame

    context: Any = _frame.pipeline().get_pipe("trial_context")
    marked: Sentence = context.marked(sentence)
    return marked


def _reasons(claim: Claim, sentence: Sentence) -> Iterator[str]:
    start = (claim.start or 0) - sentence.start
    cue = _nearest_cue(claim.type, sentence.text, start)
    if cue:
        yield f"cue: {cue}"
    yield f"scope {claim.scope}: {_scope(claim, sentence, start, start + len(claim.quote))}"
    if claim.status != "asserted":
        yield f"status: {claim.status}"
    decided = claim.qualifiers.get("decided_by")
    if decided == "number roles":
        weighed = ", ".join(f"{name} {weight:+.1f}" for name, weight in _number_roles.reasons(sentence, start))
        yield f"model {decided}: {weighed or 'which arm it is'}"
    elif decided:
        yield f"decided by: {decided}"


def _nearest_cue(name: str, sentence: str, start: int) -> str:
    low = lowered(sentence)
    kind = claim_types().get(name)
    matches = [match for cue in (kind.cues if kind else ()) for match in Gated(cue).finditer(low)]
    if not matches:
        return ""
    best = min(matches, key=lambda match: (abs(match.start() - start), -len(match.group())))
    return " ".join(sentence[best.start() : best.end()].split())


def _scope(claim: Claim, sentence: Sentence, start: int, end: int) -> str:
    if claim.passage in SCOPE_OF_PASSAGE:
        return f"it stands in a part of the text that is {claim.passage}"
    reaching = [m for m in sentence.marks if m.label in SCOPE_OF_MARK and m.reach_start < end and start < m.reach_end]
    agreeing = [m for m in reaching if SCOPE_OF_MARK[m.label] == claim.scope]
    if agreeing:
        best = min(agreeing, key=lambda m: max(m.start - end, start - m.end, 0))
        return f"“{sentence.text[best.start : best.end]}” stands near it"
    if claim.scope == "this_trial":
        return "nothing near it speaks of another study or of what is known in general"
    return f"that is how {claim.type} reads such a sentence, or a study that sentences before it speak of"
