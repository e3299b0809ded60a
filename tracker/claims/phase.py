"""Clinical trial phases, as a set."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._design import generic
from tracker.claims._gated import Gated
from tracker.records import Claim, Field

Phase = Literal["early_1", "0", "1", "1a", "1b", "2", "2a", "2b", "3", "3a", "3b", "4", "not_applicable"]

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "one": "1", "two": "2", "three": "3", "four": "4"}
_DIGIT = r"(?:[0-4]|iii|ii|iv|i|one|two|three|four)"
_ONE = rf"{_DIGIT}\s?[ab]?"
_PHASE = Gated(
    rf"\b(?P<early>early[\s-])?phases?[\s-]?(?P<list>{_ONE}(?:\s?(?:/|-|–|,|and|or|to|&|"
    rf"\|)\s?(?:phase[\s-]?)?{_ONE}(?![\w.%]))*)(?![\w.%]|\s?(?:°|mg))",
    re.IGNORECASE,
)
_PART = Gated(rf"(?P<n>{_DIGIT})\s?(?P<letter>[ab])?(?![a-z])", re.IGNORECASE)
_TRIAL = Gated(
    r"^[\s,-]+(?:[\w/-]+[\s,]+){0,6}?(?:trials?|stud(?:y|ies)|clinical|test(?:s|ing)?|research|data|results|"
    r"development|randomi[sz]ed|rct)\b",
    re.IGNORECASE,
)
_TRIAL_LEFT = Gated(
    r"\b(?:trials?|stud(?:y|ies)|clinical|in|a|an|entered|enter|into|completed|phase|"
    r"drug)\b[^.;]{0,30}$",
    re.IGNORECASE,
)


def parse(raw: str) -> list[str]:
    """The phases named in `raw` ("2", "II/III", "PHASE1|PHASE2", "Early Phase 1", "Not Applicable"), in order.

    Empty when there is none.
    """
    text = raw.lower().replace("_", " ")
    if re.fullmatch(r"\s*(?:n/?a|not applicable|none|not specified)\.?\s*", text):
        return ["not_applicable"]
    if re.search(r"early\s*-?phase\s*(?:1|i)\b", text):
        return ["early_1"]
    found = {
        m["n"] if m["n"].isdigit() else _ROMAN[m["n"]]: m["letter"] or ""
        for m in _PART.finditer(re.sub(r"phases?|human pharmacology", " ", text))
    }
    return sorted(number + (letter if number in "123" else "") for number, letter in found.items())


def _bounds(phases: list[str]) -> dict[str, Any]:
    numbers = [Decimal(phase.removeprefix("early_")[0]) for phase in phases if phase != "not_applicable"]
    return {"number": min(numbers), "low": min(numbers), "high": max(numbers)} if numbers else {}


def find(sentence: Sentence) -> Iterator[Found]:
    """Find "phase 2", "Phase II/III", "phase 3b", "early phase 1"; "early-phase" and a pilot are no phase."""
    text = sentence.text
    for match in _PHASE.finditer(text):
        clinical = _TRIAL.match(text[match.end() : match.end() + 80])
        named_number = re.search(r"\d|ii|iv", match["list"], re.IGNORECASE)
        if not clinical and (not named_number or not _TRIAL_LEFT.search(text[: match.start()] + " ")):
            continue
        if re.match(r"\sof\sthe\s(?!trial|study|clinical)", text[match.end() :], re.IGNORECASE):
            continue
        phases = parse(match.group())
        if phases:
            yield Found(
                match.start(),
                match.end(),
                phases,
                scope=generic(sentence, match.start(), match.end()),
                confidence=0.95 if clinical else 0.8,
                **_bounds(phases),
            )


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's phase; raises ValueError when none is named."""
    phases = parse(field.raw)
    if not phases:
        raise ValueError("no phase")
    yield field_claim(field, phases, **_bounds(phases))


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two sets: equal, or one within the other, or the same but for a sub-phase."""
    if ["not_applicable"] in (a.value, b.value) and a.value != b.value:
        return Agreement("not_comparable", "one source says that phases do not apply")
    if set(a.value) == set(b.value):
        return Agreement("agree", "the same phases")
    plain_a, plain_b = ({phase.removeprefix("early_")[:1] for phase in claim.value} for claim in (a, b))
    if plain_a == plain_b:
        return Agreement("agree", "the same phase, one with its sub-phase")
    if plain_a & plain_b:
        return Agreement("rounding", "one names only a part of a combined phase")
    return Agreement("differ", f"phase {'/'.join(a.value)} is not phase {'/'.join(b.value)}")


EXAMPLES = (
    Example("We are still waiting on the results of the phase 3 trial.", [["3"]], scopes=["background"]),
    Example("The phase 3 trial should be available soon.", [["3"]], scopes=["background"]),
    Example("This phase 2 trial enrolls adults.", [["2"]]),
    Example("Results of a Phase II/III study were presented.", [["2", "3"]]),
    Example("The Phase 3b open-label trial ended in May.", [["3b"]]),
    Example("An early phase 1 study began.", [["early_1"]]),
    Example("The vaccine is in phase one trials.", [["1"]]),
    Example("A phase 1/2a dose-finding trial was done.", [["1", "2a"]]),
    Example("A larger phase III trial is needed.", [["3"]], scopes=["background"]),
    Example("Phase 3 trials needed for approval must be completed.", [["3"]], scopes=["background"]),
    Example("This is an early-phase trial with few people."),
    Example("It was a pilot study."),
    Example("Sleep phase 2 was shorter; the luteal phase was longer."),
    Example("In phase one, pupils were asked about their diet."),
    Example("The next phase of the project starts soon."),
    Example(field=Field(type="phase", raw="PHASE1|PHASE2", path="$.p"), values=[["1", "2"]]),
    Example(field=Field(type="phase", raw="Not Applicable", path="$.p"), values=[["not_applicable"]]),
    Example(field=Field(type="phase", raw="EARLY_PHASE1", path="$.p"), values=[["early_1"]]),
)

TYPE = ClaimType(
    name="phase",
    description="Clinical trial phases, as a set; a pilot or proof of concept is none.",
    value=list[Phase],
    agreement="The same phases agree, sub-phases aside; a part of a combined phase is rounding.",
    compare=compare,
    cues=(rf"phases?[\s-]?{_DIGIT}",),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
