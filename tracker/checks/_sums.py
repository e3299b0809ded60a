"""The arms of a trial add up to its people: the first rule of the check `arithmetic`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from tracker.checks._arms import called, counts, totals, whole
from tracker.checks._base import Finding, Held, Witness

OTHER_DESIGN = re.compile(
    r"\b(?:cross-?over|crossed over|factorial|shared control|both (?:arms|groups|treatments|regimens)|"
    r"clusters?|within-(?:subject|person)|split-(?:mouth|face)|healthy (?:controls?|volunteers|subjects|people)|"
    r"pre-?randomi[sz]\w+|run-in|re-?randomi[sz]ed|case-control|cohorts?)\b",
    re.IGNORECASE,
)
MORE_ARMS = re.compile(
    r"\b(?:three|four|five|six|seven|eight|[3-8])[\s-](?:[\w-]+\s)?(?:arms?|groups?|treatments?|regimens|conditions|doses)\b|"
    r"\b\d:\d:\d|\bdose groups\b|\b(?:third|fourth|other) (?:arm|group)s?\b",
    re.IGNORECASE,
)
EXCLUDED = re.compile(
    r"\b(?:exclu\w+|ineligib\w+|not eligible|withdr[ae]w\w*|evaluable|assessable|dropped out|violat\w+|declined|"
    r"refused|did not (?:receive|start|begin|take)|never (?:received|started|took)|lost to follow|"
    r"discontinued|not treated)\b",
    re.IGNORECASE,
)
"""Words anywhere in a text by which fewer people than assigned may be listed."""
STAYED = re.compile(
    r"\b(?:eligible|anal[yz]s?[ez]d|protocol|incomplete|included in|completed|missing|crossed|received|receiving|"
    r"treated|underwent|given|took|got|started)\b",
    re.IGNORECASE,
)
"""Words in the sentence of the arms by which those listed may be fewer than those assigned."""
ASSIGNED = re.compile(r"\b(?:randomi[sz]\w+|assigned|allocated)\b", re.IGNORECASE)
MOST_ARMS = 8


def sums(witness: Witness) -> Iterator[Finding]:
    """Yield, for every sentence that lists arms, whether they add up to the people of the trial."""
    listed: dict[int | None, list[Held]] = defaultdict(list)
    for held in counts(witness):
        listed[held.claim.context_start].append(held)
    for place, arms in listed.items():
        if len(arms) >= 2 and {"treatment", "control"} <= {h.claim.arm for h in arms}:
            finding = _sum(witness, place, arms[:MOST_ARMS])
            if finding:
                yield finding


def _sum(witness: Witness, place: int | None, arms: Sequence[Held]) -> Finding | None:
    numbers = [whole(h) or 0 for h in arms]
    together = sum(numbers)
    given = [h for h in totals(witness) if h.claim.kind != "screened"]
    beside = [h for h in given if h.claim.context_start == place]
    if not given:
        return None
    listed = " and ".join(str(n) for n in numbers)
    names = ", ".join(called(h) for h in arms)
    said = f"{listed} ({names}) add up to {together}"
    matching = [h for h in given if _adds_up(numbers, whole(h) or 0)]
    if matching:
        return _finding("consistent", f"{said}, as printed: {matching[0].claim.raw}", arms[0], matching[0])
    total = max(beside or given, key=lambda h: whole(h) or 0)
    people = whole(total) or 0
    reason = _reason(witness, together, people, total in beside, arms[0].sentence, numbers)
    if reason:
        return _finding("not_comparable", f"{said}, which is not {people}, but {reason}", arms[0], total)
    return _finding("inconsistent", f"{said}, which differs from {people} ({total.claim.raw})", arms[0], total)


def _adds_up(numbers: Sequence[int], total: int) -> bool:
    """Whether all of the numbers, or some of them (the rest being of later stages), add up to the total."""
    return any(sum(some) == total for size in range(2, len(numbers) + 1) for some in combinations(numbers, size))


def _reason(
    witness: Witness, together: int, people: int, beside: bool, sentence: str, numbers: Sequence[int]
) -> str | None:
    """Why a sum that is not the total may still be right; None when nothing explains it."""
    texts = {h.sentence for h in witness.claims}
    if any(OTHER_DESIGN.search(text) for text in texts):
        return "its design allows one person in two groups or groups outside the randomisation"
    if any(MORE_ARMS.search(text) for text in texts):
        return "it may have further arms"
    if set(numbers) & {whole(h) for h in totals(witness)}:
        return "the number of people is that of one arm"
    if not beside or not ASSIGNED.search(sentence):
        return "the two are not said in one sentence about who was assigned"
    printed = [int(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*(?![\d.]*[\d%])", sentence)]
    if together in printed:
        return f"{together} stands in the sentence too"
    if together < people:
        gone = {whole(h) for h in witness.of("attrition")} - {None, 0}
        if gone or STAYED.search(sentence) or any(EXCLUDED.search(text) for text in texts):
            return "people may have left or been left out"
        rest = people - together
        if printed.count(rest) > list(numbers).count(rest):
            return f"{rest} stands in the sentence too"
        if rest > people / 4:
            return "an arm may have been named elsewhere"
    return None


def _finding(verdict: str, why: str, held: Held, total: Held) -> Finding:
    severity = "minor" if verdict == "inconsistent" else "info"
    return Finding(verdict, f"Arms: {why}.", held, total, None, "arms", severity)  # type: ignore[arg-type]
