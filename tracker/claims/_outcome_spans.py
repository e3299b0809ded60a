"""Phrases that are outcomes: those the tagger proposes, mended, and how likely each of them is one."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._outcome_tags import Token, class_of, scores, tagged, tokens
from tracker.claims._significance_model import model, share

Span = tuple[int, int]
ENOUGH = 0.3
"""How likely a phrase must be an outcome to be looked at."""
_SEPARATOR = Gated(r",\s(?:and\s|or\s|nor\s|as well as\s)?|;\s|\s(?:and|or|nor|as well as|versus|vs)\s")
_COMMA = Gated(r",\s")
_BRACKETS = Gated(r"\([^()]*\)")
_VALUE = Gated(
    r":\s(?=-?\d)|\s(?:compared|than)\b|\s\(?-?\d[\d.,±–\s-]{0,30}(?:%|kPa|mm|kg|points|ml|$)|;\s\d", re.IGNORECASE
)
_LEADING = frozenset(
    "after before at in on for from of with by to the a an and or but both all among between during than as versus "
    "vs following no not any conclusions conclusion results result either neither nor well that when while where "
    "significant significantly was were is are also more less higher lower greater better fewer other only had has "
    "have showed".split()
)
_TRAILING = frozenset(
    "after before at in on for from of with by to the a an and or but both among between during than as was were is "
    "are did showed that compared".split()
)
_FIRST = re.compile(r"[^\w]*([\w'’-]+)\s+")
_LAST = re.compile(r"\s+([\w'’-]+)[^\w)]*$")
_WORD = re.compile(r"[\w'’-]+")
_AROUND = re.compile(r"[\w'’<=>-]+|[^\w\s]")
_PEOPLE = Gated(rf"{PEOPLE}$", re.IGNORECASE)
_GROUP = Gated(
    r"(?:groups?|arms?|placebo|controls?|trial|study|studies|analys[ei]s|program|programme|cent(?:re|er)|regimen|"
    r"therapy|treatments?|interventions?|condition|mg|doses?|model|test|comparison)$",
    re.IGNORECASE,
)
_TIME = Gated(
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|min|baseline|follow-up|visit|period|phase|[tdw]\d+|enrollment)$",
    re.IGNORECASE,
)
_AFTER_HEAD = Gated(
    r"\s(?:of|in|for|to|with|from|at|on|after|during|by|between|within|per|using|who|as|that|than|over)\s"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase at [start, end) of a sentence, and how likely it is an outcome."""

    start: int
    end: int
    share: float

    def meets(self, start: int, end: int) -> bool:
        """Whether it overlaps [start, end)."""
        return self.start < end and start < self.end


def phrases(text: str) -> list[Phrase]:
    """The phrases of a sentence that may be outcomes, in order, also the unlikely ones."""
    given = tokens(text)
    scored = scores(text, given)
    spans = mended(text, tagged(given, scored, model().steps))
    return [
        Phrase(*span, share(model().spans, features(text, span, at, len(spans), given, scored)))
        for at, span in enumerate(spans)
    ]


def mended(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Phrases without the numbers that follow them, lists cut into their items, words off their ends."""
    found: set[tuple[int, int]] = set()
    for start, end in spans:
        found.update(_mended(text, start, end))
    return sorted(found)


def _mended(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cut = _VALUE.search(text[start:end])
    if cut and cut.start() > 2:
        rest = start + cut.end()
        following = re.search(r";\s(?=[A-Za-z])", text[rest:end])
        if following:
            yield from _mended(text, rest + following.end(), end)
        end = start + cut.start()
    flat = _BRACKETS.sub(lambda match: "_" * len(match[0]), text[start:end])
    listed = _COMMA.search(flat) or text[max(0, start - 2) : start] == ", "
    cuts = [match.span() for match in _SEPARATOR.finditer(flat)] if listed else []
    edges = [0, *(edge for pair in cuts for edge in pair), end - start]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        one = _trimmed(text, start + low, start + high)
        if one[1] - one[0] >= 2 and re.search("[A-Za-z]", text[slice(*one)]):
            yield one


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while match := _FIRST.match(text[start:end]):
        if match[1].lower() not in _LEADING:
            break
        start += match.end()
    while match := _LAST.search(text[start:end]):
        if match[1].lower() not in _TRAILING:
            break
        end = start + match.start()
    while start < end and not (text[start].isalnum() or text[start] in "\"'(%≥"):
        start += 1
    end = start + len(text[start:end].rstrip(" ,.;:"))
    if text.count("(", start, end) > text.count(")", start, end):
        closed = text.find(")", end, end + 12)
        end = closed + 1 if closed >= 0 and text.find("(", end, closed) < 0 else text.rfind("(", start, end)
        end = start + len(text[start:end].rstrip(" ,.;:"))
    return start, end


def head(phrase: str) -> str:
    """The head noun of a phrase: the last word before its first preposition."""
    found = _WORD.findall(_AFTER_HEAD.split(_BRACKETS.sub("", phrase))[0])
    return found[-1].lower() if found else ""


def amount(number: int) -> str:
    """A count, roughly."""
    for least, name in ((16, "16+"), (9, "9-15"), (5, "5-8"), (3, "3-4")):
        if number >= least:
            return name
    return str(number)


def _level(score: float) -> int:
    return max(-3, min(5, math.floor(score * 1.5)))


def features(
    text: str,
    span: tuple[int, int],
    at: int,
    count: int,
    given: list[Token],
    scored: list[tuple[float, float]],
) -> list[str]:
    """What tells an outcome from other phrases: its head, its ends, what stands around it, how its tokens scored."""
    start, end = span
    phrase = text[start:end]
    found = _WORD.findall(phrase.lower()) or [""]
    noun = head(phrase)
    own = [max(pair) for (a, b, _), pair in zip(given, scored, strict=True) if a < end and start < b] or [0.0]
    left = ["^", "^", "^", *_AROUND.findall(text[max(0, start - 60) : start].lower())][-3:]
    right = [*_AROUND.findall(text[end : end + 60].lower()), "$", "$", "$"][:3]
    lefts, rights = ([one if one in "^$" else class_of(one) for one in side] for side in (left, right))
    return [
        "b",
        f"mavg={_level(sum(own) / len(own))}",
        f"mmin={_level(min(own))}",
        f"mmax={_level(max(own))}",
        f"mfirst={_level(own[0])}",
        *(f"h{size}={noun[-size:]}" for size in (3, 4, 30)),
        f"w0={found[0]}",
        f"wn={found[-1]}",
        f"len={amount(len(found))}",
        *(f"h{name}={bool(kind.match(noun)):d}" for name, kind in (("p", _PEOPLE), ("g", _GROUP), ("t", _TIME))),
        *(
            f"any{name}={any(kind.match(one) for one in found):d}"
            for name, kind in (("p", _PEOPLE), ("g", _GROUP), ("t", _TIME))
        ),
        f"l1={left[-1]}",
        f"l2={left[-2]} {left[-1]}",
        *(f"lc{size}={''.join(lefts[-size:])}" for size in (1, 2, 3)),
        f"r1={right[0]}",
        f"r2={right[0]} {right[1]}",
        *(f"rc{size}={''.join(rights[:size])}" for size in (1, 2, 3)),
        f"lr={lefts[-1]}{rights[0]}",
        f"lr2={''.join(lefts[-2:])}{''.join(rights[:2])}",
        f"num={bool(re.search(chr(92) + 'd', phrase)):d}",
        f"cap={phrase.isupper():d}",
        f"verb={any(class_of(one) == 'V' for one in found):d}",
        f"start={start < 14:d}",
        f"inpar={text.count('(', 0, start) > text.count(')', 0, start):d}",
        f"first={at == 0:d}",
        f"n={min(count, 5)}",
        *(f"in={one}" for one in sorted(set(found))),
        *(f"in5={one}" for one in sorted({one[:5] for one in found})),
    ]
