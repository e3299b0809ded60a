"""Countries: in which and in how many countries the trial ran, against the sites of the registry entry.

Only what is said of the trial's sites counts ("at 27 sites in Spain and Italy", "in six countries"). A named country
without a listed site differs. A number of countries differs when it is two or more away from the listed ones: a site
that closed is often taken off a list. Fewer named countries than listed do not differ, a story may name some. Against
an entry that lists no countries it is not comparable. Rule: CONSORT 2025 item 7 (settings and locations).
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.claims.centres import countries

SPARE = 1


def run(case: Case) -> Iterator[Finding]:
    """Hold the countries that the document gives its sites against those of the registry entry."""
    for held in case.subject.of("centres"):
        named, counted = _named(held), held.claim.qualifiers.get("country_count")
        if held.claim.status != "asserted" or not (named or isinstance(counted, int)):
            continue
        for witness in case.references:
            entry = next((h for h in witness.of("centres") if h.claim.path is not None), None)
            if witness.kind == "registry" and entry is not None:
                yield _judge(held, named, counted, entry, witness)
                return


def _named(held: Held) -> list[str]:
    given = held.claim.qualifiers.get("countries") or ()
    return sorted({countries().name_of(str(name)) or str(name) for name in given})


def _judge(held: Held, named: list[str], counted: object, entry: Held, witness: Witness) -> Finding:
    listed = _named(entry)
    said = f"{held.claim.raw} ({', '.join(named) or f'{counted} countries'})"
    if not listed:
        why = f"Countries: {said} could not be compared: the entry lists none."
        return Finding("not_comparable", why, held, entry, witness.document_id)
    elsewhere = [name for name in named if name not in listed]
    far = isinstance(counted, int) and abs(counted - len(listed)) > SPARE
    there = f"{len(listed)} listed ({', '.join(listed[:8])}{', ...' if len(listed) > 8 else ''})"
    if elsewhere or far:
        return Finding(
            "inconsistent",
            f"Countries: {said} differs from the {there}.",
            held,
            entry,
            witness.document_id,
            "named" if elsewhere else "counted",
            "minor",
        )
    return Finding("consistent", f"Countries: {said} goes with the {there}.", held, entry, witness.document_id)


def _entry(*names: str) -> tuple[tuple[str, str, str | None, dict[str, list[str]]], ...]:
    return (("centres", "31", "listed", {"countries": list(names)}),)


_SPAIN_ITALY = _entry("Spain", "Italy")
_SIX = _entry("Spain", "Italy", "France", "Germany", "Poland", "Japan")

CHECK = Check(
    name="countries",
    title="Countries",
    run=run,
    about=__doc__ or "",
    needs=("centres",),
    examples=(
        Example("Patients were recruited at 31 sites in Brazil and Italy.", _SPAIN_ITALY, "inconsistent"),
        Example("Patients were recruited at 31 sites in six countries.", _SPAIN_ITALY, "inconsistent"),
        Example("Patients were recruited at 31 sites in Canada.", _SIX, "inconsistent"),
        Example("Patients were recruited at 31 sites in 14 countries.", _SIX, "inconsistent"),
        Example("Patients were recruited at 31 sites in two countries.", _SIX, "inconsistent"),
        Example("The trial, at sites in Japan and Poland, enrolled 90 adults.", _SPAIN_ITALY, "inconsistent"),
        Example("Patients were recruited at 31 sites in Spain and Italy.", _SPAIN_ITALY, "consistent"),
        Example("Patients were recruited at 31 sites in Spain.", _SPAIN_ITALY, "consistent"),
        Example("Patients were recruited at 31 sites in six countries.", _SIX, "consistent"),
        Example("Patients were recruited at 31 sites in seven countries.", _SIX, "consistent"),
        Example("Patients were recruited at 31 sites.", _SIX, None),
        Example("The illness is common in Brazil.", _SPAIN_ITALY, None),
        Example("Patients were recruited at 31 sites in Spain.", (("centres", "31", "listed"),), "not_comparable"),
        Example(
            "Patients were recruited at 31 sites in six countries.", (("centres", "31", "listed"),), "not_comparable"
        ),
    ),
)
