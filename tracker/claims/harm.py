"""What went wrong in a trial: serious adverse events, deaths, people who stopped because of them, the commonest."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, plain
from tracker.claims._gated import Gated
from tracker.claims._lexicon import CONTROL_ARM, MODIFIERS, PEOPLE
from tracker.claims._numbers import HEDGE, NUMBER, read
from tracker.claims._whose import scope_of
from tracker.records import Claim

_EVENT = r"(?:adverse (?:events?|effects?|reactions?)|side[\s-]effects?|complications?|toxicit(?:y|ies)|SAEs?|harms)"
_TERM = (
    rf"(?P<serious>(?:serious|severe|grades?\s?(?:≥|>=)?\s?[345](?:\s?(?:or|-|–|to|and)\s?(?:[345]|higher|greater|above|more|worse))?|major|"
    rf"life-threatening)\s(?:[\w-]+\s){{0,2}}?)?{_EVENT}"
)
_COUNT = rf"(?:(?P<hedge>{HEDGE})\s)?(?P<n>{NUMBER})(?P<percent>\s?(?:%|per\s?cent\b))?"
_WHO = (
    rf"(?:\s(?:of\s)?(?:the\s|those\s)?{MODIFIERS}(?:{PEOPLE}|those|them)\b(?:\s(?:on|in|given|taking|"
    rf"who (?:took|got|received))\s(?:[\w-]+\s?){{1,3}}?)?)?"
)
_HAD = r"(?:had|have|experienced|reported|suffered|developed|were reported to have|showed)"
_OCCUR = (
    r"(?:(?:was|were|been)\s(?:also\s)?(?:reported|observed|seen|recorded|noted|found)|occurred|happened|arose|"
    r"emerged)"
)
_IN = r"(?:\s(?:in|by|among|for|with))?\s(?:only\s|just\s)?"
_LEFT = r"(?:withdrew|stopped|discontinued|dropped out|quit|pulled out|left|came off)"
_SOURCES: tuple[tuple[str, str], ...] = (
    (
        "none",
        rf"\b(?:no|without(?: any)?|free of|nor any|not a single|zero)\s(?:treatment-related\s|drug-related\s|"
        rf"new\s|reported\s|major\s)?{_TERM}"
        r"(?!\s(?:data|profile|reports?)\b)",
    ),
    (
        "no_death",
        r"\b(?:no|zero|without)\s(?:treatment-related\s|drug-related\s)?(?P<death>deaths?|"
        r"fatalit(?:y|ies)|patient deaths)\b|"
        r"\b(?P<died>(?:no one|nobody|none of (?:the|them)(?:\s\w+)?|no (?:patients?|participants?|one))\s(?:has\s|"
        r"had\s)?died)\b",
    ),
    ("counted", rf"(?<![\w.]){_COUNT}{_WHO}\s(?:also\s)?{_HAD}\s(?:an?\s|at least one\s|some\s|any\s)?{_TERM}"),
    ("counted", rf"\b{_TERM}\s{_OCCUR}{_IN}{_COUNT}(?:\s{MODIFIERS}{PEOPLE}\b)?"),
    ("events", rf"(?<![\w.]){_COUNT}\s{_TERM}(?=\s(?:{_OCCUR}|in\b|with\b|among\b)|\s?[.,;)]|\s?$)"),
    (
        "died",
        rf"(?<![\w.]){_COUNT}(?:\s{MODIFIERS}{PEOPLE}\b)?(?:\s(?:in|on|given)\s(?:the\s)?(?:[\w-]+\s){{1,3}}?)?\s?\b(?P<verb>died)\b",
    ),
    ("died", rf"(?<![\w.]){_COUNT}\s(?P<verb>deaths)\b(?=\s(?:{_OCCUR}|in\b|on\b|among\b|were\b)|\s?[.,;)]|\s?$)"),
    (
        "withdrawal",
        rf"(?<![\w.]){_COUNT}{_WHO}\s{_LEFT}\b[^.;]{{0,50}}?\b(?:because of|due to|owing to|as a result of|"
        rf"on account of|for)\s(?:the\s|their\s|an?\s)?(?:\w+\s)?{_EVENT}",
    ),
)
_PATTERNS = tuple((kind, Gated(source, re.IGNORECASE)) for kind, source in _SOURCES)
_LISTED = Gated(
    rf"\b(?P<most>(?:the\s)?most\s(?:common|frequent|frequently reported|commonly reported)\s)?(?:\w+\s)?{_EVENT}"
    r"(?:\s(?:in|of|with|on|reported|seen|observed)(?:\s[\w-]+){0,4}?)?"
    r"(?:\s?:|\s(?:included?|includes|including|such as)|(?(most)\s(?:were|was|are)|"
    r"(?!)))\s(?P<list>[^.;:()]{3,160})",
    re.IGNORECASE,
)
_TERM_OF_LIST = Gated(
    r"(?:an?\s|the\s|mild\s|some\s|transient\s|temporary\s|moderate\s|"
    r"severe\s)*(?P<term>[a-z][a-z’-]+(?:\s(?!(?:in|at|with|which|that|who|among|for|on|were|was)\b)[a-z’-]+){0,3})",
    re.IGNORECASE,
)
_NOT_TERM = Gated(
    r"(?:mild|moderate|rare|similar|low|few|not|more|less|generally|mostly|manageable|comparable|reported|seen|"
    r"minimal|"
    r"uncommon|common|limited|consistent|no|also|those|as|well|higher|lower|balanced|found|observed|severe|serious|"
    r"tolerable|infrequent|expected|the same|minor|trial|study|researchers|doctors|but|some|similarly|equally|"
    r"recorded|assessed|monitored|defined|graded|to)\b",
    re.IGNORECASE,
)
_GRADE = Gated(r"\bgrades?\s[^.;,]{0,14}$", re.IGNORECASE)
_OF_PATIENTS = Gated(
    r"\b(?:patients?|participants?|volunteers?|subjects)\b(?!\s(?:have|has|may|can|will|should)\b)", re.IGNORECASE
)
_EFFICACY = Gated(
    r"\b(?:cancer|heart|within|of any cause|from|per|every year|each year|worldwide|million|annually|risk)\b",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find counts and shares of harms, "no serious side effects", and lists of the commonest; a risk is none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in islice(pattern.finditer(text), MANY):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            found = _none(sentence, match) if kind in {"none", "no_death"} else _counted(sentence, kind, match)
            if found:
                taken.append((match.start(), match.end()))
                yield found
    for match in islice(_LISTED.finditer(text), MANY):
        terms = _terms(match["list"])
        if terms:
            yield _found(sentence, match, "most_frequent" if match["most"] else "any", terms, confidence=0.75)


def _none(sentence: Sentence, match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    zero = Decimal(0)
    kind = "death" if groups.get("death") or groups.get("died") else "serious" if groups.get("serious") else "any"
    return _found(sentence, match, kind, 0, number=zero, low=zero, high=zero, unit="people")


def _counted(sentence: Sentence, how: str, match: re.Match[str]) -> Found | None:
    percent = bool(match["percent"])
    number = read(match["n"], match["hedge"], whole=not percent, rounded=percent)
    if _GRADE.search(sentence.text, max(0, match.start() - 16), match.start("n")):
        return None
    if number is None or (percent and number.value > 100) or re.fullmatch(r"(?:19|20)\d\d", match["n"]):
        return None
    if how == "died" and (
        not percent and number.value > 2000 or _EFFICACY.search(sentence.text, match.end(), match.end() + 25)
    ):
        return None
    kind = {"died": "death", "withdrawal": "withdrawal_due"}.get(how)
    if kind is None:
        kind = "serious" if match["serious"] else "any"
    unit = "%" if percent else "events" if how == "events" else "people"
    return _found(
        sentence, match, kind, plain(number.value), number=number.value, low=number.low, high=number.high, unit=unit,
        status="hedged" if number.hedged else None,
    )  # fmt: skip


def _terms(printed: str) -> list[str]:
    """The harms of a list, as printed; empty when it is no list of them."""
    found: list[str] = []
    for part in re.split(r",\s(?:and\s|or\s)?|\s(?:and|or)\s", printed)[:8]:
        match = _TERM_OF_LIST.match(part.strip())
        if match is None or _NOT_TERM.match(match["term"]):
            break
        found.append(match["term"].lower())
    return found


def _found(sentence: Sentence, match: re.Match[str], kind: str, value: object, **more: object) -> Found:
    own = _OF_PATIENTS.search(sentence.text, match.start(), match.end() + 15)
    control = CONTROL_ARM.search(sentence.text, match.start(), min(len(sentence.text), match.end() + 25))
    return Found(
        match.start(),
        match.end(),
        value,
        kind=kind,
        arm="control" if control else None,
        scope=None if own else scope_of(sentence, match.start(), match.end())[0],
        **{"confidence": 0.75, **more},  # type: ignore[arg-type]
    )


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two counts or shares of one kind and arm; lists of terms are not compared."""
    if a.kind != b.kind or a.arm != b.arm or a.unit != b.unit:
        return Agreement("not_comparable", "two kinds of harm, arms or units")
    if None in (a.low, a.high, b.low, b.high):
        return Agreement("not_comparable", "no number on both sides")
    low_a, high_a, low_b, high_b = (x or Decimal(0) for x in (a.low, a.high, b.low, b.high))
    if low_a <= high_b and low_b <= high_a:
        return Agreement("agree", f"both can be {a.value}")
    return Agreement("differ", f"{a.value} is not {b.value}")


TYPE = ClaimType(
    name="harm",
    description="Adverse events of a trial: how many people had them (0: none), how many events, or their names.",
    value=int | float | list[str],
    agreement="Numbers of one kind, arm and unit that can be the same; lists of names are not compared.",
    compare=compare,
    unit="people, events or %",
    numeric=True,
    kinds=("serious", "any", "death", "withdrawal_due", "most_frequent"),
    cues=(
        r"adverse (?:event|effect|reaction)",
        r"side[\s-]effect",
        "complication",
        "toxicit",
        r"\bsaes?\b",
        r"\bharms\b",
        r"\bdied\b",
        r"\bdeaths?\b",
        "fatalit",
    ),
    find=find,
    examples=(Example("No deaths occurred in the trial.", [0], ["death"]),),
)
