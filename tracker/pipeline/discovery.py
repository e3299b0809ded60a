"""Asking one source one question: every answer is stored as it comes, bytes before rows, and its entries counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from db.read import listing, work as read
from db.store import fetches, runs
from scrapers._base import Source, credentials
from tracker.config import SourceConfig, Topic
from tracker.errors import FetchFailed, TrackerError
from tracker.http import Client, Validators
from tracker.ids import digest, request_key
from tracker.pipeline._work import Tally, Work, log
from tracker.pipeline.soundness import Listed
from tracker.records import Absence, Cursor, Decision, Problem, Query, Reply, Request

Item = Reply | Absence | Decision | Problem | Cursor


def query_of(topics: Iterable[Topic], **more: Any) -> Query:
    """A question with the words of all `topics`, each in their order; `more` are further fields of Query."""
    asked = list(topics)
    return Query(
        conditions=tuple(word for topic in asked for word in topic.conditions),
        interventions=tuple(word for topic in asked for word in topic.interventions),
        terms=tuple(word for topic in asked for word in topic.terms),
        **more,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """One source asked for one topic, or once for all of its `topics` when it cannot be asked for one (a feed)."""

    name: str
    source: Source
    config: SourceConfig
    topic: Topic | None
    topics: tuple[Topic, ...] = ()

    @property
    def topic_name(self) -> str:
        """The topic's name, or empty."""
        return self.topic.name if self.topic else ""

    @property
    def question(self) -> str:
        """Hash of what is asked for: the words of the topic and the keys of the source, credentials apart."""
        words = [[t.conditions, t.interventions, t.terms] for t in self._asked]
        options = self.config.options
        return digest([words, options.model_dump(mode="json", exclude=set(credentials(type(options))))])[:24]

    @property
    def judged(self) -> bool:
        """Whether what it brings is set aside until the whole has shown to be sound."""
        return bool(self.source.filled or self.source.listing or self.config.min_entries or self.config.min_filled)

    def query(self, **more: Any) -> Query:
        """The question, with a cursor, numbers or a slice of time in `more`."""
        return query_of(self._asked, topic=self.topic_name, **more)

    @property
    def _asked(self) -> tuple[Topic, ...]:
        return (self.topic,) if self.topic else self.topics


@dataclass(slots=True)
class Discovery:
    """What comes back when a target is asked; `ask` may be called once. `judged` answers wait for `settle`."""

    work: Work
    client: Client
    target: Target
    tally: Tally
    judged: bool = False
    cursor: Cursor | None = None
    """Given when the source was asked to the end."""
    absences: list[Absence] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    """Ids of stored answers that came again."""
    listed: Listed = field(init=False)
    _polls: dict[str, Reply] = field(default_factory=dict)
    """Answers that the scraper got and has not yielded: they held no evidence and leave a heartbeat."""

    def __post_init__(self) -> None:
        """Take the bounds of the configuration before those of the source."""
        filled = {**self.target.source.filled, **self.target.config.min_filled}
        self.listed = Listed(self.target.source, filled)

    @property
    def context(self) -> fetches.Context:
        """For whom the exchanges are made."""
        target = self.target
        return fetches.Context(target.name, target.config.reader, target.topic_name, self.judged)

    def ask(self, query: Query) -> None:
        """Ask to the end; raises TrackerError when the source failed as a whole. What came until then is stored."""
        query = query.model_copy(update={"contact": self.work.config.contact})
        items = self.target.source.discover(query, self.target.config.options, self._fetch)
        try:
            for item in _guarded(items):
                self._keep(item)
        finally:
            with self.work.writing() as conn:
                for reply in self._polls.values():
                    fetches.save_poll(conn, self.context, reply)

    def problem(self, kind: str, subject: str, message: str) -> None:
        """Enter an issue and log it."""
        with self.work.writing() as conn:
            found = [Problem(kind=kind, subject=subject, message=message)]
            self.tally.problems += runs.save_problems(conn, self.target.name, found, self.work.clock.now())
        log.warning("%s: %s", self.target.name, message)

    def _keep(self, item: Item) -> None:
        if isinstance(item, Problem):
            self.problem(item.kind, item.subject, item.message)
        elif isinstance(item, Cursor):
            self.cursor = item
        elif isinstance(item, Absence):
            self._store(item.reply, f"{self.target.name} has no entry {item.native_id}")
            self.absences.append(item)
        elif isinstance(item, Decision):
            with self.work.writing() as conn:
                runs.save_decision(conn, self.target.name, item, self.work.clock.now())
        else:
            self._store(item)
            if item.ok and (self.target.judged or self.judged):
                self.listed.add(item)

    def _store(self, reply: Reply, absent: str | None = None) -> None:
        sha256 = self.work.blobs.put(reply.body) if reply.ok else None
        with self.work.writing() as conn:
            if fetches.save_reply(conn, self.context, reply, sha256, absent):
                self.tally.done += 1
            else:
                self.tally.unchanged += 1
                if self.judged:
                    self.confirmed |= {fetches.standing(conn, self.target.name, reply.request) or ""}
        self._polls.pop(_key(reply.request), None)

    def _fetch(self, request: Request) -> Reply:
        """The `fetch` that the scraper is handed: conditional, polite, and every failure becomes a row."""
        work, source = self.work, self.target.name
        work.pulse()
        with work.reading() as conn:
            stored = listing.stored_answer(conn, source, request) if request.once else None
            known = read.known(conn, source, request)
        if stored is not None and not work.blobs.is_redacted(stored.blob_sha256):
            answer = read.reply_of(stored, work.blobs.get(stored.blob_sha256))
            return answer.model_copy(update={"request": request, "not_modified": True})
        validators = None
        if known is not None and not work.blobs.is_redacted(known.blob_sha256):
            body = partial(work.blobs.get, known.blob_sha256)
            validators = Validators(known.etag, known.last_modified, body, known.url, known.headers)
        delay, robots = self.target.config.delay, self.target.source.robots
        try:
            reply = self.client.fetch(request, delay=delay, validators=validators, robots=robots)
        except FetchFailed as error:
            with work.writing() as conn:
                fetches.save_failure(conn, self.context, request, error.reason, error.status, work.clock.now())
            raise
        self._polls[_key(request)] = reply
        return reply


def _key(request: Request) -> str:
    return request_key(request.method, request.url, request.body)


def _guarded(items: Iterator[Item]) -> Iterator[Item]:
    """The items of a discovery; an unexpected error in a scraper is that source's failure, not the run's."""
    try:
        yield from items
    except TrackerError:
        raise
    except Exception as error:
        log.debug("unexpected error in a scraper", exc_info=True)
        raise TrackerError(f"unexpected {type(error).__name__}: {error}", "report it; --debug shows where") from error
