"""Which outcome phrases a statement of significance is about: every pair of them is weighed by a trained linear model.

What tells are the order of the two, what stands between (other phrases, other statements, verbs, clause ends), lists
that go together, p-values of their own, and whether the older rule (`_about`) points at the phrase.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.claims._about_phrases import CHANGE, COMPARATIVE, VERBS
from tracker.claims._gated import Gated
from tracker.claims._outcome_spans import Phrase, amount, head
from tracker.claims._outcome_tags import class_of
from tracker.claims._significance_model import model, share

BELONGS = 0.3
"""How likely a pair must be to be stated."""
AT_LEAST = 0.1
"""How likely the likeliest pair of a statement must be to be stated where no pair is likely enough."""
MOST = 25
"""Statements and phrases of one sentence that are paired: more are a table run together."""
_LIST = Gated(
    r"^[\s,;/&]*(?:(?:and|or|as well as|and in|in|of|on|for|the|both|either|nor|with|to)\b[\s,]*){0,3}$", re.IGNORECASE
)
_CLAUSE = Gated(r"[;:]|\b(?:but|while|whereas|although|though|however|which|whose)\b", re.IGNORECASE)
_VERB = Gated(rf"\b{VERBS}\b", re.IGNORECASE)
_OWN_VERB = Gated(
    rf"^[\s,]*(?:(?:also|not|both|all|levels?|scores?|rates?|significantly|statistically)\s){{0,3}}{VERBS}\b",
    re.IGNORECASE,
)
_RELATED = Gated(
    r"\b(?:relationship|correlat\w+|associat\w+|predict\w+|mediat\w+|interaction|risk factor|reliab\w+|valid\w+)\b",
    re.IGNORECASE,
)
_CORRELATED = Gated(r"\bcorrelat(?:ed|ion|ions|es)\b|\brelationships?\s(?:between|with)\b", re.IGNORECASE)
_OTHER_CLAUSE = Gated(r";|\b(?:while|whereas|although|though|but)\b", re.IGNORECASE)
_JOINED = Gated(r"\b(?:and|with|whereas|while|but)\b", re.IGNORECASE)
_FOR_ALL = Gated(r"^[^.;]{0,14}\b(?:for (?:all|both|each)|in all)\b", re.IGNORECASE)
_ALL = Gated(r"\b(?:both|all|each)\W{0,3}$", re.IGNORECASE)
_CHANGE = Gated(rf"^\s*(?:[\w'’-]+\s+){{0,3}}?{CHANGE}\b", re.IGNORECASE)
_COMPARATIVE = Gated(rf"^\s*(?:[\w'’-]+\s+){{0,2}}?{COMPARATIVE}\b", re.IGNORECASE)
_AROUND = re.compile(r"[\w'’-]+|[^\w\s]")


@dataclass(frozen=True)
class Cue:
    """A statement of significance at [start, end), its form (p, ly, t), and where the older rule sees its outcome."""

    start: int
    end: int
    form: str
    rule: tuple[int, int] | None = None


@dataclass(frozen=True)
class Layout:
    """The statements and the phrases of one sentence, each in order."""

    text: str
    cues: Sequence[Cue]
    phrases: Sequence[Phrase]

    @cached_property
    def flat(self) -> str:
        """The text with blanks in place of everything in brackets."""
        found, depth = [], 0
        for letter in self.text:
            depth += letter in "(["
            found.append(" " if depth else letter)
            depth -= letter in ")]" and depth > 0
        return "".join(found)

    @cached_property
    def lists(self) -> list[int]:
        """Of every phrase the number of the list it is an item of."""
        found: list[int] = []
        for at, one in enumerate(self.phrases):
            between = self.flat[self.phrases[at - 1].end : one.start] if at else ""
            found.append(found[-1] + (not _LIST.match(" ".join(between.split()))) if at else 0)
        return found


def related(layout: Layout) -> list[list[Phrase]]:
    """Of every statement the phrases it is about."""
    shares = [
        [share(model().pairs, features(layout, at, one)) for one in range(len(layout.phrases))]
        for at in range(len(layout.cues))
    ]
    return [[layout.phrases[which] for which in sorted(found)] for found in chosen(layout, shares)]


def chosen(layout: Layout, shares: Sequence[Sequence[float]]) -> list[set[int]]:
    """Of every statement the numbers of its phrases: all likely ones, or else the likeliest, within what layout allows.

    A correlation has no outcome; a statement does not reach into another clause where a phrase is nearer; a p-value
    does not reach behind another one for a second list; a list most of whose items are meant is meant as a whole.
    """
    found = []
    for cue, own in zip(layout.cues, shares, strict=True):
        likely = {which for which, how in enumerate(own) if how >= BELONGS}
        if not likely and own and max(own) >= AT_LEAST:
            likely = {max(range(len(own)), key=own.__getitem__)}
        likely = {which for which in likely if not _correlated(layout, cue, which)}
        if cue.form == "p":
            likely = _not_behind(layout, cue, likely)
        likely = {which for which in likely if not _apart(layout, cue, which)} or likely
        found.append(likely if cue.form == "p" else _whole_lists(layout, likely))
    return found


def _between(layout: Layout, cue: Cue, which: int) -> tuple[int, int]:
    phrase = layout.phrases[which]
    return (phrase.end, cue.start) if phrase.end <= cue.start else (cue.end, phrase.start)


def _correlated(layout: Layout, cue: Cue, which: int) -> bool:
    phrase = layout.phrases[which]
    low, high = max(0, min(phrase.start, cue.start) - 60), max(phrase.end, cue.end) + 20
    return bool(_CORRELATED.search(layout.text, low, high))


def _apart(layout: Layout, cue: Cue, which: int) -> bool:
    return bool(_OTHER_CLAUSE.search(layout.flat[slice(*_between(layout, cue, which))]))


def _not_behind(layout: Layout, cue: Cue, likely: set[int]) -> set[int]:
    """Without the phrases of another list that a p-value of their own parts from the nearest one on the left."""
    left = [which for which in likely if layout.phrases[which].end <= cue.start]
    if not left:
        return likely
    near = max(left)
    signs = [one for one in layout.cues if one.form == "p" and one.end <= layout.phrases[near].start]
    return {
        which
        for which in likely
        if which not in left
        or layout.lists[which] == layout.lists[near]
        or not any(one.start >= layout.phrases[which].end for one in signs)
    }


def _whole_lists(layout: Layout, likely: set[int]) -> set[int]:
    found = set(likely)
    for number in {layout.lists[which] for which in likely}:
        items = [which for which, other in enumerate(layout.lists) if other == number]
        if 2 * len(likely.intersection(items)) >= len(items):
            found.update(items)
    return found


def _first(items: Sequence[int], most: int) -> int:
    return min(len(items), most)


def features(layout: Layout, at: int, which: int) -> list[str]:
    """What tells whether statement `at` is about phrase `which`."""
    text, flat, cues, phrases, lists = layout.text, layout.flat, layout.cues, layout.phrases, layout.lists
    cue, phrase = cues[at], phrases[which]
    left, over = phrase.end <= cue.start, phrase.meets(cue.start, cue.end)
    side = "L" if left else "O" if over else "R"
    key = side + cue.form
    low, high = (phrase.end, cue.start) if left else (phrase.start,) * 2 if over else (cue.end, phrase.start)
    between = flat[low:high]
    others = [k for k, one in enumerate(phrases) if k != which and low <= one.start and one.end <= high]
    foreign = [k for k in others if lists[k] != lists[which]]
    stated = [one.form for k, one in enumerate(cues) if k != at and low <= one.start and one.end <= high]
    p_between, words_between = stated.count("p"), len(stated) - stated.count("p")
    verbs = [match.start() + low for match in _VERB.finditer(between)]
    clauses = len(_CLAUSE.regex.findall(between))
    opened = left and _open(text, low, high)
    near = _nearest(layout, cue, which, left=left, over=over)
    place = "self" if near == which else "grp" if lists[near] == lists[which] else "no"
    own, own_words = _own(layout, at, which)
    after = _AROUND.findall(text[cue.end : cue.end + 60].lower())[:3]
    before = _AROUND.findall(text[max(0, cue.start - 60) : cue.start].lower())[-1:] or ["^"]
    classes = [class_of(one) for one in after]
    has_left = any(one.end <= cue.start for one in phrases)
    has_right = any(one.start >= cue.end for one in phrases)
    rule = _by_rule(layout, cue, which)
    said = {
        "n": amount(len(re.findall(r"\w+", between))),
        "bet": _first(others, 3),
        "betO": _first(foreign, 2),
        "pb": min(p_between, 2),
        "sb": min(words_between, 2),
        "cl": min(clauses, 2),
        "semi": int(";" in between),
        "inpar": int(opened),
        "comma": min(between.count(","), 3),
        "v": _first(verbs, 3),
        "near": place,
        "nearpb": f"{place}{min(p_between, 1)}{min(words_between, 1)}{min(clauses, 1)}",
        "nearpar": f"{place}{int(opened)}{min(p_between, 1)}",
        "own": own,
        "owns": own_words,
        "ownx": own + own_words + place,
        "LR": f"{has_left:d}{has_right:d}",
        "w1": after[0] if after else "$",
        "wc": "".join(classes[:2]),
        "wc3": "".join(classes),
        "rcn": "".join(classes[:1]) + place,
        "l1": before[0],
        "chg": f"{bool(_CHANGE.match(text[cue.end : cue.end + 80])):d}{place}",
        "cmp": f"{bool(_COMPARATIVE.match(text[cue.end : cue.end + 60])):d}{place}{has_right:d}",
        "tail": int(
            bool(_FOR_ALL.match(text[cue.end : cue.end + 34]) or _ALL.search(text[max(0, cue.start - 9) : cue.start]))
        ),
        "relc": int(
            bool(_RELATED.search(text[max(0, min(phrase.start, cue.start) - 60) : max(phrase.end, cue.end) + 40]))
        ),
        "st": int(phrase.start < 12),
        "rule": rule,
        "rulenear": rule + place,
        "ruleform": f"{rule}{int(opened)}",
        **_verbs_told(layout, which, foreign, verbs, cue, key=(left, over), stated=(p_between, words_between)),
    }
    outer = _AROUND.findall(text[max(0, phrase.start - 40) : phrase.start].lower())[-2:]
    behind = _AROUND.findall(text[phrase.end : phrase.end + 40].lower())[:1] or ["$"]
    return [
        key,
        *(f"{key}{name}={value}" for name, value in said.items()),
        f"ol1={key}{outer[-1] if outer else '^'}",
        f"ol2={side}{' '.join(outer)}",
        f"or1={key}{behind[0]}",
        *(f"mid={side}{word}" for word in sorted(set(re.findall(r"[a-z]+", between.lower()))) if _telling(word)),
        f"rel={bool(_RELATED.search(text)):d}",
        f"base={'baseline' in text[phrase.start : phrase.end].lower():d}",
        f"one={len(phrases) == 1:d}{side}",
        f"nout={min(len(phrases), 4)}",
        f"up={text[phrase.start : phrase.end].isupper():d}",
        f"prob={int(phrase.share * 5)}",
        f"h={side}{head(text[phrase.start : phrase.end])}",
    ]


def _telling(word: str) -> bool:
    return len(word) > 2 or word in {"in", "of", "on", "or"}


def _open(text: str, low: int, high: int) -> bool:
    opened = text.count("(", low, high) + text.count("[", low, high)
    return opened > text.count(")", low, high) + text.count("]", low, high)


def _nearest(layout: Layout, cue: Cue, which: int, *, left: bool, over: bool) -> int:
    """The phrase nearest to the statement on the side of phrase `which`."""
    phrases = layout.phrases
    if over:
        return which
    if left:
        return max((k for k, one in enumerate(phrases) if one.end <= cue.start), key=lambda k: phrases[k].end)
    return min((k for k, one in enumerate(phrases) if one.start >= cue.end), key=lambda k: phrases[k].start)


def _own(layout: Layout, at: int, which: int) -> tuple[str, str]:
    """Whose the p-value right after phrase `which` is (none, this, other), and the words right before or after it."""
    phrase = layout.phrases[which]
    following = min((one.start for one in layout.phrases if one.start >= phrase.end), default=len(layout.text))
    before = max((one.end for one in layout.phrases if one.end <= phrase.start), default=0)
    signs = [k for k, one in enumerate(layout.cues) if one.form == "p" and phrase.end <= one.start < following]
    words = [
        k
        for k, one in enumerate(layout.cues)
        if one.form != "p" and (before <= one.start < phrase.start or phrase.end <= one.start < following)
    ]
    return tuple("none" if not found else "this" if at in found else "other" for found in (signs, words))  # type: ignore[return-value]


def _by_rule(layout: Layout, cue: Cue, which: int) -> str:
    if cue.rule is None:
        return "none"
    if layout.phrases[which].meets(*cue.rule):
        return "hit"
    hits = {layout.lists[k] for k, one in enumerate(layout.phrases) if one.meets(*cue.rule)}
    return "grp" if layout.lists[which] in hits else "miss"


def _verbs_told(
    layout: Layout,
    which: int,
    foreign: list[int],
    verbs: list[int],
    cue: Cue,
    *,
    key: tuple[bool, bool],
    stated: tuple[int, int],
) -> dict[str, str]:
    """Whether another phrase has a verb of its own between the two, or this phrase one behind it."""
    left, over = key
    phrase = layout.phrases[which]
    if left and foreign:
        other = layout.phrases[max(foreign)]
        first = any(phrase.end <= one < other.start for one in verbs)
        second = any(other.end <= one < cue.start for one in verbs)
        both = f"{first:d}{second:d}"
        return {"VoV": both, "VoVp": f"{both}{min(stated[0], 1)}{min(stated[1], 1)}"}
    if left or over:
        return {}
    last = max(k for k in range(len(layout.phrases)) if layout.lists[k] == layout.lists[which])
    end = layout.phrases[last].end
    verb = bool(_OWN_VERB.match(layout.flat[end : end + 60]))
    joined = bool(_JOINED.search(layout.flat[cue.end : phrase.start]))
    return {
        "ownv": f"{bool(_OWN_VERB.match(layout.flat[phrase.end : phrase.end + 60])):d}",
        "ownvg": f"{verb:d}{bool(foreign):d}",
        "andv": f"{verb:d}{joined:d}",
    }
