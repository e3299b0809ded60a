"""Article changed: a story or release that says otherwise than when it was first seen, and not that it was edited.

The version we saw before is compared with the present one: statement by statement first, each with its counterpart of
the same type and kind, by the comparison of its own type; then sentence by sentence. A statement that changed is minor
where it agreed with the best comparable witness before or differs from it now, else info (it may be mended). Other
words are none. An article that says it was corrected or updated, where it did not before, agrees. Statements that came
or went are no alarm: pages are cut off and extended; where none of the old ones is of the new one's kind, nothing is
compared. What was edited before the first visit is not seen. Source of the rule: COPE and the codes of press councils
ask for corrections to be marked.
"""

import difflib
import re
from collections.abc import Iterator, Sequence

from tracker.checks._base import Case, Check, Example, Finding, Held, Past, Witness, says
from tracker.claims import claim_types
from tracker.records import Kind, VerdictName

COVERAGE = ("press", "press_release")
FACTS = (
    "sample_size",
    "arm_size",
    "attrition",
    "duration",
    "event_rate",
    "effect",
    "nnt",
    "p_value",
    "significance",
    "primary_outcome",
    "primary_outcome_met",
    "phase",
    "masking",
    "allocation",
    "control",
    "centres",
    "dose",
    "harm",
)
_MARKED = re.compile(
    r"\b(?:correction|corrected|clarification|editor[’']s note|erratum|this (?:article|story|report|page|release|post) "
    r"(?:has been|was) (?:updated|amended|changed|edited)|an earlier version|amended on|updated to)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]?\s+|\n+")
_SHOWN = 3
LONGEST = 20_000
"""Characters of each version whose sentences are compared."""


def run(case: Case) -> Iterator[Finding]:
    """Compare the article with the version before it."""
    article = case.subject
    if article.kind not in COVERAGE or not article.past:
        return
    before, since = article.past[-1], f" (since {article.since.isoformat()})" if article.since else ""
    pairs: list[tuple[Held, Held]] = []
    open_: list[tuple[Held, Held]] = []
    for name in FACTS:
        for verdict, a, b in _changed(name, before, article.of(name)):
            (pairs if verdict == "differ" else open_).append((a, b))
    sentences = _differences(before.text, article.text)
    told = f" In the text: {sentences}." if sentences else ""
    if not pairs:
        yield from _no_fact(article, open_, since, told)
        return
    shown = "; ".join(f"{says(b)} was {says(a)}" for a, b in pairs[:_SHOWN])
    more = f"; and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else ""
    head = f"Article changed{since}: {shown}{more}"
    first = (pairs[0][1], pairs[0][0], None, pairs[0][1].claim.type)
    marked = _MARKED.search(article.text)
    if marked is not None and _MARKED.search(before.text) is None:
        yield Finding("consistent", f"{head}; the article says so (“{marked[0]}”).{told}", *first)
    else:
        moved = [(a, b) for a, b in pairs if _stands(case, a) == "agree" or _stands(case, b) == "differ"]
        away = " It agreed with the source before, or differs from it now." if moved else ""
        words = f"{head}; the article does not say that it was edited.{away}{told}"
        yield Finding("inconsistent", words, *first, "minor" if moved else "info")


def _stands(case: Case, held: Held) -> str:
    """Whether a statement agrees with or differs from the first other witness that has a comparable one, or is open."""
    compare = claim_types()[held.claim.type].compare
    for witness in case.references:
        verdicts = {compare(held.claim, known.claim).verdict for known in witness.of(held.claim.type)}
        if verdicts & {"agree", "rounding"}:
            return "agree"
        if "differ" in verdicts:
            return "differ"
    return "open"


def _no_fact(article: Witness, open_: Sequence[tuple[Held, Held]], since: str, told: str) -> Iterator[Finding]:
    """What is said where no statement is another."""
    if open_:
        a, b = open_[0]
        words = f"Article changed{since}: {says(b)} and {says(a)} before could not be compared.{told}"
        yield Finding("not_comparable", words, b, a, None, "words")
        return
    held = next((h for name in FACTS for h in article.of(name)), None)
    if held is not None:
        words = f"Article changed{since} in its words; no statement is another, {says(held)} as before or added.{told}"
        yield Finding("consistent", words, held, None, None, "words")


def _changed(name: str, before: Past, now: Sequence[Held]) -> Iterator[tuple[str, Held, Held]]:
    """A statement that went beside one that came: `differ` or `not_comparable`; what stayed or agrees is no pair."""
    compare = claim_types()[name].compare
    old = [a for a in before.of(name) if not any(_same(a, b) for b in now)]
    for b in now:
        if any(_same(a, b) for a in before.of(name)):
            continue
        verdicts = {compare(a.claim, b.claim).verdict: a for a in reversed(old)}
        if not verdicts.keys() & {"agree", "rounding"}:
            for verdict in ("differ", "not_comparable"):
                if verdict in verdicts:
                    yield verdict, verdicts[verdict], b
                    break


def _same(a: Held, b: Held) -> bool:
    one, two = a.claim, b.claim
    return (one.kind, one.low, one.high, str(one.value)) == (two.kind, two.low, two.high, str(two.value))


def _differences(before: str, after: str) -> str:
    """The first sentences that went or came, to be read."""
    one, two = ([s for s in _SENTENCE.split(text[:LONGEST]) if s.strip()] for text in (before, after))
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag != "equal":
            went, came = (" ".join(" ".join(some).split())[:200] for some in (one[a:b], two[c:d]))
            words = [f"“{went}” went"] if went else []
            parts.append(" and ".join([*words, *([f"“{came}” came"] if came else [])]))
    more = f"; and {len(parts) - _SHOWN} more places" if len(parts) > _SHOWN else ""
    return "; ".join(parts[:_SHOWN]) + more


_OLD = "The trial enrolled 120 adults for six weeks."


def _example(now: str, verdict: VerdictName | None, before: str = _OLD, kind: Kind = "press") -> Example:
    return Example(now, (), verdict, document_kind=kind, earlier=(("2031-01-01", before),), since="2031-01-05")


CHECK = Check(
    name="article_changed",
    title="Article changed",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=FACTS,
    examples=(
        _example("The trial enrolled 210 adults for six weeks.", "inconsistent"),
        _example("The trial enrolled 120 adults, who were followed for four weeks.", "inconsistent"),
        _example("The trial enrolled 99 adults for six weeks.", "inconsistent", kind="press_release"),
        _example("The phase 3 trial enrolled 120 adults.", "inconsistent", "The phase 2 trial enrolled 120 adults."),
        _example("It was a single-blind trial.", "inconsistent", "It was an open-label trial."),
        _example("The primary outcome was pain.", "inconsistent", "The primary outcome was sleep."),
        _example("For six weeks 120 adults were enrolled in the trial.", "consistent"),
        _example("The trial enrolled 120 adults for six weeks. It was paid by a fund.", "consistent"),
        _example("The trial enrolled 120 adults for six weeks. It was a phase 2 trial.", "consistent"),
        _example("The trial enrolled 120 adults.", "consistent"),
        _example("Correction: the trial enrolled 210 adults for six weeks.", "consistent"),
        _example("The trial enrolled 210 adults. This article was updated on Monday.", "consistent"),
        Example("The trial enrolled 120 adults for six weeks.", (), None),
        _example("Sleep is good.", None, "Sleep is very good."),
        _example("The trial enrolled 210 adults.", None, kind="paper"),
        _example("The trial plans to enrol 200 adults.", "not_comparable", "The trial enrolled 120 adults."),
        _example("It treated people for six weeks.", "not_comparable", "It followed them up for a year."),
    ),
)
