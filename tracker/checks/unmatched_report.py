"""No trial fits: a report whose nearest trial is only proposed, because what it says differs from it.

The report is held against the nearest trial by every other check; what differs is listed under this one finding. It
says "no trial we hold fits this report", not that the report is wrong: it may be about a trial that nobody follows.
None of the differences under it is an alarm of its own.
"""

from collections.abc import Iterator, Sequence

from tracker.checks._base import Case, Check, Finding

MANY_DIFFERENCES = 3
"""From so many differences on, or one that turns the conclusion round, the finding is major."""
TITLES = {"sample_size": "number of people", "nnt": "number needed to treat"}


def run(case: Case) -> Iterator[Finding]:
    """Find nothing by itself: the finding is made of those of the other checks (`head`)."""
    return iter(())


def head(nearest: str, score: float, evidence: Sequence[str], children: Sequence[tuple[str, Finding]]) -> Finding:
    """The one finding of an unmatched report; `evidence` is the link's, `children` are (check, finding) pairs."""
    agrees = [e for e in evidence if not e.startswith("but ")]
    differs = list(dict.fromkeys(TITLES.get(name, name.replace("_", " ")) for name, _ in children))
    said = [f"No trial we hold fits this report. Nearest: {nearest} ({score:.2f})."]
    if agrees:
        said.append(f"It {'; '.join(agrees)}.")
    if differs:
        said.append(f"Differs in {', '.join(differs)}.")
    first = children[0][1] if children else None
    grave = len(children) >= MANY_DIFFERENCES or any(f.verdict == "decision_changing" for _, f in children)
    return Finding(
        verdict="inconsistent" if children else "not_comparable",
        explanation=" ".join(said),
        claim=first.claim if first else None,
        against=first.against if first else None,
        severity="major" if grave else "minor" if children else "info",
    )


CHECK = Check(name="unmatched_report", title="No trial fits this report", run=run, about=__doc__ or "", level="link")
