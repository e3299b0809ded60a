"""How fast claims are read: against bare tokenisation of the same texts, in one process, warm; and where time goes."""

import json
import time
from collections.abc import Callable, Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
import spacy

from tracker import claims
from tracker.claims import _frame

CASES = Path(__file__).parents[1] / "cases"
ROUNDS = 5
SETS = ("our press", "our abstracts", "real press", "real abstracts")


@pytest.fixture(params=SETS)
def bodies(request: pytest.FixtureRequest) -> list[str]:
    """The texts of one set: ours (tests/cases), or real ones that are not held back (skipped without them).

    The more words a set has, the slower is bare tokenisation: spaCy remembers 10,000 and works out the others anew.
    """
    where, _, kind = request.param.partition(" ")
    if where == "our":
        kinds = {"paper"} if kind == "abstracts" else {"press", "press_release"}
        lines = [line for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
        return [document["text"] for document in map(json.loads, lines) if document["kind"] in kinds]
    name = "pico_corpus" if kind == "abstracts" else "news_unlabelled"
    shared: Path = request.getfixturevalue("shared")
    rows = map(json.loads, (shared / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines())
    return [row["text"] for row in rows if int(sha1(f"holdback|{row['id']}".encode()).hexdigest(), 16) % 4]


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of ROUNDS runs, after one that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def read_all(bodies: list[str]) -> list[Any]:
    return list(claims.extract_many((body, ()) for body in bodies))


@pytest.mark.bench
def test_words_per_second(
    bodies: list[str], request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    words = sum(len(body.split()) for body in bodies)
    nlp = spacy.blank("en")
    bare = best(lambda: [nlp.make_doc(body) for body in bodies])
    read = best(lambda: read_all(bodies))
    with capsys.disabled():
        print(f"\n{request.node.callspec.id}: {len(bodies)} texts, {words} words; ratio {bare / read:.2f}:")
        print(f"  extraction {words / read:,.0f} words/s, bare tokenisation {words / bare:,.0f} words/s")
        for stage, seconds in stages(bodies, bare):
            print(f"  {stage:32}{seconds / bare:6.2f} of bare tokenisation")
    assert words


def stages(bodies: list[str], bare: float) -> Iterator[tuple[str, float]]:
    """Seconds per stage: what stands between the ratio and 1; the claim types that take a tenth of `bare` by name."""
    nlp = _frame.pipeline()
    kept = [one for body in bodies for one in _frame.kept(body, ())]
    yield "sentences and cues", best(lambda: [list(_frame.kept(body, ())) for body in bodies])
    yield "tokenising what is kept", best(lambda: [nlp.make_doc(sentence) for _, sentence, _, _ in kept])
    docs = []
    for start, sentence, passage, types in kept:
        doc = nlp.make_doc(sentence)
        doc.user_data.update(text=sentence, start=start, passage=passage, types=types)
        docs.append(doc)
    context, find = nlp.get_pipe("trial_context"), nlp.get_pipe("claim_types")
    yield "context", best(lambda: [context(doc) for doc in docs])
    yield "all claim types", best(lambda: [find(doc) for doc in docs])
    read = [(doc.user_data["sentence"], doc.user_data["types"]) for doc in docs]
    for name, kind in claims.claim_types().items():
        own = [sentence for sentence, types in read if name in types]
        seconds = best(lambda own=own, kind=kind: [list(kind.find(sentence)) for sentence in own])  # type: ignore[misc]
        if seconds > bare / 10:
            yield f"  {name} ({len(own)} sentences)", seconds


@pytest.mark.bench
@pytest.mark.parametrize("unit", ["word ", "12 of 30 ", "(", "9", "a.b ", "\u05d0 "])
def test_time_grows_with_the_text(unit: str, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = (50_000, 100_000, 200_000)
    taken = [best(lambda size=size: claims.extract((unit * size)[:size])) for size in sizes]  # type: ignore[misc]
    per_character = [seconds / size for seconds, size in zip(taken, sizes, strict=True)]
    with capsys.disabled():
        relative = ", ".join(f"{one / per_character[0]:.2f}" for one in per_character)
        print(f"\n{unit!r} without a full stop: time per character at 50, 100 and 200 kB (1: linear): {relative}")
    assert taken
