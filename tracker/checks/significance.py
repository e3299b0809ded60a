"""Statistical significance: what the document says was or was not significant against the source and against itself.

A statement about all findings ("no outcome reached significance") holds against every statement about one. Statements
about single outcomes are compared with the same outcome only, of several in the source with the one named most alike;
where the source says both of it (at several times, in several groups), nothing is compared. "Significant" against "not
significant" leads a reader to opposite conclusions; "few" against "none" is a difference of one statement with another.
Everyday "significant" (large, important) is no test and is left out. Not significant is not the same as no effect.
Rule: CONSORT 2025 item 26.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._compare import distinct
from tracker.claims._base import fold

GENERAL = "any"


def run(case: Case) -> Iterator[Finding]:
    """Compare the document's statements with the witnesses' and with each other, general statements first."""
    mine = [h for h in distinct(case.subject.of("significance")) if _is_test(h)]
    mine.sort(key=lambda h: h.claim.outcome != GENERAL)
    done: set[str] = set()
    for held in mine:
        about = held.claim.outcome or ""
        if about in done:
            continue
        findings = [f for w in case.references for f in _against(case, held, w)]
        findings += _against(case, held, Witness(case.subject.document_id, case.subject.kind, "", tuple(mine)))
        settled = [f for f in findings if f.verdict != "not_comparable"]
        if settled or findings:
            done.add(about)
            differing = [f for f in settled if f.listed]
            yield (differing or settled or findings)[0]


def _is_test(held: Held) -> bool:
    return held.claim.kind != "everyday" and held.claim.status == "asserted"


def _against(case: Case, held: Held, witness: Witness) -> list[Finding]:
    own = witness.document_id == case.subject.document_id
    others = [o for o in witness.of("significance") if _is_test(o) and o.id != held.id]
    found = []
    if not own and not held.claim.outcome and others and {o.claim.value for o in others} == {"no"}:
        contrary = _opposite(held, others[0], witness.document_id)
        return [contrary] if contrary is not None else []
    for other in others if own else _nearest(held, others):
        finding = _pair(held, other, None if own else witness.document_id)
        if finding is not None and not (own and finding.verdict == "not_comparable"):
            found.append(finding)
    is_open = len({f.verdict for f in found if f.listed or f.verdict == "consistent"}) > 1
    if is_open and not own and held.claim.outcome != GENERAL:
        why = f"Significance: the source says both of what “{held.claim.raw}” is about."
        return [Finding("not_comparable", why, held, found[0].against, witness.document_id, held.claim.outcome or "")]
    return found


def _nearest(held: Held, others: list[Held]) -> list[Held]:
    """Of statements about the outcome of `held` those that name it most alike, and all about other outcomes."""
    alike = {o.id: _likeness(held, o) for o in others if _same_outcome(held, o)}
    most = max(alike.values(), default=0.0)
    return [o for o in others if alike.get(o.id, most) == most]


def _likeness(a: Held, b: Held) -> float:
    one, two = set(fold(a.claim.outcome or "").split()), set(fold(b.claim.outcome or "").split())
    return len(one & two) / len(one | two)


def _opposite(held: Held, other: Held, against: str) -> Finding | None:
    """A difference said to be significant, of no named outcome, where the witness has none that is.

    A p-value alone, of nobody knows which outcome, says less than that.
    """
    if held.claim.value != "yes" or held.claim.qualifiers.get("form") == "p_value":
        return None
    why = f"Significance: “{held.claim.raw}” differs from “{other.claim.raw}” and every other result of the source."
    return Finding("decision_changing", why, held, other, against, "", "critical")


def _pair(held: Held, other: Held, against: str | None) -> Finding | None:
    mine, theirs = str(held.claim.value), str(other.claim.value)
    general = GENERAL in (held.claim.outcome, other.claim.outcome)
    about = held.claim.outcome or "significance"
    if not general and not _same_outcome(held, other):
        why = f"Significance: “{held.claim.raw}” and “{other.claim.raw}” are about different outcomes."
        return Finding("not_comparable", why, held, other, against, about)
    if mine == theirs:
        why = f"Significance: “{held.claim.raw}” agrees with “{other.claim.raw}”."
        return Finding("consistent", why, held, other, against, about)
    why = f"Significance: “{held.claim.raw}” differs from “{other.claim.raw}”."
    if {mine, theirs} == {"few", "no"}:
        if GENERAL in (held.claim.outcome,) and GENERAL in (other.claim.outcome,):
            return Finding("inconsistent", why, held, other, against, about, "minor")
        return None
    if "few" in (mine, theirs):
        return None
    if general and _general_of(held, other).claim.value == "yes":
        return None  # "significant results" in general says nothing about one outcome
    if against is None and not general:
        return None  # one text may report the same outcome at several times or in several groups
    return Finding("decision_changing", why, held, other, against, about, "critical")


def _general_of(held: Held, other: Held) -> Held:
    return held if held.claim.outcome == GENERAL and other.claim.outcome != GENERAL else other


def _same_outcome(a: Held, b: Held) -> bool:
    one, two = set(fold(a.claim.outcome or "").split()), set(fold(b.claim.outcome or "").split())
    return bool(one and two) and (one <= two or two <= one)


CHECK = Check(
    name="significance",
    title="Statistical significance",
    run=run,
    about=__doc__ or "",
    needs=("significance",),
    examples=(
        Example(
            "The fall in pain was statistically significant.",
            "No outcome reached statistical significance.",
            "decision_changing",
            "paper",
        ),
        Example(
            "Mood improved, a statistically significant difference compared with placebo.",
            "None of the outcomes was statistically significant.",
            "decision_changing",
            "paper",
        ),
        Example(
            "The difference in fatigue was statistically significant.",
            "The difference in fatigue was not statistically significant.",
            "decision_changing",
            "paper",
        ),
        Example(
            "Few outcomes reached statistical significance.",
            "No outcome reached statistical significance.",
            "inconsistent",
            "paper",
        ),
        Example(
            "Few findings were statistically significant. No finding reached statistical significance.",
            verdict="inconsistent",
        ),
        Example(
            "The difference in survival was not statistically significant.",
            "The difference in survival was statistically significant.",
            "decision_changing",
            "paper",
        ),
        Example(
            "No outcome reached statistical significance.",
            "None of the outcomes reached statistical significance.",
            "consistent",
            "paper",
        ),
        Example(
            "The difference in fatigue was not statistically significant.",
            "No outcome reached statistical significance.",
            "consistent",
            "paper",
        ),
        Example(
            "It was 2.1 days shorter, with a P value of 0.002.",
            "The difference in relapses was not statistically significant.",
            None,
            "paper",
        ),
        Example("This is a significant step forward.", "No outcome reached statistical significance.", None, "paper"),
        Example("A significant share of people suffers.", "No outcome was statistically significant.", None, "paper"),
        Example(
            "The difference in fatigue was statistically significant.",
            "The difference in survival was not statistically significant.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The difference in fatigue was not statistically significant.",
            "The difference in sleep quality was statistically significant.",
            "not_comparable",
            "paper",
        ),
        Example(
            "The difference in progression-free survival was not statistically significant.",
            "The difference in survival was statistically significant. "
            "The difference in progression-free survival was not statistically significant.",
            "consistent",
            "paper",
        ),
        Example(
            "The difference in pain was not statistically significant.",
            "The difference in pain was statistically significant at week 4. "
            "The difference in pain was not statistically significant at week 12.",
            "not_comparable",
            "paper",
        ),
        Example(
            "An earlier trial found a statistically significant fall in pain.",
            "No outcome reached statistical significance.",
            None,
            "paper",
        ),
    ),
)
