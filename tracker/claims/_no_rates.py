"""Percentages that are no shares of people with an event: changes, means, concentrations, intervals, strengths."""

import re

from tracker.claims._commonness import in_range, supposed
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import value_of
from tracker.claims._treatments import Named, treatments

_NOT_LEFT = Gated(
    r"(?:\b(?:reduc\w+|increas\w+|decreas\w+|cut\w*|lower\w*|drop\w*|fell|fall\w*|rose|rise\w*|grew|declin\w+|"
    r"improv\w+|higher|boost\w*|rais\w+|shr[aiu]nk\w*|"
    r"los[te]\w*|gain\w*|more|less|sav\w+|slow\w*|chang\w+|differ\w*|efficacy|effective\w*|up|down|risk of|"
    r"chance of|probability of|contain\w*|concentration|"
    r"discount|price\w*|dose|a1c|hba1c|saturation|ejection fraction|accura\w+|sensitivity|specificity|power|"
    r"margin|alpha|interval|weight|score\w*|energy|calories|tax\w*|"
    r"inflation|budget|market|share|purity|below|above|under|between|oxygen|humidity|dropout)\s(?:by|of|to|was|is|"
    r"at|from|than|about|"
    r"around|roughly|nearly|almost|more than|at least|up to|an?|as much as|the|average|in|risk|down|body)*\s*"
    r"(?:(?:by|of|to|was|at|about|nearly|almost|up to|an|a|average|around)\s)*|[(\[]?\b95\s?|"
    r"(?<!reached )(?<!achieved )(?<!attained )(?<!reported )(?<!experienced )\bby\s|[<>≥≤]\s?|(?<!\d )=\s?)$",
    re.IGNORECASE,
)
_NOT_RIGHT = Gated(
    r"^\s?(?:women|men)\b|^\s?(?:(?!slept|felt|did|got|were|was|had|became)\w+\s)?(?:reduction|increase|decrease|"
    r"lower|higher|drop|decline|rise|more|less|"
    r"fewer|greater|"
    r"improvement|better|worse|risk|chance|likelihood|"
    r"of (?:the )?(?:participants|patients|people|women|men|adults) (?:received|got|were (?:randomly "
    r")?(?:assigned|randomi[sz]ed)|completed)\b|of (?:all )?(?:[\w-]+ ){0,2}(?:cancers|tumou?rs)\b|"
    r"confidence|ci\b|solution|ophthalmic|cream|gel|ointment|saline|dextrose|alcohol|oxygen|effective|efficacy|"
    r"accura\w+|sensitiv\w+|specific\w+|"
    r"(?:non-)?hispanic|asian|african|caucasian|urban|rural|protect\w+|faster|slower|of (?:the |their |its |your |"
    r"total |all )?(?:\w+ )?(?:calories|energy|variance|planned|prescribed|scheduled|sessions?|visits?|"
    r"market|weight|body|time|cases|deaths|cost|price|dose|doses|money|budget|funds|income|genes|cells|samples?|"
    r"trials|studies|sites|data|population|baseline|maximum|diet|fat|world|country|brain|hospitals)|cheaper|"
    r"power|of (?:them|whom|those|(?:the )?(?:participants|patients|people))(?: were| are)? (?:male|female|"
    r"women|men|white|black)|female|male|white|black|were (?:women|men|female|male|white)|"
    r"stronger|weaker|longer|shorter|increase|jump|"
    r"body|weight|fat|humidity|less|cut|increment|difference|gain|loss|relative|absolute|probability|odds|a "
    r"year|per year|annually|discount|share|stake)\b",
    re.IGNORECASE,
)
_IN_INTERVAL = Gated(
    r"[(\[,;]\s?(?:\d+(?:\.\d+)?\s?%\s?)?(?:CI|confidence intervals?|range|IQR)\b[\s,:=\]\d.·%to–-]{0,30}$",
    re.IGNORECASE,
)
_LEVEL = Gated(r"(?:\bmm\s?Hg|\bkg|\bpoints?|\bmmol/l|\bmg/dl)\s?[(\[]\s?$|[≤≥<>]\s?$", re.IGNORECASE)
_A1C = Gated(r"(?:hba\s?\(?1c\)?|\ba1c|ha?emoglobin a1c)\b[^.;]{0,50}$", re.IGNORECASE)
_ACHIEVED = Gated(r"\b(?:proportion|percentages?|achiev\w+|reach\w+|responders?|goal|target)\b", re.IGNORECASE)
_STRENGTH_RIGHT = Gated(
    r"^\s?(?:\(?(?:once|twice|three times|3 times|b\.?i\.?d\b|t\.?i\.?d\b|daily|nightly)|/\s?[a-z])", re.IGNORECASE
)


_SIGNS = Gated(r"[<>=≥≤]{1,2}")
_SPREAD = Gated(r"^\s?(?:±|\+/-|\+\s?/\s?-|[(\[]\s?(?:±|SD|SE|SEM|IQR|standard|P\d\d)\b)")
_AS_A_RULE = Gated(r"\b(?:usually|typically|normally|generally)\s(?:\w+\s){0,2}$|\b(?:a|an|topical)\s$", re.IGNORECASE)
"""What stands before how things are as a rule, and before a percentage that is part of a name ("a 1.5% gel")."""
_A_RATE = Gated(r"^\s(?:[\w-]+\s){0,2}(?:rates?|incidence|response|survival|remission|mortality)\b", re.IGNORECASE)
_CHANCES = Gated(
    r"\b(?:chances?|odds|risks?|likelihood)\b[^.;%]{0,60}\b(?:from|to|by)\s"
    r"(?:\d+(?:\.\d+)?\s?(?:%|per\s?cent)\sto\s)?$",
    re.IGNORECASE,
)
_CONDUCT = Gated(
    r"\b(?:attendance|retention|accrual|uptake)(?:\srates?)?(?:\s(?:of|was|were))?\s?[(\[]?\s?$", re.IGNORECASE
)
"""How a study went, not what happened to its people."""
_DEALT = Gated(
    r"^[)\]]?\s(?:were|was)\s(?:\w+\s)?(?:randomi[sz]ed|assigned|allocated)\b|^[)\]]\sto\s|^\s?of the (?:initial|"
    r"original|planned|total|whole|entire)\b",
    re.IGNORECASE,
)
_DEALT_TO = Gated(
    r"\b(?:randomi[sz]ed|assigned|allocated|classified)\s(?:in)?(?:to|as)\b[^.%]{0,140}[(\[](?:n\s?=\s?)"
    r"?\d[\d\s,]*;\s?$",
    re.IGNORECASE,
)
_AND_SIZE = Gated(r"^;\s?n\s?=")
_BASELINE = Gated(
    r"\b(?:baseline|demographic|treatment|patients?|clinical) characteristics\b|\b(?:well[- ])?(?:balanced|"
    r"matched)\b|"
    r"\bcomparable (?:for|regarding|in terms of|with (?:respect|regard) to)\b",
    re.IGNORECASE,
)
"""Whether the groups were alike before anything happened."""
_MEAN = Gated(r"\b(?:mean|median|average)\b(?!\s(?:follow|age|duration|observation|time|of \d))", re.IGNORECASE)
_OF_PEOPLE = Gated(
    rf"\b(?:rates?|surviv\w*|proportions?|incidence|percent|responses?|{PEOPLE}|mortality|recurrences?|occurr\w*|"
    rf"follow-?up|vs\.?|versus)\b|%",
    re.IGNORECASE,
)
_CHANGED = Gated(
    r"\b(?:concentrations?|levels?|volumes?|densit(?:y|ies)|BMD|weight|BMI|scores?|LVEF|fraction|leptin|"
    r"cholesterol|glucose|expression|"
    r"fitness|strength|performance|endurance|mass|thickness|Ki-?67|S-CTX)\b[^.;%]{0,80}?\b(?:increas\w*|"
    r"decreas\w*|reduced|reductions?|declin\w*|chang\w*|"
    r"ros?e|fell|dropped|gain\w*)\b[^.;%]{0,70}$|\bchanges?\s(?:in|of|from)\b[^.;%]{0,90}$|"
    r"\b(?:margin|scores?(?:\svalues?)?)\b(?:(?!compared|versus|vs)[^.;%]){0,40}$|[±+−]\s?$",
    re.IGNORECASE,
)
"""Something measured that changed by so much."""
_IN_PERCENT = Gated(
    r"(?<!\d )(?<!\d)\b(?:percent(?:age)?|%)\s(?:improvement|change|reduction|increase|decrease)s?\s(?:in|of|from)"
    r"\b[^.;]{0,140}$",
    re.IGNORECASE,
)
"""A change that is itself measured in percent."""
_HAPPENED = Gated(
    r"\b(?:adverse|side effects?|incidence|occurred|reported|more (?:frequent|common)|experienced)\b", re.IGNORECASE
)
_SALT = Gated(
    r"\b(?:furoate|acetate|hydrochloride|sodium|maleate|propionate|phosphate|cream|gel|ointment|solution)\s$",
    re.IGNORECASE,
)
_NOBODY = Named(-1, -1, "", "")


def _names_drug(left: str) -> bool:
    """Whether a treatment's name stands right before: the percentage is the strength of a solution then."""
    bare = left.rstrip()
    return bool(bare) and any(one.end == len(bare) for one in treatments(bare[-40:].rjust(len(bare))))


def is_share(text: str, match: re.Match[str]) -> bool:
    """Whether the percentage `match` (groups n, hedge) can be a share of people with an event."""
    value = value_of(match["n"].replace(",", "."))
    left = text[max(0, match.start() - 160) : match.start()]
    right = text[match.end() : match.end() + 140]
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]\s?", "", left[-130:])[-70:]
    if value is None or value > 100 or _NOT_LEFT.search(left[-70:]) or _NOT_LEFT.search(bare):
        return False
    if (
        _NOT_RIGHT.match(right)
        or _NOT_RIGHT.match(re.sub(r"^\s?\([^()]*\)", "", right))
        or _SIGNS.fullmatch(match["hedge"] or "")
    ):
        return False
    if (
        _CHANCES.search(left)
        or (_AS_A_RULE.search(left[-40:]) and not _A_RATE.match(right))
        or _CONDUCT.search(left[-40:])
        or _DEALT.match(right)
        or _DEALT_TO.search(left)
        or _AND_SIZE.match(right)
        or _BASELINE.search(text)
    ):
        return False
    if (
        _IN_INTERVAL.search(left[-70:])
        or supposed(left[-70:])
        or in_range(text, match.start())
        or _measured(left, right)
    ):
        return False
    if _A1C.search(left[-70:]) and not _ACHIEVED.search(left):
        return False
    if _LEVEL.search(left[-70:]) or _STRENGTH_RIGHT.match(right):
        return False
    return not (
        value <= 5
        and (
            (_names_drug(left) or _SALT.search(left))
            and not _HAPPENED.search(text)
            or next(treatments(right[:25]), _NOBODY).start in (0, 1)
        )
    )


_PROPORTION = Gated(
    r"\b(?:rates?|shares?(?=\sof)|proportions?|percentages?|incidence|likelihood)\s[^.;%]{0,100}$", re.IGNORECASE
)
_FIRST_OF_TWO = Gated(r"^\s?(?:vs?\.?|versus|compared with)\s\d")
_SECOND_OF_TWO = Gated(r"[(\[]\d[\d.·]*\s?%?\s(?:vs?\.?|versus|compared with)\s$")
"""Two figures in brackets: shares, whatever rose or fell before."""
_CHANGE_IN = Gated(
    r"\b(?:declines?|reductions?|increases?|decreases?|changes?|improvements?|differences?|gains?|"
    r"loss(?:es)?)\s(?:in|of)\s[^.;]{1,60}?\s(?:was|were|of|by)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


def _measured(left: str, right: str) -> bool:
    """Whether the percentage is a mean, a spread or a change of something that is measured, no share of people."""
    if _SPREAD.match(right) or _IN_PERCENT.search(left):
        return True
    if (
        _PROPORTION.search(left)
        or _FIRST_OF_TWO.match(right)
        and left.endswith(("(", "["))
        or _SECOND_OF_TWO.search(left)
    ):
        return False
    if _CHANGED.search(left) or _CHANGE_IN.search(left):
        return True
    mean = _MEAN.search(left)
    return mean is not None and not _OF_PEOPLE.search(left, mean.end())
