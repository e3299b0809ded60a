"""Only in relative terms: a story that gives a lower risk as a ratio or relative change, and no absolute figure.

A relative reduction of a risk ("a 30% lower risk", "half as likely", a hazard ratio) says nothing of how many people
that is. Where the document gives no rate of events, no count, no absolute difference and no number needed to treat of
its own trial, this is listed under "not mentioned" (severity info), never as an alarm. A relative change of something
that is measured and not counted (blood pressure, weight) is not comparable: it has no absolute risk. Rule: CONSORT 2025
item 26 (absolute and relative effects); Gigerenzer et al., Psychol Sci Public Interest 2007;8:53.
"""

import re
from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held

COVERAGE = ("press", "press_release")
RATIOS = frozenset({"hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio"})
RISK = re.compile(
    r"\b(?:risks?|odds|chances?|likel\w+|probabilit\w+|deaths?|died|dying|mortality|incidence|relapses?|hazard)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\d\s?(?:%|per\s?cent)[^.;]{0,80}\b(?:compared|versus|vs|against|than)\b[^.;]{0,60}\d|\bone in \w+|"
    r"\b\d+ (?:out )?of (?:the |every )?\d+|\bper (?:1,?000|100|10,?000|100,?000)\b|"
    r"\bfrom \d[\d.]*\s?(?:%|per\s?cent)? to \d|\b\d+ (?:\w+ ){0,3}(?:deaths|cases|events|attacks|strokes|cancers)\b",
    re.IGNORECASE,
)
"""Rates and counts that stand in the text although they were not read as such."""


def run(case: Case) -> Iterator[Finding]:
    """Say when the benefit is told in relative terms only."""
    if case.subject.kind not in COVERAGE:
        return
    relative = [h for h in case.subject.of("effect") if _lower(h)]
    if not relative:
        return
    risks = [h for h in relative if h.claim.kind in RATIOS or RISK.search(h.sentence)]
    if not risks:
        why = f"“{relative[0].claim.raw}” is a relative change of what is measured: it has no absolute risk."
        yield Finding("not_comparable", why, relative[0])
        return
    absolute = _absolute(case)
    if absolute is not None:
        why = f"“{risks[0].claim.raw}” stands beside an absolute figure, {absolute.claim.raw}."
        yield Finding("consistent", why, risks[0], absolute)
    elif not COUNTED.search(case.subject.text or risks[0].sentence):
        why = f"Not mentioned: how many people “{risks[0].claim.raw}” is. The document gives no absolute figure."
        yield Finding("missing", why, risks[0], omission=True)


def _lower(held: Held) -> bool:
    """Whether an effect is a relative one towards less."""
    claim = held.claim
    if claim.status == "negated" or claim.number is None or claim.confidence < 0.7:
        return False
    if claim.kind == "relative_change":
        return claim.number < 0
    return claim.kind in (*RATIOS, "times") and 0 < claim.number < 1


def _absolute(case: Case) -> Held | None:
    """An absolute figure of the trial, anywhere in the document or in an abstract printed in it."""
    own = [case.subject, *(w for w in case.references if w.document_id == case.subject.document_id)]
    for witness in own:
        for held in witness.of("event_rate", "nnt", "effect"):
            if held.claim.type != "effect" or held.claim.kind == "risk_difference":
                return held
    return None


CHECK = Check(
    name="relative_only",
    title="Only in relative terms",
    run=run,
    about=__doc__ or "",
    level="within",
    needs=("effect", "event_rate", "nnt"),
    examples=(
        Example("The trial found that the drug cut the risk of stroke by 30%.", verdict="missing"),
        Example("Patients on the drug had a 42% lower risk of relapse, the trial showed.", verdict="missing"),
        Example("People on the drug were half as likely to relapse as those on placebo.", verdict="missing"),
        Example("In the trial the drug reduced deaths by 20 percent.", verdict="missing"),
        Example("The hazard ratio for death was 0.70 in the trial.", verdict="missing"),
        Example("The trial showed a 25% lower risk of fracture.", verdict="missing", document_kind="press_release"),
        Example(
            "The drug cut the risk of relapse by 33%: it was 10% with the drug versus 15% with placebo.",
            verdict="consistent",
        ),
        Example(
            "The trial found that the drug cut the risk of stroke by 30%. The absolute risk reduction was 2%.",
            verdict="consistent",
        ),
        Example(
            "The trial found that the drug cut the risk of stroke by 30%. The number needed to treat was 50.",
            verdict="consistent",
        ),
        Example("In the trial the drug lowered blood pressure by 12%.", verdict="not_comparable"),
        Example("Patients on the drug had 20% lower cholesterol, the trial showed.", verdict="not_comparable"),
        Example("The trial found that the drug cut the risk of stroke by 30%.", document_kind="paper"),
        Example("The drug may help, the trial found."),
        Example("Smoking raises the risk of stroke by 30%."),
    ),
)
