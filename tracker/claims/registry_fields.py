"""Claim types that only registry fields state so far: a table, because each is one line of reading.

A type that learns to read running text moves to a module of its own.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from tracker.claims._base import Agreement, ClaimType, Compare, Example, field_claim, fold
from tracker.records import Claim, Field

Parse = Callable[[str], tuple[Any, dict[str, Any]]]


def _as_printed(raw: str) -> tuple[str, dict[str, Any]]:
    text = " ".join(raw.split())
    if not text:
        raise ValueError("empty")
    return text, {}


def _yes_no(raw: str) -> tuple[Any, dict[str, Any]]:
    text = raw.strip().lower()
    if re.match(r"(?:true|yes|1|accepts)", text):
        return True, {}
    if re.match(r"(?:false|no|0)", text):
        return False, {}
    raise ValueError("neither yes nor no")


_MODELS = (
    ("cross", "crossover"),
    ("factorial", "factorial"),
    ("sequential", "sequential"),
    ("single", "single_group"),
    ("parallel", "parallel"),
    ("cohort", "cohort"),
    ("case", "case_control"),
    ("stepped", "stepped_wedge"),
    ("ecolog", "ecologic"),
    ("family", "family_based"),
)


def _model(raw: str) -> tuple[Any, dict[str, Any]]:
    text = raw.lower()
    return next((value for word, value in _MODELS if word in text), "other"), {}


def _same(a: Claim, b: Claim) -> Agreement:
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two things")
    if a.value == b.value or (isinstance(a.value, str) and isinstance(b.value, str) and fold(a.value) == fold(b.value)):
        return Agreement("agree", f"both say {a.value}")
    return Agreement("differ", f"{a.value} is not {b.value}")


def _same_words(a: Claim, b: Claim) -> Agreement:
    if fold(str(a.value)) == fold(str(b.value)):
        return Agreement("agree", "the same words")
    return Agreement("not_comparable", "other words: whether they mean the same is not decided here")


def _type(
    name: str,
    description: str,
    example: tuple[str, Any],
    *,
    value: Any = str,
    parse: Parse = _as_printed,
    compare: Compare = _same_words,
    agreement: str = "The same words (case and punctuation aside); other words are not comparable.",
    unit: str = "",
    kinds: tuple[str, ...] = (),
) -> ClaimType:
    def read_field(field: Field) -> Iterator[Claim]:
        parsed, more = parse(field.raw)
        yield field_claim(field, parsed, **more)

    raw, read = example
    one = Example(field=Field(type=name, raw=raw, path="$.x", kind=kinds[0] if kinds else None), values=[read])
    return ClaimType(
        name=name,
        description=description,
        value=value,
        agreement=agreement,
        compare=compare,
        unit=unit,
        kinds=kinds,
        read_field=read_field,
        examples=(one,),
    )


_EQUAL = "Equal values of the same kind."

TYPES = (
    _type(
        "acronym",
        "Short name of a trial.",
        ("ABC-2", "ABC-2"),
        compare=_same,
        agreement="The same letters, case and punctuation aside.",
    ),
    _type(
        "title",
        "Title of a registration.",
        ("A trial of  zinc", "A trial of zinc"),
        kinds=("brief", "official", "scientific"),
    ),
    _type("keyword", "Keyword of a registration.", ("skin", "skin")),
    _type(
        "reference",
        "Paper that a registration names, as printed. Qualifiers: `pmid`, `doi`, `type`.",
        ("Doe J. 2031", "Doe J. 2031"),
    ),
    _type(
        "model",
        "How the groups are arranged.",
        ("PARALLEL", "parallel"),
        value=Literal[
            "parallel",
            "crossover",
            "factorial",
            "sequential",
            "single_group",
            "cohort",
            "case_control",
            "stepped_wedge",
            "ecologic",
            "family_based",
            "other",
        ],
        parse=_model,
        compare=_same,
        agreement=_EQUAL,
    ),
    _type(
        "healthy_volunteers",
        "Whether healthy people can take part.",
        ("false", False),
        value=bool,
        parse=_yes_no,
        compare=_same,
        agreement=_EQUAL,
    ),
    _type(
        "fda_regulated",
        "Whether the trial studies a drug or device product that the US Food and Drug Administration regulates.",
        ("true", True),
        value=bool,
        parse=_yes_no,
        compare=_same,
        agreement=_EQUAL,
        kinds=("drug", "device"),
    ),
)
