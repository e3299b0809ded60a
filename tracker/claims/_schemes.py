"""Registration number schemes: how each is found however it is printed, and its canonical form.

Formats: the WHO registry network's list of primary registries and the registries' own help pages. Every pattern reads
text as `tracker.claims._printed_numbers.fold` leaves it: one kind of dash, plain blanks and digits, nothing invisible.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tracker.claims._gated import Gated

Match = re.Match[str]

_FREE = r"(?<![A-Za-z0-9])"
_GLUED = r"(?:(?<![A-Za-z0-9])|(?<=\.gov)|(?<=fier)|(?<=number))"
_JOIN = r"[\s\-_#:./(\[=]{0,5}"
_SLASH = r"\s?[-/]\s?"
_END = r"(?![0-9])"


def _run(count: str, begins: str = "") -> str:
    """The group `id`: `count` digits ("8", "9,10"), perhaps broken by blanks or hyphens, no digit after them."""
    low, _, high = count.partition(",")
    return rf"(?P<id>{begins}[0-9OoIl](?:[\s\-]{{0,3}}[0-9OoIl]){{{int(low) - 1},{int(high or low) - 1}}}){_END}"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One numbering scheme: pattern (group `id` is its run of digits), canonical form, and what must stand near."""

    name: str
    pattern: Gated
    canonical: Callable[[Match], str]
    near: Gated | None = None
    confidence: float = 0.98


def digits(run: str) -> str:
    """The digits of `run`, with the letters O, I and l read as the digits they are mistaken for."""
    return re.sub(r"\D", "", run.translate(str.maketrans("OoIl", "0011")))


def _numbered(prefix: str) -> Callable[[Match], str]:
    return lambda match: prefix + digits(match["id"])


def _european(match: Match) -> str:
    return f"{match['y']}-{match['s']}-{match['c']}"


def _chictr(match: Match) -> str:
    letters = match["letters"]
    return f"ChiCTR-{letters.upper()}-{digits(match['id'])}" if letters else f"ChiCTR{digits(match['id'])}"


def _scheme(
    name: str,
    pattern: str,
    canonical: Callable[[Match], str],
    near: str = "",
    confidence: float = 0.98,
    exact: bool = False,
) -> Scheme:
    """A scheme; `exact` means that capitals and small letters are told apart."""
    around = Gated(near, re.IGNORECASE) if near else None
    return Scheme(name, Gated(pattern, re.RegexFlag(0) if exact else re.IGNORECASE), canonical, around, confidence)


_YEAR = r"(?P<y>20\d\d)"
_CTIS_YEAR = r"(?P<y>202[2-9]|20[3-9]\d)"
_EU = r"(?<![A-Za-z0-9-])(?:(?:EUCTR|EU\s?CTR?|EudraCT|CTIS)[\s#:]{0,3})?"
_EU_LABEL = r"\b(?:Eudra\s?-?CT|CTIS|EU\s?CT)\b\D{0,14}?"
_COUNTRY = r"(?:-(?P<country>[A-Z]{2}\b|3RD\b|Outside-EU/EEA))?"
_DUTCH = r"trial\s?regist|netherlands|nederlands|dutch"

SCHEMES: tuple[Scheme, ...] = (
    _scheme("nct", rf"{_GLUED}NCT(?:{_JOIN}|\s*(?:no|id|number)\b[\s.:#]*){_run('8')}", _numbered("NCT")),
    _scheme("isrctn", rf"{_GLUED}ISRCTN(?:{_JOIN}|\s*(?:no|id|number)\b[\s.:#]*){_run('8')}", _numbered("ISRCTN")),
    _scheme(
        "ctis",
        rf"{_EU}{_CTIS_YEAR}-\s?(?P<s>5\d{{5}})\s?-\s?(?P<c>\d\d)(?:\s?-\s?\d\d)?(?!\d){_COUNTRY}",
        _european,
    ),
    _scheme(
        "ctis",
        rf"{_EU_LABEL}{_CTIS_YEAR}[\W_]?(?P<s>5\d{{5}})[\W_]?(?P<c>\d\d)(?:[\W_]?\d\d)?(?!\d)",
        _european,
        confidence=0.9,
    ),
    _scheme(
        "eudract",
        rf"{_EU}{_YEAR}-\s?(?P<s>0\d{{5}})\s?-\s?(?P<c>\d\d)(?:-0\d)?(?!\d|-\d(?!RD)){_COUNTRY}",
        _european,
    ),
    _scheme(
        "eudract",
        rf"{_EU_LABEL}{_YEAR}[\W_]?(?P<s>[0-4]\d{{5}})[\W_]?(?P<c>\d\d)(?!\d|-\d(?!RD)){_COUNTRY}",
        _european,
        confidence=0.9,
    ),
    _scheme(
        "actrn",
        rf"{_FREE}(?:ACTR\s?N|ANZCTR){_JOIN}(?:0(?=\s?126))?{_run('14', '(?=126)')}p?",
        _numbered("ACTRN"),
    ),
    _scheme("chictr", rf"{_FREE}ChiCTR{_JOIN}(?:(?P<letters>[A-Z]{{3,5}}){_JOIN})?(?P<id>\d{{8,10}}){_END}", _chictr),
    _scheme("itmctr", rf"{_FREE}ITMCTR{_JOIN}{_run('10')}", _numbered("ITMCTR")),
    _scheme(
        "ctri",
        rf"{_FREE}CTRI[\s#:]{{0,2}}(?:{_SLASH})?(?P<y>20\d\d){_SLASH}(?P<m>\d{{2,3}}){_SLASH}(?P<id>\d{{6}}){_END}",
        lambda m: f"CTRI/{m['y']}/{m['m']}/{m['id']}",
    ),
    _scheme("drks", rf"{_FREE}DRKS(?:-?ID)?{_JOIN}{_run('8')}", _numbered("DRKS")),
    _scheme(
        "irct",
        rf"{_FREE}IRCT(?:\s?ID)?{_JOIN}(?P<id>\d{{6,14}})\s?N\s?(?P<n>\d{{1,3}}){_END}",
        lambda m: f"IRCT{m['id']}N{m['n']}",
    ),
    _scheme("jrct", rf"{_FREE}jRCT(?P<s>s?){_JOIN}{_run('9,10')}", lambda m: f"jRCT{m['s'].lower()}{digits(m['id'])}"),
    _scheme("umin", rf"{_FREE}UMIN(?:[\s-]?CTR)?(?:\s?(?:ID|no))?{_JOIN}{_run('9')}", _numbered("UMIN")),
    _scheme(
        "umin",
        rf"{_FREE}(?P<code>C000000\d{{3}}){_END}",
        lambda m: m["code"].upper(),
        near=r"\bUMIN|\bJPRN",
        confidence=0.8,
    ),
    _scheme("japiccti", rf"{_FREE}JapicCTI{_JOIN}{_run('6')}", _numbered("JapicCTI-")),
    _scheme("jma_iia", rf"{_FREE}JMA-?\s?IIA{_JOIN}{_run('5')}", _numbered("JMA-IIA")),
    _scheme("kct", rf"{_FREE}KCT{_JOIN}{_run('7')}", _numbered("KCT")),
    _scheme("nl_omon", rf"{_FREE}NL-?\s?OMON{_JOIN}(?P<id>\d{{4,6}}){_END}", _numbered("NL-OMON")),
    _scheme("ntr", rf"{_FREE}NTR-?(?P<id>\d{{3,4}})(?!\d|\.\d)", _numbered("NTR"), confidence=0.85),
    _scheme("ntr", rf"{_FREE}NTR[\s#:]{{1,2}}(?P<id>\d{{2,4}})(?!\d|\.\d)", _numbered("NTR"), _DUTCH, 0.85),
    _scheme(
        "ntr", r"(?<![A-Za-z0-9(\[.-])NL(?P<id>\d{4})(?!\d|\.\d)\b(?!-\d)", _numbered("NL"), confidence=0.7, exact=True
    ),
    _scheme("ntr", rf"{_FREE}NL\s?(?P<id>\d{{2,4}})(?!\d|\.\d)\b", _numbered("NL"), _DUTCH, 0.7, exact=True),
    _scheme("pactr", rf"{_FREE}PACTR{_JOIN}{_run('15,16', '(?=20)')}", _numbered("PACTR")),
    _scheme(
        "rebec",
        rf"{_FREE}RBR\s?-\s?(?P<code>(?=[a-z]*\d)[0-9a-z]{{6,8}})\b",
        lambda m: f"RBR-{m['code'].lower()}",
    ),
    _scheme(
        "repec",
        rf"{_FREE}PER-(?P<id>\d{{3}})-(?P<c>\d\d)(?!\d|-\d)",
        lambda m: f"PER-{m['id']}-{m['c']}",
        exact=True,
    ),
    _scheme("rpcec", rf"{_FREE}RPCEC{_JOIN}{_run('8')}", _numbered("RPCEC")),
    _scheme(
        "slctr",
        rf"{_FREE}SLCTR(?:{_SLASH}|\s)(?P<y>20\d\d){_SLASH}(?P<id>\d{{3}}){_END}",
        lambda m: f"SLCTR/{m['y']}/{m['id']}",
    ),
    _scheme("tctr", rf"{_FREE}TCTR(?:\s?ID)?{_JOIN}{_run('11', '(?=20)')}", _numbered("TCTR")),
    _scheme("lbctr", rf"{_FREE}LBCTR{_JOIN}{_run('10', '(?=20)')}", _numbered("LBCTR")),
    _scheme("hkctr", rf"{_FREE}HKU?CTR\s?-?\s?(?P<id>\d{{1,4}}){_END}", _numbered("HKCTR-")),
    _scheme("snctp", rf"{_FREE}SNCTP{_JOIN}{_run('9')}", _numbered("SNCTP")),
    _scheme(
        "utn",
        rf"{_FREE}(?:U\s?|UTN[\s:#]{{0,2}}U?)(?P<a>1[1-9]\d\d)(?:-|\s)(?P<b>\d{{4}})(?:-|\s)(?P<c>\d{{4}})(?!\d|-\d)",
        lambda m: f"U{m['a']}-{m['b']}-{m['c']}",
    ),
    _scheme(
        "iras",
        rf"{_FREE}IRAS\b(?:\s(?:project|id|number|no\.?|ref(?:erence)?))*[\s:#]*(?P<id>\d{{5,7}}){_END}",
        _numbered("IRAS "),
    ),
    _scheme("cpms", rf"{_FREE}CPMS\b(?:\s(?:id|number|no\.?))*[\s:#]*(?P<id>\d{{4,6}}){_END}", _numbered("CPMS ")),
    _scheme("ukcrn", rf"{_FREE}UKCRN\b(?:\s(?:id|number|no\.?))*[\s:#]*(?P<id>\d{{4,6}}){_END}", _numbered("UKCRN ")),
)

NOT_REGISTRATIONS = frozenset({"utn", "iras", "cpms", "ukcrn"})
"""Numbers that identify a trial and are no registration."""

PREFIXES: tuple[tuple[Gated, str], ...] = tuple(
    (Gated(names, re.IGNORECASE), prefix)
    for names, prefix in (
        (r"\bnct\b|clinical\s?trials\.gov", "NCT"),
        (r"isrctn", "ISRCTN"),
        (r"eudra", "EudraCT "),
        (r"\bctis\b|\beu\s?ctr?\b|\beuct\b", "CTIS "),
        (r"\butn\b|\bwho\b|ictrp|universal trial", "UTN "),
        (r"\banzctr\b|\bactrn\b", "ACTRN"),
        (r"\bchictr\b", "ChiCTR"),
        (r"\bctri\b", "CTRI/"),
        (r"\bdrks\b", "DRKS"),
        (r"\birct\b", "IRCT"),
        (r"\bjrct\b", "jRCT"),
        (r"\bumin\b", "UMIN"),
        (r"\bjapic", "JapicCTI-"),
        (r"\bkct\b|\bcris\b", "KCT"),
        (r"\bntr\b|netherlands trial regist", "NTR"),
        (r"\bpactr\b", "PACTR"),
        (r"\brebec\b", "RBR-"),
        (r"\brpcec\b", "RPCEC"),
        (r"\btctr\b", "TCTR"),
        (r"\bsnctp\b", "SNCTP"),
        (r"\biras\b", "IRAS "),
        (r"\bcpms\b", "CPMS "),
        (r"\bukcrn\b", "UKCRN "),
    )
)
"""What a registry's field calls another register, and what stands before that register's bare numbers."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A recognisable way to misprint an identifier, the scheme it suggests, and the number where only one can be."""

    pattern: Gated
    scheme: str
    suggests: Callable[[Match], str | None]


def _nothing(match: Match) -> None:
    return None


def _short_nct(match: Match) -> str | None:
    """Seven digits without the leading zero of all numbers so far can only have lost that."""
    run = match["id"]
    return f"NCT0{run}" if len(run) == 7 and not run.startswith("0") else None


def _miscounted(
    prefix: str, count: int, scheme: str, suggests: Callable[[Match], str | None] = _nothing, join: str = _JOIN
) -> Mistake:
    """A number with up to two digits too few or too many."""
    lengths = rf"\d{{{count - 2},{count - 1}}}|\d{{{count + 1},{count + 2}}}"
    return Mistake(Gated(rf"{_FREE}{prefix}{join}(?P<id>{lengths}){_END}", re.IGNORECASE), scheme, suggests)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        Gated(
            rf"{_FREE}(?:ISCRTN|ISRTCN|IRSCTN|ISCTRN|ISRCNT|ISRTN|ISCTN|IRCTN|ISRCT|ISRCN){_JOIN}{_run('8')}",
            re.IGNORECASE,
        ),
        "isrctn",
        _numbered("ISRCTN"),
    ),
    Mistake(
        Gated(rf"{_FREE}(?:NTC|CNT|NCTN){_JOIN}{_run('8', '(?=[0Oo])')}", re.IGNORECASE),
        "nct",
        _numbered("NCT"),
    ),
    _miscounted("NCT", 8, "nct", _short_nct),
    _miscounted("ISRCTN", 8, "isrctn"),
    _miscounted("DRKS", 8, "drks"),
    _miscounted("UMIN", 9, "umin"),
    _miscounted("RPCEC", 8, "rpcec"),
    _miscounted("TCTR", 11, "tctr"),
    _miscounted("PACTR", 15, "pactr"),
    _miscounted("ACTRN", 14, "actrn"),
    _miscounted("KCT", 7, "kct"),
    Mistake(Gated(rf"{_FREE}IRCT{_JOIN}(?P<id>\d{{10,14}})N?{_END}", re.IGNORECASE), "irct", _nothing),
    Mistake(
        Gated(rf"{_FREE}CTRI\s?{_SLASH}20\d\d{_SLASH}\d{{1,3}}{_SLASH}(?P<id>\d{{4,5}}|\d{{7}}){_END}", re.IGNORECASE),
        "ctri",
        _nothing,
    ),
    Mistake(
        Gated(rf"{_EU_LABEL}20\d\d-\d{{4,7}}-\d{{1,3}}(?![\d-])", re.IGNORECASE),
        "eudract",
        _nothing,
    ),
)
