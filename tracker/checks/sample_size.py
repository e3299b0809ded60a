"""Sample size: the number of people the document gives against the numbers known of the trial.

Kinds are compared with their own kind: planned, screened, enrolled, randomised, started, analysed, completed. Two of
the same kind must agree exactly unless one is hedged ("about 30" is an interval). Of different kinds only the order is
checked: nobody can be randomised who was not enrolled, so a later stage may be smaller and never larger. A number
without a kind ("30 people") agrees when it equals any number known of the trial; it differs when it is larger than the
largest group that took part, or when the reference states both how many began and how many were analysed and it is
neither, unless the document also gives a number that the reference does; the size of one arm is left alone. A
registry's participant flow says who completed and not who was analysed, so alone it never rules out a number in
between; but a document's only number of people differs when it is smaller than those who completed (of people who "took
part": than those who began) and the entry gives it of no group, stage or outcome. Where the entry says how many were
analysed for its outcomes too, an only number differs when it is farther than a twentieth from every number of people of
the entry. Fewer randomised than began in all registered groups differs too, unless they are those of some of the
groups. Planned numbers are never held against actual ones, and numbers of a part of the people (its elderly, a
subgroup) never against those of the whole trial. Rule: CONSORT 2025 item 22 (participant flow).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.checks._arms import whole
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness, says
from tracker.checks._part_of_trial import of_a_part
from tracker.checks._registry_people import TOOK_PART, all_groups, analysed_totals, people_of, some_groups

ORDER = ("screened", "enrolled", "randomised", "started", "analysed", "completed")
BEGAN = frozenset({"enrolled", "randomised", "started"})
ENDED = frozenset({"analysed", "completed"})
NEAR = 20
"""One in so many may be left out of a population that is not in the entry."""


def run(case: Case) -> Iterator[Finding]:
    """Compare each number of people in the document with the best witness that has comparable numbers."""
    arms = {h.claim.number for w in (case.subject, *case.references) for h in w.of("arm_size")}
    numbers = _one_per_kind(case.subject.of("sample_size"))
    values = {h.claim.number for h in numbers}
    told = [h for h in numbers if _known_number(h, case.references) is not None]
    for held in numbers:
        if held.claim.kind not in ORDER and held.claim.number in arms:
            continue  # the size of one arm
        findings = [_against(held, witness, len(values) == 1) for witness in case.references]
        usable = [f for f in findings if f is not None]
        settled = [f for f in usable if f.verdict != "not_comparable"]
        if settled and settled[0].listed and (other := _known_number(held, case.references)) is not None:
            yield _finding("consistent", held, *other, f"{says(held)} is {says(other[0])}")
        elif settled and settled[0].listed and told and held.claim.kind not in ORDER:
            why = f"{held.claim.raw} may be a part: the document also gives {told[0].claim.raw}"
            yield _finding("not_comparable", held, told[0], case.references[0], why)
        elif settled:
            yield _of_the_whole(settled[0], case)
        elif usable:
            yield usable[0]


def _of_the_whole(finding: Finding, case: Case) -> Finding:
    """The finding, unless the document counts a part of the trial's people, by its own words."""
    held, against = finding.claim, finding.against_document_id
    people = whole(held) if held is not None else None
    witness = next((w for w in case.references if w.document_id == against), None)
    if not finding.listed or held is None or people is None or witness is None:
        return finding
    if not of_a_part(case.subject, held, people, witness):
        return finding
    why = f"Number of people: {says(held)} is of a part of the trial's people, by the words of the document."
    return replace(finding, verdict="not_comparable", severity="info", explanation=why)


def _known_number(held: Held, witnesses: Sequence[Witness]) -> tuple[Held, Witness] | None:
    """The same number among those who took part, by whatever word: a story says enrolled where the paper randomised.

    Only the registry and the paper can say so; another story with the same number proves nothing.
    """
    for witness in witnesses:
        if witness.kind in ("press", "press_release", "derivative"):
            continue
        for other in witness.of("sample_size"):
            same_kinds = (*BEGAN, *ENDED) if held.claim.kind == "participants" else BEGAN
            if other.claim.kind in same_kinds and held.claim.kind in (*BEGAN, "participants") and _overlap(held, other):
                return other, witness
    return None


def _one_per_kind(numbers: Sequence[Held]) -> list[Held]:
    """The surest statement of each kind and value: a story repeats its number."""
    best: dict[tuple[str | None, str], Held] = {}
    for held in numbers:
        key = (held.claim.kind, str(held.claim.number))
        if key not in best or held.claim.confidence > best[key].claim.confidence:
            best[key] = held
    return list(best.values())


def _against(held: Held, witness: Witness, only: bool) -> Finding | None:
    known = [h for h in witness.of("sample_size") if h.claim.number is not None and h.claim.arm is None]
    if not known or held.claim.number is None or held.claim.arm is not None:
        return None
    kind = held.claim.kind
    same = [h for h in known if h.claim.kind == kind and kind in (*ORDER, "planned")]
    if same:
        return _same_kind(held, same, witness)
    if kind == "planned":
        why = f"{says(held)} is a plan, {says(known[0])} is not"
        return _finding("not_comparable", held, known[0], witness, why)
    if kind in ORDER:
        return _by_order(held, known, witness)
    return _without_kind(held, known, witness, only)


def _same_kind(held: Held, same: Sequence[Held], witness: Witness) -> Finding:
    for other in same:
        if _overlap(held, other):
            return _finding("consistent", held, other, witness, f"{says(held)} agrees with {says(other)}")
    other = same[0]
    return _finding("inconsistent", held, other, witness, f"{says(held)} differs from {says(other)}")


def _by_order(held: Held, known: Sequence[Held], witness: Witness) -> Finding:
    """`held` is of another kind than every known number: only an impossible order is a difference."""
    place = ORDER.index(held.claim.kind or "")
    number = whole(held)
    if held.claim.kind == "randomised" and number:
        if some_groups(number, witness):
            why = f"{says(held)} is the number of some groups of the entry"
            return _finding("consistent", held, known[0], witness, why)
        began = all_groups("started", witness)
        if began is not None and number < began[0]:
            why = f"{says(held)} is fewer than the {began[0]} who began in the registered groups"
            return _finding("inconsistent", held, began[1], witness, why)
    for other in known:
        if other.claim.kind not in ORDER:
            continue
        later, earlier = (held, other) if place > ORDER.index(other.claim.kind) else (other, held)
        if _low(later) > _high(earlier):
            why = f"{says(later)} cannot be more than {says(earlier)}"
            return _finding("inconsistent", held, other, witness, why)
    if any(_overlap(held, other) and other.claim.kind != "planned" for other in known):
        other = next(o for o in known if _overlap(held, o) and o.claim.kind != "planned")
        return _finding("consistent", held, other, witness, f"{says(held)} and {says(other)} fit each other")
    return _finding("not_comparable", held, known[0], witness, f"{says(held)} and {says(known[0])} are two facts")


def _without_kind(held: Held, known: Sequence[Held], witness: Witness, only: bool) -> Finding:
    for other in known:
        if _overlap(held, other) and _is_bounded(other):
            return _finding("consistent", held, other, witness, f"{held.claim.raw} is {says(other)}")
    fewest = _fewest(held, only, witness)
    if fewest is not None:
        why = f"{held.claim.raw} is fewer than {fewest[0]} and no other number of the entry"
        return _finding("inconsistent", held, fewest[1], witness, why)
    nowhere = _nowhere(held, only, witness)
    if nowhere is not None:
        why = (
            f"{held.claim.raw} differs from {says(nowhere)} and from the people of every stage and outcome of the entry"
        )
        return _finding("inconsistent", held, nowhere, witness, why)
    began = [o for o in known if o.claim.kind in BEGAN]
    ended = [o for o in known if o.claim.kind in ENDED and o.claim.path is None]
    enrolled = [o for o in known if o.claim.kind == "enrolled"]
    if began and _low(held) > max(map(_high, enrolled or began)) and not any(o.claim.kind == "screened" for o in known):
        other = max(enrolled or began, key=_high)
        if enrolled or ended:
            return _finding("inconsistent", held, other, witness, f"{held.claim.raw} is more than {says(other)}")
    if began and ended:
        why = f"{held.claim.raw} is neither {says(began[0])} nor {says(ended[0])}"
        return _finding("inconsistent", held, began[0], witness, why)
    other = (began or known)[0]
    return _finding(
        "not_comparable", held, other, witness, f"{held.claim.raw} has no stated kind; known is {says(other)}"
    )


def _fewest(held: Held, only: bool, witness: Witness) -> tuple[str, Held] | None:
    """Those of a registry's participant flow who must be at least the document's only number, and one of the groups.

    Who took part began; any other number is at least that of those who completed, unless it is of those analysed.
    """
    entry = [h for h in witness.of("sample_size", "arm_size") if h.claim.path is not None]
    took_part = TOOK_PART.search(held.sentence) is not None
    least = all_groups("started" if took_part else "completed", witness)
    number = whole(held)
    if not only or least is None or number is None or any(_overlap(held, h) for h in entry):
        return None
    ended = all_groups("completed", witness)
    others = analysed_totals(witness) | ({ended[0]} if ended is not None else set())
    if number >= least[0] or some_groups(number, witness) or number in others:
        return None
    return f"the {least[0]} who {'began in' if took_part else 'completed'} the registered groups", least[1]


def _nowhere(held: Held, only: bool, witness: Witness) -> Held | None:
    """Those enrolled by a registry's entry with results, when the document's only number is none that the entry gives.

    It may be of those treated, or of a population of the paper, when it is within a twentieth of a number of the entry.
    """
    number = whole(held)
    enrolled = next((h for h in witness.of("sample_size") if h.claim.kind == "enrolled" and h.claim.path), None)
    if not only or number is None or enrolled is None or not analysed_totals(witness):
        return None
    given = people_of(witness)
    near = any(abs(number - one) * NEAR <= one for one in given)
    return None if near or some_groups(number, witness) or number > max(given) else enrolled


def _is_bounded(held: Held) -> bool:
    """Whether a number is more than a bound: "up to 60" agrees with any number below it, and so says nothing."""
    low, high = held.claim.low, held.claim.high
    return low is not None and high is not None and 2 * low >= high


def _low(held: Held) -> float:
    low = held.claim.low if held.claim.low is not None else held.claim.number
    return float(low or 0)


def _high(held: Held) -> float:
    high = held.claim.high if held.claim.high is not None else held.claim.number
    return float(high) if high is not None else float("inf")


def _overlap(a: Held, b: Held) -> bool:
    return _low(a) <= _high(b) and _low(b) <= _high(a)


def _finding(verdict: str, held: Held, other: Held, witness: Witness, why: str) -> Finding:
    return Finding(
        verdict=verdict,  # type: ignore[arg-type]
        severity="major" if verdict == "inconsistent" else "info",
        claim=held,
        against=other,
        against_document_id=witness.document_id,
        qualifiers=held.claim.kind or "people",
        explanation=f"Number of people: {why}.",
    )


_FLOW = (
    ("sample_size", "50", "enrolled"),
    ("sample_size", "24", "started", {"arm": "Zinc"}),
    ("sample_size", "26", "started", {"arm": "Placebo"}),
    ("sample_size", "20", "completed", {"arm": "Zinc"}),
    ("sample_size", "25", "completed", {"arm": "Placebo"}),
)

_OUTCOMES = (
    *_FLOW,
    ("arm_size", "22", "analysed", {"label": "Zinc", "outcome": "Relapse"}),
    ("arm_size", "26", "analysed", {"label": "Placebo", "outcome": "Relapse"}),
)

CHECK = Check(
    name="sample_size",
    title="Number of people",
    run=run,
    about=__doc__ or "",
    needs=("sample_size",),
    examples=(
        Example("The trial randomised 48 adults.", "In all, 60 adults were randomised.", "inconsistent", "paper"),
        Example("The study enrolled 120 patients.", (("sample_size", "90", "enrolled"),), "inconsistent"),
        Example("A total of 75 women completed the study.", (("sample_size", "60", "enrolled"),), "inconsistent"),
        Example(
            "The trial included 300 people.",
            "We randomised 200 participants; 190 completed the trial.",
            "inconsistent",
            "paper",
        ),
        Example("The trial, in 512 patients, was small.", (("sample_size", "251", "enrolled"),), "inconsistent"),
        Example("The researchers enrolled 44 volunteers.", "We enrolled 84 volunteers.", "inconsistent", "paper"),
        Example(
            "In this subgroup analysis 48 adults were randomised.",
            "In all, 160 adults were randomised.",
            "not_comparable",
            "paper",
            document_kind="paper",
        ),
        Example("The trial randomised 60 adults.", "In all, 60 adults were randomised.", "consistent", "paper"),
        Example("Sixty adults took part in the trial.", (("sample_size", "60", "enrolled"),), "consistent"),
        Example("About 60 adults were randomised.", "We randomised 61 adults.", "consistent", "paper"),
        Example("The trial randomised 58 adults.", (("sample_size", "60", "enrolled"),), "not_comparable"),
        Example("The trial randomised 58 adults.", (("sample_size", "200", "planned"),), "not_comparable"),
        Example("Size: 105 people planned; it stopped at 74.", (("sample_size", "74", "enrolled"),), "not_comparable"),
        Example(
            "Of the group, 55 patients completed the trial.", "We randomised 60 adults.", "not_comparable", "paper"
        ),
        Example("The trial, in 33 patients, was small.", _FLOW, "inconsistent"),
        Example("In all, 47 people took part in the trial.", _FLOW, "inconsistent"),
        Example("The trial randomised 41 adults.", _FLOW, "inconsistent"),
        Example("The trial, in 36 patients, was small.", _OUTCOMES, "inconsistent"),
        Example("The trial, in 42 patients, was small.", _OUTCOMES[:3] + _OUTCOMES[5:], "inconsistent"),
        Example("The trial, in 47 patients, was small.", _OUTCOMES, "not_comparable"),
        Example("The trial, in 48 patients, was small.", _OUTCOMES, "not_comparable"),
        Example("The trial, in 47 patients, was small.", _FLOW, "not_comparable"),
        Example("In all, 45 people took part in the trial.", _FLOW, "not_comparable"),
        Example("More than 2 million people live with the disease.", (("sample_size", "60", "enrolled"),), None),
        Example("An earlier trial randomised 900 adults.", (("sample_size", "60", "enrolled"),), None),
    ),
)
