"""What a claim type is, what it is given to read, and what it hands back.

A claim type is a module of this package (no leading underscore) with a `TYPE` (or, for a table of small ones, `TYPES`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeVar, cast

from tracker.records import Claim, Field, PassageKind, Scope, Status

MANY = 40
"""More numbers than this in one sentence are a table run together: the rest of them is not read."""
Verdict = Literal["agree", "rounding", "differ", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two values of one type stand to each other, with the reason in one sentence."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A context cue at [start, end) of a sentence that holds within [reach_start, reach_end)."""

    label: str
    start: int
    end: int
    reach_start: int
    reach_end: int


SCOPE_OF_MARK: dict[str, Scope] = {
    "own": "this_trial",
    "other_study": "other_study",
    "background": "background",
    "future": "background",
}
SCOPE_OF_PASSAGE: dict[str, Scope] = {"related": "other_study", "boilerplate": "background"}


_Known = TypeVar("_Known")


class Document:
    """The whole text that a sentence stands in, for what one sentence alone does not tell."""

    def __init__(self, text: str) -> None:
        """Keep `text`; nothing is worked out before somebody asks."""
        self.text = text
        self._known: dict[Callable[[str], Any], Any] = {}

    def of(self, work: Callable[[str], _Known]) -> _Known:
        """What `work` makes of the text: worked out once, however many sentences ask."""
        if work not in self._known:
            self._known[work] = work(self.text)
        return cast(_Known, self._known[work])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its text, where it starts in the document, its passage, the cues found in it, and the whole text.

    All offsets that a claim type sees or returns are relative to `text`.
    """

    text: str
    start: int = 0
    passage: PassageKind = "body"
    marks: tuple[Mark, ...] = ()
    document: Document = field(default_factory=lambda: Document(""), compare=False, repr=False)

    def marked(self, label: str, start: int, end: int) -> bool:
        """Whether a cue called `label` reaches [start, end)."""
        return any(m.label == label and m.reach_start < end and start < m.reach_end for m in self.marks)

    def scope(self, start: int, end: int) -> Scope:
        """Whose fact stands at [start, end): the passage decides first, then the nearest cue that reaches it.

        At equal distance the trial's own cue wins.
        """
        if self.passage in SCOPE_OF_PASSAGE:
            return SCOPE_OF_PASSAGE[self.passage]
        near: list[tuple[int, bool, str]] = []
        for mark in self.marks:
            if mark.label in SCOPE_OF_MARK and mark.reach_start < end and start < mark.reach_end:
                distance = max(mark.start - end, start - mark.end, 0)
                near.append((distance, mark.label != "own", mark.label))
        return SCOPE_OF_MARK[min(near)[2]] if near else "this_trial"

    def negated(self, start: int, within: int = 40) -> bool:
        """Whether a negation stands at most `within` characters before `start` in the same clause."""
        return any(
            m.label == "negation" and m.end <= start <= m.reach_end and start - m.end <= within for m in self.marks
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a claim type found at [start, end) of a sentence; `scope` and `status` None mean: as the context says."""

    start: int
    end: int
    value: Any
    number: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    date_low: date | None = None
    date_high: date | None = None
    kind: str | None = None
    arm: str | None = None
    outcome: str | None = None
    timepoint_days: Decimal | None = None
    comparator: str | None = None
    scope: Scope | None = None
    status: Status | None = None
    confidence: float = 0.9
    qualifiers: dict[str, Any] = field(default_factory=dict)


_COPIED = tuple(f.name for f in fields(Found) if f.name not in {"start", "end", "scope", "status"})


_EXACT = (Decimal, type(None))
_NUMBERS = ("number", "low", "high", "timepoint_days")
_GIVEN: dict[str, Any] = dict.fromkeys(_COPIED) | {"confidence": 0.0, "qualifiers": {}, "context_start": 0}
_EMPTY = Claim(**(_GIVEN | {"type": "", "raw": "", "quote": "", "start": 0, "end": 0, "context_end": 0}))


def claim_of(name: str, found: Found, sentence: Sentence) -> Claim:
    """The claim of type `name` that `found` makes, with its place in the document and the scope of its context.

    What has the types of a claim already is not validated again, which would take three times as long.
    """
    quote = sentence.text[found.start : found.end]
    values: dict[str, Any] = {
        "type": name,
        "raw": quote,
        "scope": found.scope or sentence.scope(found.start, found.end),
        "status": found.status or "asserted",
        "passage": sentence.passage,
        "start": sentence.start + found.start,
        "end": sentence.start + found.end,
        "quote": quote,
        "context_start": sentence.start,
        "context_end": sentence.start + len(sentence.text),
    }
    for key in _COPIED:
        values[key] = getattr(found, key)
    exact = all(type(values[key]) in _EXACT for key in _NUMBERS)
    return _EMPTY.model_copy(update=values) if exact else Claim(**values)


def field_claim(source: Field, value: Any, **more: Any) -> Claim:
    """The claim of a registry field: `value` with the field's kind, qualifiers and path; `more` overrides."""
    given: dict[str, Any] = {
        "type": source.type,
        "raw": source.raw,
        "quote": source.raw,
        "path": source.path,
        "kind": source.kind,
        "qualifiers": dict(source.qualifiers),
        "value": value,
    }
    return Claim(**(given | more))


@dataclass(frozen=True, slots=True)
class Example:
    """What a type reads from `text` (or from a registry `field`): all its values, in order; none is a negative.

    `kinds`, `scopes` and `statuses`, when given, are those of the claims in the same order; without `scopes` every
    claim is about this trial.
    """

    text: str = ""
    values: Sequence[Any] = ()
    kinds: Sequence[str | None] | None = None
    scopes: Sequence[Scope] | None = None
    statuses: Sequence[Status] | None = None
    field: Field | None = None


Find = Callable[[Sentence], Iterator[Found]]
ReadField = Callable[[Field], Iterator[Claim]]
Conclude = Callable[[str, Sequence[tuple[int, int, PassageKind]], Sequence[Claim]], Iterator[Claim]]
Compare = Callable[[Claim, Claim], Agreement]


def finds_nothing(sentence: Sentence) -> Iterator[Found]:
    """Find nothing in running text (a type that only registry fields state)."""
    return iter(())


@dataclass(frozen=True, slots=True)
class ClaimType:
    """One kind of statement: how it is read from text and fields, what its value is, when two values agree.

    `value` is the type (pydantic model, Literal, ...) of `Claim.value`: its JSON schema is published. `cues` are
    regular expressions over lower-cased text, searched for in each sentence that has the words they need (`_gated`: let
    them name words where possible); a sentence without a cue of any type is never tokenised, and `find` sees only
    sentences in which one of its own cues stands. `conclude` is given the whole text, its passages (start, end, kind)
    and all its claims, and yields what only the whole says. `read_field` raises ValueError for a value it cannot read;
    None means that no registry field states this. A `numeric` type reads numbers, where many look alike: it has more
    examples, most of them in examples/<name>.toml.
    """

    name: str
    description: str
    value: Any
    agreement: str
    compare: Compare
    unit: str = ""
    numeric: bool = False
    kinds: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    find: Find = finds_nothing
    conclude: Conclude | None = None
    read_field: ReadField | None = None
    examples: tuple[Example, ...] = ()


def before(text: str, position: int, size: int = 60) -> str:
    """The lower-cased text of at most `size` characters that ends at `position`."""
    return text[max(0, position - size) : position].lower()


def after(text: str, position: int, size: int = 60) -> str:
    """The lower-cased text of at most `size` characters that starts at `position`."""
    return text[position : position + size].lower()


@lru_cache(maxsize=4_000)
def fold(text: str) -> str:
    """`text` for comparison: case, punctuation and runs of white space do not count."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def plain(number: Decimal) -> int | float:
    """`number` as JSON writes it: an int when it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)
