"""Every example beside a claim type comes out as written, and its values fit the published schema."""

import pytest
from pydantic import TypeAdapter

from tracker.claims import claim_types, extract, from_fields
from tracker.claims._base import ClaimType, Example
from tracker.claims._examples import examples_of
from tracker.records import Claim

CASES = [(kind, example) for kind in claim_types().values() for example in examples_of(kind)]


def _claims(kind: ClaimType, example: Example) -> list[Claim]:
    if example.field is not None:
        claims, problems = from_fields([example.field])
        assert problems == []
        return claims
    return [claim for claim in extract(example.text) if claim.type == kind.name]


@pytest.mark.parametrize(("kind", "example"), CASES, ids=[f"{k.name}-{(e.text or e.field.raw)[:40]}" for k, e in CASES])
def test_example(kind: ClaimType, example: Example) -> None:
    claims = _claims(kind, example)
    assert [claim.value for claim in claims] == list(example.values)
    assert [claim.scope for claim in claims] == list(example.scopes or ["this_trial"] * len(claims))
    if example.kinds is not None:
        assert [claim.kind for claim in claims] == list(example.kinds)
    if example.statuses is not None:
        assert [claim.status for claim in claims] == list(example.statuses)
    for claim in claims:
        TypeAdapter(kind.value).validate_python(claim.value, strict=True)
        assert kind.kinds == () or claim.kind is None or claim.kind in kind.kinds
        if example.text:
            assert claim.quote == example.text[claim.start : claim.end]


@pytest.mark.parametrize("kind", [kind for kind in claim_types().values() if kind.cues], ids=lambda kind: kind.name)
def test_types_that_read_text_bring_enough_examples(kind: ClaimType) -> None:
    examples = examples_of(kind)
    texts = [example.text for example in examples if example.text]
    negatives = [example for example in examples if example.text and not example.values]
    assert len(set(texts)) == len(texts)
    assert len(texts) >= (40 if kind.numeric else 12)
    assert len(negatives) >= (20 if kind.numeric else 5)


def test_claims_that_were_not_validated_are_valid() -> None:
    claims = [claim for kind, example in CASES[::3] if example.text for claim in _claims(kind, example)]
    assert len(claims) > 100
    for claim in claims:
        assert Claim.model_validate(claim.model_dump(), strict=True) == claim
        if claim_types()[claim.type].conclude is None:  # what the whole text says is validated as usual
            assert claim.model_fields_set == Claim.model_fields.keys() - {"path"}


def test_no_type_compares_a_claim_with_itself_as_different() -> None:
    for kind, example in CASES:
        for claim in _claims(kind, example):
            assert kind.compare(claim, claim).verdict in {"agree", "not_comparable"}, (kind.name, claim)
