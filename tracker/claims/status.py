"""Where a trial stands, in the words of ClinicalTrials.gov."""

import re
from collections.abc import Iterator
from typing import Literal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._gated import Gated
from tracker.records import Claim, Field

TrialStatus = Literal[
    "not_yet_recruiting",
    "recruiting",
    "enrolling_by_invitation",
    "active_not_recruiting",
    "completed",
    "suspended",
    "terminated",
    "withdrawn",
    "unknown",
    "available",
    "no_longer_available",
    "temporarily_not_available",
    "approved_for_marketing",
    "withheld",
]

_T = r"(?:trial|study)"
_SOURCES: tuple[tuple[TrialStatus, str], ...] = (
    (
        "not_yet_recruiting",
        rf"\bnot yet (?:recruiting|enrol+ing|open for recruitment)\b|\b{_T} has not (?:yet )?started "
        rf"(?:recruiting|enrol+ing)\b",
    ),
    ("active_not_recruiting", r"\bactive,? not recruiting\b|\bno longer (?:recruiting|enrol+ing)\b"),
    (
        "recruiting",
        rf"\b{_T}\s(?:is|are)\s(?:now |currently |still |actively )?(?:recruiting|enrol+ing|accepting "
        rf"(?:patients|participants|volunteers))\b|"
        r"\b(?:now|currently|still|actively) (?:recruiting|enrol+ing)\b|\bstatus:? recruiting\b|\bopen to "
        r"recruitment\b",
    ),
    (
        "terminated",
        rf"\b{_T}\s(?:was|has been|had been)\s(?:then |later )?(?:terminated|stopped|halted|ended|"
        rf"closed)\s(?:early|prematurely|ahead of schedule|after)\b|\b(?:terminated|halted|stopped) the "
        rf"{_T}\b|\bstatus:? terminated\b",
    ),
    ("suspended", rf"\b{_T}\s(?:was|has been|is)\s(?:put on hold|suspended|paused)\b|\bstatus:? suspended\b"),
    ("withdrawn", rf"\b{_T}\s(?:was|has been)\swithdrawn\b(?! from the market)|\bstatus:? withdrawn\b"),
    (
        "completed",
        rf"\b{_T}\s(?:is|was|has been|has)\s(?:now |already )?complete(?:d)?\b(?!\s(?:by|with|in))|"
        rf"\bstatus:? completed?\b",
    ),
)
_FINDERS = tuple((value, Gated(source, re.IGNORECASE)) for value, source in _SOURCES)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find what a text says on the state of a trial, one claim a sentence."""
    for value, pattern in _FINDERS:
        match = pattern.search(sentence.text)
        if match:
            negated = sentence.negated(match.start(), 20) and value not in {"not_yet_recruiting"}
            yield Found(match.start(), match.end(), value, status="negated" if negated else None, confidence=0.8)
            return


_WORDS: tuple[tuple[TrialStatus, str], ...] = (
    ("withdrawn", r"not authori[sz]ed|prohibited|cancelled|expired"),
    (
        "not_yet_recruiting",
        r"not yet|pending|authori[sz]ed(?!,? recruiting)|not started|prior to|pre-?initiation|planned|yet to|"
        r"under evaluation",
    ),
    ("unknown", r"transitioned|no longer in eu"),
    ("temporarily_not_available", r"temporarily not available"),
    ("no_longer_available", r"no longer available"),
    (
        "active_not_recruiting",
        r"not recruiting|no longer recruiting|recruitment (?:complete|ended|closed)|recruiting complete|"
        r"follow.?up|ongoing, recruitment ended|closed: follow",
    ),
    ("enrolling_by_invitation", r"invitation"),
    ("terminated", r"terminat|premature|stopped|halted permanently|early end|not completed"),
    ("suspended", r"suspend|halt|on hold|interrupt"),
    ("withdrawn", r"withdraw|abandon|revoked|never started|no participants"),
    ("withheld", r"withheld"),
    ("approved_for_marketing", r"approved for marketing"),
    ("completed", r"complet|ended|finished|closed"),
    ("recruiting", r"recruit|ongoing|open|enrol|restarted"),
    ("available", r"available"),
    ("unknown", r"unknown|no longer updated"),
)


def parse(raw: str) -> TrialStatus:
    """The status that a registry's word stands for; raises ValueError for an unknown word."""
    text = raw.lower().replace("_", " ")
    for value, source in _WORDS:
        if re.search(source, text):
            return value
    raise ValueError("no known status")


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's status; the reason for stopping (kind why_stopped) is kept as printed, without a value."""
    yield field_claim(field, None if field.kind == "why_stopped" else parse(field.raw))


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two states; the sources may speak of different moments, so a check has to look at their dates."""
    if a.value is None or b.value is None:
        return Agreement("not_comparable", "a reason for stopping is no state")
    if "unknown" in (a.value, b.value):
        return Agreement("not_comparable", "one source does not know")
    if a.value == b.value and a.status == b.status:
        return Agreement("agree", f"both {a.value}")
    return Agreement("differ", f"{a.value} is not {b.value} (at the same moment)")


EXAMPLES = (
    Example("The trial is currently recruiting in three towns.", ["recruiting"]),
    Example("The study is not yet recruiting.", ["not_yet_recruiting"]),
    Example("The trial was stopped early for benefit.", ["terminated"]),
    Example("The study has been suspended.", ["suspended"]),
    Example("Status: Completed", ["completed"]),
    Example("The trial is now complete.", ["completed"]),
    Example("It is active, not recruiting.", ["active_not_recruiting"]),
    Example("Recruiting nurses is hard."),
    Example("The drug was withdrawn from the market."),
    Example("Twenty people completed the study."),
    Example("The study was completed by 40 people."),
    Example("He stopped early and went home."),
    Example("A completely new study design was used."),
    Example(field=Field(type="status", raw="ACTIVE_NOT_RECRUITING", path="$.s"), values=["active_not_recruiting"]),
    Example(field=Field(type="status", raw="Ongoing, recruitment ended", path="$.s"), values=["active_not_recruiting"]),
    Example(field=Field(type="status", raw="NOT_YET_RECRUITING", path="$.s"), values=["not_yet_recruiting"]),
    Example(field=Field(type="status", raw="Authorised, recruiting", path="$.s"), values=["recruiting"]),
    Example(field=Field(type="status", raw="Authorised, not started", path="$.s"), values=["not_yet_recruiting"]),
    Example(field=Field(type="status", raw="Under evaluation", path="$.s"), values=["not_yet_recruiting"]),
    Example(field=Field(type="status", raw="Not authorised", path="$.s"), values=["withdrawn"]),
    Example(field=Field(type="status", raw="Trial now transitioned", path="$.s"), values=["unknown"]),
    Example(field=Field(type="status", raw="Restarted", path="$.s"), values=["recruiting"]),
)

TYPE = ClaimType(
    name="status",
    description="Where the trial stands (ClinicalTrials.gov's words); other registries' words are mapped to them. "
    "Null: only the reason for stopping.",
    value=TrialStatus | None,
    agreement="The same state; unknown is not comparable. States change: compare at one moment.",
    compare=compare,
    kinds=("overall", "last_known", "override", "why_stopped"),
    cues=(
        "recruiting",
        r"enrol+ing",
        "terminated",
        "suspended",
        "withdrawn",
        r"status:?\s",
        r"trial\s(?:is|was|has|had)\s",
        r"study\s(?:is|was|has|had)\s",
        "halted",
        "recruitment",
        "stopped the",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
