"""Route: how the treatment gets into the body, in the document and in the best witness that says so.

By mouth differs from into a vein. An injection or infusion stands for any route through a needle. A difference is told
only of one drug that both sides name with its route, and where each side gives that drug one route in all: without the
drug a route may be that of the control, of a rescue or of the treatment that went before, and is not comparable. Rule:
TIDieR item 6 (how the treatment is given); CONSORT 2025 item 13.
"""

from collections.abc import Iterator, Sequence

from tracker.checks._base import Case, Check, Example, Finding, Held
from tracker.claims import claim_types

SOURCES = ("registry", "protocol", "paper", "preprint", "press_release")


def run(case: Case) -> Iterator[Finding]:
    """Compare the routes of the document with the first witness that gives any."""
    mine = [h for h in case.subject.of("route") if h.claim.status == "asserted"]
    for witness in case.references:
        theirs = witness.of("route")
        if mine and theirs and witness.kind in SOURCES and witness.document_id != case.subject.document_id:
            yield _judge(mine, theirs, witness.document_id)
            return


def _judge(mine: Sequence[Held], theirs: Sequence[Held], against: str) -> Finding:
    compare = claim_types()["route"].compare
    pairs = [(compare(a.claim, b.claim).verdict, a, b) for a in mine for b in theirs]
    for verdict in ("agree", "rounding"):
        for said, a, b in pairs:
            if said == verdict:
                return Finding("consistent", f"Route: {a.claim.raw} agrees with {b.claim.raw}.", a, b, against)
    _, a, b = min(pairs, key=lambda pair: not _one_drug(*pair[1:]))
    if not _one_drug(a, b) or _several(a, mine) or _several(b, theirs):
        why = f"Route: {a.claim.raw} and {b.claim.raw} may be of two treatments."
        return Finding("not_comparable", why, a, b, against)
    drug = str(a.claim.qualifiers["drug"])
    why = f"Route: {a.claim.raw} differs from {b.claim.raw} ({drug})."
    return Finding("inconsistent", why, a, b, against, drug, "minor")


def _drug(held: Held) -> str:
    return str(held.claim.qualifiers.get("drug") or "")


def _one_drug(a: Held, b: Held) -> bool:
    return bool(_drug(a)) and _drug(a) == _drug(b)


def _several(held: Held, beside: Sequence[Held]) -> bool:
    """Whether the same side gives the drug another route as well."""
    return any(_drug(h) == _drug(held) and h.claim.value != held.claim.value for h in beside)


_VEIN = "Patients received intravenous tocilizumab or placebo."

CHECK = Check(
    name="route",
    title="Route of the treatment",
    run=run,
    about=__doc__ or "",
    needs=("route",),
    examples=(
        Example("Patients took oral tocilizumab.", _VEIN, "inconsistent", "paper"),
        Example("Patients were given subcutaneous tocilizumab once a week.", _VEIN, "inconsistent", "paper"),
        Example("Patients received inhaled tocilizumab.", _VEIN, "inconsistent", "paper"),
        Example("Patients received oral ketamine.", "Patients received intranasal ketamine.", "inconsistent", "paper"),
        Example(
            "Patients took oral methotrexate.",
            "Patients received subcutaneous methotrexate.",
            "inconsistent",
            "protocol",
        ),
        Example(
            "Patients took tablets of zinc.", "Patients received intravenous zinc.", "inconsistent", "press_release"
        ),
        Example("The trial's patients had intravenous tocilizumab.", _VEIN, "consistent", "paper"),
        Example(
            "Patients got a weekly injection of the drug in the trial.",
            "The drug was given subcutaneously.",
            "consistent",
            "paper",
        ),
        Example("The drug was given by mouth.", "Patients took oral tocilizumab.", "consistent", "paper"),
        Example("The drug was given by mouth.", "The drug was given intravenously.", "not_comparable", "paper"),
        Example("Patients took oral methotrexate.", _VEIN, "not_comparable", "paper"),
        Example("The trial enrolled patients who had inhaled steroids before.", _VEIN, "not_comparable", "paper"),
        Example("The oral argument was heard.", _VEIN, None, "paper"),
        Example("The drug was given to 40 adults.", _VEIN, None, "paper"),
        Example("The drug was given by mouth.", "The drug was given to 40 adults.", None, "paper"),
        Example("Patients took oral tocilizumab.", _VEIN, None, "press"),
    ),
)
