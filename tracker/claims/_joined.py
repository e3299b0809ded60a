"""Broken texts are read through a mended shadow, and every claim is put back where it stands in the text as given.

Two kinds are mended: a text that was cut into tokens ("P = 0 . 03"), which is joined again as a whole; and, in any
text, numbers that are broken or printed with characters of their own (a blank inside "0. 03", thin spaces, middle dots,
words glued to a number).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.claims._cut_tokens import tight_gaps
from tracker.records import Claim, Passage

_CUT = 0.8
"""From this share of free-standing full stops, commas and brackets on a text was cut; ordinary texts stay below 0.3."""
_FEWEST = 2
"""With fewer of them no text is taken for a cut one."""
_SAME = str.maketrans(
    dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | {"\u2010": "-", "\u2011": "-", "\u2212": "-"}
)
"""Characters that are read as a plain one."""
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_ODD = re.compile("[\u00a0\u00ad\u00b7\u00bc\u2000-\u2011\u2022\u2027\u202f\u205f\u2060\u2212\u2219\u22c5\u3000\ufeff]")
"""Any of these characters, or of those of the next two expressions; without one all three need not be tried."""
_POINT = re.compile(r"(?<=\d)[·∙⋅‧•](?=\d)|(?:(?<=[=<>≤≥])|(?<=[=<>≤≥]\s))[·∙⋅‧](?=\d)")
_EQUALS = re.compile(r"(?<=[A-Za-z]\s)¼(?=\s[\d.])")
"""What many PDF files give for an equals sign."""
_PARTED = re.compile(
    r"(?<![\w.])0(?P<a> )\.\d|[=<>≤≥±(,–-] ?\d?\d?(?P<b> )?\.(?P<c> )(?=\d)|(?<![\w.])0(?P<d> )·(?P<e> )(?=\d)"
)
"""A decimal with blanks in it, where no sentence can end: after a sign, or with the blank before the point."""
_WIDE = re.compile(r"(?<=\S )( +)(?=[=<>≤≥±])|(?<=[=<>≤≥±] )( +)(?=\S)")
_DIGIT_APART = re.compile(r"\. \d")
_GLUED = re.compile(
    r"\d(?P<a>)(?:weeks?|months?|years?|days?|patients|participants|women|men|people|adults|children|subjects)\b|"
    r"(?<![\w-])(?:of|in|for|and|with|after|than|from|by|at|the|only|about)(?P<b>)\d"
)
_NO_BLANK = re.compile(r"\d(?:(?<=[a-z]\d)|(?=[a-z]{3}))")
"""Without this nothing is glued: it is found far sooner."""
_ENTITY = re.compile(r"&([lg][te]);")
_ENTITIES = {"lt": "<", "gt": ">", "le": "≤", "ge": "≥"}


@dataclass(frozen=True, slots=True)
class Shadow:
    """A mended text, and for each of its characters the place in the text as given."""

    given: str
    text: str
    places: Sequence[int]

    def passages(self, passages: Sequence[Passage]) -> list[Passage]:
        """`passages` of the given text as passages of the mended one."""
        return [
            one.model_copy(
                update={"start": bisect_left(self.places, one.start), "end": bisect_left(self.places, one.end)}
            )
            for one in passages
        ]

    def put_back(self, claim: Claim) -> Claim:
        """A claim on the mended text as one on the given text, which it quotes."""
        start, end = self._span(claim.start, claim.end)
        around = self._span(claim.context_start, claim.context_end)
        quote = self.given[start:end]
        moved: dict[str, Any] = {"start": start, "end": end, "quote": quote, "raw": quote}
        if "outcome_start" in claim.qualifiers:
            low, high = self._span(claim.qualifiers["outcome_start"], claim.qualifiers["outcome_end"])
            moved["qualifiers"] = dict(claim.qualifiers) | {"outcome_start": low, "outcome_end": high}
        return claim.model_copy(update=moved | {"context_start": around[0], "context_end": around[1]})

    def _span(self, start: int | None, end: int | None) -> tuple[int, int]:
        assert start is not None
        assert end is not None
        return self.places[start], self.places[end - 1] + 1


def shadow_of(text: str) -> Shadow | None:
    """The shadow that `text` is to be read through, or None when it is sound."""
    if not is_cut(text):
        return _mended(text)
    joined = _joined(text)
    mended = _mended(joined.text)
    return Shadow(text, mended.text, [joined.places[at] for at in mended.places]) if mended else joined


def is_cut(text: str) -> bool:
    """Whether `text` was cut into tokens: nearly all its full stops, commas and brackets stand free."""
    if " . " not in text and text[-2:] != " .":
        return False
    every = sum(map(text.count, ".,()"))
    free = sum(map(text.count, (" . ", " , ", " ( ", " ) "))) + (text[-2:] in {" .", " )"}) + (text[:2] == "( ")
    return every >= _FEWEST and free >= _CUT * every


def _joined(text: str) -> Shadow:
    tokens = list(re.finditer(r"\S+", text))
    tight = tight_gaps([one.group() for one in tokens])
    pieces: list[str] = []
    places: list[int] = []
    for number, token in enumerate(tokens):
        end = token.end()
        if number + 1 < len(tokens) and not tight[number]:
            following = tokens[number + 1].start()
            end = following if "\n" in text[end:following] else end + 1
        if token.group() == "/" and re.search(r"[<>]\s+/\s+=", text[max(0, token.start() - 4) : token.end() + 4]):
            continue
        pieces.append(text[token.start() : end])
        places.extend(range(token.start(), end))
    return Shadow(text, "".join(pieces), places)


def _mended(text: str) -> Shadow | None:
    plain = text
    odd = not text.isascii() and _ODD.search(text) is not None
    if odd:
        plain = _EQUALS.sub("=", _POINT.sub(".", text.translate(_SAME)))
    edits = sorted(_edits(plain, odd=odd))
    if not edits:
        return None if plain == text else Shadow(text, plain, range(len(text)))
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, instead in edits:
        pieces += plain[at:start], instead
        places.extend(range(at, start))
        places.extend([start] * len(instead))
        at = end
    places.extend(range(at, len(plain)))
    return Shadow(text, "".join([*pieces, plain[at:]]), places)


def _edits(text: str, *, odd: bool) -> Iterator[tuple[int, int, str]]:
    """(start, end, what is to stand there instead) of every blank too many or too few, and of invisible characters."""
    if odd:
        yield from ((*match.span(), "") for match in _INVISIBLE.finditer(text))
    if " ." in text or " ·" in text or _DIGIT_APART.search(text):
        for match in _PARTED.finditer(text):
            yield from ((*match.span(name), "") for name in "abcde" if match[name])
    if "  " in text:
        yield from ((*match.span(), "") for match in _WIDE.finditer(text))
    if "&" in text:
        yield from ((*match.span(), _ENTITIES[match[1]]) for match in _ENTITY.finditer(text))
    if not _NO_BLANK.search(text):
        return
    for match in _GLUED.finditer(text):
        at = match.start("a") if match["a"] is not None else match.start("b")
        yield at, at, " "
