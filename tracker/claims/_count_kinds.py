"""What a count of people counts (randomised, completed, ...), by the words before and behind it."""

import re
from decimal import Decimal

from tracker.claims._gated import Gated
from tracker.claims._lexicon import STUDY
from tracker.claims._numbers import value_of

NOT_TRIALS = r"(?!\W+(?:control|clinical|placebo|double|single|open|parallel|multi|trial|stud))"
_PLANNED = (
    r"(?:will|would|to|aims? to|plans? to|hopes? to|expects? to|intends? to|is|are|be)\s(?:now\s|currently\s|be\s)?"
    r"(?:enrol+(?:ing)?|recruit(?:ing)?|include|involve|randomi[sz]e|randomly assign)|(?:target|seeking|looking "
    r"for)(?:\sof)?"
)
_FILL = r"(?:\s(?:a|the|total|of|only|just|first|in|all|with|as many as|data|from|on|another|\w{0,12}ly|some))*"
_NUMBER_OF = r"number of (?:people|patients|participants|subjects|volunteers|adults|children|women|men)"
_VERBS = (
    ("planned", _PLANNED),
    ("screened", r"screened|approached|invited|assessed for eligibility"),
    (
        "randomised",
        r"randomi[sz](?:ed|ing|es)|randomly\s(?:assign(?:ed|ing)|allocat(?:ed|ing)|divid(?:ed|ing)|split|selected)|"
        r"random assignment of|" + _NUMBER_OF + r"\srandomi[sz]ed\s(?:was|is)",
    ),
    (
        "enrolled",
        r"enrol+(?:ed|ing|s)?|recruit(?:ed|ing|s)?|signed up|accrued|registered|enlisted|"
        r"(?:trial|study)\s(?:drew|attracted|brought in)|enrol+ment\s(?:(?:was\s)?(?:closed|completed|ended|finished)"
        r"\s(?:at|with)|reached|totall?ed)|" + _NUMBER_OF + r"\s(?:enrol+ed|recruited)\s(?:was|is)",
    ),
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
_LEFT = tuple((kind, Gated(rf"\b(?:{verbs}){_FILL}\s?$", re.IGNORECASE)) for kind, verbs in _VERBS)
_STUDY_OF = Gated(
    rf"\b(?P<study>{STUDY})(?:[\s,]+(?!(?:and|or|the|but|found|showed|said|reported)\b)[\w’'-]+){{0,3}}?[\s,]+"
    rf"(?:of|in|with|on|among|involving|including|comprising|from)(?:\s(?:a|the|total|of|only|just|more|some|"
    rf"\w{{3,12}}ly))*\s?$",
    re.IGNORECASE,
)
_OPENING = Gated(
    r"(?:^(?:between|from|in|during|since)\b[^.;]{2,70}\b(?:19|20)\d\d\b[^.;,\d]{0,20},\s?|"
    r"\b(?:in|for) (?:a|an|this|the|our|one)\b[^.;]{0,80}\b(?:study|trial|experiment)(?: design)?,\s?|^of "
    r"(?:the |these )?)$",
    re.IGNORECASE,
)
"""Openings after which a number of people is the study's: a period, a study, "Of the"."""
_SMALL = Gated(
    rf"\b(?:{STUDY}|it)\s(?:was|is|remains|had|has|counted|numbered)\s(?:also\s|still\s|only\s|just\s|very\s)*"
    r"(?:(?:small|tiny|modest|large|big)\s?[:,;(–—-]+\s?)?(?:with\s|only\s|just\s|a total of\s)*$|"
    r"^(?:who|participants?|patients|people|sample|size)\s?:\s(?:only\s|just\s)?$|"
    rf"\b(?:trial|study)(?:[’']s\s|\s\()$|^(?:the )?participants were\s$|"
    r"\b(?:results|findings|conclusions|data)\s(?:came|comes?|were taken|(?:are|were) (?:based|drawn))\s(?:on|from)\s"
    r"(?:a (?:total|group) of\s)?$|^(?:the )?(?:results|findings) from\s$",
    re.IGNORECASE,
)
"""A study that is said to have, or to be small with, so many people, what its results come from; a fact box."""
_THERE_WERE = Gated(r"^(?:in all,? |altogether,? |overall,? )?there were (?:a total of )?$", re.IGNORECASE)
_TRIAL_HAS = Gated(rf"^,\s(?:the|this|it|our)\s(?:(?:[\w-]+\s){{0,3}}?{STUDY}\s)?(?:is|was|ranks?|remains)\b", re.I)
"""What follows "With 40 participants" when they are those of the study: ", the trial is one of the largest"."""
_BY_CHANCE = Gated(r"\b(?:at random|by chance|by lot|by (?:a|the) computer|randomly|chosen by)\b", re.IGNORECASE)
_ALLOTTED = Gated(r"\b(?:assigned|allocated|divided|split|put|sorted|gave|given|received)\b", re.IGNORECASE)
_FAR = Gated(
    r"\b(?:this|the|our|a|new|pilot|clinical)\s(?:[\w-]+\s){0,3}(?:trial|study)\s(?:tests?|tested|evaluat(?:es|"
    r"ed)|compar(?:es|ed)|"
    r"examin(?:es|ed)|investigat(?:es|ed)|assess(?:es|ed)|explor(?:es|ed))\b[^.;]{0,220}\b(?:in|among)\s?$|"
    r"^(?:(?:for|in) (?:the|this|their) (?:study|trial|research), )?(?:(?:the|a|this) )?(?:research )?"
    r"(?:researchers|scientists|investigators|doctors|team)\s(?:tested|tried|compared|evaluated|studied|assessed)\s"
    r"[^.;,]{3,80}\s(?:in|on|among)\s$",
    re.IGNORECASE,
)
_RIGHT = tuple(
    (kind, Gated(rf"^(?:[^.;:]{{0,130}}?[\s)])??(?:{verbs})\b", re.IGNORECASE))
    for kind, verbs in (
        (
            "planned",
            r"(?:will|would|are to|were to|is to) (?:then |also |each )?(?:be )?(?:randomi[sz]ed|randomly assigned|"
            r"enrol|recruit|take part|participate|receive)",
        ),
        (
            "randomised",
            r"(?:were|was|are|been|be)?\s?(?:then\s|also\s)?(?:randomi[sz]ed|randomly (?:assigned|allocated|"
            r"divided|split|(?:selected|chosen)(?= to (?:receive|get|take|have|try|use)))|"
            r"(?:were|was) (?:assigned|allocated|divided|split|put) (?:at random|by chance|"
            r"by lot)|randomly (?:given|put|sorted)|underwent random(?:i[sz]ation|(?:i[sz]ed)? (?:assignment|"
            r"allocation)))\b" + NOT_TRIALS,
        ),
        ("screened", r"(?:were|was) (?:screened|assessed for eligibility|approached|invited)"),
        (
            "enrolled",
            r"(?:(?:were|was|had|have|who) (?:been )?(?:enrol+ed|recruited)|signed up|recruited (?:via|from|"
            r"through|at|in)|joined(?=\s?(?:[.,;]|$))|"
            r"(?:entered|joined) (?:the|this|a) (?:[\w-]+ )?(?:study|trial))",
        ),
        ("completed", r"(?:who )?(?:completed|finished) (?:the|all|follow|treatment|study|both|their)"),
        ("analysed", r"(?:were|was) (?:analy[sz]ed|evaluable|included in the (?:[\w-]+ )?analys[ie]s)"),
        ("started", r"(?:started|began|initiated) (?:treatment|therapy|the (?:study|trial|treatment))"),
        (
            "participants",
            r"(?:took part|participated|volunteered|were (?:included|studied|(?:assigned|allocated|divided|split)"
            r"(?!\s(?:at random|by (?:chance|lot)))|eligible and)|participating|in "
            r"(?:the|this) (?:study|trial)\b)",
        ),
    )
)
_ARM = Gated(
    r"^\s?(?:who\s|were\s|was\s|had\s|in\s)*(?:(?:in|on|to|from)\s(?:the\s)?[\w-]+(?:\s[\w-]+)?\s(?:group|arm)|"
    r"(?:randomly )?randomi[sz]ed to|(?:randomly )?assigned to|(?:randomly )?"
    r"allocated to|"
    r"on (?:the )?(?:placebo|tablets?|pills?|drug|medicine|injections?|patch(?:es)?|vaccine|jab)|"
    r"receiv(?:ed|ing)|given|treated with|got|taking|took(?! part)|placebo)\b",
    re.IGNORECASE,
)
_SUPPOSED = Gated(
    r"\b(?:if|when|suppose|imagine|say)\s(?:that\s)?(?:you|we|one|they|doctors)\s(?!were\b)[^.;,:]{0,30}$|"
    r"\bimagine\s$",
    re.IGNORECASE,
)
"""A sum with made-up people: "if you took a hundred people"."""
_SOME_OF_THEM = Gated(
    r"^\s(?:on|taking|given|receiving|using|treated with|who (?:took|received|used|got|were (?:on|given|taking)))\s",
    re.IGNORECASE,
)
"""What follows the people of one treatment, or those who had it, in "Of the 400 patients on statins, ..."."""
_EACH_GROUP = Gated(
    r"^\s(?:per|in each|in every)\s(?:[\w-]+\s)?(?:group|arm|site|cent(?:er|re)|trial|study)\b", re.IGNORECASE
)
BOTH_ARMS = Gated(r"\b(?:either|or|versus|vs|two groups|into|between|1:1|2:1|\(\d+|\(n)\b", re.IGNORECASE)
_NO_LEFT = Gated(
    r"(?:\b(?:per|every|each|out of|in|age|aged|ages|day|week|month|of every|phase|type|stage|grade|than|figure|"
    r"table|"
    r"cost|another|other|additional|extra)\s?|[$€£]\s?|[-–/]\s?|one in\s)$",
    re.IGNORECASE,
)
_EVENTS = Gated(
    r"\b(?:occurred|developed|experienced|reported|seen|observed|died|deaths?|rash|benefit|prevent(?:ed|s)?|"
    r"save[ds]?|lives)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_ALL_WHO = Gated(
    r"(?:^|[:;]\s)(?:a total of|in total,?|in all,?|overall,?|altogether,?|of (?:the |these |those )?"
    r"(?:(?!group|arm|who|with)[\w-]+\s){0,6}?(?:(?!group|arm)[\w-]+),)?\s?$",
    re.IGNORECASE,
)
_COMPLETED_SHARE = Gated(
    r"\s?\(\s?\d+(?:[.·]\d+)?\s?%\)\s(?:completed|finished)\s(?:the\s)?(?:[\w-]+\s)?(?:study|trial|follow|"
    r"assessment)",
    re.IGNORECASE,
)
"""How many of everybody were there at the end, with their share: "A total of 80 adults (83%) completed the trial"."""


def kind_of(text: str, match: re.Match[str]) -> tuple[str, float] | None:
    """Which count this is, by the words before, then behind; None when nothing says that it is the study's."""
    start, end = match.start(), match.end()
    left = text[max(0, start - 300) : start]
    shown = text[end : end + 220]
    right = re.sub(r"\([^()]*\)", " ", shown)
    arm = _ARM.match(right) and not BOTH_ARMS.search(shown[:110])
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
            return (_taken_part(left, right, arm=bool(arm)), 0.95) if kind == "participants" else (kind, 0.95)
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
    if not arm and (
        _SMALL.search(left)
        or (_THERE_WERE.match(left) and not right.strip(" ."))
        or (left.strip().lower() == "with" and _TRIAL_HAS.match(right))
    ):
        return "participants", 0.8
    behind = _said_behind(right, arm=bool(arm))
    if behind:
        return behind, 0.9
    return ("participants", 0.8) if _OPENING.search(left) and not arm else None


def _taken_part(left: str, right: str, *, arm: bool) -> str:
    """What "assigned 40 people ..." counts: who were randomised when chance decided, else what is said behind."""
    behind = _said_behind(right, arm=arm)
    allotted = _ALLOTTED.search(left[-40:])
    if behind in {None, "participants"} and allotted and not arm and _BY_CHANCE.search(left[-60:] + right[:130]):
        return "randomised"
    return behind or "participants"


_OUT_OF = Gated(r"(?:^|[.;:,]\s|\b)(?:of|from|among|out of)\s(?:(?:the|a total of|all)\s)?$", re.IGNORECASE)
_WERE_CHOSEN = Gated(
    r"(?P<who>[^,;.\d]{0,80}),\s(?:only\s|just\s)?\d[\d,]*\s(?:[a-z]+\s){0,2}?"
    r"(?:consented|agreed|entered|joined|enrol+ed|randomi[sz]ed|randomly|took part|included|accepted|recruited|picked|"
    r"chosen|selected|eligible|met\s)",
    re.IGNORECASE,
)
_WERE_IN = Gated(
    r"\b(?:randomi[sz]|enrol|recruit|treated|started|took part|participa|completed|analy|in the (?:trial|study)|"
    r"included)",
    re.IGNORECASE,
)


_WANTED = Gated(r"\b(?:wanted|hoped for|asked for|called for|aimed for|needed|planned for)\s(?:[\w-]+\s){0,5}$", re.I)
_WAS_PLAN = Gated(r"\s(?:(?:were|was|had been)\s)?(?:originally\s|initially\s)?planned\b", re.IGNORECASE)


def before_the_study(text: str, start: int, end: int) -> str | None:
    """planned or screened where the count at [start, end) is of people wanted, or of those from whom some were chosen.

    "Of 702 people assessed, 426 were randomised" says so by what follows.
    """
    if _WANTED.search(text, max(0, start - 60), start) or _WAS_PLAN.match(text, end):
        return "planned"
    chosen = _WERE_CHOSEN.match(text, end) if _OUT_OF.search(text, max(0, start - 20), start) else None
    return "screened" if chosen is not None and not _WERE_IN.search(chosen["who"]) else None


def kind_at(text: str, start: int, end: int) -> str:
    """What the number at [start, end) counts when it is the study's; participants when nothing says more."""
    left = text[max(0, start - 300) : start]
    before = next((kind for kind, pattern in _LEFT if pattern.search(left)), "participants")
    if before != "participants":
        return before
    return _said_behind(re.sub(r"\([^()]*\)", " ", text[end : end + 220]), arm=False) or before


_SCREENED = Gated(
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


_FELL_ILL = Gated(
    r"\s(?:(?:had|have|were|was)\s)?(?:fell ill|got sick|came down|died|developed|relapsed|caught|suffered|"
    r"hospitali[sz]ed)\b",
    re.IGNORECASE,
)
_AND_OTHERS = Gated(r"[^.;:]{1,60}?\b(?:and|while)\s(?:the\s)?(?:other\s|another\s)?\d", re.IGNORECASE)
"""What follows the first of two arms: "14 volunteers the drug and 16 saline"."""


def number_of(match: re.Match[str]) -> Decimal:
    """The count that a match holds, 0 when it is none."""
    return value_of(match["n"], whole=True) or Decimal(0)
