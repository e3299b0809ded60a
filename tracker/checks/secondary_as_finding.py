"""Another outcome as the finding: a story built on a secondary or exploratory outcome of its trial.

The first benefit that the document claims is of one named outcome; the source states that outcome among its secondary
or other ones and not among the primary ones; and the document says nothing of a primary outcome. Such a story is noted
(severity info): the trial was made for another question. An outcome is that of the source when all its telling words,
or its common name, stand in the registered one. When one registered primary outcome may be the same in other words, or
the document's is too broad to tell, it is not comparable. Rule: CONSORT 2025 items 14 and 26; Boutron et al., JAMA
2010;303:2058 (spin: focus on secondary outcomes, subgroups).
"""

from collections.abc import Iterator, Sequence

from tracker.checks._base import Case, Check, Example, Finding, Held
from tracker.claims._base import fold
from tracker.claims._same_outcome import same_outcome

COVERAGE = ("press", "press_release")
SOURCES = ("registry", "protocol", "paper", "preprint")
OTHERS = ("secondary_outcome", "other_outcome")
BENEFIT, SURE = 5, 0.6
COMMON = frozenset(
    "the a an of in at by from to and or with for score scores symptom symptoms change changes baseline rate total "
    "level levels risk quality severity number people patients their its".split()
)
"""Words that tell no outcome from another."""
BROAD = frozenset({"disease", "condition", "health", "life", "illness", "symptoms", "problems"})


def run(case: Case) -> Iterator[Finding]:
    """Look for the document's first benefit among the outcomes of the first source that states some."""
    subject = case.subject
    told = [h for h in subject.of("causal_strength") if _benefit(h)]
    if subject.kind not in COVERAGE or not told:
        return
    held = told[0]
    words = _words(held.claim.outcome or "")
    for witness in case.references:
        primary, others = witness.of("primary_outcome"), witness.of(*OTHERS)
        if witness.kind not in SOURCES or not primary or not others:
            continue
        pair = (held, witness.document_id)
        same = [h for h in primary if _is_of(words, h)]
        if same or any(subject.of("primary_outcome", "primary_outcome_met")):
            yield _finding("consistent", pair, (same or primary)[0], "the primary outcome is told", primary)
            return
        among = [h for h in others if _is_of(words, h)]
        if not among:
            return
        if _open(held, words, primary):
            yield _finding(
                "not_comparable", pair, primary[0], "a primary outcome may be the same in other words", primary
            )
        elif _in_sentences(subject.text or " ".join(h.sentence for h in subject.claims), primary):
            yield _finding("consistent", pair, among[0], "the document speaks of the primary outcome too", primary)
        else:
            yield _finding("inconsistent", pair, among[0], "", primary)
        return


def _benefit(held: Held) -> bool:
    claim = held.claim
    return (
        claim.status == "asserted"
        and claim.confidence >= SURE
        and (claim.number or 0) >= BENEFIT
        and bool(claim.outcome)
        and isinstance(claim.value, dict)
        and claim.value.get("direction") == "benefit"
        and claim.passage not in ("related", "boilerplate")
    )


def _words(phrase: str) -> frozenset[str]:
    return frozenset(w for w in fold(phrase).split() if w not in COMMON and len(w) > 2)


def _is_of(words: frozenset[str], outcome: Held) -> bool:
    """Whether all telling words of the document's outcome stand in one of the source."""
    value = outcome.claim.value if isinstance(outcome.claim.value, dict) else {}
    known = _words(f"{outcome.claim.raw} {outcome.claim.outcome or ''} {value.get('instrument') or ''}")
    return bool(words) and words <= known


def _open(held: Held, words: frozenset[str], primary: Sequence[Held]) -> bool:
    """Whether the words leave it open that a primary outcome is meant."""
    if words & BROAD:
        return True
    related = [same_outcome(held.claim.outcome or "", h.claim.raw).measured for h in primary]
    return any(how != "different" for how in related) or any(words & _words(h.claim.raw) for h in primary)


def _in_sentences(text: str, primary: Sequence[Held]) -> bool:
    """Whether the document has a telling word of a primary outcome anywhere."""
    said = frozenset(fold(text).split())
    return any(_words(h.claim.outcome or h.claim.raw) & said for h in primary)


def _finding(verdict: str, pair: tuple[Held, str], other: Held, reason: str, primary: Sequence[Held]) -> Finding:
    held, against = pair
    said = f"Outcome: “{held.claim.raw}”"
    if verdict == "consistent":
        return Finding("consistent", f"{said}: {reason} ({other.claim.raw}).", held, other, against)
    if verdict == "not_comparable":
        return Finding(
            "not_comparable", f"{said} could not be compared: {reason} ({other.claim.raw}).", held, other, against
        )
    role = other.claim.type.split("_")[0]
    why = (
        f"{said} is of a {role} outcome ({other.claim.raw}); not mentioned is the primary one, {primary[0].claim.raw}."
    )
    return Finding("inconsistent", why, held, other, against)


def _source(primary: str, *others: str, role: str = "secondary_outcome") -> tuple[tuple[str, str, str | None], ...]:
    return (("primary_outcome", primary, None), *((role, one, None) for one in others))


_SLEEP = "The trial showed that the gel improves sleep."
_STROKE = _source("Walking distance at week 12", "Time to first stroke", "Sleep quality")

CHECK = Check(
    name="secondary_as_finding",
    title="Another outcome as the finding",
    run=run,
    about=__doc__ or "",
    needs=("causal_strength", "primary_outcome", "secondary_outcome", "other_outcome", "primary_outcome_met"),
    examples=(
        Example(_SLEEP, _source("Grip strength at week 12", "Sleep quality"), "inconsistent"),
        Example(
            "The trial has shown that the tablet eases chronic pain.",
            _source("Remission of depression", "Chronic pain on a visual scale"),
            "inconsistent",
        ),
        Example("The pill cuts the risk of stroke, the researchers found.", _STROKE, "inconsistent"),
        Example(_SLEEP, _source("Grip strength at week 12", "Sleep diary", role="other_outcome"), "inconsistent"),
        Example(
            "The drug reduces fatigue, the trial showed.",
            _source("Walking distance", "Fatigue at week 8"),
            "inconsistent",
        ),
        Example(
            _SLEEP, "The primary outcome was grip strength. The secondary outcome was sleep.", "inconsistent", "paper"
        ),
        Example(_SLEEP, _source("Sleep quality at week 12", "Grip strength"), "consistent"),
        Example(f"{_SLEEP} Grip strength did not change.", _source("Grip strength", "Sleep quality"), "consistent"),
        Example(
            f"{_SLEEP} The trial did not meet its primary endpoint.",
            _source("Grip strength", "Sleep quality"),
            "consistent",
        ),
        Example(_SLEEP, _source("Insomnia Severity Index at week 12", "Sleep quality"), "not_comparable"),
        Example("The drug reduces fatigue, the trial showed.", _source("Tumour size", "Fatigue"), "not_comparable"),
        Example("The gel may improve sleep.", _source("Grip strength", "Sleep quality"), None),
        Example(_SLEEP, _source("Grip strength", "Fatigue"), None),
        Example(_SLEEP, _source("Grip strength"), None),
    ),
)
