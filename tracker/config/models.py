"""What config.toml may hold: one frozen model per table. The descriptions are docs/config.md and part of messages."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny, Strict, StringConstraints

from scrapers._base import Options
from tracker.records import Kind, Severity

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
YesNo = Annotated[bool, Strict()]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]


def _contact(value: str) -> str:
    if value and not ("@" in value or value.startswith("https://")):
        raise ValueError("should be an e-mail address or start with https://")
    if not value.isascii() or not value.isprintable() or set(value) & set("()\\"):
        raise ValueError("should be plain ASCII without brackets: it is sent in a header")
    return value


def _database(value: str) -> str:
    if not re.match(r"(sqlite|postgresql)(\+\w+)?://", value):
        raise ValueError("should start with sqlite:/// or postgresql://")
    if value.startswith("sqlite") and not re.match(r"sqlite(\+\w+)?:///[^?]", value):
        raise ValueError("should name a file: sqlite:///evidence.db, or sqlite:////absolute/path/evidence.db")
    return value


def _time_of_day(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('should be hours and minutes like "03:15"')
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('should be "UTC" or a zone like "Europe/Berlin" (the system needs its tzdata)') from None
    return value


class Section(BaseModel):
    """Base of all tables: immutable; an unknown key is an error; numbers are finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Topic(Section):
    """What to follow. At least one of the three lists must hold something."""

    name: Text = Field(description="what `--topic` and a source's `topics` call it; unique")
    conditions: tuple[Text, ...] = Field(default=(), description="illnesses, in the words of registries and papers")
    interventions: tuple[Text, ...] = Field(default=(), description="drugs, devices, procedures, programmes")
    terms: tuple[Text, ...] = Field(default=(), description="other words to search for: acronyms, instruments, phrases")


class SourceConfig(Section):
    """One outlet, registry or index that is watched. Keys that are not listed here belong to its reader."""

    name: str = Field(description="the NAME of the table")
    reader: str = Field(description="the scraper that reads it (docs/sources/); default: NAME")
    enabled: YesNo = Field(default=True, description="false: kept, but not fetched")
    kind: Kind = Field(description="what its documents are; default: what the reader says")
    topics: tuple[str, ...] = Field(description="names of the topics it is asked for; default: all")
    delay: Number = Field(ge=0, description="seconds between two requests to one host; default and least: the reader's")
    relist_days: Whole = Field(
        default=7, ge=1, description="days after which a source that can do so lists everything there is again"
    )
    min_entries: Whole | None = Field(
        default=None,
        ge=0,
        description="least number of entries of a complete listing, under which its answers are set aside; default: "
        "half of what is held",
    )
    min_filled: Mapping[str, Share] = Field(
        default_factory=dict,
        description="least share of entries that state a claim type (`{sample_size = 0.5}`), under which the answers "
        "of a run are set aside; from 20 entries on; default: what the reader says",
    )
    licence: str = Field(description="licence of its content; default: what the reader says")
    basis: str = Field(description="legal basis of fetching it, one sentence; default: what the reader says")
    options: SerializeAsAny[Options] = Field(description="the reader's own keys, checked by its model")


class Store(Section):
    """Where the evidence is kept. Relative paths start at the folder of config.toml."""

    url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///evidence.db",
        repr=False,
        description="sqlite:///file, sqlite:////absolute/file or postgresql://user:password@host/database",
    )
    blobs: Text = Field(
        default="blobs",
        description="folder (or fsspec address) of the received bytes; when left out, beside the SQLite file",
    )
    report: Path = Field(
        default=Path("report"), description="folder of the HTML report; when left out, beside the SQLite file"
    )


class Fetch(Section):
    """How the network is used."""

    timeout_seconds: Number = Field(
        default=30.0, gt=0, description="longest silence, when connecting and between two pieces of an answer"
    )
    deadline_seconds: Number = Field(
        default=120.0, gt=0, description="time on the network for one fetch, redirects and attempts included"
    )
    max_bytes: Whole = Field(default=20_000_000, gt=0, description="largest body after decompression")
    attempts: Whole = Field(default=3, ge=1, le=20, description="how often a request is tried in all")
    max_wait_seconds: Number = Field(
        default=120.0,
        ge=0,
        description="longest Retry-After or robots delay that is waited for; a longer one ends the fetch",
    )
    allow_loopback: YesNo = Field(
        default=False, description="let addresses of this machine through: for tests and recorded webs"
    )


class Extract(Section):
    """What is read from texts."""

    languages: tuple[Language, ...] = Field(
        default=("en",),
        description="languages whose texts are read for everything, as two-letter codes; a text that its source says "
        "is in another one is read for registration numbers, DOIs and PMIDs only",
    )


class Job(Section):
    """One scheduled run: either `at` or `every_minutes`."""

    name: Text = Field(description="its name in `tracker status`; unique")
    at: Annotated[str, AfterValidator(_time_of_day)] | None = Field(
        default=None, description='time of day in `schedule.timezone`, "HH:MM"'
    )
    every_minutes: Whole | None = Field(default=None, ge=1, le=10_080, description="minutes from one start to the next")
    days: tuple[Day, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        description="days of the week it runs on",
    )
    sources: tuple[str, ...] = Field(
        default=(), description="names of the sources it fetches; none: all that are enabled"
    )


class Schedule(Section):
    """What `tracker schedule` runs, and when."""

    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC",
        description="zone of `at` and `days`, UTC or one like Europe/Berlin; when the clocks change a slot is run once "
        "all the same, and the scheduler warns of hours that are skipped or repeated",
    )
    catch_up_hours: Number = Field(
        default=20.0, ge=0, description="a run that was missed by no more than this is made up for at the next start"
    )
    jobs: tuple[Job, ...] = Field(
        default=(Job(name="nightly", at="03:15"),), description="the jobs, as [[schedule.jobs]]"
    )


class Notify(Section):
    """Who is told after a run. Nothing is sent when there is nothing new."""

    urls: tuple[Text, ...] = Field(
        default=(),
        repr=False,
        description="where to: addresses of Apprise (mailto://, slack://, ...); they hold secrets, so better set "
        "TRACKER_NOTIFY__URLS; needs `pip install 'evidence-tracker[notify]'`",
    )
    min_severity: Severity = Field(default="major", description="least severity of a new mismatch that is told")
    every_hours: Number = Field(
        default=1.0,
        ge=0,
        description="least hours between two messages; what is new in between is told with the next one",
    )
    most: Whole = Field(default=10, ge=1, description="most mismatches listed in one message; the others are counted")
    heartbeat_url: str = Field(
        default="",
        repr=False,
        description="address that is asked when a run has ended, so that a watcher sees the nights on which none did; "
        "`/fail` is added when it failed",
    )
    metrics: Path | None = Field(
        default=None, description="file of the last run's figures in Prometheus text format (textfile collector)"
    )


class Thresholds(Section):
    """Where lines are drawn."""

    min_severity: Severity = Field(
        default="minor", description="what `tracker mismatches` lists unless asked otherwise"
    )
    link_accept: Number = Field(default=0.9, ge=0, le=1, description="score from which a link is accepted")
    link_propose: Number = Field(
        default=0.2, ge=0, le=1, description="score from which a link is proposed; at most `link_accept`"
    )
    heartbeat_stale_minutes: Number = Field(
        default=10.0, gt=0, description="silence after which a run counts as dead and another one may start"
    )


class Config(Section):
    """The keys outside all tables."""

    contact: Annotated[str, AfterValidator(_contact)] = Field(
        default="", description="e-mail or https:// address of whoever runs this; sent to every site, needed to fetch"
    )
    topics: tuple[Topic, ...] = Field(default=(), description="what to follow, as [[topics]]")
    sources: Mapping[str, SourceConfig] = Field(default_factory=dict, description="what is watched, as [sources.NAME]")
    store: Store = Field(default=Store(), description="where the evidence is kept")
    fetch: Fetch = Field(default=Fetch(), description="how the network is used")
    extract: Extract = Field(default=Extract(), description="what is read from texts")
    schedule: Schedule = Field(default=Schedule(), description="what `tracker schedule` runs")
    notify: Notify = Field(default=Notify(), description="who is told after a run")
    thresholds: Thresholds = Field(default=Thresholds(), description="where lines are drawn")
