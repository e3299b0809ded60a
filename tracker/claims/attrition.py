"""How many people left a trial before its end, and why: withdrawn, lost to follow-up, died."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, before
from tracker.claims._counts import K_OF
from tracker.claims._gated import Gated
from tracker.claims._lexicon import CONTROL_ARM, MODIFIERS, PEOPLE
from tracker.claims._numbers import HEDGE, NUMBER, read
from tracker.claims._registry_results import people as read_field
from tracker.records import Claim

_WITHDRAWN = (
    r"(?:withdrew|dropped out|left the (?:study|trial)|quit the (?:study|trial)|discontinued|stopped "
    r"(?:treatment|the (?:treatment|drug|study|medication))(?: early)?|withdrawn|pulled out|were "
    r"withdrawn|did not complete|failed to complete)"
)
_LOST = r"(?:lost to follow[\s-]?up|were lost|could not be (?:traced|contacted|reached))"
_COUNT = Gated(
    rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>\b(?:no one|nobody|none|no)\b|{NUMBER})(?:\s(?:of (?:the|them|these|those|"
    rf"all)\s?)?(?:{MODIFIERS}(?:{PEOPLE}))?(?:\s\([^()]{{0,25}}\))?(?:\s(?:in|on|from) (?:the |each "
    rf")?(?P<group>[\w-]+(?:\s[\w-]+)?(?:\s(?:group|arm))?))?)?,?"
    rf"\s?(?:who\s|were\s|was\s|had\s|have\s|also\s|later\s|then\s)*(?:(?P<withdrawn>{_WITHDRAWN})|"
    rf"(?P<lost>{_LOST}))\b",
    re.IGNORECASE,
)
_NOUN = Gated(
    rf"(?P<n>\bno\b|\bzero\b|{NUMBER})\s(?:(?:serious|reported|study|trial|other|early|patient|participant|"
    rf"treatment|further|adverse|side|effects?|events?|or|and)\s){{0,6}}?(?P<what>drop-?outs?|withdrawals?|"
    rf"discontinuations?|"
    rf"losses to follow[\s-]?up)\b",
    re.IGNORECASE,
)
_LISTED = Gated(
    r"\b(?P<what>drop-?outs?|withdrawals?|lost to follow[\s-]?up|discontinuations?)\s?(?:[:=]|"
    r",?\s?n\s?=)\s?(?P<n>\d+)\b",
    re.IGNORECASE,
)
_NONE = frozenset({"no", "none", "no one", "nobody", "zero"})
_ABOUT_STUDY = Gated(
    r"\b(?:participants?|patients?|study|trial|people|volunteers?|women|men|children|group|arm|treatment|"
    r"follow-?up|adults|randomi[sz]ed|subjects|tolerated|events?)\b",
    re.IGNORECASE,
)
_NOT_PEOPLE = Gated(
    r"\b(?:per|percent|%|point|states?|countries|companies|members|sites?|centers?|hospitals?|votes?|times|"
    r"years?|weeks?|months?|days?)\s?$",
    re.IGNORECASE,
)


def _kind(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return "lost" if groups.get("lost") or (groups.get("what") or "").lower()[:2] == "lo" else "withdrawn"


_FOR_A_REASON = Gated(r"[^.;,]{0,30}?\b(?:because of|due to|owing to)\b", re.IGNORECASE)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find how many people withdrew or were lost; "no withdrawals" is 0. Those who completed are sample sizes."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for pattern in (_NOUN, _COUNT, _LISTED):
        for match in islice(pattern.finditer(text), MANY):
            word, start = match["n"].lower(), match.start("n")
            number = Decimal(0) if word in _NONE else None
            groups = match.groupdict()
            counted = read(match["n"], groups.get("hedge"), whole=True) if number is None else None
            if number is None:
                if counted is None or re.match(r"\s?(?:%|per\s?cent)", text[match.end("n") :]):
                    continue
                fewer = K_OF.search(text, max(0, match.start() - 40), match.start()) if pattern is _COUNT else None
                less = read(fewer["n"], whole=True) if fewer else None
                start, counted = (fewer.start("n"), less) if fewer and less else (start, counted)
                number = counted.value
            if any(match.start() < end and start < match.end() for start, end in taken) or not _ABOUT_STUDY.search(
                text
            ):
                continue
            if _NOT_PEOPLE.search(
                text[match.start("n") : match.start("n") + len(match["n"]) + 1] + before(text, match.start(), 12)
            ):
                continue
            if word == "no" and pattern is _COUNT and not re.search(PEOPLE, match.group(), re.IGNORECASE):
                continue
            if _FOR_A_REASON.match(text, match.end()):
                continue  # "nobody left because of side effects" says nothing of those who left for other reasons
            taken.append(match.span())
            group = groups.get("group")
            yield Found(
                start,
                match.end(),
                int(number),
                number=number,
                low=counted.low if counted else number,
                high=counted.high if counted else number,
                unit="people",
                kind=_kind(match),
                arm=None
                if not group
                else "control"
                if CONTROL_ARM.search(group)
                else "treatment"
                if re.search(r"group|arm", group, re.IGNORECASE)
                else None,
                status="hedged" if counted and counted.hedged else None,
                confidence=0.85,
            )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two counts of people who left, of the same kind and arm."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two counts")
    if a.arm != b.arm:
        return Agreement("not_comparable", "one is of an arm, the other of another or of all")
    if (
        a.low is not None
        and b.low is not None
        and a.high is not None
        and b.high is not None
        and a.low <= b.high
        and b.low <= a.high
    ):
        return Agreement(
            "agree" if a.value == b.value else "rounding", f"'{a.raw}' and '{b.raw}' can be the same number"
        )
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example("Two participants dropped out.", [2], ["withdrawn"]),
    Example("There were no withdrawals in the trial.", [0], ["withdrawn"]),
    Example("Twelve patients withdrew and nine were lost to follow-up.", [12, 9], ["withdrawn", "lost"]),
    Example("No patient discontinued treatment.", [0], ["withdrawn"]),
    Example("None of the volunteers left the study.", [0], ["withdrawn"]),
    Example("Of 60 women, 4 were lost to follow-up.", [4], ["lost"]),
    Example("The trial saw no serious side effects or early withdrawals.", [0], ["withdrawn"]),
    Example("Nearly 30 people in the placebo group dropped out.", [30], ["withdrawn"], statuses=["hedged"]),
    Example("Withdrawals were more common on the drug."),
    Example("The company withdrew its application in 2019."),
    Example("About 20 percent of participants dropped out."),
    Example("Fifty-eight people completed the trial."),
    Example("Patients with opioid withdrawal were studied."),
    Example("Three states withdrew from the agreement."),
)

TYPE = ClaimType(
    name="attrition",
    description="Number of people who left a trial before its end (0 when there was none). Those who completed "
    "are sample_size. Kind other: for another reason, which fields name in the qualifier `reason`.",
    value=int,
    agreement="Equal counts of the same kind and arm; a hedged count within what it can stand for.",
    compare=compare,
    unit="people",
    numeric=True,
    kinds=("withdrawn", "lost", "other"),
    cues=(
        "withdr[ae]w",
        r"drop(?:ped)?[\s-]?out",
        "discontinu",
        "left the ",
        "quit the ",
        "stopped t",
        "pulled out",
        "lost to follow",
        "losses to",
        "were lost",
        "complete\\b",
        "could not be ",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
