"""Text and registry fields in, claims out. One module per claim type; the table of them is docs/claims.md.

Importing this package does not import spaCy; the first call of `extract` does.
"""

from collections.abc import Iterable, Iterator, Sequence

from tracker.claims._base import Agreement, ClaimType
from tracker.claims._types import claim_types, fingerprint
from tracker.records import Claim, Field, Passage, Problem

__all__ = ["Agreement", "ClaimType", "claim_types", "explain", "extract", "extract_many", "fingerprint", "from_fields"]


def extract(text: str, passages: Sequence[Passage] = ()) -> list[Claim]:
    """The claims of one text, in the order of the text; `quote == text[start:end]` in its canonical form."""
    return next(extract_many([(text, passages)]))


def extract_many(items: Iterable[tuple[str, Sequence[Passage]]]) -> Iterator[list[Claim]]:
    """Yield the claims of each (text, passages), in order; much faster than one call per text."""
    from tracker.claims import _frame

    return _frame.read(items)


def explain(text: str, claims: Sequence[Claim]) -> list[list[str]]:
    """For each of the claims that `extract` read from `text` why it was read so: cue, scope, status, trained model."""
    from tracker.claims import _explain

    return _explain.explain(text, claims)


def from_fields(fields: Sequence[Field]) -> tuple[list[Claim], list[Problem]]:
    """The claims of the fields of a registry entry, and what could not be read.

    A field of an unknown type is the Problem `unread_field`, a value that its type cannot read `unread_value`; the
    rest goes on.
    """
    claims: list[Claim] = []
    problems: list[Problem] = []
    for field in fields:
        kind = claim_types().get(field.type)
        if kind is None or kind.read_field is None:
            message = f"no claim type '{field.type}' reads registry fields"
            problems.append(Problem(kind="unread_field", subject=field.path, message=message))
            continue
        try:
            claims.extend(list(kind.read_field(field)))
        except ValueError as error:
            message = f"{field.type} '{field.raw[:80]}' cannot be read: {str(error).splitlines()[0]}"
            problems.append(Problem(kind="unread_value", subject=field.path, message=message))
    return claims, problems
