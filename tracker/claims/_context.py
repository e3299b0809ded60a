"""The spaCy component `trial_context`: whose fact is it, and is it negated. Its phrases are data (context.toml)."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc

from tracker.claims._base import Mark, Sentence
from tracker.claims._gated import Gated, lowered
from tracker.claims._phrases import expand

_DATA = Path(__file__).with_name("context.toml")
_STRONG = Gated(
    r"[;:—–()]\s*|,\s+(?=(?:which|while|whereas|but|although|though|and (?:is|are|was|were|the|this|it))\b)|"
    r"\s(?=(?:whereas|although|for which)\b)",
    re.IGNORECASE,
)
_CONTRAST = Gated(
    r"(?:unlike|in contrast (?:to|with)|compared (?:with|to)|build(?:ing|s)? on|follow(?:s|ing)|extend(?:s|ing)|"
    r"add(?:s|ing)? to|based on|contrary to|after|since|"
    r"despite|than|consistent with|in line with|confirm(?:s|ed|ing)?|added to|challeng(?:es|ed|ing)|"
    r"contradict(?:s|ed|ing)?)\s+(?:[\w’'-]+\s+){0,3}$",
    re.IGNORECASE,
)
_REVIEW_OF = Gated(
    r"\b(?:review|overview|synthesis|meta-analys[ie]s|analys[ie]s)\s(?:of|combining|covering)\s(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
"""A review states what it found in the studies of others: they are its own material."""
_ACTED_UPON = Gated(
    r"\b(?:reduc|lower|cut|decreas|increas|rais|affect|chang|halv)\w*\s(?:in\s)?(?:the\s)?(?:\w+\s)?$|"
    r"\beffects? on (?:the )?$",
    re.IGNORECASE,
)
"""What is done to an incidence makes it an outcome ("reduced the incidence of falls"), no background."""
_NO_CUE = {"other_study": _REVIEW_OF, "background": _ACTED_UPON}
"""Words before a cue of a label after which it is none."""
_RELATIVE = Gated(r"(?P<head>[\w’'-]+)\W{1,4}(?:which|that) (?:have|has|carry|carries)\b", re.IGNORECASE)
_ELSEWHERE = Gated(
    r"\b(?:(?:previous|earlier)\s(?:[\w-]+\s){1,4}?(?:studies|trials)|"
    r"an additional\s(?:[\w-]+\s){1,6}?(?:study|trial))\b"
)
"""Other studies with words of their own between: "previous adolescent and adult clinical studies"."""
_PEOPLE_HAVE = Gated(r"\b(?:with|having|have|had)\s(?:[\w-]+\s){0,3}$", re.IGNORECASE)
_STUDY_OR_PEOPLE = Gated(
    r"study|trial|experiment|project|program|participants?|patients?|people|group|arm|who|it", re.IGNORECASE
)
Reach = Literal["clause", "right", "sentence"]


@cache
def _cues() -> tuple[tuple[str, Reach, tuple[str, ...]], ...]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    lists: dict[str, str] = data["lists"]
    return tuple(
        (cue["label"], cue["reach"], tuple(phrase for line in cue["phrases"] for phrase in expand(line, lists)))
        for cue in data["cue"]
    )


@cache
def _patterns() -> tuple[tuple[str, Gated], ...]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple((pattern["label"], Gated(pattern["expression"])) for pattern in data["pattern"])


def clauses(text: str) -> list[int]:
    """The offsets at which the clauses of a sentence end, the last being its length."""
    return [*(m.start() for m in _STRONG.finditer(text)), len(text)]


def _clause(ends: list[int], position: int) -> tuple[int, int]:
    start = 0
    for end in ends:
        if position < end:
            return start, end
        start = end
    return start, ends[-1]


_TOKEN = re.compile(r"n't|\w+|[^\w\s]|[^\S ]+|(?<=\s)\s+")
"""Words as spaCy's English tokeniser cuts them: hyphens stand alone, and so does white space but for a single space."""


class TrialContext:
    """Finds the cues of context.toml in the sentences of a Doc and leaves them as their marks."""

    def __init__(self, labels: Iterable[str]) -> None:
        """Prepare to find the cues with the given labels."""
        self.reach: dict[str, Reach] = {}
        self.tree: dict[str, Any] = {}
        wanted = [cue for cue in _cues() if cue[0] in set(labels)]
        for label, reach, phrases in wanted:
            self.reach[label] = reach
            for phrase in phrases:
                node = self.tree
                for word in _TOKEN.findall(phrase):
                    node = node.setdefault(word, {})
                node.setdefault("", set()).add(label)

    def __call__(self, doc: Doc) -> Doc:
        """Give the sentences of `doc.user_data["sentences"]` (without: the whole Doc) their marks."""
        read = doc.user_data.get("sentences") or [(Sentence(doc.text), None)]
        doc.user_data["sentences"] = [(self.marked(sentence), types) for sentence, types in read]
        return doc

    def marked(self, sentence: Sentence) -> Sentence:
        """`sentence` with its marks, in the order of the text."""
        marks = self._marks(sentence.text)
        if not marks:
            return sentence
        marks.sort(key=lambda m: (m.start, m.end))
        return Sentence(sentence.text, sentence.start, sentence.passage, tuple(marks), sentence.document)

    def _marks(self, text: str) -> list[Mark]:
        marks: list[Mark] = []
        ends: list[int] = []
        low = lowered(text)
        for label, start, end in self._phrases(low):
            ends = ends or clauses(text)
            no_cue = _NO_CUE.get(label)
            if no_cue is None or not no_cue.search(text, max(0, start - 60), start):
                marks.append(_mark(text, ends, label, self.reach[label], start, end))
        if "trial" in low or "stud" in low:
            for label, pattern in _patterns():
                for match in pattern.finditer(low) if label in self.reach else ():
                    ends = ends or clauses(text)
                    marks.append(_mark(text, ends, label, "clause", *match.span()))
        if "previous " in text or "earlier " in text or "additional " in text:
            ends = ends or clauses(text)
            marks.extend(_mark(text, ends, "other_study", "clause", *m.span()) for m in _ELSEWHERE.finditer(text))
        if " ha" in text or " carr" in text:
            marks.extend(_relative_clauses(text))
        return marks

    def _phrases(self, low: str) -> list[tuple[str, int, int]]:
        """Every (label, start, end) of a phrase in a lower-cased text, one within another too."""
        words = _TOKEN.findall(low)
        found: list[tuple[str, int, int]] = []
        for first, word in enumerate(words):
            node = self.tree.get(word)
            last = first
            while node is not None:
                found.extend((label, first, last) for label in node.get("", ()))
                last += 1
                node = node.get(words[last]) if last < len(words) else None
        if not found:
            return found
        places = [match.span() for match in _TOKEN.finditer(low)]
        return [(label, places[first][0], places[last][1]) for label, first, last in found]


def _mark(text: str, ends: list[int], label: str, reach: Reach, start: int, end: int) -> Mark:
    low, high = (0, len(text)) if reach == "sentence" else _clause(ends, start)
    if reach == "right":
        low = end
    elif label == "other_study" and _CONTRAST.search(text, max(0, start - 60), start):
        low = start
        comma = text.find(",", end)
        high = min(high, comma) if comma >= 0 else high
    return Mark(label, start, end, low, high)


def _relative_clauses(text: str) -> Iterator[Mark]:
    """A present-tense relative clause about something that is no study and no people states a background fact.

    One about what the people of the sentence have ("men with a tumour that has not spread") says who they are.
    """
    for match in _RELATIVE.finditer(text):
        if not _STUDY_OR_PEOPLE.fullmatch(match["head"]) and not _PEOPLE_HAVE.search(text, 0, match.start()):
            _, high = _clause(clauses(text), match.end() - 1)
            yield Mark("background", match.end() - 4, match.end(), match.start(), high)


@Language.factory(
    "trial_context",
    default_config={"labels": ["own", "other_study", "background", "future", "other_treatment", "negation"]},
)
def make_trial_context(nlp: Language, name: str, labels: list[str]) -> Any:
    """Build the component; `labels` are the cue labels of context.toml to look for."""
    return TrialContext(labels)
