"""A feed of everything costs little: what is about trials of the topics is kept whole, the rest costs a decision."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pytest

from tests.loopback import Canned, Loopback, Route, Seen
from tests.pipeline.stores import START, PatientClock, ask, config_in, differences, go, rows
from tests.pipeline.webs import DAY, HTML, article
from tracker.config import Config

ABOUT = range(0, 100, 20)
"""The stories that are about trials of the topics; the title of the last does not say that it is a trial."""
OPEN = (7, 33, 58)
"""Stories whose title and teaser leave it open, and whose page shows that they are about no trial."""
KNEES = (11, 12)
"""Stories about trials of something else."""
TEASER = (
    "The fair on the pier opens at noon with a brass band, a cake stall and a race of boats that children build. "
    "The council asks visitors to leave their cars behind the old school, and to bring an umbrella if clouds come up."
)
TRIAL = "In a randomised, placebo-controlled trial, 40 invented people with {illness} took velorastine for six weeks."


def title(n: int) -> str:
    if n == ABOUT[-1]:
        return f"Hope for dry examples, part {n}"
    if n in ABOUT:
        return f"Randomised trial of velorastine in dry examples, part {n}"
    if n in OPEN:
        return f"Dry examples: a day in the museum, part {n}"
    return f"Randomised trial of brine for sore knees, part {n}" if n in KNEES else f"The fair on the pier, part {n}"


@dataclass
class Outlet:
    """A feed of a hundred entries and their pages, and which of its pages were sent whole."""

    web: Loopback
    sent: list[str] = field(default_factory=list)

    def play(self) -> None:
        items = "".join(
            f"<item><title>{escape(title(n))}</title><link>/story/{n}</link><pubDate>{DAY}</pubDate>"
            f"<description>{'' if n in (*ABOUT, *OPEN) else TEASER * 2}</description></item>"
            for n in range(100)
        )
        head = "<title>Example News</title><link>https://news.example/</link>"
        body = f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()
        self.web.routes["/rss.xml"] = self._page(body, "application/rss+xml")
        for n in range(100):
            said = TRIAL.format(illness="sore knees" if n in KNEES else "dry examples")
            prose = said if n in (*ABOUT, *KNEES) else "The fair and the museum are open on all days but Monday."
            self.web.routes[f"/story/{n}"] = self._page(article(title(n), prose), HTML["Content-Type"])

    def _page(self, body: bytes, kind: str) -> Route:
        def answer(seen: Seen) -> Canned:
            tag = {"ETag": f'"{len(body)}"', "Content-Type": kind}
            if seen.headers.get("if-none-match") == tag["ETag"]:
                return Canned(304, headers=tag)
            self.sent.append(seen.path)
            return Canned(200, body, tag)

        return answer


@pytest.fixture
def outlet(web: Loopback) -> Outlet:
    made = Outlet(web)
    made.play()
    return made


def configured(folder: Path, url: str, web: Loopback, conditions: str = "dry examples") -> Config:
    topic = f'[[topics]]\nname = "saltwater"\nconditions = ["{conditions}"]\n'
    return config_in(folder, url, f'{topic}[sources.example_news]\nreader = "feed"\nurl = "{web.url("/rss.xml")}"\n')


def relevant(config: Config) -> list[int]:
    found = ask(config, "SELECT url FROM decision WHERE relevant ORDER BY url")
    return sorted(int(url.rpartition("/")[2]) for (url,) in found)


def held(config: Config) -> list[int]:
    """The stories whose text is held, whole."""
    found = ask(
        config, "SELECT d.native_id, t.text FROM document d JOIN version v ON v.document_id = d.id"
        " JOIN text t ON t.version_id = v.id",
    )  # fmt: skip
    assert all("said nobody" in body for _, body in found)  # its last words
    return sorted(int(name.rpartition("/")[2]) for name, _ in found)


def test_five_of_a_hundred_are_kept_and_a_second_run_asks_for_nothing_anew(
    tmp_path: Path, long_store_url: str, outlet: Outlet
) -> None:
    config = configured(tmp_path, long_store_url, outlet.web)
    assert go(config).exit_code == 0
    needed = ["/rss.xml", *(f"/story/{n}" for n in sorted((*ABOUT, *OPEN)))]
    assert outlet.web.asked == outlet.sent == needed
    assert relevant(config) == held(config) == list(ABOUT)
    assert ask(config, "SELECT count(*), count(DISTINCT reason) > 2 FROM decision WHERE reason <> ''") == [(100, True)]
    assert ask(config, "SELECT count(*) FROM decision WHERE NOT relevant") == [(95,)]
    assert ask(config, "SELECT count(*) FROM issue") == [(0,)]

    before, asked = rows(long_store_url), len(outlet.web.asked)
    assert go(config, PatientClock(START.replace(day=21))).exit_code == 0
    assert outlet.sent == needed
    assert outlet.web.asked[asked:] == ["/rss.xml", *(f"/story/{n}" for n in ABOUT)]  # conditionally: a 304 each
    assert differences(before, rows(long_store_url)) == []


def test_other_words_of_the_topic_decide_again(tmp_path: Path, long_store_url: str, outlet: Outlet) -> None:
    go(configured(tmp_path, long_store_url, outlet.web))
    config = configured(tmp_path, long_store_url, outlet.web, conditions="sore knees")
    later = PatientClock(START.replace(day=21))
    assert go(config, later).exit_code == 0
    assert relevant(config) == list(KNEES)
    assert held(config) == sorted((*ABOUT, *KNEES))  # what was kept is kept
    assert ask(config, "SELECT count(*) FROM decision") == [(100,)]
    decided = ask(config, "SELECT url, reason FROM decision WHERE decided_at >= :at", at=START.replace(day=21))
    assert {int(url.rpartition("/")[2]) for url, _ in decided} >= {*ABOUT, *KNEES}
    assert ask(config, "SELECT count(*) FROM document WHERE gone_since IS NOT NULL") == [(0,)]
