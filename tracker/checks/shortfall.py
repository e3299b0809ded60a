"""Shortfall: how many people a trial was planned for, and how many came.

The planned number is that of the same document: in a registry entry the one in force before the actual number was
stated (or the target that stands beside it), in a paper or protocol the one that it prints. The number who came is the
enrolled or randomised one of the whole trial. Fewer than nine in ten of those planned is a shortfall; it is noted with
the ratio (severity info), as planned and enrolled are two facts that may differ. Hedged numbers, numbers of an arm,
planned numbers that changed while people were recruited, and trials that are not over are not comparable. Rule: CONSORT
2025 items 16a and 24b (planned sample size; why the trial ended); Briel et al., J Clin Epidemiol 2016;80:8.
"""

from collections.abc import Iterator

from tracker.checks._arms import whole
from tracker.checks._base import Case, Check, Example, Finding, Held

CAME = ("randomised", "enrolled")
ENOUGH = 0.9
"""Share of the planned people from which on it is no shortfall."""
GOES_ON = frozenset({"not_yet_recruiting", "recruiting", "enrolling_by_invitation", "active_not_recruiting"})
KINDS = ("registry", "protocol", "paper", "preprint")


def run(case: Case) -> Iterator[Finding]:
    """Hold the people who came against those planned, in one document."""
    subject = case.subject
    if subject.kind not in KINDS:
        return
    came = [h for kind in CAME for h in subject.of("sample_size") if h.claim.kind == kind and _total(h)]
    planned = _planned(case)
    if not came or not planned:
        return
    actual, target = came[0], planned[-1]
    number, wanted = actual.claim.number or 0, target.claim.number or 0
    if wanted <= 0:
        return
    ratio = float(number) / float(wanted)
    said = f"{target.claim.raw} planned and {actual.claim.raw} {actual.claim.kind}"
    reason = _reason(case, came, planned)
    if reason:
        yield Finding("not_comparable", f"People: {said} could not be compared: {reason}.", actual, target)
    elif ratio < ENOUGH:
        why = f"People: {said}: {100 * ratio:.0f}% of those planned."
        yield Finding("inconsistent", why, actual, target)
    else:
        yield Finding("consistent", f"People: {said}: the trial came to its size.", actual, target)


def _planned(case: Case) -> list[Held]:
    """The planned numbers, the last that held coming last: of earlier versions, else of the document itself."""
    versions = [h for v in case.subject.past for h in v.of("sample_size") if h.claim.kind == "planned" and _total(h)]
    beside = [h for h in case.subject.of("sample_size") if h.claim.kind == "planned" and _total(h)]
    return beside or versions


def _total(held: Held) -> bool:
    claim = held.claim
    return claim.arm is None and claim.number is not None and not claim.qualifiers.get("pooled")


def _reason(case: Case, came: list[Held], planned: list[Held]) -> str | None:
    """Why the two numbers may not be of one cohort."""
    states = {str(h.claim.value) for h in case.subject.of("status")}
    if states & GOES_ON:
        return "the trial is not over"
    if whole(came[0]) is None or whole(planned[-1]) is None:
        return "one of them is not exact"
    if len({h.claim.number for h in came if h.claim.kind == came[0].claim.kind}) > 1:
        return "several numbers are given of those who came"
    if len({h.claim.number for h in planned}) > 1:
        return "the planned number changed"
    return None


_N = "sample_size"


def _entry(*stated: tuple[str, str]) -> tuple[tuple[str, str, str | None], ...]:
    return tuple((_N, number, kind) for number, kind in stated)


CHECK = Check(
    name="shortfall",
    title="People planned and people who came",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=("sample_size", "status"),
    examples=(
        Example(_entry(("200", "planned"), ("90", "enrolled")), (), "inconsistent", document_kind="registry"),
        Example(_entry(("60", "planned"), ("53", "enrolled")), (), "inconsistent", document_kind="registry"),
        Example(
            _entry(("31", "enrolled")),
            (),
            "inconsistent",
            document_kind="registry",
            earlier=(("2031-01-01", _entry(("120", "planned"))),),
            since="2033-01-01",
        ),
        Example(
            _entry(("700", "enrolled")),
            (),
            "inconsistent",
            document_kind="registry",
            earlier=(("2031-01-01", _entry(("1000", "planned"))), ("2032-01-01", _entry(("1000", "planned")))),
            since="2033-01-01",
        ),
        Example(_entry(("356", "planned"), ("12", "randomised")), (), "inconsistent", document_kind="registry"),
        Example(_entry(("40", "planned"), ("20", "enrolled")), (), "inconsistent", document_kind="protocol"),
        Example(_entry(("60", "planned"), ("58", "enrolled")), (), "consistent", document_kind="registry"),
        Example(_entry(("356", "planned"), ("490", "enrolled")), (), "consistent", document_kind="registry"),
        Example(_entry(("60", "planned")), (), None, document_kind="registry"),
        Example(_entry(("60", "enrolled")), (), None, document_kind="registry"),
        Example(_entry(("60", "planned"), ("20", "completed")), (), None, document_kind="registry"),
        Example(_entry(("60", "planned"), ("20", "enrolled")), (), None),
        Example(
            (*_entry(("60", "planned"), ("20", "enrolled")), ("status", "RECRUITING", "overall")),
            (),
            "not_comparable",
            document_kind="registry",
        ),
        Example(
            _entry(("90", "enrolled")),
            (),
            "not_comparable",
            document_kind="registry",
            earlier=(("2031-01-01", _entry(("300", "planned"))), ("2032-01-01", _entry(("150", "planned")))),
            since="2033-01-01",
        ),
        Example(
            _entry(("60", "planned"), ("40", "randomised"), ("20", "randomised")),
            (),
            "not_comparable",
            document_kind="registry",
        ),
    ),
)
