"""Trial registration numbers of all registries, as printed and mistyped."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._schemes import MISTAKES, NOT_REGISTRATIONS, SCHEMES
from tracker.records import Claim, Field


class Identifier(BaseModel):
    """A registration number: scheme (nct, isrctn, eudract, ctis, ..., or malformed) and canonical value."""

    scheme: str
    value: str


_MENTION = re.compile(
    r"\b(?:e\.g\.|for example|such as|see also|similar|another|other|previous|earlier|cf\.|related|also "
    r"registered)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_SECONDARY = re.compile(
    r"\b(?:secondary|other (?:study )?id|also registered|alternative|additional id)\b[^.;]{0,60}$", re.IGNORECASE
)
_LABEL = re.compile(
    r"\b(?:regist(?:ered|ration|ry|er)|identifier|identification|trial (?:number|no|id)|clinicaltrials\.gov|nct "
    r"id|isrctn|study id|eudract|number|no\.)\b[^;]{0,80}$",
    re.IGNORECASE,
)


def identify(text: str) -> Iterator[tuple[int, int, str, str, float]]:
    """Yield (start, end, scheme, canonical value, confidence) of every registration number in `text`, in order."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int, str, str, float]] = []
    for scheme in SCHEMES:
        for match in scheme.pattern.finditer(text):
            start, end = match.span()
            while text[end - 1].isspace():
                end -= 1
            if any(start < b and a < end for a, b in taken):
                continue
            if scheme.near and not scheme.near.search(text):
                continue
            taken.append((start, end))
            found.append((start, end, scheme.name, scheme.canonical(match), scheme.confidence))
    return iter(sorted(found))


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
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for start, end, scheme, value, confidence in identify(text):
        taken.append((start, end))
        kind, factor = _kind(sentence, start, scheme)
        yield Found(start, end, {"scheme": scheme, "value": value}, kind=kind, confidence=round(confidence * factor, 2))
    for mistake in MISTAKES:
        for match in mistake.pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            suggested = mistake.suggests(match)
            yield Found(
                start,
                end,
                {"scheme": "malformed", "value": "".join(match.group().split()).upper()},
                kind=_kind(sentence, start, "malformed")[0],
                status="hedged",
                confidence=0.4,
                qualifiers={"suggests_scheme": mistake.scheme} | ({"suggests": suggested} if suggested else {}),
            )


_FIELD_NOISE = re.compile(r"^\s*(?:n/?a|not applicable|none|nil known|not provided|not specified)\b", re.IGNORECASE)


def read_field(field: Field) -> Iterator[Claim]:
    """Read the registration numbers of an id field; of no known registry: scheme "other"; "nil known": none.

    An entry's own number must be of a known registry: without one it is nobody's registration.
    """
    if _FIELD_NOISE.match(field.raw) or not field.raw.strip():
        return
    ids = [(scheme, value) for _, _, scheme, value, _ in identify(field.raw)]
    if field.kind == "own" and not ids:
        raise ValueError("its form is that of no registry in tracker/claims/_schemes.py")
    for scheme, value in ids or [("other", " ".join(field.raw.split()))]:
        kind = "utn" if scheme == "utn" else field.kind
        yield field_claim(field, {"scheme": scheme, "value": value}, kind=kind)


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
            rf"{prefix}(?![a-z])"
            for prefix in "nct ntc cnt ctri rbr jma kct iras umin umin-ctr nl-omon nlomon cpms ukcrn itmctr".split()
        ),
        *"isrct iscrt isrtn isctr isctn irscn irsct irctn irct isrcn eudra euctr actrn anzctr chictr drks jrct "
        "c000000 japic pactr rpcec".split(),
        *"slctr tctr lbctr hkctr hkuctr snctp".split(),
        r"actr\s?n",
        r"nl\d",
        r"ntr\s?-?\d",
        r"per-\d",
        r"u1[1-9]\d\d",
        r"20\d\d[-‐-―−]\s?\d{6}",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
