"""Each stage finds its own work: what changed is done again, what did not is left, and new code never notifies."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback
from tests.pipeline.stores import START, PatientClock, ask, config_in, differences, go, rows
from tests.pipeline.webs import article, entry, pages_of, play_feed, play_isrctn, play_pages, study, tables
from tracker import claims
from tracker.config import Config
from tracker.operations.find import opened_since
from tracker.pipeline._work import Stopped
from tracker.records import Claim

NUMBERED = "The trial (registered as NCT99999901) randomised {} people to drops or water."
STUDIES = [study("NCT99999901", size=40, size_type="ACTUAL"), study("NCT99999902"), study("NCT99999903")]


def night(number: int) -> PatientClock:
    return PatientClock(START.replace(day=START.day + number % 10))


def play(web: Loopback, people: int = 64) -> None:
    play_pages(web, pages_of(STUDIES, 5), stamp="2026-11-19T09:00:05")
    play_isrctn(web, entry("ISRCTN99999901", nct="NCT99999901"))
    play_feed(web, {"/a": article("Drops", NUMBERED.format(people)), "/b": article("No number", "Drops were tried.")})


@pytest.fixture
def config(tmp_path: Path, web: Loopback, store_url: str) -> Config:
    """A store after one run over the played web."""
    play(web)
    config = config_in(tmp_path, store_url, tables(web.url("")))
    assert go(config, night(0)).state == "finished"
    return config


def done(config: Config, stage: str, since: PatientClock) -> set[str]:
    """Native ids of the documents whose ledger entry of `stage` is new."""
    by = {"check": "d.id", "extract": "t.id", "parse": "v.fetch_id"}[stage]
    found = ask(
        config,
        f"SELECT DISTINCT d.native_id FROM ledger l JOIN document d ON 1 = 1 JOIN version v ON v.document_id = d.id"
        f" JOIN text t ON t.version_id = v.id WHERE l.stage = '{stage}' AND l.input_id = {by} AND l.done_at >= :since",
        since=since.now(),
    )
    return {name.rpartition("/")[2] for (name,) in found}


def events(config: Config, check: str = "%") -> list[tuple[str, bool]]:
    sql = (
        "SELECT e.kind, e.by_code FROM mismatch_event e JOIN verdict v ON v.id = e.mismatch_id"
        " WHERE v.check_name LIKE :check ORDER BY e.at, e.seq"
    )
    return [(kind, bool(code)) for kind, code in ask(config, sql, check=check)]


def test_only_what_changed_is_read_and_checked_again(config: Config, web: Loopback) -> None:
    play(web, people=65)
    clock = night(1)
    go(config, clock)
    clock.waited = 0
    assert {stage: done(config, stage, clock) for stage in ("parse", "extract", "check")} == {
        "parse": {"a"}, "extract": {"a"}, "check": {"a"},
    }  # fmt: skip
    assert events(config) == [("opened", False), ("opened", False), ("value_changed", False)]
    assert events(config, check="article_changed") == [("opened", False)]


def test_a_changed_registration_has_its_reports_checked_again(config: Config, web: Loopback) -> None:
    STUDY = study("NCT99999901", size=64, size_type="ACTUAL", updated="2026-11-20")
    play_pages(web, pages_of([STUDY, *STUDIES[1:]], 5), stamp="2026-11-20T09:00:05")
    clock = night(1)
    go(config, clock)
    clock.waited = 0
    assert done(config, "extract", clock) == {"NCT99999901"}
    assert {"NCT99999901", "a"} <= done(config, "check", clock) <= {"NCT99999901", "ISRCTN99999901", "a"}
    assert events(config) == [("opened", False), ("resolved_at_source", False)]


def test_stages_alone_do_what_a_whole_run_does(tmp_path: Path, web: Loopback) -> None:
    play(web)
    whole = config_in(tmp_path / "whole", f"sqlite:///{tmp_path}/whole.db", tables(web.url("")))
    steps = config_in(tmp_path / "steps", f"sqlite:///{tmp_path}/steps.db", tables(web.url("")))
    clock = night(0)
    go(whole, clock)
    clock.waited = 0
    for stage in ("fetch", "parse", "extract", "link", "check", "report"):
        assert go(steps, clock, only=stage).state == "finished"
    assert differences(rows(whole.store.url), rows(steps.store.url)) == []
    before = rows(steps.store.url)
    for stage in ("parse", "extract", "link", "check"):
        assert sum(counts["done"] for counts in go(steps, night(1), only=stage).counts.values()) == 0
    assert differences(before, rows(steps.store.url)) == []
    go(steps, night(1), only="report")  # what was new on the night before is not any more
    assert sum(counts["done"] for counts in go(steps, night(1), only="report").counts.values()) == 0


def test_offline_asks_nothing(config: Config, web: Loopback) -> None:
    asked = len(web.log)
    outcome = go(config, night(1), offline=True)
    assert ("fetch" in outcome.counts, len(web.log)) == (False, asked)


# New code -------------------------------------------------------------------------------------------------------------


def new_extractor(monkeypatch: pytest.MonkeyPatch, change: Callable[[Claim], Claim | None]) -> None:
    """An extractor with another fingerprint that reads each claim of running text as `change` says."""
    read = claims.extract_many

    def extract_many(items: Any) -> Any:
        return ([new for claim in found if (new := change(claim))] for found in read(items))

    monkeypatch.setattr(claims, "extract_many", extract_many)
    monkeypatch.setattr(claims, "fingerprint", lambda: "another extractor")


def test_a_new_extractor_reads_stored_texts_and_never_the_network(
    config: Config, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, before = len(web.log), rows(config.store.url)
    new_extractor(monkeypatch, lambda claim: claim)
    clock = night(1)
    outcome = go(config, clock, only="extract")
    assert outcome.counts["extract"]["done"] == len(before["text"])
    assert (len(web.log), len(web.asked)) == (asked, len(web.asked))
    after = rows(config.store.url)
    kept = {"fetch", "blob", "document", "version", "text", "passage", "issue"}
    assert differences({n: before[n] for n in kept}, {n: after[n] for n in kept}) == []
    ids = "SELECT id FROM claim WHERE superseded_at IS NULL"
    assert len(ask(config, ids)) == len(after["claim"]) == len(before["claim"])  # the same readings keep their ids


def test_what_a_new_extractor_no_longer_reads_is_superseded(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(rows(config.store.url)["claim"])
    new_extractor(monkeypatch, lambda claim: None if claim.type == "sample_size" else claim)
    go(config, night(1), offline=True)
    assert len(rows(config.store.url)["claim"]) == before
    assert ask(config, "SELECT value_raw FROM claim WHERE superseded_at IS NOT NULL") == [("64 people",)]
    assert events(config) == [("opened", False), ("resolved_at_source", True)]


def test_a_mismatch_that_only_a_new_extractor_brings_is_no_news(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reread(claim: Claim) -> Claim:
        if claim.type != "sample_size":
            return claim
        return claim.model_copy(
            update={"number": Decimal(63), "low": Decimal(63), "high": Decimal(63), "value": 63, "raw": "63 people"}
        )

    new_extractor(monkeypatch, reread)
    clock = night(1)
    began = clock.now()
    go(config, clock, offline=True)
    assert events(config) == [("opened", False), ("value_changed", True)]
    assert opened_since(config, began) == 0


def test_new_checking_code_is_no_news_either(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.checks import all_checks
    from tracker.pipeline import check

    known = dict(all_checks())
    del known["sample_size"]
    for module in ("tracker.pipeline.check", "tracker.pipeline.judge"):
        monkeypatch.setattr(f"{module}.all_checks", lambda: known, raising=False)
    monkeypatch.setattr(check, "code_fingerprint", lambda *parts: "other checks")
    clock = night(1)
    began = clock.now()
    go(config, clock, offline=True)
    monkeypatch.undo()
    go(config, night(2), offline=True)
    assert events(config) == [("opened", False), ("resolved_at_source", True), ("reopened", True)]
    assert opened_since(config, began) == 0


def test_a_new_parser_makes_a_new_text_of_the_same_version(
    config: Config, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scrapers._base import all_sources

    reader = all_sources()["feed"]
    asked = len(web.log)

    def parse(reply: Any) -> Any:
        for found in reader.parse(reply):
            yield found.model_copy(update={"text": found.text.replace("64 people", "64 persons"), "passages": ()})

    other = {**all_sources(), "feed": type(reader)(**{**_fields(reader), "parse": parse})}
    monkeypatch.setattr("tracker.pipeline.parse.source_named", other.__getitem__)
    monkeypatch.setattr("tracker.pipeline.parse.reader_fingerprint", lambda name: f"another {name}")
    clock = night(1)
    began = clock.now()
    go(config, clock, offline=True)
    assert len(web.log) == asked
    texts = ask(
        config,
        "SELECT count(DISTINCT t.version_id), count(*), count(t.superseded_at) FROM text t"
        " JOIN document d ON d.id = t.document_id WHERE d.url LIKE '%/a'",
    )
    assert texts == [(1, 2, 1)]
    assert len(rows(config.store.url)["version"]) == 6
    assert [by_code for _, by_code in events(config)] == [False, True]
    assert opened_since(config, began) == 0


def _fields(source: Any) -> dict[str, Any]:
    return {name: getattr(source, name) for name in type(source).__slots__}


# Stopping -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pulses", [1, 3, 6, 8, 11])
def test_a_run_that_is_stopped_says_so_and_the_next_one_finishes(
    tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch, pulses: int
) -> None:
    from tracker.pipeline._work import Work

    play(web)
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url("")))
    clock = night(0)
    with monkeypatch.context() as patch:
        count, pulse = [0], Work.pulse

        def counted(self: Work) -> None:
            count[0] += 1
            if count[0] == pulses:
                self.stop.set()
            pulse(self)

        patch.setattr(Work, "pulse", counted)
        outcome = go(config, clock)
    assert (outcome.state, outcome.exit_code) == ("stopped", 1)
    assert ask(config, "SELECT state FROM run") == [("stopped",)]
    assert ask(config, "SELECT count(*) FROM job WHERE state = 'stopped'") == [(1,)]
    assert go(config, clock).state == "finished"
    assert len(ask(config, "SELECT id FROM document")) == 6
    assert [state for (state,) in ask(config, "SELECT state FROM mismatch")] == ["open"]


def test_stopped_is_no_ordinary_error() -> None:
    assert not issubclass(Stopped, Exception)


def test_a_parser_that_breaks_costs_its_document_only(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    from scrapers._base import all_sources

    reader = all_sources()["feed"]

    def parse(reply: Any) -> Any:
        if reply.url.endswith("/a"):
            raise ZeroDivisionError("oops")
        yield from reader.parse(reply)

    other = {**all_sources(), "feed": type(reader)(**{**_fields(reader), "parse": parse})}
    monkeypatch.setattr("tracker.pipeline.parse.source_named", other.__getitem__)
    monkeypatch.setattr("tracker.pipeline.parse.reader_fingerprint", lambda name: f"another {name}")
    assert go(config, night(1), offline=True).state == "finished"
    ((message,),) = ask(config, "SELECT message FROM issue WHERE kind = 'parser_error'")
    assert "ZeroDivisionError" in message
    assert len(ask(config, "SELECT id FROM document")) == 6
