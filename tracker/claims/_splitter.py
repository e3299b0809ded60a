"""Sentences by one linear pass: full stops that end something, line breaks that end something, and a length limit."""

import re
from collections.abc import Iterator

LONGEST = 2000
"""Characters after which a sentence is cut at white space (or anywhere, when there is none)."""

_BREAK = re.compile(r"[.!?…][\"'”’»)\]]{0,3}(?=\s)|\n")
_ABBREVIATION = re.compile(
    r"(?:(?<!\w)(?:al|dr|mr|mrs|ms|prof|st|vs|cf|ca|approx|e\.g|i\.e|i\.v|i\.m|s\.c|p\.o|b\.i\.d|t\.i\.d|q\.d|"
    r"a\.m|p\.m|"
    r"u\.s|u\.k|e\.u|no|nos|vol|pp|fig|figs|tab|ref|refs|eq|sec|dept|univ|inc|ltd|co|corp|jr|sr|resp|incl|ph\.d|"
    r"m\.d|gen|rev|med|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|[a-z]))\.$",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"(?<!\w)(?:al|dr|mr|mrs|ms|prof|vs|cf|e\.g|i\.e|no|nos|fig|figs|ref|vol|pp|approx)\.$", re.I)
_DOI = re.compile(r"\bdoi\W", re.IGNORECASE)
_INITIAL = re.compile(r"(?<![\w.])[A-Z]\.$")
_OPENER = re.compile(r"(?:The|This|These|In|It|A|An|We|They|He|She|But|And|For|At|On|Of|There)\b")
_LINE_WIDTH = 50


def spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of every sentence of text[start:end], stripped of white space, in order."""
    stop = len(text) if end is None else end
    opened = start
    for match in _BREAK.finditer(text, start, stop):
        cut = match.end()
        if _ends(text, match, opened, stop):
            yield from _pieces(text, opened, cut)
            opened = cut
    yield from _pieces(text, opened, stop)


def _ends(text: str, match: re.Match[str], opened: int, stop: int) -> bool:
    at = match.start()
    if text[at] == "\n":
        return not _wrapped(text, at, opened, stop)
    following = text[match.end() : min(stop, match.end() + 12)].lstrip(" \t\u00a0\"'“‘(«[")
    if not following or following[0] == "\n":
        return True
    if text[at] != ".":
        return not following[0].islower()
    if following[0].isalnum() and _DOI.search(text, max(opened, at - 40), at):
        return False
    head = text[max(opened, at - 12) : at + 1]
    if _ALWAYS.search(head) and not (head.lower().endswith("no.") and not following[0].isdigit()):
        return False
    if following[0].islower():
        return False
    return not (_ABBREVIATION.search(head) and not _starts_sentence(head, following))


def _starts_sentence(head: str, following: str) -> bool:
    """A word like "Med." or "p.m." ends a sentence when a common opener follows; an initial never does."""
    return _INITIAL.search(head) is None and _OPENER.match(following) is not None


def _wrapped(text: str, at: int, opened: int, stop: int) -> bool:
    """Whether the line break at `at` is only typesetting: a long line that goes on in lower case or with a number."""
    line_start = max(text.rfind("\n", opened, at) + 1, opened)
    following = text[at + 1 : min(stop, at + 2)]
    if at - line_start < _LINE_WIDTH or not following:
        return False
    last = text[at - 1] if at else ""
    if following.isdigit():  # also a registration number that is broken after its letters
        return last.islower() or last == "," or (text[at - 3 : at].isalpha() and text[at - 3 : at].isupper())
    return following.islower()


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
