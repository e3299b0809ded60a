"""Registration number schemes: how each is found however it is printed, and its canonical form.

Formats: the WHO registry network's list of primary registries and the registries' own help pages.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

SPACE = r"[\s\u00ad\u200b-\u200d\ufeff]"
_JOIN = rf"(?:{SPACE}|[-_#:./‐-―−])*"
_DIGIT = r"[0-9]"


def _run(count: str, joiner: str = rf"{SPACE}?[-‐-―−]?{SPACE}?") -> str:
    """A pattern for `count` digits ("8", "9,10") that may be broken by blanks; not followed by a further digit."""
    low, _, high = count.partition(",")
    return rf"[0-9Oo](?:{joiner}[0-9Ool]){{{int(low) - 1},{int(high or low) - 1}}}(?![0-9])"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One numbering scheme: pattern (its group `id` is the variable part), canonical form, and what must stand near."""

    name: str
    pattern: re.Pattern[str]
    canonical: Callable[[re.Match[str]], str]
    near: re.Pattern[str] | None = None
    confidence: float = 0.98


def digits(text: str) -> str:
    """The digits of `text`, with the letters O and l read as the digits they are mistaken for."""
    return re.sub(r"\D", "", re.sub("[oO]", "0", text).replace("l", "1"))


def _numbered(prefix: str, before: str = "") -> Callable[[re.Match[str]], str]:
    return lambda match: prefix + before + digits(match["id"])


def _scheme(
    name: str,
    pattern: str,
    canonical: Callable[[re.Match[str]], str],
    near: str = "",
    confidence: float = 0.98,
    flags: re.RegexFlag = re.IGNORECASE,
) -> Scheme:
    return Scheme(
        name, re.compile(pattern, flags), canonical, re.compile(near, re.IGNORECASE) if near else None, confidence
    )


_B = r"(?<![A-Za-z0-9])"
_DASH = r"[-‐-―−]"
_SEP = rf"{SPACE}?[-/‐-―−]{SPACE}?"


def _ctis(match: re.Match[str]) -> str:
    return f"{match['y']}-{match['s']}-{match['c']}"


def _eudract(match: re.Match[str]) -> str:
    return f"{match['y']}-{match['s']}-{match['c']}"


def _chictr(match: re.Match[str]) -> str:
    letters = match["letters"]
    return f"ChiCTR-{letters.upper()}-{digits(match['id'])}" if letters else f"ChiCTR{digits(match['id'])}"


SCHEMES: tuple[Scheme, ...] = (
    _scheme("nct", rf"{_B}NCT(?:{_JOIN}|{SPACE}*no\.?{SPACE}*)(?P<id>{_run('8')})", _numbered("NCT")),
    _scheme("isrctn", rf"{_B}ISRCTN{_JOIN}(?P<id>{_run('8')})", _numbered("ISRCTN")),
    _scheme("ctis", rf"(?<![\d-])(?P<y>20\d\d){_DASH}(?P<s>5\d{{5}}){_DASH}(?P<c>\d\d)(?:{_DASH}\d\d)?(?![\d])", _ctis),
    _scheme(
        "eudract",
        rf"(?<![\d-])(?:EUCTR)?(?P<y>20\d\d){_DASH}{SPACE}?(?P<s>(?!5)\d{{6}}){SPACE}?{_DASH}{SPACE}?(?P<c>\d\d)(?!\d|{_DASH}\d)"
        rf"(?:{_DASH}(?:[A-Z]{{2}}\b|3RD\b|Outside[-‐-―]EU/EEA))?",
        _eudract,
    ),
    _scheme(
        "eudract",
        rf"\bEudra{SPACE}?CT\D{{0,14}}(?P<y>20\d\d)[\W_]?(?P<s>\d{{6}})[\W_]?(?P<c>\d\d)(?!\d)",
        _eudract,
        confidence=0.9,
    ),
    _scheme(
        "actrn",
        rf"{_B}(?:ACTR{SPACE}?N|ANZCTR){_JOIN}(?:0(?=126))?(?P<id>126(?:{SPACE}?\d){{11}})(?!\d)p?",
        _numbered("ACTRN"),
    ),
    _scheme("chictr", rf"{_B}ChiCTR{_JOIN}(?:(?P<letters>[A-Z]{{3,4}}){_JOIN})?(?P<id>\d{{8,10}})(?!\d)", _chictr),
    _scheme("itmctr", rf"{_B}ITMCTR{_JOIN}(?P<id>\d{{10}})(?!\d)", _numbered("ITMCTR")),
    _scheme(
        "ctri",
        rf"{_B}CTRI{_SEP}(?P<y>20\d\d){_SEP}(?P<m>\d{{2,3}}){_SEP}(?P<id>\d{{6}})(?!\d)",
        lambda m: f"CTRI/{m['y']}/{m['m']}/{m['id']}",
    ),
    _scheme("drks", rf"{_B}DRKS{_JOIN}(?P<id>{_run('8')})", _numbered("DRKS")),
    _scheme(
        "irct",
        rf"{_B}IRCT{_JOIN}(?P<id>\d{{6,14}}){SPACE}?N{SPACE}?(?P<n>\d{{1,3}})(?!\d)",
        lambda m: f"IRCT{m['id']}N{m['n']}",
    ),
    _scheme(
        "jrct",
        rf"{_B}jRCT(?P<s>s?){_JOIN}(?P<id>\d{{9,10}})(?!\d)",
        lambda m: f"jRCT{m['s'].lower()}{m['id']}",
    ),
    _scheme("umin", rf"{_B}UMIN(?:[\s-]?CTR)?{_JOIN}(?P<id>{_run('9')})", _numbered("UMIN")),
    _scheme("umin", rf"{_B}(?P<id>C000000\d{{3}})(?!\d)", lambda m: m["id"].upper(), near=r"\bUMIN\b", confidence=0.8),
    _scheme("japiccti", rf"{_B}JapicCTI{_JOIN}(?P<id>\d{{6}})(?!\d)", _numbered("JapicCTI-")),
    _scheme("jma_iia", rf"{_B}JMA{_DASH}?IIA{_JOIN}(?P<id>\d{{5}})(?!\d)", _numbered("JMA-IIA")),
    _scheme("kct", rf"{_B}KCT{_JOIN}(?P<id>{_run('7')})", _numbered("KCT")),
    _scheme("nl_omon", rf"{_B}NL{_DASH}?OMON{_JOIN}(?P<id>\d{{4,6}})(?!\d)", _numbered("NL-OMON")),
    _scheme("ntr", rf"{_B}NTR{SPACE}?{_DASH}?(?P<id>\d{{2,4}})(?![\d.]\d|\d)", _numbered("NTR"), confidence=0.85),
    _scheme(
        "ntr",
        rf"(?<![A-Za-z0-9(\[]){'NL'}(?P<id>\d{{4}})(?!\d|\.\d)\b",
        _numbered("NL"),
        confidence=0.7,
        flags=re.RegexFlag(0),
    ),
    _scheme(
        "ntr",
        rf"{_B}NL(?P<id>\d{{2,3}})(?!\d|\.\d)\b",
        _numbered("NL"),
        near=r"trial regist|NTR\b|netherlands trial|dutch trial|trialregister",
        confidence=0.7,
        flags=re.RegexFlag(0),
    ),
    _scheme("pactr", rf"{_B}PACTR{_JOIN}(?P<id>20\d{{13,14}})(?!\d)", _numbered("PACTR")),
    _scheme(
        "rebec",
        rf"{_B}RBR{SPACE}?{_DASH}?{SPACE}?(?P<id>(?=[a-z]*\d)[0-9a-z]{{6,7}})\b",
        lambda m: f"RBR-{m['id'].lower()}",
    ),
    _scheme(
        "repec",
        rf"{_B}PER{_DASH}(?P<id>\d{{3}}){_DASH}(?P<c>\d\d)(?!\d)",
        lambda m: f"PER-{m['id']}-{m['c']}",
        flags=re.RegexFlag(0),
    ),
    _scheme("rpcec", rf"{_B}RPCEC{_JOIN}(?P<id>{_run('8')})", _numbered("RPCEC")),
    _scheme(
        "slctr", rf"{_B}SLCTR{_SEP}(?P<y>20\d\d){_SEP}(?P<id>\d{{3}})(?!\d)", lambda m: f"SLCTR/{m['y']}/{m['id']}"
    ),
    _scheme("tctr", rf"{_B}TCTR{_JOIN}(?P<id>20\d{{9}})(?!\d)", _numbered("TCTR")),
    _scheme("lbctr", rf"{_B}LBCTR{_JOIN}(?P<id>20\d{{8}})(?!\d)", _numbered("LBCTR")),
    _scheme("hkctr", rf"{_B}HKU?CTR{_DASH}(?P<id>\d{{1,4}})(?!\d)", _numbered("HKCTR-")),
    _scheme("snctp", rf"{_B}SNCTP{_JOIN}(?P<id>\d{{9}})(?!\d)", _numbered("SNCTP")),
    _scheme(
        "utn",
        rf"{_B}U(?P<id>1[1-9]\d\d){_DASH}(?P<b>\d{{4}}){_DASH}(?P<c>\d{{4}})(?!\d)",
        lambda m: f"U{m['id']}-{m['b']}-{m['c']}",
    ),
    _scheme(
        "iras",
        rf"{_B}IRAS\b(?:\s(?:project|id|number|no\.?|ref(?:erence)?))*[\s:#]*(?P<id>\d{{5,7}})(?!\d)",
        _numbered("IRAS "),
    ),
    _scheme("cpms", rf"{_B}CPMS\b(?:\s(?:id|number|no\.?))*[\s:#]*(?P<id>\d{{4,6}})(?!\d)", _numbered("CPMS ")),
    _scheme("ukcrn", rf"{_B}UKCRN\b(?:\s(?:id|number|no\.?))*[\s:#]*(?P<id>\d{{4,6}})(?!\d)", _numbered("UKCRN ")),
)

NOT_REGISTRATIONS = frozenset({"utn", "iras", "cpms", "ukcrn"})
"""Numbers that identify a trial and are no registration."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A recognisable way to misprint an identifier, and the scheme it suggests."""

    pattern: re.Pattern[str]
    scheme: str
    suggests: Callable[[re.Match[str]], str | None]


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        re.compile(
            rf"{_B}(?:ISCRTN|ISRTCN|IRSCTN|ISCTRN|ISRCNT|ISRTN|ISCTN|IRCTN){_JOIN}(?P<id>{_run('8')})", re.IGNORECASE
        ),
        "isrctn",
        lambda m: "ISRCTN" + digits(m["id"]),
    ),
    Mistake(
        re.compile(rf"{_B}(?:NTC|CNT|NCTN){_JOIN}(?P<id>0{_run('7')})", re.IGNORECASE),
        "nct",
        lambda m: "NCT" + digits(m["id"]),
    ),
    Mistake(re.compile(rf"{_B}NCT{_JOIN}(?P<id>\d{{6,7}}|\d{{9,10}})(?!\d)", re.IGNORECASE), "nct", lambda m: None),
    Mistake(
        re.compile(rf"{_B}ISRCTN{_JOIN}(?P<id>\d{{6,7}}|\d{{9,10}})(?!\d)", re.IGNORECASE), "isrctn", lambda m: None
    ),
    Mistake(re.compile(rf"{_B}IRCT{_JOIN}(?P<id>\d{{10,14}})N?(?![\d])", re.IGNORECASE), "irct", lambda m: None),
    Mistake(re.compile(rf"{_B}DRKS{_JOIN}(?P<id>\d{{6,7}}|\d{{9,10}})(?!\d)", re.IGNORECASE), "drks", lambda m: None),
)
