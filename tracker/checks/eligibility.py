"""Eligibility: the ages of those who took part, or could, against the age limits of the registry entry or protocol.

"Aged 18 or over" is held against the registered minimum and "under 65" against the maximum, in years. A range of ages
must lie within the limits: it may be narrower (who came), never wider. Mean and median ages are no limits. Without a
registered limit on that side there is nothing to compare. Such a difference is noted, never an alarm (severity info):
limits are amended, and stories round them. Rule: CONSORT 2025 item 12a (eligibility criteria).
"""

from collections.abc import Iterator
from decimal import Decimal

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness

SOURCES = ("registry", "protocol", "paper", "preprint")
SIDES = ("minimum", "maximum")


def run(case: Case) -> Iterator[Finding]:
    """Hold each age limit or range of the document against the first source that has limits."""
    seen: set[tuple[str | None, str]] = set()
    for held in case.subject.of("age"):
        key = (held.claim.kind, str(held.claim.value))
        if held.claim.kind not in (*SIDES, "range") or key in seen or held.claim.status != "asserted":
            continue
        seen.add(key)
        for witness in case.references:
            limits = {side: _limit(witness, side) for side in SIDES}
            if witness.kind in SOURCES and any(limits.values()):
                yield from _judge(held, limits, witness)
                break


def _limit(witness: Witness, side: str) -> Held | None:
    """The limit of a witness on one side; None when it states none or several."""
    given = [h for h in witness.of("age") if h.claim.kind == side and h.claim.number is not None]
    return given[0] if len({h.claim.number for h in given}) == 1 else None


def _judge(held: Held, limits: dict[str, Held | None], witness: Witness) -> Iterator[Finding]:
    wanted = SIDES if held.claim.kind == "range" else (held.claim.kind,)
    compared = [(side, limit) for side in SIDES if side in wanted and (limit := limits[side]) is not None]
    if not compared:
        other = next(limit for limit in limits.values() if limit is not None)
        why = f"Ages: {held.claim.raw} could not be compared: the source gives no limit on that side."
        yield Finding("not_comparable", why, held, other, witness.document_id, held.claim.kind or "")
        return
    beyond = [(side, limit) for side, limit in compared if _beyond(held, side, limit)]
    side, limit = (beyond or compared)[0]
    verdict = "inconsistent" if beyond else "consistent"
    how = "differs from" if beyond else "goes with"
    why = f"Ages: {held.claim.raw} {how} the {side} age of {limit.claim.raw}."
    yield Finding(verdict, why, held, limit, witness.document_id, held.claim.kind or "")  # type: ignore[arg-type]


def _beyond(held: Held, side: str, limit: Held) -> bool:
    """Whether a limit is another, or a range goes past it by a year or more."""
    ours = held.claim.low if side == "minimum" else held.claim.high
    theirs = limit.claim.number
    if ours is None or theirs is None:
        return False
    if held.claim.kind != "range":
        return abs(ours - theirs) >= 1
    return (theirs - ours if side == "minimum" else ours - theirs) >= Decimal(1)


_ADULTS = (("age", "18 Years", "minimum"), ("age", "65 Years", "maximum"))
_OLDER = (("age", "50 Years", "minimum"),)

CHECK = Check(
    name="eligibility",
    title="Ages",
    run=run,
    about=__doc__ or "",
    needs=("age",),
    examples=(
        Example("The trial enrolled people aged 12 and older.", _ADULTS, "inconsistent"),
        Example("Adults aged 18 to 80 took part in the trial.", _ADULTS, "inconsistent"),
        Example("The trial enrolled people over the age of 40.", _OLDER, "inconsistent"),
        Example("Volunteers aged 45 to 70 took part in the trial.", _OLDER, "inconsistent"),
        Example("People aged 16 to 60 took part in the trial.", _ADULTS, "inconsistent"),
        Example("The trial enrolled people aged 65 and over.", _OLDER, "inconsistent"),
        Example("The trial enrolled people aged 18 and older.", _ADULTS, "consistent"),
        Example("Adults aged 18 to 65 took part in the trial.", _ADULTS, "consistent"),
        Example("Adults aged 22 to 61 took part in the trial.", _ADULTS, "consistent"),
        Example("Volunteers aged 50 to 84 took part in the trial.", _OLDER, "consistent"),
        Example("The people in the trial had a mean age of 71.", _ADULTS, None),
        Example("The illness strikes at any age.", _ADULTS, None),
        Example("The trial enrolled people under the age of 70.", _OLDER, "not_comparable"),
        Example("The trial enrolled people aged 18 and older.", (("age", "65 Years", "maximum"),), "not_comparable"),
    ),
)
