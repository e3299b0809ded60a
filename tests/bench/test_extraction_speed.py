"""How fast claims are read: words per second against bare tokenisation of the same texts, in one process, warm."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy

from tracker import claims

CASES = Path(__file__).parents[1] / "cases"
ROUNDS = 5


def texts(kinds: set[str]) -> list[str]:
    lines = [line for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [document["text"] for document in map(json.loads, lines) if document["kind"] in kinds]


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of ROUNDS runs, after one that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


@pytest.mark.bench
@pytest.mark.parametrize(("name", "kinds"), [("press", {"press", "press_release"}), ("abstracts", {"paper"})])
def test_words_per_second(name: str, kinds: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    bodies = texts(kinds)
    words = sum(len(body.split()) for body in bodies)
    nlp = spacy.blank("en")
    bare = best(lambda: [nlp.make_doc(body) for body in bodies])
    read = best(lambda: list(claims.extract_many((body, ()) for body in bodies)))
    with capsys.disabled():
        print(
            f"\n{name}: {len(bodies)} texts, {words} words; extraction {words / read:,.0f} words/s, "
            f"bare tokenisation {words / bare:,.0f} words/s, ratio {bare / read:.2f}"
        )
    assert words
