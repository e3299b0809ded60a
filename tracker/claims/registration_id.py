"""Trial registration numbers of all registries, as printed and mistyped."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._gated import Gated
from tracker.claims._printed_numbers import Number, numbers
from tracker.claims._schemes import NOT_REGISTRATIONS, PREFIXES
from tracker.records import Claim, Field


class Identifier(BaseModel):
    """A registration number: scheme (nct, isrctn, eudract, ctis, ..., or malformed) and canonical value."""

    scheme: str
    value: str


_MENTION = Gated(
    r"\b(?:e\.g\.|for example|such as|see also|similar|another|other|previous|earlier|cf\.|related|also "
    r"registered)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_SECONDARY = Gated(
    r"\b(?:secondary|other (?:study )?id|also registered|alternative|additional id)\b[^.;]{0,60}$", re.IGNORECASE
)
_LABEL = Gated(
    r"\b(?:regist(?:ered|ration|ry|er)|identifier|identification|trial (?:number|no|id)|clinicaltrials\.gov|nct "
    r"id|isrctn|study id|eudract|number|no\.)\b[^;]{0,80}$",
    re.IGNORECASE,
)


def _kind(sentence: Sentence, start: int, scheme: str) -> tuple[str, float]:
    if scheme == "utn":
        return "utn", 1.0
    if scheme in NOT_REGISTRATIONS:
        return "secondary", 1.0
    left = sentence.text[max(0, start - 120) : start]
    if _SECONDARY.search(left):
        return "secondary", 1.0
    if sentence.passage == "related" or _MENTION.search(left):
        return "mention", 1.0
    if _LABEL.search(left) or sentence.passage in {"headline", "abstract", "citation"}:
        return "own", 1.0
    return "own", 0.95


def find(sentence: Sentence) -> Iterator[Found]:
    """Find registration numbers; a misprint is a hedged claim of scheme "malformed" that says what it suggests."""
    for one in numbers(sentence.text):
        kind, factor = _kind(sentence, one.start, one.scheme)
        misprinted = one.scheme == "malformed"
        yield Found(
            one.start,
            one.end,
            {"scheme": one.scheme, "value": one.value},
            kind=kind,
            status="hedged" if misprinted else None,
            confidence=one.confidence if misprinted else round(one.confidence * factor, 2),
            qualifiers=one.qualifiers,
        )


_FIELD_NOISE = Gated(r"^\s*(?:n/?a|not applicable|none|nil known|not provided|not specified)\b", re.IGNORECASE)
_HINTS = ("id_type", "domain")
_WEAK = 0.8


def read_field(field: Field) -> Iterator[Claim]:
    """Read the registration numbers of an id field; of no known registry: scheme "other"; "nil known": none.

    What the registry says about the number (qualifiers `id_type` and `domain`) makes a bare one whole ("ISRCTN" beside
    99999901); the form of the number decides when the two disagree (a EudraCT number typed as CTIS). An entry's own
    number must be of a known registry: without one it is nobody's registration.
    """
    if _FIELD_NOISE.match(field.raw) or not field.raw.strip():
        return
    hint = " ".join(str(field.qualifiers.get(name) or "") for name in _HINTS).strip()
    told = list(numbers(field.raw, hint))
    read = [one for one in told if one.scheme != "malformed" and (one.confidence >= _WEAK or field.kind != "sponsor")]
    if field.kind == "own" and not read:
        raise ValueError("its form is that of no registry in tracker/claims/_schemes.py")
    found = read or _completed(field.raw, hint) or [one for one in told if one.scheme == "malformed"]
    if not found:
        yield field_claim(field, {"scheme": "other", "value": " ".join(field.raw.split())})
    for one in found:
        misprinted = one.scheme == "malformed"
        yield field_claim(
            field,
            {"scheme": one.scheme, "value": one.value},
            kind="utn" if one.scheme == "utn" else field.kind,
            status="hedged" if misprinted else "asserted",
            confidence=one.confidence if misprinted else 1.0,
            qualifiers={**field.qualifiers, **one.qualifiers},
        )


def _completed(raw: str, hint: str) -> list[Number]:
    """The number that `raw` is when a registry that `hint` names puts its prefix before it, as one that fills it."""
    for names, prefix in PREFIXES:
        if names.search(hint):
            whole = prefix + raw.strip()
            for one in numbers(whole):
                if one.scheme != "malformed" and (one.start, one.end) == (0, len(whole)):
                    return [one]
    return []


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two numbers of one scheme; two registries number the same trial differently."""
    if a.value == b.value:
        return Agreement("agree", f"both name {a.value['value']}")
    if a.value["scheme"] != b.value["scheme"]:
        return Agreement("not_comparable", "numbers of two schemes: one trial can have both")
    return Agreement("differ", f"{a.value['value']} is not {b.value['value']}")


def _id(scheme: str, value: str) -> dict[str, str]:
    return {"scheme": scheme, "value": value}


EXAMPLES = (
    Example("ClinicalTrials.gov number, NCT99999901.", [_id("nct", "NCT99999901")], ["own"]),
    Example("It is nct 9999 9902 in the registry.", [_id("nct", "NCT99999902")]),
    Example(
        "Registered as ISRCTN 99999903 and EudraCT 2099-000001-11.",
        [_id("isrctn", "ISRCTN99999903"), _id("eudract", "2099-000001-11")],
    ),
    Example("EU CT 2099-500001-11-01", [_id("ctis", "2099-500001-11")]),
    Example(
        "Trial id DRKS00099999 (UTN U1111-9999-0001)",
        [_id("drks", "DRKS00099999"), _id("utn", "U1111-9999-0001")],
        ["own", "utn"],
    ),
    Example(
        "ACTRN12699000000001p; ChiCTR-TRC-99000001; CTRI/2099/01/000001",
        [_id("actrn", "ACTRN12699000000001"), _id("chictr", "ChiCTR-TRC-99000001"), _id("ctri", "CTRI/2099/01/000001")],
    ),
    Example(
        "JPRN-jRCTs099990001, UMIN 000099999, KCT0099999",
        [_id("jrct", "jRCTs099990001"), _id("umin", "UMIN000099999"), _id("kct", "KCT0099999")],
    ),
    Example(
        "RBR-9abc99 and PACTR209901000000001 and TCTR20990101001",
        [_id("rebec", "RBR-9abc99"), _id("pactr", "PACTR209901000000001"), _id("tctr", "TCTR20990101001")],
    ),
    Example("A similar trial is NCT99999904.", [_id("nct", "NCT99999904")], ["mention"], ["other_study"]),
    Example("Registration: ISCRTN99999905", [_id("malformed", "ISCRTN99999905")], statuses=["hedged"]),
    Example("Registration: NCT9999990", [_id("malformed", "NCT9999990")], statuses=["hedged"]),
    Example("One case per 100 000 was seen on 2020-01-15 (page 2012-302)."),
    Example("ZINC000099999 binds; grant R0000099999."),
    Example("The ethics number is NL26999.042.09."),
    Example("Call 2004 006 008 00 or NL (17)."),
    Example("NCT stands for national clinical trial."),
    Example("ID-RCB 2099-A00001-11"),
    Example(
        field=Field(type="registration_id", raw="EUCTR2099-000001-11-GB", path="$.i", kind="secondary"),
        values=[_id("eudract", "2099-000001-11")],
        kinds=["secondary"],
    ),
    Example(field=Field(type="registration_id", raw="Nil known", path="$.i", kind="secondary"), values=[]),
    Example(
        field=Field(type="registration_id", raw="STUDY-7", path="$.i", kind="sponsor"), values=[_id("other", "STUDY-7")]
    ),
)

TYPE = ClaimType(
    name="registration_id",
    description="Registration number of a trial. A misprint has the scheme malformed, status hedged and low "
    "confidence, with what "
    "it suggests as a qualifier; a UTN identifies a trial and is no registration.",
    value=Identifier,
    agreement="The same scheme and value; numbers of two schemes are not comparable.",
    compare=compare,
    kinds=("own", "secondary", "mention", "alias", "sponsor", "utn"),
    cues=(
        *(
            rf"{prefix}(?![a-hjkmnp-z])"
            for prefix in "nct ntc cnt ctri rbr jma kct iras umin umin-ctr nl-omon nlomon cpms ukcrn itmctr".split()
        ),
        *"isrct iscrt isrtn isctr isctn irscn irsct irctn irct isrcn eudra euctr actrn anzctr chictr drks jrct".split(),
        *"c000000 japic pactr rpcec slctr tctr lbctr hkctr hkuctr snctp ctis".split(),
        r"actr\s?n",
        r"eu\sct\b",
        r"nl\s?-?(?:\d|omon)",
        r"ntr[\s#:-]*\d",
        r"per[-‐-―−]\d",
        r"u\s?1[1-9]\d\d",
        r"utn\b",
        r"20\d\d[-‐-―−]\s?\d{6}",
        "[\u00ad\u200b-\u200f\u2060\ufeff\uff10-\uff19]",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
