"""The arms that a sentence names: groups, controls, drugs, and the words by which the document tells its arms apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tracker.claims._base import MANY
from tracker.claims._between_arms import ASIDE, FILL, OBJECT, PREP
from tracker.claims._gated import Gated
from tracker.claims._label_words import OUTCOMES, by_words, words_of
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import NUMBER
from tracker.claims._treatments import treatments
from tracker.claims._trial_arms import TrialArms

Span = tuple[int, int]
_WITHIN_CHAIN = re.compile(
    rf"[\"'”’]?(?:\s?(?:groups?|arms?|recipients|treatment|therapy|treated|regimens?|{PEOPLE})\b){{0,2}}{ASIDE}?,?\s?"
    rf"(?:and|or|&|vs?\.?|versus|than|compared (?:with|to)|/|,|against|with|to|as opposed to|relative to)"
    rf"\s?(?:and\s)?"
    rf"(?:{NUMBER}\s(?:{PEOPLE}|events|cases|eyes)\s)?(?:{PREP}\s)?(?:{FILL}\s){{0,5}}[\"'“‘]?",
    re.IGNORECASE,
)
_STOP_WORD = (
    r"the|a|an|in|of|to|for|with|and|or|on|by|at|from|than|vs?|versus|both|each|all|either|these|those|two|three|"
    r"four|other|same|"
    r"between|among|per|was|were|is|are|had|has|have|that|which|who|compared|while|whereas|as|any|between-|within|"
    r"respective|age|respectively|but|across|different|one|if|when|after|before|patient"
)
_GROUP = Gated(
    rf"(?<![\w-])(?:(?!(?:{_STOP_WORD}|groups?|arms?)\b)\w[\w/+.’'-]*\s(?:\+\s)?){{1,5}}(?:group|arm)"
    rf"s?\b(?:[\s-](?:(?-i:[A-HP-T]|[1-4]|I{{1,3}}|IV))\b(?!\s?[-–%]))?|"
    r"\b(?-i:[A-Z]{1,6})-(?:arm|group)\b|\b(?:group|arm)s?[\s-](?:(?-i:[A-HP-T]|[1-4]|I{1,3}|IV))\b",
    re.IGNORECASE,
)
_IDS = Gated(
    r"\b(?:groups?|arms?)\s(?P<a>[A-D]|[1-4]|I{1,3})(?:,\s(?P<b>[A-D]|[1-4]|I{1,3}))?,?\s(?:and|or|to|versus|"
    r"vs\.?|v)\s"
    r"(?:(?:group|arm)\s)?(?P<c>(?-i:[A-HP-T]|[1-4]|I{1,3}|IV))\b"
)
_CONTROL = Gated(
    r"\b(?:placebo|(?<!disease )(?<!local )(?<!tumor )(?<!tumour )(?<!pain )(?<!weight )(?<!glycemic )"
    r"(?<!glycaemic )(?<!symptom )(?<!emesis )(?<!infection )(?<!pressure )"
    r"controls?(?!led|\sof|\srates?)|[\w-]+[\s-]alone|sham|usual[- ]care|standard (?:care|treatment|therapy|"
    r"chemotherapy)|observation|no treatment|untreated|"
    r"comparators?|vehicle|counterparts|monotherapy|(?:high|low|higher|lower|standard|full)[\s-]dose|"
    r"combination(?:\s(?:therapy|treatment))?|intervention)\b|\bwithout(?=[;,.)])",
    re.IGNORECASE,
)
_DRUG = Gated(
    r"(?:(?<=\bon )|(?<=\bwith )|(?<=\bin )|(?<=\btook )|(?<=\btaking )|(?<=\bgot )|(?<=\bgiven )|(?<=\breceived )"
    r"|(?<=\breceiving )|(?<=\bgetting ))"
    r"the\s(?:(?:real|study|active|experimental|new|test|actual)\s)?(?:drugs?|medicines?|medications?|vaccines?|"
    r"pills?|tablets?|injections?|"
    r"\d[\d.]*[\s-]?m?c?g\sdose)\b",
    re.IGNORECASE,
)
"""What is tested without its name: "on the drug"."""
_TWO_GROUPS = Gated(
    rf"(?<![\w-])(?P<a>(?!(?:{_STOP_WORD})\b)[^\W\d_][\w/+-]*(?:\s(?!(?:{_STOP_WORD})\b)[\w/+-]+){{0,3}}?)\s(?:and|"
    rf"or|versus|vs\.?)\s(?:the\s)?"
    rf"(?P<b>(?!(?:{_STOP_WORD})\b)[^\W\d_][\w/+-]*(?:\s[\w/+-]+){{0,3}}?)\s(?:groups?|arms?|patients|recipients)\b",
    re.IGNORECASE,
)
_GIVEN = Gated(
    rf"\b(?:receiving|received|treated with|randomi[sz]ed to|assigned to|allocated to|taking|took|undergoing|"
    rf"(?:those|{PEOPLE})\s(?:on|given|using|who (?:got|used|were given|were on)))"
    rf"\s(?:the\s|either\s)?"
    rf"(?P<label>(?:\d[\d.]*[\s-]?(?:mg|min\w*|weeks?|days?|months?|Gy|cycles?|IU|h)\b|(?!(?:{_STOP_WORD})\b)"
    rf"[^\W\d_][\w/+-]*)(?:\s(?!(?:{_STOP_WORD}|had|experienced|achieved|developed|showed|responded|at|during|did|do|lost|quit|got|saw|(?!combined)[a-z]+ed)\b)"
    rf"[\w/+-]+)"
    rf"{{0,3}})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_](?:[\w’'/-]|\.(?=\d))*")
_NOT_GIVEN = Gated(
    r"\b(?:not|never|without|no|n[o’']t)\s(?:taking|take|taken|receiving|receive|given|on|using|use|treated with|"
    r"assigned to|getting|get|having|have)"
    r"\s(?:the\s|any\s)?$",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\s?(?:plus|\+|combined with|in combination with|followed by)\s?(?:the\s)?", re.IGNORECASE)
_DOSE = re.compile(r"\s\d[\d.]*\s?(?:mg|mcg|µg|Gy|IU)\b(?:/\w+)?")
_BESIDE = Gated(
    r"\b(?P<a>[A-Z][A-Z\d][\w+/-]{0,8})\s?(?:group|arm)?[(:,]?\s?[(\[]?\d[\d.]*\s?%|%\s?(?:\([^()]{0,60}\)\s)"
    r"?(?:for|with|in|after|on|by)\s(?:the\s)?(?P<b>[A-Z][A-Z\d][\w+/-]{0,8})|"
    r"%\s(?P<c>treated|untreated|vaccinated|unvaccinated|controls)\b"
)
"""An abbreviation right beside a percentage."""
_NO_GROUP = Gated(r"(?:(?:two|both|treatment|study|each|all|age|patient|between)\s)?(?:groups|arms)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An arm named at [start, end), which part it has in the trial, and whether words say so."""

    start: int
    end: int
    label: str
    part: str | None = None
    told: bool = False


def mentions(text: str, arms: TrialArms) -> list[Mention]:
    """The arms named in `text`, in order, without overlaps; the longest wins."""
    found: list[tuple[int, int, str]] = []
    for match in islice(_IDS.finditer(text), MANY):
        found.extend((*match.span(key), f"group {match[key]}") for key in "abc" if match[key])
    for match in islice(_TWO_GROUPS.finditer(text), MANY):
        found.extend((*match.span(key), match[key]) for key in "ab")
    found.extend((*match.span("label"), match["label"]) for match in islice(_GIVEN.finditer(text), MANY))
    for pattern in (_GROUP, _CONTROL, _DRUG):
        found.extend((*match.span(), match.group()) for match in islice(pattern.finditer(text), MANY))
    found.extend(_told_words(text, arms))
    found.extend((one.start, one.end, text[one.start : one.end]) for one in islice(treatments(text), MANY))
    kept: list[tuple[int, int, str]] = []
    for one in sorted(found, key=lambda item: (item[0], -item[1])):
        if _NO_GROUP.fullmatch(one[2]):
            continue
        if kept and _one_name(text, kept[-1], one):
            start, end = kept[-1][0], max(kept[-1][1], one[1])
            kept[-1] = start, end, kept[-1][2] if kept[-1][2].startswith("group ") else text[start:end]
        else:
            kept.append(one)
    return [_mention(text, arms, *one) for one in kept]


def _one_name(text: str, first: tuple[int, int, str], second: tuple[int, int, str]) -> bool:
    """Whether two names are one: they overlap, stand side by side ("zinc group") or are given together ("A plus B")."""
    between = text[first[1] : second[0]]
    if _PLUS.fullmatch(between):
        return True
    if second[0] >= first[1] + 3 or re.search(r"[,;/(]|\band\b", between):
        return False
    parts = by_words(first[2]), by_words(second[2])
    return second[0] < first[1] or None in parts or parts[0] == parts[1]


def _mention(text: str, arms: TrialArms, start: int, end: int, label: str) -> Mention:
    dose = _DOSE.match(text, end)
    if dose:
        end, label = dose.end(), text[start : dose.end()]
    if _NOT_GIVEN.search(text, max(0, start - 40), start):
        label = f"no {label}"
    return Mention(start, end, label, *arms.part_of(label))


def _told_words(text: str, arms: TrialArms) -> Iterator[tuple[int, int, str]]:
    """Words that only one of the arms that the document compares has."""
    telling = arms.telling
    for match in islice(_WORD.finditer(text), 400) if telling else ():
        if words_of(match[0]) & telling and not match[0].isdigit():
            yield *match.span(), match[0]
    for match in islice(_BESIDE.finditer(text), MANY):
        key = "a" if match["a"] else "b" if match["b"] else "c"
        if key == "c" or match[key].lower() in arms.short_forms and match[key].lower() not in OUTCOMES:
            yield *match.span(key), match[key]


def chains_of(text: str, named: Sequence[Mention], spans: Sequence[Span]) -> list[list[Mention]]:
    """Names with nothing but "and", "versus" or a comma between them; of "compared with B, A ..." A is the first."""
    chains: list[list[Mention]] = []
    for one in named:
        if chains:
            low, high = chains[-1][-1].end, one.start
            apart = any(low <= start < high for start, _ in spans)
            if not apart and _WITHIN_CHAIN.fullmatch(text, low, high):
                chains[-1].append(one)
                continue
        chains.append([one])
    return [chain[::-1] if len(chain) == 2 and _object_first(text, chain) else chain for chain in chains]


def _object_first(text: str, chain: Sequence[Mention]) -> bool:
    """Whether the first of two names is what the second is compared with: "compared with B, A had fewer"."""
    return OBJECT.search(text, 0, chain[0].start) is not None and "," in text[chain[0].end : chain[1].start]


def in_chain(text: str, low: int, high: int) -> bool:
    """Whether nothing but "and", "versus" or the like stands between two names."""
    return _WITHIN_CHAIN.fullmatch(text, low, high) is not None
