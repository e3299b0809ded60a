"""Outcome switch: the primary outcomes registered when enrolment began against the paper, and the entry since.

A paper is held against the version of the registry entry that was in force when enrolment began (of a trial that was
registered later, the first one), a registry entry's present version against the same. Flagged are a primary outcome
that is gone, a new one, one moved to or from the secondary outcomes, and another time point or instrument. In an entry
that is major; an addition, time point or instrument that was changed before completion is minor. In a paper a change is
flagged that is seen in its words and that a model fitted to judged trials takes for likely, minor or major by the same.
Another wording or order is none, and so is whatever was edited before enrolment; an element that was left open and
stated after enrolment had begun is minor ("specified late"). What the paper itself says it changed (CONSORT 2025 item
10) is info. Where the entry was edited until it agrees with the paper, so that only its history differs, this is said.

Two outcomes are one by what is measured (docs/models/same_outcome.md); where that stays open, or the paper names no
primary outcome, nothing is compared. Time points are apart by more than a day and a tenth. Classes: COMPare (Goldacre
et al., Trials 2019;20:118); Holst et al. 2023; the model: docs/models/outcome_changes.md.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from tracker.checks._base import Case, Check, Example, Finding, Held, Past, Witness
from tracker.checks._milestones import STARTED, in_force, phase, stated
from tracker.checks._outcome_edits import PRIMARY, SECONDARY, Edit, edits, is_one, said
from tracker.checks._outcome_paper import paper_against
from tracker.records import Severity

GRAVE = ("removal", "demotion", "promotion")
"""Edits that are major whenever they are made after enrolment has begun."""
_SHOWN = 3
"""Edits of one class that are spelt out."""


def run(case: Case) -> Iterator[Finding]:
    """Hold a registry entry against its own past, or a paper against the entry."""
    if case.subject.kind == "registry" and case.subject.past:
        yield from _entry(case.subject)
    elif case.subject.kind in ("paper", "preprint"):
        entries = [w for w in case.references if w.kind == "registry" and w.of(PRIMARY)]
        yield from (finding for entry in entries[:1] for finding in paper_against(case.subject, entry))


def _entry(entry: Witness) -> Iterator[Finding]:
    start, now = stated(entry, STARTED), entry.of(PRIMARY)
    base = in_force(entry, start.high if start else date.min)
    registered = base.of(PRIMARY)
    if not now or not registered:
        return
    found = edits(registered, now, base.of(SECONDARY), entry.of(SECONDARY))
    grouped: dict[str, list[tuple[Edit, date, str]]] = defaultdict(list)
    for edit in found:
        on = _edited_on(edit, base, entry)
        when = phase(on, entry) if start is not None else None
        if edit.kind == "unclear" or when is None:
            why = edit.reason if start is not None else "when enrolment began is not stated"
            words = f"Primary outcome: {said(edit.after or edit.before)} could not be compared: {why}."
            yield Finding("not_comparable", words, edit.after or edit.before, edit.before, None, "unclear")
        elif when != "before enrolment":
            grouped[edit.kind].append((edit, on, when))
    for kind, members in grouped.items():
        yield _of_class(kind, members, now[0], registered[0])
    if not found:
        yield Finding("consistent", f"Primary outcome: {said(now[0])} as registered.", now[0], registered[0])


def _of_class(kind: str, members: Sequence[tuple[Edit, date, str]], now: Held, registered: Held) -> Finding:
    edit, on, when = members[0]
    parts = [_told(one, now) for one, _, _ in members[:_SHOWN]]
    if len(members) > _SHOWN:
        parts.append(f"and {len(members) - _SHOWN} more")
    late = " (specified late)" if kind == "elaboration" else ""
    words = f"Primary outcome, {kind} {when}, on {on.isoformat()}{late}: {'; '.join(parts)}."
    before_completion = when == "during enrolment and follow-up"
    severity: Severity = "major" if kind in GRAVE or (kind != "elaboration" and not before_completion) else "minor"
    return Finding("inconsistent", words, edit.after or now, edit.before or registered, None, kind, severity)


def _told(edit: Edit, now: Held) -> str:
    if edit.before is not None and edit.after is not None:
        return f"{said(edit.after)} differs from {said(edit.before)} ({edit.reason})"
    if edit.before is not None:
        return f"{said(edit.before)} is {edit.reason}; now {said(now)}"
    return f"{said(edit.after)} was {edit.reason}"


def _edited_on(edit: Edit, base: Past, entry: Witness) -> date:
    """Since when the entry has stood edited in this way, whatever it was reworded since."""
    versions = entry.versions()
    later = [version for version in versions if version.since > base.since] or versions[-1:]
    since = later[-1].since
    for version in reversed(later):
        made = edits(base.of(PRIMARY), version.of(PRIMARY), base.of(SECONDARY), version.of(SECONDARY))
        if not any(_alike(edit, other) for other in made):
            break
        since = version.since
    return since


def _alike(edit: Edit, other: Edit) -> bool:
    """Whether two edits since the same version are one: of the same outcome, or what came is the same outcome."""
    if edit.kind != other.kind or (edit.before is None) != (other.before is None):
        return False
    if edit.before is not None and other.before is not None:
        return said(edit.before) == said(other.before)
    return is_one(edit.after, other.after)


_START = ("date", "2030-03-01", "start")
_END = ("date", "2031-03-01", "primary_completion")
_PAIN = (("primary_outcome", "Pain intensity at week 6", None), _START, _END)
_SLEEP = (("primary_outcome", "Insomnia severity at week 6", None), _START, _END)
_LATER = (("primary_outcome", "Pain intensity at week 24", None), _START, _END)
_OPEN = (("primary_outcome", "Pain intensity", None), _START, _END)
_BOTH = (
    ("primary_outcome", "Pain intensity at week 6", None),
    ("primary_outcome", "Daytime fatigue", None),
    _START,
    _END,
)
_MOVED = (
    ("primary_outcome", "Insomnia severity at week 6", None),
    ("secondary_outcome", "Pain intensity at week 6", None),
    _START,
    _END,
)
_TRUE = "We ran a randomised trial. The primary outcome was pain intensity at week 6."
_OTHER = "We ran a randomised trial. The primary outcome was insomnia severity at week 6."

CHECK = Check(
    name="outcome_switch",
    title="Outcome switch",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=("primary_outcome", "secondary_outcome", "date"),
    instead_of=("primary_outcome",),
    examples=(
        Example(_OTHER, _PAIN, "inconsistent", document_kind="paper"),
        Example(
            _OTHER, _SLEEP, "inconsistent", document_kind="paper", earlier=(("2030-01-05", _PAIN),), since="2031-06-01"
        ),
        Example(
            "We changed the primary outcome before the code was broken. The primary outcome was insomnia severity.",
            _PAIN,
            "inconsistent",
            document_kind="paper",
        ),
        Example("The primary outcome was pain intensity at week 24.", _PAIN, "inconsistent", document_kind="paper"),
        Example(
            _SLEEP, (), "inconsistent", document_kind="registry", earlier=(("2030-01-05", _PAIN),), since="2031-06-01"
        ),
        Example(
            _LATER, (), "inconsistent", document_kind="registry", earlier=(("2030-01-05", _PAIN),), since="2030-08-01"
        ),
        Example(
            _PAIN, (), "inconsistent", document_kind="registry", earlier=(("2030-01-05", _BOTH),), since="2030-08-01"
        ),
        Example(
            _BOTH, (), "inconsistent", document_kind="registry", earlier=(("2030-01-05", _PAIN),), since="2031-08-01"
        ),
        Example(
            _PAIN, (), "inconsistent", document_kind="registry", earlier=(("2030-01-05", _OPEN),), since="2031-08-01"
        ),
        Example(
            _MOVED, (), "inconsistent", document_kind="registry", earlier=(("2030-01-05", _PAIN),), since="2031-08-01"
        ),
        Example(_TRUE, _PAIN, "consistent", document_kind="paper"),
        Example(
            _TRUE, _SLEEP, "consistent", document_kind="paper", earlier=(("2030-01-05", _PAIN),), since="2031-06-01"
        ),
        Example(
            _SLEEP, (), "consistent", document_kind="registry", earlier=(("2030-01-05", _PAIN),), since="2030-02-01"
        ),
        Example(
            _PAIN, (), "consistent", document_kind="registry", earlier=(("2030-01-05", _OPEN),), since="2030-02-20"
        ),
        Example(
            tuple(reversed(_BOTH)),
            (),
            "consistent",
            document_kind="registry",
            earlier=(("2030-01-05", _BOTH),),
            since="2031-02-01",
        ),
        Example(
            (("primary_outcome", "Intensity of pain at week six", None), _START, _END),
            (),
            "consistent",
            document_kind="registry",
            earlier=(("2030-01-05", _PAIN),),
            since="2031-08-01",
        ),
        Example("We ran a randomised trial of a tablet for pain.", _PAIN, None, document_kind="paper"),
        Example(_OTHER, _PAIN, None),
        Example(
            _SLEEP[:1],
            (),
            "not_comparable",
            document_kind="registry",
            earlier=(("2030-01-05", _PAIN[:1]),),
            since="2031-06-01",
        ),
        Example(
            (("primary_outcome", "Zonal recovery index", None), _START, _END),
            (),
            "not_comparable",
            document_kind="registry",
            earlier=(("2030-01-05", (("primary_outcome", "Benefit by the examiner", None), _START, _END)),),
            since="2031-06-01",
        ),
    ),
)
