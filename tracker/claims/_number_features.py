"""What is seen of a number in its sentence and text, as named features: what the model of number roles reads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tracker.claims._arms import arms
from tracker.claims._base import Sentence
from tracker.claims._counts import counts
from tracker.claims._lexicon import PEOPLE
from tracker.claims._number_candidates import Candidate, Numbers, numbers_of
from tracker.claims._number_sides import label, own_name
from tracker.claims._outline import outline_of

_PEOPLE = re.compile(rf"{PEOPLE}|pts|subjects?|cases?|females?|males?|volunteers?|eyes|survivors?|dyads|latinas")
_RIGHT, _LEFT = 12, 10
"""Words that are looked at behind and before a number."""
_STOPS = frozenset(".;")
_CUES = frozenset(
    "randomized randomised randomly randomization assigned allocated enrolled recruited included placebo control "
    "controls group groups arm arms received receiving versus vs compared respectively completed eligible evaluable "
    "analyzed analysed analysis screened died deaths adverse events event toxicity median mean response rate rates "
    "survival recurrence incidence grade risk ci p hazard intervention each either both per years year months weeks "
    "follow-up baseline trial study total patients women participants men people will centers centres trials studies "
    "cases".split()
)
_VERBS = frozenset(
    "randomised assigned allocated enrol recruit included entered accrued registered received treated underwent "
    "completed finished analysed evaluated assessed assessable eligible screened approached invited participated "
    "studied divided had developed experienced died reported withdrawn discontinued dropped were was agreed responded "
    "available started given took excluded occurred achieved will followed provided returned consented planned needed "
    "showed involved comprised consisted".split()
)
_STEMS = {
    word[:5]: word
    for word in "enrol recruit randomised assigned allocated completed analysed evaluated included participated "
    "received treated assessed screened eligible discontinued withdrawn excluded underwent".split()
} | {"enrol": "enrol", "allot": "assigned"}
"""Words by their first letters, which all their forms share."""


_MOST_WORDS = 20_000


def shape(word: str) -> str:
    """The word as the features name it: one for all people, one for all forms of a verb that tells roles apart."""
    if _PEOPLE.fullmatch(word):
        return "<p>"
    return _STEMS.get(word[:5], word)


class Shapes(dict[str, str]):
    """How the features name each word: its shape where that is told apart, else `<w>`. Fills itself."""

    def __init__(self, known: Iterable[str]) -> None:
        """Tell the words `known` apart."""
        super().__init__()
        self.known = frozenset(known)

    def __missing__(self, word: str) -> str:
        """Look at a word for the first time; only so many are kept."""
        if len(self) > _MOST_WORDS:
            self.clear()
        told = shape(word)
        self[word] = told = told if told in self.known else "<w>"
        return told


class Reader:
    """Reads the features of the numbers of one sentence; `known` are the words that count, any other is `<w>`."""

    def __init__(self, sentence: Sentence, known: Shapes) -> None:
        """Look at a sentence; `sentence.document` is the whole text."""
        text = sentence.text
        self.numbers: Numbers = numbers_of(text)
        self.outline = sentence.document.of(outline_of)
        self.start = sentence.start
        words = self.numbers.words
        words = tuple(map(known.__getitem__, words))
        self.words = ("<s>", "<s>", "<s>", "<s>", *words, "</s>", "</s>", "</s>", "</s>")
        self.printed = ("", "", "", "", *self.numbers.words, "", "", "", "")
        self.shared = [f"S {word}" for word in _CUES.intersection(self.numbers.words)]
        self.rules = _rules(text)
        whole = [c for c in self.numbers.candidates if c.form in {"#", "#1", "#y"}]
        self.sums, self.parts = _sums_of(whole)
        self.same: dict[str, list[int]] = {}
        for c in self.numbers.candidates:
            self.same.setdefault(c.form, []).append(c.token)

    def features(self, index: int) -> list[str]:
        """The features of candidate `index`."""
        one = self.numbers.candidates[index]
        found = [*self.shared, *self._window(one), *self._around(index, one), *self._figure(one)]
        found.extend(self.rules.get(one.start, ("rule none",)))
        found.extend(self._document(one))
        return found

    def _window(self, one: Candidate) -> Iterator[str]:
        at = one.token + 4
        w = self.words
        l4, l3, l2, l1, _, r1, r2, r3, r4 = w[at - 4 : at + 5]
        yield from (
            f"l1 {l1}", f"l2 {l2}", f"l3 {l3}", f"l4 {l4}", f"r1 {r1}", f"r2 {r2}", f"r3 {r3}", f"r4 {r4}",
            f"l21 {l2} {l1}", f"lr {l1} {r1}", f"r12 {r1} {r2}", f"r23 {r2} {r3}", f"l32 {l3} {l2}",
            f"l321 {l3} {l2} {l1}", f"r123 {r1} {r2} {r3}", f"l21r1 {l2} {l1} {r1}", f"l1r12 {l1} {r1} {r2}",
            f"f {one.form} {l1} {r1}",
        )  # fmt: skip

    def _around(self, index: int, one: Candidate) -> Iterator[str]:
        at = one.token + 4
        words = self.words
        left = _until(words[max(4, at - _LEFT) : at][::-1])
        right = _until(words[at + 1 : at + 1 + _RIGHT])
        yield from {f"L {word}" for word in left}
        yield from {f"R {word}" for word in right}
        yield f"lv {next((w for w in left if w in _VERBS), '-')}"
        flat = _without_brackets(words[at + 1 : at + 40])
        verb = next((w for w in flat if w in _VERBS), "-")
        noun = next((n for n, w in enumerate(flat[:9]) if w == "<p>"), -1)
        first = flat[0] if flat else "-"
        yield f"rv {verb}"
        yield f"noun {noun if noun < 3 else 3}"
        yield f"nv {noun >= 0} {verb}"
        after = flat[noun + 1] if 0 <= noun < len(flat) - 1 else "-"
        yield f"na {after}"
        yield f"1v {words[at - 1]} {noun >= 0} {verb}"
        yield f"ln {next((w for w in left if w in _VERBS), '-')} {noun >= 0} {verb != '-'}"
        yield f"flat1 {first} {verb}"
        yield from self._bracket(index, at, right)

    def _bracket(self, index: int, at: int, right: Sequence[str]) -> Iterator[str]:
        """What stands before the bracket that the number is in, and the label that the number goes with."""
        words, printed = self.words, self.printed
        opened = next((n for n in range(at - 1, max(3, at - 25), -1) if words[n] in "()[]"), -1)
        inside = opened >= 0 and words[opened] in "(["
        others = self.numbers.candidates
        before = others[index - 1].token + 4 if index else 3
        behind = others[index + 1].token + 4 if index + 1 < len(others) else len(words) - 4
        if inside:
            yield f"( {words[opened - 1]}"
            yield f"(( {words[opened - 2]} {words[opened - 1]}"
            closed = next((n for n in range(at + 1, min(len(words), at + 25)) if words[n] == ")"), -1)
            yield f") {words[closed + 1] if closed >= 0 else '-'}"
            inner = printed[max(opened, before) + 1 : at]
            yield f"(f {' '.join(inner) if len(inner) < 4 else 'n =' if words[at - 1] == '=' else ''}"
        else:
            yield "out"
        words_of_arm = self.numbers.words[slice(*label(self.numbers, index))]
        yield f"label {own_name(words_of_arm)} {inside}"
        yield from {f"A{inside:d} {word}" for word in map(shape, words_of_arm) if word in _CUES}
        between = printed[before + 1 : at] if before >= 4 else ()
        yield f"btw {' '.join(between) if len(between) < 5 else len(between) // 5}"
        following = printed[at + 1 : behind]
        yield f"fol {' '.join(following) if len(following) < 5 else len(following) // 5}"

    def _figure(self, one: Candidate) -> Iterator[str]:
        yield f"form {one.form} {one.spelled}"
        yield f"size {int(one.value).bit_length()}"
        peers = self.same[one.form]
        place = peers.index(one.token)
        yield f"ord {min(place, 3)} of {min(len(peers), 4)} {one.form}"
        yield f"open {one.token == 0}"
        yield f"at {min(one.token // 6, 5)}"
        if one.start in self.sums:
            yield "sum here"
        if one.start in self.parts:
            yield f"part here {self.parts[one.start]}"

    def _document(self, one: Candidate) -> Iterator[str]:
        text = self.outline
        yield f"place {min(9, 10 * self.start // text.length) if text.length else '-'}"
        yield f"begins {min(self.start // 250, 8)}"
        value = int(one.value) if one.form == "#" else -1
        if value in text.sums:
            yield "sum"
        if value in text.parts:
            yield "part"
        if value >= 10:
            top = max(text.times, default=value)
            yield f"ratio {10 * value // max(top, value)}"
            yield f"times {min(text.times.get(value, 0), 3)}"
            yield f"largest {value == max(text.times, default=0)}"


def _until(words: Sequence[str]) -> list[str]:
    """The words up to the end of the part of the sentence."""
    found: list[str] = []
    for word in words:
        if word in _STOPS:
            break
        found.append(word)
    return found


def _without_brackets(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    depth = 0
    for word in words:
        if word == "(":
            depth += 1
        elif word == ")":
            if not depth:
                break
            depth -= 1
        elif not depth:
            if word in _STOPS:
                break
            found.append(word)
    return found


def _sums_of(whole: Sequence[Candidate]) -> tuple[set[int], dict[int, int]]:
    """Where the counts stand that are the sum of later or earlier ones of the sentence, and the place of each part."""
    sums: set[int] = set()
    parts: dict[int, int] = {}
    values = [int(c.value) for c in whole]
    for size in (2, 3, 4):
        for at in range(len(whole) - size + 1):
            total = sum(values[at : at + size])
            for n, c in enumerate(whole):
                if values[n] == total and total >= 8 and not at <= n < at + size:
                    sums.add(c.start)
                    parts.update({part.start: place for place, part in enumerate(whole[at : at + size])})
    return sums, parts


@lru_cache(maxsize=64)
def _rules(text: str) -> dict[int, tuple[str, ...]]:
    """What the rules say of the numbers of a sentence, by where the number starts."""
    said: dict[int, tuple[str, ...]] = {}
    counted = [(c.start, c.end, c.value, (f"rule {c.kind}",)) for c in counts(text)]
    sized = [(a.start, a.end, a.count, ("rule arm", f"rule arm {a.arm} {a.by}")) for a in arms(text)]
    for one in numbers_of(text).candidates:
        for start, end, value, told in (*counted, *sized):
            if start <= one.start and one.end <= end and one.value == value:
                said[one.start] = (*said.get(one.start, ()), *told)
    return said
