"""Papers that a registration lists: its results count for much, what the registry found by itself for less."""

from datetime import date

import pytest

from tracker.claims import extract, from_fields
from tracker.linking import Index, Report, Trial, facts_of, link_by_content
from tracker.records import Field

PAPER = "Patients with urticaria were given zorvelimab. Itch scores were recorded daily."
LISTED = {"pmid": "99999901", "doi": "10.5555/Dune.1"}


@pytest.mark.parametrize(
    ("kind", "paper", "text", "state"),
    [
        ("RESULT", ("pmid", "99999901"), PAPER, "accepted"),
        ("RESULT", ("doi", "10.5555/dune.1"), PAPER, "accepted"),
        ("RESULT", ("pmid", "99999902"), PAPER, None),
        ("RESULT", ("pmid", "99999901"), "Prices of bread were recorded in ten towns.", None),
        ("RESULT", ("pmid", "99999901"), PAPER.replace("zorvelimab", "morbecept"), None),
        ("DERIVED", ("pmid", "99999901"), PAPER, "proposed"),
        ("BACKGROUND", ("pmid", "99999901"), PAPER, None),
    ],
)
def test_a_paper_that_a_registration_lists(kind: str, paper: tuple[str, str], text: str, state: str | None) -> None:
    fields = [
        Field(type="intervention", raw="Drug: Zorvelimab", path="$.i"),
        Field(type="condition", raw="Urticaria", path="$.c"),
        Field(type="date", raw="2025-06", path="$.d", kind="completion"),
        Field(type="reference", raw="99999901", path="$.r", kind=kind, qualifiers=LISTED),
    ]
    known = (Trial((("nct", "NCT99999901"),)), facts_of("registry", None, from_fields(fields)[0]))
    own = from_fields([Field(type=paper[0], raw=paper[1], path="$.own", kind="own")])[0]
    said = facts_of("paper", date(2026, 3, 2), [*own, *extract(text)], text=text)
    found = link_by_content([Report("paper", "paper", text, said, date(2026, 3, 2))], Index.of([known]), 0.9, 0.2)
    assert [k.state for k in found] == ([] if state is None else [state])
    assert all("registr" in k.evidence[0] for k in found)
