"""Copies of one press text, whole or lightly edited: what is compared, how alike texts are, and which are a story.

Texts are compared by their shingles (Broder 1997, On the resemblance and containment of documents): the hashes of every
five words in a row. The least PRINTS of them are its fingerprint, and only texts that share SHARED of their prints are
compared in full. docs/decisions/0007-stories.md says why these numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from heapq import nsmallest

from tracker.ids import make_id
from tracker.linking.words import words
from tracker.records import Passage

WORDS = 5
PRINTS = 32
SHARED = 3
ENOUGH = 20
"""Shingles of the shortest text that is compared by them; a shorter one needs the same words under the same title."""
ALIKE = 0.5
"""A story shares more than this with its root. Above one half, two texts that have nothing in common cannot both do so
with a third one, such as a digest of both."""


@dataclass(frozen=True, slots=True)
class StoryText:
    """A press text in its place in time."""

    document_id: str
    published: date | None
    first_seen_at: datetime

    @property
    def place(self) -> tuple[date, datetime, str]:
        """Sort key: earliest published, then first seen."""
        return (self.published or self.first_seen_at.date(), self.first_seen_at, self.document_id)


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a story, with how much it has in common with the root."""

    document_id: str
    story_id: str
    root_id: str
    similarity: float


def shingles(text: str, passages: Iterable[Passage], title: str | None) -> frozenset[int]:
    """Hashes (63 bits) of every five words in a row of the body; headline, abstract, related and the like are left out.

    A text with fewer than ENOUGH of them has one hash, of its title and all its words; one without words has none.
    """
    parts, start = [], 0
    for passage in sorted(passages, key=lambda p: p.start):
        if passage.kind != "body":
            parts.append(text[start : passage.start])
            start = max(start, passage.end)
    found = words("\n".join([*parts, text[start:]]))
    whole = frozenset(_hash(found[at : at + WORDS]) for at in range(len(found) - WORDS + 1))
    if len(whole) >= ENOUGH:
        return whole
    return frozenset([_hash([*words(title or ""), "", *found])]) if found else frozenset()


def _hash(parts: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(parts).encode(), digest_size=8).digest()) >> 1


def prints(whole: frozenset[int]) -> list[int]:
    """The fingerprint of a text."""
    return nsmallest(PRINTS, whole)


def shared_by_copies(count: int) -> int:
    """How many prints a text with `count` of them shares with a copy at least."""
    return min(SHARED, count)


def similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the longer text that stands word for word in the other, 0 to 1."""
    return round(len(one & other) / max(len(one), len(other), 1), 3)


def stories_of(texts: Iterable[StoryText], pairs: Mapping[tuple[str, str], float]) -> list[Member]:
    """The members of every story with at least two; the same whatever was compared first.

    `pairs` holds the similarity of texts that are ALIKE, by their ids in order. From the earliest text on, each joins
    the earlier root that it is most like, or is a root itself: nothing is joined through a third text.
    """
    alike: dict[str, dict[str, float]] = {}
    for (one, other), value in pairs.items():
        alike.setdefault(one, {})[other] = value
        alike.setdefault(other, {})[one] = value
    roots: dict[str, list[Member]] = {}
    for text in sorted((t for t in texts if t.document_id in alike), key=lambda t: t.place):
        near = alike[text.document_id]
        root = max((r for r in roots if r in near), key=lambda r: near[r], default=None)
        held = root or text.document_id
        value = near[root] if root else 1.0
        roots.setdefault(held, []).append(Member(text.document_id, make_id("story", held), held, value))
    return [member for members in roots.values() if len(members) > 1 for member in members]
