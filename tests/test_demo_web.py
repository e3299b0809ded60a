"""The recorded web that ships is what its sources make, in our own words; demo and README show what it holds."""

import gzip
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.read.findings import Wanted
from tests.demo_web.build import SHIPPED, SITE, main
from tracker.cli import output
from tracker.clock import SetClock
from tracker.config import Config
from tracker.operations import find, run as operation
from tracker.pipeline.run import Outcome

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
SHINGLE = 6
PROPER_NAMES = ("Cambridgeshire and Peterborough NHS Foundation Trust", "Hospital de Clínicas de Porto Alegre")

NEW_TABLETS = {"NCT99999901", "NCT99999903", "NCT99999905", "ISRCTN99999902"}
WRONG = {
    ("daily-remedy.example/2026/11/hay-fever-pill", "sample_size"),
    ("corner-clinic.example/2026/11/longer-lasting-antihistamine", "phase"),
    ("brainwire.example/articles/evening-tablet-migraine", "duration"),
    ("coastal-herald.example/wire/migraine-evening-tablet.html", "duration"),
    ("corner-clinic.example/2026/11/arithmetic-of-migraine", "nnt"),
}
"""What differs in the stories about the three drugs that do not exist; all other stories about them are faithful."""


def shingles(text: str) -> set[tuple[str, ...]]:
    for name in PROPER_NAMES:
        text = text.replace(name, name.replace(" ", "_"))
    words = [word.casefold() for word in WORD.findall(text)]
    return {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}


def files() -> Iterator[Path]:
    return (path for path in sorted(SITE.rglob("*")) if path.is_file())


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, Outcome]:
    clock = SetClock(datetime(2026, 11, 16, tzinfo=UTC))
    return operation.demo(clock, tmp_path_factory.mktemp("demo") / "out")


def test_the_shipped_recording_is_what_its_sources_make(tmp_path: Path) -> None:
    main(tmp_path / "web.warc.gz")
    made, shipped = (gzip.decompress((folder / "web.warc.gz").read_bytes()) for folder in (tmp_path, SHIPPED))
    assert made == shipped, "run `python -m tests.demo_web.build`"


def test_every_file_is_in_the_recording() -> None:
    recording = gzip.decompress((SHIPPED / "web.warc.gz").read_bytes())
    assert [path.name for path in files() if path.read_bytes() not in recording] == []


def test_only_example_domains_and_the_two_registries_are_recorded() -> None:
    hosts = {path.relative_to(SITE).parts[0] for path in files()}
    assert {host for host in hosts if not host.endswith(".example")} == {"clinicaltrials.gov", "www.isrctn.com"}


def test_no_six_words_in_a_row_are_those_of_the_seeds(shared: Path) -> None:
    seeds = {s for path in (shared / "seeds").glob("*.txt") for s in shingles(path.read_text("utf-8"))}
    assert len(seeds) > 3000
    common = {
        (path.name, " ".join(shingle))
        for path in files()
        for shingle in shingles(re.sub(r"<[^>]+>", " ", html.unescape(path.read_text("utf-8")))) & seeds
    }
    assert common == set()


def test_everything_that_is_asked_for_is_recorded(shown: tuple[Config, Outcome]) -> None:
    config, outcome = shown
    assert (outcome.state, outcome.failed, outcome.exit_code) == ("finished", {}, 0)
    documents = dict(find.sql(config, "SELECT kind, count(*) FROM v_documents GROUP BY kind")[1])
    assert documents == {"press": 13, "press_release": 2, "registry": 7, "paper": 1, "protocol": 1, "derivative": 1}


def test_a_gone_page_is_recorded_and_disturbs_nothing(shown: tuple[Config, Outcome]) -> None:
    _, rows = find.sql(shown[0], "SELECT url, source FROM fetch WHERE status = 404")
    assert [tuple(row) for row in rows] == [("https://daily-remedy.example/2026/11/vinegar", "daily_remedy")]


def test_the_demo_can_be_run_again(shown: tuple[Config, Outcome]) -> None:
    wanted = Wanted(min_severity="info")
    before = find.mismatches(shown[0], wanted)
    folder = Path(shown[0].store.report).parent
    config, outcome = operation.demo(SetClock(datetime(2026, 11, 17, tzinfo=UTC)), folder)
    assert (outcome.state, outcome.failed) == ("finished", {})
    assert find.mismatches(config, wanted) == before


def test_stories_about_the_new_tablets_differ_where_they_were_written_to(shown: tuple[Config, Outcome]) -> None:
    found = find.mismatches(shown[0], Wanted(min_severity="minor"))
    checks = {"sample_size", "duration", "phase", "nnt"}
    flags = {
        (m["document"]["id"].removeprefix("https://"), m["check"])
        for m in found
        if m["check"] in checks and m["trial"] and NEW_TABLETS & set(m["trial"]["identifiers"])
    }
    assert flags == WRONG


def test_the_readme_shows_what_the_demo_prints(
    shown: tuple[Config, Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    output.mismatches(find.mismatches(shown[0], Wanted(min_severity="minor")))
    printed = capsys.readouterr().out.splitlines()
    pasted = README.partition("```text\n")[2].partition("```")[0].splitlines()
    assert len(pasted) > 5
    assert [line for line in pasted if line != "..." and line not in printed] == []


def test_the_queries_of_the_readme_run(shown: tuple[Config, Outcome]) -> None:
    statements = re.findall(r'tracker sql "([^"]+)"', README)
    assert len(statements) > 4
    for statement in statements:
        columns, _ = find.sql(shown[0], statement)
        assert columns


def test_the_readme_names_every_view(shown: tuple[Config, Outcome]) -> None:
    _, rows = find.sql(shown[0], "SELECT name FROM sqlite_master WHERE type = 'view' AND name <> 'searched_text'")
    assert set(re.findall(r"`(v_\w+)`", README)) == {name for (name,) in rows}
