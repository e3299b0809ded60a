"""Where the outcomes of a result sentence may stand: a linear tagger over its tokens, trained on labelled abstracts.

Each token is scored as the beginning or the inside of an outcome phrase from what it is and what stands around it; the
best sequence of tags is found by dynamic programming. The tags lean towards too many phrases (`LEANING`): what is no
outcome is sorted out afterwards (`_outcome_spans`). Scores of a word and of its neighbours are remembered.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tracker.claims._about_phrases import CHANGE, COMPARATIVE, PREPOSITION, VERBS
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._p_values import P_VALUE
from tracker.claims._significance_model import model

Token = tuple[int, int, str]
"""Start, end, and the word in lower case; <n> for a number, <p> for a whole p-value."""
LEANING = 1.5
MOST = 300
"""Tokens of a sentence that are looked at."""
_TOKEN = re.compile(r"\d+(?:[.,·]\d+)*|[^\W\d_]\w*(?:[-'’]\w+)*|[^\w\s]|_|\w+")
_GROUP = r"(?:groups?|arms?|placebo|controls?|treatment|intervention|therapy|baseline|trial|study|sham|drug)"
_CLASSES = tuple(
    (name, Gated(rf"(?:{source})$", re.IGNORECASE))
    for name, source in (
        ("P", PREPOSITION),
        ("V", VERBS),
        ("C", CHANGE),
        ("M", COMPARATIVE),
        ("H", PEOPLE),
        ("G", _GROUP),
        ("S", r"statistically|(?:non-?)?significan\w+"),
        ("D", r"the|a|an|any|all|both|no|not|in|either|each"),
        ("J", r"and|or|but|nor|as|well"),
    )
)


def tokens(text: str) -> list[Token]:
    """The tokens of a sentence, at most `MOST`."""
    found: list[Token] = []
    at = 0
    for start, end in [match.span() for match in P_VALUE.finditer(text)]:
        if start >= at:
            found.extend(_words(text, at, start))
            found.append((start, end, "<p>"))
            at = end
    found.extend(_words(text, at, len(text)))
    return found[:MOST]


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        yield match.start(), match.end(), "<n>" if word[0].isdigit() else word.lower()


@lru_cache(maxsize=20_000)
def class_of(word: str) -> str:
    """The class of a word: preposition, verb, comparative, people ...; w for any other, signs are their own class."""
    if word in {"<p>", "<n>"}:
        return word[1]
    if not word[0].isalnum():
        return word
    found = next((name for name, regex in _CLASSES if regex.match(word)), None)
    return found or ("A" if word.endswith("ly") else "w")


def _shape(word: str) -> str:
    case = "X" if word.isupper() and len(word) > 1 else "x" if word.islower() else "Xx" if word[:1].isupper() else "-"
    return case + ("d" if any(map(str.isdigit, word)) else "")


def parts_of(text: str, given: list[Token]) -> list[tuple[tuple[str, ...], ...]]:
    """Of every token, what its features are made of: three groups whose features depend on nothing else."""
    words = ["^", "^", *(word for _, _, word in given), "$", "$"]
    classes = ["^", "^", "^", *(class_of(word) for _, _, word in given), "$", "$", "$"]
    cues = [at for at, (_, _, word) in enumerate(given) if class_of(word) in {"S", "p"}]
    found: list[tuple[tuple[str, ...], ...]] = []
    depth = nearest = 0
    for at, (start, end, word) in enumerate(given):
        if word in ")]":
            depth = max(0, depth - 1)
        while nearest + 1 < len(cues) and abs(cues[nearest + 1] - at) < abs(cues[nearest] - at):
            nearest += 1
        cue = _distance(classes, cues[nearest], at) if cues else "none"
        found.append(
            (
                (*words[at : at + 5],),
                (*classes[at : at + 7],),
                (_shape(text[start:end]), str(int(depth > 0)), cue, class_of(word)),
            )
        )
        if word in "([":
            depth += 1
    return found


def _distance(classes: list[str], cue: int, at: int) -> str:
    gap = abs(cue - at)
    near = "1" if gap < 3 else "2" if gap < 8 else "3"
    return ("L" if cue < at else "R") + ("p" if classes[cue + 3] == "p" else "s") + near


def features_of(parts: tuple[tuple[str, ...], ...]) -> list[str]:
    """The features of one token, from `parts_of`."""
    return [*_word_features(*parts[0]), *_class_features(*parts[1]), *_place_features(*parts[2])]


def _word_features(two: str, one: str, word: str, next_one: str, next_two: str) -> list[str]:
    return [
        "b",
        f"w={word}",
        f"w-1={one}",
        f"w+1={next_one}",
        f"w-2={two}",
        f"w+2={next_two}",
        f"ww={one}|{word}",
        f"wx={word}|{next_one}",
        f"s3={word[-3:]}",
        f"s4={word[-4:]}",
        f"p4={word[:4]}",
        f"s-1={one[-3:]}",
        f"s+1={next_one[-3:]}",
        f"w-1c={one}{class_of(word)}",
        f"cw+1={class_of(word)}{next_one}",
    ]


def _class_features(a: str, b: str, c: str, here: str, d: str, e: str, f: str) -> list[str]:
    return [
        f"c0={here}",
        f"c-1={c}{here}",
        f"c+1={here}{d}",
        f"c3={c}{here}{d}",
        f"c-2={b}{c}{here}",
        f"c+2={here}{d}{e}",
        f"c4={a}{b}{c}{here}",
        f"c5={here}{d}{e}{f}",
    ]


def _place_features(shape: str, depth: str, cue: str, here: str) -> list[str]:
    return [f"sh={shape}", f"d={depth}{here}", f"ds={cue}", f"dsc={cue}{here}"]


@lru_cache(maxsize=50_000)
def _score(group: int, part: tuple[str, ...]) -> tuple[int, int]:
    make = (_word_features, _class_features, _place_features)[group]
    weights = [found for found in map(model().tags.get, make(*part)) if found]
    return sum(one for one, _ in weights), sum(two for _, two in weights)


def scores(text: str, given: list[Token]) -> list[tuple[float, float]]:
    """Of every token how much it looks like the beginning and the inside of an outcome, against neither."""
    found = []
    for parts in parts_of(text, given):
        pairs = [_score(group, part) for group, part in enumerate(parts)]
        found.append((sum(one for one, _ in pairs) / 100, sum(two for _, two in pairs) / 100))
    return found


def tagged(
    given: list[Token], scored: list[tuple[float, float]], steps: Sequence[Sequence[float]]
) -> list[tuple[int, int]]:
    """The spans of the best sequence of tags, where `steps[a][b]` is the score of tag b after tag a."""
    if not given:
        return []
    best = [0.0, scored[0][0] + LEANING, -1e9]
    back: list[list[int]] = []
    for begin, inside in scored[1:]:
        own = (0.0, begin + LEANING, inside + LEANING)
        choice = [max(range(3), key=lambda tag, to=to: best[tag] + steps[tag][to]) for to in range(3)]  # type: ignore[misc]
        best = [best[choice[to]] + steps[choice[to]][to] + own[to] for to in range(3)]
        back.append(choice)
    tag = max(range(3), key=best.__getitem__)
    tags = [tag]
    for choice in reversed(back):
        tag = choice[tag]
        tags.append(tag)
    return _spans(given, tags[::-1])


def _spans(given: list[Token], tags: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for (start, end, _), tag in zip(given, tags, strict=True):
        if tag == 1:
            found.append((start, end))
        elif tag == 2 and found:
            found[-1] = (found[-1][0], end)
    return found
