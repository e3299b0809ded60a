"""The benchmark of linking: it is what its tables say, and links reach what is asked of them on both halves."""

import json
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.linking.benchmark.compose import files, sentences
from tests.linking.benchmark.trial_rows import FOLDER, held_back, rows
from tests.linking.measure import documents, links_of, measured, store_of


def test_the_files_are_what_their_tables_make() -> None:
    for name, content in files().items():
        assert (FOLDER / name).read_text("utf-8") == content, "run python -m tests.linking.benchmark.compose"


def test_it_is_as_large_as_it_has_to_be() -> None:
    lines, trials = documents(), rows("trials")
    assert len(trials) >= 40
    assert len(lines) >= 250
    assert sum(line["id"].startswith("hand_") for line in lines) >= 60
    about = Counter(number for line in lines for number in line["about"])
    assert min(about[row.id] for row in trials) >= 2
    assert sum(not line["about"] for line in lines) >= 50
    halves = Counter(held_back(row.id) for row in trials)
    assert min(halves.values()) >= len(trials) * 0.45


def test_every_trial_has_another_of_its_treatment() -> None:
    twins = Counter(row.drug for row in rows("trials"))
    assert [drug for drug, count in twins.items() if count < 2] == []


def test_no_two_documents_share_a_sentence() -> None:
    seen: dict[str, str] = {}
    for line in documents():
        if "copy_of" not in line:
            for sentence in sentences(line["text"]):
                assert seen.setdefault(sentence, line["id"]) == line["id"], sentence


def test_numbers_and_addresses_cannot_be_real() -> None:
    every = "".join(path.read_text("utf-8") for path in FOLDER.iterdir() if path.is_file())
    assert [n for n in re.findall(r"(?:NCT|ISRCTN)(\d+)", every) if not n.startswith("9999")] == []
    assert {line["url"].split("/")[2].rsplit(".")[-1] for line in documents()} == {"example"}


@pytest.fixture(scope="module")
def result() -> dict[str, dict[str, float]]:
    lines = documents()
    with TemporaryDirectory() as folder:
        return measured(lines, links_of(store_of(Path(folder), lines), lines))


@pytest.mark.parametrize("half", ["tuned", "held_back"])
def test_accepted_links_are_right_and_most_are_found(result: dict[str, dict[str, float]], half: str) -> None:
    figures = result[half]
    assert figures["accepted_precision"] >= 0.99, json.dumps(figures)
    assert figures["accepted_recall"] >= 0.90, json.dumps(figures)
    assert figures["accepted_or_proposed_recall"] >= 0.97, json.dumps(figures)
