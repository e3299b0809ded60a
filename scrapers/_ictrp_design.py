"""Design and phase out of the phrases that registries send to ICTRP."""

import re
from collections.abc import Iterator, Mapping

from tracker.records import Field

_VALUE = r"\s*:\s*(?P<value>[^.;\n:]+?)(?=\s+[A-Z][\w /]*:|[.;\n]|$)"
_LABELLED = (
    ("allocation", re.compile(rf"\b(?:Allocation|Randomi[sz]ed){_VALUE}", re.IGNORECASE)),
    ("masking", re.compile(rf"\b(?:Masking|Blinding(?:/masking)?){_VALUE}", re.IGNORECASE)),
    ("model", re.compile(rf"\b(?:Intervention(?:al)? (?:study )?model|Assignment){_VALUE}", re.IGNORECASE)),
)
_YES = (
    ("masking", re.compile(r"\b(?P<value>(?:Open|Single blind|Double blind)\s*:\s*yes)\b", re.IGNORECASE)),
    ("model", re.compile(r"\b(?P<value>Parallel group|Cross over)\s*:\s*yes\b", re.IGNORECASE)),
)
_ALONE = (
    (
        "allocation",
        re.compile(r"(?:non[- ]?)?randomi[sz]ed(?: controlled)?(?: clinical)?(?: trial| study)?", re.IGNORECASE),
    ),
    (
        "masking",
        re.compile(r"(?:single|double|triple|quadruple)[- ]?(?:blind|mask)(?:ed|ing)?|open(?:[- ]label)?", re.I),
    ),
    ("model", re.compile(r"(?:parallel|cross-?over|factorial|single[- ](?:arm|group))(?: group| assignment)?s?", re.I)),
)
_OBSERVATIONAL = re.compile(r"\b(?:cohort|case[- ]control|ecologic\w*|family[- ]based)\b", re.IGNORECASE)
_PHASE_YES = re.compile(r"\((Phase\s+[IV]+)\)\s*:\s*yes\b", re.IGNORECASE)
_PHASE = re.compile(r"(?:early\s+)?(?:phase\s*)?(?:[0-4]|I{1,3}|IV)\s?[ab]?\b", re.IGNORECASE)
_NO_PHASE = re.compile(r"n\s*/?\s*a|not (?:applicable|selected)", re.IGNORECASE)


def phases_in(raw: str) -> str:
    """What `raw` says of the phase ("Phase 2/Phase 3", "N/A"), "" when it names none.

    The EU register prints each phase with yes or no ("Therapeutic exploratory (Phase II): yes"): the ones with yes are
    the value, joined by "/".
    """
    text = raw.strip()
    if re.search(r":\s*(?:yes|no)\b", text, re.IGNORECASE):
        return "/".join(_PHASE_YES.findall(text))
    return text if _NO_PHASE.fullmatch(text) or _PHASE.search(text) else ""


def design_fields(record: Mapping[str, str]) -> Iterator[Field]:
    """Allocation, masking and model: labelled parts of the design first, else a part that is such a word alone."""
    text = record.get("Study_design", "")
    if "observational" in record.get("Study_type", "").lower():
        match = _OBSERVATIONAL.search(text)
        if match:
            yield Field(type="model", raw=match[0], path="$.Study_design", kind="observational")
        return
    parts = [part.strip() for part in re.split(r"[.;,\n]", text)]
    for claim, alone in _ALONE:
        patterns = [pattern for name, pattern in (*_LABELLED, *_YES) if name == claim]
        found = next((match["value"] for pattern in patterns if (match := pattern.search(text))), "")
        found = found or next((part for part in parts if alone.fullmatch(part)), "")
        if found.strip() and not re.fullmatch(
            r"n\s*/?\s*a|not (?:applicable|selected)|-+", found.strip(), re.IGNORECASE
        ):
            kind = "interventional" if claim == "model" else None
            yield Field(type=claim, raw=found.strip(), path="$.Study_design", kind=kind)
