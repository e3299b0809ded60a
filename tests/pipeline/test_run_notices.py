"""A notice about a paper reaches the stories that rely on it: by DOI, as a copy, by their trial, and drafts too."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.stages import Bench, bench
from tests.pipeline.stores import PatientClock
from tracker.operations.check import check
from tracker.records import Field, PartialDate

STORY = (
    "The trial, registered as NCT99999901, had 40 people in it who were given drops of brine or plain water. "
    "Each of them kept a diary of how often the nose was blocked, and brought it to the clinic in the old harbour. "
    "The nurses read the diaries aloud to one another and drew a curve on the wall of the waiting room. "
    "Nobody had to stay overnight, and the bottles were collected in a wooden box beside the door."
)
CITED = f"{STORY}\n\nJournal reference: doi:10.5555/drops.1"
OTHER = "Another tale. The trial, registered as NCT99999901, was dreamt up by a fisherman who swears by brine alone."


def day(text: str) -> PartialDate:
    return PartialDate(low=date.fromisoformat(text), high=date.fromisoformat(text), precision="day")


def paper(native_id: str, doi: str, *notices: tuple[str, str], trial: bool = True) -> dict[str, Any]:
    """A record of an index: a paper, what its notices are, and its trial."""
    fields = [Field(type="doi", raw=doi, path="$.doi", kind="own")]
    fields += [
        Field(type="relation", raw=f"10.5555/notice.{n}", path=f"$.notice[{n}]", kind=kind, qualifiers={"date": on})
        for n, (kind, on) in enumerate(notices)
    ]
    if trial:
        fields.append(Field(type="registration_id", raw="NCT99999901", path="$.trial", kind="own"))
    record = {"doi": doi, "notices": len(notices)}
    return {
        "native_id": native_id,
        "said": f"Paper {native_id}",
        "kind": "paper",
        "record": record,
        "fields": tuple(fields),
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A retracted paper and a second one of its trial, a paper of no trial with a concern, and stories."""
    folder = tmp_path_factory.mktemp("notices")
    with bench(f"sqlite:///{folder}/e.db", folder) as made:
        made.registry()
        made.add(
            **paper("one", "10.5555/drops.1", ("retracted_by", "2031-05-06")),
            source="index",
            published=day("2026-01-05"),
        )
        made.add(**paper("two", "10.5555/drops.2"), source="index", published=day("2026-02-25"))
        made.add(**paper("far", "10.5555/far.1", ("concern_by", "2031-05-06"), trial=False), source="index")
        made.add("cites", CITED, "wire", published=day("2026-03-01"))
        made.add("copy", STORY, "herald", published=day("2026-03-02"))
        made.add("early", OTHER, "walker", published=day("2026-01-06"))
        made.add("late", f"{OTHER} And more.", "runner", published=day("2026-03-05"))
        made.add("far", "A study of sand. Journal reference: doi:10.5555/far.1", "other")
        made.run()
        yield made


def told(store: Bench) -> dict[str, tuple[str, str]]:
    rows = store.rows(
        "SELECT d.native_id, w.verdict, w.severity FROM verdict w JOIN document d ON d.id = w.document_id"
        " WHERE w.check_name = 'retracted' AND w.gone_at IS NULL"
    )
    return {row["native_id"]: (row["verdict"], row["severity"]) for row in rows}


def test_who_is_told(store: Bench) -> None:
    assert told(store) == {
        "cites": ("decision_changing", "critical"),
        "copy": ("decision_changing", "critical"),
        "early": ("decision_changing", "critical"),  # only the first paper had appeared
        "late": ("inconsistent", "major"),  # one of two
        "far": ("inconsistent", "major"),
    }


def test_a_draft_that_names_the_paper_is_told(store: Bench, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("A draft on drops of brine.\n\nJournal reference: doi:10.5555/drops.1\n", "utf-8")
    (found,) = check(store.config, PatientClock(), str(draft), offline=True)
    assert [(v["verdict"], v["listed"]) for v in found["verdicts"] if v["check"] == "retracted"] == [
        ("decision_changing", True)
    ]
