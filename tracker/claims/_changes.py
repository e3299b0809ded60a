"""Effects that a text tells in words: "a 30% lower risk", "fell by 3.2 points", "twice as likely"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from tracker.claims._arm_labels import which
from tracker.claims._base import MANY
from tracker.claims._estimates import UNIT, unit_of
from tracker.claims._gated import Gated
from tracker.claims._numbers import HEDGE, NUMBER, hedge_kind, value_of

_PERCENT = r"(?:\s?%|\spercent\b|\sper\scent\b|-percent\b)"
_DOWN = (
    r"reduc\w*|lower\w*|decreas\w*|declin\w*|drop\w*|f[ae]ll\w*|cuts?\b|cutting|los[set]\w*|fewer|less|smaller|shr[aiu]nk\w*|"
    r"shorte\w*|slow\w*|worse\w*|halv\w*"
)
_UP = (
    r"increas\w*|ris(?:e|es|en|ing)\b|rose|rais\w*|improv\w*|boost\w*|gain\w*|higher|greater|more|longer|faster|better|"
    r"climb\w*|jump\w*|lengthen\w*|prolong\w*"
)
_NOUN = (
    r"reductions?|decreases?|declines?|drops?|falls?|cuts?|loss|increases?|rise|improvements?|gains?|boost|jump|lowering|"
    r"shortening|worsening"
)
_HEDGED = (
    rf"(?:(?P<hedge>(?:an\s)?(?:average|mean|median)(?:\sof)?|{HEDGE})\s)?(?:an?\s(?:average|mean|median)\s(?:of\s)?)?"
)
_LOWER = Gated(
    rf"{_HEDGED}(?P<n>{NUMBER}){_PERCENT}\s(?:relative\s|relatively\s|significantly\s|statistically\s){{0,2}}"
    r"(?P<dir>lower|higher|less|more|fewer|greater|smaller|reduced|increased|decreased|faster|slower|shorter|longer|better|"
    r"worse)\s(?!(?:than|doses?|expensive|money|people|patients)\b)(?P<what>[a-z-]+)",
    re.IGNORECASE,
)
_A_CUT = Gated(
    rf"{_HEDGED}(?P<n>{NUMBER})(?:(?P<pct>{_PERCENT})|[\s-](?P<unit>{UNIT}))\s(?:(?:relative|mean|average|median|overall|"
    rf"greater|further|risk|weight|statistically|significant)\s){{0,3}}(?P<dir>{_NOUN})\b",
    re.IGNORECASE,
)
_BY = Gated(
    rf"\b(?P<dir>{_DOWN}|{_UP})\b(?P<gap>[^.;:()]{{0,70}}?)\s(?P<link>by|of)\s{_HEDGED}"
    rf"(?P<n>[-−–]?{NUMBER})(?:(?P<pct>{_PERCENT})|[\s-]?(?P<unit>{UNIT}))(?!\s?(?:CI\b|confidence))",
    re.IGNORECASE,
)
_STRAIGHT = Gated(
    rf"\b(?P<dir>fell|dropped|rose|declined|decreased|increased|improved|lost|gained|shrank)\s{_HEDGED}"
    rf"(?P<n>{NUMBER})(?:(?P<pct>{_PERCENT})|[\s-]?(?P<unit>{UNIT}))(?!\s?(?:CI\b|confidence))",
    re.IGNORECASE,
)
_MEAN = Gated(
    rf"\b(?:mean|average|median)\s(?:[\w-]+\s){{0,3}}?(?P<dir>{_NOUN}|change)\b[^.;:]{{0,110}}?\s(?:was|were|of|averaged)\s"
    rf"{_HEDGED}(?P<n>[-−–]?{NUMBER})(?:(?P<pct>{_PERCENT})|\s?(?P<unit>{UNIT}))(?!\s?(?:CI\b|confidence))",
    re.IGNORECASE,
)
_SCALE = {"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "triple": 3, "tripled": 3, "triples": 3, "thrice": 3}
_SCALE |= {"quadrupled": 4, "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "sixfold": 6, "tenfold": 10}
_PARTS = {"half": Decimal("0.5"), "halved": Decimal("0.5"), "halves": Decimal("0.5")}
_RISK = r"(?:risks?|odds|chances?|rates?|likelihood|incidence|probability|number|frequency)"
_TIMES = Gated(
    rf"\b(?P<word>twice|half|thrice)\s(?:as\s(?:likely|many|much|high|great|often|common|effective)\b|the\s(?:\w+\s)?(?:risks?|odds|rates?|chances?)\b)|"
    rf"(?P<n>{NUMBER})\s?(?:times|-?fold)\s(?:as\s(?:likely|many|much|high|great|often)\b|more\s(?:likely|often|common|"
    rf"frequent)\b|(?P<less>less\slikely\b|lower\b|fewer\b|reduction\b|decrease\b)|(?:higher|greater|increased?)\s?(?:in\s)?"
    rf"(?:the\s)?(?:\w+\s)?{_RISK}\b|(?:increase|rise|greater|higher|improvement)\b)|"
    rf"\b(?P<verb>doubled|tripled|quadrupled|halved)\s(?:the|their|his|her|its)?\s?(?:\w+['’]?\s){{0,2}}?{_RISK}\b|"
    r"\b(?P<fold>two|three|four|five|six|ten)-?fold\s(?:higher|greater|lower|increase|rise|reduction|decrease|"
    r"improvement)\b|"
    rf"\bby\sa\sfactor\sof\s(?P<factor>{NUMBER})",
    re.IGNORECASE,
)
_NO_FINDING = Gated(
    r"\b(?:to detect|power(?:ed)?\b|assum\w+|expect\w*|hypothesi\w+|anticipat\w+|targets?|goals?|aim\w*|defin\w+|"
    r"respon(?:se|ders?)\b|at least|minimum|threshold|margin|would|could|might|may|if|unless|shares?|stocks?|sales|"
    r"revenues?|prices?|costs?|"
    r"prescriptions|doses? (?:was|were|is)|(?:reduc|increas|titrat|adjust)\w+ (?:the |their )?doses?|prevalence|"
    r"achiev\w+|reach\w+|(?:percent|%|half|thirds?|quarters?)\s(?:of\s(?:the\s)?(?:patients|people|"
    r"participants|those|them|women|men|children|subjects)|experienced|had|saw)|"
    r"proportion|percentage of|number of (?:patients|people|participants)|power to|per year|each year|"
    r"every year|since (?:19|20)\d\d|budget|funding|salar\w+|enrol+ment|recruitment)\b|≥|\bper\s$",
    re.IGNORECASE,
)
_NOT_BEHIND = Gated(
    r"^\s?(?:(?:or|and)\s(?:more|greater|above|better|higher|less)|(?:would|could|might|may)|-?off|for\s\d+\s\w+)\b|"
    r"^[^.;,]{0,25}\bfor\s\d+\s(?:patients|participants|people)\b",
    re.IGNORECASE,
)
_NOUN_GAP = Gated(
    r"(?:\s(?:in|from)\s[\w\s-]{1,40}(?<!course)(?<!period)(?<!median)(?<!average)(?<!follow-up)(?<!age))?",
    re.IGNORECASE,
)
"""What may stand between "a reduction" and "of 30%"."""
_NO_GAP = Gated(r"\d|\b(?:compared|while|whereas|versus|vs|but|from)\b", re.IGNORECASE)
_PERCENT_UNIT = Gated(
    r"\b(?:hba\W?\(?1c\)?|a1c|gl?ycated|glycosylated|body fat|ejection fraction|"
    r"ha?ematocrit|LVEF|saturation)\b",
    re.IGNORECASE,
)
"""Outcomes that are measured in percent: a fall of theirs by 1.7% is no share of what it was."""
_ARM = (
    r"\s(?:in|with|for|among|on|by)\s(?:the\s)?(?P<label>[^,;.()\d]{2,60}?)"
    r"(?=[,;.()]|\s(?:and|versus|vs|compared|than|but|at|after|while|whereas|over)\b|$)"
)
_IN_ARM = Gated(rf"(?:\s?\([^()]{{1,60}}\))?{_ARM}", re.IGNORECASE)
_SECOND = Gated(
    rf"^(?:\s(?:groups?|arms?))?(?:\s?\([^()]{{1,60}}\))?,?\s(?:and|versus|vs\.?|compared\s(?:with|to)|against|but|while)\s"
    rf"(?:by\s|only\s|just\s|of\s|a\s){{0,2}}(?P<n>[-−–]?{NUMBER})(?:(?P<pct>{_PERCENT})|\s?(?P<unit>{UNIT}))?{_ARM}",
    re.IGNORECASE,
)


_DOSES = frozenset({"mg", "ml", "units"})
"""What is given in these units is a dose, not an outcome."""


@dataclass(frozen=True, slots=True)
class Change:
    """An effect told in words at [start, end): relative_change (percent), times, or change (in a unit), of an arm."""

    start: int
    end: int
    kind: str
    value: Decimal
    unit: str
    arm: str | None = None
    hedged: bool = False


def changes(text: str) -> Iterator[Change]:
    """Yield the effects that `text` tells in words; goals, definitions of response, prices and doses are none."""
    taken: list[tuple[int, int]] = []
    for pattern in (_MEAN, _BY, _LOWER, _A_CUT, _STRAIGHT):
        for match in islice(pattern.finditer(text), MANY):
            start, end = match.start("n"), match.end()
            if any(a < end and start < b for a, b in taken) or not _is_finding(text, match.start(), end):
                continue
            for one in _told(text, match, pattern):
                taken.append((one.start, one.end))
                yield one
    for match in islice(_TIMES.finditer(text), MANY):
        value = _times(match)
        if value is not None and value > 0 and _is_finding(text, match.start(), match.end()):
            yield Change(match.start(), match.end(), "times", value, "times")


def _is_finding(text: str, start: int, end: int) -> bool:
    return not (
        _NO_FINDING.search(text[max(0, start - 80) : start])
        or _NO_FINDING.search(text[start:end])
        or _NOT_BEHIND.match(text[end : end + 60])
    )


def _told(text: str, match: re.Match[str], pattern: Gated) -> Iterator[Change]:
    value = _value(match["n"])
    if value is None or (pattern is _BY and not _governs(match)):
        return
    unit = "percent" if pattern is _LOWER or match["pct"] else unit_of(match["unit"]) or ""
    down = re.match(_DOWN, match["dir"], re.IGNORECASE) is not None
    signed = value if value < 0 or match["dir"].lower() == "change" else -value if down else value
    kind = _kind(text, match, pattern, unit)
    if kind == "change" and unit in _DOSES:
        return
    end = match.end("dir") if pattern is _LOWER else match.end()
    start = match.start() if match.end() - match.start() < 60 else match.start("n")
    hedged = hedge_kind(match["hedge"]) is not None
    arm = _IN_ARM.match(text, match.end()) if kind != "relative_change" or pattern in (_BY, _STRAIGHT, _MEAN) else None
    yield Change(start, end, kind, signed, unit, which(arm["label"]) if arm else None, hedged)
    second = _SECOND.match(text[arm.end() : arm.end() + 220]) if arm else None
    other = _value(second["n"]) if second else None
    if arm and second and other is not None:
        at = arm.end()
        more = other if other < 0 or signed > 0 else -other
        yield Change(at + second.start("n"), at + second.end("n"), kind, more, unit, which(second["label"]), False)


def _governs(match: re.Match[str]) -> bool:
    """Whether the number is by how much the word changed: "reduced pain by 3 points", "a reduction in pain of 30%"."""
    if _NO_GAP.search(match["gap"]):
        return False
    noun = re.fullmatch(_NOUN, match["dir"], re.IGNORECASE) and _NOUN_GAP.fullmatch(match["gap"])
    return match["link"].lower() == "by" or bool(noun)


def _kind(text: str, match: re.Match[str], pattern: Gated, unit: str) -> str:
    if unit == "percentage points":
        return "risk_difference"
    in_percent = _PERCENT_UNIT.search(text[max(0, match.start() - 60) : match.end() + 30]) and pattern is not _LOWER
    return "relative_change" if unit == "percent" and not in_percent else "change"


def _value(printed: str) -> Decimal | None:
    value = value_of(printed.lstrip("-−–"))
    return -value if value is not None and printed[0] in "-−–" else value


def _times(match: re.Match[str]) -> Decimal | None:
    word = (match["word"] or match["verb"] or (match["fold"] and f"{match['fold']}fold") or "").lower()
    if word:
        return _PARTS.get(word) or Decimal(_SCALE[word])
    value = value_of(match["n"] or match["factor"])
    return value and (round(1 / value, 3) if match["less"] else value)
