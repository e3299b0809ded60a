"""What passes between the stages: frozen, validated, without behaviour beyond its own consistency.

A scraper yields `Document` (with `Passage` and `Field`) and `Problem`; extraction yields `Claim`; linking yields
`Link`; checks yield `Finding`. Spans are half-open [start, end) in code points of `Document.text`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field as Default, field_validator, model_validator

from tracker.text import canonical

Kind = Literal["press", "press_release", "paper", "preprint", "protocol", "registry", "derivative"]
PassageKind = Literal["headline", "body", "abstract", "key_facts", "citation", "related", "boilerplate"]
Scope = Literal["this_trial", "other_study", "background"]
Status = Literal["asserted", "negated", "hedged"]
Precision = Literal["day", "month", "year"]
LinkRole = Literal["registration", "protocol", "results", "coverage", "background"]
LinkState = Literal["accepted", "proposed", "rejected"]
VerdictName = Literal[
    "consistent", "rounding_only", "not_comparable", "uninformative", "missing", "inconsistent", "decision_changing"
]
Severity = Literal["info", "minor", "major", "critical"]


class Record(BaseModel):
    """Base of all records: immutable, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Request(Record):
    """One HTTP request a scraper asks for. `role` says what the answer is (study, search, feed, article, ...)."""

    url: str
    role: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = Default(default_factory=dict)
    body: bytes | None = None
    meta: Mapping[str, str] = Default(default_factory=dict)
    """What discovery knows and the body does not say (a feed's title or date for an article); kept with the fetch."""
    once: bool = False
    """Whether the answer never changes (a numbered version): when it is held, it is given instead of asking again."""
    secret: Mapping[str, str] = Default(default_factory=dict, repr=False, exclude=True)
    """Parameters of the address that only the sender knows (a key, the contact): added when it is sent and to that
    host alone, never stored or logged, and no part of what makes two requests the same."""


class Reply(Record):
    """The bytes that came back, decompressed, and how. A 304 arrives with the stored body and `not_modified` set.

    `url` is the address after redirects. Header names are lower case. `status` is 200-299, 404 or 410 (everything
    else is raised as FetchFailed); 0 for a file.
    """

    request: Request
    url: str
    status: int
    headers: Mapping[str, str] = Default(default_factory=dict)
    body: bytes = b""
    fetched_at: datetime
    not_modified: bool = False

    @property
    def ok(self) -> bool:
        """Whether there is a body to read."""
        return self.status == 0 or 200 <= self.status < 300


Fetch = Callable[[Request], Reply]
"""How a scraper reaches the network: raises FetchFailed when retries, robots or safety rules end the attempt."""


class Query(Record):
    """What a source is asked for: one topic of config.toml, and how far back."""

    topic: str = ""
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    cursor: Mapping[str, str] = Default(default_factory=dict)
    """What the source itself returned as its cursor after the last complete run (empty at first)."""
    contact: str = ""
    """The e-mail address or page of config.toml, for services that want it in the request."""
    native_ids: tuple[str, ...] = ()
    """When given, only these records are wanted (one study), whatever the topic says."""
    since: date | None = None
    until: date | None = None
    """A slice of time for a backfill: only what the source dates in [since, until); the cursor is then empty."""


class Absence(Record):
    """The source was asked for one record by its number and answered that it has none (a 404, an empty result)."""

    native_id: str
    reply: Reply


class Decision(Record):
    """Whether an article that a feed or listing names is about trials of the topics, and why; kept."""

    url: str
    relevant: bool
    reason: str


class Cursor(Record):
    """Where a source's next run may start; stored only when its discovery ran to the end. Data-driven, never "now"."""

    values: Mapping[str, str]


class Passage(Record):
    """A part of a document's text: [start, end) in code points."""

    kind: PassageKind
    start: int
    end: int


class Field(Record):
    """One field of a registry entry or another structured source, by claim type, with where it stands.

    `type` is a claim type (tracker/claims), `raw` the value as printed, `path` a JSONPath into `Document.record`,
    `kind` the claim's kind (planned, enrolled, start, ...), `qualifiers` what else the field says (outcome,
    time frame, scheme, ...).
    """

    type: str
    raw: str
    path: str
    kind: str | None = None
    qualifiers: Mapping[str, Any] = Default(default_factory=dict)


class Official(Record):
    """A version that the source's own history keeps: its number there, and the day since which it held."""

    number: int
    valid_from: date


class Document(Record):
    """What one source says at one address or under one native id, as read from one reply.

    `native_id` is the registry number, the id given on import or the canonical URL; with the source's name it is the
    identity. `text` is canonical (tracker.text.canonical) and `passages` tile the parts of it that are known to be
    other than body. `record` is the structured entry without personal contact data; `content` is what makes a
    version (a change in it is a new version): by default record or text, without volatile parts. `sections` are named
    parts of the content (design, outcomes, contacts, ...), hashed one by one so that a change says where it is.
    `official` is set for a version out of the source's own history, which never is the current one. `access` says how
    much the publisher shows and until when it asks for silence, as far as the page says.
    """

    native_id: str
    kind: Kind
    url: str | None = None
    title: str | None = None
    published: "PartialDate | None" = None
    modified: "PartialDate | None" = None
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    text: str = ""
    passages: tuple[Passage, ...] = ()
    record: Mapping[str, Any] | None = None
    fields: tuple[Field, ...] = ()
    content: Any = None
    sections: Mapping[str, Any] = Default(default_factory=dict)
    official: Official | None = None
    access: Literal["open", "paywalled", "embargoed"] | None = None
    embargo_until: datetime | None = None

    @field_validator("native_id", "url", "title", "author", "publisher", "language")
    @classmethod
    def _storable(cls, said: str | None) -> str | None:
        return None if said is None else canonical(said)

    @model_validator(mode="after")
    def _spans_fit(self) -> Self:
        for passage in self.passages:
            if not 0 <= passage.start <= passage.end <= len(self.text):
                raise ValueError(f"passage {passage.kind} [{passage.start}, {passage.end}) is outside the text")
        return self


class Problem(Record):
    """Something a person should know about a source or document; becomes an issue row, never a lost log line.

    `kind` is a short snake_case word (unread_field, not_an_article, bad_line, ...), `subject` what it is about
    (a native id, an address, a field path, a line number), `message` the one line.
    """

    kind: str
    subject: str
    message: str


class PartialDate(Record):
    """A date as precise as its source: every day from `low` to `high` is possible."""

    low: date
    high: date
    precision: Precision
    raw: str = ""


class Claim(Record):
    """One statement of one document: what, how much, about whom, and the exact place it was read from.

    Either [start, end) with `quote == text[start:end]`, or `path` into the stored record. `value` is the typed value
    (JSON), `raw` as printed, `low`..`high` what the printed form allows, `number` the normalised number in `unit`
    (durations in days with the printed unit).
    """

    type: str
    raw: str
    value: Any = None
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
    scope: Scope = "this_trial"
    status: Status = "asserted"
    passage: PassageKind = "body"
    start: int | None = None
    end: int | None = None
    path: str | None = None
    quote: str = ""
    context_start: int | None = None
    context_end: int | None = None
    """The sentence the quote stands in, for display: [context_start, context_end)."""
    confidence: float = 1.0
    qualifiers: Mapping[str, Any] = Default(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if (self.start is None) == (self.path is None):
            raise ValueError("a claim has either a span or a path")
        if (self.start is None) != (self.end is None):
            raise ValueError("a span has a start and an end")
        return self
