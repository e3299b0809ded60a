"""What speaks for and against a report being about a trial, added up (weights.py)."""

from dataclasses import dataclass, field
from datetime import date

from tracker.linking.facts import Facts
from tracker.linking.weights import AGAINST, FOR, PRIOR
from tracker.linking.wording import SAID_AGAINST, SAID_FOR
from tracker.records import Kind

NUMBERS = frozenset({"sample_size", "round_size", "arm_size", "rate", "figures"})
PLACES = frozenset({"author", "journal", "institution", "acronym"})
MARKS = PLACES | {
    "listed",
    "derived",
    "rough_size",
    "rounded_rate",
    "figures",
    "decimals",
    "countries",
    "country_pair",
    "published_near",
    "begun_near",
    "primary_outcome",
    "duration",
    "threshold",
    "centres",
}
DENIALS = frozenset(
    {
        "intervention",
        "treatments",
        "condition",
        "acronym",
        "sample_size",
        "people",
        "countries",
        "results",
        "published_before",
    }
)
"""What contradicts so much that a drug and an illness alone make no question of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document without a registration number of its own trial."""

    document_id: str
    kind: Kind
    text: str
    facts: Facts
    published: date | None = None
    names: frozenset[str] = frozenset()
    """Everything in it by which a trial of the store can be found, once it was read against that store's names."""


@dataclass(slots=True)
class Score:
    """The sum of weights of one candidate, with the sentences behind it."""

    total: float = PRIOR
    agrees: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    """What agrees, and how often it counts."""
    against: dict[str, int] = field(default_factory=dict)

    @property
    def has_mark(self) -> bool:
        """Whether more agrees than a drug, an illness and a design, which many trials share."""
        return bool(self.names.keys() & (NUMBERS | MARKS | {"doi", "title"}))

    def plus(self, name: str, *values: object, times: int = 1) -> None:
        """Count a fact that agrees; one that the reader is told of under another name has no sentence."""
        self.total += FOR[name] * times
        self.names[name] = times
        if name in SAID_FOR:
            self.agrees.append(SAID_FOR[name].format(*values))

    def minus(self, name: str, *values: object) -> None:
        """Count a fact that contradicts."""
        self.total += AGAINST[name]
        self.against[name] = 1
        self.differs.append(SAID_AGAINST[name].format(*values))
