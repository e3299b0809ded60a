"""What a trial set out to measure: its primary, secondary and exploratory outcomes, from text and registry fields."""

import re
from collections.abc import Iterator

from tracker.claims._base import ClaimType, Example, Find, Found, Sentence, field_claim, fold
from tracker.claims._gated import Gated
from tracker.claims._instruments import concepts_in, instruments_in, known, measures_in
from tracker.claims._outcome_compare import compare
from tracker.claims._outcome_phrases import ARTICLE, items_of, listed, phrase_of
from tracker.claims._outcome_times import one_point, points
from tracker.claims._outcomes import Outcome, read
from tracker.records import Claim, Field

_ROLES = {
    "primary_outcome": r"(?:co-?)?primary|main|principal",
    "secondary_outcome": r"secondary",
    "other_outcome": r"exploratory|tertiary",
}
_ADJECTIVES = (
    r"(?:efficacy|safety|clinical|study|trial|composite|effectiveness|feasibility|research|treatment|prespecified|"
    r"pre-specified|stated|overall|end|\d+-\w+|key|safety and efficacy|patient-centred|patient-centered|"
    r"[a-z-]{3,20}(?:ic|ical|onal))"
)
_NOUN = (
    r"(?P<noun>(?:outcomes?|end[\s-]?points?)(?:\s(?:measures?|variables?|parameters?|factors?|criteri(?:on|a))"
    r"(?:\(s\))?)?|outcome measures?|"
    r"goals?|targets?|aims?|objectives?|yardsticks?|(?:efficacy\s)?measures?|efficacy variables?)"
)
_AIM = Gated(r"goal|target|aim|objective|yardstick|(?<!outcome )(?<!efficacy )\bmeasure", re.IGNORECASE)
_OF_STUDY = (
    r"(?:\s(?:of|for|in)\s(?:the|this|our|both|each)\s(?:[\w-]+\s){0,2}?(?:study|studies|trials?|analysis|research|"
    r"part|portion|stage)|"
    r"(?-i:\sof\s(?!(?:OS|PFS|DFS|EFS|RFS|ORR|TTP)\b)[A-Z]\w*[A-Z][\w-]*)|"
    r"\s(?:we|they|it)\s(?:chose|set|measured))?"
)
_CHOSE = (
    r",?\s(?:the\s)?(?:researchers|investigators|scientists|authors|doctors|team|we|they)\s(?:had\s)?"
    r"(?:chosen|chose|used|measured|assessed|picked|selected|named|took|looked at)\s"
)
_LINK = rf"(?:{_CHOSE}|\s?(?::|,|\()\s?(?!\d)|\s(?:was|were|is|are|will be|included?|includes|of|being|to be)\s)"


def _head(role: str) -> Gated:
    return Gated(
        rf"\b(?:{role})(?:\s\((?:primary|"
        rf"main)\))?(?!\sand\s)(?:\s{_ADJECTIVES}){{0,2}}\s{_NOUN}"
        rf"(?:\s\([^()]{{1,12}}\))?{_OF_STUDY}(?P<link>{_LINK})",
        re.IGNORECASE,
    )


def _tail(role: str) -> Gated:
    return Gated(
        r"(?P<link>\s(?:was|were|is|are)\s(?P<not>not\s)?(?:(?:used|chosen|defined|measured|assessed|selected|"
        r"considered|designated|set|prespecified|pre-specified|taken|specified)\s(?:as|to be)\s)?|"
        r"\s\((?P<paren>)?)(?:the|a|its|our|their)\s(?:study\s|trial[’']s\s|study[’']s\s)?"
        rf"(?:{role})(?:\s{_ADJECTIVES}){{0,2}}\s(?:outcomes?|end[\s-]?points?)(?:\s(?:measures?|criteri(?:on|a)|"
        r"parameters?|variables?))?\b",
        re.IGNORECASE,
    )


def _as(role: str) -> Gated:
    return Gated(
        r"\b(?:chose|chosen|used|picked|selected|named|took|specified|defined)\s(?P<what>[^.;]{3,140}?)\sas\s"
        rf"(?:the|a|its|their)\s(?:trial[’']s\s|study[’']s\s)?(?:{role})(?:\s{_ADJECTIVES}){{0,2}}\s"
        r"(?:outcomes?|end[\s-]?points?|measures?)\b",
        re.IGNORECASE,
    )


_MAINLY = Gated(
    r"\bwhat (?:the|this) (?:trial|study|researchers|team) (?:mainly|chiefly|primarily|mostly) (?:measured|assessed|"
    r"looked at) was\s",
    re.IGNORECASE,
)


def _beside(role: str) -> Gated:
    return Gated(rf"\b(?:{role})(?:\s{_ADJECTIVES}){{0,2}}\s{_NOUN}\s(?=[A-Za-z])", re.IGNORECASE)


_BESIDE = {name: _beside(role) for name, role in _ROLES.items()}
_HEADS = {name: _head(role) for name, role in _ROLES.items()}
_TAILS = {name: _tail(role) for name, role in _ROLES.items()}
_CHOSEN = {name: _as(role) for name, role in _ROLES.items()}
_BROAD = frozenset({"ae", "sae"})
"""Endpoints that stand beside the word by chance ("outcome adverse events")."""
_OWN = ("headline", "body", "abstract", "key_facts")
"""Passages in which an outcome that is worded like a background fact ("the incidence of ...") is the trial's own."""


_MEASURED_AT = Gated(
    r"\)?,?\s(?:was|were|is|are)\s(?:measured|assessed|evaluated|determined|recorded|scored|taken|analy[sz]ed)\s"
    r"(?P<when>(?:at|after|on|by)\s[^.;,()]{2,30})",
    re.IGNORECASE,
)
"""When an outcome that stands between commas is measured: "the primary outcome, pain, was measured at week 6"."""


def _found(sentence: Sentence, start: int, end: int, confidence: float, *, negated: bool = False) -> Found:
    parts = read(sentence.text[start:end])
    later = _MEASURED_AT.match(sentence.text, end) if parts.days is None else None
    more = {"instruments": list(parts.instruments)} if len(parts.instruments) > 1 else {}
    return Found(
        start,
        end,
        parts.outcome.model_dump(),
        outcome=fold(parts.outcome.domain) if parts.outcome.domain else None,
        timepoint_days=one_point(later["when"]) if later else parts.days,
        scope="this_trial" if sentence.passage in _OWN and sentence.scope(start, end) == "background" else None,
        status="negated" if negated else None,
        confidence=confidence,
        qualifiers=more,
    )


def _finder(name: str) -> Find:
    head, tail, beside, chosen = _HEADS[name], _TAILS[name], _BESIDE[name], _CHOSEN[name]

    def find(sentence: Sentence) -> Iterator[Found]:
        text = sentence.text
        for match in head.finditer(text):
            aim = _AIM.search(match["noun"]) is not None
            link = match["link"].strip().lower()
            phrase = phrase_of(text, match.end())
            if phrase is None or (link in {"of", "(", ","} and not known(text[slice(*phrase)])):
                continue
            if aim and not _measurable(text[slice(*phrase)], link):
                continue
            plural = match["noun"].rstrip("s") != match["noun"] or link.startswith("includ")
            for start, end in items_of(text, *phrase) if plural else [phrase]:
                yield _found(sentence, start, end, 0.75 if aim or link in {"of", "(", ","} else 0.9)
        for match in beside.finditer(text):  # "the primary end point PFS"
            named = next(measures_in(text[match.end() : match.end() + 60]), None)
            if named is not None and named[0] == 0 and named[2].name.casefold() not in _BROAD:
                yield _found(sentence, match.end(), match.end() + named[1], 0.8)
        for match in chosen.finditer(text):  # "chose pain at week 4 as the primary outcome"
            phrase = phrase_of(text[: match.end("what")], match.start("what"))
            if phrase is not None and known(text[slice(*phrase)]):
                yield _found(sentence, *phrase, 0.8)
        for match in _MAINLY.finditer(text) if name == "primary_outcome" else ():
            phrase = phrase_of(text, match.end())
            if phrase is not None and known(text[slice(*phrase)]):
                yield _found(sentence, *phrase, 0.75)
        for match in tail.finditer(text):
            start, end = _subject(text, match.start())
            if known(text[start:end]):
                yield _found(sentence, start, end, 0.8, negated=bool(match["not"]))

    return find


def _measurable(phrase: str, link: str) -> bool:
    """Whether a goal is something that is measured in people: a known domain, in the words of a past trial."""
    if link in {"is", "are", ":"}:
        return False
    return bool(concepts_in(phrase) or any(True for _ in instruments_in(phrase)) or (known(phrase) and points(phrase)))


_SUBJECT = Gated(
    r"(?:.*[;:,(]\s(?:and\s)?|.*\b(?:that|because|and|but|(?:in|on)(?!\s(?:day|week|month|year))|although|while|"
    r"[Mm]easures?)\s|^[A-Z]{4,}:?\s)",
    re.DOTALL,
)


def _subject(text: str, end: int) -> tuple[int, int]:
    """The noun phrase that ends at `end`."""
    low = max(0, end - 120)
    match = _SUBJECT.match(text[low:end])
    start = low + match.end() if match else low
    article = ARTICLE.match(text, start, end)
    return (article.end() if article else start), end


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registered outcome with what its `description` and `time_frame` add; raises ValueError when empty.

    A list with bullets or numbers, as the European registers print it, is as many outcomes as it has items.
    """
    if not field.raw.strip():
        raise ValueError("empty")
    frame, description = (str(field.qualifiers.get(key) or "") for key in ("time_frame", "description"))
    for item in listed(field.raw):
        parts = read(" ".join(item.split()), frame, description)
        more = {"instruments": list(parts.instruments)} if len(parts.instruments) > 1 else {}
        yield field_claim(
            field,
            parts.outcome.model_dump(),
            raw=item,
            quote=item,
            outcome=fold(parts.outcome.domain) if parts.outcome.domain else None,
            timepoint_days=parts.days,
            qualifiers={**field.qualifiers, **more},
        )


def _value(
    domain: str | None, instrument: str | None = None, metric: str | None = None, aggregation: str | None = None
) -> dict[str, str | None]:
    return {"domain": domain, "instrument": instrument, "metric": metric, "aggregation": aggregation}


_EXAMPLES = {
    "primary_outcome": (
        Example("The primary outcome was itch intensity at week 8.", [_value("itch intensity")]),
        Example("Joint pain on day 14 was the primary outcome.", [_value("Joint pain")]),
        Example("The main yardstick was how fast he ran."),
        Example("Its main goal was to reduce joint pain by month 3.", [_value("joint pain", None, "change")]),
        Example(
            "The primary endpoint was change from baseline in PHQ-9 score.", [_value("depression", "PHQ-9", "change")]
        ),
        Example(
            "The main outcome measure was the Montgomery-Asberg Depression Rating Scale total score.",
            [_value("depression", "MADRS")],
        ),
        Example(
            "Primary outcome: proportion of patients with a new fracture.",
            [_value("new fracture", None, "event", "proportion")],
        ),
        Example("The main aim was to assess walking speed.", [_value("walking speed")]),
        Example("The primary objective was to assess whether zinc is safe."),
        Example("Researchers chose walking speed as the primary outcome.", [_value("walking speed")]),
        Example("They used a ruler as the main measure of the room."),
        Example("What the trial mainly measured was walking speed.", [_value("walking speed")]),
        Example(
            "The trial missed its primary endpoint of overall survival.",
            [_value("overall survival", None, "time_to_event")],
        ),
        Example("Walking distance was the primary end point.", [_value("Walking distance")]),
        Example(
            "The co-primary endpoints were systolic blood pressure and body weight.",
            [_value("systolic blood pressure"), _value("body weight")],
        ),
        Example("Fatigue was not the primary outcome of the trial.", [_value("Fatigue")], statuses=["negated"]),
        Example("There was no gain in the primary end point PFS.", [_value("PFS")]),
        Example("The primary outcome HbA1c fell in both groups.", [_value("glycated haemoglobin", "HbA1c")]),
        Example("It met its primary endpoint, showing relief of pain."),
        Example("The primary endpoint variables differed."),
        Example("The primary endpoint was met."),
        Example("The primary outcome did not differ between the groups."),
        Example("The main goal of the charity is to raise money for research."),
        Example("The primary objective was to compare two inhalers."),
        Example("Primary care outcomes were poor in both regions."),
        Example("We analysed the primary outcome by intention to treat."),
        Example(
            field=Field(
                type="primary_outcome",
                raw="Change in HAM-D total score",
                path="$.o",
                qualifiers={"time_frame": "Week 6"},
            ),
            values=[_value("depression", "HDRS", "change")],
        ),
    ),
    "secondary_outcome": (
        Example("The secondary outcome was quality of life.", [_value("quality of life")]),
        Example(
            "Secondary end points included overall survival, safety, and fatigue.",
            [_value("overall survival", None, "time_to_event"), _value("safety"), _value("fatigue")],
        ),
        Example("A secondary outcome was sleep quality on the PSQI.", [_value("sleep quality", "PSQI")]),
        Example("The key secondary endpoint of remission was not reported.", [_value("remission")]),
        Example("Pain at week 4 was a secondary outcome.", [_value("Pain")]),
        Example("Secondary outcomes: anxiety (GAD-7) and insomnia.", [_value("anxiety", "GAD-7"), _value("insomnia")]),
        Example("The key secondary endpoint was also met."),
        Example("Secondary schools took part in the study."),
        Example("The positive numbers came from secondary measures."),
        Example("The primary outcome was blood pressure."),
        Example("Secondary outcomes were similar in both groups."),
        Example("Secondary infections were rare."),
        Example(field=Field(type="secondary_outcome", raw="Sleep", path="$.o"), values=[_value("Sleep")]),
    ),
    "other_outcome": (
        Example(
            "Exploratory outcomes included fatigue, anxiety, and cognition.",
            [_value("fatigue"), _value("anxiety"), _value("cognition")],
        ),
        Example("An exploratory outcome was blood pressure at week 2.", [_value("blood pressure")]),
        Example("The exploratory endpoint was depression on the QIDS.", [_value("depression", "QIDS")]),
        Example("A tertiary endpoint was kidney function.", [_value("kidney function")]),
        Example("Exploratory end points were body weight and sleep.", [_value("body weight"), _value("sleep")]),
        Example("Exploratory outcome: pain.", [_value("pain")]),
        Example("Exploratory surgery was done in two patients."),
        Example("An exploratory study was made."),
        Example("The exploratory outcomes were not reported."),
        Example("Exploratory analyses were in line with this."),
        Example("A tertiary hospital took part."),
        Example("The outcome was poor."),
        Example(field=Field(type="other_outcome", raw="Mood at month 6", path="$.o"), values=[_value("Mood")]),
    ),
}
_TITLES = {"primary_outcome": "Primary", "secondary_outcome": "Secondary", "other_outcome": "Exploratory (other)"}
_CUES = {
    "primary_outcome": (r"primary\b", r"main\b", "principal", r"(?:mainly|chiefly|primarily|mostly) (?:meas|ass|look)"),
    "secondary_outcome": ("secondary",),
    "other_outcome": ("exploratory", "tertiary"),
}


def _type(name: str) -> ClaimType:
    return ClaimType(
        name=name,
        description=f"{_TITLES[name]} outcome as registered or reported: `outcome` is the domain, `timepoint_days` "
        "when it is measured. Qualifiers: `instruments` (when it names several), and of fields `description` and "
        "`time_frame`.",
        value=Outcome,
        agreement="The same instrument, or domains that share their words (synonyms unified), at the same time point "
        "within a tenth. Two instruments, two known domains, a part of a domain against the whole, or another time "
        "point differ; other words are not comparable.",
        compare=compare,
        cues=_CUES[name],
        find=_finder(name),
        read_field=read_field,
        examples=_EXAMPLES[name],
    )


TYPES = tuple(map(_type, _ROLES))
