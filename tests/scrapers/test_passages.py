from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from scrapers._passages import passages_of, stable_text

PROSE = "Invented volunteers took made-up drops, and the invented researchers wrote down what nobody had seen before."
LONG = f"{PROSE} {PROSE} {PROSE}"
STRUCTURED = [
    "Importance Dry examples are common in this made-up world.",
    "Objective To test drops.",
    "Design, Setting, and Participants A 6-week trial.",
    "Results Sixty-four examples were randomised.",
    "Conclusions and Relevance None.",
]


def parts(text: str, kind: str, title: str | None = None) -> list[str]:
    return [text[part.start : part.end] for part in passages_of(text, title) if part.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("headline", f"Drops for dry examples\n{PROSE}", ["Drops for dry examples"]),
        ("headline", f"Can drops help dry examples?\n\n{PROSE}", ["Can drops help dry examples?"]),
        ("headline", f"{PROSE}\n{PROSE}", []),
        ("headline", f"By Pat Nobody, health writer\n{PROSE}", []),
        ("headline", "Drops for dry examples", []),
        ("headline", f"EXAMPLETON, May 2 /Newswire/ --\n{PROSE}", []),
        ("key_facts", f"{PROSE}\nKey Facts\n- One: a\n- Two: b\n{PROSE}", ["Key Facts\n- One: a\n- Two: b"]),
        ("key_facts", f"{PROSE}\nKey findings:\n{PROSE}", []),
        ("abstract", "\n".join([PROSE, *STRUCTURED]), ["\n".join(STRUCTURED)]),
        ("abstract", "\n".join([PROSE, "Abstract", "The paper's title", *STRUCTURED, PROSE]),
         ["\n".join(["Abstract", "The paper's title", *STRUCTURED])]),
        ("abstract", f"{PROSE}\nAbstract\nA title\n{LONG}\n{PROSE}", [f"Abstract\nA title\n{LONG}"]),
        ("abstract", f"{PROSE}\nBackground: a. Methods: b. Results: c.\n{PROSE}",
         ["Background: a. Methods: b. Results: c."]),
        ("abstract", f"Results showed nothing.\nBackground noise was low.\nConclusions were drawn.\n{PROSE}", []),
        ("abstract", f"{PROSE}\nMethods\n{PROSE}\nResults\n{PROSE}", []),
        ("abstract", f"Background\n{PROSE}\nMethods\n{PROSE}\nResults\n{PROSE}\nConclusions\nNone.\nMore prose",
         [f"Background\n{PROSE}\nMethods\n{PROSE}\nResults\n{PROSE}\nConclusions\nNone."]),
        ("citation", f"About this dryness research news\nAuthor: Pat\nSource: Ex\nOriginal Research: x\n{PROSE}",
         ["About this dryness research news\nAuthor: Pat\nSource: Ex\nOriginal Research: x"]),
        ("citation", f"{PROSE}\nSOURCE: ex.example/1 Journal of Examples, online May 2, 2099.",
         ["SOURCE: ex.example/1 Journal of Examples, online May 2, 2099."]),
        ("citation", f"{PROSE}\nJournal Reference:\n1. Nobody P. Drops. J Ex, 2099; DOI: 10.9999/x\n{PROSE}",
         ["Journal Reference:\n1. Nobody P. Drops. J Ex, 2099; DOI: 10.9999/x"]),
        ("citation", f"{PROSE}\nhttps://doi.org/10.9999/x", ["https://doi.org/10.9999/x"]),
        ("citation", f"{PROSE}\nThe source of the drops: nobody knows.\n{PROSE}", []),
        ("related", f"{PROSE}\nRelated Studies and Research\n- One trial\n- Another\nQuestions\n{PROSE}",
         ["Related Studies and Research\n- One trial\n- Another"]),
        ("related", f"{PROSE}\nMore from Example News\nA story\nAnother story\n{PROSE}",
         ["More from Example News\nA story\nAnother story"]),
        ("related", f"{PROSE}\nRead more: A story about drops", ["Read more: A story about drops"]),
        ("related", f"{PROSE}\nReferences\n1. A 2098; 1.\n2. B 2099; 2.", ["References\n1. A 2098; 1.\n2. B 2099; 2."]),
        ("related", f"{PROSE}\nMore from these volunteers was not to be had, said nobody.\n{PROSE}", []),
        ("boilerplate", f"{PROSE}\nThis story is not medical advice.", ["This story is not medical advice."]),
        ("boilerplate", f"{PROSE}\nDisclaimer\n{PROSE}\nMore prose", [f"Disclaimer\n{PROSE}"]),
        ("boilerplate", f"{PROSE}\nSign up for our newsletter", ["Sign up for our newsletter"]),
        ("boilerplate", f"{PROSE}\n{PROSE}\nAbout Example University\n{PROSE}\nmore",
         [f"About Example University\n{PROSE}"]),
        ("boilerplate", f"{PROSE}\n{PROSE}\nAbout the SALTY trial\n{PROSE}", []),
        ("boilerplate", f"{PROSE}\n{PROSE}\nAbout 30 people took part in it\n{PROSE}", []),
        ("boilerplate", f"{PROSE}\nDoctors gave advice on medical drops.\n{PROSE}", []),
        ("boilerplate", f"{PROSE}\nAdvertisement\n{PROSE}", ["Advertisement"]),
    ],
)  # fmt: skip
def test_parts(kind: str, text: str, expected: list[str]) -> None:
    assert parts(text, kind) == expected


def test_a_title_is_found_wherever_it_stands() -> None:
    text = f"Summary: {PROSE}\nSource: Ex\nDrops  for dry examples\n{PROSE}"
    assert parts(text, "headline", "Drops for Dry Examples") == ["Drops  for dry examples"]


def test_what_changes_by_itself_makes_no_version() -> None:
    one = f"{PROSE}\nRelated stories\n- One\n- Two\n\nSign up for our newsletter"
    two = f"{PROSE}\n\nRelated stories\n- Three"
    assert stable_text(one, passages_of(one)) == stable_text(two, passages_of(two)) == PROSE
    assert stable_text(PROSE + " More.", ()) != stable_text(PROSE, ())


LINES = st.sampled_from(["", "  ", PROSE, *STRUCTURED, "Abstract", "Key facts", "- a", "Related stories", "Source: x",
                         "Disclaimer", "References", "1. A 2099; 1.", "About Example", "short", "Results"])  # fmt: skip


@given(st.lists(st.one_of(LINES, st.text()), max_size=20), st.none() | LINES)
def test_passages_are_in_order_and_apart(lines: list[str], title: str | None) -> None:
    text = "\n".join(lines)
    found = passages_of(text, title)
    assert all(0 <= part.start < part.end <= len(text) for part in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
