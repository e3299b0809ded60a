"""PubMed identifiers, as a paper's own metadata or an index states them."""

import re
from collections.abc import Iterator

from tracker.claims._base import Agreement, ClaimType, Example, field_claim
from tracker.claims._gated import Gated
from tracker.records import Claim, Field

_PMID = Gated(
    r"\s*(?:(?:PMID|MED)[\s:/]*|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?"
    r"0*(?P<id>[1-9][0-9]{0,8})/?\s*",
    re.IGNORECASE,
)


def canonical_pmid(printed: str) -> str | None:
    """The digits of the PubMed identifier that `printed` is, bare, labelled or as an address; None for other text."""
    match = _PMID.fullmatch(printed)
    return match["id"] if match else None


def read_field(field: Field) -> Iterator[Claim]:
    """Read the identifier of a field; raises ValueError when it is none."""
    identifier = canonical_pmid(field.raw)
    if identifier is None:
        raise ValueError("no PubMed identifier")
    yield field_claim(field, identifier)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two identifiers: PubMed gives a paper one."""
    if a.value == b.value:
        return Agreement("agree", f"both are PMID {a.value}")
    if a.kind != b.kind:
        return Agreement("not_comparable", f"a PMID of kind {a.kind} and one of kind {b.kind}")
    return Agreement("differ", f"PMID {a.value} is not PMID {b.value}")


def _example(raw: str, value: str) -> Example:
    return Example(field=Field(type="pmid", raw=raw, path="$.pmid", kind="own"), values=[value], kinds=["own"])


EXAMPLES = (
    _example("99999901", "99999901"),
    _example("PMID99999901", "99999901"),
    _example("PMID: 0099999901", "99999901"),
    _example("MED/99999901", "99999901"),
    _example("https://pubmed.ncbi.nlm.nih.gov/99999901/", "99999901"),
    _example("https://www.ncbi.nlm.nih.gov/pubmed/99999901", "99999901"),
    Example("A table of 99999901 rows has no identifier."),
)

TYPE = ClaimType(
    name="pmid",
    description="PubMed identifier: its digits. Kind: own (the paper reported), related, mention.",
    value=str,
    agreement="The same identifier; different kinds are not comparable.",
    compare=compare,
    kinds=("own", "related", "mention"),
    read_field=read_field,
    examples=EXAMPLES,
)
