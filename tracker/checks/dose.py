"""Dose: how much of the drug was given and how often, in the document and in the best witness that says so.

Amounts in one dimension are compared after unit conversion (1,000 mg is 1 g; mg/kg only with mg/kg). A frequency that
both state must agree: daily against weekly differs. A trial with several doses agrees when the document's is one of
them. A frequency that only one of them states leaves open whether an amount is that of a day or a part of it: an amount
that is a half, a third or a quarter of the day's is not comparable. Rule: TIDieR items 3 and 8.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding
from tracker.checks._compare import against_best


def run(case: Case) -> Iterator[Finding]:
    """Compare each dose in the document."""
    return against_best(
        case, "dose", title="Dose", severity="major", qualifiers=lambda h: str(h.claim.qualifiers.get("drug") or "dose")
    )


CHECK = Check(
    name="dose",
    title="Dose",
    run=run,
    about=__doc__ or "",
    needs=("dose",),
    examples=(
        Example("Participants took 40 mg daily.", "Participants received 20 mg daily.", "inconsistent", "paper"),
        Example("They got 2.4 mg once weekly.", "Participants received 1.0 mg once weekly.", "inconsistent", "paper"),
        Example("They received 10 mg twice daily.", "Patients received 10 mg once daily.", "inconsistent", "paper"),
        Example("They took 5 mg daily.", "Participants received 5 mg once weekly.", "inconsistent", "paper"),
        Example("Patients received 8 mg/kg.", "Patients received 4 mg/kg.", "inconsistent", "paper"),
        Example("Patients took 500 mg daily.", "Participants received 1 g daily.", "inconsistent", "paper"),
        Example("Participants took 40 mg daily.", "Participants received 40 mg daily.", "consistent", "paper"),
        Example("Patients took 1 g daily.", "Participants received 1000 mg daily.", "consistent", "paper"),
        Example("Patients received 8 mg/kg.", "Patients received 8 mg/kg, up to 800 mg.", "consistent", "paper"),
        Example("Patients received 8 mg/kg.", "Patients received 400 mg.", "not_comparable", "paper"),
        Example("Patients received 75 mg.", "Patients received 40 mg daily.", "inconsistent", "paper"),
        Example("Patients received 40 mg.", "Patients received 20 mg once weekly.", "inconsistent", "paper"),
        Example("Patients received 20 mg.", "Patients received 40 mg daily.", "not_comparable", "paper"),
        Example("Patients received 30 mg.", (("dose", "Zinc gel 30 mg once daily", "described"),), "consistent"),
        Example("Patients received 50 mg.", (("dose", "Zinc gel 30 mg once daily", "described"),), "inconsistent"),
        Example("Their weight fell by 4 kg.", "Participants received 40 mg daily.", None, "paper"),
        Example("In an earlier trial, patients received 80 mg daily.", "Patients received 40 mg daily.", None, "paper"),
    ),
)
