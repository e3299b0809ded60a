"""The frame: spans, passages, scope, batches, and input that is no prose."""

import subprocess
import sys

import pytest
from hypothesis import example, given, settings, strategies as st

from tracker.claims import claim_types, extract, extract_many, fingerprint
from tracker.records import Passage
from tracker.text import canonical

WORDS = (
    "30 people|1 247 patients|NNT of 5|53.9% vs 31.3%|phase 2|double-blind|placebo|four weeks|randomized|"
    "NCT99999901|10.5555/abc|"
    "were enrolled|trial|İ|ß|\x00|\ud800|é|\u00a0|.|. |\n|(|)|;|,| |of|and|in the placebo group|to prevent one "
    "death|need to be treated"
).split("|")


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=300))
@example("İİİ 30 people were enrolled.")
@settings(max_examples=150, deadline=None)
def test_any_text_gives_quotes_that_stand_where_they_say(text: str) -> None:
    clean = canonical(text)
    claims = extract(text)
    for claim in claims:
        assert claim.start is not None
        assert claim.end is not None
        assert claim.start < claim.end
        assert claim.quote == clean[claim.start : claim.end] == claim.raw
        assert claim.context_start is not None
        assert claim.context_end is not None
        assert claim.context_start <= claim.start < claim.end <= claim.context_end
        assert claim.type in claim_types()
        assert 0 < claim.confidence <= 1
        assert claim.low is None or claim.high is None or claim.low <= claim.high
    assert [c.start for c in claims] == sorted(c.start or 0 for c in claims)


def test_many_texts_give_what_each_gives_alone() -> None:
    texts = [
        "The trial enrolled 40 people.",
        "",
        "A double-blind trial.",
        "Nothing here.",
        "The trial enrolled 41 people.",
    ]
    assert list(extract_many((text, ()) for text in texts)) == [extract(text) for text in texts]


def test_many_texts_are_read_lazily() -> None:
    def endless():  # type: ignore[no-untyped-def]
        while True:
            yield "The trial enrolled 40 people. " * 20, ()

    assert len(next(iter(extract_many(endless())))) == 20


TEXT = "The trial enrolled 40 people.\nThe trial enrolled 50 people.\nThe trial enrolled 60 people."


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("abstract", "this_trial"),
        ("key_facts", "this_trial"),
        ("related", "other_study"),
        ("boilerplate", "background"),
    ],
)
def test_given_passages_decide(kind: str, scope: str) -> None:
    start = TEXT.index("The trial enrolled 50")
    claims = extract(TEXT, [Passage(kind=kind, start=start, end=start + 29)])  # type: ignore[arg-type]
    assert [(c.value, c.passage, c.scope) for c in claims] == [
        (40, "body", "this_trial"),
        (50, kind, scope),
        (60, "body", "this_trial"),
    ]


@pytest.mark.parametrize(
    ("heading", "passage"),
    [
        ("About Fooville University\n", "boilerplate"),
        ("About the Bazley Institute for Sleep: ", "boilerplate"),
        ("About the Fooville University study\n", "body"),
        ("About the trial\n", "body"),
        ("About Zorbexal\n", "body"),
        ("About half of them came from the hospital\n", "body"),
    ],
)
def test_what_a_release_says_of_its_sender_is_small_print(heading: str, passage: str) -> None:
    text = f"The trial enrolled 40 people.\n\n{heading}It enrolled 75 patients.\n"
    assert [(c.value, c.passage) for c in extract(text) if c.type == "sample_size"] == [(40, "body"), (75, passage)]


def test_headings_show_passages_that_nobody_marked() -> None:
    text = (
        "A trial enrolled 40 people.\nKey Facts\n- It enrolled 40 people.\nRelated Stories\n- A trial enrolled "
        "90 people\n\n"
        "The trial enrolled 40 people, again.\nAbstract\nWe enrolled 40 patients.\nDisclaimer\nThe trial "
        "enrolled 70 people."
    )
    assert [(c.value, c.passage) for c in extract(text) if c.type == "sample_size"] == [
        (40, "body"),
        (40, "key_facts"),
        (90, "related"),
        (40, "body"),
        (40, "abstract"),
        (70, "boilerplate"),
    ]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("An earlier trial enrolled 80 people.", "other_study"),
        ("In another study, 80 people took part.", "other_study"),
        ("Previous publications told of 80 people who took part.", "other_study"),
        ("In previous adolescent and adult studies, 80 people took part.", "other_study"),
        ("In an additional safety trial, 80 people took part.", "other_study"),
        ("Back then, a trial of 80 people was run.", "other_study"),
        ("The study recruited 80 people worldwide.", "this_trial"),
        ("When added to previous studies, the trial enrolled 80 people.", "this_trial"),
        ("In a review of past research, 80 people took part.", "this_trial"),
        ("Unlike earlier trials, this trial enrolled 80 people.", "this_trial"),
        ("Building on previous studies, the trial enrolled 80 people.", "this_trial"),
        ("A larger trial of 80 people is planned.", "background"),
        ("Early studies showed promise; the new trial enrolled 80 people.", "this_trial"),
        ("The trial enrolled 80 people, which makes it small.", "this_trial"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    assert [c.scope for c in extract(text) if c.type == "sample_size"] == [scope]


@pytest.mark.parametrize(
    "junk", ["1" * 50_000, "(" * 50_000, "5% vs " * 5_000, "12 patients " * 5_000, " " * 50_000, "\n" * 50_000]
)
def test_long_junk_is_read_to_its_end(junk: str) -> None:
    claims = extract(junk + "\n\nThe trial enrolled 40 people.")
    assert (claims[-1].type, claims[-1].value) == ("sample_size", 40)


def test_importing_the_package_does_not_import_spacy() -> None:
    code = "import sys, tracker.claims as c; c.claim_types(); c.fingerprint(); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_pipeline_holds_the_registered_components_with_typed_config() -> None:
    from tracker.claims._frame import pipeline

    nlp = pipeline()
    assert nlp.pipe_names == ["trial_context", "claim_types"]
    doc = nlp("This phase 2 trial enrolled 40 people.")
    assert [(span.label_, span.text) for span in doc.spans["claims"]] == [
        ("phase", "phase 2"),
        ("sample_size", "40 people"),
    ]


def test_a_pipeline_can_run_one_type_alone() -> None:
    import spacy

    from tracker.claims import _frame  # noqa: F401

    nlp = spacy.blank("en")
    nlp.add_pipe("claim_types", config={"types": ["phase"]})
    doc = nlp("This phase 2 trial enrolled 40 people.")
    assert [span.label_ for span in doc.spans["claims"]] == ["phase"]


def test_fingerprint_changes_with_the_data(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    import shutil

    from tracker.claims import _types

    package = tmp_path / "claims"
    shutil.copytree(_types.Path(_types.__file__).parent, package)
    shutil.copy(_types.Path(_types.__file__).parent.parent / "text.py", tmp_path / "text.py")
    monkeypatch.setattr(_types, "__file__", str(package / "_types.py"))
    same = _types.fingerprint.__wrapped__()
    assert same == fingerprint()
    (package / "context.toml").write_text("# other\n", encoding="utf-8")
    assert _types.fingerprint.__wrapped__() != same
