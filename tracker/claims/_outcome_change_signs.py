"""The changes that can be seen between the registered outcomes of a trial and those its paper calls primary."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tracker.claims._instruments import instruments_in
from tracker.claims._outcome_pairs import share
from tracker.claims._outcome_times import points, same_time
from tracker.claims._outcome_words import definitions, raw_stems, telling, words_of, write_out
from tracker.claims._same_outcome import GENERIC, same_outcome

MATCHED = 0.5
"""Share of the telling words that makes a registered outcome mentioned."""
FOREIGN = 0.34
"""Below this share a reported outcome has nothing to do with the registered primary ones."""

Kind = Literal[
    "new_primary",
    "primary_omitted",
    "primary_to_secondary",
    "primary_from_secondary",
    "change_timing",
    "added_timing",
    "omitted_timing",
    "change_measurement",
    "change_aggregation",
]
GONE: frozenset[Kind] = frozenset({"primary_omitted", "primary_to_secondary"})
COME: frozenset[Kind] = frozenset({"new_primary", "primary_from_secondary"})
FLAGGED: tuple[Kind, ...] = (
    "primary_to_secondary",
    "primary_omitted",
    "primary_from_secondary",
    "new_primary",
    "change_measurement",
    "change_timing",
)
"""Changes that are worth a person's time, the gravest first; what only is not repeated may be told elsewhere."""
PLAIN: frozenset[Kind] = COME | {"primary_to_secondary", "change_timing", "change_measurement"}
"""Changes that are seen in what is said, not in what is not found."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An outcome of a registry entry: its title, and the time frame and description beside it."""

    title: str
    time_frame: str = ""
    description: str = ""

    @property
    def text(self) -> str:
        """Everything that is said of it."""
        return f"{self.title} {self.time_frame} {self.description}"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a registered and a reported outcome, with the words of each side that has any."""

    kind: Kind
    registered: str | None
    reported: str | None
    reason: str


def mentioned(outcome: str, text: str) -> float:
    """The share (by weight) of the telling words of `outcome`, or of its core, that `text` has.

    As printed or written out, whichever is more.
    """
    short = definitions(outcome, text)
    outcome, text = write_out(outcome, short), write_out(text, short)
    there = telling(text) | raw_stems(text)
    core = words_of(outcome).core
    whole = max(share(telling(outcome), there), share(raw_stems(outcome), there))
    return max(whole, share(core, there) if len(core) > 1 else 0.0)


def telling_change(change: Change) -> bool:
    """Whether the reported words of a change name an outcome: two telling words, or a known measure or domain."""
    words = words_of(change.reported or "")
    return change.reported is None or len(telling(change.reported)) > 1 or bool(words.measures | words.concepts)


def likest(one: Registered, phrases: Sequence[str]) -> float:
    """The score (0 to 1) of the phrase that is likest to a registered outcome."""
    return max((same_outcome(one.title, phrase).score for phrase in phrases), default=0.0)


def _match(one: Registered, where: str, reported: Sequence[str]) -> float:
    """How well a registered outcome is met by the primary sentences or by a reported outcome."""
    said = max((mentioned(phrase, f"{one.title} {one.description}") for phrase in reported), default=0.0)
    return max(mentioned(one.title, where), likest(one, reported), said, float(_by_name(one.title, where)))


_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:-\w+)?)\)")


def _by_name(title: str, where: str) -> bool:
    """Whether `where` names an instrument of the registered outcome, or the abbreviation that it gives in brackets."""
    named, said = ({name for _, _, name in instruments_in(text)} - GENERIC for text in (title, where))
    if named & said:
        return True
    return any(re.search(rf"\b{re.escape(short)}\b", where) for short in _IN_BRACKETS.findall(title))


def foreign(phrase: str, registered: Sequence[Registered]) -> bool:
    """Whether a phrase has nothing to do with the registered outcomes."""
    return mentioned(phrase, " ".join(one.text for one in registered)) < FOREIGN


def lost(
    primary: Sequence[Registered], text: str, where: str, reported: Sequence[str], secondary: Sequence[str]
) -> Iterable[Change]:
    """Registered primary outcomes that the paper calls secondary, or does not mention."""
    for one in primary:
        if _match(one, where, reported) >= MATCHED:
            continue
        moved = next((two for two in secondary if same_outcome(one.title, two).measured == "equal"), None)
        if moved is not None:
            yield Change("primary_to_secondary", one.title, moved, "registered as primary, reported as secondary")
        elif mentioned(one.title, text) < MATCHED:
            yield Change("primary_omitted", one.title, None, "registered as primary, not found in the paper")


_WHEN = re.compile(
    r"\s(?:(?:within|after|during|until|among|between|from|consistent|through|in accordance)\b|\().*", re.DOTALL
)
_AND = re.compile(r",\s(?:and\s)?|\sand\s(?!/)")
_FRAGMENT = re.compile(
    r"(?:in|at|on|by|of|for|to|with|again|representing|maintained|then|no|whether|if|\w+ed)\b", re.IGNORECASE
)


def _items(phrase: str) -> list[str]:
    """The outcomes of a reported list; what stands behind "within", "after" and the like is no item of it."""
    items = [item.strip() for item in _AND.split(_WHEN.sub("", phrase))]
    return [item for item in items if not _FRAGMENT.match(item)]


def new(primary: Sequence[Registered], secondary: Sequence[Registered], reported: Sequence[str]) -> Iterable[Change]:
    """Reported primary outcomes that are not registered as such."""
    seen: list[frozenset[str]] = []
    for item in (item for phrase in reported for item in _items(phrase)):
        stems = telling(item)
        if not stems or any(stems <= other or other <= stems for other in seen) or not foreign(item, primary):
            continue
        seen.append(stems)
        name = item.strip()
        held = next((two.title for two in secondary if same_outcome(two.title, name).measured == "equal"), None)
        if held is not None:
            yield Change("primary_from_secondary", held, name, "registered as secondary, reported as primary")
        else:
            yield Change("new_primary", None, name, "reported as primary, not registered as such")


def days_of(registered: Iterable[Registered]) -> list[Decimal]:
    """The time points of registered outcomes, in days."""
    return [day for one in registered for part in (one.title, one.time_frame) for day in points(part)]


def meet(some: Sequence[Decimal], other: Sequence[Decimal]) -> bool:
    """Whether two lists of time points share one."""
    return any(same_time(a, b) for a in some for b in other)


def other_elements(
    primary: Sequence[Registered], where: str, reported: Sequence[str], *, named: bool
) -> Iterable[Change]:
    """Another time point, instrument or aggregation of an outcome that is the same; `named`: a primary one is named."""
    days, said = days_of(primary), points(where) if named else []
    title, said_in = (primary[0].title if primary else None), where[:200].strip()
    if days and said and not meet(days, said):
        yield Change("change_timing", title, said_in, "no time point of the registered outcomes is reported")
    elif days and named and not said:
        yield Change("omitted_timing", title, said_in, "the registered time point is not reported")
    elif said and not days:
        yield Change("added_timing", title, said_in, "a time point is reported that is not registered")
    for one in primary:
        for phrase in reported:
            found = same_outcome(one.title, phrase)
            if "instrument" in found.differs and words_of(one.title).concepts & words_of(phrase).concepts:
                yield Change("change_measurement", one.title, phrase, "another instrument")
            elif found.measured == "equal" and "aggregation" in found.differs:
                yield Change("change_aggregation", one.title, phrase, "another method of aggregation")
