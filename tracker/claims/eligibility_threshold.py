"""Laboratory values that decide who can take part: "hs-CRP ≥0.3 mg/dL", "HbA1c above 7.5%", in one unit per value."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, field_claim, plain
from tracker.claims._gated import Gated
from tracker.claims._numbers import DIGITS, value_of
from tracker.claims._phrases import Names
from tracker.claims._splitter import spans
from tracker.records import Claim, Field

_COMPARATORS: tuple[tuple[str, str], ...] = (
    (
        ">=",
        r"≥|>\s?/?\s?=|=\s?>|⩾|>\s?or\s?=|(?:of )?(?:at least|no less than|not less than|a minimum of)|greater "
        r"than or equal to|equal to or (?:greater than|above|higher than)",
    ),
    (
        "<=",
        r"≤|<\s?/?\s?=|=\s?<|⩽|<\s?or\s?=|(?:of )?(?:at most|no more than|not more than|up to|a maximum of)|"
        r"less than or equal to|equal to or (?:less than|below)",
    ),
    (">", r">|(?:of )?(?:above|over|greater than|higher than|more than|exceeding)"),
    ("<", r"<|(?:of )?(?:below|under|less than|lower than|fewer than)"),
)
_COMPARATOR = "|".join(rf"(?P<c{n}>{source})" for n, (_, source) in enumerate(_COMPARATORS))
_UNIT = (
    r"(?P<unit>%|mmol/mol|mm\s?Hg|(?:[µμ]|u|m|n|p|k)?(?:g|mol|IU|Eq|U)\s?/\s?(?:d|m|[µμ]|u)?[lL]\b|"
    r"kg\s?/\s?m(?:2|²|\^2|\(2\))|mL\s?/\s?min(?:\s?/\s?1\.73\s?m(?:2|²))?|(?:cells|copies)\s?(?:/|"
    r"per)\s?(?:mm3|mm³|[µμu]L|mL|microliter|milliliter)|/\s?(?:mm3|[µμu]L)|[x×]?\s?10\^?9\s?/\s?L)?"
)
_THRESHOLD = Gated(
    rf"^(?P<gap>(?:\s?\([^()]{{1,20}}\))?(?:[\s,:]*(?:levels?|values?|concentrations?|scores?|counts?|of|was|"
    rf"were|is|be|must be|baseline|with|a|an|that were|between|at screening|"
    rf"\([^()]{{1,15}}\)))*\s*)(?:{_COMPARATOR})\s?(?P<n>{DIGITS}|\d+(?:\.\d+)?)\s?{_UNIT}(?P<ormore>\s(?:or|"
    rf"and) (?:more|higher|above|greater|over|less|lower|below))?",
    re.IGNORECASE,
)
_OR_MORE = Gated(
    rf"^(?P<gap>(?:\s?\([^()]{{1,20}}\))?(?:[\s,:]*(?:levels?|values?|concentrations?|counts?|of|was|were|is|at|"
    rf"baseline))*\s*)(?P<n>{DIGITS}|\d+(?:\.\d+)?)\s?{_UNIT}\s(?:or|and) (?P<way>more|higher|above|greater|over|"
    rf"less|lower|below)\b",
    re.IGNORECASE,
)
_ELIGIBLE = Gated(
    r"\b(?:eligib\w+|inclusion|exclusion|criteri\w+|includ\w+|exclud\w+|enrol\w*|recruit\w*|must (?:have|be)|"
    r"had to have|required|random\w*|patients with|people with|adults with|participants with|women with|men "
    r"with|subjects with|those with|"
    r"participants had|patients had|patients who had|who had|with (?:a |an )?(?:baseline|high|elevated|low|"
    r"screening)|selected|individuals with|whose|participants must|children with|at screening|inadequate\w*|"
    r"uncontrolled|poorly controlled|defined (?:as|by)|confirmed|low-grade|study in)\b",
    re.IGNORECASE,
)
_OUTCOME = Gated(
    r"\b(?:achiev\w+|reach\w+|target\w*|goal\w*|attain\w*|respon\w+|proportion|percent(?:age)? of|maintain\w*|"
    r"fell|dropped|reduc\w+|lower\w*|decreas\w+|increas\w+|improv\w+|end ?points?|to below|rose|change|"
    r"hypoglyc\w*|events?|"
    r"subgroup|p\s?[<=>]|correlat\w+|predict\w*|risk of|more likely|developed|defined as a)\b",
    re.IGNORECASE,
)
_EXCLUDED = Gated(
    r"\b(?:exclu\w+|ineligible|not eligible|(?:cannot|can[’']t|could not|may not) take part|"
    r"must not)\b",
    re.IGNORECASE,
)


@cache
def _data() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tomllib.loads(
        Path(__file__).with_name("units.toml").read_text(encoding="utf-8")
    )["analyte"]
    return found


@cache
def analytes() -> Names:
    """The lexicon of laboratory values."""
    return Names({name: entry["names"] for name, entry in _data().items()})


def _plain_unit(printed: str) -> str:
    text = re.sub(r"\s+", "", printed).replace("μ", "µ").replace("²", "2").replace("³", "3")
    return text.replace("µ", "u").lower()


def in_canonical_unit(analyte: str, number: Decimal, unit: str | None) -> tuple[Decimal, str] | None:
    """`number` of `unit` as the canonical unit of `analyte` (units.toml), None for a unit it does not know."""
    entry = _data()[analyte]
    asked = _plain_unit(unit or "")
    if asked == _plain_unit(entry["unit"]):
        return number, entry["unit"]
    for name, (factor, offset) in entry["others"].items():
        if asked == _plain_unit(name):
            return (number * Decimal(str(factor)) + Decimal(str(offset))).normalize(), entry["unit"]
    return None


def _comparator(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("way"):
        return ">=" if groups["way"].lower() in {"more", "higher", "above", "greater", "over"} else "<="
    return next(sign for n, (sign, _) in enumerate(_COMPARATORS) if groups.get(f"c{n}"))


def thresholds(text: str) -> Iterator[Found]:
    """Yield every laboratory value with a comparator, number and known unit in `text`."""
    for start, end, name in islice(analytes().find(text), MANY):
        rest = text[end : end + 120]
        match = _THRESHOLD.match(rest) or _OR_MORE.match(rest)
        number = value_of(match["n"]) if match else None
        if match is None or number is None:
            continue
        known = in_canonical_unit(name, number, match["unit"])
        if known is None:
            continue
        value, unit = known
        comparator = _comparator(match)
        yield Found(
            start,
            end + match.end(),
            {"analyte": name, "comparator": comparator, "number": plain(value), "unit": unit},
            number=value,
            low=value,
            high=value,
            unit=unit,
            outcome=name,
            comparator=comparator,
            confidence=0.85,
            qualifiers={"printed": f"{match['n']} {match['unit'] or ''}".strip()},
        )


def find(sentence: Sentence) -> Iterator[Found]:
    """Find laboratory values that people were selected by; a value reached as a result is none."""
    text = sentence.text
    for one in thresholds(text):
        around = text[max(0, one.start - 170) : one.end + 30]
        if not _ELIGIBLE.search(text) or _OUTCOME.search(
            re.split(r"[,;]", text[max(0, one.start - 60) : one.start])[-1]
        ):
            continue
        kind = "exclusion" if _EXCLUDED.search(around) else "inclusion"
        yield Found(
            one.start,
            one.end,
            one.value,
            number=one.number,
            low=one.low,
            high=one.high,
            unit=one.unit,
            kind=kind,
            outcome=one.outcome,
            comparator=one.comparator,
            confidence=one.confidence,
            qualifiers=one.qualifiers,
        )


_HEADING = Gated(
    r"\b(?P<exclusion>exclusion|key exclusion|not eligible)|\b(?P<inclusion>inclusion|key inclusion)\b", re.IGNORECASE
)


def read_criteria(field: Field) -> Iterator[Claim]:
    """Read a registry's eligibility criteria: the text as printed, and the laboratory values in it.

    Raises ValueError for an empty field.
    """
    if not field.raw.strip():
        raise ValueError("empty")
    yield field_claim(field, field.raw.strip())
    kind = field.kind if field.kind == "exclusion" else "inclusion"
    for start, end in spans(field.raw) if field.kind != "healthy_volunteers" else ():
        line = field.raw[start:end]
        heading = _HEADING.search(line)
        kind = (heading.lastgroup or kind) if heading else kind
        for one in thresholds(line):
            printed = line[one.start : one.end]
            yield field_claim(
                field,
                one.value,
                type="eligibility_threshold",
                raw=printed,
                quote=printed,
                number=one.number,
                low=one.low,
                high=one.high,
                unit=one.unit,
                kind=kind,
                outcome=one.outcome,
                comparator=one.comparator,
                qualifiers=one.qualifiers,
            )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two thresholds of the same laboratory value after conversion; a hundredth of the value is rounding."""
    if a.outcome != b.outcome or a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} by {a.outcome} and {b.kind} by {b.outcome}")
    if a.number is None or b.number is None or (a.comparator or " ")[0] != (b.comparator or " ")[0]:
        return Agreement("not_comparable", "one is a lower, the other an upper limit")
    if a.number == b.number:
        same = a.comparator == b.comparator
        return Agreement("agree" if same else "rounding", f"both {plain(a.number)} {a.unit}")
    if abs(a.number - b.number) * 100 <= max(abs(a.number), abs(b.number)):
        return Agreement("rounding", f"{a.raw} and {b.raw} are the same after conversion")
    return Agreement("differ", f"{plain(a.number)} {a.unit} is not {plain(b.number)} {b.unit}")


def _same_words(a: Claim, b: Claim) -> Agreement:
    same = " ".join(str(a.value).split()) == " ".join(str(b.value).split())
    return (
        Agreement("agree", "the same words")
        if same
        else Agreement("not_comparable", "other words: whether they mean the same is not decided here")
    )


def _crp(number: float, comparator: str = ">=") -> dict[str, object]:
    return {"analyte": "crp", "comparator": comparator, "number": number, "unit": "mg/L"}


EXAMPLES = (
    Example("Adults whose hs-CRP was ≥0.5 mg/dL were enrolled.", [_crp(5)], ["inclusion"]),
    Example("People in the study must have raised markers (CRP ≥5 mg/L).", [_crp(5)]),
    Example("Patients with a CRP above 20 mg/L were excluded.", [_crp(20, ">")], ["exclusion"]),
    Example(
        "The trial enrolled adults with HbA1c of 7.5% or higher.",
        [{"analyte": "hba1c", "comparator": ">=", "number": 7.5, "unit": "%"}],
    ),
    Example(
        "People with a BMI of at least 30 were recruited.",
        [{"analyte": "bmi", "comparator": ">=", "number": 30, "unit": "kg/m2"}],
    ),
    Example(
        "Eligible men had a PSA level < 4 ng/mL.", [{"analyte": "psa", "comparator": "<", "number": 4, "unit": "ug/L"}]
    ),
    Example(
        "Adults with LDL cholesterol > 100 mg/dL were randomised.",
        [{"analyte": "ldl cholesterol", "comparator": ">", "number": 2.59, "unit": "mmol/L"}],
    ),
    Example("More patients achieved HbA1c < 7% on the drug."),
    Example("The enrolled patients' CRP fell to 3 mg/L."),
    Example("CRP is a marker of inflammation in people with arthritis."),
    Example("Patients with CRP > 3 bananas were enrolled."),
    Example("The proportion of patients with LDL < 70 mg/dL rose."),
)

TYPES = (
    ClaimType(
        name="eligibility_threshold",
        description="Laboratory value that people were selected by: `outcome` is the analyte (units.toml), "
        "`comparator` its sign. Qualifier `printed`: number and unit as printed.",
        value=dict[str, Any],
        agreement="Equal after conversion; within a hundredth is rounding; a lower against an upper limit is "
        "not comparable.",
        compare=compare,
        unit="the canonical unit of the analyte",
        numeric=True,
        kinds=("inclusion", "exclusion"),
        cues=(rf"{analytes().pattern}.{{0,60}}?\d",),
        find=find,
        examples=EXAMPLES,
    ),
    ClaimType(
        name="eligibility",
        description="Eligibility criteria of a registration, as printed; laboratory values in them become "
        "eligibility_threshold.",
        value=str,
        agreement="The same words; other words are not comparable.",
        compare=_same_words,
        kinds=("criteria", "inclusion", "exclusion", "healthy_volunteers"),
        read_field=read_criteria,
        examples=(
            Example(
                field=Field(type="eligibility", raw="Inclusion: adults with eczema", path="$.e", kind="criteria"),
                values=["Inclusion: adults with eczema"],
            ),
        ),
    ),
)
