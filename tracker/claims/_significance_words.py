"""Words that say whether a difference is significant."""

import re
from collections.abc import Iterator

from tracker.claims._about import about, elsewhere
from tracker.claims._base import Found, Sentence
from tracker.claims._gated import Gated
from tracker.claims._p_values import CRITERION, P_VALUE, WHEN_CONSIDERED, Value, against
from tracker.records import Scope

_WORD = Gated(
    r"(?P<non>\b(?:non[\s-]?|in-?))?(?:\b|(?<=non)|(?<=in)|(?<=-))(?P<stat>statistical(?:ly)?(?:[\s-]|\sor\s\w+ly\s|"
    r"\sand\s\w+ly\s|,\s\w+ly\s){1,2})?"
    r"(?P<word>significan(?:t(?:ly)?|ce)\b)",
    re.IGNORECASE,
)
_NEGATOR = (
    r"(?:no|not|nor|neither|without|never|none|fail(?:ed|s|ing)? to|lack(?:ed|s|ing)?(?: of)?|hardly any|cannot|"
    r"\w+n[’']t|far from|"
    r"short of|miss(?:ed|es|ing)?|any(?=\b.{0,40}\bfail))"
)
_GAP = (
    r"(?:\s(?!(?:and|but|which|who|that|while|whereas|although|only|because|if|so|by|with|however)\b)(?:[\w’'-]+|"
    r"\([^()]{1,30}\)),?){0,6}?"
)
_NEGATED = Gated(rf"\b{_NEGATOR}{_GAP}\s?$", re.IGNORECASE)
_NEITHER_NOT = Gated(r"\bnot\s(?:only|just|surpris\w+)\b[^.;]*$", re.IGNORECASE)
_RESULTS = (
    r"(?:outcomes?|findings?|results?|end[\s-]?points?|measures?|differences?|effects?|comparisons?|variables?|"
    r"changes?|of (?:these|those|them|the \w+)|analyses|tests?|benefits?|improvements?)"
)
_FEW = Gated(
    r"\b(?:few|only (?:a few|one|two|three|some)|a (?:few|minority)|some(?: of)?|not all|not every|hardly any|"
    r"just (?:one|two|a few)|only a handful)"
    rf"(?: of)?(?: the| our| its)?(?:\s[\w-]+){{0,3}}?\s{_RESULTS}\s(?:[\w-]+\s){{0,3}}?(?:reach(?:ed)?|achiev(?:ed|"
    r"e)|attain(?:ed)?|were|was|are|showed|approached)(?:\s[\w-]+){0,3}\s?$",
    re.IGNORECASE,
)
_NO_SUBJECT = Gated(
    r"\b(?:no|none|neither|not (?:a single|one)|nor)(?: of)?(?: the| these| those| its| their|"
    r" our)?(?:\s[\w/-]+){0,5}?\s(?:reach(?:ed)?|achiev(?:ed|e)|attain(?:ed)?|"
    r"(?:was|were|are|is|proved|showed|had)(?: found to be| shown to be)?)(?:\s[\w-]+){0,3}?\s?$",
    re.IGNORECASE,
)
_RIGHT_NO = Gated(
    r"^(?:\s(?!(?:and|but|while)\b)[\w’'-]+,?){0,10}?\s(?:(?:was|were|is|are|could|had)\s(?:not|n[o’']t|neither|"
    r"never)|(?:wasn|weren|couldn|isn|aren)[’']t)\s(?:yet\s)?(?:been\s|be\s)?"
    r"(?:reached|found|observed|seen|detected|achieved|attained|noted|shown|evident|apparent|present|identified|"
    r"demonstrated|reported|met)\b|"
    r"^\s(?:was|were)\s(?:lacking|missed|lost)\b",
    re.IGNORECASE,
)
_NOT_SAID = Gated(
    r"(?:\b(?:whether|if|to (?:detect|determine|find|show|reach|achieve|deliver|demonstrate|test|assess|see|provide|"
    r"establish|produce|prove|allow|be|identify|yield|cause)|could|might|may|would|should|power(?:ed)?|power to|"
    r"unlikely|hop(?:e|ed|ing)|expect(?:ed|ing)?|potential(?:ly)?|level of|levels of|threshold (?:of|for)|defined as|"
    r"considered(?: to be)?|regarded as|taken as|deemed|chance of|will|can|clinical|clinically|practical|biological|"
    r"nutritional|public health|about the|"
    r"the|of|his|her|their|its|our|historical|particular|special|real|added|trend(?:ed|s|ing)? (?:to|towards?)|"
    r"towards?|approach(?:ed|es|ing)|near(?:ly|ed)?|close to|borderline|marginal(?:ly)?|any|"
    r"(?:can|could|may|might|would|will)\s(?:also\s|then\s)?(?:result in|lead to|cause|bring about|mean|see|"
    r"reveal|show|find|yield|"
    r"become|have|have shown|have found)|would\s(?:[\w-]+\s){1,5}have (?:shown|found|reached|seen))\s"
    r"(?:a\s|any\s|an\s|have been\s|have\s|statistically\s|statistical\s|more\s|the\s|be\s|of\s|make a\s|definitive\s|"
    r"formal\s|have a\s)*)$",
    re.IGNORECASE,
)
_OPEN = Gated(
    r"\b(?:whether|unclear|unknown|remains to be|power(?:ed)?\b[^.;]{0,30}\bto|designed to|intended to|large enough|"
    r"big enough|aimed to|in order to|likely to|able to|hop(?:e|es|ed|ing) for)\b[^.;,]{0,80}$",
    re.IGNORECASE,
)
"""The question is left open, or it is about what the trial could have shown."""
_REACHED = Gated(r"\b(?:reach|achiev|attain|lost|retain)\w*", re.IGNORECASE)
_TREND = Gated(
    r"\b(?:trend|tend|approach|near|border|marginal|almost|nearly|close to)\w*\s?(?:\w+\s){0,3}$", re.IGNORECASE
)
_COMPARED = Gated(
    r"\b(?:between[\s-](?:the\s|groups?|arms?)|among (?:the )?groups|compared|vs\.?|versus|than (?:in|those|the|with|"
    r"for|on|a|people|patients|placebo|controls?|women|men|EBRT|[A-Z])|"
    r"relative to|placebo|sham|controls?\b|control group|in favou?r of|from baseline|superior|arms?\b|(?:treatment|"
    r"intervention|vaccin\w+|study|both|two|active) groups?)\b|\d(?:\.\d+)?\s?%|\d\s?percent|confidence interval|"
    r"\bCI\b|\b(?:in|for|of|on) the (?:[\w-]+\s){1,4}?(?:groups?|arms?|condition)\b|\b[\w-]+-treated\b|"
    r"\b(?:at|after|by|to|until|through)\s(?:(?:the\s)?(?:week|month|day|year)s?\s\d|\d{1,3}[\s-](?:week|month|"
    r"day|hour|"
    r"min(?:ute)?)s?\b)|\b(?:was|were)\s(?:also\s|all\s)?(?:observed|detected|noted|evident|obtained)\b|"
    r"\bshown to have\b|\bregression\b|\banalys[ie]s\b",
    re.IGNORECASE,
)
_HEADED = Gated(
    r"^(?:Results?(?:\sand\s\w+)?|RESULTS?|Conclusions?|CONCLUSIONS?|Findings|FINDINGS|Interpretation)(?::\s|"
    r"\s(?=[A-Z]))"
)
"""The heading of a structured abstract: what follows speaks of tests, not of importance."""
_RESULT = Gated(
    r"^\W{0,2}(?:[\w-]+\s){0,2}?(?:lower|higher|greater|less|more|fewer|better|worse|reduc|improv|increas|decreas|"
    r"declin|drop|differ|effect|benefit|chang|gain|associat|correlat|"
    r"relationship|interaction|trend|superior|slow|fast|short|long|larg|small|rais|rose|fell|prolong|delay|prevent|"
    r"relief|response|predict|advantage|result|loss|rise|fall|impair|main effect|alter|leak|outperform|"
    r"rais|\(?p\s?[<>=]|lessen|cut|boost|shrink|shrank|shrunk|elevat|at\b|for\b|in the\b|$|[.,;()])",
    re.IGNORECASE,
)
_COMPARATIVE = Gated(
    r"^\s(?:lower|higher|greater|less|more|fewer|better|worse|slower|faster|longer|shorter|larger|smaller|"
    r"earlier|reduced|"
    r"poorer|decreased|increased|improved|elevated|lowered|attenuated|prolonged|shortened|"
    r"different)\b(?!\s(?:[\w-]+\s){0,4}?than\s(?:expected|thought|previously|anticipated|usual|before|it|they|"
    r"we|that)\b)",
    re.IGNORECASE,
)
_WAS = Gated(
    r"\b(?:was|were|had|remained|showed|reported|experienced|became|fared|performed|scored|slept|healed|"
    r"recovered|did)\s"
    r"(?:an?\s)?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
"""Past tense right before "significantly lower": two things were compared, though the second may not be named."""
_DIFFERENCE_WAS = Gated(
    r"\b(?:differences?|reductions?|changes?|effects?|improvements?|increases?|decreases?|results?|interactions?)\s"
    r"(?:[\w-]+\s){0,6}?(?:was|were)\s(?:(?:also|highly|only|not)\s)?$",
    re.IGNORECASE,
)
_REPORTED = Gated(
    r"\b(?:showed|demonstrated|exhibited|revealed|achieved|displayed|experienced|produced|resulted in|led to|had|with|"
    r"demonstrating|showing)\s(?:an?\s|the\s|more\s|no\s)?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_CHANGE_IN = Gated(
    r"^\s(?:[\w-]+\s){0,3}?(?:improvements?|reductions?|decreases?|increases?|differences?|effects?|changes?|declines?|"
    r"prolongation)\s(?:in|on|of|from|for|among|between)\b",
    re.IGNORECASE,
)
"""A report of results as papers word them: "showed significant improvement on"."""
_PASSIVE = Gated(r"\b(?:was|were)\s(?:(?:also|both|all|not|more)\s)?$", re.IGNORECASE)
_PARTICIPLE = Gated(
    r"^\s(?!(?:delayed|affected|involved|underestimated|overestimated|helped|hampered|expanded)\b)\w{3,}ed\b"
)
_FOUND_TO_BE = Gated(r"\b(?:found|reported|shown|seen|observed|these)\b[^.;,]{0,50}\sto be\s$", re.IGNORECASE)
_IMPACT_ON = Gated(r"^\s(?:[\w-]+\s)?(?:impacts?|effects?)\son\b", re.IGNORECASE)
_WAS_FOUND = Gated(
    r"^\s(?:[\w-]+\s){0,4}?(?:effects?|differences?|interactions?|associations?|correlations?|changes?|improvements?|"
    r"reductions?|decreases?|increases?)\s[^,;()]{0,60}?\b(?:was|were)\s(?:also\s)?(?:found|seen|shown|"
    r"demonstrated|achieved|"
    r"observed|detected)\b",
    re.IGNORECASE,
)
_EVERYDAY = Gated(
    r"^\s(?:(?!(?:higher|lower|greater|larger|more|less|fewer|better|worse|shorter|longer|"
    r"smaller)\s)[\w-]+\s)?(?:subsets?|advances?|steps?|roles?|burden|need|unmet|numbers? of|part|portion|amounts?|"
    r"because|health|problems?|challenges?|contribut\w+|impacts?|"
    r"progress|minority|majority|proportion|costs?|delays?|public|(?:safety\s)?concerns?|risks?|side effects|"
    r"adverse(?!\s(?:impact|effects?)\son\b)|harm|lack|"
    r"breakthrough|milestone|development|"
    r"quantit\w+|resources|time|attention|interest|implications?|questions?|others?|disfigurement|skin|expenditures?|"
    r"illness|disease|symptoms|cause|source|factor|"
    r"limitation|limits|caveat|potential|opportunit\w+|hurdle|barrier|promise|way|fines|investigations|distress|"
    r"reactions?)\b",
    re.IGNORECASE,
)
_CHANGED = Gated(
    r"\b(?:reduc|improv|increas|decreas|declin|dropp|fell|rose|differ|chang|lower|slow|outperform|prolong|"
    r"worsen)\w*\s(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)


def in_words(sentence: Sentence) -> Iterator[Found]:
    """Statements with the word "significant" and its kin, negated or not."""
    text = sentence.text
    for match in _WORD.finditer(text):
        left = text[max(0, match.start() - 110) : match.start()]
        right = text[match.end() : match.end() + 110]
        few = _FEW.search(left)
        negated = None if few else _negator(left, match["word"].lower().endswith("ly"))
        not_right = _RIGHT_NO.match(right)
        statistical = (
            bool(match["stat"])
            or bool(match["non"])
            or (match["word"].lower() == "significance" and "formal" in left[-8:])
        )
        if _OPEN.search(left) or (
            match["word"].lower() == "significance" and not statistical and not _REACHED.search(left + right)
        ):
            continue
        if not (few or negated or not_right):
            if (
                _NOT_SAID.search(left)
                and not (statistical and re.search(r"\b(?:the|of|its|their)\s$", left, re.IGNORECASE))
                and not (_FOUND_TO_BE.search(left) and _COMPARATIVE.match(right))
            ):
                continue
            near = left[-30:] + " " + right[:25]
            if (CRITERION.search(near) and not WHEN_CONSIDERED.search(right[:40])) or (
                statistical and _TREND.search(left)
            ):
                continue
        elif (
            re.search(
                r"\b(?:clinical|clinically|practical|whether|if|power|powered to|unclear|unlikely|"
                r"considered)\s(?:\w+\s)?$",
                left,
                re.IGNORECASE,
            )
            and not statistical
        ):
            continue
        value: Value = "few" if few else "no" if negated or not_right or match["non"] else "yes"
        if match["non"] and negated:
            continue
        start = match.start() - (len(left) - (few or negated).start()) if few or negated else match.start()  # type: ignore[union-attr]
        end = match.end() + not_right.end() if not_right else match.end()
        yield _one(sentence, value, start, end, match, statistical)


def _negator(left: str, is_adverb: bool) -> re.Match[str] | None:
    if _NEITHER_NOT.search(left):
        return None
    found = _NO_SUBJECT.search(left) or _NEGATED.search(left)
    return None if found and is_adverb and found.group().lower().startswith("miss") else found


def _one(sentence: Sentence, value: Value, start: int, end: int, match: re.Match[str], statistical: bool) -> Found:
    text = sentence.text
    right = text[match.end() : match.end() + 60]
    everyday = bool(_EVERYDAY.match(right)) and not statistical and not (value == "no" and _IMPACT_ON.match(right))
    result = not everyday and bool(_RESULT.match(right) or _CHANGED.search(text[: match.start()][-40:]))
    tested = statistical or (
        not everyday
        and (
            sentence.passage == "abstract"
            or bool(_HEADED.search(text))
            or value != "yes"
            or bool(_COMPARATIVE.match(right) and _WAS.search(text[: match.start()][-40:]))
            or bool(_COMPARATIVE.match(right) and _FOUND_TO_BE.search(text[: match.start()][-80:]))
            or bool(_REPORTED.search(text[: match.start()][-40:]) and _CHANGE_IN.match(right))
            or bool(_PASSIVE.search(text[: match.start()][-24:]) and _PARTICIPLE.match(right))
            or bool(_DIFFERENCE_WAS.search(text[: match.start()][-90:]))
            or bool(_WAS_FOUND.match(text[match.end() : match.end() + 160]))
            or (result and (bool(_COMPARED.search(text)) or bool(P_VALUE.search(text))))
        )
    )
    outcome = about(text, match.start(), match.end(), "few" if value == "few" else "word", start)
    scope: Scope | None = elsewhere(sentence, start, end)
    if not tested and not result and sentence.scope(start, end) == "this_trial":
        scope = "background"
    return Found(
        start,
        end,
        value,
        kind="statistical" if tested else "everyday",
        outcome=outcome,
        scope=scope,
        status=None if tested else "hedged",
        confidence=(0.9 if statistical or value != "yes" else 0.75) if tested else 0.4,
        qualifiers={"form": "word", **(against(text, start) if tested else {})},
    )
