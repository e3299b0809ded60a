"""What one version of a registry entry says otherwise than the version before it, and how that is told.

Statements are matched by what they say, never by their place: a list in another order is no change.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tracker.claims import claim_types
from tracker.records import Claim

ALIKE = 0.5
"""Share of words in common from which one statement is taken for a new wording of another."""
Done = Literal["changed", "added", "removed"]
Pair = tuple[Claim | None, Claim | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A version: the claims that its fields state, and a hash per section of the entry (None: not known)."""

    claims: Sequence[Claim]
    sections: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `type` is None where a section changed in what no claim states. Values are as printed."""

    section: str
    change: Done
    type: str | None = None
    kind: str | None = None
    subject: str | None = None
    before: str | None = None
    after: str | None = None
    kind_before: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words, and how it stands to the trial's own dates: days after (negative: before) a milestone."""

    words: str
    milestone: str | None = None
    days_after: int | None = None


def differences(before: Reading, after: Reading, *, across: bool = False) -> list[Change]:
    """What changed from one version to the next; nothing when every section is the same (other contacts, say).

    `across`: from the source's own history to what we observed; only sections that both have are compared.
    """
    if across:
        before, after = _common(before, after), _common(after, before)
    known = before.sections is not None and after.sections is not None
    if known and before.sections == after.sections:
        return []
    found: list[Change] = []
    for name, section in _section_of().items():
        one, two = ([c for c in reading.claims if _counts(c, name)] for reading in (before, after))
        found += [_change(section, name, pair) for pair in _pairs(one, two)]
    if known:
        told = {change.section for change in found}
        found += _of_sections(before.sections or {}, after.sections or {}, told)
    return found


def tell(change: Change, on: date, dates: Iterable[Claim]) -> Told:
    """`change` in words with its day and the span to the milestone of the trial that `dates` (date claims) state.

    The last milestone that is past counts; before all of them it is the first.
    """
    text = f"{_name(change)} {_done(change)} on {on.isoformat()}"
    stated = _milestones(dates)
    for milestone, claim, words in stated:
        if claim.date_high is not None and on > claim.date_high:
            days = (on - claim.date_high).days
            return Told(f"{text}, {_span(days)} after {words}", milestone, days)
        if claim.date_low is not None and claim.date_low <= on:
            return Told(f"{text}, about the time of {words}", milestone, 0)
    if not stated:
        return Told(text)
    milestone, claim, words = stated[-1]
    days = (claim.date_low - on).days if claim.date_low is not None else 0
    return Told(f"{text}, {_span(days)} before {words}", milestone, -days)


# What differs ---------------------------------------------------------------------------------------------------------


def _counts(claim: Claim, name: str) -> bool:
    return claim.type == name and claim.kind not in _table()["ignored"].get(name, ())


def _common(reading: Reading, other: Reading) -> Reading:
    """`reading` without the sections that `other` has not, or prints in another form."""
    if reading.sections is None or other.sections is None:
        return reading
    kept = reading.sections.keys() & other.sections.keys() - set(_table()["across"]["apart"])
    return Reading(reading.claims, {name: reading.sections[name] for name in kept})


def _pairs(before: Sequence[Claim], after: Sequence[Claim]) -> list[Pair]:
    """What was there and is not, beside what took its place."""
    one, two = _without_equal(before, after)
    found: list[Pair] = []
    for a, b in _by_likeness(one, two, alone=len(before) == len(after) == 1):
        found.append((a, b))
        one, two = [c for c in one if c is not a], [c for c in two if c is not b]
    return [*found, *((a, None) for a in one), *((None, b) for b in two)]


def _without_equal(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Both sides without what is said on both, as often as it is said on both."""
    held: dict[Any, list[Claim]] = defaultdict(list)
    for claim in before:
        held[_said(claim)].append(claim)
    new = []
    for claim in after:
        if held[_said(claim)]:
            held[_said(claim)].pop(0)
        else:
            new.append(claim)
    left = {id(claim) for claims in held.values() for claim in claims}
    return [claim for claim in before if id(claim) in left], new


def _said(claim: Claim) -> Any:
    """What makes two statements the same: kind, and the date, the number, or the words."""
    if claim.date_low is not None:
        return claim.kind, claim.date_low, claim.date_high
    if claim.number is not None and claim.type == "sample_size":
        return claim.kind, claim.number, claim.arm
    return claim.kind, _printed(claim).casefold()


def _by_likeness(before: Sequence[Claim], after: Sequence[Claim], *, alone: bool) -> list[tuple[Claim, Claim]]:
    """Pairs of statements of which the later seems to be the earlier in other words, each used once, likest first."""
    scored = sorted(
        (
            (-_likeness(a, b, alone=alone), i, j)
            for i, a in enumerate(before)
            for j, b in enumerate(after)
            if _likeness(a, b, alone=alone) >= ALIKE
        ),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    found = []
    for _, i, j in scored:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            found.append((before[i], after[j]))
    return found


def _likeness(a: Claim, b: Claim, *, alone: bool) -> float:
    """0 to 1. At the same path the kind may differ: a planned number that became the actual one."""
    if a.kind != b.kind:
        return 0.95 if a.path == b.path and "[" not in (a.path or "[") else 0.0
    if alone or (a.date_low is not None and b.date_low is not None):
        return 0.9
    one, two = (set(re.findall(r"\w+", claim.raw.casefold())) for claim in (a, b))
    common = 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0
    return max(common, 0.8 if claim_types()[a.type].compare(a, b).verdict == "agree" else 0.0)


def _change(section: str, name: str, pair: Pair) -> Change:
    a, b = pair
    standing = b if b is not None else a
    assert standing is not None
    return Change(
        section=section,
        change="changed" if a and b else "added" if b else "removed",
        type=name,
        kind=standing.kind,
        subject=standing.outcome or standing.arm,
        before=_printed(a) if a else None,
        after=_printed(b) if b else None,
        kind_before=a.kind if a and b else standing.kind,
    )


def _of_sections(before: Mapping[str, str], after: Mapping[str, str], told: set[str]) -> Iterable[Change]:
    """Sections that changed in what no claim states."""
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name) and name not in told:
            done: Done = "added" if name not in before else "removed" if name not in after else "changed"
            yield Change(section=name, change=done)


def _printed(claim: Claim) -> str:
    """The statement as printed, with the time frame of an outcome."""
    time = claim.qualifiers.get("time_frame")
    return " ".join(f"{claim.raw} [{time}]".split()) if time else " ".join(claim.raw.split())


# How it is told -------------------------------------------------------------------------------------------------------


def _milestones(dates: Iterable[Claim]) -> list[tuple[str, Claim, str]]:
    """The milestones that are stated, the last one of a trial first: name, claim, words."""
    by_kind: dict[str | None, Claim] = {}
    for claim in dates:
        if claim.type == "date" and claim.date_low is not None:
            by_kind.setdefault(claim.kind, claim)
    planned = _table()["planned"]["date_type"]
    found = []
    for milestone in _table()["milestones"]:
        for claim in [by_kind[kind] for kind in milestone["kinds"] if kind in by_kind][:1]:
            words = milestone["planned" if claim.qualifiers.get("date_type") in planned else "words"]
            found.append((milestone["name"], claim, words))
    return found


def _name(change: Change) -> str:
    names = _table()["names"]
    if change.type is None:
        return str(names.get(f"section.{change.section}", change.section))
    full = f"{change.type}.{change.kind}"
    if full in names:
        return str(names[full])
    plain = str(names.get(change.type, change.type.replace("_", " ")))
    moved = change.kind != change.kind_before
    return plain if change.kind is None or moved else f"{change.kind.replace('_', ' ')} {plain}"


def _done(change: Change) -> str:
    if change.kind == change.kind_before:
        return change.change
    one, two = ((kind or "unnamed").replace("_", " ") for kind in (change.kind_before, change.kind))
    return f"changed from {one} to {two}"


def _span(days: int) -> str:
    """A number of days as people say it: days up to a month, months up to two years, then years."""
    if days <= 31:
        count, unit = days, "day"
    elif days < 731:
        count, unit = round(days / 30.4375), "month"
    else:
        count, unit = round(days / 365.25), "year"
    return f"{count} {unit}{'' if count == 1 else 's'}"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _section_of() -> Mapping[str, str]:
    """The section that each claim type is shown under."""
    return {name: section for section, names in _table()["sections"].items() for name in names}
