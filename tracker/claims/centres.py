"""At how many sites and in which countries a trial runs: "multi-centre", "at 27 sites in six countries"."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._design import generic
from tracker.claims._gated import Gated
from tracker.claims._numbers import HEDGE, NUMBER, read, value_of
from tracker.claims._phrases import Names
from tracker.records import Claim, Field

_SITE = (
    r"(?:(?:study|clinical|trial|research|medical|academic|trauma|cancer|treatment|investigational|"
    r"recruiting|participating|health|university|community|teaching|general|urban|rural|primary|care|"
    r"referral|tertiary|burn|heart|stroke|eye|fertility|outpatient|hospital)\s)*(?:sites?|cent(?:er|re)s?|"
    r"hospitals?|clinics?|practices?|institutions?|intensive care units|ICUs|locations)"
)
_WORD = Gated(
    r"\b(?P<multi>multi[\s-]?(?:cent(?:er|re)d?|cent(?:re|er)d|centric|site|institution(?:al)?|national|"
    r"country)|(?:multiple|several)\s(?:[\w-]+\s){0,2}(?:sites|cent(?:er|re)s|hospitals))\b|"
    r"\b(?P<single>(?:single|one|mono)[\s-]?(?:cent(?:er|re)d?|site|institution)|(?:a single|only one|just one) "
    r"(?:[\w-]+\s)?(?:cent(?:er|re)|site|hospital))\b",
    re.IGNORECASE,
)
_COUNTED = Gated(
    rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>{NUMBER})\s(?:(?:of|the|different|other|U\.?S\.?|UK|European|American|"
    rf"North|South|Canadian|Australian|British|French|German|Italian|Dutch|Spanish|Chinese|Japanese|Indian|"
    rf"African|Asian|New York|London|large|major|separate|leading)\s)*(?P<site>{_SITE})\b",
    re.IGNORECASE,
)
_ADJECTIVE = Gated(
    r"(?<![\w.,-])(?P<n>\d[\d,]*)-(?:site|cent(?:er|re)|hospital|clinic)\s(?:[\w-]+\s){0,4}?(?:trial|study)\b",
    re.IGNORECASE,
)
"""Sites that are counted in a word: "the 12-centre trial"."""
_SITES = Gated(
    r"\b(?:at|from|across)\s(?P<site>(?:(?:study|clinical|trial|medical|academic|research)\s)?(?:sites|"
    r"cent(?:er|re)s|"
    r"hospitals|clinics))(?=\s(?:in|across|throughout)\b)",
    re.IGNORECASE,
)
_COUNTRIES = Gated(rf"(?P<n>{NUMBER})\s(?:different\s|European\s|African\s|Asian\s|other\s)?countries\b", re.IGNORECASE)
_CONTEXT = Gated(
    r"\b(?:stud(?:y|ies)|trials?|recruit\w+|enrol\w+|random\w*|conducted|participants|patients|participat\w+|"
    r"carried out|"
    r"r[au]n (?:at|in|across)|took (?:place|part)|volunteers|contributed|performed|women|men|people|children)\b",
    re.IGNORECASE,
)
_OF_A_TRIAL = Gated(
    r"\b(?:study|trial|recruit\w+|enrol\w+|random\w*|conducted|participa\w+|took part|carried out)\b", re.IGNORECASE
)
"""What a sentence with "multiple sites" must speak of: patients are treated at many sites without any trial."""
_PLACED = Gated(
    r"\b(?:at|in|from|across|involving|involved|included|by|within|collaborators at|including)\s"
    r"(?:the\s|a total of\s|only\s|just\s)?$",
    re.IGNORECASE,
)
_THERE = Gated(r"\bthere (?:were|are)\s$", re.IGNORECASE)
_OF_THE_TRIAL = Gated(r"(?:trial|study|recruiting|participating) ", re.IGNORECASE)
_TOOK_PART = Gated(
    r"^\s(?:that |which |were |have |are )?(?:took part|contribut\w+|participat\w+|recruit\w+|enrol\w+|running the|"
    r"in the (?:trial|study))\b",
    re.IGNORECASE,
)
_NO_LEFT = Gated(
    r"\b(?:top|of the nation's|owns|operates|runs|largest|network of|than|other|one of|(?<!total )of|first|both|per|"
    r"injection|infusion|binding|surgical)\s$",
    re.IGNORECASE,
)
_NOT_SITE = Gated(
    r"^\s(?:infections?|reactions?|visits?|admissions?|beds?|stays?|days?|staff|workers|of (?:the body|"
    r"injection|action|infection|disease|metasta\w+|pain)|directors?)\b",
    re.IGNORECASE,
)
_OTHER_LEFT = Gated(
    r"\b(?:another|previous|earlier|prior|older|separate|different)\s(?:[\w-]+[\s,]+){0,2}$",
    re.IGNORECASE,
)
_IN = Gated(r"^[^.;]{0,30}?\b(?:in|across|throughout|from)\s(?P<where>[^.;()]{2,160})")


@cache
def countries() -> Names:
    """The lexicon of countries."""
    data = tomllib.loads(Path(__file__).with_name("countries.toml").read_text(encoding="utf-8"))
    return Names(data["countries"])


def _places(text: str, end: int) -> dict[str, Any]:
    """The countries named or counted right behind the sites."""
    match = _IN.match(text[end : end + 200])
    if match is None:
        return {}
    where = match["where"]
    counted = _COUNTRIES.search(where)
    named = sorted({name for start, stop, name in countries().find(where) if where[start:stop][:1].isupper()})
    told: dict[str, Any] = {"countries": named} if named else {}
    number = value_of(counted["n"], whole=True) if counted else None
    return told | ({"country_count": int(number)} if number is not None else {})


def find(sentence: Sentence) -> Iterator[Found]:
    """Find how many sites a study has, or that it has one or many; sites of the body and of infections are none."""
    text = sentence.text
    counted = False
    for match in islice(_COUNTED.finditer(text), MANY):
        number = read(match["n"], match["hedge"], whole=True)
        if (
            number is None
            or number.value > 5000
            or not _CONTEXT.search(text)
            or _NO_LEFT.search(text[max(0, match.start() - 40) : match.start()])
            or _NOT_SITE.match(text[match.end() : match.end() + 40])
        ):
            continue
        placed = _PLACED.search(text[: match.start()]) or _TOOK_PART.match(text[match.end() : match.end() + 40])
        if not placed and not (_THERE.search(text[: match.start()]) and _OF_THE_TRIAL.match(match["site"])):
            continue
        plural = match["site"].lower().endswith("s")
        if plural != (number.value != 1) or re.fullmatch(r"(?:19|20)\d\d", match["n"]):
            continue
        if number.value == 1 and not re.search(
            r"\b(?:at|in|from)\s(?:only\s|just\s)?$", text[: match.start()], re.IGNORECASE
        ):
            continue
        counted = True
        yield Found(
            match.start("hedge") if number.hedged else match.start("n"),
            match.end(),
            int(number.value),
            number=number.value,
            low=number.low,
            high=number.high,
            kind="single" if number.value == 1 else "multi",
            status="hedged" if number.hedged else None,
            confidence=0.85,
            qualifiers=_places(text, match.end()),
        )
    for match in () if counted else islice(_ADJECTIVE.finditer(text), MANY):
        number = read(match["n"], whole=True)
        if number is not None and 1 < number.value <= 5000:
            counted = True
            yield Found(
                match.start("n"),
                match.end(),
                int(number.value),
                number=number.value,
                low=number.value,
                high=number.value,
                kind="multi",
                confidence=0.85,
                qualifiers=_places(text, match.end()),
            )
    several = None if counted or _WORD.search(text) else next(_abroad(sentence), None)
    if several:
        yield several
    for match in () if counted else islice(_WORD.finditer(text), MANY):
        if (
            match["multi"]
            and match["multi"].lower().startswith(("several", "multiple"))
            and not _OF_A_TRIAL.search(text)
        ):
            continue
        if (
            not match["single"]
            and re.search(r"national|country", match.group(), re.IGNORECASE)
            and not re.match(r"[\s,]+(?:[\w-]+[\s,]+){0,4}(?:trial|study)", text[match.end() :], re.IGNORECASE)
        ):
            continue
        one = bool(match["single"])
        other = _OTHER_LEFT.search(text[max(0, match.start() - 60) : match.start()])
        yield Found(
            match.start(),
            match.end(),
            1 if one else None,
            kind="single" if one else "multi",
            scope="other_study" if other else generic(sentence, match.start(), match.end()),
            confidence=0.9,
            status="negated" if sentence.negated(match.start(), 6) else None,
            qualifiers=_places(text, match.end()),
        )
        break


def _abroad(sentence: Sentence) -> Iterator[Found]:
    """Sites in two countries or more are several: "at sites in Canada and the United States"."""
    for match in _SITES.finditer(sentence.text) if _OF_A_TRIAL.search(sentence.text) else ():
        places = _places(sentence.text, match.end())
        if len(places.get("countries", ())) > 1 or places.get("country_count", 1) > 1:
            yield Found(match.start(), match.end(), None, kind="multi", confidence=0.8, qualifiers=places)
            return


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's number of sites (kind listed or planned), or its list of countries joined by "|"."""
    if field.kind == "countries":
        named = [countries().name_of(name.strip()) or name.strip() for name in field.raw.split("|") if name.strip()]
        if not named:
            raise ValueError("no country")
        yield field_claim(field, None, qualifiers=dict(field.qualifiers) | {"countries": named})
        return
    number = value_of(field.raw, whole=True)
    if number is None:
        raise ValueError("not a whole number")
    yield field_claim(field, int(number), number=number, low=number, high=number)


def _many(claim: Claim) -> bool | None:
    if claim.kind == "countries":
        return True if len(claim.qualifiers.get("countries", ())) > 1 else None
    if claim.value is not None:
        return int(claim.value) > 1
    return {"multi": True, "single": False}.get(claim.kind or "")


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare one site with many; two counts above one are compared only when both are stated alike."""
    one, two = _many(a), _many(b)
    if one is None or two is None or "negated" in (a.status, b.status):
        return Agreement("not_comparable", "how many sites is not said on both sides")
    if one != two:
        return Agreement("differ", "one site against several")
    if a.value == b.value or a.value is None or b.value is None:
        return Agreement("agree", "one site each" if not one else "several sites each")
    if (
        a.low is not None
        and a.high is not None
        and b.low is not None
        and b.high is not None
        and a.low <= b.high
        and b.low <= a.high
    ):
        return Agreement("rounding", f"'{a.raw}' and '{b.raw}' can be the same number")
    if {a.kind, b.kind} & {"listed", "planned"} and not _far_apart(a, b):
        return Agreement(
            "not_comparable", f"{a.value} and {b.value} sites: those listed and those that took part can be two counts"
        )
    return Agreement("differ", f"{a.value} is not {b.value}")


_APART = Decimal("1.4")
_SPARE = 2
"""A count differs from a list of sites when it is more than 1.4 times as large or as small, and two sites more."""


def _far_apart(a: Claim, b: Claim) -> bool:
    """Whether a count is of so many more or fewer sites than are listed that it is no other way of counting them.

    Sites that are said to be in some countries may be a part of them, and a list without an end may go on.
    """
    said = b if a.kind in ("listed", "planned") else a
    if "planned" in (a.kind, b.kind) or any(key in said.qualifiers for key in ("countries", "country_count")):
        return False
    if said.status != "asserted" or a.number is None or b.number is None:
        return False
    small, large = sorted((a.number, b.number))
    return large > _APART * small and large - small > _SPARE


EXAMPLES = (
    Example("Units across multiple sites would make a difference in the care of patients."),
    Example("The multi-centre trial tested the gel.", [None], ["multi"]),
    Example("It was a single-center study.", [1], ["single"]),
    Example("Patients were recruited at 27 sites in six countries.", [27], ["multi"]),
    Example("The trial ran at 38 Canadian burn centers.", [38], ["multi"]),
    Example("Adults were enrolled at twelve hospitals in Spain and Italy.", [12], ["multi"]),
    Example("A multicenter, randomised trial was run.", [None], ["multi"]),
    Example("Nearly 30 clinics took part in the study.", [30], ["multi"], statuses=["hedged"]),
    Example("Larger multi-centre trials are needed.", [None], ["multi"], scopes=["background"]),
    Example("An earlier multi-centre trial failed.", [None], ["multi"], scopes=["other_study"]),
    Example("The trial, at sites in Spain and Italy, enrolled 90 adults.", [None], ["multi"]),
    Example("Patients came from hospitals in Spain and took part in the study."),
    Example("Injection site reactions were seen in five patients."),
    Example("The company operates 40 clinics."),
    Example("It ran at 31 sites.", [31], ["multi"]),
    Example("Altogether 31 clinics took part.", [31], ["multi"]),
    Example("A total of 31 hospitals participated.", [31], ["multi"]),
    Example("The trial involved 31 hospitals.", [31], ["multi"]),
    Example("Volunteers came from 31 clinics.", [31], ["multi"]),
    Example("There were 31 trial sites.", [31], ["multi"]),
    Example("There were 31 hospitals in the county."),
    Example("Two surgical site infections occurred in the trial."),
    Example("He works at the medical center."),
    Example("The study was multifactorial."),
    Example("Patients spent 12 hospital days on average."),
    Example(
        field=Field(type="centres", raw="12", path="$.c", kind="listed", qualifiers={"countries": ["Spain"]}),
        values=[12],
        kinds=["listed"],
    ),
    Example(
        field=Field(type="centres", raw="Spain|Italy", path="$.c", kind="countries"), values=[None], kinds=["countries"]
    ),
)

TYPE = ClaimType(
    name="centres",
    description="Number of sites (null when only one or many is said, or a list of countries). Qualifiers: "
    "`countries` (names), `country_count`.",
    value=int | None,
    agreement="One site against several differs; equal counts agree; a stated count against the sites listed "
    "in a registry is not comparable beyond that.",
    compare=compare,
    unit="sites",
    numeric=True,
    kinds=("multi", "single", "listed", "planned", "countries"),
    cues=(
        r"multi[\s-]?(?:cent|site|inst|nat|country)",
        r"(?:single|one|mono)[\s-]?(?:cent|site|inst)",
        r"(?:multiple|several) (?:[a-z]+ ){0,2}(?:sites|cent|hosp)",
        r"(?:at|from|across) (?:[a-z]+ )?(?:sites|centers|centres|hospitals|clinics) (?:in|across|throughout)",
        r"(?:a single|only one|just one) ",
        r"\d-(?:site|cent|hospital|clinic)",
        r"[\dn-y] (?:[a-z.-]+ ){0,5}?(?:sites|centers|centres|hospitals|clinics|practices|institutions|icus|"
        r"locations|care units)\b",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
