"""Undeclared outcomes: secondary outcomes of a paper that no version of the registry entry states.

Each outcome that a paper names as a secondary one is held against all the primary, secondary and other outcomes of the
entry, its earlier versions included, by what is measured (docs/models/same_outcome.md). One that is different from all
of them is noted (severity info): it may be of use, and was not announced. Safety, adherence and cost are seldom
registered as outcomes and are left out, as is what the paper itself calls exploratory or post hoc. Where the words
leave it open that a registered outcome is meant, or the entry states no secondary outcome at all, it is not comparable.
Primary outcomes are those of the check outcome_switch. Rule: CONSORT 2025 item 14; COMPare (Goldacre et al., Trials
2019;20:118: undeclared outcomes, 5.4 a trial).
"""

import re
from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._compare import distinct
from tracker.claims._base import fold
from tracker.claims._same_outcome import same_outcome

REGISTERED = ("primary_outcome", "secondary_outcome", "other_outcome")
LEFT_OUT = re.compile(
    r"\b(?:safety|adverse|side[\s-]effects?|toler\w+|toxicit\w+|harms?|complian\w+|adheren\w+|costs?|complications?|"
    r"withdraw\w+|drop-?outs?|feasib\w+|exploratory|post[\s-]?hoc|acceptab\w+)\b",
    re.IGNORECASE,
)

_COMMON = frozenset(
    "change from baseline after before week weeks month months score scores rate rates time level".split()
)
"""Words that tell no outcome from another."""


def run(case: Case) -> Iterator[Finding]:
    """Hold the secondary outcomes of a paper against everything that its entry ever stated."""
    if case.subject.kind not in ("paper", "preprint"):
        return
    entry = next((w for w in case.references if w.kind == "registry" and w.of(*REGISTERED)), None)
    if entry is None:
        return
    known = _known(entry)
    for held in distinct(case.subject.of("secondary_outcome")):
        if not LEFT_OUT.search(held.claim.raw) and not LEFT_OUT.search(held.sentence):
            yield _judge(held, known, entry)


def _known(entry: Witness) -> list[Held]:
    """Every outcome of every version, each wording once."""
    stated = [h for version in entry.versions() for h in version.of(*REGISTERED)]
    return list({fold(h.claim.raw): h for h in stated}.values())


def _judge(held: Held, known: list[Held], entry: Witness) -> Finding:
    how = [(same_outcome(h.claim.raw, held.claim.raw).measured, h) for h in known]
    said = f"Outcome: {held.claim.raw}"
    about = held.claim.raw[:80]
    for relation in ("equal", "narrower", "broader"):
        for measured, other in how:
            if measured == relation:
                why = f"{said} is registered ({other.claim.raw})."
                return Finding("consistent", why, held, other, entry.document_id, about)
    open_ = next((h for measured, h in how if measured == "unclear" or _shared(held, h)), None)
    if open_ is not None:
        why = f"{said} may be the registered {open_.claim.raw} in other words."
        return Finding("not_comparable", why, held, open_, entry.document_id, about)
    if not any(h.claim.type == "secondary_outcome" for h in known):
        why = f"{said} could not be compared: the entry states no secondary outcomes."
        return Finding("not_comparable", why, held, known[0], entry.document_id, about)
    why = f"{said} is not among the {len(known)} outcomes that the entry states or stated."
    return Finding("inconsistent", why, held, known[0], entry.document_id, about)


def _shared(held: Held, other: Held) -> bool:
    """Whether two outcomes, or the description of one, share a telling word."""
    words = {w for w in fold(held.claim.raw).split() if len(w) > 3 and w not in _COMMON}
    described = f"{other.claim.raw} {other.claim.qualifiers.get('description') or ''}"
    theirs = {w for w in fold(described).split() if len(w) > 3}
    return not words or any(a[:5] == b[:5] for a in words for b in theirs)


def _entry(primary: str, *secondary: str) -> tuple[tuple[str, str, str | None], ...]:
    return (("primary_outcome", primary, None), *(("secondary_outcome", one, None) for one in secondary))


_TWO = "Secondary outcomes were grip strength and sleep quality."
_GRIP = "The secondary outcome was grip strength."

CHECK = Check(
    name="undeclared_outcome",
    title="Outcome that was not registered",
    run=run,
    about=__doc__ or "",
    needs=("primary_outcome", "secondary_outcome", "other_outcome"),
    examples=(
        Example(_GRIP, _entry("Blood pressure", "Fatigue at week 8"), "inconsistent", document_kind="paper"),
        Example(_GRIP, _entry("Body weight", "Pain at week 4"), "inconsistent", document_kind="preprint"),
        Example(_TWO, _entry("Blood pressure", "Fatigue at week 8"), "inconsistent", document_kind="paper"),
        Example(
            "The secondary outcome was sleep quality.",
            _entry("Pain at week 4", "Walking distance"),
            "inconsistent",
            document_kind="paper",
        ),
        Example(
            "The secondary outcome was walking distance.",
            _entry("Pain at week 4", "Body weight"),
            "inconsistent",
            document_kind="paper",
        ),
        Example(
            _GRIP,
            _entry("Blood pressure", "Fatigue"),
            "inconsistent",
            document_kind="paper",
            earlier=(("2031-01-01", _entry("Blood pressure", "Body weight")),),
            since="2032-01-01",
        ),
        Example(_GRIP, _entry("Blood pressure", "Grip strength at week 12"), "consistent", document_kind="paper"),
        Example(_TWO, _entry("Sleep quality at week 8", "Grip strength"), "consistent", document_kind="paper"),
        Example(
            _GRIP,
            _entry("Blood pressure", "Fatigue"),
            "consistent",
            document_kind="paper",
            earlier=(("2031-01-01", _entry("Blood pressure", "Grip strength")),),
            since="2032-01-01",
        ),
        Example(_GRIP, _entry("Blood pressure"), "not_comparable", document_kind="paper"),
        Example(_GRIP, _entry("Blood pressure", "Hand function"), "not_comparable", document_kind="paper"),
        Example(_GRIP, _entry("Blood pressure", "Fatigue at week 8"), None),
        Example("The secondary outcome was safety.", _entry("Blood pressure", "Fatigue"), None, document_kind="paper"),
        Example(
            "The primary outcome was grip strength.", _entry("Blood pressure", "Fatigue"), None, document_kind="paper"
        ),
        Example("Sixty adults took part.", _entry("Blood pressure", "Fatigue"), None, document_kind="paper"),
    ),
)
