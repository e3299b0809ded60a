"""How fast claims are read: against bare tokenisation of the same texts, in one process, warm; and where time goes."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any

import orjson
import pytest
import spacy

from tests.claims.test_hostile import SHAPES
from tracker import claims
from tracker.claims import _frame
from tracker.claims._base import Sentence, claim_of
from tracker.claims._gated import reading
from tracker.claims._passages import tiles
from tracker.claims._splitter import spans
from tracker.operations.extract import extract_file

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
    yield "parts and sentences", best(lambda: [list(spans(body, *tile[:2])) for body in bodies for tile in tiles(body)])
    yield "parts, sentences and cues", best(lambda: [list(_frame.kept(body, ())) for body in bodies])
    context, find = nlp.get_pipe("trial_context"), nlp.get_pipe("claim_types")
    plain = [Sentence(sentence, start, passage) for start, sentence, passage, _ in kept]
    yield "context", best(lambda: [context.marked(sentence) for sentence in plain])
    read = [(context.marked(sentence), one[3]) for sentence, one in zip(plain, kept, strict=True)]
    yield "words of each sentence", best(lambda: [reading(sentence.text) for sentence in plain])
    yield "all claim types", best(lambda: [find.found(sentence, types) for sentence, types in read])
    found = [(sentence, one) for sentence, types in read for one in find.found(sentence, types)]
    yield "making claims", best(lambda: [claim_of(name, one, sentence) for sentence, (name, one) in found])
    for name, kind in claims.claim_types().items():
        own = [sentence for sentence, types in read if name in types]
        seconds = best(lambda own=own, kind=kind: found_by(kind, own))  # type: ignore[misc]
        if seconds > bare / 10:
            yield f"  {name} ({len(own)} sentences)", seconds


def found_by(kind: Any, sentences: list[Sentence]) -> None:
    for sentence in sentences:
        reading(sentence.text)
        list(kind.find(sentence))


@pytest.mark.bench
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_text(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = (50_000, 100_000, 200_000)
    texts = [(SHAPES[shape] * size)[:size] for size in sizes]
    per_character = [once(lambda text=text: claims.extract(text)) / len(text) for text in texts]  # type: ignore[misc]
    with capsys.disabled():
        relative = ", ".join(f"{one / per_character[0]:.2f}" for one in per_character)
        micro = per_character[-1] * 1e6
        print(f"\n{shape}: {micro:.2f} us a character; at 50, 100 and 200 kB relative (1: linear): {relative}")
    assert per_character[-1] < 3 * per_character[0]


@pytest.mark.bench
@pytest.mark.parametrize(
    "text",
    ["The trial randomised 30 people and " * 28_600, "7" * 100_000],
    ids=["1 MB without a stop", "100,000 digits"],
)
def test_one_sentence_without_end(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = once(lambda: claims.extract(text))
    with capsys.disabled():
        print(f"\n{len(text):,} characters in {seconds:.1f} s")
    assert seconds < 120


def once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.bench
def test_two_workers(
    bodies: list[str], request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wall-clock time, so of a machine with nothing else to do: the start of the processes is measured and left out."""
    path, one = tmp_path / "in.jsonl", tmp_path / "one.jsonl"
    enough = [body for _ in range(1 + 6_000_000 // sum(map(len, bodies))) for body in bodies]

    def taken(texts: list[str], workers: int) -> float:
        path.write_bytes(b"".join(orjson.dumps({"id": n, "text": t}) + b"\n" for n, t in enumerate(texts)))
        start = time.perf_counter()
        assert extract_file(path, one, workers) == 0
        return time.perf_counter() - start

    taken(bodies, 1)
    alone = taken(enough, 1)
    starting = taken(bodies[:2], 2)
    shared = taken(enough, 2) - starting
    with capsys.disabled():
        print(f"\n{request.node.callspec.id}: {len(enough)} texts; 2 workers {alone / shared:.2f} times as fast as one")
        print(f"  {alone:.1f} s, {shared:.1f} s and {starting:.1f} s to start")


@pytest.mark.bench
def test_memory_over_many_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """100,000 documents, each with words that none before it had, in a process of their own."""
    code = (
        "import resource, sys; from tracker import claims\n"
        "text = 'The trial randomised 64 adults. {0}ium {0}ate was given for six weeks to {0}ers ({0}-{0}).'\n"
        "made = ((text.format(f'x{n:x}q'), ()) for n in range(int(sys.argv[1])))\n"
        "found = sum(len(one) for one in claims.extract_many(made))\n"
        "print(found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    peaks = {}
    for documents in (1_000, 100_000):
        run = [sys.executable, "-c", code, str(documents)]
        found, peaks[documents] = map(int, subprocess.run(run, check=True, capture_output=True).stdout.split())
        assert found >= 2 * documents
    with capsys.disabled():
        print("\n" + ", ".join(f"{documents:,} documents: peak of {peak} MB" for documents, peak in peaks.items()))
    assert peaks[100_000] < 400
