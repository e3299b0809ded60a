"""Which report of a trial a paper is (titles and abstracts are made up)."""

import pytest

from tests.linking.test_linking_content import trial
from tracker.linking import DraftLink
from tracker.linking.reports import report_kind, with_reports

MAIN = "We randomly assigned 300 people to zorvelimab or placebo. The primary outcome was the itch score at week 12."


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Zorvelimab for urticaria: a randomised trial", MAIN, "primary"),
        ("Zorvelimab for urticaria", MAIN, "primary"),
        ("Zorvelimab in practice", "We describe how clinics use it.", None),
        ("Zorvelimab for urticaria: study protocol for a randomised trial", MAIN, "protocol"),
        ("Rationale and design of the DUNE trial", MAIN, "protocol"),
        ("Protocol violations in a randomised trial of zorvelimab", MAIN, "primary"),
        ("Zorvelimab: a systematic review and meta-analysis", MAIN, "meta_analysis"),
        ("Zorvelimab for hives", "We searched MEDLINE for trials. Twelve were found.", "meta_analysis"),
        ("Zorvelimab in urticaria: pooled results of DUNE and DUNE 2", MAIN, "pooled"),
        ("An integrated safety analysis of zorvelimab", MAIN, "pooled"),
        ("Itch under zorvelimab", "Data from two phase 3 trials were pooled. Itch fell.", "pooled"),
        ("Open-label extension of DUNE", MAIN, "extension"),
        ("Zorvelimab over two years", "In this open-label extension study, 210 people went on.", "extension"),
        ("DUNE: planned interim analysis of a randomised trial", MAIN, "interim"),
        ("Preliminary results of DUNE", MAIN, "interim"),
        ("Zorvelimab for urticaria", f"We report the preliminary results of DUNE. {MAIN}", "interim"),
        ("Sleep under zorvelimab: a post hoc analysis of DUNE", MAIN, "secondary"),
        ("Cost-effectiveness of zorvelimab in DUNE", MAIN, "secondary"),
        ("Sleep under zorvelimab", f"This secondary analysis of DUNE looks at sleep. {MAIN}", "secondary"),
        ("Zorvelimab for urticaria", f"{MAIN} Secondary outcomes were sleep and mood.", "primary"),
        ("Long-term follow-up of people in DUNE", MAIN, "follow_up"),
        ("Five-year outcomes of zorvelimab: a randomised trial", MAIN, "follow_up"),
        ("Three-month outcomes of zorvelimab: a randomised trial", MAIN, "primary"),
        ("Zorvelimab for urticaria", f"{MAIN} Longer follow-up is needed.", "primary"),
        ("Two people with hives: a case report", "They were given zorvelimab.", "other"),
        ("Guideline for the treatment of urticaria", MAIN, "other"),
    ],
)
def test_a_paper_says_what_it_is(title: str, text: str, found: str | None) -> None:
    assert report_kind("paper", title, text) == found


def test_only_papers_are_reports() -> None:
    assert report_kind("press", "Pooled analysis of DUNE", MAIN) is None
    assert report_kind("protocol", "Zorvelimab for urticaria", MAIN) == "protocol"


@pytest.mark.parametrize(
    ("report", "method", "role"),
    [
        ("primary", "identifier", "results"),
        ("extension", "identifier", "results"),
        ("pooled", "identifier", "background"),
        ("meta_analysis", "content", "background"),
        ("pooled", "person", "results"),
    ],
)
def test_a_paper_over_several_trials_is_a_witness_of_none(report: str, method: str, role: str) -> None:
    link = DraftLink("paper", trial(1)[0], "results", method, 0.98, "accepted", ())
    (found,) = with_reports([link], {"paper": report})  # type: ignore[dict-item]
    assert (found.report, found.role) == (report, role)
    assert with_reports([link], {}) == [link]
