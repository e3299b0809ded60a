"""config.toml and its overrides: what is accepted, and the one line for what is not."""

from pathlib import Path

import pytest

import scrapers._base
from scrapers._base import Options, Source
from tracker.config import Config, config_file, config_page, load_config, require_contact
from tracker.errors import ConfigError
from tracker.records import Kind

ROOT = Path(__file__).resolve().parents[1]


class _FeedOptions(Options):
    url: str
    limit: int = 50
    tags: tuple[str, ...] = ()


class _PageOptions(Options):
    kind: Kind = "press"


class _RegistryOptions(Options):
    limit: int = 100


def _source(name: str, options: type[Options], delay: float) -> Source:
    return Source(
        name=name,
        title=name,
        kind="registry",
        homepage="https://example.org",
        licence="CC0",
        basis="An open licence.",
        discover=lambda query, options, fetch: iter(()),
        parse=lambda reply: iter(()),
        options=options,
        delay=delay,
    )


@pytest.fixture(autouse=True)
def readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three readers, and a current folder without config.toml; a test of what is shipped uses the real ones."""
    monkeypatch.chdir(tmp_path)
    if "shipped" not in request.node.name:
        found = {"feed": _source("feed", _FeedOptions, 1.0), "isrctn": _source("isrctn", _RegistryOptions, 2.0)}
        found["page"] = _source("page", _PageOptions, 1.0)
        monkeypatch.setattr(scrapers._base, "all_sources", lambda: found)


def load(text: str, tmp_path: Path, **environ: str) -> Config:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return load_config(file, environ)


def refusal(text: str, tmp_path: Path, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(text, tmp_path, **environ)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"{tmp_path}/")


def test_defaults_without_a_file(tmp_path: Path) -> None:
    config = load_config(None, {})
    assert config.topics == ()
    assert config.sources == {}
    assert config.store.url == f"sqlite:///{tmp_path}/evidence.db"
    assert [(job.name, job.at) for job in config.schedule.jobs] == [("nightly", "03:15")]
    assert config.thresholds.min_severity == "minor"


GOOD = """
contact = "desk@example.org"

[[topics]]
name = "a"
conditions = ["depression"]

[[topics]]
name = "b"
terms = ["CRP"]

[sources.isrctn]
limit = 5

[sources.example_news]
reader = "feed"
url = "https://news.example.org/rss"
kind = "press"
topics = ["b"]
delay = 3
enabled = false
licence = "all rights reserved"

[[schedule.jobs]]
name = "hourly"
every_minutes = 60
days = ["mon", "fri"]
sources = ["isrctn"]
"""


def test_a_full_file(tmp_path: Path) -> None:
    config = load(GOOD, tmp_path)
    registry, news = config.sources["isrctn"], config.sources["example_news"]
    assert (registry.reader, registry.kind, registry.delay, registry.topics) == ("isrctn", "registry", 2.0, ("a", "b"))
    assert registry.options == _RegistryOptions(limit=5)
    assert (registry.licence, registry.basis, registry.enabled) == ("CC0", "An open licence.", True)
    assert (news.reader, news.kind, news.delay, news.topics) == ("feed", "press", 3.0, ("b",))
    assert news.options == _FeedOptions(url="https://news.example.org/rss")
    assert (news.licence, news.enabled) == ("all rights reserved", False)
    assert config.schedule.jobs[0].every_minutes == 60
    assert require_contact(config) == "desk@example.org"


def test_a_common_key_also_reaches_a_reader_that_has_it(tmp_path: Path) -> None:
    page = load("[sources.page]\nkind = 'press_release'", tmp_path).sources["page"]
    assert (page.kind, page.options) == ("press_release", _PageOptions(kind="press_release"))
    assert load("[sources.page]", tmp_path).sources["page"].kind == "registry"
    assert refusal("[sources.page]\nkind = 'blog'", tmp_path).startswith(
        'config.toml: sources.page.kind is "blog", but'
    )


def test_models_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_config(None, {}).contact = "x@example.org"  # type: ignore[misc]


def test_the_shipped_example_is_valid() -> None:
    config = load_config(ROOT / "config.toml", {})
    assert {"clinicaltrials_gov", "isrctn"} <= set(config.sources)
    assert all(topic.interventions for topic in config.topics)


BAD = [
    # (text, how the line begins, words of the remedy)
    ("contcat = 'a@b'", "config.toml: contcat is not a key", "did you mean contact?"),
    ("[stroe]\nurl = 'x'", "config.toml: stroe is not a key", "did you mean store?"),
    ("[store]\nulr = 'x'", "config.toml: store.ulr is not a key", "did you mean url? (known keys: blobs, report, url)"),
    ("[thresholds]\nzzz = 1", "config.toml: thresholds.zzz is not a key", "known keys: heartbeat_stale_minutes,"),
    ("[fetch]\nattempts = 0", "config.toml: fetch.attempts is 0, but should be greater than", "leave it out for 3"),
    ("[fetch]\nattempts = true", "config.toml: fetch.attempts is true, but should be a valid integer", "for 3"),
    ("[fetch]\nmax_bytes = '5'", 'config.toml: fetch.max_bytes is "5", but should be a valid integer', "for 20000000"),
    ("[fetch]\ndeadline_seconds = inf", "config.toml: fetch.deadline_seconds is Infinity, but", "for 120.0"),
    ("[fetch]\nallow_loopback = 1", "config.toml: fetch.allow_loopback is 1, but should be", "for false"),
    ("fetch = 3", "config.toml: fetch should be a table", "correct it"),
    ("topics = 'x'", "config.toml: topics should be a list", "leave it out for []"),
    ("contact = 'nobody'", 'config.toml: contact is "nobody", but should be an e-mail', "correct it"),
    ("contact = 'http://example.org'", "config.toml: contact is", "start with https://"),
    ('contact = "a@b.org\\nX: y"', "config.toml: contact is", "plain ASCII"),
    ("[[topics]]\nconditions = ['x']", "config.toml: topics[1].name is missing", "add it: what `--topic`"),
    ("[[topics]]\nname = 'a'", "config.toml: topics[1] searches for nothing", "give it conditions, interventions or"),
    ("[[topics]]\nname='a'\nterms=['x']\n" * 2, 'config.toml: topics[2].name is "a" a second time', "another name"),
    ("[[topics]]\nname='a'\nterms=['']", "config.toml: topics[1].terms[1] is", "at least 1 character"),
    ("[[topics]]\nname='a'\nterm=['x']", "config.toml: topics[1].term is not a key", "did you mean terms?"),
    ("sources = 3", "config.toml: sources is not a table", "write [sources.NAME] tables"),
    ("[sources]\nisrctn = 3", "config.toml: sources.isrctn is not a table", "write it as [sources.isrctn]"),
    ("[sources.A-b]\nreader='feed'", "config.toml: sources.A-b is no name for a source", "lower-case letters"),
    (
        "[sources.news]",
        "config.toml: sources.news cannot be read: there is no",
        "set its reader: use one of feed, isrctn, page",
    ),
    (
        "[sources.news]\nreader='fed'",
        "config.toml: sources.news.reader cannot be read",
        "use one of feed, isrctn, page",
    ),
    ("[sources.isrctn]\nlimt = 3", "config.toml: sources.isrctn.limt is not a key", "did you mean limit? (known keys:"),
    ("[sources.isrctn]\nlimit = 'x'", 'config.toml: sources.isrctn.limit is "x", but', "leave it out for 100"),
    ("[sources.feed]\nlimit = 3", "config.toml: sources.feed.url is missing", "add it"),
    ("[sources.isrctn]\nname = 'x'", "config.toml: sources.isrctn.name is not a key", "known keys: basis, delay,"),
    ("[sources.isrctn]\ndelay = 0.5", "config.toml: sources.isrctn.delay is 0.5, but isrctn asks for 2 s", "2 or more"),
    ("[sources.isrctn]\ndelay = -1", "config.toml: sources.isrctn.delay is -1, but should be greater", "correct it"),
    ("[sources.isrctn]\nkind = 'blog'", 'config.toml: sources.isrctn.kind is "blog", but should be', "'press'"),
    ("[sources.isrctn]\nenabled = 'no'", 'config.toml: sources.isrctn.enabled is "no", but', "for true"),
    ("[sources.isrctn]\ntopics = ['z']", 'config.toml: sources.isrctn.topics names a topic "z"', "known topics: none"),
    ("[store]\nurl = 'mysql://u:secret@h/d'", "config.toml: store.url should start with sqlite:///", "postgresql://"),
    ("[store]\nurl = 'postgres://u:secret@h/d'", "config.toml: store.url should start with", "postgresql://"),
    ("[store]\nurl = 'sqlite://evidence.db'", "config.toml: store.url should name a file", "sqlite:///evidence.db"),
    ("store = 'postgresql://u:secret@h/d'", "config.toml: store should be a table", "leave it out for its defaults"),
    ("[store]\nblobs = ''", 'config.toml: store.blobs is "", but', 'for "blobs"'),
    ("[schedule]\ntimezone = 'Berlin'", "config.toml: schedule.timezone", "Europe/Berlin"),
    ("[schedule]\ncatch_up_hours = -1", "config.toml: schedule.catch_up_hours is -1", "for 20.0"),
    ("[[schedule.jobs]]\nname='n'\nat='25:00'", "config.toml: schedule.jobs[1].at is", 'minutes like "03:15"'),
    ("[[schedule.jobs]]\nname='n'\nat=03:15:00", "config.toml: schedule.jobs[1].at is", "should be a valid string"),
    ("[[schedule.jobs]]\nname='n'\nat='03:15'\ndays=[]", "config.toml: schedule.jobs[1].days is empty", "every day"),
    ("[[schedule.jobs]]\nname='n'", "config.toml: schedule.jobs[1] has neither", "one of the two"),
    (
        "[[schedule.jobs]]\nname='n'\nat='03:15'\nevery_minutes=5",
        "config.toml: schedule.jobs[1] has both",
        "of the two",
    ),
    ("[[schedule.jobs]]\nname='n'\nat='03:15'\ndays=['monday']", "config.toml: schedule.jobs[1].days[1] is", "'mon'"),
    ("[[schedule.jobs]]\nname='n'\nat='03:15'\nsources=['z']", "config.toml: schedule.jobs[1].sources names", "none"),
    ("[[schedule.jobs]]\nname='n'\nat='03:15'\n" * 2, "config.toml: schedule.jobs[2].name is", "another name"),
    ("[thresholds]\nlink_accept = 2", "config.toml: thresholds.link_accept is 2", "for 0.9"),
    ("[thresholds]\nlink_propose = 0.95", "config.toml: thresholds.link_propose is 0.95, above", "lower it"),
    ("[thresholds]\nmin_severity = 'big'", 'config.toml: thresholds.min_severity is "big", but', "'minor'"),
    ("contact = 'a@b'\n[store\n", "config.toml is not TOML:", "line 2"),
]


@pytest.mark.parametrize(
    ("text", "begins", "remedy"), BAD, ids=[f"{n}-{row[1].split()[1]}" for n, row in enumerate(BAD)]
)
def test_what_is_refused(text: str, begins: str, remedy: str, tmp_path: Path) -> None:
    line = refusal(text, tmp_path)
    assert line.startswith(begins)
    assert remedy in line
    assert "secret" not in line
    assert "more)" not in line


def test_several_faults_are_counted(tmp_path: Path) -> None:
    line = refusal("[fetch]\nattempts = 0\nmax_bytes = 0\nzzz = 1\n[sources.isrctn]\nlimt = 1", tmp_path)
    assert line.startswith("config.toml: sources.isrctn.limt is not a key")
    assert line.endswith("(and 3 more)")


OVERRIDES = [
    ("TRACKER_CONTACT", "desk@example.org", lambda c: c.contact, "desk@example.org"),
    ("TRACKER_STORE__URL", "sqlite:////data/x.db", lambda c: c.store.url, "sqlite:////data/x.db"),
    ("TRACKER_STORE__URL", "postgresql://u@h/d", lambda c: c.store.url, "postgresql://u@h/d"),
    ("TRACKER_STORE__BLOBS", "/2026", lambda c: c.store.blobs, "/2026"),
    ("TRACKER_STORE__BLOBS", "s3://bucket/blobs", lambda c: c.store.blobs, "s3://bucket/blobs"),
    ("TRACKER_FETCH__ALLOW_LOOPBACK", "true", lambda c: c.fetch.allow_loopback, True),
    ("TRACKER_FETCH__ALLOW_LOOPBACK", "True", lambda c: c.fetch.allow_loopback, True),
    ("TRACKER_FETCH__TIMEOUT_SECONDS", "5", lambda c: c.fetch.timeout_seconds, 5.0),
    ("tracker_fetch__attempts", "9", lambda c: c.fetch.attempts, 3),
    ("TRACKER_SOURCES__ISRCTN__LIMIT", "7", lambda c: c.sources["isrctn"].options, _RegistryOptions(limit=7)),
    ("TRACKER_SOURCES__ISRCTN__ENABLED", "false", lambda c: c.sources["isrctn"].enabled, False),
    ("TRACKER_SOURCES__ISRCTN__LICENCE", "2026", lambda c: c.sources["isrctn"].licence, "2026"),
    ("TRACKER_SOURCES__EXAMPLE_NEWS__TAGS", '["a", "b"]', lambda c: c.sources["example_news"].options.tags, ("a", "b")),
    ("TRACKER_SCHEDULE__JOBS", "[{name = 'x', every_minutes = 5}]", lambda c: c.schedule.jobs[0].name, "x"),
    ("TRACKER_DEBUG", "1", lambda c: c.contact, ""),
    ("NO_COLOR", "1", lambda c: c.contact, ""),
]


@pytest.mark.parametrize(("variable", "value", "read", "expected"), OVERRIDES)
def test_a_variable_overrides_a_key(variable, value, read, expected, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert read(load(GOOD.replace('contact = "desk@example.org"', ""), tmp_path, **{variable: value})) == expected


BAD_VARIABLES = [
    ("TRACKER_STROE__URL", "x", "TRACKER_STROE__URL: stroe is not a key", "did you mean store?"),
    ("TRACKER_FOO", "1", "TRACKER_FOO: foo is not a key", "known keys:"),
    ("TRACKER_FETCH__ATTEMPTS", "none", 'TRACKER_FETCH__ATTEMPTS: fetch.attempts is "none"', "for 3"),
    ("TRACKER_FETCH__ATTEMPTS", "1\nb = 2", "TRACKER_FETCH__ATTEMPTS: fetch.attempts is", "for 3"),
    ("TRACKER_SOURCES__ISRCTN__LIMT", "1", "TRACKER_SOURCES__ISRCTN__LIMT: sources.isrctn.limt is", "limit?"),
    ("TRACKER_SOURCES__NOWHERE__LIMIT", "1", "TRACKER_SOURCES__NOWHERE__LIMIT: sources.nowhere cannot", "one of feed"),
    ("TRACKER_TOPICS__0__NAME", "x", "TRACKER_TOPICS__0__NAME: topics is not a table", "set TRACKER_TOPICS as a whole"),
    ("TRACKER_STORE", "postgresql://u:secret@h/d", "TRACKER_STORE: store should be a table", "correct it"),
    ("TRACKER_STORE__URL", "oracle://u:secret@h", "TRACKER_STORE__URL: store.url should start with", "sqlite:///"),
    ("TRACKER_", "x", "TRACKER_:", "is not a key"),
]


@pytest.mark.parametrize(("variable", "value", "begins", "remedy"), BAD_VARIABLES)
def test_a_variable_that_is_refused(variable: str, value: str, begins: str, remedy: str, tmp_path: Path) -> None:
    line = refusal(GOOD, tmp_path, **{variable: value})
    assert line.startswith(begins)
    assert remedy in line
    assert "secret" not in line


def test_which_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.touch()
    two.touch()
    assert config_file(None, {}) is None
    assert config_file(None, {"TRACKER_CONFIG": ""}) is None
    assert config_file(None, {"TRACKER_CONFIG": str(two)}) == two
    assert config_file(one, {"TRACKER_CONFIG": str(two)}) == one
    (tmp_path / "config.toml").touch()
    assert config_file(None, {}) == Path("config.toml")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^--config: there is no file gone.toml; name an existing file"):
        load_config(Path("gone.toml"), {})
    with pytest.raises(ConfigError, match=r"^TRACKER_CONFIG: there is no file gone.toml; name"):
        load_config(None, {"TRACKER_CONFIG": "gone.toml"})
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\); name a readable file"):
        load_config(tmp_path, {})
    (tmp_path / "latin.toml").write_bytes(b"contact = '\xe9@b'")
    with pytest.raises(ConfigError, match="is not UTF-8 text; save it as UTF-8"):
        load_config(tmp_path / "latin.toml", {})


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert load("\ufeffcontact = 'a@b.org'", tmp_path).contact == "a@b.org"


PATHS = [
    # ([store], url, blobs, report) with {} for the folder of the file
    ("", "sqlite:///{}/evidence.db", "{}/blobs", "{}/report"),
    ("url = 'sqlite:///data/x.db'", "sqlite:///{}/data/x.db", "{}/data/blobs", "{}/data/report"),
    ("url = 'sqlite:////srv/x.db'", "sqlite:////srv/x.db", "/srv/blobs", "/srv/report"),
    ("url = 'sqlite:////srv/x.db'\nblobs = 'b'\nreport = '../r'", "sqlite:////srv/x.db", "{}/b", "{}/../r"),
    ("url = 'sqlite:///x.db?timeout=3'", "sqlite:///{}/x.db?timeout=3", "{}/blobs", "{}/report"),
    ("url = 'postgresql://h/d'", "postgresql://h/d", "{}/blobs", "{}/report"),
    ("blobs = 's3://bucket/b'", "sqlite:///{}/evidence.db", "s3://bucket/b", "{}/report"),
]


@pytest.mark.parametrize(("table", "url", "blobs", "report"), PATHS)
def test_paths_start_at_the_file(table: str, url: str, blobs: str, report: str, tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    store = load(f"[store]\n{table}", folder).store
    assert store.url == url.format(folder)
    assert store.blobs == blobs.format(folder)
    assert store.report == Path(report.format(folder.as_posix())).resolve()


def test_the_password_of_the_database_is_not_shown(tmp_path: Path) -> None:
    assert "secret" not in repr(load("[store]\nurl = 'postgresql://u:secret@h/d'", tmp_path))


@pytest.mark.parametrize("contact", ["", None])
def test_fetching_needs_a_contact(contact: str | None) -> None:
    environ = {} if contact is None else {"TRACKER_CONTACT": contact}
    with pytest.raises(ConfigError, match=r"^contact is empty.*TRACKER_CONTACT"):
        require_contact(load_config(None, environ))


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "config.md").read_text("utf-8") == config_page(), "run `make docs`"
