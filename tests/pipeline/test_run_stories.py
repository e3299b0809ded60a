"""Stories through the pipeline: copies are found as they come in, told once, and what differs in them is told apart."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.pipeline.stages import Bench, bench, told
from tests.pipeline.stores import OF_THE_RUN, differences, rows
from tracker.pipeline import stories
from tracker.records import PartialDate

STORY = (
    "The trial, registered as NCT99999901, randomised {n} people to drops of brine or to plain water. "
    "Each of them kept a diary of how often the nose was blocked, and brought it to the clinic in the old harbour. "
    "The nurses read the diaries aloud to one another and drew a curve on the wall of the waiting room. "
    "Nobody had to stay overnight, and the bottles were collected in a wooden box beside the door."
)
OTHER = (
    "A different tale of the same trial, NCT99999901, in which {n} people were randomised, begins on the pier. "
    "A fisherman there swears by brine, and his wife by water, so their daughter thought of asking the nurses for help."
)


def published(day: int) -> PartialDate:
    return PartialDate(low=date(2026, 2, day), high=date(2026, 2, day), precision="day")


@pytest.fixture
def store(long_store_url: str, tmp_path: Path) -> Iterator[Bench]:
    with bench(long_store_url, tmp_path) as made:
        made.registry()
        yield made


def members(store: Bench) -> dict[str, tuple[str, float]]:
    """source -> (source of the root, similarity)."""
    found = store.rows(
        "SELECT d.source, r.source AS root, m.similarity FROM story_member m JOIN story s ON s.id = m.story_id"
        " JOIN document d ON d.id = m.document_id JOIN document r ON r.id = s.root_document_id"
    )
    return {row["source"]: (row["root"], row["similarity"]) for row in found}


def test_copies_are_told_once(store: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    store.add("1", STORY.format(n=64), "wire", published=published(2))
    store.add("2", f"{STORY.format(n=64)} Sign up for our letter.", "herald", published=published(3))
    store.add("3", STORY.format(n=64), "ledger", published=published(4), title="Another headline")
    store.add("4", STORY.format(n=46), "gazette", published=published(4))
    store.add("5", OTHER.format(n=64), "walker", published=published(5))
    store.run()
    assert members(store) == {
        "wire": ("wire", 1.0),
        "herald": ("wire", pytest.approx(0.93, abs=0.03)),
        "ledger": ("wire", 1.0),
        "gazette": ("wire", pytest.approx(0.93, abs=0.03)),
    }
    found = {m["document"]["source"]: m for m in store.listed() if m["check"] == "sample_size"}
    assert sorted(found) == ["gazette", "herald", "ledger", "walker", "wire"]
    copies = found["wire"]["story"]["copies"]
    assert [c["document"]["source"] for c in copies] == ["herald", "ledger"]
    assert [c["mismatch"] for c in copies] == [found["herald"]["id"], found["ledger"]["id"]]
    assert {found[name]["story"]["copy_of"] for name in ("herald", "ledger")} == {found["wire"]["id"]}
    assert (found["gazette"]["story"]["copies"], found["gazette"]["story"]["copy_of"]) == ([], None)
    assert found["gazette"]["story"]["id"] == found["wire"]["story"]["id"]
    assert found["walker"]["story"] is None
    text = told(list(found.values()), capsys)
    assert "  and 2 copies: herald, ledger\n" in text
    assert text.endswith("3 mismatches\n")
    assert "also in 2 copies of the story: Herald, Ledger" in " ".join(re.sub(r"<[^>]+>", "", store.page()).split())
    assert store.page().count("<article") == 3
    view = store.rows("SELECT source, story_root FROM v_open_mismatches WHERE check_name = 'sample_size'")
    assert {(row["source"], row["story_root"]) for row in view} == {
        ("wire", "1"), ("herald", "1"), ("ledger", "1"), ("gazette", "1"), ("walker", None)
    }  # fmt: skip


def test_only_new_and_changed_texts_are_compared(store: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add("1", STORY.format(n=64), "wire", published=published(2))
    store.add("5", OTHER.format(n=64), "walker", published=published(5))
    store.run()
    before = rows(store.config.store.url)
    assert members(store) == {}
    read: list[int] = []
    compare = stories._compare
    monkeypatch.setattr(
        stories, "_compare", lambda conn, batch, texts: read.append(len(batch)) or compare(conn, batch, texts)
    )
    store.run()
    assert (read, differences(before, rows(store.config.store.url, OF_THE_RUN))) == ([], [])
    store.add("2", STORY.format(n=64), "herald", at=1, published=published(3))
    store.run()
    assert (read, members(store)) == ([1], {"wire": ("wire", 1.0), "herald": ("wire", 1.0)})
    store.add("2", OTHER.format(n=64), "herald", at=2, published=published(3))
    store.run()
    assert (read, members(store)) == ([1, 1], {"herald": ("herald", 1.0), "walker": ("herald", 1.0)})


def test_it_does_not_matter_what_came_first_or_where_it_was_stopped(
    store: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "BATCH", 1)
    names = ["gazette", "wire", "ledger", "herald"]
    for number, name in enumerate(names):
        store.add(str(number), STORY.format(n=60 + number % 2), name, published=published(9 - number))
    save = stories.store.save_pairs

    def dies(conn: object, pairs: dict[tuple[str, str], float]) -> None:
        if pairs:
            raise KeyboardInterrupt
        save(conn, pairs)  # type: ignore[arg-type]

    monkeypatch.setattr(stories.store, "save_pairs", dies)
    with pytest.raises(KeyboardInterrupt):
        store.run()
    assert store.column("SELECT count(*) FROM story_print") != [0]
    assert members(store) == {}
    monkeypatch.setattr(stories.store, "save_pairs", save)
    store.run()
    assert {root for root, _ in members(store).values()} == {"herald"}
    assert set(members(store)) == set(names)


def test_an_earlier_copy_becomes_the_root(store: Bench) -> None:
    store.add("1", STORY.format(n=64), "wire", published=published(5))
    store.add("2", STORY.format(n=64), "herald", published=published(6))
    store.run()
    mismatches = {m["id"] for m in store.listed()}
    store.add("3", STORY.format(n=64), "agency", at=1, published=published(4))
    store.run()
    assert {root for root, _ in members(store).values()} == {"agency"}
    assert mismatches < {m["id"] for m in store.listed()}
    assert store.column("SELECT count(*) FROM story") == [1]
