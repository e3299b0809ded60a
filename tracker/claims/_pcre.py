"""The same regular expressions run by PCRE2 (compiled to machine code), to find where they match.

Only the place is taken from it: what is found there is read by the standard library, so that a match means the same
with and without the package. Expressions and texts for which both engines might not agree are left to `re`.
"""

import re
from collections.abc import Callable
from typing import Any

try:
    from pcre2 import _cy as _engine
except ImportError:  # the standard library then runs every expression
    _engine = None

Search = Callable[[str, int, int], int]
"""(text, start, end) -> where the first match in text[start:end] begins, MISSING or UNKNOWN."""
MISSING = -1
"""Nothing matches."""
UNKNOWN = -2
"""The engine gave up (its stack or its patience ended), or cannot be asked: the standard library knows."""

_LETTERS = {chr(code) for code in range(0xC0, 0x180)} - set("ßıİĸŉſ") | set("αβγδεκλχωΔΩ²³¹½¼¾")
_SPACES = set("\u00a0\u2005\u2002\u2003\u2007\u2008\u2009\u200a\u202f")
_SIGNS = set("¢£¥§©®°±´·»«‐‑‒–—―‘’‚“”„†‡•…‰′″‹›⁄€™←↑→↓−∗∙√∞≈≠≤≥⩽⩾□■▪►▼◆●★✓¬¤¡─∼∆\u00ad\u200b\u200e\u200f\ufeff")
SAFE = frozenset(_LETTERS | _SPACES | _SIGNS | set(map(chr, range(128))))
"""Characters that both engines take for the same kind of character, with the same other case."""
_UNSAFE = re.compile(f"[^{re.escape(''.join(sorted(SAFE)))}]")
_LONG = 100
"""Letters of a repeated part that are not written out a limited number of times, which would take too much room."""

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
    "CATEGORY_SPACE": r"\s\x1c-\x1f",  # four that only the standard library takes for white space
}
_PLACES = {
    "AT_BEGINNING": "^",
    "AT_BEGINNING_STRING": r"\A",
    "AT_END": "$",
    "AT_END_STRING": r"\z",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}
_TIMES = {"MAX_REPEAT": "", "MIN_REPEAT": "?", "POSSESSIVE_REPEAT": "+"}


class _Unknown(Exception):
    """Something in an expression that is left to the standard library."""


def searcher(tree: Any, flags: int, *, exact: bool = False) -> Search | None:
    """What finds the expression with this parse tree; None when only the standard library can.

    Unless it is `exact` it may match in more places than that of the standard library, never in fewer.
    """
    if _engine is None or flags & ~(re.IGNORECASE | re.DOTALL | re.UNICODE):
        return None
    option = _engine.CompileOption
    options = int(option.CASELESS) if flags & re.IGNORECASE else 0
    dot = "(?s:.)" if flags & re.DOTALL else r"[^\n]"
    try:
        plain = _engine.compile(
            _Writer(dot, ascii_only=True, exact=exact).all_of(tree), options, option.UTF | option.UCP
        )
        other = _engine.compile(_Writer(dot, ascii_only=False, exact=exact).all_of(tree), options)
        _engine.jit_compile(plain)
        _engine.jit_compile(other)
    except (_Unknown, _engine.LibraryError):
        return None
    return _search(_engine, plain, other)


def _search(engine: Any, plain: Any, other: Any) -> Search:
    match, span, failed = engine.match, engine.match_substring_span_bynumber, engine.LibraryError
    context = engine.create_match_context()
    unsafe = _UNSAFE.search

    def search(text: str, start: int, end: int) -> int:
        if start > end:
            return MISSING
        try:
            if text.isascii():
                found = match(plain, text, end, start, context)[0]
            elif unsafe(text):
                return UNKNOWN
            else:
                found = match(other, text, end, start, context)[0]
        except failed:
            return UNKNOWN
        return MISSING if found is None else span(found, text, 0)[0]

    return search


class _Writer:
    """Writes a parse tree of the standard library in the syntax of PCRE2, without its groups."""

    def __init__(self, dot: str, *, ascii_only: bool, exact: bool) -> None:
        self.dot = dot
        self.ascii_only = ascii_only
        self.exact = exact

    def all_of(self, tree: Any) -> str:
        """The items of `tree`, one after the other."""
        return "".join(self.one(str(operation), argument) for operation, argument in tree)

    def one(self, name: str, argument: Any) -> str:
        """One item, which a repetition can follow."""
        if name == "LITERAL":
            return self.letter(argument)
        if name == "NOT_LITERAL":
            return f"[^{self.letter(argument)}]"
        if name == "ANY":
            return self.dot
        if name == "IN":
            return self.set_of(argument)
        if name == "AT":
            return _PLACES[str(argument)]
        if name == "BRANCH":
            return f"(?:{'|'.join(map(self.all_of, argument[1]))})"
        if name in _TIMES:
            return self.repeated(*argument) + _TIMES[name]
        if name == "SUBPATTERN":
            return self.group(*argument[1:])
        if name == "ATOMIC_GROUP":
            return f"(?>{self.all_of(argument)})"
        if name in {"ASSERT", "ASSERT_NOT"}:
            return self.assertion(name == "ASSERT_NOT", *argument)
        if name == "FAILURE":
            return "(?!)"
        raise _Unknown(name)

    def assertion(self, negative: bool, direction: int, what: Any) -> str:
        """What must (or must not) stand before or behind."""
        outer, self.exact = self.exact, self.exact or negative
        inner = self.all_of(what)
        self.exact = outer
        return f"(?{'<' if direction < 0 else ''}{'!' if negative else '='}{inner})"

    def repeated(self, low: int, high: Any, what: Any) -> str:
        """A repetition; a long part that may come often may come as often as it likes, where that finds only more."""
        inner = self.all_of(what)
        many = str(high) == "MAXREPEAT" or (len(inner) > _LONG and high > 2 and not self.exact)
        return f"(?:{inner}){{{low},{'' if many else high}}}"

    def group(self, added: int, removed: int, what: Any) -> str:
        """A group with its own flags, of which only the one for case is known."""
        if (added | removed) & ~re.IGNORECASE:
            raise _Unknown("flags")
        flag = "i" if added else "-i" if removed else ""
        return f"(?{flag}:{self.all_of(what)})"

    def letter(self, code: int) -> str:
        """A character; one that no ASCII text holds is a byte that none holds."""
        if code < 128:
            return chr(code) if chr(code).isalnum() else f"\\x{code:02x}"
        return r"\xff" if self.ascii_only else chr(code)

    def set_of(self, items: Any) -> str:
        """A set of characters."""
        names = [(str(operation), argument) for operation, argument in items]
        if names == [("CATEGORY", _not_space(names))]:
            return rf"[^{_CATEGORIES['CATEGORY_SPACE']}]"
        return f"[{''.join(self.member(name, argument) for name, argument in names)}]"

    def member(self, name: str, argument: Any) -> str:
        """One item of a set."""
        if name == "NEGATE":
            return "^"
        if name == "LITERAL":
            return self.letter(argument)
        if name == "RANGE":
            low, high = argument
            if self.ascii_only and high > 127:
                return r"\xff" if low > 127 else f"{self.letter(low)}-\\x7f"
            return f"{self.letter(low)}-{self.letter(high)}"
        known = _CATEGORIES.get(str(argument))
        if known is None:
            raise _Unknown(str(argument))
        return known


def _not_space(names: list[tuple[str, Any]]) -> Any:
    return next((argument for _, argument in names if str(argument) == "CATEGORY_NOT_SPACE"), None)
