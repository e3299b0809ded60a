"""Which sex took part, or could: women or men only, and what share of the people each was."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Literal

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._gated import Gated
from tracker.claims._numbers import HEDGE, read
from tracker.claims._whose import scope_of
from tracker.records import Claim, Field

Sex = Literal["all", "female", "male"]
_SEXES = r"(?P<sex>females?|wom[ae]n|girls|males?|m[ae]n|boys)\b"
_PEOPLE = (
    r"(?:the |these |all |those )?(?:participants|patients|people|subjects|volunteers|adults|children|them|whom|"
    r"those enrolled|study population|sample|cohort|group|enrollees|recruits|trial population)"
)
_SHARE = Gated(
    rf"(?:(?P<hedge>{HEDGE})\s)?(?<![\d.])(?P<n>\d{{1,3}}(?:[.·]\d+)?)\s?(?:%|"
    rf"per\s?cent)\)?(?:\s(?:of\s)?{_PEOPLE})?,?\s"
    rf"(?:(?:were|was|are|is|being)\s)?{_SEXES}(?!\s(?:and|or)\s|\s(?:had|who|with|taking|in|on|given|died|responded|"
    r"reported|received|of|than|patients who)\b)",
    re.IGNORECASE,
)
_SHARE_OF = Gated(
    rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>\b(?:half|two[\s-]thirds|three[\s-]quarters|a third|one[\s-]third|a quarter))\s"
    rf"(?:of\s{_PEOPLE}\s)?(?:were|was|are)\s{_SEXES}(?!\s(?:and|or|who|with)\s)",
    re.IGNORECASE,
)
_WORDS = {"half": "50", "two": "66.7", "three": "75", "a third": "33.3", "one": "33.3", "a quarter": "25"}
_ONLY = Gated(
    rf"\b(?:only|solely|exclusively)\s(?:in\s|of\s|among\s|enrolled\s|included\s|recruited\s|on\s)?{_SEXES}"
    r"(?=\s?[.,;)]|\s?$|\s(?:took part|were (?:enrolled|included|recruited|studied)|and not|aged|with|who)\b)|"
    rf"\ball(?:\sof)?(?:\s{_PEOPLE})?,?\s(?:of (?:whom|them)\s)?(?:were|are)\s(?P<all>female|women|girls|male|"
    rf"men|boys)\b"
    r"(?!\s(?:who|with|and|or)\b)|\ball[\s-](?P<allsex>female|male)\s(?:trial|study|sample|cohort|group)\b",
    re.IGNORECASE,
)
_TOOK_PART = Gated(
    r"\b(?:study|trial|enrol\w+|includ\w+|recruit\w+|took part|participa\w+|tested|patients)\b",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find "only women" and shares ("80% female"); what a share of women did is none."""
    text = sentence.text
    for pattern in (_SHARE, _SHARE_OF):
        for match in islice(pattern.finditer(text), MANY):
            word = match["n"].lower()
            spelled = next((value for key, value in _WORDS.items() if word.startswith(key)), None)
            number = read(spelled or word, match["hedge"] or ("about" if spelled else None), rounded=True)
            if number is None or number.value > 100:
                continue
            yield Found(
                match.start(),
                match.end(),
                _sex(match["sex"]),
                number=number.value,
                low=number.low,
                high=number.high,
                unit="%",
                kind="share",
                scope=scope_of(sentence, match.start(), match.end())[0],
                status="hedged" if match["hedge"] else None,
                confidence=0.85,
            )
    for match in islice(_ONLY.finditer(text), MANY) if _TOOK_PART.search(text) else ():
        yield Found(
            match.start(),
            match.end(),
            _sex(match["sex"] or match["all"] or match["allsex"]),
            scope=scope_of(sentence, match.start(), match.end())[0],
            confidence=0.75,
        )


def _sex(word: str) -> Sex:
    return "female" if word.lower().startswith(("fem", "wom", "girl")) else "male"


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's sex; raises ValueError when none is named."""
    text = field.raw.strip().lower()
    female, male = re.search(r"female|\bwomen\b", text), re.search(r"(?<!fe)male|(?<!wo)\bmen\b", text)
    if re.search(r"all|both|any", text) or (female and male):
        yield field_claim(field, "all")
    elif female or male:
        yield field_claim(field, "female" if female else "male")
    else:
        raise ValueError("no sex named")


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare who could take part, or two shares (of the other sex: what is left of a hundred)."""
    if a.kind != b.kind:
        return Agreement("not_comparable", "one says who could take part, the other who did")
    if a.kind != "share":
        same = a.value == b.value
        return Agreement(
            "agree" if same else "differ", f"both say {a.value}" if same else f"{a.value} is not {b.value}"
        )
    low_a, high_a, low_b, high_b = (x if x is not None else Decimal(0) for x in (a.low, a.high, b.low, b.high))
    if a.value != b.value:
        low_b, high_b = 100 - high_b, 100 - low_b
    if low_a <= high_b and low_b <= high_a:
        return Agreement("agree" if a.number == b.number else "rounding", f"'{a.raw}' and '{b.raw}' can be one share")
    return Agreement("differ", f"'{a.raw}' is not '{b.raw}'")


TYPE = ClaimType(
    name="sex",
    description="Sex that can take part; kind share: `number` percent of the people were of that sex.",
    value=Sex,
    agreement="Equal values of the same kind; shares that can round to one number.",
    compare=compare,
    unit="% (kind share)",
    kinds=("share",),
    cues=(
        r"(?:%|percent|per cent)\)?(?: of [a-z ]{1,30})?,? (?:were |was |are |being )?(?:female|wom[ae]n|girls|"
        r"male|m[ae]n|boys)\b",
        r"(?:half|thirds?|quarters?) (?:of [a-z ]{1,30})?(?:were|was|are) (?:female|wom|girl|male|m[ae]n|boy)",
        r"(?:only|solely|exclusively) (?:[a-z]+ )?(?:female|wom|girl|male|m[ae]n|boy)",
        r"\ball[\s-](?:[a-z]+,? ){0,5}(?:female|wom|girl|male|m[ae]n|boy)",
    ),
    find=find,
    read_field=read_field,
    examples=(
        Example("The trial enrolled 300 adults (80% female).", ["female"], ["share"]),
        Example("Of the 120 participants, 54% were women.", ["female"], ["share"]),
        Example("Some 60 per cent of participants were men.", ["male"], ["share"], statuses=["hedged"]),
        Example("The 40 patients (mean age 52; 35.5% male) were randomised.", ["male"], ["share"]),
        Example("Two thirds of the participants were women.", ["female"], ["share"]),
        Example("The study included only women.", ["female"], [None]),
        Example("All participants were men, and they were enrolled in Spain.", ["male"], [None]),
        Example("It was an all-female trial.", ["female"], [None]),
        Example("About 30% of women had a relapse in the trial."),
        Example("In the study 40% of the men responded."),
        Example("The trial found that 60% more women recovered."),
        Example("Half of the women took the pill in the study."),
        Example("Only two women dropped out of the trial."),
        Example("The study enrolled men and women."),
        Example("The trial ran in 10% of men’s clinics."),
        Example(field=Field(type="sex", raw="ALL", path="$.x"), values=["all"]),
    ),
)
