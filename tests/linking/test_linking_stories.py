"""Stories: what counts as a copy, what does not, and that it does not matter what was compared first."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from tracker.linking.stories import ALIKE, Member, StoryText, prints, shared_by_copies, shingles, similarity, stories_of
from tracker.records import Passage, PassageKind

SEEN = datetime(2031, 5, 6, 3, tzinfo=UTC)
STORY = " ".join(
    f"On day {n} the team gave {n + 30} volunteers a drop of brine number {n * 7} and wrote down what the {word} did."
    for n, word in enumerate("nose ear eye tongue throat skin hand foot knee elbow".split(), 1)
)
OTHER = " ".join(
    f"A {word} club of the town met for its autumn fair, sold {n + 12} jars of jam and gave {n} of them to the school."
    for n, word in enumerate("garden reading chess choir walking sewing rowing cycling".split(), 1)
)


def alike(one: str, other: str, title: str = "T", other_title: str = "T") -> float:
    return similarity(shingles(one, (), title), shingles(other, (), other_title))


def sentences(text: str) -> list[str]:
    return [f"{part}." for part in text.rstrip(".").split(". ")]


@pytest.mark.parametrize(
    ("copy", "is_copy"),
    [
        (STORY, True),
        (STORY.upper(), True),
        (STORY.replace(", ", " – ").replace(" ", "\n"), True),
        (" ".join(sentences(STORY)[:7]), True),
        (" ".join(sentences(STORY)[1:] + ["Subscribe to our letter for more of this."] * 3), True),
        (STORY.replace("volunteers", "people"), True),
        (" ".join(sentences(STORY)[:3]), False),
        (OTHER, False),
        (f"{' '.join(sentences(STORY)[:2])} {OTHER}", False),
        ("", False),
    ],
)
def test_copies_and_others(copy: str, is_copy: bool) -> None:
    assert (alike(STORY, copy) > ALIKE) is is_copy
    assert alike(STORY, copy) == alike(copy, STORY)
    mine, theirs = (set(prints(shingles(text, (), "T"))) for text in (STORY, copy))
    assert (len(mine & theirs) >= shared_by_copies(len(mine))) or not is_copy


def test_a_digest_of_two_stories_is_no_copy_of_both() -> None:
    both = [alike(STORY, f"{STORY} {OTHER}"), alike(OTHER, f"{STORY} {OTHER}")]
    assert sum(value > ALIKE for value in both) < 2


@pytest.mark.parametrize("kind", ["headline", "related", "boilerplate", "abstract", "citation", "key_facts"])
def test_only_the_body_counts(kind: PassageKind) -> None:
    marked = [Passage(kind=kind, start=0, end=len(OTHER))]
    assert shingles(f"{OTHER} {STORY}", marked, "T") == shingles(STORY, (), "T")
    assert shingles(OTHER, marked, "T") == frozenset()


def test_short_texts_need_the_same_words_under_the_same_title() -> None:
    short = "Please subscribe to read this article."
    assert alike(short, short) == 1
    assert alike(short, short, "Drops help", "Drops do not help") == 0
    assert alike(short, f"{short} Now.") == 0
    assert shared_by_copies(len(prints(shingles(short, (), "T")))) == 1


def text(name: str, published: int | None = None, seen: int = 0) -> StoryText:
    return StoryText(name, date(2031, 5, published) if published else None, SEEN.replace(hour=seen))


def told(texts: list[StoryText], **pairs: float) -> dict[str, tuple[str, float]]:
    """document -> (root, similarity); pairs are given as a_b=0.9."""
    found: list[Member] = stories_of(texts, {(p[0], p[2]): value for p, value in pairs.items()})
    assert len({(m.story_id, m.root_id) for m in found}) == len({m.root_id for m in found})
    return {m.document_id: (m.root_id, m.similarity) for m in found}


def test_the_root_is_the_earliest_published_then_the_first_seen() -> None:
    assert told([text("a", 3), text("b", 2), text("c")], a_b=0.9, b_c=0.8) == {
        "b": ("b", 1.0), "a": ("b", 0.9), "c": ("b", 0.8)
    }  # fmt: skip
    assert told([text("a", 3, 9), text("b", 3, 8)], a_b=0.9) == {"b": ("b", 1.0), "a": ("b", 0.9)}


def test_nothing_is_joined_through_a_third_text() -> None:
    texts = [text("a", 1), text("b", 2), text("c", 3)]
    assert told(texts, a_b=0.9, b_c=0.9) == {"a": ("a", 1.0), "b": ("a", 0.9)}
    assert told(texts, a_c=0.6, b_c=0.7) == {"b": ("b", 1.0), "c": ("b", 0.7)}


def test_the_order_of_texts_does_not_matter() -> None:
    texts = [text("a", 1), text("b", 1), text("c", 2), text("d")]
    results = [told(list(order), a_b=0.8, b_c=0.9, a_c=0.6, c_d=0.9) for order in permutations(texts)]
    assert all(result == results[0] for result in results)
    assert results[0]


def test_a_text_alone_is_no_story() -> None:
    assert told([text("a", 1), text("b", 2)]) == {}
    assert told([text("a", 1)], a_b=0.9) == {}
