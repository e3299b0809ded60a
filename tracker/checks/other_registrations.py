"""Other registrations: a trial that is registered more often than its paper says.

Held against the numbers of a paper, preprint or protocol are the own numbers of all registry entries that are linked as
this trial. A paper that cites one of them and not another is noted (severity info): readers who look up one entry do
not see what the other says. A number that an entry only mentions as a secondary one is not comparable: it may be that
of an earlier or of a wider trial. A paper without any number of the trial is not looked at, and neither are stories and
releases, of which nobody asks for all numbers. Rule: WHO Trial Registration Data Set, item 3 (secondary identifying
numbers); ICMJE; CONSORT 2025 item 2.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness

Number = tuple[str, str]
REPORTS = ("protocol", "paper", "preprint")
NO_REGISTRATION = ("", "utn", "malformed", "unknown")
"""Schemes of numbers that are no registration by themselves."""


def run(case: Case) -> Iterator[Finding]:
    """Name the numbers of the trial that a document leaves out which cites another of them."""
    cited = {_number(h): h for h in case.subject.of("registration_id") if h.claim.status == "asserted"}
    entries = [w for w in case.references if w.kind == "registry"]
    own = _numbers(entries, ("own",))
    named = [held for number, held in cited.items() if number in own]
    if case.subject.kind not in REPORTS or not named:
        return
    secondary = _numbers(entries, ("secondary", "alias"))
    for number, (other, witness) in (secondary | own).items():
        if number in cited or number[0] in NO_REGISTRATION:
            continue
        pair = (named[0], other, witness.document_id, ":".join(number))
        if number in own:
            why = f"The document cites {named[0].claim.raw}; the trial is also registered as {other.claim.raw}."
            yield Finding("inconsistent", why, *pair)
        else:
            why = (
                f"The entry that {named[0].claim.raw} belongs to also names {other.claim.raw}: of which trial is open."
            )
            yield Finding("not_comparable", why, *pair)
    if set(own) <= set(cited) and not set(secondary) - set(cited):
        other, witness = own[_number(named[0])]
        why = f"The document cites {named[0].claim.raw}, as it is registered."
        yield Finding("consistent", why, named[0], other, witness.document_id)


def _numbers(entries: list[Witness], kinds: tuple[str, ...]) -> dict[Number, tuple[Held, Witness]]:
    """The numbers of these kinds that the entries give, each with the entry."""
    return {_number(h): (h, w) for w in entries for h in w.of("registration_id") if h.claim.kind in kinds}


def _number(held: Held) -> Number:
    value = held.claim.value
    return (str(value.get("scheme")), str(value.get("value"))) if isinstance(value, dict) else ("", str(value))


_ONE, _TWO, _THREE = "NCT99990001", "ISRCTN16942542", "NCT99990003"


def _entry(*numbers: str, kind: str = "own") -> tuple[tuple[str, str, str | None], ...]:
    return (("registration_id", _ONE, "own"), *(("registration_id", number, kind) for number in numbers))


CHECK = Check(
    name="other_registrations",
    title="Other registrations",
    run=run,
    about=__doc__ or "",
    needs=("registration_id",),
    examples=(
        Example(f"The trial is registered as {_ONE}.", _entry(_TWO), "inconsistent", document_kind="paper"),
        Example(f"Registration: {_TWO}.", _entry(_TWO), "inconsistent", document_kind="paper"),
        Example(f"ClinicalTrials.gov number, {_ONE}.", _entry(_TWO), "inconsistent", document_kind="paper"),
        Example(f"The study ({_ONE}) enrolled 40 adults.", _entry(_THREE), "inconsistent", document_kind="paper"),
        Example(f"Trial registration: {_ONE}.", _entry(_TWO, _THREE), "inconsistent", document_kind="paper"),
        Example(f"Trial registration {_THREE}.", _entry(_THREE), "inconsistent", document_kind="paper"),
        Example(f"The trial is registered as {_ONE}.", _entry(), "consistent", document_kind="paper"),
        Example(f"The trial is registered as {_ONE} and {_TWO}.", _entry(_TWO), "consistent", document_kind="paper"),
        Example(
            f"The trial is registered as {_ONE}.",
            _entry(_TWO, kind="secondary"),
            "not_comparable",
            document_kind="paper",
        ),
        Example(f"Registration: {_ONE}.", _entry(_THREE, kind="secondary"), "not_comparable", document_kind="paper"),
        Example("The trial is registered.", _entry(_TWO), None, document_kind="paper"),
        Example(f"The trial is registered as {_ONE}.", _entry(_TWO), None),
        Example("The trial is registered as NCT99990009.", _entry(_TWO), None, document_kind="paper"),
        Example("Zinc was tested in 40 adults.", _entry(_TWO), None, document_kind="preprint"),
        Example((("registration_id", _ONE, "own"),), _entry(_TWO), None, document_kind="registry"),
    ),
)
