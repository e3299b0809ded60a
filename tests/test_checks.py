"""Every check against its own EXAMPLES: what must flag, what must not, and what cannot be compared."""

from dataclasses import replace
from datetime import date

import pytest

from tracker import claims
from tracker.checks import Case, Check, Example, Held, Notice, Past, Reliance, Witness, all_checks
from tracker.checks._base import Said
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


def _read(said: Said, name: str) -> tuple[Held, ...]:
    """What the real extractor makes of a text or of registry fields."""
    if isinstance(said, str):
        return _held(said, claims.extract(said), name)
    fields = [
        Field(type=one[0], raw=one[1], kind=one[2], path=f"$.f{n}", qualifiers=one[3] if len(one) > 3 else {})
        for n, one in enumerate(said)
    ]
    read, problems = claims.from_fields(fields)
    assert problems == []
    return _held("", read, name)


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _notice(kind: str, day: str, reliance: Reliance) -> Notice:
    field = Field(type="relation", raw="10.5555/notice", path="$.n", kind=kind, qualifiers={"date": day} if day else {})
    (claim,) = claims.from_fields([field])[0]
    return Notice(kind, Held("notice", claim, claim.raw), "the paper", "document-c", reliance)


def case_of(example: Example) -> Case:
    """The document and its reference, read by the real extractor."""
    text = example.document if isinstance(example.document, str) else ""
    subject = Witness(
        "document-a",
        example.document_kind,
        "a story",
        _read(example.document, "a"),
        _day(example.published),
        text=text,
        gone=_day(example.gone),
    )
    past = tuple(
        Past(date.fromisoformat(day), _read(said, f"v{n}"), said if isinstance(said, str) else "")
        for n, (day, said) in enumerate(example.earlier)
    )
    notices = tuple(_notice(*notice) for notice in example.notices)
    today = _day(example.today)
    if not example.reference:
        subject = replace(subject, past=past, since=_day(example.since))
        return Case(subject, notices=notices, today=today)
    text = example.reference if isinstance(example.reference, str) else ""
    known = Witness("document-b", example.reference_kind, "reference", _read(example.reference, "b"), text=text)
    return Case(subject, (replace(known, past=past, since=_day(example.since)),), notices=notices, today=today)


@pytest.mark.parametrize(("check", "example"), CASES)
def test_example(check: Check, example: Example) -> None:
    found = {finding.verdict for finding in check.run(case_of(example))}
    if example.verdict == "not_comparable":
        found.discard("consistent")  # of the statement beside it
    assert found == ({example.verdict} if example.verdict else set())


@pytest.mark.parametrize("check", [c for c in all_checks().values() if c.level != "link"], ids=lambda c: c.name)
def test_has_enough_examples_both_ways(check: Check) -> None:
    flagged = [e for e in check.examples if e.verdict in FLAGGED]
    quiet = [e for e in check.examples if e.verdict not in FLAGGED]
    assert len(flagged) >= 6
    assert len(quiet) >= 6
    assert len([e for e in quiet if e.verdict == "not_comparable"]) >= 2


@pytest.mark.parametrize("check", all_checks().values(), ids=lambda c: c.name)
def test_every_finding_explains_itself(check: Check) -> None:
    for example in check.examples:
        for finding in check.run(case_of(example)):
            assert finding.explanation.endswith(".")
            assert finding.claim is not None
            assert (
                finding.claim.claim.raw in finding.explanation or str(finding.claim.claim.number) in finding.explanation
            )
