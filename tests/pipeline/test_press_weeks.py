"""Two weeks of nights over outlets that publish, copy, edit silently, lose a story and fail, and a retracted paper."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.loopback import Loopback
from tests.pipeline.press import DATES, Blog, Outlet, Papers, post, work
from tests.pipeline.registry import Registry, number
from tests.pipeline.stores import OF_THE_RUN, PatientClock, ask, config_in, differences, go, rows
from tracker.config import Config
from tracker.operations.maintain import upgrade_store

FIRST = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
EXCHANGES: Collection[str] = {*OF_THE_RUN, "fetch", "blob", "cursor", "issue", "ledger", "heartbeat"}
DOI = "10.5555/brine.1"
TITLE = "Randomised trial of brine in dry examples"
SAID = (
    f"The trial, registered as {number(1)}, randomised {{n}} people with dry examples to drops of brine or to water.",
    "Each of them kept a diary of how often the nose was blocked, and brought it to the clinic in the old harbour.",
    "The nurses read the diaries aloud to one another and drew a curve on the wall of the waiting room by the sea.",
    "Nobody had to stay overnight, and the bottles were collected in a wooden box that stood beside the door.",
)
TALE = (
    f"On the pier they talk of brine again: {number(1)} is a randomised trial for {{n}} people with dry examples.",
    "A fisherman there swears by it, his wife does not, so their daughter went to the clinic to ask who was right.",
    "She came back with a leaflet, two bottles without a label, and a long story about the ferry and the weather.",
)
POST = (
    f"Trial {number(1)} has ended: it randomised {{n}} people with dry examples to brine or to water for six weeks.",
    "Our reading group met about it in the library, where the heating was out, and kept its coats on for two hours.",
    "Most of us liked the tables, some missed a figure, and all agreed that the next paper should be a shorter one.",
)
RETRACTION = {
    "DOI": "10.5555/notice.1",
    "type": "retraction",
    "label": "Retraction",
    "source": "publisher",
    "updated": {"date-parts": [[2026, 11, 8]], "date-time": "2026-11-08T10:00:00Z", "timestamp": 1794132000000},
}
OF_A_TEXT = {"claim", "outcome", "passage", "story_pair", "story_print", "text", "trial_profile", "verdict", "version"}
"""Tables that a new text of a known document adds to."""


def day(n: int) -> str:
    return (FIRST + timedelta(days=n)).date().isoformat()


def printed(n: int) -> str:
    return (FIRST + timedelta(days=n)).strftime(DATES)


def said(sentences: tuple[str, ...], n: int) -> list[str]:
    return [sentence.format(n=n) for sentence in sentences]


class Nights:
    """The nights of a configuration, and the rows of evidence after the last of them."""

    def __init__(self, config: Config) -> None:
        upgrade_store(config)
        self.config = config
        self.held = rows(config.store.url, without=EXCHANGES)

    def changes(self, n: int, failed: str = "") -> dict[str, int]:
        """The `n`-th night, and how many rows of evidence it added or changed per table (a row changed is two)."""
        outcome = go(self.config, PatientClock(FIRST + timedelta(days=n)))
        assert list(outcome.failed) == ([failed] if failed else [])
        before, self.held = self.held, rows(self.config.store.url, without=EXCHANGES)
        return Counter(line.partition(":")[0] for line in differences(before, self.held))


def configured(folder: Path, url: str, web: Loopback) -> Config:
    base = web.url("")
    feeds = "".join(
        f'[sources.{name}]\nreader = "feed"\nurl = "{base}/{name}/rss.xml"\n' for name in ("wire", "herald")
    )
    return config_in(
        folder,
        url,
        '[[topics]]\nname = "saltwater"\nconditions = ["dry examples"]\n'
        f'[sources.clinicaltrials_gov]\nbase_url = "{base}/api/v2"\n'
        f'[sources.crossref]\nbase_url = "{base}"\nfollow = ["{DOI}"]\n'
        f'[sources.blog]\nreader = "wordpress"\nurl = "{base}/blog"\n{feeds}',
    )


def test_two_weeks_of_press(tmp_path: Path, web: Loopback, long_store_url: str) -> None:
    registry = Registry(stamp=f"{day(0)}T09:00:05")
    registry.add(1, "2026-10-01")
    registry.play(web, 1)
    abstract = f"We randomised 41 people with dry examples ({number(1)}) to brine or water."
    papers = Papers({DOI: work(DOI, "Brine for dry examples: a randomised trial", abstract, number(1))})
    papers.play(web)
    wire, herald, blog, base = Outlet("wire"), Outlet("herald"), Blog(), web.url("")
    wire.publish(web, "brine", TITLE, printed(0), *said(SAID, 64))
    wire.publish(web, "pier", f"{TITLE}: a tale from the pier", printed(0), *said(TALE, 41))
    wire.publish(web, "fair", "The fair on the pier opens on Sunday", printed(0), "It opens at noon.")
    herald.publish(web, "band", "The brass band plays on Sunday", printed(0), "It plays at noon.")
    blog.put(web, post(1, base, "2026-11-01T01:00:00", TITLE, *said(POST, 41)))
    config = configured(tmp_path, long_store_url, web)
    nightly = Nights(config)

    assert {"document", "story_print", "mismatch", "decision"} <= nightly.changes(0).keys()
    assert nightly.changes(1) == {}

    herald.publish(web, "copy", f"Brine helps: {TITLE}", printed(2), *said(SAID, 64))
    added = nightly.changes(2)
    assert {name: added[name] for name in ("document", "version", "decision", "story", "story_member", "mismatch")} == {
        "document": 1, "version": 1, "decision": 1, "story": 1, "story_member": 2, "mismatch": 1,
    }  # fmt: skip
    assert nightly.changes(3) == {}

    blog.put(web, post(1, base, "2026-11-04T20:00:00", TITLE, *said(POST, 77)))  # its page says nothing of it
    edited = nightly.changes(4)
    assert (edited["version"], edited["text"], edited["mismatch"]) == (3, 1, 2)
    assert edited.keys() <= OF_A_TEXT | {"mismatch", "mismatch_event"}

    blog.put(web, post(1, base, "2026-11-05T20:00:00", TITLE, *said(POST, 77)))  # touched and the same
    assert nightly.changes(5) == {}

    wire.down = True
    assert nightly.changes(6, failed="wire") == {}
    wire.down = False
    assert nightly.changes(7) == {}

    papers.works[DOI] = {**papers.works[DOI], "updated-by": [RETRACTION]}
    retracted = nightly.changes(8)
    assert (retracted["version"], retracted["text"], retracted["mismatch"]) == (3, 1, 4)
    assert retracted.keys() <= OF_A_TEXT | {"mismatch", "mismatch_event"}

    wire.gone["/wire/pier"] = 404
    assert (nightly.changes(9), nightly.changes(10)) == ({}, {})
    vanished = {"absence": 1, "document": 2, "verdict": 1, "mismatch": 1, "mismatch_event": 1}
    assert nightly.changes(11) == vanished

    herald.gone["/herald/copy"] = 410
    wire.entries = [entry for entry in wire.entries if entry[0] != "/wire/brine"]  # pushed out of the feed by age
    assert nightly.changes(12) == vanished
    herald.gone.clear()
    blog.put(web, post(1, base, "2026-11-13T20:00:00", TITLE, *said(POST, 41)))
    back = nightly.changes(13)
    assert (back["absence"], back["document"], back["version"]) == (2, 2, 3)
    assert back.keys() <= OF_A_TEXT | {"absence", "document", "mismatch", "mismatch_event"}

    assert_what_happened(config, web.url(""))


def assert_what_happened(config: Config, base: str) -> None:
    """All versions, absences, stories, relations, mismatches, failures and decisions of the two weeks."""
    versions = ask(
        config,
        "SELECT d.source, d.native_id, v.seen_from, v.seen_to FROM version v JOIN document d ON d.id = v.document_id"
        " ORDER BY d.source, d.native_id, v.seq",
    )
    assert [(source, name.removeprefix(base), nights(came), nights(went)) for source, name, came, went in versions] == [
        ("blog", "/blog/post-1/", 0, 4),
        ("blog", "/blog/post-1/", 4, 13),
        ("blog", "/blog/post-1/", 13, None),
        ("clinicaltrials_gov", number(1), 0, None),
        ("crossref", DOI, 0, 8),
        ("crossref", DOI, 8, None),
        ("herald", "/herald/copy", 2, None),
        ("wire", "/wire/brine", 0, None),
        ("wire", "/wire/pier", 0, None),
    ]

    absences = ask(
        config,
        "SELECT d.native_id, a.seq, a.gone_at, a.back_at FROM absence a JOIN document d ON d.id = a.document_id"
        " ORDER BY d.native_id",
    )
    assert [(name.removeprefix(base), seq, nights(gone), nights(back)) for name, seq, gone, back in absences] == [
        ("/herald/copy", 0, 12, 13),
        ("/wire/pier", 0, 11, None),
    ]
    assert ask(config, "SELECT native_id FROM document WHERE gone_since IS NOT NULL") == [(f"{base}/wire/pier",)]

    stories = ask(
        config,
        "SELECT d.source, d.native_id, r.source FROM story_member m JOIN story s ON s.id = m.story_id"
        " JOIN document d ON d.id = m.document_id JOIN document r ON r.id = s.root_document_id ORDER BY d.source",
    )
    assert [(source, name.removeprefix(base), root) for source, name, root in stories] == [
        ("herald", "/herald/copy", "wire"),
        ("wire", "/wire/brine", "wire"),
    ]
    assert ask(config, "SELECT count(*) FROM story") == [(1,)]

    relations = ask(
        config,
        "SELECT d.native_id, v.seq, c.kind, c.value_raw, c.qualifiers FROM claim c"
        " JOIN text t ON t.id = c.text_id JOIN version v ON v.id = t.version_id JOIN document d ON d.id = c.document_id"
        " WHERE c.type = 'relation'",
    )
    assert [row[:4] for row in relations] == [(DOI, 1, "retracted_by", "10.5555/notice.1")]

    mismatches = ask(
        config,
        "SELECT d.source, w.check_name, m.state FROM mismatch m JOIN verdict w ON w.id = m.id"
        " JOIN document d ON d.id = w.document_id ORDER BY d.source, w.check_name",
    )
    assert mismatches == [
        ("blog", "article_changed", "open"),
        ("blog", "retracted", "open"),
        ("blog", "sample_size", "resolved"),
        ("herald", "retracted", "open"),
        ("herald", "sample_size", "open"),
        ("herald", "vanished", "resolved"),
        ("wire", "retracted", "open"),
        ("wire", "retracted", "open"),
        ("wire", "sample_size", "open"),
        ("wire", "vanished", "open"),
    ]
    events = ask(
        config,
        "SELECT e.at, d.source, e.kind, e.document_value, e.against_value FROM mismatch_event e"
        " JOIN verdict w ON w.id = e.mismatch_id JOIN document d ON d.id = w.document_id"
        " WHERE w.check_name = 'sample_size' ORDER BY e.at",
    )
    assert [(nights(at), *event) for at, *event in events] == [
        (0, "wire", "opened", "64 people", "41 people"),
        (2, "herald", "opened", "64 people", "41 people"),
        (4, "blog", "opened", "77 people", "41 people"),
        (13, "blog", "resolved_at_source", "41 people", "41 people"),
    ]

    over_time = ask(
        config,
        "SELECT e.at, d.source, w.check_name, e.kind FROM mismatch_event e JOIN verdict w ON w.id = e.mismatch_id"
        " JOIN document d ON d.id = w.document_id WHERE w.check_name <> 'sample_size'",
    )
    assert sorted((nights(at), *event) for at, *event in over_time) == [
        (4, "blog", "article_changed", "opened"),
        (8, "blog", "retracted", "opened"),
        (8, "herald", "retracted", "opened"),
        (8, "wire", "retracted", "opened"),
        (8, "wire", "retracted", "opened"),
        (11, "wire", "vanished", "opened"),
        (12, "herald", "vanished", "opened"),
        (13, "blog", "article_changed", "value_changed"),
        (13, "herald", "vanished", "resolved_at_source"),
    ]

    assert ask(config, "SELECT kind, subject, message FROM issue") == []
    failed = ask(config, "SELECT source, state, started_at FROM job WHERE state <> 'finished'")
    assert [(source, state, nights(at)) for source, state, at in failed] == [("wire", "failed", 6)]
    decided = ask(config, "SELECT url, relevant, decided_at FROM decision ORDER BY url")
    assert [(url.removeprefix(base), bool(relevant), nights(at)) for url, relevant, at in decided] == [
        ("/blog/post-1/", True, 0),
        ("/herald/band", False, 0),
        ("/herald/copy", True, 2),
        ("/wire/brine", True, 0),
        ("/wire/fair", False, 0),
        ("/wire/pier", True, 0),
    ]


def nights(moment: Any) -> int | None:
    """How many nights after the first a moment is."""
    return None if moment is None else (date.fromisoformat(str(moment)[:10]) - FIRST.date()).days
