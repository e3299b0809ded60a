"""Examples of a claim type: those beside its code, and those of examples/<type>.toml."""

import tomllib
from pathlib import Path

from tracker.claims._base import ClaimType, Example

_FOLDER = Path(__file__).with_name("examples")


def examples_of(kind: ClaimType) -> tuple[Example, ...]:
    """Every example of a type. A table of the data file has the fields of `Example` by name; no `values`: a negative.

    A misspelt field is a TypeError.
    """
    path = _FOLDER / f"{kind.name}.toml"
    rows = tomllib.loads(path.read_text("utf-8"))["example"] if path.exists() else []
    return (*kind.examples, *(Example(**row) for row in rows))
