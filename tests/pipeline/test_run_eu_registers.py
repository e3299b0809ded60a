"""Runs over CTIS and the EU Clinical Trials Register as a loopback server plays them, with their faults."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Canned, Loopback, Seen, page
from tests.pipeline.stores import ask, config_in, go
from tests.scrapers.plays import FIXTURES
from tracker.config import Config

RECORD = json.loads((FIXTURES / "ctis" / "record.json").read_text())
FULL = (FIXTURES / "euctr" / "full.txt").read_bytes()
SEARCH = (FIXTURES / "euctr" / "search.html").read_bytes()
NUMBERS = ["2099-599999-01-00", "2099-599999-05-00"]
HELD = "SELECT native_id, gone_since FROM document WHERE source = :source ORDER BY native_id"


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def configured(folder: Path, web: Loopback, source: str) -> Config:
    topic = '[[topics]]\nname = "saltwater"\nconditions = ["dry examples"]\n'
    tables = f'{topic}[sources.{source}]\nbase_url = "{web.url("/" + source)}"\n'
    return config_in(folder, f"sqlite:///{folder}/evidence.db", tables, attempts=3)


def play_ctis(web: Loopback, updated: str = "20/08/2099") -> None:
    """Let `web` answer as CTIS under /ctis."""

    def search(seen: Seen) -> Canned:
        if seen.method != "POST":
            return Canned(403, b"forbidden")
        asked = json.loads(seen.body)
        rows = [{"ctNumber": n, "lastUpdated": updated, "decisionDateOverall": "01/03/2099"} for n in NUMBERS]
        start = (asked["pagination"]["page"] - 1) * asked["pagination"]["size"]
        answer = {"pagination": {"totalRecords": len(rows)}, "data": rows[start : start + asked["pagination"]["size"]]}
        return page(json.dumps(answer).encode(), content_type="application/json")

    web.routes["/ctis/search"] = search
    for number in NUMBERS:
        web.routes[f"/ctis/retrieve/{number}"] = retrieved(number)


def retrieved(number: str, **changed: Any) -> Canned:
    return page(json.dumps({**RECORD, "ctNumber": number, **changed}).encode(), content_type="application/json")


def test_ctis_with_errors_that_pass(tmp_path: Path, web: Loopback) -> None:
    play_ctis(web)
    busy = Canned(429, headers={"Retry-After": "2"})
    web.routes[f"/ctis/retrieve/{NUMBERS[0]}"] = [Canned(500), busy, retrieved(NUMBERS[0])]
    web.routes[f"/ctis/retrieve/{NUMBERS[1]}"] = [Canned(403), retrieved(NUMBERS[1])]
    config = configured(tmp_path, web, "ctis")
    go(config)
    assert ask(config, HELD, source="ctis") == [(number, None) for number in NUMBERS]
    sizes = ask(config, "SELECT value_num FROM claim WHERE type = 'sample_size' AND kind = 'planned'")
    assert [int(size) for (size,) in sizes] == [40, 40]


def test_ctis_nothing_new_and_an_edit(tmp_path: Path, web: Loopback) -> None:
    play_ctis(web)
    config = configured(tmp_path, web, "ctis")
    go(config)
    before = ask(config, "SELECT count(*) FROM version")
    go(config)
    assert ask(config, "SELECT count(*) FROM version") == before
    play_ctis(web, "21/08/2099")
    web.routes[f"/ctis/retrieve/{NUMBERS[1]}"] = retrieved(NUMBERS[1], ctPublicStatusCode=8)
    go(config)
    assert ask(config, "SELECT count(*) FROM version") == [(before[0][0] + 1,)]


@pytest.mark.parametrize("fault", [page(b"<html>portal</html>", content_type="text/html"), page(b""), Canned(503)])
def test_ctis_out_of_order_makes_nothing_gone(tmp_path: Path, web: Loopback, fault: Canned) -> None:
    play_ctis(web)
    config = configured(tmp_path, web, "ctis")
    go(config)
    web.routes["/ctis/search"] = fault
    assert go(config).exit_code != 0
    assert ask(config, HELD, source="ctis") == [(number, None) for number in NUMBERS]


def play_euctr(web: Loopback) -> None:
    """Let `web` answer as the EU Clinical Trials Register under /euctr."""
    web.routes["/euctr/search"] = page(SEARCH, content_type="text/html;charset=UTF-8")
    web.routes["/euctr/rest/download/full"] = page(FULL, content_type="text/plain;charset=UTF-8")


def test_euctr_with_errors_that_pass(tmp_path: Path, web: Loopback) -> None:
    play_euctr(web)
    web.routes["/euctr/rest/download/full"] = [Canned(500), page(FULL, content_type="text/plain")]
    config = configured(tmp_path, web, "euctr")
    go(config)
    assert ask(config, HELD, source="euctr") == [("2098-099991-11", None), ("2098-099992-12", None)]
    asked = len(web.asked)
    go(config)
    assert [path.partition("?")[0] for path in web.asked[asked:]] == ["/euctr/search"]


@pytest.mark.parametrize("fault", [page(b"<html>are you a person?</html>", content_type="text/html"), page(b"")])
def test_euctr_out_of_order_makes_nothing_gone(tmp_path: Path, web: Loopback, fault: Canned) -> None:
    play_euctr(web)
    config = configured(tmp_path, web, "euctr")
    go(config)
    web.routes["/euctr/search"] = fault
    assert go(config).exit_code != 0
    assert {gone for _, gone in ask(config, HELD, source="euctr")} == {None}
