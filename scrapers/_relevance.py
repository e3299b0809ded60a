"""Whether a story is about a trial of the topics, from its title and teaser or from its whole text.

The words of the topics are looked for at the start of words and without their endings; cues of a trial (relevance.toml)
have weights that are added. To miss a story is worse than to read one too many: where title and teaser name only a
topic or only a trial, the page is read. `tests.relevance_quality` measures both kinds of error.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tracker.records import Query

_DATA = tomllib.loads(Path(__file__).with_name("relevance.toml").read_text(encoding="utf-8"))
_WEIGHTS: dict[str, int] = _DATA["weights"]
_TOPIC = _DATA["topic"]
_OPTIONAL = frozenset(_TOPIC["optional"])
_ENDINGS = sorted(_TOPIC["endings"], key=len, reverse=True)
_CUES: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (cue["name"], cue["weight"], re.compile(rf"(?<!\w)(?:{'|'.join(cue['find'])})(?!\w)", re.IGNORECASE))
    for cue in _DATA["cues"]
)


def decide(title: str, teaser: str, body: str | None, query: Query) -> tuple[bool | None, str]:
    """Whether the story is worth keeping, and why in one short sentence; None when only its page can tell.

    `query` holds the words of the topics (none of them: every trial is relevant); `body` is the text of the page, None
    before it was read. With a body the answer is never None.
    """
    head = _plain(f"{title}\n{teaser}")
    words = (*query.conditions, *query.interventions, *query.terms)
    if body is None:
        return _by_teaser(head, _found(words, head), _cues(head), bool(words))
    text = f"{head}\n{_plain(body)}"
    topics = (
        _found(words, text[: len(head) + _TOPIC["lead"]])
        or _found(query.interventions, text)
        or _found(words, text, _TOPIC["mentions"])
    )
    if words and not topics:
        return False, "no word of the topics stands in its title or lead, or twice in its text"
    cues = _cues(text)
    is_trial = _sum(cues) >= _WEIGHTS["text_trial"] and any(weight >= _WEIGHTS["text_one"] for _, weight in cues)
    return is_trial, _sentence(topics, cues, "" if is_trial else "nothing says trial")


def _by_teaser(head: str, topics: list[str], cues: list[tuple[str, int]], has_topics: bool) -> tuple[bool | None, str]:
    weight = _sum(cues)
    is_trial = weight >= _WEIGHTS["teaser_trial"]
    if is_trial and (topics or not has_topics):
        return True, _sentence(topics, cues)
    if topics:
        return None, _sentence(topics, cues, "title and teaser do not say whether it is a trial")
    if has_topics and len(head) >= _WEIGHTS["telling_trial" if is_trial else "telling"]:
        return False, _sentence([], cues, "title and teaser name no word of the topics")
    if weight >= _WEIGHTS["teaser_worth"]:
        return None, _sentence([], cues, "title and teaser name no topic" if has_topics else "they do not say trial")
    return False, "neither a word of the topics nor a cue of a trial" if has_topics else "no cue of a trial"


def _sentence(topics: list[str], cues: list[tuple[str, int]], but: str = "") -> str:
    strongest = [name for name, _ in sorted(cues, key=lambda cue: -cue[1])[:3]]
    said = [f"about {', '.join(topics[:3])}"] if topics else []
    said += [f"cues: {', '.join(strongest)}"] if strongest else []
    return "; ".join([*said, but] if but else said)


def _sum(cues: Iterable[tuple[str, int]]) -> int:
    return sum(weight for _, weight in cues)


def _cues(text: str) -> list[tuple[str, int]]:
    """Name and weight of every cue that `text` has."""
    return [(name, weight) for name, weight, form in _CUES if form.search(text)]


def _found(phrases: Iterable[str], text: str, least: int = 1) -> list[str]:
    """Those of `phrases` that stand in `text` at least so often."""
    return [p for p in dict.fromkeys(phrases) if (form := _form(p)) and len(form.findall(text)) >= least]


@cache
def _form(phrase: str) -> re.Pattern[str] | None:
    """What finds `phrase`, in another form of its words too; None when there is no word in it."""
    words = list(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", _plain(phrase).lower()))
    needed = [word for word in words if word not in _OPTIONAL] or words
    if not needed:
        return None
    between = rf"(?:\W+(?:(?:{'|'.join(map(re.escape, sorted(_OPTIONAL)))})\W+)?)"
    return re.compile(r"(?<!\w)" + between.join(map(_stem, needed)), re.IGNORECASE)


def _stem(word: str) -> str:
    """What finds `word` with another ending: "depression" in "depressed", "statin" in "statins"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _TOPIC["least_stem"]:
            return re.escape(word[: -len(ending)]) + r"(?:'?\w{0,5})(?!\w)"
    return re.escape(word) + (r"(?:'?\w{0,3})(?!\w)" if len(word) >= _TOPIC["least_stem"] else r"(?:'?s|es)?(?!\w)")


def _plain(text: str) -> str:
    """`text` without accents and with one shape of apostrophe and hyphen."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.translate({0x2019: "'", 0x2018: "'", 0x2010: "-", 0x2011: "-", 0x2013: "-"})
