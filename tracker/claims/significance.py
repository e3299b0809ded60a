"""Whether a result is said to be significant: words, p-values, "no difference", and the everyday use of the word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from tracker.claims._about import about, elsewhere
from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence
from tracker.claims._gated import Gated
from tracker.claims._p_printed import p_values_said
from tracker.claims._p_values import Value, against, p_values, says
from tracker.claims._registry_results import significance as read_field
from tracker.claims._roles import as_told
from tracker.claims._significance_outcomes import with_outcomes
from tracker.claims._significance_words import in_words
from tracker.records import Claim

_NO_DIFFERENCE = Gated(
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
_TESTED = Gated(
    r"\b(?:group|groups|arms?|placebo|sham|controls?|trial|study|treatments?|compared|versus|vs|than|participants|"
    r"patients|drug|those who|findings|researchers|it found|(?:was|were)(?: also)? no|showed no|found no)\b",
    re.IGNORECASE,
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
    """Find statements of significance, p-values and plain statements of no difference, one for each outcome."""
    found = [one for one in map(partial(as_told, sentence), statements(sentence)) if one is not None]
    if found:
        yield from with_outcomes(sentence, found)


def statements(sentence: Sentence) -> Iterator[Found]:
    """The statements, each with the outcome that the rule of `_about` gives it."""
    low = sentence.text.lower()
    if "signific" in low:
        yield from in_words(sentence)
    own = list(p_values(sentence))
    yield from own
    yield from _printed_otherwise(sentence, own)
    if "no" in low:
        yield from _no_difference(sentence)


def _printed_otherwise(sentence: Sentence, own: Sequence[Found]) -> Iterator[Found]:
    """P-values in forms that only their own type reads ("(P 0.04)", "P-trend = .02"), where they leave nothing open."""
    for one in p_values_said(sentence):
        if one.number is None or any(one.start < other.end and other.start < one.end for other in own):
            continue
        value = says(one.comparator or "=", one.number)
        if value is not None:
            more = {key: what for key, what in one.qualifiers.items() if key in {"test", "against"}}
            yield replace(
                one,
                value=value,
                kind="statistical",
                unit=None,
                low=None,
                high=None,
                qualifiers={"form": "p_value"} | more,
            )


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
    Example("In the primary analysis the p value was 0.21.", ["no"], ["statistical"]),
    Example("The fall in itch was statistically significant (P = .03).", ["yes", "yes"], ["statistical"] * 2),
    Example("None of the five outcomes was statistically significant.", ["no"], ["statistical"]),
    Example("Only a few of the outcomes were statistically significant.", ["few"], ["statistical"]),
    Example("Pain did not differ significantly between the groups.", ["no"], ["statistical"]),
    Example("There was a non-significant rise in weight.", ["no"], ["statistical"]),
    Example("Relapse was less common with the drug (p<0.001).", ["yes"], ["statistical"]),
    Example("Deaths were as common in both arms (P = 0.34).", ["no"], ["statistical"]),
    Example("Children given the varnish missed significantly fewer school days in the trial.", ["yes"], ["everyday"]),
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
    "no_difference), `against` (placebo, ...), `test` (noninferiority, interaction, ...), `outcome_start` and "
    "`outcome_end` (where the outcome stands in the text; a statement about several outcomes is one claim for each), "
    "`role` (interpretation, quotation) and `speaker` where they are told.",
    value=Value,
    agreement="Equal values agree; yes against no differs, when both are about the same outcome or one is about any; "
    "few against yes and everyday words are not comparable.",
    compare=compare,
    kinds=("statistical", "everyday"),
    cues=(
        "significan",
        r"\bp(?:[’']s)?[\s-]?(?:values?)?\s?(?:for\s\w+(?:\s\w+){0,3}\s?)?(?:of\s|all\s|both\s|was\s|were\s)?[<>=≤≥:]",
        r"[(,]\s?p 0?[.·]\d",
        r"\bp\s?-?\s?values?\b",
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
