"""The page docs/claims.md, made from the claim types themselves."""

import json

from pydantic import TypeAdapter

from tracker.claims._base import ClaimType
from tracker.claims._types import claim_types

_HEAD = """# Claim types

Made from the code (`python -m tracker.claims._doc > docs/claims.md`); a test fails when it is stale. A claim type is
one module of `tracker/claims`: what it is, how it is found in running text or read from a registry field, and when two
values agree. Verdicts of a comparison: agree, rounding, differ, not_comparable.
"""


def schema_of(kind: ClaimType) -> str:
    """The JSON schema of the type's value, on one line."""
    return json.dumps(TypeAdapter(kind.value).json_schema(), ensure_ascii=False, sort_keys=True)


def claims_page() -> str:
    """The whole of docs/claims.md."""
    return "\n".join([_HEAD, *(_section(kind) for kind in claim_types().values())])


def _section(kind: ClaimType) -> str:
    sources = [name for name, read in (("running text", kind.cues), ("registry fields", kind.read_field)) if read]
    rows = [
        ("reads", kind.description),
        ("from", ", ".join(sources)),
        ("value", f"`{schema_of(kind)}`"),
        ("unit", kind.unit),
        ("kinds", ", ".join(kind.kinds)),
        ("two values", kind.agreement),
    ]
    lines = [f"## {kind.name}", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {text.replace('|', chr(92) + '|')} |" for name, text in rows if text]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(claims_page(), end="")
