"""Number needed to treat (benefit or harm), number needed to screen, and "one fewer per 100" statements."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE, outcome_near
from tracker.claims._numbers import HEDGE, NUMBER, hedge_kind, read, value_of
from tracker.records import Claim, Scope

KINDS = ("nntb", "nnth", "nns", "per_n")

_N = rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>{NUMBER})(?:\s?(?:-|–|to)\s?(?P<m>\d+(?:\.\d+)?\b|{NUMBER}))?"
_NAME = r"(?:number[\s-]needed[\s-]to[\s-](?P<verb>treat|harm|screen|vaccinate)|\bNN(?P<letters>TB|TH|T|H|S|V)\b)"
_NAMED = Gated(
    rf"{_NAME}(?P<gap>\s(?={NUMBER}\s?(?:[);,\[(]|\.(?!\d)|$))|(?:\s?\([^()]{{1,40}}\))?(?:\s(?!(?:need|trial|studies)\b)[\w’'-]+){{0,6}}?\s?(?:[=:≈~,(]|"
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

_WHO = rf"(?:(?:more|other|of the|similar|such|extra)\s)?{MODIFIERS}(?:{PEOPLE}|person)\b"
_DO = (
    r"(?:treat(?:ed|ing)?|vaccinat(?:ed|ing)|immuni[sz](?:ed|ing)|screen(?:ed|ing)?|take|taking|taken|given?|"
    r"giving|receiv(?:e|ed|ing)|"
    r"us(?:e|ed|ing)|shots?|undergo|operated on|prescribed|tested|injected|put on|on)"
)
_ONE = (
    r"(?:\bone|\b1|\ba single|\ban|\ba)\s(?:additional\s|extra\s|more\s|fewer\s|less\s|case of\s|further\s|"
    r"new\s|such\s|single\s)*(?:[\w’'-]+)"
)
_PREVENT = (
    r"(?:prevent(?:ed|s|ing)?|avoid(?:ed|s|ing)?|avert(?:ed|s)?|save[sd]?|saving|spare[sd]?|yield(?:s|"
    r"ed)?|produc(?:e|es|ed|ing)|gain|benefit(?:s|ed)?|cause[sd]?|achieve[sd]?|result in|lead to|led to|get)"
)
_NEED = r"(?:need(?:s|ed)?|ha(?:ve|d|s|ving)|must|would have|required|requires?|it takes|takes)"
_MORE = r"(?:\s(?:or more|or so))?"
_PATTERNS = tuple(
    (Gated(source, re.IGNORECASE), confidence)
    for source, confidence in (
        # fourteen patients had to be treated ... to prevent one death / for one to improve
        (
            rf"\b{_N}{_MORE}\s{_WHO}[^.;]{{0,80}}?\b{_NEED}\s(?:to\s)?(?:be\s)?{_DO}\b[^.;]{{0,110}}?\b(?:to|for|"
            rf"in order)\b[^.;]{{0,30}}?{_ONE}",
            0.9,
        ),
        # you'd have to put nine people on the tablet ... for one more of them to get better
        (
            rf"\b(?:need(?:s|ed)? to|ha[vds]e? to|must|it takes|would)\s(?:be\s)?(?:put(?:ting)?|{_DO})\s{_N}\s{_WHO}"
            rf"[^.;]{{0,80}}?\bfor\s(?:one|an extra|one extra)\s(?:more|extra|additional|other)?\s?(?:(?:of (?:them|"
            rf"these|those)|person|patient|child|woman|man|adult)\s)to\b",
            0.9,
        ),
        # you need to give 33 adults flu shots ... to prevent one case
        (
            rf"\b(?:need(?:s|ed)? to|ha[vds]e? to|must|"
            rf"would)\s(?:be\s)?{_DO}\s{_N}\s{_WHO}[^.;]{{0,80}}?\b{_PREVENT}\s{_ONE}",
            0.9,
        ),
        # treating five similar patients would yield one additional remission
        (
            rf"\b(?:treating|vaccinating|screening|giving|immuni[sz]ing)\s{_N}\s{_WHO}[^.;]{{0,70}}?\b(?:would|"
            rf"will|could|should|to)?\s?{_PREVENT}\s{_ONE}",
            0.95,
        ),
        # for every 71 people who were vaccinated, one case was prevented
        (rf"\bfor (?:every|each)\s{_N}\s{_WHO}[^.;]{{0,30}}?\b{_DO}\b[^.;]{{0,80}}?,?\s(?P<count>{_ONE})", 0.85),
        # one person would be spared infection for every 33 taking
        (
            rf"(?P<count>{_ONE})[^.;]{{0,60}}?\b(?:{_PREVENT}|live[sd]?|improve[sd]?|respond(?:s|ed)?|"
            rf"recover(?:s|ed)?|benefits?)\b[^.;]{{0,40}}?\bfor every\s{_N}\b(?:\s{_WHO})?\s(?:who\s|that\s|"
            rf"were\s|are\s)*{_DO}\b",
            0.85,
        ),
        # to prevent one case, four people must be treated
        (
            rf"\bto (?:prevent|avoid|avert|save|gain|"
            rf"achieve)\s{_ONE}[^.;]{{0,60}}?,\s{_N}\s{_WHO}[^.;]{{0,30}}?\b{_NEED}\s(?:to\s)?be\s{_DO}\b",
            0.9,
        ),
    )
)
_SECOND = Gated(
    rf"\b(?:and|or|compared with|versus|but only)\s{_N}\s(?=(?:{_WHO}|over|under|"
    rf"aged)[^.;]{{0,120}}\b{_NEED}\s(?:to\s)?(?:be\s)?{_DO}\b)",
    re.IGNORECASE,
)
_PER = Gated(
    rf"\bfor (?:every|each)\s(?P<n>{NUMBER})\s{_WHO}[^.;]{{0,80}}?\b(?:(?P<k>{NUMBER})\s"
    rf"(?:[\w-]+\s){{0,2}}?(?P<dir>fewer|less|extra|more|additional)|"
    rf"(?:prevent(?:ed|s)|avoid(?:ed|s)|avert(?:ed|s)|cause[sd]?)\s(?:about\s|around\s)?(?P<k2>{NUMBER})|"
    rf"(?:about |approximately |around )?(?P<k3>{NUMBER})\swould (?:have|not))",
    re.IGNORECASE,
)
_PER_AFTER = Gated(
    rf"\b(?P<k>{NUMBER})\s(?P<dir>fewer|less|extra|additional|more)\s[^.;]{{0,160}}?\b(?:for every|per|in every|"
    rf"among every)\s(?P<n>{NUMBER})\s{_WHO}",
    re.IGNORECASE,
)
_HARMED = Gated(
    r"\b(?:harm(?:ed|s)?|cause[sd]?|extra deaths?|one will die|additional (?:deaths?|bleed\w*|case|stroke))\b",
    re.IGNORECASE,
)
_OF_OTHERS = Gated(r"\b(?:which|that) (?:have|has|had) (?:an? )?$", re.IGNORECASE)


def _scope(sentence: Sentence, start: int, end: int) -> Scope | None:
    if sentence.scope(start, end) == "this_trial" and sentence.marked("other_treatment", start, end):
        return "background"
    return None


def _claim(sentence: Sentence, match: re.Match[str], kind: str, confidence: float) -> Found | None:
    groups = match.groupdict()
    one = read(groups["n"], groups["hedge"])
    if one is None or not 1 <= one.value < 1_000_000:
        return None
    two = value_of(groups["m"]) if groups.get("m") else None
    low, high = (one.low, one.high) if two is None else (min(one.value, two), max(one.value, two))
    interval = _CI.match(sentence.text, match.end("m") if two is not None else match.end("n"))
    bounds = [value_of(interval[name]) for name in ("low", "high")] if interval else []
    qualifiers = {"ci_low": plain(bounds[0]), "ci_high": plain(bounds[1])} if bounds and bounds[0] and bounds[1] else {}
    start = match.start("hedge") if hedge_kind(groups["hedge"]) else match.start("n")
    named = "gap" in groups
    begin, stop = (
        (match.start(), match.end())
        if not named
        else (match.start(), match.end("m") if two is not None else match.end("n"))
    )
    return Found(
        begin if named or kind == "nns" else min(begin, start),
        stop,
        plain(one.value) if two is None else [plain(low or one.value), plain(high or two)],
        number=one.value if two is None else None,
        low=low,
        high=high,
        kind=kind,
        outcome=outcome_near(sentence.text, match.start("n"), match.end("n")),
        scope=_scope(sentence, match.start(), match.end()),
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
    per = _per_n(sentence)
    if per:
        yield per
        taken.append((per.start, per.end))
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(text):
            if any(a <= match.start("n") < b for a, b in taken):
                continue
            found = _claim(sentence, match, _worded_kind(match.group()), confidence)
            if found is None or (found.high is not None and found.high < 2):
                continue
            taken.append((match.start("n"), match.end("n")))
            yield found
            yield from _others(sentence, match, taken)


def _others(sentence: Sentence, first: re.Match[str], taken: list[tuple[int, int]]) -> Iterator[Found]:
    """The second number of "seven younger and eight older men would need to be treated"."""
    for match in _SECOND.finditer(sentence.text):
        if any(a <= match.start("n") < b for a, b in taken):
            continue
        found = _claim(sentence, match, _worded_kind(first.group()), 0.8)
        if found and found.number is not None and found.number >= 2:
            taken.append((match.start("n"), match.end("n")))
            yield found


def _worded_kind(text: str) -> str:
    if re.search(r"\bscreen", text, re.IGNORECASE):
        return "nns"
    return "nnth" if _HARMED.search(text) else "nntb"


def _per_n(sentence: Sentence) -> Found | None:
    match = _PER.search(sentence.text) or _PER_AFTER.search(sentence.text)
    if match is None:
        return None
    groups = match.groupdict()
    printed = groups["k"] or groups.get("k2") or groups.get("k3") or ""
    count, of = value_of(printed), value_of(groups["n"])
    if count is None or of is None or of < 10 or count >= of:
        return None
    harm = (groups["dir"] or "").lower() in {"extra", "more", "additional"}
    return Found(
        match.start(),
        match.end(),
        [plain(count), plain(of)],
        kind="per_n",
        outcome=outcome_near(sentence.text, match.start(), match.end()),
        confidence=0.8,
        qualifiers={"direction": "more" if harm else "fewer"} if groups["dir"] else {},
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
    "Qualifiers: ci_low, ci_high, direction.",
    value=int | float | list[int | float],
    agreement="The same number for the same kind and outcome; less than one apart is rounding when one is "
    "printed with decimals.",
    compare=compare,
    unit="people",
    kinds=KINDS,
    cues=(
        r"nn[tshv]",
        r"needed[\s-]to[\s-]",
        r"for (?:every|each) ",
        r"to be (?:treat|screen|vaccin|immuni|given)",
        "must be ",
        r"need(?:ed|s)? to (?:treat|give|screen|vaccin|immuni|take|use|receive|undergo|operate|put)",
        r"ha(?:ve|d|s|ving) to (?:treat|give|screen|vaccin|immuni|take|use|receive|undergo|operate|put)",
        "treating ",
        "vaccinating ",
        "screening ",
        "giving ",
        "immuni",
        r"fewer .{0,160}(?:per|every) \d",
        r"(?:extra|additional) .{0,160}(?:per|every) \d",
    ),
    find=find,
    examples=EXAMPLES,
)
