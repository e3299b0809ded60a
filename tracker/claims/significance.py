"""Whether a result is said to be significant: words, p-values, "no difference", and the everyday use of the word."""

import re
from collections.abc import Iterator

from tracker.claims._about import about, elsewhere
from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence
from tracker.claims._p_values import CRITERION, P_VALUE, Value, against, p_values
from tracker.claims._registry_results import significance as read_field
from tracker.records import Claim, Scope

_WORD = re.compile(
    r"(?P<non>\b(?:non[\s-]?|in-?))?(?:\b|(?<=non)|(?<=in)|(?<=-))(?P<stat>statistical(?:ly)?(?:[\s-]|\sor\s\w+ly\s|"
    r"\sand\s\w+ly\s|,\s\w+ly\s){1,2})?"
    r"(?P<word>significan(?:t(?:ly)?|ce)\b)",
    re.IGNORECASE,
)
_NEGATOR = (
    r"(?:no|not|nor|neither|without|never|none|fail(?:ed|s|ing)? to|lack(?:ed|s|ing)?(?: of)?|hardly any|cannot|"
    r"\w+n[’']t|far from|"
    r"short of|any(?=\b.{0,40}\bfail))"
)
_GAP = (
    r"(?:\s(?!(?:and|but|which|who|that|while|whereas|although|only|because|if|so|by|with|however)\b)(?:[\w’'-]+|"
    r"\([^()]{1,30}\)),?){0,6}?"
)
_NEGATED = re.compile(rf"\b{_NEGATOR}{_GAP}\s?$", re.IGNORECASE)
_NEITHER_NOT = re.compile(r"\bnot\s(?:only|just|surpris\w+)\b[^.;]*$", re.IGNORECASE)
_RESULTS = (
    r"(?:outcomes?|findings?|results?|end[\s-]?points?|measures?|differences?|effects?|comparisons?|variables?|"
    r"changes?|of (?:these|those|them|the \w+)|analyses|tests?|benefits?|improvements?)"
)
_FEW = re.compile(
    r"\b(?:few|only (?:a few|one|two|three|some)|a (?:few|minority)|some(?: of)?|not all|not every|hardly any|"
    r"just (?:one|two|a few)|only a handful)"
    rf"(?: of)?(?: the| our| its)?(?:\s[\w-]+){{0,3}}?\s{_RESULTS}\s(?:[\w-]+\s){{0,3}}?(?:reach(?:ed)?|achiev(?:ed|"
    r"e)|attain(?:ed)?|were|was|are|showed|approached)(?:\s[\w-]+){0,3}\s?$",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"\b(?:no|none|neither|not (?:a single|one)|nor)(?: of)?(?: the| these| those| its| their|"
    r" our)?(?:\s[\w/-]+){0,5}?\s(?:reach(?:ed)?|achiev(?:ed|e)|attain(?:ed)?|"
    r"(?:was|were|are|is|proved|showed|had)(?: found to be| shown to be)?)(?:\s[\w-]+){0,3}?\s?$",
    re.IGNORECASE,
)
_RIGHT_NO = re.compile(
    r"^(?:\s(?!(?:and|but|while)\b)[\w’'-]+,?){0,10}?\s(?:(?:was|were|is|are|could|had)\s(?:not|n[o’']t|neither|"
    r"never)|(?:wasn|weren|couldn|isn|aren)[’']t)\s(?:yet\s)?(?:been\s|be\s)?"
    r"(?:reached|found|observed|seen|detected|achieved|attained|noted|shown|evident|apparent|present|identified|"
    r"demonstrated|reported|met)\b|"
    r"^\s(?:was|were)\s(?:lacking|missed|lost)\b",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"(?:\b(?:whether|if|to (?:detect|determine|find|show|reach|achieve|deliver|demonstrate|test|assess|see|provide|"
    r"establish|produce|prove|allow|be|identify|yield|cause)|could|might|may|would|should|power(?:ed)?|power to|"
    r"unlikely|hop(?:e|ed|ing)|expect(?:ed|ing)?|potential(?:ly)?|level of|levels of|threshold (?:of|for)|defined as|"
    r"considered(?: to be)?|regarded as|taken as|deemed|chance of|will|can|clinical|clinically|practical|biological|"
    r"nutritional|public health|about the|"
    r"the|of|his|her|their|its|our|historical|particular|special|real|added|trend(?:ed|s|ing)? (?:to|towards?)|"
    r"towards?|approach(?:ed|es|ing)|near(?:ly|ed)?|close to|borderline|marginal(?:ly)?|any|"
    r"(?:can|could|may|might|would|will)\s(?:also\s|then\s)?(?:result in|lead to|cause|bring about|mean|see))\s"
    r"(?:a\s|any\s|an\s|have been\s|have\s|statistically\s|statistical\s|more\s|the\s|be\s|of\s|make a\s|definitive\s|"
    r"formal\s|have a\s)*)$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:whether|unclear|unknown|remains to be|power(?:ed)?\b[^.;]{0,30}\bto|designed to|intended to|large enough|"
    r"big enough|aimed to|in order to|likely to|able to)\b[^.;,]{0,80}$",
    re.IGNORECASE,
)
"""The question is left open, or it is about what the trial could have shown."""
_REACHED = re.compile(r"\b(?:reach|achiev|attain|lost|retain)\w*", re.IGNORECASE)
_TREND = re.compile(
    r"\b(?:trend|tend|approach|near|border|marginal|almost|nearly|close to)\w*\s?(?:\w+\s){0,3}$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"\b(?:between[\s-](?:the\s|groups?|arms?)|among (?:the )?groups|compared|vs\.?|versus|than (?:in|those|the|with|"
    r"for|on|a|people|patients|placebo|controls?|women|men|EBRT|[A-Z])|"
    r"relative to|placebo|sham|controls?\b|control group|in favou?r of|from baseline|superior|arms?\b|(?:treatment|"
    r"intervention|vaccin\w+|study|both|two|active) groups?)\b|\d(?:\.\d+)?\s?%|\d\s?percent|confidence interval|"
    r"\bCI\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"^\W{0,2}(?:[\w-]+\s){0,2}?(?:lower|higher|greater|less|more|fewer|better|worse|reduc|improv|increas|decreas|"
    r"declin|drop|differ|effect|benefit|chang|gain|associat|correlat|"
    r"relationship|interaction|trend|superior|slow|fast|short|long|larg|small|rais|rose|fell|prolong|delay|prevent|"
    r"relief|response|predict|advantage|result|loss|rise|fall|impair|main effect|alter|leak|outperform|"
    r"rais|lessen|cut|boost|shrink|shrank|shrunk|elevat|at\b|for\b|in the\b|$|[.,;()])",
    re.IGNORECASE,
)
_EVERYDAY = re.compile(
    r"^\s(?:(?!(?:higher|lower|greater|larger|more|less|fewer|better|worse|shorter|longer|"
    r"smaller)\s)[\w-]+\s)?(?:subsets?|advances?|steps?|roles?|burden|need|unmet|numbers? of|part|portion|amounts?|"
    r"because|health|problems?|challenges?|contribut\w+|impacts?|"
    r"progress|minority|majority|proportion|costs?|delays?|public|concern|risks?|side effects|adverse|harm|lack|"
    r"breakthrough|milestone|development|"
    r"quantit\w+|resources|time|attention|interest|implications?|questions?|others?|disfigurement|skin|expenditures?|"
    r"illness|disease|symptoms|cause|source|factor|"
    r"limitation|limits|caveat|potential|opportunit\w+|hurdle|barrier|promise|way|fines|investigations|distress|"
    r"reactions?)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:reduc|improv|increas|decreas|declin|dropp|fell|rose|differ|chang|lower|slow|outperform|prolong|"
    r"worsen)\w*\s(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_NO_DIFFERENCE = re.compile(
    r"\b(?:no|nor|without)\s(?:(?:measurable|detectable|overall|real|clear|meaningful|obvious|apparent|relevant|"
    r"notable|substantial|important|evidence of a|evidence of any|further)\s){0,2}"
    r"differences?\b(?!\sof opinion)|\b(?:did|does|do)(?:\snot|n[’']t)\sdiffer\b(?!\s(?:significan|statistic))|"
    r"\b(?:was|were|is|are|did|performed|fared|worked|works)\s(?:no|not any|not)\s(?:better|more effective|superior|"
    r"different)(?:\s[\w’'-]+){0,5}?\s?(?:than|from|to)\s(?:an?\s|the\s)?(?=(?:placebo|sham|control|dummy|saline|"
    r"usual|standard|sugar|comparator|vehicle))|"
    r"\b(?:found|had|has|showed|shows|saw|produced|provided|offered|revealed)\sno\s(?:(?:overall|measurable|"
    r"detectable|real|clear|additional|apparent|such|beneficial|obvious)\s){0,2}(?:effects?|benefits?|improvements?|"
    r"advantages?)\b",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:group|groups|arms?|placebo|sham|controls?|trial|study|treatments?|compared|versus|vs|than|participants|"
    r"patients|drug|those who|findings|researchers|it found|(?:was|were)(?: also)? no|showed no|found no)\b",
    re.IGNORECASE,
)


def _words(sentence: Sentence) -> Iterator[Found]:
    text = sentence.text
    for match in _WORD.finditer(text):
        left = text[max(0, match.start() - 110) : match.start()]
        right = text[match.end() : match.end() + 110]
        few = _FEW.search(left)
        negated = None if few else _negator(left)
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
            if _NOT_SAID.search(left) and not (
                statistical and re.search(r"\b(?:the|of|its|their)\s$", left, re.IGNORECASE)
            ):
                continue
            if CRITERION.search(left[-30:] + " " + right[:25]) or (statistical and _TREND.search(left)):
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


def _negator(left: str) -> re.Match[str] | None:
    if _NEITHER_NOT.search(left):
        return None
    return _NO_SUBJECT.search(left) or _NEGATED.search(left)


def _one(sentence: Sentence, value: Value, start: int, end: int, match: re.Match[str], statistical: bool) -> Found:
    text = sentence.text
    right = text[match.end() : match.end() + 60]
    everyday = bool(_EVERYDAY.match(right)) and not statistical
    result = not everyday and bool(_RESULT.match(right) or _CHANGED.search(text[: match.start()][-40:]))
    tested = statistical or (
        not everyday
        and (
            sentence.passage == "abstract"
            or value != "yes"
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


def _no_difference(sentence: Sentence) -> Iterator[Found]:
    text = sentence.text
    for match in _NO_DIFFERENCE.finditer(text):
        if "signific" in text[match.start() : match.end() + 20].lower() or not _TESTED.search(text):
            continue
        yield Found(
            match.start(),
            match.end(),
            "no",
            kind="statistical",
            outcome=about(text, match.start(), match.end(), "none"),
            scope=elsewhere(sentence, match.start(), match.end()),
            confidence=0.65,
            qualifiers={"form": "no_difference", **against(text, match.start())},
        )


def find(sentence: Sentence) -> Iterator[Found]:
    """Find statements of significance, p-values and plain statements of no difference."""
    low = sentence.text.lower()
    if "signific" in low:
        yield from _words(sentence)
    yield from p_values(sentence)
    if "no" in low:
        yield from _no_difference(sentence)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two statements about the same outcome, or about all outcomes ("any"); everyday words are no test."""
    if "everyday" in (a.kind, b.kind):
        return Agreement("not_comparable", "the word is used in its everyday sense, not of a test")
    if a.outcome != b.outcome and "any" not in (a.outcome, b.outcome):
        return Agreement("not_comparable", "the statements are not known to be about the same outcome")
    if a.value == b.value:
        return Agreement("agree", f"both say {a.value}")
    if {a.value, b.value} == {"few", "yes"} or (a.outcome != b.outcome and "yes" not in (a.value, b.value)):
        return Agreement("not_comparable", "one statement is about some outcomes, the other about one")
    return Agreement("differ", f"'{a.raw}' ({a.value}) and '{b.raw}' ({b.value})")


EXAMPLES = (
    Example("The fall in itch was statistically significant (P = .03).", ["yes", "yes"], ["statistical"] * 2),
    Example("None of the five outcomes was statistically significant.", ["no"], ["statistical"]),
    Example("Only a few of the outcomes were statistically significant.", ["few"], ["statistical"]),
    Example("Pain did not differ significantly between the groups.", ["no"], ["statistical"]),
    Example("There was a non-significant rise in weight.", ["no"], ["statistical"]),
    Example("Relapse was less common with the drug (p<0.001).", ["yes"], ["statistical"]),
    Example("Deaths were as common in both arms (P = 0.34).", ["no"], ["statistical"]),
    Example("The gel significantly reduced itch compared with placebo.", ["yes"], ["statistical"]),
    Example("The groups showed no difference in sleep quality.", ["no"], ["statistical"]),
    Example("The pill was no better than placebo.", ["no"], ["statistical"]),
    Example("This is a significant advance for patients.", ["yes"], ["everyday"], ["background"], ["hedged"]),
    Example("The finding is significant because few options exist.", ["yes"], ["everyday"], ["background"], ["hedged"]),
    Example("The change in gait was clinically significant."),
    Example("A P value below .05 was considered significant."),
    Example("The trial was not powered to show a significant difference."),
    Example("Scores trended towards statistical significance."),
    Example("The trial had 80% power to detect a significant difference."),
    Example("It remains to be seen whether the effect is significant."),
    Example("It resulted in significant relief compared with a placebo.", ["yes"], ["statistical"]),
    Example("The claim may result in significant legal costs."),
    Example("The fall in pain was statistically insignificant.", ["no"], ["statistical"]),
    Example("Any significant drop in falls would mean thousands of beds."),
    Example("The operation can lead to a significant decrease in bone mass."),
    Example("The syrup had significantly better results than a placebo.", ["yes"], ["statistical"]),
    Example("These differences weren't statistically significant.", ["no"], ["statistical"]),
    Example(
        "Earlier, smaller clinical studies found a statistically significant rise.",
        ["yes"],
        ["statistical"],
        ["other_study"],
    ),
    Example("Group P had 12 people and there was no difference of opinion."),
    Example("The odour had no significance for them."),
)

TYPE = ClaimType(
    name="significance",
    description="Whether a result is said to be statistically significant. `outcome` is the phrase it is about, or "
    "'any' (no outcome, few findings); a p-value is in `comparator` and `number`. Qualifiers: `form` (word, p_value, "
    "no_difference), `against` (placebo, ...), `test` (noninferiority, interaction, ...).",
    value=Value,
    agreement="Equal values agree; yes against no differs, when both are about the same outcome or one is about any; "
    "few against yes and everyday words are not comparable.",
    compare=compare,
    kinds=("statistical", "everyday"),
    cues=(
        "significan",
        r"p[\s-]?(?:values?)?\s?(?:for\s\w+\s?)?(?:of\s)?[<>=≤≥]",
        r"p value",
        r"p\s?less than",
        r"no (?:\w+ )?differ",
        "not differ",
        "n't differ",
        "n’t differ",
        r"no (?:better|more effective|different|superior)",
        r"not (?:better|more effective|different|superior)",
        r"no (?:\w+ )?(?:effect|benefit|improvement|advantage)s?\b",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
