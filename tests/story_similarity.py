"""How alike copies of a story are, and different stories: `python -m tests.story_similarity` (needs ../shared).

Copies are made of every real text (gold/news_unlabelled.jsonl without what is held back) by the edits below; different
stories are all pairs of these texts, and all pairs of stories about one trial (cases of the tests, seeds). The line
"found" is the share of copies that fingerprints bring together.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

from tracker.linking.stories import ALIKE, prints, shared_by_copies, shingles, similarity

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
AD = "Sign up here for our weekly letter with news, offers and stories that our readers liked best."


def seen_texts() -> list[str]:
    """The real texts that may be looked at."""
    lines = (SHARED / "gold" / "news_unlabelled.jsonl").read_text("utf-8").splitlines()
    return [d["text"] for d in map(json.loads, lines) if not _held_back(d["id"])]


def _held_back(name: str) -> bool:
    return int(hashlib.sha1(f"holdback|{name}".encode()).hexdigest(), 16) % 4 == 0


def sentences(text: str) -> list[str]:
    """A text in pieces that an editor cuts."""
    return re.split(r"(?<=[.!?”])\s+", text)


def _every(text: str, step: int, change: Callable[[str], str]) -> str:
    return " ".join(change(s) if n % step == step - 1 else s for n, s in enumerate(sentences(text)))


def _kept(text: str, share: float) -> str:
    pieces = sentences(text)
    return " ".join(pieces[: round(len(pieces) * share)])


def _numbers(text: str) -> str:
    return re.sub(r"\d+", lambda m: str(int(m[0]) + 1), text)


EDITS: dict[str, Callable[[str], str]] = {
    "unchanged": str,
    "new first sentence": lambda t: " ".join(["Here is what a new trial has shown this week.", *sentences(t)[1:]]),
    "every number changed": _numbers,
    "an advertisement after every 5th sentence": lambda t: _every(t, 5, lambda s: f"{s} {AD}"),
    "every 5th sentence cut": lambda t: _every(t, 5, lambda s: ""),
    "every 5th sentence reworded": lambda t: _every(t, 5, lambda s: " ".join(reversed(s.split()))),
    "the last quarter cut": lambda t: _kept(t, 0.75),
    "the last third cut, numbers changed": lambda t: _numbers(_kept(t, 0.67)),
    "the last quarter cut, advertisements, numbers changed": lambda t: _numbers(
        _every(_kept(t, 0.75), 5, lambda s: f"{s} {AD}")
    ),
    "the last half cut": lambda t: _kept(t, 0.5),
    "two thirds cut": lambda t: _kept(t, 0.34),
}


def same_trial() -> Iterator[tuple[str, str]]:
    """Pairs of different stories about one trial."""
    for path in sorted((ROOT / "tests" / "cases").glob("*.jsonl")):
        stories = [d["text"] for d in map(json.loads, path.read_text("utf-8").splitlines()) if d.get("text")]
        yield from combinations(stories, 2)
    yield from combinations([p.read_text("utf-8") for p in sorted((SHARED / "seeds").glob("*.txt"))], 2)


def measured(pairs: Iterable[tuple[str, str]]) -> list[tuple[float, bool]]:
    """Similarity of each pair, and whether their fingerprints bring them together."""
    read: dict[str, frozenset[int]] = {}
    found = []
    for pair in pairs:
        one, other = (read.setdefault(text, shingles(text, (), None)) for text in pair)
        mine, theirs = set(prints(one)), set(prints(other))
        found.append((similarity(one, other), len(mine & theirs) >= shared_by_copies(len(mine))))
    return found


def report() -> None:
    """Print the table."""
    texts = seen_texts()
    rows: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for name, edit in EDITS.items():
        rows[name] = measured((text, edit(text)) for text in texts)
    rows["different stories"] = measured(combinations(texts, 2))
    rows["different stories about one trial"] = measured(same_trial())
    print(f"{'':56} pairs  least median   most  found  story (more than {ALIKE})")
    for name, values in rows.items():
        alike = sorted(value for value, _ in values)
        found = sum(together for _, together in values) / len(values)
        story = sum(value > ALIKE and together for value, together in values) / len(values)
        middle = alike[len(alike) // 2]
        print(f"{name:56} {len(values):5} {alike[0]:6.3f} {middle:6.3f} {alike[-1]:6.3f} {found:6.1%} {story:6.1%}")


if __name__ == "__main__":
    report()
