"""Which claim types have a cue in a sentence: one look-up for each of its words, and a search for the few in doubt.

Most cues are found within one word ("randomi[sz]ed", "placebos?"). What such a cue says of a word it says wherever the
word stands, so a word is shown to them once, ever. Another cue is tried where a word stands that it cannot do without,
unless a word has already told of its type. So a type costs nothing on sentences without the words of its cues.
"""

from collections.abc import Mapping
from typing import Any

from tracker.claims._base import ClaimType
from tracker.claims._gated import EVERYTHING, Gated, seen, words_of

_CHUNKS = 50_000
"""Words (with the signs around them) that are remembered at most."""
_LONGEST = 60
"""Letters of a word that is remembered."""
_OF_A_WORD = frozenset({"CATEGORY_DIGIT", "CATEGORY_WORD"})


class Cues:
    """The cues of all claim types that read running text."""

    def __init__(self, types: Mapping[str, ClaimType]) -> None:
        """Take the cues of `types` apart."""
        self.names = [name for name, kind in types.items() if kind.cues]
        self.within: list[tuple[int, Gated]] = []
        self.across: list[tuple[int, Gated]] = []
        for number, name in enumerate(self.names):
            cues = [Gated(cue) for cue in types[name].cues]
            self.across.extend((1 << number, cue) for cue in cues if not _within_a_word(cue.tree))
            within = [f"(?:{cue.pattern})" for cue in cues if _within_a_word(cue.tree)]
            if within:
                self.within.append((1 << number, Gated("|".join(within))))
        self.size = len(self.names)
        self.every = sum(1 << number for number in range(self.size))
        self.always = sum(1 << self.size + n for n, (_, cue) in enumerate(self.across) if not cue.needs)
        self.told: dict[str, int] = {}
        self.sets: dict[int, frozenset[str]] = {}

    def types_in(self, sentence: str) -> frozenset[str]:
        """The names of the types one of whose cues stands in `sentence`."""
        mask, low = seen(sentence)
        told = self.told
        types = self.always
        for chunk in low.split():
            known = told.get(chunk)
            types |= self._learnt(chunk) if known is None else known
        doubtful, types = types >> self.size, types & self.every
        if mask == EVERYTHING:
            doubtful = (1 << len(self.across)) - 1
        while doubtful:
            at = doubtful.bit_length() - 1
            doubtful ^= 1 << at
            bit, cue = self.across[at]
            if not types & bit and cue.possible(mask) and cue.stands_in(low):
                types |= bit
        names = self.sets.get(types)
        if names is None:
            named = (name for number, name in enumerate(self.names) if types >> number & 1)
            names = self.sets[types] = frozenset(named)
        return names

    def _learnt(self, chunk: str) -> int:
        """What something between white space says: types (the lower bits), and the cues that must be tried."""
        if len(self.told) >= _CHUNKS:
            self.told.clear()
        types = 0
        for word in words_of(chunk):
            for bit, cue in self.within:
                if not types & bit and cue.stands_in(word):
                    types |= bit
        mask = seen(chunk)[0]
        doubtful = sum(1 << n for n, (_, cue) in enumerate(self.across) if cue.needs and cue.needs[0] & mask)
        types |= doubtful << self.size
        if len(chunk) <= _LONGEST:
            self.told[chunk] = types
        return types


def _within_a_word(tree: Any) -> bool:
    """Whether a match of the parsed expression is made of letters and digits, and nothing outside their word counts."""
    return all(_of_one_word(str(operation), argument) for operation, argument in tree)


def _of_one_word(name: str, argument: Any) -> bool:
    if name == "LITERAL":
        return chr(argument).isalnum()
    if name == "IN":
        return all(_is_of_word(str(operation), item) for operation, item in argument)
    if name == "BRANCH":
        return all(map(_within_a_word, argument[1]))
    if name == "SUBPATTERN":
        return _within_a_word(argument[3])
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _within_a_word(argument[2])
    return name == "AT" and str(argument) == "AT_BOUNDARY"


def _is_of_word(name: str, argument: Any) -> bool:
    if name == "LITERAL":
        return chr(argument).isalnum()
    if name == "RANGE":
        return all(map(str.isalnum, map(chr, range(argument[0], argument[1] + 1))))
    return name == "CATEGORY" and str(argument) in _OF_A_WORD
