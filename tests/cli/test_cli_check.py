"""`tracker check`: one document as a fact-check that can be read aloud."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

STORY = (
    "Saltwater drops do well\n\nThe trial (registered as NCT99999901) randomised 64 people to drops. "
    "It lasted six weeks. People took 5 mg/kg once a day.\n"
)


def test_what_differs_stands_with_both_sentences_and_who_said_them(call: Call, evidence: Path) -> None:
    Path("story.txt").write_text(STORY, "utf-8")
    said = call("check", "story.txt")
    assert said.code == 0
    assert "It is about Saltwater drops for dry examples (ISRCTN99999901, NCT99999901)" in said.out
    assert "1 differing, 1 agreeing" in said.out
    differs = said.out.split("\nDiffers\n")[1].split("\n\n")[0]
    assert "64 people (randomised) cannot be more than 40 (enrolled)" in differs
    assert "“The trial (registered as NCT99999901) randomised 64 people to drops.”  [this document]" in differs
    assert "“40”  [clinicaltrials_gov NCT99999901]" in differs


def test_a_page_is_written_where_it_is_told_to(call: Call, evidence: Path) -> None:
    Path("story.txt").write_text(STORY, "utf-8")
    said = call("check", "story.txt", "--offline", "--html", "out.html")
    assert said.code == 0
    assert "<mark>64 people</mark>" in Path("out.html").read_text("utf-8")
    assert "1 differing, 1 agreeing" in said.out
    refused = call("check", "story.txt", "--html", "nowhere/out.html")
    assert refused.code == 2
    assert "--html: cannot write nowhere/out.html" in refused.err


def test_what_nothing_was_held_against_is_listed_once_per_type(call: Call, evidence: Path) -> None:
    Path("story.txt").write_text(STORY, "utf-8")
    rest = call("check", "story.txt").out.split("\nRead, with nothing to compare it with\n")[1]
    assert "  dose: “5 mg/kg" in rest
    assert "sample size" not in rest


def test_a_trial_of_which_nothing_else_is_held_says_so(call: Call, evidence: Path) -> None:
    Path("other.txt").write_text("A trial registered as NCT99999977 gave drops to 64 people.\n", "utf-8")
    out = call("check", "other.txt").out
    assert "Nothing could be compared." in out
    assert "Differs" not in out


def test_the_own_printed_abstract_is_named_as_such(call: Call, evidence: Path) -> None:
    page = (
        "<html><head><title>Drops at work</title></head><body><article><h1>Drops at work</h1>"
        "<p>The trial of drops randomised 64 people with dry examples, said the team, and it went on for six weeks "
        "in a clinic by the sea where everybody was in good spirits.</p>"
        "<h2>Abstract</h2><p>Importance: Dry examples are common. Design: A randomized trial registered as "
        "NCT99999977. Participants: A total of 40 people were randomized to drops or none. Results: No difference was "
        "seen.</p></article></body></html>"
    )
    Path("page.html").write_text(page, "utf-8")
    (found,) = json.loads(call("check", "page.html", "--json").out)
    printed = [v for v in found["verdicts"] if v["check"] == "sample_size" and v["verdict"] == "inconsistent"]
    assert [v["from_abstract"] for v in printed] == [[False, True]]
    assert all(len(v["from_abstract"]) == len(v["quotes"]) for v in found["verdicts"])
    assert "[abstract printed in this document]" in call("check", "page.html").out


def page(note: str, head: str = "") -> str:
    return (
        f"<html><head><title>Drops at work</title>{head}</head><body><article><h1>Drops at work</h1><p>{note}</p>"
        "<p>The trial of drops, registered as NCT99999901, randomised 64 people with dry examples, said the team, "
        "and it went on for six weeks in a clinic by the sea where all was in good spirits.</p></article></body></html>"
    )


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "Embargoed until 20 May 2099, 10:00 UTC",
            "  Under embargo until 2099-05-20 10:00 UTC: not to be published before.",
        ),
        ("Embargoed until 20 May 2001, 10:00 UTC", None),
        ("The clinic opened in May.", None),
    ],
)
def test_an_embargo_is_said_while_it_holds(call: Call, evidence: Path, note: str, said: str | None) -> None:
    Path("page.html").write_text(page(note), "utf-8")
    out = call("check", "page.html").out
    assert [line for line in out.splitlines() if "embargo until" in line] == ([said] if said else [])
    assert "64 people (randomised) cannot be more than 40 (enrolled)" in out
    (found,) = json.loads(call("check", "page.html", "--json").out)
    assert found["document"]["under_embargo"] is (said is not None)


def test_a_paywall_is_said(call: Call, evidence: Path) -> None:
    walled = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    for head, count in ((walled, 1), ("", 0)):
        Path("page.html").write_text(page("The clinic opened in May.", head), "utf-8")
        assert call("check", "page.html").out.count("  Only the part before the paywall was read.") == count
