"""Attrition: who began, who left and who was there at the end, as one flow of people.

Within one text nobody can complete who did not begin, and those who withdrew or were lost together with those who
completed cannot be more than began (unless they left the treatment and not the trial, which is not comparable).
Between texts the counts of those who withdrew are compared when both are of the whole trial and give no reason for
leaving, and "all 60 completed" with the number who completed. "No withdrawals" beside fewer completers than people who
began is not comparable: a person can miss the last visit without withdrawing; where the arms are known, the printed
rates show of how many people they are (GRIM, Brown and Heathers 2017). An abstract printed in the document is read
with it. Rule: CONSORT 2025 item 22.
"""

import re
from collections.abc import Iterator, Sequence

from tracker.checks._arms import (
    ARMS,
    arms_of,
    began,
    called,
    digits,
    distinct_rates,
    fraction,
    own,
    totals,
    usable,
    whole,
)
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness, says
from tracker.checks._statistics import nearest

LEFT = ("withdrawn", "lost", "dropped out", "dropped_out", "discontinued")
TREATMENT_ONLY = re.compile(
    r"\b(?:treatment|therapy|medications?|medicines?|drugs?|dos(?:e|es|ing)|tablets?|pills?|injections?|regimen|"
    r"extension|open-label|because|due to|owing to|reasons?|side effects?|adverse|consent|before|prior to)\b",
    re.IGNORECASE,
)
"""Words by which people may have left the treatment only, or are those who left for one reason."""


def run(case: Case) -> Iterator[Finding]:
    """Compare who began, left and completed within the document, then with its references."""
    witnesses = usable(case)
    inside = [w for w in witnesses if own(case, w)]
    for witness in inside:
        yield from _flow(witness)
    yield from _nobody_left(case, witnesses)
    for held in _gone(case.subject):
        finding = next((f for w in witnesses[1:] if (f := _left_elsewhere(held, w)) is not None), None)
        if finding:
            yield finding
    yield from _all_completed(case)


def _all_completed(case: Case) -> Iterator[Finding]:
    """That everybody completed, in the document, against the completers that the best witness counts."""
    held = next((h for h in totals(case.subject, "completed") if _everybody(h, began(case.subject))), None)
    for witness in case.references if held else ():
        counted, start = totals(witness, "completed"), began(witness)
        if held is None or not counted or start is None or witness.document_id == case.subject.document_id:
            continue
        other = next((h for h in counted if whole(h) == whole(held)), counted[0])
        said = f"'all' of {says(held)}"
        if whole(other) == whole(held):
            verdict, why = "consistent", f"{said} agrees with {says(other)}"
        elif whole(start) != whole(held) or any(TREATMENT_ONLY.search(h.sentence) for h in (held, other)):
            verdict, why = "not_comparable", f"{said} and {says(other)} may be of other people or parts of the trial"
        else:
            verdict, why = "inconsistent", f"{said} differs from {says(other)} of {whole(start)} who began"
        yield _finding(verdict, why, held, other, "all completed", witness.document_id)
        return


def _everybody(held: Held, start: Held | None) -> bool:
    """Whether those who completed are said to be all who began, by number or by the word."""
    claim = held.claim
    at = (claim.start or 0) - (claim.context_start or 0)
    named = re.search(r"\ball (?:of )?(?:the )?$", held.sentence[:at], re.IGNORECASE) is not None
    return named or (start is not None and whole(start) == whole(held))


def _flow(witness: Witness) -> Iterator[Finding]:
    """One text by itself: completed, and completed with those who left, are at most those who began."""
    start = began(witness)
    ended = totals(witness, "completed")
    if start is None or not ended:
        return
    first = whole(start) or 0
    most = max(whole(h) or 0 for h in totals(witness))
    for end in ended:
        last = whole(end) or 0
        if last > first:
            why = f"{says(end)} cannot be more than {says(start)}"
            if any((whole(h) or 0) >= last and h.claim.kind != "completed" for h in totals(witness)):
                yield _finding("not_comparable", f"{why}, but a larger group is named too", end, start, "completed")
            else:
                yield _finding("inconsistent", f"{why}: this differs from any flow of people", end, start, "completed")
            continue
        for gone in _gone(witness):
            away = whole(gone) or 0
            if away and away + last > most:
                yield _too_many(gone, end, start, away + last)


def _too_many(gone: Held, end: Held, start: Held, together: int) -> Finding:
    why = f"{says(gone)} and {says(end)} make {together}, more than {says(start)}"
    if gone.claim.arm is not None or TREATMENT_ONLY.search(gone.sentence):
        why += ", but who stops a treatment can stay in the trial"
        return _finding("not_comparable", why, gone, end, "left and completed")
    return _finding("inconsistent", f"{why}: the three differ from any flow of people", gone, end, "left and completed")


def _gone(witness: Witness) -> list[Held]:
    """The exact numbers of people who left, each kind and number once."""
    seen: dict[tuple[str | None, str | None, int], Held] = {}
    for held in witness.of("attrition"):
        number = whole(held)
        if number is not None and held.claim.kind in LEFT:
            seen.setdefault((held.claim.kind, held.claim.arm, number), held)
    return list(seen.values())


def _nobody_left(case: Case, witnesses: Sequence[Witness]) -> Iterator[Finding]:
    """That nobody withdrew, in the document, beside fewer who completed than began, anywhere."""
    none = [h for w in witnesses if own(case, w) for h in _gone(w) if whole(h) == 0 and h.claim.kind != "lost"]
    for witness in witnesses if none else ():
        start, ended = began(witness), totals(witness, "completed")
        short = [h for h in ended if start and (whole(h) or 0) < (whole(start) or 0)]
        if start and short:
            why = (
                f"'{none[0].claim.raw}' and {whole(short[0])} of {whole(start)} who completed can both be true: "
                f"a person can miss the last visit without withdrawing{_fitting(case, witnesses)}"
            )
            yield _finding("not_comparable", why, none[0], short[0], "nobody withdrew", _outside(case, witness))
            return


def _fitting(case: Case, witnesses: Sequence[Witness]) -> str:
    """Of how many people of each arm the printed rates are, when only one number of people fits them all."""
    arms = arms_of(witnesses)
    if arms is None:
        return ""
    rates = [
        (h, d)
        for h in distinct_rates([w for w in witnesses if own(case, w)])
        if fraction(h) is None and (d := digits(h))
    ]
    said = []
    for arm in ARMS:
        size = arms.of(arm)[0]
        people = whole(size) or 0
        mine = [(h, d) for h, d in rates if h.claim.arm == arm and h.claim.number is not None]
        if len(arms.of(arm)) != 1 or not mine:
            continue
        fits = [
            n
            for n in range(people, max(0, people - 1 - people // 10) - 1, -1)
            if all(h.claim.number is not None and nearest(h.claim.number, d, [n]).fit != "no" for h, d in mine)
        ]
        if len(fits) == 1:
            said.append(f"{fits[0]} analysed of {people} ({called(size)})")
    return f"; the printed rates fit {' and '.join(said)}" if said else ""


def _left_elsewhere(held: Held, witness: Witness) -> Finding | None:
    """The count of those who left against the one a reference gives of the same kind."""
    same = [h for h in _gone(witness) if h.claim.kind == held.claim.kind and h.claim.arm == held.claim.arm]
    if not same:
        return None
    name = f"left, {held.claim.kind}" + (f", {held.claim.arm}" if held.claim.arm else "")
    other = next((h for h in same if whole(h) == whole(held)), same[0])
    if whole(other) == whole(held):
        return _finding("consistent", f"{says(held)} agrees with {says(other)}", held, other, name, witness.document_id)
    if len(same) > 1 or any(TREATMENT_ONLY.search(h.sentence) for h in (held, other)):
        why = f"{says(held)} and {says(other)} may count other reasons or times of leaving"
        return _finding("not_comparable", why, held, other, name, witness.document_id)
    return _finding("inconsistent", f"{says(held)} differs from {says(other)}", held, other, name, witness.document_id)


def _outside(case: Case, witness: Witness) -> str | None:
    return None if witness.document_id == case.subject.document_id else witness.document_id


def _finding(
    verdict: str, why: str, held: Held, other: Held, qualifiers: str, against_document_id: str | None = None
) -> Finding:
    severity = "minor" if verdict == "inconsistent" else "info"
    return Finding(
        verdict,  # type: ignore[arg-type]
        f"Who left: {why}.",
        held,
        other,
        against_document_id,
        qualifiers,
        severity,  # type: ignore[arg-type]
    )


CHECK = Check(
    name="attrition",
    title="Who left and who completed",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("sample_size", "attrition", "arm_size", "event_rate"),
    examples=(
        Example("We randomised 40 adults. In all, 43 adults completed the trial.", verdict="inconsistent"),
        Example("The trial randomised 60 patients; 61 patients completed the trial.", verdict="inconsistent"),
        Example("We randomised 40 adults. Five dropped out and 38 adults completed the trial.", verdict="inconsistent"),
        Example(
            "The trial randomised 90 patients. Two withdrew and 90 patients completed the trial.",
            verdict="inconsistent",
        ),
        Example(
            "Three people dropped out of the trial.", "In the trial, six people dropped out.", "inconsistent", "paper"
        ),
        Example(
            "There were no withdrawals in the trial.",
            "Four participants withdrew from the trial.",
            "inconsistent",
            "paper",
        ),
        Example(
            "All 60 patients completed the trial.",
            "We randomised 60 patients. A total of 51 patients (85.0%) completed the trial.",
            "inconsistent",
            "paper",
        ),
        Example(
            "All 60 patients completed the trial.",
            "We randomised 60 patients and 60 patients completed the trial.",
            "consistent",
            "paper",
        ),
        Example(
            "All 60 patients completed the trial.",
            "We randomised 60 patients. In all, 51 patients completed the trial and its open-label extension.",
            "not_comparable",
            "paper",
        ),
        Example(
            "All 51 patients completed the trial.",
            "We randomised 60 patients. In all, 49 patients completed the trial.",
            "not_comparable",
            "paper",
        ),
        Example(
            "In all, 51 patients completed the trial.",
            "We randomised 60 patients. In all, 49 patients completed the trial.",
            None,
            "paper",
        ),
        Example("We randomised 40 adults. In all, 37 adults completed the trial.", verdict=None),
        Example("We randomised 40 adults. Two dropped out and 38 adults completed the trial.", verdict=None),
        Example("Two people dropped out of the trial.", "In the trial, two people dropped out.", "consistent", "paper"),
        Example("There were no withdrawals in the trial.", "No patients dropped out.", "consistent", "paper"),
        Example(
            "We randomised 30 adults and 29 adults completed the trial. There were no withdrawals in the trial.",
            verdict="not_comparable",
        ),
        Example(
            "We randomised 40 adults. Five withdrew from treatment and 38 adults completed the trial.",
            verdict="not_comparable",
        ),
        Example("More students dropped out of school that year.", verdict=None),
    ),
)
