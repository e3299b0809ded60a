"""Fetch: every enabled source is asked for every topic; bytes are stored before any row speaks of them.

What a listing brings is set aside until the whole of it has shown to be sound. An entry that a sound listing no longer
has is asked for by its number; only the source's own answer, on three runs, makes it gone.
"""

from datetime import UTC, datetime

from db.read import listing
from db.read.listing import LastAsked
from db.store import absences, fetches, runs
from tracker.config import Config, require_contact
from tracker.errors import StoreError, TrackerError
from tracker.http import Client, Exchange, HttpSettings
from tracker.ids import document_id
from tracker.pipeline._work import Tally, Work
from tracker.pipeline.discovery import Discovery, Target
from tracker.pipeline.soundness import Quarantined
from tracker.records import Absence, Problem

MOST_ASKED = 50
"""How many missing entries one run asks for by number."""
NEVER = datetime.min.replace(tzinfo=UTC)


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
    """Ask one source for one topic; raises TrackerError when it failed as a whole. What came until then is kept.

    Raises Quarantined when what came cannot be true: it is set aside, and the next run starts where this one did.
    """
    tally = counter.tally = Tally()
    with work.reading() as conn:
        last = listing.last_asked(conn, target.name, target.topic_name)
    everything = not last.marks or (target.source.listing and _is_due(work, target, last))
    discovery = Discovery(work, client, target, tally, judged=target.judged)
    try:
        discovery.ask(target.query(cursor={} if everything else last.marks))
    except BaseException:
        settle(discovery, discovery.listed.gaps())
        raise
    complete = discovery.cursor is not None
    fault = discovery.listed.gaps()
    if fault is None and everything and complete:
        fault = _shortfall(work, discovery, same_words=last.question in (None, target.question))
    settle(discovery, fault)
    if fault is not None:
        raise quarantined(discovery, fault)
    whole = target.source.listing and everything and complete and discovery.listed.readable
    _see_what_is_gone(work, discovery, whole)
    if discovery.cursor is not None:
        listed_at = work.clock.now() if whole else None
        marks = discovery.cursor.values
        with work.writing() as conn:
            runs.save_cursor(conn, target.name, target.topic_name, marks, listed_at, target.question)
    return tally


def settle(discovery: Discovery, fault: str | None) -> None:
    """Let through what a discovery brought, or keep it set aside for `fault`."""
    if discovery.judged:
        with discovery.work.writing() as conn:
            fetches.settle(conn, discovery.context, discovery.confirmed, fault)


def quarantined(discovery: Discovery, fault: str) -> Quarantined:
    """Enter an issue for `fault` and return what to raise."""
    target = discovery.target
    remedy = f"its answers are set aside; if they are right, lower min_entries or min_filled of [sources.{target.name}]"
    error = Quarantined(fault, remedy)
    subject = f"{target.name} {target.topic_name}".strip()
    issue = Problem(kind="quarantined", subject=subject, message=str(error))
    with discovery.work.writing() as conn:
        discovery.tally.problems += runs.save_problems(conn, target.name, [issue], discovery.work.clock.now())
    return error


def _is_due(work: Work, target: Target, last: LastAsked) -> bool:
    """Whether everything is to be listed again: other words than last time, or it is long ago."""
    if last.listed_at is None or last.question != target.question:
        return True
    passed = work.clock.now().date() - last.listed_at.date()
    return passed.days >= target.config.relist_days


def _shortfall(work: Work, discovery: Discovery, *, same_words: bool) -> str | None:
    target = discovery.target
    held = None
    if target.source.listing and same_words:
        with work.reading() as conn:
            documents = listing.held_documents(conn, target.name, target.topic_name)
        held = sum(not document.gone for document in documents.values())
    return discovery.listed.shortfall(held, target.config.min_entries)


def _see_what_is_gone(work: Work, discovery: Discovery, whole: bool) -> None:
    """Enter who is back and who is absent; ask by number for those in doubt, and after a `whole` listing the missing.

    The next run goes on asking for those that were absent, until they answer or are gone.
    """
    target = discovery.target
    for absence in discovery.absences:
        _answered(work, discovery, absence.native_id, absence)
    if not target.source.listing:
        return
    seen = discovery.listed.entries.keys()
    with work.reading() as conn:
        held = listing.held_documents(conn, target.name, target.topic_name).values()
    back = [d.id for d in held if d.native_id in seen and (d.gone or d.absences)]
    if back:
        with work.writing() as conn:
            absences.set_back(conn, back, work.clock.now())
    doubtful = [d for d in held if not d.gone and d.native_id not in seen and (d.absences or whole)]
    doubtful.sort(key=lambda d: (not d.absences, d.asked_at or NEVER, d.first_seen_at, d.native_id))
    for document in doubtful[:MOST_ASKED]:
        if document.id not in work.asked:
            _ask_for(work, discovery, document.native_id)


def _ask_for(work: Work, discovery: Discovery, native_id: str) -> None:
    """Ask for one entry by its number. What goes wrong is an issue, and says nothing about the entry."""
    target = discovery.target
    question = Discovery(work, discovery.client, target, discovery.tally)
    try:
        question.ask(target.query(native_ids=(native_id,)))
    except StoreError:
        raise
    except TrackerError as error:
        question.problem("fetch_failed", native_id, str(error))
        return
    if native_id in question.listed.entries:
        _answered(work, discovery, native_id, None)
    elif question.absences:
        _answered(work, discovery, native_id, question.absences[0])


def _answered(work: Work, discovery: Discovery, native_id: str, absence: Absence | None) -> None:
    """Enter whether the source has the entry, once per run; one that we never had is an issue."""
    source, found = discovery.target.name, document_id(discovery.target.name, native_id)
    if found in work.asked:
        return
    work.asked.add(found)
    with work.writing() as conn:
        if listing.is_held(conn, found):
            status = absence.reply.status if absence is not None else 200
            absences.save_asked(conn, source, found, native_id, status, absence is not None, work.clock.now())
            return
    discovery.problem("not_found", native_id, f"{source} has no entry {native_id}")
