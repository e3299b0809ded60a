"""Arm split: how the people were divided over the arms, as counts ("14 and 16"), shares ("half") or a ratio ("1:1").

Counts are compared arm by arm when both texts have one treatment and one control arm; a smaller count agrees when the
reference says that so many left. A share or ratio is held against counts: simple randomisation seldom gives the exact
split, so counts fit ("half and half" against 14 and 16) as long as it gives one as uneven, or more, with a probability
of at least 5% (two-sided exact binomial test); a printed percentage also fits when the counts round to it. A ratio
against a ratio must be the same. Against the results of a registry entry the two counts must be those of groups, or of
several groups together, at one stage (began or ended a period, analysed for an outcome); where nobody is said to be
assigned, a count between those who began and those who completed is not comparable (those who were treated), and
neither is one of those analysed. Arms of a part of the trial's people (its elderly, a subgroup, one site) are not
comparable. Rule: CONSORT 2025 items 17 and 22 (allocation ratio, numbers per group).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from tracker.checks._arms import ARMS, called, counts, left, whole
from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._part_of_trial import of_a_part
from tracker.checks._registry_arms import judged
from tracker.checks._statistics import binomial_p

USUAL = 0.05
"""The probability from which a split is as even as randomisation usually gives."""
RATIO = re.compile(r"^\s*(\d{1,2})\s?:\s?(\d{1,2})\s*$")


@dataclass(frozen=True, slots=True)
class Split:
    """How one witness divides its people: counts of two arms, or the share of the treatment arm."""

    held: Held
    other: Held | None = None
    sizes: tuple[int, int] | None = None
    share: Fraction | None = None

    @property
    def said(self) -> str:
        """The split in words."""
        if self.sizes and self.other:
            return f"{self.sizes[0]} ({called(self.held)}) and {self.sizes[1]} ({called(self.other)})"
        raw = self.held.claim.raw
        return raw if not self.held.claim.arm or called(self.held) in raw else f"{raw} ({called(self.held)})"


def run(case: Case) -> Iterator[Finding]:
    """Compare each way the document divides its people with the best witness that divides them too."""
    for mine in _splits(case.subject):
        for witness in case.references:
            found = _registered(mine, witness) or [_compare(mine, theirs, witness) for theirs in _splits(witness)]
            found = [_of_the_whole(f, mine, case, witness) for f in found]
            settled = [f for f in found if f.verdict != "not_comparable"]
            if found:
                yield (settled or found)[0]
                break


def _of_the_whole(finding: Finding, mine: Split, case: Case, witness: Witness) -> Finding:
    """The finding, unless the document divides a part of the trial's people, by its own words."""
    if not (finding.listed and mine.sizes and of_a_part(case.subject, mine.held, sum(mine.sizes), witness)):
        return finding
    why = f"Arms: {mine.said} are of a part of the trial's people, by the words of the document."
    return replace(finding, verdict="not_comparable", severity="info", explanation=why)


def _splits(witness: Witness) -> list[Split]:
    """The ways in which a witness divides its people, counts first; none when it names more arms than two."""
    given = counts(witness)
    treatment, control = ([h for h in given if h.claim.arm == arm] for arm in ARMS)
    each = [h for h in given if h.claim.arm is None and h.claim.qualifiers.get("label") == "each"]
    splits = []
    if len(given) == len(each) == 1:
        splits.append(Split(each[0], each[0], (whole(each[0]) or 0,) * 2))
    if len(treatment) == len(control) == 1 and len(given) == 2:
        sizes = whole(treatment[0]) or 0, whole(control[0]) or 0
        splits.append(Split(treatment[0], control[0], sizes))
    shares: dict[Fraction, Split] = {}
    for held in witness.of("arm_size"):
        share = _share(held)
        if share:
            shares.setdefault(share, Split(held, None, None, share))
    return splits + list(shares.values())


def _share(held: Held) -> Fraction | None:
    """The share of the treatment arm (of the arm named first, in a ratio) that a claim states."""
    claim = held.claim
    if claim.kind == "ratio":
        match = RATIO.match(str(claim.value))
        parts = (int(match[1]), int(match[2])) if match else (0, 0)
        return Fraction(parts[0], sum(parts)) if all(parts) else None
    number = claim.number
    if claim.kind != "share" or claim.arm not in ARMS or number is None or not 0 < number < 100:
        return None
    share = Fraction(number / 100).limit_denominator(100)
    return share if claim.arm == "treatment" else 1 - share


def _compare(mine: Split, theirs: Split, witness: Witness) -> Finding:
    if mine.sizes and theirs.sizes:
        return _counts(mine, theirs, witness)
    if mine.share and theirs.share:
        return _shares(mine, theirs, witness)
    share, sizes = (mine.share, theirs.sizes) if mine.share else (theirs.share, mine.sizes)
    assert share is not None
    assert sizes is not None
    people, together = f"{mine.said} and {theirs.said}", sum(sizes)
    ratio = (mine if mine.share else theirs).held.claim.arm is None
    chance, ideal = max(
        (binomial_p(sizes[0], together, float(p)), p) for p in ({share, 1 - share} if ratio else {share})
    )
    if abs(sizes[0] - ideal * together) < 1 or abs(Fraction(100 * sizes[0], together) - 100 * ideal) <= Fraction(1, 2):
        return _finding("consistent", f"{people} of {together} agree", mine, theirs, witness)
    how = f"randomisation gives a split as uneven with a probability of {chance:.0%}"
    if chance >= USUAL:
        return _finding("rounding_only", f"{people} of {together} can be the same: {how}", mine, theirs, witness)
    return _finding(
        "inconsistent", f"{mine.said} differs from {theirs.said} of {together}: {how}", mine, theirs, witness
    )


def _registered(mine: Split, witness: Witness) -> list[Finding]:
    """The counts against the groups of a registry entry's results, when it has some."""
    told = judged(mine.sizes, mine.held.sentence, witness) if mine.sizes else None
    if told is None:
        return []
    verdict, why, group = told
    return [_finding(verdict, f"{mine.said} {why}", mine, Split(group), witness)]


def _counts(mine: Split, theirs: Split, witness: Witness) -> Finding:
    assert mine.sizes is not None
    assert theirs.sizes is not None
    if mine.sizes == theirs.sizes:
        return _finding("consistent", f"{mine.said} agrees with {theirs.said}", mine, theirs, witness)
    if mine.sizes == theirs.sizes[::-1]:
        if any(h and h.claim.qualifiers.get("arm_by") == "order" for s in (mine, theirs) for h in (s.held, s.other)):
            why = f"{mine.said} and {theirs.said} may name the arms in another order"
            return _finding("not_comparable", why, mine, theirs, witness)
        why = f"{mine.said} differs from {theirs.said}: the other way round"
        return _finding("inconsistent", why, mine, theirs, witness)
    fewer = [a - b for a, b in zip(theirs.sizes, mine.sizes, strict=True)]
    gone = left([witness]) or 0
    if min(fewer) >= 0 and sum(fewer) <= gone:
        why = f"{mine.said} may be those of {theirs.said} who stayed; {gone} did not"
        return _finding("not_comparable", why, mine, theirs, witness)
    return _finding("inconsistent", f"{mine.said} differs from {theirs.said}", mine, theirs, witness)


def _shares(mine: Split, theirs: Split, witness: Witness) -> Finding:
    assert mine.share is not None
    assert theirs.share is not None
    one, two = mine.share, theirs.share
    if abs(one - two) <= Fraction(1, 100):
        return _finding("consistent", f"{mine.said} agrees with {theirs.said}", mine, theirs, witness)
    if abs(one + two - 1) <= Fraction(1, 100):
        why = f"{mine.said} and {theirs.said} name the arms in another order"
        return _finding("not_comparable", why, mine, theirs, witness)
    return _finding("inconsistent", f"{mine.said} differs from {theirs.said}", mine, theirs, witness)


def _finding(verdict: str, why: str, mine: Split, theirs: Split, witness: Witness) -> Finding:
    return Finding(
        verdict=verdict,  # type: ignore[arg-type]
        severity="minor" if verdict == "inconsistent" else "info",
        claim=mine.held,
        against=theirs.held,
        against_document_id=witness.document_id,
        qualifiers="counts" if mine.sizes else "split",
        explanation=f"Arms: {why}.",
    )


_ARMS = "Thirty adults were randomised (14 to the drug, 16 to placebo)."
_FLOW = (
    ("sample_size", "24", "started", {"arm": "Zinc"}),
    ("sample_size", "26", "started", {"arm": "Placebo"}),
    ("sample_size", "20", "completed", {"arm": "Zinc"}),
    ("sample_size", "25", "completed", {"arm": "Placebo"}),
)
_MANY = "Two hundred adults were randomised (101 to the drug, 99 to placebo)."
_HALVES = "Half received zinc and half received a placebo."

CHECK = Check(
    name="arm_split",
    title="Split over the arms",
    run=run,
    about=__doc__ or "",
    needs=("arm_size", "sample_size", "attrition"),
    examples=(
        Example(
            "Of the elderly, 40 were randomised (21 to the drug, 19 to placebo).", _MANY, "not_comparable", "paper"
        ),
        Example(
            "We report the subgroup of women. Forty women were randomised (21 to the drug, 19 to placebo).",
            _MANY,
            "not_comparable",
            "paper",
            document_kind="paper",
        ),
        Example(
            "A total of 40 patients aged 70 years or more were analysed (21 to the drug, 19 to placebo).",
            _MANY,
            "not_comparable",
            "paper",
            document_kind="paper",
        ),
        Example("Forty adults were randomised (21 to the drug, 19 to placebo).", _MANY, "inconsistent", "paper"),
        Example("Of these, 12 patients received the drug and 18 placebo.", _ARMS, "inconsistent", "paper"),
        Example("They were split (16 to the drug, 14 to placebo).", _ARMS, "inconsistent", "paper"),
        Example(_HALVES, "We randomised 90 adults (60 to the drug, 30 to placebo).", "inconsistent", "paper"),
        Example(
            "Adults were randomised 2:1 to the drug or placebo.",
            "Patients were randomised 1:1 to the drug or placebo.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Patients were randomised 1:1 to the drug or placebo.",
            "We randomised 120 adults (80 to the drug, 40 to placebo).",
            "inconsistent",
            "paper",
        ),
        Example(
            "Of these, 25 patients received the drug and 25 placebo.",
            "We randomised 50 patients (20 to the drug, 30 to placebo).",
            "inconsistent",
            "paper",
        ),
        Example(
            "Half of the people applied the gel and the other half an inactive cream.",
            "We randomised 90 adults (60 to the gel, 30 to placebo).",
            "inconsistent",
            "paper",
        ),
        Example(_HALVES, _ARMS, "rounding_only", "paper"),
        Example(_HALVES, "Forty adults were randomised (20 to the drug, 20 to placebo).", "consistent", "paper"),
        Example("Of these, 14 patients received the drug and 16 placebo.", _ARMS, "consistent", "paper"),
        Example("Patients were randomised 1:1 to the drug or placebo.", _ARMS, "rounding_only", "paper"),
        Example(_HALVES, "Patients were randomised 1:1 to the drug or placebo.", "consistent", "paper"),
        Example("Of these, 31 patients were assigned to the drug and 26 to placebo.", _FLOW, "inconsistent"),
        Example("Of these, 40 patients received the drug and 26 received placebo.", _FLOW, "inconsistent"),
        Example("Of these, 20 patients were assigned to the drug and 26 to placebo.", _FLOW, "inconsistent"),
        Example("Of these, 24 patients were assigned to the drug and 26 to placebo.", _FLOW, "consistent"),
        Example("Of these, 20 patients received the drug and 25 received placebo.", _FLOW, "consistent"),
        Example("Of these, 22 patients received the drug and 26 received placebo.", _FLOW, "not_comparable"),
        Example("The drug works in half of patients.", _ARMS, None, "paper"),
        Example(
            "Of these, 13 patients received the drug and 15 placebo.",
            _ARMS + " In all, 28 adults completed the trial.",
            "not_comparable",
            "paper",
        ),
        Example(
            "Adults were randomised 2:1 to the drug or placebo.",
            "Patients were randomised 1:2 to the drug or placebo.",
            "not_comparable",
            "paper",
        ),
    ),
)
