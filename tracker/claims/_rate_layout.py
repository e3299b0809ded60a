"""Which arm each percentage of a sentence belongs to, by how figures and the names of arms alternate.

Figures with nothing but a comma, "and" or "versus" between them are a run; names of arms with nothing but that between
them are a chain. A lone figure belongs to the name right behind or before it ("30% in A", "A: 30%"), else to the one
that opens its clause ("In group A, 30% ..., and 12% ..."). A run and a chain of one length go together in order
("for A and B, 30% and 12%", "higher with A than with B (30% v 12%)"); a later run of that length follows the same chain.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from tracker.claims._base import MANY
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._numbers import NUMBER
from tracker.claims._trial_arms import OUTCOMES, TrialArms, by_words, words_of
from tracker.claims._treatments import treatments

Span = tuple[int, int]

_ASIDE = r"(?:\s?(?:\([^()]{0,80}\)|\[[^\[\]]{0,80}\]))"
_FILL = (
    rf"(?:the|those|that|all|who|did|were|was|had|been|treated|with|receiv\w+|taking|took|given|assigned|allocated|randomi[sz]ed|"
    rf"randomly|to|on|in|got|a|an|of|our|for|their|among|exposed|undergoing|underwent|using|only|both|either|{PEOPLE})"
)
_PREP = (
    r"(?:of|in|for|with|on|among|after|by|at|under|receiving|treated with|given|assigned to|allocated to|"
    r"randomi[sz]ed to|undergoing|following|from|using|within)"
)
_BEHIND = re.compile(
    rf"{_ASIDE}?[\])]?{_ASIDE}?(?:(?:\sof\s(?:the\s)?(?:\d[\d,]*\s)?(?:{PEOPLE}|them))?,?(?:\s?respectively,?)?\s?"
    rf"(?:(?!and\b|vs\b|versus\b|v\b|than\b|compared\b|while\b|whereas\b|or\b|but\b)[^\s,;:()%]+\s){{0,6}}?"
    rf"{_PREP}\s(?:{_FILL}\s){{0,6}}[\"'“‘]?(?:[^\s,;:()%]+[\s/]){{0,1}}|\s?[(\[]\s?(?:{_FILL}\s){{0,3}}|\s?)",
    re.IGNORECASE,
)
_COUNTED = rf"(?:(?:n\s?[=:]\s?)?(?:{NUMBER})(?:\s?(?:/|of|out of)\s?(?:the\s)?\d[\d,]*)?\s?(?:{PEOPLE}|events|eyes)?\s?[,;(\[]?\s?)?"
_BEFORE = re.compile(
    rf"(?:\s?(?:groups?|arms?|recipients|treatment|therapy|{PEOPLE})\b)?{_ASIDE}?\s?[,:=]?\s?(?:(?:was|were|had|of|is|a|an|only|at|by|to|in|rate|"
    rf"showed|achieved|reported|experienced)\s){{0,4}}[(\[]?{_COUNTED}",
    re.IGNORECASE,
)
_WITHIN_RUN = re.compile(
    rf"{_ASIDE}{{0,2}}[)\]]?\s?(?:of (?:the )?(?:\d[\d,]* )?(?:{PEOPLE}|them)\s?)?,?\s?(?P<link>and|or|&|vs?\.?|versus|compared (?:with|to)|than|"
    rf"/|,|;|against|as opposed to|[-–](?=\s?\d))?\s?(?:(?:only|just|about|in)\s)?[(\[]?{_COUNTED}",
    re.IGNORECASE,
)
_WITHIN_CHAIN = re.compile(
    rf"[\"'”’]?(?:\s?(?:groups?|arms?|recipients|treatment|therapy|treated|regimens?|{PEOPLE})\b){{0,2}}{_ASIDE}?,?\s?"
    rf"(?:and|or|&|vs?\.?|versus|than|compared (?:with|to)|/|,|against|with|to|as opposed to|relative to)\s?(?:and\s)?"
    rf"(?:{NUMBER}\s(?:{PEOPLE}|events|cases|eyes)\s)?(?:{_PREP}\s)?(?:{_FILL}\s){{0,5}}[\"'“‘]?",
    re.IGNORECASE,
)
_OF_BOTH = re.compile(
    rf"{_ASIDE}?\s?(?:of (?:the )?{PEOPLE} )?(?:of|in|for|among|with)\s(?:the\s)?(?:both|each|either)\s(?:of\s)?(?:the\s)?\w+",
    re.IGNORECASE,
)
_TESTED = re.compile(rf"{_ASIDE}?[\s,;(]{{0,3}}p\s?[<=>]", re.IGNORECASE)
"""What follows two figures that are compared, whatever stands between them."""
_OTHERS = Gated(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?)\s(?:(?:in|for|the|among|of)\s){0,3}(?:[\w-]+\s)?(?:those|patients|women|men|participants|people|"
    r"tumou?rs?|lesions?)\s(?:who|whose|with|without|aged|having|recruited|in whom)\b|\b(?:levels?|subgroups?|subtypes?|quartiles?|"
    r"tertiles?|carriers|period)\b",
    re.IGNORECASE,
)
_OF_ALL = Gated(
    r"\s?(?:of|in|for|among)\s(?:the\s)?(?:all|entire|whole|total|overall|both|study population)\b", re.IGNORECASE
)
_BETWEEN = Gated(r"\b(?:between|in|of) (?:the )?(?:two |both |study |treatment )?(?:groups|arms)\b", re.IGNORECASE)
_COMPARES = re.compile(r"\bvs?\b|versus|compared|than|against|opposed", re.IGNORECASE)
_OBJECT = Gated(
    r"\b(?:than|versus|vs\.?|v|compared (?:with|to)|relative to|over|against|as opposed to|differ\w* from)\s[^.,;:()%\d]{0,36}$",
    re.IGNORECASE,
)
"""What makes the arm behind it the one that another is compared with."""
_STOP_WORD = (
    r"the|a|an|in|of|to|for|with|and|or|on|by|at|from|than|vs?|versus|both|each|all|either|these|those|two|three|four|other|same|"
    r"between|among|per|was|were|is|are|had|has|have|that|which|who|compared|while|whereas|as|any|between-|within|"
    r"respective|age|respectively|but|across|different|one|if|when|after|before|patient"
)
_GROUP = Gated(
    rf"(?<![\w-])(?:(?!(?:{_STOP_WORD}|groups?|arms?)\b)\w[\w/+.’'-]*\s(?:\+\s)?){{1,5}}(?:group|arm)s?\b(?:[\s-](?:(?-i:[A-HP-T]|[1-4]|I{{1,3}}|IV))\b(?!\s?[-–%]))?|"
    r"\b(?-i:[A-Z]{1,6})-(?:arm|group)\b|\b(?:group|arm)s?[\s-](?:(?-i:[A-HP-T]|[1-4]|I{1,3}|IV))\b",
    re.IGNORECASE,
)
_IDS = Gated(
    r"\b(?:groups?|arms?)\s(?P<a>[A-D]|[1-4]|I{1,3})(?:,\s(?P<b>[A-D]|[1-4]|I{1,3}))?,?\s(?:and|or|to|versus|vs\.?|v)\s"
    r"(?:(?:group|arm)\s)?(?P<c>(?-i:[A-HP-T]|[1-4]|I{1,3}|IV))\b"
)
_CONTROL = Gated(
    r"\b(?:placebo|(?<!disease )(?<!local )(?<!tumor )(?<!tumour )(?<!pain )(?<!weight )(?<!glycemic )(?<!glycaemic )(?<!symptom )(?<!emesis )(?<!infection )(?<!pressure )"
    r"controls?(?!led|\sof|\srates?)|[\w-]+[\s-]alone|sham|usual[- ]care|standard (?:care|treatment|therapy|chemotherapy)|observation|no treatment|untreated|"
    r"comparators?|vehicle|counterparts|monotherapy|(?:high|low|higher|lower|standard|full)[\s-]dose|combination(?:\s(?:therapy|treatment))?|intervention)\b|\bwithout(?=[;,.)])",
    re.IGNORECASE,
)
_DRUG = Gated(
    r"(?:(?<=\bon )|(?<=\bwith )|(?<=\bin )|(?<=\btook )|(?<=\btaking )|(?<=\bgot )|(?<=\bgiven )|(?<=\breceived )|(?<=\breceiving )|(?<=\bgetting ))"
    r"the\s(?:(?:real|study|active|experimental|new|test|actual)\s)?(?:drugs?|medicines?|medications?|vaccines?|pills?|tablets?|injections?|"
    r"\d[\d.]*[\s-]?m?c?g\sdose)\b",
    re.IGNORECASE,
)
"""What is tested without its name: "on the drug"."""
_TWO_GROUPS = Gated(
    rf"(?<![\w-])(?P<a>(?!(?:{_STOP_WORD})\b)[^\W\d_][\w/+-]*(?:\s(?!(?:{_STOP_WORD})\b)[\w/+-]+){{0,3}}?)\s(?:and|or|versus|vs\.?)\s(?:the\s)?"
    rf"(?P<b>(?!(?:{_STOP_WORD})\b)[^\W\d_][\w/+-]*(?:\s[\w/+-]+){{0,3}}?)\s(?:groups?|arms?|patients|recipients)\b",
    re.IGNORECASE,
)
_GIVEN = Gated(
    rf"\b(?:receiving|received|treated with|randomi[sz]ed to|assigned to|allocated to|taking|took|undergoing)\s(?:the\s|either\s)?"
    rf"(?P<label>(?:\d[\d.]*[\s-]?(?:mg|min\w*|weeks?|days?|months?|Gy|cycles?|IU|h)\b|(?!(?:{_STOP_WORD})\b)[^\W\d_][\w/+-]*)(?:\s(?!(?:{_STOP_WORD}|had|experienced|achieved|developed|showed|responded|at|during)\b)[\w/+-]+)"
    rf"{{0,3}})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_](?:[\w’'/-]|\.(?=\d))*")
_BREAKS = re.compile(
    r"[;.]\s|\b(?:vs?|versus|than|compared|while|whereas|but)\b|^\s?(?:with|on|in|for|of those)\s", re.IGNORECASE
)
_NOT_GIVEN = Gated(
    r"\b(?:not|never|without|no|n[o’']t)\s(?:taking|take|taken|receiving|receive|given|on|using|use|treated with|assigned to|getting|get|having|have)"
    r"\s(?:the\s|any\s)?$",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\s\d[\d.]*\s?(?:mg|mcg|µg|Gy|IU)\b(?:/\w+)?")
_BESIDE = Gated(
    r"\b(?P<a>[A-Z][A-Z\d][\w+/-]{0,8})\s?(?:group|arm)?[(:,]?\s?[(\[]?\d[\d.]*\s?%|%\s?(?:\([^()]{0,60}\)\s)?(?:for|with|in|after|on|by)\s(?:the\s)?(?P<b>[A-Z][A-Z\d][\w+/-]{0,8})|"
    r"%\s(?P<c>treated|untreated|vaccinated|unvaccinated|controls)\b"
)
"""An abbreviation right beside a percentage."""
_NO_GROUP = Gated(r"(?:(?:two|both|treatment|study|each|all|age|patient|between)\s)?(?:groups|arms)", re.IGNORECASE)
_GOVERNS = Gated(
    r"\b(?:in|of|for|among|with|on|to|receiv\w+|given|treated with)\s(?:the\s|\d+\s|those\s|patients\s|women\s|participants\s|in\s|randomi[sz]ed\s|assigned\s|allocated\s|to\s){0,6}$",
    re.IGNORECASE,
)


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
        if kept and one[0] < kept[-1][1] + 3 and not re.search(r"[,;/(]|\band\b", text[kept[-1][1] : one[0]]):
            end = max(kept[-1][1], one[1])
            if (
                one[0] >= kept[-1][1]
                and by_words(kept[-1][2]) != by_words(one[2])
                and None not in (by_words(kept[-1][2]), by_words(one[2]))
            ):
                kept.append(one)
                continue
            kept[-1] = (
                kept[-1][0],
                end,
                text[kept[-1][0] : end] if not kept[-1][2].startswith("group ") else kept[-1][2],
            )
        else:
            kept.append(one)
    return [_mention(text, arms, *one) for one in kept]


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


DEFAULT = "default"
"""How two figures are told apart whose arms nothing in the sentence names, until something later in it does."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Whose a figure is: the part of the arm in the trial, how that is known (label, order, list), and the label."""

    part: str | None
    by: str
    label: str | None = None


def placed(text: str, spans: Sequence[Span], arms: TrialArms) -> dict[int, Placed]:
    """The arm of each figure at [start, end) that the layout of the sentence gives one: start -> Placed."""
    if not spans:
        return {}
    named = [one for one in mentions(text, arms) if all(one.end <= s or e <= one.start for s, e in spans)]
    if not named and not arms.compared and not _BETWEEN.search(text):
        return {}
    chains = _chains(text, named, spans)
    runs = _runs(text, named, spans)
    found: dict[int, Placed] = {}
    active: list[Mention] = []
    waiting: list[Sequence[Span]] = []
    before: Mention | None = None
    taken: Mention | None = None
    defaulted: list[Sequence[Span]] = []
    for at, run in enumerate(runs):
        low = runs[at - 1][-1][1] if at else 0
        high = runs[at + 1][0][0] if at + 1 < len(runs) else len(text)
        left = [chain for chain in chains if low <= chain[0].start and chain[-1].end <= run[0][0]]
        right = [chain for chain in chains if run[-1][1] <= chain[0].start and chain[-1].end <= high]
        active = next((chain for chain in reversed(left) if len(chain) > 1), active)
        more = any(one.start >= run[-1][1] for one in named)
        free = [one for one in named if one is not taken] if more else named
        given, by = _of_run(text, run, left[-1] if left else [], right[0] if right else [], active, free, arms)
        taken = by if by is not None and right and by is right[0][0] else taken
        found |= given
        if given and all(one.by == DEFAULT for one in given.values()):
            defaulted.append(run)
        elif defaulted and len(run) == 2 and right and not left:
            parts = [given[start].part for start, _ in run if start in given]
            found |= (
                {
                    start: replace(given[run[at][0]], part=part)
                    for one in defaulted
                    for at, ((start, _), part) in enumerate(zip(one, parts))
                }
                if len(parts) == 2
                else {}
            )
        if not given and not left and not right:
            waiting.append(run)
        elif (
            waiting and right and len(right[0]) == len(run) > 1 and all(len(earlier) == len(run) for earlier in waiting)
        ):
            found |= {start: one for earlier in waiting for start, one in _zipped(earlier, right[0], arms).items()}
            waiting = []
        elif (
            by is not None
            and right
            and by is right[0][0]
            and waiting
            and not _BREAKS.search(text, waiting[0][-1][1], run[0][0])
        ):
            found |= {start: one for earlier in waiting for start, one in _same(earlier, by).items()}
            waiting = []
        else:
            waiting = []
        if by is not None and before is not None and before.label != by.label:
            active = [before, by]
        before = by
        if right and len(right[0]) > 1 and len(right[0]) == len(run):
            active = right[0]
    found = {start: replace(one, by="order") if one.by == DEFAULT else one for start, one in found.items()}
    return _completed(found, arms)


def _completed(found: dict[int, Placed], arms: TrialArms) -> dict[int, Placed]:
    """Of two names in a sentence of which the document tells one or none: which arm the other is."""
    labels = list(dict.fromkeys(found[start].label for start in sorted(found) if found[start].label))
    told = {label: part for label in labels if (part := arms.part_of(label)[0])}
    own = {label for label in labels if arms.told(label) == "control"}
    if own and len(own) < len(labels):
        parts = {label: "control" if label in own else "treatment" for label in labels}
        plain = 2
    elif len(labels) == 2:
        both, plain = arms.parts(labels)
        parts = dict(zip(labels, both, strict=True))
        sure = any(arms.part_of(label)[1] and label in told for label in labels)
        if plain == 0 and not sure:
            parts = dict(zip(labels, ("treatment", "control")))
        elif plain == 0 and len(set(told.values())) == 2:
            return found
        elif plain == 0 and len(told) == 1:
            ((label, part),) = told.items()
            parts = {one: part if one == label else _other(part) for one in labels}
    else:
        return found
    return {
        start: replace(one, part=parts[one.label], by="label" if plain else "order") if one.label else one
        for start, one in found.items()
    }


def _other(part: str) -> str:
    return "control" if part == "treatment" else "treatment"


def _runs(text: str, named: Sequence[Mention], spans: Sequence[Span]) -> list[list[Span]]:
    runs: list[list[Span]] = []
    for span in spans:
        if runs:
            low, high = runs[-1][-1][1], span[0]
            apart = any(low <= one.start and one.end <= high for one in named)
            if not apart and _WITHIN_RUN.fullmatch(text, low, high):
                runs[-1].append(span)
                continue
        runs.append([span])
    return [part for run in runs for part in _in_pairs(text, run)]


def _in_pairs(text: str, run: list[Span]) -> list[list[Span]]:
    """A run cut where a comparison ends: "5% v 7% and 3% v 0%" are two."""
    links = [text[a[1] : b[0]] for a, b in zip(run, run[1:], strict=False)]
    if len(run) < 4 or len(run) % 2 or not all(_COMPARES.search(link) for link in links[::2]):
        return [run]
    return [run[at : at + 2] for at in range(0, len(run), 2)]


def _chains(text: str, named: Sequence[Mention], spans: Sequence[Span]) -> list[list[Mention]]:
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
    return _OBJECT.search(text, 0, chain[0].start) is not None and "," in text[chain[0].end : chain[1].start]


def _of_run(
    text: str,
    run: Sequence[Span],
    left: Sequence[Mention],
    right: Sequence[Mention],
    active: Sequence[Mention],
    named: Sequence[Mention],
    arms: TrialArms,
) -> tuple[dict[int, Placed], Mention | None]:
    """Whose the figures of one run are, and the one name they all belong to, if it is one."""
    size = len(run)
    if _OF_BOTH.match(text, run[-1][1]):
        return {start: Placed(None, "both", "both groups") for start, _ in run}, None
    if _OF_ALL.match(text, run[-1][1]):
        return {}, None
    behind = bool(right) and _BEHIND.fullmatch(text, run[-1][1], right[0].start) is not None
    before = bool(left) and _BEFORE.fullmatch(text, left[-1].end, run[0][0]) is not None
    if size == 1:
        one = _of_one(text, run[0], left, right, named, behind=behind, before=before)
        return (_same(run, one), one) if one else ({}, None)
    links = [text[a[1] : b[0]] for a, b in zip(run, run[1:], strict=False)]
    compares = any(_COMPARES.search(link) or "/" in link for link in links)
    for chain in (right, left) if behind else (left, right):
        if len(chain) == size:
            return _zipped(run, chain, arms), None
        if len(chain) == 2 and size == 4 and not compares:
            return _zipped(run, [chain[0], chain[0], chain[1], chain[1]], arms), None
    if behind and len(right) == 1 and not compares:
        return _same(run, right[0]), right[0]
    if size == 2 and compares:
        return _of_two(text, run, left, right, active, named, arms), None
    if len(active) == size:
        return _zipped(run, active, arms), None
    if size == 2 and "respectively" in text[run[-1][1] : run[-1][1] + 40]:
        earlier = [one for one in named if one.end <= run[0][0]][-2:]
        if len(earlier) == 2 and earlier[0].label != earlier[1].label:
            return _zipped(run, earlier, arms), None
    opener = left[-1] if before and len(left) == 1 else _opener(text, run[0][0], named)
    if opener:
        return _same(run, opener), opener
    if size == 2 and "respectively" in text[run[-1][1] : run[-1][1] + 40]:
        return _ordered(text, run, arms), None
    if size == 2 and not named and _TESTED.match(text, run[-1][1]):
        return _ordered(text, run, arms), None
    if size == 2 and left and not right and text[: run[0][0]].rstrip().endswith("("):
        return _pair(run, left[-1], first=True), None
    return {}, None


def _of_one(
    text: str,
    span: Span,
    left: Sequence[Mention],
    right: Sequence[Mention],
    named: Sequence[Mention],
    *,
    behind: bool,
    before: bool,
) -> Mention | None:
    """Whose a lone figure is: the name behind it, the name before it, or the one that opens the clause."""
    if before and len(left) == 1 and not (behind and text[span[1] : right[0].start].strip()):
        return left[-1]
    if behind and (len(right) == 1 or _compared_after(text, right)):
        return right[0]
    return left[-1] if before else _opener(text, span[0], named)


def _of_two(
    text: str,
    run: Sequence[Span],
    left: Sequence[Mention],
    right: Sequence[Mention],
    active: Sequence[Mention],
    named: Sequence[Mention],
    arms: TrialArms,
) -> dict[int, Placed]:
    """Whose two figures that are compared are ("12% v 8%"), where no two names stand right beside them."""
    two = _two_before(text, run[0][0], named) if left else []
    if len(two or active) == 2:
        return _zipped(run, two or active, arms)
    if left and len(left) == 1:
        return _pair(run, left[-1], first=not _OBJECT.search(text, 0, left[-1].start))
    if right:
        if len(right) > 1:
            return _zipped(run, right[:2], arms)
        return _pair(run, right[0], first=_subject_behind(text, run, right[0]))
    return _ordered(text, run, arms)


def _subject_behind(text: str, run: Sequence[Span], one: Mention) -> bool:
    """Whether a name behind two figures is whose the first is: behind their brackets ("(5% v 9%) with A"), not "5% v 9% for B"."""
    return _OBJECT.search(text, 0, one.start) is None and (
        ")" in text[run[-1][1] : one.start] or not _close(text, run, one)
    )


def _close(text: str, run: Sequence[Span], one: Mention) -> bool:
    return _BEHIND.fullmatch(text, run[-1][1], one.start) is not None


def _ordered(text: str, run: Sequence[Span], arms: TrialArms) -> dict[int, Placed]:
    """The arms in the usual order, unless the sentence compares other people than those of the arms."""
    if _OTHERS.search(text):
        return {}
    return {start: Placed(part, DEFAULT) for (start, _), part in zip(run, arms.order, strict=True)}


def _two_before(text: str, position: int, named: Sequence[Mention]) -> list[Mention]:
    """The two arms that are compared before a pair of figures: "more on A had a rash than on B (12% v 8%)"."""
    earlier = [one for one in named if one.end <= position and position - one.start < 250]
    if len(earlier) < 2 or re.search(r"[;%]|\.\s", text[earlier[-2].end : earlier[-1].start]):
        return []
    if _OBJECT.search(text, 0, earlier[-2].start):
        return [earlier[-1], earlier[-2]]
    if not _OBJECT.search(text, 0, earlier[-1].start):
        return []
    return earlier[-2:]


def _same(run: Sequence[Span], one: Mention) -> dict[int, Placed]:
    return {start: Placed(one.part, "label" if one.told else "order", one.label) for start, _ in run}


def _pair(run: Sequence[Span], one: Mention, *, first: bool) -> dict[int, Placed]:
    part = one.part or ("treatment" if first else "control")
    other = _other(part)
    parts = (part, other) if first or one.part is None else (other, part)
    return {
        start: Placed(name, "label" if one.told and one.part else "order")
        for (start, _), name in zip(run, parts, strict=True)
    }


def _zipped(run: Sequence[Span], chain: Sequence[Mention], arms: TrialArms) -> dict[int, Placed]:
    known = [one.part for one in chain]
    by: list[str] = ["label" if one.told and one.part else "order" for one in chain]
    if len(chain) == 2 and (None in known or known[0] == known[1]):
        parts, plain = arms.parts([one.label for one in chain])
        if None in known and known != [None, None] and known[0] != known[1]:
            have = known[0] or known[1]
            other = "control" if have == "treatment" else "treatment"
            parts = (known[0] or other, known[1] or other)
        known, by = list(parts), ["label" if plain else "order"] * 2
    return {
        start: Placed(part, how if part else "list", one.label)
        for (start, _), part, how, one in zip(run, known, by, chain, strict=True)
    }


def _compared_after(text: str, right: Sequence[Mention]) -> bool:
    """Whether the second name of a chain begins another figure's words: "30% of A patients and B had 12%"."""
    return re.match(r"[^.;]{0,40}\d\s?%", text[right[1].end : right[1].end + 60]) is not None


def _opener(text: str, position: int, named: Sequence[Mention]) -> Mention | None:
    """The name that opens the clause in which a figure stands alone: "In group A, 30% had a rash"."""
    earlier = [one for one in named if one.end <= position]
    if not earlier:
        return None
    one = earlier[-1]
    between = text[one.end : position]
    if len(between) > 160 or re.search(
        r"[;:]|\.\s|\b(?:overall|total|all patients|both|of the \d)\b", between, re.IGNORECASE
    ):
        return None
    if (
        len(earlier) > 1
        and earlier[-2].end > one.start - 40
        and _WITHIN_CHAIN.fullmatch(text, earlier[-2].end, one.start)
    ):
        return None
    return (
        one
        if _GOVERNS.search(text, 0, one.start)
        or not text[: one.start].strip()
        or re.match(r"(?:the|a)\s$", text[: one.start], re.I)
        else None
    )
