"""Papers through the pipeline: records of one paper share its registration and are one witness; chains of stories."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.pipeline.stages import Bench, bench
from tests.pipeline.stores import PatientClock, differences, rows
from tracker.operations.judge import judge_link
from tracker.records import Field, PartialDate, Passage

ABSTRACT = "We randomised {n} people to drops of brine or plain water. Noses were clear sooner with brine."


def own(doi: str = "", pmid: str = "", number: str = "") -> tuple[Field, ...]:
    given = (("doi", doi), ("pmid", pmid), ("registration_id", number))
    return tuple(Field(type=name, raw=raw, path=f"$.{name}", kind="own") for name, raw in given if raw)


def told_by(path: str, kind: str, raw: str) -> Field:
    return Field(type="relation", raw=raw, path=path, kind=kind)


def published(day: int) -> PartialDate:
    return PartialDate(low=date(2026, 2, day), high=date(2026, 2, day), precision="day")


@pytest.fixture
def store(long_store_url: str, tmp_path: Path) -> Iterator[Bench]:
    with bench(long_store_url, tmp_path) as made:
        made.registry()
        yield made


def add_paper(store: Bench, name: str, source: str, fields: tuple[Field, ...], n: int = 64, **more: object) -> str:
    said = ABSTRACT.format(n=n)
    given = {"kind": "paper", "passages": (Passage(kind="abstract", start=0, end=len(said)),), "fields": fields, **more}
    return store.add(name, said, source, **given)


def links(store: Bench) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in store.rows(
        "SELECT source, method, state FROM v_links WHERE document_kind <> 'registry' ORDER BY source, method"
    ):
        found.setdefault(row["source"], []).append((row["method"], row["state"]))
    return found


def members(store: Bench) -> dict[str, tuple[str, str, str, bool]]:
    found = store.rows(
        "SELECT d.source, p.doi, m.role, m.form, m.is_best FROM paper_member m JOIN paper p ON p.id = m.paper_id"
        " JOIN document d ON d.id = m.document_id"
    )
    return {r["source"]: (r["doi"], r["role"], r["form"], bool(r["is_best"])) for r in found}


def test_one_paper_in_several_indexes(store: Bench) -> None:
    index = add_paper(store, "PMID99999901", "index", own("10.5555/x1", "99999901", "NCT99999901"))
    add_paper(store, "MED/99999901", "mirror", (*own(pmid="99999901"), told_by("$.pmcid", "version_of", "PMC9999901")))
    body = "The room was bright. " * 400
    store.add("PMC9999901", f"{ABSTRACT.format(n=64)} {body}", "texts", kind="paper", fields=own("10.5555/X1"))
    add_paper(
        store, "PPR/1", "preprints", (*own("10.5555/pre"), told_by("$.r", "preprint_of", "10.5555/x1")), kind="preprint"
    )
    store.add("RW1", "Retraction: doubts", "notices", kind="derivative", fields=own("10.5555/x1"))
    store.run()
    assert members(store) == {
        "index": ("10.5555/x1", "record", "journal_version", False),
        "mirror": ("10.5555/x1", "record", "journal_version", False),
        "texts": ("10.5555/x1", "fulltext", "journal_version", True),
        "notices": ("10.5555/x1", "index", "journal_version", False),
        "preprints": ("10.5555/x1", "record", "preprint", True),
    }
    assert store.column("SELECT count(*) FROM paper") == [1]
    assert store.column("SELECT count(DISTINCT publication) FROM paper_member") == [2]
    known = links(store)
    assert known["index"] == [("identifier", "accepted")]
    assert known["mirror"] == known["texts"] == [("paper", "accepted")]
    assert all(method != "paper" for method, _ in known.get("preprints", []))
    (evidence,) = store.column("SELECT evidence FROM v_links WHERE source = 'mirror'")
    assert "index PMID99999901, the same paper (PMID 99999901)" in str(evidence)
    found = [m["document"]["source"] for m in store.listed() if m["check"] == "sample_size"]
    assert [name for name in found if name != "preprints"] == ["texts"]
    before = rows(store.config.store.url)
    store.run()
    assert differences(before, rows(store.config.store.url)) == []
    judge_link(store.config, PatientClock(), index, "NCT99999901", accept=False, reason="another trial")
    assert ("paper", "accepted") not in [one for said in links(store).values() for one in said]


def test_a_story_is_held_against_one_copy_of_the_abstract(store: Bench) -> None:
    for name in ("a", "b", "c"):
        add_paper(store, name, f"index_{name}", own("10.5555/x1", number="NCT99999901"), n=40)
    store.add("s", "The trial registered as NCT99999901 randomised 64 people to drops.", "desk", published=published(9))
    store.run()
    verdicts = store.rows(
        "SELECT a.kind, count(DISTINCT w.against_document_id) AS documents FROM verdict w"
        " JOIN document d ON d.id = w.document_id JOIN document a ON a.id = w.against_document_id"
        " WHERE d.source = 'desk' GROUP BY a.kind ORDER BY a.kind"
    )
    assert all(row["documents"] == 1 for row in verdicts)
    assert [m["document"]["source"] for m in store.listed() if m["check"] == "sample_size"] == ["desk"]


def test_the_chain_shows_where_a_deviation_first_appears(store: Bench) -> None:
    add_paper(store, "PMID99999901", "index", own("10.5555/x1", number="NCT99999901"), n=40, published=published(1))
    release = (
        "FOOVILLE – A trial at the University of Fooville, registered as NCT99999901, randomised {n} people to brine. "
        "It is published in the Journal of Examples, doi: 10.5555/x1. The diaries are kept in a box at the harbour."
    )
    story = (
        "Brine clears noses, says a University of Fooville press release about a trial registered as NCT99999901. "
        "It randomised {n} people, who kept diaries, and the nurses in the waiting room drew a curve on the wall. "
        "Nobody stayed overnight, and the bottles were collected in a wooden box beside the door of the clinic."
    )
    store.add(
        "r",
        release.format(n=64),
        "fooville",
        kind="press_release",
        published=published(2),
        publisher="University of Fooville",
    )
    store.add("s", story.format(n=64), "wire", published=published(3))
    store.add("c", story.format(n=64), "herald", published=published(4))
    store.add("o", story.format(n=77), "ledger", published=published(5), title="Another number")
    store.run()
    derived = store.rows(
        "SELECT d.source, f.source AS origin, x.how FROM derivation x JOIN document d ON d.id = x.document_id"
        " JOIN document f ON f.id = x.from_document_id ORDER BY d.source"
    )
    assert [tuple(row.values()) for row in derived] == [
        ("fooville", "index", "doi"),
        ("herald", "wire", "copy"),
        ("ledger", "wire", "copy"),
        ("wire", "fooville", "release"),
    ]
    chain = store.rows(
        "SELECT source, appears_first, from_native_id, how, from_differs, copies FROM v_evidence_chain"
        " WHERE check_name = 'sample_size' ORDER BY published, source"
    )
    assert [tuple(row.values()) for row in chain] == [
        ("fooville", 1, "PMID99999901", "doi", 0, 0),
        ("wire", 0, "r", "release", 1, 1),
        ("ledger", 1, "s", "copy", 0, 0),
    ]
