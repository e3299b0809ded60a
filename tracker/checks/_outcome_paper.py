"""A paper against the primary outcomes that were registered: what `outcome_switch` says of papers."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from tracker.checks._base import Finding, Held, Past, Witness
from tracker.checks._milestones import STARTED, in_force, stated
from tracker.checks._outcome_edits import PRIMARY, SECONDARY, frame, said
from tracker.claims._outcome_change_signs import Change, Registered
from tracker.claims._outcome_changes import Comparison, compare, primary_sentences
from tracker.records import Severity, VerdictName

_DECLARED = re.compile(
    r"[^.\n]*\b(?:(?:outcome|end\s?point)s?\s(?:measures?\s)?(?:\w+\s){0,6}?(?:was|were)\s(?:\w+\s)?(?:changed|amended|"
    r"modified|revised|replaced|switched)|(?:changed|amended|modified|revised|replaced|switched)\sthe\s(?:\w+\s){0,3}?"
    r"(?:outcome|end\s?point)|amend(?:ed|ment)s?\b[^.\n]{0,80}\b(?:primary|main)\s(?:outcome|end\s?point))[^.\n]*",
    re.IGNORECASE,
)


def paper_against(paper: Witness, entry: Witness) -> Iterator[Finding]:
    """Hold the primary outcomes of a paper against those that `entry` stated when enrolment began."""
    start = stated(entry, STARTED)
    base = in_force(entry, start.high if start else date.min) if entry.past else entry
    registered = base.of(PRIMARY) or entry.of(PRIMARY)
    text = paper.text or " ".join(dict.fromkeys(held.sentence for held in paper.claims))
    named = paper.of(PRIMARY)
    if not named and not primary_sentences(text):
        return
    compared = _compared(registered, base.of(SECONDARY), text, paper)
    changes = compared.flagged or compared.changes
    reported = _reported(paper, changes)
    if reported is None:
        return
    against = next((h for h in registered if changes and h.claim.raw == changes[0].registered), registered[0])
    pair = (reported, against, entry.document_id, "primary outcome")
    words = "; ".join(dict.fromkeys(_in_words(change) for change in changes))
    if not compared.flagged:
        agrees = named and not changes and compared.likely == "none"
        verdict: VerdictName = "consistent" if agrees else "not_comparable"
        open_ = f" could not be compared: {words or 'how the paper calls its primary outcome was not read'}"
        seen = f"{said(reported)} and the registered {said(against)}"
        yield Finding(verdict, f"Primary outcome: {seen}{open_ if verdict != 'consistent' else ' agree'}.", *pair)
        return
    explanation = f"Primary outcome: {said(reported)} differs from {said(against)}, registered {_since(base)}: {words}."
    if _agrees_now(paper, entry, base, text):
        explanation += " The present entry agrees with the paper: the difference is seen only in its history."
    severity: Severity = "major" if compared.likely == "major" else "minor"
    declared = _DECLARED.search(text)
    if declared is not None:
        severity = "info"
        explanation += f" The paper says so: “{' '.join(declared[0].split())[:300]}”."
    yield Finding("inconsistent", explanation, *pair, severity)


def _agrees_now(paper: Witness, entry: Witness, base: Past | Witness, text: str) -> bool:
    """Whether the entry was edited since until it agrees with the paper."""
    if not entry.past or base.claims is entry.claims:
        return False
    return not _compared(entry.of(PRIMARY), entry.of(SECONDARY), text, paper).flagged


def _compared(primary: Sequence[Held], secondary: Sequence[Held], text: str, paper: Witness) -> Comparison:
    outcomes, others = ([_registered(held) for held in some] for some in (primary, secondary))
    return compare(outcomes, others, text, [held.claim for held in paper.claims])


def _registered(held: Held) -> Registered:
    return Registered(held.claim.raw, frame(held.claim), str(held.claim.qualifiers.get("description") or ""))


def _reported(paper: Witness, changes: Sequence[Change]) -> Held | None:
    """The outcome of the paper that a change speaks of, else its first primary one, else its first."""
    named = [*paper.of(PRIMARY), *paper.of(SECONDARY), *paper.of("other_outcome")]
    for change in changes:
        for held in named:
            if change.reported and held.claim.raw.casefold() in change.reported.casefold():
                return held
    return named[0] if named else None


def _in_words(change: Change) -> str:
    which = change.registered if change.kind == "primary_omitted" else change.reported
    return f"{change.reason} ({which[:120]})" if which else change.reason


def _since(base: Past | Witness) -> str:
    return f"since {base.since.isoformat()}" if isinstance(base, Past) and base.since != date.max else "in the entry"
