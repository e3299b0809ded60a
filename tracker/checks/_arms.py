"""Who is in which arm, who left, and the event rates of the arms: what several checks need to know of a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.checks._base import Case, Held, Witness

ARMS = ("treatment", "control")
BEGAN = ("randomised", "started", "enrolled", "participants")
"""Kinds of a number of people that says how many began, the most exact first."""
MODELLED = re.compile(
    r"\b(?:kaplan|actuarial|life[- ]table|cumulative|weighted|imput\w+|adjusted|adjusting|multivaria\w+|regression|"
    r"estimated|predicted|projected|least[- ]squares?|probabilit\w+|hazard|annual\w*|per year|person-years?|pooled|"
    r"meta-analys\w+|(?:\d+|one|two|three|five|ten)[- ]?(?:years?|yr)s?[\s-](?:[\w-]+\s){0,3}?"
    r"(?:rates?|survival|recurrence|incidence|mortality)|"
    r"(?:rates?|survival|incidence) (?:at|after) (?:\d+|one|two|three|five|ten) years?|"
    r"(?:free|overall) survival|\w+-free)\b",
    re.IGNORECASE,
)
"""Words by which a percentage comes from a model and is no share of people."""
SUBGROUP = re.compile(
    r"\b(?:sub-?groups?|subsets?|sub-?stud(?:y|ies)|evaluable|assessable|measurable|of the \d+|per[- ]protocol|"
    r"completers?|as[- ]treated|cycles|lesions|nodes|samples|eyes|\w+-(?:positive|negative)|"
    r"(?:of|in|among) (?:the )?(?:those|them|whom|patients|women|men|people|participants|adults|children)"
    r"(?: aged| whose| with(?! (?:the )?(?:drug|placebo))|"
    r" who (?!received|took|got|were given|had taken|were assigned|were randomi)))\b",
    re.IGNORECASE,
)
"""Words by which a percentage may be of other people than a whole arm."""


@dataclass(frozen=True, slots=True)
class Arms:
    """The printed sizes of both arms of one witness."""

    witness: Witness
    treatment: tuple[Held, ...]
    control: tuple[Held, ...]
    complete: bool
    """they add up to a number of people that the witness gives, or it gives none"""

    def of(self, arm: str) -> tuple[Held, ...]:
        """The size of `arm`; several where arms are alike (two doses)."""
        return self.treatment if arm == "treatment" else self.control


def usable(case: Case) -> list[Witness]:
    """The document, then what completes it: an abstract printed in it and, on an accepted link, its references."""
    return [case.subject, *(w for w in case.references if case.link_state == "accepted" or own(case, w))]


def own(case: Case, witness: Witness) -> bool:
    """Whether a witness stands inside the document itself."""
    return witness.document_id == case.subject.document_id


def whole(held: Held) -> int | None:
    """The number of a claim that is an exact count, else None."""
    claim = held.claim
    if claim.number is None or claim.status != "asserted" or claim.low != claim.high or claim.number % 1:
        return None
    return int(claim.number)


def totals(witness: Witness, *kinds: str) -> list[Held]:
    """The exact numbers of people of the whole trial, of these kinds (all without)."""
    return [
        h
        for h in witness.of("sample_size")
        if whole(h) is not None
        and h.claim.arm is None
        and h.claim.kind != "planned"
        and not h.claim.qualifiers.get("pooled")
        and (not kinds or h.claim.kind in kinds)
    ]


def began(witness: Witness) -> Held | None:
    """How many began: the largest number of the most exact kind that is given."""
    for kind in BEGAN:
        given = totals(witness, kind)
        if given:
            return max(given, key=lambda h: whole(h) or 0)
    return None


def counts(witness: Witness) -> list[Held]:
    """The printed arm sizes that are counts of people, each arm and number once."""
    seen: dict[tuple[str | None, int, str], Held] = {}
    for held in witness.of("arm_size"):
        size = whole(held)
        if size and held.claim.kind == "count":
            seen.setdefault((held.claim.arm, size, str(held.claim.qualifiers.get("label") or "").casefold()), held)
    return list(seen.values())


def arms_of(witnesses: Iterable[Witness]) -> Arms | None:
    """The arm sizes of the first witness that gives those of both arms."""
    everybody = list(witnesses)
    people = {whole(h) for witness in everybody for h in totals(witness)}
    for witness in everybody:
        given = counts(witness)
        treatment, control = (tuple(h for h in given if h.claim.arm == arm) for arm in ARMS)
        each = [h for h in given if h.claim.qualifiers.get("label") == "each"]
        if len(given) == len(each) == 1 and 2 * (whole(each[0]) or 0) in {whole(h) for h in totals(witness)}:
            return Arms(witness, tuple(each), tuple(each), True)
        if treatment and control:
            known = {whole(h) for h in totals(witness)} or people
            together = sum(whole(h) or 0 for h in given)
            return Arms(witness, treatment, control, not known or together in known)
    return None


def left(witnesses: Iterable[Witness]) -> int | None:
    """How many were not counted at the end, as far as any witness says: randomised less completed, or who left.

    That nobody withdrew does not say that everybody was measured, so it counts as nothing said.
    """
    stated: list[int] = []
    for witness in witnesses:
        start = began(witness)
        for end in totals(witness, "completed", "analysed") if start else ():
            stated.append((whole(start) or 0) - (whole(end) or 0) if start else 0)
        gone = {(h.claim.kind, h.claim.arm, int(h.claim.number or 0)) for h in witness.of("attrition")}
        if any(number for *_, number in gone):
            stated.append(sum(number for *_, number in gone))
    return max((n for n in stated if n >= 0), default=None)


ANALYSED = re.compile(r"\b(?:analy[sz]ed|evaluable|assessable|included in)\b", re.IGNORECASE)


def denominators(arms: Arms, arm: str, gone: int | None) -> frozenset[int]:
    """Of how many people a rate of this arm can be: its size less any number of those who left.

    Where nothing is said of who left, up to a tenth of the arm (at least one person) may be missing. A size that is of
    those analysed is not that of those treated, whose harms are counted: as many may have been more.
    """
    possible: set[int] = set()
    for held in arms.of(arm):
        size = whole(held) or 0
        fewer = gone if gone is not None else max(1, -(-size // 10))
        more = fewer if ANALYSED.search(held.sentence) else 0
        possible.update(range(max(1, size - fewer), size + more + 1))
    return frozenset(possible)


def called(held: Held) -> str:
    """What an arm is called: as printed, else by its part in the trial."""
    label = held.claim.qualifiers.get("label")
    return str(label) if label else f"{held.claim.arm or 'unnamed'} arm"


def digits(held: Held) -> int | None:
    """How many decimals a percentage is printed with; None when it is hedged, spelt out or no percentage."""
    claim = held.claim
    match = re.match(r"\s*(?:\d+(?:[.·,](?P<d>\d+))?)\s?(?:%|per\s?cent|$)", claim.raw, re.IGNORECASE)
    if match is None or claim.number is None or claim.status != "asserted" or claim.kind == "count":
        return None
    return len(match["d"] or "")


def fraction(held: Held) -> tuple[int, int] | None:
    """The k and n printed with a rate, when they are."""
    given = held.claim.qualifiers
    k, n = given.get("k", given.get("events")), given.get("n", given.get("of"))
    if not isinstance(k, int) or not isinstance(n, int) or not 0 <= k <= n or n == 0:
        return None
    return k, n


def interval(held: Held) -> tuple[Decimal, Decimal]:
    """The bounds that the printed form of a rate allows, in percent."""
    claim = held.claim
    number = claim.number if claim.number is not None else Decimal(0)
    low = claim.low if claim.low is not None else number if claim.status == "asserted" else Decimal(0)
    high = claim.high if claim.high is not None else number if claim.status == "asserted" else Decimal(100)
    return max(low, Decimal(0)), min(high, Decimal(100))


def rate_pairs(rates: Sequence[Held]) -> Iterator[tuple[Held, Held]]:
    """Every (treatment, control) pair of rates of one outcome and time point in one sentence."""
    for a in rates:
        for b in rates:
            if (
                (a.claim.arm, b.claim.arm) == ARMS
                and a.claim.number is not None
                and b.claim.number is not None
                and a.claim.start is not None
                and b.claim.start is not None
                and a.claim.context_start == b.claim.context_start
                and a.claim.outcome == b.claim.outcome
                and a.claim.timepoint_days == b.claim.timepoint_days
            ):
                yield a, b


def distinct_rates(witnesses: Iterable[Witness]) -> list[Held]:
    """The event rates of these witnesses, each outcome, arm, time point and printed value once."""
    seen: dict[tuple[object, ...], Held] = {}
    for witness in witnesses:
        for held in witness.of("event_rate"):
            claim = held.claim
            seen.setdefault((claim.outcome, claim.arm, claim.timepoint_days, str(claim.value), fraction(held)), held)
    return list(seen.values())


def about(rate: Held) -> str:
    """What distinguishes one rate from another, for the id of a finding."""
    claim = rate.claim
    parts = (claim.outcome, claim.arm, claim.timepoint_days and f"day {claim.timepoint_days}", claim.raw)
    return ", ".join(str(part) for part in parts if part)
