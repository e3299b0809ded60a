"""The places of a text that say what is compared with what: its title, who was assigned to what, "with or without"."""

import re
from collections import Counter
from collections.abc import Iterator

from tracker.claims._gated import Gated
from tracker.claims._label_words import by_words, words_of

_OR = r"\s(?:or|versus|vs\.?|v)\s"
_WITH = r"\s(?:compared (?:with|to)|in comparison (?:with|to)|against|with|to|and|versus|vs\.?|or|v)\s"
_END = (
    r"(?=[.;:?]\s|[.;:?]$|"
    r"\s(?:in|for|as|after|on|among|who|which|at|before|during|until|following|over|given|were|was|is|are)\s|$)"
)
_ALLOTTED = Gated(
    r"\b(?:random\w*|assigned|allocated|divided|received?|receiving)\b[^.;:]{0,160}?\s(?:into|to|between|either|"
    r"received?|receiving|"
    r"groups?:?|arms?:?)\s(?P<what>[^.;:](?:[^.;]|\.(?=\d)){5,400}?)(?=[.;]\s|[.;]$|$)",
    re.IGNORECASE,
)
_VERSUS = Gated(
    r"\s(?:versus|vs\.?|v|compared (?:with|to)|in comparison (?:with|to))\s"
    rf"(?P<b>(?:[^.;:?]|\.(?=\d)){{2,120}}?){_END}",
    re.IGNORECASE,
)
_COMPARING = Gated(
    r"\b(?:compar(?:e[ds]?|ing|ison(?: of| between)?)|differences? between|between)\s"
    r"(?P<a>(?:[^.;:?]|\.(?=\d)){2,140}?)"
    rf"{_WITH}(?P<b>(?:[^.;:?]|\.(?=\d)){{2,120}}?){_END}",
    re.IGNORECASE,
)
_WITHOUT = Gated(
    r"[\s(](?:with (?:or|and|versus) without|with/without|plus or minus|\+/-|alone (?:or|and) (?:in combination |"
    r"combined )?with)"
    rf"\s(?P<b>[^.;:?]{{2,100}}?){_END}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:,?]|\.(?!\d)")
_FIRST_WORDS = re.compile(r"\b(?:of|comparing|between|either|for|is|was|were|with|than|in)\s")
"""What stands before the first of two that are compared."""
_NAMED_GROUP = Gated(
    r"\b(?:the|in|of|an?)\s(?P<label>(?!two\b|both\b|each\b|all\b|study\b|other\b)[^\W\d_][\w/+-]*(?:\s[\w/+-]+)?)"
    r"\s(?:group|arm)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SIZE = re.compile(
    r"\b[nN]\s?=\s?[\d,]+|(?<=[(\[])\s?\d[\d,]*\s?(?=[)\]])|\b\d+\s(?:patients|women|men|cases|participants)\b"
)
_FIGURES = re.compile(
    r"\d\s?(?:%|per\s?cent)|\bp\s?[<=>]|\b(?:19|20)\d\d\b|\d\s(?:v|vs\.?|versus)\s\d|\bmonths\s(?:v|vs|versus)"
    r"\b",
    re.IGNORECASE,
)
"""What stands where figures are compared and not treatments."""


def places(text: str) -> Iterator[tuple[str, ...]]:
    """The labels of each place that says what is compared with what."""
    for match in _WITHOUT.finditer(text):
        a = _left_of(text, match.start(), 80)
        yield f"{a} {match['b']}", a
    for match in _ALLOTTED.finditer(text):
        labels = _listed(match["what"])
        if 2 <= len(labels) <= 5:
            yield labels
    yield from _groups_named(text)
    for match in _VERSUS.finditer(text):
        a = _left_of(text, match.start(), 160)
        if not _FIGURES.search(a + match.group()):
            yield _bare(_FIRST_WORDS.split(a)[-1]), _bare(match["b"])
    for match in _COMPARING.finditer(text):
        if not _FIGURES.search(match.group()):
            yield _bare(match["a"]), _bare(match["b"])


def _left_of(text: str, position: int, reach: int) -> str:
    """The words before a place, as far as no sign divides them."""
    return _BREAK.split(text[max(0, position - reach) : position])[-1].strip(" (")


def _groups_named(text: str) -> Iterator[tuple[str, ...]]:
    """The two groups a text speaks of again and again ("the yoga group", "the diet arm")."""
    counted = Counter(words for match in _NAMED_GROUP.finditer(text) if (words := words_of(match["label"])))
    often = [words for words, times in counted.most_common(3) if times > 1]
    if len(often) == 2 or len(counted) == 2:
        labels = tuple(" ".join(sorted(words)) for words in (often if len(often) == 2 else counted))
        if "control" in map(by_words, labels) or set(map(by_words, labels)) == {None}:  # two names of one group
            yield labels


def _listed(what: str) -> tuple[str, ...]:
    """The arms of "A (n = 20), B (n = 21) or C (n = 22)"."""
    text = _SIZE.sub(" ", what)
    kept = _ASIDE.sub(lambda m: m[0].replace(",", " ").replace(" or ", " / ").replace(" and ", " "), text)
    parts = re.split(_OR, kept)
    if len(parts) < 2:
        parts = re.split(r",?\s(?:and|while|whereas)\s(?:the\s)?|;\s", kept)
    pieces = [
        piece
        for part in parts[:-1]
        for piece in (re.split(r",\s", part) if len(parts) > 1 and part.count(",") < 3 else [part])
    ]
    labels = [*pieces, re.split(r",\s|\s(?:in|for|at|with use|using|before|during|by|within)\s", parts[-1])[0]]
    return tuple(_bare(one) for one in labels if words_of(one))


def _bare(label: str) -> str:
    return _SIZE.sub(" ", label).strip(" ,;:()[]")
