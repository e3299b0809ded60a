"""Whether people were put into their groups at random."""

import re
from collections.abc import Iterator
from typing import Literal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._design import generic
from tracker.claims._gated import Gated
from tracker.records import Claim, Field

Allocation = Literal["randomised", "non_randomised", "not_applicable"]

_NON = Gated(r"\b(?:non|un|not)[\s-]?randomi[sz]ed\b|\bwithout randomi[sz]ation\b", re.IGNORECASE)
_RANDOM = Gated(
    r"(?<!mendelian )\b(?:cluster[\s-])?randomi[sz](?:ed|ation|es|e|ing)\b|\brandomly\s(?:\w+\s)?(?:assigned|"
    r"assign|allocated|divided|split|selected either|"
    r"placed|put|given|sorted|picked to)\b|\b(?:at random|by chance|coin toss)\b(?=[^.;]{0,60}\b(?:group|either|"
    r"receive|get)\w*)|\bRCTs?\b|"
    r"\bselected at random to (?:receive|get|take)\b",
    re.IGNORECASE,
)


_NONE_OF_MANY = Gated(
    r"\b(?:not (?:all|every)|no (?:further|other|more|such|large|good))\s(?:[\w-]+\s){0,2}$", re.IGNORECASE
)
"""Words that speak of which trials there are, not of how this one was run."""
_TRIALS = Gated(r"randomi[sz]ed|RCT", re.IGNORECASE)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the first statement on random allocation in the sentence; Mendelian randomisation and samples are none."""
    text = sentence.text
    non = _NON.search(text)
    match = non or _RANDOM.search(text)
    if match is None:
        return
    if (
        non is None
        and _NONE_OF_MANY.search(text[max(0, match.start() - 40) : match.start()])
        and _TRIALS.match(match.group())
    ):
        return
    negated = non is None and sentence.negated(match.start(), 25)
    yield Found(
        match.start(),
        match.end(),
        "non_randomised" if non else "randomised",
        scope=generic(sentence, match.start(), match.end()),
        status="negated" if negated else None,
        confidence=0.9,
    )


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's allocation; raises ValueError for an unknown word."""
    text = field.raw.strip().lower().replace("_", "-")
    if re.match(r"non-?\s?randomi[sz]ed|no\b|false", text) or text == "not randomised":
        yield field_claim(field, "non_randomised")
    elif re.search(r"randomi[sz]ed|^yes|^true", text):
        yield field_claim(field, "randomised")
    elif re.match(r"n/?a\b|not applicable|not-applicable|single", text):
        yield field_claim(field, "not_applicable")
    else:
        raise ValueError("no allocation named")


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two allocations; "not applicable" (one group) agrees with non-randomised."""
    said = [
        ("non_randomised" if c.value == "not_applicable" else c.value) if c.status != "negated" else "non_randomised"
        for c in (a, b)
    ]
    if said[0] == said[1]:
        return Agreement("agree", f"both {said[0].replace('_', '-')}")
    return Agreement("differ", "one source says randomised, the other not")


EXAMPLES = (
    Example("Since then no further randomised trial has been run."),
    Example("Not all RCTs can be replicated."),
    Example("This was not a randomised trial.", ["randomised"], statuses=["negated"]),
    Example("Only a prospective, randomised trial can tell.", ["randomised"], scopes=["background"]),
    Example("Women were randomly assigned to walking or rest.", ["randomised"]),
    Example("In this randomised trial, tea was tested.", ["randomised"]),
    Example("They put the volunteers at random into three groups.", ["randomised"]),
    Example("It was a cluster-randomized study of schools.", ["randomised"]),
    Example("The study was non-randomized.", ["non_randomised"]),
    Example("The benefit is yet to be demonstrated in any randomized trial.", ["randomised"], scopes=["background"]),
    Example("Randomised trials of tea are rare.", ["randomised"], scopes=["background"]),
    Example("Mendelian randomization points to the same protein."),
    Example("A random sample of homes was phoned."),
    Example("Random errors are small."),
    Example("Households were randomly sampled from the register."),
    Example("The seeds fell at random."),
    Example(field=Field(type="allocation", raw="NON_RANDOMIZED", path="$.a"), values=["non_randomised"]),
    Example(field=Field(type="allocation", raw="Randomised controlled trial", path="$.a"), values=["randomised"]),
)

TYPE = ClaimType(
    name="allocation",
    description="Whether allocation to the groups was random.",
    value=Allocation,
    agreement="The same allocation; one group only (not applicable) agrees with non-randomised.",
    compare=compare,
    cues=("random", "rct", "by chance", "coin toss"),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
