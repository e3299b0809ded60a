"""Regular expressions that are tried only on text with the words they cannot do without.

Most sentences lack a word that a given expression needs, and finding that out by running the expression is what used
to take the time. So the words of the sentence that is read are looked up once, and every expression asks that record
first, also for a part of the sentence. What an expression needs is read off its parse tree (the idea of RE2's
FilteredRE2 and of code search indexes), so a gate cannot be out of step with its expression. What passes the gate is
looked for by PCRE2 (`_pcre`) and read by the standard library.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from tracker.claims._pcre import MISSING, UNKNOWN, Search, searcher

_parser: Any = importlib.import_module("re._parser")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LONGEST_ATOM = 12
"""Letters of a needed word that are looked at: more would not tell more texts apart."""
_LONGEST_WORD = 60
"""Longer runs of letters are not looked into (they may hold anything), nor remembered."""
_ODD = re.compile("[ıİſµμ]")
"""Taken for i, s or each other by the standard library when case does not count, though their lower case is another."""
_DIGIT = r"\d"
"""The atom that any digit is."""
EVERYTHING = -1
"""The mask of a text that may hold anything."""

Clause = frozenset[str]
"""Atoms (pieces of words in lower case, single signs, _DIGIT) one of which a text must hold."""

_bits: dict[str, int] = {}
_masks: dict[str, int] = {}
"""Masks of what stood between white space so far."""
_CHUNKS = 50_000
"""How many are remembered."""


@lru_cache(maxsize=50_000)
def _mask_of_word(word: str) -> int:
    if len(word) > _LONGEST_WORD:
        return EVERYTHING
    mask = 0
    for start in range(len(word)):
        for end in range(start + 1, min(start + _LONGEST_ATOM, len(word)) + 1):
            mask |= _bits.get(word[start:end], 0)
    return mask | _bits.get(_DIGIT, 0) if any(map(str.isdigit, word)) else mask


def lowered(text: str) -> str:
    """`text` in lower case with the same length: a character whose lower case is longer stays as it is."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=2_000)
def seen(text: str) -> tuple[int, str]:
    """The atoms that occur in `text`, as a mask, and `text` in lower case (`lowered`)."""
    low = lowered(text)
    if not text.isascii() and _ODD.search(text):
        return EVERYTHING, low
    mask = 0
    for chunk in low.split():
        known = _masks.get(chunk)
        mask |= _learnt(chunk) if known is None else known
    return mask, low


def _learnt(chunk: str) -> int:
    if len(_masks) >= _CHUNKS:
        _masks.clear()
    mask = 0
    for word in words_of(chunk):
        mask |= _mask_of_word(word)
    if len(chunk) <= _LONGEST_WORD:
        _masks[chunk] = mask
    return mask


def words_of(low: str) -> list[str]:
    """The words and signs of a text in lower case."""
    return _TOKEN.findall(low)


class _Now:
    """The sentence that is being read: its atoms, and its text as it stands and in lower case."""

    __slots__ = ("forms", "mask")

    def __init__(self) -> None:
        self.mask = EVERYTHING
        self.forms = ""


_now = _Now()


def reading(text: str) -> None:
    """Say that `text` is read now: what it does not hold, none of its parts holds."""
    _now.mask, low = seen(text)
    _now.forms = f"{text}\n\n{low}"


_NONE: Iterator[re.Match[str]] = iter(())


class Gated:
    """A compiled regular expression with the methods of `re.Pattern`; `search` and `finditer` ask the gate first."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Keep `pattern`, which is compiled when it is first used: a process that reads no text need not wait for it.

        A use raises re.error as `re.compile` does.
        """
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The plain expression."""
        return re.compile(self.pattern, self.flags)

    @cached_property
    def tree(self) -> Any:
        """The parsed expression."""
        return _parser.parse(self.pattern, self.flags)

    @cached_property
    def needs(self) -> tuple[int, ...]:
        """What a text must hold to match: masks (`seen`) each of which must meet the text's, the most telling first."""
        return tuple(_mask(clause) for clause in _useful(_clauses(self.tree)))

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """`re.Pattern.match`."""
        return self.regex.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """`re.Pattern.fullmatch`."""
        return self.regex.fullmatch

    @cached_property
    def sub(self) -> Callable[..., str]:
        """`re.Pattern.sub`."""
        return self.regex.sub

    @cached_property
    def split(self) -> Callable[..., list[Any]]:
        """`re.Pattern.split`."""
        return self.regex.split

    def possible(self, mask: int) -> bool:
        """Whether a text with these atoms (`seen`) may match."""
        for need in self.needs:  # noqa: SIM110 (twice as fast as all() of a generator)
            if not need & mask:
                return False
        return True

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """`re.Pattern.search`, but fast."""
        needs, place = self.needs, self._place

        def search(text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
            for need in needs:
                if not need & _now.mask and text in _now.forms:
                    return None
            if place is None or start < 0:
                return self.regex.search(text, start, end)
            size = len(text)
            if end > size:
                end = size
            at = place(text, start, end)
            while at >= 0:
                match = self.regex.match(text, at, end)
                if match is not None:
                    return match
                at = place(text, at + 1, end)
            return None if at == MISSING else self.regex.search(text, start, end)

        return search

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """`re.Pattern.finditer`, but fast."""
        needs, place = self.needs, self._place

        def finditer(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
            for need in needs:
                if not need & _now.mask and text in _now.forms:
                    return _NONE
            if place is None or start < 0:
                return self.regex.finditer(text, start, end)
            size = len(text)
            if end > size:
                end = size
            at = place(text, start, end)
            return _NONE if at == MISSING else self._from(place, text, start, at, end)

        return finditer

    @cached_property
    def stands_in(self) -> Callable[[str], bool]:
        """Whether a text matches; no gate is asked."""
        place = searcher(self.tree, self.flags, exact=True)

        def stands_in(text: str) -> bool:
            at = place(text, 0, len(text)) if place else UNKNOWN
            return at >= 0 or (at == UNKNOWN and self.regex.search(text) is not None)

        return stands_in

    @cached_property
    def _place(self) -> Search | None:
        """The expression for PCRE2; None where a match may be empty, and where only the standard library will do."""
        return searcher(self.tree, self.flags) if self.tree.getwidth()[0] else None

    def _from(self, place: Search, text: str, start: int, at: int, end: int) -> Iterator[re.Match[str]]:
        while at >= 0:
            match = self.regex.match(text, at, end)
            if match is None:  # the expression for PCRE2 is the wider one
                at = place(text, at + 1, end)
                continue
            yield match
            start = match.end()
            at = place(text, start, end)
        if at == UNKNOWN:
            yield from self.regex.finditer(text, start, end)


def _mask(clause: Clause) -> int:
    mask = 0
    for atom in clause:
        if atom not in _bits:
            _bits[atom] = 1 << len(_bits)
            _mask_of_word.cache_clear()
            _masks.clear()
            seen.cache_clear()
            _now.mask = EVERYTHING
        mask |= _bits[atom]
    return mask


def _useful(clauses: list[Clause]) -> list[Clause]:
    """The telling clauses, the most telling first, at most four."""
    return sorted((c for c in set(clauses) if _telling(c)[0] > 1), key=_telling, reverse=True)[:4]


def _telling(clause: Clause) -> tuple[int, int]:
    """How much is known when none of the atoms occurs: one that is short says little; a sign or digit is rare."""
    return min(len(atom) if atom.isalnum() else 3 for atom in clause), -len(clause)


def _clauses(tree: Any, run: str = "") -> list[Clause]:
    """What every match of a parsed expression holds, in no order; `run` are the letters that stand right before it."""
    found: list[Clause] = []
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL" and chr(argument).isascii() and chr(argument).isalnum():
            run += chr(argument).lower()
            continue
        if name == "BRANCH":
            found.extend(_either([_clauses(branch, run) for branch in argument[1]]))
        elif name == "SUBPATTERN":
            found.extend(_clauses(argument[3], run))
        else:
            found.extend(_atoms(run))
            found.extend(_of_operation(name, argument))
        run = ""
    return [*found, *_atoms(run)]


def _of_operation(name: str, argument: Any) -> list[Clause]:
    if name == "LITERAL":
        return _set([("LITERAL", argument)])
    if name == "IN":
        return _set(argument)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _clauses(argument[2]) if argument[0] else []
    if name == "ATOMIC_GROUP":
        return _clauses(argument)
    return _clauses(argument[1]) if name == "ASSERT" else []


def _atoms(run: str) -> list[Clause]:
    return [frozenset({run[:_LONGEST_ATOM]})] if run else []


def _set(items: list[tuple[Any, Any]]) -> list[Clause]:
    """What one character of a set shows: that it is a digit, or which sign it is; nothing when it may be a letter."""
    atoms: set[str] = set()
    for operation, argument in items:
        name = str(operation)
        if name == "CATEGORY" and str(argument) == "CATEGORY_DIGIT":
            atoms.add(_DIGIT)
        elif name == "RANGE" and argument[1] - argument[0] < 40:
            atoms.update(map(_atom_of, range(argument[0], argument[1] + 1)))
        else:
            atoms.add(_atom_of(argument) if name == "LITERAL" else "")
    return [frozenset(atoms)] if atoms and "" not in atoms else []


def _atom_of(code: int) -> str:
    letter = chr(code)
    if letter.isdigit():
        return _DIGIT
    return letter if _TOKEN.fullmatch(letter) and not letter.isalnum() and letter != "_" else ""


def _either(branches: list[list[Clause]]) -> list[Clause]:
    """The clause of a choice: the most telling clause of each branch, all together; none if a branch needs nothing."""
    if not all(branches):
        return []
    return [frozenset().union(*(max(branch, key=_telling) for branch in branches))]
