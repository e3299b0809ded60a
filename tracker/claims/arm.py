"""Arms of a trial as registered: what each is called and what part it plays."""

from collections.abc import Iterator

from tracker.claims._base import Agreement, ClaimType, Example, field_claim, fold
from tracker.records import Claim, Field

KINDS = (
    "experimental",
    "active_comparator",
    "placebo_comparator",
    "sham_comparator",
    "no_intervention",
    "other",
)


def read_field(field: Field) -> Iterator[Claim]:
    """Read the name of an arm; a part that is not one of KINDS is other."""
    kind = field.kind if field.kind is None or field.kind in KINDS else "other"
    yield field_claim(field, " ".join(field.raw.split()), kind=kind)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare the names of two arms."""
    if fold(str(a.value)) == fold(str(b.value)):
        return Agreement("agree", "the same words")
    return Agreement("not_comparable", "other words: whether they mean the same is not decided here")


TYPE = ClaimType(
    name="arm",
    description="Arm of a trial as registered. Qualifiers: `description`, `interventions`.",
    value=str,
    agreement="The same words (case and punctuation aside); other words are not comparable.",
    compare=compare,
    kinds=KINDS,
    read_field=read_field,
    examples=(
        Example(
            field=Field(type="arm", raw="Zinc  gel", path="$.x", kind="experimental"),
            values=["Zinc gel"],
            kinds=["experimental"],
        ),
        Example(
            field=Field(type="arm", raw="Cohort 1", path="$.x", kind="cohort"), values=["Cohort 1"], kinds=["other"]
        ),
        Example(field=Field(type="arm", raw="Waiting", path="$.x"), values=["Waiting"], kinds=[None]),
    ),
)
