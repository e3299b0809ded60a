"""Which arm a number belongs to: the words it goes with, weighed against those of the numbers beside it."""

from collections.abc import Iterator, Sequence

from tracker.claims._arm_labels import which
from tracker.claims._number_candidates import Numbers
from tracker.claims._trial_arms import TrialArms

START = 3000
"""Characters of a text among which it is looked up which arm is named first."""
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
    "receiving assigned randomized randomised treated who had by on at than as from respectively compared participants "
    "# #% #1 #y #. ( ) [ ] , . ; : = % / - – + <".split()
)
_MORE = frozenset("plus + combined combination addition followed added".split())


Range = tuple[int, int]
"""The words of a sentence from one up to another."""


def label(numbers: Numbers, index: int) -> Range:
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
    left, right = found[first].token, found[last].token + 1
    low = max(found[first - 1].token + 1 if first else 0, left - _NEAR)
    high = min(found[last + 1].token if last + 1 < len(found) else len(words), right + _NEAR)
    opened = next((at for at in range(left - 1, low - 1, -1) if words[at] in "()[]"), -1)
    if opened >= 0 and words[opened] in "([":
        return _in_bracket(words, (low, opened), (opened + 1, left), (right, high))
    named_first = left > low and words[left - 1] in _NAMED and right < high and words[right] in _NEXT
    if named_first and _telling(words[low:left]):
        return _last_part(words, low, left)
    return _cut(words, right, high)


def _in_bracket(words: Sequence[str], outside: Range, before: Range, behind: Range) -> Range:
    """The name that goes with a number in a bracket: inside it, on either side of the number, or before the bracket."""
    if _telling(words[slice(*before)]):
        return _last_part(words, *before)
    low, high = behind
    high = next((at for at in range(low, high) if words[at] in ")]"), high)
    if _telling(words[low:high]) and words[low] != ";" and (words[low] != "," or high - low < 5):
        return _cut(words, low, high)
    return _last_part(words, *outside)


def _linked(between: Sequence[str]) -> bool:
    return len(between) < 6 and _LINKS.issuperset(between) and "," not in between[1:]


def _telling(words: Sequence[str]) -> bool:
    return any(word not in _PLAIN for word in words)


def _last_part(words: Sequence[str], low: int, high: int) -> Range:
    """The words behind the last joint that leaves a name."""
    for at in range(high - 1, low - 1, -1):
        if (words[at] in _ENDS or words[at] in _STARTS) and _telling(words[at + 1 : high]):
            return at + 1, high
    return low, high


def _cut(words: Sequence[str], low: int, high: int) -> Range:
    """The words up to where something else begins."""
    for at in range(low, high):
        if (words[at] in _ENDS or words[at] in _STOPS) and _telling(words[low:at]):
            return low, at
    return low, high


def own_name(words: Sequence[str]) -> str:
    """Which arm a label names by itself; `-`: none."""
    short = {_SHORT_NAMES[word] for word in words if word in _SHORT_NAMES}
    return which(" ".join(words)) or (short.pop() if len(short) == 1 else "-")


def listed(numbers: Numbers, kin: Sequence[int]) -> list[Range]:
    """The names of a list behind the last (or before the first) number: "22 and 14 in the gel and the sham group"."""
    words, found = numbers.words, numbers.candidates
    end, start = found[kin[-1]].token + 1, found[kin[0]].token
    for low, high in ((end, min(len(words), end + 25)), (max(0, start - 25), start)):
        joints = [at for at in range(low, high) if words[at] in _JOINTS]
        if len(joints) == 1:
            at = joints[0]
            return [(max(low, at - 6), at), (at + 1, min(high, at + 7))]
    return []


def side_features(numbers: Numbers, kin: Sequence[int], arms: TrialArms) -> list[list[str]]:
    """For every number of `kin` (the numbers of one family in a sentence) the features of its arm."""
    ranges = [label(numbers, index) for index in kin]
    lists = listed(numbers, kin) if len(kin) == 2 else []
    printed = [" ".join(numbers.printed[slice(*one)]) for one in ranges]
    together = arms.parts(printed) if len(kin) == 2 and all(printed) else ((None, None), 0)
    found = []
    for at, one in enumerate(ranges):
        words = numbers.words[slice(*one)]
        part, plain = arms.part_of(printed[at])
        features = [f"place {at % 2 if len(kin) % 2 == 0 else min(at, 3)} {min(len(kin), 3)}"]
        features += [f"label {own_name(words)}", f"told {part} {plain}"]
        features += [f": {word}" for word in set(words) if word not in _PLAIN]
        if _MORE.intersection(words):
            features.append("more")
        if _NONE.intersection(words):
            features.append("none")
        if len(kin) == 2:
            features.append(f"parts {together[0][at]} {together[1]}")
        if len(lists) == 2:
            part, plain = arms.part_of(" ".join(numbers.printed[slice(*lists[at])]))
            features += [f"listed {own_name(numbers.words[slice(*lists[at])])}", f"listed told {part} {plain}"]
        features.extend(_mentioned(at, [set(numbers.words[slice(*r)]) for r in ranges], arms.text[:START].lower()))
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
