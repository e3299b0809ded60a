"""Papers: which documents are one publication, which publications one paper, and which links that gives them."""

from typing import Any

import pytest

from tracker.linking import DraftLink, Trial
from tracker.linking.papers import Paper, PaperDocument, by_citation, papers_of, serve

ONE, TWO = (Trial((("nct", f"NCT9999990{n}"),)) for n in (1, 2))


def ids(said: str) -> frozenset[tuple[str, str]]:
    """ "doi:10.5555/a pmid:1" as identifiers."""
    return frozenset((scheme, value) for scheme, _, value in (one.partition(":") for one in said.split()))


def paper(name: str, own: str, forms: str = "", **more: Any) -> PaperDocument:
    given = {"kind": "paper", "name": name, "title": name, "role": "record", "place": ("2031", name), **more}
    return PaperDocument(document_id=name, identifiers=ids(own), forms=ids(forms), **given)


def shape(papers: list[Paper]) -> list[list[list[str]]]:
    """Per paper, per publication: its documents."""
    return sorted(sorted(sorted(m.document_id for m in p.members) for p in w.publications) for w in papers)


@pytest.mark.parametrize(
    ("documents", "wanted"),
    [
        ([("a", "doi:x"), ("b", "doi:x pmid:1"), ("c", "pmid:1 pmcid:P")], [[["a", "b", "c"]]]),
        ([("a", "doi:x"), ("b", "doi:y")], [[["a"]], [["b"]]]),
        ([("a", "doi:x"), ("b", "doi:y", "doi:x")], [[["a"], ["b"]]]),
        ([("a", "doi:x", "doi:y pmid:2"), ("b", "doi:y"), ("c", "pmid:2 doi:y")], [[["a"], ["b", "c"]]]),
        ([("a", "doi:x", "doi:z"), ("b", "doi:y", "doi:z")], [[["a"], ["b"]]]),
        ([("a", "doi:x pmid:1"), ("b", "doi:y pmid:1")], [[["a"]], [["b"]]]),
        ([("a", "doi:x doi:y"), ("b", "doi:x")], [[["a", "b"]]]),
    ],
    ids=["by any number", "apart", "two forms", "a form by two numbers", "of one not held", "held back", "aliases"],
)  # fmt: skip
def test_publications_and_papers(documents: list[tuple[str, ...]], wanted: list[Any]) -> None:
    for order in (documents, documents[::-1]):
        assert shape(papers_of([paper(*given) for given in order])[0]) == wanted


def test_documents_with_different_numbers_are_reported_and_not_joined() -> None:
    documents = [paper("a", "doi:x pmid:1"), paper("b", "doi:x pmid:1"), paper("c", "doi:y pmid:1")]
    papers, problems = papers_of(documents)
    assert shape(papers) == [[["a", "b"]], [["c"]]]
    assert [(p.kind, p.subject) for p in problems] == [("shared_identifier", "x, y")]
    assert len({p.id for w in papers for p in w.publications}) == len({w.id for w in papers}) == 2


def test_the_best_member_holds_most_and_was_there_first() -> None:
    documents = [
        paper("index", "doi:x", role="index", place=("2030", "")),
        paper("late", "doi:x", place=("2033", "")),
        paper("early", "doi:x", place=("2032", "")),
        paper("list", "doi:x", kind="derivative", role="fulltext", place=("2029", "")),
    ]
    (found,), _ = papers_of(documents)
    assert found.first.best.document_id == "early"
    (found,), _ = papers_of([*documents, paper("whole", "doi:x", role="fulltext", place=("2039", ""))])
    assert found.first.best.document_id == "whole"


def test_the_journal_version_names_the_paper() -> None:
    (found,), _ = papers_of([paper("pre", "doi:a", kind="preprint"), paper("journal", "doi:b", "doi:a")])
    assert (found.first.best.document_id, found.first.form) == ("journal", "journal_version")


def link(document: str, trial: Trial = ONE, state: str = "accepted", method: str = "identifier", **more: Any) -> Any:
    given = {"role": "results", "score": 0.95, "evidence": ("names NCT in its abstract: “NCT”",), **more}
    return DraftLink(document, trial, method=method, state=state, **given)


def served(documents: list[PaperDocument], *links: DraftLink) -> dict[str, list[tuple[str, str, str]]]:
    publications = [p for w in papers_of(documents)[0] for p in w.publications]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in serve(links, publications):
        found.setdefault(one.document_id, []).append((one.trial.identifiers[0][1][-1], one.method, one.state))
    return {name: sorted(said) for name, said in found.items()}


SAME = [paper("a", "doi:x"), paper("b", "doi:x")]


def test_a_number_of_one_record_serves_the_other_and_says_why() -> None:
    publications = [p for w in papers_of(SAME)[0] for p in w.publications]
    new = [one for one in serve([link("a")], publications) if one.document_id == "b"]
    assert [(one.trial, one.method, one.state, one.score, one.role) for one in new] == [
        (ONE, "paper", "accepted", 0.95, "results")
    ]
    assert new[0].evidence == ("a, the same paper (DOI x), names NCT in its abstract: “NCT”",)


@pytest.mark.parametrize(
    ("documents", "links", "wanted"),
    [
        (SAME, [link("a", state="proposed")], []),
        (SAME, [link("a", role="background")], []),
        ([paper("a", "doi:x", kind="preprint"), paper("b", "doi:y", "doi:x")], [link("a")], []),
        ([paper("a", "doi:x"), paper("b", "doi:x", kind="derivative")], [link("a")], []),
        (SAME, [link("a"), link("b", TWO)], [("2", "identifier", "accepted")]),
        (SAME, [link("a"), link("b", TWO, "proposed", "content")], [("1", "paper", "accepted")]),
        (SAME, [link("a"), link("b", ONE, "rejected", "person")], [("1", "person", "rejected")]),
        (SAME, [link("a"), link("b", ONE, "proposed")], [("1", "paper", "accepted")]),
        (
            [*SAME, paper("c", "doi:x")],
            [link("a"), link("c", TWO)],
            [("1", "paper", "proposed"), ("2", "paper", "proposed")],
        ),
    ],
    ids=["only proposed", "background", "preprint", "list", "own number", "guess", "rejected", "unsure", "two trials"],
)
def test_what_another_document_is_given(documents: list[Any], links: list[Any], wanted: list[Any]) -> None:
    assert served(documents, *links).get("b", []) == wanted


@pytest.mark.parametrize(
    ("cited", "links", "linked"),
    [
        ("doi:x", [link("a")], True),
        ("pmid:1", [link("b")], True),
        ("doi:x pmid:1", [link("a"), link("b")], True),
        ("doi:z", [link("a")], False),
        ("doi:x doi:z", [link("a")], False),
        ("doi:x", [link("a", state="proposed")], False),
        ("doi:x", [link("a"), link("b", TWO)], False),
        ("doi:x", [link("a"), link("a", TWO)], False),
    ],
)
def test_a_story_is_linked_by_the_paper_it_reports(cited: str, links: list[DraftLink], linked: bool) -> None:
    publications = [p for w in papers_of([paper("a", "doi:x"), paper("b", "doi:x pmid:1")])[0] for p in w.publications]
    found = by_citation({"story": ("press", ids(cited))}, links, publications)
    assert [(one.trial, one.role, one.method, one.state) for one in found] == (
        [(ONE, "coverage", "paper", "accepted")] if linked else []
    )
