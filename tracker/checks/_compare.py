"""Comparing one claim of a document with the best witness that has a comparable one."""

from collections.abc import Callable, Iterable, Iterator

from tracker.checks._base import Case, Finding, Held, Witness, says
from tracker.claims import claim_types
from tracker.records import Severity

Explain = Callable[[str, Held, Held], str]


def against_best(
    case: Case, name: str, *, title: str, severity: Severity, qualifiers: Callable[[Held], str] = lambda held: ""
) -> Iterator[Finding]:
    """Compare the document's claims of type `name`, once per value, by the type's own comparison.

    The first witness with a comparable claim decides; one whose claims only partly differ agrees.
    """
    for held in distinct(case.subject.of(name)):
        findings = [
            f for w in case.references if (f := _against(held, w, name, title, severity, qualifiers)) is not None
        ]
        settled = [f for f in findings if f.verdict != "not_comparable"]
        yield from (settled or findings)[:1]


def distinct(held: Iterable[Held]) -> list[Held]:
    """One of each kind and value: a text repeats itself."""
    seen: dict[tuple[object, ...], Held] = {}
    for one in held:
        claim = one.claim
        seen.setdefault((claim.kind, str(claim.value), claim.arm, claim.outcome), one)
    return list(seen.values())


def _against(
    held: Held, witness: Witness, name: str, title: str, severity: Severity, qualifiers: Callable[[Held], str]
) -> Finding | None:
    compare = claim_types()[name].compare
    results = [(compare(held.claim, other.claim), other) for other in witness.of(name)]
    if not results:
        return None
    order = {"agree": 0, "rounding": 1, "differ": 2, "not_comparable": 3}
    agreement, other = min(results, key=lambda r: order[r[0].verdict])
    about = qualifiers(held)
    if agreement.verdict == "not_comparable":
        why = f"{title}: {says(held)} and {says(other)} could not be compared: {agreement.reason}."
        return Finding("not_comparable", why, held, other, witness.document_id, about)
    if agreement.verdict == "differ":
        why = f"{title}: {says(held)} differs from {says(other)}."
        return Finding("inconsistent", why, held, other, witness.document_id, about, severity)
    why = f"{title}: {says(held)} agrees with {says(other)}."
    rounded = agreement.verdict == "rounding"
    return Finding("rounding_only" if rounded else "consistent", why, held, other, witness.document_id, about)
