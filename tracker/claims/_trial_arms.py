"""Which arm a printed label names, as the whole text tells it: who is compared with whom, what is short for what.

A text says once what is compared ("randomised to receive A or B", "A versus B" as its title, "A with or without B") and
then uses short labels ("30% with A"). A label is held against those places by the words that only one of the compared
has. Which of two is the control follows from words of the field (placebo, standard, alone); else the one without the
addition is; else the one that the text names later.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from tracker.claims._compared_places import places
from tracker.claims._label_words import GROUP, OUTCOMES, WORD, by_words, words_of
from tracker.claims._treatments import treatments

_READ = 6_000
"""How much of a text is looked at: what is compared is said early."""
_MOST = 40
"""How many places that say what is compared are used."""
_IS_NAME = re.compile(r"\d|#|[-/+]")
_ID = re.compile(r"#(?:[a-z]|[1-4]|i{1,3}|iv)")
_SHORT_FORM = re.compile(r"[(\[](?P<short>[A-Z][\w+/-]{1,9})(?=[)\];,])")


@dataclass(frozen=True, slots=True)
class Compared:
    """What one place of a text compares: the words of each side, its part, and how plain that is."""

    words: tuple[frozenset[str], ...]
    parts: tuple[str | None, ...]
    plain: int

    def side_of(self, words: frozenset[str]) -> tuple[float, int] | None:
        """(how surely, which side) `words` name: the one whose own words they have, or the one without an addition."""
        common = frozenset.intersection(*self.words)
        asked = words - common
        scores = [
            2 * len(asked & (side - common)) / (len(asked) + len(side - common)) if asked & side else 0.0
            for side in self.words
        ]
        best = max(scores)
        if best and scores.count(best) == 1:
            return best + self.plain / 8, scores.index(best)
        if not best and words & common:
            bare = [at for at, side in enumerate(self.words) if not side - common]
            return (0.4 * len(words & common) / len(common), bare[0]) if len(bare) == 1 else None
        return None

    def other_group(self, words: frozenset[str]) -> int | None:
        """The side without a letter, when these are a group's letter and only the other side has one."""
        lettered = [any(_ID.fullmatch(word) for word in side) for side in self.words]
        asked = any(_ID.fullmatch(word) for word in words)
        return lettered.index(False) if asked and len(lettered) == 2 and lettered.count(True) == 1 else None


class TrialArms:
    """The arms of the trial that a text is about."""

    def __init__(self, text: str) -> None:
        """Prepare to read `text`; nothing is read before something is asked."""
        self.text = text[:_READ]

    @cached_property
    def short_forms(self) -> dict[str, frozenset[str]]:
        """Abbreviations (lower case) that the text explains, with the words they stand for."""
        return {short: words_of(long) for short, long in self._long.items()}

    @cached_property
    def _long(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for match in _SHORT_FORM.finditer(self.text):
            long = _long_form(match["short"], self.text[max(0, match.start() - 90) : match.start()])
            if long:
                found.setdefault(match["short"].lower(), long)
        return found

    def words(self, label: str) -> frozenset[str]:
        """The telling words of a label, abbreviations with what they stand for."""
        found = words_of(label)
        return found.union(*(self.short_forms[word] for word in found if word in self.short_forms))

    def told(self, label: str) -> str | None:
        """The arm that a label, or what it is short for, names by its own words."""
        return by_words(label) or next(
            (
                by_words(self._long[word])
                for word in words_of(label)
                if word in self._long and by_words(self._long[word]) == "control"
            ),
            None,
        )

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """What the text compares, in the order of how plainly it says so."""
        found = [one for labels in islice(places(self.text), _MOST) if (one := self._compared(labels)) is not None]
        return tuple(sorted(found, key=lambda one: one.plain < 2))

    def _compared(self, labels: Sequence[str]) -> Compared | None:
        words = tuple(map(self.words, labels))
        if len(words) < 2 or not all(0 < len(one) <= 14 for one in words) or len(set(words)) < len(words):
            return None
        parts, plain = self.parts(labels)
        return Compared(words, parts, plain)

    def parts(self, labels: Sequence[str]) -> tuple[tuple[str | None, ...], int]:
        """The part of each of several labels, and how plain that is (2: their words, 1: an addition, 0: the order)."""
        known = list(map(self.told, labels))
        if "control" in known and set(known) != {"control"}:
            return tuple(one if one == "control" else "treatment" for one in known), 2
        if len(labels) != 2:
            return (None,) * len(labels), 0
        if known.count("treatment") == 1 and None in known and all(len(label.split()) < 6 for label in labels):
            return tuple("treatment" if one == "treatment" else "control" for one in known), 2
        a, b = map(self.words, labels)
        if a < b or b < a:
            return (("control", "treatment") if a < b else ("treatment", "control")), 1
        return self._by_order(labels, a - b, b - a), 0

    def _by_order(self, labels: Sequence[str], a: frozenset[str], b: frozenset[str]) -> tuple[str, str]:
        """Groups go by their letters; else what is tested is the one that the title names, or names first."""
        ids = [min((word for word in words_of(label) if _ID.fullmatch(word)), default=None) for label in labels]
        if ids[0] and ids[1] and ids[0] != ids[1]:
            return ("treatment", "control") if ids[0] < ids[1] else ("control", "treatment")
        in_title = [self.first(side) < self.title for side in (a, b)]
        if in_title[0] != in_title[1]:
            return ("treatment", "control") if in_title[0] else ("control", "treatment")
        if not all(in_title):
            a, b = (words_of(label) & side or side for label, side in zip(labels, (a, b), strict=True))
        return ("control", "treatment") if self.first(b) < self.first(a) else ("treatment", "control")

    @cached_property
    def title(self) -> int:
        """Where the title ends."""
        match = re.search(r"[.?!]\s|\n", self.text)
        return min(match.start() if match else len(self.text), 400)

    def first(self, words: Collection[str]) -> int:
        """Where the first of `words` stands first; the end of the text, if none does."""
        return min((self._places[word] for word in words if word in self._places), default=len(self.text))

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each telling word stands first."""
        found: dict[str, int] = {}
        for match in WORD.finditer(GROUP.sub(lambda m: f"#{m['id']}".ljust(len(m[0])), self.text)):
            for word in words_of(match[0]):
                found.setdefault(word, match.start())
        return found

    def part_of(self, label: str) -> tuple[str | None, bool]:
        """Which arm a label names (None: it does not tell), and whether words (not an order) say so."""
        own = self.told(label)
        if own == "control":
            return own, True
        words = self.words(label)
        best: tuple[float, str, bool] | None = None
        for one in self.compared if words else ():
            side = one.side_of(words)
            if side is None and len(words) == 1:
                other = one.other_group(words)
                side = None if other is None else (0.5, other)
            part = one.parts[side[1]] if side else None
            if side and part and (best is None or side[0] > best[0]):
                best = side[0], part, one.plain > 0
        return best[1:] if best else (own, True)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that only one side of what is compared has, with the abbreviations of such words."""
        counted: Counter[str] = Counter()
        found: set[str] = set()
        for one in self.compared:
            common = frozenset.intersection(*one.words)
            for side in one.words:
                own = side - common
                counted.update(own if len(own) <= 3 else own & self.short_forms.keys())
                found.update(word for word in own if len(own) <= 3)
        found.update(
            word for word, times in counted.items() if times > 1 or _IS_NAME.search(word) or any(treatments(word))
        )
        found.update(word for word in counted if word in self.short_forms)
        found.update(short for short, long in self.short_forms.items() if long & found)
        return frozenset(found) - OUTCOMES


def trial_arms(text: str) -> TrialArms:
    """The arms of the trial that `text` is about (to be asked through `Sentence.document`)."""
    return TrialArms(text)


def _long_form(short: str, left: str) -> str | None:
    """The words before an abbreviation that it is short for: its letters begin or stand in them in order."""
    letters = [c for c in short.lower() if c.isalnum()]
    tokens = left.rstrip().split()[-(len(letters) + 3) :]
    for size in range(1, len(tokens) + 1):
        candidate = " ".join(tokens[-size:])
        low = candidate.lower()
        if low[0] == letters[0] and _in_order(letters, low) and size <= len(letters) + 2:
            return candidate
    return None


def _in_order(letters: Sequence[str], text: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def other_arm(part: str) -> str:
    """The other of two arms."""
    return "control" if part == "treatment" else "treatment"
