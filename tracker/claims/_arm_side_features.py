"""What speaks for a figure being the treatment arm's or the control's, as named features of it and of its document."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tracker.claims._base import MANY, Found, Sentence
from tracker.claims._count_roles import readable
from tracker.claims._gated import Gated
from tracker.claims._label_words import by_words, words_of
from tracker.claims._number_candidates import numbers_of
from tracker.claims._number_roles import COUNTS, SHARES, roles
from tracker.claims._number_sides import label
from tracker.claims._trial_arms import TrialArms, trial_arms

Item = tuple[Sentence, str, Found]
_FIGURES = {"arm_size": COUNTS, "event_rate": SHARES}
"""The claim types whose figures are of one arm, and which numbers the model of number roles knows of them."""
_CUES = frozenset(
    "plus combination combined addition no without alone standard conventional delayed delay high low higher lower "
    "single new placebo sham usual only early late long short weekly extended immediate intensive intervention control "
    "experimental test observation reference conventionally".split()
)
_ID = r"(?:group|arm|cohort)s?\s(?:[A-HK-T]|[1-4]|I{1,3}|IV)\b"
_ALIAS_IN_BRACKETS = Gated(
    rf"(?P<long>[^();,.:\[\]]{{3,90}})\s?[(\[](?P<short>{_ID}|control|[A-Z][A-Za-z+/-]{{0,9}})(?:\s(?:arm|group))?"
    r"(?=[),;:\]=\s])",
    re.IGNORECASE,
)
_ALIAS_TOLD = Gated(
    rf"\b(?P<short>{_ID})(?:\s?[(\[]n\s?=\s?[\d,]+[)\]])?[,:]?\s?(?:\(|=|:|received|was given|were given|underwent|"
    r"consisted of|receiving|was treated with|were treated with|got|with|,)\s?(?P<long>[^();.:\[\]]{3,90})",
    re.IGNORECASE,
)
_LAST_PART = re.compile(r"\b(?:or|and|versus|vs|to|receive|received|either|with|of)\b")
_FIRST_PART = re.compile(r"\b(?:or|versus|vs)\b|,|\bgroup\b")
_LONG = 90
"""Characters of a label that are looked at."""


@dataclass
class Aliases:
    """What a text says its groups' letters stand for: the words of each, and which arm those name."""

    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    arms: dict[str, str] = field(default_factory=dict)

    def add(self, short: str, long: str) -> None:
        """Note that `short` ("group A", "control", an abbreviation) stands for `long`."""
        if short.lower() == "control":
            for word in words_of(long):
                self.arms.setdefault(word, "control")
            return
        named = by_words(long)
        for word in words_of(short):
            self.words[word] |= words_of(long)
            if named:
                self.arms.setdefault(word, named)


def aliases(text: str) -> Aliases:
    """What the groups of `text` are called ("standard care (group A)", "group B received the gel")."""
    found = Aliases()
    for match in islice(_ALIAS_IN_BRACKETS.finditer(text), MANY):
        found.add(match["short"], _LAST_PART.split(match["long"])[-1])
    for match in islice(_ALIAS_TOLD.finditer(text), MANY):
        found.add(match["short"], _FIRST_PART.split(match["long"])[0])
    return found


@dataclass(frozen=True)
class Figure:
    """A figure of one arm: its place among the claims, its sentence, how its arm is printed, and what names it.

    `named`: the label is that of the rules, not the words beside the figure; `words`: the telling words of the label;
    `own`: the arm that the label names by itself; `share`: how likely the model of number roles takes it for the
    treatment's, in tenths.
    """

    at: int
    sentence: Sentence
    kind: str
    found: Found
    label: str
    named: bool
    words: frozenset[str]
    own: str | None
    share: int | None


def figures(items: Sequence[Item]) -> list[Figure]:
    """The figures of arms among what was found in one text that reads like an abstract."""
    return [
        _figure(at, sentence, name, found)
        for at, (sentence, name, found) in enumerate(items)
        if name in _FIGURES and found.kind not in {"share", "ratio"} and found.number is not None and readable(sentence)
    ]


def _figure(at: int, sentence: Sentence, name: str, found: Found) -> Figure:
    arms, known = sentence.document.of(trial_arms), sentence.document.of(aliases)
    printed = str(found.qualifiers.get("label", ""))[:_LONG]
    shown = printed or _beside(sentence, found)
    bare = arms.words(shown) if shown else frozenset()
    short = [word for word in bare if word in known.words and (word.startswith("#") or len(word) < 3)]
    own = by_words(shown) or next(
        (
            known.arms[word]
            for word in sorted(bare)
            if word in known.arms and (word.startswith("#") or (known.arms[word] == "control" and len(bare) < 4))
        ),
        None,
    )
    return Figure(
        at,
        sentence,
        name,
        found,
        shown,
        bool(printed),
        bare.union(*(known.words[word] for word in short)),
        own,
        _share(sentence, name, found),
    )


def _beside(sentence: Sentence, found: Found) -> str:
    """The words that go with a figure where the rules name no arm."""
    numbers = numbers_of(sentence.text)
    for index, one in enumerate(numbers.candidates):
        if found.start <= one.start < found.end:
            low, high = label(numbers, index)
            return " ".join(numbers.printed[low:high])[:_LONG]
    return ""


def _share(sentence: Sentence, name: str, found: Found) -> int | None:
    for role in roles(sentence, _FIGURES[name]):
        if found.start <= role.number.start < found.end:
            return int(role.treatment * 10)
    return None


def mates(some: Sequence[Figure]) -> list[list[int]]:
    """For each figure the places of all figures of its type in its sentence."""
    together: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n, one in enumerate(some):
        together[one.sentence.start, one.kind].append(n)
    return [together[one.sentence.start, one.kind] for one in some]


def features(some: Sequence[Figure]) -> list[list[str]]:
    """The features of every figure of a text."""
    return [_of_figure(some, n, beside) for n, beside in enumerate(mates(some))]


def _of_figure(some: Sequence[Figure], n: int, beside: Sequence[int]) -> list[str]:
    one = some[n]
    arms = one.sentence.document.of(trial_arms)
    arm, decided = one.found.arm or "-", "decided_by" in one.found.qualifiers
    part, plain = arms.part_of(one.label) if one.label else (None, True)
    place = _place(some, n, beside)
    found = [
        f"arm {arm}",
        f"arm {arm} {one.found.qualifiers.get('arm_by')} {decided} {one.kind}",
        f"share {one.share} {one.kind}",
        f"words {one.own} {one.named}",
        f"told {part} {plain} {one.named}",
        *(f": {word}" for word in sorted(_CUES.intersection(re.findall(r"[a-z]+", one.label.lower())))),
        place,
    ]
    rivals, where = [some[m] for m in beside if some[m].words != one.words], "here"
    if not any(rival.words for rival in rivals):
        rivals, where = [other for other in some if other.named and other.words != one.words], "elsewhere"
    found.extend(_against(one, rivals, where, place, arms))
    return found


def _against(one: Figure, rivals: Sequence[Figure], where: str, place: str, arms: TrialArms) -> Iterator[str]:
    """What the label says beside those of the other arms: which is named first in the title and in the text."""
    theirs = frozenset[str]().union(*(rival.words for rival in rivals))
    if not one.words or not theirs:
        return
    mine, theirs = one.words - theirs, theirs - one.words
    if mine and theirs:
        first, second = arms.first(mine), arms.first(theirs)
        title, text = _order(first, second, arms.title), _order(first, second, len(arms.text))
        yield f"title {where} {title}"
        yield f"first {where} {text}"
        if where == "here":
            yield f"order {title} {text} {place if one.named else '-'}"
    elif mine or theirs:
        yield f"only {bool(mine)}"
    named = {rival.own for rival in rivals}
    yield f"other {'control' if 'control' in named else 'treatment' if 'treatment' in named else None} {one.own}"


def _order(first: int, second: int, end: int) -> str:
    if first < end and second < end:
        return "mine" if first < second else "theirs" if second < first else "same"
    return "only mine" if first < end else "only theirs" if second < end else "neither"


def _place(some: Sequence[Figure], n: int, beside: Sequence[int]) -> str:
    """Which of the labels of its sentence the figure has, or else its place in the order of print."""
    labels = list(dict.fromkeys(some[m].label for m in beside if some[m].named))
    if some[n].named and len(labels) > 1:
        return f"label {min(labels.index(some[n].label), 2)} of {min(len(labels), 4)}"
    place = beside.index(n)
    return f"place {place % 2} even" if len(beside) % 2 == 0 else f"place {min(place, 2)} {min(len(beside), 3)}"
