"""Who does not know which treatment is given."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._design import generic
from tracker.claims._gated import Gated
from tracker.records import Claim, Field

Masking = Literal["none", "single", "double", "triple", "quadruple", "masked"]

_BLIND = r"(?:blind(?:ed|ing)?|mask(?:ed|ing)?)"
_SOURCES: tuple[tuple[Masking, str, float], ...] = (
    (
        "none",
        r"\bopen[\s-]?label(?:led)?\b|\bun(?:blinded|masked)\b(?!\s(?:data|interim|committee|statistician|"
        r"review))|\bnon-?blinded\b",
        0.9,
    ),
    ("none", rf"\b(?:was|were|is) not {_BLIND}\b|\bwithout {_BLIND}\b", 0.85),
    (
        "none",
        r"\b(?:everyone|everybody)\s(?:involved\s)?(?:knew|was told|was aware)\s(?:of\s)?(?:who|which|what)\b",
        0.8,
    ),
    (
        "triple",
        r"\b(?:patients|participants|volunteers),\s(?:the\s|their\s)?(?:surgeons|doctors|clinicians|physicians|therapists|"
        r"nurses|staff|investigators|researchers),?\sand\s(?:the\s)?(?:outcomes?\s)?(?:assessors|raters|evaluators|"
        rf"examiners)\s(?:were|had been)\s(?:all\s)?{_BLIND}\b",
        0.85,
    ),
    ("quadruple", rf"\bquadruple[\s-]?{_BLIND}\b", 0.95),
    ("triple", rf"\btriple[\s-]?{_BLIND}\b", 0.95),
    ("double", rf"\bdouble[\s-]?{_BLIND}\b", 0.95),
    (
        "double",
        r"\b(?:no(?:t|-)?\s?one|nobody)\s(?:\w+\s){0,3}?(?:knew|knows|was told|was aware)\s(?:who|which|"
        r"what|whether)\b",
        0.8,
    ),
    (
        "double",
        r"\bneither\s(?:the\s)?(?:[\w’'-]+\s){0,3}?nor\s(?:the\s|their\s)?(?:[\w’'-]+\s){0,4}?(?:knew|knows|"
        r"know|was aware|were aware|were told)\b",
        0.9,
    ),
    (
        "double",
        r"\b(?:patients|participants|volunteers)\sand\s(?:the\s|their\s)?(?:doctors|investigators|"
        r"researchers|clinicians|physicians)"
        r"\s(?:were|did)\s(?:blinded|not know|unaware|masked)\b",
        0.9,
    ),
    ("single", rf"\bsingle[\s-]?{_BLIND}\b", 0.95),
    (
        "single",
        rf"\b(?:assessor|observer|rater|evaluator|investigator|examiner|patient|participant)s?[\s-]{_BLIND}\b",
        0.85,
    ),
    (
        "masked",
        r"\b(?:placebo|sham|dumm(?:y|ies)|control)s?\b[^.;]{0,80}\b(?:indistinguishable|identical (?:in|to|look)|"
        r"(?:look|tast|smell|felt)(?:ed|s)? (?:exactly )?(?:the same|alike|just like|identical)|same (?:visual|look|"
        r"appearance))|\b(?:identical[\s-]looking|indistinguishable|look-?alike) (?:placebos?|pills?|tablets?|"
        r"capsules?|shams?)\b",
        0.7,
    ),
    (
        "masked",
        r"(?<!-)\b(?:blinded|masked)\b(?=[\s,]+(?:[\w-]+[\s,]+){0,4}?(?:trial|study|rct|experiment)\b)",
        0.8,
    ),
)
_FINDERS = tuple((value, Gated(source, re.IGNORECASE), sure) for value, source, sure in _SOURCES)
_NOT_MASKING = Gated(r"^\s(?:extension|phase(?!\s?(?:\d|i))|period|safety|data review|date|alley|spot)", re.IGNORECASE)
_WHO = (
    ("participant", r"participant|patient|subject|volunteer"),
    ("care_provider", r"care.?provider|caregiver|clinician|doctor|physician"),
    ("investigator", r"investigator|researcher"),
    ("outcomes_assessor", r"assessor|observer|rater|evaluator|examiner"),
)
_LEVELS = {"single": 1, "double": 2, "triple": 3, "quadruple": 4}


def _who(text: str) -> list[str]:
    return [name for name, source in _WHO if re.search(source, text, re.IGNORECASE)]


def find(sentence: Sentence) -> Iterator[Found]:
    """Find open-label, single- to quadruple-blind, and the same in everyday words; one claim per value."""
    text = sentence.text
    seen: set[str] = set()
    for value, pattern, confidence in _FINDERS:
        for match in pattern.finditer(text):
            if value in seen or _NOT_MASKING.match(text[match.end() :]):
                continue
            if value in {"double", "triple"} and re.search(r"double[\s-]?dummy$", text[: match.end()], re.IGNORECASE):
                continue
            seen.add(value)
            negated = (
                value != "none"
                and not match.group().lower().startswith(("no", "neither"))
                and sentence.negated(match.start(), 12)
            )
            qualifiers: dict[str, Any] = {"who": who} if (who := _who(match.group())) else {}
            yield Found(
                match.start(),
                match.end(),
                value,
                scope=generic(sentence, match.start(), match.end()),
                status="negated" if negated else None,
                confidence=confidence,
                qualifiers=qualifiers,
            )


def parse(raw: str) -> Masking:
    """The level of masking a registry prints; raises ValueError when it says nothing."""
    text = raw.lower()
    levels: tuple[Masking, ...] = ("quadruple", "triple", "double", "single")
    for level in levels:
        if level in text:
            return level
    if re.search(r"\bnone\b|\bopen\b|not used|no masking|unblinded|not blinded|^\s*(?:no|false)\s*$", text):
        return "none"
    if re.search(r"blind|mask|^\s*(?:yes|true)\s*$", text):
        return "masked"
    raise ValueError("no masking named")


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's masking; the masked roles (qualifier who_masked) become the qualifier who."""
    who = field.qualifiers.get("who_masked") or ()
    roles = _who(" ".join(who) if not isinstance(who, str) else who) or _who(field.raw)
    yield field_claim(field, parse(field.raw), qualifiers={**field.qualifiers, **({"who": roles} if roles else {})})


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare open against masked, then the roles both name, then the level.

    "double-blind" is said of any trial in which at least patients and those who treat or assess do not know, so it
    agrees with triple and quadruple.
    """
    if a.status == "negated" or b.status == "negated":
        return Agreement("not_comparable", "a negated statement about masking")
    if (a.value == "none") != (b.value == "none"):
        return Agreement("differ", "one source says open, the other masked")
    if a.value == b.value or "masked" in (a.value, b.value):
        return Agreement("agree", "both open" if a.value == "none" else "both masked")
    if min(_LEVELS[a.value], _LEVELS[b.value]) >= 2:
        return Agreement("agree", f"'{a.value}' and '{b.value}' both mean that at least two parties are masked")
    return Agreement("differ", f"{a.value}-blind is not {b.value}-blind")


EXAMPLES = (
    Example("The trial was double-blind and lasted a month.", ["double"]),
    Example("A triple masked design was used.", ["triple"]),
    Example("Nobody knew who received which pill until the end.", ["double"]),
    Example("Neither the nurses nor the patients knew the assignment.", ["double"]),
    Example("In this open-label study all had the drug.", ["none"]),
    Example("In this open-label phase 3 study 312 adults had one injection.", ["none"]),
    Example("Everyone knew which dose they had in the trial.", ["none"]),
    Example("Patients, surgeons and outcome assessors were all blinded.", ["triple"]),
    Example("The open-label phase of the trial followed."),
    Example("It was a single-blinded, assessor-blind trial.", ["single"]),
    Example("The patients were not blinded to their treatment.", ["none"]),
    Example("The blinded, two-centre trial is complete.", ["masked"]),
    Example("Double-blind trials are the gold standard.", ["double"], scopes=["background"]),
    Example("The drug and the placebo looked exactly the same.", ["masked"]),
    Example("Half took an identical-looking placebo.", ["masked"]),
    Example("The placebo group fared the same."),
    Example("The control group had the same mean age."),
    Example("The twins were identical; one took a placebo."),
    Example("One patient went blind in the left eye."),
    Example("They entered the open-label extension."),
    Example("Staff wore masks; the effect was masked by noise."),
    Example("Snow blindness and colour blindness are different."),
    Example("Tablets were given in a double-dummy fashion."),
    Example(field=Field(type="masking", raw="QUADRUPLE", path="$.m"), values=["quadruple"]),
    Example(field=Field(type="masking", raw="Open (masking not used)", path="$.m"), values=["none"]),
    Example(field=Field(type="masking", raw="Blinded (masking used)", path="$.m"), values=["masked"]),
)

TYPE = ClaimType(
    name="masking",
    description="Masking (blinding): none means open; masked means that the level is not said. Qualifier "
    "`who`: the masked roles.",
    value=Masking,
    agreement="Open against masked differs; double, triple and quadruple agree with each other, and 'masked' "
    "with all of "
    "them; single differs from double.",
    compare=compare,
    cues=(
        "blind",
        "masked",
        "masking",
        r"open[\s-]?label",
        "knew",
        r"knows?\b",
        "unaware",
        "were told",
        "was told",
        "aware of",
        "indistinguish",
        "identical",
        r"(?:look|tast|smell|felt)",
        "same (?:visual|look|appear)",
        "look-?alike",
        "not know",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
