"""Which claim types have a cue in a sentence: by its words, looked up once each, then by what few cues are left.

Most cues are found within one word ("randomi[sz]ed", "placebos?"). What such a cue says of a word it says wherever the
word stands, so a word is shown to them once, ever. The others are one expression for each type, tried where the
sentence has the words it needs and no word has already told.
"""

from collections.abc import Mapping
from typing import Any

from tracker.claims._base import ClaimType
from tracker.claims._gated import Gated, seen, words_of

_WORDS = 50_000
"""Words that are remembered at most."""
_OF_A_WORD = frozenset({"CATEGORY_DIGIT", "CATEGORY_WORD"})


class Cues:
    """The cues of all claim types that read running text."""

    def __init__(self, types: Mapping[str, ClaimType]) -> None:
        """Take the cues of `types` apart."""
        self.names = [name for name, kind in types.items() if kind.cues]
        self.within: list[tuple[int, Gated]] = []
        self.across: list[tuple[int, Gated]] = []
        for number, name in enumerate(self.names):
            cues = [(cue, _within_a_word(Gated(cue).tree)) for cue in types[name].cues]
            for chosen, within in ((self.within, True), (self.across, False)):
                some = "|".join(f"(?:{cue})" for cue, one in cues if one is within)
                if some:
                    chosen.append((1 << number, Gated(some)))
        self.told: dict[str, int] = {}
        self.sets: dict[int, frozenset[str]] = {}

    def types_in(self, sentence: str) -> frozenset[str]:
        """The names of the types one of whose cues stands in `sentence`."""
        mask, low = seen(sentence)
        types = 0
        told = self.told
        for word in words_of(low):
            types |= told[word] if word in told else self._learnt(word)
        for bit, cue in self.across:
            if not types & bit and cue.possible(mask) and cue.stands_in(low):
                types |= bit
        known = self.sets.get(types)
        if known is None:
            names = (name for number, name in enumerate(self.names) if types >> number & 1)
            known = self.sets[types] = frozenset(names)
        return known

    def _learnt(self, word: str) -> int:
        if len(self.told) >= _WORDS:
            self.told.clear()
        types = self.told[word] = sum(bit for bit, cue in self.within if cue.regex.search(word))
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
