"""What a gold set is: how its rows become texts, and how the claims of a text are held against its labels."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tracker.claims._numbers import value_of
from tracker.records import Claim

Row = Mapping[str, Any]
"""One line of a gold file."""
Items = Mapping[Any, tuple[int, int] | None]
"""Values of one task in one document, each with a place where it stands (None: nowhere in particular)."""


def held_back(name: str) -> bool:
    """Whether the document with this id is scored only, never looked at: a quarter of all, by a hash of the id."""
    return int(hashlib.sha1(f"holdback|{name}".encode()).hexdigest(), 16) % 4 == 0  # noqa: S324 (no secret)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to score: what it is, and what must be reached and is aimed at (of `measure`).

    `measure` is f1, precision, or exact (of the documents with one true value, those answered rightly: precision is the
    share of answers that are exact, recall the share of documents answered rightly). `recall` is a second bound, on
    recall (f1, precision) or on the share of documents answered (exact).
    """

    name: str
    about: str
    must: float | None = None
    aim: float | None = None
    measure: str = "f1"
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One task in one document: the values that are true and the values that were read. They match when equal.

    `group` names what varies together (documents of one source text): intervals resample whole groups. `truth` and
    `said` are the labels of a classification, for its confusion table.
    """

    task: str
    gold: Items
    read: Items
    group: str | None = None
    truth: str | None = None
    said: str | None = None


Judge = Callable[[Row, Sequence[Claim]], Iterator[Judged]]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A file of labelled documents.

    `recognises` tells by its first row whether a file is one, `text` is what claims are read from ("" where the task
    needs none), `judge` holds the claims against the labels of a row. `prepare` may add to the rows what takes all of
    them to know (which rows share a source).
    """

    name: str
    title: str
    recognises: Callable[[Row], bool]
    judge: Judge
    tasks: tuple[Task, ...]
    text: Callable[[Row], str] = field(default=lambda row: str(row["text"]))
    prepare: Callable[[Sequence[Row]], Sequence[Row]] = field(default=lambda rows: rows)


def number(printed: Any) -> Decimal | None:
    """The value of a label as printed ("Forty-nine", "39.8 %", "0 . 03"), or None when it holds no number alone."""
    joined = " ".join(str(printed).split())
    for old, new in ((" . ", "."), (" · ", "."), (" , ", ","), (" - ", "-"), (" %", "")):
        joined = joined.replace(old, new)
    return value_of(joined.lower().removesuffix("%").removesuffix("percent").strip(" .,").replace("-", " "))


def own(claims: Sequence[Claim], name: str) -> Iterator[Claim]:
    """The claims of type `name` that state something of the trial itself."""
    return (one for one in claims if one.type == name and one.scope == "this_trial" and one.status != "negated")


def place(label: Row) -> tuple[int, int] | None:
    """Where a label stands."""
    return (label["start"], label["end"]) if label.get("start") is not None else None


def span(claim: Claim) -> tuple[int, int] | None:
    """Where a claim stands in the text."""
    return None if claim.start is None or claim.end is None else (claim.start, claim.end)
