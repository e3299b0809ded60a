"""Feeds, WordPress and pages with the faults of the web, in their listings and in their pages: what a run then holds.

Five sources of two articles each stand on one server. What is tried hits, in all of them at once, one place: the list
of one feed and of one site, one of the two pages of the others.
"""

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_engine
from tests.loopback import Canned, Loopback, Route, page
from tests.pipeline.press import post, tagged
from tests.pipeline.stores import START, PatientClock, ask, config_in, go
from tests.pipeline.webs import DAY, HTML, article, feed
from tracker.config import Config
from tracker.pipeline.run import Outcome

POSTS = "wp-json/wp/v2/posts"
PLACES = {
    "feed": "/feed/rss.xml",
    "story": "/story/1",
    "site": f"/site/{POSTS}",
    "post": f"/post/{POSTS}/1",
    "page": "/page/1",
}
"""Source -> where it is hit."""
LISTS = ("feed", "site")
"""Those that are hit in their list."""
TYPES = {"feed": "application/rss+xml", "site": "application/json", "post": "application/json"}
HELD = "SELECT d.source, count(*) FROM document d WHERE d.gone_since IS NULL GROUP BY d.source ORDER BY d.source"
TWO_EACH = [(source, 2) for source in sorted(PLACES)]


def title(source: str, n: int) -> str:
    return f"Drops for Zoë’s examples, part {n} of the {source}"


def answers(base: str) -> dict[str, bytes]:
    """Everything the server has, by path."""
    found: dict[str, bytes] = {}
    for source in PLACES:
        if source in ("site", "post"):
            posts = [
                post(n, f"{base}/{source}", "2026-11-09T08:00:00", title(source, n), "It is salty.") for n in (1, 2)
            ]
            found[f"/{source}/{POSTS}"] = json.dumps(posts).encode()
            found |= {f"/{source}/{POSTS}/{one['id']}": json.dumps(one).encode() for one in posts}
        else:
            found |= {f"/{source}/{n}": article(title(source, n), "It is salty.") for n in (1, 2)}
            found[f"/{source}/rss.xml"] = feed(*((f"/{source}/{n}", title(source, n), DAY) for n in (1, 2)))
    return found


def kind_of(path: str) -> str:
    return TYPES["feed"] if path.endswith(".xml") else TYPES["site"] if POSTS in path else HTML["Content-Type"]


def configured(folder: Path, base: str) -> Config:
    tables = "".join(
        f'[sources.{name}]\nreader = "feed"\nurl = "{base}/{name}/rss.xml"\nrelevance = false\n'
        for name in ("feed", "story")
    ) + "".join(
        f'[sources.{name}]\nreader = "wordpress"\nurl = "{base}/{name}"\nrelevance = false\n'
        for name in ("site", "post")
    )
    tables += f'[sources.page]\nreader = "page"\nurls = ["{base}/page/1", "{base}/page/2"]\n'
    return config_in(folder, f"sqlite:///{folder}/evidence.db", tables, attempts=3, timeout_seconds=2.0)


class Press:
    """The five sources as they are when nothing is wrong, and a store that has seen them so."""

    def __init__(self, web: Loopback, folder: Path) -> None:
        self.web, self.folder = web, folder
        self.good = answers(web.url(""))
        self.mend()
        assert go(configured(folder, web.url(""))).exit_code == 0

    def mend(self) -> None:
        """Take every fault away."""
        self.web.routes.clear()
        self.web._turns.clear()
        self.web.log.clear()
        for path, body in self.good.items():
            self.web.routes[path] = page(body, content_type=kind_of(path))

    def seen(self, folder: Path) -> Config:
        """The configuration of a copy of the store, which asks for everything again."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        config = configured(folder, self.web.url(""))
        engine = open_engine(config.store.url)
        with engine.begin() as conn:
            conn.execute(text("DELETE FROM cursor"))
        engine.dispose()
        return config


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with Loopback() as web:
        yield Press(web, tmp_path_factory.mktemp("press"))


@pytest.fixture
def press(everything: Press) -> Press:
    everything.mend()
    return everything


def next_day(config: Config) -> Outcome:
    return go(config, PatientClock(START.replace(day=21)))


def versions(config: Config) -> list[tuple[object, ...]]:
    return ask(config, "SELECT id, seen_to FROM version ORDER BY id")


PASSING = {
    "500 then fine": [Canned(500)],
    "503 twice": [Canned(503), Canned(503)],
    "429 in seconds": [Canned(429, headers={"Retry-After": "3"})],
    "429 until a date": [Canned(429, headers={"Retry-After": f"{START:%a, %d %b %Y} 02:31:00 GMT"})],
}


@pytest.mark.parametrize("first", PASSING.values(), ids=PASSING)
def test_what_passes_is_waited_for(tmp_path: Path, press: Press, first: list[Canned]) -> None:
    for path in PLACES.values():
        press.web.routes[path] = [*first, page(press.good[path], content_type=kind_of(path))]
    config = configured(tmp_path, press.web.url(""))
    assert go(config).exit_code == 0
    assert ask(config, HELD) == TWO_EACH
    asked = [path.partition("?")[0] for path in press.web.asked]
    assert [asked.count(path) for path in PLACES.values()] == [len(first) + 1] * len(PLACES)
    assert ask(config, "SELECT kind, message FROM issue") == []
    assert ask(config, 'SELECT count(*) FROM "fetch" WHERE error IS NOT NULL') == [(0,)]


def slow(body: bytes, kind: str) -> Canned:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return Canned(pieces=[head, 0.03, body[:100], 0.03, body[100:200], 0.03, body[200:]])


HARMLESS: dict[str, Callable[[bytes, str], Canned]] = {
    "slow pieces": slow,
    "gzip": lambda body, kind: Canned(
        200, gzip.compress(body, mtime=0), {"Content-Encoding": "gzip", "Content-Type": kind}
    ),
    "a wrong charset": lambda body, kind: page(body, content_type=f"{kind.partition(';')[0]}; charset=cp1252"),
    "an unknown charset": lambda body, kind: page(body, content_type=f"{kind.partition(';')[0]}; charset=x-none"),
    "no type": lambda body, kind: Canned(200, body),
}


@pytest.mark.parametrize("how", HARMLESS)
def test_what_is_odd_and_harmless_changes_nothing(tmp_path: Path, press: Press, how: str) -> None:
    config = press.seen(tmp_path)
    before = versions(config), ask(config, "SELECT title FROM text ORDER BY title")
    for path in PLACES.values():
        press.web.routes[path] = HARMLESS[how](press.good[path], kind_of(path))
    assert next_day(config).exit_code == 0
    assert before == (versions(config), ask(config, "SELECT title FROM text ORDER BY title"))
    assert ask(config, "SELECT kind, message FROM issue") == []


def test_what_is_not_modified_is_not_stored_again(tmp_path: Path, press: Press) -> None:
    def conditional(body: bytes, kind: str) -> Route:
        return lambda seen: tagged(seen, body, kind)

    press.web.routes |= {path: conditional(body, kind_of(path)) for path, body in press.good.items()}
    config = configured(tmp_path, press.web.url(""))
    go(config)
    count = 'SELECT (SELECT count(*) FROM "fetch"), (SELECT count(*) FROM version), (SELECT count(*) FROM blob)'
    before = ask(config, count)
    press.web.log.clear()
    assert next_day(config).exit_code == 0
    again = [seen for seen in press.web.log if seen.path in (PLACES["feed"], PLACES["story"], PLACES["page"])]
    assert len(again) == 3
    assert all("if-none-match" in seen.headers for seen in again)
    assert ask(config, count) == before
    assert ask(config, HELD) == TWO_EACH


def squeezed(body: bytes, cut: int = 0) -> Canned:
    """`body` compressed, without its last `cut` bytes."""
    packed = gzip.compress(body, mtime=0)
    return Canned(200, packed[: len(packed) - cut], {"Content-Encoding": "gzip", **HTML})


def moved(where: str) -> Canned:
    return Canned(302, headers={"Location": where})


def shell(name: str, words: str) -> Canned:
    prose = "This text is long enough for prose, and it stands where an article should be, day after day after day. "
    body = (
        f"<html><head><title>{name}</title></head><body><h1>{name}</h1><p>{words}</p><p>{prose * 3}</p></body></html>"
    )
    return Canned(200, body.encode(), HTML)


UNANSWERED = {
    "500 for ever": Canned(500),
    "403": Canned(403),
    "a gzip that is cut off": squeezed(b"<html><p>It is salty.</p></html>" * 500, cut=12),
    "a bomb": squeezed(b" " * 40_000_000),
    "a redirect to a private address": moved("http://10.0.0.1/1"),
    "a redirect to the metadata service": moved("http://[::ffff:169.254.169.254]/latest"),
    "a redirect to a file": moved("file:///etc/hostname"),
    "a redirect to itself": moved("?again"),
}
USELESS = {
    "a soft 404": shell("Page not found", "Sorry, what you look for is not here."),
    "a consent wall": shell("Before you continue", "Accept all or reject all cookies; see our privacy policy."),
    "a check for robots": shell("Just a moment...", "Checking your browser."),
    "an empty 200": Canned(200, b"", HTML),
    "bytes": Canned(200, bytes(range(256)) * 4, {"Content-Type": "application/octet-stream"}),
}


@pytest.mark.parametrize("fault", [*UNANSWERED, *USELESS])
def test_what_lasts_is_said_and_nothing_looks_gone(tmp_path: Path, press: Press, fault: str) -> None:
    config = press.seen(tmp_path)
    before = versions(config)
    press.web.routes |= dict.fromkeys(PLACES.values(), UNANSWERED.get(fault) or USELESS[fault])
    outcome = next_day(config)
    assert outcome.exit_code == 3
    assert sorted(outcome.failed) == sorted(LISTS)
    assert not any("\n" in said for said in outcome.failed.values())
    kind = "fetch_failed" if fault in UNANSWERED else "unreadable"
    told = ask(config, "SELECT source, kind FROM issue ORDER BY source")
    assert told == [(source, kind) for source in sorted(PLACES) if source not in LISTS]
    assert (ask(config, HELD), versions(config)) == (TWO_EACH, before)
    assert ask(config, "SELECT count(*) FROM absence") == [(0,)]
    failures = ask(config, 'SELECT source FROM "fetch" WHERE error IS NOT NULL ORDER BY source')
    assert failures == ([(source,) for source in sorted(PLACES)] if fault in UNANSWERED else [])
    states = ask(config, "SELECT source, state FROM job WHERE stage = 'fetch' AND state <> 'finished' ORDER BY source")
    assert states == [(source, "failed") for source in LISTS]


def test_a_host_that_asks_for_a_day_is_left_alone_and_nothing_looks_gone(tmp_path: Path, press: Press) -> None:
    config = press.seen(tmp_path)
    before = versions(config)
    press.web.routes[PLACES["feed"]] = Canned(429, headers={"Retry-After": "86400"})
    assert sorted(next_day(config).failed) == sorted(PLACES)
    assert press.web.asked == [PLACES["feed"]]
    assert (ask(config, HELD), versions(config)) == (TWO_EACH, before)


def test_a_list_that_is_gone_makes_nothing_gone(tmp_path: Path, press: Press) -> None:
    config = press.seen(tmp_path)
    press.web.routes |= {PLACES["feed"]: Canned(410), PLACES["site"]: Canned(404)}
    for day in (21, 22, 23, 24):
        assert sorted(go(config, PatientClock(START.replace(day=day))).failed) == ["feed", "site"]
    assert ask(config, HELD) == TWO_EACH


def test_a_page_that_is_gone_for_two_nights_and_fails_on_the_third_is_not_gone(tmp_path: Path, press: Press) -> None:
    config = press.seen(tmp_path)
    for day, status in ((21, 404), (22, 404), (23, 503), (24, 404), (25, 404)):
        press.web.routes |= dict.fromkeys((PLACES["story"], PLACES["page"]), Canned(status))
        go(config, PatientClock(START.replace(day=day)))
        assert ask(config, HELD) == TWO_EACH
    go(config, PatientClock(START.replace(day=26)))
    gone = ask(config, "SELECT source FROM document WHERE gone_since IS NOT NULL ORDER BY source")
    assert gone == [("page",), ("story",)]
