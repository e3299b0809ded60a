"""Whether a trial reached its primary outcome, as a document says in so many words."""

import re
from collections.abc import Iterator
from typing import Literal

from tracker.claims._about import elsewhere
from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence
from tracker.claims._gated import Gated
from tracker.claims._outcome_times import one_point
from tracker.claims._primary_result import concluded
from tracker.records import Claim

Value = Literal["met", "not_met", "mixed", "not_tested", "unclear"]

_ROLE = r"(?:co-?primary|primary|main|principal)"
_NOUN = r"(?:outcomes?(?:\smeasures?)?|end[\s-]?points?|goals?|targets?|aims?|objectives?)"
_BETWEEN = r"(?:\s[\w,]+(?:-[\w,]+){0,2}-?){0,3}?"
_ENDPOINT = rf"(?:{_ROLE}(?:\s(?:or|and)\s(?:key\s)?secondary)?{_BETWEEN}\s{_NOUN})(?:\s\([^()]{{1,15}}\))?"
_WHOSE = (
    r"(?:(?:its|their|the|our|his|her|this|that|all(?: of)?(?: its| the)?|both(?: of)?(?: its| the)?|"
    r"either(?: of)?(?: its| the)?|any(?: of)?(?: its| the)?|a|every one of its)\s)?(?:(?:study|trial)[’']?s?\s)?"
)
_HIT = (
    r"(?:me[e]?ts?|met|achiev(?:ed?|es|ing)|reach(?:ed|es|ing)?|hit|hits|satisf(?:ied|y|ies)|attain(?:ed|s)?|"
    r"fulfil(?:l?ed|l|s)?)"
)
_MISS = (
    r"(?:miss(?:ed|es|ing)?|fell short (?:of|on)|fall(?:s|ing)? short (?:of|on)|failed (?:on|in|at)|flopped on|"
    r"came up short on)"
)
_NOT = (
    r"(?:did not|didn[’']t|does not|has not|had not|could not|failed to|fails? to|not|never|without|"
    r"neither(?:\s[\w-]+){1,4}?)\s"
)
_BEAT = (
    r"(?:beat(?:ing|s)?|outperform(?:ed|s)?|surpass(?:ed)?|better than|superior to|more effective than|improve(?:d|"
    r"s)? (?:on|over)|differ(?:ed)? from|fare(?:d)? better than|do better than|did better than)"
)
_WITH = r"(?:[^.;:]{0,60}?)\s(?:on|for|in|at|with respect to|with regard to|regarding)\s"
_DIFFERENCE = r"(?:differences?|improvements?|benefits?|effects?|reductions?|increases?|advantages?|change|superiority)"
_RULES: tuple[tuple[Value, str, float], ...] = (
    (
        "mixed",
        rf"\b(?:(?:{_HIT})\s(?:only\s)?(?:one|two|some)|one|only one)\s(?:of (?:its|the|two|three|their)\s)(?:two\s|"
        rf"three\s|four\s)?(?:{_ENDPOINT})(?:\s(?:was|were)\s(?:met|reached|achieved))?",
        0.85,
    ),
    ("mixed", rf"\b{_HIT}\s(?:one|the first)\s(?:{_ENDPOINT})\s(?:but|and)\s(?:not|missed)", 0.85),
    (
        "not_tested",
        rf"\b(?:{_ENDPOINT})[^.;:]{{0,40}}\s(?:was|were|could)\s(?:not|never)\s(?:be\s)?(?:formally\s)?(?:tested|"
        r"assessed statistically|analy[sz]ed|evaluable)\b",
        0.8,
    ),
    (
        "not_tested",
        rf"\b(?:(?:did|does|was|were)\snot\s(?:formally\s|powered to\s|designed to\s)?(?:formally\s)?test|"
        rf"not\s(?:powered|"
        rf"designed|large enough)\sto\s(?:formally\s)?test|(?:no|"
        rf"without(?:\sa)?)\sformal\s(?:statistical\s)?tests?(?:ing)?\sof)\s"
        rf"{_WHOSE}(?:{_ENDPOINT})",
        0.85,
    ),
    ("unclear", rf"\b(?:whether|if)\b[^.;:]{{0,60}}\b{_HIT}\s{_WHOSE}(?:{_ENDPOINT})", 0.7),
    ("not_met", rf"\b{_NOT}(?:yet\s|quite\s|even\s)?{_HIT}\s{_WHOSE}(?:{_ENDPOINT})", 0.95),
    (
        "not_met",
        rf"\bnon-?inferiority\b[^.;:]{{0,40}}?\s(?:(?:was|were|is)\s(?:not|never)|wasn[’']t|"
        rf"could not be)\s(?:\w+\s)?(?:shown|met|"
        rf"established|demonstrated|proven|reached|confirmed)\s(?:for|on|in)\s{_WHOSE}(?:{_ENDPOINT})",
        0.9,
    ),
    ("met", rf"\bnon-?inferior\sto\b{_WITH}{_WHOSE}(?:{_ENDPOINT})", 0.85),
    ("not_met", rf"\b{_MISS}\s{_WHOSE}(?:{_ENDPOINT})", 0.95),
    (
        "not_met",
        rf"\b(?:{_ENDPOINT})(?:\s(?!(?:and|but|while|was|were)\b)[\w’'(),=/-]+){{0,22}}?\s(?:(?:was|were|is)\s(?:not|"
        r"n[o’']t|never)|wasn[’']t|weren[’']t)\s(?:\w+ly\s|yet\s)?(?:met|reached|achieved|attained|hit|satisfied|"
        r"fulfilled)\b",
        0.95,
    ),
    (
        "not_met",
        rf"\b{_NOT}(?:significantly\s|statistically\s|perform\s|prove\s|fare\s|be\s|"
        rf"show\s)*{_BEAT}\b{_WITH}{_WHOSE}(?:{_ENDPOINT})",
        0.9,
    ),
    (
        "not_met",
        r"\b(?:no|not any|no evidence of a|without)\s(?:statistically\s|clinically\s)?(?:significant(?:ly)?\s|"
        rf"overall\s|different\s)*{_DIFFERENCE}\b{_WITH}{_WHOSE}(?:{_ENDPOINT})",
        0.85,
    ),
    (
        "not_met",
        rf"\b{_NOT}(?:find|show|demonstrate|produce|result in|have|lead to|see|detect)\s(?:a|an|"
        r"any)?\s?(?:statistically\s)?(?:significant\s|"
        rf"overall\s)*{_DIFFERENCE}\b{_WITH}[^.;:]{{0,60}}?(?:{_ENDPOINT})",
        0.85,
    ),
    (
        "not_met",
        rf"\b(?:{_ENDPOINT})(?:\sof\s[\w\s-]{{1,40}}?)?\s(?:(?:was|were|is)\snot (?:significantly |"
        r"statistically )?(?:different|improved|better|superior|significant)|did not (?:significantly )?(?:differ|"
        r"improve|change|reach))\b",
        0.9,
    ),
    (
        "not_met",
        rf"\bimprovement in the (?:{_ENDPOINT})[^.;:]{{0,30}}\s(?:did not|was not|failed to)\s(?:achieve|reach|"
        r"statistically|significant)",
        0.85,
    ),
    (
        "not_met",
        r"\b(?:fail(?:ed|s|ure)?)\s(?:to (?:show|demonstrate|improve|affect|change|produce)[^.;:]{0,60}\s)?(?:in |"
        rf"on |for )?{_WHOSE}(?:{_ENDPOINT})",
        0.85,
    ),
    ("met", rf"\b{_HIT}\s{_WHOSE}(?:{_ENDPOINT})", 0.95),
    (
        "met",
        rf"\b{_HIT}\s(?:all of its|all its|every one of its|both of its|both its|all)\s(?:[\w-]+\s){{0,2}}?{_NOUN}",
        0.85,
    ),
    (
        "met",
        rf"\b(?:{_ENDPOINT})(?:\s(?!(?:and|but|while|not|was|were)\b)[\w’'(),=/-]+){{0,22}}?\s(?:was|were|has been|"
        r"had been)\s(?:\w+ly\s|also\s)?(?:met|reached|achieved|attained)\b",
        0.95,
    ),
    (
        "met",
        rf"\b(?:statistically\s)?significant(?:ly)?\s(?:(?:[\w-]+\s){{0,2}}?{_DIFFERENCE}\s"
        rf"(?:[^.;:]{{0,40}}?\s)?(?:on"
        r"|for|in|of)|improved|better(?: than [^.;:]{1,40})? (?:on|for|in)|prolonged|"
        rf"reduced)\s{_WHOSE}(?:{_ENDPOINT})",
        0.85,
    ),
    ("met", rf"\b(?:{_BEAT}|superiority (?:over|to)|superior to)\b{_WITH}{_WHOSE}(?:{_ENDPOINT})", 0.85),
    (
        "met",
        rf"\b(?:{_ENDPOINT})(?:\sof\s[\w\s-]{{1,40}}?)?\s(?:was|"
        r"were)\s(?:also\s)?(?:statistically\s)?significantly\s(?:better|longer|higher|lower|improved|reduced|"
        r"different|greater|shorter)\b",
        0.85,
    ),
)
_FINDERS = tuple((value, Gated(source, re.IGNORECASE), confidence) for value, source, confidence in _RULES)
_NAMED = Gated(rf"{_ENDPOINT}|\b(?:all of its|all its|every one of its|both of its)\s", re.IGNORECASE)
_SAID = Gated(
    r"\b(?:met|meets?|meeting|achiev|reach|hit|satisf|attain|fulfil|miss|fell short|falls? short|came up|flop|fail|"
    r"test|evaluable|beat|outperform|surpass|(?:non-?)?inferior|superior|better|effective|improv|differ|"
    r"significan|prolong|benefit|effect|"
    r"reduc|increas|advantage|change)",
    re.IGNORECASE,
)
"""What every rule needs somewhere in the sentence."""
_NOT_SAID = Gated(
    r"\b(?:will|would|could|can|may|might|should|to|if|whether|hop(?:es?|ed|ing)(?: to)?|expect(?:s|ed)? to|"
    r"designed to|aims? to|likely to|probability of|chance of|need(?:s|ed)? to|in order to|on track to|until|once|"
    r"before|unless)\s(?:the\s(?:trial|study|drug)\s)?(?:not\s)?(?:be\s)?$",
    re.IGNORECASE,
)
_FAILED_BEFORE = Gated(r"\b(?:not|n[o’']t|never|fail\w*|neither|nor|no)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find statements that the primary outcome was or was not reached; the first rule that fits a place decides."""
    text = sentence.text
    if not _NAMED.search(text) or not _SAID.search(text):
        return
    taken: list[tuple[int, int]] = []
    for value, pattern, confidence in _FINDERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            if not re.search(_ROLE, match.group(), re.IGNORECASE) and not re.search(
                r"\b(?:trial|study|drug|it|treatment|vaccine)\b", text[:start], re.IGNORECASE
            ):
                continue
            left = text[max(0, start - 60) : start]
            if value != "unclear" and _NOT_SAID.search(left):
                continue
            if value == "met" and _FAILED_BEFORE.search(left):
                continue
            taken.append((start, end))
            yield Found(
                start,
                end,
                value,
                outcome="primary outcome",
                timepoint_days=one_point(match.group()),
                scope=elsewhere(sentence, start, end),
                status="hedged" if value == "unclear" else None,
                confidence=confidence,
            )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two statements: met against not met differs; mixed, untested and unclear settle nothing."""
    if a.value == b.value:
        return Agreement("agree", f"both say that the primary outcome was {str(a.value).replace('_', ' ')}")
    if {a.value, b.value} <= {"met", "not_met"}:
        return Agreement("differ", f"'{a.raw}' and '{b.raw}'")
    return Agreement("not_comparable", f"{a.value} and {b.value} do not contradict each other")


EXAMPLES = (
    Example("The trial met its primary endpoint.", ["met"]),
    Example("The drug did not outperform placebo on its main target.", ["not_met"]),
    Example("The study fell short of its main goal, a fall in pain at week 6.", ["not_met"]),
    Example("The primary outcome was not met.", ["not_met"]),
    Example("All primary efficacy endpoints were met.", ["met"]),
    Example("The vaccine failed to reach its primary end point.", ["not_met"]),
    Example("There was no significant difference between the groups in the primary outcome.", ["not_met"]),
    Example("The gel was superior to vehicle for the primary endpoint.", ["met"]),
    Example("The trial met only one of its two co-primary endpoints.", ["mixed"]),
    Example("The main goal it had set itself was not reached.", ["not_met"]),
    Example("The primary endpoint of relapse-free survival was achieved.", ["met"]),
    Example("It is not known whether the drug met its main goal.", ["unclear"], statuses=["hedged"]),
    Example("The primary endpoint was overall survival."),
    Example("The trial is expected to meet its primary endpoint next year."),
    Example("They met at the main station."),
    Example("The company met its sales targets."),
    Example("The main goal was to reduce pain."),
    Example("The secondary endpoint was met."),
    Example("Participants reached their target dose in two weeks."),
)

TYPE = ClaimType(
    name="primary_outcome_met",
    description="How the primary outcome came out: met, not met, mixed (some of several), not tested, unclear. "
    "`timepoint_days` when the statement names the time. Where no sentence says it outright, it is read from the whole "
    "text, and the qualifier `decided_by` names what decided: a sentence on the primary outcome (said), on "
    "non-inferiority, the result for the named outcome, the conclusion on it, or, least sure, a result in part of the "
    "patients, the conclusion in general, the first test.",
    value=Value,
    agreement="Equal values agree; met against not met differs; anything else is not comparable.",
    compare=compare,
    cues=(r"primary\b", r"main\b", "principal", "co-primary", r"all (?:of )?its\b"),
    find=find,
    conclude=concluded,
    examples=EXAMPLES,
)
