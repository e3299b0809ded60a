"""Words around a length of time that say what it is: treatment, follow-up, run-in, the whole trial, or none of it."""

import re

from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE, STUDY
from tracker.claims._time import UNIT

TREAT = (
    r"(?:treatment|(?:mono|poly|pharmaco|chemo|radio|immuno|psycho)?therapy|course|regimen|intervention|infusion|dosing|"
    r"supplementation|programme|program|training|exposure|medication|diet)"
)
TREATED = (
    r"(?:treated|took|taken|taking|received|receiving|given|got|used|using|infused|injected|supplemented|administered|"
    r"assigned|attended|exercised|ate|drank|underwent|wore|applied|chewed|inhaled|swallowed|dosed|medicated|consumed)"
)
FOLLOW_LEFT = Gated(
    r"(?:follow(?:ed|ing|s)?[\s-]?up(?: (?:period|time|visit))?\s(?:of|was|lasted|lasting|over|for|duration was)|"
    r"(?:followed|monitored|tracked|observed|watched|assessed|evaluated|surveyed)(?:\s[\w,-]+){0,10}?\s(?:for|"
    r"over)(?: up to)?|"
    r"(?:median|mean|average) follow[\s-]?up(?: time| period)?(?: of| was|:)?|follow[\s-]?up:)(?:\s(?:a|an|the|"
    r"up to|another|"
    r"median|mean|average|of|total|period))*\s?$",
    re.IGNORECASE,
)
FOLLOW_RIGHT = Gated(r"^(?:[\s-](?:of\s)?(?:[\w-]+\s){0,2}?follow(?:ed|ing)?[\s-]?ups?)\b", re.IGNORECASE)
TREAT_LEFT = Gated(
    rf"\b{TREATED}\b[^.;:]{{0,70}}?\b(?:for|over|lasting)(?:\s(?:a|the|up to|total|period|of|another))*\s?$|"
    rf"\b{TREAT}\s(?:(?:(?:period|phase|duration|time|length)\s)?(?:of|for|lasted|lasting|lasts|was|took)|"
    rf"(?:(?:was|were)\s)?(?:continued|maintained|went on|ran|given|carried on|administered|prolonged)\s(?:for|over))"
    rf"(?:\s(?:a|an|the|further|additional|another|total|of|up to|about))*\s?$|"
    rf"\b(?:duration|length) of (?:the )?(?:\w+ )?{TREAT}\s(?:was|is)\s?$|"
    r"\b(?:double-blind|open-label|maintenance|induction|active|blinded|extension|titration|consolidation|"
    r"randomi[sz]ed)\s(?:treatment\s)?(?:periods?|phases?|stage|part)\s(?:of|for|lasted|lasting|lasts|was)\s?$|"
    r"\b(?:stayed|remained|kept|were kept)\son\s[^.;:,]{2,40}\sfor\s?$|"
    r"\btotal (?:treatment )?duration of\s?$|\bthen (?:continued|maintained) for\s(?:a\s|up to\s)*$|"
    r"\b(?:placebo|saline|sham|usual care|(?:once|twice|three times) (?:a|per) (?:day|week|month)|(?:daily|weekly)|"
    r"every (?:\w+ )?(?:days|weeks|months)|every (?:day|evening|morning|night|week|month))\s(?:tablets?\s|pills?\s|"
    r"injections?\s)?"
    r"for(?:\s(?:up to|a|the))*\s?$",
    re.IGNORECASE,
)
ASSIGNED_FOR = Gated(
    r"\b(?:(?P<sure>randomi[sz]ed(?!\s(?:controlled|clinical|trial|stud|placebo|double))|"
    r"allocated|assigned|switched|changed|continued on)|treated|treatment with|received|"
    r"receiving|given|added to|injected)\b"
    r"(?:[^.;]|\.(?=[\w]|\s[a-z(])){0,190}?\sfor\s(?:(?:a|the|total|period|of)\s){0,3}$",
    re.IGNORECASE,
)
"""Randomised or treated, with doses, arms and numbers in between, "for" so long."""
AT_LEAST = Gated(r"(?:at least|more than|over|longer than|a minimum of|≥|>)", re.IGNORECASE)
SURVIVED = Gated(
    r"\b(?:survival|PFS|OS|EFS|DFS|TTP|time to [\w-]+|duration of (?:response|remission)|follow-?up)\b"
    r"[^.;]{0,140}(?<!\bfor)(?<!\bfor a)\s?\(?$",
    re.IGNORECASE,
)
TREAT_RIGHT = Gated(
    rf"^(?:[\s-](?:of\s)?(?:(?!follow|with\b|in\b|for\b|vs\b|versus\b|than\b|prior\b|previous|starting\b)[\w-]+\s){{0,2}}?{TREAT}(?:\speriods?|\sphase)?)\b",
    re.IGNORECASE,
)
PERIOD_RIGHT = Gated(rf"^[\s-]{TREAT}\s(?:periods?|phase|course|programme)\b", re.IGNORECASE)
AFTER_A = Gated(r"\bafter (?:an?|the|this|their)\s$", re.IGNORECASE)
"""A length that is told with its end: "after a 14-week treatment period"."""
PART_RIGHT = Gated(
    r"^(?:,\s|[\s-])(?:[\w-]+\s){0,2}(?:induction|maintenance|consolidation|titration|optimi[sz]ation|"
    r"stabili[sz]ation|dosing|dose-titration|extension|double-blind|open-label|randomi[sz]ed|randomi[sz]ation|active)"
    r"(?:\s?/\s?\w+)?\s(?:periods?|phases?|course|stage)\b|"
    r"^\)?(?:,\s|[\s-])(?:[\w-]+-?\s(?:and\s)?){0,3}(?:extension|optimi[sz]ation)\b",
    re.IGNORECASE,
)
RUN_IN = Gated(r"^[\s-](?:[\w,-]+\s){0,4}?(?:run|lead)-?\s?in\b", re.IGNORECASE)
RUN_IN_LEFT = Gated(r"\b(?:run|lead)-?\s?in\s(?:period|phase)\s(?:of|\(|for)\s?$", re.IGNORECASE)
FREE = Gated(r"^[\s,-]+(?:[\w-]+,?\s){0,2}(?:\w+-free|off-treatment|washout)\b", re.IGNORECASE)
"""A time without treatment, before a trial or between its parts, is no length of it."""
IN_BRACKETS = Gated(
    r"\b(?:(?:treatment|study|extension|intervention|observation|double-blind)\s(?:period|phase|duration)|"
    r"study duration)\s\($",
    re.IGNORECASE,
)
LONG_SINCE = Gated(r"\b(?:has|have) (?:long |already )?(?:been|lived|taken|used|known)\b[^.;]{0,50}$", re.IGNORECASE)
LISTED = Gated(rf"\bwithin\s$|(?:\d|\b{UNIT})(?:,|,?\s(?:and|or|to))\s$", re.IGNORECASE)
"""Behind other times ("after 2 and 8 weeks of treatment") stands one more point in time."""
OWNED = Gated(rf"^['’]\s(?:of\s)?(?:[\w-]+\s)?(?:{TREAT}|follow-?up)\b", re.IGNORECASE)
DAILY = Gated(r"\b(?:a|per|each|every) (?:day|session|night|week)|daily|nightly\b", re.IGNORECASE)
OF_TREATMENT = Gated(
    rf"^\s(?:of|on)\s(?:(?!prior\b|previous|perioperative\b|starting\b|completing\b)[\w-]+\s){{0,2}}?{TREAT}\b",
    re.IGNORECASE,
)
HAD_AT_LEAST = Gated(r"\b(?:had|have|having|who)\b[^.;]{0,60}\bat least\s[^.;]{1,25}$", re.IGNORECASE)
TOTAL_RIGHT = Gated(
    rf"^[\s,-]+(?:long[\s,]+)?(?:(?!(?:follow\w*|old|course|a|an|the|of|in|for|and|or|but|to|after|"
    rf"with)\b)[\w,-]+\s){{0,5}}?(?:{STUDY}|period)\b(?!\sgroups?)|"
    rf"^(?:[\s-]|,\s)(?:[\w-]+,\s){{1,6}}(?:[\w-]+\s|and\s|,\s){{0,6}}?{STUDY}\b(?!\sgroups?)|"
    r"^[\s,-]+(?:[\w,-]+\s){0,3}?(?:comparison|efficacy|evaluation)\b",
    re.IGNORECASE,
)
PEOPLE_FOR = Gated(
    rf"\b(?:involved|tracked|studied|followed)\s[^.;,]{{1,25}}\s{PEOPLE}(?:\s(?:aged|between|ages?|and|to|over|"
    rf"under|\d+)){{0,6}}\sfor(?:\s(?:about|up to|nearly))*\s?$",
    re.IGNORECASE,
)
TOTAL_LEFT = Gated(
    r"\b(?:(?:study|trial)\s(?:duration|length)|(?:duration|length) of (?:the|this|each) (?:study|trial))\s"
    r"(?:was|is|of)\s?$|"
    rf"\b(?:{STUDY}|which|that|it)\s(?:has\s|will\s|had\s|is\s)?(?:lasted|lasts?|ran|runs?|continued|spanned|"
    rf"lasting|running)"
    rf"(?:\s(?:for|over|about|a|total|of))*\s?$|\b(?:over|during|throughout)\sthe\s(?:course of the\s)?$|"
    rf"\b{STUDY}\b[^.;]{{0,90}}?\b(?:lasting|that lasted|which lasted|running for)(?:\s(?:a|total|of|about))*\s?$|"
    r"\b(?:trial|study|experiment|project|programme)\b(?:(?!\b(?:that|who|which|found|suggest\w*|"
    r"showed)\b)[^.;,]){0,60}\b(?:for|over)"
    r"(?:\s(?:a|the|up to|period|of))*\s?$",
    re.IGNORECASE,
)
OVER = Gated(
    r"(?<!titrated )(?<!tapered )\bover(?:\s(?:a|the|course of|period of|period|next|first))*\s?$", re.IGNORECASE
)
MEASURED = Gated(
    r"\b(?:participants?|patients?|randomi[sz]ed|assessed|study|trial|weeks?|symptoms|improve\w*|measured)\b",
    re.IGNORECASE,
)
NOT_LEFT = Gated(
    r"(?:\b(?:aged?|ages|past|last|previous|every|each|per|recent|within|since|next|coming|after|before|at|by|"
    r"until|from|"
    r"prior|than|first|another|once in|for the (?:past|last)|wash-?out(?: period)?(?: of)?|run-in(?: of)?|history of|"
    r"symptoms for|depression for|failed|market for|older than|younger than|experience(?:d)?|live|survived?|"
    r"symptoms? (?:lasting|of)|diagnosed|life|under|over age|reported|twice|times in|times over)\s(?:at least\s|"
    r"about\s|the\s|a\s|more than\s|up to\s)*|[<>≥≤$(]\s?)$",
    re.IGNORECASE,
)
NOT_RIGHT = Gated(
    r"^(?:[\s-](?:old|olds|ago|earlier|later|prior|before|after|of age|apart|younger|older|or older|or more|or "
    r"longer|survival|post|"
    r"from|since|in (?:prison|advance)|early|rates?|mortality|history|wash|washout|wash-out|run-in|experience|"
    r"life|risk|supply|"
    r"data|gap|delay|difference|half-life|head start|anniversary|preceding|leading up|of data|period (?:after|"
    r"before|following|of)|veteran|career|interval|intervals|mark)\b|\s?/|\s?-\s?old|['’])",
    re.IGNORECASE,
)
ELIGIBLE = Gated(
    r"\b(?:eligible|eligibility|inclusion|exclusion|criteria|must have|who had (?:taken|been|failed|not "
    r"responded)|had had|"
    r"poor(?:ly)? respon\w+|inadequate response|history of|duration of (?:illness|disease)|diagnos\w+ (?:for|within)|"
    r"for at least|half-life|shelf life)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
PRICE = Gated(r"^\s(?:of (?:[\w-]+\s)?)?[^.;:]{0,30}?\bcosts?\b", re.IGNORECASE)
