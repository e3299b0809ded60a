"""How two outcomes of claims or registry fields stand to each other: the comparison of the outcome claim types."""

import re

from tracker.claims._base import Agreement, plain
from tracker.claims._instruments import concepts_in, domain_of, instrument_lexicon, parts_in, stems, unified
from tracker.claims._outcome_times import same_time
from tracker.claims._same_outcome import GENERIC, same_outcome
from tracker.records import Claim

SURE = 0.8
"""From this score on other words are the same outcome."""


def _two_parts(one: str, two: str) -> str | None:
    """The two parts of one domain that two phrases name when they share none, in words."""
    parts = [parts_in(unified(phrase)) for phrase in (one, two)]
    if parts[0] & parts[1]:
        return None
    for domain, name in sorted(parts[0]):
        for other in sorted(part for within, part in parts[1] if within == domain):
            return f"{name} and {other} are two parts of {domain}"
    return None


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two outcomes: instrument, then the words of the domain, then the time point.

    Different words are a difference only where both sides name known, different domains, or where one names only a
    part of the other's domain (somatic symptoms, total score); else they are not comparable.
    """
    if "negated" in (a.status, b.status):
        return Agreement("not_comparable", "one source says what the outcome was not")
    names = f"'{a.raw}' and '{b.raw}'"
    verdict = _same_measure(a, b)
    if not verdict:
        verdict = _in_other_words(a.raw, b.raw, verdict)
    if verdict is None:
        return Agreement("not_comparable", f"{names}: other words; whether they mean the same is not decided here")
    if verdict:
        return Agreement("differ", f"{names}: {verdict}")
    if (
        a.timepoint_days is not None
        and b.timepoint_days is not None
        and not same_time(a.timepoint_days, b.timepoint_days)
    ):
        days = f"{plain(round(a.timepoint_days, 1))} and {plain(round(b.timepoint_days, 1))} days"
        return Agreement("differ", f"{names}: the same outcome at other times ({days})")
    return Agreement("agree", f"{names} are the same outcome")


_SAFETY = re.compile(
    r"\b(?:adverse (?:events?|effects?|reactions?|drug reactions?)|side effects?|t?e?aes?|saes?|safety|tolerability|"
    r"toxicit\w+)\b",
    re.IGNORECASE,
)


def _same_measure(a: Claim, b: Claim) -> str | None:
    """Empty when both measure the same, a reason when they do not, None when it cannot be said."""
    safe = [_SAFETY.search(claim.raw) is not None for claim in (a, b)]
    if safe[0] != safe[1] and concepts_in((b if safe[0] else a).raw):
        return "only one of them is about safety"
    tools = [set(c.qualifiers.get("instruments") or filter(None, [(c.value or {}).get("instrument")])) for c in (a, b)]
    if all(tools):
        if tools[0] & tools[1]:
            return ""
        one, two = sorted(tools[0])[0], sorted(tools[1])[0]
        return f"{one} and {two} are two instruments" if not _generic_scales(tools) else None
    phrases = [
        " ".join([str((c.value or {}).get("domain") or ""), *map(domain_of, sorted(tool))])
        for c, tool in zip((a, b), tools, strict=True)
    ]
    one_stems, two_stems = map(stems, phrases)
    if not one_stems or not two_stems:
        return None
    one_domains, two_domains = map(concepts_in, phrases)
    if (one_domains == two_domains) and (apart := _two_parts(*phrases)):
        return apart
    if not one_stems & two_stems:
        return "two domains" if one_domains and two_domains and not one_domains & two_domains else None
    extra = one_stems ^ two_stems
    narrowed = extra & instrument_lexicon().parts
    if narrowed:
        return f"only one of them is about the part '{sorted(narrowed)[0]}…'"
    if (one_domains ^ two_domains) and not (one_stems <= two_stems or two_stems <= one_stems):
        return None
    return "" if one_stems <= two_stems or two_stems <= one_stems or len(one_stems & two_stems) >= 2 else None


def _in_other_words(one: str, other: str, verdict: str | None) -> str | None:
    """What `same_outcome` adds where words are left open, or agree too quickly: only what is certain counts."""
    found = same_outcome(one, other)
    if found.measured == "different":
        return found.reasons[0]
    return "" if verdict is None and found.measured == "equal" and found.score >= SURE else verdict


def _generic_scales(tools: list[set[str]]) -> bool:
    """Whether one side names only a general rating scale, which measures whatever it is used for."""
    return any(tool <= GENERIC for tool in tools)
