"""How one paper stands to another: a notice that retracts it, a preprint of it, a comment on it.

Only metadata state it (PubMed's CommentsCorrections, Crossref's update-to, updated-by and relation, Retraction Watch,
OpenAlex): running text that says "retracted" may speak of another paper.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel

from tracker.claims._base import Agreement, ClaimType, Example, field_claim
from tracker.claims._dates import iso, parse
from tracker.claims._gated import Gated
from tracker.claims.doi import tidy
from tracker.claims.pmid import canonical_pmid
from tracker.records import Claim, Field

_DOI = Gated(r"\s*(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:?\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)\s*", re.IGNORECASE)
_LETTERED = Gated(r"\s*(?:https?://\S+/)?(PMC|PPR)\s?0*([1-9][0-9]{0,9})/?\s*", re.IGNORECASE)


class Paper(BaseModel):
    """A paper by its identifier: lower-case DOI, digits of a PMID, PMC1234567 or PPR1234567 (Europe PMC)."""

    scheme: Literal["doi", "pmid", "pmcid", "ppr"]
    value: str


def paper_of(printed: str) -> dict[str, str] | None:
    """The paper that the identifier `printed` names (scheme and canonical value); None when it is no identifier."""
    if match := _DOI.fullmatch(printed):
        return {"scheme": "doi", "value": tidy(match[1])}
    if match := _LETTERED.fullmatch(printed):
        letters = match[1].upper()
        return {"scheme": "ppr" if letters == "PPR" else "pmcid", "value": f"{letters}{match[2]}"}
    pmid = canonical_pmid(printed)
    return {"scheme": "pmid", "value": pmid} if pmid else None


def read_field(field: Field) -> Iterator[Claim]:
    """Read the other paper, and the date of the relation from the qualifier `date`.

    With the qualifier `unnamed` the source does not say which paper it is (a flag "retracted"): the value is null.
    Raises ValueError for what is no identifier, and for a date that is none.
    """
    other = None if field.qualifiers.get("unnamed") else paper_of(field.raw)
    if other is None and not field.qualifiers.get("unnamed"):
        raise ValueError("no DOI, PMID or PMCID")
    yield field_claim(field, other, **_when(field))


def _when(field: Field) -> dict[str, Any]:
    printed = field.qualifiers.get("date")
    if not printed:
        return {}
    when = parse(str(printed))
    qualifiers = {**field.qualifiers, "date": iso(when)}
    return {"date_low": when.low, "date_high": when.high, "qualifiers": qualifiers}


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two relations of one kind; a paper may have several, so another paper is no contradiction."""
    if a.kind == b.kind and a.value == b.value:
        return Agreement("agree", "the same relation")
    return Agreement("not_comparable", "a paper can have several relations, to several papers")


def _example(raw: str, value: Any, kind: str, **qualifiers: Any) -> Example:
    field = Field(type="relation", raw=raw, path="$.relation", kind=kind, qualifiers=qualifiers)
    return Example(field=field, values=[value], kinds=[kind])


EXAMPLES = (
    _example("10.5555/Notice.1", {"scheme": "doi", "value": "10.5555/notice.1"}, "retracted_by", date="2031-05-06"),
    _example("https://doi.org/10.5555/p.2", {"scheme": "doi", "value": "10.5555/p.2"}, "preprint_of"),
    _example("99999901", {"scheme": "pmid", "value": "99999901"}, "corrected_by", date="2031-05"),
    _example("PMC9999901", {"scheme": "pmcid", "value": "PMC9999901"}, "has_comment"),
    _example("PPR999901", {"scheme": "ppr", "value": "PPR999901"}, "has_preprint"),
    _example("true", None, "retracted_by", unnamed=True),
    Example("The paper 10.5555/p.2 was retracted by its authors."),
)

TYPE = ClaimType(
    name="relation",
    description="How this paper stands to another one, which is the value (null: the source does not name it). A "
    "withdrawal or removal is a retraction, a partial retraction a correction. Qualifiers: `date` (date_low..date_high "
    "are its days), `nature` (the source's own word), `source` (who says so: publisher, retraction-watch), `reasons`.",
    value=Paper | None,
    agreement="The same kind and the same paper; others are not comparable, as a paper can have several.",
    compare=compare,
    kinds=(
        "retracted_by",
        "retracts",
        "corrected_by",
        "corrects",
        "concern_by",
        "concerns",
        "reinstated_by",
        "reinstates",
        "preprint_of",
        "has_preprint",
        "comment_on",
        "has_comment",
        "update_of",
        "updated_by",
        "version_of",
    ),
    read_field=read_field,
    examples=EXAMPLES,
)
