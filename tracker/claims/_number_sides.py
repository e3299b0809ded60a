"""Which arm a number belongs to: the words it goes with, weighed against those of the numbers beside it."""

import itertools
from collections.abc import Iterator, Sequence

from tracker.claims._arm_labels import which
from tracker.claims._document import Document
from tracker.claims._number_candidates import Numbers

_NEAR = 9
"""Words on either side of a number among which its arm may be named."""
_LINKS = frozenset(
    "of the out / ( ) [ ] % = n patients women men participants subjects people adults cases , - – pts".split()
)
"""What may stand between two numbers of one arm: "61 of 512 patients (11.9%)"."""
_JOINTS = frozenset("and or versus vs v".split())
_ENDS = frozenset(". ; :".split())
_STARTS = frozenset("or and versus vs to between either receive received receiving ,".split())
_STOPS = frozenset("versus vs compared while whereas than had did developed experienced ( , respectively".split())
_NAMED = frozenset("group arm : = , was were".split())
_NEXT = frozenset("; , ) . and or vs versus".split())
"""What stands on either side of a number where the name of the arm comes first: "placebo: 12; gel: 14"."""
_NONE = frozenset("no not without non never".split())
_SHORT_NAMES = dict.fromkeys("pbo pla cg ctl ctrl uc wl wlc tau std obs nt cont".split(), "control") | dict.fromkeys(
    "ig int exp eg tx tg".split(), "treatment"
)
"""What tables and abstracts call their arms in two or three letters."""
_PLAIN = frozenset(
    "the a an of in to for with and or versus vs group groups arm arms patients women men n was were received "
    "receiving assigned randomized randomised treated who had by on at than as from respectively compared participants # #% #1 "
    "#y #. ( ) [ ] , . ; : = % / - – + <".split()
)
_MORE = frozenset("plus + combined combination addition followed added".split())


def named(label: Sequence[str], document: Document) -> tuple[str, str]:
    """Which arm a label names by itself, and by what the text calls its arms; `-`: none, `?`: both."""
    names = document.names
    told = {names[word] for word in label if word in names}
    told |= {names[f"{a} {b}"] for a, b in itertools.pairwise(label) if f"{a} {b}" in names}
    short = {_SHORT_NAMES[word] for word in label if word in _SHORT_NAMES}
    by_itself = which(" ".join(label)) or (short.pop() if len(short) == 1 else "-")
    return by_itself, "?" if len(told) > 1 else next(iter(told), "-")


def label(numbers: Numbers, index: int) -> Sequence[str]:
    """The words that name what candidate `index` is of: before its bracket, or behind it.

    They reach up to the numbers of other arms; numbers of the same arm ("61 of 512 patients (11.9%)") are skipped.
    """
    words, found = numbers.words, numbers.candidates
    last = index
    while last + 1 < len(found) and _linked(words[found[last].token + 1 : found[last + 1].token]):
        last += 1
    first = index
    while first and _linked(words[found[first - 1].token + 1 : found[first].token]):
        first -= 1
    low = found[first - 1].token + 1 if first else 0
    high = found[last + 1].token if last + 1 < len(found) else len(words)
    left, right = found[first].token, found[last].token + 1
    before = words[max(low, left - _NEAR) : left]
    behind = words[right : min(high, right + _NEAR)]
    opened = max((at for at, word in enumerate(before) if word in "(["), default=-1)
    if opened >= 0 and not {")", "]"}.intersection(before[opened:]):
        return _in_bracket(before[:opened], before[opened + 1 :], behind)
    if before[-1:] and before[-1] in _NAMED and behind[:1] and behind[0] in _NEXT and _telling(before):
        return _last_part(before)
    return _cut(behind)


def _in_bracket(outside: Sequence[str], before: Sequence[str], behind: Sequence[str]) -> Sequence[str]:
    """The name that goes with a number in a bracket: inside it, before or behind the number, else before the bracket."""
    if _telling(before):
        return _last_part(before)
    inner = behind[: next((at for at, word in enumerate(behind) if word in ")]"), len(behind))]
    if _telling(inner) and inner[0] != ";" and (inner[0] != "," or len(inner) < 5):
        return _cut(inner)
    return _last_part(outside)


def _linked(between: Sequence[str]) -> bool:
    return len(between) < 6 and _LINKS.issuperset(between) and "," not in between[1:]


def _telling(words: Sequence[str]) -> bool:
    return any(word not in _PLAIN for word in words)


def _last_part(words: Sequence[str]) -> Sequence[str]:
    """The words behind the last joint that leaves a name."""
    for at in range(len(words) - 1, -1, -1):
        if (words[at] in _ENDS or words[at] in _STARTS) and _telling(words[at + 1 :]):
            return words[at + 1 :]
    return words


def _cut(words: Sequence[str]) -> Sequence[str]:
    """The words up to where something else begins."""
    for at, word in enumerate(words):
        if (word in _ENDS or word in _STOPS) and _telling(words[:at]):
            return words[:at]
    return words


def listed(numbers: Numbers, kin: Sequence[int]) -> list[Sequence[str]]:
    """The names of a list behind the last (or before the first) number: "22 and 14 in the gel and the sham group"."""
    words, found = numbers.words, numbers.candidates
    end = found[kin[-1]].token + 1
    for piece in (words[end : end + 25], words[max(0, found[kin[0]].token - 25) : found[kin[0]].token][::-1]):
        joints = [at for at, word in enumerate(piece) if word in _JOINTS]
        if len(joints) == 1 and piece is not None:
            at = joints[0]
            parts = [piece[max(0, at - 6) : at], piece[at + 1 : at + 7]]
            return parts if piece[0:1] == words[end : end + 1] else [parts[1][::-1], parts[0][::-1]]
    return []


def side_features(numbers: Numbers, kin: Sequence[int], document: Document, text: str) -> list[list[str]]:
    """For every number of `kin` (the numbers of one family in a sentence) the features of its arm."""
    around = [label(numbers, index) for index in kin]
    lists = listed(numbers, kin) if len(kin) == 2 else []
    found = []
    for at, words in enumerate(around):
        by_itself, told = named(words, document)
        features = [f"place {at % 2 if len(kin) % 2 == 0 else min(at, 3)} {min(len(kin), 3)}"]
        features += [f"label {by_itself}", f"told {told}"]
        features += [f": {word}" for word in set(words) if word not in _PLAIN]
        if _MORE.intersection(words):
            features.append("more")
        if _NONE.intersection(words):
            features.append("none")
        if len(lists) == 2:
            by_itself, told = named(lists[at], document)
            features += [f"listed {by_itself}", f"listed told {told}"]
        features.extend(_mentioned(at, [*map(set, around)], text))
        found.append(features)
    return found


def _mentioned(at: int, shared: Sequence[set[str]], text: str) -> Iterator[str]:
    """Whether the words of its label stand earlier in the text than those of the other's; whether it has only fewer."""
    if len(shared) < 2:
        return
    other = shared[at ^ 1] if at ^ 1 < len(shared) else shared[at - 1]
    mine = {word for word in shared[at] - other if word not in _PLAIN and len(word) > 2}
    theirs = {word for word in other - shared[at] if word not in _PLAIN and len(word) > 2}
    if mine and theirs:
        places = [[text.find(word) for word in words] for words in (mine, theirs)]
        first, second = (min((p for p in some if p >= 0), default=len(text)) for some in places)
        if first != second:
            yield f"earlier {first < second}"
    elif mine or theirs:
        yield f"only {bool(mine)}"
