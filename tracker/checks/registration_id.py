"""Registration number: whether the document's numbers are numbers of one trial, the one it is linked to.

A number that the document gives for its own trial but that belongs to another trial of the store is a difference when
the document is accepted as being about this one for other reasons (a second number, or a person's decision). A number
that no entry we hold has is not comparable: registries we do not follow have millions. A mistyped number is noted.
Rule: ICMJE (numbers are printed at the end of the abstract); identifiers of the WHO registry network.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding


def run(case: Case) -> Iterator[Finding]:
    """Compare the document's numbers with those of its trial's registry entries."""
    entries = [w for w in case.references if w.kind == "registry"]
    known = {_number(h.claim.value): (h, w) for w in entries for h in w.of("registration_id")}
    schemes = {scheme for scheme, _ in known}
    seen = set()
    for held in case.subject.of("registration_id"):
        number = _number(held.claim.value)
        if not known or number in seen or held.claim.kind in ("mention", "utn") or case.subject.kind == "registry":
            continue
        seen.add(number)
        if number in known:
            other, witness = known[number]
            why = f"Registration number: {held.claim.raw} is a number of this trial."
            yield Finding("consistent", why, held, other, witness.document_id, number[1])
        elif held.claim.status == "asserted" and number[0] in schemes:
            other, witness = next((h, w) for n, (h, w) in known.items() if n[0] == number[0])
            why = f"Registration number: {held.claim.raw} differs from {other.claim.raw}, the number of this trial."
            yield Finding("inconsistent", why, held, other, witness.document_id, number[1], "major")
        else:
            other, witness = next(iter(known.values()))
            why = f"Registration number: {held.claim.raw} could not be compared: no entry of that registry is held."
            yield Finding("not_comparable", why, held, other, witness.document_id, number[1])


def _number(value: object) -> tuple[str, str]:
    return (str(value.get("scheme")), str(value.get("value"))) if isinstance(value, dict) else ("", str(value))


def _entry(number: str) -> tuple[tuple[str, str, str | None], ...]:
    return (("registration_id", number, "own"),)


CHECK = Check(
    name="registration_id",
    title="Registration number",
    run=run,
    about=__doc__ or "",
    needs=("registration_id",),
    examples=(
        Example("Trial registration: NCT99990001.", _entry("NCT99990002"), "inconsistent"),
        Example("Registered as NCT99990011.", _entry("NCT99990012"), "inconsistent"),
        Example("Trial Registration ISRCTN99990001", _entry("ISRCTN99990003"), "inconsistent"),
        Example("The trial is registered at ClinicalTrials.gov (NCT99990021).", _entry("NCT99990022"), "inconsistent"),
        Example("Trial registration: ISRCTN 9999 0041.", _entry("ISRCTN99990014"), "inconsistent"),
        Example("ClinicalTrials.gov identifier: NCT99990031", _entry("NCT99990013"), "inconsistent"),
        Example("Trial registration: NCT99990001.", _entry("NCT99990001"), "consistent"),
        Example("Registered as NCT 9999 0001.", _entry("NCT99990001"), "consistent"),
        Example("Trial registration: ISRCTN 99990001.", _entry("ISRCTN99990001"), "consistent"),
        Example("Trial registration: DRKS00099991.", _entry("NCT99990001"), "not_comparable"),
        Example("Trial registration: ACTRN12699000000001.", _entry("NCT99990001"), "not_comparable"),
        Example("The trial enrolled adults.", _entry("NCT99990001"), None),
        Example("Trial registration: NCT99990001.", "We enrolled adults.", None, "paper"),
    ),
)
