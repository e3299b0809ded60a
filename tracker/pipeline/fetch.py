"""Fetch: every enabled source is asked for every topic; bytes are stored before any row speaks of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from db.read import work as read
from db.store import fetches, runs
from scrapers._base import Source
from tracker.config import Config, SourceConfig, Topic, require_contact
from tracker.errors import FetchFailed, TrackerError
from tracker.http import Client, Exchange, HttpSettings, Validators
from tracker.pipeline._work import Tally, Work, log
from tracker.records import Cursor, Fetch, Problem, Query, Reply, Request


@dataclass(frozen=True, slots=True)
class Target:
    """One source asked for one topic (or for none, when it has no topics)."""

    name: str
    source: Source
    config: SourceConfig
    topic: Topic | None

    @property
    def topic_name(self) -> str:
        """The topic's name, or empty."""
        return self.topic.name if self.topic else ""


def http_settings(config: Config, contact: str | None = None) -> HttpSettings:
    """How the network is used, from config.toml; raises ConfigError when no contact is given anywhere."""
    return HttpSettings(contact=contact or require_contact(config), **config.fetch.model_dump())


class Counter:
    """Counts the exchanges of the target at work; handed to the client as its `on_exchange`."""

    def __init__(self) -> None:
        """Start with an empty tally."""
        self.tally = Tally()

    def __call__(self, exchange: Exchange) -> None:
        """Count one exchange."""
        self.tally.requests += 1


def fetch_target(work: Work, client: Client, counter: Counter, target: Target) -> Tally:
    """Ask one source for one topic; raises TrackerError when it failed as a whole. What came until then is kept."""
    tally = counter.tally = Tally()
    context = _context(target)
    with work.reading() as conn:
        marks = read.cursor(conn, target.name, target.topic_name)
    polls: dict[int, Reply] = {}
    items = target.source.discover(_query(target, marks), target.config.options, _fetcher(work, client, target, polls))
    try:
        for item in _guarded(items):
            _keep(work, target, context, item, tally)
            if isinstance(item, Reply):
                polls.pop(id(item), None)
    finally:  # answers that held no evidence leave a heartbeat
        with work.writing() as conn:
            for reply in polls.values():
                fetches.save_poll(conn, context, reply)
    return tally


def _keep(work: Work, target: Target, context: fetches.Context, item: Reply | Problem | Cursor, tally: Tally) -> None:
    """Store what discovery yielded: bytes first, then rows."""
    sha256 = work.blobs.put(item.body) if isinstance(item, Reply) and item.ok else None
    with work.writing() as conn:
        if isinstance(item, Problem):
            tally.problems += runs.save_problems(conn, target.name, [item], work.clock.now())
            log.warning("%s: %s", target.name, item.message)
        elif isinstance(item, Cursor):
            runs.save_cursor(conn, target.name, target.topic_name, item.values)
        elif fetches.save_reply(conn, context, item, sha256):
            tally.done += 1
        else:
            tally.unchanged += 1


def _context(target: Target) -> fetches.Context:
    return fetches.Context(target.name, target.config.reader, target.topic_name)


def _query(target: Target, marks: Mapping[str, str]) -> Query:
    topic = target.topic
    return Query(
        topic=target.topic_name,
        conditions=tuple(topic.conditions) if topic else (),
        interventions=tuple(topic.interventions) if topic else (),
        terms=tuple(topic.terms) if topic else (),
        cursor=marks,
    )


def _fetcher(work: Work, client: Client, target: Target, polls: dict[int, Reply]) -> Fetch:
    """The `fetch` that the scraper is handed: conditional, polite, and every failure becomes a row."""
    context = _context(target)
    delay, robots = target.config.delay, target.source.robots

    def fetch(request: Request) -> Reply:
        work.pulse()
        with work.reading() as conn:
            known = read.known(conn, context.source, request)
        validators = None
        if known is not None:
            body = partial(work.blobs.get, known.blob_sha256)
            validators = Validators(known.etag, known.last_modified, body, known.url, known.headers)
        try:
            reply = client.fetch(request, delay=delay, validators=validators, robots=robots)
        except FetchFailed as error:
            with work.writing() as conn:
                fetches.save_failure(conn, context, request, error.reason, error.status, work.clock.now())
            raise
        polls[id(reply)] = reply
        return reply

    return fetch


def _guarded(items: Iterator[Reply | Problem | Cursor]) -> Iterator[Reply | Problem | Cursor]:
    """The items of a discovery; an unexpected error in a scraper is that source's failure, not the run's."""
    try:
        yield from items
    except TrackerError:
        raise
    except Exception as error:
        log.debug("unexpected error in a scraper", exc_info=True)
        raise TrackerError(f"unexpected {type(error).__name__}: {error}", "report it; --debug shows where") from error
