"""Counts of people in a sentence: which of them is a study's, and what it counts."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Found, Sentence
from tracker.claims._lexicon import MODIFIERS, PEOPLE, STUDY
from tracker.claims._numbers import HEDGE, NUMBER, Number, read, value_of

_NUMBER = rf"(?<!\w)(?:(?P<hedge>{HEDGE})\s?)?(?P<n>{NUMBER})"
_NOT_TRIALS = r"(?!\W+(?:control|clinical|placebo|double|single|open|parallel|multi|trial|stud))"
_GROUP = re.compile(
    rf"{_NUMBER}(?P<join>[\s-]|\sof\s(?:the\s)?)(?P<mod>{MODIFIERS})(?P<noun>{PEOPLE})\b", re.IGNORECASE
)
_BARE = re.compile(
    rf"{_NUMBER}\s+(?:(?:were|was|have|had|of\s(?:whom|them|these)|then|actually|finally|ultimately|eventually|also|"
    r"only|successfully|who)\s+){0,4}(?P<verb>included in the (?:[\w-]+ )?analys[ie]s|"
    r"enrol+ed|randomi[sz]ed|randomly|recruited|screened|analy[sz]ed|evaluable|"
    r"completed|finished|took part|participated)\b" + _NOT_TRIALS,
    re.IGNORECASE,
)
_BARE_VERB = re.compile(
    r"included in the|enrol|random|recruit|screen|analy|evalua|complet|finish|took part|participa", re.IGNORECASE
)
_SIZE_WORD = re.compile(r"size|enrol|recruitment|number", re.IGNORECASE)
_EQUALS = re.compile(
    rf"(?P<noun>{PEOPLE}|{STUDY}|total|size)[^.;:()]{{0,60}}?[\s([]+(?P<n>n\s?=\s?(?P<v>{NUMBER}))", re.IGNORECASE
)
_SIZE = re.compile(
    rf"\b(?:sample size|(?:target|actual|planned|final|total)(?: sample size| enrol+ment| recruitment| number)|"
    rf"enrol+ment)"
    rf"[^.;:\d]{{0,30}}?:?\s?(?:of|was|is|:|=)\s(?P<what>{_NUMBER})\b(?!\s?(?:%|per))",
    re.IGNORECASE,
)
_PLANNED = (
    r"(?:will|would|to|aims? to|plans? to|hopes? to|expects? to|intends? to|is|are|be)\s(?:now\s|currently\s|be\s)?"
    r"(?:enrol+(?:ing)?|recruit(?:ing)?|include|involve|randomi[sz]e|randomly assign)|(?:target|seeking|looking "
    r"for)(?:\sof)?"
)
_FILL = r"(?:\s(?:a|the|total|of|only|just|first|in|all|with|as many as|data|from|on|another|\w{0,12}ly|some))*"
_VERBS = (
    ("planned", _PLANNED),
    ("screened", r"screened|approached|invited|assessed for eligibility"),
    (
        "randomised",
        r"randomi[sz](?:ed|ing|es)|randomly\s(?:assign(?:ed|ing)|allocat(?:ed|ing)|divid(?:ed|ing)|split|selected)",
    ),
    ("enrolled", r"enrol+(?:ed|ing|s)?|recruit(?:ed|ing|s)?|signed up|accrued|registered"),
    ("completed", r"completed by|completed in"),
    ("analysed", r"analy[sz]ed"),
    (
        "participants",
        r"involv(?:ed|ing|es)|includ(?:ed|ing|es)|follow(?:ed|ing|s)|stud(?:ied|ying)|track(?:ed|ing|s)|"
        r"test(?:ed|ing|s)|tried (?:out )?(?:in|on)|"
        r"examin(?:ed|ing|es)|looked at|treated|observ(?:ed|ing)|monitor(?:ed|ing)|gave|asked|compris(?:ed|ing|es)|"
        r"consist(?:ed|ing|s) of|divid(?:ed|ing)|split|took|assigned|assembled|gathered|extracted for|available "
        r"(?:for|in|from)|obtained from|collected from|evaluat(?:ed|ing|es)|"
        r"assess(?:ed|ing|es)|compar(?:ed|ing)|selected|rounded up|brought together|total of|with data from",
    ),
)
_LEFT = tuple((kind, re.compile(rf"\b(?:{verbs}){_FILL}\s?$", re.IGNORECASE)) for kind, verbs in _VERBS)
_STUDY_OF = re.compile(
    rf"\b(?P<study>{STUDY})(?:[\s,]+(?!(?:and|or|the|but|found|showed|said|reported)\b)[\w’'-]+){{0,3}}?[\s,]+"
    rf"(?:of|in|with|on|among|involving|including|comprising|from)(?:\s(?:a|the|total|of|only|just|more|some|"
    rf"\w{{3,12}}ly))*\s?$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^(?:between|from|in|during|since)\b[^.;]{2,70}\b(?:19|20)\d\d\b[^.;,\d]{0,20},\s?|"
    r"\b(?:in|for) (?:a|an|this|the|our|one)\b[^.;]{0,80}\b(?:study|trial|experiment)(?: design)?,\s?|^of "
    r"(?:the |these )?)$",
    re.IGNORECASE,
)
"""Openings after which a number of people is the study's: a period, a study, "Of the"."""
_SMALL = re.compile(
    rf"\b(?:{STUDY}|it)\s(?:was|is|remains|had|has|counted|numbered)\s(?:also\s|still\s|only\s|just\s|very\s)*"
    r"(?:(?:small|tiny|modest|large|big)\s?[:,;(–—-]+\s?)?(?:with\s|only\s|just\s|a total of\s)*$|"
    r"^(?:who|participants?|patients|people|sample|size)\s?:\s(?:only\s|just\s)?$",
    re.IGNORECASE,
)
"""A study that is said to have, or to be small with, so many people; a fact box that says who took part."""
_FAR = re.compile(
    r"\b(?:this|the|our|a|new|pilot|clinical)\s(?:[\w-]+\s){0,3}(?:trial|study)\s(?:tests?|tested|evaluat(?:es|"
    r"ed)|compar(?:es|ed)|"
    r"examin(?:es|ed)|investigat(?:es|ed)|assess(?:es|ed)|explor(?:es|ed))\b[^.;]{0,220}\b(?:in|among)\s?$",
    re.IGNORECASE,
)
_RIGHT = tuple(
    (kind, re.compile(rf"^(?:[^.;:]{{0,130}}?[\s)])??(?:{verbs})\b", re.IGNORECASE))
    for kind, verbs in (
        (
            "planned",
            r"(?:will|would|are to|were to|is to) (?:then |also |each )?(?:be )?(?:randomi[sz]ed|randomly assigned|"
            r"enrol|recruit|take part|participate|receive)",
        ),
        (
            "randomised",
            r"(?:were|was|are|been|be)?\s?(?:then\s|also\s)?(?:randomi[sz]ed|randomly (?:assigned|allocated|"
            r"divided|split|selected))\b" + _NOT_TRIALS,
        ),
        ("screened", r"(?:were|was) (?:screened|assessed for eligibility|approached|invited)"),
        (
            "enrolled",
            r"(?:(?:were|was|had|have|who) (?:been )?(?:enrol+ed|recruited)|signed up|recruited (?:via|from|"
            r"through|at|in)|(?:entered|joined) (?:the|this|a) (?:[\w-]+ )?(?:study|trial))",
        ),
        ("completed", r"(?:who )?(?:completed|finished) (?:the|all|follow|treatment|study|both|their)"),
        ("analysed", r"(?:were|was) (?:analy[sz]ed|evaluable|included in the (?:[\w-]+ )?analys[ie]s)"),
        ("started", r"(?:started|began|initiated) (?:treatment|therapy|the (?:study|trial|treatment))"),
        (
            "participants",
            r"(?:took part|participated|volunteered|were (?:included|studied|assigned|allocated|divided|split|"
            r"eligible and)|participating|in "
            r"(?:the|this) (?:study|trial)\b)",
        ),
    )
)
_ARM = re.compile(
    r"^\s?(?:who\s|were\s|was\s|had\s|in\s)*(?:(?:in|on|to|from)\s(?:the\s)?[\w-]+(?:\s[\w-]+)?\s(?:group|arm)|"
    r"(?:randomly )?randomi[sz]ed to|(?:randomly )?assigned to|(?:randomly )?"
    r"allocated to|"
    r"on (?:the )?(?:placebo|tablets?|pills?|drug|medicine|injections?|patch(?:es)?|vaccine|jab)|"
    r"receiv(?:ed|ing)|given|treated with|got|taking|took(?! part)|placebo)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|when|suppose|imagine|say)\s(?:that\s)?(?:you|we|one|they|doctors)\s(?!were\b)[^.;,:]{0,30}$|\bimagine\s$",
    re.IGNORECASE,
)
"""A sum with made-up people: "if you took a hundred people"."""
_SOME_OF_THEM = re.compile(
    r"^\s(?:on|taking|given|receiving|using|treated with|who (?:took|received|used|got|were (?:on|given|taking)))\s",
    re.IGNORECASE,
)
"""What follows the people of one treatment, or those who had it, in "Of the 400 patients on statins, ..."."""
_EACH_GROUP = re.compile(
    r"^\s(?:per|in each|in every)\s(?:[\w-]+\s)?(?:group|arm|site|cent(?:er|re)|trial|study)\b", re.IGNORECASE
)
_BOTH_ARMS = re.compile(r"\b(?:either|or|versus|vs|two groups|into|between|1:1|2:1|\(\d+|\(n)\b", re.IGNORECASE)
_NO_LEFT = re.compile(
    r"(?:\b(?:per|every|each|out of|in|age|aged|ages|day|week|month|of every|phase|type|stage|grade|than|figure|table|"
    r"cost|another|other|additional|extra)\s?|[$€£]\s?|[-–/]\s?|one in\s)$",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    r"\b(?:occurred|developed|experienced|reported|seen|observed|died|deaths?|rash|benefit|prevent(?:ed|s)?|"
    r"save[ds]?|lives)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_YEAR_LEFT = re.compile(r"\b(?:in|since|by|during|until|from|of|and|to|before|after)\s$", re.IGNORECASE)
_COHORT_OF = re.compile(r"\bof\s(?:the|these|those)?\s?$", re.IGNORECASE)


_ALL_WHO = re.compile(
    r"(?:^|[:;]\s)(?:a total of|in total,?|in all,?|overall,?|altogether,?|of (?:the |these |those )?"
    r"(?:(?!group|arm|who|with)[\w-]+\s){0,6}?(?:(?!group|arm)[\w-]+),)?\s?$",
    re.IGNORECASE,
)
_COMPLETED_SHARE = re.compile(
    r"\s?\(\s?\d+(?:[.·]\d+)?\s?%\)\s(?:completed|finished)\s(?:the\s)?(?:[\w-]+\s)?(?:study|trial|follow|assessment)",
    re.IGNORECASE,
)
"""How many of everybody were there at the end, with their share: "A total of 80 adults (83%) completed the trial"."""


def _plausible(text: str, match: re.Match[str], number: Number) -> bool:
    if not 2 <= number.value < 3_000_000:
        return False
    left = text[max(0, match.start() - 30) : match.start()]
    raw = match["n"]
    if re.fullmatch(r"(?:19|20)\d\d", raw) and _YEAR_LEFT.search(left):
        return False
    return not re.search(
        r"[$€£%]\s?$|%\)?\s?of\s(?:the\s)?$|\bag(?:e|es|ed)\s(?:of\s)?$|\d\s?(?:-|–|to|of|in)\s$|"
        r"\bin\s(?:every\s)?$(?<=\d in )",
        left,
    )


def _kind(text: str, match: re.Match[str]) -> tuple[str, float] | None:
    """Which count this is, by the words before, then behind; None when nothing says that it is the study's."""
    start, end = match.start(), match.end()
    left = text[max(0, start - 300) : start]
    shown = text[end : end + 220]
    right = re.sub(r"\([^()]*\)", " ", shown)
    arm = _ARM.match(right) and not _BOTH_ARMS.search(shown[:110])
    if arm and not left.strip() and not re.search(r"\b(?:and|while|,)\s(?:the\s)?(?:\d+|other)\b", shown):
        arm = None
    if re.match(r"\s?\(\s?\d+(?:[.·]\d+)?\s?%", shown):
        return ("completed", 0.85) if _ALL_WHO.search(left) and _COMPLETED_SHARE.match(shown) else None
    if re.search(r"\b(?:per|every|each|out of)\s?$", left, re.IGNORECASE) or _EACH_GROUP.match(shown):
        return None
    if re.search(r"\bof (?:the|these|those)\s$", left, re.IGNORECASE) and _SOME_OF_THEM.match(shown):
        return None
    if _FELL_ILL.match(shown) or _SUPPOSED.search(left):
        return None
    for kind, pattern in _LEFT:
        if pattern.search(left):
            if kind == "participants" and re.search(r"\bgave\b.{0,20}$", left) and _AND_OTHERS.match(shown):
                return None
            if arm and kind not in {"enrolled", "planned", "screened"}:
                return None
            return (_said_behind(right, arm=bool(arm)) or kind, 0.95) if kind == "participants" else (kind, 0.95)
    study = _STUDY_OF.search(left)
    if (
        study
        and not _EVENTS.search(study.group())
        and not (arm and study["study"].lower() == "group")
        and study["study"].lower() != "group"
    ):
        return "participants", 0.95
    if match["join"] == "-":
        return (
            ("participants", 0.95) if re.match(rf"[\s-](?:[\w-]+\s){{0,4}}?{STUDY}\b", right, re.IGNORECASE) else None
        )
    if re.search(r"\bwith (?:only|just)\s?$", left, re.IGNORECASE):
        return "participants", 0.8
    if arm and not re.match(r"^\s?were\s(?:randomi|random)", right, re.IGNORECASE):
        return None
    if _FAR.search(left) and number_of(match) >= 10 and not _EVENTS.search(left):
        return "participants", 0.8
    if _NO_LEFT.search(left) or _EVENTS.search(left[-60:]):
        return None
    if _SMALL.search(left) and not arm:
        return "participants", 0.8
    behind = _said_behind(right, arm=bool(arm))
    if behind:
        return behind, 0.9
    return ("participants", 0.8) if _OPENING.search(left) and not arm else None


_SCREENED = re.compile(
    r"^[\s-](?:who were |were |was )?(?:initially |first )?"
    r"(?:screened|assessed for eligibility|approached|invited|considered)\b",
    re.IGNORECASE,
)


def _said_behind(right: str, *, arm: bool) -> str | None:
    if _SCREENED.match(right):
        return "screened"
    matches = [(match.end(), kind) for kind, pattern in _RIGHT if (match := pattern.match(right))]
    kind = min(matches)[1] if matches else None
    return None if kind == "randomised" and arm else kind


_FELL_ILL = re.compile(
    r"\s(?:(?:had|have|were|was)\s)?(?:fell ill|got sick|came down|died|developed|relapsed|caught|suffered|"
    r"hospitali[sz]ed)\b",
    re.IGNORECASE,
)
_AND_OTHERS = re.compile(r"[^.;:]{1,60}?\b(?:and|while)\s(?:the\s)?(?:other\s|another\s)?\d", re.IGNORECASE)
"""What follows the first of two arms: "14 volunteers the drug and 16 saline"."""


def number_of(match: re.Match[str]) -> Decimal:
    """The count that a match holds, 0 when it is none."""
    return value_of(match["n"], whole=True) or Decimal(0)


_K_OF = re.compile(rf"(?<![\w.,])(?P<n>{NUMBER})\s(?:out\s)?of\s(?:the\s|these\s|those\s|our\s)?$", re.IGNORECASE)


def _those_left(text: str, match: re.Match[str], number: Number, kind: str) -> tuple[re.Match[str], Number]:
    """Of "48 of the 55 completed the trial" the 48; else what was read."""
    counted = _K_OF.search(text, max(0, match.start() - 40), match.start()) if kind == "completed" else None
    fewer = read(counted["n"], whole=True) if counted else None
    return (counted, fewer) if counted and fewer and fewer.value <= number.value else (match, number)


_POOLED = re.compile(
    rf"\b(?:{NUMBER})\s(?:[\w,-]+\s){{0,5}}?(?:trials|studies)\b[^.;]{{0,90}}$|\bmeta-analys[ie]s\b[^.;]{{0,60}}$",
    re.IGNORECASE,
)


def _found(match: re.Match[str], number: Number, end: int, kind: str, confidence: float) -> Found:
    start = match.start("hedge") if number.hedged else match.start("n")
    return Found(
        start,
        end,
        int(number.value),
        number=number.value,
        low=number.low,
        high=number.high,
        kind=kind,
        status="hedged" if number.hedged else None,
        confidence=confidence - (0.1 if number.hedged else 0),
        qualifiers={"pooled": True} if _POOLED.search(match.string, max(0, start - 140), start) else {},
    )


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the counts of people that the sentence gives for a study as a whole (not for an arm or an event)."""
    text = sentence.text
    found: list[Found] = []
    taken: set[int] = set()
    for match in islice(_GROUP.finditer(text), MANY):
        number = read(match["n"], match["hedge"], whole=True)
        if number is None or not _plausible(text, match, number):
            continue
        if match["join"].strip() == "of" and not re.search(r"\btotal\b", match.group(), re.IGNORECASE):
            continue
        kind = _kind(text, match)
        if kind:
            counted, number = _those_left(text, match, number, kind[0])
            found.append(_found(counted, number, match.end(), *kind))
            taken.add(match.start("n"))
    found.extend(
        _without_noun(text, taken, people=bool(found) or bool(re.search(rf"\b{PEOPLE}\b", text, re.IGNORECASE)))
    )
    yield from _settle(found)


_OF_PEOPLE = re.compile(r"\b(?:were|was|have been|had been)\s(?:\w+\s){0,2}(?:randomi[sz]ed|enrol+ed|recruited)$", re.I)
"""What is only ever done to people, so that no noun is needed ("Thirty were randomised")."""


_FINISHED = re.compile(r"(?:completed|finished) (?:the )?(?:[\w-]+ )?(?:study|trial|follow|treatment|assessment)", re.I)


def _without_noun(text: str, taken: set[int], people: bool) -> Iterator[Found]:
    kinds = {
        "inc": "analysed",
        "enr": "enrolled",
        "rec": "enrolled",
        "ran": "randomised",
        "scr": "screened",
        "ana": "analysed",
        "eva": "analysed",
        "com": "completed",
        "fin": "completed",
        "too": "participants",
        "par": "participants",
    }
    for match in islice(_BARE.finditer(text), MANY) if _BARE_VERB.search(text) else ():
        if not (people or _OF_PEOPLE.search(match.group()) or _FINISHED.match(text, match.start("verb"))):
            continue
        number = read(match["n"], match["hedge"], whole=True)
        right = text[match.end() : match.end() + 100]
        if (
            number is None
            or match.start("n") in taken
            or not _plausible(text, match, number)
            or number.value < 5
            or text[: match.start()].rstrip().endswith("(")
        ):
            continue
        if re.match(r"\s(?:\w+\s)?to\s", right) and not _BOTH_ARMS.search(right):
            continue
        kind = kinds[match["verb"].lower()[:3]]
        counted, number = _those_left(text, match, number, kind)
        yield _found(counted, number, match.end("n"), kind, 0.8)
        taken.add(match.start("n"))
    equals = (
        list(_EQUALS.finditer(text)) if "=" in text and len(re.findall(r"\bn\s?=", text, re.IGNORECASE)) == 1 else []
    )
    for match in equals:
        value = read(match["v"], whole=True)
        if (
            value
            and value.value >= 2
            and not re.search(r"\b(?:group|arm|placebo|control)\b", match.group(), re.IGNORECASE)
        ):
            yield Found(
                match.start("n"),
                match.end("n"),
                int(value.value),
                value.value,
                value.low,
                value.high,
                kind="participants",
                confidence=0.85,
            )
    for match in _SIZE.finditer(text) if _SIZE_WORD.search(text) else ():
        number = read(match["n"], match["hedge"], whole=True)
        if number is None or match.start("n") in taken or number.value < 2:
            continue
        planned = re.match(r"target|planned", match.group(), re.IGNORECASE)
        yield _found(match, number, match.end("what"), "planned" if planned else "participants", 0.9)


def _settle(found: list[Found]) -> Iterator[Found]:
    """In one breath "recruited 426 ... 157 were enrolled" counts those approached first."""
    recruited = [f for f in found if f.kind == "enrolled"]
    largest = max((f.value for f in recruited), default=0)
    for one in sorted(found, key=lambda f: f.start):
        if (
            one.kind == "enrolled"
            and len(recruited) > 1
            and one.value == largest
            and min(f.value for f in recruited) < largest
        ):
            yield Found(
                one.start,
                one.end,
                one.value,
                one.number,
                one.low,
                one.high,
                kind="screened",
                status=one.status,
                confidence=0.7,
            )
        else:
            yield one
