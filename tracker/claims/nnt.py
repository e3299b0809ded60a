"""Number needed to treat (benefit or harm), number needed to screen, and "one fewer per 100" statements."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import outcome_near
from tracker.claims._nnt_words import Worded, worded
from tracker.claims._numbers import HEDGE, NUMBER, read, value_of
from tracker.records import Claim, Scope

KINDS = ("nntb", "nnth", "nns", "per_n")

_N = rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>{NUMBER})(?:\s?(?:-|–|to)\s?(?P<m>\d+(?:\.\d+)?\b|{NUMBER}))?"
_NAME = (
    r"(?:number[\s-]needed[\s-]to[\s-](?P<verb>treat|harm|screen|vaccinate)[”\"’']?|\bNN(?P<letters>TB|TH|T|H|S|V)\b)"
)
_NAMED = Gated(
    rf"{_NAME}(?P<gap>\s(?={NUMBER}\s?(?:[);,\[(]|\.(?!\d)|$))|(?:\s?\([^()]{{1,40}}\))?(?:\s(?!(?:need|trial|"
    rf"studies)\b)[\w’'-]+){{0,9}}?\s?(?:[=:≈~,(]|"
    rf"\b(?:of|was|is|were|be|around|about|at|to))\s?"
    rf"(?:was\s|is\s|only\s|just\s|a\s)?){_N}(?!\s?(?:%|per ?cent|weeks?|days?|years?|months?|mg))",
    re.IGNORECASE,
)
_INVERSE = Gated(rf"\b{_N}\s(?:was|is)\sthe\s(?:estimated\s)?{_NAME}", re.IGNORECASE)
_CI = Gated(
    rf"^\W{{0,4}}(?:95\s?%\s?(?:CI|confidence interval)\W{{0,3}})(?P<low>{NUMBER})\s?(?:to|-|–|,|"
    rf";)\s?(?P<high>\d+(?:[.·]\d+)?|{NUMBER})",
    re.IGNORECASE,
)


def _scope(sentence: Sentence, start: int, end: int) -> Scope | None:
    needed = [m for m in sentence.marks if m.label == "future" and m.start < end and start < m.end]
    if needed:  # "24 courses are needed to prevent one": no plan for the future
        return replace(sentence, marks=tuple(m for m in sentence.marks if m not in needed)).scope(start, end)
    if sentence.scope(start, end) == "this_trial" and sentence.marked("other_treatment", start, end):
        return "background"
    return None


def _claim(
    sentence: Sentence, match: re.Match[str], kind: str, confidence: float, span: tuple[int, int] | None = None
) -> Found | None:
    groups = match.groupdict()
    one = read(groups["n"], groups["hedge"])
    if one is None or not 1 <= one.value < 1_000_000:
        return None
    other = groups.get("m") or groups.get("from")
    two = value_of(other) if other else None
    low, high = (one.low, one.high) if two is None else (min(one.value, two), max(one.value, two))
    end = match.end("m") if groups.get("m") else match.end("n")
    interval = _CI.match(sentence.text, end)
    bounds = [value_of(interval[name]) for name in ("low", "high")] if interval else []
    qualifiers = {"ci_low": plain(bounds[0]), "ci_high": plain(bounds[1])} if bounds and bounds[0] and bounds[1] else {}
    begin, stop = span or (match.start(), end)
    return Found(
        begin,
        stop,
        plain(one.value) if two is None else [plain(low or one.value), plain(high or two)],
        number=one.value if two is None else None,
        low=low,
        high=high,
        kind=kind,
        outcome=outcome_near(sentence.text, match.start("n"), match.end("n")),
        scope=_scope(sentence, begin, stop),
        status="hedged" if one.hedged else None,
        confidence=confidence,
        qualifiers=qualifiers,
    )


def _named_kind(match: re.Match[str]) -> str:
    word = (match["verb"] or match["letters"]).lower()
    if word in {"harm", "th", "h"}:
        return "nnth"
    return "nns" if word in {"screen", "s"} else "nntb"


def find(sentence: Sentence) -> Iterator[Found]:
    """Find NNTs by name and in everyday words; "need to treat it" is none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for pattern in (_NAMED, _INVERSE):
        for match in pattern.finditer(text):
            found = _claim(sentence, match, _named_kind(match), 0.95)
            if found:
                taken.append((match.start("n"), match.end("n")))
                yield found
    for one in worded(text) if _OUTCOME.search(text) else ():
        if any(a <= one.group.start("n") < b for a, b in taken):
            continue
        yield from _worded(sentence, one)


_OUTCOME = Gated(
    r"\b(?:number|by|per)\b|\b(?:one|1|a single|an? (?:extra|additional|further)|extra|additional|more|fewer|less)\b|"
    r"prevent|avoid|avert|sav(?:e|ing)|spar|benefit|caus|otherwise|would (?:have|not)|n[’']t\b|as a result|"
    r"because of|thanks to|\bli(?:fe|ves)\b",
    re.IGNORECASE,
)
"""Words one of which a number needed to treat in everyday words cannot do without."""


def _worded(sentence: Sentence, one: Worded) -> Iterator[Found]:
    if one.count is None:
        found = _claim(sentence, one.group, one.kind, one.confidence, (one.start, one.end))
        if found:
            yield found
        return
    of = value_of(one.group["n"])
    if of is not None:
        yield Found(
            one.start,
            one.end,
            [plain(one.count), plain(of)],
            kind="per_n",
            outcome=outcome_near(sentence.text, one.start, one.end),
            scope=_scope(sentence, one.start, one.end),
            confidence=one.confidence,
            qualifiers={"direction": one.direction} | ({"count_high": plain(one.most)} if one.most else {}),
        )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two numbers of one kind for one outcome: rounded up or down to a whole patient they may differ by one."""
    if a.kind != b.kind:
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two measures")
    if a.outcome and b.outcome and a.outcome != b.outcome:
        return Agreement("not_comparable", f"one is about {a.outcome}, the other about {b.outcome}")
    if a.kind == "per_n":
        same = a.value[0] * b.value[1] == b.value[0] * a.value[1]
        return Agreement("agree" if same else "differ", f"{a.value[0]} in {a.value[1]}, {b.value[0]} in {b.value[1]}")
    if None in (a.low, a.high, b.low, b.high):
        return Agreement("not_comparable", "one number is open to one side")
    low_a, high_a, low_b, high_b = (x or Decimal(0) for x in (a.low, a.high, b.low, b.high))
    gap = max(low_a - high_b, low_b - high_a, Decimal(0))
    if gap == 0:
        return Agreement("agree", f"both can be {a.value}")
    if gap < 1 and (low_a % 1 or low_b % 1):
        return Agreement("rounding", f"{a.value} and {b.value} round to one number")
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example("Remission was commoner with the gel (NNT = 6).", [6], ["nntb"]),
    Example("That gives a number needed to treat of 12 for relapse.", [12], ["nntb"]),
    Example("That is 41% against 29% (number needed to treat 9; 95% CI 6 to 20).", [9], ["nntb"]),
    Example("You would have to put eight people on the pill for one more of them to improve.", [8], ["nntb"]),
    Example("They had to put 14 people on the list for one more bed."),
    Example("The number needed to treat 14 patients was printed wrongly."),
    Example("Treating eight such patients would yield one extra recovery.", [8], ["nntb"]),
    Example("Eleven people have to be treated for a year to prevent one stroke.", [11], ["nntb"]),
    Example("To avoid one fracture, forty women must be treated for three years.", [40], ["nntb"]),
    Example("For every 62 children who were vaccinated, one case of flu was prevented.", [62], ["nntb"]),
    Example("Doctors would have to treat 25 adults to prevent one heart attack.", [25], ["nntb"]),
    Example("The NNT was 4.5 (95% CI 3.1 to 9.8).", [4.5], ["nntb"]),
    Example("The number needed to harm (NNH) was 30.", [30], ["nnth"]),
    Example("Some 500 smokers would need to be screened to prevent one death.", [500], ["nns"], statuses=["hedged"]),
    Example("For every 200 people treated, there were three fewer strokes.", [[3, 200]], ["per_n"]),
    Example(
        "The gel had an NNT of 5; older creams, which have an NNT around 9, do worse.",
        [5, 9],
        scopes=["this_trial", "background"],
    ),
    Example("The NNT is 2-3 in this group.", [[2, 3]], ["nntb"]),
    Example("If you have the rash you need to treat it within 2 days."),
    Example("We need to treat more patients sooner, two doctors said."),
    Example("Preventing one infection will pay for 1,000 tests."),
    Example("One in four people do not respond to treatment."),
    Example("The nurses needed to treat everyone in 4 hours."),
    Example("NNT stands for number needed to treat."),
    Example("The policy would have prevented 900 deaths in ten years."),
)

TYPE = ClaimType(
    name="nnt",
    description="Number needed to treat for one more benefit (nntb) or harm (nnth), to screen (nns), or k "
    "fewer or more in n (per_n). "
    "Qualifiers: ci_low, ci_high; of per_n direction, count_high (k printed as a range).",
    value=int | float | list[int | float],
    agreement="The same number for the same kind and outcome; less than one apart is rounding when one is "
    "printed with decimals.",
    compare=compare,
    unit="people",
    kinds=KINDS,
    cues=(
        r"nn[tshv]",
        r"needed[\s-]to[\s-]",
        r"(?:every|each) (?:\d|a |one\b|[tfsenh][a-z]+)",
        r"\b(?:per|in|of|among|with) (?:\d|a |ten|hundred|thousand)[^.;]{0,80}(?:extra|additional|more|fewer|less)",
        r"\b(?:extra|additional|more|fewer|less|further)\s[^.;]{0,160}\b(?:per|in) (?:\d|a |hundred|thousand)",
        r"(?:prevent|avoid|avert|sav|spar|stop|heal|caus|find|found|detect|yield|produc|gain|achiev|get|help|"
        r"benefit|cur|"
        r"protect|keep|see|lead to|result in)(?:e|es|ed|ing|s|ion of)?\s"
        r"(?:just |only |at least |about |around |roughly )?(?:one|1|a single|an?|each)\b",
        r"(?:prevent|avoid|avert|sav|spar|caus)[a-z]{0,3}\s[^.;]{0,90}\bper \d",
        r"(?:treat|vaccinat|screen|immuni[sz])(?:ing|ed)\s[^.;]{0,100}(?:prevent|avoid|avert|save|fewer|extra|"
        r"additional)",
        r"(?:for (?:every|each|one)|per) (?:[a-z]+ ){1,5}?(?:prevent|avoid|avert|sav|spar|benefit|cured|helped|who)",
        r"\b(?:for|before|so|that) (?:just |only )?(?:one|1|a single|an (?:extra|additional))\s",
        r"\b(?:one|1|single)\s(?:[\w’'-]+\s){0,8}(?:prevented|avoided|averted|spared|saved|helped|benefit\w*)\b",
        r"\b(?:reduc\w+|cuts?|lower\w*|decreas\w+|increas\w+|rais\w+) [^.;]{0,90}\bby [^.;]{1,30}\b(?:per|in every) ",
        r"\b(?:work|effective) (?:for|in|on) (?:just |only )?(?:one|1)\b",
        r"\b(?:be|have|mean) one (?:fewer|less|extra|additional|more)\b",
        r"\b(?:reduc|cut|lower)\w*\s[^.;]{0,50}\bby (?:just |only )?(?:one|1)\b",
        r"\b(?:see|get|produce|find|make) (?:an?|any) (?:[\w-]+ ){1,3}(?:in|to|for) (?:just |only )?(?:one|1|"
        r"a single)\b",
        r"(?:of|among) \d[^.;]{0,120}\b(?:will|would) (?:be )?(?:prevent|avoid|avert|save|spare|benefit|help)",
        r"(?:of|among) \d[^.;]{0,120}\b(?:avoided|escaped|prevented|saved|spared)\b[^.;]{0,60}"
        r"\b(?:thanks to|because of)",
        r"(?:a single|one (?:extra|additional)) [^.;]{3,60}\b(?:requir|took|take|mean|involv)",
        r"\bif\s[^.;]{0,120}(?:prevented|avoided|averted|spared|saved|fewer|extra)\b",
    ),
    numeric=True,
    find=find,
    examples=EXAMPLES,
)
