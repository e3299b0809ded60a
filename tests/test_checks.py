"""Every check against its own EXAMPLES: what must flag, what must not, and what cannot be compared."""

import pytest

from tracker import claims
from tracker.checks import Case, Check, Example, Held, Witness, all_checks
from tracker.records import Claim, Field

FLAGGED = ("inconsistent", "decision_changing", "missing")
CASES = [
    pytest.param(check, example, id=f"{check.name}-{n}")
    for check in all_checks().values()
    for n, example in enumerate(check.examples)
]


def _held(text: str, found: list[Claim], name: str) -> tuple[Held, ...]:
    return tuple(
        Held(
            f"{name}-{n}",
            claim,
            text[claim.context_start : claim.context_end] if claim.context_start is not None else "",
        )
        for n, claim in enumerate(found)
    )


def case_of(example: Example) -> Case:
    """The document and its reference, read by the real extractor."""
    subject = Witness("document-a", "press", "a story", _held(example.document, claims.extract(example.document), "a"))
    if not example.reference:
        return Case(subject)
    if isinstance(example.reference, str):
        known = _held(example.reference, claims.extract(example.reference), "b")
    else:
        fields = [
            Field(type=t, raw=raw, kind=kind, path=f"$.f{n}") for n, (t, raw, kind) in enumerate(example.reference)
        ]
        read, problems = claims.from_fields(fields)
        assert problems == []
        known = _held("", read, "b")
    return Case(subject, (Witness("document-b", example.reference_kind, "reference", known),))


@pytest.mark.parametrize(("check", "example"), CASES)
def test_example(check: Check, example: Example) -> None:
    found = {finding.verdict for finding in check.run(case_of(example))}
    assert found == ({example.verdict} if example.verdict else set())


@pytest.mark.parametrize("check", [c for c in all_checks().values() if c.level != "link"], ids=lambda c: c.name)
def test_has_enough_examples_both_ways(check: Check) -> None:
    flagged = [e for e in check.examples if e.verdict in FLAGGED]
    quiet = [e for e in check.examples if e.verdict not in FLAGGED]
    assert len(flagged) >= 6
    assert len(quiet) >= 6


@pytest.mark.parametrize("check", all_checks().values(), ids=lambda c: c.name)
def test_every_finding_explains_itself(check: Check) -> None:
    for example in check.examples:
        for finding in check.run(case_of(example)):
            assert finding.explanation.endswith(".")
            assert finding.claim is not None
            assert (
                finding.claim.claim.raw in finding.explanation or str(finding.claim.claim.number) in finding.explanation
            )
