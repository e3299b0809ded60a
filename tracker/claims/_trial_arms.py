"""Which arm a printed label names, as the whole document tells it: who is compared with whom, and what is short for what.

A text says once what is compared ("randomised to receive A or B", "A versus B" as its title, "A with or without B") and
then uses short labels ("30% with A"). A label is held against those places by the words that only one of the compared
has. Which of two is the control follows from words of the field (placebo, standard, alone); else the one without the
addition is; else the one that the text names later.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from tracker.claims._arm_labels import which
from tracker.claims._gated import Gated
from tracker.claims._treatments import treatments

_READ = 20_000
"""How much of a text is looked at: what is compared is said early."""
_MOST = 40
"""How many places that say what is compared are used."""
_OR = r"\s(?:or|versus|vs\.?|v)\s"
_WITH = r"\s(?:compared (?:with|to)|in comparison (?:with|to)|against|with|to|and|versus|vs\.?|or|v)\s"
_END = r"(?=[.;:?]\s|[.;:?]$|\s(?:in|for|as|after|on|among|who|which|at|before|during|until|following|over|given|were|was|is|are)\s|$)"
_ALLOTTED = Gated(
    r"\b(?:random\w*|assigned|allocated|divided|received?|receiving)\b[^.;:]{0,160}?\s(?:into|to|between|either|received?|receiving|"
    r"groups?:?|arms?:?)\s(?P<what>[^.;:](?:[^.;]|\.(?=\d)){5,400}?)(?=[.;]\s|[.;]$|$)",
    re.IGNORECASE,
)
_VERSUS = Gated(
    r"(?P<a>[^.;:,?](?:[^.;:?]|\.(?=\d)){2,160}?)\s(?:versus|vs\.?|v|compared (?:with|to)|in comparison (?:with|to))\s"
    rf"(?P<b>(?:[^.;:?]|\.(?=\d)){{2,120}}?){_END}",
    re.IGNORECASE,
)
_COMPARING = Gated(
    r"\b(?:compar(?:e[ds]?|ing|ison(?: of| between)?)|differences? between|between)\s(?P<a>(?:[^.;:?]|\.(?=\d)){2,140}?)"
    rf"{_WITH}(?P<b>(?:[^.;:?]|\.(?=\d)){{2,120}}?){_END}",
    re.IGNORECASE,
)
_WITHOUT = Gated(
    r"(?P<a>[^.;:,?]{3,80}?)[\s(]+(?:with (?:or|and|versus) without|with/without|plus or minus|\+/-|alone or (?:in combination |combined )?with|"
    rf"alone and (?:in combination |combined )?with)\s(?P<b>[^.;:?]{{2,100}}?){_END}",
    re.IGNORECASE,
)
_NAMED_GROUP = Gated(
    r"\b(?:the|in|of|an?)\s(?P<label>(?!two\b|both\b|each\b|all\b|study\b|other\b)[^\W\d_][\w/+-]*(?:\s[\w/+-]+)?)\s(?:group|arm)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SIZE = re.compile(
    r"\b[nN]\s?=\s?[\d,]+|(?<=[(\[])\s?\d[\d,]*\s?(?=[)\]])|\b\d+\s(?:patients|women|men|cases|participants)\b"
)
_GROUP = re.compile(
    r"\b(?:group|arm|cohort)s?[\s-](?P<id>(?-i:[A-HP-T])|[1-4]|I{1,3}|IV)\b(?!\s?[-–]\s?\d)", re.IGNORECASE
)
_IDS = re.compile(
    r"\b(?:groups|arms)\s(?P<a>[A-D]|[1-4]|I{1,3})(?:,\s(?P<b>[A-D]|[1-4]|I{1,3}))?,?\s(?:and|or|to|versus|vs)\s(?P<c>[A-D]|[1-4]|I{1,3}|IV)\b"
)
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<n>\d+(?:[.·]\d+)?)[\s-]?(?P<unit>mg|mcg|µg|μg|g|kg|Gy|IU|ml|U|MBq|weekly|weeks?|monthly|months?|cycles?|years?|days?|"
    r"min|minutes|hours?|fractions?|sessions?)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^\W*(?:the\s)?(?:no|without|not)\b|\b(?:(?:physician|investigator|doctor|clinician)(?:[’']?s)?[’']? choice|monotherapy|(?:low|lower|standard)[- ]dose|single[- ]agent|unvaccinated|non-?treated)\b",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:combination|combined|drugs?|medicines?|medications?|vaccines?|pills?|tablets?|injections?|dose|(?:high|higher)[- ]dose|test|vaccinated|tailored|new|novel)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"#[\w.·]*\w|[^\W_](?:[\w’'/-]|\.(?=\d))*|\+")
_IS_NAME = re.compile(r"\d|#|[-/+]")
_ID = re.compile(r"#(?:[a-z]|[1-4]|i{1,3}|iv)")
_NO_WORDS = frozenset(
    "a an the of to in with and or for on at by as from per is are was were be been vs versus than who that this these those "
    "receive received receiving get got given group groups arm arms patients patient women men people participants "
    "subjects adults children cases treatment treatments therapy regimen either every each both only n i.e e.g mg g kg m "
    "ml day days week weeks weekly month months year years daily once twice times dose doses cycle cycles followed then "
    "after before between compared comparing randomized randomised randomly trial study studies phase ii iii iv open-label "
    "double-blind controlled placebo-controlled multicenter multicentre prospective comparison breast cancer results "
    "effect effects efficacy safety evaluation evaluate compare first-line second-line use during another other same "
    "their they its it not no we one two three four six all had have has did plus + addition additional combination "
    "combined alone without early advanced metastatic postmenopausal premenopausal primary disease survival response "
    "progression toxicity rate rates overall hazard ratio incidence events outcome outcomes benefit improve improved failure "
    "clinical complete pathologic pathological objective grade time until not but whether which better respectively number "
    "median mean range level levels significant significantly higher lower more less longer shorter among between would could "
    "seemed end point endpoint baseline follow-up tumor tumour ci p confidence interval side adverse care choice allocated assigned due least any if when free recurrence-free progression-free disease-free relapse-free event-free kaplan-meier estimated estimate analysis analysi analyses using used showed conducted standardized via into up over reported observed found demonstrated received similar different difference differences resulted surgery surgical however may might yet".split()
)
_FIGURES = re.compile(
    r"\d\s?%|\bp\s?[<=>]|\b(?:19|20)\d\d\b|\d\s(?:v|vs\.?|versus)\s\d|\bmonths\s(?:v|vs|versus)\b", re.IGNORECASE
)
"""What stands where figures are compared and not treatments."""
OUTCOMES = frozenset(
    "os pfs dfs rfs efs ttp ttf orr cbr cr pr pcr hr ci dcr lrfs rr or qol ae aes sae saes sd iqr bmi er pr her2 dmfs ibr ibtr "
    "ddfs bcss css bcs".split()
)
"""Abbreviations of what is measured, which never name an arm."""
_SHORT_FORM = re.compile(r"[(\[](?P<short>[A-Z][\w+/-]{1,9})(?=[)\];,])")


def by_words(label: str) -> str | None:
    """The arm that a label names by its own words: "no imaging", "monotherapy", "the vaccinated"."""
    if _NOTHING.search(label):
        return "control"
    return which(label) or ("treatment" if _TESTED.search(label) else None)


@lru_cache(maxsize=20_000)
def words_of(label: str) -> frozenset[str]:
    """The words of a label that can tell it from another; a group's letter or number is one word ("#a")."""
    text = _GROUP.sub(lambda m: f"#{m['id']}", _IDS.sub(_each_id, label))
    text = _AMOUNT.sub(lambda m: f"#{m['n']}{m['unit'][:2]}", text)
    found = set()
    for word in _WORD.findall(text):
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if (
            (len(word) == 1 and not word.isupper())
            or not any(map(str.isalpha, word[1:] if word[0] != "#" else "x"))
            and len(word) > 1
        ):
            continue
        for part in (low, *(re.split(r"[-/]", low) if re.search(r"[-/]", low) else ())):
            if part not in _NO_WORDS and len(part) > (1 if part is not low else 0):
                found.add(part[:-1] if len(part) > 4 and part.endswith("s") and not part.endswith("ss") else part)
    return frozenset(found)


def _each_id(match: re.Match[str]) -> str:
    return " ".join(f"#{one}" for one in match.groups() if one)


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
        places = islice(_places(self.text), _MOST)
        found = [one for labels in places if (one := self._compared(labels)) is not None]
        return tuple(sorted(found, key=lambda one: one.plain < 2))

    def _compared(self, labels: Sequence[str]) -> Compared | None:
        words = tuple(map(self.words, labels))
        if len(words) < 2 or not all(0 < len(one) <= 14 for one in words) or len(set(words)) < len(words):
            return None
        parts, plain = self.parts(labels)
        return Compared(words, parts, plain)

    def parts(self, labels: Sequence[str]) -> tuple[tuple[str | None, ...], int]:
        """The part of each of several labels in the trial, and how plain it is (2: their words, 1: an addition, 0: order)."""
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
        """Groups go by their letters; what is tested is named in the title if one of the two is; else it is named first."""
        ids = [min((word for word in words_of(label) if _ID.fullmatch(word)), default=None) for label in labels]
        if ids[0] and ids[1] and ids[0] != ids[1]:
            return ("treatment", "control") if ids[0] < ids[1] else ("control", "treatment")
        in_title = [self._first(side) < self._title for side in (a, b)]
        if in_title[0] != in_title[1]:
            return ("treatment", "control") if in_title[0] else ("control", "treatment")
        if not all(in_title):
            a, b = (words_of(label) & side or side for label, side in zip(labels, (a, b), strict=True))
        return ("control", "treatment") if self._first(b) < self._first(a) else ("treatment", "control")

    @cached_property
    def _title(self) -> int:
        """Where the title ends."""
        match = re.search(r"[.?!]\s|\n", self.text)
        return min(match.start() if match else len(self.text), 400)

    def _first(self, words: Collection[str]) -> int:
        return min((self._places[word] for word in words if word in self._places), default=len(self.text))

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each telling word stands first."""
        found: dict[str, int] = {}
        for match in _WORD.finditer(_GROUP.sub(lambda m: f"#{m['id']}".ljust(len(m[0])), self.text)):
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

    @cached_property
    def order(self) -> tuple[str, str]:
        """In which order the text names its arms where it gives two figures without saying whose."""
        for one in self.compared:
            if len(one.parts) == 2 and one.parts[0]:
                return ("treatment", "control")
        return ("treatment", "control")


def trial_arms(text: str) -> TrialArms:
    """The arms of the trial that `text` is about (to be asked through `Sentence.document`)."""
    return TrialArms(text)


def _places(text: str) -> Iterator[tuple[str, ...]]:
    """The labels of each place that says what is compared with what."""
    for match in _WITHOUT.finditer(text):
        yield f"{match['a']} {match['b']}", match["a"]
    for match in _ALLOTTED.finditer(text):
        labels = _listed(match["what"])
        if 2 <= len(labels) <= 5:
            yield labels
    yield from _groups_named(text)
    for pattern in (_VERSUS, _COMPARING):
        for match in pattern.finditer(text):
            if _FIGURES.search(match.group()):
                continue
            a = (
                re.split(r"\b(?:of|comparing|between|either|for|is|was|were|with|than|in)\s", match["a"])[-1]
                if pattern is _VERSUS
                else match["a"]
            )
            yield _bare(a), _bare(match["b"])


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
