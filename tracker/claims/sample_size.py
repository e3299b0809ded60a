"""How many people a study has, by what was counted (planned, enrolled, randomised, ...)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._lexicon import MODIFIERS, PEOPLE, STUDY
from tracker.claims._numbers import HEDGE, NUMBER, Number, read, value_of
from tracker.records import Claim, Field

KINDS = ("planned", "screened", "enrolled", "randomised", "started", "participants", "analysed", "completed")

_NUMBER = rf"(?:(?P<hedge>{HEDGE})\s?)?(?P<n>{NUMBER})"
_NOT_TRIALS = r"(?!\W+(?:control|clinical|placebo|double|single|open|parallel|multi|trial|stud))"
_GROUP = re.compile(rf"{_NUMBER}(?P<join>[\s-]|\sof\s(?:the\s)?)(?P<mod>{MODIFIERS})(?P<noun>{PEOPLE})\b", re.IGNORECASE)
_BARE = re.compile(
    rf"{_NUMBER}\s+(?:(?:were|was|have|had|of\s(?:whom|them|these)|then|actually|finally|ultimately|eventually|also|"
    r"only|successfully|who)\s+){0,4}(?P<verb>enrol+ed|randomi[sz]ed|randomly|recruited|screened|analy[sz]ed|evaluable|"
    r"completed|finished|took part|participated)\b" + _NOT_TRIALS,
    re.IGNORECASE,
)
_EQUALS = re.compile(rf"(?P<noun>{PEOPLE}|{STUDY}|total|size)[^.;:()]{{0,60}}?[\s([]+(?P<n>n\s?=\s?(?P<v>{NUMBER}))", re.IGNORECASE)
_SIZE = re.compile(
    rf"\b(?:sample size|(?:target|actual|planned|final|total)(?: sample size| enrol+ment| recruitment| number)|enrol+ment)"
    rf"[^.;:\d]{{0,30}}?:?\s?(?:of|was|is|:|=)\s(?P<what>{_NUMBER})\b(?!\s?(?:%|per))",
    re.IGNORECASE,
)
_PLANNED = (
    r"(?:will|would|to|aims? to|plans? to|hopes? to|expects? to|intends? to|is|are|be)\s(?:now\s|currently\s|be\s)?"
    r"(?:enrol+(?:ing)?|recruit(?:ing)?|include|involve|randomi[sz]e|randomly assign)|(?:target|seeking|looking for)(?:\sof)?"
)
_FILL = r"(?:\s(?:a|the|total|of|only|just|first|in|all|with|as many as|data|from|on|another|\w{0,12}ly|some))*"
_VERBS = (
    ("planned", _PLANNED),
    ("screened", r"screened|approached|invited|assessed for eligibility"),
    ("randomised", r"randomi[sz](?:ed|ing|es)|randomly\s(?:assign(?:ed|ing)|allocat(?:ed|ing)|divid(?:ed|ing)|split|selected)"),
    ("enrolled", r"enrol+(?:ed|ing|s)?|recruit(?:ed|ing|s)?|signed up|accrued|registered"),
    ("completed", r"completed by|completed in"),
    ("analysed", r"analy[sz]ed"),
    (
        "participants",
        r"involv(?:ed|ing|es)|includ(?:ed|ing|es)|follow(?:ed|ing|s)|stud(?:ied|ying)|track(?:ed|ing|s)|test(?:ed|ing|s)|"
        r"examin(?:ed|ing|es)|looked at|treated|observ(?:ed|ing)|monitor(?:ed|ing)|gave|asked|compris(?:ed|ing|es)|"
        r"consist(?:ed|ing|s) of|divid(?:ed|ing)|split|took|assigned|assembled|gathered|extracted for|available (?:for|in|from)|obtained from|collected from|evaluat(?:ed|ing|es)|"
        r"assess(?:ed|ing|es)|compar(?:ed|ing)|selected|rounded up|brought together|total of|with data from",
    ),
)
_LEFT = tuple((kind, re.compile(rf"\b(?:{verbs}){_FILL}\s?$", re.IGNORECASE)) for kind, verbs in _VERBS)
_STUDY_OF = re.compile(
    rf"\b(?P<study>{STUDY})(?:[\s,]+(?!(?:and|or|the|but|found|showed|said|reported)\b)[\w’'-]+){{0,3}}?[\s,]+"
    rf"(?:of|in|with|on|among|involving|including|comprising|from)(?:\s(?:a|the|total|of|only|just|more|some|\w{{3,12}}ly))*\s?$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^(?:between|from|in|during|since)\b[^.;]{2,70}\b(?:19|20)\d\d\b[^.;,\d]{0,20},\s?|"
    rf"\b(?:in|for) (?:a|an|this|the|our|one)\b[^.;]{{0,80}}\b(?:study|trial|experiment)(?: design)?,\s?|^of (?:the |these )?)$",
    re.IGNORECASE,
)
"""Openings after which a number of people is the study's: a period, a study, "Of the"."""
_FAR = re.compile(
    r"\b(?:this|the|our|a|new|pilot|clinical)\s(?:[\w-]+\s){0,3}(?:trial|study)\s(?:tests?|tested|evaluat(?:es|ed)|compar(?:es|ed)|"
    r"examin(?:es|ed)|investigat(?:es|ed)|assess(?:es|ed)|explor(?:es|ed))\b[^.;]{0,220}\b(?:in|among)\s?$",
    re.IGNORECASE,
)
_RIGHT = tuple(
    (kind, re.compile(rf"^(?:[^.;:]{{0,130}}?[\s)])??(?:{verbs})\b", re.IGNORECASE))
    for kind, verbs in (
        ("randomised", r"(?:were|was|are|been|be)?\s?(?:then\s|also\s)?(?:randomi[sz]ed|randomly (?:assigned|allocated|divided|split|selected))\b" + _NOT_TRIALS),
        ("screened", r"(?:were|was) (?:screened|assessed for eligibility|approached|invited)"),
        ("enrolled", r"(?:(?:were|was|had|have|who) (?:been )?(?:enrol+ed|recruited)|signed up|recruited (?:via|from|through|at|in)|entered the (?:study|trial))"),
        ("completed", r"(?:who )?(?:completed|finished) (?:the|all|follow|treatment|study|both|their)"),
        ("analysed", r"(?:were|was) (?:analy[sz]ed|evaluable|included in the (?:[\w-]+ )?analys[ie]s)"),
        ("started", r"(?:started|began|initiated) (?:treatment|therapy|the (?:study|trial|treatment))"),
        ("participants", r"(?:took part|participated|volunteered|were (?:included|studied|eligible and)|participating|in (?:the|this) (?:study|trial)\b)"),
    )
)
_ARM = re.compile(
    r"^\s?(?:who\s|were\s|was\s|had\s|in\s)*(?:(?:in|on|to|from)\s(?:the\s)?[\w-]+(?:\s[\w-]+)?\s(?:group|arm)|(?:randomly )?randomi[sz]ed to|(?:randomly )?assigned to|(?:randomly )?"
    r"allocated to|on placebo|receiv(?:ed|ing)|given|treated with|got|taking|took|placebo)\b",
    re.IGNORECASE,
)
_BOTH_ARMS = re.compile(r"\b(?:either|or|versus|vs|two groups|into|between|1:1|2:1|\(\d+|\(n)\b", re.IGNORECASE)
_NO_LEFT = re.compile(
    r"(?:\b(?:per|every|each|out of|in|age|aged|ages|day|week|month|of every|phase|type|stage|grade|than|figure|table|"
    r"cost|another|other|additional|extra)\s?|[$€£]\s?|[-–/]\s?|one in\s)$",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    r"\b(?:occurred|developed|experienced|reported|seen|observed|died|deaths?|rash|benefit|prevent(?:ed|s)?|save[ds]?|lives)\b[^.;]{0,60}$", re.IGNORECASE
)
_YEAR_LEFT = re.compile(r"\b(?:in|since|by|during|until|from|of|and|to|before|after)\s$", re.IGNORECASE)
_COHORT_OF = re.compile(r"\bof\s(?:the|these|those)?\s?$", re.IGNORECASE)


def _plausible(text: str, match: re.Match[str], number: Number) -> bool:
    if not 2 <= number.value < 3_000_000:
        return False
    left = text[max(0, match.start() - 30) : match.start()]
    raw = match["n"]
    if re.fullmatch(r"(?:19|20)\d\d", raw) and _YEAR_LEFT.search(left):
        return False
    return not re.search(r"[$€£%]\s?$|%\)?\s?of\s(?:the\s)?$|\bag(?:e|es|ed)\s(?:of\s)?$|\d\s?(?:-|–|to|of|in)\s$|\bin\s(?:every\s)?$(?<=\d in )", left)


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
        return None
    if re.search(r"\b(?:per|every|each|out of)\s?$", left, re.IGNORECASE):
        return None
    for kind, pattern in _LEFT:
        if pattern.search(left):
            if arm and kind not in {"enrolled", "planned", "screened"}:
                return None
            return (_said_behind(right, arm=bool(arm)) or kind, 0.95) if kind == "participants" else (kind, 0.95)
    study = _STUDY_OF.search(left)
    if study and not _EVENTS.search(study.group()) and not (arm and study["study"].lower() == "group") and study["study"].lower() != "group":
        return "participants", 0.95
    if match["join"] == "-":
        return ("participants", 0.95) if re.match(rf"[\s-](?:[\w-]+\s){{0,4}}?{STUDY}\b", right, re.IGNORECASE) else None
    if re.search(r"\bwith (?:only|just)\s?$", left, re.IGNORECASE):
        return "participants", 0.8
    if arm and not re.match(r"^\s?were\s(?:randomi|random)", right, re.IGNORECASE):
        return None
    if _FAR.search(left) and number_of(match) >= 10 and not _EVENTS.search(left):
        return "participants", 0.8
    if _NO_LEFT.search(left) or _EVENTS.search(left[-60:]):
        return None
    behind = _said_behind(right, arm=bool(arm))
    if behind:
        return behind, 0.9
    return ("participants", 0.8) if _OPENING.search(left) and not arm else None


def _said_behind(right: str, *, arm: bool) -> str | None:
    kind = next((kind for kind, pattern in _RIGHT if pattern.match(right)), None)
    return None if kind == "randomised" and arm else kind


def number_of(match: re.Match[str]) -> Decimal:
    """The count that a match holds, 0 when it is none."""
    return value_of(match["n"], whole=True) or Decimal(0)


_POOLED = re.compile(rf"\b(?:{NUMBER})\s(?:[\w,-]+\s){{0,5}}?(?:trials|studies)\b[^.;]{{0,90}}$|\bmeta-analys[ie]s\b[^.;]{{0,60}}$", re.IGNORECASE)


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
    for match in _GROUP.finditer(text):
        number = read(match["n"], match["hedge"], whole=True)
        if number is None or not _plausible(text, match, number):
            continue
        if match["join"].strip() == "of" and not re.search(r"\btotal\b", match.group(), re.IGNORECASE):
            continue
        kind = _kind(text, match)
        if kind:
            found.append(_found(match, number, match.end(), *kind))
            taken.add(match.start("n"))
    found.extend(_without_noun(text, taken, people=bool(found) or bool(re.search(rf"\b{PEOPLE}\b", text, re.IGNORECASE))))
    yield from _settle(found)


def _without_noun(text: str, taken: set[int], people: bool) -> Iterator[Found]:
    kinds = {"enr": "enrolled", "rec": "enrolled", "ran": "randomised", "scr": "screened", "ana": "analysed",
             "eva": "analysed", "com": "completed", "fin": "completed", "too": "participants", "par": "participants"}
    for match in _BARE.finditer(text) if people else ():
        number = read(match["n"], match["hedge"], whole=True)
        right = text[match.end() : match.end() + 100]
        if number is None or match.start("n") in taken or not _plausible(text, match, number) or number.value < 5 or text[: match.start()].rstrip().endswith("("):
            continue
        if re.match(r"\s(?:\w+\s)?to\s", right) and not _BOTH_ARMS.search(right):
            continue
        yield _found(match, number, match.end("n"), kinds[match["verb"].lower()[:3]], 0.8)
        taken.add(match.start("n"))
    equals = list(_EQUALS.finditer(text)) if len(re.findall(r"\bn\s?=", text, re.IGNORECASE)) == 1 else []
    for match in equals:
        value = read(match["v"], whole=True)
        if value and value.value >= 2 and not re.search(r"\b(?:group|arm|placebo|control)\b", match.group(), re.IGNORECASE):
            yield Found(match.start("n"), match.end("n"), int(value.value), value.value, value.low, value.high,
                        kind="participants", confidence=0.85)
    for match in _SIZE.finditer(text):
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
        if one.kind == "enrolled" and len(recruited) > 1 and one.value == largest and min(f.value for f in recruited) < largest:
            yield Found(one.start, one.end, one.value, one.number, one.low, one.high, kind="screened",
                        status=one.status, confidence=0.7)
        else:
            yield one


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's number (kind planned or enrolled)."""
    number = read(field.raw, whole=True)
    if number is None:
        raise ValueError("not a whole number")
    yield field_claim(field, int(number.value), number=number.value, low=number.low, high=number.high)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two counts of the same kind.

    "participants" (a text that does not say what was counted) stands for enrolled or randomised people; against
    another kind only equality says something.
    """
    if a.low is not None and a.low == a.high == b.low == b.high:
        same = True
    else:
        low_a, low_b = (x.low if x.low is not None else Decimal(0) for x in (a, b))
        high_a, high_b = (x.high if x.high is not None else Decimal("Infinity") for x in (a, b))
        same = low_a <= high_b and low_b <= high_a
    loose = {"participants", "enrolled", "randomised"}
    if a.kind != b.kind and not ("participants" in (a.kind, b.kind) and (same or {a.kind, b.kind} <= loose)):
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two counts")
    if not same:
        return Agreement("differ", f"{a.value} is not {b.value}")
    if a.value == b.value:
        return Agreement("agree", f"both say {a.value}")
    return Agreement("rounding", f"'{a.raw}' and '{b.raw}' can be the same number")


EXAMPLES = (
    Example("Thirty adults with eczema took part in the trial.", [30], ["participants"]),
    Example("The trial enrolled only 48 people.", [48], ["enrolled"]),
    Example("We randomly assigned 1,247 patients to either drug or placebo.", [1247], ["randomised"]),
    Example("In this study of nearly 700 men, walking helped.", [700], ["participants"], statuses=["hedged"]),
    Example("Eighty-four women (mean age 52 years) were randomized (41 to gel, 43 to placebo).", [84], ["randomised"]),
    Example("Investigators recruited 510 volunteers, only 220 were enrolled and 198 completed the course.",
            [510, 220, 198], ["screened", "enrolled", "completed"]),
    Example("The 312-patient study was stopped early.", [312], ["participants"]),
    Example("The study will enroll 250 adults at nine sites.", [250], ["planned"]),
    Example("Patients with asthma (n = 96) were studied.", [96], ["participants"]),
    Example("A total of 1\u2009024 participants were screened.", [1024], ["screened"]),
    Example("This phase 2 trial tests whether a new gel, applied daily, can reduce itching in 64 adults with eczema.", [64]),
    Example("In an earlier trial, 150 patients received the same drug; this trial enrolled 60 people.", [60], ["enrolled"]),
    Example("Researchers who ran a previous trial enrolled 400 people.", [400], scopes=["other_study"]),
    Example("The illness affects 3.1 million Americans each year."),
    Example("Roughly one in four people with asthma do not respond."),
    Example("Participants were aged 18 to 65 years and took 40 mg daily."),
    Example("Rash occurred in 12 patients on the drug."),
    Example("41 patients in the placebo group stopped early."),
    Example("In 2019 patients could buy it without a prescription."),
    Example("There was one death for every 300 people treated."),
    Example("About 35 percent of patients improved."),
    Example(field=Field(type="sample_size", raw="356", path="$.x", kind="planned"), values=[356], kinds=["planned"]),
)

TYPE = ClaimType(
    name="sample_size",
    description="Number of people in a study as a whole; what was counted is the kind. Qualifier `pooled`: the people of several trials.",
    value=int,
    agreement="Equal counts of the same kind agree; a hedged count agrees with what it can stand for; different kinds are "
    "not comparable, except that 'participants' stands for enrolled or randomised.",
    compare=compare,
    unit="people",
    kinds=KINDS,
    cues=rf"\b{PEOPLE}\b|\bn\s?=\s?\d|sample size|enrol+ment|enrol+ed|recruit|randomi[sz]ed",
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
