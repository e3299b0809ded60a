"""Retracted: notices about a paper that a story or release relies on, as the indexes of papers state them.

A retraction is decision-changing and critical, an expression of concern major, a correction info, unless a value that
the document shares with the paper stood only in versions before the correction: then it is major. A reinstatement on
the same day or later takes a retraction or a concern back; where a date is missing, which of them holds is left open. A
document relies on the papers that it names, or that what it is a copy of names; one that names none relies on the
papers of its trial that had appeared by then: on the only one, or, where there are several, on one of them (then at
most major). A document that itself speaks of the retraction, concern or correction agrees. Source of the terms: COPE
retraction guidelines; NISO RP-45 (CREC).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tracker.checks._base import Case, Check, Example, Finding, Held, Notice, Witness
from tracker.records import Severity, VerdictName

PAPERS = ("paper", "preprint")
_WORDS = {
    "retracted_by": ("was retracted", "retract(?:ed|ions?|s)|(?:paper|article|study) (?:was|has been|is) withdrawn"),
    "concern_by": ("has an expression of concern", "expression of concern|retract(?:ed|ion)"),
    "corrected_by": ("was corrected", "corrections?|corrected (?:the|its|version|article|paper)|erratum|corrigendum"),
}
"""Kind of notice -> what is said of the paper, and how a document says that it knows."""
_UNDONE = ("retracted_by", "concern_by")
_GRAVITY: dict[str, tuple[VerdictName, Severity]] = {
    "retracted_by": ("decision_changing", "critical"),
    "concern_by": ("inconsistent", "major"),
    "corrected_by": ("inconsistent", "info"),
}
_COMPARED = ("sample_size", "arm_size", "event_rate", "effect", "p_value", "nnt", "attrition", "harm", "duration")


def run(case: Case) -> Iterator[Finding]:
    """Say which papers that the document relies on have a notice."""
    papers: dict[str, list[Notice]] = defaultdict(list)
    for notice in case.notices:
        papers[notice.document_id].append(notice)
    for told in papers.values():
        for kind in _WORDS:
            same = sorted((n for n in told if n.kind == kind), key=_named_first)
            if same:
                yield _finding(case, kind, same, [n for n in told if n.kind == "reinstated_by"])


def _named_first(notice: Notice) -> tuple[bool, bool, str]:
    claim = notice.held.claim
    return claim.date_low is None, claim.value is None, claim.raw


def _finding(case: Case, kind: str, same: Sequence[Notice], reinstated: Sequence[Notice]) -> Finding:
    first = same[0]
    what, knows = _WORDS[kind]
    own = _shown(case.subject)
    how = {
        "cited": "named by the document",
        "only": "the only paper of the trial",
        "among": "one of the trial's papers",
    }
    head = (
        f"Relies on {first.paper}, {how[first.reliance]}, {what}{_when(first)} ({_who(same)}, {first.held.claim.raw})"
    )
    pair = (own or first.held, first.held, first.document_id, kind)
    if kind in _UNDONE and reinstated:
        undone = _undone(same, reinstated)
        if undone is None:
            return Finding(
                "not_comparable", f"{head}; whether it was reinstated since could not be compared; {_says(own)}.", *pair
            )
        if undone:
            return Finding("consistent", f"{head} and reinstated{_when(reinstated[-1])}; {_says(own)}.", *pair)
    said = re.search(rf"\b(?:{knows})\b", case.subject.text, re.IGNORECASE)
    if said is not None:
        return Finding("consistent", f"{head}; {_says(own)} and “{said[0]}”.", *pair)
    verdict, severity = _GRAVITY[kind]
    if kind == "corrected_by":
        moved = _moved(case, first.document_id)
        if moved is not None:
            words = f"{head}; {moved.claim.raw}, as the document says, stood in the paper only before that."
            return Finding("inconsistent", words, moved, first.held, first.document_id, kind, "major")
    elif first.reliance == "among":
        verdict, severity = "inconsistent", "major"
    return Finding(verdict, f"{head}; {_says(own)} and does not mention it.", *pair, severity)


def _shown(subject: Witness) -> Held | None:
    """A statement of the document to show: how it names the paper, else the trial, else its first about it."""
    named = [h for h in subject.of("doi", "pmid") if h.claim.kind == "own"]
    return next(iter([*named, *subject.of("registration_id"), *subject.of(*_COMPARED), *subject.claims]), None)


def _says(held: Held | None) -> str:
    return f"the document says {held.claim.raw}" if held is not None else "the document"


def _undone(same: Sequence[Notice], reinstated: Sequence[Notice]) -> bool | None:
    """Whether a reinstatement is not older than the latest of the notices; None where dates are missing."""
    latest = [n.held.claim.date_low for n in same]
    back = [n.held.claim.date_high for n in reinstated]
    if None in latest or None in back:
        return None
    return max(day for day in back if day) >= max(day for day in latest if day)


def _when(notice: Notice) -> str:
    low, high = notice.held.claim.date_low, notice.held.claim.date_high
    if low is None or high is None:
        return ""
    return f" on {low.isoformat()}" if low == high else f" between {low.isoformat()} and {high.isoformat()}"


def _who(same: Sequence[Notice]) -> str:
    named = sorted({str(n.held.claim.qualifiers.get("source") or "") for n in same} - {""})
    return f"according to {' and '.join(named)}" if named else "according to its record"


def _moved(case: Case, paper_id: str) -> Held | None:
    """A value of the document that stood in an earlier version of the paper and stands in the present one no more."""
    for paper in (w for w in case.references if w.document_id == paper_id and w.past and w.kind in PAPERS):
        now = {_value(h) for h in paper.of(*_COMPARED)}
        before = {_value(h) for version in paper.past for h in version.of(*_COMPARED)} - now
        for held in case.subject.of(*_COMPARED):
            if _value(held) in before:
                return held
    return None


def _value(held: Held) -> tuple[object, ...]:
    claim = held.claim
    return (claim.type, claim.kind, claim.low, claim.high, str(claim.value))


_STORY = "In the trial 40% recovered, against 20% on placebo."
_KNOWS = "In the trial 40% recovered. The paper has since been retracted."

CHECK = Check(
    name="retracted",
    title="Retracted, doubted or corrected papers",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=("relation",),
    examples=(
        Example(_STORY, (), "decision_changing", notices=(("retracted_by", "2031-05-06", "cited"),)),
        Example(_STORY, (), "decision_changing", notices=(("retracted_by", "", "only"),)),
        Example(
            _STORY,
            (),
            "decision_changing",
            notices=(("retracted_by", "2031-05-06", "cited"), ("reinstated_by", "2030-05-06", "cited")),
        ),
        Example(_STORY, (), "inconsistent", notices=(("retracted_by", "2031-05-06", "among"),)),
        Example(_STORY, (), "inconsistent", notices=(("concern_by", "2031-05", "cited"),)),
        Example(_STORY, (), "inconsistent", notices=(("corrected_by", "2031-05-06", "only"),)),
        Example(_KNOWS, (), "consistent", notices=(("retracted_by", "2031-05-06", "cited"),)),
        Example(
            "The journal has issued an expression of concern. In the trial 40% recovered.",
            (),
            "consistent",
            notices=(("concern_by", "2031-05-06", "cited"),),
        ),
        Example("Correction: 40% recovered in the trial.", (), "consistent", notices=(("corrected_by", "", "cited"),)),
        Example(
            _STORY,
            (),
            "consistent",
            notices=(("retracted_by", "2031-05-06", "cited"), ("reinstated_by", "2031-07-01", "cited")),
        ),
        Example(
            _STORY,
            (),
            "consistent",
            notices=(("concern_by", "2031-05", "only"), ("reinstated_by", "2031-05-31", "only")),
        ),
        Example(
            _STORY,
            (),
            "not_comparable",
            notices=(("retracted_by", "", "cited"), ("reinstated_by", "2031-07-01", "cited")),
        ),
        Example(
            _STORY,
            (),
            "not_comparable",
            notices=(("concern_by", "2031-05", "only"), ("reinstated_by", "", "only")),
        ),
        Example(_STORY, (), None, notices=(("reinstated_by", "2031-05-06", "cited"),)),
        Example(_STORY, "We enrolled 40 adults.", None, "paper"),
    ),
)
