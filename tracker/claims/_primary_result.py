"""How the primary outcome came out, where no sentence says it outright: read from the whole text.

The outcome is named in the methods; the result sentence that names it again has a test (a p-value, an interval against
the null of its kind, words, a margin of non-inferiority); the conclusion is the last resort. The first kind of evidence
that says anything decides, in the order of `ORDER`; each is more often right than the next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.claims import _primary_result_words as words
from tracker.claims._base import fold
from tracker.claims._primary_result_tests import tested
from tracker.claims._splitter import spans
from tracker.records import Claim, PassageKind

By = Literal["said", "non_inferiority", "result", "conclusion_on_it", "result_of_part", "conclusion", "first_test"]
ORDER: tuple[tuple[By, float], ...] = (
    ("said", 0.9),
    ("non_inferiority", 0.8),
    ("result", 0.85),
    ("conclusion_on_it", 0.7),
    ("result_of_part", 0.65),
    ("conclusion", 0.6),
    ("first_test", 0.5),
)
"""What decides, the surest first, with the confidence of a claim that rests on it."""
LONGEST = 12_000
"""Characters beyond which a text is no abstract: its parts say too many things about too many outcomes."""
_READ: frozenset[PassageKind] = frozenset({"body", "abstract", "headline", "key_facts"})
_ABSTRACT = re.compile(r"(?i:conclusion|interpretation|in summary|discussion|significance:)")


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence with its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which way one sentence points (1 met, -1 not met)."""

    by: By
    sign: int
    part: Part


@dataclass(frozen=True, slots=True)
class Name:
    """An outcome as it may be named again: phrases any of which is enough, and words most of which are."""

    phrases: frozenset[str]
    words: frozenset[str]

    def named_in(self, text: str) -> bool:
        """Whether `text` names the outcome."""
        folded = f" {fold(text)} "
        if any(f" {phrase} " in folded or f" {phrase}s " in folded for phrase in self.phrases):
            return True
        hits = sum(f" {word[:5]}" in folded for word in self.words)
        return bool(self.words) and hits >= max(1, 0.6 * len(self.words))


def concluded(text: str, passages: Sequence[tuple[int, int, PassageKind]], claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield at most one claim of `primary_outcome_met` per abstract, or per text that names its primary outcome.

    Nothing is added where a sentence already says outright how the primary outcome came out.
    """
    told = [c for c in claims if c.type == "primary_outcome_met" and c.scope == "this_trial"]
    abstract = False
    for low, high, passage in passages:
        if passage not in _READ or high - low > LONGEST or not _ABSTRACT.search(text, low, high):
            continue
        parts = [Part(start, end, text[start:end]) for start, end in spans(text, low, high)]
        sections = _sections(parts, passage)
        if sections is None:
            continue
        abstract = True
        if not any(low <= (c.start or 0) < high for c in told):
            found = decided(parts, *sections)
            if found is not None:
                yield _claim(found, passage)
    if not told and not abstract:
        yield from _in_running_text(text, claims)


def _sections(parts: Sequence[Part], passage: PassageKind) -> tuple[int, int] | None:
    """The first sentences of the results and of the conclusions of a structured abstract; None: it is none."""
    reports = next((at for at, part in enumerate(parts) if words.REPORTS.match(part.text)), None)
    ends = [at for at, part in enumerate(parts) if words.CONCLUDES.match(part.text) and at > (reports or 0)]
    if passage == "abstract" and len(parts) > 3:
        return reports or 1, ends[0] if ends else len(parts) - 1
    return (reports, ends[0]) if reports is not None and ends else None


def decided(parts: Sequence[Part], reports: int, concludes: int) -> Evidence | None:
    """The evidence that decides in an abstract, given where its results and its conclusions begin."""
    found: dict[By, Evidence] = {}
    for one in evidence(parts, reports, concludes):
        if one.by == "said":
            found[one.by] = one
        else:
            found.setdefault(one.by, one)
    return next((found[by] for by, _ in ORDER if by in found), None)


def evidence(parts: Sequence[Part], reports: int, concludes: int) -> Iterator[Evidence]:
    """Everything in an abstract that points one way, in the order of the text within each kind."""
    whole = " ".join(part.text for part in parts)
    short = short_forms(whole)
    name = primary_name(parts, reports, short)
    margin = bool(words.NON_INFERIORITY.search(whole))
    for part in parts[reports:]:
        if words.PRIMARY.search(part.text):
            sign = -1 if words.SAYS_NOT_MET.search(part.text) else 1 if words.SAYS_MET.search(part.text) else 0
            if sign:
                yield Evidence("said", sign, part)
    if margin:
        for part in (*parts[concludes:], *parts[reports:concludes]):
            sign = non_inferior(part.text)
            if sign:
                yield Evidence("non_inferiority", sign, part)
    for part in parts[reports:concludes]:
        partly = bool(words.PART_ONLY.search(part.text))
        sign = tested(part.text, name, short) if name is not None and name.named_in(part.text) else 0
        if sign:
            yield Evidence("result_of_part" if partly else "result", sign, part)
        sign = 0 if partly else tested(part.text, None, short)
        if sign:
            yield Evidence("first_test", sign, part)
    for part in parts[concludes:]:
        if not words.NO_RESULT.match(part.text):
            yield from _of_conclusion(part, name)


def _of_conclusion(part: Part, name: Name | None) -> Iterator[Evidence]:
    body = part.text[match.end() :] if (match := words.CONCLUDES.match(part.text)) else part.text
    for clause in words.CLAUSES.split(body):
        if words.HARMS.search(clause):
            continue
        sign = -1 if words.NO_EFFECT.search(clause) else 1 if words.AN_EFFECT.search(clause) else 0
        if sign:
            yield Evidence("conclusion_on_it" if name and name.named_in(clause) else "conclusion", sign, part)


def non_inferior(text: str) -> int:
    """1 when `text` says that a treatment is not inferior, -1 when it says that this was not shown."""
    if words.NOT_NON_INFERIOR.search(text):
        return -1
    return 1 if words.NON_INFERIOR.search(text) else 0


def short_forms(text: str) -> dict[str, str]:
    """Abbreviation -> folded long form, of all that `text` defines as "overall survival (OS)"."""
    found: dict[str, str] = {}
    for match in words.SHORT_FORM.finditer(text):
        capitals = [letter.lower() for letter in match["short"] if letter.isupper()]
        before = re.split(r"[\s-]+", text[max(0, match.start() - 90) : match.start()].rstrip())
        if not capitals:
            continue
        for size in range(min(len(before), len(capitals) + 2), 0, -1):
            tail = before[-size:]
            initials = iter("".join(word[:1] for word in tail).lower())
            if tail[0][:1].lower() == capitals[0] and all(letter in initials for letter in capitals):
                found.setdefault(match["short"].upper(), fold(" ".join(tail)))
                break
    return found


def named(phrase: str, short: dict[str, str]) -> Name:
    """The outcome that `phrase` names, with its abbreviation or its long form."""
    folded = fold(phrase)
    phrases: set[str] = {fold(match.group()) for match in words.ENDPOINT.finditer(phrase)}
    for abbreviation, long in short.items():
        if long in folded or re.search(rf"\b{re.escape(abbreviation)}s?\b", phrase):
            phrases |= {abbreviation.lower(), long}
    telling = {word for word in folded.split() if len(word) > 3 and word not in words.EMPTY and not word.isdigit()}
    return Name(frozenset(phrases), frozenset(telling))


def primary_name(parts: Sequence[Part], reports: int, short: dict[str, str]) -> Name | None:
    """The outcome that an abstract calls primary, or else the first endpoint that it says it was made to compare."""
    for part in parts:
        for match in words.PRIMARY.finditer(part.text):
            left = part.text[: match.start()]
            before = re.split(r"[;:,]", left[-80:])[-1] if words.BEFORE_PRIMARY.search(left) else ""
            name = named(f"{before} {words.AFTER_NAME.split(part.text[match.end() : match.end() + 160])[0]}", short)
            if name.phrases or name.words:
                return name
    for part in parts[: max(reports, 3)]:
        if aim := words.AIMS.search(part.text):
            phrases = [m.group() for m in words.ENDPOINT.finditer(part.text, aim.start())]
            if phrases:
                return Name(frozenset().union(*(named(one, short).phrases for one in phrases)), frozenset())
    return None


def _in_running_text(text: str, claims: Sequence[Claim]) -> Iterator[Claim]:
    """From a primary outcome that a text names, and a later test of it; nothing when tests of it disagree."""
    primary = next(
        (c for c in claims if c.type == "primary_outcome" and c.scope == "this_trial" and c.status == "asserted"), None
    )
    if primary is None or primary.start is None:
        return
    name = named(primary.quote, short_forms(text))
    tests = [
        c
        for c in claims
        if c.type == "significance" and c.kind == "statistical" and c.scope == "this_trial" and c.status == "asserted"
        if c.value in {"yes", "no"} and (c.start or 0) > primary.start and c.outcome and name.named_in(c.outcome)
        if c.context_start is not None and c.context_end is not None and not c.qualifiers.get("test")
    ]
    if tests and len({c.value for c in tests}) == 1:
        first = tests[0]
        start, end = first.context_start or 0, first.context_end or 0
        found = Evidence("result", 1 if first.value == "yes" else -1, Part(start, end, text[start:end]))
        yield _claim(found, first.passage, 0.7)


def _claim(found: Evidence, passage: PassageKind, confidence: float | None = None) -> Claim:
    part = found.part
    return Claim(
        type="primary_outcome_met",
        raw=part.text,
        quote=part.text,
        value="met" if found.sign > 0 else "not_met",
        outcome="primary outcome",
        passage=passage,
        start=part.start,
        end=part.end,
        context_start=part.start,
        context_end=part.end,
        confidence=dict(ORDER)[found.by] if confidence is None else confidence,
        qualifiers={"decided_by": found.by},
    )
