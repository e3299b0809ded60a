"""What a statement is within its text: a finding, an aim, a method, an interpretation, a recommendation, a quotation.

"The trial tested whether the gel significantly reduced itch" states no result; "doctors should expect a significant
fall" is advice; what stands in quotation marks is what somebody says, and whose words they are is told beside them.
Only the words of the statement's own clause count, and the heading or the frame that governs it.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from tracker.claims._base import Found, Sentence
from tracker.claims._gated import Gated

Role = Literal["finding", "aim", "method", "interpretation", "recommendation", "quotation"]
NO_RESULT: frozenset[Role] = frozenset({"aim", "method", "recommendation"})
"""Roles in which nothing is said to have come out."""
_CLAUSE = Gated(
    r"[;:]\s|,\s(?:and|but|while|whereas|although|though|yet|so|which|who)\s|\s(?:but|whereas|although|because)\s|"
    r"\b(?:know|knew|found|find|showed?|shown|reported?|note[ds]?|said|says|told|adds?|added|remember|aware|fact|"
    r"reassured|showing|clear)\sthat\s|\)\s(?:and|but)\s",
    re.IGNORECASE,
)
_ASKED = (
    r"(?:test(?:s|ed|ing)?|see|determin(?:e|es|ed|ing)|find(?:ing)?\sout|assess(?:es|ed|ing)?|evaluat(?:e|es|ed|ing)|"
    r"examin(?:e|es|ed|ing)|investigat(?:e|es|ed|ing)|compar(?:e|ing)|learn(?:ing)?|establish(?:ing)?|"
    r"explor(?:e|es|ed|ing)|study(?:ing)?|check(?:s|ed|ing)?|detect(?:ing)?|demonstrat(?:e|ing)|ask(?:s|ed|ing)?|"
    r"wonder(?:s|ed|ing)?|hypothesi[sz](?:e|ed|es|ing)|look(?:s|ed|ing)?\s(?:at|into)|show|prove|confirm)"
)
_AIM = Gated(
    rf"\b(?:(?:aim|purpose|objective|goal|point|idea|hypothesis|question|hope)s?\b[^.;]{{0,60}}?\b(?:was|were|"
    rf"is|are|of)\s"
    rf"(?:to|that|whether|if|whose)\b|(?:aim(?:s|ed|ing)?|hop(?:es?|ed|ing)|want(?:s|ed)?|plan(?:s|ned)?|"
    rf"intend(?:s|ed)?|"
    rf"designed|powered|set out|expect(?:s|ed)?|need(?:s|ed)?|try|tried|tries|trying|order|large enough|"
    rf"big enough|work(?:s|ed)?"
    rf"|used|conducted|undertaken|study|trial)\s(?:it\s)?to\s(?:be\s)?{_ASKED}?|"
    rf"\b(?:to\s)?{_ASKED}\s(?:the\s(?:question|hypothesis|idea)\s)?(?:of\s|that\s)?(?:whether|if|how)\b|"
    rf"^\W{{0,3}}to\s{_ASKED}\b|hypothesi[sz]\w+\sthat\b|\b(?:whether|if)\s)",
    re.IGNORECASE,
)
_METHOD = Gated(
    r"^\W{0,3}(?:methods?|design|setting|statistical analysis|outcome measures?)\b[^:.]{0,40}:|"
    r"\b(?:will be|was|were|is|are)\s(?:then\s|also\s)?(?:considered|defined|regarded|taken|deemed|set at|"
    r"calculated|compared (?:by|using|with the)|"
    r"analy[sz]ed (?:by|using|with))\b",
    re.IGNORECASE,
)
_METHOD_BEHIND = Gated(
    r"^[^.;]{0,40}?\b(?:level|threshold|criterion)\b|^[^.;,]{0,40}?\b(?:was|were)\s(?:considered|defined|set at|"
    r"(?:assessed|analy[sz]ed) (?:by|using|with)|"
    r"tested (?:by|using|with)|determined (?:by|using)|declared (?:if|when))\b",
    re.IGNORECASE,
)
_RECOMMENDED = Gated(
    r"\b(?:should|ought to|must|recommend(?:s|ed|ing)?|advis(?:e|es|ed|ing)|urg(?:e|es|ed|ing)|encourag(?:e|es|ed|ing)|"
    r"call(?:s|ed|ing)? for|let[’']s)\b(?![^.;]{0,30}\bthat the (?:trial|study) (?:found|showed))",
    re.IGNORECASE,
)
_WARRANTED = Gated(
    r"\b(?:is|are|will be|would be)\s(?:now\s|also\s|still\s)?(?:needed|warranted|required|necessary|recommended)\b",
    re.IGNORECASE,
)
_READ_INTO = Gated(
    r"\b(?:suggest(?:s|ed|ing)?|impl(?:y|ies|ied)|indicat(?:e|es|ed|ing)|may|might|could|appear(?:s|ed)?|seem(?:s|ed)?|"
    r"believ(?:e|es|ed)|think(?:s)?|thought|conclud(?:e|es|ed)|probably|possibly|perhaps|likely|potentially|"
    r"mean(?:s|ing)? that|speculat\w+|interpret\w*|supports? the)\b",
    re.IGNORECASE,
)
_CONCLUSION = Gated(r"^\W{0,3}(?:conclusions?|interpretation|discussion)\b", re.IGNORECASE)
_NAME = (
    r"(?:(?:Dr|Prof|Professor|Mr|Ms|Mrs|Sir|Dame)\.?\s)?(?:[A-Z](?:\.|[\w’'-]+)\s){0,3}[A-Z][\w’'-]+(?=[\s,.;:”\"]|$)"
)
_SAYS = (
    r"(?:said|says|adds?|added|explain(?:s|ed)|not(?:es|ed)|told|comment(?:s|ed)|wr(?:ites|ote)|caution(?:s|ed)|"
    r"warn(?:s|ed)|concluded|argue[sd]?)"
)
_PERSON = (
    rf"(?P<who>{_NAME}|(?:she|he|they|[Tt]he (?:[\w-]+\s){{0,3}}?(?:authors?|researchers?|team|scientists?|"
    rf"investigators?|"
    r"company|experts?|professor|doctor|spokes\w+))\b)"
)
_SPEAKER = (
    re.compile(
        rf"\b(?:{_SAYS}|[Aa]ccording to)\s(?:(?:study|lead|senior|co-?|principal)[\s-]?(?:author|investigator|"
        rf"leader)?\s?){{0,2}}{_PERSON}"
    ),
    re.compile(rf"{_PERSON}(?:,[^,”“\"]{{2,80}},|\s\([^()]{{2,60}}\))?\s(?:has\s|have\s)?{_SAYS}\b", 0),
)
_NOBODY = Gated(
    r"^(?:That|This|It|What|There|These|Those|Some|But|And|As)\b|\b(?:University|Institut\w*|Hospitals?|College|School|"
    r"Reuters|HealthDay|News|Journal|Medicine|Cent(?:er|re)|Department|Study|Research|Trial)\b"
)
"""Capital letters before "said" that are no person."""
_SHORTEST = 3
"""Words in quotation marks that make a quotation: one or two are a term."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a statement is, and who says it when somebody is named."""

    role: Role
    speaker: str | None = None


def told(text: str, start: int, end: int) -> Told:
    """The role of the statement at [start, end) of a sentence; without any sign of another one it is a finding."""
    speaker = _speaker(text)
    if quoted(text, start, end):
        return Told("quotation", speaker)
    low = max((m.end() for m in _CLAUSE.finditer(text, 0, start)), default=0)
    left, right = text[low:start], text[end : end + 90]
    head = text[:40]
    if _RECOMMENDED.search(left) or _WARRANTED.search(right):
        return Told("recommendation", speaker)
    if _AIM.search(left):
        return Told("aim", speaker)
    if _METHOD.search(left) or _METHOD_BEHIND.search(right) or (low and _METHOD.match(head)):
        return Told("method", speaker)
    if _READ_INTO.search(left) or _CONCLUSION.match(head):
        return Told("interpretation", speaker)
    return Told("finding", speaker)


def as_told(sentence: Sentence, found: Found) -> Found | None:
    """`found` with its role and speaker as qualifiers; None where nothing is said to have come out."""
    one = told(sentence.text, found.start, found.end)
    if one.role in NO_RESULT:
        return None
    more: dict[str, str] = {} if one.role == "finding" else {"role": one.role}
    if one.speaker is not None:
        more["speaker"] = one.speaker
    return replace(found, qualifiers=found.qualifiers | more) if more else found


def quoted(text: str, start: int, end: int) -> bool:
    """Whether [start, end) stands in quotation marks that hold more than a term; they may be open at either end."""
    low, high = _opened(text, start), _closed(text, end)
    if low is None or high is None:
        return False
    return len(text[low:high].split()) >= _SHORTEST


def _opened(text: str, start: int) -> int | None:
    """Where the quotation that holds `start` begins: 0 when an earlier sentence opened it, None when none does."""
    if '"' in text:
        if text.count('"', 0, start) % 2:
            return text.rfind('"', 0, start)
        return 0 if text.count('"') == 1 and text.find('"') >= start else None
    low = text.rfind("“", 0, start)
    if low >= 0:
        return low if text.rfind("”", 0, start) < low else None
    return 0 if "”" in text[start:] and "”" not in text[:start] and "“" not in text[: text.find("”")] else None


def _closed(text: str, end: int) -> int | None:
    """Where the quotation ends, which may be in a later sentence."""
    found = [at for at in (text.find("”", end), text.find('"', end)) if at >= 0]
    return min(found) if found else len(text)


def _speaker(text: str) -> str | None:
    for pattern in _SPEAKER:
        for match in pattern.finditer(text):
            if not _NOBODY.search(match["who"]):
                return match["who"]
    return None
