"""Shares of an arm in everyday words: "half of those on the pill", "one in three on placebo", "no one on sham".

Only where the words name whose share it is (those on, given, in the ... group) and what happened: "a third of patients"
alone says too little. A share in words is never exact, so its bounds are a tenth to both sides.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from tracker.claims._base import MANY, Found, Sentence, plain
from tracker.claims._commonness import said_of_all, supposed
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE, outcome_near
from tracker.claims._numbers import HEDGE, hedge_kind, value_of
from tracker.claims._rate_pairs import arm_near, when_measured
from tracker.records import Scope

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|[1-9])"
_GROUP = (
    rf"(?:(?:the|all|those|our|these)\s)*(?:[\w’'-]+\s){{0,2}}?(?:{PEOPLE}|those|them|ones?)?\s?"
    r"(?:(?:who\s(?:had\s|were\s|was\s)?(?:taken|took|got|received|given|on|assigned to|treated with)|on|given|"
    r"taking|receiving|"
    r"assigned to|allocated to|randomi[sz]ed to|treated with|in the)\s(?:the\s|a\s|an\s)?(?:[\w’'-]+\s?){1,3}?|"
    r"(?:placebo|control|sham|treatment|intervention|comparison)\s(?:group|arm|patients|recipients))"
)
_EVENT = (
    r"\s(?:(?:also|still|then|only|never|eventually|later)\s)?(?:had|were|was|did|became|died|got|saw|quit|lost|"
    r"felt|fell|went|"
    r"kept|gave up|[a-z]{2,}ed)\b"
)
_SHARE = Gated(
    rf"\b(?:(?P<hedge>{HEDGE}|just over|just under|only|just|fully)\s)?(?:(?P<k>{_SMALL})\s(?:in|out of)(?:\severy)"
    rf"?\s(?P<of>ten|{_SMALL}|10|20)|"
    r"(?P<times>a|one|two|three|four)[\s-](?P<part>thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)|"
    r"(?P<half>half)|"
    rf"(?P<none>none|no one|nobody|not one)|(?P<all>everyone|everybody|all))(?P<link>\s(?:of\s)?)"
    rf"(?P<group>{_GROUP})(?={_EVENT})",
    re.IGNORECASE,
)
_WHOSE = Gated(
    r"\b(?:on|given|taking|took|got|received|receiving|assigned to|allocated to|randomi[sz]ed to|treated with|"
    r"(?:group|arm)|placebo|control|sham)\b",
    re.IGNORECASE,
)
_NO_ARM = Gated(r"\bin the (?:group|study|trial|sample|survey|cohort)$", re.IGNORECASE)
_WHO_THEY_ARE = Gated(
    r"^\s(?:were|was)\s(?:fe)?(?:males?|women|men|boys|girls|white|black|aged|older|younger|over|under)\b",
    re.IGNORECASE,
)
_NOT_PEOPLE = Gated(
    r"\b(?:dose|dosage|amount|time|price|cost|way|size|length|hour|year|day|night|million|dozen|an?)\b", re.IGNORECASE
)


def worded(sentence: Sentence) -> Iterator[Found]:
    """Find the shares in words of people in a named arm to whom something happened."""
    text = sentence.text
    for match in islice(_SHARE.finditer(text), MANY):
        percent = _percent(match)
        if (
            percent is None
            or not _WHOSE.search(match["group"])
            or _NOT_PEOPLE.match(match["group"])
            or _NO_ARM.search(match["group"])
        ):
            continue
        right = text[match.end() : match.end() + 90]
        if (
            re.match(r",?\s\(?\d+(?:\.\d+)?\s?(?:%|per)", right)
            or said_of_all(text[match.start("link") :])
            or supposed(text[: match.start()])
        ):
            continue
        if _WHO_THEY_ARE.match(right):
            continue
        kind = hedge_kind(match["hedge"])
        exact = bool(match["none"] or match["all"])
        when, since = when_measured(text, match.start())
        yield Found(
            match.start("hedge") if kind else match.start(),
            match.end(),
            plain(round(percent, 2)),
            number=percent,
            low=percent if exact or kind in {"more", "least"} else percent * Decimal("0.9"),
            high=percent if exact or kind in {"less", "most"} else percent * Decimal("1.1"),
            unit="percent",
            arm=arm_near(match["group"]),
            outcome=outcome_near(text, match.start(), match.end()),
            timepoint_days=when,
            scope=_scope(sentence, match),
            status=None if exact else "hedged",
            confidence=0.7,
            qualifiers=dict(since),
        )


def _scope(sentence: Sentence, match: re.Match[str]) -> Scope:
    """Whose fact it is; that "one in three" mostly says how common something is does not hold where an arm is named."""
    low, high = match.span()
    marks = tuple(mark for mark in sentence.marks if not (low <= mark.start and mark.end <= high))
    return replace(sentence, marks=marks).scope(low, high)


def _percent(match: re.Match[str]) -> Decimal | None:
    if match["none"] or match["all"]:
        return Decimal(0) if match["none"] else Decimal(100)
    if match["half"]:
        return Decimal(50)
    if match["part"]:
        return _part(match["times"], Decimal(_PARTS[match["part"].lower().rstrip("s")]))
    return _part(match["k"], value_of(match["of"]))


def _part(times: str, parts: Decimal | None) -> Decimal | None:
    number = value_of("one" if times.lower() == "a" else times)
    return 100 * number / parts if number is not None and parts and 0 < number < parts else None
