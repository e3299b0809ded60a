"""Which arm each percentage of a sentence belongs to, by how figures and the names of arms alternate.

Figures with nothing but a comma, "and" or "versus" between them are a run; names of arms with nothing but that between
them are a chain. A lone figure belongs to the name right behind or before it ("30% in A", "A: 30%"), else to the one
that opens its clause ("In group A, 30% ..., and 12% ..."). A run and a chain of one length go together in order
("for A and B, 30% and 12%", "higher with A than with B (30% v 12%)"); a later run of that length
follows the same chain.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tracker.claims._arm_mentions import Mention, Span, chains_of, mentions
from tracker.claims._between_arms import ASIDE
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._rate_runs import COMPARES, COUNTED, DEFAULT, Placed, of_run, same, zipped
from tracker.claims._trial_arms import TrialArms, other_arm

_WITHIN_RUN = re.compile(
    rf"{ASIDE}{{0,2}}[)\]]?\s?(?:of (?:the )?(?:\d[\d,]* )?(?:{PEOPLE}|them)\s?)?,?\s?(?P<link>and|or|&|vs?\.?|"
    rf"versus|compared (?:with|to)|than|"
    rf"/|,|;|against|as opposed to|[-–](?=\s?\d))?\s?(?:(?:only|just|about|in)\s)?[(\[]?{COUNTED}",
    re.IGNORECASE,
)
_BETWEEN = Gated(r"\b(?:between|in|of) (?:the )?(?:two |both |study |treatment )?(?:groups|arms)\b", re.IGNORECASE)
_BREAKS = re.compile(
    r"[;.]\s|\b(?:vs?|versus|than|compared|while|whereas|but)\b|^\s?(?:with|on|in|for|of those)\s", re.IGNORECASE
)


def placed(text: str, spans: Sequence[Span], arms: TrialArms) -> dict[int, Placed]:
    """The arm of each figure at [start, end) that the layout of the sentence gives one: start -> Placed."""
    if not spans:
        return {}
    named = [one for one in mentions(text, arms) if all(one.end <= s or e <= one.start for s, e in spans)]
    if not named and not arms.compared and not _BETWEEN.search(text):
        return {}
    reader = _Reader(text, arms, named, chains_of(text, named, spans))
    runs = _runs(text, named, spans)
    for at, run in enumerate(runs):
        low = runs[at - 1][-1][1] if at else 0
        high = runs[at + 1][0][0] if at + 1 < len(runs) else len(text)
        reader.read(run, low, high)
    found = {start: replace(one, by="order") if one.by == DEFAULT else one for start, one in reader.found.items()}
    return _completed(found, arms)


@dataclass
class _Reader:
    """Reads the runs of a sentence from left to right and remembers what later ones are held against."""

    text: str
    arms: TrialArms
    named: Sequence[Mention]
    chains: Sequence[list[Mention]]
    found: dict[int, Placed] = field(default_factory=dict)
    active: list[Mention] = field(default_factory=list)
    """the last chain, or the last two names that had a figure each: what a later run goes with"""
    before: Mention | None = None
    """whose the run before was, if one arm's"""
    taken: Mention | None = None
    """the last name that stood behind its figure, and so opens no clause"""
    waiting: list[Sequence[Span]] = field(default_factory=list)
    """runs without a name, which the next run may settle"""
    defaulted: list[Sequence[Span]] = field(default_factory=list)
    """pairs that were given the usual order, until a later pair is told"""

    def read(self, run: Sequence[Span], low: int, high: int) -> None:
        """Find the arms of a run; no other figure stands between `low` and `high`."""
        before = [chain for chain in self.chains if low <= chain[0].start and chain[-1].end <= run[0][0]]
        behind = [chain for chain in self.chains if run[-1][1] <= chain[0].start and chain[-1].end <= high]
        self.active = next((chain for chain in reversed(before) if len(chain) > 1), self.active)
        left, right = before[-1] if before else [], behind[0] if behind else []
        if right and len(left) == 1 and left[0] is self.taken:
            left = []
        more = any(one.start >= run[-1][1] for one in self.named)
        free = [one for one in self.named if one is not self.taken] if more else self.named
        given, by = of_run(self.text, run, left, right, self.active, free, self.arms)
        self.found |= given
        own = by if by is not None and right and by is right[0] else None
        if len(given) == 2 and len(right) == 1 and not left:
            self.taken = right[0]
        self._settle_pairs(run, given, left, right)
        self._settle_waiting(run, given, own, nameless=not before and not behind, right=right)
        self.taken = own or self.taken
        if by is not None and self.before is not None and self.before.label != by.label:
            self.active = [self.before, by]
        self.before = by
        if len(right) == len(run) > 1:
            self.active = right

    def _settle_pairs(
        self, run: Sequence[Span], given: dict[int, Placed], left: Sequence[Mention], right: Sequence[Mention]
    ) -> None:
        """ "Pain (5% v 9%) and rash (2% v 3%) were rarer with A": what the last pair is told holds for those before."""
        if given and all(one.by == DEFAULT for one in given.values()):
            self.defaulted.append(run)
        elif len(given) == len(run) == 2 and right and not left:
            told = [given[start] for start, _ in run]
            for pair in self.defaulted:
                self.found |= {start: one for (start, _), one in zip(pair, told, strict=True)}

    def _settle_waiting(
        self,
        run: Sequence[Span],
        given: dict[int, Placed],
        own: Mention | None,
        *,
        nameless: bool,
        right: Sequence[Mention],
    ) -> None:
        """ "30% had a rash and 12% a fever in group A": the name behind the last figure is that of those before."""
        if not given and nameless:
            self.waiting.append(run)
            return
        if len(right) == len(run) > 1 and all(len(one) == len(run) for one in self.waiting):
            for earlier in self.waiting:
                self.found |= zipped(earlier, right, self.arms)
        elif own is not None and self.waiting and not _BREAKS.search(self.text, self.waiting[0][-1][1], run[0][0]):
            for earlier in self.waiting:
                self.found |= same(earlier, own)
        self.waiting = []


def _completed(found: dict[int, Placed], arms: TrialArms) -> dict[int, Placed]:
    """Of two names in a sentence of which the document tells one or none: which arm the other is."""
    labels = list(dict.fromkeys(label for start in sorted(found) if (label := found[start].label)))
    told = {label: part for label in labels if (part := arms.part_of(label)[0])}
    parts: dict[str, str | None]
    own = {label for label in labels if arms.told(label) == "control"}
    if own and len(own) < len(labels):
        parts = {label: "control" if label in own else "treatment" for label in labels}
        plain = 2
    elif len(labels) == 2:
        both, plain = arms.parts(labels)
        parts = dict(zip(labels, both, strict=True))
        sure = any(arms.part_of(label)[1] and label in told for label in labels)
        if plain == 0 and not sure:
            parts = dict(zip(labels, ("treatment", "control"), strict=True))
        elif plain == 0 and len(set(told.values())) == 2:
            return found
        elif plain == 0 and len(told) == 1:
            ((label, part),) = told.items()
            parts = {one: part if one == label else other_arm(part) for one in labels}
    else:
        return found
    return {
        start: replace(one, part=parts[one.label], by="label" if plain else "order") if one.label else one
        for start, one in found.items()
    }


def _runs(text: str, named: Sequence[Mention], spans: Sequence[Span]) -> list[list[Span]]:
    runs: list[list[Span]] = []
    for span in spans:
        if runs:
            low, high = runs[-1][-1][1], span[0]
            apart = any(low <= one.start and one.end <= high for one in named)
            if not apart and _WITHIN_RUN.fullmatch(text, low, high):
                runs[-1].append(span)
                continue
        runs.append([span])
    return [part for run in runs for part in _in_pairs(text, run)]


def _in_pairs(text: str, run: list[Span]) -> list[list[Span]]:
    """A run cut where a comparison ends: "5% v 7% and 3% v 0%" are two."""
    links = [text[a[1] : b[0]] for a, b in pairwise(run)]
    if len(run) < 4 or len(run) % 2 or not all(COMPARES.search(link) for link in links[::2]):
        return [run]
    return [run[at : at + 2] for at in range(0, len(run), 2)]
