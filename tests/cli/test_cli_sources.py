"""A source that fails is one line, exit 3, and what the others brought is kept."""

from pathlib import Path

import pytest

from tests.cli.conftest import Call, Said, warned
from tests.loopback import Canned, Loopback
from tests.pipeline.stores import ask, write_config
from tests.pipeline.webs import article, pages_of, play_feed, play_pages, study, tables
from tracker.config import load_config

STUDY = study("NCT99999901")
STORY = {"/a": article("Drops", "The trial randomised 30 people.")}


@pytest.mark.parametrize(
    ("route", "answer", "word"),
    [
        ("/api/v2/studies", Canned(200, b'{"studies": [{"protocolSection": {"ident'), "cut off"),
        ("/api/v2/studies", Canned(200, b"<html>maintenance</html>"), "JSON"),
        ("/api/v2/studies", Canned(500), "answered 500"),
        ("/api/v2/studies", Canned(404), "without a list"),
        ("/api/v2/studies", Canned(200, b"[]"), "without a list"),
    ],
    ids=["cut off", "html", "500", "404", "list"],
)
def test_a_source_that_fails_is_one_line_and_the_others_go_on(
    call: Call, tmp_path: Path, web: Loopback, route: str, answer: Canned, word: str
) -> None:
    play_feed(web, STORY)
    web.routes[route] = answer
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "clinicaltrials_gov", "example_news"))
    said = call("run")
    failed_as(tmp_path, said, "clinicaltrials_gov", word)
    assert ask(load_config(tmp_path / "config.toml", {}), "SELECT source FROM document") == [("example_news",)]


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Canned(200, b"<rss><channel><title>x", {"Content-Type": "application/rss+xml"}), "not a feed"),
        (Canned(200, b"<html><body>moved</body></html>", {"Content-Type": "text/html"}), "not a feed"),
        (Canned(200, b"\x00\x01\x02", {"Content-Type": "image/png"}), "not a feed"),
        (Canned(410), "gone"),
    ],
    ids=["broken", "html", "image", "gone"],
)
def test_a_broken_feed(call: Call, tmp_path: Path, web: Loopback, answer: Canned, word: str) -> None:
    play_pages(web, pages_of([STUDY], 1), stamp="2026-11-19T09:00:05")
    web.routes["/rss.xml"] = answer
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "clinicaltrials_gov", "example_news"))
    failed_as(tmp_path, call("run"), "example_news", word)


def failed_as(folder: Path, said: Said, source: str, word: str) -> None:
    """Exit 3; the failure is one line on stderr, in the job and in the health of the source."""
    assert said.code == 3, said
    assert [source in line and word in line for line in warned(said)] == [True], said.err
    assert "Traceback" not in said.err
    config = load_config(folder / "config.toml", {})
    ((state, message),) = ask(config, f"SELECT state, message FROM job WHERE stage = 'fetch' AND source = '{source}'")
    assert state == "failed"
    assert word in message
    ((last_job, last),) = ask(config, f"SELECT last_job, last_message FROM v_source_health WHERE source = '{source}'")
    assert (last_job, last) == ("failed", message)
    assert ask(config, "SELECT state FROM run") == [("partial",)]


def test_a_page_that_is_no_article_is_an_issue_and_no_failure(call: Call, tmp_path: Path, web: Loopback) -> None:
    play_feed(web, {**STORY, "/login": b"<html><body><p>Log in</p></body></html>", "/gone": b""})
    web.routes["/gone"] = Canned(500)
    write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "example_news"))
    said = call("run")
    assert said.code == 0
    assert sorted("not an article" in line for line in warned(said)) == [False, True]
    config = load_config(tmp_path / "config.toml", {})
    assert ask(config, "SELECT kind FROM issue ORDER BY kind") == [("fetch_failed",), ("unreadable",)]
    assert ask(config, "SELECT failing_addresses FROM v_source_health") == [(1,)]


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_a_server_that_is_down(
    call: Call, tmp_path: Path, web: Loopback, store: str, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/e.db" if store == "sqlite" else request.getfixturevalue("pg_database")
    play_feed(web, STORY)
    with Loopback() as gone:
        down = gone.url("/api/v2")
    both = tables(web.url(""), "clinicaltrials_gov", "example_news").replace(web.url("/api/v2"), down)
    write_config(tmp_path, url, both)
    failed_as(tmp_path, call("run"), "clinicaltrials_gov", "no connection")
    config = load_config(tmp_path / "config.toml", {})
    assert len(ask(config, "SELECT id FROM claim")) >= 1
