"""Attribution: the journal in which the results appeared, by the document and by the paper's own record.

A story that names one journal, or several, of which none is that of the trial's paper differs. Names are compared in
their canonical form ("N Engl J Med" is The New England Journal of Medicine); a name that another begins with may be cut
short and is not comparable. When the trial has several papers one that fits is enough and none decides: a story may be
on one that is not held. The same holds when the document and the paper appeared more than 90 days apart, or the day of
one is not known. Institutions are not compared: people recruited at one are reported by another. Rule: ICMJE (citation
of the primary source); the codes of press councils on naming sources.
"""

from collections.abc import Iterator
from datetime import timedelta

from tracker.checks._base import Case, Check, Example, Finding, Witness
from tracker.checks._milestones import stated
from tracker.claims import claim_types
from tracker.claims._base import fold

COVERAGE = ("press", "press_release")
APART = timedelta(days=90)


def run(case: Case) -> Iterator[Finding]:
    """Compare the journals of a story with those of the papers of its trial."""
    subject = case.subject
    named = [h for h in subject.of("journal") if h.claim.passage not in ("related", "boilerplate")]
    papers = [w for w in case.references if w.kind == "paper" and w.document_id != subject.document_id]
    known = [(h, w) for w in papers for h in w.of("journal") if h.claim.path is not None]
    if subject.kind not in COVERAGE or not named or not known:
        return
    compare = claim_types()["journal"].compare
    for held in named:
        for other, paper in known:
            if compare(held.claim, other.claim).verdict == "agree":
                why = f"Journal: {held.claim.raw} agrees with {other.claim.raw}."
                yield Finding("consistent", why, held, other, paper.document_id)
                return
    held, (other, paper) = named[0], known[0]
    said = f"Journal: {held.claim.raw}"
    reason = _reason(subject, paper, len({w.document_id for w in papers}))
    if any(_begins(h.claim.value, o.claim.value) for h in named for o, _ in known):
        reason = "one may be the other, cut short"
    if reason:
        why = f"{said} and {other.claim.raw} could not be compared: {reason}."
        yield Finding("not_comparable", why, held, other, paper.document_id)
    else:
        yield Finding(
            "inconsistent", f"{said} differs from {other.claim.raw}.", held, other, paper.document_id, "", "minor"
        )


def _begins(one: object, two: object) -> bool:
    """Whether one name begins with the other: "Sleep" and "Sleep Medicine"."""
    short, long = sorted((fold(str(one)), fold(str(two))), key=len)
    return f"{long} ".startswith(f"{short} ")


def _reason(subject: Witness, paper: Witness, papers: int) -> str | None:
    """Why the document may be on another paper."""
    if papers > 1:
        return f"{papers} papers of the trial are held, and it may be on another"
    day = stated(paper, ("published",))
    if subject.published is None or day is None:
        return "one of them has no date, and the document may be on another paper"
    if not day.low - APART <= subject.published <= day.high + APART:
        return "they appeared far apart, and the document may be on another paper"
    return None


_NEJM, _LANCET = "The New England Journal of Medicine", "The Lancet"
_TOLD = "The study, published in The Lancet, enrolled 40 adults."


def _paper(journal: str, day: str = "2031-05-01") -> tuple[tuple[str, str, str | None], ...]:
    return (("journal", journal, None), *((("date", day, "published"),) if day else ()))


CHECK = Check(
    name="attribution",
    title="Journal of the results",
    run=run,
    about=__doc__ or "",
    needs=("journal", "date"),
    examples=(
        Example(_TOLD, _paper(_NEJM), "inconsistent", "paper", published="2031-05-02"),
        Example(
            "The paper is out in the BMJ this week.", _paper(_LANCET), "inconsistent", "paper", published="2031-05-04"
        ),
        Example(
            "The results, in JAMA Oncology, were clear. The study appears in the journal JAMA Oncology.",
            _paper(_LANCET),
            "inconsistent",
            "paper",
            published="2031-05-01",
        ),
        Example(_TOLD, _paper("JAMA Oncology"), "inconsistent", "paper", published="2031-05-02"),
        Example(_TOLD, _paper("The Lancet Oncology"), "not_comparable", "paper", published="2031-05-02"),
        Example(_TOLD, _paper("BMJ", "2031-04"), "inconsistent", "paper", published="2031-05-02"),
        Example(
            "It was published online in N Engl J Med.",
            _paper(_LANCET),
            "inconsistent",
            "paper",
            document_kind="press_release",
            published="2031-05-02",
        ),
        Example(_TOLD, _paper(_LANCET), "consistent", "paper", published="2031-05-02"),
        Example(_TOLD, _paper("Lancet"), "consistent", "paper", published="2033-05-02"),
        Example("It was published online in N Engl J Med.", _paper(_NEJM), "consistent", "paper"),
        Example(_TOLD, _paper(_NEJM), "not_comparable", "paper", published="2032-05-02"),
        Example(_TOLD, _paper(_NEJM), "not_comparable", "paper"),
        Example(_TOLD, _paper(_NEJM, ""), "not_comparable", "paper", published="2031-05-02"),
        Example(
            "An editorial in the journal JAMA Dermatology raised concerns.",
            _paper(_NEJM),
            None,
            "paper",
            published="2031-05-02",
        ),
        Example("The study enrolled 40 adults.", _paper(_NEJM), None, "paper", published="2031-05-02"),
    ),
)
